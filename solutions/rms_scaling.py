"""What is right in `problems.rms_scaling`: moments integrated, corners solved for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import numpy as np
import sympy as sp

from grader.spec import Figure, FollowThrough, Observation, Outline, Solution
from problems.rms_scaling import Params
from problems.wording import rational
from solutions.forms.rms_scaling import also_right, near_misses, worked
from solutions.mistakes.rms_scaling import D1, D2, S_W, S_X, D, mistaken_outlines, mistakes
from solutions.simulation.balls import at_distance

# ------------------------------------------------------------------ derived


def spread_of(params: Params) -> Any:
    """The standard deviation of an entry of x in R^d."""
    return inputs_of(params) * D ** -rational(params.shrink)


def inputs_of(params: Params) -> Any:
    """The standard deviation of an entry of a layer's input."""
    return S_X if params.inputs is None else rational(params.inputs)


def weights_of(params: Params) -> Any:
    """The standard deviation of an entry of W."""
    return S_W if params.weights is None else rational(params.weights)


@cache
def _unit_moments() -> tuple[Any, Any]:
    """Mean of the length, and mean square, of d independent standard Gaussian numbers.

    The length r has the density ``r^(d-1) exp(-r^2/2)`` up to a constant: the mean is a quotient
    of two integrals. The mean square is d times that of one number.
    """
    r, x = sp.symbols("r x", positive=True)
    bell = sp.exp(-(r**2) / 2)
    over, under = (
        sp.integrate(r**power * bell, (r, 0, sp.oo), conds="none") for power in (D, D - 1)
    )
    normal = sp.exp(-(x**2) / 2)
    square = sp.integrate(x**2 * normal, (x, 0, sp.oo)) / sp.integrate(normal, (x, 0, sp.oo))
    return sp.powsimp(sp.simplify(over / under)), D * square


@cache
def _mean_square_of_output() -> Any:
    """The mean over i of ``E (sum_j W_ij x_j)^2``: mixed terms vanish, squares stay."""
    i, j = sp.symbols("i j", integer=True)
    one = sp.Sum(S_W**2 * S_X**2, (j, 1, D1))
    return sp.simplify(sp.Sum(one, (i, 1, D2)).doit() / D2)


@cache
def _multiplier() -> tuple[Any, Any]:
    """A mean square, and the c > 0 for which ``c^2`` times it is 1."""
    c, mean_square = sp.symbols("c M", positive=True)
    (factor,) = sp.solve(c**2 * mean_square - 1, c)
    return mean_square, factor


def multiplier_for(mean_square: Any) -> Any:
    """What brings outputs of that mean square to 1."""
    symbol, factor = _multiplier()
    return factor.subs(symbol, mean_square)


@cache
def reference(params: Params) -> Mapping[str, Any]:
    """Growth classes, means, outlines, scales."""
    mean, square = _unit_moments()
    bound = sp.sqrt(square) * spread_of(params)
    growth = sp.powsimp(bound.as_independent(D, as_Add=False)[1])
    scale = _mean_square_of_output().subs({S_W: weights_of(params), S_X: inputs_of(params)})
    if params.transposed:
        scale = scale.subs({D1: D2, D2: D1}, simultaneous=True)
    return {
        "euclidean_growth": growth,
        "rms_growth": sp.powsimp(growth / sp.sqrt(D)),
        "euclidean_mean": mean * spread_of(params),
        "mean_bound": sp.powsimp(bound),
        "unit_balls": outlines(params),
        "output_scale": scale,
        "multiplier": multiplier_for(scale),
        "initialization": "fan_in",
    }


NAMES = {
    "two": "the 2-norm",
    "rms": "the RMS norm",
    "one": "the 1-norm",
    "max": "the ∞-norm",
    "weighted": "the weighted norm",
}


@cache
def outlines(params: Params) -> Figure:
    """Each ball's outline: rays divided by their norm, and the corners where there are any."""
    angle = np.arange(720) * np.pi / 360  # every half degree: the corners are among them
    rays = np.stack([np.cos(angle), np.sin(angle)], axis=-1)
    x, y = np.abs(rays).T
    norms = {
        "two": np.hypot(x, y),
        "rms": np.hypot(x, y) / np.sqrt(2),
        "one": x + y,
        "max": np.maximum(x, y),
        "weighted": np.hypot(x, 2 * y),
    }
    centre, radius = np.array(params.centre), float(params.radius)
    return Figure(
        outlines=tuple(
            Outline(name=NAMES[name], points=centre + radius * rays / norms[name][:, None])
            for name in params.norms
        ),
        distance=0.05 * radius,
        mistaken=mistaken_outlines(params, rays),
    )


# ------------------------------------------------------------------ simulated

RUNS = 4000


