"""Which well-known number a ball may hold: a guess, never a proof."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import isfinite

from flint import acb, arb, fmpq

from grader.equality.values import Value
from grader.tree import MINUS_ONE, ONE, PI, TWO, E, Tree, call, integer, mul, power, rational


def may_be(value: Value, number: Fraction) -> bool:
    """Whether a value, a ball perhaps, may be this number."""
    exact = fmpq(number.numerator, number.denominator)
    if isinstance(value, fmpq):
        return bool(value == exact)
    return bool(value.is_finite() and value.contains(type(value)(exact)))


_UNITS: tuple[tuple[Tree, Callable[[], Value]], ...] = (
    (ONE, lambda: arb(1)),
    (power(TWO, rational(1, 2)), lambda: arb(2).sqrt()),
    (power(integer(3), rational(1, 2)), lambda: arb(3).sqrt()),
    (power(integer(5), rational(1, 2)), lambda: arb(5).sqrt()),
    (PI, arb.pi),
    (power(PI, MINUS_ONE), lambda: 1 / arb.pi()),
    (power(PI, rational(1, 2)), lambda: arb.pi().sqrt()),
    (power(mul(TWO, PI), rational(1, 2)), lambda: (2 * arb.pi()).sqrt()),
    (power(mul(TWO, PI), rational(-1, 2)), lambda: 1 / (2 * arb.pi()).sqrt()),
    (E, lambda: arb(1).exp()),
    (power(E, MINUS_ONE), lambda: arb(-1).exp()),
    (call("log", TWO), lambda: arb(2).log()),
    (call("log", integer(10)), lambda: arb(10).log()),
    (power(call("log", TWO), MINUS_ONE), lambda: 1 / arb(2).log()),
    (power(call("log", integer(10)), MINUS_ONE), lambda: 1 / arb(10).log()),
)


def named(value: Value) -> Tree | None:
    """A rational, or a rational times a well-known constant; the proof comes later."""
    if isinstance(value, fmpq):
        return rational(int(value.p), int(value.q))
    for unit, ball in _UNITS:
        quotient = value / ball()
        middle = float((quotient.real if isinstance(quotient, acb) else quotient).mid())
        if not isfinite(middle):  # larger than any number that has a name
            return None
        guess = Fraction(middle).limit_denominator(1_000_000)
        if may_be(quotient, guess):
            number = rational(guess.numerator, guess.denominator)
            return unit if number == ONE else number if unit == ONE else mul(number, unit)
    return None
