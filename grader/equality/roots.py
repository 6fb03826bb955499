"""Where a tree vanishes along one symbol, the others held fixed: exactly where it is easy."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from flint import arb, fmpq, fmpz

from grader.equality.balls import Indeterminate, TooExpensive, Undefined, evaluate
from grader.equality.ranges import Range
from grader.equality.structure import is_stepped
from grader.equality.values import Infinite, Value, precision, real, sign_of
from grader.tree import Tree, free_symbols

_VISITS = 3_000
_BITS = 64
_FINENESS = 36
"""A bracket is divided into two to that power; a zero is found to four of the pieces."""
_AIMED = 14
"""Steps to where the values point, before the bracket is halved instead."""
_PLAIN = (0, 1, -1, 2, -2)
_GRID = tuple(
    map(
        Fraction,
        "1/10000000 1/1000 1/20 1/3 4/5 9/7 5/2 9/2 12 75 1001 20011 1000003".split(),  # noqa: SIM905
    )
)


_End = tuple[Fraction, int, float]
"""An end of a bracket: where it is, the sign there, and about the absolute value."""


class Root(NamedTuple):
    """A zero or a jump through zero: at `at` exactly, or within `reach` of it."""

    at: fmpq
    reach: fmpq


def affine_root(tree: Tree, name: str, point: Mapping[str, Value]) -> fmpq | None:
    """The zero of a tree that is affine in that symbol with rational coefficients."""
    values = _exact_values(tree, name, point, (2, 3, 5))
    if values is None:
        return None
    slope = values[1] - values[0]
    if slope == 0 or values[2] - values[0] != 3 * slope:
        return None
    return 2 - values[0] / slope


def roots(tree: Tree, name: str, point: Mapping[str, Value], values: Range) -> list[Root]:
    """Zeros of the tree along one symbol, a few of them, in order.

    Args:
        tree: A scalar tree.
        name: The symbol that moves.
        point: Values of the others.
        values: The range of the symbol; zeros outside are left out.
    """
    fixed = {other: point[other] for other in sorted(free_symbols(tree) & point.keys() - {name})}
    if any(type(value) is not fmpq for value in fixed.values()):
        return _roots(tree, name, fixed, values)
    return list(_kept_roots(tree, name, tuple(fixed.items()), values))


@lru_cache(maxsize=2_048)
def _kept_roots(
    tree: Tree, name: str, fixed: tuple[tuple[str, fmpq], ...], values: Range
) -> tuple[Root, ...]:
    """An equation is held against many others, each time at the same points."""
    return tuple(_roots(tree, name, dict(fixed), values))


def _roots(tree: Tree, name: str, point: Mapping[str, Value], values: Range) -> list[Root]:
    found = _of_small_degree(tree, name, point)
    if found is None:
        found = _by_sign_changes(tree, name, point, values)
    elif is_stepped(tree):  # then the polynomial is that of one piece only
        found = found + _by_sign_changes(tree, name, point, values)
    return [root for root in sorted(set(found)) if _reachable(root.at, values)]


def exact_roots(tree: Tree, name: str, point: Mapping[str, Value], values: Range) -> list[fmpq]:
    """Zeros that are rational and cheap to find: of small degree, or at a small whole number."""
    found = _of_small_degree(tree, name, point)
    if found is not None:
        return [root.at for root in found if root.reach == 0 and _reachable(root.at, values)]
    plain = (Fraction(x) for x in _PLAIN if values.holds(Fraction(x)))
    return [fmpq(x.numerator, 1) for x in plain if _sign(tree, name, point, x) == 0]


def _reachable(at: fmpq, values: Range) -> bool:
    here = Fraction(int(at.p), int(at.q))
    if values.lower is not None and here < values.lower - 1:
        return False
    return values.upper is None or here <= values.upper + 1


def _of_small_degree(tree: Tree, name: str, point: Mapping[str, Value]) -> list[Root] | None:
    """Zeros of a polynomial of degree 1 or 2 (3 points, and 2 more to see that it is one)."""
    values = _exact_values(tree, name, point, (0, 1, -1, 5, -7))
    if values is None:
        return None
    c = values[0]
    a = (values[1] + values[2]) / 2 - c
    b = (values[1] - values[2]) / 2
    if any(a * x * x + b * x + c != value for x, value in zip((5, -7), values[3:], strict=True)):
        return None
    if a == 0:
        return [Root(-c / b, fmpq(0))] if b != 0 else []
    discriminant = b * b - 4 * a * c
    if discriminant < 0:
        return []
    root, reach = _square_root(discriminant)
    reach = abs(reach / a)
    return [Root((-b - root) / (2 * a), reach), Root((-b + root) / (2 * a), reach)]


def _square_root(value: fmpq) -> tuple[fmpq, fmpq]:
    """A rational square root, or one to about 100 bits, and how far off it may be."""
    p, q = value.p, value.q
    a, b = p.isqrt(), q.isqrt()
    if a * a == p and b * b == q:
        return fmpq(a, b), fmpq(0)
    scale = fmpz(2) ** 200
    return fmpq((p * scale // q).isqrt(), fmpz(2) ** 100), fmpq(1, fmpz(2) ** 98)


def _exact_values(
    tree: Tree, name: str, point: Mapping[str, Value], places: tuple[int, ...]
) -> list[fmpq] | None:
    """The tree's values along the symbol, where all of them are rational."""
    found = []
    for x in places:
        value = _exact(tree, name, point, fmpq(x))
        if value is None:
            return None
        found.append(value)
    return found


