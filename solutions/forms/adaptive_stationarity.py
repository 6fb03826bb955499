"""Problem 7: the condition and the drift in other words, and nearly right ones."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import sympy as sp

from grader.spec import Form
from problems.adaptive_stationarity import YES_NO, Params
from problems.wording import plain
from solutions.derivations.adaptive_stationarity import (
    CANONICAL,
    EPS,
    ETA,
    L1,
    L2,
    LOSS,
    PHI,
    WEIGHTS,
    gradients,
    reference,
    scaled,
)
from solutions.mistakes.adaptive_stationarity import middle_of_range, stationary_point


def _slope_texts(params: Params, phi: str) -> list[str]:
    """Each gradient as one types it."""
    return [
        (f"{plain(a)}*" if a != 1 else "") + f"({phi} - ({plain(b)}))"
        for a, b in zip(params.curvatures, params.data, strict=True)
    ]


def _as_text(params: Params) -> list[str]:
    pattern = {
        "inside": "{g}/sqrt(({g})^2 + eps)",
        "outside": "{g}/(abs({g}) + eps)",
        "squared": "{g}/sqrt(({g})^2 + eps^2)",
    }[params.rule]
    return [pattern.replace("{g}", slope) for slope in _slope_texts(params, "Phi")]


def _as_latex(params: Params) -> list[str]:
    pattern = {
        "inside": r"\frac{<g>}{\sqrt{\left(<g>\right)^2+\varepsilon}}",
        "outside": r"\frac{<g>}{\left|<g>\right|+\varepsilon}",
        "squared": r"\frac{<g>}{\sqrt{\left(<g>\right)^2+\varepsilon^2}}",
    }[params.rule]
    slopes = [slope.replace("*", r"\cdot ") for slope in _slope_texts(params, r"\Phi")]
    return [pattern.replace("<g>", slope) for slope in slopes]


def _number_forms(value: Fraction) -> list[Form]:
    """An exact number in several spellings."""
    p, q = value.numerator, value.denominator
    return [
        sp.Rational(p, q),
        f"{p}/{q}",
        rf"\frac{{{2 * p}}}{{{2 * q}}}",
        f"{float(value)}",
        f"{3 * p}/{3 * q}",
    ]


def also_right(params: Params) -> dict[str, list[Form]]:
    """By part."""
    right = reference(params)
    texts, latex = _as_text(params), _as_latex(params)
    steps = [scaled(params, slope) for slope in gradients(params)]
    median = params.data[len(params.data) // 2]
    return {
        "condition": [
            sp.Eq(right["condition"], 0, evaluate=False),
            f"{' + '.join(texts)} = 0",
            f"{'+'.join(latex)} = 0",
            f"-({' + '.join(texts)})/{len(texts)} = 0",
            f"{' + '.join(texts[1:])} = -{texts[0]}",
            sp.Eq(sum(steps[:-1]), -steps[-1], evaluate=False),
        ],
        "counterexample": _rests(params),
        "limit_point": _number_forms(median),
        "is_stationary": [YES_NO[right["is_stationary"]]],
        "multiplicative_stationary": [YES_NO[right["multiplicative_stationary"]]],
        "loss_weighted_stationary": [YES_NO[right["loss_weighted_stationary"]].upper()],
        "loss_weighted_counterexample": [
            dict(CANONICAL[params.model]),
            list(CANONICAL[params.model].values()),
            _shifted(params.model),
            str(dict(CANONICAL[params.model])),
        ],
        "loss_weighted_drift": _drift_forms(params),
    }


def _rests(params: Params) -> list[Form]:
    """The canonical example, moved, stretched and listed in another order."""
    canonical = reference(params)["counterexample"].canonical
    targets, phi = canonical["b"], canonical["Phi"]
    moved = {
        "b": [target + sp.Rational(1, 3) for target in targets],
        "Phi": phi + sp.Rational(1, 3),
    }
    return [
        canonical,
        [targets, phi],
        {"b": targets[::-1], "Phi": phi},
        moved,
        {"b": [3 * target for target in targets], "Phi": 3 * phi},
        f"{{'b': [{', '.join(map(str, targets))}], 'Phi': {phi}}}",
    ]


def _shifted(model: str) -> Mapping[str, Any]:
    """Another right example, in fractions."""
    half = sp.Rational(1, 2)
    return {
        "curvature": {"a": [half, 3], "b": [7, 0], "Phi": 1},
        "offset": {"b": [half, sp.Rational(7, 2)], "c": [half, 0], "Phi": 2},
        "regression": {"x": [half, 1], "y": [2, -half], "Phi": sp.Rational(2, 5)},
    }[model]


def _weight_texts(params: Params) -> tuple[str, str, str, str]:
    """The two weights as text and as LaTeX."""
    text, latex = {
        "loss": ("L{k}", "L_{k}"),
        "root": ("sqrt(L{k})", r"\sqrt{L_{k}}"),
        "square": ("L{k}^2", "L_{k}^2"),
        "log": ("log(1 + L{k})", r"\ln(1 + L_{k})"),
    }[params.weight]
    first, second = ("1", "2") if params.gradient == 1 else ("2", "1")
    return (
        text.replace("{k}", first), text.replace("{k}", second),
        latex.replace("{k}", first), latex.replace("{k}", second),
    )  # fmt: skip


def _drift_forms(params: Params) -> list[Form]:
    mine, other, mine_tex, other_tex = _weight_texts(params)
    slope, slope_tex = f"grad{params.gradient}", rf"\nabla L_{params.gradient}"
    first, second = (WEIGHTS[params.weight].subs(LOSS, loss) for loss in (L1, L2))
    sign = 1 if params.gradient == 1 else -1
    symbol = sp.Symbol(slope, real=True)
    return [
        f"-(eta/2)*({mine} - {other})*{slope}",
        f"eta*{slope}*({other} - {mine})/2",
        rf"-\frac{{\eta}}{{2}}\left({mine_tex} - {other_tex}\right){slope_tex}",
        rf"\frac{{1}}{{2}}\left(-\eta {mine_tex} {slope_tex} + \eta {other_tex} {slope_tex}\right)",
        sp.expand(-ETA * sign * (first - second) * symbol / 2),
    ]


def near_misses(params: Params) -> dict[str, list[Form]]:
    """By part."""
    right = reference(params)
    slopes = gradients(params)
    steps = [scaled(params, slope) for slope in slopes]
    canonical = right["counterexample"].canonical
    pair = dict(CANONICAL[params.model])
    names = [name for name in pair if name != "Phi"]
    drift = right["loss_weighted_drift"]
    wrong_words = {
        part: [name for name in YES_NO if name != right[part]]
        for part in ("is_stationary", "multiplicative_stationary", "loss_weighted_stationary")
    }
    return {
        **wrong_words,
        "condition": [
            sp.Eq(PHI, stationary_point(params)),
            sum(slopes),
            sp.Eq(sum(steps[:-1]), 0, evaluate=False),
            sp.Eq(sum(steps[:-1]), steps[-1], evaluate=False),
            sp.Eq(sum(step.subs(EPS, 2 * EPS) for step in steps), 0, evaluate=False),
            sp.Eq(sum(slope / (slope**2 + EPS) for slope in slopes), 0, evaluate=False),
            sp.Eq(sum(steps), EPS, evaluate=False),
        ],
        "counterexample": [
            {"b": [-1, 0, 1][: params.points or 3], "Phi": 0},
            {"b": canonical["b"], "Phi": max(canonical["b"]) + 1},
            {"b": [*canonical["b"][:-1], canonical["b"][0]], "Phi": canonical["Phi"]},
            {"b": [2] * (params.points or 4), "Phi": 2},
            {"b": [1], "Phi": 0},
        ],
        "limit_point": [
            min(params.data),
            max(params.data),
            middle_of_range(params),
            sp.Rational(params.data[len(params.data) // 2]) + sp.Rational(1, 100),
        ],
        "loss_weighted_counterexample": [
            {**pair, "Phi": sp.Rational(1, 9)},
            {names[0]: [1, 1], names[1]: [0, 0], "Phi": 0},
            {names[0]: [1, 2], names[1]: [0, 0], "Phi": 0},
            {names[0]: [1, 2], names[1]: [2, 1], "Phi": 0},
            {names[0]: [1, 2, 3], names[1]: [2, -1, 0], "Phi": 0},
        ],
        "loss_weighted_drift": [
            2 * drift,
            -drift,
            drift / ETA,
            drift.subs({L1: L2, L2: L1}, simultaneous=True),
            drift + ETA * L1 / 10**6,
        ],
    }
