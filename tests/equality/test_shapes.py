"""Containers, equations, conditions, intervals, words and growth classes."""

from __future__ import annotations

import pytest

from grader.equality import Domain, compare, recheck
from grader.equality.sets import pairing
from grader.tree import INFINITY, Tree, integer, mul, negative, relation, symbol
from tests.equality.reading import judged
from tests.equality.reading import tree as read_text

INTERVAL = {"lower": integer(0), "upper": integer(1)}

EQUAL = [
    # sets and lists
    ("{1, 2, 2}", "{2, 1}", {}, "expression"),
    ("{sqrt(2), -sqrt(2)}", "{-2/sqrt(2), sqrt(2)}", {}, "expression"),
    ("[x, y]", "[y, x]", {}, "set"),
    ("[1, 1, 2]", "[2, 1]", {}, "set"),
    ("[1, 1, 2]", "[1, 2, 1]", {}, "list"),
    ("[x, 2*x, x**2]", "[x*x, x, x + x]", {}, "list"),
    ("{a - b, b - a}", "{-(a - b), -(b - a)}", {}, "set"),
    ("(1/2, 0.25)", "(0.5, 1/4)", {}, "expression"),
    ("{(1, 2), (3, 4)}", "{(3, 4), (2/2, 2)}", {}, "expression"),
    ("[3]", "3", {}, "expression"),
    ("{3}", "3", {}, "expression"),
    # equations
    ("2*y = 4*x", "y = 2*x", {}, "equation"),
    ("y - 2*x = 0", "x = y/2", {}, "equation"),
    ("x*y = x**2", "x = y", {"x": "x > 0"}, "equation"),
    ("(x - 1)/(x**2 + 1) = 0", "x = 1", {}, "equation"),
    ("exp(x)*exp(y) = 1", "x = -y", {}, "equation"),
    ("x*sqrt(2) = 2", "x = sqrt(2)", {}, "equation"),
    ("pi*x = pi*y", "x = y", {}, "equation"),
    ("x**2 - y**2 = 0", "(x - y)*(x + y) = 0", {}, "equation"),
    ("x - 3", "x = 3", {}, "equation"),
    ("x = 3", "3", {}, "expression"),
    # conditions
    ("2*x > 2", "x > 1", {}, "expression"),
    ("1 < x", "x > 1", {}, "expression"),
    ("-x < -1", "x > 1", {}, "expression"),
    ("x*y < 1", "x < 1/y", {"y": "y > 0"}, "expression"),
    ("x**2 < 1", "-1 < x < 1", {}, "expression"),
    ("4*x**2 > 1", "Or(x > 1/2, x < -1/2)", {}, "expression"),
    ("x**2 > 2", "-x**2 + 2 < 0", {}, "expression"),
    ("Not(x > 1)", "x <= 1", {}, "expression"),
    ("x**3 > 8", "x > 2", {}, "expression"),
    ("x >= 0", "True", {"x": "x > 0"}, "expression"),
    # growth
    ("n**2 + 3*n", "n**2", {}, "growth"),
    ("7", "1", {}, "growth"),
    ("log(n**3)", "log(n)", {}, "growth"),
    ("2**n", "4**(n/2)", {}, "growth"),
    ("log(factorial(n))", "n*log(n)", {}, "growth"),
    ("sqrt(2)*gamma((d + 1)/2)/gamma(d/2)", "sqrt(d)", {}, "growth"),
    ("binomial(n, 2)", "n**2", {}, "growth"),
    ("binomial(2*n, n)", "4**n/sqrt(n)", {}, "growth"),
    ("factorial(n)", "sqrt(n)*(n/e)**n", {}, "growth"),
    ("Sum(k, (k, 1, n))", "n**2", {}, "growth"),
    ("Sum(1/k, (k, 1, n))", "log(n)", {}, "growth"),
    ("Theta(n**2)", "n**2", {}, "growth"),
    ("ceiling(log(n, 2))", "log(n)", {}, "growth"),
    ("n*floor(n/2) + 1", "n**2", {}, "growth"),
    ("a*b < 2", "0 < a < 2/b", {"a": "a > 0", "b": "b > 0"}, "expression"),
    ("-1 < 1 - a*b", "a*b < 2", {"a": "a > 0", "b": "b > 0"}, "expression"),
    ("x*exp(y) <= exp(y)", "x <= 1", {}, "expression"),
    ("abs(x)*x > 0", "x > 0", {"x": "real nonzero"}, "expression"),
    ("max(n, n**2)", "n**2", {}, "growth"),
    ("(n + 1)**2 - n**2", "n", {}, "growth"),
    ("n*log(n) + n**2/log(n)", "n**2/log(n)", {}, "growth"),
    ("exp(2*n + log(n))", "n*exp(2*n)", {}, "growth"),
]

