"""Whether a form is zero: by the relations, or by one more argument that is a proof by itself.

- *normal form*: the numerator reduces to the zero polynomial;
- *algebraic numbers*: its coefficients are algebraic numbers that are exactly 0;
- *dependent roots*: P + Q g = 0 with the principal root g = f^(1/q) if (-P)^q = Q^q f and P and Q
  have opposite signs on the domain (then f >= 0, and g is the only root that is not negative);
  for odd q and g >= 0 it is enough that P and Q are real;
- *branches*: a real combination of logarithms is 0 if its exponential is 1; one of angles is 0 if
  its turn exp(i theta) is 1 and it lies strictly between -2 pi and 2 pi.
"""

from __future__ import annotations

from fractions import Fraction
from math import gcd

from flint import arb

from grader.equality.proof import polynomials as po
from grader.equality.proof.complexes import is_real
from grader.equality.proof.enclosures import (
    is_algebraic,
    is_constant,
    is_zero_constant,
    poly_value,
    precision,
)
from grader.equality.proof.factors import known_sign
from grader.equality.proof.generators import Refined, Space
from grader.equality.proof.polynomials import Form, Poly, TooHard

MAX_DEPTH = 3


def zero_by(space: Space, form: Form) -> str | None:
    """The argument by which the form is zero, or ``None``."""
    num, den = space.reduce(form)
    if num.is_zero():
        return "normal form"
    return _factor_zero_by(space, num, den, 0)


def _factor_zero_by(space: Space, num: Poly, den: Poly, depth: int) -> str | None:
    if _coefficients_vanish(space, num):
        return "algebraic numbers"
    if depth >= MAX_DEPTH:
        return None
    for argument, name in ((_roots_cancel, "dependent roots"), (_branches_cancel, "branches")):
        try:
            if argument(space, num, den, depth):
                return name
        except (TooHard, ZeroDivisionError):
            continue
    return None


def _vanishes(space: Space, p: Poly, depth: int) -> bool:
    p = space.reduce_poly(p)[0]
    return p.is_zero() or _factor_zero_by(space, p, po.ONE, depth) is not None


def _coefficients_vanish(space: Space, num: Poly) -> bool:
    numbers = {i for i in po.used(num) if is_algebraic(space, i)}
    if not numbers:
        return False
    groups: dict[po.Exponents, dict[po.Exponents, object]] = {}
    for exponents, coefficient in po.terms_of(num):
        outer = tuple(0 if i in numbers else e for i, e in enumerate(exponents))
        inner = tuple(e - o for e, o in zip(exponents, outer, strict=True))
        groups.setdefault(outer, {})[inner] = coefficient
    return all(is_zero_constant(space, po.from_terms(terms)) for terms in groups.values())


# ---------------------------------------------------------------------------- roots


def _roots_cancel(space: Space, num: Poly, den: Poly, depth: int) -> bool:
    for i in reversed(po.used(num)):
        generator = space.generators[i]
        if generator.kind != "root" or generator.relation is None:
            continue
        if po.degrees(num)[i] != 1:
            continue
        space.effort.spend(50 + 10 * len(num))
        rest = po.replace(num, {i: po.ZERO})
        slope = po.replace(num - rest, {i: po.ONE})
        if _root_equals(space, Form(rest, den), Form(slope, den), i, depth):
            return True
    return False


def _root_equals(space: Space, rest: Form, slope: Form, i: int, depth: int) -> bool:
    generator = space.generators[i]
    relation, q = generator.relation or po.FORM_ONE, generator.degree
    left = po.integer_power(space.effort, -rest.num, q)
    right = po.integer_power(space.effort, slope.num, q)
    for a, b in ((left, relation.den), (right, relation.num)):
        space.effort.check_product(a, b)
    if not _vanishes(space, left * relation.den - right * relation.num, depth + 1):
        return False
    if q % 2 and generator.real:
        return is_real(space, rest) and is_real(space, slope)
    return _opposite(space, rest, slope)


def _opposite(space: Space, a: Form, b: Form) -> bool:
    first, second = known_sign(space, a), known_sign(space, b)
    return first is not None and second is not None and first * second <= 0


# ---------------------------------------------------------------------------- branches


