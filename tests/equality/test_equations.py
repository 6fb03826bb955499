"""Equations are the same up to a factor that is zero nowhere on the domain."""

from __future__ import annotations

import pytest

from grader.equality import recheck
from tests.equality.reading import judged

EQUAL = [
    ("(3*x - 6)/sqrt(x**2 + 1) = 0", "x = 2", {}),
    ("(y - 1)/(1 + exp(x)) = 0", "2*y = 2", {}),
    ("(1 - (9/10)**t)*(y - 1) = 0", "y = 1", {"t": "integer >= 1"}),
    ("(y - 1)/abs(x) = 0", "y = 1", {"x": "real nonzero"}),
    ("2*(x - b)/sqrt((x - b)**2 + c) = 0", "x = b", {"c": "c > 0"}),
    ("0 = 0", "(x + 1)**2 = x**2 + 2*x + 1", {}),
    ("sin(x)**2 + cos(x)**2 = 1", "0 = 0", {}),
    ("max(x, -x) = abs(x)", "y = y", {}),
    ("abs(x) = 3", "x**2 = 9", {}),
    ("abs(x) = 3", "x = 3", {"x": "x > 0"}),
    ("max(x, y) = y", "x - min(x, y) = 0", {}),
    ("max(x, 0) = 2", "x = 2", {}),
    ("sqrt(x) = 2", "x = 4", {"x": "x >= 0"}),
    ("x**3 = 8", "x = 2", {}),
]

DIFFERENT = [
    ("(y - 1)*x = 0", "y = 1", {}),
    ("(1 - (9/10)**t)*(y - 1) = 0", "y = 1", {"t": "integer >= 0"}),
    ("0 = 0", "x = x + 1", {}),
    ("0 = 0", "x = 1", {}),
    ("abs(x) = 3", "x = 3", {}),
    ("max(x, 0) = 0", "x = 0", {}),
    ("max(x, 1) = 2", "abs(x) = 2", {}),
    ("x**4 = 16", "x = 2", {}),
    ("(3*x - 6)/sqrt(x**2 + 1) = 1", "x = 2", {}),
]


@pytest.mark.parametrize("student, reference, symbols", EQUAL)
def test_a_factor_that_is_zero_nowhere_makes_no_difference(student, reference, symbols):
    for pair in ((student, reference), (reference, student)):
        outcome = judged(*pair, symbols, kind="equation")
        assert outcome.relation == "equal", outcome
        assert outcome.scope == "everywhere"


@pytest.mark.parametrize("student, reference, symbols", DIFFERENT)
def test_an_equation_with_more_solutions_is_another_one(student, reference, symbols):
    for pair in ((student, reference), (reference, student)):
        outcome = judged(*pair, symbols, kind="equation")
        assert outcome.relation == "different", outcome
        assert recheck(outcome.certificate), outcome.certificate


def test_where_one_side_is_undefined_nothing_is_claimed():
    assert judged("x/x = 1", "0 = 0", {}, kind="equation").relation != "equal"
    assert judged("(x - 1)/x = 0", "x*(x - 1)/x**2 = 1 - 1", {}, kind="equation").relation != (
        "different"
    )


@pytest.mark.parametrize(
    "student, reference",
    [
        ("exp(p) = exp(2)", "p = 2"),
        ("sqrt(p)**3 = 27/8", "sqrt(p) = 3/2"),
        ("p**3 = 8", "p = 2"),
        ("max(p, 1) = p", "max(1, p) - p = 0"),
    ],
)
def test_equations_that_hold_together_are_the_same(student, reference):
    assert judged(student, reference, {"p": "p > 0"}, kind="equation").relation == "equal"


@pytest.mark.parametrize(
    "student, reference", [("exp(p) = exp(2)", "p = 3"), ("p**2 = 4*p", "p = 2")]
)
def test_equations_that_hold_elsewhere_are_not_the_same(student, reference):
    assert judged(student, reference, {"p": "p > 0"}, kind="equation").relation == "different"
