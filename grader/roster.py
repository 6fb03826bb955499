"""Students of a course, and reading them from what Canvas, Moodle or a person wrote."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from grader.csv_table import CsvTable, read_table
from grader.errors import GraderError, did_you_mean

Origin = Literal["canvas", "moodle", "plain"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Student:
    """One student of the roster.

    Attributes:
        id: The name under which notebooks are handed in and seeds are drawn.
        elsewhere: Their row in the table that they were read from, by column: what an export must
            give back to the same system.
    """

    id: str
    name: str = ""
    email: str = ""
    section: str = ""
    elsewhere: Mapping[str, str] = field(default_factory=dict)

    @property
    def names(self) -> frozenset[str]:
        """Everything by which a submission may call them, folded."""
        also = (self.elsewhere.get(column, "") for column in _ID_COLUMNS)
        found = {folded(name) for name in (self.id, self.name, self.email, *also)}
        if "," in self.name:
            last, _, first = self.name.partition(",")
            found.add(folded(f"{first} {last}"))
        return frozenset(found - {""})


_ID_COLUMNS = (
    "SIS Login ID",
    "SIS User ID",
    "ID",
    "Username",
    "ID number",
    "Identifier",
    "Full name",
)
_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "student", "student id", "user", "user id", "login", "username", "netid"),
    "name": ("name", "full name", "student name"),
    "first": ("first name", "firstname", "given name"),
    "last": ("last name", "lastname", "surname", "family name"),
    "email": ("email", "email address", "mail", "e mail"),
    "section": ("section", "group", "tutorial"),
}
_CANVAS_ID = ("SIS Login ID", "SIS User ID", "ID")
_MOODLE_ID = ("Username", "ID number", "Email address", "Full name", "Identifier")


def read_roster(path: Path, *, id_from: str | None = None) -> list[Student]:
    """The students of a file from Canvas (gradebook export), Moodle, or a plain table.

    A plain table has a header with a column for the id (``id``, ``student``, ``username``, ...) and
    perhaps ``name`` or ``first name`` and ``last name``, ``email``, ``section``; a single
    column of ids needs no header.

    Args:
        path: A CSV file.
        id_from: The column that holds the ids, where the usual one is not meant.

    Raises:
        GraderError: If it cannot be read, has no such column, or has an id twice or none.
    """
    table = read_table(path)
    origin = origin_of(table)
    if origin == "plain" and id_from is None and not _has_header(table):
        if len(table.header) > 1:
            raise GraderError(
                f"{path}: line 1 names no column that is known ({', '.join(table.header)}). Write "
                "a header with a column `id`, or name the column of the ids with --id-from."
            )
        table = CsvTable(("id",), (table.header, *table.rows), (1, *table.lines))
    column = _id_column(table, origin, id_from, path)
    if (count := table.header.count(column)) > 1:
        raise GraderError(
            f"{path} has {count} columns {column!r}, and which holds the ids is not to be seen: "
            "rename one, or name another column with --id-from."
        )
    found: dict[str, int] = {}
    students = []
    for row, line in zip(table.rows, table.lines, strict=True):
        cells = dict(zip(table.header, row, strict=True))
        if origin == "canvas" and _is_canvas_extra(cells):
            continue
        # systems spell accents in two ways, and the id is what a variant is drawn from
        student = _student(cells, unicodedata.normalize("NFC", cells[column]), origin)
        if not student.id:
            raise GraderError(f"{path}, line {line}: the student has no {column}.")
        if folded(student.id) in found:
            raise GraderError(
                f"{path}, line {line}: the student {student.id!r} stands in line "
                f"{found[folded(student.id)]} already."
            )
        found[folded(student.id)] = line
        students.append(student)
    if not students:
        raise GraderError(f"{path} names no students.")
    return students


def origin_of(table: CsvTable) -> Origin:
    """Which system wrote a table, by its header."""
    header = set(table.header)
    if {"ID", "Section"} <= header and ("Student" in header or "LastName" in header):
        return "canvas"
    if "Identifier" in header or {"Email address", "ID number"} <= header:
        return "moodle"
    return "plain"


def folded(name: str) -> str:
    """A name without case and extra blanks, its accents spelt in one way, for comparing.

    >>> folded(" Ada  Lovelace ")
    'ada lovelace'
    """
    return " ".join(unicodedata.normalize("NFC", name).split()).casefold()


def by_name(students: Sequence[Student]) -> dict[str, Student]:
    """Students by every name that only one of them has; an id wins over any other name."""
    count = Counter(name for student in students for name in student.names)
    unique = {n: student for student in students for n in student.names if count[n] == 1}
    return {**unique, **{folded(student.id): student for student in students}}


_CANVAS_FILE = re.compile(r"[^_]+(?:_LATE)?_(\d+)_\d+(?:[_-].*)?", re.DOTALL)
"""How Canvas calls what it gives out: name, lateness, its id of the student, id of the file."""


_COPY = re.compile(
    r"^(?:copy of )?(?P<name>.*?)(?:-copy\d{0,3}| - copy)?(?: ?\(\d{1,3}\))?$",
    re.DOTALL | re.IGNORECASE,
)
"""How browsers, Jupyter, Windows and Colab call another file of a name that is there already."""


def whose(called: str, names: Mapping[str, Student]) -> str:
    """Id of the student whom a folder or a file calls so; what it says where nobody is known.

    Args:
        called: By Moodle with the full name, by Canvas with its own id, by anybody in any case.
        names: As `by_name` gives them.

    >>> ada = Student(id="ada", name="Ada Lovelace", elsewhere={"ID": "101"})
    >>> [whose(name, by_name([ada])) for name in ("Ada Lovelace", "lovelaceada_101_7", "carl")]
    ['ada', 'ada', 'carl']
    """
    found = names.get(folded(called))
    if found is None and (copy := _COPY.match(called)):
        found = names.get(folded(copy["name"]))
    if found is None and (canvas := _CANVAS_FILE.fullmatch(called)):
        found = names.get(canvas[1])
        if found is not None and found.elsewhere.get("ID") != canvas[1]:
            found = None
    return called if found is None else found.id


def _has_header(table: CsvTable) -> bool:
    known = {name for names in _COLUMNS.values() for name in names}
    return any(_heading(cell) in known for cell in table.header)


def _heading(cell: str) -> str:
    """A column's name, however it is spelt: ``Student_ID``, ``student-id``, ``Student ID``."""
    return folded(cell.replace("_", " ").replace("-", " "))


