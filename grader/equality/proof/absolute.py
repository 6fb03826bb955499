"""abs, sign, max, min and conditions through signs s with s^2 = 1.

|f| = s_f f holds whichever value s_f takes where f = 0; sign f = s_f does not hold there. For a
real f whose zeros are a null set that is an exception (`Space`). For an integer-valued f it would
be a mistake: there the signs of 2f+1 and 2f-1, which are never zero, say everything.
"""

from __future__ import annotations

from fractions import Fraction

from grader.equality.proof import polynomials as po
from grader.equality.proof.circular import circular_sign
from grader.equality.proof.complexes import is_imaginary, is_real, square_of_modulus
from grader.equality.proof.factors import factored, group, never_zero
from grader.equality.proof.generators import Generator, Space
from grader.equality.proof.logsums import without_logarithms
from grader.equality.proof.polynomials import Form, Poly, TooHard
from grader.equality.proof.signs import sign

HALF = Fraction(1, 2)
MAX_TERMS = 48


def absolute(space: Space, form: Form) -> Form:
    """|form|."""
    if not is_real(space, form):
        return space.rules["rational power"](space, square_of_modulus(space, form), HALF)
    return space.mul(form, _orientation(space, form))


def _orientation(space: Space, form: Form) -> Form:
    """Something that is 1 where form > 0 and -1 where form < 0."""
    parts = factored(space, form)
    result = po.constant(parts.sign or 1)
    for factor, k in parts.unknown:
        if k % 2:
            shifted = 2 * factor + 1 if space.all_integer(factor) else factor
            result = space.mul(result, sign_of_poly(space, shifted))
    odd = tuple((f, k) for f, k in parts.complex)
    if odd:
        joint = group(space, odd)
        if is_imaginary(space, joint):
            raise TooHard("a real product with an imaginary factor")
        result = space.mul(result, sign_of_form(space, joint))
    return result


def sign_of_form(space: Space, form: Form) -> Form:
    """1 or -1: the sign of a real product of complex factors, as `group` writes it."""
    if not is_real(space, form):
        raise TooHard("the sign of something complex")
    value = circular_sign(space, form) or space.assumed.get(space.form_name(form))
    return po.constant(value) if value else _sign_generator(space, form)


def sign_of_poly(space: Space, p: Poly) -> Form:
    """1 or -1: the sign of a real polynomial, factor by factor."""
    p, flipped = _threshold(space, p)
    product = without_logarithms(space, p)
    p = p if product is None else product
    value = sign(space, p)
    if value:
        return po.constant(value * flipped)
    content, factors = po.irreducible_factors(space.effort, p)
    result = po.constant(flipped if content > 0 else -flipped)
    for factor, k in factors:
        if k % 2:
            value = sign(space, factor)
            known = po.constant(value) if value else _sign_generator(space, Form(factor, po.ONE))
            result = space.mul(result, known)
    return result


def _threshold(space: Space, p: Poly) -> tuple[Poly, int]:
    """For a m + b in one integer m: 2m - (2t-1), positive from the same integer t on."""
    indices = po.used(p)
    if len(indices) != 1 or p.total_degree() != 1 or not space.all_integer(p):
        return p, 1
    terms = {any(e): int(c) for e, c in po.terms_of(p)}
    a, b = terms[True], terms.get(False, 0)
    if b % a == 0:  # it is zero somewhere: there is no such t
        return p, 1
    start = -b // a + 1
    return 2 * po.GENERATORS[indices[0]] - (2 * start - 1), 1 if a > 0 else -1


def _sign_generator(space: Space, form: Form) -> Form:
    if len(form.num) > MAX_TERMS:
        raise TooHard("a sign of something too large")
    generator = Generator(
        kind="sign",
        name=f"sign {space.form_name(form)}",
        parts=(form.num, form.den),
        degree=2,
        relation=po.FORM_ONE,
        data=form,
        lower=Fraction(-1),
        upper=Fraction(1),
    )
    return po.unit(space.adopt(generator))


