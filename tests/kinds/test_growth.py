"""`growth`: a Theta class or any member of it."""

from __future__ import annotations

import pytest
import sympy as sp

from grader.kinds.growth import ONE_SIDED
from grader.records import Verdict
from grader.spec import Mistake
from tests.kinds.asking import ask, says

D = sp.Symbol("d", positive=True, integer=True)
ROOT = ask(
    "growth",
    sp.sqrt(D),
    symbols={"d": "integer >= 1"},
    mistakes=(Mistake(id="linear", form="d", feedback="Count again."),),
)
CONSTANT = ask("growth", sp.Integer(1), symbols={"d": "integer >= 1"})


@pytest.mark.parametrize(
    "text", ["sqrt(d)", "Theta(sqrt(d))", "3*sqrt(d) + 1", "Θ(√d)", r"\Theta(\sqrt{d})", "d**0.5"]
)
def test_every_member_of_the_class_is_right(text):
    assert says(ROOT, text).verdict == "correct"


@pytest.mark.parametrize("text", ["1", "log(d)", "d**(1/3)", "sqrt(d)*log(d)", "exp(d)"])
def test_another_growth_is_wrong_and_not_at_one_point(text):
    decision = says(ROOT, text)
    assert decision.verdict == "incorrect"
    assert "As d grows" in decision.hint
    assert "d = " not in decision.hint


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("d^0.51", "incorrect"),
        ("d^0.499", "incorrect"),
        ("Theta(d^0.6)", "incorrect"),
        ("1.41*d^0.5 + 0.3", "correct"),
        ("0.333*sqrt(d)", "correct"),
    ],
)
def test_decimals_in_a_class_are_exact_but_for_rounding(text, verdict):
    assert says(ROOT, text).verdict == verdict


def test_a_rounded_exponent_is_the_fraction_next_to_it():
    third = ask("growth", sp.cbrt(sp.Symbol("d")), symbols={"d": "integer >= 1"})
    assert says(third, "d^0.333").verdict == "correct"
    assert says(third, "d^0.33").verdict == "incorrect"


@pytest.mark.parametrize("text", ["0", "Theta(0)"])
def test_zero_is_in_no_class(text):
    for question in (ROOT, CONSTANT):
        decision = says(question, text)
        assert decision.verdict == "incorrect"
        assert "zero" in decision.hint


@pytest.mark.parametrize("text", ["d", "2*d", "Theta(d)", "d + sqrt(d)"])
def test_a_mistake_is_known_by_its_class(text):
    assert says(ROOT, text).mistake == "linear"


@pytest.mark.parametrize("text", ["5", "Theta(1)", "Θ(1)", "2 + 1/d", "y(d) = Theta(1)"])
def test_constants_are_one_class(text):
    assert says(CONSTANT, text).verdict in {"correct", "unreadable"}
    assert says(CONSTANT, "5").verdict == "correct"


@pytest.mark.parametrize("text", ["[1, 2]", "d < 2", "Matrix([1, 2])"])
def test_other_shapes_are_no_class(text):
    assert says(CONSTANT, text).verdict in {"incorrect", "unreadable"}


@pytest.mark.parametrize("text", ["constant", "Constant.", "a constant", "'constant'"])
def test_a_constant_may_be_said_in_words(text):
    assert says(ask("growth", sp.Integer(1), symbols={"d": "integer >= 1"}), text).verdict == (
        "correct"
    )
    assert says(ask("growth", sp.Symbol("d"), symbols={"d": "integer >= 1"}), text).verdict == (
        "incorrect"
    )


@pytest.mark.parametrize(
    ("text", "word"),
    [("quadratic", "d^2"), ("It grows linearly", "d"), ("linear in d.", "d"), ("cubic", "d^3"),
     ("is logarithmic", "log(d)"), ("grows quadratically in $d$", "d^2"), ("constant in d", "1")],
)  # fmt: skip
def test_a_class_may_be_said_in_a_word(text, word):
    for reference in ("1", "d", "d^2", "d^3", "log(d)"):
        form = sp.sympify(reference.replace("^", "**"), {"d": D})
        question = ask("growth", form, symbols={"d": "integer >= 1"})
        assert says(question, text).verdict == ("correct" if reference == word else "incorrect")


@pytest.mark.parametrize("text", ["not linear", "linear in n", "sublinear", "almost quadratic"])
def test_a_word_that_says_something_else_is_for_a_person(text):
    assert says(ROOT, text).verdict == "unreadable"


def test_in_several_symbols_no_word_says_the_class():
    question = ask("growth", D, symbols={"d": "integer >= 1", "n": "integer >= 1"})
    assert says(question, "linear").verdict == "unreadable"


@pytest.mark.parametrize("text", ["O(d)", "Omega(d)", "O(2*d + 1)"])
def test_a_bound_from_one_side_is_no_verdict_and_is_said_to_be_one(text):
    decision = says(ask("growth", sp.Symbol("d"), symbols={"d": "integer >= 1"}), text)
    assert decision.verdict == "undecided"
    assert decision.hint == ONE_SIDED


SMALL = ask("growth", sp.Symbol("s") ** 2, symbols={"s": "s > 0"}, vanishing=("s",))


@pytest.mark.parametrize("text", ["s^2", "Theta(s^2)", "s^2 + s^3", "s^2/(1 + s)", "7*s^2"])
def test_of_a_small_variable_the_lowest_power_counts(text: str) -> None:
    assert says(SMALL, text).verdict is Verdict.CORRECT


@pytest.mark.parametrize("text", ["s", "s + s^2", "s^3", "s^3/(1 + s)", "s^2*log(s)", "1", "s^-2"])
def test_of_a_small_variable_the_highest_power_counts_for_nothing(text: str) -> None:
    decision = says(SMALL, text)
    assert decision.verdict is Verdict.INCORRECT
    assert "As s goes to 0" in decision.hint


def test_a_bound_on_a_small_variable_is_left_to_a_person() -> None:
    assert says(SMALL, "O(s^2)").verdict is Verdict.UNDECIDED


@pytest.mark.parametrize(
    "sign", ["~ {}", "∝ {}", r"\sim {}", r"$\propto {}$", "grows like {}", "scales as {}",
             "is proportional to {}", "of order {}"],
)  # fmt: skip
def test_a_sign_of_proportion_stands_for_the_class(sign):
    assert says(ROOT, sign.format("d^{1/2}")).verdict == "correct"
    assert says(ROOT, sign.format("d^{2}")).verdict == "incorrect"


@pytest.mark.parametrize("text", ["inversely proportional to sqrt(d)", "does not scale as sqrt(d)"])
def test_a_sign_of_proportion_that_is_denied_is_for_a_person(text):
    assert says(ROOT, text).verdict == "unreadable"
