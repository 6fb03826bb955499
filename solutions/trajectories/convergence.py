"""Optimizers on their way to a solution of the equation, in small steps."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from grader.spec import Trajectory
from problems.convergence import Params
from solutions.oracles.convergence import Regression, over_epoch
from solutions.simulation.optimizers import Rule, path, sgd, sign_descent

STEPS = 60


def trajectories(params: Params) -> Mapping[str, Callable[[], Trajectory]]:
    """By part."""
    return {
        "sgd": lambda: _contracting(params, "SGD with a small constant step"),
        "sign_sgd": lambda: _marching(params, sign_descent(), "sign descent in small steps"),
        "simplified_adam": lambda: _marching(
            params, over_epoch(Regression(params)), "simplified Adam in small steps"
        ),
        "rescaled_features": lambda: _rescaled(params),
    }


def _contracting(params: Params, about: str) -> Trajectory:
    model = Regression(params)
    start = np.array([float(x) for x in params.start])
    return _steps(path(model.slope, start, model.small_step() / 6, sgd(), STEPS), about)


def _marching(params: Params, rule: Rule, about: str) -> Trajectory:
    """Steps of one length, so many that the last one arrives."""
    model = Regression(params)
    start = np.array([float(x) for x in params.start])
    length = abs(model.misfit(start)) / float(np.sum(np.abs(model.points))) / STEPS
    return _steps(path(model.slope, start, length, rule, STEPS), about)


def _rescaled(params: Params) -> Trajectory:
    model = Regression(params)
    scales = np.sqrt(np.mean(model.points**2, axis=0))
    model.points = model.points / scales
    zero = np.zeros(len(scales))
    weights = path(model.slope, zero, model.small_step() / 6, sgd(), STEPS) / scales
    return _steps(weights, "SGD on rescaled features in small steps and converted back")


def _steps(weights: np.ndarray[tuple[int, ...], np.dtype[np.float64]], about: str) -> Trajectory:
    return Trajectory(
        values=weights.tolist(),
        labels=[f"step {step}" for step in range(len(weights))],
        about=about,
    )
