"""Plain CSV: a row a student, a column a question."""

from __future__ import annotations

from collections.abc import Mapping

from grader.csv_table import harmless, parse_table, plain, written
from grader.export.scores import Line, Scores

HEADER = ("student", "name", "email", "section", "score", "max_score", "status", "received_at")


def write(scores: Scores, _column: str | None) -> bytes:
    """UTF-8; the questions' columns are called by their ids."""
    return written((*HEADER, *scores.parts), [_row(line, scores) for line in scores.lines]).encode()


def read(content: bytes, _scores: Scores, _column: str | None) -> dict[str, float | None]:
    """Score by student id."""
    table = parse_table(content.decode(), "the export")
    who, score = table.header.index("student"), table.header.index("score")
    return {row[who]: float(row[score]) if row[score] else None for row in table.rows}


def names(scores: Scores) -> Mapping[str, str]:
    """A student is called by their id, as it is read back from a table."""
    return {line.student.id: plain(harmless(line.student.id)) for line in scores.lines}


def _row(line: Line, scores: Scores) -> list[str | float | None]:
    student, grade = line.student, line.grade
    return [
        student.id,
        student.name,
        student.email,
        student.section,
        line.score,
        grade.max_score if grade is not None else scores.max_score,
        grade.status if grade is not None else "missing",
        grade.received_at.isoformat(timespec="seconds") if grade is not None else "",
        *(line.parts.get(part) for part in scores.parts),
    ]
