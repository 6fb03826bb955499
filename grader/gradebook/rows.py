"""Rows in and out: what the gradebook does inside a transaction that somebody else began."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    LargeBinary,
    func,
    insert,
    inspect,
    select,
    type_coerce,
    update,
)
from sqlalchemy.orm import Session

from grader.codec import (
    Given,
    answer_hash,
    digest,
    dumps,
    given_to_json,
    report_to_json,
    run_to_json,
)
from grader.gradebook.failures import Overtaken
from grader.gradebook.grades import Grade, NewGrade, Submitted, mark
from grader.gradebook.schema import (
    ChangeRow,
    GradeRow,
    HarvestRow,
    NotebookRow,
    Row,
    RunRow,
    SubmissionRow,
)
from grader.records import Report, Run

LOT = 500
"""Rows that one statement asks for."""


def keep_submission(session: Session, submitted: Submitted) -> int:
    """Its id; added if it is new. Holds it, so that two graders of it take turns.

    Of several times at which the same content was seen, it came in at the first.
    """
    insert_new(
        session,
        SubmissionRow,
        {
            "student": submitted.student,
            "assignment": submitted.assignment,
            "path": submitted.path.encode("utf-8", "backslashreplace").decode(),
            "content_hash": submitted.content_hash,
            "received_at": submitted.received_at,
            "facts": dict(submitted.facts),
        },
    )
    row = session.scalars(
        select(SubmissionRow)
        .where(
            SubmissionRow.assignment == submitted.assignment,
            SubmissionRow.student == submitted.student,
            SubmissionRow.content_hash == submitted.content_hash,
        )
        .with_for_update()
    ).one()
    row.received_at = min(row.received_at, submitted.received_at)
    return row.id


def keep_run(session: Session, run_key: str, run: Run, at: datetime, *, anew: bool) -> None:
    """Keep a run and its notebook, unless there is one under its key.

    Args:
        session: A transaction.
        run_key: Hash of what the run was made from.
        run: What came back.
        at: Now.
        anew: Whether it takes the place of the one that is there.
    """
    content = run_to_json(run)
    notebook = content.pop("notebook")
    notebook_hash = hashlib.sha256(dumps(notebook).encode("ascii")).hexdigest()
    insert_new(session, NotebookRow, {"hash": notebook_hash, "content": notebook})
    row = {
        "key": run_key,
        "notebook_hash": notebook_hash,
        "at": at,
        "fault": run.fault,
        "engine": run.engine,
        "wall_s": run.wall_s,
        "cpu_s": run.cpu_s,
        "peak_mib": run.peak_mib,
        "rest": content,
    }
    is_new = insert_new(session, RunRow, row)
    if anew and not is_new:
        session.execute(update(RunRow).where(RunRow.key == run_key).values(row))


def keep_answers(
    session: Session,
    submission_id: int,
    answers: Sequence[Given],
    content_hash: str,
    run_key: str | None,
    at: datetime,
) -> int:
    """Id of the answers of a submission; added if they are new."""
    found = [given_to_json(given) for given in answers]
    name = digest([run_key, found])
    row = {
        "submission_id": submission_id,
        "run_key": run_key,
        "digest": name,
        "at": at,
        "hashes": {given.part: answer_hash(given, content_hash) for given in answers},
        "answers": found,
    }
    insert_new(session, HarvestRow, row)
    return session.scalars(
        select(HarvestRow.id).where(
            HarvestRow.submission_id == submission_id, HarvestRow.digest == name
        )
    ).one()


def newest_of(session: Session, submission_id: int) -> int | None:
    """Id of the newest grade of a submission."""
    return session.scalar(
        select(func.max(GradeRow.id)).where(GradeRow.submission_id == submission_id)
    )


def check_still_newest(session: Session, grades: Sequence[NewGrade]) -> None:
    """Hold the submissions, and see that nobody graded them meanwhile.

    Raises:
        Overtaken: If somebody did.
    """
    expected = {new.follows.submission_id: new.follows for new in grades}
    for lot in lots(sorted(expected)):
        session.execute(select(SubmissionRow.id).where(SubmissionRow.id.in_(lot)).with_for_update())
        rows = session.execute(
            select(GradeRow.submission_id, func.max(GradeRow.id))
            .where(GradeRow.submission_id.in_(lot))
            .group_by(GradeRow.submission_id)
        )
        for submission_id, newest in rows:
            if newest != expected[submission_id].id:
                raise Overtaken(repr(expected[submission_id].student))


def add_following(session: Session, grades: Sequence[NewGrade], change: ChangeRow) -> None:
    """Add the grades of a change, many with one statement."""
    shared = {
        "change_id": change.id,
        "at": change.at,
        "made_by": change.made_by,
        "version": change.version,
    }
    for lot in lots(grades):
        session.execute(
            insert(GradeRow),
            [
                {
                    **shared,
                    "submission_id": new.follows.submission_id,
                    "harvest_id": new.follows.harvest_id,
                    "previous_id": new.follows.id,
                    "reason": new.reason,
                    "counts": new.counts,
                    **columns(new.report, new.marks),
                }
                for new in lot
            ],
        )


def columns(report: Report, marks: Mapping[str, Sequence[Any]] | None = None) -> dict[str, Any]:
    """The columns of a grade that its report gives; its marks too, if nobody knows them."""
    if marks is None:
        marks = {part.part: mark(part) for part in report.parts}
    return {
        "score": report.score,
        "max_score": report.max_score,
        "status": report.status,
        "marks": {part: list(one) for part, one in marks.items()},
        "report": report_to_json(report),
    }


def read_grades(session: Session, *where: ColumnElement[bool]) -> list[Grade]:
    """Grades with their submissions, oldest first."""
    s, g = SubmissionRow, GradeRow
    statement: Any = (
        select(
            g.id,
            g.submission_id,
            g.harvest_id,
            g.change_id,
            g.previous_id,
            s.student,
            s.assignment,
            s.path,
            s.content_hash,
            s.received_at,
            g.at,
            g.made_by.label("by"),
            g.version,
            g.reason,
            g.score,
            g.max_score,
            g.status,
            g.counts,
            g.marks,
            type_coerce(g.report, LargeBinary).label("packed"),
        )
        .join(s, s.id == g.submission_id)
        .where(*where)
        .order_by(g.id)
    )
    return [Grade(**row) for row in session.execute(statement).mappings()]


def insert_new(session: Session, table: type[Row], row: Mapping[str, Any]) -> bool:
    """Insert a row unless one with its name is there; whether it is new."""
    key = next(iter(inspect(table).primary_key))
    statement = _insert(session, table).returning(key)
    return session.connection().execute(statement, dict(row)).first() is not None


def insert_all_new(session: Session, table: type[Row], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert those of the rows whose names are not there yet."""
    for start in range(0, len(rows), LOT):
        lot = [dict(row) for row in rows[start : start + LOT]]
        session.connection().execute(_insert(session, table), lot)


def _insert(session: Session, table: type[Row]) -> Any:
    if session.get_bind().dialect.name == "sqlite":
        from sqlalchemy.dialects.sqlite import insert as insert_or_not
    else:
        from sqlalchemy.dialects.postgresql import (  # type: ignore[assignment]
            insert as insert_or_not,
        )
    return insert_or_not(table).on_conflict_do_nothing()


def lots(keys: Iterable[Any]) -> Iterator[list[Any]]:
    """Keys in lists that one statement can ask for."""
    everything = list(keys)
    for start in range(0, len(everything), LOT):
        yield everything[start : start + LOT]
