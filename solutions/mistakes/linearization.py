"""Problem 11: derivatives that stop half way."""

from __future__ import annotations

from typing import Any

import sympy as sp

from grader.spec import Mistake
from problems.linearization import Params
from solutions.derivations.linearization import (
    S,
    X,
    Z,
    changes,
    dynamics,
    features,
    kernel,
    kernels,
    linear_model,
    network,
    slopes,
)


def mistakes(params: Params) -> dict[str, list[Mistake]]:
    """By part."""
    right = features(params)
    return {
        "features": _features(params, right),
        "linear_model": [
            Mistake(
                id="start_dropped",
                form=linear_model(params) - network(params),
                feedback="That is the change of the linear model: from which value does it start?",
                credit=0.5,
            ),
            Mistake(
                id="outer_weights_only",
                form=network(params) + _part_of(params, right, changes(params), "a"),
                feedback="The inner parameters move as well.",
            ),
        ],
        "kernel": [
            Mistake(
                id="one_input",
                form=kernel(params).subs(Z, X),
                feedback="That is the kernel of an input with itself: where is the second input?",
            ),
            Mistake(
                id="outer_weights_only",
                form=_part_of(params, right, features(params, Z), "a"),
                feedback="These are the outer weights' features only. Every parameter has one.",
            ),
            Mistake(
                id="inner_weights_only",
                form=sp.expand(kernel(params) - _part_of(params, right, features(params, Z), "a")),
                feedback="The outer weights have features, too.",
            ),
        ],
        "dynamics": _dynamics(params),
        "linear_probe": _probe(params),
        "lazy_error": [
            Mistake(
                id="first_order",
                form=S,
                feedback="The linear model has the right value and the right slope. What is left?",
            )
        ],
    }


def _features(params: Params, right: list[Any]) -> list[Mistake]:
    width = params.width
    inner, outer = right[:-width], right[-width:]
    return [
        Mistake(
            id="input_forgotten",
            form=[sp.cancel(entry / X) for entry in inner[:width]] + inner[width:] + outer,
            feedback="Chain rule: the derivative of the inner sum in its weight is missing.",
            credit=0.5,
        ),
        Mistake(
            id="activation_not_differentiated",
            form=[
                weight * output * factor
                for factor in ((X, 1) if params.bias else (X,))
                for weight, output in zip(_outer(params), outer, strict=True)
            ]
            + outer,
            feedback="Moving an inner parameter moves the argument of the activation: "
            "differentiate the activation there.",
        ),
        Mistake(
            id="other_order",
            form=outer + inner,
            feedback="Right entries, but look at the order that is asked for.",
            credit=0.5,
        ),
        Mistake(
            id="outer_weight_forgotten",
            form=[
                sp.cancel(entry / weight)
                for entry, weight in zip(inner, _outer(params) * 2, strict=False)
            ]
            + outer,
            feedback="What multiplies the unit in the output multiplies its derivative, too.",
        ),
    ]


def _outer(params: Params) -> list[Any]:
    return [sp.Symbol(name, real=True) for name in params.parameters if name[0] == "a"]


def _part_of(params: Params, first: list[Any], second: list[Any], kind: str) -> Any:
    """The terms of an inner product that belong to one kind of parameter."""
    return sum(
        a * b
        for name, a, b in zip(params.parameters, first, second, strict=True)
        if name[0] == kind
    )


def _dynamics(params: Params) -> list[Mistake]:
    right = dynamics(params)
    count = params.points
    found = [
        Mistake(
            id="uphill",
            form=-right,
            feedback="Check the sign: the flow goes against the gradient.",
        ),
        Mistake(
            id="other_average",
            form=right * count if params.averaged else right / count,
            feedback="Look at the loss: is it the mean over the points, or the sum?",
            credit=0.5,
        ),
        Mistake(
            id="kernel_forgotten",
            form=-sum(slopes(params)) / (count if params.averaged else 1),
            feedback="Every point moves the output at x by as much as their features agree: the "
            "kernel says how much.",
        ),
    ]
    if params.squared:
        share = sp.Rational(1, count) if params.averaged else sp.Integer(1)
        halves = [slope**2 / 2 for slope in slopes(params)]
        found.append(
            Mistake(
                id="losses_not_differentiated",
                form=-share * sum(k * h for k, h in zip(kernels(params), halves, strict=True)),
                feedback="These are the losses; the flow needs their derivatives in the output.",
            )
        )
    return found


def _probe(params: Params) -> list[Mistake]:
    h, y = sp.Matrix(params.probe), sp.Matrix(params.targets)
    moments, gram = h.T * y, h.T * h
    found = [
        Mistake(
            id="not_solved",
            form=list(moments),
            feedback="That is the transposed features times the targets. What must it be solved "
            "with, since the features are not orthonormal?",
        ),
        Mistake(
            id="one_by_one",
            form=[moments[i] / gram[i, i] for i in range(len(moments))],
            feedback="You fitted each feature alone. They overlap: fit them together.",
            credit=0.5,
        ),
    ]
    if params.ridge:
        found.append(
            Mistake(
                id="penalty_forgotten",
                form=list(gram.LUsolve(moments)),
                feedback="That minimises the error alone: where is the penalty?",
                credit=0.5,
            )
        )
    return found
