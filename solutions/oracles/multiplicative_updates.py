"""Problem 12: entries that walk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from math import hypot, log
from typing import Any

import numpy as np
import scipy
from numpy.typing import NDArray

from grader.spec import Observation
from problems.multiplicative_updates import Params

FACTORS: dict[str, Callable[[float, float], float]] = {
    "largest": lambda place, eps: max(eps, abs(place)),
    "sum": lambda place, eps: eps + abs(place),
    "root": lambda place, eps: hypot(eps, place),
}


def _step(factor: str, place: float, slope: float, eta: float, eps: float) -> float:
    return place - eta * FACTORS[factor](place, eps) * slope


def oracle(params: Params, rng: np.random.Generator) -> Iterator[Observation]:
    """Every part."""
    for place in (0.2, -0.3, 2.1, -1.7):  # in the reach of eps and beyond, on both sides
        slope = float(rng.normal())
        eta, eps = (float(x) for x in rng.uniform(0.4, 0.9, size=2))
        yield Observation(
            part="update",
            at={"Phi": place, "g": slope, "eta": eta, "eps": eps},
            value=_step(params.factor, place, slope, eta, eps), tolerance=1e-12, about="a step",
        )  # fmt: skip
    yield Observation(
        part="sign_crossing", value=_purpose(params.factor), about="walks with and without eps"
    )
    for eta in (1e-2, 1e-3):
        slope = float(rng.uniform(0.5, 2)) * float(rng.choice([-1, 1]))
        start = -7.0 if params.negative else 7.0
        change = log(_step(params.factor, start, slope, eta, 1e-12) / start)
        yield Observation(
            part="log_form", at={"eta": eta, "g": slope}, value=change,
            tolerance=abs(eta * slope) ** (params.order + 1), about="logarithms before and after",
        )  # fmt: skip
    yield Observation(
        part="is_stationary", value=_rests(params.scale, params.factor), about="where means vanish"
    )


@cache
def _purpose(factor: str) -> str:
    """From 1 and from 0 to a minimum at -1."""
    ends = {}
    for eps in (0.0, 0.1):
        for start in (1.0, 0.0):
            place = start
            for _ in range(2000):
                place = _step(factor, place, place + 1, 0.05, eps)
            ends[eps, start] = place
    crossed = {key: place < -0.9 for key, place in ends.items()}
    if crossed[0.1, 1.0] and crossed[0.1, 0.0] and not (crossed[0.0, 1.0] or crossed[0.0, 0.0]):
        return "crossing"
    return "speed" if all(crossed.values()) else "stationary"


SCALES: dict[str, Callable[[Any, Any, str, float], Any]] = {
    "own": lambda _slopes, _losses, factor, place: FACTORS[factor](place, 0.1),
    "sample": lambda slopes, _losses, _factor, _place: np.maximum(0.1, np.abs(slopes)),
    "fixed": lambda _slopes, _losses, _factor, _place: 0.37,
    "loss": lambda _slopes, losses, _factor, _place: losses,
}


@cache
def _rests(scale: str, factor: str) -> str:
    """Bracket where the mean step vanishes, and look at the mean gradient there."""
    targets: NDArray[np.float64] = np.array([0.3, 1.1, 4.9])

    def mean_step(place: float) -> float:
        slopes = place - targets
        return float(np.mean(SCALES[scale](slopes, slopes**2 / 2, factor, place) * slopes))

    at_rest = scipy.optimize.brentq(mean_step, -20.0, 20.0, xtol=1e-13)
    return "yes" if abs(float(np.mean(at_rest - targets))) < 1e-6 else "no"
