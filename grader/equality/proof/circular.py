"""Circular and hyperbolic functions and their inverses, written with exp, log and square roots.

cos u = (T + 1/T)/2 with T = exp(i u): addition theorems, multiple angles and constants such as
cos(pi/5) then need no rule of their own. Inverse functions are principal: acos u = pi/2 - asin u,
asinh u = log(u + sqrt(u^2+1)), acosh u = log(u + sqrt(u-1) sqrt(u+1)),
atanh u = (log(1+u) - log(1-u))/2.
"""

from __future__ import annotations

from fractions import Fraction

from grader.equality.proof import polynomials as po
from grader.equality.proof.complexes import is_imaginary
from grader.equality.proof.exponents import monomial_form
from grader.equality.proof.generators import Generator, Space
from grader.equality.proof.polynomials import Form, Poly, TooHard
from grader.equality.proof.sided import UNKNOWN, Sign
from grader.equality.proof.signs import form_sign, sign, signed

HALF = Fraction(1, 2)


# ---------------------------------------------------------------------------- functions


def cosine(space: Space, u: Form) -> Form:
    """The cosine of u."""
    forward, back = _turns(space, u)
    return space.canonical(space.scale(space.add(forward, back), HALF))


def sine(space: Space, u: Form) -> Form:
    """The sine of u, (T - 1/T)/(2i)."""
    forward, back = _turns(space, u)
    difference = space.mul(space.sub(back, forward), space.rules["i"](space))
    return space.canonical(space.scale(difference, HALF))


def _turns(space: Space, u: Form) -> tuple[Form, Form]:
    rotation = space.mul(space.rules["i"](space), u)
    exp = space.rules["exp"]
    return exp(space, rotation), exp(space, po.minus(rotation))


def tangent(space: Space, u: Form) -> Form:
    """The tangent, sin u / cos u."""
    return space.mul(sine(space, u), space.inverse(cosine(space, u)))


def cotangent(space: Space, u: Form) -> Form:
    """The cotangent, cos u / sin u."""
    return space.mul(cosine(space, u), space.inverse(sine(space, u)))


def secant(space: Space, u: Form) -> Form:
    """1 / cos u."""
    return space.inverse(cosine(space, u))


def cosecant(space: Space, u: Form) -> Form:
    """1 / sin u."""
    return space.inverse(sine(space, u))


def hyperbolic_cosine(space: Space, u: Form) -> Form:
    """(exp u + exp(-u))/2."""
    exp = space.rules["exp"]
    return space.scale(space.add(exp(space, u), exp(space, po.minus(u))), HALF)


def hyperbolic_sine(space: Space, u: Form) -> Form:
    """(exp u - exp(-u))/2."""
    exp = space.rules["exp"]
    return space.scale(space.sub(exp(space, u), exp(space, po.minus(u))), HALF)


def hyperbolic_tangent(space: Space, u: Form) -> Form:
    """Sinh u / cosh u."""
    return space.mul(hyperbolic_sine(space, u), space.inverse(hyperbolic_cosine(space, u)))


def hyperbolic_cotangent(space: Space, u: Form) -> Form:
    """Cosh u / sinh u."""
    return space.mul(hyperbolic_cosine(space, u), space.inverse(hyperbolic_sine(space, u)))


def hyperbolic_secant(space: Space, u: Form) -> Form:
    """1 / cosh u."""
    return space.inverse(hyperbolic_cosine(space, u))


def hyperbolic_cosecant(space: Space, u: Form) -> Form:
    """1 / sinh u."""
    return space.inverse(hyperbolic_sine(space, u))


# ---------------------------------------------------------------------------- inverses


def arcsine(space: Space, u: Form) -> Form:
    """Asin u, an angle whose sine is u."""
    return _angle(space, "asin", u)


def arccosine(space: Space, u: Form) -> Form:
    """Acos u = pi/2 - asin u."""
    return space.sub(space.scale(space.rules["pi"](space), HALF), _angle(space, "asin", u))


def arctangent(space: Space, u: Form) -> Form:
    """Atan u, an angle whose tangent is u."""
    return _angle(space, "atan", u)


def _angle(space: Space, name: str, u: Form) -> Form:
    u = space.canonical(u)
    if u.num.is_zero():
        return po.FORM_ZERO
    if u.num.leading_coefficient() < 0:
        return po.minus(_angle(space, name, po.minus(u)))
    if not space.is_real(u.num, u.den) and name == "atan":
        raise TooHard("an inverse tangent of something complex")
    real = space.is_real(u.num, u.den) and (name == "atan" or _within_one(space, u))
    positive = real and form_sign(space, u) == 1
    bound = Fraction(1_571, 1_000)
    generator = Generator(
        kind="angle",
        name=f"{name} {space.form_name(u)}",
        parts=(u.num, u.den),
        real=real,
        lower=(Fraction(0) if positive else -bound) if real else None,
        upper=bound if real else None,
        data=(name, u),
    )
    return po.unit(space.adopt(generator))


