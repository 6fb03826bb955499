"""A real symbol inside floors, split into a multiple of a period and the rest.

floor, ceiling and mod of rational multiples of x repeat with a period P, up to whole numbers that
leave the brackets: with x = P n + r, n a whole number and 0 <= r < P, they are constant in r
between the finitely many places where some argument is a whole number. So the range of r falls into
*cells*, open intervals and the points between them, and in each cell no floor is left.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor, lcm

from grader.equality.domain import Domain, Range
from grader.tree import Tree, add, children, integer, mul, rational, substitute, symbol

MAX_CELLS, MAX_PERIOD = 24, 24

STEPPED = frozenset(("floor", "ceiling", "mod"))


@dataclass(frozen=True, slots=True)
class Cell:
    """A part of the domain on which no floor jumps.

    Attributes:
        images: What stands for the symbol.
        domain: Of the symbols that are left.
        is_point: Whether the rest has one value: such cells together are a null set.
    """

    images: dict[str, Tree]
    domain: Domain
    is_point: bool


def cells(a: Tree, b: Tree, domain: Domain) -> tuple[str, list[Cell]] | None:
    """A real symbol whose floors are split, and its cells; ``None`` if there is none."""
    arguments = [argument for tree in (a, b) for argument in _arguments(tree)]
    lines = [line for line in map(_line, arguments) if line is not None]
    for name in sorted({name for line in lines for name in line if name}):
        if domain.range_of(name).kind != "real":
            continue
        moving = [line for line in lines if line.get(name) and _is_whole_but(line, name, domain)]
        slopes = [line[name] for line in moving]
        if not slopes:
            continue
        period = lcm(*(slope.denominator for slope in slopes))
        edges = sorted({*_edges(moving, name, period), Fraction(0)})
        if period <= MAX_PERIOD and len(edges) <= MAX_CELLS:
            return name, list(_cut(domain, name, period, [*edges, Fraction(period)]))
    return None


def _arguments(tree: Tree) -> Iterator[Tree]:
    stack = [tree]
    while stack:
        node = stack.pop()
        if node.head == "call" and node.args[0] in STEPPED:
            if node.args[0] == "mod":
                yield mul(node.args[1], Tree("pow", (node.args[2], integer(-1))))
            else:
                yield node.args[1]
        stack.extend(children(node))


def _line(tree: Tree) -> dict[str, Fraction] | None:
    """Coefficients by symbol of a linear tree, its constant under the empty name."""
    match tree:
        case Tree("int", (n,)):
            return {"": Fraction(n)}
        case Tree("rational" | "decimal", (p, q, *_)):
            return {"": Fraction(p, q)}
        case Tree("symbol", (name,)):
            return {name: Fraction(1)}
        case Tree("add", terms):
            total: dict[str, Fraction] = {}
            for line in map(_line, terms):
                if line is None:
                    return None
                for name, slope in line.items():
                    total[name] = total.get(name, Fraction(0)) + slope
            return total
        case Tree("mul", factors):
            return _product([_line(factor) for factor in factors])
        case Tree("pow", (Tree("int" | "rational", (p, *q)), Tree("int", (-1,)))) if p:
            return {"": 1 / Fraction(p, *q)}
    return None


def _product(lines: list[dict[str, Fraction] | None]) -> dict[str, Fraction] | None:
    total = {"": Fraction(1)}
    for line in lines:
        if line is None:
            return None
        if any(line.keys() - {""}) and any(total.keys() - {""}):
            return None
        scale, moving = (line, total) if any(total.keys() - {""}) else (total, line)
        factor = scale[""]
        total = {name: slope * factor for name, slope in moving.items()}
    return total


def _is_whole_but(line: dict[str, Fraction], name: str, domain: Domain) -> bool:
    """Whether every other symbol adds a whole number."""
    return all(
        slope.denominator == 1 and domain.range_of(other).kind == "integer"
        for other, slope in line.items()
        if other not in ("", name) and slope
    )


def _edges(lines: list[dict[str, Fraction]], name: str, period: int) -> Iterator[Fraction]:
    """Where in [0, period) an argument is a whole number; at most one more than are looked at."""
    for line in lines:
        slope, start = line[name], line.get("", Fraction(0))
        low, high = sorted((start, start + slope * period))
        for whole in range(ceil(low), min(floor(high), ceil(low) + MAX_CELLS + 1) + 1):
            edge = (whole - start) / slope
            if 0 <= edge < period:
                yield edge


def _cut(domain: Domain, name: str, period: int, edges: list[Fraction]) -> Iterator[Cell]:
    whole, rest = f"{name} div {period}", f"{name} mod {period}"
    periods = mul(integer(period), symbol(whole))
    for low, high in pairwise(edges):
        at = {name: add(periods, rational(low.numerator, low.denominator))}
        yield Cell(at, _over(domain, name, whole, period, at), is_point=True)
        between = {name: add(periods, symbol(rest))}
        inner = _over(domain, name, whole, period, between)
        span = Range(lower=low, upper=high)
        yield Cell(between, replace(inner, symbols={**inner.symbols, rest: span}), is_point=False)


def _over(domain: Domain, name: str, whole: str, period: int, images: dict[str, Tree]) -> Domain:
    """The domain with whole periods in the place of the symbol, and perhaps some around it."""
    values = domain.range_of(name)
    low = None if values.lower is None else Fraction(floor(values.lower / period))
    high = None if values.upper is None else Fraction(floor(values.upper / period))
    ranges = {n: r for n, r in domain.symbols.items() if n != name}
    ranges[whole] = Range(kind="integer", lower=low, upper=high, lower_open=False, upper_open=False)
    return Domain(ranges, tuple(substitute(c, images) for c in domain.constraints))
