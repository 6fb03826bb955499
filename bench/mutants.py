"""The changes that `bench/mutations.py` tries: one operator, number or condition of a rule each.

Cosmic Ray makes them (`pip install -e '.[mutation]'`). Left out is what is no rule:

- what an operation costs: the arguments of `spend` and `check_product`, and a loop that only calls
  these;
- whether a limit itself is within the limit: ``<`` for ``<=`` and one more or less, in a
  comparison with the effort's `terms` or a name that begins with ``MAX_`` or ``MOST_``;
- how precise a ball is, which is right at every precision: the argument of `precision`;
- when a memory is emptied: a condition whose body only calls `clear`;
- ``strict=True`` of `zip`, which can only fail if the program is wrong.
"""

from __future__ import annotations

import ast
import difflib
import random
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator

ROOT = Path(__file__).parents[1]
RULES = Path("grader/equality/proof")
EQUIVALENT = Path(__file__).parent / "equivalent_mutants.toml"

AT_THE_LIMIT = (
    *(f"ReplaceComparisonOperator_{pair}" for pair in ("Lt_LtE", "LtE_Lt", "Gt_GtE", "GtE_Gt")),
    "NumberReplacer",
)
OPERATORS = (
    *(f"ReplaceBinaryOperator_{pair}" for pair in ("Add_Sub", "Sub_Add", "Mul_Add", "Div_Mul")),
    *(f"ReplaceBinaryOperator_{pair}" for pair in ("FloorDiv_Mul", "Mod_FloorDiv", "Pow_Mul")),
    *(f"ReplaceComparisonOperator_{pair}" for pair in ("Eq_NotEq", "NotEq_Eq", "Is_IsNot")),
    *(f"ReplaceComparisonOperator_{pair}" for pair in ("Lt_Gt", "LtE_GtE", "Gt_Lt", "GtE_LtE")),
    "ReplaceComparisonOperator_IsNot_Is",
    "ReplaceUnaryOperator_Delete_USub",
    "ReplaceUnaryOperator_Delete_Not",
    "AddNot",
    "ReplaceTrueWithFalse",
    "ReplaceFalseWithTrue",
    "ReplaceAndWithOr",
    "ReplaceOrWithAnd",
    "ReplaceBreakWithContinue",
    "ReplaceContinueWithBreak",
    "ZeroIterationForLoop",
    *AT_THE_LIMIT,
)

Position = tuple[int, int]
Span = tuple[Position, Position]


@dataclass(frozen=True)
class Mutant:
    """One change to one function.

    Attributes:
        path: Of the module, from the root.
        rule: The function that it changes.
        operator: What kind of change.
        text: The whole module, changed.
        removed: The line as it was.
        added: The line as it became.
    """

    path: Path
    rule: str
    operator: str
    text: str
    removed: str
    added: str

    @property
    def function(self) -> str:
        """The rule with its module's file."""
        return f"{self.path.name} {self.rule}"

    @property
    def key(self) -> str:
        """What makes it the same change in another run."""
        return "\n".join((self.function, self.removed, self.added))

    @property
    def change(self) -> str:
        """The lines that differ."""
        pairs = (("-", self.removed), ("+", self.added))
        return "\n".join(f"{mark} {line}" for mark, lines in pairs for line in lines.splitlines())

    @property
    def why_equivalent(self) -> str | None:
        """Why the change means the same, if that has been found."""
        return _equivalents().get(self.key)


@dataclass(frozen=True)
class Place:
    """Where a mutant can be made: the occurrence of an operator in a module, in a function."""

    path: Path
    rule: str
    operator: str
    occurrence: int

    def mutant(self) -> Mutant:
        """Make it."""
        source = (ROOT / self.path).read_text()
        text = mutate_code(source, get_operator(f"core/{self.operator}")(), self.occurrence)
        lines = list(difflib.ndiff(source.splitlines(), text.splitlines()))
        removed, added = (
            "\n".join(" ".join(line[1:].split()) for line in lines if line[0] == mark)
            for mark in "-+"
        )
        return Mutant(self.path, self.rule, self.operator, text, removed, added)


