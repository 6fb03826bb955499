"""Verifying one variant of a problem: what its author promises of it, with the engine."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from grader.catalog import Course
from grader.errors import GraderError
from grader.kinds import Question
from grader.records import Decision, Verdict
from grader.spec import Code, Mistake, Observation, Problem, Solution
from grader.verify.agreement import disagreement, said, tells, value_there
from grader.verify.alike import Asked, Decided
from grader.verify.forms import answer_of_form


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """A promise that is not kept: what, on which variant, and what was found."""

    problem: str
    part: str
    seed: int
    check: str
    message: str


@dataclass(slots=True, kw_only=True)
class PartTally:
    """What was counted of a part over all seeds.

    Attributes:
        telling: Observations with a tolerance below what they saw.
    """

    kind: str
    seeds: int = 0
    observations: int = 0
    telling: int = 0
    worst: float = 0.0
    proofs: int = 0
    accepted: int = 0
    refused: int = 0
    recognised: int = 0


class Variant:
    """One variant under examination.

    Args:
        course: Where.
        problem: Which.
        solution: Its answers, simulation and known mistakes.
        seed: Of the variant.
        tallies: By part, where what is found is counted.
    """

    def __init__(
        self,
        course: Course,
        problem: Problem[Any],
        solution: Solution[Any],
        seed: int,
        tallies: Mapping[str, PartTally],
    ) -> None:
        self.course, self.problem, self.solution = course, problem, solution
        self.seed, self.tallies = seed, tallies
        self.decided = _decided(course.root, problem.id)

    @property
    def params(self) -> Any:
        """The parameters of this variant."""
        return self.course.params(self.problem.id, self.seed)

    def complaint(self, part: str, check: str, message: str) -> Complaint:
        """A complaint about this variant."""
        return Complaint(
            problem=self.problem.id, part=part, seed=self.seed, check=check, message=message
        )

    def complaints(self, stated: Sequence[tuple[str, str]]) -> Iterator[Complaint]:
        """Everything that is wrong with it, given names and kinds of the canonical parts."""
        params = self.params
        yield from self._states(params, stated)
        questions = self.course.questions(self.problem.id, self.seed)
        also, near = self.solution.also_right(params), self.solution.near_misses(params)
        yield from self._unknown_names(questions, {"also_right": also, "near_misses": near})
        if set(questions) != set(self.tallies):
            return  # it was said that the parts are others; nothing can be counted
        for name, question in questions.items():
            plainly = replace(question, explains=False)
            asked = self.decided.about(plainly, self.course.kind(question))
            self.tallies[name].seeds += 1
            yield from self._worth(name, question)
            yield from self._reference_is_right(name, asked)
            yield from self._forms(name, asked, also.get(name, ()), "also_right", _accepted)
            yield from self._mistakes(name, asked)
            bluntly = asked.bluntly()  # made last: it shares what was compiled up to here
            yield from self._forms(name, bluntly, near.get(name, ()), "near_misses", _refused)
        yield from self._agrees(params, questions)

    def _states(self, params: Any, stated: Sequence[tuple[str, str]]) -> Iterator[Complaint]:
        statement = self.problem.statement(params)
        if not statement.strip():
            yield self.complaint("", "statement renders", "The statement is empty.")
        if statement.replace("\\$", "").count("$") % 2:
            yield self.complaint("", "statement renders", "A $ of the statement has no partner.")
        parts = self.problem.parts(params)
        found = [(part.name, part.kind) for part in parts]
        if found != list(stated):
            yield self.complaint(
                "",
                "parts constant",
                f"The parts are {found}, in the canonical variant {list(stated)}.",
            )
        if len(dict(found)) < len(found):
            yield self.complaint("", "parts constant", f"Two parts have the same name: {found}.")
        for part in parts:
            if not part.prompt.strip() or part.prompt.replace("\\$", "").count("$") % 2:
                yield self.complaint(
                    part.name, "statement renders", "The prompt is empty or a $ has no partner."
                )

    def _unknown_names(
        self, questions: Mapping[str, Question], tables: Mapping[str, Mapping[str, Any]]
    ) -> Iterator[Complaint]:
        for table, entries in tables.items():
            for name in entries:
                if name not in questions:
                    yield self.complaint(name, table, "There is no such part.")

    def _worth(self, name: str, question: Question) -> Iterator[Complaint]:
        """Points below nothing, or more for a mistake than for the answer, are slips of a key."""
        if not 0 <= question.part.points < math.inf:
            yield self.complaint(name, "points", f"It is worth {question.part.points} points.")
        for mistake in question.mistakes:
            if not 0 <= mistake.credit <= 1:
                message = (
                    f"{mistake.id!r} is worth {mistake.credit} of the points: 0 to 1 is meant."
                )
                yield self.complaint(name, "credits", message)
            if not mistake.feedback.strip():
                yield self.complaint(name, "mistakes", f"{mistake.id!r} says nothing to a student.")
        rule = question.follow_through
        if rule is not None and not 0 <= rule.credit <= 1:
            message = f"Following through is worth {rule.credit} of the points: 0 to 1 is meant."
            yield self.complaint(name, "credits", message)

    def _reference_is_right(self, name: str, asked: Asked) -> Iterator[Complaint]:
        """The reference as a student would type it must be correct, and proved so."""
        kind = self.course.kind(asked.question)
        source = kind.solve(asked.question)
        if source is None or kind.needs_person:
            return
        decision = asked.decide(source, self._afresh)
        if decision.verdict is not Verdict.CORRECT:
            decision = self._explained(asked, source)
            yield self.complaint(
                name,
                "reference accepted",
                f"The reference itself, {source[:120]}, is {_said(decision)}",
            )
        elif decision.proof:
            self.tallies[name].proofs += 1

    def _forms(
        self,
        name: str,
        asked: Asked,
        forms: Sequence[Any],
        table: str,
        good: Callable[[Decision], bool],
    ) -> Iterator[Complaint]:
        for form in forms:
            if isinstance(form, Code):
                continue  # run with the notebooks: see grader.verify.notebooks
            decision = asked.decide(form, self._afresh)
            if not good(decision):
                decision = self._explained(asked, form)
                yield self.complaint(
                    name,
                    table,
                    f"{form!s} is {_said(decision, with_hint=True)}",
                )
            elif table == "also_right":
                self.tallies[name].accepted += 1
            else:
                self.tallies[name].refused += 1

    def _mistakes(self, name: str, asked: Asked) -> Iterator[Complaint]:
        """Each is refused and named; two that coincide, or one with the answer, are said."""
        mistakes = asked.question.mistakes
        ids = [mistake.id for mistake in mistakes]
        for twice in {one for one in ids if ids.count(one) > 1}:
            yield self.complaint(name, "mistakes", f"Two mistakes are called {twice!r}.")
        for mistake in mistakes:
            if isinstance(mistake.form, Code):
                continue
            yield from self._mistake(name, asked, mistake)

    def _mistake(self, name: str, asked: Asked, mistake: Mistake) -> Iterator[Complaint]:
        decision = asked.decide(mistake.form, self._afresh)
        if decision.verdict is Verdict.CORRECT:
            message = f"{mistake.id!r} coincides with the right answer: {mistake.form!s}"
            yield self.complaint(name, "mistakes collide", message)
        elif decision.mistake is None:
            decision = self._explained(asked, mistake.form)
            message = f"{mistake.id!r} is not recognised, but {_said(decision)}"
            yield self.complaint(name, "mistakes recognised", message)
        elif decision.mistake != mistake.id:
            message = f"{mistake.id!r} and {decision.mistake!r} are the same answer here."
            yield self.complaint(name, "mistakes collide", message)
        else:
            self.tallies[name].recognised += 1

    def _agrees(self, params: Any, questions: Mapping[str, Question]) -> Iterator[Complaint]:
        """The oracle's observations, each against the reference."""
        seen: set[str] = set()
        rng = np.random.default_rng([20_260_101, self.seed])
        for observation in self.solution.oracle(params, rng):
            if observation.part not in questions:
                yield self.complaint(observation.part, "oracle", "There is no such part.")
                continue
            seen.add(observation.part)
            tally = self.tallies[observation.part]
            tally.observations += 1
            try:
                apart = disagreement(questions[observation.part].reference, observation)
            except GraderError as error:
                yield self.complaint(observation.part, "oracle", str(error))
                continue
            tally.telling += tells(observation)
            tally.worst = max(tally.worst, apart)
            if not apart <= 1:
                message = _differs(questions[observation.part].reference, observation, apart)
                yield self.complaint(observation.part, "reference against oracle", message)
        for name, question in questions.items():
            kind = self.course.kind(question)
            if name not in seen and not kind.needs_person:
                yield self.complaint(name, "oracle", "No simulation speaks about this part.")

    def _explained(self, asked: Asked, form: Any) -> Decision:
        """With the sentences that only a complaint needs."""
        return self._afresh(replace(asked.question, explains=True, recognises=True), form)

    def _afresh(self, question: Question, form: Any) -> Decision:
        return self.course.kind(question).decide(answer_of_form(form, question), question, {})


