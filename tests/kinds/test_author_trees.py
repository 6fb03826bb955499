"""What an author wrote becomes the tree that reading it directly gives, however often."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
import sympy as sp

from grader.errors import GraderError
from grader.kinds.author_trees import tree_of_author
from grader.reading.sympy_trees import from_sympy
from grader.tree import symbol

X, Y = sp.symbols("x y", real=True)


@pytest.mark.parametrize(
    "value",
    [
        X / 2 + sp.sqrt(Y),
        X + Y + 3 * sp.Abs(X + Y) + sp.Max(X, Y, 2) ** 2,
        sp.Matrix([X, Y]),
        sp.Matrix([[X, 1], [Y, sp.Rational(1, 3)]]),
        sp.ImmutableMatrix([[X, Y]]),
        [X, [Y, 2], "word"],
        (X, Fraction(1, 3)),
        {X, Y},
        sp.Eq(X, Y),
        sp.Interval(0, X),
        sp.Sum(X, (X, 1, Y)),
        sp.Float("0.1", 10),
        np.array([[1, 2], [3, 4]]),
        symbol("x"),
        3,
        0.5,
        "text",
    ],
    ids=lambda value: type(value).__name__,
)
def test_the_tree_is_that_of_the_reader(value):
    for _ in range(2):
        assert tree_of_author(value) == from_sympy(value)


def test_floats_of_two_precisions_keep_their_own_trees():
    trees = [tree_of_author(X + sp.Float("0.1", digits)) for digits in (10, 30)]
    assert trees == [from_sympy(X + sp.Float("0.1", digits)) for digits in (10, 30)]


@pytest.mark.parametrize("value", [object(), sp.Derivative(sp.Function("f")(X), X), [object()]])
def test_what_no_tree_stands_for_is_refused_each_time(value):
    for _ in range(2):
        with pytest.raises(GraderError):
            tree_of_author(value)
