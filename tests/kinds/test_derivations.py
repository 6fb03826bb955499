"""An answer that is written as a derivation: what it comes to counts, if every step is right."""

from __future__ import annotations

import pytest
import sympy as sp

from grader.kinds import Question
from grader.records import Verdict
from grader.spec import Claim, Example, ExampleField
from tests.kinds.asking import ask, says, value

BETA, G = sp.Symbol("beta", positive=True), sp.Symbol("G", real=True)
T = sp.Symbol("t", integer=True, positive=True)
MOMENT = ask(
    "expression",
    (1 - BETA**T) * G,
    symbols={"beta": "0 < beta < 1", "G": "real", "t": "integer >= 1"},
)
NUMBER = ask("number", sp.Rational(2, 9))
VECTOR = ask("vector", sp.Matrix([G, -G]), symbols={"G": "real"}, shape=(2,))


@pytest.mark.parametrize(
    ("question", "text"),
    [
        (MOMENT, r"(1-\beta)\sum_{i=1}^{t}\beta^{t-i} G = G(1-\beta^t)"),
        (MOMENT, "G*(1-beta^t) = G - G*beta^t"),
        (NUMBER, "2/(9*1) = 2/3^2 = 2/9"),
        (NUMBER, "2/9 = 0.2222"),
        (VECTOR, "G*[1, -1] = [G, -G]"),
    ],
)
def test_a_derivation_counts_as_what_it_comes_to(question: Question, text: str) -> None:
    assert says(question, text).verdict is Verdict.CORRECT


@pytest.mark.parametrize(
    ("question", "text"),
    [
        (MOMENT, "G*(1-beta^t) = G*(1-beta^(t-1))"),
        (MOMENT, "G*(1-beta^(t-1)) = G*(1-beta^t)"),
        (MOMENT, "G*(1-beta) = G - beta*G"),
        (NUMBER, "2*9 = 18 = 2/9"),
        (NUMBER, "2/9 = 0.3"),
        (VECTOR, "G*[1, -1] = [G, G]"),
    ],
)
def test_a_derivation_with_a_wrong_step_or_end_is_wrong(question: Question, text: str) -> None:
    assert says(question, text).verdict is Verdict.INCORRECT


def test_two_equations_are_no_derivation() -> None:
    assert says(MOMENT, "G = G, t = t").verdict is not Verdict.CORRECT


PAIR = ask(
    "example",
    Example(
        fields=(ExampleField(name="b", many=True, at_least=2, at_most=3), ExampleField(name="Phi")),
        claims=lambda given: (
            Claim(relation=sp.Eq(given["b"][0] + given["Phi"], 0), otherwise="No."),
        ),
        canonical={"b": (1, 2), "Phi": -1},
    ),
)


@pytest.mark.parametrize(
    "text",
    [
        "b = [1, 2], Phi = -1",
        "b = [1, 2]; Φ = -1.",
        "b = 1, 2\nPhi = -1",
        "Phi = -1, b = (1, 2)",
        "{'b': [1, 2], 'phi': -1}",
    ],
)
def test_an_example_is_read_as_equations_and_in_other_letters(text: str) -> None:
    assert says(PAIR, text).verdict is Verdict.CORRECT


@pytest.mark.parametrize("text", ["b = [1, 2], c = -1", "b = [1, 2] = Phi", "b = , Phi = -1"])
def test_equations_that_give_no_example_are_not_right(text: str) -> None:
    assert says(PAIR, text).verdict is not Verdict.CORRECT


def test_an_example_in_a_cell_may_name_its_fields_in_greek() -> None:
    numbers = {"t": "list", "a": [{"t": "int", "v": "1"}, {"t": "int", "v": "2"}]}
    keys = [{"t": "text", "v": "b"}, {"t": "text", "v": "Φ"}]
    cell = value({"t": "dict", "k": keys, "v": [numbers, {"t": "int", "v": "-1"}]})
    assert says(PAIR, cell, "typed").verdict is Verdict.CORRECT


@pytest.mark.parametrize("text", ["8,480", "1,000", "12,345,678"])
def test_a_comma_between_thousands_is_pointed_out_and_not_marked(text: str) -> None:
    assert says(ask("number", sp.Integer(8480)), text).verdict is Verdict.UNREADABLE


@pytest.mark.parametrize("text", ["8, 4", "[1, 2]", "4000, 123"])
def test_several_numbers_in_place_of_one_are_wrong(text: str) -> None:
    assert says(ask("number", sp.Integer(84)), text).verdict is Verdict.INCORRECT
