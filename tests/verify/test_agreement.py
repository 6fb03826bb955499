"""What the reference is where the simulation looked, in words for an author."""

from __future__ import annotations

import math

import numpy as np
import pytest
import sympy as sp

from grader.spec import Claim, Example, ExampleField, Figure, Minimiser, Observation, Outline
from grader.verify.agreement import disagreement, said, tells, value_there

X, Y = sp.symbols("x y")


def seen(value, **at) -> Observation:
    return Observation(part="p", at=at, value=value, tolerance=1e-9)


@pytest.mark.parametrize(
    ("reference", "observation", "words"),
    [
        (2 * X, seen(3.5, x=1.5), "3"),
        (X / 3, seen(0.0, x=1), "0.3333333333"),
        (sp.sqrt(X), seen(1.0, x=-4), "0+2j"),
        (sp.Matrix([X, 2 * X]), seen([1.0, 1.0], x=0.5), "[0.5, 1]"),
        (
            sp.Matrix([[X, 0], [0, X]]),
            seen([[1.0, 0.0], [0.0, 1.0]], x=0.5),
            "[[0.5, 0], [0, 0.5]]",
        ),
        ((X, X**2), seen((1.0, 1.0), x=3), "[3, 9]"),
        (sp.Eq(Y, X), seen(0.0, x=1, y=3), "2"),
        ("up", seen("down"), "up"),
        (frozenset({"b", "a"}), seen(frozenset({"c"})), "a, b"),
        ([["yes", X]], seen([["no", 1.0]], x=2), "[[yes, 2]]"),
        (
            Minimiser(variables=(X,), point=(Y,), objective=(X - Y) ** 2),
            seen([1.0], y=4),
            "[4]",
        ),
    ],
)
def test_the_reference_is_said_as_the_simulation_says_its_own(reference, observation, words):
    assert value_there(reference, observation) == words


def test_an_example_has_no_value_anywhere():
    reference = Example(fields=(), canonical={}, claims=lambda values: ())
    assert value_there(reference, seen(True)) == ""


def test_a_vector_of_a_thousand_entries_is_cut():
    long = sp.Matrix([sp.Integer(7)] * 1000)
    words = value_there(long, seen([0.0] * 1000))
    assert len(words) <= 200
    assert words.endswith("...")


SQUARE = Figure(outlines=(Outline(name="square", points=[[0, 0], [1, 0], [1, 1], [0, 1]]),))


def drawn(points, tolerance=0.05) -> Observation:
    return Observation(part="p", value={"square": points}, tolerance=tolerance)


def test_of_a_figure_the_point_is_named_that_lies_farthest_away():
    observation = drawn([[0.0, 0.0], [1.0, 1.1], [1.0, 0.01]])
    assert disagreement(SQUARE, observation) == pytest.approx(2)
    assert value_there(SQUARE, observation) == "0.1 away from [1, 1.1] of square"
    assert said(observation.value) == "square = [[0, 0], [1, 1.1], [1, 0.01]]"


def test_a_figure_of_other_outlines_says_which_are_asked_for():
    observation = Observation(part="p", value={"circle": [[0.0, 0.0]]}, tolerance=1)
    assert disagreement(SQUARE, observation) == math.inf
    assert value_there(SQUARE, observation) == "of the outlines square"


@pytest.mark.parametrize("points", [[], [1.0, 2.0], [[1.0, 2.0, 3.0]], [[math.nan, 0.0]], "none"])
def test_what_are_no_points_of_a_figure_do_not_agree(points):
    assert not disagreement(SQUARE, drawn(points)) <= 1
    assert isinstance(value_there(SQUARE, drawn(points)), str)


def test_without_a_tolerance_a_figure_agrees_only_exactly():
    assert disagreement(SQUARE, drawn([[1.0, 1.0]], 0.0)) == 0
    assert disagreement(SQUARE, drawn([[1.0, 1.001]], 0.0)) == math.inf


def test_a_figure_that_would_agree_with_anything_tells_nothing():
    assert tells(drawn([[1.0, 1.0]], 0.05))
    assert not tells(drawn([[1.0, 1.0]], 50.0))


@pytest.mark.parametrize("value", [None, "many", [[1.0], [1.0, 2.0]], [1.0, [2.0]], object()])
def test_what_is_no_number_of_the_right_shape_does_not_agree(value):
    observation = Observation(part="p", value=value, tolerance=1e-9)
    for reference in (X / X, sp.Matrix([1, 2])):
        assert disagreement(reference, observation) == math.inf


def test_infinity_is_infinity():
    assert disagreement(sp.oo, Observation(part="p", value=math.inf, tolerance=1e-9)) == 0
    assert disagreement(sp.oo, Observation(part="p", value=-math.inf, tolerance=1e-9)) == math.inf


def test_a_minimum_at_a_point_of_another_shape_is_another():
    reference = Minimiser(variables=(X,), point=(Y,), objective=(X - Y) ** 2)
    assert disagreement(reference, seen([1.0, 2.0], y=4)) == math.inf


def test_several_options_may_be_seen_as_a_list():
    assert disagreement(frozenset({"a", "b"}), seen(["b", "a"])) == 0
    assert disagreement(frozenset({"a", "b"}), seen(["b"])) == math.inf
    assert value_there(frozenset({"a", "b"}), seen(["b"])) == "a, b"


def test_claims_hold_of_floats_and_of_numbers_of_numpy():
    reference = Example(
        fields=(ExampleField(name="a"),),
        claims=lambda values: [Claim(relation=values["a"] > 1, otherwise="No.")],
        canonical={"a": 2},
    )
    for number in (1.5, np.float64(1.5), np.int64(2), sp.Rational(3, 2)):
        assert disagreement(reference, seen(True, a=number)) == 0


def test_a_long_observation_is_cut():
    assert len(said([0.123456789] * 1000)) <= 200
    assert said([[np.float64(1.0), "yes"], [2.5, "no"]]) == "[[1, yes], [2.5, no]]"
    assert said({"x": np.float64(0.5)}) == "x = 0.5"
