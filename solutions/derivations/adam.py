"""Problem 9: moments are iterated, corrected and divided; quadratics are differentiated."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

import sympy as sp

from grader.spec import Function
from problems.adam import Params
from problems.wording import rational
from solutions.derivations.adam_step import AdamStep, probes

W, M, GRAD = sp.symbols("w m grad", real=True)
V, ETA, BETA, GAMMA, EPS = sp.symbols("v eta beta gamma eps", positive=True)
T = sp.Symbol("t", integer=True, positive=True)
ENTRIES = sp.symbols("g1 g2 g3", real=True)


@cache
def correction(decay: Any) -> Any:
    """The average of ones from a start at zero: solved from its own recursion."""
    share, k = sp.symbols("share k")
    average = sp.Function("average")
    recursion = sp.Eq(average(k + 1), share * average(k) + 1 - share)
    solved = sp.rsolve(recursion, average(k), {average(0): 0})
    return solved.subs({share: decay, k: T})


@cache
def first_direction(*, corrected: bool) -> tuple[Any, ...]:
    """The first moment over the root of the second after one gradient."""
    directions = []
    for g in ENTRIES:
        first, second = BETA * 0 + (1 - BETA) * g, GAMMA * 0 + (1 - GAMMA) * g**2
        if corrected:
            first, second = (
                first / correction(BETA).subs(T, 1),
                second / correction(GAMMA).subs(T, 1),
            )
        directions.append(sp.sign(g) * sp.Abs(sp.cancel(first / g)) / sp.sqrt(second / g**2))
    return tuple(sp.simplify(direction) for direction in directions)


@cache
def update(*, given_before: bool, inside: bool) -> Any:
    """The new weight."""
    first, second = M, V
    if given_before:
        first, second = BETA * M + (1 - BETA) * GRAD, GAMMA * V + (1 - GAMMA) * GRAD**2
    first, second = first / correction(BETA), second / correction(GAMMA)
    return W - ETA * first / (sp.sqrt(second + EPS) if inside else sp.sqrt(second) + EPS)


STORED = {
    "sgd": (),
    "momentum": ("velocity",),
    "adagrad": ("sum of squares",),
    "rmsprop": ("second moment",),
    "adam": ("first moment", "second moment"),
    "amsgrad": ("first moment", "second moment", "largest second moment"),
    "averaged": ("average",),
}
"""What each method keeps beside the weights."""


def memory(params: Params) -> list[list[Any]]:
    """Weights, gradient if it counts, and what the method keeps."""
    beside = 2 if params.with_gradient else 1
    return [[sp.Integer(beside + len(STORED[method]))] for method in params.methods]


@cache
def fate(schedule: str) -> str:
    """By the limit of the steps and by how far all of them reach."""
    size = {"constant": sp.Integer(1), "root": 1 / sp.sqrt(T), "geometric": 2**-T}[schedule]
    if sp.limit(size, T, sp.oo) != 0:
        return "cycle"
    reach = sp.summation(size, (T, 1, sp.oo))
    return "stalls" if reach.is_finite and reach < 10 else "converges"


def curvatures(params: Params) -> list[Any]:
    """Second derivatives of the quadratic, one a coordinate."""
    return [_curvature(abs(scale), halved=params.halved) for scale in params.scales]


@cache
def _curvature(scale: Any, *, halved: bool) -> Any:
    w = sp.Symbol("w_i", real=True)
    factor = sp.Rational(1, 2) if halved else sp.Integer(1)
    return sp.diff(factor * rational(scale) ** 2 * w**2, w, 2)


def step_bound(params: Params) -> Any:
    """The step at which the steepest coordinate is thrown to its mirror image."""
    return min(map(_mirrored, curvatures(params)))


@cache
def _mirrored(curvature: Any) -> Any:
    eta = sp.Symbol("eta", positive=True)
    return sp.solve(sp.Eq(1 - eta * curvature, -1), eta)[0]


def slowest_rate(params: Params) -> Any:
    """What a step does to the flattest coordinate."""
    return sp.Abs(1 - ETA * min(curvatures(params)))


def adam_step(params: Params) -> AdamStep:
    """The right function."""
    return AdamStep(params.eta, params.beta, params.gamma, params.eps, inside=params.inside)


@lru_cache(maxsize=64)
def reference(params: Params) -> dict[str, Any]:
    """By part."""
    return {
        "first_direction": list(first_direction(corrected=params.corrected)),
        "update": update(given_before=params.given_before, inside=params.inside),
        "memory": memory(params),
        "step": Function(call=adam_step(params), probes=probes, relative=1e-12),
        "bounce": fate(params.schedule),
        "step_bound": step_bound(params),
        "slowest_rate": slowest_rate(params),
    }
