"""`grader gradebook`: roster, history, exceptions for single students, backups."""

from __future__ import annotations

import shlex
from datetime import UTC
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from grader.assignment import load_assignment
from grader.cli.context import DONE, course_here, gradebook_of, print_json, terminal
from grader.cli.people import me, moment, now, student_of, time_zone
from grader.cli.printing import escape, how_many
from grader.codec import report_to_json
from grader.errors import GraderError, UnknownPart
from grader.gradebook import Gradebook, open_gradebook
from grader.gradebook.backup import backup as make_backup
from grader.gradebook.backup import copy as copy_gradebook
from grader.roster import read_roster

Where = Annotated[
    str | None,
    typer.Option("--gradebook", help="SQLite file or database URL instead of the settings'."),
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(help="Roster, history, exceptions and backups.", no_args_is_help=True)
    for name, command in (
        ("roster", roster),
        ("history", history),
        ("extend", extend),
        ("reseed", reseed),
        ("comment", comment),
        ("backup", backup),
        ("copy", copy),
        ("upgrade", upgrade),
    ):
        group.command(name)(command)
    app.add_typer(group, name="gradebook")


def roster(
    file: Annotated[
        Path | None, typer.Argument(help="CSV of Canvas, of Moodle, or with an id column.")
    ] = None,
    id_from: Annotated[str | None, typer.Option(help="Column that holds the ids.")] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Take out who is not in the file; grades stay.")
    ] = False,
    gradebook: Where = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a student.")] = False,
) -> int:
    """Import the roster, or show it."""
    if replace and file is None:
        raise GraderError("--replace goes with a file: the roster that is to hold.")
    takes = file is not None
    with gradebook_of(course_here(), gradebook, may_begin=takes, for_reading=not takes) as book:
        read = [] if file is None else read_roster(file, id_from=id_from)
        if file is not None:
            book.roster.save(read, replace=replace)
        students = book.roster.students()
    if as_json:
        for student in students:
            print_json(
                {
                    "student": student.id,
                    "name": student.name,
                    "email": student.email,
                    "section": student.section,
                }
            )
        return DONE
    if file is not None:
        _say_imported(file, len(read), len(students))
        return DONE
    table = Table("student", "name", "email", "section", title=how_many(len(students), "student"))
    for student in students:
        table.add_row(*map(escape, (student.id, student.name, student.email, student.section)))
    terminal().print(table)
    return DONE


def _say_imported(file: Path, read: int, now_known: int) -> None:
    others = now_known - read
    verb = "is" if others == 1 else "are"
    more = f": {others} {verb} not in {file} (--replace takes them out)" if others else ""
    terminal().print(
        f"{how_many(read, 'student')} from {escape(f'{file}; the roster has {now_known}{more}.')}"
    )


def history(
    assignment: Annotated[str, typer.Argument(help="Folder name in notebooks/: hw1.")],
    student: Annotated[str, typer.Argument(help="Id of the student.")],
    gradebook: Where = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a grade.")] = False,
) -> int:
    """Show everything that a student was ever given: who, when, by what version, why."""
    with gradebook_of(course_here(), gradebook, for_reading=True) as book:
        student = student_of(book, assignment, student)
        grades = book.history(student, assignment)
    if not grades:
        raise GraderError(f"{student!r} has no grade in {assignment!r}.")
    if as_json:
        for grade in grades:
            print_json(
                {
                    "id": grade.id,
                    "at": grade.at.isoformat(),
                    "by": grade.by,
                    "version": grade.version,
                    "reason": grade.reason,
                    "change": grade.change_id,
                    "report": report_to_json(grade.report),
                }
            )
        return DONE
    table = Table("when (UTC)", "score", "status", "by", "version", "why")
    for grade in grades:
        table.add_row(
            f"{grade.at:%Y-%m-%d %H:%M:%S}",
            f"{grade.score:g} / {grade.max_score:g}",
            grade.status,
            escape(grade.by),
            escape(grade.version),
            escape(grade.reason),
        )
    terminal().print(table)
    return DONE


