"""Proofs on trial: whatever the prover proves is held against an independent evaluation.

The prover stands alone here, without the numeric rungs that would catch a wrong identity before
it. `everywhere` must hold at special points too; `almost everywhere` at generic ones, with every
integer.
"""

from __future__ import annotations

import time
from collections import Counter
from random import Random

import pytest

from grader.equality.budget import Budget
from grader.equality.proof import prove
from tests.equality.highprecision import NoOpinion, Undefined, agree, value_at
from tests.equality.twins import Twins, draw, sample

BUDGET = Budget(steps=200_000, terms=2_000)


def objections(twins: Twins, scope: str, rng: Random, points: int = 16) -> list[str]:
    """Points at which the proof is wrong."""
    found = []
    for k in range(points):
        special = scope == "everywhere" and k % 2 == 0
        point = sample(rng, twins.words, special=special)
        values = []
        for tree in (twins.first, twins.second):
            try:
                values.append(value_at(tree, point))
            except Undefined:
                values.append(None)
            except NoOpinion:
                break
        if len(values) < 2 or values == [None, None]:
            continue
        first, second = values
        if first is None or second is None or not agree(first, second):
            found.append(f"{point}: {first} against {second}")
    return found


ENOUGH = 60
"""Twins that a trial sees on any machine, however busy: it means nothing without proofs."""


def hold_a_trial(seed: int, seconds: float, most: int) -> tuple[Counter[str], list[str]]:
    """Prove random twins until the time is over; what was seen, and what was wrong."""
    rng, seen, wrong = Random(seed), Counter(), []
    end = time.monotonic() + seconds
    while (tried := sum(seen.values())) < most and (tried < ENOUGH or time.monotonic() < end):
        twins = draw(rng)
        proof = prove(twins.first, twins.second, twins.domain, BUDGET)
        seen[proof.scope if proof else "not proved"] += 1
        if proof is not None:
            bad = objections(twins, proof.scope, rng)
            if bad:
                wrong.append(f"{twins} {proof} {bad[0]}")
    return seen, wrong


@pytest.mark.parametrize("seed", range(4))
def test_no_random_twins_are_proved_equal_that_are_not(seed):
    seen, wrong = hold_a_trial(seed, seconds=2.5, most=400)
    assert not wrong, wrong[0]
    assert seen["everywhere"] >= 10, "the trial must see proofs to mean anything"
    assert seen["not proved"] >= 5, "and twins that are not equal"


@pytest.mark.fuzz
@pytest.mark.parametrize("seed", range(100, 106))
def test_no_random_twins_are_proved_equal_that_are_not_in_a_long_trial(seed):
    seen, wrong = hold_a_trial(seed, seconds=120, most=10**9)
    assert not wrong, "\n".join(wrong[:5])
    assert seen["everywhere"] > 500
