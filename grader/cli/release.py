"""`grader release`: notebooks for students."""

from __future__ import annotations

import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import track

from grader.assignment import Assignment, load_assignment
from grader.catalog import Course
from grader.cli.context import DONE, course_here, progress_console
from grader.cli.known import Known, say_if_new
from grader.cli.printing import how_many
from grader.errors import GraderError
from grader.garbage import collecting_rarely
from grader.lines import cores
from grader.pictures import Pictures
from grader.release import release as released
from grader.roster import read_roster
from grader.sandbox import open_sandbox
from grader.secret import ensure_secret
from grader.submission import LONGEST_ID, is_id
from grader.variants import seeds_of


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("release")(release)


@collecting_rarely()
def release(
    assignment: Annotated[str, typer.Argument(help="Folder name in notebooks/: hw1.")],
    student: Annotated[str | None, typer.Option(help="One student's notebook.")] = None,
    roster: Annotated[
        Path | None, typer.Option(help="CSV with a row a student: one notebook each.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(help="Folder; notebooks/ASSIGNMENT/released if not given.", file_okay=False),
    ] = None,
    id_from: Annotated[str | None, typer.Option(help="Column of the roster with the ids.")] = None,
    gradebook: Annotated[
        str | None, typer.Option(help="SQLite file or database URL instead of the settings'.")
    ] = None,
    unsafe_no_sandbox: Annotated[
        bool, typer.Option("--unsafe-no-sandbox", help="Draw pictures where no cage is to be had.")
    ] = False,
) -> int:
    """Write the notebooks of an assignment, one a student where it has variants."""
    course = course_here()
    asked = load_assignment(course.root, assignment)
    if student is not None and roster is not None:
        raise GraderError("--student and --roster exclude each other; give one of them.")
    if id_from is not None and roster is None:
        raise GraderError("--id-from goes with --roster: it names a column of that file.")
    known = Known.of(course, asked, gradebook)
    students: list[str | None] = [None if student is None else known.called(student)]
    if roster is not None:
        named = (known.called(one.id) for one in read_roster(roster, id_from=id_from))
        students = list(dict.fromkeys(named))
    elif student is None and asked.variants == "per-student":
        raise GraderError(
            f"{assignment} has a variant for each student: give --roster FILE.csv or --student ID."
        )
    for name in students:
        if name is not None and not is_id(name):
            raise GraderError(
                f"{name!r} cannot be the name of a folder that `grader grade` looks into: at most "
                f"{LONGEST_ID} letters, no slash, no control character and no dot in front. Mend "
                "the roster."
            )
    known.say_unknown(students)
    folder = out or asked.folder / "released"
    if asked.variants == "per-student":
        say_if_new(ensure_secret(asked.secret, course.root))
    workers = min(cores(), len(students) or 1)  # what takes long is to draw their pictures
    sandbox = open_sandbox("auto", workers=workers, unsafe=unsafe_no_sandbox)
    try:
        pictures, console = Pictures(course, sandbox), progress_console()
        with ThreadPoolExecutor(workers) as pool:
            written = [
                pool.submit(write, course, asked, one, pictures, folder, known.seeds(one))
                for one in students
            ]
            try:
                for one in track(written, "Releasing", console=console, disable=console.quiet):
                    one.result()
            finally:
                pool.shutdown(wait=False, cancel_futures=True)
    finally:
        sandbox.close()
    print(f"{how_many(len(students), 'notebook')} in {folder}.")  # noqa: T201
    return DONE


def write(
    course: Course,
    assignment: Assignment,
    student: str | None,
    pictures: Pictures,
    folder: Path,
    overrides: Mapping[str, int],
) -> Path:
    """Write one student's notebook: ``FOLDER/STUDENT/ASSIGNMENT.ipynb``."""
    seeds = seeds_of(course, assignment, student or "", overrides)
    notebook = released(course, assignment, student, pictures.of(seeds), overrides=overrides)
    path = folder / (student or "") / f"{assignment.id}.ipynb"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    except OSError as error:
        raise GraderError(f"{path} cannot be written: {error.strerror or error}.") from error
    return path
