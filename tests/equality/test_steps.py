"""Floors, ceilings and signs in inequalities, written out or left alone."""

from __future__ import annotations

import pytest

from grader.equality.domain import Domain
from grader.equality.steps import without_steps
from grader.reading.printing import to_text
from tests.equality.reading import tree

NAMES = {"n": "integer", "m": "integer"}


@pytest.mark.parametrize(
    "condition, written",
    [
        ("floor(x) < 3/2", "-2 + x < 0"),
        ("floor(x) <= 3/2", "-2 + x < 0"),
        ("floor(x) > 3/2", "-2 + x >= 0"),
        ("floor(x) >= 3/2", "-2 + x >= 0"),
        ("ceiling(x) < 3/2", "-1 + x <= 0"),
        ("ceiling(x) >= 3/2", "-1 + x > 0"),
        ("Eq(floor(x), 3/2)", "False"),
        ("Ne(floor(x), 3/2)", "True"),
        ("floor(x) < n*m + 2", "-2 - m*n + x < 0"),
        ("n**2 > floor(x)", "-n**2 + x < 0"),
        ("sign(x) > 1", "False"),
        ("sign(x) <= 0", "(x < 0) | (x = 0)"),
        ("sign(x) >= 1/2", "x > 0"),
    ],
)
def test_a_step_is_written_out(condition, written):
    found = without_steps(tree(condition, NAMES), Domain.of(NAMES))
    assert to_text(found) == written


@pytest.mark.parametrize(
    "condition",
    ["floor(x) >= y", "floor(x) >= 1/n", "floor(x) > n/2", "2*floor(x) > 1", "sign(x) > y"],
)
def test_a_step_is_left_alone_where_the_other_side_may_be_no_whole_number(condition):
    given = tree(condition, NAMES)
    assert without_steps(given, Domain.of(NAMES)) == given
