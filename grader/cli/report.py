"""`grader report` and `grader integrity`: how a class did, and what is worth a look."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from grader.assignment import Assignment, load_assignment
from grader.cli.context import (
    DONE,
    LOOK,
    course_here,
    gradebook_of,
    nothing_graded,
    print_json,
    terminal,
)
from grader.cli.printing import escape, how_many
from grader.course_judge import CourseJudge
from grader.csv_table import write_whole
from grader.garbage import collecting_rarely
from grader.gradebook import Gradebook
from grader.integrity import signal_to_json, signals
from grader.statistics import Summary, page, plots, summarise, summary_to_json
from grader.statistics.summary import counted

Which = Annotated[str, typer.Argument(help="Folder name in notebooks/: hw1.")]
Where = Annotated[
    str | None,
    typer.Option("--gradebook", help="SQLite file or database URL instead of the settings'."),
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("report")(report)
    app.command("integrity")(integrity)


@collecting_rarely()
def report(
    assignment: Which,
    out: Annotated[
        Path | None, typer.Option(help="Folder; else reports/ASSIGNMENT.", file_okay=False)
    ] = None,
    group: Annotated[
        bool, typer.Option(help="Take wrong answers together that are proved equal.")
    ] = True,
    gradebook: Where = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the numbers as JSON.")] = False,
) -> int:
    """Difficulty, discrimination, common wrong answers and machine time: a page, plots, a table."""
    course = course_here()
    asked = load_assignment(course.root, assignment)
    with gradebook_of(course, gradebook, for_reading=True) as book:
        _something_graded(book, asked)
        judge = CourseJudge(course, asked, book.overrides.seeds(assignment))
        summary = summarise(book, asked, judge, group=group)
    if as_json:
        print_json(summary_to_json(summary))
        return DONE
    folder = out or course.settings.folder / "reports" / assignment
    pictures = plots(summary)
    for name, png in pictures.items():
        write_whole(folder / f"{name}.png", png)
    write_whole(folder / "report.html", page(summary, pictures).encode())
    _show(summary)
    terminal().print(f"Page and plots: {escape(str(folder / 'report.html'))}")
    return DONE


@collecting_rarely()
def integrity(
    assignment: Which,
    decisions: Annotated[
        int, typer.Option(min=0, help="Most answers to decide under others' variants.")
    ] = 2000,
    gradebook: Where = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a signal.")] = False,
) -> int:
    """List what a person may want to look at; no grade depends on it."""
    course = course_here()
    asked = load_assignment(course.root, assignment)
    with gradebook_of(course, gradebook, for_reading=True) as book:
        _something_graded(book, asked)
        stored = counted(book, asked)
        found = signals(
            stored,
            CourseJudge(course, asked, book.overrides.seeds(assignment)),
            book.facts(assignment),
            book.answers_of([one.grade for one in stored]),
            most_decisions=decisions,
        )
    if as_json:
        for signal in found:
            print_json(signal_to_json(signal))
        return LOOK if found else DONE
    table = Table("signal", "students", "parts", "what was seen")
    for signal in found:
        parts = ", ".join(signal.parts)
        table.add_row(signal.kind, *map(escape, (", ".join(signal.students), parts, signal.says)))
    console = terminal()
    console.print(table)
    console.print(
        f"{how_many(len(found), 'signal')}. They are for people to judge: most of what looks alike "
        "is what a class learned together."
    )
    return LOOK if found else DONE


def _something_graded(book: Gradebook, assignment: Assignment) -> None:
    if assignment.id not in book.assignments():
        raise nothing_graded(assignment.id)


def _show(summary: Summary) -> None:
    console = terminal()
    scores = summary.scores
    table = Table(
        "question", "difficulty", "discrimination", "right", "wrong", "to review", "blank"
    )
    for part in summary.parts:
        count = {verdict.value: n for verdict, n in part.verdicts.items()}
        table.add_row(
            escape(part.part),
            "" if part.difficulty is None else f"{part.difficulty:.0%}",
            "" if part.discrimination is None else f"{part.discrimination:+.2f}",
            str(count.get("correct", 0)),
            str(count.get("incorrect", 0) + count.get("partial", 0)),
            str(sum(count.get(name, 0) for name in ("undecided", "unreadable", "not_run"))),
            str(count.get("missing", 0)),
        )
    console.print(table)
    mean = (
        "no final score"
        if scores.mean is None
        else f"mean {scores.mean:.2f} of {scores.max_score:g} over {scores.graded} final "
        f"{'score' if scores.graded == 1 else 'scores'}"
    )
    console.print(
        f"{how_many(scores.students, 'student')}, {mean}; {scores.waiting} "
        f"{'waits' if scores.waiting == 1 else 'wait'} for a person, {scores.failed} could not be "
        "read or run."
    )
