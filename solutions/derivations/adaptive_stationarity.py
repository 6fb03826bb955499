"""Problem 7: losses are differentiated, scaled and averaged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import median
from typing import Any

import sympy as sp

from grader.spec import Claim, Example, ExampleField, Rubric, RubricItem
from problems.adaptive_stationarity import Params, Rule
from problems.wording import rational

PHI = sp.Symbol("Phi", real=True)
EPS, ETA, L1, L2 = sp.symbols("eps eta L1 L2", positive=True)
G = sp.Symbol("g", real=True)

SCALES: Mapping[Rule, Any] = {
    "inside": 1 / sp.sqrt(G**2 + EPS),
    "outside": 1 / (sp.Abs(G) + EPS),
    "squared": 1 / sp.sqrt(G**2 + EPS**2),
}
FACTORS: Mapping[str, Any] = {
    "largest": sp.Max(EPS, sp.Abs(PHI)),
    "root": sp.sqrt(PHI**2 + EPS),
    "inverse": 1 / (EPS + sp.Abs(PHI)),
    "sample": sp.Max(EPS, sp.Abs(G)),
}
LOSS = sp.Symbol("L", positive=True)
WEIGHTS: Mapping[str, Any] = {
    "loss": LOSS,
    "root": sp.sqrt(LOSS),
    "square": LOSS**2,
    "log": sp.log(1 + LOSS),
}


def gradients(params: Params) -> list[Any]:
    """The derivative of each loss."""
    return [
        sp.diff(rational(a) * (PHI - rational(b)) ** 2 / 2, PHI)
        for a, b in zip(params.curvatures, params.data, strict=True)
    ]


def scaled(params: Params, gradient: Any) -> Any:
    """A gradient after the variant's rule."""
    return gradient * SCALES[params.rule].subs(G, gradient)


def depends_on_sample(factor: Any) -> bool:
    """Whether a scale changes from point to point: then it cannot be taken out of the mean."""
    return bool(factor.free_symbols & {G, LOSS})


def drift(params: Params) -> Any:
    """The mean of the two weighted steps, one gradient written as minus the other."""
    first, second = sp.symbols("grad1 grad2", real=True)
    weight = WEIGHTS[params.weight]
    steps = [-ETA * weight.subs(LOSS, loss) * slope for loss, slope in ((L1, first), (L2, second))]
    mean = sum(steps) / 2
    return sp.factor(
        mean.subs(second, -first) if params.gradient == 1 else mean.subs(first, -second)
    )


@lru_cache(maxsize=64)
def reference(params: Params) -> dict[str, Any]:
    """The condition, its limit, the words and the examples."""
    return {
        "condition": sum(scaled(params, gradient) for gradient in gradients(params)),
        "is_stationary": _word(SCALES[params.rule]),
        "counterexample": counterexample(params),
        "limit_point": rational(median(params.data)),
        "implications": IMPLICATIONS,
        "multiplicative_stationary": _word(FACTORS[params.factor]),
        "loss_weighted_stationary": _word(WEIGHTS[params.weight]),
        "loss_weighted_counterexample": two_points(params),
        "loss_weighted_drift": drift(params),
    }


def _word(factor: Any) -> str:
    return "no" if depends_on_sample(factor) else "yes"


# ------------------------------------------------------------------------------ examples


def _larger(one: Any, other: Any) -> Any:
    """The maximum; SymPy takes long to find that it cannot tell which of two symbols it is."""
    return sp.Max(one, other, evaluate=one.is_number and other.is_number)


@dataclass(frozen=True, slots=True)
class _Rests:
    """The claims of `counterexample`."""

    params: Params

    def __call__(self, given: Mapping[str, Any]) -> Sequence[Claim]:
        differences = [given["Phi"] - target for target in given["b"]]
        if self.params.cutoff:
            eps = rational(self.params.cutoff)
            steps = [slope / _larger(sp.Abs(slope), eps) for slope in differences]
        else:
            steps = [sp.sign(slope) for slope in differences]
        mean = sp.Add(*differences) / len(differences)
        relation, says = {
            0: (sp.Ne(mean, 0), "the mean gradient is zero"),
            1: (sp.Gt(mean, 0), "the mean gradient is not positive"),
            -1: (sp.Lt(mean, 0), "the mean gradient is not negative"),
        }[self.params.side]
        return (
            Claim(
                relation=sp.Eq(sp.Add(*steps), 0),
                otherwise="At your Phi the scaled gradients of your points do not cancel: compare "
                "the steps to the left with the steps to the right.",
            ),
            Claim(relation=relation, otherwise=f"At your Phi {says}."),
        )


