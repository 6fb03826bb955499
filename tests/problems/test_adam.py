"""Problems 9 and 10: Adam's step in three ways, on the probes that are sent to students."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, get_args

import numpy as np
import pytest
import sympy as sp

from problems.adam import SCHEDULES, Params
from problems.weight_decay import OTHERS
from problems.weight_decay import Params as DecayParams
from solutions.derivations.adam import fate, reference
from solutions.derivations.adam_step import AdamStep, Decay, probes
from solutions.derivations.weight_decay import is_same
from solutions.derivations.weight_decay import reference as decay_reference
from solutions.forms.adam_step import SLIPS, entry_by_entry, in_place, slipped, source
from solutions.simulation.exact_adam import by_hand

STEPS = [
    AdamStep(
        Fraction(1, 50), Fraction(8, 10), Fraction(98, 100), Fraction(1, 10**6),
        inside=inside, decay=decay, lam=Fraction(1, 20),
    )
    for inside in (False, True)
    for decay in get_args(Decay)
]  # fmt: skip


def _run(code: str) -> Any:
    space: dict[str, Any] = {}
    exec(code, space)  # noqa: S102 - our own source
    return space["step"] if "step" in space else space["adam"]


def _agree(step: AdamStep, other: Any, seed: int = 0) -> bool:
    for probe in probes(np.random.default_rng(seed)):
        right = step(*probe.arguments)
        given = other(*(np.copy(a) if isinstance(a, np.ndarray) else a for a in probe.arguments))
        if not isinstance(given, tuple) or len(given) != 3:
            return False
        if not all(
            np.allclose(a, b, rtol=1e-12, atol=0) for a, b in zip(given, right, strict=True)
        ):
            return False
    return True


@pytest.mark.parametrize("step", STEPS, ids=str)
def test_three_ways_to_write_a_step_agree_on_every_probe(step: AdamStep) -> None:
    for seed in range(3):
        assert _agree(step, _run(source(step)), seed)
        assert _agree(step, _run(entry_by_entry(step)), seed)


@pytest.mark.parametrize("step", STEPS, ids=str)
def test_exact_arithmetic_agrees_with_floats(step: AdamStep) -> None:
    for probe in probes(np.random.default_rng(1))[:6]:
        w, m, v, t, grad = probe.arguments
        rows = [by_hand(step, *entry, t, g) for *entry, g in zip(w, m, v, grad, strict=True)]
        for k, array in enumerate(step(w, m, v, t, grad)):
            assert np.allclose(array, [row[k] for row in rows], rtol=1e-11, atol=0), probe.about


@pytest.mark.parametrize("name", SLIPS)
def test_every_slip_shows_on_some_probe(name: str) -> None:
    step = STEPS[0]
    with np.errstate(invalid="ignore"):  # the root of a gradient that nobody squared
        assert not _agree(step, _run(slipped(step, name).source))


def test_overwriting_an_argument_shows() -> None:
    step = STEPS[0]
    w, m, v, t, grad = probes(np.random.default_rng(0))[1].arguments
    before = m.copy()
    _run(in_place(step).source)(w, m, v, t, grad)
    assert not np.array_equal(before, m)


def test_the_first_step_is_told_from_later_ones() -> None:
    abouts = [probe.about for probe in probes(np.random.default_rng(0))]
    assert any("t = 1" in about for about in abouts)
    assert any("length 1" in about for about in abouts)
    assert len(set(abouts)) == len(abouts)


def test_the_canonical_answers_are_the_banks() -> None:
    right = reference(Params())
    g = sp.symbols("g1 g2 g3", real=True)
    assert right["first_direction"] == [sp.sign(entry) for entry in g]
    assert [row[0] for row in right["memory"]] == [1, 2, 3]
    assert right["bounce"] == "cycle"
    assert right["step_bound"] == sp.Rational(2, 9)
    eta = sp.Symbol("eta", positive=True)
    assert sp.simplify(right["slowest_rate"] - sp.Abs(1 - eta / 4)) == 0


def test_schedules_have_different_fates() -> None:
    assert {schedule: fate(schedule) for schedule in SCHEDULES} == {
        "constant": "cycle",
        "root": "converges",
        "geometric": "stalls",
    }


def test_only_plain_gradient_descent_is_indifferent_to_where_the_decay_enters() -> None:
    assert is_same("sgd")
    assert not any(is_same(other) for other in OTHERS)


def test_the_canonical_decays_are_the_banks() -> None:
    right = decay_reference(DecayParams())
    eta, lam = sp.symbols("eta lam", positive=True)
    w = sp.Symbol("w", real=True)
    assert sp.expand(right["ridge_factor"] - (1 - 2 * eta * lam)) == 0
    assert sp.simplify(right["adam_l2_shrink"] + eta * sp.sign(w)) == 0
    assert sp.expand(right["adamw_shrink"] + lam * w) == 0
