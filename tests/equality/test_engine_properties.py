"""Random twins before the whole engine: no verdict is wrong, none depends on order or hashing."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.equality.trial import hold

SCRIPT = """
from dataclasses import replace
from random import Random
from grader.equality import compare
from tests.equality.trial import BUDGET
from tests.equality.twins import draw
rng = Random(77)
for _ in range(60):
    twins = draw(rng)
    print(replace(compare(twins.first, twins.second, twins.domain, budget=BUDGET), seconds=0))
"""


@pytest.mark.parametrize("seed", range(3))
def test_no_verdict_on_random_twins_is_wrong(seed):
    trial = hold(seed, seconds=60, most=60)
    assert not trial.wrong, trial.wrong[0]
    assert trial.seen["equal everywhere"] >= 5
    assert trial.seen["different"] >= 5


@pytest.mark.fuzz
@pytest.mark.parametrize("seed", range(200, 206))
def test_no_verdict_on_random_twins_is_wrong_in_a_long_trial(seed):
    trial = hold(seed, seconds=120, most=10**9)
    assert not trial.wrong, "\n".join(trial.wrong[:5])


def test_a_judge_that_objects_is_heard():
    trial = hold(0, seconds=2, most=3, judge=lambda *_: ["no"])
    assert len(trial.wrong) == sum(trial.seen.values()) == 3


def test_verdicts_on_random_twins_do_not_depend_on_the_hash_seed():
    said = {
        subprocess.run(
            [sys.executable, "-c", SCRIPT],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("0", "1", "2")
    }
    assert len(said) == 1
    assert said.pop().count("\n") == 60
