"""Sets and unordered lists: every element of one is an element of the other; repeats do not count."""

from __future__ import annotations

from grader.equality.budget import Budget
from grader.equality.findings import Compiled, Finding, different_at, joined, undecided
from grader.equality.points import Point, Sampler
from grader.equality.refute import Pair, is_generic, look
from grader.equality.scalar import Verdict, decide
from grader.tree import Tree, free_symbols

_MOST = 200


def compare_sets(
    a: tuple[Tree, ...], b: tuple[Tree, ...], compiled: Compiled, budget: Budget
) -> Finding:
    """Hold the elements of two sets of scalars against each other."""
    if len(a) > _MOST or len(b) > _MOST:
        return undecided("too many elements")
    stray = _stray(a, b, compiled, budget)
    if stray is not None:
        return stray
    matched: list[Finding] = []
    for elements, others in ((a, b), (b, a)):
        for element in elements:
            partner = _partner(element, others, compiled, budget, swapped=others is a)
            if partner is None:
                return undecided("an element has no proved partner")
            matched.append(Finding(partner))
    return joined(matched)


def _partner(
    element: Tree, others: tuple[Tree, ...], compiled: Compiled, budget: Budget, *, swapped: bool
) -> Verdict | None:
    for other in others:
        student, reference = (other, element) if swapped else (element, other)
        verdict = decide(student, compiled.leaf(reference), budget)
        if verdict.relation == "equal":
            return verdict
    return None


def _stray(
    a: tuple[Tree, ...], b: tuple[Tree, ...], compiled: Compiled, budget: Budget
) -> Finding | None:
    """A point at which an element of one side differs from every element of the other."""
    names = frozenset().union(*map(free_symbols, (*a, *b)))
    sampler = Sampler(compiled.domain, names)
    for point in sampler.first():
        for elements, others, swapped in ((a, b, False), (b, a, True)):
            for element in elements:
                pairs = [
                    Pair(
                        *((other, element) if swapped else (element, other)),
                        compiled.domain,
                        budget,
                    )
                    for other in others
                ]
                if all(_apart(pair, point) for pair in pairs):
                    side = "reference" if swapped else "answer"
                    why = f"an element of the {side} is none of the other side's"
                    return different_at(point, "no such element", why, "elements at a point")
    return None


def _apart(pair: Pair, point: Point) -> bool:
    seen = look(pair, point)
    return seen.found == "differ" and is_generic(pair, point, seen)
