"""A small class for tests: submissions, reports and a judge that knows its answers by heart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from grader.assignment import Assignment
from grader.codec import Given, digest
from grader.gradebook import Gradebook, Recorded, Submitted
from grader.judge import Asked, revised_part, summed
from grader.policy import Lateness
from grader.records import Answer, Decision, NoAnswer, Report, Verdict
from grader.spec import Rubric

AT = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)

HW = Assignment(id="hw1", title="Homework 1", parts=("limits", "sums"))


def wrote(part: str, text: str) -> Answer:
    return Answer(part=part, form="text", content=text, source=text, cell=3)


def blank(part: str) -> NoAnswer:
    return NoAnswer(part=part, verdict=Verdict.MISSING, reason="The cell is empty.", cell=3)


def crashed(part: str) -> NoAnswer:
    return NoAnswer(part=part, verdict=Verdict.NOT_RUN, reason="NameError in the cell.", cell=3)


class Judge:
    """Right, half right and unreadable answers by part id; anything else is wrong, `?` undecided.

    Attributes:
        right: By part id.
        half: By part id, with the credit.
        made: How often each part was decided.
    """

    def __init__(
        self,
        right: Mapping[str, str],
        *,
        half: Mapping[str, tuple[str, float]] | None = None,
        points: Mapping[str, float] | None = None,
        variants: Mapping[str, str] | None = None,
        rubrics: Mapping[str, Rubric] | None = None,
        equal: Collection[frozenset[str]] = (),
    ) -> None:
        self.right = dict(right)
        self.half = dict(half or {})
        self.points = dict(points or {})
        self.variants = dict(variants or {})
        self.rubrics = dict(rubrics or {})
        self.equal = list(equal)
        self.made: Counter[str] = Counter()
        self._asked: dict[str, Mapping[str, Asked]] = {}

    def asked(self, student: str) -> Mapping[str, Asked]:
        variant = self.variants.get(student, "")
        rules = digest([self.right, self.half, self.points, variant])
        if rules not in self._asked:
            self._asked[rules] = {
                part: Asked(
                    part=part,
                    points=self.points.get(part, 1.0),
                    variant=variant,
                    version=digest([self.right[part], self.half.get(part)]),
                )
                for part in self.right
            }
        return self._asked[rules]

    def decide(
        self, student: str, parts: Collection[str], answers: Mapping[str, Given]
    ) -> dict[str, Decision]:
        self.made.update(parts)
        return {part: self._decide(part, answers[part]) for part in parts}

    def _decide(self, part: str, given: Given) -> Decision:
        if isinstance(given, NoAnswer):
            return Decision(verdict=given.verdict, hint=given.reason)
        if given.content == self.right[part]:
            return Decision(verdict=Verdict.CORRECT, score=1.0, proof="the same", method="same")
        if given.content == self.half.get(part, ("", 0.0))[0]:
            credit = self.half[part][1]
            return Decision(
                verdict=Verdict.PARTIAL if 0 < credit < 1 else Verdict.INCORRECT,
                score=credit,
                hint="A factor is missing.",
                mistake="factor",
                method="mistake",
            )
        if str(given.content).startswith("?"):
            return Decision(verdict=Verdict.UNDECIDED, hint="A person will look.", method="ladder")
        if given.content == "#":
            return Decision(verdict=Verdict.UNREADABLE, hint="Column 1.", method="reading")
        return Decision(
            verdict=Verdict.INCORRECT,
            hint="At n = 2 this is not right.",
            evidence=f"not {self.right[part]}",
            certificate={"n": "2"},
            method="point",
        )

    def same(self, student: str, part: str, a: Answer, b: Answer) -> bool:
        return frozenset({str(a.content), str(b.content)}) in self.equal

    def rubric(self, student: str, part: str) -> Rubric | None:
        return self.rubrics.get(part)


def judge() -> Judge:
    return Judge({"limits.a": "1/2", "limits.b": "e", "sums.c": "n"}, half={"sums.c": ("2n", 0.25)})


def report_by(
    by: Judge,
    student: str,
    answers: Sequence[Given],
    *,
    assignment: Assignment = HW,
    late: Lateness | None = None,
    status: str = "graded",
) -> Report:
    """The report that a grader would make of these answers."""
    asked = by.asked(student)
    given = {one.part: one for one in answers}
    decisions = by.decide(student, list(given), given)
    empty = Report(
        student=student,
        assignment=assignment.id,
        submission=f"in/{student}/{assignment.id}.ipynb",
        score=0,
        max_score=0,
        status=status,  # type: ignore[arg-type]
        parts=(),
        warnings=("A cell was retyped.",),
    )
    parts = tuple(revised_part(None, decisions.get(part), one) for part, one in asked.items())
    return summed(
        Report(
            **{name: getattr(empty, name) for name in empty.__slots__ if name != "parts"},
            parts=parts,
        ),
        assignment,
        late or Lateness(),
    )


def hand_in(
    book: Gradebook,
    by: Judge,
    student: str,
    answers: Sequence[Given],
    *,
    assignment: Assignment = HW,
    late: Lateness | None = None,
    received_at: datetime = AT,
    key: str | None = None,
    force: bool = False,
) -> Recorded:
    """Record what a student handed in, as a batch would."""
    content = digest([student, [repr(answer) for answer in answers]])
    return book.record(
        report_by(by, student, answers, assignment=assignment, late=late),
        submission=Submitted(
            student=student,
            assignment=assignment.id,
            path=f"in/{student}/{assignment.id}.ipynb",
            content_hash=content,
            received_at=received_at,
        ),
        key=key or digest([content, assignment.id]),
        answers=answers,
        at=received_at + timedelta(hours=1),
        grader_version="0.1.0",
        counts=late.counts if late is not None else True,
        force=force,
    )


def three_answers(a: str, b: str, c: str) -> list[Given]:
    return [
        wrote(part, text) if text else blank(part)
        for part, text in (("limits.a", a), ("limits.b", b), ("sums.c", c))
    ]
