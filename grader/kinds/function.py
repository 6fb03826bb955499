"""`function`: the student's function, called in the sandbox on inputs drawn after the run."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from grader.credit import decision_of
from grader.errors import Unreadable
from grader.kinds.question import Kind, Question
from grader.reading.numbers import from_typed_numbers, typed
from grader.records import Answer, Decision, Returned, Verdict
from grader.spec import Function, Mistake, Probe

_SEED = 20_260_101

CHANGES_INPUT = "changes_input"
"""Id, for statistics, of what a function does whose outputs are all right."""

CHANGED = "it changes its input; work on a copy."
NOT_CALLED = "Your function was not called, and it is judged by what it gives."
_HOW_TO_CALL = (
    "No function was called for this part: nothing was executed, the notebook ended before, or the "
    "part was of another kind. `grader grade` runs it again; with --force, what is done, too."
)
_REFUSED = "The last line of the cell is not a function."
"""What the sandbox says; an error of a student's has the name of its type in front."""
NO_FUNCTION = "The cell's value is no function: end the cell with the function's name."


def decide(answer: Answer, question: Question, _earlier: Mapping[str, Answer]) -> Decision:
    """Compare each output with the reference's on the same input; the first failure is named.

    The inputs were drawn after the notebook had finished and are kept with the answer
    (``content["probes"]``), so that a regrade judges what really ran.
    """
    probes = answer.content.get("probes") if isinstance(answer.content, dict) else None
    if not isinstance(probes, list) or not probes:
        return Decision(
            verdict=Verdict.NOT_RUN, hint=NOT_CALLED, evidence=_HOW_TO_CALL, method="function"
        )
    if len(answer.returned) != len(probes):
        return Decision(
            verdict=Verdict.NOT_RUN,
            hint="Your function could not be called on every input within the limits.",
            evidence=f"{len(answer.returned)} of {len(probes)} calls came back.",
            method="function",
        )
    if all(returned.error == _REFUSED for returned in answer.returned):
        return Decision(verdict=Verdict.UNREADABLE, hint=NO_FUNCTION, method="function")
    asked = _asked(question, probes)
    calls = [_Call.of(*call) for call in zip(asked, answer.returned, strict=True)]
    failures = [
        (call.asked.about, why) for call in calls if (why := _failure(question.reference, call))
    ]
    if not failures:
        said = f"agrees on {len(probes)} inputs that were drawn after the notebook had run"
        return Decision(
            verdict=Verdict.CORRECT, score=1.0, evidence=said, proof=said, method="function"
        )
    about, why = failures[0]
    evidence = "; ".join(f"{about}: {why}" for about, why in failures)
    for mistake in question.mistakes:
        if callable(mistake.form) and _does_as(mistake, question.reference, calls):
            found = decision_of(mistake, evidence)
            return replace(found, hint=f"Wrong {about}. {found.hint}", certificate={"input": about})
    return Decision(
        verdict=Verdict.INCORRECT,
        hint=f"Wrong {about}: {why}",
        evidence=evidence,
        certificate={"input": about},
        method="function",
        mistake=CHANGES_INPUT if all(why == CHANGED for _, why in failures) else None,
    )


def answer_by(function: Callable[..., Any], question: Question) -> Answer:
    """The answer of a student whose function is an author's, called here. Never a student's."""
    drawn, probes = _kept_probes(question)
    returned = []
    for probe in drawn:
        arguments = copy.deepcopy(list(probe.arguments))
        with np.errstate(all="ignore"):
            value = typed(function(*arguments))
        returned.append(Returned(value=value, arguments_after=tuple(map(typed, arguments))))
    content = {"function": None, "probes": probes}
    return Answer(part=question.part_id, form="typed", content=content, returned=tuple(returned))


def _kept_probes(question: Question) -> tuple[Sequence[Probe], list[dict[str, Any]]]:
    """Probes for all of an author's functions, and the same as data; kept with the question."""
    kept: tuple[Sequence[Probe], list[dict[str, Any]]] | None = question.__dict__.get("_probes")
    if kept is None:
        drawn = question.reference.probes(np.random.default_rng(_SEED))
        data = [
            {"about": probe.about, "arguments": [typed(value) for value in probe.arguments]}
            for probe in drawn
        ]
        kept = question.__dict__["_probes"] = (drawn, data)
    return kept


