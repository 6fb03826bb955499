"""`grader verify`: every promise of a problem's author, checked on many variants."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

import typer
from rich.progress import Progress
from rich.table import Table

from grader.cli.context import DONE, LOOK, course_here, print_json, progress_console, terminal
from grader.cli.printing import escape, how_many
from grader.lines import cores
from grader.verify.faults import PATIENCE_S
from grader.verify.problem import Verified
from grader.verify.shares import Order, verify_shares
from grader.verify.variant import Complaint

SHOWN = 3
"""Complaints of one check of one part that are shown: most are of many variants."""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("verify")(verify)


def verify(
    problems: Annotated[
        list[str] | None, typer.Argument(help="Problem ids; all of the course if none.")
    ] = None,
    seeds: Annotated[int, typer.Option(min=1, help="How many variants, seed 0 first.")] = 20,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processes; all cores if not given.")
    ] = None,
    notebooks: Annotated[
        bool, typer.Option(help="Also run the blank and the solved notebooks of two variants.")
    ] = True,
    patience: Annotated[
        float,
        typer.Option(
            min=1,
            help="Seconds of processor time that a variant may take; ten times that by the clock.",
        ),
    ] = PATIENCE_S,
    unsafe_no_sandbox: Annotated[
        bool, typer.Option("--unsafe-no-sandbox", help="Run them where no cage is to be had.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a part.")] = False,
) -> int:
    """Check reference against oracle, accepted and refused forms, mistakes, variants, notebooks."""
    course = course_here()
    chosen = list(dict.fromkeys(problems or course.problem_ids))
    for problem_id in chosen:
        course.check_known(problem_id)
    order = Order(
        folder=course.settings.folder,
        seeds=seeds,
        notebooks=notebooks,
        seconds=patience,
        unsafe=unsafe_no_sandbox,
    )
    shares = order.shares(chosen)
    console = progress_console()
    with Progress(console=console, transient=True, disable=console.quiet) as progress:
        done = verify_shares(order, shares, workers or cores())
        outcomes = list(progress.track(done, total=len(shares), description="Verifying"))
    complaints = [complaint for outcome in outcomes for complaint in outcome.complaints]
    complaints = list(dict.fromkeys(complaints))  # a problem that fails does so in each share
    complaints.sort(key=lambda one: (chosen.index(one.problem), one.seed))
    rows = _rows(chosen, outcomes, complaints)
    if as_json:
        for row in rows:
            print_json(row)
    else:
        _show(rows, complaints)
    return LOOK if complaints else DONE


def _rows(
    chosen: Sequence[str], outcomes: Sequence[Verified], complaints: Sequence[Complaint]
) -> list[dict[str, Any]]:
    """One row a part, asked for or not, and one of a problem that is wrong as a whole."""
    rows = []
    for problem_id in chosen:
        mine = [outcome for outcome in outcomes if outcome.problem == problem_id]
        names = dict.fromkeys(name for outcome in mine for name in outcome.parts)
        broken = [c for c in complaints if c.problem == problem_id and c.part not in names]
        for name in names:
            tallies = [outcome.parts[name] for outcome in mine if name in outcome.parts]
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
        for name in dict.fromkeys(complaint.part for complaint in broken):
            said = [_complaint(c) for c in broken if c.part == name]
            rows.append({"part": f"{problem_id}.{name}".rstrip("."), "complaints": said})
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
    if table.rows:
        console.print(table)
    alike: dict[tuple[str, str], list[Complaint]] = {}
    for complaint in complaints:
        where = f"{complaint.problem}.{complaint.part}".rstrip(".")
        alike.setdefault((where, complaint.check), []).append(complaint)
    for (where, check), found in alike.items():
        for one in found[:SHOWN]:
            said = escape(one.message)
            console.print(f"{where} (seed {one.seed}), {check}: {said}", style="red")
        if len(found) > SHOWN:
            more = how_many(len(found) - SHOWN, "complaint")
            console.print(f"{where}, {check}: {more} more; --json lists all.", style="red")
    verdict = how_many(len(complaints), "complaint") if complaints else "Everything agrees"
    console.print(f"{verdict}.")
