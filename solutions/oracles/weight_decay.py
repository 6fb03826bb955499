"""Problem 10: both ways run side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import numpy as np
import scipy
from numpy.typing import NDArray

from grader.spec import Observation
from problems.weight_decay import Params
from solutions.derivations.weight_decay import adam_step
from solutions.simulation import optimizers
from solutions.simulation.exact_adam import step_observations
from solutions.simulation.optimizers import Rule

Vector = NDArray[np.float64]

RULES: dict[str, Callable[[], Rule]] = {
    "sgd": optimizers.sgd,
    "momentum": optimizers.momentum,
    "rmsprop": optimizers.rmsprop,
    "sign": optimizers.sign_descent,
    "adam": optimizers.adam,
}


def _slope(function: Callable[[Any], Any], at: float) -> float:
    """A derivative by a complex step."""
    return float(function(complex(at, 1e-200)).imag / 1e-200)


def oracle(params: Params, rng: np.random.Generator) -> Iterator[Observation]:
    """Every part."""
    for sign in (1, -1, 1):
        yield from _one_step(params, sign, rng)
    yield Observation(part="same_effect", value=_indifferent(params.other), about="two paths each")
    yield from step_observations(adam_step(params), rng)


def _one_step(params: Params, sign: int, rng: np.random.Generator) -> Iterator[Observation]:
    """A step of each method from a weight of that sign."""
    eta, lam, eps, v = (float(x) for x in rng.uniform(0.05, 0.6, size=4))
    w, m = sign * float(rng.uniform(0.5, 3)), float(rng.normal())
    beta, gamma = (float(x) for x in rng.uniform(0.3, 0.9, size=2))
    strength = lam / 2 if params.halved else lam

    def penalty(at: Any) -> Any:
        return strength * at**2

    def loss(at: Any) -> Any:
        return (at - 3) ** 2 / 2

    both = _slope(lambda at: loss(at) + penalty(at), w)
    after = w - eta * both
    alone = w - (w - eta * _slope(loss, w))
    yield Observation(
        part="ridge_factor", at={"eta": eta, "lam": lam}, value=(after + alone) / w,
        tolerance=1e-9, about="a step on the sum, without the loss's share",
    )  # fmt: skip
    shrunk = w * (1 - (eta * lam if params.scaled else lam))
    yield Observation(
        part="adamw_update",
        at={"w": w, "m": m, "v": v, "eta": eta, "lam": lam, "eps": eps},
        value=shrunk - eta * (m / (eps + np.sqrt(v))), tolerance=1e-9, about="shrink, then step",
    )  # fmt: skip
    yield Observation(
        part="adamw_shrink", at={"w": w, "eta": eta, "lam": lam}, value=shrunk - w,
        tolerance=1e-9, about="a step without a gradient",
    )  # fmt: skip
    rule = optimizers.adam(beta, gamma, corrected=params.corrected)
    change = -eta * float(rule(np.array([_slope(penalty, w)]))[0])
    at = {"w": w, "eta": eta, "lam": lam}
    if not params.corrected:
        at |= {"beta": beta, "gamma": gamma}
    yield Observation(
        part="adam_l2_shrink", at=at, value=change, tolerance=1e-9, about="Adam's first step"
    )


@cache
def _indifferent(other: str) -> str:
    same = {name: _gap(name) < 1e-9 for name in ("sgd", other)}
    if all(same.values()):
        return "both"
    if not any(same.values()):
        return "neither"
    return "sgd" if same["sgd"] else "other"


def _gap(name: str) -> float:
    """How far the decoupled path stays from the penalised one at the best decay.

    In the first coordinate the penalty outweighs the loss, so that even signs differ.
    """
    curvature, target = np.array([1.0, 4.0, 0.3]), np.array([2.1, -2.0, 0.5])
    start, eta, lam = np.array([2.0, 0.7, -1.5]), 0.05, 0.1

    def run(penalty: float, kept: float) -> Vector:
        rule, w, path = RULES[name](), start.copy(), []
        for _ in range(12):
            w = kept * w - eta * rule(curvature * (w - target) + 2 * penalty * w)
            path.append(w)
        return np.array(path)

    penalised = run(lam, 1.0)
    best = scipy.optimize.minimize_scalar(
        lambda decay: float(np.sum((run(0.0, 1 - decay) - penalised) ** 2)),
        bounds=(0, 0.2),
        method="bounded",
        options={"xatol": 1e-14, "maxiter": 500},
    )
    return float(min(best.fun, np.sum((run(0.0, 1 - 2 * eta * lam) - penalised) ** 2)))
