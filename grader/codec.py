"""Records to JSON and back: what the gradebook keeps and what `--json` prints.

Reading is strict about what it needs and lenient about what it does not know, so that a gradebook
written by a newer version can still be read.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any, TypeVar

from grader.errors import GraderError
from grader.records import (
    JSON,
    Answer,
    CellRun,
    Decision,
    NoAnswer,
    PartReport,
    Report,
    Returned,
    Run,
    Verdict,
)

Given = Answer | NoAnswer
"""What was harvested for a part."""

R = TypeVar("R")


_COMPACT = json.JSONEncoder(separators=(",", ":"))
_SORTED = json.JSONEncoder(separators=(",", ":"), sort_keys=True)
# `json.dumps` would make one of these for every value: a class has tens of thousands


def dumps(value: JSON) -> str:
    """JSON text: compact and ASCII, so that any database keeps what students write."""
    return _COMPACT.encode(value)


def digest(value: JSON) -> str:
    """A short name of a JSON value: 32 hexadecimal digits, equal for equal values.

    >>> digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1})
    True
    """
    text = _SORTED.encode(value)
    return hashlib.sha256(text.encode("ascii")).hexdigest()[:32]


# ---------------------------------------------------------------------------------- answers


def given_to_json(given: Given) -> JSON:
    """An answer, or why there is none."""
    if isinstance(given, NoAnswer):
        return {
            "part": given.part,
            "verdict": given.verdict.value,
            "reason": given.reason,
            "source": given.source,
            "cell": given.cell,
        }
    found = {
        "part": given.part,
        "form": given.form,
        "content": given.content,
        "source": given.source,
        "cell": given.cell,
    }
    if given.returned:
        found["returned"] = [returned_to_json(one) for one in given.returned]
    return found


def given_from_json(value: JSON) -> Given:
    """The opposite of `given_to_json`.

    Raises:
        GraderError: If it is not what `given_to_json` writes.
    """
    return _reading("an answer", _given, value)


def _given(value: JSON) -> Given:
    if "form" not in value:
        verdict = Verdict(value["verdict"])
        if (
            verdict is not Verdict.MISSING
            and verdict is not Verdict.NOT_RUN
            and verdict is not Verdict.UNREADABLE
        ):
            raise ValueError(verdict)
        return NoAnswer(
            part=value["part"],
            verdict=verdict,
            reason=value["reason"],
            source=value.get("source", ""),
            cell=value.get("cell"),
        )
    return Answer(
        part=value["part"],
        form=value["form"],
        content=value["content"],
        source=value.get("source", ""),
        cell=value.get("cell"),
        returned=tuple(_returned(one) for one in value.get("returned", ())),
    )


def returned_to_json(returned: Returned) -> JSON:
    """What one call of a student's function gave."""
    return {
        "value": returned.value,
        "arguments_after": list(returned.arguments_after),
        "error": returned.error,
    }


def _returned(value: JSON) -> Returned:
    return Returned(
        value=value.get("value"),
        arguments_after=tuple(value.get("arguments_after", ())),
        error=value.get("error"),
    )


def answer_hash(given: Given, content_hash: str) -> str:
    """What an answer says, whoever gave it, in whatever cell.

    Where there is no answer, nobody wrote the same as anybody else: the name then holds the
    submission's own content.

    Args:
        given: The answer.
        content_hash: Of the submission.
    """
    if isinstance(given, NoAnswer):
        return digest([given.verdict.value, given.reason, content_hash])
    returned = [returned_to_json(one) for one in given.returned]
    return digest([given.form, given.content, returned])


# -------------------------------------------------------------------------------- decisions


def decision_to_json(decision: Decision) -> JSON:
    """A decision; what it does not say is left out."""
    found = {key: value for key, value in _shallow(decision).items() if value not in (None, "")}
    if decision.certificate is not None:
        found["certificate"] = dict(decision.certificate)
    return {**found, "verdict": decision.verdict.value, "score": decision.score}


def decision_from_json(value: JSON) -> Decision:
    """The opposite of `decision_to_json`.

    Raises:
        GraderError: If it is not what `decision_to_json` writes.
    """
    return _reading("a decision", _decision, value)


