"""Who takes the course, as the gradebook keeps it."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import delete, select

from grader.gradebook.database import Database
from grader.gradebook.rows import lots
from grader.gradebook.schema import StudentRow
from grader.roster import Student


class Roster:
    """The students of a gradebook."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, students: Iterable[Student], *, replace: bool = False) -> int:
        """Add students or bring them up to date, in one transaction; how many there were.

        Args:
            students: Each id once.
            replace: Take everybody else out. Their grades stay.
        """
        rows = [
            StudentRow(
                id=student.id,
                name=student.name,
                email=student.email,
                section=student.section,
                elsewhere=dict(student.elsewhere),
            )
            for student in students
        ]
        with self._database.writing() as session:
            if replace:
                session.execute(delete(StudentRow))
            for lot in lots(row.id for row in rows):
                session.execute(delete(StudentRow).where(StudentRow.id.in_(lot)))
            session.add_all(rows)
        return len(rows)

    def students(self) -> list[Student]:
        """Everybody, sorted by id."""
        with self._database.reading() as session:
            rows = session.scalars(select(StudentRow).order_by(StudentRow.id))
            return [
                Student(
                    id=row.id,
                    name=row.name,
                    email=row.email,
                    section=row.section,
                    elsewhere=row.elsewhere,
                )
                for row in rows
            ]
