"""The judge of stored answers that a course makes of its problems and solutions."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from grader.assignment import Assignment
from grader.catalog import Course, params_key
from grader.codec import Given
from grader.credit import FOLLOW_THROUGH, MISTAKE, recredited
from grader.environment import engine_key
from grader.judge import Asked
from grader.records import Answer, Decision
from grader.spec import Rubric
from grader.variants import seeds_of

if TYPE_CHECKING:  # the engine takes a second to load: it is, once something must be decided
    from grader.kinds import Question


@dataclass(frozen=True)
class CourseJudge:
    """Decides by a course's own problems and solutions.

    Attributes:
        course: With the references.
        assignment: For parts, points and seeds.
        seeds: Set by hand, by student and problem.
    """

    course: Course
    assignment: Assignment
    seeds: Mapping[tuple[str, str], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        # per judge, not per class: a judge that is gone must not keep its course alive
        object.__setattr__(self, "_variant", lru_cache(maxsize=65_536)(self._variant))
        object.__setattr__(self, "_asked", lru_cache(maxsize=4096)(self._asked))
        object.__setattr__(self, "_parts", lru_cache(maxsize=1)(self._parts))

    def asked(self, student: str) -> Mapping[str, Asked]:
        """The student's parts by id, in order."""
        seeds = self._seeds(student)
        return self._asked(tuple(self._variant(problem, seed) for problem, seed in seeds.items()))

    def _asked(self, variants: tuple[str, ...]) -> Mapping[str, Asked]:
        """The parts of these variants, one a problem; the same mapping for the same variants."""
        by_problem = dict(zip(self.assignment.problems, variants, strict=True))
        return {
            part: Asked(
                part=part,
                points=points,
                variant=by_problem[part.partition(".")[0]],
                version=version,
                but_credits=but_credits,
                builds_on=builds_on,
            )
            for part, points, version, but_credits, builds_on in self._parts()
        }

    def decide(
        self, student: str, parts: Collection[str], answers: Mapping[str, Given]
    ) -> dict[str, Decision]:
        """Decide these parts with the engine."""
        from grader.pipeline import decide_part

        return {
            part: decide_part(answers[part], self._question(student, part), answers, self.course)
            for part in parts
        }

    def recredited(self, student: str, part: str, decision: Decision) -> Decision | None:
        """The decision under the present credits; loads a solution only where one counts."""
        if decision.method not in {MISTAKE, FOLLOW_THROUGH}:
            return decision
        problem, _, name = part.partition(".")
        mistakes, rules = self.course.credits(problem, self._seeds(student)[problem])
        return recredited(decision, mistakes.get(name, ()), rules.get(name))

    def same(self, student: str, part: str, a: Answer, b: Answer) -> bool:
        """Whether both are readable and the engine proves them equal."""
        from grader.equality import compare
        from grader.kinds.answer_trees import tree_of

        question = self._question(student, part)
        kind = self.course.kind(question)
        if kind.needs_person or kind.needs_calls:
            return False
        try:
            outcome = compare(tree_of(a, question), tree_of(b, question), question.domain)
        except Exception:  # noqa: BLE001 - grouping is a comfort: whatever fails is not the same
            return False
        return outcome.relation == "equal" and outcome.scope == "everywhere"

    def rubric(self, student: str, part: str) -> Rubric | None:
        """The rubric of a `text` part."""
        reference = self._question(student, part).reference
        return reference if isinstance(reference, Rubric) else None

    def _question(self, student: str, part: str) -> Question:
        return self.course.question(part, self._seeds(student)[part.partition(".")[0]])

    def _seeds(self, student: str) -> dict[str, int]:
        overrides = {problem: seed for (who, problem), seed in self.seeds.items() if who == student}
        return seeds_of(self.course, self.assignment, student, overrides)

    def _variant(self, problem: str, seed: int) -> str:
        return params_key(self.course.params(problem, seed))

    def _parts(self) -> tuple[tuple[str, float, str, str, tuple[str, ...]], ...]:
        """Id, points, versions and what it builds on. Names and points are every variant's."""
        found = []
        engine = engine_key()
        stated = {
            f"{problem}.{part.name}": part
            for problem in self.assignment.problems
            for part in self.course.problem(problem).parts(self.course.problem(problem).canonical)
        }
        for part_id in self.assignment.chosen(self.course.part_ids):
            problem = part_id.partition(".")[0]
            part = stated[part_id]
            but_credits = self.course.fingerprint_but_credits(problem)
            found.append(
                (
                    part_id,
                    self.assignment.points_of(part_id, part.points),
                    f"{engine}:{self.course.fingerprint(problem)}",
                    f"{engine}:{but_credits}" if but_credits else "",
                    (f"{problem}.{part.builds_on}",) if part.builds_on else (),
                )
            )
        return tuple(found)
