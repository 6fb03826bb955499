"""`grader feedback`: a page for each student."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import track

from grader import feedback as feedback_pages
from grader.assignment import Assignment, load_assignment
from grader.catalog import Course
from grader.cli.context import (
    DONE,
    course_here,
    gradebook_of,
    nothing_graded,
    progress_console,
)
from grader.cli.printing import how_many
from grader.codec import digest, report_to_json
from grader.csv_table import write_whole
from grader.environment import engine_key, source_hash
from grader.garbage import collecting_rarely
from grader.gradebook import Grade, Gradebook
from grader.policy import counting
from grader.records import JSON

LONGEST = 200
"""Bytes of a student's id in the name of a file; most systems allow 255 for all of it."""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("feedback")(feedback)


@collecting_rarely()
def feedback(
    assignment: Annotated[str, typer.Argument(help="Folder name in notebooks/: hw1.")],
    out: Annotated[
        Path | None,
        typer.Option(help="Folder; notebooks/ASSIGNMENT/feedback if not given.", file_okay=False),
    ] = None,
    gradebook: Annotated[
        str | None, typer.Option(help="SQLite file or database URL instead of the settings'.")
    ] = None,
) -> int:
    """Write a feedback page for every student: their notebook with verdicts, points and hints."""
    course = course_here()
    asked = load_assignment(course.root, assignment)
    folder = out or asked.folder / "feedback"
    with gradebook_of(course, gradebook, for_reading=True) as book:
        pages, written = write_pages(book, asked, folder, made_by(course, asked))
    if not pages:
        raise nothing_graded(assignment)
    kept = f", {pages - written} of them as they were" if written < pages else ""
    print(f"{how_many(pages, 'feedback page')} in {folder}{kept}.")  # noqa: T201
    return DONE


def write_pages(book: Gradebook, assignment: Assignment, folder: Path, by: JSON) -> tuple[int, int]:
    """Write the page of every student's counting submission.

    A page ends with a hash of what it was made from: one that is there and up to date is kept.

    Args:
        book: With the grades.
        assignment: For the policy.
        folder: Where the pages go.
        by: What all pages depend on.

    Returns:
        How many pages there are, and how many of them were written.
    """
    grades = book.latest(assignment.id, lambda grades: counting(grades, assignment.policy.attempts))
    notebooks = book.notebook_hashes(grades)
    console, written = progress_console(), 0
    for grade in track(grades, "Writing feedback", console=console, disable=console.quiet):
        path = folder / file_name(grade.student)
        made_from = digest([by, report_to_json(grade.report), notebooks.get(grade.id)])
        last = f"<!-- {made_from} -->\n"
        if not _ends_with(path, last):
            text = _page(book, grade, assignment) + last
            write_whole(path, text.encode("utf-8", "replace"))  # students write half characters
            written += 1
    return len(grades), written


def made_by(course: Course, assignment: Assignment) -> JSON:
    """What every page of an assignment depends on: its rules, its problems, and our own code."""
    return [
        engine_key(),
        source_hash(Path(feedback_pages.__file__).parent, ("",)),
        repr(replace(assignment, folder=Path())),
        [course.fingerprint(problem) for problem in assignment.problems],
    ]


def file_name(student: str) -> str:
    """The name of a student's page; no two students share one."""
    plain = student.replace("/", "_").replace("\0", "_").lstrip(".")
    cut = plain.encode("utf-8", "replace")[:LONGEST].decode("utf-8", "ignore")
    return f"{student}.html" if cut == student else f"{cut}-{digest(student)[:8]}.html"


def _ends_with(path: Path, last: str) -> bool:
    """Whether a page is there and is made from the same."""
    try:
        with path.open("rb") as file:
            file.seek(-len(last), os.SEEK_END)
            return file.read() == last.encode()
    except OSError:  # not there, or shorter than that
        return False


def _page(book: Gradebook, grade: Grade, assignment: Assignment) -> str:
    from grader.feedback.page import (
        page,
    )  # nbconvert is slow to load: where nothing is new, it is not

    run = book.run_of(grade)
    return page(grade.report, run.notebook if run is not None else None, assignment)