DIFFERENT = [
    ("{1, 2}", "{1, 2, 3}", {}, "expression"),
    ("{1, 2, 3}", "{1, 2}", {}, "expression"),
    ("{x, 0}", "{-x, 0}", {}, "set"),
    ("[1, 1, 2]", "[1, 2, 2]", {}, "list"),
    ("[1, 2]", "[2, 1]", {}, "expression"),
    ("(x, y)", "(x, z)", {}, "expression"),
    ("{(1, 2), (3, 4)}", "{(3, 4), (1, 3)}", {}, "expression"),
    ("y = 2*x", "y = 2*x + 1", {}, "equation"),
    ("y = 2*x", "x = 2*y", {}, "equation"),
    ("x*y = x**2", "x = y", {}, "equation"),
    ("x*(y - 2*x - 1) = 0", "y = 2*x + 1", {}, "equation"),
    ("x**2 = 2", "x**2 = 3", {}, "equation"),
    ("x**2 = 2", "x = sqrt(2)", {}, "equation"),
    ("x**3 = x", "x**2 = 1", {}, "equation"),
    ("x = 3", "x = 4", {}, "equation"),
    ("x = 3", "4", {}, "expression"),
    ("x > 1", "sigma > 1", {"sigma": "real"}, "expression"),
    ("x > 1", "x >= 1", {}, "expression"),
    ("x > 1", "x < 1", {}, "expression"),
    ("x*y < 1", "x < 1/y", {}, "expression"),
    ("x**2 < 2", "x < sqrt(2)", {}, "expression"),
    ("x > 10**6", "x > 10**6 + 1", {}, "expression"),
    ("n > 5", "n >= 5", {"n": "integer"}, "expression"),
    ("1 < x", "1", {}, "expression"),
    ("n**2", "n**3", {}, "growth"),
    ("ceiling(log(n, 2))", "n", {}, "growth"),
    ("a*b < 2", "0 < a < 1/b", {"a": "a > 0", "b": "b > 0"}, "expression"),
    ("a*b < 2", "1 < a < 2/b", {"a": "a > 0", "b": "b > 0"}, "expression"),
    ("abs(x)*x > 0", "x < 0", {"x": "real nonzero"}, "expression"),
    ("n*log(n)", "n", {}, "growth"),
    ("2**n", "3**n", {}, "growth"),
    ("log(log(n))", "log(n)", {}, "growth"),
    ("factorial(n)", "n**n", {}, "growth"),
    ("sqrt(n)", "n**(501/1000)", {}, "growth"),
]


@pytest.mark.parametrize("student, reference, symbols, kind", EQUAL)
def test_the_same_thing_in_another_shape_is_equal(student, reference, symbols, kind):
    for pair in ((student, reference), (reference, student)):
        outcome = judged(*pair, symbols, kind=kind)
        assert outcome.relation == "equal", outcome
        assert outcome.scope == "everywhere"


@pytest.mark.parametrize("student, reference, symbols, kind", DIFFERENT)
def test_something_else_is_different_with_a_certificate(student, reference, symbols, kind):
    for pair in ((student, reference), (reference, student)):
        outcome = judged(*pair, symbols, kind=kind)
        assert outcome.relation == "different", outcome
        assert recheck(outcome.certificate), outcome.certificate


def test_an_integer_makes_open_and_closed_bounds_the_same():
    outcome = judged("n > 5", "n >= 6", {"n": "integer"})
    assert outcome.relation != "different"


def test_the_whole_part_of_something_bounded_has_no_known_growth():
    assert judged("ceiling(1/n)", "1/n", {}, kind="growth").relation != "equal"


