"""Products over a range with symbolic bounds.

- prod (a j + b) = a^(N+1) gamma(N+1+b/a)/gamma(b/a) if a is never zero and b/a > 0;
- prod r^(s j) = r^(s sum j), and factors without j are powers;
- anything else stays a product of its body.
"""

from __future__ import annotations

from fractions import Fraction

from grader.equality.proof import polynomials as po
from grader.equality.proof.factors import never_zero
from grader.equality.proof.generators import Space
from grader.equality.proof.polynomials import Form, Poly
from grader.equality.proof.ranges import Range, moves, opaque, over_range, slope_of
from grader.equality.proof.signs import strict_form_sign
from grader.tree import Tree


def product_of(space: Space, tree: Tree) -> Form:
    """A product tree."""
    return over_range(space, tree, po.FORM_ONE, space.mul, _closed_product)


def _closed_product(space: Space, span: Range, u: Form, j: int) -> Form:
    """Prod (a j + b) = a^(N+1) gamma(N+1+b/a)/gamma(b/a) for b/a > 0; powers by their exponents."""
    count = space.add(span.last, po.FORM_ONE)
    total, fixed, left = po.FORM_ONE, po.FORM_ONE, po.FORM_ONE
    for p, side in ((u.num, 1), (u.den, -1)):
        content, factors = po.irreducible_factors(space.effort, p)
        fixed = space.mul(fixed, po.number(Fraction(content) ** side))
        for factor, k in factors:
            power = side * k
            if not moves(space, factor, j):
                fixed = space.mul(fixed, space.power(Form(factor, po.ONE), power))
                continue
            closed = _product_of_factor(space, span, factor, j, count)
            if closed is None:
                left = space.mul(left, space.power(Form(factor, po.ONE), power))
            else:
                total = space.mul(total, space.power(closed, power))
    if space.rational(fixed) != 1:
        total = space.mul(total, space.rules["power"](space, fixed, count))
    if space.rational(left) != 1:
        total = space.mul(total, opaque(space, span, space.canonical(left), j, "product"))
    return space.canonical(total)


def _product_of_factor(space: Space, span: Range, factor: Poly, j: int, count: Form) -> Form | None:
    i = po.single_generator(factor)
    if i is not None and space.generators[i].kind == "exp":
        exponents, den, q = space.generators[i].data
        slope = slope_of(space, exponents, j) if den is None else None
        if slope is None:
            return None
        indices = space.scale(space.mul(span.last, count), Fraction(1, 2))  # 0 + 1 + ... + N
        return space.rules["exp"](space, space.scale(space.mul(slope, indices), Fraction(1, q)))
    if po.degrees(factor)[j] != 1 or any(space.depends(k, j) for k in po.used(factor) if k != j):
        return None
    terms = factor.to_dict()
    a = po.from_terms({(*e[:j], 0, *e[j + 1 :]): c for e, c in terms.items() if e[j]})
    b = po.from_terms({e: c for e, c in terms.items() if not e[j]})
    if b.is_zero() or not never_zero(space, a):
        return None
    start = space.canonical(Form(b, a))
    if strict_form_sign(space, start) != 1:
        return None
    gamma = space.rules["gamma"]
    quotient = space.mul(gamma(space, space.add(count, start)), space.inverse(gamma(space, start)))
    return space.mul(space.rules["power"](space, Form(a, po.ONE), count), quotient)
