"""Sums of logarithms: sum c_i log(b_i) has the sign of the product of b_i^(c_i) less 1."""

from __future__ import annotations

from grader.equality.proof import polynomials as po
from grader.equality.proof.generators import Space
from grader.equality.proof.polynomials import Form, Poly

MAX_COEFFICIENT, MAX_LOGARITHMS = 12, 6
MAX_OF_NUMBERS = 200
"""The largest coefficient of the logarithm of a number."""


def without_logarithms(space: Space, p: Poly) -> Poly | None:
    """A polynomial of the same sign wherever p is defined, if p is a sum of real logarithms.

    2 log x - log y becomes x^2 - y: bases are positive where their logarithms are real.
    """
    if not 0 < len(p) <= MAX_LOGARITHMS or p.total_degree() != 1:
        return None
    above, below = po.ONE, po.ONE
    for exponents, coefficient in po.terms_of(p):
        base = _base(space, exponents)
        if base is None:
            return None
        if abs(int(coefficient)) > (MAX_OF_NUMBERS if base.is_constant() else MAX_COEFFICIENT):
            return None
        value = po.integer_power(space.effort, base, abs(int(coefficient)))
        if coefficient > 0:
            space.effort.check_product(above, value)
            above = above * value
        else:
            space.effort.check_product(below, value)
            below = below * value
    return above - below


def without_logarithms_above(space: Space, form: Form) -> Form:
    """A form of the same sign where both are defined: x - y for log x - log y."""
    product = without_logarithms(space, form.num)
    return form if product is None else space.canonical(Form(product, form.den))


def _base(space: Space, exponents: po.Exponents) -> Poly | None:
    i = next((i for i, e in enumerate(exponents) if e), None)
    if i is None:
        return None
    generator = space.generators[i]
    if generator.kind != "log" or not generator.real or not generator.data.den.is_one():
        return None
    base: Poly = generator.data.num
    return base
