"""`growth`: a Theta class; the answer may be the class or its representative."""

from __future__ import annotations

from collections.abc import Mapping

from grader.kinds.judging import judge
from grader.kinds.question import Kind, Question, in_python
from grader.kinds.shapes import fit_scalar
from grader.records import Answer, Decision
from grader.tree import Tree, call


def decide(answer: Answer, question: Question, earlier: Mapping[str, Answer]) -> Decision:
    """Whether the quotient with the reference stays between two positive constants."""
    return judge(answer, question, earlier, fit=_fit, kind="growth")


def solve(question: Question) -> str:
    """The representative as SymPy prints it."""
    return in_python(question.reference)


def _fit(tree: Tree, question: Question) -> Tree:
    """``Theta(f)``, ``f(d) = Theta(f)`` or just ``f``."""
    if tree.head == "relation" and tree.args[0] == "=":
        tree = tree.args[2]
    if tree.head == "call" and tree.args[0] in {"theta", "bigo", "omega"}:
        return tree
    return call("theta", fit_scalar(tree, question))


KIND = Kind("growth", decide, solve, lambda _part: "a growth class such as Theta(d)")
