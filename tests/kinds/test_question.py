"""A question that is just right or wrong: the same verdicts, and no known mistake is named."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import sympy as sp

from grader.kinds.question import in_python
from grader.sandbox.inside.answer import answer
from grader.spec import Column, Minimiser, Mistake
from tests.kinds.asking import ask, says

X = sp.Symbol("x", positive=True)
U = sp.symbols("u1:3", real=True)
SUM_OF_SQUARES = Minimiser(point=[X, -X], objective=(U[0] - X) ** 2 + (U[1] + X) ** 2, variables=U)
ASKED = {
    "expression": (ask("expression", X, symbols={"x": "x > 0"}), "x", "2*x", X * 2),
    "equation": (
        ask("equation", X - 3, symbols={"x": "x > 0"}), "x = 3", "x = 6", sp.Eq(X, 6),
    ),
    "vector": (
        ask("vector", SUM_OF_SQUARES, symbols={"x": "x > 0"}, shape=(2,)),
        "[x, -x]", "[2*x, -2*x]", [2 * X, -2 * X],
    ),
    "table": (
        ask("table", [[X], [2]], rows=("a", "b"), columns=(Column(name="count"),),
            symbols={"x": "x > 0"}),
        "[x, 2]", "[2*x, 3]", [[2 * X], [3]],
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", ASKED)
def test_a_wrong_answer_is_named_as_the_mistake_that_it_is_only_where_that_is_asked(kind):
    question, right, wrong, form = ASKED[kind]
    mistake = Mistake(id="doubled", form=form, feedback="Half of that.", credit=0.5)
    question = replace(question, mistakes=(mistake,), explains=False)
    assert says(question, wrong).mistake == "doubled"
    for plain in (question.just_right_or_wrong(), replace(question, recognises=False)):
        assert says(plain, right).verdict == "correct"
        assert says(plain, wrong).verdict == "incorrect"
        assert says(plain, wrong).mistake is None


def test_what_was_compiled_is_shared():
    question, right, _wrong, _form = ASKED["vector"]
    assert says(question, right).verdict == "correct"
    plain = question.just_right_or_wrong()
    assert plain.vocabulary is question.vocabulary
    kept = plain.__dict__["_pointwise"], question.__dict__["_pointwise"]
    assert kept[0].compiled is kept[1].compiled
    assert not kept[0].recognises
    assert kept[1].recognises


@pytest.mark.parametrize("text", ["1 + 1", ["1 + 1"], [["1 + 1"]], (1, "1 + 1"), {"x": "1 + 1"}])
def test_text_in_a_reference_is_refused_however_deep_it_lies_and_never_evaluated(text):
    with pytest.raises(TypeError, match="SymPy object"):
        in_python(text)


@pytest.mark.parametrize(
    ("kind", "reference", "part"),
    [
        ("number", sp.Rational(1, 3), {}),
        ("expression", X / 2, {"symbols": {"x": "real"}}),
        ("equation", sp.Eq(X, 2), {"symbols": {"x": "real"}}),
        ("vector", sp.Matrix([1, 1]), {"shape": (2,)}),
        ("matrix", sp.eye(2), {"shape": (2, 2)}),
        ("growth", X, {"symbols": {"x": "x > 0"}}),
    ],
)
@pytest.mark.parametrize("given", [True, False, sp.true, "True", [True, True], np.ones(2) > 0])
def test_a_check_on_the_last_line_is_no_answer_and_no_zero(kind, reference, part, given):
    """``x == 2`` is False in Python, and ``np.isclose(u, v)`` is True: what it checks is right."""
    decision = says(ask(kind, reference, **part), answer(given), "typed")
    assert decision.verdict == "unreadable"
    assert "a check on the last line" in decision.hint
