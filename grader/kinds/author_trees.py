"""From what an author wrote to trees; an expression that many forms share is converted once."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import sympy as sp

from grader.reading.arrays import as_matrix
from grader.reading.sympy_trees import from_sympy
from grader.tree import Tree, add


def tree_of_author(value: Any) -> Tree:
    """The tree of an author's object, as `from_sympy` makes it.

    >>> from grader.reading.printing import to_text
    >>> to_text(tree_of_author(sp.Symbol("x") / 2))
    'x/2'

    Raises:
        GraderError: an object that no tree stands for.
    """
    if isinstance(value, sp.MatrixBase):
        rows = (Tree("list", tuple(map(tree_of_author, row))) for row in value.tolist())
        return as_matrix(Tree("list", tuple(rows)))
    if isinstance(value, sp.Basic):
        return _of_expression(value)
    if type(value) in {list, tuple}:
        return Tree(type(value).__name__, tuple(map(tree_of_author, value)))
    return from_sympy(value)


@lru_cache(maxsize=16_384)
def _of_expression(expression: sp.Basic) -> Tree:
    """Equal expressions have equal trees: SymPy tells floats of two precisions apart."""
    if isinstance(expression, sp.Add):  # an objective shares its penalty with many others
        return add(*map(_of_expression, expression.args))
    return from_sympy(expression)
