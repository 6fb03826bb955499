"""The gradebook: submissions, runs, answers and grades. Effects are here and nowhere above."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.exc import IntegrityError

from grader.codec import Given, given_from_json, run_from_json
from grader.gradebook.database import Database
from grader.gradebook.decisions import Decisions
from grader.gradebook.exceptions import Overrides
from grader.gradebook.failures import GradebookError, Overtaken
from grader.gradebook.grades import Choose, Grade, NewGrade, Recorded, Stored, Submitted, last
from grader.gradebook.reviews import Comments, Reviews
from grader.gradebook.roster import Roster
from grader.gradebook.rows import (
    add_following,
    check_still_newest,
    columns,
    insert_new,
    keep_answers,
    keep_run,
    keep_submission,
    lots,
    newest_of,
    read_grades,
)
from grader.gradebook.schema import (
    ChangeRow,
    DoneRow,
    GradeRow,
    HarvestRow,
    NotebookRow,
    RunRow,
    SubmissionRow,
)
from grader.records import JSON, Report, Run


class Gradebook:
    """Grades of a course: appended, never overwritten, one transaction a submission.

    Attributes:
        decisions: What the engine decided.
        reviews: What people decided.
        comments: Texts to use again.
        overrides: Exceptions for single students.
        roster: Who takes the course.
    """

    def __init__(self, database: Database) -> None:
        self.database = database
        self.decisions = Decisions(database)
        self.reviews = Reviews(database)
        self.comments = Comments(database)
        self.overrides = Overrides(database)
        self.roster = Roster(database)

    def __enter__(self) -> Gradebook:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give every connection back."""
        self.database.close()

    # -------------------------------------------------------------------------- recording

    def record(
        self,
        report: Report,
        *,
        submission: Submitted,
        key: str,
        answers: Iterable[Given],
        at: datetime,
        grader_version: str,
        by: str = "grader",
        reason: str = "graded",
        run_key: str | None = None,
        run: Run | None = None,
        counts: bool = True,
        force: bool = False,
    ) -> Recorded:
        """Add a grade with everything it was made from: all of it or nothing.

        Args:
            report: What was decided.
            submission: What was handed in.
            key: Hash of everything that the report was made from (cells, version of the problems,
                parameters, environment, limits, rules). What was recorded under it before, by
                whomever, is handed back instead.
            answers: One a part.
            at: Now.
            grader_version: Version that decided.
            by: Who asked for it.
            reason: Why, in a few words.
            run_key: Hash of what the run was made from; ``None`` if nothing was run.
            run: The executed notebook, ``None`` if it is stored under `run_key` already.
            counts: Whether it came before the cut-off.
            force: Add a grade even if there is one under this key; its run takes the place of the
                one that is stored.

        Raises:
            GradebookError: If it cannot be written.
        """
        found = list(answers)
        with self.database.writing() as session:
            if not force and (done := session.get(DoneRow, key)) is not None:
                return Recorded(grade_id=done.grade_id, is_new=False)
            submission_id = keep_submission(session, submission)
            if run_key is not None and run is not None:
                keep_run(session, run_key, run, at, anew=force)
            row = GradeRow(
                submission_id=submission_id,
                harvest_id=keep_answers(
                    session, submission_id, found, submission.content_hash, run_key, at
                ),
                previous_id=newest_of(session, submission_id),
                at=at,
                made_by=by,
                version=grader_version,
                reason=reason,
                counts=counts,
                **columns(report),
            )
            session.add(row)
            session.flush()
            if force:
                session.merge(DoneRow(key=key, grade_id=row.id))
            elif not insert_new(session, DoneRow, {"key": key, "grade_id": row.id}):
                # Another grader committed the same work while this transaction waited.
                session.expunge_all()
                session.rollback()
                return Recorded(grade_id=self._done(key), is_new=False)
            return Recorded(grade_id=row.id, is_new=True)

    def received_at(self, student: str, assignment: str, content_hash: str) -> datetime | None:
        """When this content first came in; ``None`` if it never did."""
        with self.database.reading() as session:
            return session.scalar(
                select(SubmissionRow.received_at).where(
                    SubmissionRow.assignment == assignment,
                    SubmissionRow.student == student,
                    SubmissionRow.content_hash == content_hash,
                )
            )

    def is_done(self, key: str) -> bool:
        """Whether something was recorded under this key."""
        with self.database.reading() as session:
            return session.get(DoneRow, key) is not None

    def done(self, keys: Iterable[str]) -> frozenset[str]:
        """Those of the keys under which something was recorded."""
        with self.database.reading() as session:
            return frozenset(
                key
                for lot in lots(keys)
                for key in session.scalars(select(DoneRow.key).where(DoneRow.key.in_(lot)))
            )

    def _done(self, key: str) -> int:
        with self.database.reading() as session:
            return session.scalars(select(DoneRow.grade_id).where(DoneRow.key == key)).one()

    # ---------------------------------------------------------------------------- reading

    def done_grade(self, key: str) -> Grade | None:
        """The newest grade of the submission that was recorded under this key."""
        with self.database.reading() as session:
            done = session.get(DoneRow, key)
            if done is None:
                return None
            recorded = session.get_one(GradeRow, done.grade_id)
            newest = newest_of(session, recorded.submission_id)
        return self.grade(newest if newest is not None else done.grade_id)

    def answers_of_run(self, run_key: str) -> dict[str, Given]:
        """The newest answers that were harvested from a run, by part id."""
        with self.database.reading() as session:
            answers = session.scalars(
                select(HarvestRow.answers)
                .where(HarvestRow.run_key == run_key)
                .order_by(HarvestRow.id.desc())
                .limit(1)
            ).first()
        givens = [given_from_json(one) for one in answers or ()]
        return {given.part: given for given in givens}

    def latest(self, assignment: str, choose: Choose = last) -> list[Grade]:
        """The grade that counts of each student, sorted by student.

        What could not be read or run counts only where nothing else was handed in.

        Args:
            assignment: Id.
            choose: Which of a student's submissions counts.
        """
        by_student: dict[str, list[Grade]] = {}
        for grade in self.newest(assignment):
            by_student.setdefault(grade.student, []).append(grade)
        return [
            choose([grade for grade in grades if grade.status != "failed"] or grades)
            for _, grades in sorted(by_student.items())
        ]

    def newest(self, assignment: str) -> list[Grade]:
        """The newest grade of every submission, in the order in which they came in."""
        newest = (
            select(func.max(GradeRow.id))
            .join(SubmissionRow)
            .where(SubmissionRow.assignment == assignment)
            .group_by(GradeRow.submission_id)
        )
        return self._grades(GradeRow.id.in_(newest))

    def history(self, student: str, assignment: str) -> list[Grade]:
        """Everything that a student was ever given for an assignment, oldest first."""
        return self._grades(
            SubmissionRow.student == student, SubmissionRow.assignment == assignment
        )

    def grade(self, grade_id: int) -> Grade:
        """One grade by its id."""
        found = self._grades(GradeRow.id == grade_id)
        if not found:
            raise GradebookError(f"There is no grade {grade_id} in {self.database.name}.")
        return found[0]

    def grades(self, grade_ids: Iterable[int]) -> dict[int, Grade]:
        """Grades by their ids."""
        return {
            grade.id: grade
            for lot in lots(grade_ids)
            for grade in self._grades(GradeRow.id.in_(lot))
        }

    def assignments(self) -> list[str]:
        """Ids of the assignments that something was handed in for."""
        with self.database.reading() as session:
            return list(
                session.scalars(
                    select(SubmissionRow.assignment).distinct().order_by(SubmissionRow.assignment)
                )
            )

    def _grades(self, *where: ColumnElement[bool]) -> list[Grade]:
        with self.database.reading() as session:
            return read_grades(session, *where)

    # ----------------------------------------------------------------------- stage results

    def stored(self, run_key: str) -> Run | None:
        """The run that is kept under this key, if there is one."""
        with self.database.reading() as session:
            row = session.get(RunRow, run_key)
            if row is None:
                return None
            notebook = session.get_one(NotebookRow, row.notebook_hash)
            return run_from_json({**row.rest, "notebook": notebook.content})

    def run_of(self, grade: Grade) -> Run | None:
        """The run that a grade was made from, if anything was run."""
        if grade.harvest_id is None:
            return None
        with self.database.reading() as session:
            key = session.get_one(HarvestRow, grade.harvest_id).run_key
        return None if key is None else self.stored(key)

    def notebook_hashes(self, grades: Sequence[Grade]) -> dict[int, str]:
        """The hash of the executed notebook of each grade that has one, by grade id."""
        wanted: dict[int, list[int]] = {}
        for grade in grades:
            if grade.harvest_id is not None:
                wanted.setdefault(grade.harvest_id, []).append(grade.id)
        found: dict[int, str] = {}
        with self.database.reading() as session:
            for lot in lots(wanted):
                for harvest_id, name in session.execute(
                    select(HarvestRow.id, RunRow.notebook_hash)
                    .join(RunRow, RunRow.key == HarvestRow.run_key)
                    .where(HarvestRow.id.in_(lot))
                ):
                    found.update(dict.fromkeys(wanted[harvest_id], name))
        return found

    def answers(self, grade: Grade) -> dict[str, Given]:
        """The answers that a grade was made from, by part id."""
        return next(iter(self.answers_of([grade]).values()), {})

    def answers_of(self, grades: Sequence[Grade]) -> dict[int, dict[str, Given]]:
        """The answers that grades were made from: by grade id, then by part id."""
        wanted = {g.harvest_id: g.id for g in grades if g.harvest_id is not None}
        found: dict[int, dict[str, Given]] = {}
        with self.database.reading() as session:
            for lot in lots(wanted):
                for harvest_id, answers in session.execute(
                    select(HarvestRow.id, HarvestRow.answers).where(HarvestRow.id.in_(lot))
                ):
                    givens = [given_from_json(one) for one in answers]
                    found[wanted[harvest_id]] = {given.part: given for given in givens}
        return found

    def stored_answers(self, assignment: str) -> list[Stored]:
        """Every submission with its newest grade and the hashes of its answers."""
        grades = self.newest(assignment)
        with self.database.reading() as session:
            hashes: dict[int, dict[str, str]] = {}
            for lot in lots({g.harvest_id for g in grades if g.harvest_id is not None}):
                rows = session.execute(
                    select(HarvestRow.id, HarvestRow.hashes).where(HarvestRow.id.in_(lot))
                )
                for harvest_id, found in rows:
                    hashes[harvest_id] = found
        return [
            Stored(grade=grade, hashes=hashes.get(grade.harvest_id or -1, {})) for grade in grades
        ]

    def facts(self, assignment: str) -> dict[int, Mapping[str, JSON]]:
        """What each submission says of itself, by submission id."""
        with self.database.reading() as session:
            rows = session.execute(
                select(SubmissionRow.id, SubmissionRow.facts).where(
                    SubmissionRow.assignment == assignment
                )
            )
            return dict(map(tuple, rows))

    def machine_time(self, assignment: str) -> list[tuple[str, float, float, float]]:
        """Student, wall seconds, processor seconds and peak MiB of every run."""
        with self.database.reading() as session:
            rows = session.execute(
                select(SubmissionRow.student, RunRow.wall_s, RunRow.cpu_s, RunRow.peak_mib)
                .join(HarvestRow, HarvestRow.submission_id == SubmissionRow.id)
                .join(RunRow, RunRow.key == HarvestRow.run_key)
                .where(SubmissionRow.assignment == assignment)
                .order_by(SubmissionRow.student, HarvestRow.id)
            )
            return [(name, wall_s, cpu_s, mib) for name, wall_s, cpu_s, mib in rows]

    # ----------------------------------------------------------------------------- changes

    def append(
        self,
        grades: Sequence[NewGrade],
        *,
        assignment: str,
        at: datetime,
        by: str,
        version: str,
        reason: str,
        undoes: int | None = None,
    ) -> int:
        """Add grades that follow others, in one transaction; the id of the change.

        Raises:
            Overtaken: If one of the submissions was graded in the meantime; nothing is added.
        """
        try:
            with self.database.writing() as session:
                change = ChangeRow(
                    assignment=assignment,
                    at=at,
                    made_by=by,
                    version=version,
                    reason=reason,
                    undoes_id=undoes,
                )
                session.add(change)
                session.flush()
                check_still_newest(session, grades)
                add_following(session, grades, change)
                return change.id
        except IntegrityError as error:
            raise Overtaken(assignment) from error

    def changes(self, assignment: str) -> list[ChangeRow]:
        """Every change of an assignment, oldest first."""
        with self.database.reading() as session:
            return list(
                session.scalars(
                    select(ChangeRow)
                    .where(ChangeRow.assignment == assignment)
                    .order_by(ChangeRow.id)
                )
            )

    def grades_of_change(self, change_id: int) -> list[Grade]:
        """The grades that a change added."""
        return self._grades(GradeRow.change_id == change_id)
