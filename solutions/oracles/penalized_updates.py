"""Convex solves, ten thousand candidates and unit balls, for `problems.penalized_updates`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from grader.spec import Observation
from problems.penalized_updates import Params
from solutions.simulation import penalties
from solutions.simulation.penalties import Cloud, Norm, Vector, p_norm

Solve = Callable[[Vector, float], Vector]


def oracle(params: Params, rng: np.random.Generator) -> Iterator[Observation]:
    """Minimise every objective numerically, and look what the minimisers are like."""
    step = float(rng.uniform(0.5, 2))
    weight = {"over_alpha": 1 / step, "over_two_alpha": 0.5 / step, "lam": step}[params.weight]
    symbolic = rng.normal(size=params.n) + np.sign(rng.normal(size=params.n))
    g = _numbers(params.gradient, symbolic)
    w = _numbers(params.weights, rng.uniform(0.5, 2, size=params.n))
    g_max, g_one = _numbers(params.max_norm_gradient, g), _numbers(params.one_norm_gradient, g)
    order = float(params.p)
    two, largest, absolute = p_norm(2), p_norm(np.inf), p_norm(1)
    runs: Mapping[str, tuple[Norm, Vector, Solve]] = {
        "euclidean": (two, g, lambda s, k: penalties.smooth(two, s, k)),
        "max_norm": (largest, g_max, penalties.max_norm),
        "one_norm": (absolute, g_one, penalties.one_norm),
        "rms": (penalties.rms, g, lambda s, k: penalties.smooth(penalties.rms, s, k)),
        "weighted": (
            penalties.weighted(w),
            g,
            lambda s, k: penalties.smooth(penalties.weighted(w), s, k),
        ),
        "p_norm": (p_norm(order), g, lambda s, k: penalties.smooth(p_norm(order), s, k)),
    }
    at: dict[str, Any] = {params.step: step}
    if params.weights is None:
        at["w"] = w.tolist()
    cloud = Cloud.drawn((params.n,), rng)
    for part, (norm, slope, solve) in runs.items():
        value = penalties.objective(norm, slope, weight)
        best = cloud.best(value, solve(slope, weight))
        yield _minimiser(part, at | ({"g": g.tolist()} if slope is g else {}), best)
        if part in {"euclidean", "max_norm", "one_norm"}:
            yield Observation(
                part="minimum_value",
                at={params.step: step, "gdual": _dual(norm, slope, rng)},
                value=float(value(best)),
                tolerance=1e-5 * abs(float(value(best))),
                about=f"the objective at the minimiser of {part}",
            )
    yield _spectral(params, {params.step: step}, weight, rng)
    yield from _optimizers(params, weight, rng)
    yield Observation(
        part="dual_norm",
        value=[[_nearest_dual(row, order, rng)] for row in params.duals],
        about="largest product over a unit ball",
    )


def _numbers(exact: Any, otherwise: Vector) -> Vector:
    return otherwise if exact is None else np.array([float(x) for x in exact])


def _minimiser(part: str, at: Mapping[str, Any], best: Vector) -> Observation:
    return Observation(
        part=part,
        at=at,
        value=best.tolist(),
        tolerance=2e-4 * float(np.abs(best).max()),
        about="a convex solve, against 10^4 candidates",
    )


def _spectral(
    params: Params, at: Mapping[str, Any], weight: float, rng: np.random.Generator
) -> Observation:
    slope = np.array([[float(x) for x in row] for row in params.matrix])
    value = penalties.objective(penalties.operator, slope, weight)
    best = Cloud.drawn(slope.shape, rng).best(value, penalties.operator_norm(slope, weight))
    return _minimiser("spectral", at, best)


def _dual(norm: Norm, slope: Vector, rng: np.random.Generator) -> float:
    """The largest ``slope.v`` over the unit ball, by coordinates, corners and directions."""
    n = len(slope)
    corners = np.array(np.meshgrid(*[[-1.0, 0.0, 1.0]] * n)).reshape(n, -1).T
    candidates = np.concatenate([corners[np.any(corners != 0, axis=1)], slope[None]])
    near = slope + 1e-3 * rng.normal(size=(2000, n)) * np.linalg.norm(slope)
    candidates = np.concatenate([candidates, near])
    return float(np.max(candidates @ slope / norm(candidates)))


def _optimizers(params: Params, weight: float, rng: np.random.Generator) -> Iterator[Observation]:
    """Which method's direction the minimiser for a random gradient has."""
    g = np.array([1.0, -2.0, 3.5]) + rng.uniform(-0.3, 0.3, size=3)
    only, other = np.zeros(3), np.zeros(3)
    only[np.abs(g).argmax()] = g[np.abs(g).argmax()]
    other[np.abs(g).argmin()] = g[np.abs(g).argmin()]
    directions = {
        "gradient": g,
        "sign": np.sign(g),
        "coordinate": only,
        "random": other,
        "diagonal": g * rng.uniform(0.3, 0.6, size=3) * np.array([1.0, 2.0, 3.0]),
    }
    solved = {
        "euclidean": penalties.smooth(p_norm(2), g, weight),
        "max_norm": penalties.max_norm(g, weight),
        "one_norm": penalties.one_norm(g, weight),
    }
    for part, u in solved.items():
        near = {
            name: float(-u @ d / np.linalg.norm(u) / np.linalg.norm(d))
            for name, d in directions.items()
        }
        parallel = [name for name, cosine in near.items() if cosine > 1 - 1e-6]
        yield Observation(
            part=f"{part}_optimizer",
            value=parallel[0] if len(parallel) == 1 else f"parallel to {parallel}",
            about="direction of the minimiser",
        )


def _nearest_dual(row: str, p: float, rng: np.random.Generator) -> str:
    """The norm whose value at a random vector or matrix is the largest product over a ball."""
    angles = np.linspace(0, 2 * np.pi, 360, endpoint=False)
    circle = np.stack([np.cos(angles), np.sin(angles)], axis=-1)
    if row in {"op", "nuc"}:
        return _nearest_matrix_dual(row, circle, rng)
    slope = np.array([1.0, -1.7]) + rng.uniform(-0.2, 0.2, size=2)
    order = {"two": 2.0, "max": np.inf, "one": 1.0, "p": p}[row]
    largest = float(np.max(circle @ slope / p_norm(order)(circle)))
    orders = {"norm2": 2.0, "norm1": 1.0, "norminf": np.inf, "normp": p, "normq": p / (p - 1)}
    return min(orders, key=lambda name: abs(float(p_norm(orders[name])(slope)) - largest))


def _nearest_matrix_dual(row: str, circle: Vector, rng: np.random.Generator) -> str:
    """Extreme points of the balls: rotations and reflections, or products of unit vectors."""
    slope = np.array([[2.0, 2.0], [2.0, -1.0]]) + rng.uniform(-0.1, 0.1, size=(2, 2))
    if row == "op":
        c, s = circle.T
        turns = np.stack([np.stack([c, -s], -1), np.stack([s, c], -1)], -2)
        balls = np.concatenate([turns, turns @ np.diag([1.0, -1.0])])
        largest = float(np.max(np.sum(balls * slope, axis=(-1, -2))))
    else:
        largest = float(np.max(circle @ slope @ circle.T))
    sizes = np.linalg.svd(slope, compute_uv=False)
    named = {
        "nuclear": sizes.sum(),
        "operator": sizes.max(),
        "norm2": np.linalg.norm(sizes),
        "norm1": np.abs(slope).sum(),
        "norminf": np.abs(slope).max(),
    }
    return min(named, key=lambda name: abs(float(named[name]) - largest))
