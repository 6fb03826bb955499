"""What every command begins with: the course of the current folder, and its gradebook."""

from __future__ import annotations

from pathlib import Path

from grader.catalog import Course, open_course
from grader.cli.printing import DONE, LOOK, WRONG, print_json, progress_console, say, terminal
from grader.errors import GraderError
from grader.gradebook import Gradebook, open_gradebook
from grader.settings import find_settings

__all__ = [
    "DONE",
    "LOOK",
    "WRONG",
    "course_here",
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


def gradebook_of(course: Course, url: str | None, *, may_begin: bool = False) -> Gradebook:
    """The gradebook that an option names, else the one of the settings.

    Args:
        course: For its settings.
        url: What the option says.
        may_begin: Whether the option may name a new one. Who only reads finds nothing there: a
            slip in the name would leave an empty gradebook behind, or a backup of nothing.

    Raises:
        GraderError: If there is none of that name.
    """
    if url and not may_begin and "://" not in url and not Path(url).exists():
        raise GraderError(f"There is no gradebook {url}; --gradebook names one that is there.")
    return open_gradebook(url or course.settings.gradebook_url)
