"""Reads the words in which an author declares a symbol: ``"0 < beta < 1"``, ``"integer >= 2"``."""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from decimal import Decimal
from difflib import get_close_matches
from fractions import Fraction
from typing import Any

from flint import arb

from grader.equality.ranges import Range
from grader.errors import GraderError
from grader.tree import (
    INFINITY,
    PI,
    E,
    Tree,
    add,
    call,
    divide,
    free_symbols,
    integer,
    mul,
    negative,
    power,
    rational,
    relation,
    substitute,
    symbol,
)

_WORDS = re.compile(
    r"\b(real|integers?|natural|complex|function|vector|matrix|rational|positive|negative|"
    r"nonnegative|non-negative|nonpositive|non-positive|nonzero|non-zero|numbers?|symmetric)\b"
)
_SPELT = ("real", "integer", "natural", "complex", "rational", "positive", "negative", "nonzero")
_AS_A_NAME = "__name"
_KEYWORDS = re.compile(r"\b(lambda|is|in|as|if|or|not|def|del|for|from)\b")
_SIZES = re.compile(r"(vector|matrix)\s+(\d+)(?:\s*(?:x|by|,|\s)\s*(\d+))?")
_LARGEST_SIDE = 64
_LONGEST = 300
_OPERATORS: dict[type[ast.cmpop], str] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.NotEq: "!=",
    ast.Eq: "=",
}
_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "!=": "!=", "=": "="}
_SIGNS = {
    "positive": (">", 0),
    "negative": ("<", 0),
    "nonnegative": (">=", 0),
    "nonpositive": ("<=", 0),
}


def read_symbol(name: str, words: str, declared: frozenset[str]) -> tuple[Range, tuple[Tree, ...]]:
    """The range of a symbol, and conditions that link it with others.

    Args:
        name: The symbol.
        words: Such as ``"integer >= 2"``, ``"x > 0"``, ``"positive real vector 3"``. A name that
            is not declared stands for the symbol itself.
        declared: All names of the part.

    Raises:
        GraderError: the words are not understood.
    """
    if len(words) > _LONGEST:
        raise _not_understood(name, words[:40] + "...")
    text, shape = _take_sizes(name, words)
    found = {word.replace("-", "").rstrip("s") for word in _WORDS.findall(text)}
    rest = _WORDS.sub(" ", text).replace(",", " ").strip()
    if rest and rest[0] in "<>!=":
        rest = f"{name} {rest}"
    inner = Range(
        kind="integer"
        if found & {"integer", "natural"}
        else "complex"
        if "complex" in found
        else "real",
        rational="rational" in found,
    )
    linked: list[Tree] = []
    if "natural" in found:
        inner = _bounded(inner, ">=", Fraction(0))
    for word, (op, bound) in _SIGNS.items():
        if word in found:
            inner = _bounded(inner, op, Fraction(bound))
    for op, left, right in _comparisons(rest, name, words) if rest else ():
        others = free_symbols(relation(op, left, right)) - declared
        if any(get_close_matches(other, _SPELT, n=1, cutoff=0.8) for other in others - {name}):
            raise _not_understood(name, words)  # a slip in a word is no name of the symbol
        own = {free: symbol(name) for free in others}
        inner = _add_condition(
            inner, name, op, substitute(left, own), substitute(right, own), linked
        )
    if found & {"vector", "matrix"} and not shape:
        raise GraderError(
            f"The domain of {name!r}, {words!r}, gives no size: write 'real vector 3' "
            "or 'real matrix 3 2'."
        )
    return _assemble(name, words, inner, shape, found), tuple(linked)


