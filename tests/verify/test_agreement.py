"""What the reference is where the simulation looked, in words for an author."""

from __future__ import annotations

import pytest
import sympy as sp

from grader.spec import Example, Minimiser, Observation
from grader.verify.agreement import value_there

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
