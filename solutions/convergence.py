"""What is right in `problems.convergence`, and optimizers that run to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cache
from typing import Any

import numpy as np
import sympy as sp
from scipy.optimize import linprog

from grader.spec import Form, Mistake, Observation, Solution
from problems.convergence import Params
from problems.wording import rational
from solutions.simulation.optimizers import Vector
from solutions.spellings import nearly, rounded, rounded_vector, written

S = sp.Symbol("s", positive=True)
T = sp.Symbol("t", integer=True, positive=True)
DELTA = sp.Symbol("delta", positive=True)

# ------------------------------------------------------------------ derived


def features(params: Params) -> Any:
    """The vector a as a SymPy column."""
    return sp.Matrix([rational(x) for x in params.features])


def first_weights(params: Params) -> Any:
    """The start of SGD and sign descent."""
    return sp.Matrix([rational(x) for x in params.start])


@cache
def _model(n: int, *, halved: bool) -> tuple[Any, Any, Any, Any]:
    """Features, weights, residual and gradient of the loss, all symbolic."""
    a = sp.Matrix(sp.symbols(f"a1:{n + 1}", real=True))
    weights = sp.Matrix(sp.symbols(f"theta1:{n + 1}", real=True))
    residual = sp.Symbol("b", real=True) - a.dot(weights)
    loss = residual**2 / (2 if halved else 1)
    return a, weights, residual, sp.Matrix([sp.diff(loss, weight) for weight in weights])


@cache
def _direction(n: int, *, halved: bool) -> tuple[Any, Any]:
    """What every gradient is a multiple of, and the residual's factor in a step of size s."""
    _, weights, residual, slope = _model(n, halved=halved)
    after = residual.subs(dict(zip(weights, weights - S * slope, strict=True)), simultaneous=True)
    return slope.applyfunc(lambda entry: sp.cancel(-entry / residual)), sp.cancel(after / residual)


def _with_numbers(params: Params, expression: Any) -> Any:
    a = sp.symbols(f"a1:{len(params.features) + 1}", real=True)
    return expression.subs(dict(zip(a, features(params), strict=True)))


def solution_along(params: Params, direction: Any, start: Any) -> Any:
    """Where the line from the start in that direction meets the solutions."""
    length = sp.Symbol("c", real=True)
    point = start + length * direction
    (meets,) = sp.solve(features(params).dot(point) - rational(params.target), length)
    return point.subs(length, meets)


def gradient_direction(params: Params) -> Any:
    """The direction against all gradients: each is a multiple of it."""
    return _with_numbers(params, _direction(len(params.features), halved=params.halved)[0])


def from_zero(params: Params) -> Mapping[str, Any]:
    """Where each run of the tables ends if it starts at zero."""
    a = features(params)
    zero = sp.zeros(len(a), 1)
    scales = a.applyfunc(lambda x: sp.sqrt(x**2))  # root of the second moment over one point
    scaled = Params(
        features=tuple(_fraction(x / s) for x, s in zip(a, scales, strict=True)),
        target=params.target,
        start=tuple(_fraction(x) for x in zero),
    )
    found = solution_along(scaled, gradient_direction(scaled), zero)
    return {
        "sgd": solution_along(params, gradient_direction(params), zero),
        "sign": solution_along(params, gradient_direction(params).applyfunc(sp.sign), zero),
        "rescaled": found.multiply_elementwise(scales.applyfunc(lambda s: 1 / s)),
    }


def _fraction(value: Any) -> Fraction:
    return Fraction(int(value.p), int(value.q))


def contraction(params: Params) -> Any:
    """The factor of the residual in one SGD step of size s."""
    return _with_numbers(params, _direction(len(params.features), halved=params.halved)[1])


@cache
def reference(params: Params) -> Mapping[str, Any]:
    """Where the runs end, how fast, and what each solution minimises."""
    start, direction = first_weights(params), gradient_direction(params)
    sign = solution_along(params, direction.applyfunc(sp.sign), start)
    ends, factor = from_zero(params), contraction(params)
    (limit,) = sp.solve(sp.Eq(factor, -1), S)
    norms = {"sgd": "two", "sign": "max", "rescaled": "weighted"}
    return {
        "sgd": solution_along(params, direction, start),
        "sign_sgd": sign,
        "simplified_adam": sign,  # an entry over its own size is its sign
        "rescaled_features": ends["rescaled"],
        "step_limit": limit,
        "residual": rational(params.residual) * factor**T,
        "implicit_norm": [[norms[run]] for run in params.runs],
        "needs_decay": "sign",
        "sensitivity": [[DELTA * ends[run][params.moved]] for run in params.runs],
    }