def sign_function(space: Space, form: Form) -> Form:
    """sign(form), which is 0 where form is 0."""
    if not is_real(space, form):
        raise TooHard("the sign of something complex")
    parts = factored(space, form)
    if parts.sign == 0:
        return po.FORM_ZERO
    result = po.constant(parts.sign)
    for factor, k in (*parts.positive, *parts.unknown):
        value = _sign_of_factor(space, factor)
        result = space.mul(result, space.power(value, 2) if k % 2 == 0 else value)
    if parts.complex:
        joint = group(space, parts.complex)
        space.exceptions.append(joint.num)
        result = space.mul(result, sign_of_form(space, joint))
    return space.canonical(result)


def _sign_of_factor(space: Space, factor: Poly) -> Form:
    if space.all_integer(factor) and not never_zero(space, factor):
        both = space.add(sign_of_poly(space, 2 * factor + 1), sign_of_poly(space, 2 * factor - 1))
        return space.scale(both, HALF)
    if not never_zero(space, factor):
        space.exceptions.append(factor)
    return sign_of_poly(space, factor)


def heaviside(space: Space, form: Form) -> Form:
    """(1 + sign)/2, which is 1/2 at 0."""
    return space.scale(space.add(po.FORM_ONE, sign_function(space, form)), HALF)


def maximum(space: Space, *forms: Form) -> Form:
    """The largest: (a + b + |a - b|)/2."""
    return _extreme(space, forms, 1)


def minimum(space: Space, *forms: Form) -> Form:
    """The smallest: (a + b - |a - b|)/2."""
    return _extreme(space, forms, -1)


def _extreme(space: Space, forms: tuple[Form, ...], side: int) -> Form:
    best, *others = sorted(map(space.canonical, forms), key=space.form_name)
    for form in others:
        difference = space.canonical(space.sub(best, form))
        if difference.num.is_zero():
            continue
        if not is_real(space, difference):
            raise TooHard("the larger of two complex numbers")
        distance = space.scale(absolute(space, difference), Fraction(side))
        best = space.canonical(space.scale(space.add(best, form, distance), HALF))
    return best


# ---------------------------------------------------------------------------- conditions


def indicator(space: Space, op: str, left: Form, right: Form) -> Form:
    """1 where left op right holds and 0 elsewhere; wrong at most where left = right, if real."""
    difference = space.canonical(space.sub(left, right))
    if difference.num.is_zero():
        return po.FORM_ONE if op in ("<=", ">=", "=") else po.FORM_ZERO
    if not is_real(space, difference):
        raise TooHard("a condition on complex numbers")
    if op in ("=", "!="):
        return _equality(space, op, difference)
    if difference.den.is_constant() and space.all_integer(difference.num):
        p = difference.num
        orientation = {
            ">": lambda: sign_of_poly(space, 2 * p - 1),
            ">=": lambda: sign_of_poly(space, 2 * p + 1),
            "<": lambda: po.minus(sign_of_poly(space, 2 * p + 1)),
            "<=": lambda: po.minus(sign_of_poly(space, 2 * p - 1)),
        }[op]()
    else:
        orientation = _generic_side(space, op, difference)
    return space.canonical(space.scale(space.add(po.FORM_ONE, orientation), HALF))


def _generic_side(space: Space, op: str, difference: Form) -> Form:
    """The sign of the difference; where it is 0 and the condition is strict, an exception."""
    side = -1 if op[0] == "<" else 1
    known = sign(space, difference.num) if difference.den.is_constant() else None
    if known:
        weak_and_true = known == side and len(op) == 2
        if not weak_and_true and not never_zero(space, difference.num):
            space.exceptions.append(difference.num)
        return po.constant(known * side)
    for factor, _ in po.irreducible_factors(space.effort, difference.num)[1]:
        if not never_zero(space, factor):
            space.exceptions.append(factor)
    return space.scale(_orientation(space, difference), Fraction(side))


def _equality(space: Space, op: str, difference: Form) -> Form:
    if not never_zero(space, difference.num):
        space.exceptions.append(difference.num)
    return po.FORM_ZERO if op == "=" else po.FORM_ONE
