"""Other ways to write the minimisers of `problems.penalized_updates`, and what is nearly one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sympy as sp

from grader.spec import Form
from problems.penalized_updates import Params
from problems.wording import plain, tex
from solutions.derivations.penalized_updates import (
    VECTORS,
    factor_of,
    gradient_in,
    reference,
    step_of,
)
from solutions.spellings import as_text, nearly, written

FACTORS = {
    "over_alpha": ("alpha/2", r"\frac{\alpha}{2}"),
    "over_two_alpha": ("alpha", r"\alpha"),
    "lam": ("1/(2*lam)", r"\frac{1}{2\lambda}"),
}
"""The factor that all minimisers share, as text and in LaTeX."""


def also_right(params: Params) -> Mapping[str, Sequence[Form]]:
    """The minimisers as people write them, and other minimisers where there are any."""
    right = reference(params)
    text, latex = FACTORS[params.weight]
    found: dict[str, list[Form]] = {part: written(right[part].point) for part in VECTORS}
    found["euclidean"] += [f"-({text})*g", rf"-{latex} g", rf"-{latex}\nabla f(\theta)"]
    found["max_norm"] += [
        f"-({text})*norm(g, 1)*sign(g)",
        rf"-{latex} \|g\|_1 \cdot \text{{sign}}(g)",
        rf"u = -\left({latex} \|g\|_1\right) \operatorname{{sign}}(g)",
        *_for_zeros(params, right["max_norm"].point),
    ]
    found["one_norm"] += _for_ties(params, right["one_norm"].point)
    found["rms"] += [f"-({text})*{params.n}*g", rf"-{params.n} \cdot {latex} g"]
    found["weighted"] += [
        f"[{', '.join(f'-({text})*g{i}/w{i}' for i in range(1, params.n + 1))}]",
        f"-({text})*[{', '.join(f'g_{i}/w_{i}' for i in range(1, params.n + 1))}]",
    ]
    found["p_norm"] += _p_norm_spelled(params, text)
    found["spectral"] = _matrices(right["spectral"].point, text, factor_of(params))
    found["minimum_value"] = [
        f"-({text})*gdual^2/2",
        rf"-{latex} \cdot \frac{{1}}{{2}} gdual^2",
        f"({text})*gdual**2/2 - ({text})*gdual**2",
        f"-(gdual*sqrt({text}))^2/2",
        f"-0.5*({text})*gdual^2",
    ]
    names = {"euclidean": "gradient", "max_norm": "sign", "one_norm": "coordinate"}
    for part, name in names.items():
        found[f"{part}_optimizer"] = [name, name.upper()]
    found["dual_norm"] = [right["dual_norm"], [row[0] for row in right["dual_norm"]]]
    return found


def _for_zeros(params: Params, point: Any) -> list[Form]:
    """Where g has a zero, that entry may take any value up to the others' size."""
    g = gradient_in(params, "max_norm")
    zeros = [i for i, x in enumerate(g) if x == 0]
    if not zeros:
        return []
    size = next(x for x in point if x != 0)  # all that are not 0 have the same size
    found: list[Form] = []
    for share in (1, -1, sp.Rational(1, 3)):
        other = sp.Matrix(point)
        for i in zeros:
            other[i] = share * size
        found.append(other)
    return found


def _for_ties(params: Params, point: Any) -> list[Form]:
    """Where two entries of g are largest, either may move, or both share."""
    g = gradient_in(params, "one_norm")
    largest = max(abs(x) for x in g)
    tied = [i for i, x in enumerate(g) if abs(x) == largest]
    length = sum(abs(x.subs(step_of(params), 1)) for x in point)
    unit = step_of(params) if params.weight != "lam" else 1 / step_of(params)
    found: list[Form] = []
    for share in (sp.Integer(0), sp.Rational(1, 2), sp.Rational(2, 7)):
        other = sp.zeros(len(g), 1)
        other[tied[0]] = -sp.sign(g[tied[0]]) * share * length * unit
        other[tied[-1]] += -sp.sign(g[tied[-1]]) * (1 - share) * length * unit
        found.append(other)
    return found


