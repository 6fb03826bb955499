"""`table`: every blank cell by itself, formulas and options, in the statement's order."""

from __future__ import annotations

import numpy as np
import pytest
import sympy as sp

from grader.kinds import kind_named
from grader.records import Answer
from grader.sandbox.inside.answer import answer
from grader.spec import Column, Mistake, Option
from tests.kinds.asking import ask, says, value

N = sp.Symbol("n", positive=True, integer=True)
YES_NO = (Option("yes", "it holds"), Option("no", "it does not"))
ASKED = ask(
    "table",
    [["yes", N * (N - 1)], ["no", 2], ["yes", N]],
    rows=("ring", "star", "tree"),
    columns=(Column(name="holds", options=YES_NO), Column(name="count")),
    given={(1, 1): "2"},
    symbols={"n": "integer >= 2"},
    mistakes=(
        Mistake(id="squares", form=[["yes", N**2], ["no", 2], ["yes", N]], feedback="Not itself."),
    ),
)
RIGHT = [["yes", "n*(n-1)"], ["no", "2"], ["yes", "n"]]


@pytest.mark.parametrize(
    "cells",
    [
        RIGHT,
        [["it holds", "n**2 - n"], ["it does not", ""], ["YES", "2*n/2"]],
        ["yes", "n(n-1)", "no", "2", "yes", "n"],
    ],
)
def test_right_tables_are_right_in_any_form(cells):
    decision = says(ASKED, cells, "json")
    assert decision.verdict == "correct", decision
    assert decision.score == 1


def test_typed_lists_hold_words_and_formulas():
    def row(word, count):
        return {"t": "list", "a": [{"t": "text", "v": word}, count]}

    n = {"t": "symbol", "v": "n"}
    power = {"t": "call", "f": "pow", "a": [n, {"t": "int", "v": "2"}]}
    minus = {"t": "call", "f": "mul", "a": [{"t": "int", "v": "-1"}, n]}
    table = {
        "t": "list",
        "a": [
            row("yes", {"t": "call", "f": "add", "a": [power, minus]}),
            row("no", {"t": "int", "v": "2"}),
            row("yes", {"t": "text", "v": "n"}),
        ],
    }
    assert says(ASKED, value(table), "typed").verdict == "correct"


def test_a_table_may_be_typed_as_text():
    assert says(ASKED, '[["yes", "n*(n-1)"], ["no", 2], ["yes", n]]').verdict == "correct"


def test_credit_is_given_cell_by_cell_and_the_wrong_cells_are_named():
    decision = says(ASKED, [["yes", "n"], ["no", "2"], ["no", "n"]], "json")
    assert (decision.verdict, decision.score) == ("partial", pytest.approx(3 / 5))
    assert "3 of 5 cells right" in decision.hint
    assert "row 1 (ring), count" in decision.hint
    assert "row 3 (tree), holds" in decision.hint


def test_a_given_cell_is_not_judged():
    assert says(ASKED, [["yes", "n*(n-1)"], ["no", "17"], ["yes", "n"]], "json").score == 1


def test_all_wrong_is_no_points():
    decision = says(ASKED, [["no", "1"], ["yes", "2"], ["no", "1"]], "json")
    assert (decision.verdict, decision.score) == ("incorrect", 0)


def test_a_known_mistake_is_recognised_as_a_whole():
    decision = says(ASKED, [["yes", "n*n"], ["no", "2"], ["yes", "n"]], "json")
    assert decision.mistake == "squares"
    assert decision.hint == "Not itself."


@pytest.mark.parametrize(
    "cells",
    [
        [],
        [["yes", "n"]],
        [["yes"], ["no"], ["yes"]],
        [["yes", "n", 1]] * 3,
        "n",
        5,
        None,
        {"a": 1},
        [[["yes", "n"]]] * 3,
    ],
)
def test_another_shape_is_unreadable_and_says_which_is_asked_for(cells):
    decision = says(ASKED, cells, "json")
    assert decision.verdict == "unreadable"
    assert decision.hint


