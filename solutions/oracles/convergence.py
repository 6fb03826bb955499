"""Optimizers that run to the solutions of one equation, for `problems.convergence`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import numpy as np
import scipy

from grader.spec import Observation
from problems.convergence import Params
from solutions.simulation.optimizers import Vector

Step = Callable[[Vector], Vector]


class Regression:
    """The same model on floating-point arrays: points, targets, loss."""

    def __init__(self, params: Params) -> None:
        self.points = np.array([[float(x) for x in params.features]])
        self.targets = np.array([float(params.target)])
        self.factor = 1.0 if params.halved else 2.0

    def slope(self, weights: Vector) -> Vector:
        """Gradient of the loss."""
        return np.asarray(-self.factor * (self.targets - self.points @ weights) @ self.points)

    def misfit(self, weights: Vector) -> float:
        """How far the prediction lies below the target."""
        return float((self.targets - self.points @ weights)[0])

    def small_step(self) -> float:
        """A constant step size at which plain SGD contracts."""
        return 0.6 / float(self.factor * np.sum(self.points**2))


def descend(model: Regression, start: Vector) -> Vector:
    """Plain SGD with a constant step until the residual is below 1e-12."""
    weights, step = start.copy(), model.small_step()
    while abs(model.misfit(weights)) > 1e-12:
        weights = weights - step * model.slope(weights)
    return weights


def descend_with_decay(model: Regression, start: Vector, direction: Step) -> Vector:
    """Steps of a direction of fixed length, halved each time the residual changes its sign."""
    weights, step, before = start.copy(), 1.0, model.misfit(start)
    while abs(before) > 1e-12 and step > 1e-18:
        weights = weights - step * direction(model.slope(weights))
        after = model.misfit(weights)
        if after * before < 0:
            step /= 2
        before = after
    return weights


def over_epoch(model: Regression) -> Step:
    """Each entry of the gradient over the root of its mean square over the training set."""
    count = len(model.targets)

    def direction(gradient: Vector) -> Vector:
        seen = np.array([gradient for _ in range(count)])
        return np.asarray(gradient / np.sqrt(np.mean(seen**2, axis=0)))

    return direction


def oracle(params: Params, rng: np.random.Generator) -> Iterator[Observation]:
    """Run every optimizer to a residual below 1e-10 and look where it stands."""
    model = Regression(params)
    start, zero = np.array([float(x) for x in params.start]), np.zeros(len(params.start))
    ends = {
        "sgd": descend(model, zero),
        "sign": descend_with_decay(model, zero, np.sign),
        "rescaled": _rescaled(params),
    }
    limits = {
        "sgd": descend(model, start),
        "sign_sgd": descend_with_decay(model, start, np.sign),
        "simplified_adam": descend_with_decay(model, start, over_epoch(model)),
        "rescaled_features": ends["rescaled"],
    }
    for part, weights in limits.items():
        if abs(model.misfit(weights)) > 1e-10:
            raise ArithmeticError(f"The run of {part} did not arrive for {params}.")
        yield Observation(
            part=part, value=weights.tolist(), tolerance=1e-6, about="a run to residual 1e-12"
        )
    limit = _largest_step(model, start)
    yield Observation(
        part="step_limit", value=limit, tolerance=1e-5 * limit, about="10^3 steps tried"
    )
    yield from _residuals(model, start, limit * rng.uniform(0.1, 0.9, size=3))
    norms = _smallest_solutions(model)
    found = [[_same_point(norms, ends[run])] for run in params.runs]
    yield Observation(part="implicit_norm", value=found, about="convex solves against the runs")
    yield Observation(part="needs_decay", value=_who_needs_decay(model, rng), about="long runs")
    yield _moved_feature(params, ends, rng)


def _rescaled(params: Params) -> Vector:
    model = Regression(params)
    scales = np.sqrt(np.mean(model.points**2, axis=0))
    model.points = model.points / scales
    return np.asarray(descend(model, np.zeros(len(scales))) / scales)


def _largest_step(model: Regression, start: Vector) -> float:
    """The smallest step that does not shrink the residual in 40 steps, by refined grids."""
    low, high = 0.0, 1e3
    for _ in range(4):
        steps = np.linspace(low, high, 1001)[1:]
        weights = np.repeat(start[None, :], len(steps), axis=0)
        for _ in range(40):
            misfit = model.targets - weights @ model.points.T
            weights = weights + steps[:, None] * model.factor * misfit * model.points
        after = np.abs(model.targets - weights @ model.points.T)[:, 0]
        grows = int(np.argmax(~(after < abs(model.misfit(start)))))
        low, high = (steps[grows - 1] if grows else low), float(steps[grows])
    return high


def _residuals(model: Regression, start: Vector, sizes: Vector) -> Iterator[Observation]:
    for t, size in enumerate(sizes, start=1):
        weights = start
        for _ in range(t):
            weights = weights - size * model.slope(weights)
        yield Observation(
            part="residual",
            at={"s": float(size), "t": t},
            value=model.misfit(weights),
            tolerance=1e-9,
            about="steps of SGD",
        )


def _smallest_solutions(model: Regression) -> Mapping[str, Vector]:
    """The solution of least norm for each norm: least squares, or a linear program."""
    a, b = model.points[0], model.targets
    n = len(a)

    def least_squares(weights: Vector) -> Vector:
        return np.asarray(np.linalg.lstsq((a / weights)[None, :], b, rcond=None)[0] / weights)

    identity = np.eye(n)
    bound = np.vstack(
        [np.hstack([identity, -np.ones((n, 1))]), np.hstack([-identity, -np.ones((n, 1))])]
    )
    largest = scipy.optimize.linprog(
        [0.0] * n + [1.0],
        A_ub=bound,
        b_ub=np.zeros(2 * n),
        A_eq=np.append(a, 0.0)[None, :],
        b_eq=b,
        bounds=[(None, None)] * (n + 1),
    )
    absolute = scipy.optimize.linprog(np.ones(2 * n), A_eq=np.hstack([a, -a])[None, :], b_eq=b)
    return {
        "two": least_squares(np.ones(n)),
        "weighted": least_squares(np.abs(a)),
        "inverse": least_squares(1 / np.abs(a)),
        "max": largest.x[:n],
        "one": absolute.x[:n] - absolute.x[n:],
    }


def _same_point(candidates: Mapping[str, Vector], weights: Vector) -> str:
    near = [name for name, point in candidates.items() if np.allclose(point, weights, atol=1e-6)]
    return near[0] if len(near) == 1 else f"{len(near)} norms"


def _who_needs_decay(model: Regression, rng: np.random.Generator) -> str:
    """Which of the two is still away from the solutions after many constant steps."""
    start: Vector = np.asarray(rng.normal(size=model.points.shape[1]))
    size = float(rng.uniform(0.01, 0.02))
    point, target = model.points[0], float(model.targets[0])
    weights = np.stack([start, start])  # a row for each of the two
    sizes = np.array([[model.small_step()], [size]])
    for _ in range(1500):
        steps = (model.factor * (weights @ point - target))[:, None] * point
        np.sign(steps[1], out=steps[1])
        weights -= sizes * steps
    away = np.abs(weights @ point - target) > 1e-9
    names = {(True, True): "both", (False, False): "neither", (True, False): "sgd"}
    return names.get((bool(away[0]), bool(away[1])), "sign")


def _moved_feature(
    params: Params, ends: Mapping[str, Vector], rng: np.random.Generator
) -> Observation:
    point, delta = rng.normal(size=len(params.features)), float(rng.uniform(0.5, 2))
    moved = point.copy()
    moved[params.moved] += delta
    return Observation(
        part="sensitivity",
        at={"delta": delta},
        value=[[float(ends[run] @ moved - ends[run] @ point)] for run in params.runs],
        tolerance=1e-6,
        about="two predictions of each trained model",
    )
