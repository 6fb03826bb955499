"""`choice`: ids or texts of options, one or all that hold."""

from __future__ import annotations

import numpy as np
import pytest
import sympy as sp

from grader.sandbox.inside.answer import answer
from grader.spec import Mistake, Option
from tests.kinds.asking import ask, says, value

OPTIONS = (
    Option("sgd", "plain gradient descent"),
    Option("sign_sgd", "the sign of the gradient, entry by entry"),
    Option("adam", "Adam"),
)
ONE = ask(
    "choice",
    "sgd",
    options=OPTIONS,
    mistakes=(Mistake(id="named", form="adam", feedback="It has a memory.", credit=0.5),),
)
SEVERAL = ask("choice", {"sgd", "adam"}, options=OPTIONS, several=True)


@pytest.mark.parametrize(
    "words",
    [
        "sgd",
        "SGD",
        " 'sgd' ",
        "**sgd**",
        "Plain gradient descent",
        "`sgd`.",
        "plain  Gradient descent",
    ],
)
def test_an_option_is_known_by_id_or_text(words):
    assert says(ONE, words).verdict == "correct"


@pytest.mark.parametrize(
    "words", ["sign_sgd", "sign sgd", "sign-sgd", "the sign of the gradient, entry by entry"]
)
def test_another_option_is_wrong(words):
    decision = says(ONE, words)
    assert (decision.verdict, decision.score) == ("incorrect", 0)
    assert decision.certificate == {"chosen": "sign_sgd"}


def test_a_mistaken_option_has_its_feedback_and_credit():
    decision = says(ONE, "adam")
    assert (decision.mistake, decision.verdict, decision.score) == ("named", "partial", 0.5)


@pytest.mark.parametrize("words", ["", "sgdd", "all", "sgd, adam", "[sgd, adam]", "x" * 5000])
def test_no_option_is_unreadable(words):
    decision = says(ONE, words)
    assert decision.verdict == "unreadable"
    assert len(decision.hint) < 400


@pytest.mark.parametrize(
    "content",
    [
        ["sgd", "adam"],
        ["adam", "sgd", "sgd"],
        "sgd, adam",
        "sgd and adam",
        "['adam', 'sgd']",
        "sgd\nadam",
    ],
)
def test_several_options_are_a_set(content):
    form = "json" if isinstance(content, list) else "text"
    assert says(SEVERAL, content, form).verdict == "correct"


@pytest.mark.parametrize("content", [["sgd"], [], ["sgd", "sign_sgd"], ["sgd", "adam", "sign_sgd"]])
def test_too_few_or_too_many_are_wrong(content):
    assert says(SEVERAL, content, "json").verdict == "incorrect"


@pytest.mark.parametrize("content", [None, 3, {"a": 1}, [["sgd"]], [1], True])
def test_what_is_no_word_is_unreadable(content):
    assert says(SEVERAL, content, "json").verdict == "unreadable"
    assert says(ONE, content, "json").verdict == "unreadable"


def test_names_and_texts_of_typed_values_are_words():
    assert says(ONE, value({"t": "text", "v": "sgd"}), "typed").verdict == "correct"
    assert says(ONE, value({"t": "symbol", "v": "sgd"}), "typed").verdict == "correct"
    both = {"t": "set", "a": [{"t": "text", "v": "sgd"}, {"t": "symbol", "v": "adam"}]}
    assert says(SEVERAL, value(both), "typed").verdict == "correct"
    yes_no = ask("choice", "yes", options=(Option("yes", "yes"), Option("no", "no")))
    assert says(yes_no, value({"t": "bool", "v": True}), "typed").verdict == "correct"
    assert says(yes_no, value({"t": "bool", "v": False}), "typed").verdict == "incorrect"


@pytest.mark.parametrize(
    "given",
    [
        np.array(["sgd"]),
        np.array("sgd"),
        np.str_("sgd"),
        ("sgd",),
        sp.Symbol("sgd"),
        "sgd: plain gradient descent",
        "sgd (plain gradient descent)",
        "sgd - Plain gradient descent.",
    ],
)
def test_a_cell_of_the_notebook_may_hold_the_option_in_anything(given):
    assert says(ONE, answer(given), "typed").verdict == "correct"


@pytest.mark.parametrize(
    "given",
    [
        np.array(["adam", "sgd"]),
        {"sgd": True, "sign_sgd": False, "adam": np.bool_(1)},
        {sp.Symbol("sgd"): True, sp.Symbol("adam"): True},
        ["adam: Adam", "sgd: plain gradient descent"],
    ],
)
def test_several_options_too(given):
    assert says(SEVERAL, answer(given), "typed").verdict == "correct"


@pytest.mark.parametrize(
    "given", [{"sgd": 1, "adam": 1}, {"sgd": "sgd"}, {"sgd": True, "other": True}, {1: [True]}]
)
def test_a_dictionary_must_say_of_each_option_whether_it_holds(given):
    assert says(SEVERAL, answer(given), "typed").verdict == "unreadable"
    assert says(ONE, answer(given), "typed").verdict == "unreadable"


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_dictionary_says_of_every_option_whether_it_holds(form):
    asked = ask(
        "choice", {"a", "c"}, options=tuple(Option(i, f"is {i}") for i in "abc"), several=True
    )
    for held, verdict in (((True, False, True), "correct"), ((True, True, True), "incorrect")):
        table = dict(zip("abc", held, strict=True))
        given = repr(table) if form == "text" else table
        assert says(asked, given, form).verdict == verdict
    assert says(asked, {"a": 2, "b": 1, "c": 0}, "json").verdict == "unreadable"


