"""Whether two trees vanish at the same points of a domain: equations up to a factor.

In each region of signs, a/b in lowest terms is n/d; where n and d vanish nowhere, and a d = b n
is a polynomial identity, a = 0 and b = 0 are the same condition. So they are of two identities.
"""

from __future__ import annotations

from grader.equality.domain import Domain
from grader.equality.proof.attempt import Split, describe, in_space, read_tree
from grader.equality.proof.factors import never_zero, roots_exposed
from grader.equality.proof.generators import Space
from grader.equality.proof.normal import check_size
from grader.equality.proof.polynomials import Effort, Form, Poly, TooHard
from grader.equality.proof.regions import restricted
from grader.equality.proof.zeros import zero_by
from grader.tree import Tree

MAX_REGIONS = 32


def same_zeros(a: Tree, b: Tree, domain: Domain, effort: Effort) -> bool:
    """Whether it is proved that both are defined everywhere and vanish together."""
    try:
        for tree in (a, b):
            check_size(tree)
        return _in_regions(a, b, domain, effort, {}, [MAX_REGIONS])
    except TooHard:
        return False


def _in_regions(
    a: Tree, b: Tree, domain: Domain, effort: Effort, assumed: dict[str, int], left: list[int]
) -> bool:
    left[0] -= 1
    if left[0] < 0:
        return False
    same, splits = in_space(domain, effort, (a, b), lambda s: _directly(s, a, b), assumed)
    if same:
        return True
    split = next((s for s in splits if s.name not in assumed), None)
    if split is None:
        return False
    parts = [(side, restricted(domain, split, side)) for side in (1, -1)]
    return all(
        part is None or _in_regions(a, b, part, effort, {**assumed, split.name: side}, left)
        for side, part in parts
    )


def _directly(space: Space, a: Tree, b: Tree) -> tuple[bool, tuple[Split, ...]]:
    sides = [read_tree(space, tree) for tree in (a, b)]
    forms = [space.canonical(form) for form, _ in sides]
    splits = tuple(describe(space, g.data) for g in space.generators if g.kind == "sign")
    below = [form.den for form in forms]
    poles = [p for _, undefined in sides for p in undefined.poles]
    defined = not any(undefined.labels for _, undefined in sides) and all(
        never_zero(space, p) for p in (*below, *poles, *space.exceptions)
    )
    return defined and _vanish_together(space, *forms), splits


def _vanish_together(space: Space, a: Form, b: Form) -> bool:
    identities = [zero_by(space, form) is not None for form in (a, b)]
    if any(identities):
        return all(identities)
    for p, q in ((a.num, b.den), (b.num, a.den)):
        space.effort.check_product(p, q)
    above, below = a.num * b.den, b.num * a.den
    n, d = space.canonical(Form(above, below))
    for p, q in ((above, d), (below, n)):
        space.effort.check_product(p, q)
    if space.reduce_poly(above * d - below * n)[0].is_zero() and _neither_vanishes(space, n, d):
        return True
    return _neither_vanishes(space, *roots_exposed(space, Form(above, below)))


def _neither_vanishes(space: Space, n: Poly, d: Poly) -> bool:
    return never_zero(space, n) and never_zero(space, d)
