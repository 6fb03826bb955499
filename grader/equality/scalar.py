"""The ladder for one pair of scalar trees."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from grader.equality.balls import Undefined
from grader.equality.boundaries import (
    Critical,
    criticals,
    guided_points,
    simultaneous_zeros,
    zero_points,
)
from grader.equality.budget import Budget
from grader.equality.canonical import canonical, order
from grader.equality.cases import by_cases
from grader.equality.cost import is_cheap
from grader.equality.domain import Domain
from grader.equality.edges import edges
from grader.equality.outcome import Relation, Scope
from grader.equality.points import WHOLE, Point, Sampler
from grader.equality.proof import Proof, prove, prove_by_forms
from grader.equality.refute import EXACTLY, Known, Pair, Search, Seen, value_at
from grader.equality.structure import is_stepped, names
from grader.equality.worker import ask, pair_as_json
from grader.tree import Tree

_LATER = range(WHOLE + 1, 12)
_MOST_GUIDED_FIRST = 28
_MOST_GUIDED = 70
_MOST_GIVEN_UP = 1
_SHARES = {"prove": 0.75, "propose": 0.25}
"""Of the time that is left when the worker is asked, by task."""
_LEAST_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found out about one pair of scalar trees.

    Attributes:
        relation: As in `Outcome`.
        method: The rung that decided.
        scope: Of ``equal``.
        proof: Of ``equal``.
        at: Of ``different``, a point that shows it; of ``equal`` almost everywhere, an exception.
        bits: Of ``undecided``: the least agreement.
    """

    relation: Relation
    method: str
    scope: Scope | None = None
    proof: str | None = None
    at: tuple[Point, Seen] | None = None
    bits: int | None = None


@dataclass
class Leaf:
    """One scalar entry of a reference, with its points, values and boundaries kept.

    Attributes:
        tree: The entry.
        domain: Of scalars.
    """

    tree: Tree
    domain: Domain
    _values: dict[tuple[int, int], Any] = field(default_factory=dict, repr=False)

    @cached_property
    def names(self) -> frozenset[str]:
        """Free symbols."""
        return names(self.tree)

    @cached_property
    def canonical(self) -> Tree:
        """The canonical form."""
        return canonical(self.tree)

    @cached_property
    def place(self) -> tuple[str, Any]:
        """Where the canonical form comes among others."""
        return order(self.canonical)

    @cached_property
    def sampler(self) -> Sampler:
        """Points for the reference's own symbols."""
        return Sampler(self.domain, self.names)

    @cached_property
    def first(self) -> list[Point]:
        """The points that every answer is looked at first, corners included."""
        return self.sampler.first()

    @cached_property
    def is_stepped(self) -> bool:
        """Whether its formula changes somewhere."""
        return is_stepped(self.tree)

    @cached_property
    def boundaries(self) -> tuple[Critical, ...]:
        """Where."""
        return criticals([self.tree])

    def known(self, index: int, budget: Budget) -> Known:
        """The value at first point number `index`, by precision, kept once it is found."""

        def value(bits: int) -> Any:
            key = index, bits
            if key not in self._values:
                self._values[key] = value_at(self.tree, self.first[index], budget, bits)
            return self._values[key]

        return value

    @property
    def is_defined(self) -> bool:
        """Whether it has a value at one of the first points, or none of them can tell."""
        values = [self.known(k, Budget())(64) for k in range(len(self.first))]
        return not values or any(not _is_undefined(value) for value in values)


def _is_undefined(value: Any) -> bool:
    return isinstance(value, Undefined)


def decide(student: Tree, leaf: Leaf, budget: Budget) -> Verdict:
    """Equal, different or undecided: the rungs one after the other."""
    return _Decision(student, leaf, budget).run()


