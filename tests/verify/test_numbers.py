"""References at numbers: the same as SymPy finds, or nothing."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
import sympy as sp

from grader.spec import Observation
from grader.verify.agreement import disagreement
from grader.verify.numbers import enclosed

X, N = sp.Symbol("x", positive=True), sp.Symbol("n", integer=True)


@pytest.mark.parametrize(
    "expression",
    [
        X**2 - 1 / X,
        sp.sqrt(X) * sp.gamma(X + 1) / sp.pi,
        sp.Max(X, 2) * sp.sign(X - 1),
        sp.Piecewise((X, X < 1), (-X, True)),
        sp.Sum(X**N, (N, 0, 5)),
        sp.exp(-X) * sp.I,
    ],
    ids=str,
)
@pytest.mark.parametrize("at", [3, 0.1, Fraction(2, 7), np.float64(1.5), np.int64(2)], ids=repr)
def test_a_value_is_the_one_that_sympy_finds(expression, at):
    found = enclosed(expression, {"x": at})
    exact = sp.Rational(*Fraction(float(at) if isinstance(at, float) else at).as_integer_ratio())
    assert found == pytest.approx(complex(expression.subs(X, exact).doit().evalf(30)), rel=1e-15)


@pytest.mark.parametrize(
    ("expression", "at"),
    [
        (X, {}),
        (X, {"x": float("nan")}),
        (X, {"x": "2"}),
        (1 / (X - X), {"x": 1}),
        (sp.Integral(sp.exp(X), X), {"x": 1}),
        (sp.sin(X) ** 2 + sp.cos(X) ** 2 - 1, {"x": 1}),  # 0, and no ball tells
    ],
    ids=str,
)
def test_where_balls_do_not_tell_nothing_is_said(expression, at):
    assert enclosed(expression, at) is None


def test_a_reference_that_balls_do_not_know_is_held_against_the_oracle_all_the_same():
    reference = sp.Integral(sp.exp(N), (N, 0, X))
    seen = Observation(part="p", at={"x": 1.0}, value=np.e - 1, tolerance=1e-9)
    assert disagreement(reference, seen) < 1
    off = Observation(part="p", at={"x": 1.0}, value=np.e, tolerance=1e-9)
    assert disagreement(reference, off) > 1
