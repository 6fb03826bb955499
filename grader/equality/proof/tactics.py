"""The order of attack: normal forms, images of maxima, residues, cells of floors, regions, ...

Last come reversed sums and induction.

Every tactic is a function of one type; a tactic that does not apply returns ``None``. Nothing here
knows algebra: a tactic splits the domain or rewrites the trees, and each piece is proved by
`attempt.compare_forms`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from grader.equality.domain import Domain
from grader.equality.proof.attempt import Attempt, Split, compare_forms
from grader.equality.proof.exclusions import ALMOST, EVERYWHERE
from grader.equality.proof.images import Images
from grader.equality.proof.induction import induction_steps
from grader.equality.proof.normal import check_size
from grader.equality.proof.periods import cells
from grader.equality.proof.polynomials import Effort, TooHard
from grader.equality.proof.regions import (
    Edge,
    edge_of,
    edges_of,
    is_empty,
    residue_classes,
    restricted,
    single_values,
)
from grader.tree import Tree, add, negative, rational, substitute, symbol

MAX_REGIONS, MAX_DEPTH, MAX_EDGES = 200, 3, 4
IMAGE_STEPS = 20_000


@dataclass(slots=True)
class Task:
    """Two trees to be proved equal on a domain, and what has been assumed on the way."""

    a: Tree
    b: Tree
    domain: Domain
    effort: Effort
    assumed: dict[str, int] = field(default_factory=dict)
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """A proof: its method, the splits that it needed, and where it holds."""

    method: str
    steps: tuple[str, ...]
    scope: str


def proved(task: Task) -> Found | None:
    """The first proof that a tactic finds."""
    first = _compare(task)
    found = _by_forms(task, first)
    if found is not None or task.depth >= MAX_DEPTH:
        return found
    for tactic in TACTICS:
        try:
            found = tactic(task, first)
        except TooHard:
            found = None
        if found is not None and found.scope == ALMOST:
            return _sharpened(task, first) or found
        if found is not None:
            return found
    return None


def proved_by_forms(task: Task) -> Found | None:
    """What comparing the normal forms proves, there and at the edges, and no other tactic."""
    return _by_forms(task, _compare(task))


def _by_forms(task: Task, attempt: Attempt) -> Found | None:
    plain = _plain(attempt)
    if plain is None:
        return _across_gaps(task, attempt)
    if plain.scope == EVERYWHERE:
        return plain
    return _sharpened(task, attempt) or plain


def _plain(attempt: Attempt) -> Found | None:
    return Found(str(attempt.method), (), str(attempt.scope)) if attempt.proved else None


def _compare(task: Task) -> Attempt:
    values = single_values(task.domain)
    if values:
        task.a, task.b = substitute(task.a, values), substitute(task.b, values)
    return compare_forms(task.a, task.b, task.domain, task.effort, task.assumed)


def _joined(method: str, step: str, parts: list[Found]) -> Found:
    """One proof out of the proofs of all pieces."""
    scope = EVERYWHERE if all(p.scope == EVERYWHERE for p in parts) else ALMOST
    steps = dict.fromkeys([step, *(s for p in parts for s in p.steps)])
    return Found(method, tuple(steps), scope)


# ---------------------------------------------------------------------------- images


def _by_images(task: Task, _: Attempt) -> Found | None:
    """Move maxima and minima outwards, then leave out what is never the largest."""
    if task.depth:
        return None
    for tree in (task.a, task.b):
        check_size(tree)
    effort = Effort(IMAGE_STEPS, task.effort.terms)  # its own: regions may have eaten the task's
    images, seen = Images(task.domain, effort), (task.a, task.b)
    for rewritten in (images.moved, images.sharpened):
        a, b = (rewritten(tree) for tree in seen)
        if (a, b) == seen:
            continue
        seen = a, b
        left = Effort(max(IMAGE_STEPS, task.effort.steps), task.effort.terms)
        attempt = compare_forms(a, b, task.domain, left, task.assumed)
        if attempt.proved:
            return Found("maxima of images", (str(attempt.method),), str(attempt.scope))
    return None


# ---------------------------------------------------------------------------- residues


def _by_residues(task: Task, first: Attempt) -> Found | None:
    """Write n = q m + r for every r."""
    if first.residues is None:
        return None
    q, names = first.residues.q, first.residues.symbols
    parts = []
    for domain, images in residue_classes(task.domain, names, q):
        a, b = substitute(task.a, images), substitute(task.b, images)
        part = proved(Task(a, b, domain, task.effort, task.assumed, task.depth + 1))
        if part is None:
            return None
        parts.append(part)
    if not parts:
        return None
    return _joined("residue classes", f"{', '.join(sorted(names))} modulo {q}", parts)


# ---------------------------------------------------------------------------- cells


def _by_cells(task: Task, _: Attempt) -> Found | None:
    """Write x = P n + r for a real x inside floors, and look between the jumps and at them."""
    found = cells(task.a, task.b, task.domain)
    if found is None:
        return None
    name, pieces = found
    parts = []
    for cell in pieces:
        a, b = substitute(task.a, cell.images), substitute(task.b, cell.images)
        part = proved(Task(a, b, cell.domain, task.effort, {}, task.depth + 1))
        if part is not None:
            parts.append(part)
        elif cell.is_point:
            parts.append(Found("unknown at a jump", (), ALMOST))
        else:
            return None
    return _joined("cells of floors", f"{len(pieces)} cells of {name}", parts)


# ---------------------------------------------------------------------------- regions


def _by_regions(task: Task, first: Attempt) -> Found | None:
    """Prove it in every region in which the signs do not change."""
    if not first.splits:
        return None
    parts = list(_regions(task, first, [MAX_REGIONS]))
    if not parts or None in parts:
        return None
    found = [p for p in parts if p is not None]
    return _joined("sign regions", f"{len(found)} sign regions", found)


def _regions(task: Task, attempt: Attempt, left: list[int]) -> Iterator[Found | None]:
    """The proof of each region, or ``None`` where there is none; empty regions are left out."""
    left[0] -= 1
    if left[0] < 0:
        yield None
        return
    if attempt.proved:
        yield Found(str(attempt.method), (), str(attempt.scope))
        return
    if attempt.residues is not None:
        yield _by_residues(task, attempt)
        return
    split = next((s for s in attempt.splits if s.name not in task.assumed), None)
    if split is None:
        yield None if not is_empty(task.domain, task.effort) else Found("empty", (), EVERYWHERE)
        return
    for side in (1, -1):
        domain = restricted(task.domain, split, side)
        if domain is None:
            continue
        assumed = {**task.assumed, split.name: side}
        part = replace(task, domain=domain, assumed=assumed)
        yield from _regions(part, _compare(part), left)


def _sharpened(task: Task, first: Attempt) -> Found | None:
    """Where a sign may fail at its zero, look at that point by itself, and at both sides of it."""
    if task.depth >= MAX_EDGES:
        return None
    if first.gaps and edges_of(task.domain, first.gaps) is not None:
        found = _across_gaps(task, first)
        return found if found is not None and found.scope == EVERYWHERE else None
    for split in first.splits:
        edge = edge_of(task.domain, split)
        parts = [] if edge is None else [_at_edge(task, edge)]
        if edge is None or parts[0] is None:
            continue
        for side in (1, -1):
            domain = restricted(task.domain, split, side, strict=True)
            if domain is not None and parts[-1] is not None:
                part = proved(Task(task.a, task.b, domain, task.effort, {}, task.depth + 1))
                parts.append(part if part and part.scope == EVERYWHERE else None)
        if all(part is not None for part in parts):
            step = f"{edge[0]} = {edge[1]} and both sides of it"
            return _joined("sign regions", step, [p for p in parts if p])
    return None


def _across_gaps(task: Task, attempt: Attempt) -> Found | None:
    """A proof that holds apart from some edges, and one at each edge."""
    if not attempt.gaps or task.depth >= MAX_EDGES:
        return None
    parts = _at_edges(task, attempt.gaps)
    if parts is None:
        return None
    apart = Found(str(attempt.method), (), str(attempt.beyond))
    return _joined(str(attempt.method), "and at the edges", [apart, *parts])


def _by_powers_of_zero(task: Task, first: Attempt) -> Found | None:
    """0^e where e is 0, and where it is not."""
    if first.zero_power is None:
        return None
    parts = _at_edges(task, [first.zero_power])
    for side in (1, -1) if parts is not None else ():
        domain = restricted(task.domain, first.zero_power, side, strict=True)
        if domain is None:
            continue
        part = proved(Task(task.a, task.b, domain, task.effort, {}, task.depth + 1))
        if part is None:
            return None
        parts = [*(parts or ()), part]
    if not parts:
        return None
    return _joined("powers of zero", "where an exponent of 0 is 0, and elsewhere", parts)


def _at_edges(task: Task, splits: Sequence[Split]) -> list[Found] | None:
    """The proofs where one of the forms is zero: at every integer, and at a number if there is."""
    edges = edges_of(task.domain, splits)
    if edges is None:
        return None
    parts = []
    for edge in edges:
        part = _at(task, edge)
        if part is None and task.domain.range_of(edge[0]).kind == "integer":
            return None
        parts.append(part or Found("unknown at an edge", (), ALMOST))
    return parts


def _at_edge(task: Task, edge: Edge) -> Found | None:
    """The proof with a symbol at one value, if it holds everywhere else."""
    found = _at(task, edge)
    return found if found is not None and found.scope == EVERYWHERE else None


def _at(task: Task, edge: Edge) -> Found | None:
    """The proof with a symbol at one value."""
    name, value = edge
    at = {name: rational(value.numerator, value.denominator)}
    domain = replace(
        task.domain, constraints=tuple(substitute(c, at) for c in task.domain.constraints)
    )
    a, b = substitute(task.a, at), substitute(task.b, at)
    return proved(Task(a, b, domain, task.effort, {}, task.depth + 1))


# ---------------------------------------------------------------------------- sums


def _sums(tree: Tree) -> list[Tree]:
    found, stack = [], [tree]
    while stack:
        node = stack.pop()
        if node.head in ("sum", "product"):
            found.append(node)
        stack.extend(arg for arg in node.args if isinstance(arg, Tree))
    return found


def _replaced(tree: Tree, old: Tree, new: Tree) -> Tree:
    if tree == old:
        return new
    arguments = (_replaced(x, old, new) if isinstance(x, Tree) else x for x in tree.args)
    return Tree(tree.head, tuple(arguments))


def _reversed(task: Task, _: Attempt) -> Found | None:
    """Sum from the other end: k -> lower + upper - k."""
    nodes = [(task.a, task.b, node) for node in _sums(task.a)[:2]]
    nodes += [(task.b, task.a, node) for node in _sums(task.b)[:2]]
    for tree, rest, node in nodes:
        body, variable, lower, upper = node.args
        mirrored = substitute(body, {variable: add(lower, upper, negative(symbol(variable)))})
        other = _replaced(tree, node, Tree(node.head, (mirrored, variable, lower, upper)))
        attempt = compare_forms(other, rest, task.domain, task.effort, task.assumed)
        if attempt.proved:
            return Found("reversed sum", (str(attempt.method),), str(attempt.scope))
    return None


def _inductively(task: Task, _: Attempt) -> Found | None:
    """Equal at the smallest value of an integer symbol, and from each value to the next."""
    if not _sums(task.a) and not _sums(task.b):
        return None
    for step in induction_steps(task.a, task.b, task.domain, task.effort):
        a, b = substitute(task.a, step.first), substitute(task.b, step.first)
        start = proved(Task(a, b, step.domain, task.effort, task.assumed, task.depth + 1))
        if start is not None:
            part = Found("step", (), step.scope)
            return _joined("induction", f"induction on {step.symbol}", [start, part])
    return None


TACTICS: Final = (
    _by_images,
    _by_powers_of_zero,
    _by_residues,
    _by_cells,
    _by_regions,
    _reversed,
    _inductively,
)
