"""Moodle: the offline grading worksheet, given back with the grades filled in.

Every other cell stays as Moodle wrote it: it compares ``Last modified (grade)`` when it imports.
"""

from __future__ import annotations

from collections.abc import Mapping

from grader.csv_table import parse_table, written
from grader.errors import GraderError
from grader.export.scores import Scores, two_decimals

_IDENTIFIER = "Identifier"
_GRADE = "Grade"
_REQUIRED = (_IDENTIFIER, "Last modified (grade)")
_MAXIMUM = ("Maximum Grade", "Maximum grade")
_MAY_CHANGE = "Grade can be changed"


def write(scores: Scores, column: str | None) -> bytes:
    """The worksheet for Moodle's import.

    Raises:
        GraderError: If the roster is no worksheet, its maximum is another than the assignment's, or
            a grade may not be changed.
    """
    header = _header(scores, column)
    grade = column or _GRADE
    rows: list[list[str | float | None]] = []
    for line in scores.lines:
        cells = line.student.elsewhere
        if line.score is not None and cells.get(_MAY_CHANGE, "Yes") == "No":
            raise GraderError(
                f"Moodle does not let the grade of {line.student.id!r} be changed; unlock it in "
                "Moodle's gradebook and download the worksheet again."
            )
        score = None if line.score is None else two_decimals(line.score)
        rows.append([score if name == grade else cells.get(name, "") for name in header])
    return written(header, rows).encode()


def read(content: bytes, _scores: Scores, column: str | None) -> dict[str, float | None]:
    """Score by Moodle's identifier."""
    table = parse_table(content.decode(), "the export")
    who, grade = table.header.index(_IDENTIFIER), table.header.index(column or _GRADE)
    return {row[who]: float(row[grade]) if row[grade] else None for row in table.rows}


def names(scores: Scores) -> Mapping[str, str]:
    """A student is known by ``Participant 123``."""
    return {line.student.id: line.student.elsewhere.get(_IDENTIFIER, "") for line in scores.lines}


def _header(scores: Scores, column: str | None) -> list[str]:
    wanted = (*_REQUIRED, column or _GRADE)
    for line in scores.lines:
        for name in wanted:
            if name not in line.student.elsewhere:
                raise GraderError(
                    f"The roster has no column {name!r} for {line.student.id!r}: download the "
                    "grading worksheet from Moodle, in English, and import it with `grader "
                    "gradebook roster FILE`; --column names another column for the grades."
                )
        for name in _MAXIMUM:
            most = line.student.elsewhere.get(name)
            if most and _number(most) != scores.max_score and scores.max_score:
                raise GraderError(
                    f"The maximum is {most} in Moodle and {scores.max_score:g} here; make them the "
                    "same in Moodle's settings of the assignment or in assignment.toml."
                )
    if not scores.lines:
        raise GraderError("The roster is empty: import Moodle's grading worksheet first.")
    return list(scores.lines[0].student.elsewhere)


def _number(text: str) -> float | None:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None