@pytest.mark.parametrize("cell", ["maybe", None, {"a": 1}, [1, 2], "n +"])
def test_a_cell_that_cannot_be_read_names_its_place(cell):
    decision = says(ASKED, [["yes", "n*(n-1)"], ["no", "2"], ["yes", cell]], "json")
    assert decision.verdict in {"unreadable", "partial"}
    assert "row 3 (tree), count" in decision.hint
    option = says(ASKED, [[cell, "n*(n-1)"], ["no", "2"], ["yes", "n"]], "json")
    assert option.verdict == "unreadable"
    assert "row 1 (ring), holds" in option.hint


def test_a_truth_value_is_an_option_of_yes_and_no_and_no_formula():
    cells = [[True, "n*(n-1)"], [False, "2"], ["True", "n"]]
    assert says(ASKED, cells, "json").verdict == "correct"
    decision = says(ASKED, [["yes", "n*(n-1)"], ["no", "2"], ["yes", True]], "json")
    assert decision.verdict in {"unreadable", "partial"}
    assert "row 3 (tree), count" in decision.hint


def test_an_array_as_numpy_prints_it_is_a_column():
    for text in ("[0.5 0.75 1.  ]", "array([0.5, 0.75, 1.])", "np.array([5e-1, .75, 1.])"):
        assert says(NUMBERS, text).verdict == "correct", text
    assert says(NUMBERS, "[0.5 0.75 2.  ]").verdict == "partial"


NUMBERS = ask(
    "table",
    [[sp.Rational(1, 2)], [sp.Rational(3, 4)], [1]],
    rows=("first", "second", "third"),
    columns=(Column(name="value"),),
)


LINES = "| yes | n*(n-1) |\n| no | 2 |\n| yes | n |"


def test_lines_between_bars_are_rows_without_a_rule_below_a_header():
    assert says(ASKED, LINES).verdict == "correct"
    assert says(ASKED, LINES.replace("| n |", "| 3*n |")).verdict == "partial"
    assert says(ASKED, LINES[: LINES.rindex("|\n") + 1]).verdict == "unreadable"
    assert says(NUMBERS, "|1/2|\n|-3/4|\n|1|").verdict == "correct"


def test_one_column_may_be_a_plain_list():
    asked = ask("table", [1, 2], rows=("a", "b"), columns=(Column(name="value"),))
    for cells in ([1, 2], [[1], [2]], [["1"], ["4/2"]]):
        assert says(asked, cells, "json").verdict == "correct"
    assert says(asked, "[1, 3]").score == 0.5


COUNTS = ask(
    "table",
    [[N], [2 * N]],
    rows=("ring", "star"),
    columns=(Column(name="count"),),
    symbols={"n": "integer >= 2"},
)
WORDS = ask("table", [["yes"], ["no"]], rows=("ring", "star"), columns=(ASKED.part.columns[0],))


def counted(seven):
    """The table of counts where the statement gives n."""
    return ask(
        "table",
        [[sp.Integer(seven)], [sp.Integer(2 * seven)]],
        rows=("ring", "star"),
        columns=(Column(name="count"),),
        known={"n": sp.Integer(seven)},
    )


@pytest.mark.parametrize(
    "given",
    [
        [[N], [2 * N]],
        sp.Matrix([N, 2 * N]),
        np.array([[N], [2 * N]]),
        np.array([N, 2 * N]),
        {"star": 2 * N, "ring": [N]},
        {"Star": "2n", "ring": "$n$"},
        "[[n], [2*n]]",
        "n, 2n",
        "n\n2n",
        ["n", r"\frac{4n}{2}"],
        (N, 2 * sp.Symbol("n")),
    ],
)
def test_a_cell_of_the_notebook_may_hold_the_table_in_anything(given):
    assert says(COUNTS, answer(given), "typed").verdict == "correct"


