"""Problem 9: the same steps and bounds in other words, and nearly right ones."""

from __future__ import annotations

from functools import cache
from typing import Any

import sympy as sp

from grader.spec import Code, Form
from problems.adam import FATES, Params
from problems.wording import rational
from solutions.derivations.adam import (
    BETA,
    ENTRIES,
    EPS,
    ETA,
    GAMMA,
    T,
    W,
    adam_step,
    curvatures,
    first_direction,
    reference,
    update,
)
from solutions.forms.adam_step import SLIPS, entry_by_entry, in_place, slipped, source


def also_right(params: Params) -> dict[str, list[Form]]:
    """By part."""
    right = reference(params)
    bound, rate = right["step_bound"], min(curvatures(params))
    return {
        "first_direction": _directions(params),
        "update": _updates(params),
        "memory": [
            [[str(row[0])] for row in right["memory"]],
            [row[0] for row in right["memory"]],
            [[f"1 + {row[0] - 1}"] for row in right["memory"]],
        ],
        "step": [Code(source(adam_step(params))), Code(entry_by_entry(adam_step(params)))],
        "bounce": [FATES[right["bounce"]]],
        "step_bound": [
            str(bound),
            f"2/({2 / bound})",
            sp.latex(bound),
            rf"\frac{{2}}{{{sp.latex(2 / bound)}}}",
            f"eta < {bound}",
        ],
        "slowest_rate": [
            f"abs(1 - ({rate})*eta)",
            rf"\left|1 - {sp.latex(rate)}\,\eta\right|",
            f"max(1 - ({rate})*eta, ({rate})*eta - 1)",
            sp.Abs(rate * ETA - 1),
            f"sqrt((1 - ({rate})*eta)^2)",
        ],
    }


def _directions(params: Params) -> list[Form]:
    if params.corrected:
        return [
            "sign(g)",
            r"\operatorname{sign}(g)",
            "[g1/abs(g1), g2/abs(g2), g3/abs(g3)]",
            "[g1/sqrt(g1^2), g2/sqrt(g2^2), g3/sqrt(g3^2)]",
            [sp.sign(g) for g in ENTRIES],
        ]
    factor = "(1 - beta)/sqrt(1 - gamma)"
    return [
        f"{factor}*sign(g)",
        r"\frac{1-\beta}{\sqrt{1-\gamma}}\operatorname{sign}(g)",
        "[" + ", ".join(f"{factor}*g{k}/abs(g{k})" for k in (1, 2, 3)) + "]",
        "[" + ", ".join(f"(1-beta)*g{k}/sqrt((1-gamma)*g{k}^2)" for k in (1, 2, 3)) + "]",
        [(1 - BETA) / sp.sqrt(1 - GAMMA) * sp.sign(g) for g in ENTRIES],
    ]


def _updates(params: Params) -> list[Form]:
    first, second = ("m", "v")
    first_tex, second_tex = ("m", "v")
    if params.given_before:
        first, second = ("(beta*m + (1-beta)*grad)", "(gamma*v + (1-gamma)*grad^2)")
        first_tex = r"\left(\beta m + (1-\beta) \nabla f\right)"
        second_tex = r"\left(\gamma v + (1-\gamma) \nabla f^2\right)"
    down = f"{second}/(1 - gamma^t)"
    root = f"sqrt({down} + eps)" if params.inside else f"(sqrt({down}) + eps)"
    down_tex = rf"\frac{{{second_tex}}}{{1-\gamma^t}}"
    root_tex = (
        rf"\sqrt{{{down_tex} + \varepsilon}}"
        if params.inside
        else rf"\sqrt{{{down_tex}}} + \varepsilon"
    )
    right = reference(params)["update"]
    return [
        f"w - eta*({first}/(1 - beta^t))/{root}",
        f"w + eta*{first}/((beta^t - 1)*{root})",
        rf"w - \eta\,\frac{{{first_tex}/(1-\beta^t)}}{{{root_tex}}}",
        sp.together(right),
        f"(w*{root} - eta*{first}/(1 - beta^t))/{root}",
    ]


def near_misses(params: Params) -> dict[str, list[Form]]:
    """By part."""
    right = reference(params)
    bound, rate = right["step_bound"], right["slowest_rate"]
    return {
        "first_direction": _wrong_directions(corrected=params.corrected),
        "update": _wrong_updates(given_before=params.given_before, inside=params.inside),
        "memory": [
            [[row[0] + 2] for row in right["memory"]],
            [[2 * row[0]] for row in right["memory"]],
            [[row[0] ** 2 + 5] for row in right["memory"]],
        ],
        "step": [
            *(slipped(adam_step(params), name) for name in SLIPS),
            in_place(adam_step(params)),
        ],
        "bounce": [name for name in FATES if name != right["bounce"]],
        "step_bound": [2 * bound, bound * sp.Rational(101, 100), 1 / bound, f"eta > {2 * bound}"],
        "slowest_rate": [
            1 - rate,
            rate**2,
            rate.subs(ETA, 2 * ETA),
            rate + ETA * _tiny(params),
        ],
    }


@cache
def _wrong_directions(*, corrected: bool) -> list[Form]:
    direction = first_direction(corrected=corrected)
    return [
        [2 * entry for entry in direction],
        [*direction[:2], -direction[2]],
        list(direction[:2]),
        [entry * (1 + sp.Abs(g) / 10**6) for entry, g in zip(direction, ENTRIES, strict=True)],
        [direction[1], direction[0], direction[2]],
    ]


@cache
def _wrong_updates(*, given_before: bool, inside: bool) -> list[Form]:
    right = update(given_before=given_before, inside=inside)
    return [
        right - W,
        right.subs({BETA: GAMMA, GAMMA: BETA}, simultaneous=True),
        right.subs(EPS, 2 * EPS),
        right.subs(ETA, ETA * BETA),
        right.subs(T, 2 * T),
    ]


def _tiny(params: Params) -> Any:
    return rational(min(abs(s) for s in params.scales)) / 10**9
