"""The scores of an assignment, put to the students of the roster."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from grader.assignment import Assignment
from grader.decimals import exact, rounded
from grader.gradebook import Grade
from grader.policy import points, settle
from grader.records import PartReport, Verdict
from grader.roster import Student, by_name, folded


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One student of the roster with what they were given.

    Attributes:
        student: Of the roster.
        grade: ``None`` if nothing was handed in.
        score: ``None`` if nothing was handed in, or a person must look first.
        raw_score: The same before the late penalty.
        parts: Points by part id; ``None`` while a part waits.
    """

    student: Student
    grade: Grade | None
    score: float | None
    raw_score: float | None
    parts: Mapping[str, float | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """What is exported, and what cannot be.

    Attributes:
        lines: One a student of the roster, in its order.
        parts: Ids of the parts, in order.
        max_score: Of the assignment.
        missing: Ids of students who handed nothing in.
        waiting: Ids of students whose score is not final.
        unknown: Names under which something was handed in and that the roster does not have.
        ambiguous: Student id to the names of several submitters who seem to be that student.
    """

    assignment: Assignment
    lines: tuple[Line, ...]
    parts: tuple[str, ...]
    max_score: float
    missing: tuple[str, ...]
    waiting: tuple[str, ...]
    unknown: tuple[str, ...]
    ambiguous: Mapping[str, tuple[str, ...]]


def collect(
    assignment: Assignment,
    grades: Sequence[Grade],
    roster: Sequence[Student],
    *,
    known: Sequence[Student] = (),
    attempts: Sequence[Grade] = (),
    provisional: bool = False,
) -> Scores:
    """Put grades to students.

    Args:
        assignment: For the rules.
        grades: The one that counts of each submitter.
        roster: Whoever handed in, if it is empty.
        known: Students as the gradebook knows them, where the roster is another system's: who has
            another id there is found by any name that both have for one student only.
        attempts: Every submission of everybody: while one waits that may turn out better than the
            best, nobody knows which is.
        provisional: Give scores that are not final too, without what waits.
    """
    roster = list(roster) or [Student(id=grade.student) for grade in grades]
    names = by_name(roster)
    exactly = {student.id: student for student in roster}
    elsewhere = _elsewhere(known, names)
    unsettled = _unsettled(assignment, grades, attempts)
    found: dict[str, list[Grade]] = {}
    unknown = []
    for grade in grades:
        student = (
            exactly.get(grade.student)
            or names.get(folded(grade.student))
            or elsewhere.get(grade.student)
        )
        if student is None:
            unknown.append(grade.student)
        else:
            found.setdefault(student.id, []).append(grade)
    found = {student: _renamed(student, same) for student, same in found.items()}
    ambiguous = {
        student: tuple(grade.student for grade in same)
        for student, same in found.items()
        if len(same) > 1
    }
    lines = tuple(
        _line(
            student,
            found.get(student.id, []),
            assignment,
            unsettled=frozenset() if provisional else unsettled,
        )
        for student in roster
    )
    parts = dict.fromkeys(part for grade in grades for part in grade.marks)
    return Scores(
        assignment=assignment,
        lines=lines,
        parts=tuple(parts),
        max_score=max((grade.max_score for grade in grades), default=0.0),
        missing=tuple(line.student.id for line in lines if line.student.id not in found),
        waiting=tuple(
            line.student.id
            for line in lines
            if line.grade is not None and line.grade.student in unsettled
        ),
        unknown=tuple(unknown),
        ambiguous=ambiguous,
    )


def _elsewhere(known: Sequence[Student], names: Mapping[str, Student]) -> dict[str, Student]:
    """By id of ours the one student of the other roster whom all shared names mean."""
    found: dict[str, dict[str, Student]] = {}
    for name, student in by_name(known).items():
        if name in names:
            found.setdefault(student.id, {})[names[name].id] = names[name]
    return {ours: next(iter(them.values())) for ours, them in found.items() if len(them) == 1}


def _renamed(student: str, same: list[Grade]) -> list[Grade]:
    """Without what was graded under another name before the roster said whose file it is."""
    own = {grade.path for grade in same if grade.student == student}
    return [grade for grade in same if grade.student == student or grade.path not in own]


def _unsettled(
    assignment: Assignment, grades: Sequence[Grade], attempts: Sequence[Grade]
) -> frozenset[str]:
    """Submitters whose score a person may still change."""
    waiting = {grade.student for grade in grades if grade.status != "graded"}
    if assignment.policy.attempts == "best":
        best = {grade.student: grade.score for grade in grades}
        waiting |= {
            attempt.student
            for attempt in attempts
            if attempt.counts
            and attempt.status == "needs_review"
            and attempt.student in best
            and _at_most(attempt, assignment) > best[attempt.student]
        }
    return frozenset(waiting)


def _at_most(grade: Grade, assignment: Assignment) -> float:
    """No score that a person may still give is above this.

    Where the lowest is dropped, what is dropped may become another, and the rest be brought to the
    maximum from less.
    """
    waiting = (mark[2] for mark in grade.marks.values() if not Verdict(mark[0]).is_final)
    known = max(grade.score, grade.max_score) if assignment.policy.drop_lowest else grade.score
    return known + float(sum(waiting))


def _line(
    student: Student,
    grades: Sequence[Grade],
    assignment: Assignment,
    *,
    unsettled: frozenset[str],
) -> Line:
    if len(grades) != 1:
        return Line(student=student, grade=None, score=None, raw_score=None, parts={})
    grade = grades[0]
    final = grade.student not in unsettled
    return Line(
        student=student,
        grade=grade,
        score=grade.score if final else None,
        raw_score=_raw(grade.report.parts, assignment) if final else None,
        parts={part.part: _number(points(part, assignment.policy)) for part in grade.report.parts},
    )


def _raw(parts: Sequence[PartReport], assignment: Assignment) -> float:
    return settle(parts, assignment.policy, extra_credit=assignment.extra_credit).score


def two_decimals(score: float) -> str:
    """As systems show a score that know two decimals, a half up.

    >>> two_decimals(8.625), two_decimals(3.0)
    ('8.63', '3.00')
    """
    return f"{rounded(exact(score), 2):.2f}"


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