@pytest.mark.parametrize(
    "given",
    [
        ["yes", "no"],
        np.array(["yes", "no"]),
        np.array([["yes"], ["no"]]),
        [sp.Symbol("yes"), sp.Symbol("no")],
        [True, False],
        {"star": "it does not", "ring": "it holds"},
        "yes, no",
        "['yes', 'no']",
        ["yes: it holds", "no (it does not)"],
    ],
)
def test_options_in_cells_are_known_in_anything(given):
    assert says(WORDS, answer(given), "typed").verdict == "correct"


@pytest.mark.parametrize("given", [[7, 14], [np.int64(7), 14.0], "[n, 2*n]", ["n", "2n"]])
def test_what_the_statement_gives_may_be_used_in_any_cell(given):
    assert says(counted(7), answer(given), "typed").verdict == "correct"


@pytest.mark.parametrize(
    ("given", "says_so"),
    [
        ({0: 1, 1: 2}, "named as in the statement"),
        ({"ring": 1}, "named as in the statement"),
        ({}, "named as in the statement"),
        ([1, None], "row 2 (star)"),
        ([1], "A list of 2 rows"),
        (None, "A list of 2 rows"),
    ],
)
def test_other_shapes_are_said_to_be_unreadable(given, says_so):
    decision = says(COUNTS, answer(given), "typed")
    assert decision.verdict == "unreadable"
    assert says_so in decision.hint


BY_NAME = [
    {"ring": ["yes", "n*(n-1)"], "star": ["no", 2], "tree": ["yes", "n"]},
    {"tree": ["yes", "n"], "star": ["no", 2], "Ring": ["yes", "n*(n-1)"]},
    {"holds": ["yes", "no", "yes"], "count": ["n*(n-1)", 2, "n"]},
    {"count": ["n*(n-1)", 2, "n"], "holds": ["yes", "no", "yes"]},
    {
        "scheme": ["tree", "ring", "star"],
        "holds": ["yes", "yes", "no"],
        "count": ["n", "n**2-n", 2],
    },
    {"holds": {"ring": "yes", "star": "no", "tree": "yes"}, "count": ["n*(n-1)", 2, "n"]},
    {
        "ring": {"count": "n*(n-1)", "holds": "yes"},
        "star": {"count": 2, "holds": "no"},
        "tree": {"holds": "yes", "count": "n"},
    },
    [
        {"holds": "yes", "count": "n*(n-1)"},
        {"holds": "no", "count": 2},
        {"count": "n", "holds": "yes"},
    ],
    [
        {"row": "star", "holds": "no", "count": 2},
        {"row": "tree", "holds": "yes", "count": "n"},
        {"row": "ring", "holds": "yes", "count": "n*(n-1)"},
    ],
    [["ring", "yes", "n*(n-1)"], ["star", "no", 2], ["tree", "yes", "n"]],
    [["tree", "yes", "n"], ["Ring", "yes", "n*(n-1)"], ["star", "no", 2]],
    [
        ["scheme", "holds", "count"],
        ["star", "no", 2],
        ["ring", "yes", "n*(n-1)"],
        ["tree", "yes", "n"],
    ],
    [["count", "holds"], ["n*(n-1)", "yes"], [2, "no"], ["n", "yes"]],
    [["count", "", "holds"], ["n", "tree", "yes"], ["n**2-n", "ring", "yes"], [2, "star", "no"]],
]


@pytest.mark.parametrize("table", BY_NAME)
def test_rows_and_columns_may_have_names_in_json_in_cells_and_in_text(table):
    assert says(ASKED, table, "json").verdict == "correct"
    assert says(ASKED, answer(table), "typed").verdict == "correct"
    assert says(ASKED, repr(table)).verdict == "correct"


