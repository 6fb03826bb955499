"""What is right in `problems.adaptive_stationarity`, and long runs with small steps."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import sympy as sp
from numpy.typing import NDArray
from scipy.optimize import brentq

from grader.spec import (
    Claim,
    Example,
    ExampleField,
    Form,
    Mistake,
    Observation,
    Rubric,
    RubricItem,
    Solution,
)
from problems.adaptive_stationarity import Params

PHI, EPS = sp.Symbol("Phi", real=True), sp.Symbol("eps", positive=True)
ETA = sp.Symbol("eta", positive=True)
L1, L2, GRAD1 = sp.Symbol("L1"), sp.Symbol("L2"), sp.Symbol("grad1", real=True)

# ------------------------------------------------------------------ derived


def gradients(params: Params) -> list[Any]:
    """The gradient of each sample's loss, differentiated."""
    return [sp.diff((PHI - b) ** 2 / 2, PHI) for b in params.data]


def scaled(params: Params, gradient: Any) -> Any:
    """A gradient times its own factor."""
    s = gradient**2  # d = 1
    return gradient / (sp.sqrt(s + EPS) if params.scaling == "root" else sp.sqrt(s) + EPS)


def resting_point(params: Params) -> Any:
    """Where the signs of the gradients sum to zero: the middle one of an odd number of data."""
    (point,) = [
        sp.Integer(b) for b in params.data if sum(sp.sign(b - other) for other in params.data) == 0
    ]
    return point


def drift(params: Params) -> Any:
    """The mean of two loss-weighted updates whose gradients sum to zero."""
    updates = [-ETA * loss**params.power * g for loss, g in ((L1, GRAD1), (L2, -GRAD1))]
    return sp.factor(sum(updates) / 2)


def _adaptive_claims(values: Mapping[str, Any]) -> list[Claim]:
    phi, data = values["Phi"], values["b"]
    return [
        Claim(
            relation=sp.Eq(sum(sp.sign(phi - b) for b in data), 0, evaluate=False),
            otherwise="The signs of Phi - b_k do not sum to zero at your point, so that the "
            "adaptive update does not rest there: count the data on each side of Phi.",
        ),
        Claim(
            relation=sp.Ne(sum(phi - b for b in data), 0, evaluate=False),
            otherwise="The mean gradient vanishes at your point: there the loss rests too.",
        ),
    ]


def _weighted_claims(values: Mapping[str, Any]) -> list[Claim]:
    phi, data, weights = values["Phi"], values["b"], values["w"]
    slopes = [w * (phi - b) for w, b in zip(weights, data, strict=True)]
    losses = [w * (phi - b) ** 2 / 2 for w, b in zip(weights, data, strict=True)]
    return [
        *(
            Claim(relation=sp.Gt(w, 0, evaluate=False), otherwise="Every weight must be positive.")
            for w in weights
        ),
        Claim(
            relation=sp.Eq(sum(slopes), 0, evaluate=False),
            otherwise="The two gradients w_k (Phi - b_k) do not sum to zero at your point.",
        ),
        Claim(
            relation=sp.Ne(losses[0], losses[1], evaluate=False),
            otherwise="The two losses are equal at your point, so that nothing drifts. With equal "
            "weights they always are: make the two parabolas differ.",
        ),
    ]


ADAPTIVE = Example(
    fields=(ExampleField(name="b", many=True, at_least=2, at_most=12), ExampleField(name="Phi")),
    claims=_adaptive_claims,
    canonical={"b": [0, 1, 5], "Phi": 1},
)
WEIGHTED = Example(
    fields=(
        ExampleField(name="w", many=True, at_least=2, at_most=2),
        ExampleField(name="b", many=True, at_least=2, at_most=2),
        ExampleField(name="Phi"),
    ),
    claims=_weighted_claims,
    canonical={"w": [1, 2], "b": [0, 3], "Phi": 2},
)
IMPLICATIONS = Rubric(
    items=(
        RubricItem(
            id="sample",
            says="Scaling that depends on the sample (its gradient or loss) moves the points.",
            credit=0.5,
        ),
        RubricItem(
            id="parameter",
            says="Scaling that depends on the parameters alone, and is not zero, does not.",
            credit=0.3,
        ),
        RubricItem(
            id="reason",
            says="Because a factor common to all samples can be taken out of the mean.",
            credit=0.2,
        ),
    ),
    model_answer="A factor that depends on the sample reweights the samples in the mean update, so "
    "that its zeros are others than those of the mean gradient. A positive factor that depends on "
    "the parameters alone can be taken out of the mean and leaves its zeros where they are.",
    at_least_words=12,
)