def _branches_cancel(space: Space, num: Poly, _den: Poly, _depth: int) -> bool:
    """Try the numerator and each of its irreducible factors."""
    kinds = {space.generators[i].kind for i in po.used(num)}
    if not kinds & {"log", "angle"}:
        return False
    candidates = [num, *(f for f, _ in po.irreducible_factors(space.effort, num)[1])]
    return any(_combination_is_zero(space, p) for p in candidates)


def _combination_is_zero(space: Space, p: Poly) -> bool:
    if is_constant(space, p) and _constant_branch(space, p):
        return True
    groups: dict[tuple[str, bool], dict[po.Exponents, object]] = {}
    for exponents, coefficient in po.terms_of(p):
        kind = _branch_kind(space, exponents)
        if kind is None:
            return False
        groups.setdefault(kind, {})[exponents] = coefficient
    return all(
        _real_group_is_zero(space, po.from_terms(terms), logs=kind == "log", turned=turned)
        for (kind, turned), terms in groups.items()
    )


def _branch_kind(space: Space, exponents: po.Exponents) -> tuple[str, bool] | None:
    """("log" or "angle", whether i stands in front) of a term i^? * log or angle or pi."""
    kinds = sorted(
        (space.generators[i].kind, int(e), space.generators[i].real)
        for i, e in enumerate(exponents)
        if e
    )
    turned = ("imaginary", 1, False) in kinds
    rest = [k for k in kinds if k[0] != "imaginary"]
    if len(rest) != 1 or rest[0][1] != 1 or not rest[0][2]:
        return None
    kind = "angle" if rest[0][0] == "constant" else rest[0][0]
    return (kind, turned) if kind in ("log", "angle") else None


def _real_group_is_zero(space: Space, p: Poly, *, logs: bool, turned: bool) -> bool:
    i = space.rules["i"](space)
    real = Form(p, po.CONTEXT.constant(_angle_content(space, p)))
    if turned:
        real = po.minus(space.canonical(space.mul(real, i)))
    if logs:
        return _is_one(space, space.rules["exp"](space, real))
    turn = space.rules["exp"](space, space.mul(real, i))
    low, high = _interval(space, real)
    return (
        _is_one(space, turn)
        and low is not None
        and high is not None
        and (low > Fraction(-6_283, 1_000) and high < Fraction(6_283, 1_000))
    )


def _angle_content(space: Space, p: Poly) -> int:
    """The common divisor of the multiples of angles and logarithms.

    A smaller angle is bounded better, and the turns of fractions of pi are known.
    """
    multiples = [
        coefficient
        for exponents, coefficient in po.terms_of(p)
        if all(space.generators[i].kind != "constant" for i, e in enumerate(exponents) if e)
    ]
    return gcd(*multiples) or 1


def _is_one(space: Space, form: Form) -> bool:
    difference = space.canonical(space.sub(form, po.FORM_ONE))
    return _vanishes(space, difference.num, MAX_DEPTH - 1)


def _interval(space: Space, form: Form) -> tuple[Fraction | None, Fraction | None]:
    """Bounds of a linear combination of generators with a constant denominator."""
    low, high = Fraction(0), Fraction(0)
    scale = int(form.den.leading_coefficient())
    for exponents, coefficient in po.terms_of(form.num):
        generator = space.generators[next(i for i, e in enumerate(exponents) if e)]
        if generator.lower is None or generator.upper is None:
            return None, None
        ends = (coefficient * generator.lower / scale, coefficient * generator.upper / scale)
        low, high = low + min(ends), high + max(ends)
    return low, high


def _constant_branch(space: Space, p: Poly) -> bool:
    """A constant with exp(n p) = 1 is a multiple of 2 pi i / n: its ball says which."""
    for n in (1, 2):
        with precision(192):
            value = poly_value(space, p, {}, {}) * n
        if not abs(value) < arb(6):
            continue
        try:
            if _is_one(space, space.rules["exp"](space, Form(p * n, po.ONE))):
                return True
            i = space.rules["i"](space)
            turn = space.mul(Form(p * n, po.ONE), i)
            if _is_one(space, space.rules["exp"](space, turn)):
                return True
        except Refined:
            raise
        except TooHard:
            continue
    return False
