"""What goes wrong in `problems.rms_scaling`: sums for means, variances for deviations, radii."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import sympy as sp

from grader.spec import Mistake, Outline
from problems.rms_scaling import Params
from problems.wording import rational

D, D1, D2 = sp.symbols("d d1 d2", integer=True, positive=True)
S_W, S_X = sp.symbols("s_w s_x", positive=True)


def mistakes(params: Params) -> Mapping[str, Sequence[Mistake]]:
    """By part."""
    return {
        "euclidean_growth": _euclidean_growth(params),
        "rms_growth": _rms_growth(params),
        "euclidean_mean": _euclidean_mean(params),
        "mean_bound": _mean_bound(params),
        "output_scale": _output_scale(params),
        "multiplier": _multiplier(params),
    }


def _decay(params: Params) -> Any:
    return D ** -rational(params.shrink)


def _deviation(params: Params) -> Any:
    return (S_X if params.inputs is None else rational(params.inputs)) * _decay(params)


def _euclidean_growth(params: Params) -> list[Mistake]:
    return [
        Mistake(
            id="entries_added",
            form=D * _decay(params),
            feedback="You added the sizes of the entries. The squares add up, and a root is taken "
            "at the end.",
        ),
        Mistake(
            id="one_entry",
            form=_decay(params),
            feedback="That is how a single entry grows. There are d of them.",
        ),
    ]


def _rms_growth(params: Params) -> list[Mistake]:
    return [
        Mistake(
            id="sum_for_mean",
            form=sp.sqrt(D) * _decay(params),
            feedback="That is the growth of the 2-norm. The RMS norm takes the mean of the "
            "squares, not their sum.",
        ),
        Mistake(
            id="divided_outside",
            form=_decay(params) / sp.sqrt(D),
            feedback="You divided by d outside the root; the mean is taken inside it.",
        ),
    ]


def _euclidean_mean(params: Params) -> list[Mistake]:
    s = _deviation(params)
    over, under = sp.gamma((D + 1) / 2), sp.gamma(D / 2)
    return [
        Mistake(
            id="root_of_mean_square",
            form=s * sp.sqrt(D),
            feedback="You took the root of the mean square. The mean of a root is smaller than "
            "that, as Jensen's inequality says; the exact mean needs the density of the length.",
            credit=0.5,
        ),
        Mistake(
            id="mean_of_sizes",
            form=s * sp.sqrt(2 * D / sp.pi),
            feedback="For d = 1 this is the mean size of an entry, which is right; for larger d "
            "the mean size does not simply grow with the root of d.",
        ),
        Mistake(
            id="quotient_inverted",
            form=s * sp.sqrt(2) * under / over,
            feedback="Should the mean grow or fall with d? Try d = 1 and d = 2.",
        ),
        Mistake(
            id="root_of_two_dropped",
            form=s * over / under,
            feedback="Try d = 1: is this the mean size of one Gaussian number? A factor from the "
            "substitution in the integral is missing.",
            credit=0.5,
        ),
    ]


def _mean_bound(params: Params) -> list[Mistake]:
    s = _deviation(params)
    found = [
        Mistake(
            id="entries_added",
            form=s * D,
            feedback="You added the sizes of the entries; Jensen's inequality is used on the "
            "mean of the squared length.",
        )
    ]
    square = sp.powsimp(s**2 * D)
    if square not in {1, sp.powsimp(s * D), s * sp.sqrt(D)}:
        found.append(
            Mistake(
                id="root_forgotten",
                form=square,
                feedback="That bounds the mean of the *square*. You are asked about the length.",
                credit=0.5,
            )
        )
    return found


def _sizes(params: Params) -> tuple[Any, Any, Any]:
    """Number of inputs, number of outputs, product of the deviations."""
    s_x = S_X if params.inputs is None else rational(params.inputs)
    s_w = S_W if params.weights is None else rational(params.weights)
    inputs, outputs = (D2, D1) if params.transposed else (D1, D2)
    return inputs, outputs, s_x * s_w


def _output_scale(params: Params) -> list[Mistake]:
    inputs, outputs, s = _sizes(params)
    found = [
        Mistake(
            id="outputs_for_inputs",
            form=outputs * s**2,
            feedback="Write out one entry of y: over which index does its sum run, and how many "
            "terms has it?",
        ),
        Mistake(
            id="sum_for_mean",
            form=D1 * D2 * s**2,
            feedback="That is the mean of the sum of squares over all outputs. The RMS norm takes "
            "their mean.",
            credit=0.5,
        ),
        Mistake(
            id="root_taken",
            form=sp.sqrt(inputs) * s,
            feedback="That is the root of what is asked: the question is about the square of the "
            "RMS norm.",
            credit=0.5,
        ),
    ]
    if s != 1:
        found.append(
            Mistake(
                id="deviation_for_variance",
                form=inputs * s,
                feedback="The mean of the square of a number of mean zero is its variance, not "
                "its standard deviation.",
                credit=0.5,
            )
        )
    return found


def _multiplier(params: Params) -> list[Mistake]:
    inputs, outputs, s = _sizes(params)
    return [
        Mistake(
            id="variance_for_deviation",
            form=1 / (inputs * s**2),
            feedback="W is multiplied by c, so the mean square is multiplied by a power of c. "
            "Which one?",
            credit=0.5,
        ),
        Mistake(
            id="outputs_for_inputs",
            form=1 / (sp.sqrt(outputs) * s),
            feedback="How many terms does one entry of y have: as many as there are inputs, or "
            "outputs?",
        ),
        Mistake(
            id="inverted",
            form=sp.sqrt(inputs) * s,
            feedback="Large layers already give large outputs. Must W grow or shrink with them?",
        ),
        Mistake(
            id="both_sides",
            form=1 / (sp.sqrt(D1 * D2) * s),
            feedback="The RMS norm takes the mean over the outputs, so their number is already "
            "accounted for.",
        ),
    ]


def mistaken_outlines(params: Params, rays: Any) -> tuple[tuple[Outline, str], ...]:
    """RMS circles with a wrong radius; looked for only where the right one is missing."""
    radius = float(params.radius)
    sentence = (
        "Look at the RMS norm again: a point at that distance has a mean square, not a sum of "
        "squares, of the square of the distance."
    )
    inverse = (
        "The factor between the RMS norm and the 2-norm went the wrong way: a vector is shorter "
        "in the RMS norm, so its ball must be larger."
    )
    centre = np.array(params.centre)
    return (
        (Outline(name="the RMS norm", points=centre + radius * rays), sentence),
        (Outline(name="the RMS norm", points=centre + radius * rays / np.sqrt(2)), inverse),
    )
