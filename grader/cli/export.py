"""`grader export`: scores for Canvas, Moodle, Gradescope, nbgrader and spreadsheets."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from grader.assignment import load_assignment
from grader.cli.context import (
    DONE,
    LOOK,
    course_here,
    gradebook_of,
    nothing_graded,
    print_json,
    terminal,
)
from grader.cli.options import exclusive
from grader.cli.printing import escape, how_many
from grader.csv_table import write_whole
from grader.export import FORMATS, collect
from grader.export import export as make_export
from grader.garbage import collecting_rarely
from grader.policy import counting
from grader.roster import read_roster


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("export")(export)


@collecting_rarely()
def export(
    assignment: Annotated[str, typer.Argument(help="Folder name in notebooks/: hw1.")],
    format: Annotated[  # noqa: A002 - the option's name is a contract
        str, typer.Option("--format", help=f"One of {', '.join(FORMATS)}.")
    ] = "csv",
    out: Annotated[
        Path | None,
        typer.Option(help="File; `-` is standard output; else in exports/.", dir_okay=False),
    ] = None,
    roster: Annotated[
        Path | None,
        typer.Option(help="CSV of Canvas, Moodle or yours, instead of the gradebook's."),
    ] = None,
    id_from: Annotated[str | None, typer.Option(help="Column of the roster with the ids.")] = None,
    column: Annotated[str | None, typer.Option(help="Column of the LMS for the grades.")] = None,
    provisional: Annotated[
        bool, typer.Option("--provisional", help="Give scores that wait for a person, too.")
    ] = False,
    gradebook: Annotated[
        str | None, typer.Option(help="SQLite file or database URL instead of the settings'.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was found as JSON.")] = False,
) -> int:
    """Write scores for another system; what was written is read back and checked first."""
    exclusive({"--out -": out == Path("-"), "--json": as_json})
    course = course_here()
    asked = load_assignment(course.root, assignment)
    with gradebook_of(course, gradebook, for_reading=True) as book:
        grades = book.latest(assignment, lambda many: counting(many, asked.policy.attempts))
        attempts = book.newest(assignment) if asked.policy.attempts == "best" else []
        known = book.roster.students()
        students = known if roster is None else read_roster(roster, id_from=id_from)
    if not grades:
        raise nothing_graded(assignment)
    scores = collect(
        asked, grades, students, known=known, attempts=attempts, provisional=provisional
    )
    made = make_export(scores, format, column=column)
    if out == Path("-"):
        sys.stdout.buffer.write(made.content)
        return LOOK if made.checked.needs_person else DONE
    target = out or course.settings.folder / "exports" / f"{assignment}{made.suffix}"
    write_whole(target, made.content)
    if as_json:
        print_json(
            {
                "file": str(target),
                "format": format,
                "students": len(scores.lines),
                "written": made.checked.written,
                "missing": list(scores.missing),
                "waiting": list(scores.waiting),
                "unknown": list(scores.unknown),
                "ambiguous": {name: list(same) for name, same in scores.ambiguous.items()},
            }
        )
    else:
        console = terminal()
        console.print(
            f"{escape(str(target))}: {made.checked.written} of "
            f"{how_many(len(scores.lines), 'student')} have a score; read back and checked."
        )
        for line in made.checked.lines:
            console.print(escape(line), style="yellow")
    return LOOK if made.checked.needs_person else DONE
