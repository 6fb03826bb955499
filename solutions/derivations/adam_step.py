"""One step of Adam on arrays, with or without weight decay: the right function of `step` parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

import numpy as np

from grader.spec import Probe

Decay = Literal["none", "decoupled", "scaled", "penalty", "half_penalty"]
"""Where a decay enters: nowhere; as a factor of the weights, with or without the step size; or as
the gradient of ``lam ||w||^2`` or of half of it."""


@dataclass(frozen=True, slots=True)
class AdamStep:
    """``(w, m, v, t, grad) -> (w, m, v)`` with t counted from 1.

    Attributes:
        eta: Step size.
        beta: Decay of the mean of the gradients.
        gamma: Decay of the mean of their squares.
        eps: Added to the root, or under it.
        inside: Whether it is added under the root.
        decay: See `Decay`.
        lam: Strength of the decay.
    """

    eta: Fraction
    beta: Fraction
    gamma: Fraction
    eps: Fraction
    inside: bool = False
    decay: Decay = "none"
    lam: Fraction = Fraction(0)

    def __call__(self, w: Any, m: Any, v: Any, t: int, grad: Any) -> tuple[Any, Any, Any]:
        """New weights and moments, as arrays."""
        w, m, v, grad = (np.asarray(each, dtype=float) for each in (w, m, v, grad))
        eta, beta, gamma, eps, lam = map(
            float, (self.eta, self.beta, self.gamma, self.eps, self.lam)
        )
        grad = grad + {"penalty": 2 * lam, "half_penalty": lam}.get(self.decay, 0.0) * w
        m = beta * m + (1 - beta) * grad
        v = gamma * v + (1 - gamma) * grad**2
        first, second = m / (1 - beta**t), v / (1 - gamma**t)
        divisor = np.sqrt(second + eps) if self.inside else np.sqrt(second) + eps
        shrunk = {"decoupled": lam, "scaled": eta * lam}.get(self.decay, 0.0) * w
        return w - shrunk - eta * first / divisor, m, v


def probes(rng: np.random.Generator) -> Sequence[Probe]:
    """Calls that tell properties apart: the first step, late steps, lengths, zeros, sizes."""

    def call(length: int, t: int, about: str, **changed: Any) -> Probe:
        given = {
            "w": rng.normal(size=length) + 3 * rng.choice([-1, 1], size=length),
            "m": rng.normal(size=length) * (t > 1),
            "v": rng.uniform(0.5, 2, size=length) * (t > 1),
            "grad": rng.normal(size=length) + rng.choice([-1, 1], size=length),
        } | changed
        return Probe(arguments=(given["w"], given["m"], given["v"], t, given["grad"]), about=about)

    return (
        call(4, 1, "at t = 1, from moments of zero"),
        call(4, 2, "at t = 2"),
        call(5, int(rng.integers(20, 200)), "for a vector of length 5 after many steps"),
        call(1, 3, "for a vector of length 1"),
        call(3, 7, "where the gradient is zero", grad=np.zeros(3)),
        call(3, 1, "where the first gradient is zero", grad=np.zeros(3)),
        call(3, 4, "for gradients of very different size", grad=np.array([1e-3, 1.0, -1e3])),
        call(3, 50_000, "after so many steps that the correction is over"),
    )
