"""`grader grade`: a class graded end to end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from grader.assignment import FILE, load_assignment
from grader.batch import Batch, Result
from grader.cli.context import (
    WRONG,
    course_here,
    gradebook_of,
    print_json,
    progress_console,
    say,
    terminal,
)
from grader.cli.printing import escape
from grader.cli.tally import Tally, log_line
from grader.cluster import ClusterPool
from grader.codec import report_to_json
from grader.errors import GraderError
from grader.garbage import collecting_anew
from grader.handed_in import no_submission
from grader.pool import LocalPool
from grader.station import Mode, Work
from grader.watching import arrivals


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
    watch: Annotated[
        bool,
        typer.Option("--watch", help="Then grade what arrives in the folders, until Ctrl-C."),
    ] = False,
    log: Annotated[
        Path | None, typer.Option(help="Append one line a submission to this file.")
    ] = None,
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
    if watch:
        only_folders(usable)
    with (
        gradebook_of(course, gradebook, may_begin=True) as book,
        _log_to(log) as write,
        collecting_anew(),
    ):
        tally = Tally(roster=frozenset(student.id for student in book.roster.students()))
        pool = ClusterPool(work, scheduler, workers) if scheduler else LocalPool(work, workers)
        batch = Batch(course, asked, book, pool.map, engine=mode, force=force)
        try:
            if watch:
                _watch(batch, usable, tally, write, as_json=as_json)
            else:
                _run(batch, usable, tally, write, as_json=as_json)
        except BaseException as error:
            pool.close(now=True)
            if isinstance(error, KeyboardInterrupt):
                raise typer.Abort from None
            raise
        pool.close(now=watch)
    if not tally.submissions and not watch:
        raise GraderError(
            f"There is no notebook in {', '.join(map(str, usable))}: give the folder or zip that "
            "the submissions are in."
        )
    if not as_json:
        tally.show(terminal(), asked)
    for slip in slips:
        say(slip)
    return WRONG if slips else tally.exit_code


def usable_paths(paths: list[Path]) -> tuple[list[Path], list[str]]:
    """The paths that can be graded, and a sentence about each of the others.

    Raises:
        GraderError: If none can.
    """
    wrong = {path: sentence for path in paths if (sentence := no_submission(path)) is not None}
    if len(wrong) == len(set(paths)):
        raise GraderError(" ".join(wrong.values()))
    return [path for path in paths if path not in wrong], list(wrong.values())


def only_folders(paths: list[Path]) -> None:
    """What is watched are folders.

    Raises:
        GraderError: If one of the paths is none.
    """
    for path in paths:
        if not path.is_dir():
            raise GraderError(
                f"{path} is no folder: --watch waits for what arrives in folders. Give the folder "
                "it lies in, or leave --watch out."
            )


@contextmanager
def _log_to(path: Path | None) -> Iterator[Callable[[str], None]]:
    """Appends lines to a file, each at once; does nothing without one."""
    if path is None:
        yield lambda line: None
        return
    try:
        file = path.open("a", encoding="utf-8", errors="replace", buffering=1)
    except OSError as error:
        raise GraderError(
            f"The log {path} cannot be written: {error.strerror or error}. Name another file."
        ) from error

    def write(line: str) -> None:
        try:
            print(line, file=file)
        except OSError as error:
            with suppress(OSError):
                file.close()  # what it still holds would fail once more
            raise GraderError(
                f"The log {path} cannot be written: {error.strerror or error}. What was graded is "
                "recorded; free some space or name another file, and run the same command again."
            ) from error

    with file:
        yield write


def _run(
    batch: Batch, paths: list[Path], tally: Tally, write: Callable[[str], None], *, as_json: bool
) -> None:
    with _progress() as progress:
        total = batch.count(paths)
        bar = progress.add_task(f"Grading {batch.assignment.id}", total=total, counts="")
        for result in batch.grade(paths):
            _say(result, tally, write, progress, as_json=as_json)
            progress.update(bar, advance=1, counts=tally.counts())


def _watch(
    batch: Batch, folders: list[Path], tally: Tally, write: Callable[[str], None], *, as_json: bool
) -> None:
    """Grade what is there, then what arrives. Ctrl-C is how this ends, at any time."""
    with _progress() as progress:
        bar = progress.add_task(f"Watching for {batch.assignment.id}", total=None, counts="")
        try:
            for files in arrivals(folders):
                progress.update(bar, total=tally.submissions + len(files))
                # a new batch: what people decided and granted meanwhile holds for what arrives
                for result in replace(batch).grade(folders, only=files):
                    _say(result, tally, write, progress, as_json=as_json)
                    progress.update(bar, advance=1, counts=tally.counts())
        except KeyboardInterrupt:
            return


def _say(
    result: Result,
    tally: Tally,
    write: Callable[[str], None],
    progress: Progress,
    *,
    as_json: bool,
) -> None:
    """Everything that is said of one submission while the others are still being graded."""
    tally.add(result)
    if sentence := _sentence(result):
        progress.console.print(escape(sentence), style="yellow")
        if progress.console.quiet:
            say(sentence)
    if as_json:
        print_json(report_to_json(result.report))
    write(log_line(result, datetime.now(UTC)))  # last: who reads the log knows that all was said


def _progress() -> Progress:
    console = progress_console()
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        _Rate(),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
        TextColumn("{task.fields[counts]}"),
        console=console,
        transient=True,
        disable=console.quiet,
    )


class _Rate(ProgressColumn):
    """Submissions a second, over the last ones."""

    def render(self, task: Task) -> Text:
        """The rate, once there is one."""
        speed = task.finished_speed or task.speed
        return Text("" if speed is None else f"{speed:.1f}/s")


def _sentence(result: Result) -> str:
    """What is wrong with a submission as a whole, if anything is."""
    if result.sentence or result.report.status != "failed":
        return result.sentence
    return f"{result.report.submission}: {' '.join(result.report.warnings)}"
