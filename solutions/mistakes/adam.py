"""Problem 9: corrections forgotten, roots forgotten, factors not squared."""

from __future__ import annotations

from functools import cache
from typing import Any

import sympy as sp

from grader.spec import Mistake
from problems.adam import Params
from problems.wording import rational
from solutions.derivations.adam import (
    BETA,
    ENTRIES,
    EPS,
    ETA,
    GAMMA,
    GRAD,
    STORED,
    M,
    T,
    V,
    W,
    adam_step,
    correction,
    curvatures,
    fate,
    first_direction,
)
from solutions.mistakes.adam_step import step_mistakes


def mistakes(params: Params) -> dict[str, list[Mistake]]:
    """By part."""
    return {
        "first_direction": _directions(corrected=params.corrected),
        "update": [
            Mistake(id=name, form=form, feedback=feedback, credit=credit)
            for name, (form, feedback, credit) in wrong_updates(
                given_before=params.given_before, inside=params.inside
            ).items()
        ],
        "memory": _memory(params),
        "step": step_mistakes(adam_step(params)),
        "bounce": _fates(params),
        "step_bound": _bounds(params),
        "slowest_rate": _rates(params),
    }


@cache
def _directions(*, corrected: bool) -> list[Mistake]:
    right = first_direction(corrected=corrected)
    share = 1 if corrected else (1 - BETA) / (1 - GAMMA)
    found = [
        Mistake(
            id="downhill",
            form=[-entry for entry in right],
            feedback="Asked for is the quotient itself; the step against it comes later.",
            credit=0.5,
        ),
        Mistake(
            id="not_divided",
            form=[(1 if corrected else 1 - BETA) * g for g in ENTRIES],
            feedback="That is the first moment alone. What does the second moment divide it by?",
        ),
        Mistake(
            id="root_forgotten",
            form=[share / g for g in ENTRIES],
            feedback="You divided by the second moment itself; take its root first.",
        ),
        Mistake(
            id="sign_lost",
            form=[
                sp.Abs(sp.cancel(entry / sp.sign(g)))
                for entry, g in zip(right, ENTRIES, strict=True)
            ],
            feedback="The root of a square is never negative, but the first moment may be.",
        ),
    ]
    if not corrected:
        found.append(
            Mistake(
                id="corrected_anyway",
                form=[sp.sign(g) for g in ENTRIES],
                feedback="That is so with corrected moments. What do the two averages hold after "
                "one gradient?",
                credit=0.5,
            )
        )
    return found


@cache
def wrong_updates(*, given_before: bool, inside: bool) -> dict[str, tuple[Any, str, float]]:
    """Form, feedback and credit by id."""
    first, second = M, V
    if given_before:
        first, second = BETA * M + (1 - BETA) * GRAD, GAMMA * V + (1 - GAMMA) * GRAD**2

    def step(up: Any, down: Any, *, under: bool = inside) -> Any:
        return ETA * up / (sp.sqrt(down + EPS) if under else sp.sqrt(down) + EPS)

    up, down = first / correction(BETA), second / correction(GAMMA)
    later = {T: T + 1}
    found: dict[str, tuple[Any, str, float]] = {
        "not_corrected": (
            W - step(first, second),
            "Both moments start at zero and are too small at first: where is the correction?",
            0.5,
        ),
        "first_only_corrected": (
            W - step(up, second),
            "The second moment starts at zero, too.",
            0.5,
        ),
        "late_exponent": (
            W - step(first / correction(BETA).subs(later), second / correction(GAMMA).subs(later)),
            "Count the gradients that the averages have seen after the first step.",
            0.5,
        ),
        "eps_moved": (
            W - step(up, down, under=not inside),
            "Look where the statement adds eps: to the root, or to what is under it.",
            0.5,
        ),
        "root_forgotten": (
            W - ETA * up / (down + EPS),
            "The second moment averages squares: what has the size of a gradient again?",
            0.0,
        ),
        "uphill": (
            W + step(up, down),
            "Check the sign: a method that minimises moves against the first moment.",
            0.0,
        ),
    }
    if given_before:
        stale_up, stale_down = M / correction(BETA), V / correction(GAMMA)
        found["stale_moments"] = (
            W - step(stale_up, stale_down),
            "The moments are those before the step: its gradient must enter them first.",
            0.0,
        )
    return found


def _memory(params: Params) -> list[Mistake]:
    beside = 2 if params.with_gradient else 1
    found = {
        "weights_forgotten": (-1, "The weights themselves are stored as well.", 0.5),
        "gradient_miscounted": (
            -1 if params.with_gradient else 1,
            "Look once more at whether the gradient counts.",
            0.5,
        ),
    }
    if params.with_gradient:
        del found["weights_forgotten"]  # the same numbers: one cannot tell which was left out
    return [
        Mistake(
            id=name,
            form=[[sp.Integer(beside + change + len(STORED[method]))] for method in params.methods],
            feedback=feedback,
            credit=credit,
        )
        for name, (change, feedback, credit) in found.items()
    ]


FATE_FEEDBACK = {
    "converges": "How long is a step close to the minimum, and how far do all steps together "
    "reach? Run it.",
    "cycle": "How long is a step after a long time, compared with the distance that is left?",
    "stalls": "Add up the lengths of all steps: how far can the method get?",
    "diverges": "Which way does each step go, and can it grow?",
}


def _fates(params: Params) -> list[Mistake]:
    return [
        Mistake(id=f"said_{name}", form=name, feedback=feedback)
        for name, feedback in FATE_FEEDBACK.items()
        if name != fate(params.schedule)
    ]


def _bounds(params: Params) -> list[Mistake]:
    most, least = max(curvatures(params)), min(curvatures(params))
    size = max(abs(rational(s)) for s in params.scales)
    return [
        Mistake(
            id="no_overshooting",
            form=1 / most,
            feedback="Up to there no coordinate jumps over the minimum. Jumping over it is no "
            "harm as long as the distance shrinks.",
            credit=0.5,
        ),
        Mistake(
            id="flattest",
            form=2 / least,
            feedback="The step must suit all coordinates: which one becomes unstable first?",
        ),
        Mistake(
            id="not_squared",
            form=2 * size / most,
            feedback="Differentiate the loss twice: with which power does s enter?",
        ),
    ]


def _rates(params: Params) -> list[Mistake]:
    most, least = max(curvatures(params)), min(curvatures(params))
    size = min(abs(rational(s)) for s in params.scales)
    return [
        Mistake(
            id="no_modulus",
            form=1 - ETA * least,
            feedback="A distance is never negative: what does your factor say for a large step?",
            credit=0.5,
        ),
        Mistake(
            id="steepest",
            form=sp.Abs(1 - ETA * most),
            feedback="That is the steepest coordinate; in which one is the loss flattest?",
        ),
        Mistake(
            id="not_squared",
            form=sp.Abs(1 - ETA * least / size),
            feedback="Differentiate the loss: with which power does s enter?",
        ),
    ]
