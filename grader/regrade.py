"""Grading stored answers again: see first whose score moves and why, then apply.

No kernel is started: the answers are data. A decision that was made before is looked up; equal
answers to an unchanged part are never decided twice.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from grader import __version__
from grader.assignment import Assignment
from grader.codec import digest
from grader.errors import GraderError
from grader.gradebook import Grade, Gradebook, NewGrade, Review, ReviewKey, Stored
from grader.judge import Asked, Judge, decision_key, key_but_credits, review_of, reviewed
from grader.moves import Move, Sketches, moved
from grader.policy import lateness
from grader.records import Decision, Verdict

LOT = 300
"""Submissions whose decisions are made and kept at a time: one transaction each lot."""

Progress = Callable[[int, int], None]
"""Called with how many decisions are made and how many there are to make."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a regrade would do.

    Attributes:
        submissions: How many were looked at.
        decided: How many decisions had to be made.
        moves: What changes, sorted by student; only the words of a report may change in some.
        recredited: How many decisions were known but for what a mistake is worth.
        failed: Answers that the grader failed on, each with the error; their parts are left as
            they are.
    """

    assignment: str
    submissions: int
    decided: int
    moves: tuple[Move, ...]
    recredited: int = 0
    failed: Mapping[str, str] = field(default_factory=dict)


def preview(
    gradebook: Gradebook,
    assignment: Assignment,
    judge: Judge,
    *,
    at: datetime,
    keep_highest: bool = False,
    retry_undecided: bool = False,
    progress: Progress | None = None,
) -> Preview:
    """Decide everything again and compare; nothing but decisions is written.

    Args:
        gradebook: With the stored answers.
        assignment: As it is now.
        judge: Decides as of now.
        at: Now.
        keep_highest: Leave a submission alone if its score would fall.
        retry_undecided: Give undecided answers another try, even if nothing changed.
        progress: Told how far the deciding is.
    """
    stored = gradebook.stored_answers(assignment.id)
    asked = {one.grade.id: judge.asked(one.grade.student) for one in stored}
    hashes = {one.grade.id: all_hashes(one) for one in stored}
    books = _Books(gradebook, judge, at, progress, retry_undecided=retry_undecided)
    known = _decisions(books, stored, asked)
    reviews = gradebook.reviews.of(assignment.id)
    extensions = gradebook.overrides.extensions(assignment.id)
    sketches = Sketches()
    moves = []
    for one in stored:
        grade = one.grade
        late = lateness(
            grade.received_at,
            assignment.due,
            assignment.policy.late,
            extensions.get(grade.student),
        )
        found = _found(one, asked[grade.id], hashes[grade.id], known, reviews)
        move = moved(grade, found, asked[grade.id], assignment, late, sketches)
        if move is not None and not (keep_highest and move.by < 0):
            moves.append(move)
    return Preview(
        assignment=assignment.id,
        submissions=len(stored),
        decided=known.made,
        recredited=known.recredited,
        failed=known.failed,
        moves=tuple(sorted(moves, key=lambda move: (move.grade.student, move.grade.id))),
    )


def apply(gradebook: Gradebook, seen: Preview, *, at: datetime, by: str, reason: str) -> int | None:
    """Append the grades of a preview in one transaction; the id of the change.

    Returns:
        ``None`` if there is nothing to append.

    Raises:
        GradebookError: If one of them was graded in the meantime; then nothing is written.
    """
    if not seen.moves:
        return None
    return gradebook.append(
        [
            NewGrade(
                follows=move.grade,
                report=move.report,
                counts=move.counts,
                reason=move.why[:500],
                marks=move.marks,
            )
            for move in seen.moves
        ],
        assignment=seen.assignment,
        at=at,
        by=by,
        version=__version__,
        reason=reason,
    )


def all_hashes(stored: Stored) -> dict[str, str]:
    """The hash of every part's answer, of those too that could not be harvested at all."""
    grade = stored.grade
    missing = {
        part: digest([grade.content_hash, part, "not harvested"])
        for part in grade.marks
        if part not in stored.hashes
    }
    return {**stored.hashes, **missing}


# -------------------------------------------------------------------------- what is decided


