"""Other ways to write the answers of `problems.convergence`, and answers that are nearly right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sympy as sp

from grader.spec import Form
from problems.convergence import Params
from solutions.derivations.convergence import DELTA, reference, sizes_of
from solutions.spellings import nearly, rounded, rounded_vector, written


def also_right(params: Params) -> Mapping[str, Sequence[Form]]:
    """Fractions, factors taken out, decimals, LaTeX."""
    right = reference(params)
    a, _, residual, square = sizes_of(params)
    factor = 1 if params.halved else 2
    vectors = ("sgd", "sign_sgd", "simplified_adam", "rescaled_features")
    rows = right["sensitivity"]
    limit = right["step_limit"]
    forms: dict[str, list[Form]] = {
        part: [*written(right[part]), rounded_vector(right[part])] for part in vectors
    }
    if not any(params.start):
        forms["sgd"].append(f"({residual})/({square})*{list(a)}")
        forms["sgd"].append(rf"\frac{{{residual}}}{{{sp.latex(square)}}} {_bracketed(a)}")
    forms["step_limit"] = [
        limit,
        f"s < {limit}",
        rf"\alpha < {sp.latex(limit)}",
        rounded(limit),
        f"{2 / sp.Integer(factor)}/({square})",
        f"0 < eta < {limit}",
    ]
    forms["residual"] = [
        f"({residual})*(1 - {factor}*s*({square}))**t",
        rf"{sp.latex(residual)} \left(1 - {factor} s \cdot {sp.latex(square)}\right)^{{t}}",
        f"({residual})*(1 - s*({factor * square}))^(t-1)*(1 - s*({factor * square}))",
        f"-({-residual})*(1 - s/({1 / (factor * square)}))^t",
    ]
    forms["implicit_norm"] = [
        right["implicit_norm"],
        [row[0] for row in right["implicit_norm"]],
    ]
    forms["needs_decay"] = ["sign", " Sign "]
    forms["sensitivity"] = [
        rows,
        [[str(cell)] for (cell,) in rows],
        [str(cell) for (cell,) in rows],
        [[f"{rounded(cell / DELTA)}*delta"] for (cell,) in rows],
        [[rf"{sp.latex(cell / DELTA)}\,\delta"] for (cell,) in rows],
    ]
    return forms


def _bracketed(a: Any) -> str:
    return "[" + ", ".join(sp.latex(x) for x in a) + "]"


def near_misses(params: Params) -> Mapping[str, Sequence[Form]]:
    """Answers that look right, or nearly."""
    right = reference(params)
    _, _, residual, square = sizes_of(params)
    factor = 1 if params.halved else 2
    vectors = ("sgd", "sign_sgd", "simplified_adam", "rescaled_features")
    limit = right["step_limit"]
    norms = right["implicit_norm"]
    cells = [cell for (cell,) in right["sensitivity"]]
    forms: dict[str, list[Form]] = {part: nearly(right[part]) for part in vectors}
    forms["step_limit"] = [
        -limit,
        f"s > {2 * limit}",
        rounded(limit * sp.Rational(1002, 1000), 5),
        limit + sp.Rational(1, 10**12),
        square,
    ]
    forms["residual"] = [
        f"({residual})*(1 + {factor}*s*({square}))**t",
        f"({residual})*(1 - {factor}*s*({square})*t)",
        f"({residual})*(1 - {factor}*s*({square}))**(2*t)",
        f"(({residual})*(1 - {factor}*s*({square})))**t" if abs(residual) != 1 else "0",
        f"({-residual})*(1 - {factor}*s*({square}))**t",
    ]
    forms["implicit_norm"] = [
        [norms[1], norms[0], norms[2]],
        [norms[2], norms[1], norms[0]],
        [["two"]] * 3,
        [[{"two": "inverse"}.get(row[0], row[0])] for row in norms],
    ]
    forms["needs_decay"] = ["sgd", "both", "neither"]
    forms["sensitivity"] = [
        [[-cell] for cell in cells],
        [[cell / DELTA] for cell in cells],
        [[cells[1]], [cells[0]], [cells[2]]],
        [[cells[0]], [cells[1]], [cells[2] * sp.Rational(1001, 1000)]],
    ]
    return forms
