"""Problem 10: penalties are differentiated and sent through each method."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any

import sympy as sp

from grader.spec import Function
from problems.weight_decay import Params
from solutions.derivations.adam_step import AdamStep, probes

W, M, SLOPE = sp.symbols("w m g", real=True)
V, ETA, LAM, EPS, BETA, GAMMA = sp.symbols("v eta lam eps beta gamma", positive=True)


def penalty_slope(params: Params, weight: Any = W) -> Any:
    """The gradient of the penalty."""
    strength = LAM / 2 if params.halved else LAM
    return sp.diff(strength * W**2, W).subs(W, weight)


def ridge_factor(params: Params) -> Any:
    """The coefficient of w in a step on the penalised loss."""
    step = W - ETA * (SLOPE + penalty_slope(params))
    return sp.expand(step).coeff(W)


def decay(params: Params) -> Any:
    """What decoupled decay takes from a weight of 1."""
    return ETA * LAM if params.scaled else LAM


def adamw_update(params: Params) -> Any:
    """Shrink, then step."""
    return (1 - decay(params)) * W - ETA * M / (sp.sqrt(V) + EPS)


@cache
def first_step(slope: Any, *, corrected: bool) -> Any:
    """Adam's first step along a slope that is a positive multiple of w."""
    first, second = (1 - BETA) * slope, (1 - GAMMA) * slope**2
    if corrected:
        first, second = first / (1 - BETA), second / (1 - GAMMA)
    size = sp.Symbol("size", positive=True)  # of w
    moved = sp.simplify((-ETA * first / sp.sqrt(second)).subs(W, size))
    return moved * sp.sign(W)


Method = Callable[[Sequence[Any]], Any]
METHODS: Mapping[str, Method] = {
    "sgd": lambda seen: seen[-1],
    "momentum": lambda seen: sum(BETA ** (len(seen) - 1 - i) * g for i, g in enumerate(seen)),
    "sign": lambda seen: sp.sign(seen[-1]),
    "rmsprop": lambda seen: seen[-1] / sp.sqrt(_square(seen)),
    "adam": lambda seen: (
        sum((1 - BETA) * BETA ** (len(seen) - 1 - i) * g for i, g in enumerate(seen))
        / (1 - BETA ** len(seen))
        / sp.sqrt(_square(seen) / (1 - GAMMA ** len(seen)))
    ),
}
"""The direction of the last step as a function of all gradients so far."""


def _square(seen: Sequence[Any]) -> Any:
    return sum((1 - GAMMA) * GAMMA ** (len(seen) - 1 - i) * g**2 for i, g in enumerate(seen))


@cache
def is_same(method: str) -> bool:
    """Whether some decay makes two decoupled steps equal two penalised ones, for all gradients.

    The decay is what the first step would need where the loss is flat; it must be a number that
    depends on neither weights nor gradients, and must do for the second step, too.
    """
    direction = METHODS[method]
    gradients = sp.symbols("g_1 g_2", real=True)
    penalised, decoupled = W, W
    seen: list[Any] = []
    kappa = sp.cancel(ETA * direction([LAM * W]) / W)
    if W in kappa.free_symbols:
        return False
    for t, gradient in enumerate(gradients, start=1):
        seen.append(gradient + LAM * penalised)
        penalised = penalised - ETA * direction(seen)
        decoupled = (1 - kappa) * decoupled - ETA * direction(gradients[:t])
        if sp.simplify(penalised - decoupled) != 0:
            return False
    return True


def same_effect(params: Params) -> str:
    """Which of the two methods are indifferent."""
    indifferent = {name for name in ("sgd", params.other) if is_same(name)}
    if len(indifferent) == 2:
        return "both"
    if not indifferent:
        return "neither"
    return "sgd" if "sgd" in indifferent else "other"


def adam_step(params: Params) -> AdamStep:
    """The right function."""
    return AdamStep(
        params.eta,
        params.beta,
        params.gamma,
        params.eps,
        decay=_place(params),
        lam=params.lam,
    )


def _place(params: Params) -> Any:
    if params.penalty_step:
        return "half_penalty" if params.halved else "penalty"
    return "scaled" if params.scaled else "decoupled"


@lru_cache(maxsize=64)
def reference(params: Params) -> dict[str, Any]:
    """By part."""
    return {
        "ridge_factor": ridge_factor(params),
        "adamw_update": adamw_update(params),
        "adam_l2_shrink": first_step(penalty_slope(params), corrected=params.corrected),
        "adamw_shrink": sp.expand(adamw_update(params).subs(M, 0) - W),
        "same_effect": same_effect(params),
        "step": Function(call=adam_step(params), probes=probes, relative=1e-12),
    }
