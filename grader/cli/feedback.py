"""`grader feedback`: a page for each student."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.progress import track

from grader.assignment import Assignment, load_assignment
from grader.cli.context import DONE, course_here, gradebook_of, progress_console
from grader.errors import GraderError
from grader.gradebook import Gradebook
from grader.policy import counting


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("feedback")(feedback)


def feedback(
    assignment: Annotated[str, typer.Argument(help="Folder name in notebooks/: hw1.")],
    out: Annotated[
        Path | None, typer.Option(help="Folder; notebooks/ASSIGNMENT/feedback if not given.")
    ] = None,
    gradebook: Annotated[
        str | None, typer.Option(help="SQLite file or database URL instead of the settings'.")
    ] = None,
) -> int:
    """Write a feedback page for every student: their notebook with verdicts, points and hints."""
    course = course_here()
    asked = load_assignment(course.root, assignment)
    folder = out or asked.folder / "feedback"
    with gradebook_of(course, gradebook) as book:
        written = write_pages(book, asked, folder)
    print(f"{written} feedback pages in {folder}.")  # noqa: T201
    return DONE


def write_pages(book: Gradebook, assignment: Assignment, folder: Path) -> int:
    """Write the page of every student's counting submission; gives their number."""
    from grader.feedback.page import page  # nbconvert is slow to load: `grader --help` must not

    grades = book.latest(assignment.id, lambda grades: counting(grades, assignment.policy.attempts))
    console = progress_console()
    for grade in track(grades, "Writing feedback", console=console, disable=console.quiet):
        run = book.run_of(grade)
        text = page(grade.report, run.notebook if run is not None else None, assignment)
        path = folder / f"{grade.student.replace('/', '_')}.html"
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", errors="replace")  # half characters
        except OSError as error:
            raise GraderError(f"{path} cannot be written: {error.strerror or error}.") from error
    return len(grades)
