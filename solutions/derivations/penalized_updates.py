"""The minimisers of `problems.penalized_updates`, from their stationarity conditions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache, lru_cache
from typing import Any

import sympy as sp

from grader.spec import Minimiser
from problems.penalized_updates import Params, Vector
from problems.wording import rational

VECTORS = ("euclidean", "max_norm", "one_norm", "rms", "weighted", "p_norm")
"""The parts whose answer is a vector."""
GDUAL = sp.Symbol("gdual", positive=True)

# ------------------------------------------------------------------ given


def step_of(params: Params) -> Any:
    """The free parameter: alpha or lam."""
    return sp.Symbol(params.step, positive=True)


def gradient_of(params: Params, numbers: Vector | None = None) -> Any:
    """The vector g: the numbers given, those of the variant, or symbols."""
    numbers = numbers or params.gradient
    if numbers is None:
        return sp.Matrix(sp.symbols(f"g1:{params.n + 1}", real=True))
    return sp.Matrix([rational(x) for x in numbers])


def weights_of(params: Params) -> Any:
    """The vector w of `weighted`."""
    if params.weights is None:
        return sp.Matrix(sp.symbols(f"w1:{params.n + 1}", positive=True))
    return sp.Matrix([rational(x) for x in params.weights])


def matrix_of(params: Params) -> Any:
    """The matrix G of `spectral`."""
    return sp.Matrix([[rational(x) for x in row] for row in params.matrix])


def factor_of(params: Params) -> Any:
    """The factor that all minimisers share: the half over the penalty's weight."""
    step = step_of(params)
    return {"over_alpha": step / 2, "over_two_alpha": step, "lam": 1 / (2 * step)}[params.weight]


def gradient_in(params: Params, part: str) -> Any:
    """The vector g of that part."""
    own = {"max_norm": params.max_norm_gradient, "one_norm": params.one_norm_gradient}
    return gradient_of(params, own.get(part))


def as_seen_by(params: Params, part: str) -> Params:
    """The variant without what the part does not depend on: equal ones have equal answers."""
    own = params.max_norm_gradient if part == "max_norm" else None
    seen = Params(n=params.n, weight=params.weight, gradient=own or params.gradient)
    match part:
        case "one_norm":
            return replace(seen, gradient=None, one_norm_gradient=params.one_norm_gradient)
        case "weighted":
            return replace(seen, weights=params.weights)
        case "p_norm":
            return replace(seen, p=params.p)
        case "spectral":
            return Params(weight=params.weight, matrix=params.matrix)
    return seen


# ------------------------------------------------------------------ derived


def weight_of(params: Params) -> Any:
    """What multiplies the penalty."""
    step = step_of(params)
    return {"over_alpha": 1 / step, "over_two_alpha": 1 / (2 * step), "lam": step}[params.weight]


@cache
def best_length() -> tuple[Any, Any]:
    """How far to go along a ray, and the objective there.

    At the distance r the objective is ``-r A + k r^2 B``, with A the slope and B the penalty of
    one unit of the direction; where its derivative vanishes it is smallest.
    """
    r, slope, penalty, weight = sp.symbols("r A B k", positive=True)
    objective = -r * slope + weight * r**2 * penalty
    (length,) = sp.solve(sp.diff(objective, r), r)
    return length, sp.expand(objective.subs(r, length))


def along(params: Params, direction: Any, slope: Any, penalty: Any) -> Any:
    """The best point on the ray against `direction`."""
    values = {"A": slope, "B": penalty, "k": weight_of(params)}
    length = best_length()[0]
    return -direction * _put_in(length, values)


def _put_in(expression: Any, values: Mapping[str, Any]) -> Any:
    """The expression with values in place of its symbols, by their names."""
    return expression.xreplace({name: values[name.name] for name in expression.free_symbols})


@cache
def _in_one_coordinate() -> Any:
    """Where ``g u + k c u^2`` is stationary."""
    u, g = sp.symbols("u g", real=True)
    weight, cost = sp.symbols("k c", positive=True)
    (point,) = sp.solve(sp.diff(g * u + weight * cost * u**2, u), u)
    return point


def separable(params: Params, g: Any, costs: Any) -> Any:
    """The minimiser where the penalty is a sum of ``c_i u_i^2``: coordinate by coordinate."""
    point, weight = _in_one_coordinate(), weight_of(params)

    def at(slope: Any, cost: Any) -> Any:
        return _put_in(point, {"g": slope, "c": sp.sympify(cost, strict=True), "k": weight})

    return sp.Matrix([at(slope, cost) for slope, cost in zip(g, costs, strict=True)])


@cache
def _size_in_p_norm(p: Any) -> tuple[Any, Any]:
    """The size x of a coordinate whose slope is y: ``y = x^(p-1)`` up to a common factor."""
    x, y = sp.symbols("x y", positive=True)
    (size,) = sp.solve(sp.diff(x**p, x) / p - y, x)
    return y, size


@cache
def _in_p_norm(p: Any, n: int) -> tuple[Any, Any]:
    """Sizes of slopes, and the sizes of the coordinates after the best length, over 1/(2k)."""
    y, size = _size_in_p_norm(p)
    slopes = sp.symbols(f"a1:{n + 1}", positive=True)
    sizes = [size.xreplace({y: slope}) for slope in slopes]
    slope = sum(a * x for a, x in zip(slopes, sizes, strict=True))
    penalty = sum(x**p for x in sizes) ** (2 / p)
    length = best_length()[0]
    best = _put_in(length, {"A": slope, "B": penalty, "k": sp.Rational(1, 2)})
    return slopes, [x * best for x in sizes]


