"""Problem 12: the logarithm moves like plain descent; scales of the sample move points."""

from __future__ import annotations

import pytest
import sympy as sp

from problems.multiplicative_updates import FACTORS, SCALES, Params
from solutions.derivations.multiplicative_updates import (
    EPS,
    ETA,
    PHI,
    G,
    growth_of_log,
    log_form,
    reference,
    update,
)


def test_the_canonical_answers_are_the_banks() -> None:
    right = reference(Params())
    assert right["update"] == PHI - ETA * sp.Max(EPS, sp.Abs(PHI)) * G
    assert right["log_form"] == -ETA * G
    assert (right["sign_crossing"], right["is_stationary"]) == ("crossing", "yes")


@pytest.mark.parametrize("factor", FACTORS)
@pytest.mark.parametrize("negative", [False, True])
def test_every_factor_has_the_same_logarithm_far_from_zero(factor: str, negative: bool) -> None:
    sign = -1 if negative else 1
    exact = growth_of_log(Params(factor=factor, negative=negative))
    assert sp.simplify(exact - sp.log(1 - sign * ETA * G)) == 0


@pytest.mark.parametrize("order", [1, 2])
@pytest.mark.parametrize("negative", [False, True])
def test_the_expansion_is_wrong_in_the_next_order_only(order: int, negative: bool) -> None:
    drawn = Params(order=order, negative=negative)
    left = sp.series(growth_of_log(drawn) - log_form(drawn), ETA, 0, 5).removeO()
    assert all(left.coeff(ETA, power) == 0 for power in range(order + 1))
    assert left.coeff(ETA, order + 1) != 0


@pytest.mark.parametrize("factor", FACTORS)
def test_zero_is_left_because_of_eps(factor: str) -> None:
    away = update(Params(factor=factor)).subs(PHI, 0)
    assert away.subs({EPS: 1, ETA: 1, G: 1}) == -1
    assert away.subs(EPS, 0) == 0


@pytest.mark.parametrize("scale", SCALES)
def test_only_scales_of_the_sample_move_fixed_points(scale: str) -> None:
    word = reference(Params(scale=scale))["is_stationary"]
    assert word == ("no" if scale in {"sample", "loss"} else "yes")
