"""Vectors and matrices of the second evaluator: nested lists of numbers."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import permutations
from typing import Any

from grader.equality.independent import (
    NotTold,
    NoValue,
    Number,
    over,
    plus,
    power,
    times,
)
from grader.equality.independent_functions import FUNCTIONS

JSON = Any
Computed = Any
"""A number, a `bool`, ``"oo"`` or ``"-oo"``, a text, or a list of these."""

_HALF = Fraction(1, 2)


def flat(value: Computed) -> list[Number]:
    """Every number, row by row."""
    return [x for part in value for x in flat(part)] if isinstance(value, list) else [value]


def line(value: Computed) -> Computed:
    """The entries of a row or of a column; anything else as it is."""
    if depth(value) > 1 and len(value) == 1:
        return line(value[0])
    if depth(value) > 1 and all(isinstance(row, list) and len(row) == 1 for row in value):
        return [row[0] for row in value]
    return value


def depth(value: Computed) -> int:
    """0 of a number, 1 of a vector, 2 of a matrix."""
    return 1 + depth(value[0]) if isinstance(value, list) and value else 0


def each(function: Callable[..., Computed], *values: Computed) -> Computed:
    """Apply to numbers, entry by entry where there are vectors."""
    lengths = {len(value) for value in values if isinstance(value, list)}
    if not lengths:
        if any(isinstance(value, str) for value in values):
            raise NotTold
        return function(*values)
    if len(lengths) > 1:
        raise NoValue
    return [
        each(function, *(value[k] if isinstance(value, list) else value for value in values))
        for k in range(lengths.pop())
    ]


def multiplied(values: list[Computed], args: list[JSON]) -> Computed:
    """The product in order; a transposed vector before a vector gives their inner product."""
    if "oo" in values:
        rest = [value for value in values if value != "oo"]
        if len(rest) == len(values) - 1 and all(isinstance(x, Fraction) and x for x in rest):
            return "-oo" if sum(x < 0 for x in rest) % 2 else "oo"
        raise NotTold
    by_entry = any(arg[:2] == ["call", "elementwise"] for arg in args)
    result, row = values[0], args[0][:2] == ["call", "transpose"]
    for value, arg in zip(values[1:], args[1:], strict=True):
        is_row = arg[:2] == ["call", "transpose"] and depth(value) == 1
        depths = depth(result), depth(value)
        if by_entry or 0 in depths:
            row = row if depths[0] else is_row
            result = each(times, result, value)
        elif depths == (1, 1):
            if row and not is_row:
                result, row = _dot(result, value), False
            elif is_row and not row:
                result, row = [[times(x, y) for y in value] for x in result], False
            else:
                result = each(times, result, value)
        elif depths == (1, 2):
            result, row = [_dot(result, column) for column in _transposed(value)], True
        elif depths == (2, 1):
            result, row = [_dot(line, value) for line in result], False
        else:
            columns = _transposed(value)
            result = [[_dot(line, column) for column in columns] for line in result]
    return result


def _dot(a: Computed, b: Computed) -> Number:
    total: Number = Fraction(0)
    for x, y in zip(flat(a), flat(b), strict=True):
        total = plus(total, times(x, y))
    return total


def _transposed(value: Computed) -> Computed:
    if depth(value) < 2:
        return value
    return [list(column) for column in zip(*value, strict=True)]


def _determinant(value: Computed) -> Number:
    total: Number = Fraction(0)
    for order_ in permutations(range(len(value))):
        swaps = sum(order_[i] > order_[j] for j in range(len(order_)) for i in range(j))
        term: Number = Fraction(-1 if swaps % 2 else 1)
        for i, j in enumerate(order_):
            term = times(term, value[i][j])
        total = plus(total, term)
    return total


def _inverted(value: Computed) -> Computed:
    """Solve for the inverse by Cramer's rule."""
    if depth(value) == 0:
        return over(Fraction(1), value)
    n, scale = len(value), _determinant(value)
    found = []
    for i in range(n):
        line = []
        for j in range(n):
            unit = [
                [value[a][b] if b != i else Fraction(int(a == j)) for b in range(n)]
                for a in range(n)
            ]
            line.append(over(_determinant(unit), scale))
        found.append(line)
    return found


def matrix_power(value: Computed, n: int) -> Computed:
    """A whole power of a square matrix."""
    base = _inverted(value) if n < 0 else value
    result = [[Fraction(int(i == j)) for j in range(len(base))] for i in range(len(base))]
    for _ in range(abs(n)):
        columns = _transposed(base)
        result = [[_dot(line, column) for column in columns] for line in result]
    return result


def norm(value: Computed, p: Number | str) -> Number:
    """A norm: `p` is a number, ``"oo"``, or one of the words ``rms``, ``op``, ``nuc``, ``fro``."""
    entries = [FUNCTIONS["abs"](x) for x in flat(value)]
    if p == "oo":
        return FUNCTIONS["max"](*entries)
    if depth(value) == 2 and p in ("op", "nuc", 2):
        return _singular(value, "nuc" if p == "nuc" else "op")
    exponent = Fraction(2) if isinstance(p, str) else p
    total: Number = Fraction(0)
    for entry in entries:
        total = plus(total, power(entry, exponent))
    if p == "rms":
        total = times(total, Fraction(1, len(entries)))
    return power(total, over(Fraction(1), exponent))


def _singular(value: Computed, kind: str) -> Number:
    """The largest singular value, or their sum, of a matrix with two rows or columns."""
    if all(x == 0 for i, line in enumerate(value) for j, x in enumerate(line) if i != j):
        sizes = [FUNCTIONS["abs"](value[k][k]) for k in range(min(len(value), len(value[0])))]
        return FUNCTIONS["max"](*sizes) if kind == "op" else _dot(sizes, [Fraction(1)] * len(sizes))
    narrow = value if len(value[0]) <= len(value) else _transposed(value)
    columns = _transposed(narrow)
    if len(columns) == 1:
        return power(_dot(columns[0], columns[0]), _HALF)
    if len(columns) > 2:
        raise NotTold
    a, b = (_dot(column, column) for column in columns)
    c = _dot(*columns)
    total, area = plus(a, b), plus(times(a, b), times(Fraction(-1), times(c, c)))
    if kind == "nuc":
        return power(plus(total, times(Fraction(2), power(area, _HALF))), _HALF)
    gap = power(plus(times(total, total), times(Fraction(-4), area)), _HALF)
    return power(times(_HALF, plus(total, gap)), _HALF)


ON_ARRAYS: dict[str, Callable[..., Computed]] = {
    "dot": _dot,
    "transpose": _transposed,
    "trace": lambda m: _dot([m[k][k] for k in range(len(m))], [Fraction(1)] * len(m)),
    "det": _determinant,
    "inverse": _inverted,
    "elementwise": lambda x: x,
}