def extend(
    assignment: Annotated[str, typer.Argument(help="Folder name in notebooks/: hw1.")],
    student: Annotated[str, typer.Argument(help="Id of the student.")],
    until: Annotated[str, typer.Argument(help="Their due time, or `none` to take it back.")],
    reason: Annotated[str, typer.Option(help="Why.")] = "",
    zone: Annotated[
        str | None,
        typer.Option(help="Time zone of a time without offset; the assignment's if not given."),
    ] = None,
    gradebook: Where = None,
) -> int:
    """Give one student a later due time; `grader regrade` then settles what was graded before."""
    course = course_here()
    asked = load_assignment(course.root, assignment)
    if asked.due is None:
        raise GraderError(f"{assignment} has no due time; nothing in it is ever late.")
    place = time_zone(zone) if zone is not None else asked.due.tzinfo or UTC
    time = None if until == "none" else moment(until, place)
    if time is not None and time <= asked.due:
        raise GraderError(
            f"{time:%Y-%m-%d %H:%M %Z} is not after the due time of {assignment}, "
            f"{asked.due:%Y-%m-%d %H:%M %Z}: an extension must be later."
        )
    with gradebook_of(course, gradebook, may_begin=True) as book:
        student = student_of(book, assignment, student)
        book.overrides.extend(student, assignment, time, at=now(), by=me(), reason=reason)
        then = _then_regrade(book, student, assignment)
    said = "no due time of their own" if time is None else f"until {time:%Y-%m-%d %H:%M %Z}"
    terminal().print(f"{escape(student)} has {said} in {escape(assignment)}.{then}")
    return DONE


def reseed(
    assignment: Annotated[str, typer.Argument(help="Folder name in notebooks/: hw1.")],
    student: Annotated[str, typer.Argument(help="Id of the student.")],
    problem: Annotated[str, typer.Argument(help="Id of the problem.")],
    seed: Annotated[str, typer.Argument(help="The seed, or `none` to take it back.")],
    reason: Annotated[str, typer.Option(help="Why.")] = "",
    gradebook: Where = None,
) -> int:
    """Give one student the variant of another seed."""
    course = course_here()
    asked = load_assignment(course.root, assignment)
    if problem not in asked.problems:
        raise GraderError(f"{assignment} has no problem {problem!r}: {', '.join(asked.problems)}.")
    if seed != "none" and not seed.isdecimal():
        raise GraderError(f"A seed is a whole number, not {seed!r}.")
    number = None if seed == "none" else int(seed)
    with gradebook_of(course, gradebook, may_begin=True) as book:
        student = student_of(book, assignment, student)
        book.overrides.reseed(
            student, assignment, problem, number, at=now(), by=me(), reason=reason
        )
        then = _then_regrade(book, student, assignment)
    terminal().print(f"{escape(student)}: {escape(problem)} has seed {escape(seed)}.{then}")
    return DONE


def _then_regrade(book: Gradebook, student: str, assignment: str) -> str:
    """What is left to do where the student has scores that an exception does not change."""
    if not book.history(student, assignment):
        return ""
    return f"\nWhat was graded before follows with `grader regrade {escape(assignment)}`."


def comment(
    name: Annotated[str, typer.Argument(help="A short name.")],
    text: Annotated[str, typer.Argument(help="What is said to the student.")],
    part: Annotated[str, typer.Option(help="Only for this part.")] = "",
    gradebook: Where = None,
) -> int:
    """Keep a comment for reviews; one of the same name is replaced."""
    if not name.strip() or not text.strip():
        raise GraderError("A comment has a name and a text: give both.")
    course = course_here()
    if part and part not in course.part_ids:
        raise UnknownPart(part, course.part_ids)
    with gradebook_of(course, gradebook, may_begin=True) as book:
        book.comments.save(name, text, part=part)
    terminal().print(f"Kept: --use {escape(shlex.quote(name))} in `grader review --decide`.")
    return DONE


def backup(
    to: Annotated[
        Path | None, typer.Argument(help="New file; by default named by the time.")
    ] = None,
    gradebook: Where = None,
) -> int:
    """Copy the gradebook into a new SQLite file, while others grade."""
    course = course_here()
    target = to or course.settings.folder / f"gradebook-{now():%Y%m%d-%H%M%S}.db"
    with gradebook_of(course, gradebook, for_reading=True) as book:
        make_backup(book.database, target)
    terminal().print(f"Backup: {escape(str(target))} ({target.stat().st_size / 2**20:.1f} MiB).")
    return DONE


def copy(
    source: Annotated[str, typer.Argument(help="SQLite file or database URL.")],
    target: Annotated[str, typer.Argument(help="An empty one.")],
) -> int:
    """Copy a gradebook into an empty one: from SQLite to PostgreSQL, or a backup back."""
    with open_gradebook(source, for_reading=True) as old, open_gradebook(target) as new:
        count = copy_gradebook(old.database, new.database)
    terminal().print(f"{count} rows copied.")
    return DONE


def upgrade(gradebook: Where = None) -> int:
    """Bring a gradebook of an older grader up to date, as every command that writes does, too."""
    with gradebook_of(course_here(), gradebook) as book:
        terminal().print(f"{escape(book.database.name)} is up to date.")
    return DONE
