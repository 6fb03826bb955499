"""`vector` and `matrix`: entry by entry, and every minimiser of a minimum."""

from __future__ import annotations

import re
from fractions import Fraction

import numpy as np
import pytest
import sympy as sp

from grader.kinds import kind_named
from grader.records import Answer
from grader.sandbox.inside.answer import answer
from grader.spec import Minimiser, Mistake
from tests.kinds.asking import ask, integers, says, value

ALPHA = sp.Symbol("alpha", positive=True)
U1, U2 = sp.symbols("u1 u2", real=True)
PAIR = ask("vector", [ALPHA, -ALPHA / 2], shape=(2,), symbols={"alpha": "alpha > 0"})
SQUARE = ask("matrix", sp.Matrix([[1, 2], [3, 4]]), shape=(2, 2))


@pytest.mark.parametrize(
    "text",
    [
        "[alpha, -alpha/2]",
        "(alpha, -alpha/2)",
        "[[alpha], [-alpha/2]]",
        "Matrix([alpha, -alpha/2])",
        "alpha*Matrix([1, -1/2])",
        "alpha*[2, -1]/2",
        r"\begin{pmatrix}\alpha\\-\frac{\alpha}{2}\end{pmatrix}",
    ],
)
def test_rows_columns_and_scaled_vectors_are_read(text):
    assert says(PAIR, text).verdict == "correct"


def test_entries_may_be_texts_of_their_own():
    texts = [{"t": "text", "v": "alpha"}, {"t": "text", "v": "-alpha/2"}]
    assert says(PAIR, value({"t": "list", "a": texts}), "typed").verdict == "correct"
    swapped = value({"t": "list", "a": texts[::-1]})
    assert says(PAIR, swapped, "typed").verdict == "incorrect"
    nonsense = value({"t": "list", "a": [texts[0], {"t": "text", "v": "alpha +"}]})
    assert says(PAIR, nonsense, "typed").verdict == "unreadable"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[alpha]", "1 entry"),
        ("[alpha, 1, 2]", "3 entries"),
        ("alpha", "one expression"),
        ("{alpha, 1}", "one expression"),
    ],
)
def test_another_length_is_wrong_and_said_so(text, words):
    decision = says(PAIR, text)
    assert decision.verdict in {"incorrect", "unreadable"}
    assert words in decision.hint or decision.verdict == "unreadable"


@pytest.mark.parametrize(
    "text", ["{alpha, -alpha/2}", r"\{\alpha, -\frac{\alpha}{2}\}", "u = {alpha, -alpha/2}"]
)
def test_a_list_in_braces_that_is_right_in_its_order_is_right(text):
    assert says(PAIR, text).verdict == "correct"
    assert says(PAIR, value({"t": "text", "v": text}), "typed").verdict == "correct"


@pytest.mark.parametrize("text", ["{-alpha/2, alpha}", "{alpha}", "{alpha, alpha/2}", "{}"])
def test_any_other_list_in_braces_may_be_a_set_and_is_for_a_person(text):
    assert says(PAIR, text).verdict == "unreadable"


def test_a_set_of_python_has_lost_its_order_also_where_it_was_printed():
    entries = [{"t": "symbol", "v": "alpha"}, {"t": "int", "v": "0"}]
    question = ask("vector", [ALPHA, 0], shape=(2,), symbols={"alpha": "alpha > 0"})
    assert says(question, value({"t": "set", "a": entries}), "typed").verdict == "unreadable"
    assert says(question, "{alpha, 0}").verdict == "correct"
    printed = Answer(
        part="test.part", form="text", content="{alpha, 0}", source="print({0, alpha})"
    )
    assert kind_named("vector").decide(printed, question, {}).verdict == "unreadable"


def test_of_entries_printed_one_by_one_nobody_judges_the_last():
    question = ask("vector", [0, 2], shape=(2,))
    printed = Answer(part="test.part", form="text", content="2", source="print(0)\nprint(2)")
    assert kind_named("vector").decide(printed, question, {}).verdict == "unreadable"
    whole = Answer(part="test.part", form="text", content="[2 0]", source="print(c)")
    assert kind_named("vector").decide(whole, question, {}).verdict == "incorrect"
    assert says(question, "2").verdict == "incorrect"


