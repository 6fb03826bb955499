"""Sets and unordered lists: every element of one is one of the other; repeats do not count."""

from __future__ import annotations

from grader.equality.budget import Budget
from grader.equality.findings import (
    Compiled,
    Finding,
    different_at,
    different_shapes,
    joined,
    undecided,
)
from grader.equality.points import Point, Sampler
from grader.equality.refute import Pair, is_generic, look
from grader.equality.scalar import Verdict, decide
from grader.tree import Tree, free_symbols

_MOST = 60


def compare_sets(
    a: tuple[Tree, ...], b: tuple[Tree, ...], compiled: Compiled, budget: Budget
) -> Finding:
    """Hold the elements of two sets of scalars against each other."""
    if len(a) > _MOST or len(b) > _MOST:
        return undecided("too many elements")
    if compiled.rule is decide:  # a decimal may be its partner without having its value
        stray = _stray(a, b, compiled, budget) or _stray(b, a, compiled, budget, swapped=True)
        if stray is not None:
            return stray
    matched: list[Finding] = []
    for elements, others in ((a, b), (b, a)):
        for element in elements:
            partner = _partner(element, others, compiled, budget, swapped=others is a)
            if partner is None:
                return _stray(
                    (element,), others, compiled, budget, swapped=others is a
                ) or undecided("an element has no proved partner")
            matched.append(Finding(partner))
    return joined(matched)


def compare_lists(
    a: tuple[Tree, ...], b: tuple[Tree, ...], compiled: Compiled, budget: Budget
) -> Finding:
    """Hold two lists of scalars without order, but with repeats, against each other."""
    if len(a) != len(b):
        return different_shapes(f"lengths differ: {len(a)} against {len(b)}")
    if len(a) > _MOST:
        return undecided("too many elements")
    if compiled.rule is decide:
        names = frozenset[str]().union(*map(free_symbols, (*a, *b)))
        for point in Sampler(compiled.domain, names).first():
            if not pairing(
                [[not _apart(Pair(x, y, compiled.domain, budget), point) for y in b] for x in a]
            ):
                why = "the elements cannot be paired"
                return different_at(point, "no pairing", why, "elements at a point")
    verdicts = [[compiled.judge(x, y, budget) for y in b] for x in a]
    pairs = pairing([[verdict.relation == "equal" for verdict in line] for line in verdicts])
    if pairs:
        return joined([Finding(verdicts[i][j]) for i, j in enumerate(pairs)])
    return undecided("no pairing of equal elements is proved")


def pairing(possible: list[list[bool]]) -> list[int] | None:
    """A partner for every row so that no two rows share one, or nothing.

    >>> pairing([[True, True], [True, False]])
    [1, 0]
    """
    owner: dict[int, int] = {}

    def place(row: int, tried: set[int]) -> bool:
        for column, fits in enumerate(possible[row]):
            if fits and column not in tried:
                tried.add(column)
                if column not in owner or place(owner[column], tried):
                    owner[column] = row
                    return True
        return False

    if not all(place(row, set()) for row in range(len(possible))):
        return None
    partner = {row: column for column, row in owner.items()}
    return [partner[row] for row in range(len(possible))]


def _partner(
    element: Tree, others: tuple[Tree, ...], compiled: Compiled, budget: Budget, *, swapped: bool
) -> Verdict | None:
    for other in others:
        student, reference = (other, element) if swapped else (element, other)
        verdict = compiled.judge(student, reference, budget)
        if verdict.relation == "equal":
            return verdict
    return None


def _stray(
    elements: tuple[Tree, ...],
    others: tuple[Tree, ...],
    compiled: Compiled,
    budget: Budget,
    *,
    swapped: bool = False,
) -> Finding | None:
    """A point at which one of the elements differs from every one of the others."""
    names = frozenset[str]().union(*map(free_symbols, (*elements, *others)))
    for point in Sampler(compiled.domain, names).first():
        for element in elements:
            sides = [(other, element) if swapped else (element, other) for other in others]
            if all(_apart(Pair(*side, compiled.domain, budget), point) for side in sides):
                side = "reference" if swapped else "answer"
                why = f"an element of the {side} is none of the other side's"
                return different_at(point, "no such element", why, "elements at a point")
    return None


def _apart(pair: Pair, point: Point) -> bool:
    seen = look(pair, point)
    return seen.found == "differ" and is_generic(pair, point, seen)