def _decision(value: JSON) -> Decision:
    return Decision(
        verdict=Verdict(value["verdict"]),
        score=value["score"],
        **_known(value, "hint evidence proof certificate method mistake scope tolerance"),
    )


# ---------------------------------------------------------------------------------- reports


def part_to_json(part: PartReport, *, staff: bool = True) -> JSON:
    """A part of a report; what is empty is left out, and for students what is for staff only."""
    found: dict[str, JSON] = {
        "verdict": part.verdict.value,
        "score": part.score,
        "max_score": part.max_score,
        "hint": part.hint,
    }
    for key in ("evidence", "proof", "certificate", "method", "mistake", "cell"):
        value = getattr(part, key)
        if value not in (None, "") and (staff or key in _FOR_STUDENTS):
            found[key] = dict(value) if key == "certificate" else value
    return found


_FOR_STUDENTS = frozenset({"cell"})


def report_to_json(report: Report, *, staff: bool = True) -> JSON:
    """A report as `--json` prints it and the gradebook keeps it.

    Args:
        report: The report.
        staff: Whether evidence, proofs and certificates are in it, which may quote the reference.
    """
    return {
        "student": report.student,
        "assignment": report.assignment,
        "submission": report.submission,
        "score": report.score,
        "max_score": report.max_score,
        "status": report.status,
        "parts": {part.part: part_to_json(part, staff=staff) for part in report.parts},
        "warnings": list(report.warnings),
        "notes": list(report.notes),
    }


def report_from_json(value: JSON) -> Report:
    """The opposite of `report_to_json`.

    Raises:
        GraderError: If it is not what `report_to_json` writes.
    """
    return _reading("a report", _report, value)


def _report(value: JSON) -> Report:
    return Report(
        student=value["student"],
        assignment=value["assignment"],
        submission=value["submission"],
        score=value["score"],
        max_score=value["max_score"],
        status=value["status"],
        parts=tuple(_part(part, content) for part, content in value["parts"].items()),
        warnings=tuple(value.get("warnings", ())),
        notes=tuple(value.get("notes", ())),
    )


def _part(part: str, value: JSON) -> PartReport:
    return PartReport(
        part=part,
        verdict=Verdict(value["verdict"]),
        score=value["score"],
        max_score=value["max_score"],
        **_known(value, "hint evidence proof certificate method mistake cell"),
    )


# ------------------------------------------------------------------------------------- runs


def run_to_json(run: Run) -> JSON:
    """An executed notebook with everything that is known of the execution."""
    return {
        **_shallow(run),
        "cells": [asdict(cell) for cell in run.cells],
        "returned": {
            part: [returned_to_json(one) for one in calls] for part, calls in run.returned.items()
        },
        "limits_hit": list(run.limits_hit),
        "layers": list(run.layers),
    }


def run_from_json(value: JSON) -> Run:
    """The opposite of `run_to_json`.

    Raises:
        GraderError: If it is not what `run_to_json` writes.
    """
    return _reading("a run", _run, value)


def _run(value: JSON) -> Run:
    return Run(
        notebook=value["notebook"],
        cells=tuple(
            CellRun(cell=cell["cell"], status=cell["status"], **_known(cell, "reason wall_s"))
            for cell in value.get("cells", ())
        ),
        returned={
            part: tuple(_returned(one) for one in calls)
            for part, calls in value.get("returned", {}).items()
        },
        limits_hit=tuple(value.get("limits_hit", ())),
        layers=tuple(value.get("layers", ())),
        **_known(value, "fault engine wall_s cpu_s peak_mib"),
    )


# ------------------------------------------------------------------------------------------


def _shallow(record: Any) -> dict[str, Any]:
    return {name: getattr(record, name) for name in record.__slots__}


def _known(value: Mapping[str, Any], names: str) -> dict[str, Any]:
    return {name: value[name] for name in names.split() if name in value}


def _reading(what: str, read: Callable[[JSON], R], value: JSON) -> R:
    try:
        return read(value)
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise GraderError(
            f"This is not {what} of the grader's: {type(error).__name__} {error}."
        ) from error
