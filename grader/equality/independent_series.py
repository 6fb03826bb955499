"""Series without end for the second evaluator: many terms, and a bound for those left out.

A summand made of numbers, k, sums, products and powers like b^(p k + q) is at most C k^d r^k, and
exactly of that size where it has no sums. From K on, terms fall at least like r (1 + 1/K)^d.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flint import acb, arb, ctx

from grader.equality.independent import NotTold, NoValue, Number, as_ball, plus, power, times

JSON = Any
_ONE, _ZERO = Fraction(1), Fraction(0)
_MOST_TERMS = 1_500


@dataclass(frozen=True, slots=True)
class Size:
    """At most scale * k^degree * ratio^k for k >= 1; of exactly that size if `exact`."""

    scale: arb
    degree: int
    ratio: arb
    exact: bool = True


def endless(
    body: JSON, variable: str, low: int, at: Callable[[int], Number], value: Callable[[JSON], Any]
) -> Number:
    """The sum of the body over variable = low, low + 1, ...

    Args:
        body: The summand.
        variable: The name that is bound.
        low: The first index.
        at: The summand at an index.
        value: Of trees without the variable.

    Raises:
        NoValue: the terms do not become small.
        NotTold: they are of a kind that is not understood, or become small too slowly.
    """
    size = _Sizes(variable, value).of(body)
    if size.exact and size.ratio >= 1 and size.scale > 0:
        raise NoValue
    if size.exact and size.degree == 0 and size.ratio < 1:
        first, second = at(low), at(low + 1)
        if isinstance(first, Fraction) and isinstance(second, Fraction) and first:
            return first / (1 - second / first)
    total: Number = _ZERO
    for k in range(low, max(low, 1) + _MOST_TERMS):
        if k >= 1 and k % 16 == 0:
            rest = _rest(size, k)
            if rest is not None and rest < arb(2) ** -ctx.prec:
                return acb(as_ball(total).real + arb(0, rest.upper()))
        total = plus(total, at(k))
    raise NotTold


def _rest(size: Size, first: int) -> arb | None:
    """A bound of all terms from the first one on."""
    fall = size.ratio * (1 + arb(1) / first) ** size.degree
    if not fall < 1:
        return None
    return size.scale * arb(first) ** size.degree * size.ratio**first / (1 - fall)


class _Sizes:
    """Bounds of trees in one variable."""

    def __init__(self, variable: str, value: Callable[[JSON], Any]) -> None:
        self.symbol = ["symbol", variable]
        self.value = value

    def of(self, tree: JSON) -> Size:
        """The size of a tree at the variable's whole numbers."""
        if not self._moves(tree):
            return Size(abs(self._real(tree)), 0, arb(1))
        head, *args = tree
        if tree == self.symbol:
            return Size(arb(1), 1, arb(1))
        if head == "add":
            parts = [self.of(arg) for arg in args]
            scale = sum((part.scale for part in parts), arb(0))
            ratios = [part.ratio for part in parts]
            highest = max(part.degree for part in parts)
            return Size(scale, highest, _largest(ratios), exact=False)
        if head == "mul":
            return _product([self.of(arg) for arg in args])
        if head == "pow" and not self._moves(args[0]):
            return self._exponential(self._real(args[0]), args[1])
        if head == "pow" and args[1][0] == "int":
            return self._whole_power(self.of(args[0]), int(args[1][1], 0))
        if head == "call" and args[0] == "exp":
            return self._exponential(arb(1).exp(), args[1])
        raise NotTold

    def _whole_power(self, base: Size, n: int) -> Size:
        if n > 0:
            return _product([base] * min(n, 64)) if n <= 64 else _refuse()
        if n == 0 or base.degree or not base.exact:
            raise NotTold
        return Size(base.scale**n, 0, base.ratio**n)

    def _exponential(self, base: arb, exponent: JSON) -> Size:
        slope, start = self._line(exponent)
        whole = all(isinstance(x, Fraction) and x.denominator == 1 for x in (slope, start))
        if not (base > 0 or (whole and base != 0)):
            raise NotTold
        modulus = acb(abs(base))
        scale, ratio = (as_ball(power(modulus, x)).real for x in (start, slope))
        return Size(scale, 0, ratio)

    def _line(self, tree: JSON) -> tuple[Number, Number]:
        """(p, q) where the tree is p k + q."""
        if not self._moves(tree):
            return _ZERO, self.value(tree)
        if tree == self.symbol:
            return _ONE, _ZERO
        head, *args = tree
        if head == "add":
            slope, start = _ZERO, _ZERO
            for p, q in map(self._line, args):
                slope, start = plus(slope, p), plus(start, q)
            return slope, start
        if head == "mul" and sum(map(self._moves, args)) == 1:
            slope, start = _ONE, _ZERO
            for arg in args:
                if self._moves(arg):
                    slope, start = self._line(arg)
            for arg in args:
                if not self._moves(arg):
                    factor = self.value(arg)
                    slope, start = times(slope, factor), times(start, factor)
            return slope, start
        raise NotTold

    def _moves(self, tree: JSON) -> bool:
        return tree == self.symbol or (isinstance(tree, list) and any(map(self._moves, tree)))

    def _real(self, tree: JSON) -> arb:
        value = self.value(tree)
        if not isinstance(value, Fraction | acb):
            raise NotTold
        ball = as_ball(value)
        return ball.real if ball.imag == 0 else _refuse()


def _product(parts: list[Size]) -> Size:
    scale, degree, ratio = arb(1), 0, arb(1)
    for part in parts:
        scale, degree, ratio = scale * part.scale, degree + part.degree, ratio * part.ratio
    return Size(scale, degree, ratio, all(part.exact for part in parts))


def _largest(balls: list[arb]) -> arb:
    largest = balls[0]
    for ball in balls[1:]:
        largest = largest.max(ball)
    return largest


def _refuse() -> Any:
    raise NotTold
