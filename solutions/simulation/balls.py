"""Balls of norms in the plane, found by walking outwards along rays until the norm is reached."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]

NORMS: Mapping[str, Callable[[Points], Points]] = {
    "two": lambda v: np.sqrt(np.sum(v**2, axis=-1)),
    "rms": lambda v: np.sqrt(np.mean(v**2, axis=-1)),
    "one": lambda v: np.sum(np.abs(v), axis=-1),
    "max": lambda v: np.max(np.abs(v), axis=-1),
    "weighted": lambda v: np.sqrt(v[..., 0] ** 2 + 4 * v[..., 1] ** 2),
}


def at_distance(norm: str, radius: float, rays: int = 90) -> Points:
    """Points of that norm around the origin, by bisection along rays; shape ``(rays, 2)``.

    >>> float(round(np.abs(at_distance("max", 2.0)).max(), 6))
    2.0
    """
    angle = np.linspace(0, 2 * np.pi, rays, endpoint=False)
    directions = np.stack([np.cos(angle), np.sin(angle)], axis=-1)
    low, high = np.zeros(rays), np.full(rays, 10 * radius)
    for _ in range(50):
        middle = (low + high) / 2
        outside = NORMS[norm](middle[:, None] * directions) > radius
        low, high = np.where(outside, low, middle), np.where(outside, middle, high)
    return np.asarray(low[:, None] * directions)
