"""What every command begins with: the course of the current folder, and its gradebook."""

from __future__ import annotations

from pathlib import Path

from grader.catalog import Course, open_course
from grader.cli.printing import DONE, LOOK, WRONG, print_json, progress_console, say, terminal
from grader.errors import GraderError
from grader.gradebook import Gradebook, NoGradebook, open_gradebook
from grader.settings import find_settings

__all__ = [
    "DONE",
    "LOOK",
    "WRONG",
    "course_here",
    "gradebook_if_any",
    "gradebook_of",
    "nothing_graded",
    "print_json",
    "progress_console",
    "say",
    "terminal",
]


def course_here() -> Course:
    """The course of the current folder."""
    return open_course(find_settings(Path.cwd()))


def nothing_graded(assignment: str) -> GraderError:
    """The error of a command that needs grades where there are none."""
    return GraderError(
        f"Nothing is graded in {assignment}: begin with `grader grade {assignment} FOLDER`, or "
        "name another gradebook with --gradebook."
    )


def gradebook_of(
    course: Course, url: str | None, *, may_begin: bool = False, for_reading: bool = False
) -> Gradebook:
    """The gradebook that an option names, else the one of the settings.

    Args:
        course: For its settings.
        url: What the option says.
        may_begin: As of `open_gradebook`.
        for_reading: As of `open_gradebook`; that a copy is read is said.

    Raises:
        GraderError: If there is none of that name.
    """
    where = url or course.settings.gradebook_url
    book = open_gradebook(where, may_begin=may_begin, for_reading=for_reading)
    if book.database.older is not None:
        say(
            f"{book.database.name} is of an older grader and was left as it is: a copy was read. "
            "`grader gradebook upgrade` brings it up to date."
        )
    return book


def gradebook_if_any(course: Course, url: str | None) -> Gradebook | None:
    """The gradebook, for reading; ``None`` if the one of the settings is not there yet.

    Raises:
        GraderError: If there is none of the name that an option gives.
    """
    try:
        return gradebook_of(course, url, for_reading=True)
    except NoGradebook:
        if url is not None:
            raise
        return None
