"""Powers: roots of forms, and powers with symbolic exponents.

Values are principal. Rules, each with what makes it valid:

- (f w)^r = f^r w^r if f >= 0 on the domain;
- f^k with f real of unknown sign is f |f|^(k-1) for odd k and |f|^k for even k;
- (-w)^r = exp(i pi r) w^r if w >= 0;
- b^e = exp(e log b) if b is never 0; where b may be 0, its zeros are an exception (`Space`), and
  for a base that depends on integers that is only allowed if they are excluded;
- with an integer exponent powers multiply whatever the sign of the base: f^(a+b) = f^a f^b; the
  zeros of f are an exception unless all parts of the exponent are never negative.
"""

from __future__ import annotations

from fractions import Fraction

from grader.equality.proof import polynomials as po
from grader.equality.proof.exponents import monomial_form, split_terms
from grader.equality.proof.factors import Product, factored, group, known_sign, never_zero
from grader.equality.proof.generators import Generator, Space
from grader.equality.proof.polar import polar
from grader.equality.proof.polynomials import Exponents, Form, Poly, TooHard
from grader.equality.proof.signs import form_sign, sign, strict_form_sign, strict_sign
from grader.equality.proof.squares import real_square

MAX_ROOT, MAX_POWER = 60, 4_000


class PowerOfZero(TooHard):
    """The value depends on whether an exponent is 0: look there and elsewhere by itself."""

    def __init__(self, exponent: Form) -> None:
        self.exponent = exponent
        super().__init__("a power of zero")


def power(space: Space, base: Form, exponent: Form) -> Form:
    """Base ** exponent."""
    value = space.rational(exponent)
    if value is not None:
        return rational_power(space, base, value)
    parts = factored(space, base)
    if parts.sign == 0:
        exponent = space.canonical(exponent)
        if strict_form_sign(space, exponent) == 1:
            return po.FORM_ZERO
        raise PowerOfZero(exponent)
    whole = space.is_integer(exponent)
    result = _of_numbers(space, parts, exponent)
    for factor, k in parts.positive:
        scaled = space.scale(exponent, Fraction(k))
        result = space.mul(result, _of_nonnegative(space, factor, scaled, whole=whole))
    if whole:
        for factor, k in (*parts.unknown, *parts.complex):
            scaled = space.scale(exponent, Fraction(k))
            result = space.mul(result, integer_exponent(space, factor, scaled))
        return space.mul(result, sign_power(space, exponent)) if parts.sign < 0 else result
    return space.mul(result, _of_unknown(space, parts, exponent))


def _of_numbers(space: Space, parts: Product, exponent: Form) -> Form:
    result = po.FORM_ONE
    for prime, k in parts.primes.items():
        logarithm = space.rules["log positive"](space, po.CONTEXT.constant(prime))
        term = space.mul(space.scale(exponent, Fraction(k)), logarithm)
        result = space.mul(result, space.rules["exp"](space, term))
    return result


def _of_nonnegative(space: Space, base: Poly, exponent: Form, *, whole: bool) -> Form:
    if strict_sign(space, base) is None and not never_zero(space, base):
        if whole:
            return integer_exponent(space, base, exponent)
        space.exceptions.append(base)
    logarithm = space.rules["log positive"](space, base)
    return space.rules["exp"](space, space.mul(exponent, logarithm))


def _of_unknown(space: Space, parts: Product, exponent: Form) -> Form:
    """(side * unknown * complex)^exponent with a exponent that is no integer."""
    result = po.FORM_ONE
    rest = list(parts.complex)
    for factor, k in parts.unknown:
        even = k if k % 2 == 0 else k - 1
        if even:
            modulus = absolute_factor(space, factor)
            scaled = space.scale(exponent, Fraction(even))
            result = space.mul(result, _of_nonnegative(space, modulus, scaled, whole=False))
        if k % 2:
            rest.append((factor, 1))
    if not rest:
        return space.mul(result, sign_power(space, exponent)) if parts.sign < 0 else result
    base = group(space, tuple(rest), parts.sign)
    if not never_zero(space, base.num):
        space.exceptions.append(base.num)
    logarithm = space.rules["log of"](space, base)
    return space.mul(result, space.rules["exp"](space, space.mul(exponent, logarithm)))


def sign_power(space: Space, exponent: Form) -> Form:
    """(-1)^exponent = exp(i pi exponent)."""
    turn = space.mul(space.rules["i"](space), space.rules["pi"](space))
    return space.rules["exp"](space, space.mul(turn, exponent))


def absolute_factor(space: Space, factor: Poly) -> Poly:
    """|factor| as a polynomial: s * factor, where s is the factor's sign."""
    modulus = space.rules["abs"](space, Form(factor, po.ONE))
    if not modulus.den.is_one():
        raise TooHard("an absolute value with a denominator")
    return modulus.num


# ---------------------------------------------------------------------------- integer exponents


