"""Where an answer is a limit: how a simulation goes towards it, next to the student's value.

Only the first part of the way is shown, to two digits: it ends while every coordinate has a good
part of its way before it, so that nobody can read the limit off it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np
from flint import fmpq

from grader.equality import expand
from grader.equality.balls import Indeterminate, TooExpensive, Undefined, evaluate
from grader.equality.values import precision
from grader.errors import Unreadable
from grader.kinds.question import Question
from grader.records import Decision, Verdict
from grader.spec import Trajectory
from grader.tree import Tree

REMAINING = 0.15
"""The share of its way that a coordinate must have left where the shown part ends."""

MOST_SHOWN = 6
_BITS = 128

_SENTENCE = re.compile(
    r"Simulated \((?P<about>[^()]*)\): (?P<seen>[^()]*(?:\([^()]*\)[^()]*)*?), and so on\. "
    r"Yours: (?P<yours>\([^()]*\)|\S+)\."
)
_SEEN = re.compile(r"(\([^()]*\)|[^\s,()]+) at ([^,()]+)")


@dataclass(frozen=True, slots=True)
class Shown:
    """The part of a trajectory that a student is shown.

    Attributes:
        about: What was simulated, and for which numbers.
        labels: Of each point: ``step 3``.
        values: Of each point, the coordinates.
        yours: The student's coordinates for the same numbers.
    """

    about: str
    labels: tuple[str, ...]
    values: tuple[tuple[float, ...], ...]
    yours: tuple[float, ...]

    def sentence(self) -> str:
        """All of it in one line, for a terminal and for who cannot see a figure.

        >>> Shown("SGD", ("step 0", "step 9"), ((0.0,), (1.5,)), (4.0,)).sentence()
        'Simulated (SGD): 0 at step 0, 1.5 at step 9, and so on. Yours: 4.'
        """
        seen = ", ".join(
            f"{_point(point)} at {label}"
            for label, point in zip(self.labels, self.values, strict=True)
        )
        return f"Simulated ({self.about}): {seen}, and so on. Yours: {_point(self.yours)}."


def with_trajectory(decision: Decision, tree: Tree, question: Question) -> Decision:
    """Add the simulation's way to the hint of a wrong answer to a question about a limit."""
    if (
        question.trajectory is None
        or not question.explains
        or decision.verdict not in {Verdict.INCORRECT, Verdict.PARTIAL}
    ):
        return decision
    found = shown(question.trajectory(), tree, question)
    if found is None:
        return decision
    return replace(decision, hint=f"{decision.hint} {found.sentence()}".strip())


def shown(trajectory: Trajectory, tree: Tree, question: Question) -> Shown | None:
    """The part that may be shown, ``None`` if there is no way or no value to hold against it."""
    values = np.array([np.atleast_1d(value) for value in trajectory.values], dtype=float)
    kept = _before_it_arrives(values)
    yours = _value(tree, question, trajectory.at)
    if kept < 2 or yours is None or len(yours) != values.shape[1]:
        return None
    spread = np.unique(np.round(np.geomspace(1, kept, MOST_SHOWN)).astype(int) - 1)
    first = {trajectory.labels[step]: step for step in reversed(spread)}  # of each label
    steps = sorted(first.values())
    numbers = [f"{name} = {Fraction(value)}" for name, value in trajectory.at.items()]
    return Shown(
        about="; ".join([trajectory.about, *([", ".join(numbers)] if numbers else [])]),
        labels=tuple(trajectory.labels[step] for step in steps),
        values=tuple(tuple(map(_rounded, values[step])) for step in steps),
        yours=tuple(map(_rounded, yours)),
    )


def read_sentence(hint: str) -> Shown | None:
    """What a hint shows of a simulation, from its sentence.

    >>> shown = Shown("a; x = 2", ("eps = 1", "eps = 0.1"), ((0.0, 1.0), (1.5, -1e-7)), (4.0, 2.0))
    >>> read_sentence("Look again. " + shown.sentence()) == shown
    True
    """
    match = _SENTENCE.search(hint)
    if match is None:
        return None
    seen = _SEEN.findall(match["seen"])
    try:
        values = tuple(_numbers(point) for point, _ in seen)
        yours = _numbers(match["yours"])
    except ValueError:
        return None
    labels = tuple(label.strip() for _, label in seen)
    if not values or any(len(value) != len(yours) for value in values):
        return None
    return Shown(match["about"], labels, values, yours)


def _before_it_arrives(values: Any) -> int:
    """How many points come before any coordinate has `REMAINING` of its way left."""
    way = np.abs(values - values[-1])
    moves = way[0] > 0
    if not moves.any():
        return 0
    arrived = np.any(way[:, moves] < REMAINING * way[0][moves], axis=1)
    return int(np.argmax(arrived))


def _value(tree: Tree, question: Question, at: Mapping[str, Any]) -> list[float] | None:
    """The coordinates of an answer for given numbers."""
    try:
        tree = expand(tree, question.domain)
        entries = tree.args if tree.head in {"vector", "list", "tuple"} else (tree,)
        point = {name: fmpq(*Fraction(value).as_integer_ratio()) for name, value in at.items()}
        with precision(_BITS):
            found = [_float(evaluate(entry, point)) for entry in entries]
    except (Unreadable, Undefined, Indeterminate, TooExpensive, OverflowError, TypeError):
        return None
    return found if np.all(np.isfinite(found)) else None


def _float(value: Any) -> float:
    return int(value.p) / int(value.q) if type(value) is fmpq else float(value)


def _rounded(value: float) -> float:
    return float(f"{value:.2g}")


def _point(values: Sequence[float]) -> str:
    numbers = ", ".join(f"{value:g}" for value in values)
    return numbers if len(values) == 1 else f"({numbers})"


def _numbers(text: str) -> tuple[float, ...]:
    return tuple(float(number) for number in text.strip("()").split(","))
