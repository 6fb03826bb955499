"""`grader verify`: every promise of a problem's author, checked on many variants."""

from __future__ import annotations

import multiprocessing
from collections.abc import Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.progress import Progress
from rich.table import Table

from grader.catalog import open_course
from grader.cli.context import DONE, LOOK, course_here, print_json, progress_console, terminal
from grader.pool import cores
from grader.sandbox import open_sandbox
from grader.settings import find_settings
from grader.verify.notebooks import NotebookCheck
from grader.verify.problem import Complaint, Verified, failure, seeds_to_verify, verify_problem

SHARE = 25
"""Seeds that one process takes at a time, so that many cores share one problem."""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("verify")(verify)


def verify(
    problems: Annotated[
        list[str] | None, typer.Argument(help="Problem ids; all of the course if none.")
    ] = None,
    seeds: Annotated[int, typer.Option(min=1, help="How many variants, seed 0 first.")] = 20,
    workers: Annotated[int | None, typer.Option(min=1, help="Processes; all cores.")] = None,
    notebooks: Annotated[
        bool, typer.Option(help="Also run the blank and the solved notebooks of two variants.")
    ] = True,
    unsafe_no_sandbox: Annotated[
        bool, typer.Option("--unsafe-no-sandbox", help="Run them where no cage is to be had.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a part.")] = False,
) -> int:
    """Check reference against oracle, accepted and refused forms, mistakes, variants, notebooks."""
    course = course_here()
    chosen = list(problems or course.problem_ids)
    for problem_id in chosen:
        course.problem(problem_id)
    jobs = [
        (problem_id, list(seeds_to_verify(seeds))[start : start + SHARE])
        for problem_id in chosen
        for start in range(0, seeds, SHARE)
    ]
    folder = str(course.settings.folder)
    console = progress_console()
    with (
        ProcessPoolExecutor(
            workers or cores(), mp_context=multiprocessing.get_context("spawn")
        ) as pool,
        Progress(console=console, transient=True, disable=console.quiet) as progress,
    ):
        bar = progress.add_task("Verifying", total=len(jobs) + len(chosen) * notebooks)
        futures: list[Future[Verified]] = [
            pool.submit(_verify, folder, problem_id, share) for problem_id, share in jobs
        ]
        runs: list[Future[list[Complaint]]] = [
            pool.submit(_run_notebooks, folder, problem_id, range(min(seeds, 2)), unsafe_no_sandbox)
            for problem_id in chosen
            if notebooks
        ]
        every: list[Future[Any]] = [*futures, *runs]
        for done in as_completed(every):
            progress.advance(bar)
            done.result()  # a bug of ours ends the command at once, with its traceback
        outcomes = [future.result() for future in futures]
        complaints = [complaint for future in runs for complaint in future.result()]
    complaints += [complaint for outcome in outcomes for complaint in outcome.complaints]
    complaints = list(dict.fromkeys(complaints))  # a problem that fails does so in both
    rows = _rows(chosen, outcomes, complaints)
    if as_json:
        for row in rows:
            print_json(row)
    else:
        _show(rows, complaints)
    return LOOK if complaints else DONE


def _verify(folder: str, problem_id: str, seeds: Sequence[int]) -> Verified:
    return verify_problem(open_course(find_settings(Path(folder))), problem_id, seeds)


def _run_notebooks(
    folder: str, problem_id: str, seeds: Sequence[int], unsafe: bool
) -> list[Complaint]:
    course = open_course(find_settings(Path(folder)))
    sandbox = open_sandbox("auto", workers=1, unsafe=unsafe)
    complaints: list[Complaint] = []
    try:
        for seed in seeds:
            try:
                check = NotebookCheck(course, problem_id, seed, sandbox)
                complaints.extend(check.complaints())
            except Exception as error:  # noqa: BLE001 - an author's code may fail in any way
                complaints.append(failure(problem_id, seed, error))
    finally:
        sandbox.close()
    return complaints


def _rows(
    chosen: Sequence[str], outcomes: Sequence[Verified], complaints: Sequence[Complaint]
) -> list[dict[str, Any]]:
    """One row a part, and one a problem where something is wrong with it as a whole."""
    rows = []
    for problem_id in chosen:
        mine = [outcome for outcome in outcomes if outcome.problem == problem_id]
        names = dict.fromkeys(name for outcome in mine for name in outcome.parts)
        broken = [c for c in complaints if c.problem == problem_id and c.part not in names]
        for name in names:
            tallies = [outcome.parts[name] for outcome in mine]
            wrong = [c for c in complaints if c.problem == problem_id and c.part == name]
            rows.append(
                {
                    "part": f"{problem_id}.{name}",
                    "kind": tallies[0].kind,
                    "seeds": sum(tally.seeds for tally in tallies),
                    "observations": sum(tally.observations for tally in tallies),
                    "worst_disagreement": max(tally.worst for tally in tallies),
                    "proofs": sum(tally.proofs for tally in tallies),
                    "also_right": sum(tally.accepted for tally in tallies),
                    "near_misses": sum(tally.refused for tally in tallies),
                    "mistakes": sum(tally.recognised for tally in tallies),
                    "complaints": [_complaint(c) for c in wrong],
                }
            )
        if broken:
            rows.append({"part": problem_id, "complaints": [_complaint(c) for c in broken]})
    return rows


def _complaint(complaint: Complaint) -> dict[str, Any]:
    return {"seed": complaint.seed, "check": complaint.check, "message": complaint.message}


def _show(rows: Sequence[dict[str, Any]], complaints: Sequence[Complaint]) -> None:
    table = Table(
        title="Disagreement is in tolerances: at most 1 is agreement", title_justify="left"
    )
    for name in (
        "part",
        "kind",
        "seeds",
        "seen",
        "apart",
        "proofs",
        "also",
        "near",
        "mistakes",
        "",
    ):
        table.add_column(name, justify="left" if name in {"part", "kind"} else "right")
    for row in rows:
        if "kind" in row:
            table.add_row(
                row["part"],
                row["kind"],
                *(str(row[key]) for key in ("seeds", "observations")),
                f"{row['worst_disagreement']:.2g}",
                *(str(row[key]) for key in ("proofs", "also_right", "near_misses", "mistakes")),
                f"{len(row['complaints'])} wrong" if row["complaints"] else "ok",
            )
    console = terminal()
    console.print(table)
    for complaint in complaints:
        where = f"{complaint.problem}.{complaint.part}".rstrip(".")
        console.print(
            f"{where} (seed {complaint.seed}), {complaint.check}: {escape(complaint.message)}",
            style="red",
        )
    verdict = f"{len(complaints)} complaints" if complaints else "Everything agrees"
    console.print(f"{verdict}.")
