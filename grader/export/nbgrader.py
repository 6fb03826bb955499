"""nbgrader: the CSV of its export plug-in. A missing submission is empty and not 0.0."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from grader.csv_table import harmless, parse_table, plain, written
from grader.export.scores import Line, Scores

HEADER = (
    "assignment",
    "duedate",
    "timestamp",
    "student_id",
    "last_name",
    "first_name",
    "email",
    "raw_score",
    "late_submission_penalty",
    "score",
    "max_score",
)


def write(scores: Scores, _column: str | None) -> bytes:
    """UTF-8; times are UTC without a zone, as nbgrader writes them."""
    return written(HEADER, [_row(line, scores) for line in scores.lines]).encode()


def read(content: bytes, _scores: Scores, _column: str | None) -> dict[str, float | None]:
    """Score by student id."""
    table = parse_table(content.decode(), "the export")
    who, score = HEADER.index("student_id"), HEADER.index("score")
    return {row[who]: float(row[score]) if row[score] else None for row in table.rows}


def names(scores: Scores) -> Mapping[str, str]:
    """A student is called by their id, as it is read back from a table."""
    return {line.student.id: plain(harmless(line.student.id)) for line in scores.lines}


def _row(line: Line, scores: Scores) -> list[str | float | None]:
    student = line.student
    if "," in student.name:
        last, _, first = student.name.partition(",")
    else:
        first, _, last = student.name.rpartition(" ")
    raw, score = line.raw_score, line.score
    return [
        scores.assignment.id,
        _time(scores.assignment.due),
        _time(line.grade.received_at if line.grade is not None else None),
        student.id,
        last.strip(),
        first.strip(),
        student.email,
        raw,
        None if raw is None or score is None else round(max(0.0, raw - score), 6),
        score,
        scores.max_score,
    ]


def _time(moment: datetime | None) -> str:
    return "" if moment is None else f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S}"
