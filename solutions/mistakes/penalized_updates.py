"""What goes wrong in `problems.penalized_updates`: factors, signs, norms and their duals."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, partial
from typing import Any

import sympy as sp

from grader.spec import Mistake
from problems.penalized_updates import Params
from problems.wording import rational
from solutions.derivations.penalized_updates import (
    VECTORS,
    as_seen_by,
    factor_of,
    gradient_in,
    matrix_of,
    minimiser,
    step_of,
    weights_of,
)


def mistakes(params: Params) -> Mapping[str, Sequence[Mistake]]:
    """What goes wrong with factors, signs, norms and their duals."""
    found: dict[str, Sequence[Mistake]] = {
        part: _of_part(part, as_seen_by(params, part)) for part in (*VECTORS, "spectral")
    }
    found["minimum_value"] = _minimum_value(factor_of(params))
    found["dual_norm"] = _duals(params)
    return found


@lru_cache(maxsize=512)
def _of_part(part: str, params: Params) -> tuple[Mistake, ...]:
    """Of many variants the mistakes of a part are the same."""
    f, point = factor_of(params), minimiser(part, params).point
    own: Mapping[str, Callable[[Params, Any], list[Mistake]]] = {
        "max_norm": _max_norm,
        "one_norm": _one_norm,
        "rms": _rms,
        "weighted": _weighted,
        "p_norm": _p_norm,
        "spectral": partial(_spectral, point),
    }
    special = own[part](params, f) if part in own else []
    return (*special, *_of_all(point, step_of(params)))


def _of_all(point: Any, step: Any) -> list[Mistake]:
    return [
        Mistake(
            id="half_dropped",
            form=2 * point,
            feedback="The direction is right; the length is not. The penalty is a *square*: what "
            "does its derivative bring in front?",
            credit=0.5,
        ),
        Mistake(
            id="sign_flipped",
            form=-point,
            feedback="This update goes uphill: put it into g.u and look at the sign.",
        ),
        Mistake(
            id="weight_inverted",
            form=point.xreplace({step: 1 / step}),
            feedback="Look at what happens as the penalty's weight grows: must the update get "
            "longer or shorter? Yours does the opposite.",
        ),
    ]


def _max_norm(params: Params, f: Any) -> list[Mistake]:
    g = gradient_in(params, "max_norm")
    signs = g.applyfunc(sp.sign)
    return [
        Mistake(
            id="norm_dropped",
            form=-f * signs,
            feedback="The direction is right. Its length is missing: along that direction the "
            "slope is a norm of g, and the steeper it is, the further it pays to go.",
            credit=0.5,
        ),
        Mistake(
            id="wrong_norm",
            form=-f * sp.Max(*[sp.Abs(x) for x in g]) * signs,
            feedback="The direction is right. For the length, compute g.sign(g): which norm of g "
            "is that?",
        ),
        Mistake(
            id="gradient_step",
            form=-f * g,
            feedback="That is the answer for the 2-norm. Here only the largest entry of u costs "
            "anything: the others may be as large as it is, for free.",
        ),
    ]


def _one_norm(params: Params, f: Any) -> list[Mistake]:
    g = gradient_in(params, "one_norm")
    sizes = [abs(x) for x in g]
    largest = max(sizes)
    corner = sp.zeros(len(g), 1)
    corner[sizes.index(largest)] = sp.sign(g[sizes.index(largest)])
    found = [
        Mistake(
            id="gradient_over_norm",
            form=-2 * f * g / largest,
            feedback="Spreading the update over all coordinates is dear under the 1-norm: every "
            "unit of length costs the same wherever it is spent. Spend it where it buys most.",
        ),
        Mistake(
            id="sign_everywhere",
            form=-f * largest * g.applyfunc(sp.sign),
            feedback="Every unit of the 1-norm costs the same in every coordinate, and it does "
            "not buy the same everywhere. Must all coordinates move?",
        ),
        Mistake(
            id="norm_dropped",
            form=-f * corner,
            feedback="The right coordinate moves; how far should depend on how steep the slope "
            "is there.",
            credit=0.5,
        ),
    ]
    if sum(sizes) != 2 * largest:  # else it is the same as the half dropped
        found.append(
            Mistake(
                id="wrong_norm",
                form=-f * sum(sizes) * corner,
                feedback="The right coordinate moves, and it moves too far. How steep is the slope "
                "along that one coordinate?",
            )
        )
    return found


def _rms(params: Params, f: Any) -> list[Mistake]:
    g, n = gradient_in(params, "rms"), params.n
    return [
        Mistake(
            id="n_dropped",
            form=-f * g,
            feedback="That is the answer for the sum of the squares. The *mean* of the squares "
            "is a smaller penalty; what does that allow?",
        ),
        Mistake(
            id="n_inverted",
            form=-f * g / n,
            feedback="The mean of squares is smaller than their sum. Does a smaller penalty make "
            "the update shorter or longer?",
        ),
        Mistake(
            id="root_of_n",
            form=-f * sp.sqrt(n) * g,
            feedback="The penalty is the square of the RMS norm; which power of n does the "
            "square hold?",
        ),
    ]


def _weighted(params: Params, f: Any) -> list[Mistake]:
    g, w = gradient_in(params, "weighted"), weights_of(params)
    return [
        Mistake(
            id="weights_multiplied",
            form=-f * g.multiply_elementwise(w),
            feedback="A coordinate with a large weight is dear to move in. Does yours move less "
            "or more there?",
        ),
        Mistake(
            id="weights_rooted",
            form=-f * sp.Matrix([x / sp.sqrt(y) for x, y in zip(g, w, strict=True)]),
            feedback="Differentiate the penalty by one coordinate: with which power does its "
            "weight come out?",
        ),
        Mistake(
            id="weights_ignored",
            form=-f * g,
            feedback="The weights have vanished from your answer; differentiate the penalty by "
            "one coordinate at a time.",
        ),
    ]


def _p_norm(params: Params, f: Any) -> list[Mistake]:
    g, p = gradient_in(params, "p_norm"), rational(params.p)
    q = p / (p - 1)
    return [
        Mistake(
            id="p_for_q",
            form=_in_p_norm(g, p, f),
            feedback="Solve the stationarity condition of one coordinate for its size: the "
            "exponent of the penalty has to be undone. You kept it as it was.",
        ),
        Mistake(
            id="length_dropped",
            form=-f * sp.Matrix([sp.sign(x) * sp.Abs(x) ** (q - 1) for x in g]),
            feedback="The direction is right. If g doubles, the update must double too; does "
            "yours?",
            credit=0.5,
        ),
    ]


def _in_p_norm(g: Any, q: Any, f: Any) -> Any:
    norm = sum(sp.Abs(x) ** q for x in g) ** (1 / q)
    return -f * norm ** (2 - q) * sp.Matrix([sp.sign(x) * sp.Abs(x) ** (q - 1) for x in g])


def _spectral(point: Any, params: Params, f: Any) -> list[Mistake]:
    matrix = matrix_of(params)
    values = sorted(sp.sqrt(x) for x in _squares(matrix))
    factor = -point / (f * sum(values))
    found = [
        Mistake(
            id="norm_dropped",
            form=-f * factor,
            feedback="The direction is right. How far to go depends on how steep the slope is "
            "along it: add up what each singular direction contributes.",
            credit=0.5,
        )
    ]
    if values[0] == 0:
        return found  # with one singular value, all norms agree
    found.append(
        Mistake(
            id="gradient_step",
            form=-f * matrix,
            feedback="That would be right if every entry of U were penalised. Here only the "
            "largest singular value costs anything: the others may grow up to it for free.",
        )
    )
    if values[0] != values[1]:
        found.append(
            Mistake(
                id="wrong_norm",
                form=-f * values[1] * factor,
                feedback="The direction is right. The slope along it is not the largest singular "
                "value alone: every singular direction contributes.",
            )
        )
    return found


def _squares(matrix: Any) -> list[Any]:
    """The squares of the two largest singular values."""
    gram = matrix.T * matrix if matrix.shape[1] == 2 else matrix * matrix.T
    half, det = gram.trace() / 2, gram.det()
    root = sp.sqrt(half**2 - det)
    return [half - root, half + root]


def _minimum_value(f: Any) -> list[Mistake]:
    gdual = sp.Symbol("gdual", positive=True)
    right = -f * gdual**2 / 2
    return [
        Mistake(
            id="slope_only",
            form=2 * right,
            feedback="That is g.u alone, at the best u. The penalty takes some of it back.",
            credit=0.5,
        ),
        Mistake(
            id="sign_flipped",
            form=-right,
            feedback="The objective is 0 at u = 0. Can its minimum be above that?",
        ),
        Mistake(
            id="square_dropped",
            form=-f * gdual / 2,
            feedback="If g doubles, so does the best u, and both terms of the objective are "
            "multiplied by four. Is yours?",
        ),
        Mistake(
            id="penalty_only",
            form=-3 * right,
            feedback="Put the best length back into both terms of the objective and add them, "
            "each with its sign.",
        ),
    ]


def _duals(params: Params) -> list[Mistake]:
    own = {"two": "norm2", "max": "norminf", "one": "norm1", "p": "normp"}
    own |= {"op": "operator", "nuc": "nuclear"}
    return [
        Mistake(
            id="self_dual",
            form=[[own[row]] for row in params.duals],
            feedback="You named each norm itself. The dual norm of g is the largest g.v over the "
            "unit ball: for the largest entry, which v in the cube lies furthest along g?",
        )
    ]
