"""1/gamma is an entire function: zero where gamma has its poles, and no more than that."""

from __future__ import annotations

import pytest
from flint import acb, arb, fmpq

from grader.equality import recheck
from grader.equality.balls import Undefined, evaluate
from grader.equality.independent import NoValue
from grader.equality.independent_walk import Walk
from grader.equality.outcome import tree_to_json
from tests.equality.reading import judged, tree

FROM_0, FROM_1 = {"n": "integer >= 0"}, {"n": "integer >= 1"}

ZERO = """1/factorial(-1)
2/(2*factorial(-3))
1/gamma(0)**2
1/sqrt(gamma(-2))
(3/factorial(-1))**2
5*factorial(4)/(factorial(2)*factorial(-2))
1/(1 + factorial(-1))
(-factorial(-1))**(-3)
1/(pi*factorial(-1))
1/Product(factorial(k), (k, -1, 2))
1/Piecewise((factorial(-1), 1 < 2), (1, True))""".splitlines()

UNDEFINED = """factorial(-1)
gamma(0) + 1
factorial(-1) - factorial(-1)
0*factorial(-1)
factorial(-1)/factorial(-1)
factorial(-1)/factorial(-2)
factorial(-1)**0
exp(factorial(-1))
exp(-factorial(-1))
abs(factorial(-1))
max(factorial(-1), 1)
2**factorial(-1)
1/(0*factorial(-1))
1/exp(factorial(-1))
Piecewise((1, factorial(-1) > 0), (2, True))
1/loggamma(0)
1/beta(0, 0)
1/(1/0)
1/(1/factorial(-1))""".splitlines()


@pytest.mark.parametrize("text", ZERO)
def test_the_reciprocal_of_a_pole_of_gamma_is_zero_in_both_evaluators(text):
    assert evaluate(tree(text), {}) == 0
    assert Walk({}, {}).value(tree_to_json(tree(text))) == 0


@pytest.mark.parametrize("text", UNDEFINED)
def test_anything_else_of_a_pole_of_gamma_is_undefined_in_both_evaluators(text):
    with pytest.raises(Undefined):
        evaluate(tree(text), {})
    with pytest.raises(NoValue):
        Walk({}, {}).value(tree_to_json(tree(text)))


def test_the_reciprocal_of_gamma_is_enclosed_on_a_ball_around_a_pole():
    around = arb(0, arb(2) ** -40)
    for wide in (around, acb(around, around)):
        near = evaluate(tree("1/gamma(x)"), {"x": wide})
        assert near.contains(0)
        assert abs(near) < arb(2) ** -30


EQUAL = [
    ("n!/(2!(n-2)!)", "n*(n-1)/2", FROM_1),
    ("n*(n-1)/2", "n!/(2!(n-2)!)", FROM_1),
    ("n!/(2!(n-2)!)", "n*(n-1)/2", FROM_0),
    ("n!/(2!(n-2)!)", "binomial(n, 2)", FROM_0),
    ("(n!/(n-2)!)**2", "n**2*(n-1)**2", FROM_1),
    ("n!/(3!(n-3)!)", "n*(n-1)*(n-2)/6", FROM_1),
    ("n!/(3!(n-3)!)", "n*(n-1)*(n-2)/6", FROM_0),
    ("n!/(2!(n-2)!)", "Sum(k, (k, 1, n-1))", FROM_1),
    ("x*n!/(n-2)!", "x*n*(n-1)", {**FROM_0, "x": "real"}),
    ("1/(n-1)!", "n/n!", FROM_0),
]


@pytest.mark.parametrize("student, reference, symbols", EQUAL)
def test_factorials_below_at_their_poles_are_no_difference(student, reference, symbols):
    outcome = judged(student, reference, symbols)
    assert (outcome.relation, outcome.scope) == ("equal", "everywhere"), outcome


DIFFERENT = [
    ("n!/(2!(n-2)!)", "n*(n-1)/2 + 1", FROM_1),
    ("n!/(2!(n-2)!)", "n**2/2", FROM_1),
    ("n!/(n-2)!", "Piecewise((n*(n-1), n >= 2), (5, True))", FROM_1),
    ("(n-1)!", "Piecewise(((n-1)!, n >= 1), (5, True))", FROM_0),
    ("n*(n-1)!", "n!", FROM_0),
    ("1/(n-1)!", "0", {"n": "integer <= 1"}),
    ("1/(1/(n-1)!)", "Piecewise(((n-1)!, n >= 1), (1, True))", FROM_0),
    ("n!/(n-2)!", "Piecewise((n*(n-1), n >= 2), (1/(n-1), True))", FROM_1),
]


@pytest.mark.parametrize("student, reference, symbols", DIFFERENT)
def test_what_differs_at_a_pole_or_elsewhere_stays_refuted(student, reference, symbols):
    outcome = judged(student, reference, symbols)
    assert outcome.relation == "different", outcome
    assert recheck(outcome.certificate)


OVER_EACH_OTHER = [
    ("(n-2)!/(n-3)!", "n - 2"),
    ("(n-1)!/(n-1)!", "1"),
    ("exp(-log((n-1)!))", "1/(n-1)!"),
    ("exp(log(n!) - log((n-2)!))", "n!/(n-2)!"),
    ("exp(loggamma(n+1) - loggamma(n-1))", "n*(n-1)"),
    ("exp(-x*log((n-1)!))", "((n-1)!)**(-x)"),
]


@pytest.mark.parametrize("student, reference", OVER_EACH_OTHER)
def test_two_poles_over_each_other_and_logarithms_of_them_certify_nothing(student, reference):
    for both in ((student, reference), (reference, student)):
        outcome = judged(*both, {**FROM_0, "x": "x > 0"})
        assert outcome.relation != "different", outcome


def test_two_poles_over_each_other_hide_no_difference_elsewhere():
    assert judged("(n-2)!/(n-3)!", "n - 1", FROM_0).relation == "different"
    assert fmpq(3) == evaluate(tree("(n-2)!/(n-3)!"), {"n": fmpq(5)})
