"""Problem 11: the same derivatives in other words, and nearly right ones."""

from __future__ import annotations

from typing import Any

import sympy as sp

from grader.spec import Form
from problems.linearization import Params
from solutions.derivations.linearization import S, X, Z, dynamics, features, kernel, reference
from solutions.spellings import nearly, rounded_vector, with_factor, written

TEXTS = {
    "tanh": ("tanh({u})", "(1 - tanh({u})^2)", "1/cosh({u})^2"),
    "relu": ("max(0, {u})", "Heaviside({u})", "(1 + sign({u}))/2"),
    "square": ("({u})^2", "2*({u})", "(({u}) + ({u}))"),
}
"""An activation and its derivative in two spellings."""

LATEX = {
    "tanh": (r"\tanh({u})", r"\left(1 - \tanh^2({u})\right)"),
    "relu": (r"\max(0, {u})", r"\frac{{1 + \operatorname{{sign}}({u})}}{{2}}"),
    "square": (r"({u})^2", r"2\,({u})"),
}


def _put(pattern: str, u: str) -> str:
    return pattern.replace("{u}", u).replace("{{", "{").replace("}}", "}")


def _marks(params: Params) -> tuple[str, ...]:
    return ("",) if params.width == 1 else ("1", "2")


def _texts(params: Params, at: str, way: int) -> list[str]:
    """The features as one types them."""
    value, *slopes = TEXTS[params.activation]
    inner = {m: f"w{m}*{at}" + (f" + b{m}" if params.bias else "") for m in _marks(params)}
    slope = {m: _put(slopes[way], inner[m]) for m in inner}
    rows = [[f"a{m}*{at}*{slope[m]}" for m in inner]]
    if params.bias:
        rows.append([f"a{m}*{slope[m]}" for m in inner])
    rows.append([_put(value, inner[m]) for m in inner])
    return [entry for row in rows for entry in row]


def _latex(params: Params, at: str) -> list[str]:
    value, slope = LATEX[params.activation]
    marks = [f"_{m}" if m else "" for m in _marks(params)]
    inner = {m: f"w{m} {at}" + (f" + b{m}" if params.bias else "") for m in marks}
    rows = [[rf"a{m}\, {at} \cdot {_put(slope, inner[m])}" for m in marks]]
    if params.bias:
        rows.append([rf"a{m} \cdot {_put(slope, inner[m])}" for m in marks])
    rows.append([_put(value, inner[m]) for m in marks])
    return [entry for row in rows for entry in row]


def also_right(params: Params) -> dict[str, list[Form]]:
    """By part."""
    right = reference(params)
    steps = [f"d{name}" for name in params.parameters]
    first, second = _texts(params, "x", 0), _texts(params, "x", 1)
    first_z, second_z = _texts(params, "z", 0), _texts(params, "z", 1)
    tex, tex_z = _latex(params, "x"), _latex(params, "z")
    value = _output(params)
    column = r" \\ ".join(tex)
    return {
        "features": [
            f"[{', '.join(first)}]",
            f"[{', '.join(second)}]",
            rf"\begin{{bmatrix}} {column} \end{{bmatrix}}",
            sp.Matrix(features(params)),
        ],
        "linear_model": [
            f"{value} + " + " + ".join(f"({f})*{d}" for f, d in zip(first, steps, strict=True)),
            " + ".join(f"{d}*({f})" for f, d in zip(second, steps, strict=True)) + f" + {value}",
            f"{value} + "
            + "+".join(f"{f} {d}" for f, d in zip(tex, _tex_steps(params), strict=True)),
            sp.expand(right["linear_model"]),
        ],
        "kernel": [
            " + ".join(f"({f})*({g})" for f, g in zip(first, first_z, strict=True)),
            " + ".join(f"({g})*({f})" for f, g in zip(second, second_z, strict=True)),
            "+".join(rf"{f} \cdot {g}" for f, g in zip(tex, tex_z, strict=True)),
            sp.expand(right["kernel"], deep=False) if params.width == 1 else right["kernel"],
        ],
        "dynamics": _dynamics(params),
        "linear_probe": [
            *written(right["linear_probe"]),
            with_factor(right["linear_probe"], sp.Rational(1, 2)),
            rounded_vector(right["linear_probe"]),
        ],
        "lazy_error": [
            "Theta(s^2)",
            "s^2",
            r"\Theta(s^2)",
            r"\Theta\left(\frac{s^2}{2}\right)",
            S**2,
        ],
    }


def _output(params: Params) -> str:
    value = TEXTS[params.activation][0]
    inner = {m: f"w{m}*x" + (f" + b{m}" if params.bias else "") for m in _marks(params)}
    return " + ".join(f"a{m}*{_put(value, inner[m])}" for m in inner)


def _tex_steps(params: Params) -> list[str]:
    return [
        rf"\Delta {name[0]}" + (f"_{name[1]}" if len(name) > 1 else "")
        for name in params.parameters
    ]


def _dynamics(params: Params) -> list[Form]:
    count = range(1, params.points + 1)
    slope = "(f{i} - y{i})" if params.squared else "dL{i}"
    slope_tex = "(f_{i} - y_{i})" if params.squared else "dL_{i}"
    terms = [f"K{i}*{slope.replace('{i}', str(i))}" for i in count]
    latex = [f"K_{i} {slope_tex.replace('{i}', str(i))}" for i in count]
    share = f"/{params.points}" if params.averaged else ""
    share_tex = rf"\frac{{1}}{{{params.points}}}" if params.averaged else ""
    return [
        f"-({' + '.join(terms)}){share}",
        " ".join(f"- {term}{share}" for term in reversed(terms)),
        rf"-{share_tex}\left({' + '.join(latex)}\right)",
        sp.expand(dynamics(params)),
    ]


def near_misses(params: Params) -> dict[str, list[Form]]:
    """By part."""
    right = reference(params)
    model, k, flow = right["linear_model"], right["kernel"], right["dynamics"]
    vector: list[Any] = right["features"]
    first_kernel = sp.Symbol("K1", real=True)
    step = sp.Symbol(f"d{params.parameters[0]}", real=True)
    return {
        "features": [
            [2 * entry for entry in vector],
            [-vector[0], *vector[1:]],
            vector[:-1],
            [vector[0] + X / 10**9, *vector[1:]],
        ],
        "linear_model": [
            2 * model,
            model.subs(step, 0),
            model.subs(step, -step),
            model + X / 10**9,
        ],
        "kernel": [k + 1, k + X * Z, 2 * k, sp.sqrt(kernel(params).subs(X, Z) + 1)],
        "dynamics": [
            flow.subs(first_kernel, -first_kernel),
            flow.subs(first_kernel, 0),
            2 * flow,
            flow / 3,
        ],
        "linear_probe": nearly(right["linear_probe"]),
        "lazy_error": ["Theta(s^3)", "Theta(1)", "sqrt(s)", "Theta(s^2*log(s))"],
    }