def _within_one(space: Space, u: Form) -> bool:
    room = space.canonical(space.sub(po.FORM_ONE, space.mul(u, u)))
    return form_sign(space, room) in (0, 1)


def inverse_hyperbolic_sine(space: Space, u: Form) -> Form:
    """log(u + sqrt(u^2 + 1))."""
    root = _sqrt(space, space.add(space.mul(u, u), po.FORM_ONE))
    return space.rules["log"](space, space.add(u, root))


def inverse_hyperbolic_cosine(space: Space, u: Form) -> Form:
    """log(u + sqrt(u - 1) sqrt(u + 1))."""
    low, high = space.sub(u, po.FORM_ONE), space.add(u, po.FORM_ONE)
    root = space.mul(_sqrt(space, low), _sqrt(space, high))
    return space.rules["log"](space, space.add(u, root))


def inverse_hyperbolic_tangent(space: Space, u: Form) -> Form:
    """(log(1 + u) - log(1 - u))/2."""
    log = space.rules["log"]
    above, below = space.add(po.FORM_ONE, u), space.sub(po.FORM_ONE, u)
    return space.scale(space.sub(log(space, above), log(space, below)), HALF)


def _sqrt(space: Space, u: Form) -> Form:
    return space.rules["rational power"](space, u, HALF)


# ---------------------------------------------------------------------------- signs


def circular_signed(space: Space, form: Form) -> Sign:
    """The sign of a real form in exponentials of imaginary numbers, by cos and sin in [-1, 1].

    T = exp(i m) becomes c + i s, 1/T becomes c - i s; the imaginary part must cancel with
    s^2 = 1 - c^2.
    """
    top = _real_poly(space, form.num, form.den)
    return UNKNOWN if top is None else signed(space, top)


def circular_sign(space: Space, form: Form) -> int | None:
    """The weak sign of such a form."""
    return circular_signed(space, form).value


def turns_never_zero(space: Space, p: Poly) -> bool:
    """Whether a polynomial in T = exp(i m) is never zero, seen as T^k times something real."""
    middle = tuple(
        degree // 2 if degree and not space.generators[i].real else 0
        for i, degree in enumerate(po.degrees(p))
    )
    return circular_signed(space, Form(p, po.monomial(middle).num)).strict


def _real_poly(space: Space, num: Poly, den: Poly) -> Poly | None:
    if len(den) != 1:
        return None
    below = po.exponents_of(den)
    turning = tuple(e if e and not space.generators[j].real else 0 for j, e in enumerate(below))
    real = po.monomial(tuple(e - t for e, t in zip(below, turning, strict=True))).num
    side = sign(space, real * int(den.leading_coefficient()))
    if not side:
        return None
    total = po.ZERO
    for exponents, coefficient in po.terms_of(num):
        rest = tuple(int(a) - b for a, b in zip(exponents, turning, strict=True))
        term = _real_term(space, rest, side * coefficient)
        if term is None:
            return None
        total = total + term
    total, scale = space.reduce_poly(total)
    return total if scale.is_one() and space.is_real(total) else None


def _real_term(space: Space, exponents: po.Exponents, coefficient: int) -> Poly | None:
    term = po.CONTEXT.constant(coefficient)
    for j, e in enumerate(exponents):
        generator = space.generators[j] if e else None
        if generator is None:
            continue
        if generator.kind == "imaginary":
            base = po.GENERATORS[j] if e > 0 else -po.GENERATORS[j]
        elif generator.real and e > 0:
            base = po.GENERATORS[j]
        elif generator.kind == "exp" and is_imaginary(space, _exponent(generator)):
            c, s = _cosine_and_sine(space, j)
            i = space.rules["i"](space).num
            base = c + i * s if e > 0 else c - i * s
        else:
            return None
        power = po.integer_power(space.effort, base, abs(e))
        space.effort.check_product(term, power)
        term = term * power
    return term


def _exponent(generator: Generator) -> Form:
    exponents, den, _ = generator.data
    return monomial_form((exponents, den))


def _cosine_and_sine(space: Space, j: int) -> tuple[Poly, Poly]:
    """Generators for the real and imaginary part of the generator j = exp(i m)."""
    label = space.generators[j].name
    c = space.adopt(_circular(j, "cos", f"cos {label}"))
    sine = _circular(j, "sin", f"sin {label}")
    sine.degree, sine.relation = 2, Form(po.ONE - po.GENERATORS[c] ** 2, po.ONE)
    return po.GENERATORS[c], po.GENERATORS[space.adopt(sine)]


def _circular(j: int, which: str, name: str) -> Generator:
    return Generator(
        kind="circular",
        name=name,
        parts=(po.GENERATORS[j],),
        lower=Fraction(-1),
        upper=Fraction(1),
        data=(which, j),
    )
