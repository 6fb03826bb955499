"""Problem 7: means taken in the wrong place."""

from __future__ import annotations

from typing import Any

import sympy as sp

from grader.spec import Mistake
from problems.adaptive_stationarity import Params
from problems.wording import rational
from solutions.derivations.adaptive_stationarity import (
    ETA,
    L1,
    L2,
    LOSS,
    PHI,
    SCALES,
    WEIGHTS,
    G,
    gradients,
    reference,
)


def mean_inside(params: Params) -> Any:
    """The mean gradient over the scale of the mean square: zero where the loss is stationary."""
    slopes = gradients(params)
    square = sum(slope**2 for slope in slopes) / len(slopes)
    return sum(slopes) * SCALES[params.rule].subs(G, sp.sqrt(square))


def without_eps(params: Params) -> Any:
    """Signs only."""
    return sum(slope / sp.Abs(slope) for slope in gradients(params))


def stationary_point(params: Params) -> Any:
    """Where the mean gradient vanishes."""
    (point,) = sp.solve(sum(gradients(params)), PHI)
    return point


def drifts(params: Params) -> dict[str, Any]:
    """Wrong mean steps of the third method, by id."""
    slope = sp.Symbol(f"grad{params.gradient}", real=True)
    first, second = (WEIGHTS[params.weight].subs(LOSS, loss) for loss in (L1, L2))
    sign = 1 if params.gradient == 1 else -1
    return {
        "not_averaged": -ETA * sign * (first - second) * slope,
        "uphill": ETA * sign * (first - second) * slope / 2,
        "gradients_taken_as_equal": -ETA * (first + second) * slope / 2,
        "weights_forgotten": sp.Integer(0),
    }


DRIFT_FEEDBACK = {
    "not_averaged": "You added the steps of both points. Each is drawn half of the time.",
    "uphill": "Check the sign: the method walks against each gradient.",
    "gradients_taken_as_equal": "The two gradients add up to zero. What does that say about the "
    "second, given the first?",
    "weights_forgotten": "The gradients cancel, but do the weighted gradients?",
}

FREE_OF_SAMPLE = (
    "Look at what the factor depends on: can it be taken out of the mean over the samples?"
)
TIED_TO_SAMPLE = (
    "The scale is another number for each sample. Write the mean update for two points with "
    "different gradients: can the scale be taken out of the sum?"
)
ONE_WAY = (
    "Try both directions on two or three points: find where the one mean vanishes and put that "
    "point into the other."
)


def mistakes(params: Params) -> dict[str, list[Mistake]]:
    """By part."""
    right = reference(params)
    found = {
        "condition": [
            Mistake(
                id="mean_inside",
                form=mean_inside(params),
                feedback="That holds where the loss is stationary: the mean was taken inside, so "
                "that all gradients are scaled alike. Every sample brings a scale of its own: "
                "scale first, then take the mean.",
            ),
            Mistake(
                id="eps_dropped",
                form=without_eps(params),
                feedback="That is what the condition becomes without eps. Keep eps.",
                credit=0.5,
            ),
        ],
        "limit_point": [
            Mistake(
                id="stationary_point_of_the_loss",
                form=stationary_point(params),
                feedback="There the gradients themselves cancel. Which numbers must cancel when "
                "eps is tiny, and what does a gradient of any size count for?",
            )
        ],
        "loss_weighted_drift": [
            Mistake(
                id=name,
                form=form,
                feedback=DRIFT_FEEDBACK[name],
                credit=0.5 if name == "not_averaged" else 0.0,
            )
            for name, form in drifts(params).items()
        ],
    }
    for part in ("is_stationary", "multiplicative_stationary", "loss_weighted_stationary"):
        found[part] = wrong_words(right[part])
    return found


def wrong_words(right: str) -> list[Mistake]:
    """What is chosen wrongly where it is asked whether two kinds of rest are the same."""
    if right == "no":
        return [
            Mistake(id="scale_taken_out", form="yes", feedback=TIED_TO_SAMPLE),
            Mistake(id="half_taken_out", form="one_way", feedback=ONE_WAY),
        ]
    return [
        Mistake(id="every_scale_moves", form="no", feedback=FREE_OF_SAMPLE),
        Mistake(id="half_taken_out", form="one_way", feedback=FREE_OF_SAMPLE),
    ]


def middle_of_range(params: Params) -> Any:
    """Half way between the outer targets."""
    return rational((min(params.data) + max(params.data)) / 2)
