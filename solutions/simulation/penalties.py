"""Squared norms and numeric solves of ``g.u + k P(u)``, for the penalties of an update.

Nothing here knows a closed form of a minimiser: smooth penalties are solved by Newton's method
with differences of the objective, polyhedral ones by an interior point method with bounds and an
epigraph, the largest singular value by projected ascent.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]
Norm = Callable[[Vector], Any]
"""Takes vectors along the last axis (matrices along the last two) to their norms."""

CANDIDATES = 10_000
_MOST_STEPS = 100

_SLOPE_REACH, _BEND_REACH = 1e-6, 1e-4
"""Of first and second differences, relative to the size of the minimiser."""
_LENGTHS = 2.0 ** np.arange(1, -30, -1)
"""Tried of a step, Newton's own among them."""

_LEAST_PRODUCT = 1e-14
_TOWARDS_WALLS, _SHORT_OF_WALLS = 0.03, 0.99


def p_norm(order: float) -> Norm:
    """The p-norm of each vector; ``inf`` for the largest entry."""
    if np.isinf(order):
        return lambda u: reduce(np.maximum, np.moveaxis(np.abs(u), -1, 0))
    return lambda u: _total(np.abs(u) ** order) ** (1 / order)


def _total(entries: Vector) -> Any:
    """The sum along the last axis: where that is short, a product is quicker."""
    return entries @ np.ones(entries.shape[-1])


def rms(u: Vector) -> Any:
    """Root of the mean of the squares."""
    return np.sqrt(_total(u**2) / u.shape[-1])


def weighted(weights: Vector) -> Norm:
    """Root of the weighted sum of squares."""
    return lambda u: np.sqrt(u**2 @ weights)


def operator(matrix: Vector) -> Any:
    """The largest singular value of each matrix of two rows or two columns.

    Along the direction t the matrix with columns x and y stretches by the root of
    ``(xx + yy)/2 + (xx - yy)/2 cos 2t + xy sin 2t``.
    """
    narrow = matrix if matrix.shape[-1] == 2 else np.swapaxes(matrix, -1, -2)
    x, y = narrow[..., 0], narrow[..., 1]
    xx, yy, xy = _total(x * x), _total(y * y), _total(x * y)
    return np.sqrt((xx + yy) / 2 + np.hypot((xx - yy) / 2, xy))


def objective(norm: Norm, slope: Vector, weight: float) -> Norm:
    """``slope.u + weight norm(u)^2`` for many u at once."""
    axes, flat = slope.ndim, slope.ravel()
    return lambda u: u.reshape(*u.shape[:-axes], -1) @ flat + weight * norm(u) ** 2


def smooth(norm: Norm, slope: Vector, weight: float) -> Vector:
    """Minimiser for a differentiable norm, by Newton's method with central differences."""
    start = -slope / weight / 2
    return _newton(objective(norm, slope, weight), start, float(np.abs(start).max()))


def _newton(value: Norm, start: Vector, size: float) -> Vector:
    """Minimiser of a convex function that is differentiable, with the best of many step lengths.

    Args:
        value: Takes points along the last axis.
        start: A point, shape ``(n,)``.
        size: Of the minimiser, roughly.
    """
    n, near, far = len(start), _SLOPE_REACH * size, _BEND_REACH * size
    single, double = _stencil(n)
    i, j = np.tril_indices(n)
    found, least = start, float(value(start))
    for _ in range(_MOST_STEPS):
        ahead, behind = value(found + near * single).reshape(2, -1)
        same, opposite, *mirrored = value(found + far * double).reshape(4, -1)
        bend = np.empty((n, n))
        bend[i, j] = bend[j, i] = (same - opposite - mirrored[0] + mirrored[1]) / (4 * far**2)
        step = np.linalg.solve(bend, (behind - ahead) / (2 * near))
        tried = found + _LENGTHS[:, None] * step
        values = value(tried)
        best = int(np.argmin(values))
        if not values[best] < least:
            break
        found, least = tried[best], float(values[best])
    return found


@cache
def _stencil(n: int) -> tuple[Vector, Vector]:
    """Steps along one axis, there and back; along two, with the signs ``++ +- -+ --``."""
    single = np.eye(n)
    i, j = np.tril_indices(n)
    signs = ((1, 1), (1, -1), (-1, 1), (-1, -1))
    double = [a * single[i] + b * single[j] for a, b in signs]
    return np.concatenate([single, -single]), np.concatenate(double)


def one_norm(slope: Vector, weight: float) -> Vector:
    """Minimiser for the 1-norm: positive and negative parts, bounded below by 0."""
    n = len(slope)
    parts = _within(
        np.eye(2 * n),
        np.concatenate([slope, -slope]),
        np.ones(2 * n),
        weight,
        np.full(2 * n, float(np.abs(slope).max()) / weight / (4 * n)),
    )
    return parts[:n] - parts[n:]


def max_norm(slope: Vector, weight: float) -> Vector:
    """Minimiser for the largest entry: an epigraph variable bounds every entry."""
    n = len(slope)
    identity, edge = np.eye(n), np.ones((n, 1))
    size = float(np.abs(slope).sum()) / weight
    both = _within(
        np.vstack([np.hstack([edge, -identity]), np.hstack([edge, identity])]),
        np.concatenate([[0.0], slope]),
        np.eye(n + 1)[0],
        weight,
        np.concatenate([[size], -slope / np.abs(slope).max() * size / 4]),
    )
    return both[1:]


def _within(walls: Vector, linear: Vector, along: Vector, weight: float, start: Vector) -> Vector:
    """Minimiser of ``linear.z + weight (along.z)^2`` among the z with ``walls z >= 0``.

    A primal-dual interior point method: from a point inside, the product of each wall's distance
    with its pressure is brought to 0, and the forces into balance.
    """
    z, gap = start, walls @ start
    pressure = np.full(len(gap), float(np.abs(linear).max()))
    bend, first = 2 * weight * np.outer(along, along), float(gap @ pressure)
    for _ in range(_MOST_STEPS):
        product = float(gap @ pressure)
        if product < _LEAST_PRODUCT * first:
            break
        stiffness = pressure / gap
        wanted = _TOWARDS_WALLS * product / len(gap) / gap - pressure
        force = bend @ z + linear - pressure @ walls
        step = np.linalg.solve(bend + walls.T * stiffness @ walls, wanted @ walls - force)
        nearer = walls @ step
        harder = wanted - stiffness * nearer
        fastest = -min(float(np.min(nearer / gap)), float(np.min(harder / pressure)))
        share = min(1.0, _SHORT_OF_WALLS / fastest) if fastest > 0 else 1.0
        z, gap, pressure = z + share * step, gap + share * nearer, pressure + share * harder
    return z


def operator_norm(slope: Vector, weight: float) -> Vector:
    """Minimiser for the largest singular value: ascent in the unit ball, then the best length."""
    direction, downhill = np.zeros_like(slope), -slope / np.linalg.norm(slope)
    for _ in range(_MOST_STEPS):
        left, sizes, right = np.linalg.svd(direction + downhill, full_matrices=False)
        last, direction = direction, (left * np.minimum(sizes, 1.0)) @ right
        if np.abs(direction - last).max() < 1e-15:
            break
    value, size = objective(operator, slope, weight), float(np.linalg.norm(slope)) / weight
    return (
        _newton(lambda r: value(r[..., None] * direction), np.array([size / 2]), size) * direction
    )


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
