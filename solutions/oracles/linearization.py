"""Problem 11: finite differences of networks, and gradient flow that runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.spec import Observation
from problems.linearization import Params

Vector = NDArray[np.float64]
Net = Callable[[Vector, float], float]

ACTIVATIONS: dict[str, Callable[[Any], Any]] = {
    "tanh": np.tanh,
    "relu": lambda u: np.maximum(0, u),
    "square": np.square,
}
TINY = 1e-5


def _net(params: Params) -> Net:
    activation = ACTIVATIONS[params.activation]

    def output(theta: Vector, x: float) -> float:
        blocks = theta.reshape(-1, params.width)
        inner = blocks[0] * x + (blocks[1] if params.bias else 0)
        return float(np.sum(blocks[-1] * activation(inner)))

    return output


def _gradient(net: Net, theta: Vector, x: float) -> Vector:
    """Central differences."""
    steps = TINY * np.eye(len(theta))
    return np.array([(net(theta + e, x) - net(theta - e, x)) / (2 * TINY) for e in steps])


def oracle(params: Params, rng: np.random.Generator) -> Iterator[Observation]:
    """Every part."""
    net = _net(params)
    for _ in range(3):
        theta, x, z = _away_from_kinks(params, rng)
        at = {**dict(zip(params.parameters, theta.tolist(), strict=True)), "x": x}
        slope = _gradient(net, theta, x)
        yield Observation(
            part="features", at=at, value=slope.tolist(), tolerance=1e-6,
            about="central differences",
        )  # fmt: skip
        step = rng.normal(size=len(theta))
        along = (net(theta + TINY * step, x) - net(theta - TINY * step, x)) / (2 * TINY)
        moved = {f"d{name}": float(d) for name, d in zip(params.parameters, step, strict=True)}
        yield Observation(
            part="linear_model", at={**at, **moved}, value=net(theta, x) + along, tolerance=1e-6,
            about="a difference along the change",
        )  # fmt: skip
        yield Observation(
            part="kernel", at={**at, "z": z}, value=float(slope @ _gradient(net, theta, z)),
            tolerance=1e-5, about="inner product of differences",
        )  # fmt: skip
        yield _flow(params, net, theta, x, rng)
    yield _fit(params)
    yield from _errors(params, net, rng)


def _away_from_kinks(params: Params, rng: np.random.Generator) -> tuple[Vector, float, float]:
    """Parameters and inputs at which no unit switches within a small step."""
    while True:
        theta = rng.normal(size=len(params.parameters))
        x, z = (float(point) for point in rng.normal(size=2))
        blocks = theta.reshape(-1, params.width)
        inner = np.array([blocks[0] * p + (blocks[1] if params.bias else 0) for p in (x, z)])
        if np.min(np.abs(inner)) > 0.1 and (
            params.activation != "relu" or np.any(np.all(inner > 0, axis=0))
        ):
            return theta, x, z


def _flow(
    params: Params, net: Net, theta: Vector, x: float, rng: np.random.Generator
) -> Observation:
    """A tiny step of gradient flow forwards and backwards."""
    inputs, targets = rng.normal(size=params.points) + 2, rng.normal(size=params.points)
    outputs = np.array([net(theta, point) for point in inputs])
    apart = outputs - targets
    slopes = apart if params.squared else np.tanh(apart)  # of ln cosh, a loss as good as any
    gradients = np.array([_gradient(net, theta, point) for point in inputs])
    velocity = -(slopes @ gradients) / (params.points if params.averaged else 1)
    scale = TINY / max(1.0, float(np.linalg.norm(velocity)))
    moved = net(theta + scale * velocity, x) - net(theta - scale * velocity, x)
    values = gradients @ _gradient(net, theta, x)
    at = {f"K{i}": float(k) for i, k in enumerate(values, start=1)}
    if params.squared:
        at |= {f"f{i}": float(f) for i, f in enumerate(outputs, start=1)}
        at |= {f"y{i}": float(y) for i, y in enumerate(targets, start=1)}
    else:
        at |= {f"dL{i}": float(slope) for i, slope in enumerate(slopes, start=1)}
    speed = moved / (2 * scale)
    return Observation(
        part="dynamics", at=at, value=speed, tolerance=1e-5 * (1 + abs(speed)),
        about="the network under gradient flow",
    )  # fmt: skip


def _fit(params: Params) -> Observation:
    """Least squares; a penalty is rows of its own."""
    features = np.array(params.probe, dtype=float)
    targets = np.array(params.targets, dtype=float)
    columns = features.shape[1]
    features = np.vstack([features, np.sqrt(float(params.ridge)) * np.eye(columns)])
    targets = np.concatenate([targets, np.zeros(columns)])
    fitted = np.linalg.lstsq(features, targets, rcond=None)[0]
    return Observation(
        part="linear_probe", value=fitted.tolist(), tolerance=1e-9, about="a numeric fit"
    )


def _errors(params: Params, net: Net, rng: np.random.Generator) -> Iterator[Observation]:
    """Errors along the most curved of some directions, over the error at the shortest length."""
    theta, x, _ = _away_from_kinks(params, rng)
    theta = np.abs(theta) + 0.3
    x, directions = abs(x) + 0.2, np.abs(rng.normal(size=(8, len(theta)))) + 0.3
    if params.activation == "tanh":
        theta = theta / 2
    slopes = _exact_slope(params, theta, x)

    def error(direction: Vector, length: float) -> float:
        step = length * direction / np.linalg.norm(direction)
        return abs(net(theta + step, x) - net(theta, x) - float(slopes @ step))

    shortest = 1e-3
    # along some directions the network is straight by chance, and the next order shows
    curved = max(directions, key=lambda direction: error(direction, shortest))
    unit = error(curved, shortest) / shortest**2
    for length in (1e-3, 2e-3, 4e-3):
        yield Observation(
            part="lazy_error", at={"s": length}, value=error(curved, length) / unit,
            tolerance=0.1 * length**2, about="errors, over that at the shortest length",
        )  # fmt: skip


def _exact_slope(params: Params, theta: Vector, x: float) -> Vector:
    """The gradient by complex steps, since differences are too coarse here."""
    activation = ACTIVATIONS["square" if params.activation == "square" else "tanh"]
    slopes = []
    for i in range(len(theta)):
        moved = theta.astype(complex)
        moved[i] += 1e-200j
        blocks = moved.reshape(-1, params.width)
        inner = blocks[0] * x + (blocks[1] if params.bias else 0)
        out = inner * (inner.real > 0) if params.activation == "relu" else activation(inner)
        slopes.append(np.sum(blocks[-1] * out).imag / 1e-200)
    return np.array(slopes)