@dataclass(frozen=True, slots=True)
class _Asked:
    """One input: what is special about it, and what functions of an author give for it.

    Attributes:
        nodes: The arguments as they were sent.
        arguments: Their values; a function gets copies.
        outputs: What an author's functions gave, by mistake id; the right one's by ``None``.
    """

    about: str
    nodes: list[Any]
    arguments: list[Any]
    outputs: dict[str | None, Any] = field(default_factory=dict)

    @staticmethod
    def of(probe: Mapping[str, Any]) -> _Asked:
        nodes = probe["arguments"]
        return _Asked(str(probe["about"]), nodes, [from_typed_numbers(node) for node in nodes])

    def output(self, function: Callable[..., Any], mistake: str | None = None) -> Any:
        """What an author's function gives; it is called once."""
        if mistake not in self.outputs:
            with np.errstate(all="ignore"):
                self.outputs[mistake] = function(*copy.deepcopy(self.arguments))
        return self.outputs[mistake]


@dataclass(frozen=True, slots=True)
class _Call:
    """One call of a student's function: the input, what came back, and its value if it has one."""

    asked: _Asked
    returned: Returned
    value: Any = None
    unread: Unreadable | None = None

    @staticmethod
    def of(asked: _Asked, returned: Returned) -> _Call:
        if returned.error is not None:
            return _Call(asked, returned)
        try:
            return _Call(asked, returned, from_typed_numbers(returned.value))
        except Unreadable as error:
            return _Call(asked, returned, unread=error)


def _asked(question: Question, probes: list[Any]) -> list[_Asked]:
    """The inputs of a list of probes; those of the last list are kept with the question.

    An author's functions are all called on one list.
    """
    kept: tuple[list[Any], list[_Asked]] | None = question.__dict__.get("_asked")
    if kept is None or kept[0] is not probes:
        kept = question.__dict__["_asked"] = (probes, [_Asked.of(probe) for probe in probes])
    return kept[1]


def _does_as(mistake: Mistake, reference: Function, calls: Sequence[_Call]) -> bool:
    """Whether the student's function gave on every input what the wrong one gives."""
    if any(call.returned.error is not None or call.unread is not None for call in calls):
        return False
    return all(
        _difference(
            call.value,
            call.asked.output(mistake.form, mistake.id),
            reference.relative,
            finite=False,
        )
        is None
        for call in calls
    )


def _failure(reference: Function, call: _Call) -> str | None:
    """What is wrong with one call, for the student; ``None`` if nothing is."""
    if call.returned.error is not None:
        return f"it raised {call.returned.error}"
    if call.unread is not None:
        return _no_number(call.unread)
    right = call.asked.output(reference.call)
    if (why := _difference(call.value, right, reference.relative)) is not None:
        return why
    if not reference.keeps_arguments or list(call.returned.arguments_after) == call.asked.nodes:
        return None
    try:
        after = [from_typed_numbers(node) for node in call.returned.arguments_after]
    except Unreadable as error:
        return _no_number(error)
    return None if _all_as_before(after, call.asked.arguments) else CHANGED


def _no_number(error: Unreadable) -> str:
    return f"it returned what is no number, list or array ({error.message})"


def _all_as_before(after: list[Any], inputs: list[Any]) -> bool:
    """Whether no argument was changed in place."""
    return len(after) == len(inputs) and all(
        _difference(now, before, 0.0) is None for now, before in zip(after, inputs, strict=True)
    )


def _difference(given: Any, right: Any, relative: float, *, finite: bool = True) -> str | None:
    """How two outputs differ in structure or value, without saying the right value.

    Args:
        given: The student's.
        right: What it is held against.
        relative: Largest relative error.
        finite: Whether infinities and nan are wrong in any case; else they equal their like.
    """
    if isinstance(right, tuple):
        several = isinstance(given, list | tuple) or (isinstance(given, np.ndarray) and given.ndim)
        if not several or len(given) != len(right):
            return f"it must return {len(right)} values."
        for place, (mine, wanted) in enumerate(zip(given, right, strict=True), start=1):
            if (why := _difference(mine, wanted, relative, finite=finite)) is not None:
                return f"in value {place} of {len(right)}, {why}"
        return None
    try:
        mine = np.asarray(given, dtype=complex)
        wanted = np.asarray(right, dtype=complex)
    except (TypeError, ValueError, OverflowError):
        return "it must return numbers."
    if mine.shape != wanted.shape:
        return f"the output has shape {mine.shape}, the right one {wanted.shape}."
    if finite and not np.all(np.isfinite(mine)):
        return "the output is not finite."
    same = ~np.isfinite(wanted) & _are_alike(mine, wanted)
    mine, wanted = np.where(same, 0, mine), np.where(same, 0, wanted)
    scale = float(np.max(np.abs(wanted), initial=0.0))
    if np.all(np.abs(mine - wanted) <= relative * np.maximum(np.abs(wanted), 1e-3 * scale)):
        return None
    return "the output is not the right one."


def _are_alike(mine: Any, wanted: Any) -> Any:
    """Where both are nan, or the same infinity."""
    return (mine == wanted) | (np.isnan(mine) & np.isnan(wanted))


KIND = Kind(
    "function", decide, lambda _question: None, lambda _part: "a function", needs_calls=True
)
