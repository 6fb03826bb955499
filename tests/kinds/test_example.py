"""`example`: any object for which every claim holds."""

from __future__ import annotations

import pytest
import sympy as sp

from grader.kinds import kind_named
from grader.records import Answer
from grader.spec import Claim, Example, ExampleField, Mistake
from tests.kinds.asking import ask, integers, says, value


def claims(given):
    """Values whose mean is 2 and that are not all equal; a root above zero with square 2."""
    values, root = given["values"], given["root"]
    mean = sum(values) / sp.Integer(len(values))
    return [
        Claim(relation=sp.Eq(mean, 2), otherwise="The mean is another."),
        Claim(relation=sp.Gt(sp.Max(*values) - sp.Min(*values), 0), otherwise="They are equal."),
        Claim(relation=sp.Eq(root**2, 2), otherwise="The square is another."),
    ]


ASKED = ask(
    "example",
    Example(
        fields=(
            ExampleField(name="values", many=True, at_least=2, at_most=4),
            ExampleField(name="root"),
        ),
        claims=claims,
        canonical={"values": [1, 3], "root": sp.sqrt(2)},
    ),
    mistakes=(Mistake(id="equal", form={"values": [2, 2]}, feedback="Take different ones."),),
)


@pytest.mark.parametrize(
    "content",
    [
        {"values": [1, 3], "root": "sqrt(2)"},
        {"values": ["1/2", "7/2"], "root": "-2**(1/2)"},
        {"values": [0, 0, 6], "root": "2/sqrt(2)", "note": "not asked for"},
        [[1, 3], "sqrt(2)"],
    ],
)
def test_every_object_with_the_properties_is_right(content):
    decision = says(ASKED, content, "json")
    assert decision.verdict == "correct", decision
    assert decision.proof


@pytest.mark.parametrize(
    "text",
    [
        "{'values': [1, 3], 'root': sqrt(2)}",
        '{"values": (1, 3), root: sqrt(2)}',
        "[[1, 3], sqrt(2)]",
    ],
)
def test_an_example_may_be_typed_as_text(text):
    assert says(ASKED, text).verdict == "correct"


def test_a_dictionary_of_a_cell_is_an_example():
    names = [{"t": "text", "v": "values"}, {"t": "text", "v": "root"}]
    half = {"t": "rational", "p": "1", "q": "2"}
    root = {"t": "call", "f": "pow", "a": [{"t": "int", "v": "2"}, half]}
    values = [{"t": "list", "a": integers(1, 3)}, root]
    assert says(ASKED, value({"t": "dict", "k": names, "v": values}), "typed").verdict == "correct"
    for odd in (
        {"t": "dict", "k": names, "v": values[:1]},
        {"t": "dict", "k": names, "v": [5, None]},
        {"t": "dict", "k": [5, None], "v": values},
        {"t": "dict", "k": names},
        {"t": "dict", "k": [names, names], "v": values},
    ):
        assert says(ASKED, value(odd), "typed").verdict in {"incorrect", "unreadable"}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ({"values": [1, 2], "root": "sqrt(2)"}, "mean"),
        ({"values": [2, 2, 2], "root": "sqrt(2)"}, "equal"),
        ({"values": [1, 3], "root": 1}, "square"),
        ({"values": [1, 3], "root": 1.4142135623730951}, "square"),
    ],
)
def test_the_first_claim_that_fails_is_named(content, words):
    decision = says(ASKED, content, "json")
    assert decision.verdict == "incorrect"
    assert words in decision.hint
    assert decision.certificate


def test_a_known_mistake_has_its_own_words():
    assert says(ASKED, {"values": [2, 2], "root": "sqrt(2)"}, "json").mistake == "equal"


@pytest.mark.parametrize(
    "content",
    [
        {"values": [2], "root": 1},
        {"values": [1, 2, 3, 4, 5], "root": 1},
        {"values": [1, 3]},
        {"values": "x", "root": 1},
        {"values": [1, [3]], "root": 1},
        {"values": [1, 3], "root": [1, 2]},
        {"values": [1, 3], "root": "x"},
        {"values": [1, 3], "root": None},
        {"values": {"a": 1}, "root": 1},
        {},
        [],
        [1],
        "x",
        None,
        7,
        True,
    ],
)
def test_objects_of_another_shape_are_refused(content):
    decision = says(ASKED, content, "json")
    assert decision.verdict in {"incorrect", "unreadable"}
    assert decision.score == 0
    assert decision.hint