def test_what_a_solver_returns_beside_the_answer_is_for_a_person():
    found = np.linalg.lstsq(np.eye(2), np.array([0.0, 2.0]), rcond=None)
    question = ask("vector", [0, 2], shape=(2,))
    assert says(question, answer(found), "typed").verdict == "unreadable"
    assert says(question, answer(found[0]), "typed").verdict == "correct"


def test_rows_in_braces_are_rows():
    assert says(SQUARE, "{{1, 2}, {3, 4}}").verdict == "correct"
    assert says(SQUARE, "{{1, 2}, {4, 3}}").verdict == "unreadable"


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("[-1.11022302e-16, 2.00000000e+00]", "correct"),
        ("[-1.11022302e-16  2.00000000e+00]", "correct"),
        ("[1.2e-16 2.]", "correct"),
        ("[1e-17, 2]", "undecided"),
        ("[1e-17, 3]", "incorrect"),
        ("[1.2e-9, 2]", "incorrect"),
        ("[2, 1.2e-16]", "incorrect"),
    ],
)
def test_what_rounding_leaves_of_zero_is_zero(text, verdict):
    assert says(ask("vector", [0, 2], shape=(2,)), text).verdict == verdict


@pytest.mark.parametrize("text", ["[alpha, alpha/2]", "[-alpha/2, alpha]", "[0, 0]"])
def test_a_wrong_entry_is_refused(text):
    assert says(PAIR, text).verdict == "incorrect"


@pytest.mark.parametrize(
    "text", ["[[1, 2], [3, 4]]", "Matrix([[1, 2], [3, 4]])", "[[1.0, 2], [3, 4]]"]
)
def test_matrices_are_lists_of_rows(text):
    assert says(SQUARE, text).verdict == "correct"


@pytest.mark.parametrize(
    "text", ["[[1, 3], [2, 4]]", "[1, 2, 3, 4]", "[[1, 2]]", "5", "[[1, 2], [3]]"]
)
def test_other_matrices_are_refused(text):
    assert says(SQUARE, text).verdict in {"incorrect", "unreadable"}


TIES = ask(
    "vector",
    Minimiser(
        point=[-1, 0],
        objective=U1 + 3 * (sp.Max(sp.Abs(U1), sp.Abs(U2)) - 1) ** 2 + U1**2 / 2,
        variables=(U1, U2),
    ),
    shape=(2,),
    mistakes=(Mistake(id="flipped", form=[1, 0], feedback="Mind the sign."),),
)


@pytest.mark.parametrize("text", ["[-1, 0]", "[-1, 1/2]", "[-1, 1]", "[-1, -0.25]"])
def test_every_minimiser_is_right(text):
    assert says(TIES, text).verdict == "correct"


def objective(u1: Fraction, u2: Fraction) -> Fraction:
    return u1 + 3 * (max(abs(u1), abs(u2)) - 1) ** 2 + u1**2 / 2


@pytest.mark.parametrize("mine", [(0, 0), (1, 0), (-2, 5), (3, 4), (-1, 2)])
def test_a_better_point_is_really_better_and_not_the_minimiser(mine):
    decision = says(TIES, f"[{mine[0]}, {mine[1]}]")
    assert decision.verdict == "incorrect"
    found = re.search(r"smaller objective than yours: \(([^)]*)\)", decision.hint)
    assert found, decision.hint
    better = tuple(Fraction(entry) for entry in found[1].split(", "))
    assert objective(*better) < objective(*map(Fraction, mine))
    assert better != (-1, 0)


def test_a_mistake_of_a_minimum_keeps_its_feedback():
    assert says(TIES, "[1, 0]").mistake == "flipped"
    assert says(TIES, "[1, 0]").hint.startswith("Mind the sign.")


def test_arrays_of_numbers_are_vectors():
    asked = ask("vector", [1, 2], shape=(2,))
    array = {"t": "array", "shape": [2], "dtype": "int64", "a": integers(1, 2)}
    column = {"t": "array", "shape": [2, 1], "dtype": "int64", "a": integers(1, 2)}
    assert says(asked, value(array), "typed").verdict == "correct"
    assert says(asked, value(column), "typed").verdict == "correct"


