"""What goes wrong in `problems.bias_correction`: corrections left out, counts and roots."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sympy as sp

from grader.spec import Mistake
from problems.bias_correction import Params
from problems.wording import rational

BETA, GAMMA = sp.symbols("beta gamma", positive=True)
N, T = sp.symbols("N t", integer=True, positive=True)
C, G, Y0 = sp.symbols("c G y0", real=True)


def beta_of(params: Params) -> Any:
    """The decay of the first moment: a number or the symbol."""
    return BETA if params.beta is None else rational(params.beta)


def gamma_of(params: Params) -> Any:
    """The decay of the second moment."""
    return GAMMA if params.gamma is None else rational(params.gamma)


def window_of(params: Params) -> Any:
    """The number N."""
    return N if params.window is None else sp.Integer(params.window)


def start_of(params: Params) -> Any:
    """The average before any input."""
    return Y0 if params.start is None else rational(params.start)


def inputs(steps: int) -> Any:
    """The inputs x1, x2, ..."""
    return sp.symbols(f"x1:{steps + 1}", real=True)


def seen(params: Params) -> Any:
    """How many gradients have entered after step t."""
    return T + 1 - params.first


OFF_BY_ONE = (
    "Count the gradients: how many have entered when step t is done? Look at the index of the "
    "first one."
)


def mistakes(params: Params) -> Mapping[str, Sequence[Mistake]]:
    """By part."""
    return {
        "constant_input": _constant_input(params),
        "first_steps": _first_steps(params),
        "adam_moment": _adam_moment(params),
        "corrected_moment": _corrected_moment(params),
        "first_step_ratio": _first_step_ratio(params),
        "correction_factor": _correction_factor(params),
    }


def _constant_input(params: Params) -> list[Mistake]:
    keep, start = 1 - 1 / window_of(params), start_of(params)
    found = [
        Mistake(
            id="uncorrected",
            form=C * (1 - keep**T),
            feedback="That is the average with a fixed window, from zero. Do the first step here: "
            "what is 1 - 1/min(1, N), and what is left of the start?",
        )
    ]
    if start != 0:
        found.append(
            Mistake(
                id="start_kept",
                form=C + (start - C) * keep**T,
                feedback="That is the average with a fixed window, which forgets its start slowly. "
                "Do the first step here: what is 1 - 1/min(1, N)?",
            )
        )
    return found


def _first_steps(params: Params) -> list[Mistake]:
    xs, start, n = inputs(params.steps), start_of(params), window_of(params)
    k = params.steps
    fixed = start * (1 - 1 / n) ** k
    for i, x in enumerate(xs):
        fixed += (1 - 1 / n) ** (k - 1 - i) * x / n
    return [
        Mistake(
            id="fixed_window",
            form=fixed,
            feedback="You kept the window at its full length from the start. As long as t is below "
            "it, the share of the new input is another one in every step.",
        ),
        Mistake(
            id="start_counted",
            form=(start + sum(xs)) / (k + 1),
            feedback="You counted the start as an input. Do the first step: what is left of it?",
            credit=0.5,
        ),
        Mistake(
            id="sum_for_mean",
            form=sum(xs),
            feedback="Try inputs that are all equal: an average of them should not be larger.",
        ),
        Mistake(
            id="newest_only",
            form=xs[-1],
            feedback="Only the very first step forgets everything that was before; later ones "
            "keep a part of it.",
        ),
    ]


def _adam_moment(params: Params) -> list[Mistake]:
    beta, k = beta_of(params), seen(params)
    if params.signal == "constant":
        forms = {-1: 1 - beta ** (k - 1), 1: 1 - beta ** (k + 1)}
        others = [
            Mistake(
                id="complement",
                form=beta**k * G,
                feedback="That is what is still missing. For large t, the average of equal "
                "gradients must come close to them.",
            ),
            Mistake(
                id="already_corrected",
                form=G,
                feedback="That would be so with the correction. This average starts at zero, and "
                "after a few steps it still shows.",
            ),
            Mistake(
                id="newest_only",
                form=(1 - beta) * G,
                feedback="That is the first step only. What do the later ones add?",
            ),
        ]
    else:
        forms = {-1: (1 - beta) * beta ** (k - 2), 1: (1 - beta) * beta**k}
        others = [
            Mistake(
                id="share_dropped",
                form=beta ** (k - 1) * G,
                feedback="Follow the one gradient: with which share does it enter?",
            ),
            Mistake(
                id="constant_gradient",
                form=(1 - beta**k) * G,
                feedback="That is for gradients that are all equal. Here only the first one is "
                "not zero.",
            ),
        ]
    return [
        Mistake(id="off_by_one", form=forms[-1] * G, feedback=OFF_BY_ONE, credit=0.5),
        Mistake(id="one_too_many", form=forms[1] * G, feedback=OFF_BY_ONE, credit=0.5),
        *others,
    ]


def _corrected_moment(params: Params) -> list[Mistake]:
    beta, k = beta_of(params), seen(params)
    moment = (1 - beta**k) * G if params.signal == "constant" else (1 - beta) * beta ** (k - 1) * G
    return [
        Mistake(
            id="uncorrected",
            form=moment,
            feedback="That is the average before the correction.",
        ),
        Mistake(
            id="one_too_many",
            form=moment / (1 - beta ** (k + 1)),
            feedback=OFF_BY_ONE,
            credit=0.5,
        ),
        Mistake(
            id="divided_by_share",
            form=moment / (1 - beta),
            feedback="That corrects the first step only. By step t, what would the average of "
            "gradients that are all 1 have grown to?",
        ),
        Mistake(
            id="multiplied",
            form=moment * (1 - beta**k),
            feedback="The average is too small; does your correction make it larger?",
        ),
    ]


def _first_step_ratio(params: Params) -> list[Mistake]:
    beta, gamma = beta_of(params), gamma_of(params)
    forms = {
        "root_forgotten": (1 - beta) / (1 - gamma),
        "first_moment_only": 1 - beta,
        "moments_swapped": (1 - gamma) / sp.sqrt(1 - beta),
        "inverted": sp.sqrt(1 - gamma) / (1 - beta),
    }
    feedback = {
        "root_forgotten": "The step divides by the *root* of the second moment.",
        "first_moment_only": "The second moment starts at zero as well, and it stands below the "
        "fraction bar.",
        "moments_swapped": "Look again at which decay belongs to which moment.",
        "inverted": "You compared the two steps the other way round.",
    }
    credit = {"root_forgotten": 0.5, "inverted": 0.5}
    return [
        Mistake(
            id=name,
            form=1 / form if params.inverted else form,
            feedback=feedback[name],
            credit=credit.get(name, 0.0),
        )
        for name, form in forms.items()
    ]


def _correction_factor(params: Params) -> list[Mistake]:
    gamma, k = gamma_of(params), seen(params)
    return [
        Mistake(id="off_by_one", form=1 - gamma ** (k - 1), feedback=OFF_BY_ONE, credit=0.5),
        Mistake(id="one_too_many", form=1 - gamma ** (k + 1), feedback=OFF_BY_ONE, credit=0.5),
        Mistake(
            id="root_taken",
            form=sp.sqrt(1 - gamma**k),
            feedback="The root is taken after the correction, of the corrected second moment.",
            credit=0.5,
        ),
        Mistake(
            id="first_step_only",
            form=1 - gamma,
            feedback="That corrects the first step. By step t, what would the average of ones "
            "have grown to?",
        ),
        Mistake(
            id="inverted",
            form=1 / (1 - gamma**k),
            feedback="You are asked by what the moment is divided, not multiplied.",
            credit=0.5,
        ),
    ]