def reference(params: Params) -> Mapping[str, Any]:
    """Conditions, limits, drifts and examples."""
    return {
        "condition": sp.Eq(sum(scaled(params, g) for g in gradients(params)), 0),
        "is_stationary": "not_in_general",
        "counterexample": ADAPTIVE,
        "limit_point": resting_point(params),
        "implications": IMPLICATIONS,
        "multiplicative_stationary": "yes",
        "loss_weighted_stationary": "no",
        "loss_weighted_counterexample": WEIGHTED,
        "loss_weighted_drift": drift(params),
    }


# ------------------------------------------------------------------ simulated

Vector = NDArray[np.float64]
Weight = Callable[[float, Vector], Vector]
"""Parameter and gradients of the samples to the factor of each."""


def adaptive(params: Params, eps: float) -> Weight:
    """The factor of each sample under the variant's rule."""
    if params.scaling == "root":
        return lambda _phi, g: np.asarray(1 / np.sqrt(np.square(g) + eps))
    return lambda _phi, g: np.asarray(1 / (np.abs(g) + eps))


def rests_at(data: Vector, weight: Weight, start: float, step: float, steps: int) -> float:
    """Where a long run with small steps is at its end; the step shrinks, so that it settles."""
    phi = start
    for t in range(steps):
        g = phi - data
        phi -= step / (1 + 20 * t / steps) * float(np.mean(weight(phi, g) * g))
    return phi


def balance(data: Vector, weight: Weight) -> float:
    """The root of the mean update between the smallest and the largest of the data."""

    def mean_update(phi: float) -> float:
        g = phi - data
        return float(np.mean(weight(phi, g) * g))

    return float(brentq(mean_update, float(data.min()) - 1, float(data.max()) + 1, xtol=1e-14))


def oracle(params: Params, rng: np.random.Generator) -> Iterator[Observation]:
    """Find roots, run to the end, and look whether the mean gradient vanishes there."""
    data = np.array(params.data, dtype=float)
    for eps in rng.uniform(0.05, 1.0, size=3):
        root = balance(data, adaptive(params, float(eps)))
        yield Observation(
            part="condition",
            at={"Phi": root, "eps": float(eps)},
            value=0.0,
            tolerance=1e-9,
            about="the root of the simulated mean update",
        )
    moved = abs(balance(data, adaptive(params, 0.3)) - data.mean()) > 1e-3
    symmetric = np.array([-1.0, 0.0, 1.0])
    stays = abs(balance(symmetric, adaptive(params, 0.3))) < 1e-9
    yield Observation(
        part="is_stationary",
        value={(True, True): "not_in_general", (True, False): "never"}.get(
            (moved, stays), "always"
        ),
        about="roots for these data and for symmetric ones",
    )
    small = adaptive(params, 1e-9)
    yield Observation(
        part="limit_point",
        value=rests_at(data, small, float(data.mean()), 0.05, 4000),
        tolerance=0.02,
        about="a long run with eps = 1e-9",
    )
    yield _adaptive_example(params)
    yield Observation(
        part="multiplicative_stationary",
        value=_multiplicative(data),
        about="a run with the factor max(eps, |Phi|)",
    )
    yield from _weighted(params, rng)


def _adaptive_example(params: Params) -> Observation:
    data = np.array([0.0, 1.0, 5.0])
    end = rests_at(data, adaptive(params, 1e-9), 2.0, 0.05, 4000)
    rests = abs(end - 1) < 0.02 and abs(np.mean(end - data)) > 0.5
    return Observation(
        part="counterexample",
        value={"b": [0, 1, 5], "Phi": round(end)} if rests else {},
        about="a long run that rests where the mean gradient does not vanish",
    )


