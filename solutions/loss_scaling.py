"""What is right in `problems.loss_scaling`, and runs that show it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cache
from typing import Any

import numpy as np
import scipy
import sympy as sp
from numpy.typing import NDArray

from grader.spec import Form, Mistake, Observation, Solution
from problems.loss_scaling import Params
from problems.wording import plain, rational
from solutions.simulation import optimizers
from solutions.simulation.optimizers import Gradient, Rule, Vector, path

ETA, K = sp.symbols("eta k", positive=True)
NEW, SLOPE, DEVIATION, LOSS = sp.symbols("eta_new g s L", positive=True)


# ------------------------------------------------------------------ derived


@cache
def matching_step(scale: Any, power: Any = 0) -> Any:
    """The step that undoes a loss multiplied by `scale`, for steps over the deviation's `power`.

    One step on the changed loss, whose gradient and whose deviation are multiplied too, is set
    equal to one step on the first loss and solved for the new step size.
    """
    first = ETA * SLOPE / DEVIATION**power
    second = NEW * scale * SLOPE / (scale * DEVIATION) ** power
    (step,) = sp.solve(sp.Eq(second, first), NEW)
    return ETA * sp.powsimp(sp.expand(step / ETA))


@cache
def of_base(base: Any, *, from_nats: bool) -> Any:
    """The step for logarithms to another base, or from it back to natural ones."""
    scale = sp.diff(LOSS / sp.log(base), LOSS)  # log_b(x) = ln(x) / ln(b)
    return matching_step(scale if from_nats else 1 / scale)


@cache
def keeps_path(method: str, *, keep_step: bool) -> bool:
    """Whether two steps with scaled gradients are the same two steps, for all gradients."""
    first, second = sp.symbols("g1 g2", positive=True)
    step = ETA if keep_step else ETA / K
    scaled = step * UPDATES[method](K * first, K * second)
    plain_one = ETA * UPDATES[method](first, second)
    return bool(sp.simplify(sp.powdenest(scaled - plain_one, force=True)) == 0)


MU, BETA, GAMMA = sp.symbols("mu beta gamma", positive=True)
UPDATES: Mapping[str, Callable[[Any, Any], Any]] = {
    "sgd": lambda _a, b: b,
    "momentum": lambda a, b: MU * a + b,
    "signsgd": lambda _a, b: b / sp.Abs(b),
    "rmsprop": lambda a, b: b / sp.sqrt(GAMMA * (1 - GAMMA) * a**2 + (1 - GAMMA) * b**2),
    "adam": lambda a, b: (
        ((BETA * a + b) / (1 + BETA)) / sp.sqrt((GAMMA * a**2 + b**2) / (1 + GAMMA))
    ),
    "adagrad": lambda a, b: b / sp.sqrt(a**2 + b**2),
    "normalized": lambda _a, b: b / sp.Abs(b),
    "clipped": lambda _a, b: b * sp.Min(1, 1 / b),
}
"""The second direction as a function of the first two gradients of one coordinate."""


def scale_of(params: Params) -> Any:
    """What multiplies the gradient in `scaled_sgd`."""
    return 1 / K if params.scaling == "over" else K


def reference(params: Params) -> Mapping[str, Any]:
    """The matching steps and the methods that need none."""
    return {
        "bits": of_base(sp.Integer(params.unit), from_nats=params.from_nats),
        "base": of_base(K, from_nats=params.from_nats),
        "scaled_sgd": matching_step(scale_of(params)),
        "rmsprop": matching_step(rational(params.factor), rational(params.power)),
        "invariant": frozenset(
            method for method in params.methods if keeps_path(method, keep_step=params.keep_step)
        ),
    }


# ------------------------------------------------------------------ simulated

RULES: Mapping[str, Callable[[], Rule]] = {
    "sgd": optimizers.sgd,
    "momentum": optimizers.momentum,
    "signsgd": optimizers.sign_descent,
    "rmsprop": optimizers.rmsprop,
    "adam": optimizers.adam,
    "adagrad": optimizers.adagrad,
    "normalized": optimizers.normalized,
}
STEPS = 10


def oracle(params: Params, rng: np.random.Generator) -> Iterator[Observation]:
    """Train a logistic regression twice and look for the step that gives the same path."""
    features = rng.normal(size=(24, 3)) * np.array([1.0, 2.0, 0.5])
    labels = np.where(rng.random(24) < 0.5, -1.0, 1.0)
    start = rng.normal(size=3)
    start *= 4 / np.linalg.norm(start)  # far enough that no run bounces round the minimum
    eta, k = float(rng.uniform(0.05, 0.2)), float(rng.uniform(2.0, 4.0))

    def loss(log: Callable[[Any], Any], reduce: Callable[..., Any] = np.mean) -> Gradient:
        return _slope(lambda w: reduce(log(1 + np.exp(-labels * (features @ w)))))

    def based(base: float) -> Gradient:
        return loss(lambda x: np.log(x) / np.log(base))

    nats = loss(np.log)
    pairs = {"bits": float(params.unit), "base": k}
    for part, base in pairs.items():
        first, second = (nats, based(base)) if params.from_nats else (based(base), nats)
        at = {"eta": eta} if part == "bits" else {"eta": eta, "k": k}
        yield _paired(part, at, first, second, start, optimizers.sgd)
    if params.scaling == "batch":
        at, second = {"eta": eta / 10, "k": 24}, loss(np.log, np.sum)
    else:
        factor = k if params.scaling == "times" else 1 / k
        at, second = {"eta": eta, "k": k}, loss(lambda x: factor * np.log(x))
    yield _paired("scaled_sgd", at, nats, second, start, optimizers.sgd)
    factor = float(params.factor)
    second = loss(lambda x: factor * np.log(x))

    def rule() -> Rule:
        return optimizers.rmsprop(power=float(params.power))

    yield _paired("rmsprop", {"eta": eta / 100}, nats, second, start, rule)
    longest = 1.5 * float(np.linalg.norm(nats(start)))  # clips the second run only
    rules: dict[str, Callable[[], Rule]] = {
        **RULES,
        "clipped": lambda: optimizers.clipped(longest),
    }
    scaled, step = loss(lambda x: k * np.log(x)), eta if params.keep_step else eta / k
    kept = frozenset(
        method
        for method in params.methods
        if _agree(
            path(nats, start, eta, rules[method](), STEPS),
            path(scaled, start, step, rules[method](), STEPS),
        )
    )
    yield Observation(part="invariant", value=kept, about="each method run on both losses")


def _slope(loss: Callable[[NDArray[Any]], Any]) -> Gradient:
    """The gradient of a loss by complex steps: exact to rounding, whatever the loss."""

    def gradient(weights: Vector) -> Vector:
        small = 1e-30
        nudges = np.eye(len(weights)) * small * 1j
        return np.array([loss(weights + nudge).imag / small for nudge in nudges])

    return gradient


def _paired(
    part: str,
    at: Mapping[str, float],
    first: Gradient,
    second: Gradient,
    start: Vector,
    rule: Callable[[], Rule],
) -> Observation:
    """The step for which the second loss's path is the first's; nan if there is none."""
    eta = at["eta"]
    target = path(first, start, eta, rule(), STEPS)
    length = float(np.linalg.norm(target[1] - target[0]))
    direction = float(np.linalg.norm(rule()(second(start))))
    found = float(
        scipy.optimize.brentq(lambda s: s * direction - length, eta * 1e-3, eta * 1e3, xtol=1e-16)
    )
    same = _agree(target, path(second, start, found, rule(), STEPS))
    return Observation(
        part=part,
        at=at,
        value=found if same else float("nan"),
        tolerance=1e-9 * found,
        about=f"{STEPS} paired steps of a logistic regression",
    )


def _agree(one: Vector, other: Vector) -> bool:
    scale = float(np.max(np.abs(one)))
    return bool(np.max(np.abs(one - other)) <= 1e-12 * scale)


# ------------------------------------------------------------------ forms

UNITS_HINT = (
    "You have the right factor on the wrong side. Ask first which of the two losses is the larger "
    "number: the run with the larger gradients needs the smaller step."
)
NOT_SGD = (
    "That would be right for SGD, where the step is the gradient times a constant. Here the "
    "divisor changes with the loss as well: follow the factor through numerator and denominator."
)


def mistakes(params: Params) -> Mapping[str, Sequence[Mistake]]:
    """Inverted factors, and plain SGD's rule where the optimizer rescales by itself."""
    right = reference(params)
    return {
        "bits": [_inverted(right["bits"]), _unchanged()],
        "base": [_inverted(right["base"]), _unchanged()],
        "scaled_sgd": [_inverted(right["scaled_sgd"]), _unchanged()],
        "rmsprop": _rmsprop_mistakes(params),
        "invariant": _invariant_mistakes(params),
    }


