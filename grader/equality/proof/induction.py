"""Induction on an integer symbol that bounds a sum or product.

If A S + B is the difference at n and A' S + B' the difference at n+1, written with the same sum S,
then zero at n says S = -B/A, and the difference at n+1 is (A B' - A' B)/A: the step is a polynomial
identity, provided that A is never zero. Without a sum left the step is that both differences agree.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

from grader.equality.domain import Domain
from grader.equality.proof import polynomials as po
from grader.equality.proof.attempt import in_space, read_tree
from grader.equality.proof.exclusions import Undefined, scope_of
from grader.equality.proof.factors import never_zero
from grader.equality.proof.generators import Space
from grader.equality.proof.polynomials import Effort, Form, Poly, TooHard
from grader.equality.proof.zeros import zero_by
from grader.tree import ONE, Tree, add, free_symbols, integer, substitute, symbol


@dataclass(frozen=True, slots=True)
class Step:
    """A proved step from n to n+1.

    Attributes:
        symbol: The name of n.
        first: The smallest n, as a substitution.
        domain: Of the other symbols.
        scope: Where the step holds.
    """

    symbol: str
    first: dict[str, Tree]
    domain: Domain
    scope: str


def induction_steps(a: Tree, b: Tree, domain: Domain, effort: Effort) -> Iterator[Step]:
    """Every integer symbol for which the step from n to n+1 is proved."""
    linked = frozenset().union(*(free_symbols(c) for c in domain.constraints))
    for name in sorted((free_symbols(a) | free_symbols(b)) - linked):
        values = domain.range_of(name)
        if values.kind != "integer" or values.lower is None or values.nonzero:
            continue
        first = int(values.lower // 1 + 1 if values.lower_open else -(-values.lower // 1))
        after = {name: add(symbol(name), ONE)}
        trees = (a, b, substitute(a, after), substitute(b, after))
        try:
            scope = in_space(domain, effort, trees, partial(_step, trees=trees))
        except TooHard:
            continue
        if scope is not None:
            others = {n: v for n, v in domain.symbols.items() if n != name}
            yield Step(name, {name: integer(first)}, replace(domain, symbols=others), scope)


def _step(space: Space, trees: tuple[Tree, ...]) -> str | None:
    """Where the step holds, or ``None``."""
    forms = [read_tree(space, tree) for tree in trees]
    here = space.canonical(space.sub(forms[0][0], forms[1][0]))
    there = space.canonical(space.sub(forms[2][0], forms[3][0]))
    sums = {
        i for i in {*po.used(here.num), *po.used(there.num)} if space.generators[i].kind == "sum"
    }
    if len(sums) == 1:
        residue = _eliminated(space, here.num, there.num, sums.pop())
    else:
        residue = space.sub(here, there)
    if residue is None or zero_by(space, residue) is None:
        return None
    left = _together(forms[0][1], forms[2][1])
    right = _together(forms[1][1], forms[3][1])
    return scope_of(space, left, right, space.exceptions)


def _eliminated(space: Space, here: Poly, there: Poly, s: int) -> Form | None:
    if po.degrees(here)[s] != 1 or po.degrees(there)[s] > 1:
        return None
    b, b_next = po.replace(here, {s: po.ZERO}), po.replace(there, {s: po.ZERO})
    a = po.replace(here - b, {s: po.ONE})
    a_next = po.replace(there - b_next, {s: po.ONE})
    if not never_zero(space, a):
        return None
    for p, q in ((a, b_next), (a_next, b)):
        space.effort.check_product(p, q)
    return Form(a * b_next - a_next * b, po.ONE)


def _together(here: Undefined, there: Undefined) -> Undefined:
    return Undefined((*here.poles, *there.poles), here.labels | there.labels)
