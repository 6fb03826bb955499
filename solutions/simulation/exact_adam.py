"""Adam's step for one coordinate in exact rationals, as one would do it on paper."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np

from grader.spec import Observation
from solutions.derivations.adam_step import AdamStep


def by_hand(step: AdamStep, w: float, m: float, v: float, t: int, grad: float) -> list[float]:
    """New weight and moments of one coordinate: rational up to the root.

    >>> step = AdamStep(Fraction(1, 10), Fraction(1, 2), Fraction(1, 2), Fraction(0))
    >>> by_hand(step, 1.0, 0.0, 0.0, 1, 4.0)
    [0.9, 2.0, 8.0]
    """
    weight, slope = Fraction(w), Fraction(grad)
    if step.decay in {"penalty", "half_penalty"}:
        slope += step.lam * weight * (2 if step.decay == "penalty" else 1)
    mean = step.beta * Fraction(m) + (1 - step.beta) * slope
    square = step.gamma * Fraction(v) + (1 - step.gamma) * slope * slope
    corrected = square / (1 - step.gamma**t)
    root = (
        float(corrected + step.eps) ** 0.5
        if step.inside
        else float(corrected) ** 0.5 + float(step.eps)
    )
    kept = Fraction(1)
    if step.decay == "decoupled":
        kept -= step.lam
    if step.decay == "scaled":
        kept -= step.eta * step.lam
    moved = float(step.eta * mean / (1 - step.beta**t)) / root if root else 0.0
    return [float(kept * weight) - moved, float(mean), float(square)]


def step_observations(step: AdamStep, rng: np.random.Generator) -> Iterator[Observation]:
    """Runs of one and of three coordinates, three steps each."""
    for length in (1, 3):
        w, m, v = rng.normal(size=length) + 3, np.zeros(length), np.zeros(length)
        for t in (1, 2, 3):
            grad = rng.normal(size=length) + 1
            rows = np.array(
                [by_hand(step, a, b, c, t, g) for a, b, c, g in zip(w, m, v, grad, strict=True)]
            )
            yield Observation(
                part="step",
                at={"arguments": (w, m, v, t, grad)},
                value=tuple(rows[:, k].tolist() for k in range(3)),
                tolerance=1e-11,
                about="a step in exact rationals",
            )
            w, m, v = rows.T
