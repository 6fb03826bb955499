"""Gradescope: a zip with the ``results.json`` of every submission whose score is final."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, unquote

from grader.export.scores import Line, Scores
from grader.records import PartReport, Report

_EPOCH = (1980, 1, 1, 0, 0, 0)
"""Times inside the zip, so that equal scores give equal files."""


def results(report: Report, points: Mapping[str, float | None]) -> dict[str, Any]:
    """The ``results.json`` of a report: what a student may see, one test a part.

    Args:
        report: With the parts.
        points: What each part counts under the rules; one that waits for a person counts nothing
            yet (``None``), and has neither points nor a status.
    """
    return {
        "score": report.score,
        "output": "\n".join((*report.warnings, *report.notes)),
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "tests": [
            _test(number, part, points.get(part.part))
            for number, part in enumerate(report.parts, start=1)
        ],
        "extra_data": {"status": report.status, "max_score": report.max_score},
    }


def write(scores: Scores, _column: str | None) -> bytes:
    """``STUDENT/results.json`` in a zip."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for line in scores.lines:
            if line.score is not None and line.grade is not None:
                text = json.dumps(
                    results(line.grade.report, line.parts), indent=1, ensure_ascii=True
                )
                archive.writestr(zipfile.ZipInfo(_place(line), _EPOCH), text)
    return out.getvalue()


def read(content: bytes, scores: Scores, _column: str | None) -> dict[str, float | None]:
    """Score by student id; ``None`` for those who are not in the zip."""
    found: dict[str, float | None] = {line.student.id: None for line in scores.lines}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            student = unquote(name.rpartition("/")[0])
            found[student] = float(json.loads(archive.read(name))["score"])
    return found


def names(scores: Scores) -> Mapping[str, str]:
    """A student is called by their id."""
    return {line.student.id: line.student.id for line in scores.lines}


def _place(line: Line) -> str:
    # no id, however odd, may name a folder outside
    return f"{quote(line.student.id, safe=' @+').replace('.', '%2E')}/results.json"


def _test(number: int, part: PartReport, points: float | None) -> dict[str, Any]:
    test: dict[str, Any] = {
        "name": part.part,
        "number": str(number),
        "max_score": part.max_score,
        "output": part.hint,
        "visibility": "visible",
    }
    if points is not None:
        test["score"] = points
        test["status"] = "passed" if points >= part.max_score else "failed"
    if not part.verdict.is_final:
        test["output"] = f"{part.verdict.value.replace('_', ' ')}. {part.hint}".strip()
    return test
