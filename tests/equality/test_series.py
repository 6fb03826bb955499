"""Series without end: geometric and arithmetic-geometric ones, where they converge."""

from __future__ import annotations

import pytest

from grader.equality import recheck
from grader.equality.series import closed, terms
from grader.tree import ONE, ZERO, integer, power, symbol
from tests.equality.reading import judged, tree

BETWEEN = {"b": "0 < b < 1", "n": "integer >= 0", "g": "real", "t": "integer >= 1"}
CLOSED_AT_0 = {"b": "0 <= b < 1"}
AROUND_0 = {"b": "-1 < b < 1"}
POSITIVE = {"x": "x > 0"}

EQUAL = [
    ("Sum(b**k, (k, 0, oo))", "1/(1 - b)", BETWEEN),
    ("Sum(b**k, (k, 0, oo))", "1/(1 - b)", AROUND_0),
    ("1/(1 - b**t)", "Sum(b**(t*k), (k, 0, oo))", BETWEEN),
    ("Sum(k*b**k, (k, 0, oo))", "b/(1 - b)**2", BETWEEN),
    ("Sum(k**2*b**k, (k, 0, oo))", "b*(1 + b)/(1 - b)**3", BETWEEN),
    ("Sum((k + 1)*b**k, (k, 0, oo))", "1/(1 - b)**2", BETWEEN),
    ("Sum(b**k, (k, 1, oo))", "b/(1 - b)", CLOSED_AT_0),
    ("Sum(b**k, (k, n, oo))", "b**n/(1 - b)", BETWEEN),
    ("Sum((-b)**k, (k, 0, oo))", "1/(1 + b)", BETWEEN),
    ("(1 - b)*Sum(b**k*g, (k, 0, oo))", "g", BETWEEN),
    ("Sum(exp(-k*x), (k, 0, oo))", "1/(1 - exp(-x))", POSITIVE),
    ("Sum(1/2**k, (k, 0, oo))", "2", {}),
    ("Sum(k/3**k, (k, 1, oo))", "3/4", {}),
    ("Sum(b**k, (k, 0, oo)) - Sum(b**k, (k, 3, oo))", "1 + b + b**2", BETWEEN),
]

DIFFERENT = [
    ("Sum(b**k, (k, 0, oo))", "1/(1 - b)", {"b": "real"}),
    ("Sum(b**k, (k, 0, oo))", "1/(1 - b)", {"b": "b > 1"}),
    ("Sum(2**k, (k, 0, oo))", "-1", {}),
    ("Sum((-1)**k, (k, 0, oo))", "1/2", {}),
    ("Sum(k*b**k, (k, 0, oo))", "1/(1 - b)**2", BETWEEN),
    ("Sum(k**2*b**k, (k, 0, oo))", "b*(1 - b)/(1 - b)**3", BETWEEN),
    ("Sum(b**k, (k, 1, oo))", "1/(1 - b)", BETWEEN),
    ("Sum(b**k, (k, 0, oo))", "(1 - b**(n + 1))/(1 - b)", BETWEEN),
    ("Sum(1/2**k, (k, 0, oo))", "2 - 1/10**30", {}),
    ("Sum(exp(-k*x), (k, 0, oo))", "1/(1 - exp(-x))", {"x": "real"}),
]

NOT_EQUAL = [
    ("Sum(2**k - 2**k, (k, 0, oo))", "0", {}),
    ("Sum(1/k, (k, 1, oo))", "0", {}),
    ("Sum(b**(k**2), (k, 0, oo))", "1/(1 - b)", BETWEEN),
    ("Sum(b**(k - 1), (k, 1, oo))", "2/(1 - b)", CLOSED_AT_0),
]


@pytest.mark.parametrize("student, reference, symbols", EQUAL)
def test_a_convergent_series_is_its_closed_form(student, reference, symbols):
    for one, other in ((student, reference), (reference, student)):
        outcome = judged(one, other, symbols)
        assert (outcome.relation, outcome.scope) == ("equal", "everywhere")


@pytest.mark.parametrize("student, reference, symbols", DIFFERENT)
def test_a_wrong_sum_and_a_divergent_series_are_told_by_a_certificate(student, reference, symbols):
    outcome = judged(student, reference, symbols)
    assert outcome.relation == "different"
    assert recheck(outcome.certificate)


@pytest.mark.parametrize("student, reference, symbols", NOT_EQUAL)
def test_other_series_are_never_equal_by_a_formula(student, reference, symbols):
    assert judged(student, reference, symbols).relation != "equal"


@pytest.mark.parametrize("words", ["-1 <= b < 1", "0 < b <= 1"])
def test_where_the_ratio_may_be_1_it_is_an_exception(words):
    outcome = judged("Sum(b**k, (k, 0, oo))", "1/(1 - b)", {"b": words})
    assert (outcome.relation, outcome.scope) == ("equal", "almost everywhere")


def test_an_equation_with_a_series_is_rechecked_at_its_solution():
    outcome = judged("Sum(b**k, (k, 0, oo)) = 2", "b = 1/3", BETWEEN, kind="equation")
    assert outcome.relation == "different"
    assert recheck(outcome.certificate)
    assert judged("Sum(b**k, (k, 0, oo)) = 2", "b = 1/2", BETWEEN, kind="equation").scope


def test_a_term_at_a_ratio_of_zero_is_not_taken_for_undefined():
    outcome = judged("Sum(b**(k - 1), (k, 1, oo))", "1/(1 - b)", CLOSED_AT_0)
    assert outcome.relation == "equal"


def test_terms_are_powers_of_the_index_and_of_a_ratio():
    k, b = symbol("k"), symbol("b")
    (term,) = terms(tree("3*k**2*b**(2*k + 1)"), "k")
    assert (term.degree, term.ratio) == (2, power(b, integer(2)))
    assert terms(power(k, integer(-1)), "k") is None
    assert terms(power(b, power(k, integer(2))), "k") is None
    assert terms(tree("sin(k)"), "k") is None


def test_the_closed_form_of_a_constant_term_is_a_quotient():
    (term,) = terms(power(symbol("b"), symbol("k")), "k")
    assert term.scale == power(symbol("b"), ZERO) or term.scale == ONE
    assert "k" not in str(closed(term, ZERO))