def oracle(params: Params, rng: np.random.Generator) -> Iterator[Observation]:
    """Draw vectors and layers, average, and walk out to the balls."""
    s_x = float(params.inputs) if params.inputs is not None else float(rng.uniform(0.5, 2))
    s_w = float(params.weights) if params.weights is not None else float(rng.uniform(0.5, 2))
    at = {"s_x": s_x} if params.inputs is None else {}
    for d in (1, 3, 20):
        lengths = _lengths(params, s_x, d, rng)
        yield _mean("euclidean_mean", {**at, "d": d}, lengths, "lengths of drawn vectors")
    unit = np.sqrt(np.mean(_lengths(params, s_x, 1, rng) ** 2))
    for d in (16, 64):
        squares = _lengths(params, s_x, d, rng) ** 2
        size, error = np.sqrt(np.mean(squares)), 0.5 * np.std(squares) / np.mean(squares)
        slack = 5 * (error + np.sqrt(0.5)) / np.sqrt(RUNS)
        for part, value in (("euclidean_growth", size), ("rms_growth", size / np.sqrt(d))):
            yield Observation(
                part=part,
                at={"d": d},
                value=float(value / unit),
                tolerance=float(slack * value / unit),
                about="size of drawn vectors, over the size for d = 1",
            )
        yield Observation(
            part="mean_bound",
            at={**at, "d": d},
            value=float(size),
            tolerance=float(5 * error / np.sqrt(RUNS) * size),
            about="root of the mean square of drawn vectors",
        )
    names = {"d1": 7, "d2": 3} if rng.integers(2) else {"d1": 4, "d2": 9}
    at = at | names | ({"s_w": s_w} if params.weights is None else {})
    squares = _outputs(params, s_w, s_x, names, rng)
    yield _mean("output_scale", at, squares, "mean squares of drawn layers' outputs")
    mean, error = np.mean(squares), np.std(squares) / np.sqrt(RUNS)
    yield Observation(
        part="multiplier",
        at=at,
        value=float(1 / np.sqrt(mean)),
        tolerance=float(5 * error / (2 * mean**1.5)),
        about="what brings drawn layers to mean square 1",
    )
    yield Observation(
        part="initialization", value=_which(params, rng), about="output scale of layers of 2 sizes"
    )
    yield Observation(
        part="unit_balls",
        value={
            NAMES[name]: (
                np.array(params.centre) + at_distance(name, float(params.radius))
            ).tolist()
            for name in params.norms
        },
        tolerance=0.01 * float(params.radius),
        about="points found along rays by bisection",
    )


def _lengths(params: Params, s_x: float, d: int, rng: np.random.Generator) -> Any:
    entries = rng.normal(scale=s_x / d ** float(params.shrink), size=(RUNS, d))
    return np.linalg.norm(entries, axis=1)


def _mean(part: str, at: Mapping[str, float], samples: Any, about: str) -> Observation:
    return Observation(
        part=part,
        at=at,
        value=float(np.mean(samples)),
        tolerance=float(5 * np.std(samples) / np.sqrt(len(samples))),
        about=about,
    )


def _outputs(
    params: Params,
    s_w: float,
    s_x: float,
    size: Mapping[str, int],
    rng: np.random.Generator,
    runs: int = RUNS,
) -> Any:
    """Mean squares of the outputs of so many layers, each on its own input."""
    weights = rng.normal(scale=s_w, size=(runs, size["d2"], size["d1"]))
    entering = size["d2"] if params.transposed else size["d1"]
    inputs = rng.normal(scale=s_x, size=(runs, entering))
    product = "rji,rj->ri" if params.transposed else "rij,rj->ri"
    return np.mean(np.einsum(product, weights, inputs) ** 2, axis=1)


def _which(params: Params, rng: np.random.Generator) -> str:
    """Which initialisation keeps unit inputs at mean square 1, in layers of any shape."""
    unit = Params(transposed=params.transposed)
    wrong: set[str] = set()
    for d1, d2 in ((4, 16), (16, 4)):
        inputs, outputs = (d2, d1) if params.transposed else (d1, d2)
        mean = np.mean(_outputs(unit, 1.0, 1.0, {"d1": d1, "d2": d2}, rng, runs=1000))
        scales = {"fan_in": 1 / inputs, "fan_out": 1 / outputs, "he": 2 / inputs, "unit": 1.0}
        wrong |= {name for name, scale in scales.items() if abs(scale * mean - 1) > 0.3}
    kept = sorted(set(scales) - wrong)
    return kept[0] if len(kept) == 1 else f"{len(kept)} initialisations"


SOLUTION = Solution(
    reference=reference,
    oracle=oracle,
    mistakes=mistakes,
    also_right=also_right,
    near_misses=near_misses,
    worked=worked,
    follow_through=lambda _params: {
        "multiplier": FollowThrough(on="output_scale", formula=multiplier_for)
    },
)