def p_norm(params: Params, g: Any) -> Any:
    """Sizes from the stationarity condition, times the best length on their ray."""
    slopes, sizes = _in_p_norm(rational(params.p), len(g))
    own = dict(zip(slopes, (sp.Abs(entry) for entry in g), strict=True))
    signed = [sp.sign(entry) * size.xreplace(own) for entry, size in zip(g, sizes, strict=True)]
    return -sp.Matrix(signed) / (2 * weight_of(params))


def max_norm(params: Params, g: Any) -> Any:
    """The corner of the cube that lies furthest along g, and the best point on its ray."""
    return along(params, g.applyfunc(sp.sign), sum(sp.Abs(entry) for entry in g), sp.Integer(1))


def one_norm(params: Params, g: Any) -> Any:
    """The corner of the cross-polytope that lies furthest along g (the first, in a tie)."""
    sizes = [abs(entry) for entry in g]
    first = sizes.index(max(sizes))
    corner = sp.zeros(len(g), 1)
    corner[first] = sp.sign(g[first])
    return along(params, corner, sizes[first], sp.Integer(1))


def polar(matrix: Any) -> tuple[Any, Any]:
    """``U V^T`` of the thin singular value decomposition, and the sum of the singular values.

    The root of the 2 x 2 Gram matrix M follows from Cayley and Hamilton:
    ``sqrt(M) = (M + sqrt(det M)) / sqrt(tr M + 2 sqrt(det M))``.
    """
    if matrix.shape[1] > 2:
        factor, total = polar(matrix.T)
        return factor.T, total
    gram = matrix.T * matrix
    root_of_det = sp.sqrt(gram.det())
    total = sp.sqrt(gram.trace() + 2 * root_of_det)
    if root_of_det == 0:
        return matrix / total, total
    return matrix * ((gram + root_of_det * sp.eye(2)) / total).inv(), total


@cache
def _entries(n: int) -> Any:
    """The update u as symbols."""
    return sp.Matrix(sp.symbols(f"u1:{n + 1}", real=True))


@cache
def _squared_norms(n: int, p: Any) -> Mapping[str, Any]:
    """The penalties of a vector u that depend on nothing else."""
    u = _entries(n)
    sizes = [sp.Abs(x) for x in u]
    return {
        "euclidean": u.dot(u),
        "max_norm": sp.Max(*sizes) ** 2,
        "one_norm": sum(sizes) ** 2,
        "rms": u.dot(u) / n,
        "p_norm": sum(x**p for x in sizes) ** (2 / p),
    }


@lru_cache(maxsize=64)
def reference(params: Params) -> Mapping[str, Any]:
    """Minimisers with their objectives, the optimizers they are, the minimum, the duals."""
    duals = {"two": "norm2", "max": "norm1", "one": "norminf", "p": "normq"}
    duals |= {"op": "nuclear", "nuc": "operator"}
    scale = {"A": GDUAL, "B": sp.Integer(1), "k": weight_of(params)}
    return {
        **{part: minimiser(part, as_seen_by(params, part)) for part in (*VECTORS, "spectral")},
        "minimum_value": _put_in(best_length()[1], scale),
        "euclidean_optimizer": "gradient",
        "max_norm_optimizer": "sign",
        "one_norm_optimizer": "coordinate",
        "dual_norm": [[duals[row]] for row in params.duals],
    }


@lru_cache(maxsize=512)
def minimiser(part: str, params: Params) -> Minimiser:
    """Of a part, given what it sees of the variant."""
    if part == "spectral":
        return _spectral(params)
    g, n = gradient_in(params, part), params.n
    u, w = _entries(n), weights_of(params)
    solve = {
        "euclidean": lambda: separable(params, g, [1] * n),
        "max_norm": lambda: max_norm(params, g),
        "one_norm": lambda: one_norm(params, g),
        "rms": lambda: separable(params, g, [sp.Rational(1, n)] * n),
        "weighted": lambda: separable(params, g, w),
        "p_norm": lambda: p_norm(params, g),
    }
    penalties = _squared_norms(n, rational(params.p))
    penalty = u.dot(w.multiply_elementwise(u)) if part == "weighted" else penalties[part]
    return Minimiser(
        point=solve[part](),
        objective=g.dot(u) + weight_of(params) * penalty,
        variables=tuple(u),
    )


def _spectral(params: Params) -> Minimiser:
    matrix = matrix_of(params)
    rows, columns = matrix.shape
    u = sp.Matrix(rows, columns, lambda i, j: sp.Symbol(f"u{i + 1}{j + 1}", real=True))
    short = u if columns <= rows else u.T
    gram = short.T * short
    trace, det = gram.trace(), gram.det()
    largest = (trace + sp.sqrt(trace**2 - 4 * det)) / 2
    factor, total = polar(matrix)
    slope = sum(a * b for a, b in zip(matrix, u, strict=True))
    return Minimiser(
        point=along(params, factor, total, sp.Integer(1)),
        objective=slope + weight_of(params) * largest,
        variables=tuple(u),
    )
