"""Averages on their way, over many runs with noise at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

import numpy as np

from grader.spec import Trajectory
from problems.moving_averages import Params

RUNS, INPUTS = 4_000, 60
LEVEL, SPREAD = 2, 3
"""Mean and standard deviation of the simulated inputs."""


def trajectories(params: Params) -> Mapping[str, Callable[[], Trajectory]]:
    """By part."""
    beta, gamma = params.beta or Fraction(9, 10), params.gamma or Fraction(3, 10)
    n = params.window or 10
    keep = Fraction(n - 1, n)
    free = {
        **({"beta": beta} if params.beta is None else {}),
        **({"gamma": gamma} if params.gamma is None else {}),
    }
    window = {"N": n} if params.window is None else {}
    level = {"xbar": LEVEL}
    return {
        "mean_limit": lambda: _means(beta, 1 - beta, {**free, **level}),
        "scaled_limit": lambda: _means(beta, gamma, {**free, **level}),
        "momentum_limit": lambda: _held(keep, params.gain, {**window, "c": LEVEL}),
        "variance_limit": lambda: _variances(keep, Fraction(1, n), {**window, "sigma": SPREAD}),
    }


def _means(keep: Fraction, take: Fraction, at: Mapping[str, Fraction | int]) -> Trajectory:
    rng = np.random.default_rng(20_260_101)
    runs, seen = np.zeros(RUNS), [0.0]
    for _ in range(INPUTS):
        runs = float(keep) * runs + float(take) * rng.normal(LEVEL, 0.1, RUNS)
        seen.append(float(runs.mean()))
    return _inputs(seen, at, f"the mean of {RUNS} runs")


def _held(keep: Fraction, take: Fraction | int, at: Mapping[str, Fraction | int]) -> Trajectory:
    seen = [0.0]
    for _ in range(INPUTS):
        seen.append(float(keep) * seen[-1] + float(take) * LEVEL)
    return _inputs(seen, at, "the recursion from 0")


def _variances(keep: Fraction, take: Fraction, at: Mapping[str, Fraction | int]) -> Trajectory:
    rng = np.random.default_rng(20_260_101)
    runs, seen = np.zeros(RUNS), [0.0]
    for _ in range(INPUTS):
        runs = float(keep) * runs + float(take) * rng.normal(0.0, SPREAD, RUNS)
        seen.append(float(np.mean(runs**2)))
    return _inputs(seen, at, f"the variance over {RUNS} runs")


def _inputs(seen: list[float], at: Mapping[str, Fraction | int], about: str) -> Trajectory:
    labels = [f"input {count}" if count else "the start" for count in range(len(seen))]
    return Trajectory(values=seen, labels=labels, at=at, about=about)
