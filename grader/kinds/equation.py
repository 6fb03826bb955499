"""`equation`: an equation up to a non-zero factor; an expression stands for "= 0"."""

from __future__ import annotations

from collections.abc import Mapping

import sympy as sp

from grader.kinds.judging import judge
from grader.kinds.question import Kind, Question, in_python
from grader.kinds.shapes import Misfit, refuse_truth
from grader.records import Answer, Decision
from grader.tree import ZERO, Tree, relation


def decide(answer: Answer, question: Question, earlier: Mapping[str, Answer]) -> Decision:
    """Whether both sides' differences are each other's multiple by a factor without zeros."""
    return judge(answer, question, earlier, fit=_fit, kind="equation")


def solve(question: Question) -> str:
    """``Eq(left, right)`` as SymPy prints it."""
    reference = question.reference
    equation = isinstance(reference, sp.Eq)
    left, right = (reference.lhs, reference.rhs) if equation else (reference, 0)
    return f"Eq({in_python(left)}, {in_python(right)})"


def _fit(tree: Tree, _question: Question) -> Tree:
    if tree.head == "relation":
        if tree.args[0] != "=":
            raise Misfit("An equation is asked for, not an inequality.")
        return tree
    refuse_truth(tree)
    if tree.head in {"list", "tuple", "vector", "matrix", "set", "text"}:
        raise Misfit("An equation is asked for: Eq(left, right), or an expression that is 0.")
    return relation("=", tree, ZERO)


KIND = Kind("equation", decide, solve, lambda _part: "an equation, Eq(left, right)")
