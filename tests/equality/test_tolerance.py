"""Decimals under a declared policy: the digits written, and a largest relative error."""

from __future__ import annotations

import pytest

from grader.equality import Domain, compare, compile_reference, recheck, within
from grader.equality.tolerance import Decimal, words
from grader.spec import Tolerance
from grader.tree import Tree
from tests.equality.reading import tree

NEAR = [
    ("0.667", "2/3"),
    ("0.6666", "2/3"),
    ("3.14159", "pi"),
    ("3.1415", "pi"),
    ("3.141592653589793", "pi"),
    ("-0.333", "-1/3"),
    ("1.4142", "sqrt(2)"),
    ("0.866", "sqrt(3)/2"),
    ("0.333*pi", "pi/3"),
    ("1/3.00", "1/3"),
    ("2.718e0", "e"),
    ("1e5", "100000"),
    ("1.2246467991473532e-16", "0"),
    ("-1.11022302e-16", "0"),
    ("5.6e-17", "0"),
    ("0.30000000000000004", "3/10"),
    ("[0.333, 0.5]", "[1/3, 1/2]"),
    ("{0.5, 0.333}", "{1/3, 1/2}"),
    ("1.4142*x", "sqrt(2)*x"),
    ("0.7071*x", "x/sqrt(2)"),
    ("0.333*x**2 + 0.5", "x**2/3 + 1/2"),
    ("0.30000000000000004*x", "3*x/10"),
    ("2.0*x - 1.1102230246251565e-16*y", "2*x"),
    ("exp(-0.3333*x)", "exp(-x/3)"),
    ("x*0.6931", "x*log(2)"),
    ("-0.3333333333333333*x + 0.1", "(3 - 10*x)/30"),
    ("x/0.667", "3*x/2"),
    ("1.0*(1 - 2.0*x/0.99000099)**3", "(1 - 10101*x/5000)**3"),
    ("1/(x + 1.667)", "3/(3*x + 5)"),
    ("(1 - x/0.495000495)**3", "(1 - 10101*x/5000)**3"),
    ("(1 - x/0.495000495000495)**7", "(1 - 10101*x/5000)**7"),
    ("abs(x**2 - 0.6435643564)", "abs(x**2 - 65/101)"),
]
FAR = [
    ("0.67", "2/3"),
    ("0.665", "2/3"),
    ("0.6668", "2/3"),
    ("3.14", "sqrt(10)"),
    ("3.1417", "pi"),
    ("3.142592653589793", "pi"),
    ("1e-17", "1e-3"),
    ("0.001", "0"),
    ("1.2e-9", "0"),
    ("1.5e-12", "0"),
    ("2.220446049250313e-11", "0"),
    ("1.2e-16", "1.3e-16"),
    ("1.2e-16 + 1.3e-16", "0"),
    ("1.2e-16*x", "0"),
    ("0.33*pi", "pi/3"),
    ("0.25*x", "x/3"),
    ("0.333*x", "x/3 + 1/1000"),
    ("x/0.67", "3*x/2"),
    ("1.1*(1 - 2.0*x/0.99000099)**3", "(1 - 10101*x/5000)**3"),
    ("(1 - x/0.495000505)**3", "(1 - 10101*x/5000)**3"),
    ("(1 - 2.0202020202*x)**3", "(1 - 10101*x/5000)**3"),
    ("(1 - x/0.495000495)**2", "(1 - 10101*x/5000)**3"),
    ("(1 + x/0.495000495)**3", "(1 - 10101*x/5000)**3"),
    ("abs(x**2 - 0.6435643664)", "abs(x**2 - 65/101)"),
    ("[0.333, 0.6]", "[1/3, 1/2]"),
    ("{0.333, 0.6}", "{1/3, 1/2}"),
    ("0.5", "oo"),
    ("2/3 + 1/1000", "2/3"),
]


@pytest.mark.parametrize("student, reference", NEAR)
def test_a_decimal_near_enough_is_equal_and_says_why(student, reference):
    outcome = within(tree(student), tree(reference), Domain())
    assert outcome.relation == "equal", outcome
    exact = compare(tree(student), tree(reference), Domain())
    if exact.relation != "equal":
        assert "tolerance" in outcome.method
        assert "relative error at most 0.001" in outcome.proof


@pytest.mark.parametrize("student, reference", FAR)
def test_a_decimal_too_far_off_is_different(student, reference):
    outcome = within(tree(student), tree(reference), Domain())
    assert outcome.relation == "different", outcome
    assert recheck(outcome.certificate)


@pytest.mark.parametrize("student", ["1e-17", "-1e-16", "0.00000000000001", "6.62607015e-34"])
def test_a_tiny_number_that_somebody_may_have_chosen_is_for_a_person(student):
    outcome = within(tree(student), tree("0"), Domain())
    assert outcome.relation == "undecided", outcome
    assert within(tree(student), tree("1"), Domain()).relation == "different"


@pytest.mark.parametrize("student, reference", NEAR)
def test_without_the_policy_decimals_are_exact(student, reference):
    outcome = compare(tree(student), tree(reference), Domain())
    same = student in {"1e5"} or (student, reference) == ("1/3.00", "1/3")
    assert outcome.relation == ("equal" if same else "different")


def test_the_policy_bounds_the_relative_error():
    loose, strict = Tolerance(relative=0.01), Tolerance(relative=1e-6)
    third = tree("1/3")
    assert within(tree("0.33"), third, Domain(), loose).relation == "equal"
    assert within(tree("0.3333"), third, Domain(), strict).relation == "different"
    assert within(tree("0.33333333"), third, Domain(), strict).relation == "equal"


def test_digits_need_not_be_right_where_the_policy_does_not_ask():
    sloppy = Tolerance(relative=0.01, digits_written=False)
    assert within(tree("0.33600"), tree("1/3"), Domain(), sloppy).relation == "equal"
    careful = Tolerance(relative=0.01)
    assert within(tree("0.33600"), tree("1/3"), Domain(), careful).relation == "different"


def test_a_compiled_reference_serves_many_answers():
    reference = compile_reference(tree("2/3"), Domain())
    verdicts = [within(tree(text), reference).relation for text in ("0.667", "0.66", "2/3")]
    assert verdicts == ["equal", "different", "equal"]


def test_exact_answers_are_not_loosened():
    assert within(tree("333/1000"), tree("1/3"), Domain()).relation == "different"


def test_the_unit_of_the_last_place_follows_the_writing():
    assert Decimal.of(Tree("decimal", (333, 1000, 3))).unit * 1000 == 1
    assert Decimal.of(Tree("decimal", (300000, 1, -5))).unit == 100_000
    full = Decimal.of(Tree("decimal", (3141592653589793, 10**15, 15)))
    assert full.unit * 10**11 == 1
    small = Decimal.of(Tree("decimal", (12246467991473532, 10**32, 32)))
    assert 10**-29 < small.unit < 10**-26


def test_the_policy_can_be_read():
    assert words(Tolerance(relative=0.05, digits_written=False)) == "relative error at most 0.05"
