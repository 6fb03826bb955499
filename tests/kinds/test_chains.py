"""Answers with several sides: they must agree, whatever stands in front; and limits in words."""

from __future__ import annotations

import numpy as np
import pytest
import sympy as sp

from grader.sandbox.inside import answer
from grader.spec import Column
from tests.kinds.asking import ask, says

N = sp.Symbol("n", integer=True, positive=True)
ROUNDS = ask("expression", 2 * (N - 1), symbols={"n": "integer >= 2"})
LIMIT = ask("number", sp.Rational(10000, 10101), symbols={"s": "s > 0"}, bound=("s",))
POINT = ask("vector", [sp.Rational(1, 3), 0], shape=(2,), symbols={"n": "integer >= 2"})
SQUARE = ask("matrix", [[1, 0], [0, 2]], shape=(2, 2), symbols={"n": "integer >= 2"})


@pytest.mark.parametrize(
    ("question", "text"),
    [
        (ROUNDS, "r = (n - 1) + (n - 1) = 2*(n - 1)"),
        (ROUNDS, "r = 2*(n - 1) = 2*n - 2"),
        (ROUNDS, "2*(n - 1) = 2*n - 2"),
        (ROUNDS, "r = 2*m = 2*(n - 1)"),
        (ROUNDS, r"r = \frac{4(n-1)}{2} = 2n - 2"),
        (LIMIT, "s_max = 1/1.0101 = 0.990"),
        (LIMIT, "s_max = 0.990 = 10000/10101"),
        (LIMIT, "0.990 = 10000/10101"),
        (LIMIT, r"s_{\max} = \frac{1}{1.0101} \approx 0.990"),
        (LIMIT, "1/||a||^2 = 1/1.0101 = 0.990"),
        (POINT, "u = [2, 0]/6 = [1/3, 0]"),
        (POINT, r"u = \frac{1}{3}(1, 0) = \left(\frac{1}{3}, 0\right)"),
        (POINT, "u = A/|A| = [1/3, 0]"),
        (SQUARE, "M = 2*[[1/2, 0], [0, 1]] = [[1, 0], [0, 2]]"),
        (SQUARE, "M = [1, 0; 0, 2]"),
    ],
)
def test_every_side_of_a_right_answer_is_right(question, text):
    assert says(question, text).verdict == "correct"


@pytest.mark.parametrize(
    ("question", "text"),
    [
        (ROUNDS, "r = 2*n - 1 = 2*(n - 1)"),
        (ROUNDS, "r = n*(n - 1) = 2*(n - 1)"),
        (ROUNDS, "r = n - 1 = 2*(n - 1) = 2*n - 2"),
        (ROUNDS, "r = 2*(n - 1) = 2*n - 1"),
        (LIMIT, "s_max = 2/1.0101 = 0.990"),
        (LIMIT, "s_max = 0.98 = 10000/10101"),
        (LIMIT, "s_max = 0.990 = 20000/10101"),
        (POINT, "u = [1, 0] = [1/3, 0]"),
        (POINT, "u = [1/3, 0] = [1, 0]"),
        (SQUARE, "M = [[1, 0], [0, 1]] = [[1, 0], [0, 2]]"),
    ],
)
def test_one_wrong_side_is_not_made_good_by_the_last_one(question, text):
    decision = says(question, text)
    assert decision.verdict == "incorrect"
    assert decision.score == 0


@pytest.mark.parametrize(
    "text",
    [
        "less than 10000/10101",
        "at most 10000/10101",
        "smaller than 0.990",
        "below 0.990",
        "up to 10000/10101",
        "< 10000/10101",
        "<= 0.990",
        "≤ 10000/10101",
        "Less than 10000/10101.",
        r"< \frac{10000}{10101}",
        r"\le \frac{10000}{10101}",
        r"\leq 0.990",
        "anything below 0.990",
        "strictly less than 0.990",
        "less than or equal to 0.990",
        "smaller than about 0.990",
    ],
)
def test_a_limit_needs_no_name(text):
    assert says(LIMIT, text).verdict == "correct"


@pytest.mark.parametrize(
    "text", ["less than 20000/10101", "at most 0.98", "< 0", "≤ 1/2", "below 2"]
)
def test_a_wrong_limit_is_wrong_without_a_name_too(text):
    assert says(LIMIT, text).verdict == "incorrect"


@pytest.mark.parametrize(
    "text",
    ["at least 10000/10101", "more than 0.990", "> 0.990", "not less than 0.990", "less than", "<"],
)
def test_the_other_side_of_a_limit_is_not_read_as_the_limit(text):
    assert says(LIMIT, text).verdict != "correct"


