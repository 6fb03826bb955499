"""Where the mean update vanishes, for smaller and smaller eps."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from grader.spec import Trajectory
from problems.adaptive_stationarity import Params
from solutions.oracles.adaptive_stationarity import quadratic, root

SIZES = tuple(float(f"{size:.1g}") for size in np.geomspace(50, 1e-8, 59))


def trajectories(params: Params) -> Mapping[str, Callable[[], Trajectory]]:
    """By part."""
    return {"limit_point": lambda: _rests(params)}


def _rests(params: Params) -> Trajectory:
    losses = [
        quadratic(float(a), float(b)) for a, b in zip(params.curvatures, params.data, strict=True)
    ]
    return Trajectory(
        values=[root(params, losses, eps) for eps in SIZES],
        labels=[f"eps = {eps:g}" for eps in SIZES],
        about="where the mean update vanishes",
    )
