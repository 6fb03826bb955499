"""An exponent as a sum of rational multiples of monomials, in which powers are compared."""

from __future__ import annotations

from fractions import Fraction
from typing import TypeAlias

from grader.equality.proof import polynomials as po
from grader.equality.proof.enclosures import is_algebraic, is_nonzero_constant
from grader.equality.proof.generators import Space
from grader.equality.proof.polynomials import Exponents, Form, Poly

Monomial: TypeAlias = tuple[Exponents, Poly | None]
"""Exponents (negative ones divide) and a denominator that is no monomial, if there is one."""

Term: TypeAlias = tuple[Fraction, Monomial]

MAX_DIVISION_DEGREE = 6


def split_terms(space: Space, form: Form) -> list[Term]:
    """The terms of a form: (rational coefficient, monomial)."""
    num, den = _rationalised(space, space.canonical(form))
    if num.is_zero():
        return []
    if den.is_constant():
        return _terms(num, int(den.leading_coefficient()), None)
    if len(den) == 1:
        below = po.exponents_of(den)
        scale = int(den.leading_coefficient())
        return [
            (Fraction(c, scale), (tuple(a - b for a, b in zip(e, below, strict=True)), None))
            for e, c in po.terms_of(num)
        ]
    return _divided(num, den)


def _rationalised(space: Space, form: Form) -> Form:
    """Move square roots of numbers out of a constant denominator, by conjugates that are not 0."""
    if len(form.den) < 2 or not all(is_algebraic(space, i) for i in po.used(form.den)):
        return form
    num, den = form
    for i in po.used(den):
        if space.generators[i].degree != 2 or po.degrees(den)[i] != 1:
            continue
        other = po.replace(den, {i: -po.GENERATORS[i]})
        if not is_nonzero_constant(space, other):
            return form
        space.effort.check_product(num, other)
        num, den = space.canonical(Form(num * other, den * other))
    return Form(num, den)


def _terms(num: Poly, scale: int, den: Poly | None) -> list[tuple[Fraction, Monomial]]:
    return [(Fraction(c, scale), (e, den)) for e, c in po.terms_of(num)]


def _divided(num: Poly, den: Poly) -> list[tuple[Fraction, Monomial]]:
    """Split off the polynomial part, so that exp(1 + 1/(x+1)) is e exp(1/(x+1))."""
    lead = int(den.leading_coefficient())
    scale = lead ** int(min(num.total_degree(), MAX_DIVISION_DEGREE))
    quotient, rest = divmod(num * scale, den) if abs(scale) < 10**60 else (po.ZERO, num * scale)
    terms = _terms(quotient, scale, None) if not quotient.is_zero() else []
    content = int(den.content())
    return terms + (_terms(rest, scale * content, den / content) if not rest.is_zero() else [])


def monomial_form(term: Monomial) -> Form:
    """The monomial as a form."""
    exponents, den = term
    form = po.monomial(exponents)
    return form if den is None else Form(form.num, form.den * den)


def monomial_name(space: Space, term: Monomial) -> str:
    """A name that does not depend on the numbering."""
    exponents, den = term
    names = sorted(f"{space.generators[i].name}^{e}" for i, e in enumerate(exponents) if e)
    return "*".join(names) + (f"/{space.poly_name(den)}" if den is not None else "")
