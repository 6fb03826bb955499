"""Deciding stored answers: what a decision depends on, what is known already, what people said.

A decision is a function of the answer, the part and the variant. Under the hash of these it is
made once, however many gave that answer and however often the class is graded.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from grader.assignment import Assignment
from grader.codec import Given, answer_hash
from grader.gradebook import Review, ReviewKey
from grader.policy import Lateness, settle, waits
from grader.records import Answer, Decision, PartReport, Report, Verdict
from grader.spec import Rubric


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One part of one student's variant, as far as keeping decisions needs it.

    Attributes:
        part: Id.
        points: Under the assignment.
        variant: Hash of the variant's parameters.
        version: Hash of everything else that a decision on it depends on, but the answers.
        but_credits: The same for everything but what mistakes are worth; ``""`` if that cannot be
            told apart.
        builds_on: Ids of the earlier parts whose answers it is judged on.
    """

    part: str
    points: float
    variant: str
    version: str
    but_credits: str = ""
    builds_on: tuple[str, ...] = ()


def decision_key(asked: Asked, hashes: Mapping[str, str]) -> str:
    """The name under which a decision is kept.

    Args:
        asked: The part.
        hashes: Of the submission's answers, by part id.
    """
    return _key(asked, asked.version, hashes)


def key_but_credits(asked: Asked, hashes: Mapping[str, str]) -> str | None:
    """The name that decisions share which differ in what a mistake is worth, if they have one."""
    return _key(asked, asked.but_credits, hashes) if asked.but_credits else None


def _key(asked: Asked, version: str, hashes: Mapping[str, str]) -> str:
    given = [hashes.get(part, "-") for part in (asked.part, *asked.builds_on)]
    return " ".join((asked.part, version, asked.variant, *given))


class Judge(Protocol):
    """Decides answers of one assignment."""

    def asked(self, student: str) -> Mapping[str, Asked]:
        """The student's parts by id, in order. Cheap: builds no reference answer."""

    def decide(
        self, student: str, parts: Collection[str], answers: Mapping[str, Given]
    ) -> dict[str, Decision]:
        """Decide these parts.

        Args:
            student: Whose variant.
            parts: Ids; there is an answer to each.
            answers: All of the submission, by part id.
        """

    def recredited(self, student: str, part: str, decision: Decision) -> Decision | None:
        """A decision that was made under other credits, under the present ones.

        Returns:
            ``None`` if it must be made anew.
        """

    def same(self, student: str, part: str, a: Answer, b: Answer) -> bool:
        """Whether two answers to a part are proved to mean the same."""

    def rubric(self, student: str, part: str) -> Rubric | None:
        """What a person looks for, if the part has it."""


# ---------------------------------------------------------------- what people said, and the sum


def reviewed(decision: Decision, review: Review) -> Decision:
    """A decision after a person's word; keeps the machine's evidence for staff."""
    said = f"Reviewed by {review.by} on {review.at:%Y-%m-%d}."
    rubric = f" Rubric: {', '.join(review.rubric)}." if review.rubric else ""
    before = f" Before: {decision.verdict.value}. {decision.evidence}".rstrip()
    return Decision(
        verdict=review.verdict,
        score=review.credit,
        hint=review.comment,
        evidence=said + rubric + before,
        method="review",
    )


def hashes_of(answers: Iterable[Given], content_hash: str) -> dict[str, str]:
    """The hash of every answer of a submission, by part id, as the gradebook keeps them."""
    return {given.part: answer_hash(given, content_hash) for given in answers}


def with_reviews(
    report: Report,
    asked: Mapping[str, Asked],
    hashes: Mapping[str, str],
    reviews: Mapping[ReviewKey, Review],
    assignment: Assignment,
    late: Lateness,
) -> Report:
    """A report that was just made, with everything that people decided on these answers before."""
    found = {
        part.part: reviewed(part.decision, review)
        for part in report.parts
        if (review := review_of(asked.get(part.part), hashes, reviews)) is not None
    }
    return revise(report, found, asked, assignment, late) if found else report


def review_of(
    asked: Asked | None, hashes: Mapping[str, str], reviews: Mapping[ReviewKey, Review]
) -> Review | None:
    """What a person decided on this answer to this part of this variant."""
    if asked is None or not reviews:
        return None
    return reviews.get((asked.part, asked.variant, hashes.get(asked.part, "")))


def revise(
    report: Report,
    decisions: Mapping[str, Decision],
    asked: Mapping[str, Asked],
    assignment: Assignment,
    late: Lateness,
) -> Report:
    """A report with other decisions, points or rules; what is not decided anew stays as it was.

    Args:
        report: As it was.
        decisions: By part id, as far as they are new.
        asked: The parts as they are now.
        assignment: As it is now.
        late: As it is now.
    """
    before = {part.part: part for part in report.parts}
    parts = tuple(
        revised_part(before.get(part), decisions.get(part), one) for part, one in asked.items()
    )
    return summed(replace(report, parts=parts), assignment, late)


def summed(report: Report, assignment: Assignment, late: Lateness) -> Report:
    """The report with its score under the assignment's policy."""
    settled = settle(
        report.parts, assignment.policy, extra_credit=assignment.extra_credit, late=late
    )
    pending = any(waits(part, assignment.policy) for part in report.parts)
    unread = report.status == "failed" and pending
    return replace(
        report,
        score=settled.score,
        max_score=settled.max_score,
        status="failed" if unread else "needs_review" if pending else "graded",
        notes=settled.notes,
    )


def revised_part(before: PartReport | None, decision: Decision | None, asked: Asked) -> PartReport:
    """One part with a new decision, or the old one under its present points."""
    if decision is None:
        if before is None:
            decision = Decision(
                verdict=Verdict.NOT_RUN,
                hint="This question was added after the notebook was graded; a person will look.",
                method="added later",
            )
        else:
            decision = before.decision
    return PartReport.of(
        asked.part, decision, asked.points, before.cell if before is not None else None
    )
