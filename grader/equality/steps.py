"""Inequalities of a floor, a ceiling or a sign, as inequalities of what it is taken of."""

from __future__ import annotations

import operator
from collections.abc import Callable
from fractions import Fraction
from math import ceil, floor

from grader.equality.canonical import canonical
from grader.equality.domain import Domain
from grader.tree import (
    MINUS_ONE,
    ONE,
    ZERO,
    Tree,
    add,
    children,
    integer,
    negative,
    relation,
    subtract,
)

_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}
_HOLDS: dict[str, Callable[[Fraction, Fraction], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "!=": operator.ne,
}
_ROUNDED: dict[str, Callable[[Fraction], int]] = {"<": ceil, ">=": ceil, "<=": floor, ">": floor}
"""By operator, the whole number that stands for a number on the right of a whole one."""
_SIDES = ((-1, "<"), (0, "="), (1, ">"))


def without_steps(tree: Tree, domain: Domain) -> Tree:
    """The condition with floor(u) >= n written as u >= n, and likewise, where n is whole.

    >>> from grader.reading.printing import to_text
    >>> from grader.tree import call, symbol
    >>> two = relation("=", call("floor", symbol("x")), integer(2))
    >>> to_text(without_steps(two, Domain.of({"x": "real"})))
    '(-2 + x >= 0) & (-3 + x < 0)'
    """
    match tree:
        case Tree("and" | "or" as head, _):
            return Tree(head, tuple(without_steps(child, domain) for child in children(tree)))
        case Tree("relation", (op, left, right)) if op in _HOLDS:
            apart = canonical(subtract(left, right))
            terms = apart.args if apart.head == "add" else (apart,)
            for place, term in enumerate(terms):
                found = _step(term)
                if found is not None:
                    sign, name, inner = found
                    rest = add(*terms[:place], *terms[place + 1 :])
                    bound = canonical(negative(rest) if sign > 0 else rest)
                    op = op if sign > 0 else _MIRRORED[op]
                    return _written_out(op, name, inner, bound, domain) or tree
    return tree


def _step(term: Tree) -> tuple[int, str, Tree] | None:
    """The sign, the name and the argument of a term that is plus or minus a step function."""
    sign = 1
    match term:
        case Tree("mul", (first, second)) if first == MINUS_ONE:
            sign, term = -1, second
    match term:
        case Tree("call", ("floor" | "ceiling" | "sign" as name, inner)):
            return sign, name, inner
    return None


def _written_out(op: str, name: str, inner: Tree, bound: Tree, domain: Domain) -> Tree | None:
    value = _number(bound)
    if name == "sign":
        return None if value is None else _of_sign(op, inner, value)
    if value is not None and value.denominator != 1:
        if op not in _ROUNDED:
            return Tree("true" if op == "!=" else "false", ())
        bound = integer(_ROUNDED[op](value))
    elif not _is_whole(bound, domain):
        return None
    low, high = ("<", ">=") if name == "floor" else ("<=", ">")
    here, beyond = (bound, add(bound, ONE)) if name == "floor" else (add(bound, MINUS_ONE), bound)
    starts, ends = _compared(high, inner, here), _compared(low, inner, beyond)
    before, after = _compared(low, inner, here), _compared(high, inner, beyond)
    return {
        "<": before,
        "<=": ends,
        ">": after,
        ">=": starts,
        "=": Tree("and", (starts, ends)),
        "!=": Tree("or", (before, after)),
    }[op]


def _of_sign(op: str, inner: Tree, value: Fraction) -> Tree:
    """The condition that sign(u) compares so with a number."""
    held = [relation(side, inner, ZERO) for at, side in _SIDES if _HOLDS[op](Fraction(at), value)]
    if len(held) < 2:
        return held[0] if held else Tree("false", ())
    return Tree("or", tuple(held))


def _compared(op: str, left: Tree, right: Tree) -> Tree:
    return relation(op, canonical(subtract(left, right)), ZERO)


def _number(tree: Tree) -> Fraction | None:
    return Fraction(*tree.args[:2]) if tree.head in {"int", "rational", "decimal"} else None


def _is_whole(tree: Tree, domain: Domain) -> bool:
    """Whether it is a polynomial with whole coefficients in whole numbers."""
    match tree:
        case Tree("int", _):
            return True
        case Tree("symbol", (name,)):
            return domain.range_of(name).kind == "integer"
        case Tree("pow", (base, Tree("int", (n,)))):
            return n >= 0 and _is_whole(base, domain)
        case Tree("add" | "mul", _):
            return all(_is_whole(child, domain) for child in children(tree))
    return False
