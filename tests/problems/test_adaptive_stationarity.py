"""Problem 7: examples are judged by their claims, in exact numbers; scales may move points."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import sympy as sp

from grader.spec import Example
from problems.adaptive_stationarity import FACTORS, MODELS, RULES, WEIGHTS, Params
from solutions.derivations.adaptive_stationarity import (
    EPS,
    L1,
    L2,
    PHI,
    counterexample,
    drift,
    reference,
    two_points,
)
from solutions.mistakes.adaptive_stationarity import stationary_point
from tests.problems.variants import SEEDS, params


def _holds(example: Example, **given: Any) -> bool:
    exact = {
        name: [sp.Rational(entry) for entry in value]
        if isinstance(value, list)
        else sp.Rational(value)
        for name, value in given.items()
    }
    return all(bool(claim.relation) for claim in example.claims(exact))


def test_the_banks_example_holds_in_the_canonical_variant() -> None:
    assert _holds(counterexample(Params()), b=[0, 1, 5], Phi=1)


@pytest.mark.parametrize(
    ("b", "phi", "holds"),
    [
        ([0, 3], 1, True),
        ([0, 1, 5], 2, False),  # the mean: gradients cancel, signs do not
        ([-1, 0, 1], 0, False),  # both vanish
        ([4, 4, 4], 4, False),
        ([0, 1, 5], Fraction(3, 2), False),
        ([0, 0, 1, 1, 9], 1, False),
        ([0, 0, 1, 2, 9], 1, True),
        (["0.1", "0.2", "0.9"], "0.2", True),
    ],
)
def test_examples_are_judged_by_signs_and_means(b: list[Any], phi: Any, holds: bool) -> None:
    assert _holds(counterexample(Params()), b=b, Phi=phi) is holds


def test_a_cutoff_makes_the_condition_exact_for_positive_eps() -> None:
    example = counterexample(Params(cutoff=Fraction(2)))
    assert _holds(example, b=[0, 2, 12], Phi=2)  # two units to the left, more to the right
    assert _holds(example, b=[1, 1, 9], Phi=2)  # two halves against a full step
    assert not _holds(example, b=[1, 2, 12], Phi=2)


@pytest.mark.parametrize("side", [0, 1, -1])
@pytest.mark.parametrize("points", [None, 3, 4, 5, 6])
@pytest.mark.parametrize("cutoff", [0, Fraction(1, 2), 3])
def test_every_canonical_example_holds(side: int, points: int | None, cutoff: Any) -> None:
    example = counterexample(Params(side=side, points=points, cutoff=Fraction(cutoff)))
    assert _holds(example, **example.canonical)


@pytest.mark.parametrize("model", MODELS)
def test_every_pair_holds_and_equal_losses_do_not(model: str) -> None:
    example = two_points(Params(model=model))
    assert _holds(example, **example.canonical)
    first, second = (name for name in example.canonical if name != "Phi")
    same = {
        "curvature": ([1, 1], [1, -1]),
        "offset": ([1, -1], [3, 3]),
        "regression": ([1, 1], [1, -1]),
    }
    assert not _holds(example, **dict(zip((first, second), same[model], strict=True)), Phi=0)


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("seed", SEEDS)
def test_as_eps_vanishes_the_condition_becomes_the_medians(rule: Any, seed: int) -> None:
    drawn = params("adaptive_stationarity", seed)
    drawn = Params(data=drawn.data, curvatures=drawn.curvatures, rule=rule)
    right = reference(drawn)
    condition = sp.lambdify((PHI, EPS), right["condition"])
    median = float(right["limit_point"])
    assert condition(median - 0.05, 1e-9) < 0 < condition(median + 0.05, 1e-9)


@pytest.mark.parametrize("seed", SEEDS)
def test_no_variant_has_its_median_where_the_loss_is_stationary(seed: int) -> None:
    drawn = params("adaptive_stationarity", seed)
    apart = stationary_point(drawn) - reference(drawn)["limit_point"]
    assert abs(apart) >= sp.Rational(1, 2)


@pytest.mark.parametrize("factor", FACTORS)
def test_only_a_factor_of_the_sample_moves_the_resting_points(factor: str) -> None:
    word = reference(Params(factor=factor))["multiplicative_stationary"]
    assert word == ("no" if factor == "sample" else "yes")


@pytest.mark.parametrize("weight", WEIGHTS)
@pytest.mark.parametrize("gradient", [1, 2])
def test_the_drift_vanishes_for_equal_losses_and_changes_sign_with_them(
    weight: str, gradient: int
) -> None:
    mean = drift(Params(weight=weight, gradient=gradient))
    swapped = mean.subs({L1: L2, L2: L1}, simultaneous=True)
    assert sp.simplify(mean.subs(L1, L2)) == 0
    assert sp.simplify(mean + swapped) == 0


def test_the_canonical_drift_is_the_banks() -> None:
    eta, slope = sp.Symbol("eta", positive=True), sp.Symbol("grad1", real=True)
    assert sp.expand(drift(Params()) + eta / 2 * (L1 - L2) * slope) == 0


def test_rubrics_give_all_points_and_no_more() -> None:
    rubric = reference(Params())["implications"]
    assert np.isclose(sum(item.credit for item in rubric.items), 1)
