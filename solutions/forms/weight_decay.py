"""Problem 10: the same decays in other words, and nearly right ones."""

from __future__ import annotations

import sympy as sp

from grader.spec import Code, Form
from problems.weight_decay import Params, parts
from solutions.derivations.adam_step import AdamStep
from solutions.derivations.weight_decay import (
    BETA,
    EPS,
    ETA,
    GAMMA,
    LAM,
    M,
    V,
    W,
    adam_step,
    reference,
)
from solutions.forms.adam_step import entry_by_entry, in_place, slipped, source


def also_right(params: Params) -> dict[str, list[Form]]:
    """By part."""
    right = reference(params)
    two = "" if params.halved else "2*"
    two_tex = "" if params.halved else "2"
    kappa, kappa_tex = ("eta*lam", r"\eta\lambda") if params.scaled else ("lam", r"\lambda")
    texts = {option.id: option.text for part in parts(params) for option in part.options}
    return {
        "ridge_factor": [
            f"1 - {two}eta*lam",
            f"-({two}lam*eta - 1)",
            rf"1 - {two_tex}\eta\lambda",
            rf"1-{two_tex}\lambda \cdot \eta",
            f"(1 - ({two}eta*lam)^2)/(1 + {two}eta*lam)",
        ],
        "adamw_update": [
            f"(1 - {kappa})*w - eta*m/(sqrt(v) + eps)",
            f"w - {kappa}*w - eta*m/(eps + v^(1/2))",
            rf"(1 - {kappa_tex})\,w - \eta\,\frac{{m}}{{\sqrt{{v}} + \varepsilon}}",
            sp.expand(right["adamw_update"]),
            sp.together(right["adamw_update"]),
        ],
        "adam_l2_shrink": _penalised(params),
        "adamw_shrink": [
            f"-{kappa}*w",
            rf"-{kappa_tex} w",
            f"(1 - {kappa})*w - w",
            -sp.sign(W) * sp.Abs(W) * (ETA * LAM if params.scaled else LAM),
        ],
        "same_effect": [texts[right["same_effect"]], texts[right["same_effect"]].lower()],
        "step": [Code(source(adam_step(params))), Code(entry_by_entry(adam_step(params)))],
    }


def _penalised(params: Params) -> list[Form]:
    if params.corrected:
        return [
            "-eta*sign(w)",
            r"-\eta\,\operatorname{sign}(w)",
            "-eta*w/abs(w)",
            r"-\eta \frac{w}{\sqrt{w^2}}",
            -ETA * LAM * W / sp.sqrt(LAM**2 * W**2),
        ]
    return [
        "-eta*(1 - beta)/sqrt(1 - gamma)*sign(w)",
        r"-\eta\,\frac{1-\beta}{\sqrt{1-\gamma}}\operatorname{sign}(w)",
        "eta*(beta - 1)*w/(abs(w)*sqrt(1 - gamma))",
        "-eta*(1-beta)*lam*w/sqrt((1-gamma)*(lam*w)^2)",
        -ETA * (1 - BETA) * sp.sign(W) / sp.sqrt(1 - GAMMA),
    ]


def near_misses(params: Params) -> dict[str, list[Form]]:
    """By part."""
    right = reference(params)
    factor, update = right["ridge_factor"], right["adamw_update"]
    shrink, decayed = right["adam_l2_shrink"], right["adamw_shrink"]
    wrong = AdamStep(
        params.eta, params.beta, params.gamma, params.eps, decay="none", lam=params.lam
    )
    names = ("first_not_corrected", "second_not_corrected", "decays_swapped", "uphill", "one_value")
    return {
        "ridge_factor": [factor - 1, 1 / factor, factor**2, factor.subs(LAM, LAM**2)],
        "adamw_update": [
            update - W,
            update.subs(EPS, 2 * EPS),
            update.subs(M, -M),
            update.subs(V, V**2),
            update.subs(LAM, 2 * LAM),
        ],
        "adam_l2_shrink": [2 * shrink, shrink * LAM, shrink * sp.Abs(W), shrink + W],
        "adamw_shrink": [
            2 * decayed,
            decayed / LAM,
            decayed * sp.sign(W),
            decayed - ETA * W / 10**9,
        ],
        "same_effect": [name for name in params.order if name != right["same_effect"]],
        "step": [
            Code(source(wrong)),
            *(slipped(adam_step(params), name) for name in names),
            in_place(adam_step(params)),
        ],
    }