@lru_cache(maxsize=1)
def _decided(_root: Path, _problem_id: str) -> Decided:
    """One for all shares of a problem that fall to this process; that of the last one goes."""
    return Decided()


def _differs(reference: Any, seen: Observation, apart: float) -> str:
    """What the simulation saw and what the reference is there, for an author."""
    where = f" at {said(seen.at)}" if seen.at else ""
    there = value_there(reference, seen) or "something else"
    by = f", {apart:.3g} tolerances away" if math.isfinite(apart) else ""
    what = seen.about or "the simulation"
    return f"{what} saw {said(seen.value)}{where}; the reference is {there}{by}."


def _said(decision: Decision, *, with_hint: bool = False) -> str:
    """A verdict, and why, for an author."""
    if decision.verdict is Verdict.UNREADABLE:
        declared = "What may be named is declared in the part's `symbols`."
        return f"{decision.verdict}: {decision.evidence or decision.hint} {declared}"
    if not with_hint:
        return f"{decision.verdict}: {decision.evidence}"
    hint = f" ({decision.hint})" if decision.hint else ""
    return f"{decision.verdict}{hint}" + (f" [{decision.evidence}]" if decision.evidence else "")


def _accepted(decision: Decision) -> bool:
    return decision.verdict is Verdict.CORRECT


def _refused(decision: Decision) -> bool:
    return decision.verdict in {Verdict.INCORRECT, Verdict.PARTIAL}
