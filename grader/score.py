"""From decisions to a report: points under the assignment's policy. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from grader.assignment import Assignment
from grader.kinds import Question
from grader.policy import Lateness, settle, waits
from grader.records import Answer, Decision, NoAnswer, PartReport, Report, Verdict


class HandedIn(Protocol):
    """What was handed in, readable or not."""

    @property
    def student(self) -> str:
        """Id."""

    @property
    def place(self) -> str:
        """Where it was found."""


def report_of(
    questions: Mapping[str, Question],
    answers: Mapping[str, Answer | NoAnswer],
    decisions: Mapping[str, Decision],
    assignment: Assignment,
    *,
    student: str,
    submission: str,
    warnings: Sequence[str] = (),
    late: Lateness | None = None,
) -> Report:
    """What is shown of a submission.

    Args:
        questions: By part id, in the assignment's order.
        answers: What was harvested.
        decisions: One a question.
        assignment: For points and policy.
        student: Id.
        submission: Where it was found.
        warnings: What was repaired or went wrong, for student and TA.
        late: How late it was.
    """
    parts = tuple(
        part_report(part_id, question, answers.get(part_id), decisions[part_id], assignment)
        for part_id, question in questions.items()
    )
    settled = settle(parts, assignment.policy, extra_credit=assignment.extra_credit, late=late)
    pending = any(waits(part, assignment.policy) for part in parts)
    return Report(
        student=student,
        assignment=assignment.id,
        submission=submission,
        score=settled.score,
        max_score=settled.max_score,
        status="needs_review" if pending else "graded",
        parts=parts,
        warnings=tuple(warnings),
        notes=settled.notes,
    )


def failed_report(
    questions: Mapping[str, Question],
    assignment: Assignment,
    submission: HandedIn,
    reason: str,
) -> Report:
    """The report of a submission that could not be read or run: no part judged, nothing zero."""
    decision = Decision(verdict=Verdict.NOT_RUN, hint=reason, evidence=reason, method="submission")
    report = report_of(
        questions,
        {},
        dict.fromkeys(questions, decision),
        assignment,
        student=submission.student,
        submission=submission.place,
        warnings=(reason,),
    )
    return Report(
        student=submission.student,
        assignment=assignment.id,
        submission=submission.place,
        score=report.score,
        max_score=report.max_score,
        status="failed",
        parts=report.parts,
        warnings=(reason,),
    )


def part_report(
    part_id: str,
    question: Question,
    answer: Answer | NoAnswer | None,
    decision: Decision,
    assignment: Assignment,
) -> PartReport:
    """One part with its points."""
    max_score = assignment.points_of(part_id, question.part.points)
    return PartReport.of(part_id, decision, max_score, answer.cell if answer is not None else None)
