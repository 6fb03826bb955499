"""The verdict, its method and its certificate do not depend on Python's hash seed."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

SCRIPT = """
from dataclasses import replace
from grader.equality import Domain, compare
from tests.equality.reading import judged, tree
from tests.equality.test_compare import ALMOST, DIFFERENT, EQUAL
from tests.equality import test_shapes
for student, reference, symbols in [*EQUAL, *ALMOST, *DIFFERENT]:
    print(replace(judged(student, reference, symbols), seconds=0))
for student, reference, symbols, kind in [*test_shapes.EQUAL, *test_shapes.DIFFERENT]:
    print(replace(judged(student, reference, symbols, kind=kind), seconds=0))
"""


def outcomes(seed: str) -> list[str]:
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True, env=environment
    )
    return done.stdout.splitlines()


@pytest.fixture(scope="module")
def reference():
    return outcomes("0")


@pytest.mark.parametrize("seed", ["1", "2", "4242"])
def test_outcomes_do_not_depend_on_the_hash_seed(reference, seed):
    assert len(reference) > 200
    assert outcomes(seed) == reference