def counterexample(params: Params) -> Example:
    """As many points on either side of Phi, one of them far away."""
    count = params.points or 3
    unit = 2 * rational(params.cutoff) if params.cutoff else sp.Integer(1)
    direction = -1 if params.side == 1 else 1
    targets = [direction * unit * k for k in [*range(count - 1), count + 2]]
    return Example(
        fields=(
            ExampleField(
                name="b", many=True, at_least=params.points or 2, at_most=params.points or 12
            ),
            ExampleField(name="Phi"),
        ),
        claims=_Rests(params),
        canonical={"b": targets, "Phi": direction * unit * sp.Rational(count - 1, 2)},
    )


@dataclass(frozen=True, slots=True)
class _Drifts:
    """The claims of `loss_weighted_counterexample`."""

    model: str

    def __call__(self, given: Mapping[str, Any]) -> Sequence[Claim]:
        losses = [self._loss(given, k) for k in range(2)]
        slopes = [self._slope(given, k) for k in range(2)]
        claims = [
            Claim(
                relation=sp.Eq(slopes[0] + slopes[1], 0),
                otherwise="The two gradients at your Phi do not add up to zero.",
            ),
            Claim(
                relation=sp.Ne(slopes[0], 0),
                otherwise="Both gradients are zero at your Phi, so that no weight can matter.",
            ),
            Claim(
                relation=sp.Ne(losses[0], losses[1]),
                otherwise="The two losses are equal at your Phi, so that the weights are, too.",
            ),
        ]
        return (*self._conditions(given), *claims)

    def _loss(self, given: Mapping[str, Any], k: int) -> Any:
        phi = given["Phi"]
        match self.model:
            case "curvature":
                return given["a"][k] * (phi - given["b"][k]) ** 2 / 2
            case "offset":
                return (phi - given["b"][k]) ** 2 / 2 + given["c"][k]
        return (given["x"][k] * phi - given["y"][k]) ** 2 / 2

    def _slope(self, given: Mapping[str, Any], k: int) -> Any:
        stand_in = sp.Symbol("stand_in", real=True)
        return sp.diff(self._loss({**given, "Phi": stand_in}, k), stand_in).subs(
            stand_in, given["Phi"]
        )

    def _conditions(self, given: Mapping[str, Any]) -> list[Claim]:
        match self.model:
            case "curvature":
                wanted = [sp.Gt(factor, 0) for factor in given["a"]]
                says = "Every factor in `a` must be positive."
            case "offset":
                wanted = [sp.Ge(constant, 0) for constant in given["c"]]
                says = "No constant in `c` may be negative."
            case _:
                wanted, says = [], ""
        return [Claim(relation=relation, otherwise=says) for relation in wanted]


CANONICAL: Mapping[str, Mapping[str, Any]] = {
    "curvature": {"a": [1, 2], "b": [2, -1], "Phi": 0},
    "offset": {"b": [1, -1], "c": [0, 1], "Phi": 0},
    "regression": {"x": [1, 2], "y": [2, -1], "Phi": 0},
}


def two_points(params: Params) -> Example:
    """Opposite gradients with different losses."""
    canonical = CANONICAL[params.model]
    return Example(
        fields=tuple(
            ExampleField(name=name, many=name != "Phi", at_least=2, at_most=2) for name in canonical
        ),
        claims=_Drifts(params.model),
        canonical=canonical,
    )


IMPLICATIONS = Rubric(
    items=(
        RubricItem(
            id="sample",
            says="A scale that depends on the drawn sample stays inside the mean and weighs the "
            "samples differently, so that the resting points move.",
            credit=0.4,
        ),
        RubricItem(
            id="weights_only",
            says="A scale that depends on Phi alone (and is not zero) comes out of the mean and "
            "leaves the resting points where they are.",
            credit=0.4,
        ),
        RubricItem(
            id="consequence",
            says="A consequence: which loss is really minimised, large batches, a scale from "
            "running averages, an example such as median against mean.",
            credit=0.2,
        ),
    ),
    model_answer=(
        "A scale that depends on the sample sits inside the expectation: samples with large "
        "gradients count less, and the method rests at another point than the loss, as with the "
        "median instead of the mean. A scale that depends on the weights alone is a common "
        "factor, comes out of the expectation and moves nothing. So scales should come from the "
        "weights or from averages that hardly depend on the present sample, or one must accept "
        "that another objective is minimised."
    ),
    at_least_words=15,
)
