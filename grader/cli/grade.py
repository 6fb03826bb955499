"""`grader grade`: a class graded end to end."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from grader.assignment import FILE, Assignment, load_assignment
from grader.batch import Batch, Result
from grader.cli.context import (
    DONE,
    LOOK,
    WRONG,
    course_here,
    gradebook_of,
    print_json,
    progress_console,
    say,
    terminal,
)
from grader.cluster import ClusterPool
from grader.codec import report_to_json
from grader.errors import GraderError
from grader.pool import LocalPool
from grader.station import Mode, Work
from grader.submission import no_submission


class EngineName(StrEnum):
    """What `--engine` takes."""

    AUTO = "auto"
    SEALED = "sealed"
    JUPYTER = "jupyter"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("grade")(grade)


def grade(
    assignment: Annotated[str, typer.Argument(help="Folder name in notebooks/: hw1.")],
    paths: Annotated[list[Path], typer.Argument(help="Notebooks, folders or zips.")],
    gradebook: Annotated[
        str | None, typer.Option(help="SQLite file or database URL instead of the settings'.")
    ] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processes; all cores if not given.")
    ] = None,
    scheduler: Annotated[
        str | None,
        typer.Option(help="tcp://HOST:PORT of a dask scheduler, or local: grade on its workers."),
    ] = None,
    engine: Annotated[EngineName, typer.Option(help="How notebooks are run.")] = EngineName.AUTO,
    no_execute: Annotated[
        bool, typer.Option("--no-execute", help="Grade saved outputs; run nothing.")
    ] = False,
    unsafe_no_sandbox: Annotated[
        bool,
        typer.Option("--unsafe-no-sandbox", help="Run where no cage is to be had; reports say so."),
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Grade again what is done.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a submission.")] = False,
) -> int:
    """Grade submissions: run, read, decide, score, record. Run again, it does what is not done."""
    course = course_here()
    asked = load_assignment(course.root, assignment)
    asked.chosen(course.part_ids)
    mode: Mode = "none" if no_execute else engine.value
    work = Work(
        settings_from=str(course.settings.folder),
        assignment_file=str(asked.folder / FILE),
        engine=mode,
        unsafe=unsafe_no_sandbox,
    )
    usable, slips = usable_paths(paths)
    with gradebook_of(course, gradebook) as book:
        pool = ClusterPool(work, scheduler, workers) if scheduler else LocalPool(work, workers)
        batch = Batch(course, asked, book, pool.map, engine=mode, force=force)
        try:
            results = _run(batch, usable, as_json=as_json)
        except BaseException as error:
            pool.close(now=True)
            if isinstance(error, KeyboardInterrupt):
                raise typer.Abort from None
            raise
        pool.close()
    if not as_json:
        show(results, asked)
    for slip in slips:
        say(slip)
    return WRONG if slips else exit_code(results)


def usable_paths(paths: list[Path]) -> tuple[list[Path], list[str]]:
    """The paths that can be graded, and a sentence about each of the others.

    Raises:
        GraderError: If none can.
    """
    wrong = {path: sentence for path in paths if (sentence := no_submission(path)) is not None}
    if len(wrong) == len(set(paths)):
        raise GraderError(" ".join(wrong.values()))
    return [path for path in paths if path not in wrong], list(wrong.values())


def exit_code(results: list[Result]) -> int:
    """2 where something was no notebook, 1 where a person must look, else 0."""
    if any(result.report.status == "failed" and result.how != "fault" for result in results):
        return WRONG
    if any(result.how == "fault" or result.report.status == "needs_review" for result in results):
        return LOOK
    return DONE


def _run(batch: Batch, paths: list[Path], *, as_json: bool) -> list[Result]:
    results: list[Result] = []
    counts: Counter[str] = Counter()
    console = progress_console()
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[counts]}"),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        disable=console.quiet,
    ) as progress:
        total = batch.count(paths)
        bar = progress.add_task(f"Grading {batch.assignment.id}", total=total, counts="")
        for result in batch.grade(paths):
            results.append(result)
            counts[result.how] += 1
            if sentence := _sentence(result):
                progress.console.print(escape(sentence), style="yellow")
                if console.quiet:
                    say(sentence)
            if as_json:
                print_json(report_to_json(result.report))
            said = ", ".join(f"{count} {how}" for how, count in sorted(counts.items()))
            progress.update(bar, advance=1, counts=said)
    return results


def _sentence(result: Result) -> str:
    """What is wrong with a submission as a whole, if anything is."""
    if result.sentence or result.report.status != "failed":
        return result.sentence
    return f"{result.report.submission}: {' '.join(result.report.warnings)}"


def show(results: list[Result], assignment: Assignment) -> None:
    """The table of scores, by student."""
    table = Table(title=f"{assignment.title} ({assignment.id})", title_justify="left")
    for name, justify in (("student", "left"), ("score", "right"), ("of", "right")):
        table.add_column(name, justify=justify)  # type: ignore[arg-type]
    for name in ("status", "right", "to review", "remarks"):
        table.add_column(name, justify="right" if name in {"right", "to review"} else "left")
    for result in sorted(results, key=lambda result: result.report.student):
        table.add_row(*map(escape, _row(result)))
    console = terminal()
    console.print(table)
    how: Counter[str] = Counter(result.how for result in results)
    console.print(
        f"{len(results)} submissions: "
        + (", ".join(f"{count} {name}" for name, count in sorted(how.items())) or "none found")
        + "."
    )


def _row(result: Result) -> tuple[Any, ...]:
    report = result.report
    right = sum(part.verdict == "correct" for part in report.parts)
    review = sum(not part.verdict.is_final and part.verdict != "missing" for part in report.parts)
    remark = report.warnings[0] if report.warnings else ""
    return (
        report.student,
        "" if report.status == "failed" else f"{report.score:g}",
        f"{report.max_score:g}",
        report.status,
        f"{right}/{len(report.parts)}",
        str(review or ""),
        remark if len(remark) <= 60 else remark[:57] + "...",
    )
