"""Rings that do not end with the result everywhere, and what to say of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.spec import Mistake


def summed(held: Any) -> Any:
    """The right sum, at every worker."""
    return np.tile(held.sum(axis=0), (len(held), 1))


def nothing_sent(held: Any) -> Any:
    """Every worker ends as it began."""
    return held


def one_result(held: Any) -> Any:
    """The result once, not for each worker."""
    return held.sum(axis=0)


def after_the_first_lap(held: Any) -> Any:
    """Every chunk is finished at one worker only."""
    n = len(held)
    chunks = held.reshape(n, n, -1).copy()
    for step in range(n - 1):
        sent = [chunks[i, (i - step) % n].copy() for i in range(n)]
        for i in range(n):
            chunks[(i + 1) % n, (i - step) % n] += sent[i]
    return chunks.reshape(n, -1)


def own_twice(held: Any) -> Any:
    """The lap goes one step too far: what a worker began with comes back and is added again."""
    return held + held.sum(axis=0)


def neighbours_only(held: Any) -> Any:
    """One step: each worker adds what the one before it began with."""
    return held + np.roll(held, 1, axis=0)


WRONG: Mapping[str, tuple[Callable[[Any], Any], str]] = {
    "nothing_sent": (
        nothing_sent,
        "Every worker ends with what it began with: do you return what it has after the rounds?",
    ),
    "one_result": (
        one_result,
        "Return what *every* worker holds at the end, one vector for each worker.",
    ),
    "half_a_ring": (
        after_the_first_lap,
        "Every chunk is finished at one worker now. How do the others get it?",
    ),
    "own_twice": (
        own_twice,
        "Each worker's own vector is counted twice: after how many steps does it come back?",
    ),
    "neighbours_only": (
        neighbours_only,
        "After one round a worker knows of its neighbour only. How long is a vector on its way?",
    ),
}
"""Wrong sums by id, with feedback."""


@dataclass(frozen=True, slots=True)
class WrongRing:
    """A ring that goes wrong in one way and divides at the end where the mean is asked for.

    Attributes:
        id: A key of `WRONG`, or nothing where the sum is right.
        divided: Whether to divide by the number of workers.
    """

    id: str
    divided: bool

    def __call__(self, vectors: Any) -> Any:
        """What the workers hold, shape ``(workers, length)``."""
        held = np.array(vectors, dtype=float)
        result = WRONG[self.id][0](held) if self.id else summed(held)
        return result / len(held) if self.divided and self.id != "nothing_sent" else result


def ring_mistakes(result: str) -> list[Mistake]:
    """Known mistakes where the workers should end with the ``sum`` or the ``mean``."""
    mean = result == "mean"
    other = Mistake(
        id="sum_for_mean" if mean else "mean_for_sum",
        form=WrongRing("", divided=not mean),
        feedback="Read again what the workers should hold at the end: "
        + ("the mean, or the sum?" if mean else "the sum, or the mean?"),
    )
    return [
        other,
        *(
            Mistake(id=name, form=WrongRing(name, divided=mean), feedback=feedback)
            for name, (_, feedback) in WRONG.items()
        ),
    ]