# ------------------------------------------------------------------ simulated

Step = Callable[[Vector], Vector]


class Regression:
    """The same model on floating-point arrays: points, targets, loss."""

    def __init__(self, params: Params) -> None:
        self.points = np.array([[float(x) for x in params.features]])
        self.targets = np.array([float(params.target)])
        self.factor = 1.0 if params.halved else 2.0

    def slope(self, weights: Vector) -> Vector:
        """Gradient of the loss."""
        return np.asarray(-self.factor * (self.targets - self.points @ weights) @ self.points)

    def misfit(self, weights: Vector) -> float:
        """How far the prediction lies below the target."""
        return float((self.targets - self.points @ weights)[0])

    def small_step(self) -> float:
        """A constant step size at which plain SGD contracts."""
        return 0.6 / float(self.factor * np.sum(self.points**2))


def descend(model: Regression, start: Vector) -> Vector:
    """Plain SGD with a constant step until the residual is below 1e-12."""
    weights, step = start.copy(), model.small_step()
    while abs(model.misfit(weights)) > 1e-12:
        weights = weights - step * model.slope(weights)
    return weights


def descend_with_decay(model: Regression, start: Vector, direction: Step) -> Vector:
    """Steps of a direction of fixed length, halved each time the residual changes its sign."""
    weights, step, before = start.copy(), 1.0, model.misfit(start)
    while abs(before) > 1e-12 and step > 1e-18:
        weights = weights - step * direction(model.slope(weights))
        after = model.misfit(weights)
        if after * before < 0:
            step /= 2
        before = after
    return weights


def over_epoch(model: Regression) -> Step:
    """Each entry of the gradient over the root of its mean square over the training set."""
    count = len(model.targets)

    def direction(gradient: Vector) -> Vector:
        seen = np.array([gradient for _ in range(count)])
        return np.asarray(gradient / np.sqrt(np.mean(seen**2, axis=0)))

    return direction


def oracle(params: Params, rng: np.random.Generator) -> Iterator[Observation]:
    """Run every optimizer to a residual below 1e-10 and look where it stands."""
    model = Regression(params)
    start, zero = np.array([float(x) for x in params.start]), np.zeros(len(params.start))
    ends = {
        "sgd": descend(model, zero),
        "sign": descend_with_decay(model, zero, np.sign),
        "rescaled": _rescaled(params),
    }
    limits = {
        "sgd": descend(model, start),
        "sign_sgd": descend_with_decay(model, start, np.sign),
        "simplified_adam": descend_with_decay(model, start, over_epoch(model)),
        "rescaled_features": ends["rescaled"],
    }
    for part, weights in limits.items():
        if abs(model.misfit(weights)) > 1e-10:
            raise ArithmeticError(f"The run of {part} did not arrive for {params}.")
        yield Observation(
            part=part, value=weights.tolist(), tolerance=1e-6, about="a run to residual 1e-12"
        )
    limit = _largest_step(model, start)
    yield Observation(
        part="step_limit", value=limit, tolerance=1e-5 * limit, about="10^3 steps tried"
    )
    yield from _residuals(model, start, limit * rng.uniform(0.1, 0.9, size=3))
    norms = _smallest_solutions(model)
    found = [[_same_point(norms, ends[run])] for run in params.runs]
    yield Observation(part="implicit_norm", value=found, about="convex solves against the runs")
    yield Observation(part="needs_decay", value=_who_needs_decay(model, rng), about="long runs")
    yield _moved_feature(params, ends, rng)


def _rescaled(params: Params) -> Vector:
    model = Regression(params)
    scales = np.sqrt(np.mean(model.points**2, axis=0))
    model.points = model.points / scales
    return np.asarray(descend(model, np.zeros(len(scales))) / scales)


