"""First-order optimizers that really run, on NumPy arrays, for any gradient.

A rule is a function from gradients to directions that may remember what it has seen; a run
subtracts the step size times the direction. Nothing is added to a denominator (eps = 0).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]
Gradient = Callable[[Vector], Vector]
Rule = Callable[[Vector], Vector]
"""From the gradient at the present weights to a direction; keeps its own state."""


def sgd() -> Rule:
    """The gradient itself."""
    return lambda gradient: gradient


def sign_descent() -> Rule:
    """The sign of each entry."""
    return np.sign


def normalized() -> Rule:
    """The gradient at unit length."""
    return lambda gradient: gradient / np.linalg.norm(gradient)


def clipped(limit: float = 1.0) -> Rule:
    """The gradient, shortened to `limit` where it is longer."""
    return lambda gradient: gradient * min(1.0, limit / float(np.linalg.norm(gradient)))


def momentum(decay: float = 0.9) -> Rule:
    """Heavy ball: a sum of all gradients, older ones decayed."""
    velocity: Any = 0.0

    def direction(gradient: Vector) -> Vector:
        nonlocal velocity
        velocity = decay * velocity + gradient
        return np.asarray(velocity)

    return direction


def adagrad() -> Rule:
    """Each entry over the root of the sum of its squares so far."""
    total: Any = 0.0

    def direction(gradient: Vector) -> Vector:
        nonlocal total
        total = total + gradient**2
        return np.asarray(gradient / np.sqrt(total))

    return direction


def rmsprop(decay: float = 0.9, power: float = 1.0) -> Rule:
    """Each entry over a power of the root of the running mean of its squares."""
    mean: Any = None

    def direction(gradient: Vector) -> Vector:
        nonlocal mean
        square = gradient**2
        mean = square if mean is None else decay * mean + (1 - decay) * square
        return np.asarray(gradient / mean ** (power / 2))

    return direction


def adam(beta: float = 0.9, gamma: float = 0.999, *, corrected: bool = True) -> Rule:
    """Adam, with or without the correction of both moments for their start at zero."""
    first: Any = 0.0
    second: Any = 0.0
    step = 0

    def direction(gradient: Vector) -> Vector:
        nonlocal first, second, step
        step += 1
        first = beta * first + (1 - beta) * gradient
        second = gamma * second + (1 - gamma) * gradient**2
        if not corrected:
            return np.asarray(first / np.sqrt(second))
        return np.asarray((first / (1 - beta**step)) / np.sqrt(second / (1 - gamma**step)))

    return direction


def path(gradient: Gradient, start: Vector, step: float, rule: Rule, steps: int) -> Vector:
    """The weights before, between and after the steps.

    Args:
        gradient: Maps weights, shape ``(n,)``, to the gradient, shape ``(n,)``.
        start: First weights, shape ``(n,)``.
        step: Step size; constant.
        rule: Made for this run, since it remembers.
        steps: Number of steps.

    Returns:
        Shape ``(steps + 1, n)``.
    """
    weights = np.empty((steps + 1, len(start)))
    weights[0] = start
    for i in range(steps):
        weights[i + 1] = weights[i] - step * rule(gradient(weights[i]))
    return weights
