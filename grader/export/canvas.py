"""Canvas: the CSV of its gradebook, with one column for the assignment.

The columns that identify a student are those of the export that the roster was imported from. A
title without Canvas's number would create a new assignment, so one is looked for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from grader.csv_table import parse_table, written
from grader.errors import GraderError
from grader.export.scores import Scores, two_decimals
from grader.roster import folded

_IDENTITY = (
    "Student",
    "LastName",
    "FirstName",
    "ID",
    "SIS User ID",
    "SIS Login ID",
    "Integration ID",
    "Root Account",
    "Section",
)
_POINTS = "    Points Possible"
"""Canvas knows the row by this cell, its blanks included."""


def write(scores: Scores, column: str | None) -> bytes:
    """The file for Canvas's import.

    Raises:
        GraderError: If the roster does not come from Canvas, or has no column of the assignment.
    """
    identity = _identity(scores)
    title = _title(scores, column)
    points = [_POINTS, *[""] * (len(identity) - 1), two_decimals(scores.max_score)]
    rows: list[list[str | float | None]] = [[*points]]
    for line in scores.lines:
        cells = [line.student.elsewhere.get(name, "") for name in identity]
        rows.append([*cells, None if line.score is None else two_decimals(line.score)])
    return written((*identity, title), rows).encode()


def read(content: bytes, scores: Scores, column: str | None) -> dict[str, float | None]:
    """Score by Canvas's own id."""
    table = parse_table(content.decode(), "the export")
    title, who = table.header.index(_title(scores, column)), table.header.index("ID")
    return {row[who]: float(row[title]) if row[title] else None for row in table.rows[1:]}


def names(scores: Scores) -> Mapping[str, str]:
    """A student is known by Canvas's own id."""
    return {line.student.id: line.student.elsewhere.get("ID", "") for line in scores.lines}


def _identity(scores: Scores) -> list[str]:
    without = [line.student.id for line in scores.lines if not line.student.elsewhere.get("ID")]
    if without or not scores.lines:
        others = len(without) - 1
        have = f"and {others} more have" if others > 0 else "has"
        who = f" ({without[0]!r} {have} no ID)" if without else ""
        raise GraderError(
            "Canvas needs its own ids of the students: export the gradebook from Canvas and import "
            f"it with `grader gradebook roster FILE`{who}."
        )
    present = scores.lines[0].student.elsewhere
    return [column for column in _IDENTITY if column in present]


def _title(scores: Scores, column: str | None) -> str:
    """The assignment's column, with Canvas's number in brackets."""
    columns = [*scores.lines[0].student.elsewhere] if scores.lines else []
    assigned = [name for name in columns if re.fullmatch(r".*\s\(\d+\)", name)]
    if column is not None:
        if column in columns and column not in assigned:
            raise GraderError(f"{column!r} is no assignment of Canvas's. {_known(assigned)}")
        return column
    wanted = {folded(scores.assignment.title), folded(scores.assignment.id)}
    found = [name for name in assigned if folded(name.rpartition(" (")[0]) in wanted]
    if len(found) == 1:
        return found[0]
    raise GraderError(
        f"Canvas has {'several columns' if found else 'no column'} for "
        f"{scores.assignment.title!r}; name one with --column (a title without its number would "
        f"create a new assignment). {_known(assigned)}"
    )


def _known(assigned: list[str]) -> str:
    return f"Columns: {', '.join(map(repr, assigned)) or 'none'}."