def _largest_step(model: Regression, start: Vector) -> float:
    """The smallest step that does not shrink the residual in 40 steps, by refined grids."""
    low, high = 0.0, 1e3
    for _ in range(4):
        steps = np.linspace(low, high, 1001)[1:]
        weights = np.repeat(start[None, :], len(steps), axis=0)
        for _ in range(40):
            misfit = model.targets - weights @ model.points.T
            weights = weights + steps[:, None] * model.factor * misfit * model.points
        after = np.abs(model.targets - weights @ model.points.T)[:, 0]
        grows = int(np.argmax(~(after < abs(model.misfit(start)))))
        low, high = (steps[grows - 1] if grows else low), float(steps[grows])
    return high


def _residuals(model: Regression, start: Vector, sizes: Vector) -> Iterator[Observation]:
    for t, size in enumerate(sizes, start=1):
        weights = start
        for _ in range(t):
            weights = weights - size * model.slope(weights)
        yield Observation(
            part="residual",
            at={"s": float(size), "t": t},
            value=model.misfit(weights),
            tolerance=1e-9,
            about="steps of SGD",
        )


def _smallest_solutions(model: Regression) -> Mapping[str, Vector]:
    """The solution of least norm for each norm: least squares, or a linear program."""
    a, b = model.points[0], model.targets
    n = len(a)

    def least_squares(weights: Vector) -> Vector:
        return np.asarray(np.linalg.lstsq((a / weights)[None, :], b, rcond=None)[0] / weights)

    identity = np.eye(n)
    bound = np.vstack(
        [np.hstack([identity, -np.ones((n, 1))]), np.hstack([-identity, -np.ones((n, 1))])]
    )
    largest = linprog(
        [0.0] * n + [1.0],
        A_ub=bound,
        b_ub=np.zeros(2 * n),
        A_eq=np.append(a, 0.0)[None, :],
        b_eq=b,
        bounds=[(None, None)] * (n + 1),
    )
    absolute = linprog(np.ones(2 * n), A_eq=np.hstack([a, -a])[None, :], b_eq=b)
    return {
        "two": least_squares(np.ones(n)),
        "weighted": least_squares(np.abs(a)),
        "inverse": least_squares(1 / np.abs(a)),
        "max": largest.x[:n],
        "one": absolute.x[:n] - absolute.x[n:],
    }


def _same_point(candidates: Mapping[str, Vector], weights: Vector) -> str:
    near = [name for name, point in candidates.items() if np.allclose(point, weights, atol=1e-6)]
    return near[0] if len(near) == 1 else f"{len(near)} norms"


def _who_needs_decay(model: Regression, rng: np.random.Generator) -> str:
    """Which of the two is still away from the solutions after many constant steps."""
    start: Vector = np.asarray(rng.normal(size=model.points.shape[1]))
    size = float(rng.uniform(0.01, 0.02))
    away = {}
    runs: tuple[tuple[str, Step, float], ...] = (
        ("sgd", lambda gradient: gradient, model.small_step()),
        ("sign", np.sign, size),
    )
    for name, direction, step in runs:
        weights = start
        for _ in range(1500):
            weights = weights - step * direction(model.slope(weights))
        away[name] = abs(model.misfit(weights)) > 1e-9
    names = {(True, True): "both", (False, False): "neither", (True, False): "sgd"}
    return names.get((away["sgd"], away["sign"]), "sign")


def _moved_feature(
    params: Params, ends: Mapping[str, Vector], rng: np.random.Generator
) -> Observation:
    point, delta = rng.normal(size=len(params.features)), float(rng.uniform(0.5, 2))
    moved = point.copy()
    moved[params.moved] += delta
    return Observation(
        part="sensitivity",
        at={"delta": delta},
        value=[[float(ends[run] @ moved - ends[run] @ point)] for run in params.runs],
        tolerance=1e-6,
        about="two predictions of each trained model",
    )


# ------------------------------------------------------------------ forms


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


def _sizes(params: Params) -> tuple[Any, Any, Any, Any]:
    """a, the start, the residual and the square of the 2-norm."""
    a = features(params)
    return a, first_weights(params), rational(params.residual), a.dot(a)


def _sgd_mistakes(params: Params) -> list[Mistake]:
    a, start, residual, square = _sizes(params)
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
    a, start, residual, square = _sizes(params)
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
    a, _, _, square = _sizes(params)
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
    _, _, _, square = _sizes(params)
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
    _, _, residual, square = _sizes(params)
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


