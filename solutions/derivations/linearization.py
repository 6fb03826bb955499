"""Problem 11: the network is differentiated in every parameter."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from typing import Any

import sympy as sp

from problems.linearization import Activation, Params
from problems.wording import rational

X, Z = sp.symbols("x z", real=True)
S = sp.Symbol("s", positive=True)

ACTIVATIONS: Mapping[Activation, Callable[[Any], Any]] = {
    "tanh": sp.tanh,
    "relu": lambda u: sp.Max(0, u),
    "square": lambda u: u**2,
}


def parameters(params: Params) -> tuple[Any, ...]:
    """The parameters as symbols."""
    return tuple(sp.Symbol(name, real=True) for name in params.parameters)


def network(params: Params, at: Any = X) -> Any:
    """The output."""
    named = {symbol.name: symbol for symbol in parameters(params)}
    marks = ("",) if params.width == 1 else ("1", "2")
    activation = ACTIVATIONS[params.activation]
    return sp.Add(
        *(
            named[f"a{mark}"]
            * activation(named[f"w{mark}"] * at + named.get(f"b{mark}", sp.Integer(0)))
            for mark in marks
        )
    )


def features(params: Params, at: Any = X) -> list[Any]:
    """The gradient in the parameters."""
    output = network(params, at)
    return [sp.diff(output, parameter) for parameter in parameters(params)]


def changes(params: Params) -> list[Any]:
    """The entries of the change of the parameters."""
    return [sp.Symbol(f"d{name}", real=True) for name in params.parameters]


def linear_model(params: Params) -> Any:
    """The first-order expansion."""
    steps = zip(features(params), changes(params), strict=True)
    return network(params) + sum(feature * change for feature, change in steps)


def kernel(params: Params) -> Any:
    """The inner product of two inputs' features."""
    pairs = zip(features(params, X), features(params, Z), strict=True)
    return sum(first * second for first, second in pairs)


def slopes(params: Params) -> list[Any]:
    """The derivative of each point's loss in the output."""
    count = range(1, params.points + 1)
    if not params.squared:
        return [sp.Symbol(f"dL{i}", real=True) for i in count]
    outputs = [sp.Symbol(f"f{i}", real=True) for i in count]
    targets = [sp.Symbol(f"y{i}", real=True) for i in count]
    return [sp.diff((f - y) ** 2 / 2, f) for f, y in zip(outputs, targets, strict=True)]


def kernels(params: Params) -> list[Any]:
    """The kernel between x and each training point."""
    return [sp.Symbol(f"K{i}", real=True) for i in range(1, params.points + 1)]


def dynamics(params: Params) -> Any:
    """The chain rule: f moves along the features, which move against each loss's gradient."""
    share = sp.Rational(1, params.points) if params.averaged else sp.Integer(1)
    flow = zip(kernels(params), slopes(params), strict=True)
    return -share * sum(kernel_value * slope for kernel_value, slope in flow)


def linear_probe(params: Params) -> list[Any]:
    """Where the gradient of the squared error vanishes."""
    unknowns = sp.symbols(f"c1:{len(params.probe[0]) + 1}")
    c, h, y = sp.Matrix(unknowns), sp.Matrix(params.probe), sp.Matrix(params.targets)
    error = (h * c - y).dot(h * c - y) + rational(params.ridge) * c.dot(c)
    solved = sp.solve([sp.diff(error, unknown) for unknown in unknowns], unknowns)
    return [solved[unknown] for unknown in unknowns]


@cache
def lazy_order(activation: Activation, width: int, *, bias: bool) -> int:
    """The first power of a length at which network and linear model differ along a direction.

    Raises:
        ArithmeticError: If they are the same.
    """
    net = Params(activation=activation, width=width, bias=bias)
    length = sp.Symbol("length", positive=True)
    here = {p: sp.Rational(k + 2, 3 + k % 2) for k, p in enumerate(parameters(net))}
    there = {p: at + length * sp.Rational(k + 1, 5) for k, (p, at) in enumerate(here.items())}
    changed = dict(zip(changes(net), (there[p] - here[p] for p in here), strict=True))
    error = network(net).subs(there) - linear_model(net).subs(changed).subs(here)
    slope = error.subs(X, 1)
    for order in range(1, 5):
        slope = sp.diff(slope, length)
        if not _vanishes(slope.subs(length, 0).doit()):
            return order
    raise ArithmeticError("The network is its linear model.")


def _vanishes(number: Any) -> bool:
    """Whether a number is 0; most are far from it, and simplifying them would take a second."""
    return bool(abs(number.evalf(30)) < sp.Rational(1, 10**9) and sp.simplify(number) == 0)


@lru_cache(maxsize=64)
def reference(params: Params) -> dict[str, Any]:
    """By part."""
    return {
        "features": features(params),
        "linear_model": linear_model(params),
        "kernel": kernel(params),
        "dynamics": dynamics(params),
        "linear_probe": linear_probe(params),
        "lazy_error": S ** lazy_order(params.activation, params.width, bias=params.bias),
    }
