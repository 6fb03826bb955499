"""What is right in `problems.bias_correction`: recursions carried out and summed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import cache
from typing import Any

import numpy as np
import sympy as sp

from grader.spec import FollowThrough, Observation, Solution
from problems.bias_correction import Params
from solutions.forms.bias_correction import also_right, near_misses
from solutions.mistakes.bias_correction import (
    BETA,
    GAMMA,
    C,
    G,
    beta_of,
    gamma_of,
    inputs,
    mistakes,
    seen,
    start_of,
)
from solutions.simulation import optimizers
from solutions.simulation.averages import iterate

# ------------------------------------------------------------------ derived

DECAY, POWER, GRADIENT = sp.symbols("r R g", positive=True)
COUNT = sp.Symbol("k", integer=True, positive=True)


@cache
def _growing_window(steps: int) -> Any:
    """The average after so many steps of the growing window, step by step."""
    y = sp.Symbol("y0", real=True)
    for t, x in enumerate(inputs(steps), start=1):
        y = sp.expand((1 - sp.Rational(1, t)) * y + x / t)
    return y


@cache
def _constant_input() -> Any:
    """A fixed point that is reached in the first step, whatever the average was before.

    If ``y = c``, a step with any share leaves it there: the share cancels. The first step has
    the share 1, so that it goes to c from anywhere.
    """
    share, before = sp.Symbol("share"), sp.Symbol("y0", real=True)
    first = ((1 - share) * before + share * C).subs(share, 1)
    (stays,) = sp.solve(sp.Eq((1 - share) * before + share * C, before), before)
    if sp.simplify(first - stays) != 0:
        raise ArithmeticError("The first step does not reach the fixed point.")
    return first


@cache
def _moments() -> Mapping[str, Any]:
    """The moment after k steps, for every signal, and of gradients that are all 1."""
    j = sp.Symbol("j", integer=True)
    weights = sp.summation(DECAY**j, (j, 0, COUNT - 1))
    if isinstance(weights, sp.Piecewise):
        weights = weights.args[-1].expr
    ones = sp.factor(sp.cancel((1 - DECAY) * weights.subs(DECAY**COUNT, POWER)))
    first_only = (1 - DECAY) * GRADIENT * DECAY ** (COUNT - 1)
    return {"ones": ones, "constant": ones * GRADIENT, "impulse": first_only}


def moment(params: Params, signal: str, decay: Any) -> Any:
    """The moment of that signal after step t."""
    k = seen(params)
    return (
        _moments()[signal].subs({POWER: DECAY**COUNT}).subs({DECAY: decay, COUNT: k, GRADIENT: G})
    )


@cache
def _first_step() -> Any:
    """The uncorrected first step over the corrected one, from the moments after one step."""
    m, v = (1 - BETA) * GRADIENT, (1 - GAMMA) * GRADIENT**2
    uncorrected = m / sp.sqrt(v)
    ones = _moments()["ones"].subs(POWER, DECAY)
    m_hat = m / ones.subs(DECAY, BETA)
    v_hat = v / ones.subs(DECAY, GAMMA)
    return sp.simplify(uncorrected / (m_hat / sp.sqrt(v_hat)))


@cache
def reference(params: Params) -> Mapping[str, Any]:
    """Every answer with the variant's numbers."""
    beta, gamma = beta_of(params), gamma_of(params)
    ratio = _first_step().subs({BETA: beta, GAMMA: gamma})
    adam, ones = moment(params, params.signal, beta), moment(params, "ones", beta)
    return {
        "constant_input": _constant_input(),
        "first_steps": _growing_window(params.steps).subs(
            sp.Symbol("y0", real=True), start_of(params)
        ),
        "adam_moment": adam,
        "corrected_moment": sp.cancel(adam / ones) if params.signal == "constant" else adam / ones,
        "first_step_ratio": 1 / ratio if params.inverted else ratio,
        "correction_factor": moment(params, "ones", gamma),
    }


# ------------------------------------------------------------------ simulated


def oracle(params: Params, rng: np.random.Generator) -> Iterator[Observation]:
    """Exact iteration in rationals, and Adam with and without its corrections."""
    beta = params.beta or Fraction(int(rng.integers(3, 9)), 10)
    gamma = params.gamma or Fraction(int(rng.integers(91, 99)), 100)
    n = params.window or int(rng.integers(params.steps, 9))
    start = Fraction(int(rng.integers(1, 9)), 4) if params.start is None else params.start
    free: dict[str, float] = {} if params.window is not None else {"N": n}
    if params.start is None:
        free = {**free, "y0": float(start)}
    c = Fraction(int(rng.integers(1, 30)), 8)
    for t in (1, 2, n, n + 3):
        value = _growing(start, [c] * t, n)
        yield _exact("constant_input", {**free, "t": t, "c": float(c)}, value)
    xs = [Fraction(int(k), 8) for k in rng.integers(-30, 30, size=params.steps)]
    at = {f"x{i}": float(x) for i, x in enumerate(xs, start=1)}
    yield _exact("first_steps", {**free, **at}, _growing(start, xs, n))
    decays = {"beta": float(beta)} if params.beta is None else {}
    second = {"gamma": float(gamma)} if params.gamma is None else {}
    for t in (1, 2, 4):
        steps = t + 1 - params.first
        ones = [Fraction(1)] * steps
        gradients = (
            [c] * steps if params.signal == "constant" else [c, *[Fraction(0)] * (steps - 1)]
        )
        m = iterate(beta, 1 - beta, gradients)
        yield _exact("adam_moment", {**decays, "t": t, "G": float(c)}, m)
        corrected = m / iterate(beta, 1 - beta, ones)
        yield _exact("corrected_moment", {**decays, "t": t, "G": float(c)}, corrected)
        # What a second moment of equal gradients must be divided by to give their square
        factor = iterate(gamma, 1 - gamma, [c**2] * steps) / c**2
        yield _exact("correction_factor", {**second, "t": t}, factor)
    sizes = {}
    for corrected_too in (True, False):
        rule = optimizers.adam(float(beta), float(gamma), corrected=corrected_too)
        run = optimizers.path(lambda w: 3 * w - 1, np.array([2.0]), 0.01, rule, 1)
        sizes[corrected_too] = abs(float(run[1, 0] - run[0, 0]))
    ratio = sizes[False] / sizes[True]
    yield Observation(
        part="first_step_ratio",
        at={**decays, **second},
        value=1 / ratio if params.inverted else ratio,
        tolerance=1e-9 * max(ratio, 1 / ratio),
        about="the first step of Adam, twice",
    )


def _growing(start: Fraction, xs: list[Fraction], n: int) -> Fraction:
    y = start
    for t, x in enumerate(xs, start=1):
        share = Fraction(1, min(t, n))
        y = (1 - share) * y + share * x
    return y


def _exact(part: str, at: Mapping[str, float], value: Fraction) -> Observation:
    return Observation(
        part=part,
        at=at,
        value=float(value),
        tolerance=1e-12 * max(1.0, abs(float(value))),
        about="exact rational steps",
    )


def _divided(params: Params) -> FollowThrough:
    """Divide one's own moment by that of gradients that are all 1."""
    ones = moment(params, "ones", beta_of(params))
    return FollowThrough(on="adam_moment", formula=lambda own: own / ones)


SOLUTION = Solution(
    reference=reference,
    oracle=oracle,
    mistakes=mistakes,
    also_right=also_right,
    near_misses=near_misses,
    follow_through=lambda params: {"corrected_moment": _divided(params)},
)
