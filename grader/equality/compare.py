"""The ladder: same tree, refuted at a point, proved, or undecided.

1. `grader.equality.expand`: vectors are written out, so that only scalars are left.
2. `grader.equality.shapes`: which entries are held against each other.
3. `grader.equality.scalar`, for each pair of entries: certified values at points of the
   domain, the canonical form, a proof, more points, and last a killable worker.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from time import perf_counter
from typing import Any

from grader.equality.budget import Budget, Clock
from grader.equality.cost import is_too_big
from grader.equality.domain import Domain, expand
from grader.equality.findings import Compiled, Finding
from grader.equality.outcome import Certificate, Claim, Outcome, tree_to_json
from grader.equality.points import SMALL, Point, text, value_of
from grader.equality.refute import stand_in
from grader.equality.shapes import hold_against
from grader.equality.structure import names, unknown_functions
from grader.errors import GraderError
from grader.tree import Tree, children

_CLAIMS: dict[str, Claim] = {
    "differ": "values differ",
    "only reference": "only the reference is defined",
    "only student": "only the answer is defined",
}
_BUDGET = Budget()
_TOO_BIG = Outcome(relation="undecided", method="too large to be looked at", bits=0)
_MOST_REMEMBERED = 1_024


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference answer, compiled once for a class: its points, values and normal form.

    Attributes:
        tree: As it was given.
        domain: As it was given.
        compiled: With vectors written out, and what was found out about each entry so far.
    """

    tree: Tree
    domain: Domain
    compiled: Compiled
    _kept: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)
    _said: dict[Any, Outcome] = field(default_factory=dict, repr=False, compare=False)

    def kept(self, what: str, find: Callable[[], Any]) -> Any:
        """Something that is found once; what comes back is not to be changed."""
        if what not in self._kept:
            self._kept[what] = find()
        return self._kept[what]

    def said(self, question: Any, decide: Callable[[], Outcome], clock: Clock | None) -> Outcome:
        """What was said of an equal answer under equal limits, decided once.

        Answers and references are data: the same ones have the same outcome, and a class brings
        the same answer many times. Where a busy machine cut the decision short, it is made anew.
        """
        known = self._said.get(question)
        if known is None:
            known = decide()
            if clock is not None and clock.fell_short:
                return known
            if len(self._said) >= _MOST_REMEMBERED:
                self._said.clear()
            self._said[question] = known
        return known

    @staticmethod
    def of(tree: Tree, domain: Domain) -> Reference:
        """Without a check that it has a value somewhere."""
        return Reference(tree, domain, Compiled(expand(tree, domain), domain.scalars()))


def compile_reference(tree: Tree, domain: Domain) -> Reference:
    """A reference that many answers will be compared with.

    Raises:
        GraderError: the reference's shapes do not fit, or it is defined nowhere.
    """
    reference = Reference.of(tree, domain)
    for leaf in map(reference.compiled.leaf, _scalars(reference.compiled.tree)):
        if not leaf.is_defined:
            raise GraderError(
                "The reference is undefined at every point of its domain that was tried: "
                "check it and the domains of its symbols."
            )
    return reference


def _scalars(tree: Tree) -> list[Tree]:
    if tree.head in {"vector", "matrix", "tuple", "list", "set"}:
        return [scalar for child in children(tree) for scalar in _scalars(child)]
    return [] if tree.head in {"relation", "and", "or", "not", "interval", "text"} else [tree]


def compare(
    student: Tree,
    reference: Tree | Reference,
    domain: Domain | None = None,
    *,
    kind: str = "expression",
    budget: Budget = _BUDGET,
    certify: bool = True,
) -> Outcome:
    """Decide whether two trees have the same value everywhere on the domain.

    Args:
        student: The answer.
        reference: What is right, a tree (then with its `domain`) or compiled.
        domain: Values of the symbols; may be left out where `reference` is compiled.
        kind: How containers are compared: ``expression``, ``equation``, ``set``, ``growth``,
            ``interval``, ...: see `grader.equality.shapes`.
        budget: What the decision may cost.
        certify: Whether to write out the certificate, where only the relation is of interest.

    Raises:
        Unreadable: shapes within a tree do not fit, such as a sum of vectors of two lengths.
    """
    start = perf_counter()
    if is_too_big(student, budget):
        return _TOO_BIG
    if not isinstance(reference, Reference):
        if is_too_big(reference, budget):
            return _TOO_BIG
        reference = Reference.of(reference, domain or Domain())
    asked = "compare", student, kind, budget.limits(), certify
    budget = budget.started()
    outcome = reference.said(
        asked,
        partial(_compared, student, reference, kind, budget, certify=certify),
        budget.clock,
    )
    return outcome.after(perf_counter() - start)


def _compared(
    student: Tree, reference: Reference, kind: str, budget: Budget, *, certify: bool
) -> Outcome:
    compiled = reference.compiled
    expanded = expand(student, reference.domain)
    if reference.kept(f"large {budget.nodes}", partial(is_too_big, compiled.tree, budget)) or (
        expanded is not student and is_too_big(expanded, budget)
    ):
        return _TOO_BIG
    finding = hold_against(expanded, compiled.tree, compiled, kind, budget)
    verdict = finding.verdict
    return Outcome(
        relation=verdict.relation,
        scope=verdict.scope,
        method=verdict.method,
        proof=verdict.proof,
        certificate=_certificate(finding, student, reference) if certify else None,
        bits=verdict.bits,
    )


def _certificate(finding: Finding, student: Tree, reference: Reference) -> Certificate | None:
    verdict = finding.verdict
    if verdict.at is None and finding.claim is None:
        return None
    point, seen = verdict.at or ({}, None)
    claim = finding.claim or (_CLAIMS[seen.found] if seen else "shapes differ")
    if seen or claim in {"shapes differ", "values differ"}:
        point = _completed(point, student, reference)
    domain = reference.domain
    declared = dict(reference.kept("domain", domain.words))
    for name in sorted(names(student) | names(reference.tree)):
        if name not in declared:
            declared[name] = domain.range_of(name).words(name)
    unknown = sorted({*unknown_functions(student), *unknown_functions(reference.tree)})
    return Certificate(
        claim=claim,
        point={name: text(point[name]) for name in sorted(point)},
        student=tree_to_json(student),
        reference=reference.kept("json", partial(tree_to_json, reference.tree)),
        domain=declared,
        constraints=tuple(map(tree_to_json, domain.constraints)),
        where=finding.where,
        enclosed=seen.why if seen else verdict.method,
        models={
            name: tree_to_json(stand_in(index, _arity(name, student, reference.tree)))
            for index, name in enumerate(unknown)
        },
    )


def _completed(point: Point, student: Tree, reference: Reference) -> Point:
    """The point with a value for every symbol of both trees, not just of the entry in question."""
    domain, scalars = reference.domain, reference.compiled.domain
    used = names(student) | names(reference.tree)
    if used <= point.keys():
        return point
    entries = {entry for name in used for entry in domain.entries_of(name)}
    missing = (name for name in entries - point.keys() if scalars.range_of(name).kind != "function")
    return {**{name: value_of(name, scalars.range_of(name), SMALL) for name in missing}, **point}


def _arity(name: str, *trees: Tree) -> int:
    stack = list(trees)
    while stack:
        node = stack.pop()
        if node.head == "call" and node.args[0] == name:
            return len(node.args) - 1
        stack.extend(children(node))
    return 1
