"""Exponential averages iterated: exactly in rationals, and for many runs at once with noise."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray


def iterate(keep: Fraction, take: Fraction, inputs: Sequence[Fraction]) -> Fraction:
    """The last of ``y = keep y + take x``, from 0, exactly.

    >>> iterate(Fraction(1, 2), Fraction(1, 2), [Fraction(1)] * 3)
    Fraction(7, 8)
    """
    value = Fraction(0)
    for x in inputs:
        value = keep * value + take * x
    return value


def settle(keep: float, take: float, value: float) -> float:
    """Where ``y = keep y + take x`` comes to rest for a constant input."""
    y, before = 0.0, np.inf
    while abs(y - before) > 1e-15 * max(abs(y), 1e-300):
        y, before = keep * y + take * value, y
    return y


def noisy_runs(
    keep: float, take: float, sigma: float, steps: int, runs: int, rng: np.random.Generator
) -> NDArray[np.float64]:
    """The last average of each run whose inputs are plus or minus sigma, each as likely."""
    average = np.zeros(runs)
    for _ in range(steps):
        signs = rng.integers(0, 2, size=runs, dtype=np.int8)
        average *= keep
        average += take * sigma * (2.0 * signs - 1.0)
    return average


def variance_with_error(samples: NDArray[np.float64]) -> tuple[float, float]:
    """The variance of samples of mean 0, and the standard error of that estimate."""
    squares = samples**2
    return float(squares.mean()), float(squares.std() / np.sqrt(len(squares)))