@pytest.mark.parametrize(
    "table",
    [
        {"holds": ["yes", "no", "yes"]},
        {"holds": ["yes", "no", "yes"], "count": ["n*(n-1)", 2]},
        {"holds": ["yes", "no", "yes"], "counts": ["n*(n-1)", 2, "n"], "more": [1, 2, 3]},
        {"row": ["ring", "ring", "tree"], "holds": ["yes"] * 3, "count": [1, 2, 3]},
        {"row": ["ring", "bus", "tree"], "holds": ["yes"] * 3, "count": [1, 2, 3]},
        {"row": [1, 2, 3], "holds": ["yes"] * 3, "count": [1, 2, 3]},
        [{"holds": "yes", "count": 1}] * 2,
        [{"holds": "yes"}] * 3,
        [{"row": "ring", "holds": "yes", "count": 1}] * 3,
        [{"row": "ring", "holds": "no", "count": 1}, {"holds": "no", "count": 1}, {}],
        {1: ["yes", 2], 2: ["no", 2], 3: ["yes", 2]},
        [["ring", "yes", 1], ["ring", "no", 2], ["tree", "yes", 3]],
        [["ring", "yes", 1], ["bus", "no", 2], ["tree", "yes", 3]],
        [["holds", "number"], ["yes", 1], ["no", 2], ["yes", 3]],
        [["holds", "count"], ["ring", "yes", 1], ["star", "no", 2], ["tree", "yes", 3]],
        [["scheme", "holds", "count"], ["yes", 1], ["no", 2], ["yes", 3]],
    ],
)
def test_a_name_that_is_missing_or_met_twice_is_for_a_person(table):
    for decision in (says(ASKED, answer(table), "typed"), says(ASKED, repr(table))):
        assert decision.verdict == "unreadable"
        assert decision.hint


@pytest.mark.parametrize("text", ["ring: n, star: 2n", "star: 2*n, ring: n", "star: 2n\nring: n"])
def test_lines_that_begin_with_the_name_of_their_row_are_put_in_order(text):
    assert says(COUNTS, text).verdict == "correct"


@pytest.mark.parametrize("text", ["ring: n, ring: 2n", "ring: n, tree: 2n", "ring: n"])
def test_lines_with_another_name_are_for_a_person(text):
    assert says(COUNTS, text).verdict == "unreadable"


COUNTED = ask(
    "table",
    [[N * (N - 1), 1], [2 * N, N]],
    rows=("ring", "star"),
    columns=(Column(name="messages"), Column(name="size of each")),
    symbols={"n": "integer >= 2"},
)
ONE_COLUMN = ask(
    "table", [[1], [2], [3]], rows=("ring", "star", "tree"), columns=(Column(name="count"),)
)
DASHES = "|---|---|---|"


def in_markdown(question, text):
    """A table in a Markdown cell, of which the harvest took the last formula if there is one."""
    plain = says(question, text)
    form, content = ("latex", "n") if "$" in text else ("text", text)
    given = Answer(part="test.part", form=form, content=content, source=text)
    decision = kind_named("table").decide(given, question, {})
    assert decision.verdict == plain.verdict
    return decision


@pytest.mark.parametrize(
    "text",
    [
        f"| | messages | size of each |\n{DASHES}\n| ring | $n(n-1)$ | $1$ |\n| star | 2n | n |",
        f"So:\n\n| | messages | size |\n{DASHES}\n| ring | n^2 - n | 1 |\n| star | 2n | n |\n\n.",
        f"| x | size of each | messages |\n{DASHES}\n| ring | 1 | n^2 - n |\n| star | n | 2n |",
        f"| x | messages | size of each |\n{DASHES}\n| star | 2n | n |\n| ring | n(n-1) | 1 |",
        "messages | size of each\n---|---\nn(n-1) | 1\n2n | n",
    ],
)
def test_tables_of_markdown_are_read_by_their_names(text):
    assert in_markdown(COUNTED, text).verdict == "correct"


MORE = "|---|---|---|---|"


