"""A box tells trees apart only where they differ on a set of positive measure."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sympy as sp

from grader.equality import Domain, compare
from grader.kinds.screening import Screen
from grader.reading.sympy_trees import from_sympy
from grader.records import Verdict
from grader.spec import Mistake

from .asking import ask, says

X, Y = sp.symbols("x y", real=True)
G = sp.symbols("g1:3", real=True)

PAIRS = [
    (X, X + sp.Rational(1, 10**15), True),
    (X, X + sp.Rational(1, 10**40), False),  # nearer than the box is wide
    (sp.sqrt(X**2), sp.Abs(X), False),
    (sp.sqrt(X**2), X, None),  # depends on where the box lies, and may be left to the engine
    ((X**2 - 1) / (X - 1), X + 1, False),  # a single point apart
    (sp.Matrix(G), sp.Matrix([G[0], 2 * G[1]]), True),
    (sp.Matrix(G), sp.Matrix([G[0]]), False),  # another shape is for the engine
    (sp.Function("f")(X), sp.Function("f")(X) + 1, False),  # no value, no word
    (sp.exp(sp.exp(sp.exp(100 + X**2))), X, False),
]


@pytest.mark.parametrize(("one", "other", "apart"), PAIRS, ids=str)
def test_only_what_differs_on_the_box_is_excluded(one, other, apart):
    domain = Domain.of({"x": "real", "y": "real", "g": "real vector 2"})
    screen = Screen.of(from_sympy(one), domain)
    found = screen.excludes(screen.glance(from_sympy(other)), screen.right)
    assert apart is None or found is apart
    if found:
        assert compare(from_sympy(other), from_sympy(one), domain).relation == "different"


def test_a_domain_that_is_a_curve_has_no_box():
    domain = Domain.of({"x": "x > 0", "y": "y > 0"}, ("x + y = 1",))
    screen = Screen.of(from_sympy(1 - X), domain)
    assert screen.box is None
    assert not screen.excludes(screen.glance(from_sympy(Y + 1)), screen.right)


def test_a_name_that_nobody_declared_is_left_to_the_engine():
    screen = Screen.of(from_sympy(X), Domain.of({"x": "real"}))
    assert screen.glance(from_sympy(Y)) == (None,)


@pytest.mark.parametrize("text", ["x", "2*x", "x*x", "3*x", "x + x", "-2*x", "2.0*x", "2.0001*x"])
@pytest.mark.parametrize("kind", ["expression", "number"])
def test_the_verdict_is_the_same_whether_or_not_it_is_explained(kind, text):
    mistakes = (
        Mistake(id="square", form=X**2, feedback="No.", credit=0.5),
        Mistake(id="three", form="3*x", feedback="No."),
    )
    asked = ask(kind, 2 * X, symbols={"x": "x > 0"}, mistakes=mistakes)
    quick, full = (says(question, text) for question in (replace(asked, explains=False), asked))
    assert (quick.verdict, quick.score, quick.mistake) == (full.verdict, full.score, full.mistake)


def test_a_wrong_answer_that_is_explained_has_an_exact_point():
    asked = ask("expression", 2 * X, symbols={"x": "x > 0"})
    found = says(asked, "2*x + 1/1000")
    assert found.verdict is Verdict.INCORRECT
    assert set(found.certificate or {}) == {"x"}