def also_right(params: Params) -> Mapping[str, Sequence[Form]]:
    """Fractions, factors taken out, decimals, LaTeX."""
    right = reference(params)
    a, _, residual, square = _sizes(params)
    factor = 1 if params.halved else 2
    vectors = ("sgd", "sign_sgd", "simplified_adam", "rescaled_features")
    rows = right["sensitivity"]
    limit = right["step_limit"]
    forms: dict[str, list[Form]] = {
        part: [*written(right[part]), rounded_vector(right[part])] for part in vectors
    }
    if not any(params.start):
        forms["sgd"].append(f"({residual})/({square})*{list(a)}")
        forms["sgd"].append(rf"\frac{{{residual}}}{{{sp.latex(square)}}} {_bracketed(a)}")
    forms["step_limit"] = [
        limit,
        f"s < {limit}",
        rf"\alpha < {sp.latex(limit)}",
        rounded(limit),
        f"{2 / sp.Integer(factor)}/({square})",
        f"0 < eta < {limit}",
    ]
    forms["residual"] = [
        f"({residual})*(1 - {factor}*s*({square}))**t",
        rf"{sp.latex(residual)} \left(1 - {factor} s \cdot {sp.latex(square)}\right)^{{t}}",
        f"({residual})*(1 - s*({factor * square}))^(t-1)*(1 - s*({factor * square}))",
        f"-({-residual})*(1 - s/({1 / (factor * square)}))^t",
    ]
    forms["implicit_norm"] = [
        right["implicit_norm"],
        [row[0] for row in right["implicit_norm"]],
    ]
    forms["needs_decay"] = ["sign", " Sign "]
    forms["sensitivity"] = [
        rows,
        [[str(cell)] for (cell,) in rows],
        [str(cell) for (cell,) in rows],
        [[f"{rounded(cell / DELTA)}*delta"] for (cell,) in rows],
        [[rf"{sp.latex(cell / DELTA)}\,\delta"] for (cell,) in rows],
    ]
    return forms


def _bracketed(a: Any) -> str:
    return "[" + ", ".join(sp.latex(x) for x in a) + "]"


def near_misses(params: Params) -> Mapping[str, Sequence[Form]]:
    """Answers that look right, or nearly."""
    right = reference(params)
    _, _, residual, square = _sizes(params)
    factor = 1 if params.halved else 2
    vectors = ("sgd", "sign_sgd", "simplified_adam", "rescaled_features")
    limit = right["step_limit"]
    norms = right["implicit_norm"]
    cells = [cell for (cell,) in right["sensitivity"]]
    forms: dict[str, list[Form]] = {part: nearly(right[part]) for part in vectors}
    forms["step_limit"] = [
        -limit,
        f"s > {limit}",
        rounded(limit * sp.Rational(1002, 1000), 5),
        limit + sp.Rational(1, 10**12),
        square,
    ]
    forms["residual"] = [
        f"({residual})*(1 + {factor}*s*({square}))**t",
        f"({residual})*(1 - {factor}*s*({square})*t)",
        f"({residual})*(1 - {factor}*s*({square}))**(2*t)",
        f"(({residual})*(1 - {factor}*s*({square})))**t" if abs(residual) != 1 else "0",
        f"({-residual})*(1 - {factor}*s*({square}))**t",
    ]
    forms["implicit_norm"] = [
        [norms[1], norms[0], norms[2]],
        [norms[2], norms[1], norms[0]],
        [["two"]] * 3,
        [[{"two": "inverse"}.get(row[0], row[0])] for row in norms],
    ]
    forms["needs_decay"] = ["sgd", "both", "neither"]
    forms["sensitivity"] = [
        [[-cell] for cell in cells],
        [[cell / DELTA] for cell in cells],
        [[cells[1]], [cells[0]], [cells[2]]],
        [[cells[0]], [cells[1]], [cells[2] * sp.Rational(1001, 1000)]],
    ]
    return forms


SOLUTION = Solution(
    reference=reference,
    oracle=oracle,
    mistakes=mistakes,
    also_right=also_right,
    near_misses=near_misses,
)
