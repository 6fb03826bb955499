"""Everything that is known of a class's work on an assignment, in one record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from grader.assignment import Assignment
from grader.gradebook import Gradebook, Stored
from grader.judge import Judge
from grader.policy import counting
from grader.statistics.numbers import ClassNumbers, PartNumbers, class_numbers, part_numbers
from grader.statistics.wrong_answers import WrongAnswer, wrong_answers


@dataclass(frozen=True, slots=True, kw_only=True)
class MachineTime:
    """What the runs of a class took, over all of its submissions.

    Attributes:
        runs: How many there were.
        wall_s: Of each, sorted.
        cpu_s: Of all together.
        peak_mib: The largest.
    """

    runs: int
    wall_s: tuple[float, ...]
    cpu_s: float
    peak_mib: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """A class's work on an assignment."""

    assignment: str
    title: str
    scores: ClassNumbers
    parts: tuple[PartNumbers, ...]
    wrong: Mapping[str, Sequence[WrongAnswer]]
    time: MachineTime


def counted(gradebook: Gradebook, assignment: Assignment) -> list[Stored]:
    """The submission that counts of each student, with the hashes of its answers."""
    by_grade = {one.grade.id: one for one in gradebook.stored_answers(assignment.id)}
    rule = assignment.policy.attempts
    chosen = gradebook.latest(assignment.id, lambda grades: counting(grades, rule))
    return [by_grade[grade.id] for grade in chosen if grade.id in by_grade]


def summarise(
    gradebook: Gradebook, assignment: Assignment, judge: Judge, *, group: bool = True
) -> Summary:
    """Look at everything that was handed in.

    Args:
        gradebook: With the grades.
        assignment: Which.
        judge: For the variants.
        group: Whether wrong answers are taken together where they are proved equal.
    """
    stored = counted(gradebook, assignment)
    grades = [one.grade for one in stored]
    times = gradebook.machine_time(assignment.id)
    return Summary(
        assignment=assignment.id,
        title=assignment.title,
        scores=class_numbers(grades),
        parts=part_numbers(grades),
        wrong=wrong_answers(
            stored,
            {grade.student: judge.asked(grade.student) for grade in grades},
            gradebook.answers_of(grades),
            same=judge.same if group else None,
        ),
        time=MachineTime(
            runs=len(times),
            wall_s=tuple(sorted(wall_s for _, wall_s, _, _ in times)),
            cpu_s=sum(cpu_s for _, _, cpu_s, _ in times),
            peak_mib=max((peak for _, _, _, peak in times), default=0.0),
        ),
    )


def summary_to_json(summary: Summary) -> dict[str, Any]:
    """A summary, for machines."""
    value = asdict(summary)
    for part in value["parts"]:
        part["verdicts"] = {verdict.value: n for verdict, n in part["verdicts"].items()}
    return value