@pytest.mark.parametrize(
    ("rows", "verdict"),
    [
        ("| ring | n(n-1) | 1 | n(n-1) |\n| star | 2n | n | 2n^2 |", "correct"),
        ("| star | 2n | n | 1 |\n| ring | n(n-1) | 1 | 2 |", "correct"),
        ("| ring | 1 | n(n-1) | 7 |\n| star | n | 2n | 7 |", "incorrect"),
        ("| ring | n(n-1) | 1 | ring |\n| star | 2n | n | star |", "unreadable"),
        ("| 1 | n(n-1) | 1 | 7 |\n| 2 | 2n | n | 7 |", "unreadable"),
    ],
)
def test_a_table_of_markdown_may_have_more_columns_than_are_asked_for(rows, verdict):
    text = f"| x | messages | size of each | total |\n{MORE}\n{rows}"
    assert in_markdown(COUNTED, text).verdict == verdict


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (f"| | messages | size |\n{DASHES}\n| ring | 1 | n(n-1) |\n| star | n | 2n |", "incorrect"),
        (f"| | size | messages |\n{DASHES}\n| ring | 1 | n^2-n |\n| star | n | 2n |", "unreadable"),
        (
            f"| | messages | size |\n{DASHES}\n| wheel | n(n-1) | 1 |\n| star | 2n | n |",
            "unreadable",
        ),
        (f"| | messages | size |\n{DASHES}\n| ring | n(n-1) | 1 |", "unreadable"),
        (f"| | messages | size |\n{DASHES}\n| ring | n(n-1) |\n| star | 2n | n |", "unreadable"),
        ("|a|b|\n|--|--|\n|n(n-1)|1|\n|2n|n|\n\n|a|b|\n|--|--|\n|1|1|\n|2n|n|", "unreadable"),
    ],
)
def test_tables_of_markdown_with_other_names_are_not_guessed_at(text, verdict):
    assert in_markdown(COUNTED, text).verdict == verdict


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("| ring | star | tree |\n|---|---|---|\n| 1 | 2 | 3 |", "correct"),
        ("| tree | ring | star |\n|---|---|---|\n| 3 | 1 | 2 |", "correct"),
        ("| tree | ring | star |\n|---|---|---|\n| 1 | 2 | 3 |", "incorrect"),
        ("| a | b | c |\n|---|---|---|\n| 1 | 2 | 3 |", "unreadable"),
        ("| count |\n|---|\n| 1 |\n| 2 |\n| 3 |", "correct"),
        ("| ring | 1 |\n|---|---|\n| star | 2 |\n| tree | 3 |", "correct"),
        ("| tree | 3 |\n|---|---|\n| star | 2 |\n| ring | 1 |", "correct"),
        ("| ring | 2 |\n|---|---|\n| star | 2 |\n| tree | 3 |", "partial"),
        ("| ring | 1 |\n|---|---|\n| star | 2 |\n| wheel | 3 |", "unreadable"),
        ("| star | 2 |\n|---|---|\n| tree | 3 |", "unreadable"),
    ],
)
def test_a_column_of_markdown_may_lie_on_its_side_under_the_names(text, verdict):
    assert in_markdown(ONE_COLUMN, text).verdict == verdict


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("- ring: $n - 1$\n- star: $2n$", "correct"),
        ("1. star: $2n$\n2. ring: $n - 1$", "unreadable"),
        ("* **star**: $2n$\n* **ring:** $n - 1$\n", "correct"),
        ("<!-- answer: test.part -->\nring: $n - 1$\n\nstar: $2n$", "correct"),
        ("- ring: $n$\n- star: $2n$", "partial"),
        ("- ring: $n - 1$\n- wheel: $2n$", "unreadable"),
        ("So:\n- ring: $n - 1$\n- star: $2n$", "unreadable"),
    ],
)
def test_a_list_of_markdown_may_have_a_line_for_each_row(text, verdict):
    question = ask(
        "table",
        [[N - 1], [2 * N]],
        rows=("ring", "star"),
        columns=(Column(name="messages"),),
        symbols={"n": "integer >= 2"},
    )
    given = Answer(part="test.part", form="latex", content="2n", source=text)
    assert kind_named("table").decide(given, question, {}).verdict == verdict
