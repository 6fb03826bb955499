"""The sign of a tree wherever it is defined on a domain, by cases over the signs inside it."""

from __future__ import annotations

from typing import Literal

from grader.equality.domain import Domain
from grader.equality.proof.attempt import Split, describe, in_space, read_tree
from grader.equality.proof.factors import known_sign, never_zero
from grader.equality.proof.generators import Space
from grader.equality.proof.normal import check_size
from grader.equality.proof.polynomials import Effort, TooHard
from grader.equality.proof.regions import restricted
from grader.equality.proof.zeros import zero_by
from grader.tree import Tree

Side = Literal["+", "-", "0", ">=0", "<=0"]

MAX_REGIONS = 32

POSSIBLE: dict[Side, frozenset[int]] = {
    "+": frozenset((1,)),
    "-": frozenset((-1,)),
    "0": frozenset((0,)),
    ">=0": frozenset((0, 1)),
    "<=0": frozenset((0, -1)),
}


def side_of(tree: Tree, domain: Domain, effort: Effort) -> Side | None:
    """What is proved about the sign; ``None`` if nothing is."""
    try:
        check_size(tree)
        possible = _possible(tree, domain, effort, {}, [MAX_REGIONS])
    except TooHard:
        return None
    return next((side for side, values in POSSIBLE.items() if values == possible), None)


def _possible(
    tree: Tree, domain: Domain, effort: Effort, assumed: dict[str, int], left: list[int]
) -> frozenset[int]:
    """The signs that the tree may have."""
    left[0] -= 1
    if left[0] < 0:
        raise TooHard("there are too many regions")
    found, splits = in_space(domain, effort, (tree,), lambda s: _direct(s, tree), assumed)
    if found is not None:
        return found
    split = next((s for s in splits if s.name not in assumed), None)
    if split is None:
        raise TooHard("no rule tells the sign")
    possible: frozenset[int] = frozenset()
    for side in (1, -1):
        part = restricted(domain, split, side)
        if part is not None:
            possible |= _possible(tree, part, effort, {**assumed, split.name: side}, left)
    return possible


def _direct(space: Space, tree: Tree) -> tuple[frozenset[int] | None, tuple[Split, ...]]:
    form, _ = read_tree(space, tree)
    form = space.canonical(form)
    if not all(never_zero(space, p) for p in space.exceptions):
        raise TooHard("a rule may fail somewhere")
    splits = tuple(describe(space, g.data) for g in space.generators if g.kind == "sign")
    if zero_by(space, form) is not None:
        return POSSIBLE["0"], splits
    value = known_sign(space, form)
    if not value:
        return None, splits
    whole = frozenset((value,)) if never_zero(space, form.num) else frozenset((0, value))
    return whole, splits