class _Decision:
    """One pair on its way down the ladder."""

    def __init__(self, student: Tree, leaf: Leaf, budget: Budget, *, splits: bool = True) -> None:
        self.splits = splits
        self.leaf = leaf
        self.budget = budget
        self.pair = Pair(student, leaf.tree, leaf.domain, budget)
        self.search = Search()
        self.own_names = names(student) <= leaf.names
        self.sampler = (
            leaf.sampler if self.own_names else Sampler(leaf.domain, leaf.names | names(student))
        )

    def run(self) -> Verdict:
        if self._look_first():
            return self._refuted("values at a point")
        if same := self._same():
            return same
        if self.search.given_up and not self.search.agreed:
            return Verdict("undecided", "a value would cost too much", bits=0)
        stepped = self.leaf.is_stepped or is_stepped(self.pair.student)
        if stepped and self._visit(self._guided(changing=True), _MOST_GUIDED_FIRST):
            return self._refuted("values on both sides of a boundary")
        cheap = is_cheap(self.pair.student, self.leaf.tree)
        if cheap and (proof := self._prove(self.budget.cheap())):
            return proof
        if cheap and (proof := self._prove_by_cases()):
            return proof
        self.search.bits = None
        if self._visit(iter(self.sampler.first()), _MOST_GUIDED, deep=True):
            return self._refuted("values at a point")
        if self._visit(self.sampler.points(_LATER.start, len(_LATER)), len(_LATER)):
            return self._refuted("values at a point")
        if self._visit(self._guided(changing=False), _MOST_GUIDED):
            return self._refuted("values near a boundary")
        return self._with_help() or self._undecided()

    def _is_same_tree(self) -> bool:
        """Whether both sides agree at a point and have one canonical form."""
        return bool(self.search.agreed) and canonical(self.pair.student) == self.leaf.canonical

    def _same(self) -> Verdict | None:
        """One canonical form, or one rational number."""
        if self._is_same_tree():
            return self._proved("same expression", "Both sides have one canonical form.")
        if self.search.bits == EXACTLY and not self.sampler.names:
            return self._proved("exact arithmetic", "Both sides are the same rational number.")
        return None

    def _look_first(self) -> bool:
        if self.own_names:
            for index, point in enumerate(self.leaf.first):
                if self.search.visit(self.pair, point, self.leaf.known(index, self.budget)):
                    return True
                if self.search.given_up or (index == 0 and self._is_same_tree()):
                    break
            return False
        return self._visit(iter(self.sampler.first()), _MOST_GUIDED)

    def _guided(self, *, changing: bool) -> Iterator[Point]:
        boundaries = self.leaf.boundaries
        if canonical(self.pair.student) != self.leaf.canonical:
            boundaries = criticals([self.pair.student, self.leaf.tree])
        return guided_points(self.sampler, boundaries, changing=changing)

    def _visit(self, points: Iterator[Point], most: int, *, deep: bool = False) -> bool:
        for _, point in zip(range(most), points, strict=False):
            if self.search.visit(self.pair, point, deep=deep):
                return True
            if self.search.given_up > _MOST_GIVEN_UP or self.budget.is_over:
                break
        return False

    @cached_property
    def _comes_first(self) -> bool:
        """Whether the answer comes before the reference in an order of trees."""
        return order(canonical(self.pair.student)) <= self.leaf.place

    def _in_order(self) -> tuple[Tree, Tree]:
        """Both sides in an order of their own: what is proved does not depend on who is asked."""
        student, reference = self.pair.student, self.leaf.tree
        return (student, reference) if self._comes_first else (reference, student)

    def _prove(self, budget: Budget) -> Verdict | None:
        if not self.search.agreed:
            return None  # algebra on what has no value proves nothing
        found: Proof | None = None
        for proof in self._proofs(budget):
            if proof is not None and proof.scope == "everywhere":
                return self._accept(proof)
            found = found or proof
        return self._accept(found) if found else None

    def _proofs(self, budget: Budget) -> Iterator[Proof | None]:
        """The prover in order, and the normal forms in the other one, whoever is asked.

        What is read first is the answer, into the normal form that is kept of the reference.
        """
        student, reference, domain = self.pair.student, self.leaf.tree, self.leaf.domain
        if self._comes_first:
            yield prove(student, reference, domain, budget)
            yield prove_by_forms(reference, student, domain, budget)
        else:
            yield prove_by_forms(student, reference, domain, budget)
            yield prove(reference, student, domain, budget)

    def _prove_by_cases(self) -> Verdict | None:
        if not self.search.agreed or not self.splits:
            return None
        budget = self.budget.cheap()

        def piece(a: Tree, b: Tree, domain: Domain) -> Scope | None:
            if budget.is_over:
                return None
            return _Decision(a, Leaf(b, domain), budget, splits=False).quickly()

        found = by_cases(*self._in_order(), self.leaf.domain, piece)
        if found is None:
            return None
        words, scope = found
        return self._accept(Proof("cases", (f"Proved in {words}.",), scope))

    def quickly(self) -> Scope | None:
        """The scope where the pair is proved by cheap means, else nothing."""
        if self._look_first():
            return None
        verdict = self._same() or self._prove(self.budget)
        return verdict.scope if verdict else None

    def _with_help(self) -> Verdict | None:
        """A proof at full strength, then by way of proposed forms, in a process that is killed."""
        left = self.budget.left
        if not self.budget.worker or not self.search.agreed or left < _LEAST_SECONDS:
            return None
        pair = pair_as_json(*self._in_order(), self.leaf.domain)
        limits = {"steps": self.budget.steps, "terms": self.budget.terms}
        for task, share in _SHARES.items():
            limit = left * share
            answer = ask({**pair, **limits, "task": task}, limit)
            self.budget.charge(limit if answer is None else float(answer.get("seconds", 0.0)))
            if answer is None:  # a worker that was killed takes too long to come back
                return None
            if "late" in answer:
                self.budget.fall_short()
                return None
            if "method" in answer:
                steps = tuple(answer["steps"])
                return self._accept(Proof(answer["method"], steps, answer["scope"]))
        return None

    def _accept(self, proof: Proof) -> Verdict:
        """A proof holds; whether everywhere is seen on the boundaries, too."""
        if proof.scope != "everywhere" and self.search.exception is None:
            trees = (self.pair.student, self.pair.reference)
            for point in (*zero_points(self.sampler, trees), *simultaneous_zeros(self.sampler)):
                if self.search.visit(self.pair, point):
                    return self._refuted("values on a boundary")
                if self.search.has_exception:
                    break
        steps = " ".join(proof.steps) or proof.method
        if proof.scope != "everywhere" and not self.search.has_exception and self._holds_on_edges():
            return self._proved(f"{proof.method}, and on every boundary", steps)
        return self._proved(proof.method, steps, proof.scope)

    def _holds_on_edges(self) -> bool:
        """Whether equality almost everywhere is one everywhere: it holds on each boundary."""
        pairs = edges(self.pair.student, self.leaf.tree, self.leaf.domain)
        return pairs is not None and all(
            decide(a, Leaf(b, domain), replace(self.budget.cheap(), worker=False)).scope
            == "everywhere"
            for a, b, domain in pairs
        )

    def _proved(self, method: str, steps: str, scope: Scope = "everywhere") -> Verdict:
        if self.search.exception is not None:
            scope = "almost everywhere"
        return Verdict("equal", method, scope, steps, at=self.search.exception)

    def _refuted(self, method: str) -> Verdict:
        return Verdict("different", method, at=self.search.refutation)

    def _undecided(self) -> Verdict:
        if not self.search.agreed:
            return Verdict("undecided", "no point at which both sides have a value", bits=0)
        return Verdict("undecided", "neither proved nor refuted", bits=self.search.bits)