def _id_column(table: CsvTable, origin: Origin, id_from: str | None, path: Path) -> str:
    if id_from is not None:
        if id_from not in table.header:
            hint = did_you_mean(id_from, table.header, f"Columns: {', '.join(table.header)}.")
            raise GraderError(f"{path} has no column {id_from!r}. {hint}")
        return id_from
    if origin == "plain":
        for cell in table.header:
            if _heading(cell) in _COLUMNS["id"]:
                return cell
        for cell in table.header:
            if _heading(cell) in _COLUMNS["email"]:
                return cell
    wanted = _CANVAS_ID if origin == "canvas" else _MOODLE_ID if origin == "moodle" else ()
    for name in wanted:
        index = table.header.index(name) if name in table.header else None
        if index is not None and any(row[index] for row in table.rows):
            return name
    raise GraderError(
        f"{path} has no column with the students' ids; name it with --id-from. "
        f"Columns: {', '.join(table.header)}."
    )


def _student(cells: Mapping[str, str], student_id: str, origin: Origin) -> Student:
    by_meaning = {
        meaning: next((cells[c] for c in cells if _heading(c) in names and cells[c]), "")
        for meaning, names in _COLUMNS.items()
        if meaning != "id"
    }
    name = by_meaning["name"] or f"{by_meaning['first']} {by_meaning['last']}".strip()
    if origin == "canvas":
        name = cells.get("Student") or f"{cells.get('LastName', '')}, {cells.get('FirstName', '')}"
    return Student(
        id=student_id,
        name=name,
        email=by_meaning["email"],
        section=by_meaning["section"],
        elsewhere=dict(cells),
    )


def _is_canvas_extra(cells: Mapping[str, str]) -> bool:
    """The rows of Canvas that are no students: points, posting policy and the test student."""
    first = (cells.get("Student") or cells.get("LastName") or "").strip()
    return first in {"Points Possible", "Student, Test"} or (
        not cells.get("ID") and not cells.get("SIS Login ID")
    )