def _exact(tree: Tree, name: str, point: Mapping[str, Value], x: fmpq) -> fmpq | None:
    try:
        with precision(_BITS):
            value = evaluate(tree, {**point, name: x}, _VISITS)
    except (Undefined, Indeterminate, TooExpensive):
        return None
    return value if type(value) is fmpq else None


def _sign(tree: Tree, name: str, point: Mapping[str, Value], x: Fraction) -> int | None:
    return _sign_and_size(tree, name, point, x)[0]


def _sign_and_size(
    tree: Tree, name: str, point: Mapping[str, Value], x: Fraction
) -> tuple[int | None, float]:
    """The sign, ``None`` where it is not certain, and about the absolute value."""
    try:
        with precision(_BITS):
            value = evaluate(tree, {**point, name: _rational(x)}, _VISITS)
            sign = sign_of(value)
            size = math.inf if type(value) is Infinite else abs(float(arb(real(value))))
            return sign, size
    except (Undefined, Indeterminate, TooExpensive):
        return None, 0.0


def _by_sign_changes(
    tree: Tree, name: str, point: Mapping[str, Value], values: Range
) -> list[Root]:
    grid = _grid(values)
    seen = [_sign_and_size(tree, name, point, x) for x in grid]
    found: list[Root] = []
    for x, y, (before, size), (after, next_size) in zip(
        grid, grid[1:], seen, seen[1:], strict=False
    ):
        if before == 0:
            found.append(Root(_rational(x), fmpq(0)))
        elif before is not None and after is not None and before * after < 0:
            low, high = (x, before, size), (y, after, next_size)
            found.append(_closed_in(tree, name, point, low, high))
        if len(found) == 3:
            break
    return found


def _grid(values: Range) -> list[Fraction]:
    low, high = values.lower, values.upper
    if low is not None and high is not None:
        return [low + (high - low) * Fraction(k, 23) for k in range(24)]
    if low is not None:
        return [low, *(low + step for step in _GRID)]
    if high is not None:
        return [*(high - step for step in reversed(_GRID)), high]
    return [*(-step for step in reversed(_GRID)), Fraction(0), *_GRID]


def _closed_in(tree: Tree, name: str, point: Mapping[str, Value], low: _End, high: _End) -> Root:
    """Narrow a bracket, then see whether its simplest fraction is the zero itself.

    The ends keep signs that are certain. The values' sizes only say where to look next (where a
    line through both ends is zero; the size of an end that stays is halved, so that the other end
    comes near as well). Where they mislead, as at a jump, halving takes over.
    """
    (start, sign, size), (end, other, other_size) = low, high
    ends = {sign: (0, size), other: (1 << _FINENESS, other_size)}
    aimed, last = _AIMED, 0
    while abs(ends[1][0] - ends[-1][0]) > 4:
        middle = _between(*ends[1], *ends[-1], aim=aimed > 0)
        x = _piece(start, end, middle)
        here, size = _sign_and_size(tree, name, point, x)
        if here == 0:
            return Root(_rational(x), fmpq(0))
        if here is None:
            if aimed <= 0:
                break
            aimed = 0
            continue
        if here == last:
            ends[-here] = (ends[-here][0], ends[-here][1] / 2)
        ends[here], last, aimed = (middle, size), here, aimed - 1
    left, right = sorted(_piece(start, end, pieces) for pieces, _ in ends.values())
    simple = _simplest(left, right)
    is_zero = _sign(tree, name, point, simple) == 0
    return Root(_rational(simple), fmpq(0) if is_zero else _rational(right - left))


def _between(above: int, plus: float, below: int, minus: float, *, aim: bool) -> int:
    """The next piece to look at, strictly between two; in the middle unless it is aimed."""
    share = 0.5
    if aim and 0 < minus + plus < math.inf:
        share = minus / (minus + plus)
    first, final = sorted((above, below))
    return min(max(below + round(share * (above - below)), first + 1), final - 1)


def _piece(low: Fraction, high: Fraction, pieces: int) -> Fraction:
    return low + (high - low) * Fraction(pieces, 1 << _FINENESS)


def _rational(value: Fraction) -> fmpq:
    return fmpq(value.numerator, value.denominator)


def _simplest(low: Fraction, high: Fraction) -> Fraction:
    """The fraction with the smallest denominator strictly between two."""
    whole = low.numerator // low.denominator
    if whole + 1 < high:
        return Fraction(whole + 1)
    if low == whole:
        steps = int(1 / (high - whole)) + 1
        return whole + Fraction(1, steps)
    low, high = low - whole, high - whole
    return whole + 1 / _simplest(1 / high, 1 / low) if low else whole + high / 2
