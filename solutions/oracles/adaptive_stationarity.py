"""Problem 7: methods that run, roots that are bracketed, examples that are tried."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import product
from typing import Any, Literal

import numpy as np
import scipy
from numpy.typing import NDArray

from grader.spec import Observation
from problems.adaptive_stationarity import Params, Rule

Floats = NDArray[np.float64]
Loss = Callable[[complex], complex]

STEPS = 400
REST = 1e-9
TINY = 1e-30
"""Stands for eps = 0: a gradient of zero is then scaled to zero."""


def _slope(loss: Loss, phi: float) -> float:
    """The derivative of a loss by a complex step, exact to rounding."""
    return float((loss(complex(phi, 1e-200))).imag / 1e-200)


def _scale(rule: Rule | Literal["floor"], square: Floats, eps: float) -> Floats:
    match rule:
        case "inside":
            return 1 / np.sqrt(square + eps)
        case "outside":
            return 1 / (np.sqrt(square) + eps)
        case "squared":
            return 1 / np.hypot(np.sqrt(square), eps)
    return 1 / np.maximum(np.sqrt(square), eps)


def _mean_update(
    rule: Rule | Literal["floor"], losses: Sequence[Loss], phi: float, eps: float
) -> float:
    slopes = np.array([_slope(loss, phi) for loss in losses])
    return float(np.mean(-_scale(rule, slopes**2, eps) * slopes))


def _mean_slope(losses: Sequence[Loss], phi: float) -> float:
    return float(np.mean([_slope(loss, phi) for loss in losses]))


def quadratic(factor: float, target: float, constant: float = 0.0) -> Loss:
    """A loss of one point."""
    return lambda phi: factor * (phi - target) ** 2 / 2 + constant


def _regression(x: float, y: float) -> Loss:
    return lambda phi: (x * phi - y) ** 2 / 2


def oracle(params: Params, rng: np.random.Generator) -> Iterator[Observation]:
    """Every part but the words."""
    losses = [
        quadratic(float(a), float(b)) for a, b in zip(params.curvatures, params.data, strict=True)
    ]
    yield from _condition(params, losses, rng)
    yield from _stationarity(params, losses, rng)
    yield from _counterexamples(params, rng)
    yield from _two_points(params)
    yield from _drift(params, rng)


def _condition(
    params: Params, losses: Sequence[Loss], rng: np.random.Generator
) -> Iterator[Observation]:
    low, high = float(min(params.data)), float(max(params.data))
    for _ in range(3):
        phi, eps = float(rng.uniform(low - 2, high + 2)), float(rng.uniform(0.1, 2))
        value = -len(losses) * _mean_update(params.rule, losses, phi, eps)
        yield Observation(
            part="condition", at={"Phi": phi, "eps": eps}, value=value, tolerance=1e-9,
            about="one mean update, undone",
        )  # fmt: skip
    eps, phi = 1.0, (low + high) / 2
    for step in range(STEPS):
        phi += (1.0 if step < STEPS / 4 else 0.3) * _mean_update(params.rule, losses, phi, eps)
    yield Observation(
        part="condition", at={"Phi": phi, "eps": eps}, value=0.0, tolerance=1e-4,
        about="where a run with small steps came to rest",
    )  # fmt: skip
    for eps in (1e-4, 1e-6):
        at_rest = root(params, losses, eps)
        yield Observation(
            part="limit_point", value=at_rest, tolerance=50 * eps,
            about=f"root of the mean update at eps = {eps:g}",
        )  # fmt: skip


def root(params: Params, losses: Sequence[Loss], eps: float) -> float:
    """Where the mean update vanishes."""
    low, high = float(min(params.data)) - 1, float(max(params.data)) + 1
    return float(
        scipy.optimize.brentq(
            lambda phi: _mean_update(params.rule, losses, phi, eps), low, high, xtol=1e-13
        )
    )


FACTORS: dict[str, Callable[[float, Floats], Any]] = {
    "largest": lambda phi, _slopes: max(0.1, abs(phi)),
    "root": lambda phi, _slopes: np.sqrt(phi**2 + 0.1),
    "inverse": lambda phi, _slopes: 1 / (0.1 + abs(phi)),
    "sample": lambda _phi, slopes: np.maximum(0.1, np.abs(slopes)),
}
WEIGHTS: dict[str, Callable[[Any], Any]] = {
    "loss": lambda loss: loss,
    "root": np.sqrt,
    "square": np.square,
    "log": np.log1p,
}


def _stationarity(
    params: Params, losses: Sequence[Loss], rng: np.random.Generator
) -> Iterator[Observation]:
    """Find where each method rests on several data sets, and look whether the gradient is zero."""
    found: dict[str, list[bool]] = {"adaptive": [], "factor": [], "weight": []}
    sets = [losses] + [
        [quadratic(1.0, float(target)) for target in rng.normal(size=5) ** 3] for _ in range(2)
    ]
    for some in sets:
        found["adaptive"].append(
            _rests_alike(lambda _phi, g, _l: _scale(params.rule, g**2, 0.1), some)
        )
        found["factor"].append(
            _rests_alike(lambda phi, g, _l: FACTORS[params.factor](phi, g), some)
        )
        found["weight"].append(
            _rests_alike(lambda _phi, _g, loss: WEIGHTS[params.weight](loss), some)
        )
    for name, part in (
        ("adaptive", "is_stationary"),
        ("factor", "multiplicative_stationary"),
        ("weight", "loss_weighted_stationary"),
    ):
        yield Observation(
            part=part, value="yes" if all(found[name]) else "no",
            about="mean gradients where the method rests",
        )  # fmt: skip


def _rests_alike(scale: Callable[[float, Floats, Floats], Any], losses: Sequence[Loss]) -> bool:
    """Whether the mean gradient vanishes where the mean scaled step does."""

    def mean_step(phi: float) -> float:
        slopes = np.array([_slope(loss, phi) for loss in losses])
        values = np.array([loss(phi).real for loss in losses])
        return float(np.mean(scale(phi, slopes, values) * slopes))

    at_rest = scipy.optimize.brentq(mean_step, -50.0, 50.0, xtol=1e-13)
    return abs(_mean_slope(losses, at_rest)) < 1e-6


def _counterexamples(params: Params, rng: np.random.Generator) -> Iterator[Observation]:
    """Small whole numbers, right and wrong, each tried."""
    unit = params.cutoff or Fraction(1)
    seen = {True: 0, False: 0}
    for _ in range(300):
        count = params.points or int(rng.integers(2, 7))
        b = [unit * int(k) for k in rng.integers(-6, 7, size=count)]
        phi = unit * int(rng.integers(-6, 7))
        losses = [quadratic(1.0, float(target)) for target in b]
        rule = "floor" if params.cutoff else params.rule
        rests = abs(_mean_update(rule, losses, float(phi), float(params.cutoff) or TINY))
        slope = _mean_slope(losses, float(phi))
        pulls = slope * params.side > REST if params.side else abs(slope) > REST
        holds = bool(rests < REST and pulls)
        if seen[holds] < 2:
            seen[holds] += 1
            yield Observation(
                part="counterexample", at={"b": b, "Phi": phi}, value=holds, about="tried"
            )
        if min(seen.values()) == 2:
            return


def _two_points(params: Params) -> Iterator[Observation]:
    """All small examples up to two of either sort."""
    seen = {True: 0, False: 0}
    names = {"curvature": "ab", "offset": "bc", "regression": "xy"}[params.model]
    for first, second, phi in product(
        product((1, 2, 3), repeat=2), product((0, 2, 1), repeat=2), (1, 2, 0)
    ):
        losses = [_of_model(params.model, first[k], second[k]) for k in range(2)]
        slopes = np.array([_slope(loss, phi) for loss in losses])
        values = np.array([loss(phi).real for loss in losses])
        step = float(np.mean(WEIGHTS[params.weight](values) * slopes))
        holds = bool(abs(slopes.sum()) < REST and abs(step) > REST)
        if seen[holds] < 2:
            seen[holds] += 1
            at = {names[0]: list(first), names[1]: list(second), "Phi": phi}
            yield Observation(
                part="loss_weighted_counterexample", at=at, value=holds, about="tried"
            )


def _of_model(model: str, first: float, second: float) -> Loss:
    if model == "regression":
        return _regression(first, second)
    if model == "offset":
        return quadratic(1.0, first, second)
    return quadratic(first, second)


def _drift(params: Params, rng: np.random.Generator) -> Iterator[Observation]:
    """Steps of the third method from a point where two gradients cancel."""
    for _ in range(3):
        slope, eta = float(rng.normal()), float(rng.uniform(0.01, 0.5))
        values = rng.uniform(0.5, 4, size=2)
        slopes = np.array([slope, -slope])
        step = float(np.mean(-eta * WEIGHTS[params.weight](values) * slopes))
        at = {"eta": eta, "L1": values[0], "L2": values[1]}
        at[f"grad{params.gradient}"] = slopes[params.gradient - 1]
        yield Observation(
            part="loss_weighted_drift", at=at, value=step, tolerance=1e-12, about="two steps"
        )
