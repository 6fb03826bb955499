"""Problem 9: optimizers that run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from math import sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.spec import Observation
from problems.adam import Params
from solutions.derivations.adam_step import AdamStep
from solutions.simulation.exact_adam import step_observations

Array = NDArray[np.float64]

ARRAYS: dict[str, Callable[[Array, Array], list[Array]]] = {
    "sgd": lambda w, _g: [w],
    "momentum": lambda w, g: [w, 0.9 * g],
    "adagrad": lambda w, g: [w, g * g],
    "rmsprop": lambda w, g: [w, 0.1 * g * g],
    "adam": lambda w, g: [w, 0.1 * g, 0.1 * g * g],
    "amsgrad": lambda w, g: [w, 0.1 * g, 0.1 * g * g, np.maximum(0, 0.1 * g * g)],
    "averaged": lambda w, g: [w, (w + g) / 2],
}
"""The arrays that are alive after a step of each method, made for their sizes."""


def oracle(params: Params, rng: np.random.Generator) -> Iterator[Observation]:
    """Every part."""
    yield _first_direction(params, rng)
    yield from _update(params, rng)
    yield _memory(params)
    yield from step_observations(
        AdamStep(params.eta, params.beta, params.gamma, params.eps, inside=params.inside), rng
    )
    yield Observation(part="bounce", value=_fate(params.schedule), about="a run of sign descent")
    yield _stability(params)
    yield from _rates(params, rng)


def _average(decay: float, inputs: Iterable[float]) -> float:
    """An exponential average from zero."""
    value = 0.0
    for x in inputs:
        value = decay * value + (1 - decay) * float(x)
    return value


def _first_direction(params: Params, rng: np.random.Generator) -> Observation:
    g = rng.uniform(0.3, 3, size=3) * rng.permutation([1, -1, float(rng.choice([-1, 1]))])
    beta, gamma = float(rng.uniform(0.3, 0.9)), float(rng.uniform(0.3, 0.9))
    first = np.array([_average(beta, [entry]) for entry in g])
    second = np.array([_average(gamma, [entry**2]) for entry in g])
    if params.corrected:
        first /= _average(beta, [1.0])
        second /= _average(gamma, [1.0])
    at: dict[str, Any] = {"g": g.tolist()}
    if not params.corrected:
        at |= {"beta": beta, "gamma": gamma}
    return Observation(
        part="first_direction", at=at, value=(first / np.sqrt(second)).tolist(), tolerance=1e-9,
        about="moments after one gradient",
    )  # fmt: skip


def _update(params: Params, rng: np.random.Generator) -> Iterator[Observation]:
    """Average t gradients and as many ones, and step with the quotients."""
    for t in (1, 2, 5):
        gradients = rng.normal(size=t) + 1.5
        beta, gamma = float(rng.uniform(0.3, 0.9)), float(rng.uniform(0.3, 0.9))
        eta, eps, w = float(rng.uniform(0.1, 1)), float(rng.uniform(0.1, 1)), float(rng.normal())
        first = _average(beta, gradients)
        second = _average(gamma, gradients**2)
        up = first / _average(beta, [1.0] * t)
        down = second / _average(gamma, [1.0] * t)
        moved = eta * up / (sqrt(down + eps) if params.inside else sqrt(down) + eps)
        at = {"w": w, "t": t, "eta": eta, "beta": beta, "gamma": gamma, "eps": eps}
        if params.given_before:
            first = _average(beta, gradients[:-1])
            second = _average(gamma, gradients[:-1] ** 2)
            at["grad"] = float(gradients[-1])
        at |= {"m": first, "v": second}
        yield Observation(
            part="update", at=at, value=w - moved, tolerance=1e-9, about=f"step {t} of a run"
        )


def _memory(params: Params) -> Observation:
    """Bytes that are kept, over the bytes of the weights."""
    weights, gradient = np.ones(1000), np.full(1000, 0.5)
    rows = []
    for method in params.methods:
        kept = ARRAYS[method](weights, gradient)
        if params.with_gradient:
            kept.append(gradient)
        rows.append([sum(array.nbytes for array in kept) / weights.nbytes])
    return Observation(part="memory", value=rows, tolerance=1e-9, about="bytes counted")


@cache
def _fate(schedule: str) -> str:
    """Run sign descent from afar and look at the last positions."""
    eta, w = 0.01, 0.1037
    for t in range(1, 6001):
        before = w
        w -= {"constant": eta, "root": eta / sqrt(t), "geometric": eta / 2.0 ** min(t, 1000)}[
            schedule
        ] * float(np.sign(w))
    if abs(w) > 1:
        return "diverges"
    if abs(w) < eta / 50:
        return "converges"
    return "cycle" if w * before < 0 else "stalls"


def _grows(params: Params, eta: float) -> bool:
    """Whether gradient descent ends farther away than it started."""
    s = np.array([float(each) for each in params.scales])
    w = np.ones(len(s))
    slope = (1 if params.halved else 2) * s**2
    for _ in range(60):
        w = w - eta * slope * w
    return bool(np.max(np.abs(w)) > 1)


def _stability(params: Params) -> Observation:
    """Halve the interval between a step that shrinks and one that grows."""
    low, high = 1e-6, 1e3
    for _ in range(44):
        middle = sqrt(low * high)
        low, high = (low, middle) if _grows(params, middle) else (middle, high)
    return Observation(
        part="step_bound", value=low, tolerance=1e-6 * low, about="runs on either side of the bound"
    )


def _rates(params: Params, rng: np.random.Generator) -> Iterator[Observation]:
    """Steps that stop short of the minimum, jump over it, and overshoot."""
    curvature = (1 if params.halved else 2) * float(min(abs(s) for s in params.scales)) ** 2
    for low, high in ((0.1, 0.9), (1.1, 1.9), (2.2, 3.0)):
        eta = float(rng.uniform(low, high)) / curvature
        before = 0.7
        after = before - eta * curvature * before
        yield Observation(
            part="slowest_rate", at={"eta": eta}, value=abs(after / before), tolerance=1e-9,
            about="one step along the flattest coordinate",
        )  # fmt: skip
