"""What is handed from shape to shape: a compiled reference, and a verdict with its place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from grader.equality.budget import Budget
from grader.equality.domain import Domain
from grader.equality.outcome import Claim, Scope
from grader.equality.points import Point
from grader.equality.refute import Seen
from grader.equality.scalar import Leaf, Verdict, decide
from grader.tree import Tree

Rule = Callable[[Tree, Leaf, Budget], Verdict]


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
        leaves: Of the entries met so far.
        rule: How two scalars are decided: exactly, or with a tolerance.
    """

    tree: Tree
    domain: Domain
    leaves: dict[Tree, Leaf] = field(default_factory=dict, repr=False)
    rule: Rule = decide

    def leaf(self, tree: Tree) -> Leaf:
        """The leaf of a scalar entry, made once."""
        if tree not in self.leaves:
            self.leaves[tree] = Leaf(tree, self.domain)
        return self.leaves[tree]

    def judge(self, student: Tree, reference: Tree, budget: Budget) -> Verdict:
        """The verdict on one pair of scalars."""
        return self.rule(student, self.leaf(reference), budget)


def different_shapes(words: str) -> Finding:
    """The shapes do not match: no point is needed to see it."""
    return Finding(Verdict("different", words), claim="shapes differ")


def different_at(point: Point, claim: Claim, why: str, method: str) -> Finding:
    """A point shows it."""
    return Finding(Verdict("different", method, at=(point, Seen("differ", why=why))), claim=claim)


def undecided(method: str, bits: int | None = None) -> Finding:
    """Neither shown nor refuted."""
    return Finding(Verdict("undecided", method, bits=bits))


def proved(method: str, steps: str) -> Finding:
    """Equal everywhere."""
    return Finding(Verdict("equal", method, "everywhere", steps))


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
    scope: Scope = "almost everywhere" if exceptional else "everywhere"
    chosen = exceptional or found[0]
    return Finding(Verdict("equal", methods, scope, proofs, at=chosen.verdict.at), chosen.where)
