"""A class graded: what is done is kept, what is new is run, what is broken is said. Resumable.

The coordinator reads, schedules and records; it alone writes to the gradebook, one transaction a
submission, as each one finishes.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, TypeVar

from grader import __version__
from grader.assignment import Assignment
from grader.catalog import Course, params_key
from grader.codec import (
    Given,
    decision_from_json,
    digest,
    given_from_json,
    given_to_json,
    report_from_json,
    run_from_json,
    run_to_json,
)
from grader.course_judge import CourseJudge
from grader.environment import engine_key, environment_key
from grader.gradebook import Gradebook, Submitted
from grader.handed_in import Found, by_owner, find, twice
from grader.integrity import facts_of
from grader.judge import (
    decision_key,
    hashes_of,
    key_but_credits,
    revised_part,
    summed,
    with_reviews,
)
from grader.policy import Lateness, lateness
from grader.pool import Pool
from grader.records import Decision, Report, Verdict
from grader.roster import Student, by_name, whose
from grader.seeds import CANONICAL
from grader.station import late_to_json
from grader.submission import Broken, Submission, read
from grader.variants import seeds_of

S = TypeVar("S", Found, Submission, Broken, Submission | Broken)

OUR_FAULT = "The grader failed on this notebook; that is not the student's fault. Run it again."


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What became of one submission in this batch.

    Attributes:
        report: As recorded.
        how: ``graded``; ``decided``: from stored answers; ``kept``: done before; ``broken``: it is
            no notebook; ``fault``: the grader failed and nothing was recorded.
        sentence: For the terminal, where something is wrong with it.
        seconds: That a station spent on it, wall time; 0 where none was asked.
    """

    report: Report
    how: Literal["graded", "decided", "kept", "broken", "fault"]
    sentence: str = ""
    seconds: float = 0.0


