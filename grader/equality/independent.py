"""Numbers of the second evaluator, for certificates only.

It shares no code with the search. A number is a `Fraction` as long as it is rational, else a
complex ball.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from flint import acb, arb, ctx

Number = Any
"""A `Fraction`, an ``acb``, or `POLE` on the way to one."""

_LONGEST = 40_000
_WORKING = (128, 512, 2_048)


class NoValue(Exception):
    """There is provably no value."""


class NotTold(Exception):
    """These balls do not tell, or the tree is not understood."""


class _Pole:
    """Gamma at a pole has no value, but its reciprocal is 0."""

    def __repr__(self) -> str:
        return "a pole of gamma"


POLE = _Pole()


def at_rising_precision(check: Callable[[], bool]) -> bool:
    """Whether a check succeeds at one of several precisions."""
    before = ctx.prec
    try:
        for bits in _WORKING:
            ctx.prec = bits
            try:
                if check():
                    return True
            except NotTold:
                continue
        return False
    finally:
        ctx.prec = before


def as_ball(x: Number) -> acb:
    """A number as a complex ball."""
    if x is POLE:
        raise NoValue
    return acb(arb(x.numerator) / arb(x.denominator)) if isinstance(x, Fraction) else acb(x)


def checked(x: acb) -> Number:
    """The ball where it is finite; the exact number where it is exactly 0."""
    if not x.is_finite():
        raise NotTold
    return Fraction(0) if x == 0 else x


def surely_nonzero(x: Number) -> bool:
    """Whether a number is certainly not 0."""
    if x is POLE:
        return True
    return x != 0 if isinstance(x, Fraction) else not as_ball(x).contains(0)


def plus(a: Number, b: Number) -> Number:
    """The sum."""
    if a is POLE or b is POLE:
        if a is b:
            raise NoValue
        return POLE
    if isinstance(a, Fraction) and isinstance(b, Fraction):
        return a + b
    return as_ball(a) + as_ball(b)


def times(a: Number, b: Number) -> Number:
    """The product."""
    if a is POLE or b is POLE:
        other = b if a is POLE else a
        if surely_nonzero(other):
            return POLE
        raise NoValue if other == 0 else NotTold
    if isinstance(a, Fraction) and isinstance(b, Fraction):
        return a * b
    if 0 in (a, b):
        return Fraction(0)
    return as_ball(a) * as_ball(b)


def over(a: Number, b: Number) -> Number:
    """The quotient."""
    if a is POLE or b is POLE:
        return times(a, power(b, Fraction(-1)))
    if isinstance(b, Fraction):
        if b == 0:
            raise NoValue
        return times(a, 1 / b)
    if b == 0:
        raise NoValue
    if b.contains(0):
        raise NotTold
    return checked(as_ball(a) / b)


def order(x: Number) -> int:
    """The sign of a real number."""
    if x is POLE:
        raise NoValue
    if isinstance(x, Fraction):
        return (x > 0) - (x < 0)
    if not x.imag.contains(0):
        raise NoValue
    if x.imag != 0:
        raise NotTold
    if x.real > 0:
        return 1
    if x.real < 0:
        return -1
    if x.real == 0:
        return 0
    raise NotTold


def power(base: Number, exponent: Number) -> Number:
    """The principal value of base ** exponent."""
    if base is POLE or exponent is POLE:
        return _power_of_pole(base, exponent)
    if isinstance(exponent, Fraction) and exponent.denominator == 1:
        n = exponent.numerator
        if n == 0:
            return Fraction(1)
        if isinstance(base, Fraction):
            if base == 0 and n < 0:
                raise NoValue
            digits = max(abs(base.numerator), base.denominator).bit_length()
            if digits * abs(n) < _LONGEST or base in (0, 1, -1):
                return base**n if base not in (0, 1, -1) else (base if n % 2 else base * base)
        inner = as_ball(base)
        if n < 0 and inner.contains(0):
            raise NoValue if inner == 0 else NotTold
        return checked(inner**n)
    if base == 0:
        if order(exponent if isinstance(exponent, Fraction) else acb(exponent.real)) > 0:
            return Fraction(0)
        raise NoValue
    if base == 1:
        return Fraction(1)
    if isinstance(base, Fraction) and isinstance(exponent, Fraction):
        root = _perfect_root(base, exponent.denominator)
        if root is not None:
            return power(root, Fraction(exponent.numerator))
    inner = as_ball(base)
    if inner.contains(0):
        return _small_power(inner, exponent)
    if isinstance(exponent, Fraction) and exponent.denominator == 2 and inner.imag == 0:
        return _root_power(inner.real, exponent.numerator)
    return checked((as_ball(exponent) * inner.log()).exp())


def _power_of_pole(base: Number, exponent: Number) -> Number:
    sign = order(acb(exponent.real) if isinstance(exponent, acb) else exponent)
    if sign == 0:
        raise NoValue
    return POLE if sign > 0 else Fraction(0)


def _root_power(base: arb, n: int) -> Number:
    """A power n/2 of a real number, purely real or imaginary: so branch cuts are met exactly."""
    if base > 0:
        return checked(acb(base.sqrt() ** n))
    if not base < 0:
        raise NotTold
    size = (-base).sqrt() ** n
    return checked([acb(size), acb(0, size), acb(-size), acb(0, -size)][n % 4])


def _small_power(base: acb, exponent: Number) -> Number:
    if isinstance(exponent, acb) or exponent <= 0:
        raise NotTold
    size = arb((abs(base)).upper()) ** as_ball(exponent).real
    reach = arb(0, size.upper())
    return checked(acb(reach, reach))


def _perfect_root(base: Fraction, n: int) -> Fraction | None:
    if base <= 0 or n > 50 or max(base.numerator, base.denominator).bit_length() > 2_000:
        return None
    parts = [_whole_root(k, n) for k in (base.numerator, base.denominator)]
    return None if None in parts else Fraction(parts[0] or 0, parts[1] or 1)


def _whole_root(k: int, n: int) -> int | None:
    low, high = 0, 1 << (k.bit_length() // n + 1)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if middle**n <= k else (low, middle - 1)
    return low if low**n == k else None
