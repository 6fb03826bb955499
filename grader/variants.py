"""Which questions a student was asked, and whether the notebook is the one that was handed out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from grader.assignment import Assignment
from grader.catalog import Course
from grader.seeds import CANONICAL, seed_of, seed_tag

OTHERS = "The notebook was handed out to"
"""How a warning begins that a notebook is somebody else's."""

ANOTHER = "The notebook carries another variant than this student's"
"""How a warning begins that it was released under another secret, version or name."""

if TYPE_CHECKING:
    from grader.kinds import Question
    from grader.spec import Part
    from grader.submission import Submission


def seeds_of(
    course: Course, assignment: Assignment, student: str, overrides: Mapping[str, int]
) -> dict[str, int]:
    """The seed of each problem of an assignment for a student."""
    if assignment.variants == "canonical":
        return {problem: overrides.get(problem, CANONICAL) for problem in assignment.problems}
    secret = assignment.secret.read(course.root)
    return {
        problem: overrides.get(
            problem, seed_of(secret, student, problem, course.problem(problem).version)
        )
        for problem in assignment.problems
    }


def parts_of(
    course: Course, assignment: Assignment, seeds: Mapping[str, int]
) -> dict[str, dict[str, Part]]:
    """What is asked, by problem and part id, in the assignment's order; no answer is worked out.

    Args:
        course: For the problems.
        assignment: Which parts.
        seeds: The seed of each problem.
    """
    asked: dict[str, dict[str, Part]] = {problem: {} for problem in assignment.problems}
    stated = {problem: course.parts(problem, seeds[problem]) for problem in asked}
    for part_id in assignment.chosen(course.part_ids):
        problem, _, name = part_id.partition(".")
        asked[problem][part_id] = stated[problem][name]
    return asked


def questions_of(
    course: Course, assignment: Assignment, student: str, overrides: Mapping[str, int]
) -> dict[str, Question]:
    """The questions of an assignment for a student, by part id, in the assignment's order."""
    seeds = seeds_of(course, assignment, student, overrides)
    return {
        part_id: course.question(part_id, seeds[part_id.partition(".")[0]])
        for part_id in assignment.chosen(course.part_ids)
    }


def released_metadata(
    course: Course, assignment: Assignment, student: str | None
) -> dict[str, Any]:
    """What a released notebook records of itself: assignment, versions, and whose variant it is."""
    recorded: dict[str, Any] = {
        "assignment": assignment.id,
        "versions": {name: course.problem(name).version for name in assignment.problems},
    }
    if student is not None:
        recorded["student"] = student
    if student is not None and assignment.variants == "per-student":
        recorded["variant"] = _tag(course, assignment, student)
    return recorded


def warnings_of(submission: Submission, course: Course, assignment: Assignment) -> tuple[str, ...]:
    """What the notebook's metadata says that does not fit; flagged, never trusted."""
    recorded = submission.notebook.get("metadata", {}).get("grader")
    if not isinstance(recorded, Mapping):
        return ("The notebook's metadata does not say which assignment it is.",)
    warnings = []
    if recorded.get("assignment") not in (None, assignment.id):  # it may be a list
        warnings.append(
            f"The notebook says it is {str(recorded['assignment'])[:60]!r}, not {assignment.id!r}."
        )
    if recorded.get("student") not in (None, submission.student):
        warnings.append(
            f"{OTHERS} {str(recorded['student'])[:60]!r}, not to {submission.student!r}."
        )
    if assignment.variants == "per-student" and recorded.get("variant") != _tag(
        course, assignment, submission.student
    ):
        warnings.append(f"{ANOTHER}; it was judged on the student's own.")
    return tuple(warnings)


def _tag(course: Course, assignment: Assignment, student: str) -> str:
    secret = assignment.secret.read(course.root)
    version = sum(course.problem(name).version for name in assignment.problems)
    return seed_tag(secret, student, assignment.id, version)