@dataclass(frozen=True)
class Batch:
    """What a class is graded with.

    Attributes:
        course: For questions and fingerprints.
        assignment: What was asked.
        gradebook: Where results are kept.
        pool: Where submissions are graded.
        engine: As in `Work.engine`; saved outputs and executed notebooks are different work.
        force: Grade again what is done.
        now: The clock.
    """

    course: Course
    assignment: Assignment
    gradebook: Gradebook
    pool: Pool
    engine: str = "auto"
    force: bool = False
    now: Any = field(default=lambda: datetime.now(UTC))

    def count(self, paths: Sequence[Path]) -> int:
        """How many submissions there are."""
        return len(self._found(paths)[0])

    def grade(
        self, paths: Sequence[Path], only: Collection[Path] | None = None
    ) -> Iterator[Result]:
        """Grade every submission in files, folders and zips; results come as they are ready.

        Args:
            paths: Where to look.
            only: Files among them that are of interest; whose they are is still told by where
                they lie below `paths`.
        """
        found, owners = self._found(paths)
        waiting: list[Result] = []
        tasks = self._tasks(found, owners, waiting, _files(only))
        for tag, answer in self.pool(tasks):
            yield from waiting
            waiting.clear()
            yield self._recorded(tag, answer)
        yield from waiting

    def _found(self, paths: Sequence[Path]) -> tuple[list[Found], dict[str, list[str]]]:
        """What is looked at, and where everything lies that a student handed in."""
        return by_owner(self._named(one) for one in find(paths, self.assignment.id))

    def _tasks(
        self,
        found: Sequence[Found],
        owners: Mapping[str, Sequence[str]],
        waiting: list[Result],
        only: Collection[str] | None,
    ) -> Iterator[tuple[Any, bytes]]:
        """A task for every submission that is not done; what needs none goes to `waiting`."""
        places: dict[str, str] = {}
        for one in found:
            if only is not None and one.place.partition("!/")[0] not in only:
                continue
            if one.student is not None and len(owners[one.student]) > 1:
                others = [place for place in owners[one.student] if place != one.place]
                broken = Broken(one.student, one.place, twice(one.student, others))
                waiting.append(self._broken(broken, one.received_at))
                continue
            submission = self._named(read(one))
            if isinstance(submission, Submission) and submission.student in places:
                reason = twice(submission.student, [places[submission.student]])
                submission = Broken(submission.student, one.place, reason)
            if isinstance(submission, Broken):
                waiting.append(self._broken(submission, one.received_at))
                continue
            places[submission.student] = submission.place
            item = _Item(self, submission, one.received_at)
            if not self.force and (kept := item.kept()) is not None:
                waiting.append(kept)
            else:
                yield item, item.task()

    def _named(self, one: S) -> S:
        """The same, under the id that the roster has for whom a folder or file names."""
        if one.student is None or not self.roster:
            return one
        return replace(one, student=whose(one.student, self.roster))

    def _recorded(self, item: _Item, answer: bytes | None) -> Result:
        """Record what a station gave."""
        result: dict[str, Any] = json.loads(answer) if answer is not None else {"error": None}
        if "report" not in result:
            sentence = result["error"] or OUR_FAULT
            if result.get("traceback"):
                sentence += f"\n{result['traceback']}"
            return Result(
                report=self._unread(item.submission, result["error"] or OUR_FAULT),
                how="fault",
                sentence=sentence,
            )
        report = report_from_json(result["report"])
        run = run_from_json(result["run"]) if result["run"] is not None else None
        if run is not None and run.fault == "grader":
            return Result(report=report, how="fault", sentence=OUR_FAULT)
        answers = [given_from_json(given) for given in result["answers"]]
        report = self._with_what_people_said(report, item, answers, result["decisions"])
        self.gradebook.record(
            report,
            submission=item.submitted,
            key=item.key,
            answers=answers,
            at=self.now(),
            grader_version=__version__,
            run_key=item.run_key,
            run=run,
            counts=item.late.counts,
            force=self.force,
        )
        return Result(
            report=report,
            how="graded" if run is not None else "decided",
            seconds=result["seconds"],
        )

    def _with_what_people_said(
        self, report: Report, item: _Item, answers: Sequence[Given], decisions: Mapping[str, Any]
    ) -> Report:
        """Keep the machine's decisions for a regrade, and put in what people decided before."""
        asked = self.judge.asked(report.student)
        hashes = hashes_of(answers, item.submitted.content_hash)
        keys = {part: decision_key(asked[part], hashes) for part in decisions}
        self.gradebook.decisions.keep(
            {keys[part]: (part, decision_from_json(one)) for part, one in decisions.items()},
            at=self.now(),
            version=__version__,
            but_credits={keys[part]: key_but_credits(asked[part], hashes) for part in decisions},
        )
        # asked for now: people review while the batch runs
        reviews = self.gradebook.reviews.of(self.assignment.id, hashes.values())
        return with_reviews(report, asked, hashes, reviews, self.assignment, item.late)

    def _broken(self, broken: Broken, received_at: datetime) -> Result:
        """Record that something was handed in that is no notebook.

        What is nobody's is only said: in the gradebook it would be one more student, for good.
        """
        report = self._unread(broken, broken.reason)
        result = Result(report=report, how="broken", sentence=f"{broken.place}: {broken.reason}")
        if broken.is_nobodys:
            return result
        content = digest(["broken", broken.place, broken.reason])
        self.gradebook.record(
            report,
            submission=Submitted(
                student=broken.student,
                assignment=self.assignment.id,
                path=broken.place,
                content_hash=content,
                received_at=received_at,
            ),
            key=digest(["broken", self.assignment.id, broken.student, content]),
            answers=(),
            at=self.now(),
            grader_version=__version__,
            reason="could not be read",
        )
        return result

    def _unread(self, handed_in: Submission | Broken, reason: str) -> Report:
        """A report that says that nothing could be judged.

        As `grader.score.failed_report`, but without the questions: the coordinator builds no
        reference answers, which take most of a station's memory.
        """
        decision = Decision(
            verdict=Verdict.NOT_RUN, hint=reason, evidence=reason, method="submission"
        )
        asked = self.judge.asked(handed_in.student)
        report = Report(
            student=handed_in.student,
            assignment=self.assignment.id,
            submission=handed_in.place,
            score=0.0,
            max_score=0.0,
            status="failed",
            parts=tuple(revised_part(None, decision, one) for one in asked.values()),
            warnings=(reason,),
        )
        scored = summed(report, self.assignment, Lateness())
        return replace(scored, status="failed", notes=())

    @cached_property
    def judge(self) -> CourseJudge:
        """Names the decisions that are kept."""
        return CourseJudge(self.course, self.assignment, self.reseeded)

    @cached_property
    def roster(self) -> Mapping[str, Student]:
        """Who takes the course, by all their names; nobody, where no roster was imported."""
        return by_name(self.gradebook.roster.students())

    @cached_property
    def reseeded(self) -> Mapping[tuple[str, str], int]:
        """Seeds that replace a student's own, by student and problem."""
        return self.gradebook.overrides.seeds(self.assignment.id)

    @cached_property
    def extended(self) -> Mapping[str, datetime]:
        """Due times that replace the assignment's, by student."""
        return self.gradebook.overrides.extensions(self.assignment.id)

    @cached_property
    def rules(self) -> str:
        """A hash of everything that all submissions of this batch are judged by."""
        assignment = self.assignment
        return digest(
            [
                environment_key(),
                engine_key(),
                assignment.parts,
                dict(assignment.points),
                sorted(assignment.extra_credit),
                repr(assignment.policy),
                repr(assignment.limits),
                [self.course.fingerprint(problem) for problem in assignment.problems],
            ]
        )

    @cached_property
    def called(self) -> Mapping[str, Sequence[str]]:
        """The parts that are judged by calling what the notebook defined, by problem."""
        course = self.course
        found: dict[str, list[str]] = {}
        for problem in self.assignment.problems:
            for name, part in course.parts(problem, CANONICAL).items():
                if course.kind_of(part).needs_calls:
                    found.setdefault(problem, []).append(name)
        return found

    @cached_property
    def run_rules(self) -> str:
        """A hash of what an execution depends on besides the notebook."""
        return digest([environment_key(), repr(self.assignment.limits), self.engine])


