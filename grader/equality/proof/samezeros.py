"""Whether two trees vanish at the same points of a domain: equations up to a factor.

In each region of signs, a/b in lowest terms is n/d; where n and d vanish nowhere, and a d = b n
is a polynomial identity, a = 0 and b = 0 are the same condition. So they are of two identities.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from grader.equality.domain import Domain
from grader.equality.proof.attempt import Split, describe, read_tree
from grader.equality.proof.factors import never_zero, roots_exposed
from grader.equality.proof.generators import Space
from grader.equality.proof.logsums import without_logarithms_above
from grader.equality.proof.normal import check_size
from grader.equality.proof.polynomials import Effort, Form, Poly, TooHard
from grader.equality.proof.regions import in_every_region
from grader.equality.proof.signs import strict_sign
from grader.equality.proof.zeros import zero_by
from grader.tree import Tree

MAX_REGIONS = 32


def same_zeros(a: Tree, b: Tree, domain: Domain, effort: Effort) -> bool:
    """Whether it is proved that both are defined everywhere and vanish together."""
    return _compared(a, b, domain, effort, _neither_vanishes)


def same_signs(a: Tree, b: Tree, domain: Domain, effort: Effort) -> bool:
    """Whether it is proved that both are defined everywhere and have one sign, or both are zero."""
    return _compared(a, b, domain, effort, _agree_in_sign)


def _compared(a: Tree, b: Tree, domain: Domain, effort: Effort, agree: Agree) -> bool:
    try:
        for tree in (a, b):
            check_size(tree)
        work = partial(_directly, a=a, b=b, agree=agree)
        return in_every_region(domain, effort, (a, b), work, MAX_REGIONS)
    except TooHard:
        return False


Agree = Callable[[Space, Poly, Poly], bool]
"""Of the quotient n/d of two trees in lowest terms, whether it shows what is claimed."""


def _directly(space: Space, a: Tree, b: Tree, agree: Agree) -> tuple[bool, tuple[Split, ...]]:
    sides = [read_tree(space, tree) for tree in (a, b)]
    forms = [without_logarithms_above(space, space.canonical(form)) for form, _ in sides]
    splits = tuple(describe(space, g.data) for g in space.generators if g.kind == "sign")
    below = [form.den for form in forms]
    poles = [p for _, undefined in sides for p in undefined.poles]
    defined = not any(undefined.labels for _, undefined in sides) and all(
        never_zero(space, p) for p in (*below, *poles, *space.exceptions)
    )
    return defined and _together(space, forms[0], forms[1], agree), splits


def _together(space: Space, a: Form, b: Form, agree: Agree) -> bool:
    identities = [zero_by(space, form) is not None for form in (a, b)]
    if any(identities):
        return all(identities)
    for p, q in ((a.num, b.den), (b.num, a.den)):
        space.effort.check_product(p, q)
    above, below = a.num * b.den, b.num * a.den
    n, d = space.canonical(Form(above, below))
    for p, q in ((above, d), (below, n)):
        space.effort.check_product(p, q)
    if space.reduce_poly(above * d - below * n)[0].is_zero() and agree(space, n, d):
        return True
    return agree(space, *roots_exposed(space, Form(above, below)))


def _neither_vanishes(space: Space, n: Poly, d: Poly) -> bool:
    return never_zero(space, n) and never_zero(space, d)


def _agree_in_sign(space: Space, n: Poly, d: Poly) -> bool:
    above, below = strict_sign(space, n), strict_sign(space, d)
    return above is not None and above == below
