"""The numeric solves that the oracle of the penalised updates trusts, against SciPy's own."""

from __future__ import annotations

import numpy as np
import pytest
import scipy

from solutions.simulation import penalties
from solutions.simulation.penalties import Norm, Vector

SLOPES = (
    [1.0, -3.0],
    [3.0, 3.0, -1.0],
    [0.5, -4.0, 4.0, 4.0],
    [5.0, -0.5, 2.5, -2.0, 1.0],
    [-0.02, 1.3, -2.2],
)
WEIGHTS = np.array([2.0, 1 / 3, 5.0, 0.5, 4.0])
POWELL = {"xtol": 1e-12, "ftol": 1e-16, "maxiter": 100_000, "maxfev": 100_000}


def _least(norm: Norm, slope: Vector, weight: float, start: Vector) -> float:
    """What a method without derivatives makes of a point and of the other side of it."""
    value = penalties.objective(norm, slope, weight)
    found = [
        scipy.optimize.minimize(value, x, method="Powell", options=POWELL).fun
        for x in (start, -slope / weight / 2)
    ]
    return float(min(found))


@pytest.mark.parametrize("slope", SLOPES, ids=str)
@pytest.mark.parametrize("order", [2.0, 3.0, 4.0, 1.5, 4 / 3])
def test_a_smooth_penalty_is_solved_as_well_as_scipy_does(slope: list[float], order: float) -> None:
    g, norm = np.array(slope), penalties.p_norm(order)
    solved = penalties.smooth(norm, g, 0.7)
    value = float(penalties.objective(norm, g, 0.7)(solved))
    assert value <= _least(norm, g, 0.7, solved) + 1e-8 * abs(value)


@pytest.mark.parametrize("slope", SLOPES, ids=str)
def test_quadratic_penalties_are_solved_to_where_their_gradient_vanishes(
    slope: list[float],
) -> None:
    g, w = np.array(slope), WEIGHTS[: len(slope)]
    by_weights = penalties.smooth(penalties.weighted(w), g, 1.5)
    by_mean = penalties.smooth(penalties.rms, g, 1.5)
    assert g + 3 * w * by_weights == pytest.approx(0 * g, abs=1e-7)
    assert g + 3 * by_mean / len(g) == pytest.approx(0 * g, abs=1e-7)


@pytest.mark.parametrize("slope", [*SLOPES, [0.0, 2.0, -2.0], [0.0, 0.0, 7.0]], ids=str)
@pytest.mark.parametrize("weight", [0.05, 0.8, 20.0])
def test_polyhedral_penalties_come_down_to_the_dual_bound(
    slope: list[float], weight: float
) -> None:
    g = np.array(slope)
    # whatever u is: g.u >= -D P(u), so that g.u + k P(u)^2 >= -D^2 / 4k, with D the dual norm of g
    for solve, order, dual in (
        (penalties.max_norm, np.inf, np.abs(g).sum()),
        (penalties.one_norm, 1.0, np.abs(g).max()),
    ):
        solved = solve(g, weight)
        value = float(penalties.objective(penalties.p_norm(order), g, weight)(solved))
        assert value == pytest.approx(-(dual**2) / (4 * weight), rel=1e-9)


@pytest.mark.parametrize(
    "rows",
    [
        [[3, 0], [0, 1], [0, 0]],
        [[2, 2], [2, -1]],
        [[1, 2], [2, 4]],
        [[1, 2, 2], [2, 1, -2]],
        [[3, 0], [0, 3]],
    ],
    ids=str,
)
def test_the_spectral_penalty_comes_down_to_the_dual_bound(rows: list[list[int]]) -> None:
    slope = np.array(rows, float)
    solved = penalties.operator_norm(slope, 0.6)
    value = float(penalties.objective(penalties.operator, slope, 0.6)(solved))
    dual = np.linalg.svd(slope, compute_uv=False).sum()
    assert value == pytest.approx(-(dual**2) / 2.4, rel=1e-9)


@pytest.mark.parametrize("shape", [(2, 2), (3, 2), (2, 3)])
def test_the_largest_singular_value_is_numpys(shape: tuple[int, int]) -> None:
    matrices = np.random.default_rng(5).normal(size=(400, *shape))
    matrices[0] = 0
    matrices[1] = np.ones(shape)
    sizes = np.linalg.svd(matrices, compute_uv=False)[:, 0]
    assert penalties.operator(matrices) == pytest.approx(sizes, rel=1e-12)
    assert float(penalties.operator(matrices[7])) == pytest.approx(sizes[7], rel=1e-12)
