"""The sign of a difference of two products of powers: 3^t - 2^t, 10^t - 9^t, N^t - (N-1)^t.

c1 m1 - c2 m2 has the sign of log(c1 m1) - log(c2 m2), and log(f^T) = T log f. Where every power has
the same exponent T, that is T times the logarithm of a quotient of bases, which has the sign of
their difference: a question without logarithms. Otherwise it is a sum with known logarithms.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from grader.equality.proof import polynomials as po
from grader.equality.proof.generators import Space
from grader.equality.proof.polynomials import Exponents, Poly, TooHard
from grader.equality.proof.sided import UNKNOWN, Sign

MAX_EXPONENT = 60

Signed = Callable[[Space, Poly], Sign]
"""`grader.equality.proof.signs.signed`, which asks for the sign of simpler polynomials here."""


@dataclass(frozen=True, slots=True)
class Power:
    """base^(times * monomial) on the first side of the comparison, or its inverse on the other.

    Attributes:
        times: Negative on the second side.
        exponent: The monomial.
        base: Never negative; ``None`` for e.
        vanishes: Whether the base may be zero, where the power is zero, too.
    """

    times: Fraction
    exponent: Exponents
    base: Poly | None
    vanishes: bool = False


def sign_of_difference(space: Space, p: Poly, signed: Signed) -> Sign:
    """The sign of a polynomial of two terms of opposite sign, whose generators are positive."""
    (first, c1), (second, c2) = po.terms_of(p)
    if c1 * c2 > 0 or any(a and b for a, b in zip(first, second, strict=True)):
        return UNKNOWN  # a common factor has a sign of its own
    times = [a - b for a, b in zip(first, second, strict=True)]
    powers = [_as_power(space, i, k, signed) for i, k in enumerate(times) if k]
    if abs(c1) != abs(c2):
        powers.append(Power(Fraction(1), po.NO_EXPONENTS, po.CONTEXT.constant(abs(c1))))
        powers.append(Power(Fraction(-1), po.NO_EXPONENTS, po.CONTEXT.constant(abs(c2))))
    known = [power for power in powers if power is not None]
    if len(known) < len(powers) or not any(any(power.exponent) for power in known):
        return UNKNOWN
    try:
        found = _with_one_exponent(space, known, signed) or _by_logarithms(space, known, signed)
    except TooHard:
        return UNKNOWN
    side = {power.times > 0 for power in known if power.vanishes}
    if not found.value or (side and side != {found.value < 0}):
        return UNKNOWN
    return Sign(found.value if c1 > 0 else -found.value, strict=found.strict)


def _as_power(space: Space, i: int, k: int, signed: Signed) -> Power | None:
    """Generator i to the power k, if it is a power of something positive."""
    generator = space.generators[i]
    if generator.kind == "exp" and generator.real and generator.data[1] is None:
        exponents, _, q = generator.data
        logs = [j for j, e in enumerate(exponents) if e and space.generators[j].kind == "log"]
        if not logs:
            return Power(Fraction(k, q), exponents, None)
        base = space.generators[logs[0]].data
        if exponents[logs[0]] != 1 or not base.den.is_one():
            return None
        return Power(Fraction(k, q), _without(exponents, logs[0]), base.num)
    if generator.kind == "power":
        base, exponents = generator.data
        weak, grows = signed(space, base), signed(space, po.monomial(exponents).num)
        if weak.value == 1 and grows.value == 1 and grows.strict:
            return Power(Fraction(k), exponents, base, vanishes=not weak.strict)
        return None
    own = signed(space, po.GENERATORS[i])
    if generator.kind in ("symbol", "constant") and own.value == 1 and own.strict:
        return Power(Fraction(k), po.NO_EXPONENTS, po.GENERATORS[i])
    return None


def _without(exponents: Exponents, i: int) -> Exponents:
    return (*exponents[:i], 0, *exponents[i + 1 :])


def _with_one_exponent(space: Space, powers: list[Power], signed: Signed) -> Sign | None:
    """T log(f/g) has the sign of T (f - g)."""
    exponents = {power.exponent for power in powers}
    if len(exponents) > 1 or any(power.base is None for power in powers):
        return None
    (exponent,) = exponents
    scale = lcm(*(power.times.denominator for power in powers))
    sides = [po.ONE, po.ONE]
    for power in powers:
        k = int(abs(power.times) * scale)
        if k > MAX_EXPONENT:
            return None
        value = po.integer_power(space.effort, power.base, k)
        side = int(power.times < 0)
        space.effort.check_product(sides[side], value)
        sides[side] = sides[side] * value
    found = Sign(1, strict=True)
    for p in (*space.reduce_poly(sides[0] - sides[1]), *po.monomial(exponent)):
        found = found.times(signed(space, p))
    return found


def _by_logarithms(space: Space, powers: list[Power], signed: Signed) -> Sign:
    if any(power.vanishes for power in powers):
        return UNKNOWN
    total = po.FORM_ZERO
    for power in powers:
        term = space.scale(po.monomial(power.exponent), power.times)
        if power.base is not None:
            term = space.mul(term, space.rules["log positive"](space, power.base))
        total = space.add(total, term)
    total = space.canonical(total)
    return signed(space, total.num).times(signed(space, total.den))
