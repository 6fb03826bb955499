"""Where the runs of `problems.convergence` end, from the directions of their steps."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import cache, lru_cache
from typing import Any

import sympy as sp

from problems.convergence import Params
from problems.wording import rational

S = sp.Symbol("s", positive=True)
T = sp.Symbol("t", integer=True, positive=True)
DELTA = sp.Symbol("delta", positive=True)


def features(params: Params) -> Any:
    """The vector a as a SymPy column."""
    return sp.Matrix([rational(x) for x in params.features])


def first_weights(params: Params) -> Any:
    """The start of SGD and sign descent."""
    return sp.Matrix([rational(x) for x in params.start])


@cache
def _model(n: int, *, halved: bool) -> tuple[Any, Any, Any, Any]:
    """Features, weights, residual and gradient of the loss, all symbolic."""
    a = sp.Matrix(sp.symbols(f"a1:{n + 1}", real=True))
    weights = sp.Matrix(sp.symbols(f"theta1:{n + 1}", real=True))
    residual = sp.Symbol("b", real=True) - a.dot(weights)
    loss = residual**2 / (2 if halved else 1)
    return a, weights, residual, sp.Matrix([sp.diff(loss, weight) for weight in weights])


@cache
def _direction(n: int, *, halved: bool) -> tuple[Any, Any]:
    """What every gradient is a multiple of, and the residual's factor in a step of size s."""
    _, weights, residual, slope = _model(n, halved=halved)
    after = residual.subs(dict(zip(weights, weights - S * slope, strict=True)), simultaneous=True)
    return slope.applyfunc(lambda entry: sp.cancel(-entry / residual)), sp.cancel(after / residual)


def _with_numbers(params: Params, expression: Any) -> Any:
    a = sp.symbols(f"a1:{len(params.features) + 1}", real=True)
    return expression.xreplace(dict(zip(a, features(params), strict=True)))


@cache
def _length() -> Any:
    """How far to go where the prediction is p at first and grows by q a unit, to reach b."""
    length, first, growth, target = sp.symbols("c p q b", real=True)
    (meets,) = sp.solve(first + length * growth - target, length)
    return meets


def solution_along(params: Params, direction: Any, start: Any) -> Any:
    """Where the line from the start in that direction meets the solutions."""
    a = features(params)
    first, growth, target = sp.symbols("p q b", real=True)
    numbers = {first: a.dot(start), growth: a.dot(direction), target: rational(params.target)}
    return start + _length().xreplace(numbers) * direction


def gradient_direction(params: Params) -> Any:
    """The direction against all gradients: each is a multiple of it."""
    return _with_numbers(params, _direction(len(params.features), halved=params.halved)[0])


@lru_cache(maxsize=64)
def from_zero(params: Params) -> Mapping[str, Any]:
    """Where each run of the tables ends if it starts at zero."""
    a = features(params)
    zero = sp.zeros(len(a), 1)
    scales = a.applyfunc(lambda x: sp.sqrt(x**2))  # root of the second moment over one point
    scaled = Params(
        features=tuple(_fraction(x / s) for x, s in zip(a, scales, strict=True)),
        target=params.target,
        start=tuple(_fraction(x) for x in zero),
    )
    found = solution_along(scaled, gradient_direction(scaled), zero)
    return {
        "sgd": solution_along(params, gradient_direction(params), zero),
        "sign": solution_along(params, gradient_direction(params).applyfunc(sp.sign), zero),
        "rescaled": found.multiply_elementwise(scales.applyfunc(lambda s: 1 / s)),
    }


def _fraction(value: Any) -> Fraction:
    return Fraction(int(value.p), int(value.q))


def contraction(params: Params) -> Any:
    """The factor of the residual in one SGD step of size s."""
    return _with_numbers(params, _direction(len(params.features), halved=params.halved)[1])


@cache
def _largest_step(n: int, *, halved: bool) -> Any:
    """The step size at which the residual only changes its sign."""
    (limit,) = sp.solve(sp.Eq(_direction(n, halved=halved)[1], -1), S)
    return limit


@lru_cache(maxsize=64)
def reference(params: Params) -> Mapping[str, Any]:
    """Where the runs end, how fast, and what each solution minimises."""
    start, direction = first_weights(params), gradient_direction(params)
    sign = solution_along(params, direction.applyfunc(sp.sign), start)
    ends, factor = from_zero(params), contraction(params)
    norms = {"sgd": "two", "sign": "max", "rescaled": "weighted"}
    return {
        "sgd": solution_along(params, direction, start),
        "sign_sgd": sign,
        "simplified_adam": sign,  # an entry over its own size is its sign
        "rescaled_features": ends["rescaled"],
        "step_limit": _with_numbers(params, _largest_step(len(start), halved=params.halved)),
        "residual": rational(params.residual) * factor**T,
        "implicit_norm": [[norms[run]] for run in params.runs],
        "needs_decay": "sign",
        "sensitivity": [[DELTA * ends[run][params.moved]] for run in params.runs],
    }


def sizes_of(params: Params) -> tuple[Any, Any, Any, Any]:
    """a, the start, the residual and the square of the 2-norm."""
    a = features(params)
    return a, first_weights(params), rational(params.residual), a.dot(a)
