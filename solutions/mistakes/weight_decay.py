"""Problem 10: penalties differentiated badly, and decay put in the wrong place."""

from __future__ import annotations

import sympy as sp

from grader.spec import Mistake
from problems.weight_decay import Params
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
    decay,
    penalty_slope,
    reference,
)
from solutions.mistakes.adam_step import step_mistakes

CHOICE_FEEDBACK = {
    "both": "Let the other method divide by the size of its gradients, or remember them: what "
    "becomes of the penalty's share?",
    "sgd": "Try SGD on a penalised loss and collect the terms with w.",
    "other": "Try SGD on a penalised loss and collect the terms with w: is that no decay?",
    "neither": "Write one step of SGD on the penalised loss and collect the terms with w.",
}


def mistakes(params: Params) -> dict[str, list[Mistake]]:
    """By part."""
    right = reference(params)
    factor = 1 if params.halved else 2
    return {
        "ridge_factor": [
            Mistake(
                id="two_misplaced",
                form=1 - (3 - factor) * ETA * LAM,
                feedback="Differentiate the penalty once more: what becomes of the square's two?",
                credit=0.5,
            ),
            Mistake(
                id="step_size_dropped",
                form=1 - factor * LAM,
                feedback="The penalty's gradient is multiplied by the step size like the loss's.",
            ),
            Mistake(
                id="grows",
                form=1 + factor * ETA * LAM,
                feedback="Check the sign: does a penalty make weights larger?",
            ),
        ],
        "adamw_update": _updates(params),
        "adam_l2_shrink": _penalised(params),
        "step": step_mistakes(adam_step(params)),
        "adamw_shrink": [
            Mistake(
                id="other_scale",
                form=-(LAM if params.scaled else ETA * LAM) * W,
                feedback="Look at the factor in the statement: does the step size enter it?",
                credit=0.5,
            ),
            Mistake(
                id="grows",
                form=decay(params) * W,
                feedback="That is by how much it shrinks. The change is new minus old.",
                credit=0.5,
            ),
            Mistake(
                id="new_weight",
                form=(1 - decay(params)) * W,
                feedback="That is the new weight; asked for is the change.",
                credit=0.5,
            ),
            Mistake(
                id="as_the_penalty",
                form=-ETA * sp.sign(W),
                feedback="Decoupled decay never passes through the moments.",
            ),
        ],
        "same_effect": [
            Mistake(id=f"said_{name}", form=name, feedback=feedback)
            for name, feedback in CHOICE_FEEDBACK.items()
            if name != right["same_effect"]
        ],
    }


def _updates(params: Params) -> list[Mistake]:
    step = ETA * M / (sp.sqrt(V) + EPS)
    other = LAM if params.scaled else ETA * LAM
    return [
        Mistake(
            id="no_decay",
            form=W - step,
            feedback="That is Adam without any decay.",
        ),
        Mistake(
            id="other_scale",
            form=(1 - other) * W - step,
            feedback="Look at the factor in the statement: does the step size enter it?",
            credit=0.5,
        ),
        Mistake(
            id="penalty_in_the_moment",
            form=W - ETA * (M + penalty_slope(params)) / (sp.sqrt(V) + EPS),
            feedback="The decay does not pass through the moments: it acts on the weights.",
        ),
        Mistake(
            id="root_forgotten",
            form=(1 - decay(params)) * W - ETA * M / (V + EPS),
            feedback="The second moment averages squares: take its root.",
        ),
        Mistake(
            id="all_shrunk",
            form=(1 - decay(params)) * (W - step),
            feedback="The weights are multiplied before the update is added, not after it.",
            credit=0.5,
        ),
    ]


def _penalised(params: Params) -> list[Mistake]:
    slope = penalty_slope(params)
    found = [
        Mistake(
            id="not_divided",
            form=-ETA * slope,
            feedback="That is gradient descent. Adam divides by the root of the second moment, and "
            "that holds the penalty's gradient, too.",
        ),
        Mistake(
            id="grows",
            form=-reference(params)["adam_l2_shrink"],
            feedback="Check the sign: the change is new minus old, and weights should get smaller.",
            credit=0.5,
        ),
        Mistake(
            id="sign_lost",
            form=sp.simplify(reference(params)["adam_l2_shrink"] / sp.sign(W)),
            feedback="A negative weight moves the other way.",
            credit=0.5,
        ),
    ]
    if params.corrected:
        return found
    return [
        *found,
        Mistake(
            id="corrected_anyway",
            form=-ETA * sp.sign(W),
            feedback="Here the moments are not corrected: what do they hold after one gradient?",
            credit=0.5,
        ),
        Mistake(
            id="root_forgotten",
            form=-ETA * (1 - BETA) / (1 - GAMMA) * sp.sign(W),
            feedback="The second moment's share is under the root.",
        ),
    ]
