"""`function`: the student's function, called in the sandbox on inputs drawn after the run."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

import numpy as np

from grader.errors import Unreadable
from grader.kinds.question import Kind, Question
from grader.reading.typed import from_typed_numbers
from grader.records import Answer, Decision, Returned, Verdict
from grader.spec import Function

NO_FUNCTION = "The cell's value is no function: end the cell with the function's name."


def decide(answer: Answer, question: Question, _earlier: Mapping[str, Answer]) -> Decision:
    """Compare each output with the reference's on the same input; the first failure is named.

    The inputs were drawn after the notebook had finished and are kept with the answer
    (``content["probes"]``), so that a regrade judges what really ran.
    """
    probes = answer.content.get("probes") if isinstance(answer.content, dict) else None
    if not isinstance(probes, list) or not probes:
        return Decision(verdict=Verdict.UNREADABLE, hint=NO_FUNCTION, method="function")
    if len(answer.returned) != len(probes):
        return Decision(
            verdict=Verdict.NOT_RUN,
            hint="Your function could not be called on every input within the limits.",
            evidence=f"{len(answer.returned)} of {len(probes)} calls came back.",
            method="function",
        )
    failures = [
        (str(probe["about"]), why)
        for probe, returned in zip(probes, answer.returned, strict=True)
        if (why := _failure(question.reference, probe["arguments"], returned))
    ]
    if not failures:
        said = f"agrees on {len(probes)} inputs that were drawn after the notebook had run"
        return Decision(
            verdict=Verdict.CORRECT, score=1.0, evidence=said, proof=said, method="function"
        )
    about, why = failures[0]
    return Decision(
        verdict=Verdict.INCORRECT,
        hint=f"Wrong {about}: {why}",
        evidence="; ".join(f"{about}: {why}" for about, why in failures),
        certificate={"input": about},
        method="function",
    )


def _failure(reference: Function, arguments: list[Any], returned: Returned) -> str | None:
    """What is wrong with one call, for the student; ``None`` if nothing is."""
    if returned.error is not None:
        return f"it raised {returned.error}"
    inputs = [from_typed_numbers(node) for node in arguments]
    right = reference.call(*copy.deepcopy(inputs))
    try:
        given = from_typed_numbers(returned.value)
        after = [from_typed_numbers(node) for node in returned.arguments_after]
    except Unreadable as error:
        return f"it returned what is no number, list or array ({error.message})"
    if (why := _difference(given, right, reference.relative)) is not None:
        return why
    if reference.keeps_arguments and not _all_as_before(after, inputs):
        return "it changes its input; work on a copy."
    return None


def _all_as_before(after: list[Any], inputs: list[Any]) -> bool:
    """Whether no argument was changed in place."""
    return len(after) == len(inputs) and all(
        _difference(now, before, 0.0) is None for now, before in zip(after, inputs, strict=True)
    )


def _difference(given: Any, right: Any, relative: float) -> str | None:
    """How two outputs differ in structure or value, without saying the right value."""
    if isinstance(right, tuple):
        several = isinstance(given, list | tuple) or (isinstance(given, np.ndarray) and given.ndim)
        if not several or len(given) != len(right):
            return f"it must return {len(right)} values."
        for place, (mine, wanted) in enumerate(zip(given, right, strict=True), start=1):
            if (why := _difference(mine, wanted, relative)) is not None:
                return f"in value {place} of {len(right)}, {why}"
        return None
    try:
        mine = np.asarray(given, dtype=complex)
        wanted = np.asarray(right, dtype=complex)
    except (TypeError, ValueError, OverflowError):
        return "it must return numbers."
    if mine.shape != wanted.shape:
        return f"the output has shape {mine.shape}, the right one {wanted.shape}."
    if not np.all(np.isfinite(mine)):
        return "the output is not finite."
    scale = float(np.max(np.abs(wanted), initial=0.0))
    if np.all(np.abs(mine - wanted) <= relative * np.maximum(np.abs(wanted), 1e-3 * scale)):
        return None
    return "the output is not the right one."


KIND = Kind(
    "function", decide, lambda _question: None, lambda _part: "a function", needs_calls=True
)
