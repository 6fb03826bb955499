"""What goes wrong in `problems.convergence`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sympy as sp

from grader.spec import Mistake
from problems.convergence import Params
from problems.wording import rational
from solutions.derivations.convergence import DELTA, S, T, features, from_zero, reference, sizes_of


def mistakes(params: Params) -> Mapping[str, Sequence[Mistake]]:
    """Wrong lengths, signs left out, scaled units, factors of the derivative."""
    return {
        "sgd": _sgd_mistakes(params),
        "sign_sgd": _sign_mistakes(params),
        "simplified_adam": _sign_mistakes(params),
        "rescaled_features": _rescaled_mistakes(params),
        "step_limit": _limit_mistakes(params),
        "residual": _residual_mistakes(params),
        "implicit_norm": _norm_mistakes(params),
        "sensitivity": _sensitivity_mistakes(params),
    }


def _sgd_mistakes(params: Params) -> list[Mistake]:
    a, start, residual, square = sizes_of(params)
    found = [
        Mistake(
            id="norm_not_squared",
            form=start + residual * a / sp.sqrt(square),
            feedback="The direction is right and the length is not. Put your weights into "
            "a.theta and compare with b: which power of the norm of a makes them equal?",
        ),
        Mistake(
            id="not_normalised",
            form=start + residual * a,
            feedback="The direction is right and the length is not: put your weights into "
            "a.theta and compare with b.",
        ),
        Mistake(
            id="one_norm",
            form=start + residual * a / sum(abs(x) for x in a),
            feedback="The direction is right and the length is not. What is a.a?",
        ),
    ]
    if any(params.start):
        found += [
            Mistake(
                id="start_ignored",
                form=rational(params.target) * a / square,
                feedback="That is where a run from zero ends. SGD moves along one direction only, "
                "so it keeps whatever the start has across that direction.",
            ),
            Mistake(
                id="start_not_added",
                form=residual * a / square,
                feedback="That is how far the weights move; you are asked where they end.",
            ),
        ]
    return found


def _sign_mistakes(params: Params) -> list[Mistake]:
    a, start, residual, square = sizes_of(params)
    ends = reference(params)
    absolute = sum(abs(x) for x in a)
    found = [
        Mistake(
            id="not_normalised",
            form=start + residual * a.applyfunc(sp.sign),
            feedback="All weights do move by the same amount, but put yours into a.theta and "
            "compare with b: by how much must each move to reach the target?",
        ),
        Mistake(
            id="divided_by_square",
            form=start + residual * a.applyfunc(sp.sign) / square,
            feedback="All weights do move by the same amount, but that amount belongs to SGD's "
            "direction. What is a.sign(a)?",
        ),
        Mistake(
            id="as_sgd",
            form=ends["sgd"],
            feedback="That is where SGD ends. Here every step moves all weights by the same "
            "amount, whatever the size of their gradients.",
        ),
    ]
    if any(x < 0 for x in params.features):
        found.append(
            Mistake(
                id="signs_ignored",
                form=start + residual * sp.ones(len(a), 1) / absolute,
                feedback="A weight whose feature is negative moves the other way. Put your "
                "weights into a.theta and compare with b.",
            )
        )
    if any(params.start):
        found.append(
            Mistake(
                id="start_ignored",
                form=rational(params.target) * a.applyfunc(sp.sign) / absolute,
                feedback="That is where a run from zero ends. This one starts elsewhere and keeps "
                "the differences between the starting weights.",
            )
        )
    return found


def _rescaled_mistakes(params: Params) -> list[Mistake]:
    a, _, _, square = sizes_of(params)
    n, b = len(a), rational(params.target)
    scaled = b * a.applyfunc(sp.sign) / n
    found = [
        Mistake(
            id="left_scaled",
            form=scaled,
            feedback="These are the weights for the rescaled features. A prediction from the "
            "original features needs them converted back.",
            credit=0.5,
        ),
        Mistake(
            id="converted_wrongly",
            form=b * a / n,
            feedback="You converted the wrong way. The prediction must be the same from the "
            "original features as from the rescaled ones: if a feature was divided by a number, "
            "what happens to its weight?",
            credit=0.5,
        ),
        Mistake(
            id="weights_inverse",
            form=b * a.applyfunc(lambda x: x**3) / sum(x**4 for x in a),
            feedback="You weighted the penalty the wrong way round. Write the 2-norm of the "
            "rescaled weights in terms of the original ones: is a large feature's weight "
            "penalised more or less than before?",
        ),
        Mistake(
            id="as_sgd",
            form=b * a / square,
            feedback="That is where SGD ends without rescaling. After rescaling all features "
            "have the same size, so SGD moves all of *their* weights alike.",
        ),
    ]
    if any(x < 0 for x in params.features):
        found.append(
            Mistake(
                id="left_scaled_unsigned",
                form=b * sp.ones(n, 1) / n,
                feedback="These are weights for features that were all made 1, and they still "
                "need to be converted back to the original features.",
                credit=0.5,
            )
        )
    return found


def _limit_mistakes(params: Params) -> list[Mistake]:
    _, _, _, square = sizes_of(params)
    factor = sp.Integer(1 if params.halved else 2)
    return [
        Mistake(
            id="derivative_factor",
            form=factor / square if not params.halved else 1 / square,
            feedback="Differentiate the loss once more as it is written here, with or without "
            "its factor one half, and follow that factor into the residual.",
            credit=0.5,
        ),
        Mistake(
            id="fastest_step",
            form=1 / (factor * square) if not params.halved else 1 / (3 * square),
            feedback="That step is not the limit: the residual still shrinks for larger ones. "
            "It may change its sign at each step as long as it gets smaller.",
        ),
        Mistake(
            id="norm_not_squared",
            form=2 / (factor * sp.sqrt(square)),
            feedback="The residual changes by a multiple of a.a in each step. Is that the norm?",
        ),
    ]


def _residual_mistakes(params: Params) -> list[Mistake]:
    _, _, residual, square = sizes_of(params)
    factor = 1 if params.halved else 2
    found = [
        Mistake(
            id="derivative_factor",
            form=residual * (1 - (3 - factor) * S * square) ** T,
            feedback="Differentiate the loss as it is written here, with or without its factor "
            "one half: what multiplies the residual in the gradient?",
            credit=0.5,
        ),
        Mistake(
            id="off_by_one",
            form=residual * (1 - factor * S * square) ** (T - 1),
            feedback="Count the steps: what is the residual before any step is made?",
            credit=0.5,
        ),
        Mistake(
            id="norm_not_squared",
            form=residual * (1 - factor * S * sp.sqrt(square)) ** T,
            feedback="The gradient holds a once and the residual holds a once more. Which "
            "product of a with itself comes out?",
        ),
    ]
    if residual != 1:
        found.append(
            Mistake(
                id="first_residual_dropped",
                form=(1 - factor * S * square) ** T,
                feedback="That is by how much the residual has shrunk. How large was it at first?",
                credit=0.5,
            )
        )
    return found


def _norm_mistakes(params: Params) -> list[Mistake]:
    wrong = {"sgd": "two", "sign": "max", "rescaled": "inverse"}
    dual = {"sgd": "two", "sign": "one", "rescaled": "weighted"}
    return [
        Mistake(
            id="weights_inverse",
            form=[[wrong[run]] for run in params.runs],
            feedback="Two rows are right. For the rescaled features, write the 2-norm of the "
            "rescaled weights in terms of the original ones: the features were divided by "
            "their size, so what happened to the weights?",
            credit=2 / 3,
        ),
        Mistake(
            id="dual_norm",
            form=[[dual[run]] for run in params.runs],
            feedback="For sign descent you named the norm that measures the gradient, not the "
            "one that measures the weights. Which norm is smallest if all weights are alike?",
            credit=2 / 3,
        ),
    ]


def _sensitivity_mistakes(params: Params) -> list[Mistake]:
    a, i = features(params), params.moved
    ends = from_zero(params)
    scaled = {**{run: ends[run][i] for run in ends}, "rescaled": ends["rescaled"][i] * abs(a[i])}
    return [
        Mistake(
            id="feature_for_weight",
            form=[[DELTA * a[i]] for _ in params.runs],
            feedback="The prediction is linear in the features; what multiplies a feature is "
            "what the run has learnt, not the training point.",
        ),
        Mistake(
            id="left_scaled",
            form=[[DELTA * scaled[run]] for run in params.runs],
            feedback="For the rescaled features, the test feature moves in its original units: "
            "use the weights after converting back.",
            credit=2 / 3,
        ),
    ]
