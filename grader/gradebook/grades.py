"""What the gradebook takes in and hands out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, Literal

from grader.codec import digest, part_to_json, report_from_json
from grader.gradebook.schema import unpack
from grader.records import JSON, PartReport, Report

Mark = tuple[str, float, float, str]
"""Verdict, points, maximum and the digest of what is said: enough to see whether a part moved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Submitted:
    """A file that a student handed in.

    Attributes:
        content_hash: SHA-256 of what was handed in: the same content is the same submission.
        received_at: With its zone.
        facts: What the notebook says of itself, for `grader.integrity`: plain JSON.
    """

    student: str
    assignment: str
    path: str
    content_hash: str
    received_at: datetime
    facts: Mapping[str, JSON] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Grade:
    """One entry of the gradebook. The report is unpacked when it is first asked for.

    Attributes:
        id: Grows with time.
        submission_id: Of the submission in this gradebook.
        counts: Whether it came before the cut-off.
        marks: By part id.
        change_id: Of the regrade that it belongs to.
    """

    id: int
    submission_id: int
    harvest_id: int | None
    change_id: int | None
    previous_id: int | None
    student: str
    assignment: str
    path: str
    content_hash: str
    received_at: datetime
    at: datetime
    by: str
    version: str
    reason: str
    score: float
    max_score: float
    status: Literal["graded", "needs_review", "failed"]
    counts: bool
    marks: Mapping[str, Sequence[Any]]
    packed: bytes = field(repr=False)

    @cached_property
    def report(self) -> Report:
        """Everything that is shown of it."""
        return report_from_json(unpack(self.packed))


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What became of a report: the id of its grade, and whether it was new."""

    grade_id: int
    is_new: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NewGrade:
    """A grade that follows another one of the same submission.

    Attributes:
        marks: Of the report, by part id, where somebody knows them already.
    """

    follows: Grade
    report: Report
    counts: bool
    reason: str
    marks: Mapping[str, Sequence[Any]] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """What is kept of a submission, as much of it as deciding again needs.

    Attributes:
        grade: The newest.
        hashes: By part id, the hash of the answer.
    """

    grade: Grade
    hashes: Mapping[str, str]


Choose = Callable[[Sequence[Grade]], Grade]
"""Which of a student's submissions counts."""


def last(grades: Sequence[Grade]) -> Grade:
    """The submission that was received last."""
    return max(grades, key=lambda grade: grade.received_at)


def mark(part: PartReport) -> Mark:
    """The mark of a part, as `Grade.marks` holds it."""
    return part.verdict.value, part.score, part.max_score, said(part)


def said(part: PartReport) -> str:
    """The digest of everything that is said of a part beside its points."""
    words = part_to_json(part)
    for key in ("verdict", "score", "max_score", "cell"):
        words.pop(key, None)
    return digest(words)
