"""Other ways to write the answers of `problems.rms_scaling`, to draw its balls, and what is off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from textwrap import dedent

from grader.spec import Code, Form
from problems.rms_scaling import Params
from problems.wording import plain

FORMULAS = {
    "two": "np.sqrt(x**2 + y**2)",
    "rms": "np.sqrt((x**2 + y**2) / 2)",
    "one": "np.abs(x) + np.abs(y)",
    "max": "np.maximum(np.abs(x), np.abs(y))",
    "weighted": "np.sqrt(x**2 + 4 * y**2)",
}


def also_right(params: Params) -> Mapping[str, Sequence[Form]]:
    """Gamma functions and factorials, powers and roots, four ways of drawing."""
    e = plain(params.shrink)
    s = _deviation(params)
    inputs, outputs, scale, product = _layer(params)
    half = plain(Fraction(1, 2) - params.shrink)
    return {
        "euclidean_growth": [
            f"Theta(d^({half}))",
            rf"\Theta\left(d^{{{half}}}\right)",
            f"3*d**({half})",
            f"Theta(sqrt(d)/d^({e}))",
            f"d^({half}) + d^({half})/(d+1)",
        ],
        "rms_growth": [
            f"Theta(1/d^({e}))",
            rf"\Theta(d^{{-{e}}})",
            f"7*d**(-({e}))",
            f"Theta(d^(-({e}))*(2+1/d))",
        ],
        "euclidean_mean": [
            f"{s}*sqrt(2)*gamma((d+1)/2)/gamma(d/2)",
            f"sqrt(2)*{s}*gamma(d/2 + 1/2)/gamma(d/2)",
            rf"\sqrt{{2}}\,\frac{{\Gamma(\frac{{d+1}}{{2}})}}{{\Gamma(\frac{{d}}{{2}})}} \cdot {s}",
            f"{s}*sqrt(2)*(d/2)*gamma((d+1)/2)/gamma(d/2 + 1)",
            f"{s}*sqrt(2)*gamma((d+3)/2)*2/((d+1)*gamma(d/2))",
        ],
        "mean_bound": [
            f"{s}*sqrt(d)",
            f"sqrt(d*({s})^2)",
            rf"{s} \cdot \sqrt{{d}}",
            f"d*{s}/sqrt(d)",
            f"{s}*d^(1/2)",
        ],
        "unit_balls": [
            Code(_drawn(params, way)) for way in ("plot", "contour", "scatter", "patches")
        ],
        "output_scale": [
            f"{inputs}*({scale})",
            f"({scale})*{inputs}*{outputs}/{outputs}",
            rf"({scale}) \cdot {_subscript(inputs)}",
            f"({product}*sqrt({inputs}))**2",
        ],
        "multiplier": [
            f"1/({product}*sqrt({inputs}))",
            rf"\frac{{1}}{{({product})\sqrt{{{_subscript(inputs)}}}}}",
            f"({inputs}*{scale})**(-1/2)",
            f"sqrt({inputs})/({product}*{inputs})",
            f"sqrt(1/({inputs}*{scale}))",
        ],
        "initialization": ["fan_in", "Fan_In"],
    }


def near_misses(params: Params) -> Mapping[str, Sequence[Form]]:
    """Powers, shifts and factors that are slightly off, and incomplete figures."""
    e = plain(params.shrink)
    s = _deviation(params)
    inputs, outputs, scale, product = _layer(params)
    half = Fraction(1, 2) - params.shrink
    other = plain(half + Fraction(1, 100))
    return {
        "euclidean_growth": [
            f"Theta(d^({other}))",
            f"Theta(d^({plain(half)})*log(d+1))",
            f"Theta(d^({plain(half + 1)}))",
            f"Theta(d^({plain(half)})+d^({plain(half + Fraction(1, 3))}))",
        ],
        "rms_growth": [
            f"Theta(d^({plain(half)}))",
            f"Theta(d^(-({e}))*log(d+1))",
            f"Theta(d^({plain(Fraction(-1, 2) - params.shrink)}))",
            f"Theta(d^({plain(Fraction(1, 100) - params.shrink)}))",
        ],
        "euclidean_mean": [
            f"{s}*sqrt(d)",
            f"{s}*sqrt(2)*gamma(d/2)/gamma((d+1)/2)",
            f"{s}*gamma((d+1)/2)/gamma(d/2)",
            f"{s}*sqrt(2)*gamma((d+2)/2)/gamma((d+1)/2)",
            f"{s}*sqrt(d - 1/2)",
        ],
        "mean_bound": [
            f"{s}*d",
            f"{s}*sqrt(d+1)",
            f"{s}*sqrt(2)*gamma((d+1)/2)/gamma(d/2)",
            f"2*{s}*sqrt(d)",
        ],
        "unit_balls": [Code(source) for source in _misdrawn(params)],
        "output_scale": [
            f"{outputs}*({scale})",
            f"{inputs}*{outputs}*({scale})",
            f"({inputs}+1)*({scale})",
            f"{inputs}^2*({scale})",
        ],
        "multiplier": [
            f"1/({product}*{inputs})",
            f"1/({product}*sqrt({outputs}))",
            f"1/({product}*sqrt({inputs}+1))",
            f"sqrt(2)/({product}*sqrt({inputs}))",
        ],
        "initialization": ["fan_out", "he", "unit", "orthogonal"],
    }


def _deviation(params: Params) -> str:
    scale = "s_x" if params.inputs is None else f"({plain(params.inputs)})"
    return f"({scale}*d^(-({plain(params.shrink)})))"


def _layer(params: Params) -> tuple[str, str, str, str]:
    """Inputs, outputs, product of the variances, product of the deviations."""
    s_x = "s_x" if params.inputs is None else f"({plain(params.inputs)})"
    s_w = "s_w" if params.weights is None else f"({plain(params.weights)})"
    inputs, outputs = ("d2", "d1") if params.transposed else ("d1", "d2")
    return inputs, outputs, f"{s_x}^2*{s_w}^2", f"{s_x}*{s_w}"


def _subscript(name: str) -> str:
    return f"{name[0]}_{name[1:]}"


# ------------------------------------------------------------------ drawings


def worked(params: Params) -> Mapping[str, str]:
    """The balls, as rays divided by their norms."""
    return {"unit_balls": _drawn(params, "plot")}


def _drawn(
    params: Params,
    way: str,
    *,
    norms: Sequence[str] | None = None,
    aspect: str = 'ax.set_aspect("equal")',
    formulas: Mapping[str, str] = FORMULAS,
    ends: float = 1.0,
) -> str:
    """A cell that draws the balls in one of four ways; `ends` below 1 leaves a gap."""
    a, b = params.centre
    r = plain(params.radius)
    chosen = params.norms if norms is None else norms
    listed = ", ".join(f"lambda x, y: {formulas[name]}" for name in chosen)
    head = dedent(f"""
        import matplotlib.pyplot as plt
        import numpy as np

        a, b, r = {a}, {b}, {r}
        norms = [{listed}]
        fig, ax = plt.subplots()
        angle = np.linspace(0, 2 * np.pi * {ends}, 1441)
        x, y = np.cos(angle), np.sin(angle)
    """).strip()
    body = {
        "plot": """
            for norm in norms:
                ax.plot(a + r * x / norm(x, y), b + r * y / norm(x, y))
        """,
        "scatter": """
            for norm in norms:
                ax.scatter(a + r * x / norm(x, y), b + r * y / norm(x, y), s=2)
        """,
        "contour": """
            side = np.linspace(-2.5 * r, 2.5 * r, 401)
            u, v = np.meshgrid(side, side)
            for norm in norms:
                ax.contour(a + u, b + v, norm(u, v), levels=[r])
        """,
        "patches": _patches(chosen),
    }[way]
    return "\n".join([head, dedent(body).strip(), aspect, "fig"])


def _patches(norms: Sequence[str]) -> str:
    shapes = {
        "two": "Circle((a, b), r, fill=False)",
        "rms": "Circle((a, b), r * np.sqrt(2), fill=False)",
        "one": "Polygon([(a + r, b), (a, b + r), (a - r, b), (a, b - r)], fill=False)",
        "max": "Rectangle((a - r, b - r), 2 * r, 2 * r, fill=False)",
        "weighted": "Ellipse((a, b), 2 * r, r, fill=False)",
    }
    added = "\n".join(f"ax.add_patch({shapes[name]})" for name in norms)
    names = "Circle, Ellipse, Polygon, Rectangle"
    limits = "ax.set(xlim=(a - 2 * r, a + 2 * r), ylim=(b - 2 * r, b + 2 * r))"
    return f"from matplotlib.patches import {names}\n{added}\n{limits}"


def _misdrawn(params: Params) -> list[str]:
    unscaled = {**FORMULAS, "rms": "np.sqrt(x**2 + y**2)"}
    inverted = {**FORMULAS, "rms": "np.sqrt(2 * (x**2 + y**2))"}
    return [
        _drawn(params, "plot", norms=[name for name in params.norms if name != "rms"]),
        _drawn(params, "plot", formulas=unscaled),
        _drawn(params, "contour", formulas=inverted),
        _drawn(params, "plot", aspect="ax.set_aspect(0.5)"),
        _drawn(params, "scatter", ends=0.75),
    ]
