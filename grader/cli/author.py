"""`grader init` and `grader new problem`: what an instructor begins with."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from grader.authoring.scaffold import new_course, new_problem
from grader.cli.context import DONE, course_here
from grader.errors import GraderError


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("init")(init)
    new = typer.Typer(help="Write a new problem that already passes its verification.")
    new.command("problem")(problem)
    new.callback()(_only_problems)
    app.add_typer(new, name="new")


def init(
    course: Annotated[Path, typer.Argument(help="Folder of the new course; made if missing.")],
) -> int:
    """Start a course: settings, a secret, one problem and one assignment."""
    if course.exists() and not course.is_dir():
        raise GraderError(f"{course} is a file; give a folder.")
    for path in new_course(course):
        print(path)  # noqa: T201
    return DONE


def problem(
    name: Annotated[str, typer.Argument(help="Module name: weight_decay.")],
) -> int:
    """Write statement, solution, oracle and tests of a new problem; all of them pass."""
    course = course_here()
    for path in new_problem(course.root, name):
        print(path)  # noqa: T201
    print(f"Change it, then: grader verify {name} --seeds 200")  # noqa: T201
    return DONE


def _only_problems() -> None:
    """Write a new problem that already passes its verification."""