def interval(**changed: object) -> Tree:
    ends = {"lower": integer(0), "upper": integer(1), "left": False, "right": True, **changed}
    return Tree("interval", tuple(ends.values()))


def test_intervals_have_ends_that_are_open_or_closed():
    one = mul(integer(2), Tree("rational", (1, 2)))
    assert compare(interval(), interval(upper=one)).relation == "equal"
    assert compare(interval(upper=INFINITY), interval(upper=INFINITY)).relation == "equal"
    for other in (interval(left=True), interval(upper=integer(2)), interval(upper=INFINITY)):
        outcome = compare(interval(), other)
        assert outcome.relation == "different"
        assert recheck(outcome.certificate)


def words(text: str) -> Tree:
    return Tree("text", (text,))


def test_words_are_compared_without_case_spaces_and_full_stop():
    assert compare(words(" Yes. "), words("yes")).relation == "equal"
    assert compare(words("the  first one"), words("The first one.")).relation == "equal"
    outcome = compare(words("yes"), words("no"))
    assert outcome.relation == "different"
    assert recheck(outcome.certificate)
    assert compare(words("yes"), integer(1)).relation == "different"


def test_a_table_may_hold_words_and_expressions():
    x = symbol("x")
    table = Tree("tuple", (words("linear"), mul(integer(2), x)))
    for word, relation_ in (("Linear", "equal"), ("convex", "different")):
        answer = Tree("tuple", (words(word), Tree("add", (x, x))))
        assert compare(answer, table).relation == relation_


def test_systems_of_equations_are_compared_one_by_one():
    x, y = symbol("x"), symbol("y")
    ours = Tree("tuple", (relation("=", x, y), relation("=", y, integer(2))))
    same = Tree("tuple", (relation("=", y, x), relation("=", mul(integer(2), y), integer(4))))
    other = Tree("tuple", (relation("=", y, x), relation("=", y, integer(4))))
    assert compare(ours, same).relation == "equal"
    assert compare(ours, other).relation == "different"


def test_an_upper_bound_is_not_the_order_itself():
    outcome = judged("O(n**2)", "Theta(n**2)", {}, kind="growth")
    assert outcome.relation != "equal"


@pytest.mark.parametrize(
    "possible, found",
    [
        ([[True]], [0]),
        ([[False]], None),
        ([[True, True], [True, False]], [1, 0]),
        ([[True, False], [True, False]], None),
        ([], []),
    ],
)
def test_pairing_finds_partners_for_all_or_none(possible, found):
    assert pairing(possible) == found


@pytest.mark.parametrize("end", ["upper", "lower"])
def test_a_condition_may_say_that_a_number_is_finite(end):
    x, two = symbol("x"), integer(2)
    if end == "upper":
        student = Tree("and", (relation("<=", two, x), relation("<", x, INFINITY)))
        reference = Tree("interval", (two, INFINITY, False, True))
    else:
        student = Tree("and", (relation("<", negative(INFINITY), x), relation("<", x, two)))
        reference = Tree("interval", (negative(INFINITY), two, True, True))
    assert compare(student, reference, kind="interval").relation == "equal"
    nothing = Tree("and", (relation("<=", INFINITY, x), relation("<=", two, x)))
    assert compare(nothing, reference, kind="interval").relation == "undecided"


INTERVALS = {"L": "L > 0", "mu": "mu > 0", "t": "t > 0"}


@pytest.mark.parametrize(
    "condition, lower, upper, verdict",
    [
        ("t < 2/L", "0", "2/L", "equal"),
        ("t < 1", "-1", "1", "undecided"),
        ("And(-1 < t, t < 1)", "-1", "1", "equal"),
        ("And(abs(1 - x*L) < 1, abs(1 - x*mu) < 1)", "0", "2/L", "equal"),
        ("abs(1 - x*mu) < 1", "0", "2/L", "undecided"),
    ],
)
def test_a_condition_is_about_the_name_for_which_it_is_the_interval(
    condition, lower, upper, verdict
):
    domain = Domain.of(INTERVALS | {"x": "real"}, ["mu <= L"])
    ends = [read_text(end, INTERVALS) for end in (lower, upper)]
    student = read_text(condition, INTERVALS | {"x": "real"})
    reference = Tree("interval", (*ends, True, True))
    assert compare(student, reference, domain, kind="interval").relation == verdict