def test_where_no_limit_is_asked_for_the_words_stay():
    assert says(ROUNDS, "less than 2*(n - 1)").verdict == "unreadable"
    assert says(ROUNDS, "< 2*(n - 1)").verdict == "unreadable"


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("n(n-1), p; 2n, p; 2n(n-1), p/n", "correct"),
        ("[[n(n-1), p], [2n, p], [2n(n-1), p/n]]", "correct"),
        ("n(n-1), p\n2n, p\n2n(n-1), p/n", "correct"),
        ("[(n(n-1), p), (2n, p), (2n(n-1), p/n)]", "correct"),
        ("n(n-1), p; 2n, p; 2n(n-1), p", "partial"),
        ("[n(n-1), p; 2n, p; 2n(n-1), p/n]", "correct"),
        ("n(n-1), p; 2n, p", "unreadable"),
        ("n(n-1), p; 2n; 2n(n-1), p/n", "unreadable"),
        ("[[n(n-1), p], [2n, p], [2n(n-1) p/n]]", "unreadable"),
    ],
)
def test_a_table_may_be_typed_as_one_writes_mathematics(text, verdict):
    symbols = {"n": "integer >= 2", "p": "integer >= 1"}
    columns = ("messages", "size")
    rows = [["n*(n-1)", "p"], ["2*n", "p"], ["2*n*(n-1)", "p/n"]]
    table = ask(
        "table",
        rows,
        rows=("all", "server", "ring"),
        columns=tuple(Column(name=name) for name in columns),
        symbols=symbols,
    )
    assert says(table, text).verdict == verdict


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("1 2 3", "correct"),
        ("[1 2 3]", "correct"),
        ("1  2  3", "correct"),
        ("1 2 2", "partial"),
        ("1 2", "unreadable"),
        ("1 2 3 4", "unreadable"),
        ("[2n - 1, 2, 3]", "unreadable"),
    ],
)
def test_a_column_of_numbers_needs_no_commas(text, verdict):
    table = ask("table", [[1], [2], [3]], rows=("a", "b", "c"), columns=(Column(name="stored"),))
    assert says(table, text).verdict == verdict


@pytest.mark.parametrize(
    ("value", "verdict"),
    [
        (np.float32(1 / 1.0101), "correct"),
        (np.float32(1.0) / np.float32(1.0101), "correct"),
        (np.float32(0.99), "correct"),
        (np.float32(0.9903), "incorrect"),
        (np.float16(1 / 1.0101), "correct"),
        (np.float16(0.98), "incorrect"),
        (complex(1 / 1.0101), "correct"),
        (complex(1 / 1.0101, 1e-3), "incorrect"),
        (sp.Eq(sp.Symbol("s_max"), sp.Rational(10000, 10101)), "correct"),
        (sp.Eq(sp.Symbol("s_max"), sp.Rational(20000, 10101)), "incorrect"),
    ],
)
def test_a_computed_number_is_held_to_the_digits_that_it_has(value, verdict):
    assert says(LIMIT, answer.answer(value), "typed").verdict == verdict


@pytest.mark.parametrize(
    ("value", "verdict"),
    [
        (sp.FiniteSet((sp.Rational(1, 3), 0)), "correct"),
        (sp.FiniteSet((0, sp.Rational(1, 3))), "incorrect"),
        (sp.FiniteSet((0, 1), (sp.Rational(1, 3), 0)), "unreadable"),
        (sp.FiniteSet(sp.Rational(1, 3), 0), "unreadable"),
        (np.array([1, 0], dtype=np.float32) / np.float32(3), "correct"),
    ],
)
def test_a_set_of_one_solution_is_that_solution(value, verdict):
    assert says(POINT, answer.answer(value), "typed").verdict == verdict


CHANGE = ask("expression", -sp.Symbol("lam") * sp.Symbol("w"), symbols={"w": "real", "lam": "real"})
WEIGHT = ask(
    "expression",
    sp.Symbol("w") - sp.Symbol("lam") * sp.Symbol("w"),
    symbols={"w": "real", "lam": "real"},
)


@pytest.mark.parametrize(
    ("question", "text", "verdict"),
    [
        (WEIGHT, "w -= lam*w", "correct"),
        (WEIGHT, "w *= 1 - lam", "correct"),
        (WEIGHT, "w += -lam*w", "correct"),
        (WEIGHT, "w += lam*w", "incorrect"),
        (WEIGHT, "w -= 2*lam*w", "incorrect"),
        (WEIGHT, "w += w - lam*w", "unreadable"),
        (CHANGE, "w -= lam*w", "unreadable"),
        (CHANGE, "w += -lam*w", "unreadable"),
        (CHANGE, "w -= lam", "incorrect"),
        (CHANGE, "w += lam*w", "incorrect"),
        (CHANGE, "-lam*w", "correct"),
    ],
)
def test_one_step_of_a_program_is_the_new_value_and_never_wrong_as_the_change(
    question, text, verdict
):
    assert says(question, text).verdict == verdict
