"""`grader doctor`: what a student runs before handing in, and what a machine can hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from grader.cells import KEY, marked_part, stored_part, without_mark
from grader.cli.context import DONE, LOOK, print_json, terminal
from grader.cli.printing import escape, how_many
from grader.errors import GraderError
from grader.handed_in import Found, find
from grader.harvest import match_cells
from grader.sandbox.doctor import system_report
from grader.submission import Broken, read


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("doctor")(doctor)


def doctor(
    notebook: Annotated[Path | None, typer.Argument(help="The notebook to look at.")] = None,
    system: Annotated[
        bool, typer.Option("--system", help="Say which layers of the cage hold on this machine.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> int:
    """Look a notebook over before it is handed in: nothing runs, no answer is judged."""
    if system == (notebook is not None):
        raise GraderError("Give a notebook to look at, or --system.")
    if notebook is None:
        return _system(as_json=as_json)
    submission = read(_only(notebook))
    if isinstance(submission, Broken):
        raise GraderError(f"{submission.place}: {submission.reason}")
    cells = submission.notebook["cells"]
    parts = list(dict.fromkeys(p for c in cells if (p := stored_part(c) or marked_part(c))))
    claims, warnings = match_cells(submission.notebook, parts)
    stored = submission.notebook["metadata"].get(KEY)
    recorded = stored if isinstance(stored, dict) else {}
    remarks = [*submission.warnings, *warnings]
    if not parts:
        remarks.append(
            "No cell is marked as an answer: was this notebook handed out by the course?"
        )
    result: dict[str, Any] = {
        "assignment": recorded.get("assignment"),
        "student": recorded.get("student"),
        "parts": {part: [index + 1 for index in claims.get(part, ())] for part in parts},
        "blank": [part for part in parts if _is_blank(cells, claims.get(part, ()))],
        "remarks": remarks,
    }
    if as_json:
        print_json(result)
    else:
        console = terminal()
        console.print(
            f"{how_many(len(parts), 'answer cell')} of "
            f"{escape(str(result['assignment'] or 'an unknown assignment'))}."
            + (f" Blank: {escape(', '.join(result['blank']))}." if result["blank"] else "")
        )
        for remark in remarks:
            console.print(f"- {escape(remark)}")
    return LOOK if remarks else DONE


def _is_blank(cells: Sequence[Mapping[str, Any]], indices: Sequence[int]) -> bool:
    """Whether there are cells, and none has more than comments or a common placeholder."""
    lines = [
        line.strip()
        for index in indices
        for line in without_mark(cells[index]).splitlines()
        if line.strip() and not line.strip().startswith("#")
    ]
    return bool(indices) and set(lines) <= {"...", "pass", "None"}


def _only(path: Path) -> Found:
    """The notebook that is meant, perhaps in a folder or a zip."""
    match list(find([path], "")):
        case [found]:
            return found
        case []:
            raise GraderError(f"There is no notebook in {path}: give the notebook itself.")
        case several:
            raise GraderError(
                f"There are {len(several)} notebooks in {path}: give the one that is to be looked "
                "at."
            )


def _system(*, as_json: bool) -> int:
    report = system_report()
    if as_json:
        print_json(report)
    else:
        console = terminal()
        for layer, state in report.items():
            console.print(f"{layer}: {escape(str(state))}")
    return DONE if report.get("engine") == "sealed" else LOOK
