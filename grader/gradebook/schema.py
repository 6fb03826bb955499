"""The tables. Rows are added and never changed, but for marks of what was withdrawn.

A submission that turns out to have come earlier gets that time, too.

Notebooks and everything long are compressed and stand in columns or tables of their own, so that a
class of thousands can be listed without reading them.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    DateTime,
    Dialect,
    Double,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

from grader.codec import dumps
from grader.gradebook.failures import GradebookError


class Moment(TypeDecorator[datetime]):
    """A moment with its zone, kept as UTC."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """To UTC; a time without zone is a bug of the caller's."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """UTC again."""
        return None if value is None else value.replace(tzinfo=UTC)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any] | None:
        """As of any decorator; what the disk, or somebody, changed is said so."""
        process = super().result_processor(dialect, coltype)

        def read(value: Any) -> Any:
            try:
                return value if process is None else process(value)
            except ValueError as error:
                raise _damaged(error) from error

        return read


class Packed(TypeDecorator[Any]):
    """JSON, compressed."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: Any, _dialect: Dialect) -> bytes:
        """Compress."""
        return pack(value)

    def process_result_value(self, value: bytes | None, _dialect: Dialect) -> Any:
        """Expand."""
        return None if value is None else unpack(value)


def pack(value: Any) -> bytes:
    """JSON, compressed."""
    return zlib.compress(dumps(value).encode("ascii"), 6)


def unpack(packed: bytes) -> Any:
    """The opposite of `pack`.

    Raises:
        GradebookError: If the disk, or somebody, changed it.
    """
    try:
        return read_json(zlib.decompress(packed))
    except zlib.error as error:
        raise _damaged(error) from error


def read_json(text: str | bytes) -> Any:
    """The value that a column holds as JSON.

    Raises:
        GradebookError: If the disk, or somebody, changed it.
    """
    try:
        return json.loads(text)
    except ValueError as error:
        raise _damaged(error) from error


def _damaged(error: Exception) -> GradebookError:
    return GradebookError(
        f"An entry of the gradebook is damaged ({error}); restore a backup (`grader gradebook "
        "backup` makes them)."
    )


class Row(DeclarativeBase):
    """What every table shares: constraint names that migrations can refer to."""

    type_annotation_map: ClassVar = {float: Double}
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class SubmissionRow(Row):
    """A file that a student handed in; the same content is the same submission."""

    __tablename__ = "submission"
    __table_args__ = (UniqueConstraint("assignment", "student", "content_hash"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    student: Mapped[str] = mapped_column(String(200))
    assignment: Mapped[str] = mapped_column(String(200))
    path: Mapped[str] = mapped_column(Text)
    content_hash: Mapped[str] = mapped_column(String(64))
    received_at: Mapped[datetime] = mapped_column(Moment)
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)


class NotebookRow(Row):
    """An executed notebook, under the hash of its content."""

    __tablename__ = "notebook"

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    content: Mapped[Any] = mapped_column(Packed)


class RunRow(Row):
    """An execution, under the hash of what it was made from."""

    __tablename__ = "run"

    key: Mapped[str] = mapped_column(String(128), primary_key=True)
    notebook_hash: Mapped[str] = mapped_column(ForeignKey("notebook.hash"))
    at: Mapped[datetime] = mapped_column(Moment)
    fault: Mapped[str | None] = mapped_column(String(20))
    engine: Mapped[str] = mapped_column(String(40))
    wall_s: Mapped[float]
    cpu_s: Mapped[float]
    peak_mib: Mapped[float]
    rest: Mapped[Any] = mapped_column(Packed)


class HarvestRow(Row):
    """The answers of a submission as data, with the hash of each."""

    __tablename__ = "harvest"
    __table_args__ = (UniqueConstraint("submission_id", "digest"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"))
    run_key: Mapped[str | None] = mapped_column(ForeignKey("run.key"))
    digest: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime] = mapped_column(Moment)
    hashes: Mapped[dict[str, str]] = mapped_column(JSON)
    answers: Mapped[list[Any]] = mapped_column(Packed)


class ChangeRow(Row):
    """Grades that were appended together, and can be taken back together."""

    __tablename__ = "change"

    id: Mapped[int] = mapped_column(primary_key=True)
    assignment: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(Moment)
    made_by: Mapped[str] = mapped_column(String(200))
    version: Mapped[str] = mapped_column(String(100))
    reason: Mapped[str] = mapped_column(Text)
    undoes_id: Mapped[int | None] = mapped_column(ForeignKey("change.id"), unique=True)


class GradeRow(Row):
    """What a submission was given: who, when, by what version, why. The newest holds."""

    __tablename__ = "grade"
    __table_args__ = (Index(None, "submission_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"))
    harvest_id: Mapped[int | None] = mapped_column(ForeignKey("harvest.id"))
    previous_id: Mapped[int | None] = mapped_column(ForeignKey("grade.id"), unique=True)
    change_id: Mapped[int | None] = mapped_column(ForeignKey("change.id"), index=True)
    at: Mapped[datetime] = mapped_column(Moment)
    made_by: Mapped[str] = mapped_column(String(200))
    version: Mapped[str] = mapped_column(String(100))
    reason: Mapped[str] = mapped_column(Text)
    score: Mapped[float]
    max_score: Mapped[float]
    status: Mapped[str] = mapped_column(String(20))
    counts: Mapped[bool]
    marks: Mapped[dict[str, list[Any]]] = mapped_column(JSON)
    report: Mapped[Any] = mapped_column(Packed)


class DoneRow(Row):
    """Work that need not be done again, under the hash of what it was made from."""

    __tablename__ = "done"

    key: Mapped[str] = mapped_column(String(128), primary_key=True)
    grade_id: Mapped[int] = mapped_column(ForeignKey("grade.id"))


class DecisionRow(Row):
    """A decision, under the hash of the answer, of the part and of its parameters."""

    __tablename__ = "decision"

    key: Mapped[str] = mapped_column(String(300), primary_key=True)
    but_credits: Mapped[str | None] = mapped_column(String(300), index=True)
    part: Mapped[str] = mapped_column(String(200), index=True)
    at: Mapped[datetime] = mapped_column(Moment)
    version: Mapped[str] = mapped_column(String(100))
    content: Mapped[Any] = mapped_column(Packed)


class ReviewRow(Row):
    """A person's word on an answer to a part of a variant; holds until it is withdrawn."""

    __tablename__ = "review"
    __table_args__ = (Index(None, "assignment", "part", "answer_hash"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    assignment: Mapped[str] = mapped_column(String(200))
    part: Mapped[str] = mapped_column(String(200))
    variant: Mapped[str] = mapped_column(String(128))
    answer_hash: Mapped[str] = mapped_column(String(32))
    verdict: Mapped[str] = mapped_column(String(20))
    credit: Mapped[float]
    comment: Mapped[str] = mapped_column(Text)
    rubric: Mapped[list[str]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(Moment)
    made_by: Mapped[str] = mapped_column(String(200))
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)


class CommentRow(Row):
    """A comment that can be used again."""

    __tablename__ = "comment"
    __table_args__ = (UniqueConstraint("part", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    part: Mapped[str] = mapped_column(String(200))
    name: Mapped[str] = mapped_column(String(100))
    text: Mapped[str] = mapped_column(Text)


class OverrideRow(Row):
    """An exception for one student: a seed of a problem or a due time. The newest holds."""

    __tablename__ = "override"
    __table_args__ = (Index(None, "assignment", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    assignment: Mapped[str] = mapped_column(String(200))
    student: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(20))
    problem: Mapped[str] = mapped_column(String(200))
    value: Mapped[str | None] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(Moment)
    made_by: Mapped[str] = mapped_column(String(200))
    reason: Mapped[str] = mapped_column(Text)


class StudentRow(Row):
    """A student of the roster, with the names that other systems give them."""

    __tablename__ = "student"

    id: Mapped[str] = mapped_column(String(200), primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    email: Mapped[str] = mapped_column(Text)
    section: Mapped[str] = mapped_column(Text)
    elsewhere: Mapped[dict[str, str]] = mapped_column(JSON)