@pytest.mark.parametrize(
    "words",
    ["the answer is sgd", "Answer: sgd", "answer = 'sgd'", "it is sgd", "option sgd",
     "My answer: sgd", "the correct option is sgd.", r"$\text{sgd}$", r"\text{sgd}"],
)  # fmt: skip
def test_words_that_lead_to_an_option_are_read_past(words):
    assert says(ONE, words).verdict == "correct"


@pytest.mark.parametrize(
    "words",
    ["not sgd", "the answer is not sgd", "it is not sgd", "sgd or adam", "maybe sgd",
     "anything but sgd", "the answer is", "option", "answers: sgd?", r"$\text{not sgd}$"],
)  # fmt: skip
def test_words_that_deny_or_doubt_an_option_are_for_a_person(words):
    assert says(ONE, words).verdict == "unreadable"


@pytest.mark.parametrize("joint", [" ", ", ", "; ", "\n", " & ", " and ", ", and "])
def test_several_options_may_stand_side_by_side(joint):
    asked = ask(
        "choice", {"a", "c"}, options=tuple(Option(i, f"is {i}") for i in "abc"), several=True
    )
    assert says(asked, joint.join("ac")).verdict == "correct"
    assert says(asked, f"the answers are {joint.join('ac')}").verdict == "correct"
    assert says(asked, joint.join("abc")).verdict == "incorrect"
    assert says(asked, joint.join(["a", "not", "c"])).verdict == "unreadable"


TRUE_FALSE = ask(
    "choice", "true", options=(Option("true", "the statement holds"), Option("false", "it fails"))
)


@pytest.mark.parametrize("given", [True, np.True_, sp.true, [True]])
def test_a_truth_value_chooses_between_true_and_false(given):
    assert says(TRUE_FALSE, answer(given), "typed").verdict == "correct"


@pytest.mark.parametrize("given", [False, np.False_, sp.false])
def test_the_other_truth_value_chooses_the_other_option(given):
    assert says(TRUE_FALSE, answer(given), "typed").verdict == "incorrect"


@pytest.mark.parametrize("words", ["True", "true", "yes", "Yes."])
def test_yes_is_true_where_no_option_is_called_so(words):
    assert says(TRUE_FALSE, words).verdict == "correct"


@pytest.mark.parametrize("words", ["not true", "yes and no", "maybe", "1"])
def test_what_is_neither_yes_nor_no_is_for_a_person(words):
    assert says(TRUE_FALSE, words).verdict == "unreadable"


def test_yes_is_no_option_where_there_is_no_pair_of_opposites():
    lone = ask("choice", "true", options=(Option("true", "it holds"), Option("open", "unknown")))
    assert says(lone, "yes").verdict == "unreadable"


@pytest.mark.parametrize("words", [r"\boxed{sgd}", r"$\boxed{sgd}$"])
def test_a_frame_around_an_option_is_passed_over(words):
    assert says(ONE, words).verdict == "correct"


@pytest.mark.parametrize("words", [r"\{sgd, adam\}", "options sgd and adam", "sgd，adam"])
def test_several_options_are_read_between_braces_wide_commas_and_after_their_name(words):
    assert says(SEVERAL, words).verdict == "correct"


LONG = (
    Option("gradient", "gradient descent: every coordinate moves"),
    Option("sign", "sign descent: only the sign counts"),
    Option("fan", "Xavier initialisation in its fan-in form: scaled by the inputs"),
    Option("mean", "the exponential average has the smaller variance"),
    Option("equal", "the variances are equal only if N = 1"),
    Option("stalls", "it converges to a point that is not the minimum"),
    Option("best", "it converges to the minimum"),
    Option("no", "No, not in general: either can vanish"),
    Option("momentum", "SGD with momentum"),
)


@pytest.mark.parametrize(
    ("words", "chosen"),
    [
        ("gradient descent", "gradient"),
        ("Gradient Descent.", "gradient"),
        ("**gradient**: every coordinate moves", "gradient"),
        ("The answer is sign descent", "sign"),
        ("Xavier initialisation", "fan"),
        ("Xavier initialisation in its fan-in form", "fan"),
        ("the exponential average", "mean"),
        ("exponential average", "mean"),
        ("No, not in general.", "no"),
    ],
)
def test_an_option_is_known_by_its_name_or_by_how_it_alone_begins(words, chosen):
    question = ask("choice", chosen, options=LONG)
    assert says(question, words).verdict == "correct"


@pytest.mark.parametrize(
    "words",
    [
        "the variances are equal",  # the option says more: only if
        "it converges to a point",
        "it converges",  # two begin so
        "SGD",  # a word alone may be the name of something else
        "descent",
        "the exponential",
        "not gradient descent",
        "gradient descent or sign descent",
        "exponential average has the larger variance",
    ],
)
def test_a_beginning_that_could_mean_something_else_is_for_a_person(words):
    question = ask("choice", "equal", options=LONG)
    assert says(question, words).verdict == "unreadable"