@dataclass(frozen=True, slots=True)
class _Books:
    """Where decisions are kept, and who makes those that nobody made before."""

    gradebook: Gradebook
    judge: Judge
    at: datetime
    progress: Progress | None
    retry_undecided: bool

    def known(self, keys: Collection[str]) -> dict[str, Decision]:
        """Those of the decisions that hold."""
        return self._holding(self.gradebook.decisions.of(keys))

    def recredited(self, wanted: Mapping[str, _Wanted]) -> dict[str, Decision]:
        """Those that were made under other credits; nothing is read or proved."""
        names = {key: name for key, one in wanted.items() if (name := one.but_credits) is not None}
        before = self._holding(self.gradebook.decisions.but_credits(set(names.values())))
        found = {}
        for key, name in names.items():
            if name in before:
                one = wanted[key]
                decision = self.judge.recredited(one.student, one.part, before[name])
                if decision is not None:
                    found[key] = decision
        self.keep(found, wanted)
        return found

    def keep(self, decisions: Mapping[str, Decision], wanted: Mapping[str, _Wanted]) -> None:
        """Keep them for the next time."""
        self.gradebook.decisions.keep(
            {key: (wanted[key].part, decision) for key, decision in decisions.items()},
            at=self.at,
            version=__version__,
            but_credits={key: wanted[key].but_credits for key in decisions},
            instead=self.retry_undecided,
        )

    def _holding(self, decisions: Mapping[str, Decision]) -> dict[str, Decision]:
        return {
            key: decision
            for key, decision in decisions.items()
            if not (self.retry_undecided and decision.verdict is Verdict.UNDECIDED)
        }


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A decision that is not known: on one of the answers that it would be the same on."""

    grade: Grade
    part: str
    but_credits: str | None

    @property
    def student(self) -> str:
        """Whose answer it is."""
        return self.grade.student


@dataclass(slots=True)
class _Known:
    """Decisions by key, and the key of every harvested part, by grade id and part id."""

    by_key: dict[str, Decision]
    keys: dict[int, dict[str, str]]
    made: int
    recredited: int
    failed: Mapping[str, str]


def _decisions(
    books: _Books, stored: Sequence[Stored], asked: Mapping[int, Mapping[str, Asked]]
) -> _Known:
    """Look every decision up, and make and keep those that nobody made before."""
    keys = {
        one.grade.id: {
            part: decision_key(question, one.hashes)
            for part, question in asked[one.grade.id].items()
            if part in one.hashes
        }
        for one in stored
    }
    by_key = books.known({key for found in keys.values() for key in found.values()})
    wanted: dict[str, _Wanted] = {}
    for one in stored:
        for part, key in keys[one.grade.id].items():
            if key not in by_key and key not in wanted:
                shared = key_but_credits(asked[one.grade.id][part], one.hashes)
                wanted[key] = _Wanted(one.grade, part, shared)
    recredited = books.recredited(wanted)
    to_make = {key: one for key, one in wanted.items() if key not in recredited}
    failed: dict[str, str] = {}
    by_key |= recredited | _made(books, to_make, failed)
    return _Known(by_key, keys, len(to_make) - len(failed), len(recredited), failed)


def _made(
    books: _Books, wanted: Mapping[str, _Wanted], failed: dict[str, str]
) -> dict[str, Decision]:
    """Decide with the engine, a lot at a time: what is done is kept if somebody presses Ctrl-C."""
    by_grade: dict[int, dict[str, str]] = {}
    for key, one in wanted.items():
        by_grade.setdefault(one.grade.id, {})[one.part] = key
    grades = {one.grade.id: one.grade for one in wanted.values()}
    made: dict[str, Decision] = {}
    ids = list(by_grade)
    for start in range(0, len(ids), LOT):
        lot = [grades[grade_id] for grade_id in ids[start : start + LOT]]
        answers = books.gradebook.answers_of(lot)
        new: dict[str, Decision] = {}
        for grade in lot:
            for part, key in by_grade[grade.id].items():
                try:
                    decided = books.judge.decide(grade.student, [part], answers[grade.id])
                except GraderError:
                    raise
                except Exception as error:  # noqa: BLE001 - one answer never stops a class
                    about = f"{type(error).__name__}: {error}"[:200]
                    failed[f"{grade.student}'s answer to {part}"] = about
                else:
                    new[key] = decided[part]
            if books.progress is not None:
                books.progress(len(made) + len(new) + len(failed), len(wanted))
        books.keep(new, wanted)
        made |= new
    return made


def _found(
    stored: Stored,
    asked: Mapping[str, Asked],
    hashes: Mapping[str, str],
    known: _Known,
    reviews: Mapping[ReviewKey, Review],
) -> dict[str, tuple[object, Decision]]:
    """The decision on each part that has one, with a name that is the same for the same."""
    grade = stored.grade
    found: dict[str, tuple[object, Decision]] = {
        part: (key, known.by_key[key]) if key in known.by_key else (None, _recorded(grade, part))
        for part, key in known.keys[grade.id].items()
    }
    for part, question in asked.items():
        review = review_of(question, hashes, reviews)
        if review is not None:
            before = found[part][1] if part in found else _recorded(grade, part)
            found[part] = ((review.id, before), reviewed(before, review))
        elif part not in found and _is_final(grade, part):
            # only a person can have decided what was never harvested, and took that back
            found[part] = (None, _NOT_HARVESTED)
    return found


_NOT_HARVESTED = Decision(verdict=Verdict.NOT_RUN, method="submission")


def _is_final(grade: Grade, part: str) -> bool:
    return part in grade.marks and Verdict(grade.marks[part][0]).is_final


def _recorded(grade: Grade, part: str) -> Decision:
    for one in grade.report.parts:
        if one.part == part and one.method != "review":
            return one.decision
    return _NOT_HARVESTED
