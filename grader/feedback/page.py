"""From a report and the executed notebook to a page, through nbconvert."""

from __future__ import annotations

import base64
import copy
import hashlib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import TemplateExporter

from grader import __version__
from grader.assignment import Assignment
from grader.feedback.safe_html import (
    as_written,
    base64_only,
    breakable,
    plain_text,
    safe_markdown,
)
from grader.feedback.trajectory_figure import svg
from grader.kinds.trajectories import read_sentence
from grader.policy import Policy, points, sentences
from grader.records import Notebook, PartReport, Report, Verdict

TEMPLATES = Path(__file__).parent / "templates"
SHOWN = ("image/png", "image/jpeg", "text/latex", "text/plain")
"""What a page shows of an output, the first that there is. HTML, SVG and scripts never."""

MATHJAX = "https://cdn.jsdelivr.net/npm/mathjax@3.2.2/es5/tex-chtml.js"
MATHJAX_SETTINGS = (
    "MathJax={tex:{inlineMath:[['$','$'],['\\\\(','\\\\)']]},loader:{load:['ui/safe']},"
    "options:{ignoreHtmlClass:'source|stream|result|error|summary|warnings'}};"
)

WORDS = {
    Verdict.CORRECT: ("\N{CHECK MARK}", "right"),
    Verdict.PARTIAL: ("\N{CIRCLE WITH LEFT HALF BLACK}", "partly right"),
    Verdict.INCORRECT: ("\N{MULTIPLICATION X}", "not right"),
    Verdict.UNDECIDED: ("\N{HORIZONTAL ELLIPSIS}", "a person will look"),
    Verdict.UNREADABLE: ("?", "could not be read"),
    Verdict.MISSING: ("\N{EN DASH}", "no answer"),
    Verdict.NOT_RUN: ("!", "did not run"),
}
"""A sign and words for every verdict; colour alone says nothing."""


def page(report: Report, notebook: Notebook | None, assignment: Assignment) -> str:
    """The feedback page of a student.

    Nothing of the reference is in it: of a report only what a student may see is read.

    Args:
        report: What was decided.
        notebook: As executed; ``None`` if there is none (it could not be read).
        assignment: For the title, and for the policy that is shown.
    """
    parts = [_part(part, assignment.policy) for part in report.parts]
    cells = notebook["cells"] if notebook is not None else []
    shown = _shown(cells, parts)
    body, _ = _exporter().from_notebook_node(
        nbformat.from_dict({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": shown}),
        resources={"gradus": _resources(report, parts, len(cells), assignment)},
    )
    return as_written(str(body))


def _part(part: PartReport, policy: Policy) -> dict[str, Any]:
    sign, words = WORDS[part.verdict]
    counts = points(part, policy)
    return {
        "name": part.part,
        "verdict": part.verdict.value,
        "sign": sign,
        "words": words,
        "points": f"{'?' if counts is None else f'{counts.normalize():f}'} / {part.max_score:g}",
        "waits": counts is None,
        "hint": part.hint,
        "figure": _figure(part),
        "cell": part.cell,
        "anchor": None if part.cell is None else "answer-" + part.part.replace(".", "-"),
    }


def _figure(part: PartReport) -> str:
    """The simulation that the hint tells of, drawn; empty if it tells of none."""
    shown = read_sentence(part.hint)
    return svg(shown) if shown is not None else ""


def _shown(cells: Sequence[Mapping[str, Any]], parts: Sequence[Mapping[str, Any]]) -> list[Any]:
    """The cells as a page shows them: outputs reduced, verdicts attached, all else dropped."""
    shown = []
    for index, cell in enumerate(cells):
        mine = [dict(part) for part in parts if part["cell"] == index]
        kept: dict[str, Any] = {
            "id": f"c{index}",
            "cell_type": cell["cell_type"],
            "source": cell["source"],
            "metadata": {"gradus": mine} if mine else {},
        }
        if cell["cell_type"] == "code":
            kept["execution_count"] = None
            kept["outputs"] = [
                out for output in cell.get("outputs", ()) if (out := _output(output))
            ]
        if cell["cell_type"] == "markdown" and cell.get("attachments"):
            kept["attachments"] = copy.deepcopy(cell["attachments"])
        shown.append(kept)
    return shown


def _output(output: Mapping[str, Any]) -> dict[str, Any] | None:
    match output:
        case {"output_type": "stream", "name": str(name), "text": text}:
            return {"output_type": "stream", "name": name, "text": _joined(text)}
        case {"output_type": "error", "traceback": list(lines)}:
            traceback = [str(line) for line in lines]
            return {"output_type": "error", "ename": "", "evalue": "", "traceback": traceback}
        case {"output_type": "execute_result" | "display_data", "data": Mapping() as data}:
            for mime in SHOWN:
                if mime in data:
                    return {
                        "output_type": "display_data",
                        "data": {mime: _joined(data[mime])},
                        "metadata": {},
                    }
    return None


def _joined(text: Any) -> str:
    return "".join(map(str, text)) if isinstance(text, list) else str(text)


def _resources(
    report: Report,
    parts: Sequence[Mapping[str, Any]],
    cells: int,
    assignment: Assignment,
) -> dict[str, Any]:
    waiting = sum(part["waits"] for part in parts)
    return {
        "title": assignment.title,
        "student": report.student,
        "score": f"{report.score:g}",
        "max_score": f"{report.max_score:g}",
        "pending": _waiting(waiting) if waiting else "",
        "warnings": report.warnings,
        "notes": report.notes,
        "parts": parts,
        "elsewhere": [part for part in parts if _is_elsewhere(part, cells, report.warnings)],
        "rules": sentences(assignment.policy, assignment.due, extra_credit=assignment.extra_credit),
        "made_by": f"Graded by Gradus {__version__}.",
        "style": (TEMPLATES / "gradus" / "style.css").read_text(encoding="utf-8"),
        "mathjax": MATHJAX,
        "mathjax_settings": MATHJAX_SETTINGS,
        "policy": _policy(),
    }


def _is_elsewhere(part: Mapping[str, Any], cells: int, remarks: Sequence[str]) -> bool:
    """Whether something is said of the part that stands at no cell and not on top of the page."""
    return (part["cell"] is None or part["cell"] >= cells) and part["hint"] not in remarks


def _waiting(count: int) -> str:
    return "one part waits for a person" if count == 1 else f"{count} parts wait for a person"


@lru_cache(maxsize=1)
def _policy() -> str:
    """Only MathJax may run; only pictures inside the page are shown; nothing is sent anywhere."""
    digest = base64.b64encode(hashlib.sha256(MATHJAX_SETTINGS.encode()).digest()).decode()
    place = "https://cdn.jsdelivr.net/npm/mathjax@3.2.2/"
    return (
        "default-src 'none'; img-src data:; style-src 'unsafe-inline'; "
        f"font-src {place}; script-src 'sha256-{digest}' {place}; base-uri 'none'; "
        "form-action 'none'"
    )


@lru_cache(maxsize=1)
def _exporter() -> TemplateExporter:
    """Our template and nothing else: what a notebook is prepared for elsewhere is done already.

    nbconvert's `HTMLExporter` would read each page once more to add what our template has.
    """
    return TemplateExporter(
        template_name="gradus",
        extra_template_basedirs=[str(TEMPLATES)],
        file_extension=".html",
        default_preprocessors=[],
        filters={
            "safe_markdown": safe_markdown,
            "plain_text": plain_text,
            "base64_only": base64_only,
            "breakable": breakable,
        },
    )