def _multiplicative(data: Vector) -> str:
    """Whether the run with a factor of the parameter alone rests where the loss does."""
    start = float(data.mean()) + 0.7
    end = rests_at(data, lambda phi, g: np.full_like(g, max(0.1, abs(phi))), start, 0.2, 4000)
    return "yes" if abs(end - data.mean()) < 1e-2 else "not_in_general"


def _weighted(params: Params, rng: np.random.Generator) -> Iterator[Observation]:
    weights, data, phi = np.array([1.0, 2.0]), np.array([0.0, 3.0]), 2.0
    losses, slopes = weights * (phi - data) ** 2 / 2, weights * (phi - data)
    update = -float(np.mean(losses**params.power * slopes))
    drifts = abs(slopes.sum()) < 1e-12 and abs(update) > 0.1
    yield Observation(
        part="loss_weighted_stationary",
        value="no" if drifts else "yes",
        about="the mean update at a stationary point of the loss",
    )
    yield Observation(
        part="loss_weighted_counterexample",
        value={"w": [1, 2], "b": [0, 3], "Phi": 2} if drifts else {},
        about="two parabolas, evaluated",
    )
    for _ in range(3):
        eta, slope = float(rng.uniform(0.1, 1)), float(rng.normal())
        first, second = (float(value) for value in rng.uniform(0, 3, size=2))
        steps = [-eta * first**params.power * slope, -eta * second**params.power * -slope]
        yield Observation(
            part="loss_weighted_drift",
            at={"eta": eta, "L1": first, "L2": second, "grad1": slope},
            value=float(np.mean(steps)),
            tolerance=1e-9,
            about="two updates, averaged",
        )


# ------------------------------------------------------------------ forms


def mistakes(params: Params) -> Mapping[str, Sequence[Mistake]]:
    """The mean taken inside, eps dropped, mean for median, factors of the drift."""
    slopes = gradients(params)
    mean_gradient = sum(slopes) / len(slopes)
    mean_square = sum(g**2 for g in slopes) / len(slopes)
    inside = (
        mean_gradient / sp.sqrt(mean_square + EPS)
        if params.scaling == "root"
        else mean_gradient / (sp.sqrt(mean_square) + EPS)
    )
    full = drift(params)
    return {
        "condition": (
            Mistake(
                id="mean_inside",
                form=sp.Eq(inside, 0),
                feedback="The mean has to be taken of the whole update. Each sample is divided by "
                "its own root, before anything is averaged.",
            ),
            Mistake(
                id="eps_dropped",
                form=sp.Eq(sum(sp.sign(g) for g in slopes), 0),
                feedback="That is the limit of eps to 0; the question keeps eps.",
                credit=0.5,
            ),
        ),
        "is_stationary": (
            Mistake(
                id="factor_is_positive",
                form="always",
                feedback="A positive factor keeps the zeros of *one* gradient. Here a sum of many "
                "must vanish, and each term has a factor of its own.",
            ),
        ),
        "limit_point": (
            Mistake(
                id="mean",
                form=sp.Rational(sum(params.data), len(params.data)),
                feedback="That is where the loss rests. As eps goes to 0 every sample pulls with "
                "the same strength, however far away it is.",
            ),
        ),
        "loss_weighted_drift": (
            Mistake(
                id="sum_not_mean",
                form=2 * full,
                feedback="That is the sum of the two updates; their mean is asked for.",
                credit=0.5,
            ),
            Mistake(
                id="ascent",
                form=-full,
                feedback="Check the sign: updates go against the gradient.",
            ),
            Mistake(
                id="losses_added",
                form=-ETA / 2 * (L1**params.power + L2**params.power) * GRAD1,
                feedback="The gradient of the second sample has the other sign.",
            ),
        ),
    }


def _plain_condition(params: Params) -> list[str]:
    """The terms of the condition as one types them."""
    if params.scaling == "root":
        return [f"(Phi - ({b}))/sqrt((Phi - ({b}))^2 + eps)" for b in params.data]
    return [f"(Phi - ({b}))/(|Phi - ({b})| + eps)" for b in params.data]


def _tex_condition(params: Params) -> str:
    terms = []
    for b in params.data:
        gap = rf"\Phi - ({b})"
        below = (
            rf"\sqrt{{({gap})^2 + \epsilon}}"
            if params.scaling == "root"
            else rf"|{gap}| + \epsilon"
        )
        terms.append(rf"\frac{{{gap}}}{{{below}}}")
    return " + ".join(terms) + " = 0"


