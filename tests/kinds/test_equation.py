"""`equation`: up to a factor without zeros on the domain."""

from __future__ import annotations

import pytest
import sympy as sp

from grader.spec import Mistake
from tests.kinds.asking import ask, says, value

X, Y = sp.symbols("x y", real=True)
LINE = ask(
    "equation",
    sp.Eq(Y, 2 * X + 1),
    symbols={"x": "real", "y": "real"},
    mistakes=(Mistake(id="sign", form="y = 2*x - 1", feedback="Mind the sign."),),
)


@pytest.mark.parametrize(
    "text",
    [
        "y = 2*x + 1",
        "Eq(y, 2*x + 1)",
        "2*x + 1 = y",
        "y - 2*x = 1",
        "3*y = 6*x + 3",
        "y - 2*x - 1",
        "(y - 2*x - 1)*(x**2 + 1) = 0",
        "y == 2x + 1",
        "$y = 2x + 1$",
    ],
)
def test_any_form_of_the_equation_is_right(text):
    assert says(LINE, text).verdict == "correct", says(LINE, text)


@pytest.mark.parametrize("text", ["y = 2*x", "x = 2*y + 1", "(y - 2*x - 1)*x = 0"])
def test_another_equation_is_wrong(text):
    assert says(LINE, text).verdict == "incorrect"


@pytest.mark.parametrize("text", ["0 = 0", "y = y", "x - x", "1 = 1", "0"])
def test_an_equation_that_says_nothing_is_never_right(text):
    assert says(LINE, text).verdict in {"incorrect", "undecided"}
    assert says(LINE, text).score == 0


def test_a_mistake_is_known_in_any_form():
    assert says(LINE, "2*y = 4*x - 2").mistake == "sign"


@pytest.mark.parametrize("text", ["y < 2*x + 1", "[y, 2*x+1]", "{x, y}", "True"])
def test_what_is_no_equation_is_said_so(text):
    decision = says(LINE, text)
    assert decision.verdict in {"incorrect", "unreadable"}
    assert "equation" in decision.hint.lower() or decision.verdict == "unreadable"


def test_a_typed_relation_is_an_equation():
    double = {"t": "call", "f": "mul", "a": [{"t": "int", "v": "2"}, {"t": "symbol", "v": "x"}]}
    right = {"t": "call", "f": "add", "a": [double, {"t": "int", "v": "1"}]}
    node = {"t": "relation", "op": "=", "l": {"t": "symbol", "v": "y"}, "r": right}
    assert says(LINE, value(node), "typed").verdict == "correct"
    assert says(LINE, value({**node, "op": "<"}), "typed").verdict == "incorrect"
    assert says(LINE, value({"t": "text", "v": "y = 2*x + 1"}), "typed").verdict == "correct"


def test_where_equations_part_at_a_root_that_is_no_fraction_it_is_said_to_a_few_digits():
    cubic = ask("equation", sp.Eq(X**3 + X, 1), symbols={"x": "real"})
    for text in ("x = 2/3", "x**3 - x = 1"):
        decision = says(cubic, text)
        assert decision.verdict == "incorrect"
        assert "[" not in decision.hint
        assert "only one of your equation" in decision.hint
        assert all(len(word) < 10 for word in decision.hint.split())