def _inverted(right: Any) -> Mistake:
    return Mistake(id="inverted", form=sp.simplify(ETA**2 / right), feedback=UNITS_HINT)


def _unchanged() -> Mistake:
    return Mistake(
        id="unchanged",
        form=ETA,
        feedback="SGD steps by the gradient itself, and the gradient of a rescaled loss is "
        "rescaled: with the same step size the two runs part at the first step.",
    )


def _rmsprop_mistakes(params: Params) -> list[Mistake]:
    factor, power = rational(params.factor), rational(params.power)
    found = [Mistake(id="as_sgd", form=ETA / factor, feedback=NOT_SGD)]
    if power != 1:
        found.append(
            Mistake(
                id="as_rmsprop",
                form=ETA,
                feedback="The scale cancels only if the divisor is multiplied by exactly as much "
                "as the gradient. Look at the power of the standard deviation.",
            )
        )
    if power != 2:
        inverted = ETA**2 / matching_step(factor, power) if power != 1 else ETA * factor
        found.append(
            Mistake(
                id="inverted",
                form=sp.simplify(inverted),
                feedback="Put the factor into one step of the update, above and below the "
                "fraction bar, before solving for the new step size.",
            )
        )
    return found


def _invariant_mistakes(params: Params) -> list[Mistake]:
    other = frozenset(
        method for method in params.methods if keeps_path(method, keep_step=not params.keep_step)
    )
    right = reference(params)["invariant"]
    if not other or other == right:
        return []
    return [
        Mistake(
            id="the_other_rule",
            form=other,
            feedback="Multiply every gradient by k in each update and see what is left of it, "
            "then apply what the question does to the step size. You seem to have answered for "
            "the other treatment of the step size.",
        )
    ]


