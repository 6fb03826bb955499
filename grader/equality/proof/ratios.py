"""Whether one tree is provably a constant multiple of another."""

from __future__ import annotations

from grader.equality.domain import Domain
from grader.equality.proof import polynomials as po
from grader.equality.proof.attempt import in_space, read_tree
from grader.equality.proof.enclosures import is_constant
from grader.equality.proof.exclusions import scope_of
from grader.equality.proof.generators import Space
from grader.equality.proof.normal import check_size
from grader.equality.proof.numbers import constant_tree
from grader.equality.proof.polynomials import Effort, Exponents, Form, Poly, TooHard
from grader.equality.proof.zeros import zero_by
from grader.tree import Tree


def constant_ratio(a: Tree, b: Tree, domain: Domain, effort: Effort) -> Tree | None:
    """The constant c with a = c b wherever both are defined, but for a null set."""
    try:
        for tree in (a, b):
            check_size(tree)
        return in_space(domain, effort, (a, b), lambda space: _ratio(space, a, b))
    except TooHard:
        return None


def _ratio(space: Space, a: Tree, b: Tree) -> Tree | None:
    """Compare the coefficients of one monomial: they say what c would be."""
    (left, left_undefined), (right, right_undefined) = read_tree(space, a), read_tree(space, b)
    left, right = space.canonical(left), space.canonical(right)
    if left.num.is_zero() or right.num.is_zero():
        return None
    for p, q in ((left.num, right.den), (right.num, left.den)):
        space.effort.check_product(p, q)
    top, bottom = (
        space.reduce_poly(left.num * right.den),
        space.reduce_poly(right.num * left.den),
    )
    above, below = _by_varying_part(space, top[0]), _by_varying_part(space, bottom[0])
    shared = next((m for m in above if m in below), None)
    if shared is None:
        return None
    ratio = space.canonical(Form(above[shared] * bottom[1], below[shared] * top[1]))
    if zero_by(space, space.sub(left, space.mul(ratio, right))) is None:
        return None
    exceptions = [*space.exceptions, below[shared]]
    if scope_of(space, left_undefined, right_undefined, exceptions) is None:
        return None
    return constant_tree(space, ratio)


def _by_varying_part(space: Space, p: Poly) -> dict[Exponents, Poly]:
    """The constant coefficient of every product of generators that are not constant."""
    groups: dict[Exponents, dict[Exponents, int]] = {}
    for exponents, coefficient in po.terms_of(p):
        outer = tuple(
            e if e and not is_constant(space, po.GENERATORS[i]) else 0
            for i, e in enumerate(exponents)
        )
        inner = tuple(e - o for e, o in zip(exponents, outer, strict=True))
        groups.setdefault(outer, {})[inner] = coefficient
    return {outer: po.from_terms(terms) for outer, terms in groups.items()}
