"""`grader regrade`: decide stored answers again; see, apply, undo."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Annotated, Any

import typer
from rich.progress import Progress
from rich.table import Table

from grader import regrade as again
from grader.assignment import Assignment, load_assignment
from grader.catalog import Course
from grader.cli.context import (
    DONE,
    LOOK,
    course_here,
    gradebook_of,
    print_json,
    progress_console,
    say,
    terminal,
)
from grader.cli.options import exclusive
from grader.cli.people import me, now
from grader.cli.printing import escape, how_many
from grader.course_judge import CourseJudge
from grader.errors import GraderError
from grader.garbage import collecting_rarely
from grader.gradebook import Grade, Gradebook
from grader.moves import Move
from grader.policy import counting
from grader.undo import undo as take_back

SHOWN = 5
"""Answers that the grader failed on which are named."""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("regrade")(regrade)


@collecting_rarely()
def regrade(
    assignment: Annotated[str, typer.Argument(help="Folder name in notebooks/: hw1.")],
    preview: Annotated[
        bool, typer.Option("--preview", help="Only show whose score moves, and why.")
    ] = False,
    keep_highest: Annotated[
        bool, typer.Option("--keep-highest", help="Leave scores alone that would fall.")
    ] = False,
    retry_undecided: Annotated[
        bool, typer.Option("--retry-undecided", help="Decide undecided answers once more.")
    ] = False,
    undo: Annotated[bool, typer.Option("--undo", help="Take the last regrade back.")] = False,
    change: Annotated[
        int | None, typer.Option(help="With --undo: the number of the change.")
    ] = None,
    reason: Annotated[str, typer.Option(help="Why, for the history.")] = "regrade",
    gradebook: Annotated[
        str | None, typer.Option(help="SQLite file or database URL instead of the settings'.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a move.")] = False,
) -> int:
    """Decide stored answers again, without running a notebook; show whose score moves and why."""
    if undo:
        exclusive({"--undo": True, "--preview": preview})
        exclusive({"--undo": True, "--keep-highest": keep_highest})
        exclusive({"--undo": True, "--retry-undecided": retry_undecided})
    elif change is not None:
        raise GraderError("--change goes with --undo: it names the change to take back.")
    course = course_here()
    asked = load_assignment(course.root, assignment)
    with _opened(course, gradebook, preview=preview) as book:
        if undo:
            return _undo(book, assignment, change, as_json=as_json)
        judge = CourseJudge(course, asked, book.overrides.seeds(assignment))
        console = progress_console()
        with Progress(console=console, transient=True, disable=console.quiet) as progress:
            bar = progress.add_task(f"Deciding {assignment}", total=None)
            seen = again.preview(
                book,
                asked,
                judge,
                at=now(),
                keep_highest=keep_highest,
                retry_undecided=retry_undecided,
                progress=lambda made, total: progress.update(bar, completed=made, total=total),
            )
        if not seen.submissions:
            raise GraderError(
                f"Nothing was graded for {assignment} in {book.database.name}: run `grader grade` "
                "first, or name another gradebook with --gradebook."
            )
        counted = _counted(book, asked, seen.moves)
        made = None
        if not preview:
            made = again.apply(book, seen, at=now(), by=me(), reason=reason)
    if as_json:
        for move in seen.moves:
            is_counted = move.grade.submission_id in counted
            print_json({**move_to_json(move, made), "is_counted": is_counted})
    else:
        _show(seen, made, counted, preview=preview)
    _say_failed(seen)
    return LOOK if seen.failed else DONE


def _opened(course: Course, gradebook: str | None, *, preview: bool) -> Gradebook:
    """The gradebook; for a preview a copy of an older one, which is left as it is.

    Of one of today a preview keeps what it decides, and the regrade that follows decides nothing
    again.
    """
    if preview:
        book = gradebook_of(course, gradebook, for_reading=True)
        if book.database.older is not None:
            return book
        book.close()
    return gradebook_of(course, gradebook)


def move_to_json(move: Move, change: int | None) -> dict[str, Any]:
    """A move, for machines."""
    return {
        "student": move.grade.student,
        "assignment": move.grade.assignment,
        "submission": move.grade.path,
        "score_before": move.grade.score,
        "score": move.report.score,
        "max_score": move.report.max_score,
        "status": move.report.status,
        "by": move.by,
        "why": move.why,
        "parts": {
            part.part: {
                "before": part.before,
                "after": part.after,
                "score_before": part.score_before,
                "score": part.score_after,
                "why": part.why,
            }
            for part in move.parts
        },
        "change": change,
    }


def _of_others(number: int) -> str:
    return f"{how_many(number, 'report')} {'changes' if number == 1 else 'change'}"


def _say_failed(seen: again.Preview) -> None:
    for answer, error in list(seen.failed.items())[:SHOWN]:
        say(f"The grader failed on {answer}; that part is left as it was. Report this: {error}")
    if len(seen.failed) > SHOWN:
        say(f"So it did on {len(seen.failed) - SHOWN} more answers.")


def _undo(book: Gradebook, assignment: str, change: int | None, *, as_json: bool) -> int:
    undone, made = take_back(book, assignment, at=now(), by=me(), change_id=change)
    if as_json:
        print_json({"assignment": assignment, "undone": undone, "change": made})
    else:
        terminal().print(f"Change {undone} is undone (by change {made}); nothing was deleted.")
    return DONE


def _counted(book: Gradebook, assignment: Assignment, moves: Sequence[Move]) -> frozenset[int]:
    """The submission that counts of each student once the moves are made."""
    moved = {move.grade.submission_id: move for move in moves}

    def choose(grades: Sequence[Grade]) -> Grade:
        after = [
            replace(grade, score=move.report.score, counts=move.counts)
            if (move := moved.get(grade.submission_id)) is not None
            else grade
            for grade in grades
        ]
        return counting(after, assignment.policy.attempts)

    return frozenset(grade.submission_id for grade in book.latest(assignment.id, choose))


def _show(
    seen: again.Preview, made: int | None, counted: Collection[int], *, preview: bool
) -> None:
    console = terminal()
    scored = [move for move in seen.moves if move.by]
    if scored:
        table = Table("student", "before", "after", "moves by", "why")
        for move in scored:
            table.add_row(
                escape(move.grade.student),
                f"{move.grade.score:g}",
                f"{move.report.score:g}",
                f"{move.by:+g}",
                escape(move.why)
                + ("" if move.grade.submission_id in counted else " (another submission counts)"),
            )
        console.print(table)
    others = len(seen.moves) - len(scored)
    console.print(
        f"{how_many(seen.submissions, 'submission')}, {how_many(seen.decided, 'decision')} made"
        + (f", {seen.recredited} with other credits" if seen.recredited else "")
        + f": {how_many(len(scored), 'score')} {'moves' if len(scored) == 1 else 'move'}"
        + (f", {_of_others(others)} in words or verdicts only." if others else ".")
    )
    if preview and seen.moves:
        console.print(f"Nothing was changed. Apply: grader regrade {escape(seen.assignment)}")
    elif made is not None:
        console.print(
            f"Applied as change {made}. Take it back: grader regrade {escape(seen.assignment)} "
            "--undo"
        )
