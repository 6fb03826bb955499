"""Constant forms as trees, for messages: `3/2`, `sqrt(2)`, `pi`, `log(2)`."""

from __future__ import annotations

from fractions import Fraction

from grader.equality.proof import polynomials as po
from grader.equality.proof.generators import Generator, Space
from grader.equality.proof.polynomials import Form, Poly
from grader.tree import (
    PI,
    Tree,
    add,
    call,
    divide,
    integer,
    mul,
    power,
    rational,
)
from grader.tree import I as IMAGINARY


def constant_tree(space: Space, form: Form) -> Tree | None:
    """A tree of the same value, or ``None`` if the form is no such constant."""
    num = _poly_tree(space, form.num)
    den = _poly_tree(space, form.den)
    if num is None or den is None:
        return None
    return num if form.den.is_one() else divide(num, den)


def _poly_tree(space: Space, p: Poly) -> Tree | None:
    terms = []
    for exponents, coefficient in po.terms_of(p):
        factors = [integer(coefficient)] if coefficient != 1 or not any(exponents) else []
        for i, e in enumerate(exponents):
            if e:
                base = _generator_tree(space, space.generators[i])
                if base is None:
                    return None
                factors.append(base if e == 1 else power(base, integer(e)))
        terms.append(mul(*factors))
    return add(*terms)


def _generator_tree(space: Space, g: Generator) -> Tree | None:
    match g.kind:
        case "constant":
            return PI
        case "imaginary":
            return IMAGINARY
        case "root" if g.relation is not None:
            base = constant_tree(space, g.relation)
            return None if base is None else power(base, rational(1, g.degree))
        case "log":
            base = constant_tree(space, g.data)
            return None if base is None else call("log", base)
        case "exp":
            exponents, den, q = g.data
            scaled = space.scale(po.monomial(exponents), Fraction(1, q))
            exponent = constant_tree(space, scaled) if den is None else None
            return None if exponent is None else call("exp", exponent)
    return None
