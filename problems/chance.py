"""Drawing the numbers of a variant."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import numpy as np

T = TypeVar("T")


def pick(rng: np.random.Generator, values: Sequence[T]) -> T:
    """One of the values, each as likely."""
    return values[int(rng.integers(len(values)))]


def shuffled(rng: np.random.Generator, values: Sequence[T]) -> tuple[T, ...]:
    """The values in a random order."""
    return tuple(values[int(i)] for i in rng.permutation(len(values)))


def several(rng: np.random.Generator, values: Sequence[T], count: int) -> tuple[T, ...]:
    """`count` different ones of the values, in a random order."""
    return shuffled(rng, values)[:count]


def drawn_until(
    draw: Callable[[], T], accept: Callable[[T], bool], otherwise: T, attempts: int = 200
) -> T:
    """The first accepted draw; after so many attempts, `otherwise`, which must be acceptable.

    Args:
        draw: Draws again each time it is called.
        accept: Whether the numbers are well-conditioned and hide no mistake.
        otherwise: What to use if luck runs out, so that a variant always exists.
        attempts: Bound of the loop.
    """
    for _ in range(attempts):
        drawn = draw()
        if accept(drawn):
            return drawn
    return otherwise
