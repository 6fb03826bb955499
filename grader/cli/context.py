"""What every command begins with: the course of the current folder, and its gradebook."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from rich.console import Console

from grader.catalog import Course, open_course
from grader.gradebook import Gradebook, open_gradebook
from grader.settings import find_settings

DONE, LOOK, WRONG = 0, 1, 2
"""Exit codes: done; done, but something needs a person or a check failed; wrong input."""


def course_here() -> Course:
    """The course of the current folder."""
    return open_course(find_settings(Path.cwd()))


def gradebook_of(course: Course, url: str | None) -> Gradebook:
    """The gradebook that an option names, else the one of the settings."""
    return open_gradebook(url or course.settings.gradebook_url)


def terminal() -> Console:
    """Where tables go; narrow pipes get the whole line."""
    return Console(width=None if sys.stdout.isatty() else 160, soft_wrap=False, highlight=False)


def progress_console() -> Console:
    """Where progress goes: standard error, and nothing at all in a pipe."""
    return Console(stderr=True, quiet=not sys.stderr.isatty())


def print_json(value: Any) -> None:
    """One JSON object on a line of standard output."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
    sys.stdout.flush()
