"""Exceptions for single students: another seed, a later due time. The newest holds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Literal

from sqlalchemy import select

from grader.gradebook.database import Database
from grader.gradebook.schema import OverrideRow

Kind = Literal["seed", "extension"]


class Overrides:
    """The exceptions in a gradebook."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def extend(
        self,
        student: str,
        assignment: str,
        until: datetime | None,
        *,
        at: datetime,
        by: str,
        reason: str,
    ) -> None:
        """Give a student another due time; ``None`` takes it back."""
        value = None if until is None else until.isoformat()
        self._add(student, assignment, "extension", "", value, at=at, by=by, reason=reason)

    def extensions(self, assignment: str) -> dict[str, datetime]:
        """The due times of students who have one of their own."""
        return {
            row.student: datetime.fromisoformat(row.value)
            for row in self._newest(assignment, "extension")
            if row.value is not None
        }

    def reseed(
        self,
        student: str,
        assignment: str,
        problem: str,
        seed: int | None,
        *,
        at: datetime,
        by: str,
        reason: str,
    ) -> None:
        """Give a student the variant of this seed; ``None`` takes it back."""
        value = None if seed is None else str(seed)
        self._add(student, assignment, "seed", problem, value, at=at, by=by, reason=reason)

    def seeds(self, assignment: str) -> dict[tuple[str, str], int]:
        """The seeds that were set by hand, by student and problem."""
        return {
            (row.student, row.problem): int(row.value)
            for row in self._newest(assignment, "seed")
            if row.value is not None
        }

    def _add(
        self,
        student: str,
        assignment: str,
        kind: Kind,
        problem: str,
        value: str | None,
        *,
        at: datetime,
        by: str,
        reason: str,
    ) -> None:
        with self._database.writing() as session:
            session.add(
                OverrideRow(
                    assignment=assignment,
                    student=student,
                    kind=kind,
                    problem=problem,
                    value=value,
                    at=at,
                    made_by=by,
                    reason=reason,
                )
            )

    def _newest(self, assignment: str, kind: Kind) -> Iterator[OverrideRow]:
        statement = (
            select(OverrideRow)
            .where(OverrideRow.assignment == assignment, OverrideRow.kind == kind)
            .order_by(OverrideRow.id)
        )
        with self._database.reading() as session:
            newest = {(row.student, row.problem): row for row in session.scalars(statement)}
        yield from newest.values()
