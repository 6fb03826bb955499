"""What goes wrong in `problems.moving_averages`: shares, squares, exponents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sympy as sp

from grader.spec import Mistake
from problems.moving_averages import Params
from problems.wording import rational

BETA, GAMMA, SIGMA = sp.symbols("beta gamma sigma", positive=True)
N, T = sp.symbols("N t", integer=True, positive=True)
XBAR, X, Y, M, C = sp.symbols("xbar x y m c", real=True)


def beta_of(params: Params) -> Any:
    """The share of the old average: a number or the symbol."""
    return BETA if params.beta is None else rational(params.beta)


def gamma_of(params: Params) -> Any:
    """The share of the input in the second recursion."""
    return GAMMA if params.gamma is None else rational(params.gamma)


def window_of(params: Params) -> Any:
    """The number N."""
    return N if params.window is None else sp.Integer(params.window)


def seen(params: Params) -> Any:
    """How many inputs have entered after step t."""
    return T + 1 - params.first


OFF_BY_ONE = (
    "Count the inputs: how many have entered when step t is done? The first step is the one that "
    "takes the first input."
)


def mistakes(params: Params) -> Mapping[str, Sequence[Mistake]]:
    """By part."""
    beta, gamma, n = beta_of(params), gamma_of(params), window_of(params)
    return {
        "mean_limit": _mean_limit(beta),
        "scaled_limit": _scaled_limit(beta, gamma),
        "relation": _relation(beta, gamma),
        "transient_mean": _transient(beta, seen(params)),
        "variance_limit": _variance_limit(n),
        "sample_mean_variance": _sample_mean(n),
        "variance_at": _variance_at(n, seen(params)),
        "momentum_limit": _momentum_limit(n, rational(params.gain)),
        "momentum_averages": _momentum_averages(n, rational(params.gain)),
        "momentum_relation": _momentum_relation(n, rational(params.gain)),
        "momentum_at": _momentum_at(n, rational(params.gain), seen(params)),
    }


def _mean_limit(beta: Any) -> list[Mistake]:
    return [
        Mistake(
            id="share_of_input",
            form=(1 - beta) * XBAR,
            feedback="That is the share of the newest input alone. What is left of the older "
            "ones? In the limit the average must not change any more: put y for both.",
        )
    ]


def _scaled_limit(beta: Any, gamma: Any) -> list[Mistake]:
    return [
        Mistake(
            id="older_inputs_dropped",
            form=gamma * XBAR,
            feedback="That is the share of the newest input alone; the recursion still holds a "
            "part of all older ones. In the limit, put z for both the old and the new value.",
        ),
        Mistake(
            id="divided_by_beta",
            form=gamma * XBAR / beta,
            feedback="In the limit, put z for both the old and the new value, and bring all z to "
            "one side before dividing.",
        ),
        Mistake(
            id="multiplied",
            form=gamma * (1 - beta) * XBAR,
            feedback="In the limit, put z for both the old and the new value. When you solve for "
            "z, on which side does the factor end up?",
        ),
    ]


def _relation(beta: Any, gamma: Any) -> list[Mistake]:
    found = [
        Mistake(
            id="inverted",
            form=(1 - beta) * Y / gamma,
            feedback="That is y as a function of z. Compare the first step of both recursions.",
            credit=0.5,
        ),
        Mistake(
            id="share_dropped",
            form=gamma * Y,
            feedback="Both recursions weigh an input by a share of it; you used the share of only "
            "one of them. Compare the first step of both.",
        ),
    ]
    if gamma != 1:  # else it is the same as the inverse
        found.append(
            Mistake(
                id="multiplied",
                form=gamma * (1 - beta) * Y,
                feedback="Compare the first step of both recursions: which factor takes one share "
                "of the input to the other?",
            )
        )
    return found


def _transient(beta: Any, steps: Any) -> list[Mistake]:
    return [
        Mistake(
            id="off_by_one",
            form=(1 - beta ** (steps - 1)) * XBAR,
            feedback=OFF_BY_ONE,
            credit=0.5,
        ),
        Mistake(
            id="one_too_many",
            form=(1 - beta ** (steps + 1)) * XBAR,
            feedback=OFF_BY_ONE,
            credit=0.5,
        ),
        Mistake(
            id="complement",
            form=beta**steps * XBAR,
            feedback="That is what is still missing. For large t, the average must come close to "
            "the mean of the inputs.",
        ),
        Mistake(
            id="limit",
            form=XBAR,
            feedback="That is the limit. The average starts at zero, and after a few steps it "
            "still shows.",
        ),
    ]


def _variance_limit(n: Any) -> list[Mistake]:
    return [
        Mistake(
            id="as_sample_mean",
            form=SIGMA**2 / n,
            feedback="That would be the plain mean of that many inputs. The exponential average "
            "holds all inputs, with weights that fall: add up the squares of the weights.",
        ),
        Mistake(
            id="to_first_order",
            form=SIGMA**2 / (2 * n),
            feedback="That is right to first order for a long window only. Square the recursion "
            "without leaving out the small term.",
            credit=0.5,
        ),
        Mistake(
            id="newest_only",
            form=SIGMA**2 / n**2,
            feedback="That is the variance that the newest input brings. What is left of the "
            "variance that was there before?",
        ),
        Mistake(
            id="weights_not_squared",
            form=SIGMA**2,
            feedback="Variances are multiplied by the square of a factor. You added up the "
            "weights themselves.",
        ),
    ]


def _sample_mean(n: Any) -> list[Mistake]:
    return [
        Mistake(
            id="one_term",
            form=SIGMA**2 / n**2,
            feedback="That is what one input contributes. How many are there?",
        ),
        Mistake(
            id="not_squared",
            form=SIGMA**2,
            feedback="Dividing a sum by a number divides its variance by the square of it.",
        ),
        Mistake(
            id="deviation",
            form=SIGMA / sp.sqrt(n),
            feedback="That is the standard deviation. You are asked for the variance.",
            credit=0.5,
        ),
    ]


def _variance_at(n: Any, steps: Any) -> list[Mistake]:
    keep = 1 - 1 / n
    scale = SIGMA**2 / (2 * n - 1)
    return [
        Mistake(
            id="off_by_one",
            form=scale * (1 - keep ** (2 * steps - 2)),
            feedback=OFF_BY_ONE,
            credit=0.5,
        ),
        Mistake(
            id="one_too_many",
            form=scale * (1 - keep ** (2 * steps + 2)),
            feedback=OFF_BY_ONE,
            credit=0.5,
        ),
        Mistake(
            id="exponent_not_doubled",
            form=scale * (1 - keep**steps),
            feedback="Each step multiplies the old average by a factor. By what does it multiply "
            "the variance?",
            credit=0.5,
        ),
        Mistake(
            id="limit",
            form=scale,
            feedback="That is the limit. What is the variance after a single step?",
        ),
    ]


def _momentum_limit(n: Any, gain: Any) -> list[Mistake]:
    found = [
        Mistake(
            id="as_average",
            form=gain * C,
            feedback="An average of equal numbers would rest there; but this recursion adds the "
            "whole input, not a share of it. Put y for both the old and the new value.",
        ),
        Mistake(
            id="divided",
            form=gain * C / n,
            feedback="Put y for both the old and the new value and solve: does the result grow or "
            "fall with the window?",
        ),
    ]
    return found + _without_gain(n * C, gain)


def _without_gain(form: Any, gain: Any) -> list[Mistake]:
    if gain == 1:
        return []
    return [
        Mistake(
            id="gain_dropped",
            form=form,
            feedback="Read the recursion again: by what is the input multiplied?",
            credit=0.5,
        )
    ]


def _momentum_averages(n: Any, gain: Any) -> list[Mistake]:
    found = [
        Mistake(
            id="input_itself",
            form=gain * X,
            feedback="An average takes only a share of its input. Which input has this share?",
        ),
        Mistake(
            id="divided",
            form=gain * X / n,
            feedback="The share of the average's input must be the whole input of the momentum "
            "recursion, not the other way round.",
        ),
    ]
    return found + _without_gain(n * X, gain)


def _momentum_relation(n: Any, gain: Any) -> list[Mistake]:
    found = [
        Mistake(
            id="the_same",
            form=gain * M,
            feedback="Compare the first step of both: one takes the whole input, the other a "
            "share of it.",
        ),
        Mistake(
            id="inverted",
            form=M / (n * gain),
            feedback="That is m in terms of y. Compare the first step of both.",
            credit=0.5,
        ),
    ]
    return found + _without_gain(n * M, gain)


def _momentum_at(n: Any, gain: Any, steps: Any) -> list[Mistake]:
    keep, scale = 1 - 1 / n, gain * n * C
    return [
        Mistake(
            id="off_by_one",
            form=scale * (1 - keep ** (steps - 1)),
            feedback=OFF_BY_ONE,
            credit=0.5,
        ),
        Mistake(
            id="one_too_many",
            form=scale * (1 - keep ** (steps + 1)),
            feedback=OFF_BY_ONE,
            credit=0.5,
        ),
        Mistake(
            id="as_average",
            form=gain * C * (1 - keep**steps),
            feedback="That is the exponential average of the inputs. Here the whole input is "
            "added at each step.",
            credit=0.5,
        ),
        Mistake(
            id="limit",
            form=scale,
            feedback="That is where it tends to. What is it after a single step?",
        ),
    ]
