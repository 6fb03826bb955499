"""Containers, conditions and numbers: which parts of two answers are held against each other.

A vector, a list and a tuple are sequences, compared in order; rows and columns are the same thing,
and a sequence of one entry is that entry. ``kind="set"`` compares sequences as sets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from grader.equality.budget import Budget
from grader.equality.canonical import canonical
from grader.equality.domain import Domain
from grader.equality.outcome import Claim
from grader.equality.scalar import Leaf, Verdict, decide
from grader.tree import Tree, children, free_symbols, substitute, symbol

SEQUENCES = frozenset({"vector", "list", "tuple", "row"})
CONTAINERS = SEQUENCES | {"matrix", "set", "interval"}
CONDITIONS = frozenset({"relation", "and", "or", "not", "true", "false"})


@dataclass(frozen=True, slots=True)
class Finding:
    """A verdict on two trees of any shape.

    Attributes:
        verdict: The word, and the point.
        where: Indices (from 1) of the entry that the verdict's point is about.
        claim: What the point shows, where it is not told by what was seen there.
    """

    verdict: Verdict
    where: tuple[int, ...] = ()
    claim: Claim | None = None


@dataclass
class Compiled:
    """A reference of any shape, with one `Leaf` for each scalar entry.

    Attributes:
        tree: With vectors written out.
        domain: Of scalars.
        kind: As given to `compare`.
    """

    tree: Tree
    domain: Domain
    leaves: dict[Tree, Leaf] = field(default_factory=dict, repr=False)

    def leaf(self, tree: Tree) -> Leaf:
        """The leaf of a scalar entry, made once."""
        if tree not in self.leaves:
            self.leaves[tree] = Leaf(tree, self.domain)
        return self.leaves[tree]


def different_shapes(words: str) -> Finding:
    """The shapes do not match: no point is needed to see it."""
    return Finding(Verdict("different", words), claim="shapes differ")


def hold_against(
    student: Tree, reference: Tree, compiled: Compiled, kind: str, budget: Budget
) -> Finding:
    """Compare two expanded trees of any shape."""
    student, reference = _alone(student), _alone(reference)
    if student.head == reference.head == "matrix":
        return _matrices(student, reference, compiled, budget)
    heads = {student.head, reference.head}
    if heads <= SEQUENCES | {"matrix"}:
        return _sequences(_flat(student), _flat(reference), compiled, kind, budget)
    if heads & CONTAINERS:
        return different_shapes(f"a {student.head} against a {reference.head}")
    return Finding(decide(student, compiled.leaf(reference), budget))


def _alone(tree: Tree) -> Tree:
    """The only entry of a container of one."""
    while tree.head in SEQUENCES | {"matrix", "set"} and len(tree.args) == 1:
        tree = tree.args[0]
    return tree


def _flat(tree: Tree) -> tuple[Tree, ...]:
    """The entries of a sequence, or of a matrix that is a row or a column."""
    if tree.head == "matrix":
        if len(tree.args) == 1:
            return tuple(tree.args[0].args)
        if all(len(row.args) == 1 for row in tree.args):
            return tuple(row.args[0] for row in tree.args)
    return tree.args


def _matrices(a: Tree, b: Tree, compiled: Compiled, budget: Budget) -> Finding:
    shapes = [(len(tree.args), len(tree.args[0].args)) for tree in (a, b)]
    if shapes[0] != shapes[1]:
        words = " against ".join(f"{rows} by {columns}" for rows, columns in shapes)
        return different_shapes(f"shapes differ: {words}")
    places = [(i, j) for i in range(shapes[0][0]) for j in range(shapes[0][1])]
    pairs = [(a.args[i].args[j], b.args[i].args[j], (i + 1, j + 1)) for i, j in places]
    return entry_by_entry(pairs, compiled, lambda x, y: decide(x, compiled.leaf(y), budget))


def _sequences(
    a: tuple[Tree, ...], b: tuple[Tree, ...], compiled: Compiled, kind: str, budget: Budget
) -> Finding:
    if len(a) != len(b):
        return different_shapes(f"lengths differ: {len(a)} against {len(b)}")
    if not any(entry.head in CONTAINERS | CONDITIONS for entry in (*a, *b)):
        pairs = [(x, y, (k,)) for k, (x, y) in enumerate(zip(a, b, strict=True), 1)]
        return entry_by_entry(pairs, compiled, lambda x, y: decide(x, compiled.leaf(y), budget))
    found = []
    for k, (x, y) in enumerate(zip(a, b, strict=True), 1):
        inner = hold_against(x, y, compiled, kind, budget)
        found.append(replace(inner, where=(k, *inner.where)))
    return joined(found)


Entry = tuple[Tree, Tree, tuple[int, ...]]


def entry_by_entry(
    pairs: Iterable[Entry], compiled: Compiled, judge: Callable[[Tree, Tree], Verdict]
) -> Finding:
    """Every pair of entries must be equal; alike entries (but for names) are judged once."""
    equal: set[tuple[Tree, Tree, tuple[object, ...]]] = set()
    found: list[Finding] = []
    for student, reference, where in pairs:
        key = None if compiled.domain.constraints else _renamed(student, reference, compiled)
        if key is not None and key in equal:
            continue
        verdict = judge(student, reference)
        found.append(Finding(verdict, where))
        if verdict.relation == "different":
            return found[-1]
        if key is not None and verdict.relation == "equal":
            equal.add(key)
    return joined(found)


def _renamed(
    student: Tree, reference: Tree, compiled: Compiled
) -> tuple[Tree, Tree, tuple[object, ...]] | None:
    """The pair with its symbols numbered as they appear, and their ranges."""
    order: dict[str, None] = {}
    stack = [student, reference]
    while stack:
        node = stack.pop()
        if node.head in {"sum", "product"}:
            return None
        if node.head == "symbol":
            order.setdefault(node.args[0])
        stack.extend(children(node))
    names = {name: symbol(f"#{k}") for k, name in enumerate(order)}
    ranges = tuple(compiled.domain.range_of(name) for name in order)
    return substitute(student, names), substitute(reference, names), ranges


def joined(found: list[Finding]) -> Finding:
    """One word for many entries: different if one is, equal if all are, else undecided."""
    for finding in found:
        if finding.verdict.relation == "different":
            return finding
    for finding in found:
        if finding.verdict.relation == "undecided":
            return finding
    if not found:
        return Finding(Verdict("equal", "both are empty", "everywhere", "There is no entry."))
    exceptional = next((f for f in found if f.verdict.scope == "almost everywhere"), None)
    methods = " / ".join(dict.fromkeys(f.verdict.method for f in found))
    proofs = " ".join(dict.fromkeys(f.verdict.proof for f in found if f.verdict.proof))
    scope = "almost everywhere" if exceptional else "everywhere"
    chosen = exceptional or found[0]
    return Finding(Verdict("equal", methods, scope, proofs, at=chosen.verdict.at), chosen.where)


def names_in(*trees: Tree) -> frozenset[str]:
    """Free symbols of several trees."""
    return frozenset().union(*map(free_symbols, trees))


def same_form(a: Tree, b: Tree) -> bool:
    """Whether the canonical forms agree."""
    return canonical(a) == canonical(b)