def _p_norm_spelled(params: Params, text: str) -> list[Form]:
    q = params.p / (params.p - 1)
    total = "+".join(f"abs(g{i})^({plain(q)})" for i in range(1, params.n + 1))
    power = plain((2 - q) / q)
    entries = [
        f"-({text})*({total})^({power})*abs(g{i})^({plain(q - 1)})*sign(g{i})"
        for i in range(1, params.n + 1)
    ]
    norm = rf"\|g\|_{{{plain(q)}}}"
    latex = [
        rf"-\left({FACTORS[params.weight][1]}\right) {norm}^{{{tex(2 - q)}}} "
        rf"|g_{i}|^{{{tex(q - 1)}}} \operatorname{{sign}}(g_{i})"
        for i in range(1, params.n + 1)
    ]
    return [f"[{', '.join(entries)}]", rf"\left[{', '.join(latex)}\right]"]


def _matrices(point: Any, text: str, factor: Any) -> list[Form]:
    rows = [", ".join(map(as_text, row)) for row in point.tolist()]
    inner = point / factor
    inner_rows = [", ".join(map(as_text, row)) for row in inner.tolist()]
    return [
        sp.Matrix(point),
        f"[{', '.join(f'[{row}]' for row in rows)}]",
        f"({text})*[{', '.join(f'[{row}]' for row in inner_rows)}]",
        sp.latex(point, mat_str="pmatrix", mat_delim=""),
        f"Matrix([{', '.join(f'[{row}]' for row in rows)}])",
    ]


def near_misses(params: Params) -> Mapping[str, Sequence[Form]]:
    """A sign, a factor, a coordinate or 1e-12 away."""
    right = reference(params)
    text, latex = FACTORS[params.weight]
    found: dict[str, list[Form]] = {part: nearly(right[part].point) for part in VECTORS}
    found["euclidean"] += [f"-({text})*sign(g)", rf"-{latex} \|g\|_2 g", f"-{params.step}/3*g"]
    found["max_norm"] += [
        f"-({text})*sign(g)",
        rf"-{latex} \|g\|_2 \text{{sign}}(g)",
        f"-({text})*norm(g, 1)*g",
    ]
    found["one_norm"] += [rf"-{latex} \cdot 2 \frac{{g}}{{\|g\|_\infty}}", f"-({text})*g"]
    found["rms"] += [f"-({text})*{params.n + 1}*g", f"-({text})*{params.n**2}*g"]
    found["weighted"] += [f"-({text})*g", f"-({text})*sign(g)"]
    found["p_norm"] = nearly(right["p_norm"].point, sp.Rational(1, 10**4))
    found["p_norm"] += [f"-({text})*g", f"-({text})*norm(g, 1)*sign(g)"]
    found["spectral"] = _near_matrices(right["spectral"].point)
    found["minimum_value"] = [
        f"-({text})*gdual^2",
        f"({text})*gdual^2/2",
        f"-({text})*gdual/2",
        f"-({text})*gdual^2/2 + 1/10^12",
        f"-({text})*gdual^2/4",
    ]
    wrong = {
        "euclidean": ["sign", "coordinate", "diagonal", "random"],
        "max_norm": ["gradient", "coordinate", "diagonal", "random"],
        "one_norm": ["gradient", "sign", "diagonal", "random"],
    }
    for part, names in wrong.items():
        found[f"{part}_optimizer"] = list(names)
    rows = right["dual_norm"]
    found["dual_norm"] = [
        [*rows[1:], rows[0]],
        [rows[0]] * len(rows),
        [rows[1], rows[0], *rows[2:]],
        [["normp"], *rows[1:]],
    ]
    return found


def _near_matrices(point: Any) -> list[Form]:
    i, j = next(
        (i, j) for i in range(point.shape[0]) for j in range(point.shape[1]) if point[i, j] != 0
    )
    flipped, off = sp.Matrix(point), sp.Matrix(point)
    flipped[i, j] = -flipped[i, j]
    off[i, j] = off[i, j] + sp.Rational(1, 10**6)
    return [flipped, off, sp.Rational(1001, 1000) * point, -point, sp.Matrix(point)[:-1, :]]