@cache
def _equivalents() -> dict[str, str]:
    known = tomllib.loads(EQUIVALENT.read_text())["mutant"]
    return {"\n".join((m["rule"], m["was"], m["becomes"])): m["why"] for m in known}


def functions_of(source: str) -> dict[int, str]:
    r"""The function that each line of a module's bodies belongs to; innermost last wins.

    >>> functions_of("def f(x):\n    return x\n")
    {2: 'f'}
    """
    found: dict[int, str] = {}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            last = node.body[-1].end_lineno or node.body[-1].lineno
            for line in range(node.body[0].lineno, last + 1):
                found[line] = node.name
    return found


def _span(node: ast.expr | ast.stmt | ast.keyword) -> Span:
    last = node.end_lineno or node.lineno, node.end_col_offset or node.col_offset
    return (node.lineno, node.col_offset), last


def no_rules(source: str) -> list[Span]:
    r"""Parts of a module in which a change changes no rule.

    >>> no_rules("effort.spend(5)\nzip(a, b, strict=True)\n")
    [((1, 13), (1, 14)), ((2, 10), (2, 21))]
    """
    found: list[Span] = []
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=ast.Attribute(attr="spend" | "check_product"), args=costs):
                found += map(_span, costs)
            case ast.For(
                body=[ast.Expr(ast.Call(func=ast.Attribute(attr="spend" | "check_product")))]
            ):
                found.append(_span(node))
            case ast.Call(func=ast.Name(id="precision"), args=bits):
                found += map(_span, bits)
            case ast.Call(func=ast.Name(id="zip"), keywords=keywords):
                found += map(_span, keywords)
            case ast.If(body=[ast.Expr(ast.Call(func=ast.Attribute(attr="clear")))]):
                found.append(_span(node))
    return found


def limits(source: str) -> list[Span]:
    r"""Comparisons with a limit.

    >>> limits("if len(p) + 1 > MAX_TERMS or p > 3:\n    pass\n")
    [((1, 3), (1, 25))]
    """
    return [
        _span(node)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Compare)
        and any(
            (isinstance(part, ast.Name) and part.id.startswith(("MAX_", "MOST_")))
            or (isinstance(part, ast.Attribute) and part.attr == "terms")
            for part in ast.walk(node)
        )
    ]


def places_in(path: Path) -> Iterator[Place]:
    """Every place in the bodies of a module's functions where a rule can be changed."""
    source = (ROOT / path).read_text()
    rules, nodes = functions_of(source), list(ast_nodes(get_ast(source)))
    never, at_limits = no_rules(source), limits(source)
    for name in OPERATORS:
        operator = get_operator(f"core/{name}")()
        left_out = [*never, *(at_limits if name in AT_THE_LIMIT else ())]
        starts = [start for node in nodes for start, _ in operator.mutation_positions(node)]
        for occurrence, start in enumerate(starts):
            if start[0] in rules and not any(a <= start < b for a, b in left_out):
                yield Place(path, rules[start[0]], name, occurrence)


def drawn(each: int, seed: int) -> tuple[list[Mutant], int]:
    """So many mutants of each function, and the number of functions that have one.

    The draws for a function depend on the seed and its name alone, and more of them begin with
    those that fewer are.
    """
    by_function: dict[tuple[Path, str], list[Place]] = defaultdict(list)
    for path in sorted((ROOT / RULES).glob("*.py")):
        for place in places_in(path.relative_to(ROOT)):
            by_function[place.path, place.rule].append(place)
    chosen: list[Place] = []
    for (path, rule), places in by_function.items():
        random.Random(f"{seed} {path.name} {rule}").shuffle(places)
        chosen += places[:each]
    return [place.mutant() for place in chosen], len(by_function)
