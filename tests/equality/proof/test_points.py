"""The exact points at which something is looked at: inside the domain, and the same every time."""

from __future__ import annotations

from fractions import Fraction

import pytest

from grader.equality.domain import Domain
from grader.equality.proof.points import holds, points
from grader.reading.text import read
from grader.reading.vocabulary import Vocabulary
from grader.tree import Tree, call, integer, power, rational, relation, symbol

X, Y = symbol("x"), symbol("y")

DOMAINS = [
    ({"x": "real"}, ()),
    ({"x": "real nonzero"}, ()),
    ({"x": "x > 3"}, ()),
    ({"x": "x <= -3"}, ()),
    ({"x": "1/3 < x < 1/2"}, ()),
    ({"x": "integer"}, ()),
    ({"x": "integer nonzero"}, ()),
    ({"x": "integer >= 4"}, ()),
    ({"x": "integer > 4"}, ()),
    ({"x": "integer <= -4"}, ()),
    ({"x": "integer < -4"}, ()),
    ({"x": "2 <= x <= 3"}, ()),
    ({"x": "real", "y": "real"}, ("x > y",)),
    ({"x": "integer >= 1", "y": "integer >= 1"}, ("x < y",)),
    ({"x": "integer", "y": "real"}, ("x = 2*y",)),
    ({"x": "0 < x < 1", "y": "0 < y < 1"}, ("x + y < 1", "2*x > y")),
]


@pytest.mark.parametrize(("words", "conditions"), DOMAINS)
def test_every_point_lies_in_the_domain(words, conditions):
    domain = Domain.of(words, conditions)
    found = list(points(domain, frozenset(words), 4))
    assert found or "x = 2*y" in conditions
    for point in found:
        assert point.keys() == words.keys()
        for name, value in point.items():
            assert domain.range_of(name).holds(value), (name, value)
            assert domain.range_of(name).kind != "integer" or value.denominator == 1
        assert all(holds(condition, point) for condition in domain.constraints)


def test_there_are_as_many_as_asked_for_and_the_same_every_time():
    domain = Domain.of({"x": "real", "y": "integer"})
    first, again = (list(points(domain, frozenset("xy"), 4)) for _ in range(2))
    assert first == again
    assert len(first) == len({tuple(point.values()) for point in first}) == 4


def test_symbols_that_conditions_link_have_values_too():
    domain = Domain.of({"x": "real", "y": "real"}, ("x > y",))
    assert all(point.keys() == {"x", "y"} for point in points(domain, frozenset("x"), 2))


def test_small_integers_come_first():
    domain = Domain.of({"x": "integer >= 5"})
    assert all(5 <= point["x"] <= 21 for point in points(domain, frozenset("x"), 20))
    below = Domain.of({"x": "integer <= -5"})
    assert all(-21 <= point["x"] <= -5 for point in points(below, frozenset("x"), 20))


AT = {"x": Fraction(2), "y": Fraction(-1, 2)}

HOLD = ["x > y", "x >= 2", "x <= 2", "y < 0", "x = 2", "x != y", "x*y = -1", "x^2 - y^(-2) = 0",
        "3/2*x + 2*y = 2", "x^3 >= 7.5", "x*y*2 < x*x*3 - 13"]  # fmt: skip
FAIL = ["x < y", "x > 2", "x < 2", "y >= 0", "x = y", "x != 2", "x*y > 0", "1/(x-2) < 5",
        "x*y*2 > x*x*3", "x + y + 1 = 3"]  # fmt: skip


def condition(text):
    vocabulary = Vocabulary.of({"x": "real", "y": "real"})
    for op in ("<=", ">=", "!=", "<", ">", "="):
        if op in text:
            left, right = text.split(op)
            return relation(op, read(left, vocabulary), read(right, vocabulary))
    raise AssertionError(text)


@pytest.mark.parametrize("text", HOLD)
def test_a_condition_holds_by_exact_arithmetic(text):
    assert holds(condition(text), AT)
    assert holds(Tree("or", (condition("x < y"), condition(text))), AT)
    assert not holds(Tree("and", (condition("x < y"), condition(text))), AT)


@pytest.mark.parametrize("text", FAIL)
def test_a_condition_that_fails_or_cannot_be_told_does_not_hold(text):
    assert not holds(condition(text), AT)
    assert holds(Tree("or", (condition("x > y"), condition(text))), AT)
    assert not holds(Tree("and", (condition("x > y"), condition(text))), AT)


def test_what_is_not_rational_is_not_told():
    assert not holds(relation(">", call("exp", X), integer(0)), AT)
    assert not holds(relation(">", power(X, rational(1, 2)), integer(0)), AT)
    assert not holds(relation(">", symbol("z"), integer(-100)), {**AT})
    assert not holds(relation("=", power(X, integer(65)), power(X, integer(65))), AT)
    assert holds(relation("=", power(X, integer(64)), power(X, integer(64))), AT)


def test_true_holds_and_false_does_not():
    assert holds(Tree("true", ()), AT)
    assert not holds(Tree("false", ()), AT)
    assert not holds(Tree("not", (Tree("false", ()),)), AT)
