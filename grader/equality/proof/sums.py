"""Sums over a range with symbolic bounds.

- j^a times powers whose exponent is linear in j has an antidifference (polynomial, geometric,
  arithmetic-geometric); a ratio equal to 1 is an exception;
- rational functions of j alone split into partial fractions, and those with a denominator
  (j+c)^m differ by finitely many terms from those with (j+1)^m: telescoping;
- factors without j leave the sum; a sum from a symbolic lower bound is a difference of two sums
  from 1 or 0; anything else stays a sum of its body.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import comb
from typing import Any

from flint import fmpq_poly

from grader.equality.proof import polynomials as po
from grader.equality.proof.factors import never_zero
from grader.equality.proof.generators import Space
from grader.equality.proof.polynomials import Exponents, Form, Poly, TooHard
from grader.equality.proof.ranges import MAX_LENGTH, Range, moves, opaque, over_range, slope_of
from grader.equality.proof.signs import form_sign
from grader.tree import Tree, add, integer

MAX_POWER, MAX_FRACTION_DEGREE = 20, 8


def sum_of_terms(space: Space, tree: Tree) -> Form:
    """A sum tree, by the closed forms of its terms."""
    value = over_range(space, tree, po.FORM_ZERO, space.add, _closed_sum)
    if not any(space.generators[i].kind == "sum" for i in po.used(value.num)):
        return value
    return _from_origin(space, tree) or value


def _from_origin(space: Space, tree: Tree) -> Form | None:
    """A sum from a symbolic lower bound as a difference of two sums from 1 or 0.

    Right if the lower bound is never below that origin and every term from there on is defined.
    """
    body, variable, lower, upper = tree.args
    start = space.canonical(space.rules["form"](space, lower))
    if space.rational(start) is not None:
        return None
    for origin in (1, 0):
        if form_sign(space, space.canonical(space.sub(start, po.constant(origin)))) not in (0, 1):
            continue
        first, before = integer(origin), add(lower, integer(-1))
        try:
            parts = [
                over_range(space, Tree("sum", (body, variable, first, end)), po.FORM_ZERO,
                            space.add, _closed_sum)
                for end in (upper, before)
            ]  # fmt: skip
        except TooHard:
            continue
        return space.canonical(space.sub(parts[0], parts[1]))
    return None


# ---------------------------------------------------------------------------- sums


def _closed_sum(space: Space, span: Range, u: Form, j: int) -> Form:
    if moves(space, u.den, j):
        return _rational_sum(space, span, u, j)
    total = po.FORM_ZERO
    below = po.NO_EXPONENTS
    for exponents, coefficient in moving_parts(space, u.num, j).items():
        moving = tuple(a - b for a, b in zip(exponents, below, strict=True))
        part = space.mul(Form(coefficient, u.den), _sum_of_monomial(space, span, moving, j))
        total = space.add(total, part)
    return space.canonical(total)


def moving_parts(space: Space, p: Poly, j: int) -> dict[Exponents, Poly]:
    """The coefficient of each product of generators that depend on j."""
    groups: dict[Exponents, dict[Exponents, Any]] = {}
    for exponents, coefficient in po.terms_of(p):
        moving = tuple(int(e) if e and space.depends(i, j) else 0 for i, e in enumerate(exponents))
        fixed = tuple(int(e) - m for e, m in zip(exponents, moving, strict=True))
        groups.setdefault(moving, {})[fixed] = coefficient
    return {moving: po.from_terms(terms) for moving, terms in groups.items()}


@dataclass(frozen=True, slots=True)
class Factor:
    """A power whose exponent is slope * j: how it looks at another index."""

    at: Callable[[Form], Form]


def _sum_of_monomial(space: Space, span: Range, moving: Exponents, j: int) -> Form:
    factors = geometric_factors(space, moving, j)
    a = moving[j]
    if factors is None or a < 0 or a > MAX_POWER:
        return opaque(space, span, po.monomial(moving), j, "sum")

    def exponential(index: Form) -> Form:
        return space.mul(po.FORM_ONE, *(factor.at(index) for factor in factors))

    ratio = space.canonical(exponential(po.FORM_ONE))
    after = space.add(span.last, po.FORM_ONE)
    if space.canonical(space.sub(ratio, po.FORM_ONE)).num.is_zero():
        coefficients = [po.number(c) for c in _faulhaber(a)]
        top, bottom = _evaluate(space, coefficients, after), coefficients[0]
        return space.canonical(space.sub(top, bottom))
    coefficients = _antidifference(space, ratio, a)
    top = space.mul(_evaluate(space, coefficients, after), exponential(after))
    return space.canonical(space.sub(top, coefficients[0]))


def geometric_factors(space: Space, moving: Exponents, j: int) -> list[Factor] | None:
    """The powers of a monomial that have j in their exponents; ``None`` if it has others."""
    factors = []
    for i, e in enumerate(moving):
        if not e or i == j:
            continue
        factor = _geometric_factor(space, i, e, j)
        if factor is None:
            return None
        factors.append(factor)
    return factors


def _geometric_factor(space: Space, i: int, e: int, j: int) -> Factor | None:
    """Generator i to the power e as a function of j, if it is r^(j) for an r without j."""
    generator = space.generators[i]
    if generator.kind == "exp" and generator.data[1] is None:
        exponents, _, q = generator.data
        slope = slope_of(space, exponents, j)
        if slope is None:
            return None
        scaled = space.scale(slope, Fraction(e, q))
        return Factor(lambda index: space.rules["exp"](space, space.mul(scaled, index)))
    if generator.kind in ("power", "parity"):
        base, exponents = generator.data
        slope = slope_of(space, exponents, j)
        if slope is None or moves(space, base, j):
            return None
        if not never_zero(space, base) and (e < 0 or form_sign(space, slope) != 1):
            return None
        scaled = space.scale(slope, Fraction(e))
        root = Form(base, po.ONE)
        return Factor(lambda index: space.rules["power"](space, root, space.mul(scaled, index)))
    return None


def _faulhaber(a: int) -> list[Fraction]:
    """Coefficients of the polynomial P with P(k+1) - P(k) = k^a and P(0) = 0."""
    p = [Fraction(0)] * (a + 2)
    for m in range(a + 1, 0, -1):
        known = sum((comb(i, m - 1) * p[i] for i in range(m + 1, a + 2)), Fraction(0))
        p[m] = (Fraction(int(m - 1 == a)) - known) / m
    return p


def _antidifference(space: Space, ratio: Form, a: int) -> list[Form]:
    """Coefficients of p with r p(k+1) - p(k) = k^a; r = 1 is an exception."""
    with space.guarded():
        inverse = space.inverse(space.sub(ratio, po.FORM_ONE))
    p = [po.FORM_ZERO] * (a + 1)
    for m in range(a, -1, -1):
        value = po.constant(int(m == a))
        for i in range(m + 1, a + 1):
            carried = space.scale(space.mul(ratio, p[i]), Fraction(comb(i, m)))
            value = space.sub(value, carried)
        p[m] = space.canonical(space.mul(value, inverse))
    return p


def _evaluate(space: Space, coefficients: list[Form], at: Form) -> Form:
    total = po.FORM_ZERO
    for coefficient in reversed(coefficients):
        total = space.add(space.mul(total, at), coefficient)
    return total


# ---------------------------------------------------------------------------- rational summands


def _rational_sum(space: Space, span: Range, u: Form, j: int) -> Form:
    fixed, moving = _without(space, u, j)
    if not set(po.used(moving.num)) | set(po.used(moving.den)) <= {j}:
        moved = _monomial_denominator(space, span, moving, j)
        part = moved if moved is not None else opaque(space, span, moving, j, "sum")
        return space.canonical(space.mul(fixed, part))
    total = po.FORM_ZERO
    for numerator, base, m in _partial_fractions(moving, j):
        total = space.add(total, _sum_of_fraction(space, span, numerator, base, m, j))
    return space.canonical(space.mul(fixed, total))


def _monomial_denominator(space: Space, span: Range, u: Form, j: int) -> Form | None:
    """r^j in the denominator is a geometric factor like any other."""
    if len(u.den) != 1 or po.degrees(u.den)[j]:
        return None
    below = po.exponents_of(u.den)
    scale = int(u.den.leading_coefficient())
    total = po.FORM_ZERO
    for exponents, coefficient in moving_parts(space, u.num, j).items():
        moving = tuple(a - b for a, b in zip(exponents, below, strict=True))
        part = space.mul(
            Form(coefficient, po.CONTEXT.constant(scale)),
            _sum_of_monomial(space, span, moving, j),
        )
        total = space.add(total, part)
    return total


def _without(space: Space, u: Form, j: int) -> tuple[Form, Form]:
    """(factors without j, the rest)."""
    fixed, moving = po.FORM_ONE, po.FORM_ONE
    for p, side in ((u.num, 1), (u.den, -1)):
        content, factors = po.irreducible_factors(space.effort, p)
        fixed = space.mul(fixed, po.number(Fraction(content) ** side))
        for factor, k in factors:
            value = po.integer_power(space.effort, factor, k)
            part = Form(value, po.ONE) if side > 0 else Form(po.ONE, value)
            if moves(space, factor, j):
                moving = space.mul(moving, part)
            else:
                fixed = space.mul(fixed, part)
    return fixed, moving


def _dense(p: Poly, j: int) -> fmpq_poly:
    coefficients = [0] * (po.degrees(p)[j] + 1)
    for exponents, c in po.terms_of(p):
        coefficients[exponents[j]] = int(c)
    return fmpq_poly(coefficients)


def _sparse(p: fmpq_poly, j: int) -> Form:
    scale = int(p.denom())
    total = po.ZERO
    for k, c in enumerate((p * scale).coeffs()):
        total = total + int(c.p) * po.GENERATORS[j] ** k
    return Form(total, po.CONTEXT.constant(scale))


def _partial_fractions(u: Form, j: int) -> list[tuple[fmpq_poly, fmpq_poly | None, int]]:
    """numerator/base^m for each part; the polynomial part has base ``None``."""
    num, den = _dense(u.num, j), _dense(u.den, j)
    if den.degree() > MAX_FRACTION_DEGREE:
        raise TooHard("a summand's denominator has too high a degree")
    quotient, rest = divmod(num, den)
    parts: list[tuple[fmpq_poly, fmpq_poly | None, int]] = []
    if quotient.degree() >= 0:
        parts.append((quotient, None, 0))
    lead, factors = den.factor()
    for factor, m in factors:
        cofactor = fmpq_poly([lead])
        for other, k in factors:
            if other != factor:
                cofactor = cofactor * other**k
        _, _, inverse = (factor**m).xgcd(cofactor)
        piece = rest * inverse % (factor**m)
        for k in range(m, 0, -1):
            piece, digit = divmod(piece, factor)
            if digit.degree() >= 0:
                parts.append((digit, factor, k))
    return parts


def _sum_of_fraction(
    space: Space, span: Range, numerator: fmpq_poly, base: fmpq_poly | None, m: int, j: int
) -> Form:
    if base is None:
        total = po.FORM_ZERO
        polynomial = _sparse(numerator, j)
        scale = int(polynomial.den.leading_coefficient())
        for exponents, c in po.terms_of(polynomial.num):
            value = _sum_of_monomial(space, span, exponents, j)
            total = space.add(total, space.scale(value, Fraction(c, scale)))
        return total
    if base.degree() == 1 and numerator.degree() == 0:
        shift, weight = base[0] / base[1], numerator[0] / base[1] ** m
        if shift.q == 1 and 1 <= shift.p <= MAX_LENGTH:
            first = _harmonic(space, span, int(shift.p), m, j)
            return space.scale(first, Fraction(int(weight.p), int(weight.q)))
    below = _sparse(base**m, j)
    whole = space.mul(_sparse(numerator, j), Form(below.den, below.num))
    return opaque(space, span, space.canonical(whole), j, "sum")


def _harmonic(space: Space, span: Range, c: int, m: int, j: int) -> Form:
    """Sum 1/(j+c)^m = sum 1/(j+1)^m + sum_{0<i<c} (1/(N+1+i)^m - 1/i^m)."""
    first = space.power(Form(po.ONE, po.GENERATORS[j] + 1), m)
    total = opaque(space, span, first, j, "sum")
    for i in range(1, c):
        end = space.add(span.last, po.constant(1 + i))
        with space.guarded():
            total = space.add(total, space.power(space.inverse(end), m))
        total = space.sub(total, po.number(Fraction(1, i**m)))
    return total
