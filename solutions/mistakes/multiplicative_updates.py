"""Problem 12: factors that add, lose their modulus, or lose eps."""

from __future__ import annotations

import sympy as sp

from grader.spec import Mistake
from problems.multiplicative_updates import Params
from solutions.derivations.multiplicative_updates import (
    EPS,
    ETA,
    FACTORS,
    PHI,
    G,
    growth_of_log,
    log_form,
    update,
    word,
)
from solutions.mistakes.adaptive_stationarity import wrong_words


def mistakes(params: Params) -> dict[str, list[Mistake]]:
    """By part."""
    return {
        "update": _updates(params),
        "sign_crossing": [
            Mistake(
                id="nothing_is_divided",
                form="division",
                feedback="Look at the formula of your update: is anything divided?",
            ),
            Mistake(
                id="that_is_the_modulus",
                form="speed",
                feedback="Large entries move faster because of their own size. What happens to an "
                "entry that is exactly 0?",
            ),
            Mistake(
                id="positive_factor",
                form="stationary",
                feedback="Any positive factor rests where the gradient is zero. What would the "
                "factor be at an entry of 0 if the small number were missing?",
            ),
        ],
        "log_form": _logs(params),
        "is_stationary": wrong_words(word(params)),
    }


def _updates(params: Params) -> list[Mistake]:
    factor = FACTORS[params.factor]
    without_modulus = {
        "largest": sp.Max(EPS, PHI),
        "sum": EPS + PHI,
        "root": EPS + sp.Abs(PHI),
    }[params.factor]
    return [
        Mistake(
            id="plain_descent",
            form=PHI - ETA * G,
            feedback="That moves weights of every size alike: where is the factor?",
        ),
        Mistake(
            id="uphill",
            form=PHI + ETA * factor * G,
            feedback="Check the sign: a method that minimises walks against the gradient.",
        ),
        Mistake(
            id="eps_dropped",
            form=PHI - ETA * sp.Abs(PHI) * G,
            feedback="Your factor becomes zero for an entry of 0.",
            credit=0.5,
        ),
        Mistake(
            id="roots_added" if params.factor == "root" else "modulus_dropped",
            form=PHI - ETA * without_modulus * G,
            feedback=(
                "The root of a sum of squares is not the sum of the roots."
                if params.factor == "root"
                else "Try a negative entry: is your factor its size?"
            ),
            credit=0.0 if params.factor == "root" else 0.5,
        ),
        Mistake(
            id="scaled_by_the_factor_alone",
            form=PHI - ETA * factor,
            feedback="The gradient is missing: which way does the entry move?",
        ),
    ]


def _logs(params: Params) -> list[Mistake]:
    right = log_form(params)
    found = [
        Mistake(
            id="wrong_way",
            form=right.subs(G, -G),
            feedback="Follow the signs: in which direction does the entry move, and does its size "
            "grow or shrink then?",
        ),
        Mistake(
            id="not_expanded",
            form=growth_of_log(params),
            feedback="That is the exact change. Expand it in the step size as far as asked for.",
            credit=0.5,
        ),
    ]
    if params.order == 2:
        first = right.coeff(ETA, 1) * ETA
        found += [
            Mistake(
                id="first_order_only",
                form=first,
                feedback="That is the first order; one more is asked for.",
                credit=0.5,
            ),
            Mistake(
                id="half_dropped",
                form=first + 2 * right.coeff(ETA, 2) * ETA**2,
                feedback="Look up the second coefficient in the series of the logarithm.",
                credit=0.5,
            ),
            Mistake(
                id="second_order_added",
                form=first - right.coeff(ETA, 2) * ETA**2,
                feedback="Check the sign of the second coefficient: is the logarithm above or "
                "below its tangent?",
                credit=0.5,
            ),
        ]
    return found


def nearly(params: Params) -> list[object]:
    """Updates that are wrong in ways that have no name."""
    right = update(params)
    return [
        right - PHI,
        right.subs(EPS, 2 * EPS),
        right.subs(ETA, ETA**2),
        right + ETA * EPS * G / 10**9,
        PHI * (1 - ETA * G),
    ]