def also_right(params: Params) -> Mapping[str, Sequence[Form]]:
    """Multiples and rearrangements; other examples."""
    terms = _plain_condition(params)
    p = "" if params.power == 1 else "^2"
    q = "" if params.power == 1 else "**2"
    return {
        "condition": (
            " + ".join(terms) + " = 0",
            f"-3*({' + '.join(terms)})/{len(terms)}",
            f"{' + '.join(terms[:-1])} = -{terms[-1]}",
            _tex_condition(params),
        ),
        "is_stationary": ("not_in_general",),
        "counterexample": (
            {"b": ["0", "2", "2", "5"], "Phi": "2"},
            {"b": ["0", "1/2", "9"], "Phi": "1/2"},
            {"b": ["-7", "1", "2", "100"], "Phi": "3/2"},
            "{'b': [0, 1, 5], 'Phi': 1}",
            '{"b": [2, 10, 0, sqrt(2), 50], "Phi": 2}',
        ),
        "limit_point": (
            str(params.median),
            f"\\Phi = {params.median}",
            f"{2 * params.median}/2",
            f"{params.median}.0",
        ),
        "multiplicative_stationary": ("yes",),
        "loss_weighted_stationary": ("no",),
        "loss_weighted_counterexample": (
            {"w": ["2", "1"], "b": ["0", "3"], "Phi": "1"},
            {"w": ["1", "3"], "b": ["-3", "1"], "Phi": "0"},
            "{'w': [1, 1/2], 'b': [0, -3], 'Phi': -1}",
        ),
        "loss_weighted_drift": (
            f"eta*grad1*(L2{q} - L1{q})/2",
            rf"-\frac{{\eta}}{{2}} (L_1{p} - L_2{p}) \nabla L_1",
            f"-eta*L1{q}*grad1/2 + eta*L2{q}*grad1/2",
            f"(eta/2)(L2{p} - L1{p}) grad1",
        ),
    }


def near_misses(params: Params) -> Mapping[str, Sequence[Form]]:
    """Conditions with a term missing, points that are nearly it, examples that fail a claim."""
    terms = _plain_condition(params)
    q = "" if params.power == 1 else "**2"
    other = "**2" if params.power == 1 else ""
    wrong_scaling = Params(data=params.data, scaling="sum" if params.scaling == "root" else "root")
    return {
        "condition": (
            " + ".join(terms[:-1]) + " = 0",
            " + ".join(_plain_condition(wrong_scaling)) + " = 0",
            f"Phi = {sum(params.data)}/{len(params.data)}",
            f"Phi = {params.median}",
            " + ".join([*terms, "1/10"]) + " = 0",
        ),
        "counterexample": (
            {"b": ["0", "1", "2"], "Phi": "1"},
            {"b": ["0", "1", "5"], "Phi": "2"},
            {"b": ["0", "5"], "Phi": "5/2"},
            {"b": ["3", "3"], "Phi": "3"},
        ),
        "limit_point": (
            str(params.data[0]),
            str(Fraction(params.data[0] + params.data[-1], 2)),
            f"{params.median} + 10**(-9)",
        ),
        "is_stationary": ("always", "never", "in_the_limit"),
        "multiplicative_stationary": ("not_in_general", "only_positive", "only_small"),
        "loss_weighted_stationary": ("yes", "if_small", "never"),
        "loss_weighted_counterexample": (
            {"w": ["1", "1"], "b": ["0", "2"], "Phi": "1"},
            {"w": ["1", "2"], "b": ["0", "3"], "Phi": "1"},
            {"w": ["-1", "2"], "b": ["0", "1"], "Phi": "2"},
        ),
        "loss_weighted_drift": (
            f"-eta*(L1{q} - L2{q})",
            f"-(eta/2)*(L1{other} - L2{other})*grad1",
            f"-(eta/2)*(L1{q} - L2{q})*abs(grad1)",
            "0",
        ),
    }


SOLUTION = Solution(
    reference=reference,
    oracle=oracle,
    mistakes=mistakes,
    also_right=also_right,
    near_misses=near_misses,
)