class _Item:
    """A submission on its way through a batch."""

    def __init__(self, batch: Batch, submission: Submission, received_at: datetime) -> None:
        self.batch = batch
        self.submission = submission
        assignment = batch.assignment
        self.seeds = {
            problem: seed
            for (student, problem), seed in batch.reseeded.items()
            if student == submission.student
        }
        saved = batch.engine == "none"
        content = submission.outputs_digest if saved else submission.digest
        # a file that is downloaded again gets a new date, and was handed in when it was
        before = batch.gradebook.received_at(submission.student, assignment.id, content)
        received_at = min(received_at, before or received_at)
        self.late: Lateness = lateness(
            received_at,
            assignment.due,
            assignment.policy.late,
            batch.extended.get(submission.student),
        )
        seeds = seeds_of(batch.course, assignment, submission.student, self.seeds)
        # what is called is a part of the run: a run that called less, or on another variant's
        # inputs, is none of this submission's
        calls = [
            [problem, names, params_key(batch.course.params(problem, seeds[problem]))]
            for problem, names in batch.called.items()
        ]
        self.run_key = digest([content, batch.run_rules, *calls])
        self.key = digest(
            [self.run_key, batch.rules, submission.student, seeds, str(self.late.lost)]
        )
        self.submitted = Submitted(
            student=submission.student,
            assignment=assignment.id,
            path=submission.place,
            content_hash=content,
            received_at=received_at,
            facts=facts_of(submission.notebook),
        )

    def kept(self) -> Result | None:
        """The grade that this very submission was given before."""
        grade = self.batch.gradebook.done_grade(self.key)
        return Result(report=grade.report, how="kept") if grade is not None else None

    def task(self) -> bytes:
        """What a station is asked: to grade the notebook, or to judge its stored run."""
        asked: dict[str, Any] = {
            "student": self.submission.student,
            "place": self.submission.place,
            "notebook": self.submission.notebook,
            "digest": self.submission.digest,
            "outputs_digest": self.submission.outputs_digest,
            "warnings": list(self.submission.warnings),
            "seeds": self.seeds,
            "late": late_to_json(self.late),
        }
        book, again = self.batch.gradebook, self.batch.force
        stored = None if again else book.stored(self.run_key)
        asked["run"] = None if stored is None else run_to_json(stored)
        if stored is not None:
            answers = book.answers_of_run(self.run_key)
            asked["answers"] = [given_to_json(given) for given in answers.values()]
        return json.dumps(asked).encode()


def _files(only: Collection[Path] | None) -> frozenset[str] | None:
    return None if only is None else frozenset(map(str, only))