@pytest.mark.parametrize(
    "number", ["oo", "nan", "1/0", "-oo", "1e999", "I", "True", "zoo", "1 < 2"]
)
def test_no_odd_number_passes_a_claim(number):
    odd = {"values": [number, 3], "root": "sqrt(2)"}
    assert says(ASKED, odd, "json").verdict in {"incorrect", "unreadable", "undecided"}
    assert says(ASKED, {"values": [1, 3], "root": number}, "json").score == 0


@pytest.mark.parametrize(
    "text", ["{", "{}", "{:}", "{'values'}", "{import: 1}", "{1: 2}", "{a: [}", "}{"]
)
def test_half_dictionaries_are_unreadable(text):
    assert says(ASKED, text).verdict in {"unreadable", "incorrect"}


def sum_is_zero(given):
    return [
        Claim(relation=sp.Eq(given["a"] + given["b"], 0), otherwise="Their sum is not 0."),
        Claim(relation=sp.Ne(given["a"], given["b"]), otherwise="They are equal."),
    ]


TWO = ask(
    "example",
    Example(
        fields=(ExampleField(name="a"), ExampleField(name="b")),
        claims=sum_is_zero,
        canonical={"a": 1, "b": -1},
    ),
)


@pytest.mark.parametrize(
    "text",
    [
        "a = 1 and b = -1",
        "a = 1, and b = -1",
        '{"a": "1", "b": "-1"}',
        "{'a ': 1, ' b': '-1'}",
    ],
)
def test_names_with_values_are_read_with_and_between_and_in_quotes(text):
    assert says(TWO, text).verdict == "correct"
    assert says(TWO, text.replace("-1", "-2")).verdict == "incorrect"


def test_keys_may_have_blanks_around():
    assert says(TWO, {"a ": 1, " b": -1}, "json").verdict == "correct"


def test_other_names_than_those_asked_for_are_for_a_person():
    assert says(TWO, {"first": 1, "second": -1}, "json").verdict == "unreadable"
    assert says(TWO, {"a": 1}, "json").verdict == "incorrect"


LIST_ONLY = ask(
    "example",
    Example(
        fields=(ExampleField(name="x", many=True, at_least=2, at_most=4),),
        claims=lambda given: [Claim(relation=sp.Eq(sum(given["x"]), 0), otherwise="No zero sum.")],
        canonical={"x": [2, -2]},
    ),
)


@pytest.mark.parametrize("text", ["[2, -2]", "2, -2", "x = [2, -2]", "(2, -2)", "[[2, -2]]"])
def test_the_only_field_of_an_example_may_be_given_as_its_list(text):
    assert says(LIST_ONLY, text).verdict == "correct"
    assert says(LIST_ONLY, text.replace("-2", "-1")).verdict == "incorrect"


def test_the_only_field_of_an_example_may_be_an_array_and_has_its_length():
    assert says(LIST_ONLY, [2, -1, -1], "json").verdict == "correct"
    assert "between 2 and 4" in says(LIST_ONLY, [1, 1, 1, 1, -4], "json").hint
    assert says(LIST_ONLY, [[2, -2], [1, -1]], "json").verdict != "correct"


@pytest.mark.parametrize(
    ("cell", "formula"),
    [
        (r"$a = 1$, $b = -1$", "b = -1"),
        (r"Take $a=1$ and $b=-1$.", "b=-1"),
        (r"$$a = 1, \quad b = -1$$", r"a = 1, \quad b = -1"),
        (r"$b = -1$ and $a = \frac{2}{2}$", r"a = \frac{2}{2}"),
    ],
)
def test_an_example_of_a_markdown_cell_may_be_several_formulas(cell, formula):
    for verdict, change in (("correct", "-1"), ("incorrect", "-2")):
        texts = [text.replace("-1", change) for text in (cell, formula)]
        given = Answer(part="test.part", form="latex", content=texts[1], source=texts[0])
        assert kind_named("example").decide(given, TWO, {}).verdict == verdict


def test_of_formulas_among_words_that_say_more_none_is_an_example():
    given = Answer(part="", form="latex", content="b=-1", source="not $a=1$ but $b=-1$")
    assert kind_named("example").decide(given, TWO, {}).verdict == "unreadable"
