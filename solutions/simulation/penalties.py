"""Squared norms and numeric solves of ``g.u + k P(u)``, for the penalties of an update.

Nothing here knows a closed form of a minimiser: smooth penalties are solved by BFGS, polyhedral
ones by bounds and an epigraph, the largest singular value by projected ascent.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy
from numpy.typing import NDArray

Vector = NDArray[np.float64]
Norm = Callable[[Vector], Any]
"""Takes vectors along the last axis (matrices along the last two) to their norms."""

CANDIDATES = 10_000


def p_norm(order: float) -> Norm:
    """The p-norm of each vector; ``inf`` for the largest entry."""
    if np.isinf(order):
        return lambda u: np.max(np.abs(u), axis=-1)
    return lambda u: np.sum(np.abs(u) ** order, axis=-1) ** (1 / order)


def rms(u: Vector) -> Any:
    """Root of the mean of the squares."""
    return np.sqrt(np.mean(u**2, axis=-1))


def weighted(weights: Vector) -> Norm:
    """Root of the weighted sum of squares."""
    return lambda u: np.sqrt(np.sum(weights * u**2, axis=-1))


def operator(matrix: Vector) -> Any:
    """The largest singular value of each matrix, by the Gram matrix of the shorter side."""
    short = matrix if matrix.shape[-1] <= matrix.shape[-2] else np.swapaxes(matrix, -1, -2)
    gram = np.swapaxes(short, -1, -2) @ short
    return np.sqrt(np.linalg.eigvalsh(gram)[..., -1])


def objective(norm: Norm, slope: Vector, weight: float) -> Norm:
    """``slope.u + weight norm(u)^2`` for many u at once."""
    axes = tuple(range(-slope.ndim, 0))
    return lambda u: np.sum(slope * u, axis=axes) + weight * norm(u) ** 2


def smooth(norm: Norm, slope: Vector, weight: float) -> Vector:
    """Minimiser for a differentiable norm, by BFGS with central differences."""
    value = objective(norm, slope, weight)
    size = float(np.abs(slope).max()) / weight
    steps = np.eye(len(slope)) * size * 1e-6

    def gradient(u: Vector) -> Vector:
        return np.asarray((value(u + steps) - value(u - steps)) / (2e-6 * size))

    found = scipy.optimize.minimize(
        value, -slope / weight / 2, jac=gradient, method="BFGS", options={"gtol": 1e-9}
    )
    return np.asarray(found.x)


def one_norm(slope: Vector, weight: float) -> Vector:
    """Minimiser for the 1-norm: positive and negative parts, bounded below by 0."""
    n = len(slope)
    both = np.concatenate([slope, -slope])

    def value(parts: Vector) -> tuple[float, Vector]:
        total = float(np.sum(parts))
        return float(both @ parts) + weight * total**2, both + 2 * weight * total

    start = np.full(2 * n, float(np.abs(slope).max()) / weight / (4 * n))
    found = scipy.optimize.minimize(
        value,
        start,
        jac=True,
        method="SLSQP",
        bounds=scipy.optimize.Bounds(0, np.inf),
        options={"ftol": 1e-14},
    )
    return np.asarray(found.x[:n] - found.x[n:])


def max_norm(slope: Vector, weight: float) -> Vector:
    """Minimiser for the largest entry: an epigraph variable bounds every entry."""
    n = len(slope)
    identity, edge = np.eye(n), np.ones((n, 1))
    inside = np.vstack([np.hstack([edge, -identity]), np.hstack([edge, identity])])

    def value(both: Vector) -> float:
        return float(slope @ both[1:]) + weight * float(both[0]) ** 2

    def gradient(both: Vector) -> Vector:
        return np.concatenate([[2 * weight * both[0]], slope])

    size = float(np.abs(slope).sum()) / weight
    found = scipy.optimize.minimize(
        value,
        np.concatenate([[size], -slope / np.abs(slope).max() * size / 4]),
        jac=gradient,
        method="SLSQP",
        constraints=scipy.optimize.LinearConstraint(inside, 0, np.inf),
        options={"ftol": 1e-14, "maxiter": 300},
    )
    return np.asarray(found.x[1:])


def operator_norm(slope: Vector, weight: float) -> Vector:
    """Minimiser for the largest singular value: ascent in the unit ball, then the best length."""
    direction = np.zeros_like(slope)
    for _ in range(60):
        left, sizes, right = np.linalg.svd(
            direction - slope / np.linalg.norm(slope), full_matrices=False
        )
        direction = (left * np.minimum(sizes, 1.0)) @ right
    value = objective(operator, slope, weight)
    found = scipy.optimize.minimize_scalar(lambda length: float(value(length * direction)))
    return np.asarray(found.x * direction)


@dataclass(frozen=True)
class Cloud:
    """Random points around 0 in units of a point's size, and steps away from it, most of them tiny.

    Attributes:
        anywhere: Shape ``(CANDIDATES // 2, *shape)`` for points of that shape.
        steps: The same shape.
    """

    anywhere: Vector
    steps: Vector

    @staticmethod
    def drawn(shape: tuple[int, ...], rng: np.random.Generator) -> Cloud:
        """One cloud serves every objective on points of that shape."""
        half = (CANDIDATES // 2, *shape)
        reach = 10.0 ** rng.uniform(-6, -1, size=(half[0], *(1,) * len(shape)))
        return Cloud(rng.normal(size=half), rng.normal(size=half) * reach)

    def best(self, value: Norm, solved: Vector) -> Vector:
        """The best of the solved point, ten thousand random candidates and perturbations of it."""
        size = float(np.sqrt(np.mean(solved**2)))
        candidates = np.concatenate(
            [solved[None], self.anywhere * size, solved + self.steps * size]
        )
        return np.asarray(candidates[int(np.argmin(value(candidates)))])
