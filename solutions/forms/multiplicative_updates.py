"""Problem 12: the same updates in other words, and nearly right ones."""

from __future__ import annotations

import sympy as sp

from grader.spec import Form
from problems.adaptive_stationarity import YES_NO
from problems.multiplicative_updates import PURPOSES, Params
from solutions.derivations.multiplicative_updates import ETA, G, reference
from solutions.mistakes.multiplicative_updates import nearly


def also_right(params: Params) -> dict[str, list[Form]]:
    """By part."""
    right = reference(params)
    text, latex, other = {
        "largest": (
            "max(eps, abs(Phi))",
            r"\max(\varepsilon, |\Phi|)",
            "(eps + abs(Phi) + abs(eps - abs(Phi)))/2",
        ),
        "sum": ("(eps + abs(Phi))", r"\left(|\Phi| + \varepsilon\right)", "(sqrt(Phi^2) + eps)"),
        "root": (
            "sqrt(eps^2 + Phi^2)",
            r"\sqrt{\varepsilon^2 + \Phi^2}",
            "(abs(Phi)^2 + eps^2)^(1/2)",
        ),
    }[params.factor]
    return {
        "update": [
            f"Phi - eta*{text}*g",
            rf"\Phi - \eta\, {latex}\, g",
            f"Phi - g*{other}*eta",
            f"-(eta*g*{text} - Phi)",
            right["update"],
        ],
        "sign_crossing": [PURPOSES["crossing"]],
        "log_form": _logs(params),
        "is_stationary": [YES_NO[right["is_stationary"]]],
    }


def _logs(params: Params) -> list[Form]:
    sign = "" if params.negative else "-"
    if params.order == 1:
        return [
            f"{sign}eta*g",
            rf"{sign}\eta g",
            f"{sign}g*eta",
            f"{sign}(eta*g/2 + eta*g/2)",
            sp.expand((ETA + G) ** 2 - ETA**2 - G**2) / (2 if params.negative else -2),
        ]
    return [
        f"{sign}eta*g - eta^2*g^2/2",
        rf"{sign}\eta g - \frac{{\eta^2 g^2}}{{2}}",
        f"{sign}g*eta - (eta*g)^2/2",
        f"-(({'' if not params.negative else '-'}1 + eta*g)^2 - 1)/2",
        sp.factor(reference(params)["log_form"]),
    ]


def near_misses(params: Params) -> dict[str, list[Form]]:
    """By part."""
    right = reference(params)
    log = right["log_form"]
    return {
        "update": list(nearly(params)),
        "sign_crossing": [name for name in PURPOSES if name != "crossing"],
        "log_form": [2 * log, log / ETA, log + ETA * G / 10**9, sp.exp(log), sp.Integer(0)],
        "is_stationary": [name for name in YES_NO if name != right["is_stationary"]],
    }