def integer_exponent(space: Space, base: Poly, exponent: Form) -> Form:
    """base^exponent for an integer exponent and a base of any sign, as base^m for each monomial."""
    turning = _of_exponential(space, base, exponent)
    if turning is not None:
        return turning
    result = po.FORM_ONE
    terms = split_terms(space, exponent)
    if not never_zero(space, base) and not all(
        c > 0 and form_sign(space, po.monomial(m)) == 1 for c, (m, _) in terms
    ):
        space.exceptions.append(base)
    for coefficient, (exponents, _) in terms:
        k = int(coefficient)
        if not any(exponents):
            kernel = base
        else:
            kernel = po.GENERATORS[_power_generator(space, base, exponents)]
        value = po.integer_power(space.effort, kernel, abs(k))
        result = space.mul(result, Form(value, po.ONE) if k > 0 else Form(po.ONE, value))
    return result


def _of_exponential(space: Space, base: Poly, exponent: Form) -> Form | None:
    """(exp m)^n = exp(n m) for integers n, also for complex m; and powers of roots of unity."""
    i = po.single_generator(base)
    if i is not None and space.generators[i].kind == "exp":
        exponents, den, q = space.generators[i].data
        inner = space.scale(monomial_form((exponents, den)), Fraction(1, q))
        return space.rules["exp"](space, space.mul(inner, exponent))
    if space.is_real(base):
        return None
    turned = polar(space, Form(base, po.ONE))
    if turned is None:
        return None
    modulus, turn = turned
    rotation = sign_power(space, space.scale(exponent, turn))
    return space.mul(power(space, modulus, exponent), rotation)


def _power_generator(space: Space, base: Poly, exponents: Exponents) -> int:
    shape = po.monomial(exponents).num
    grows = sign(space, shape) == 1
    nonnegative = sign(space, base) == 1
    return space.adopt(
        Generator(
            kind="power",
            name=f"power({space.poly_name(base)},{space.poly_name(shape)})",
            parts=(base, shape),
            real=space.is_real(base),
            integer=grows and space.all_integer(base),
            lower=Fraction(0) if nonnegative else None,
            data=(base, exponents),
        )
    )


# ---------------------------------------------------------------------------- rational exponents


def rational_power(space: Space, base: Form, r: Fraction) -> Form:
    """Base ** r, principal value."""
    if r.denominator == 1:
        return space.power(base, int(r))
    if r.denominator > MAX_ROOT or abs(r.numerator) > MAX_POWER:
        raise TooHard("a root or power is too high")
    if r < 0:
        return space.inverse(rational_power(space, base, -r))
    parts = factored(space, base)
    if parts.sign == 0:
        return po.FORM_ZERO
    result = po.FORM_ONE
    for prime, k in parts.primes.items():
        result = space.mul(result, positive_power(space, po.CONTEXT.constant(prime), r * k))
    for factor, k in parts.positive:
        result = space.mul(result, positive_power(space, factor, r * k))
    rest = list(parts.complex)
    for factor, k in parts.unknown:
        even = k if k % 2 == 0 else k - 1
        if even:
            modulus = absolute_factor(space, factor)
            result = space.mul(result, positive_power(space, modulus, r * even))
        if k % 2:
            rest.append((factor, 1))
    if rest:
        return space.mul(result, _joint_root(space, group(space, tuple(rest), parts.sign), r))
    return space.mul(result, space.rules["unity"](space, r)) if parts.sign < 0 else result


def _joint_root(space: Space, base: Form, r: Fraction) -> Form:
    """The principal root of something whose factors' signs are not known."""
    square = real_square(space, base, r)
    if square is not None:
        return square
    value = known_sign(space, base)
    if value is None:
        turned = polar(space, base)
        if turned is not None:
            modulus, turn = turned
            rotation = space.rules["unity"](space, turn * r)
            return space.mul(rotation, rational_power(space, modulus, r))
    if value == 1:
        return _generator_power(space, base, r, real=True)
    if value == -1:
        rotation = space.rules["unity"](space, r)
        return space.mul(rotation, _generator_power(space, po.minus(base), r, real=True))
    return _generator_power(space, base, r, real=False)


def positive_power(space: Space, base: Poly, r: Fraction) -> Form:
    """Base ** r for a base that is never negative."""
    if r.denominator == 1:
        return space.power(Form(base, po.ONE), int(r))
    i = po.single_generator(base)
    if i is not None:
        generator = space.generators[i]
        if generator.kind == "exp" and generator.real:
            exponents, den, q = generator.data
            return space.rules["exp of term"](space, r / q, (exponents, den))
    return _generator_power(space, Form(base, po.ONE), r, real=True)


def _generator_power(space: Space, base: Form, r: Fraction, *, real: bool) -> Form:
    """base^r by the generator g with g^q = base."""
    whole, rest = divmod(r, 1)
    label = f"{'root' if real else 'principal root'} {space.form_name(base)}"
    q = space.refine(label, rest.denominator)
    positive = real and strict_form_sign(space, base) == 1
    i = space.find(label)
    if i is None:
        i = space.adopt(
            Generator(
                kind="root",
                name=label,
                parts=(base.num, base.den),
                real=real,
                lower=Fraction(0) if real else None,
                lower_open=positive,
                degree=q,
                relation=base,
            )
        )
    root = po.unit(i)
    return space.mul(space.power(base, int(whole)), space.power(root, int(rest * q)))
