"""Conjugates, real and imaginary parts, and the absolute values of complex forms.

Conjugation is a ring homomorphism, so it is enough to know it on generators: real ones stay, i
becomes -i, exp(i m) becomes exp(-i m) for real m. Where it is not known (a principal root of a
number that may be negative is not conjugated by conjugating the number) nothing is claimed.
"""

from __future__ import annotations

from fractions import Fraction

from grader.equality.proof import polynomials as po
from grader.equality.proof.exponents import monomial_form
from grader.equality.proof.generators import Space
from grader.equality.proof.polynomials import Form, Poly, TooHard


def conjugate(space: Space, form: Form) -> Form:
    """The complex conjugate."""
    if space.is_real(form.num, form.den):
        return form
    num, den = _conjugate_poly(space, form.num), _conjugate_poly(space, form.den)
    return space.mul(num, Form(den.den, den.num))


def _conjugate_poly(space: Space, p: Poly) -> Form:
    images: dict[int, Form] = {}
    for i in po.used(p):
        if not space.generators[i].real:
            images[i] = _conjugate_generator(space, i)
    if not images:
        return Form(p, po.ONE)
    # Images are monomials, perhaps in the denominator: g -> 1/g is done with one common power.
    total = po.FORM_ZERO
    top = po.degrees(p)
    for exponents, coefficient in po.terms_of(p):
        kept = tuple(0 if i in images else e for i, e in enumerate(exponents))
        num, den = po.from_terms({kept: coefficient}), po.ONE
        for i, image in images.items():
            num = num * image.num ** exponents[i] * image.den ** (top[i] - exponents[i])
            den = den * image.den ** top[i]
        total = Form(total.num + num, den)
    return total


def _conjugate_generator(space: Space, i: int) -> Form:
    generator = space.generators[i]
    if generator.kind == "imaginary":
        return Form(-po.GENERATORS[i], po.ONE)
    if generator.kind == "unity":
        return Form(po.GENERATORS[i] ** (generator.data - 1), po.ONE)
    if generator.kind == "exp":
        exponents, den, q = generator.data
        exponent = monomial_form((exponents, den))
        if space.canonical(space.add(conjugate(space, exponent), exponent)).num.is_zero():
            return Form(po.ONE, po.GENERATORS[i])
        return space.rules["exp"](space, space.scale(conjugate(space, exponent), Fraction(1, q)))
    raise TooHard(f"the conjugate of a {generator.kind}")


def is_real(space: Space, form: Form) -> bool:
    """Whether the form equals its conjugate."""
    if space.is_real(form.num, form.den):
        return True
    try:
        difference = space.canonical(space.sub(form, conjugate(space, form)))
    except TooHard:
        return False
    return bool(difference.num.is_zero())


def is_imaginary(space: Space, form: Form) -> bool:
    """Whether the form is minus its conjugate."""
    if space.is_real(form.num, form.den):
        return bool(form.num.is_zero())
    try:
        difference = space.canonical(space.add(form, conjugate(space, form)))
    except TooHard:
        return False
    return bool(difference.num.is_zero())


def real_part(space: Space, form: Form) -> Form:
    """(form + conjugate)/2."""
    return space.scale(space.add(form, conjugate(space, form)), Fraction(1, 2))


def imaginary_part(space: Space, form: Form) -> Form:
    """(form - conjugate)/(2 i)."""
    difference = space.scale(space.sub(form, conjugate(space, form)), Fraction(-1, 2))
    return space.canonical(space.mul(difference, space.rules["i"](space)))


def square_of_modulus(space: Space, form: Form) -> Form:
    """Form times its conjugate."""
    return space.canonical(space.mul(form, conjugate(space, form)))