def read_constraint(text: str, ranges: dict[str, Range]) -> tuple[Tree, ...]:
    """Conditions between symbols, such as ``"N > k"`` or ``"0 <= k <= n"``.

    Args:
        text: Comparisons, chained or joined by ``and``.
        ranges: Of the declared symbols; one that is compared with a number is narrowed in place.

    Raises:
        GraderError: it is no comparison.
    """
    linked: list[Tree] = []
    for op, left, right in _comparisons(text, "", text):
        name = next((side.args[0] for side in (left, right) if side.head == "symbol"), None)
        if name in ranges and not ranges[name].shape:
            ranges[name] = _add_condition(ranges[name], name, op, left, right, linked)
        else:
            linked.append(relation(op, left, right))
    return tuple(linked)


def _assemble(
    name: str, words: str, inner: Range, shape: tuple[int, ...], found: set[str]
) -> Range:
    if "function" in found:
        return Range(kind="function")
    nonzero = "nonzero" in found
    if not shape:
        values = replace(inner, nonzero=inner.nonzero or nonzero)
        if _empty(values):
            raise GraderError(f"The domain of {name!r}, {words!r}, holds no value at all.")
        return values
    return Range(
        kind="vector" if len(shape) == 1 else "matrix", nonzero=nonzero, shape=shape, entries=inner
    )


def _empty(values: Range) -> bool:
    if values.lower is None or values.upper is None:
        return False
    if values.lower > values.upper:
        return True
    return values.lower == values.upper and not values.holds(values.lower)


def _take_sizes(name: str, words: str) -> tuple[str, tuple[int, ...]]:
    match = _SIZES.search(words)
    if match is None:
        return words, ()
    shape = tuple(int(size) for size in match.groups()[1:] if size is not None)
    if match[1] == "matrix" and len(shape) == 1:
        shape = shape * 2
    if match[1] == "vector" and len(shape) == 2:
        raise _not_understood(name, words)
    if not all(1 <= side <= _LARGEST_SIDE for side in shape):
        raise GraderError(
            f"The domain of {name!r}, {words!r}, has a side outside 1 to {_LARGEST_SIDE}."
        )
    return words[: match.start()] + f" {match[1]} " + words[match.end() :], shape


def _comparisons(text: str, name: str, words: str) -> list[tuple[str, Tree, Tree]]:
    text = _KEYWORDS.sub(r"\1" + _AS_A_NAME, text)
    source = re.sub(r"(?<![<>!=])=(?!=)", "==", text.replace("^", "**"))
    source = source.replace("\u2264", "<=").replace("\u2265", ">=").replace("\u2260", "!=")
    try:
        parsed = ast.parse(source.strip(), mode="eval").body
        parts = parsed.values if isinstance(parsed, ast.BoolOp) else [parsed]
        if isinstance(parsed, ast.BoolOp) and not isinstance(parsed.op, ast.And):
            raise _not_understood(name, words)
        return [found for part in parts for found in _chain(part, name, words)]
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise _not_understood(name, words) from error


def _chain(node: ast.expr, name: str, words: str) -> list[tuple[str, Tree, Tree]]:
    if not isinstance(node, ast.Compare):
        raise _not_understood(name, words)
    sides = [_term(side, name, words) for side in (node.left, *node.comparators)]
    operators = [_OPERATORS.get(type(op)) for op in node.ops]
    if None in operators:
        raise _not_understood(name, words)
    return [(str(op), a, b) for op, a, b in zip(operators, sides, sides[1:], strict=False)]


def _term(node: ast.expr, name: str, words: str) -> Tree:
    match node:
        case ast.Constant(value=bool()):
            pass
        case ast.Constant(value=int(value)):
            return integer(value)
        case ast.Constant(value=float(value)):
            exact = Fraction(Decimal(repr(value)))
            return rational(exact.numerator, exact.denominator)
        case ast.Name(id="oo" | "inf" | "infinity"):
            return INFINITY
        case ast.Name(id="pi"):
            return PI
        case ast.Name(id="e" | "E") if name != node.id:
            return E
        case ast.Name(id=spelt):
            return symbol(spelt.removesuffix(_AS_A_NAME))
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            return negative(_term(inner, name, words))
        case ast.BinOp(left=left, op=op, right=right):
            a, b = _term(left, name, words), _term(right, name, words)
            match op:
                case ast.Add():
                    return add(a, b)
                case ast.Sub():
                    return add(a, negative(b))
                case ast.Mult():
                    return mul(a, b)
                case ast.Div():
                    return divide(a, b)
                case ast.Pow():
                    return power(a, b)
        case ast.Call(func=ast.Name(id="sqrt"), args=[inner], keywords=[]):
            return power(_term(inner, name, words), rational(1, 2))
        case ast.Call(func=ast.Name(id="abs" | "Abs"), args=[inner], keywords=[]):
            return call("abs", _term(inner, name, words))
    raise _not_understood(name, words)


