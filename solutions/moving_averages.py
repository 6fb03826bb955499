"""What is right in `problems.moving_averages`: recursions summed, fixed points solved for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import cache
from typing import Any

import numpy as np
import sympy as sp

from grader.spec import FollowThrough, Observation, Solution
from problems.moving_averages import Params
from problems.wording import rational
from solutions.forms.moving_averages import also_right, near_misses
from solutions.mistakes.moving_averages import (
    BETA,
    GAMMA,
    SIGMA,
    XBAR,
    C,
    M,
    N,
    X,
    Y,
    beta_of,
    gamma_of,
    mistakes,
    seen,
    window_of,
)
from solutions.simulation.averages import iterate, noisy_runs, settle, variance_with_error
from solutions.trajectories.moving_averages import trajectories

# ------------------------------------------------------------------ derived

KEEP, TAKE, INPUT, POWER = sp.symbols("r w v R", positive=True)
COUNT = sp.Symbol("k", integer=True, positive=True)


@cache
def _partial_sum() -> Any:
    """The sum of ``r^j`` for j below k, with R for ``r^k``, for r other than 1."""
    j = sp.Symbol("j", integer=True)
    summed = sp.summation(KEEP**j, (j, 0, COUNT - 1))
    if isinstance(summed, sp.Piecewise):
        summed = summed.args[-1].expr
    return sp.cancel(summed.subs(KEEP**COUNT, POWER))


@cache
def _limit_of_mean() -> Any:
    """The fixed point of ``y = r y + w v``."""
    y = sp.Symbol("y")
    (point,) = sp.solve(sp.Eq(y, KEEP * y + TAKE * INPUT), y)
    return point


@cache
def _limit_of_variance() -> Any:
    """The fixed point of ``s = r^2 s + w^2 v``: independent inputs add their variances."""
    s = sp.Symbol("s")
    (point,) = sp.solve(sp.Eq(s, KEEP**2 * s + TAKE**2 * INPUT), s)
    return point


def after(keep: Any, take: Any, value: Any, steps: Any) -> Any:
    """The recursion ``y = keep y + take value`` from 0 after so many steps."""
    total = _partial_sum().subs({KEEP: keep})
    return sp.factor(sp.cancel(take * total)).subs(POWER, keep**steps) * value


def variance_after(keep: Any, take: Any, variance: Any, steps: Any) -> Any:
    """Its variance: the sum of the squares of the weights times that of one input."""
    total = sp.factor(sp.cancel(take**2 * _partial_sum().subs({KEEP: keep**2})))
    return total.subs(POWER, keep ** (2 * steps)) * variance


def limit(expression: Any, keep: Any, take: Any, value: Any) -> Any:
    """A fixed point with these numbers in it."""
    return sp.factor(sp.cancel(expression.subs({KEEP: keep, TAKE: take}))).subs(INPUT, value)


@cache
def _ratio() -> tuple[Any, Any]:
    """What a recursion with another share of the input is, in terms of the first."""
    total, first, second, average = sp.symbols("S w1 w2 y", positive=True)
    (same,) = sp.solve(first * total - average, total)
    return (first, second, average), second * same


def in_terms_of(average: Any, share: Any, other_share: Any) -> Any:
    """The recursion that takes `other_share` of each input, given the one that takes `share`."""
    symbols, formula = _ratio()
    return formula.subs(dict(zip(symbols, (share, other_share, average), strict=True)))


@cache
def _answers() -> Mapping[str, Any]:
    """All answers with symbols for every number, and ``k`` for the inputs seen."""
    keep, gain = 1 - 1 / N, sp.Symbol("gain", positive=True)
    wanted = sp.Symbol("X")
    (averaged,) = sp.solve(wanted / N - gain * X, wanted)
    return {
        "mean_limit": limit(_limit_of_mean(), BETA, 1 - BETA, XBAR),
        "scaled_limit": limit(_limit_of_mean(), BETA, GAMMA, XBAR),
        "relation": in_terms_of(Y, 1 - BETA, GAMMA),
        "transient_mean": after(BETA, 1 - BETA, XBAR, COUNT),
        "variance_limit": limit(_limit_of_variance(), keep, 1 / N, SIGMA**2),
        "sample_mean_variance": sp.Sum(SIGMA**2 / N**2, (sp.Symbol("j"), 1, N)).doit(),
        "variance_at": variance_after(keep, 1 / N, SIGMA**2, COUNT),
        "momentum_limit": limit(_limit_of_mean(), keep, gain, C),
        "momentum_averages": averaged,
        "momentum_relation": in_terms_of(M, 1 / N, gain),
        "momentum_at": after(keep, gain, C, COUNT),
    }


@cache
def reference(params: Params) -> Mapping[str, Any]:
    """Every answer with the variant's numbers."""
    numbers = {
        BETA: beta_of(params),
        GAMMA: gamma_of(params),
        N: window_of(params),
        sp.Symbol("gain", positive=True): rational(params.gain),
        COUNT: seen(params),
    }
    return {
        **{name: answer.subs(numbers) for name, answer in _answers().items()},
        "variance_order": "exponential",
    }