ALPHA = sp.Symbol("alpha", positive=True)
FIXED = ask(
    "vector",
    Minimiser(
        point=[-ALPHA, 2 * ALPHA],
        objective=U1 - 2 * U2 + (U1**2 + U2**2) / (2 * ALPHA),
        variables=(U1, U2),
    ),
    shape=(2,),
    symbols={"alpha": "alpha > 0", "g": "nonzero real vector 2"},
    known={"g": (1, -2)},
)


@pytest.mark.parametrize("text", ["[-alpha, alpha]", "-2*alpha*g", "[g1, g2]"])
def test_no_point_gives_another_value_to_what_the_statement_fixes(text):
    decision = says(FIXED, text)
    assert decision.verdict == "incorrect"
    assert set(decision.certificate) == {"alpha"}
    assert "At alpha = " in decision.hint
    assert "smaller objective" in decision.hint
    assert "g1 =" not in decision.hint


@pytest.mark.parametrize(
    ("text", "says_so"),
    [
        ("[0,5; 1,5]", "comma"),
        ("(0,5, 1,5)", "comma"),
        ("(0,5, 2)", "comma"),
        ("0,5; 2", "comma"),
        ("(1; 1,25)", "comma"),
        ("{0, 1}", "no order"),
        ("c_1 = alpha", "Only the entry c_1"),
        ("c_1 = alpha, c_1 = 2", "twice"),
    ],
)
def test_what_may_be_another_vector_is_for_a_person(text, says_so):
    decision = says(PAIR, text)
    assert decision.verdict == "unreadable"
    assert says_so in decision.hint


@pytest.mark.parametrize("text", ["(1,2,3)", "(1, 2, 3)", "(1,2, 3,4, 5)", "(1, 2, 3, 4, 5)"])
def test_a_vector_of_another_length_is_wrong_where_no_comma_can_be_a_decimal_one(text):
    assert says(PAIR, text).verdict == "incorrect"


def test_entries_may_have_names_and_a_list_be_repeated():
    ones = ask("vector", sp.Matrix([3, 3]), shape=(2,))
    for text in ("c_1 = 3, c_2 = 3", "c_1 = c_2 = 3", r"3\mathbf{1}", "[3]*2", "c_i = 3"):
        assert says(ones, text).verdict == "correct", text
    for text in ("c_2 = 4, c_1 = 3", r"2\mathbf{1}", "[3]*3", "[4]*2", "c_i = 4", "[1, 3, 3]"):
        assert says(ones, text).verdict == "incorrect", text


@pytest.mark.parametrize("text", ["ones(2)", "sp.ones(2)", "2*ones(2)"])
def test_one_size_gives_a_matrix_to_some_and_is_no_wrong_shape(text):
    decision = says(SQUARE, text)
    assert decision.verdict == "unreadable"
    assert "zeros(2, 2)" in decision.hint
    assert says(SQUARE, "ones(2, 2)").verdict == "incorrect"


@pytest.mark.parametrize(
    ("cell", "formula", "verdict"),
    [
        (r"$u_2 = \frac{3}{2}$ and all other entries are $0$.", "0", "unreadable"),
        (r"With $k = 2$ this is $\frac{3}{2}$", r"\frac{3}{2}", "unreadable"),
        (r"The answer is $\frac{3}{2}$", r"\frac{3}{2}", "incorrect"),
        (r"All weights are $\frac{3}{2}$.", r"\frac{3}{2}", "unreadable"),
        (r"$\frac{3}{2}$ in every coordinate", r"\frac{3}{2}", "unreadable"),
        (r"With $k = 2$ we get $$\frac{3}{2}$$", r"\frac{3}{2}", "incorrect"),
        (r"With $k = 2$ this is $(0, \frac{3}{2}, 0)$", r"(0, \frac{3}{2}, 0)", "correct"),
    ],
)
def test_one_formula_of_several_that_is_no_vector_is_for_a_person(cell, formula, verdict):
    question = ask("vector", sp.Matrix([0, sp.Rational(3, 2), 0]), shape=(3,))
    given = Answer(part="test.part", form="latex", content=formula, source=cell)
    assert kind_named("vector").decide(given, question, {}).verdict == verdict