def _add_condition(
    values: Range, name: str, op: str, left: Tree, right: Tree, linked: list[Tree]
) -> Range:
    """Narrow the range where the bound is a number, else remember the condition."""
    if right == symbol(name) and left != symbol(name):
        op, left, right = _MIRRORED[op], right, left
    if left != symbol(name) or free_symbols(right):
        linked.append(relation(op, left, right))
        return values
    if right in (INFINITY, mul(integer(-1), INFINITY)):
        return values
    value = _number(right)
    if isinstance(value, Fraction):
        if op == "!=" and value != 0:
            linked.append(relation(op, left, right))
            return values
        return _bounded(values, op, value)
    linked.append(relation(op, left, right))
    return _bounded(values, op, _outer(value, op)) if op not in {"!=", "="} else values


def _bounded(values: Range, op: str, bound: Fraction) -> Range:
    opened = op in {"<", ">"}
    if op == "!=":
        return replace(values, nonzero=True)
    if op in {">", ">=", "="} and (
        values.lower is None or bound > values.lower or (bound == values.lower and opened)
    ):
        values = replace(values, lower=bound, lower_open=opened)
    if op in {"<", "<=", "="} and (
        values.upper is None or bound < values.upper or (bound == values.upper and opened)
    ):
        values = replace(values, upper=bound, upper_open=opened)
    return values


def _number(tree: Tree) -> Any:
    """The value of a constant bound: a `Fraction` where it is rational, else a ball."""
    match tree:
        case Tree("int", (int(n),)):
            return Fraction(n)
        case Tree("rational", (int(p), int(q))):
            return Fraction(p, q)
        case Tree("constant", ("pi",)):
            return arb.pi()
        case Tree("constant", ("e",)):
            return arb(1).exp()
    parts = [_number(arg) for arg in tree.args if isinstance(arg, Tree)]
    if tree.head == "pow" and parts[1] == Fraction(1, 2):
        return _ball(parts[0]).sqrt()
    if any(not isinstance(part, Fraction) for part in parts):
        parts = [_ball(part) for part in parts]
    if tree.head == "add":
        return sum(parts[1:], parts[0])
    if tree.head == "mul":
        product = parts[0]
        for part in parts[1:]:
            product = product * part
        return product
    if tree.head == "pow" and abs(parts[1]) <= 64:
        return parts[0] ** parts[1] if not parts[1] or parts[0] else Fraction(0)
    raise GraderError("A bound of a domain is a number, such as 2, 1/2, pi/2 or sqrt(2).")


def _ball(value: Any) -> Any:
    return arb(value.numerator) / value.denominator if isinstance(value, Fraction) else value


def _outer(value: Any, op: str) -> Fraction:
    """A rational bound just outside an irrational one; the exact condition is kept beside it."""
    mid = Fraction(round(float(value.mid()) * 2**40), 2**40)
    return mid + Fraction(1 if op in {"<", "<="} else -1, 2**38)


def _not_understood(name: str, words: str) -> GraderError:
    where = f"The domain of {name!r}, {words!r}," if name else f"The constraint {words!r}"
    return GraderError(
        f"{where} is not understood: write 'real', 'x > 0', 'integer >= 2', '0 < beta < 1', "
        "'x != 0', 'complex', 'real vector 3', 'real matrix 3 2' or 'function'."
    )
