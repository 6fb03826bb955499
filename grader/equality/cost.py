"""What a tree would cost, before anything is evaluated."""

from __future__ import annotations

from functools import lru_cache
from math import comb
from typing import NamedTuple

from grader.equality.budget import Budget
from grader.equality.structure import depth_and_size
from grader.tree import Tree, children

_DEEPEST = 150
_CAP = 10**9
_CHEAP_TERMS = 2_500
_CHEAP_POWER = 150
_CHEAP_ROOT = 12
_CHEAP_BITS = 2_000
_CHEAP_MULTIPLE = 24
_CHEAP_RANGE = 40
_CHEAP_STEPS = 8
_CIRCULAR = frozenset({"sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh", "coth"})
_STEPPED = frozenset({"abs", "sign", "max", "min", "heaviside", "floor", "ceiling", "mod"})


def is_too_big(tree: Tree, budget: Budget) -> bool:
    """Whether a tree is too large or too deep to be looked at at all."""
    deepest, size = depth_and_size(tree, budget.nodes)
    return size > budget.nodes or deepest > _DEEPEST


class Terms(NamedTuple):
    """Bounds on the terms of numerator and denominator when everything is multiplied out."""

    above: int
    below: int


class _Dear(Exception):
    """The estimate has left what is cheap."""


def is_cheap(student: Tree, reference: Tree) -> bool:
    """Whether the exact rungs surely take milliseconds, so that they may run in this process."""
    a, b = _bounds(student), _bounds(reference)
    if a is None or b is None:
        return False
    steps = _count_steps(student) + _count_steps(reference)
    return a.above * b.below + b.above * a.below <= _CHEAP_TERMS and steps <= _CHEAP_STEPS


@lru_cache(maxsize=2_048)
def _bounds(tree: Tree) -> Terms | None:
    try:
        return _terms(tree)
    except _Dear:
        return None


@lru_cache(maxsize=2_048)
def _count_steps(tree: Tree) -> int:
    found, stack = set(), [tree]
    while stack:
        node = stack.pop()
        if node.head in {"relation", "piecewise"} or (
            node.head == "call" and node.args[0] in _STEPPED
        ):
            found.add(node)
        stack.extend(children(node))
    return len(found)


def _terms(tree: Tree) -> Terms:
    match tree.head:
        case "symbol" | "constant" | "true" | "false":
            return Terms(1, 1)
        case "int" | "rational" | "decimal":
            if any(abs(n).bit_length() > _CHEAP_BITS for n in tree.args[:2]):
                raise _Dear
            return Terms(1, 1)
        case "add":
            parts = [_terms(term) for term in tree.args]
            below = 1
            for part in parts:
                below = _capped(below * part.below)
            return Terms(_capped(sum(part.above for part in parts) * below), below)
        case "mul":
            above = below = 1
            for part in map(_terms, tree.args):
                above, below = _capped(above * part.above), _capped(below * part.below)
            return Terms(above, below)
        case "pow":
            return _of_power(*tree.args)
        case "call":
            return _of_call(tree)
        case "sum" | "product":
            return _of_range(tree)
    for child in children(tree):
        _terms(child)
    return Terms(1, 1)


def _capped(count: int) -> int:
    if count > _CAP:
        raise _Dear
    return count


def _of_power(base: Tree, exponent: Tree) -> Terms:
    inner = _terms(base)
    if exponent.head != "int":
        _terms(exponent)
        if exponent.head in {"rational", "decimal"}:
            p, q = exponent.args[:2]
            if q > _CHEAP_ROOT or abs(p) > _CHEAP_POWER:
                raise _Dear
        return Terms(1, 1)
    n = abs(exponent.args[0])
    if n > _CHEAP_POWER and (inner != (1, 1) or base.head != "symbol"):
        raise _Dear
    above, below = (_repeated(terms, n) for terms in inner)
    return Terms(above, below) if exponent.args[0] >= 0 else Terms(below, above)


def _repeated(terms: int, n: int) -> int:
    if terms == 1 or n == 0:
        return 1
    return _capped(comb(min(terms, 10**4) + n - 1, n)) if n < 64 else _capped(_CAP + 1)


def _of_call(tree: Tree) -> Terms:
    for child in children(tree):
        _terms(child)
        if tree.args[0] in _CIRCULAR and _largest_factor(child) > _CHEAP_MULTIPLE:
            raise _Dear
    return Terms(1, 1)


def _largest_factor(tree: Tree) -> int:
    """The largest whole number in an angle: sin(50 x) is a polynomial of degree 50."""
    largest, stack = 1, [tree]
    while stack:
        node = stack.pop()
        if node.head in {"int", "rational", "decimal"}:
            largest = max(largest, *(abs(n) for n in node.args[:2]))
        stack.extend(children(node))
    return largest


def _of_range(tree: Tree) -> Terms:
    body, _, lower, upper = tree.args
    inner = _terms(body)
    if lower.head == upper.head == "int":
        length = max(0, upper.args[0] - lower.args[0] + 1)
        if length > _CHEAP_RANGE:
            raise _Dear
        return Terms(_capped(inner.above * max(1, length)), _repeated(inner.below, max(1, length)))
    _terms(lower)
    _terms(upper)
    return Terms(1, 1)