def also_right(params: Params) -> Mapping[str, Sequence[Form]]:
    """Other spellings of the matching steps."""
    b, nats = params.unit, params.from_nats
    factor, power = params.factor, params.power
    kept = sorted(reference(params)["invariant"])
    return {
        "bits": [
            f"eta*log({b})" if nats else f"eta/log({b})",
            rf"\eta \ln {b}" if nats else rf"\frac{{\eta}}{{\ln {b}}}",
            f"eta ln({b})" if nats else f"eta*log(e, {b})",
            f"eta*log({b**2})/2" if nats else f"2*eta/log({b**2})",
            f"-eta*log(1/{b})" if nats else f"-eta/log(1/{b})",
            f"eta' = eta*log({b})" if nats else f"eta' = eta/log({b})",
        ],
        "base": [
            "eta*log(k)" if nats else "eta/log(k)",
            r"\eta \ln k" if nats else r"\frac{\eta}{\ln k}",
            "-eta*log(1/k)" if nats else "-eta/log(1/k)",
            "eta*log(k^2)/2" if nats else "2*eta/log(k^2)",
        ],
        "scaled_sgd": (
            ["eta*k", r"k\eta", "eta/(1/k)", "(eta*k^2)/k"]
            if params.scaling == "over"
            else ["eta/k", r"\frac{\eta}{k}", "eta*k^(-1)", r"\eta \cdot \frac{1}{k}"]
        ),
        "rmsprop": [
            f"eta*({plain(factor)})^({plain(power - 1)})",
            rf"\eta \cdot \left({plain(factor)}\right)^{{{plain(power - 1)}}}",
            f"sqrt(eta^2*({plain(factor)})^({plain(2 * power - 2)}))",
            f"(eta/({plain(factor)}))*({plain(factor)})^({plain(power)})",
        ],
        "invariant": [list(reversed(kept)), ", ".join(kept)],
    }


def near_misses(params: Params) -> Mapping[str, Sequence[Form]]:
    """Nearly right steps, which the grader must refuse."""
    b, nats = params.unit, params.from_nats
    factor, power = params.factor, params.power
    kept = sorted(reference(params)["invariant"])
    exponent = plain(power - 1 + Fraction(1, 100))
    others = [method for method in params.methods if method not in kept]
    return {
        "bits": [
            f"eta/log({b})" if nats else f"eta*log({b})",
            f"eta*log(e, {b})" if nats else rf"\eta \ln {b}",
            f"eta*log({b + 1})" if nats else f"eta/log({b + 1})",
            "eta",
            f"eta*{b}",
        ],
        "base": [
            "eta/log(k)" if nats else "eta*log(k)",
            "eta*k",
            "eta*log(k+1)" if nats else "eta/log(k+1)",
            "eta*log(k)^2" if nats else "eta/log(k)^2",
        ],
        "scaled_sgd": [
            "eta/k" if params.scaling == "over" else "eta*k",
            "eta",
            "eta/sqrt(k)",
            "eta - k",
        ],
        "rmsprop": [
            f"eta*({plain(factor)})^({exponent})",
            f"eta*({plain(factor)})^({plain(power - 2)})",
            "eta^2",
            "1.0001*eta" if power == 1 else "eta",
        ],
        "invariant": [kept[1:] + others[:1], kept + others[:1], kept[:-1], list(params.methods)],
    }


SOLUTION = Solution(
    reference=reference,
    oracle=oracle,
    mistakes=mistakes,
    also_right=also_right,
    near_misses=near_misses,
)