# ------------------------------------------------------------------ simulated

RUNS = 100_000


def oracle(params: Params, rng: np.random.Generator) -> Iterator[Observation]:
    """Iterate the recursions: exactly, to rest, and with noise."""
    beta = params.beta or Fraction(int(rng.integers(3, 9)), 10)
    gamma = params.gamma or Fraction(int(rng.integers(3, 20)), 7)
    n = params.window or int(rng.integers(3, 7))
    value, x, sigma = float(rng.uniform(1, 3)), Fraction(int(rng.integers(2, 9)), 4), 1.5
    free = _free(params, beta, gamma, n)
    keep, gain = Fraction(n - 1, n), params.gain
    limits = {
        "mean_limit": ("xbar", float(beta), float(1 - beta)),
        "scaled_limit": ("xbar", float(beta), float(gamma)),
        "momentum_limit": ("c", float(keep), float(gain)),
    }
    for part, (name, old, new) in limits.items():
        rest = settle(old, new, value)
        yield _seen(part, {**free, name: value}, rest, 1e-9 * rest, "run until it rests")
    for t in (1, 2, 5):
        steps = t + 1 - params.first
        average = iterate(beta, 1 - beta, [x] * steps)
        momentum = iterate(keep, gain, [x] * steps)
        at = {**free, "t": t}
        yield _seen("transient_mean", {**at, "xbar": float(x)}, average, 1e-12, "exact steps")
        yield _seen("momentum_at", {**at, "c": float(x)}, momentum, 1e-9, "exact steps")
    inputs = [Fraction(int(k), 8) for k in rng.integers(1, 40, size=6)]
    y, z = iterate(beta, 1 - beta, inputs), iterate(beta, gamma, inputs)
    m, momentum = iterate(keep, Fraction(1, n), inputs), iterate(keep, gain, inputs)
    yield _seen("relation", {**free, "y": float(y)}, z, 1e-9 * float(z), "the same six inputs")
    yield _seen(
        "momentum_relation",
        {**free, "m": float(m)},
        momentum,
        1e-9 * float(momentum),
        "the same six inputs",
    )
    share = iterate(keep, gain, [x]) * n  # one input, from zero: a share 1/n of the averaged one
    yield _seen("momentum_averages", {**free, "x": float(x)}, share, 1e-9, "one input")
    yield from _variances(params, n, sigma, free, rng)


def _variances(
    params: Params, n: int, sigma: float, free: Mapping[str, float], rng: np.random.Generator
) -> Iterator[Observation]:
    at = {**free, "sigma": sigma}
    t = 2
    early = noisy_runs(1 - 1 / n, 1 / n, sigma, t + 1 - params.first, RUNS, rng)
    late = noisy_runs(1 - 1 / n, 1 / n, sigma, 5 * n, RUNS, rng)
    signs = rng.integers(0, 2, size=(RUNS // 4, n), dtype=np.int8)
    means = sigma * (2.0 * signs.mean(axis=1) - 1.0)
    about = "variance over 10^5 runs"
    measured = {"variance_at": early, "variance_limit": late, "sample_mean_variance": means}
    found = {}
    for part, samples in measured.items():
        found[part], error = variance_with_error(samples)
        when = {"t": t} if part == "variance_at" else {}
        yield _seen(part, {**at, **when}, found[part], 5 * error, about)
    ratio = found["variance_limit"] / found["sample_mean_variance"]
    order = "equal" if abs(ratio - 1) < 0.05 else "exponential" if ratio < 1 else "sample"
    yield Observation(part="variance_order", value=order, about=about)


def _free(params: Params, beta: Fraction, gamma: Fraction, n: int) -> dict[str, float]:
    """The numbers that stand for the symbols of this variant."""
    values: dict[str, float] = {}
    if params.beta is None:
        values["beta"] = float(beta)
    if params.gamma is None:
        values["gamma"] = float(gamma)
    if params.window is None:
        values["N"] = n
    return values


def _seen(
    part: str, at: Mapping[str, float], value: float | Fraction, tolerance: float, about: str
) -> Observation:
    return Observation(part=part, at=at, value=float(value), tolerance=tolerance, about=about)


def _relation_from_limit(params: Params) -> FollowThrough:
    """A factor found in the limit is the factor at every step."""
    return FollowThrough(on="scaled_limit", formula=lambda own: own * Y / XBAR)


SOLUTION = Solution(
    reference=reference,
    oracle=oracle,
    mistakes=mistakes,
    also_right=also_right,
    near_misses=near_misses,
    trajectories=trajectories,
    follow_through=lambda params: {"relation": _relation_from_limit(params)},
)
