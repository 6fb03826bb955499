"""`growth`: a Theta class; the answer may be the class or its representative."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from grader.errors import Unreadable
from grader.kinds.answer_trees import tree_of
from grader.kinds.judging import judge
from grader.kinds.question import Kind, Question, in_python
from grader.kinds.shapes import Misfit, fit_scalar
from grader.records import Answer, Decision, Verdict
from grader.tree import Tree, call

ONE_SIDED = (
    "O and Omega bound the growth from one side only; asked for is the growth itself, Theta. A "
    "person will look."
)
_CONSTANT = frozenset({"constant", "a constant", "const", "it is constant"})


def decide(answer: Answer, question: Question, earlier: Mapping[str, Answer]) -> Decision:
    """Whether the quotient with the reference stays between two positive constants."""
    if isinstance(answer.content, str) and answer.content.strip(" .'\"").casefold() in _CONSTANT:
        answer = replace(answer, form="text", content="1")
    decision = judge(answer, question, earlier, fit=_fit, kind="growth")
    if decision.verdict is Verdict.UNDECIDED and _is_one_sided(answer, question):
        return replace(decision, hint=ONE_SIDED)
    return decision


def _is_one_sided(answer: Answer, question: Question) -> bool:
    """Whether it is a bound from one side, and a class is asked for that is one from both."""
    try:
        heads = (_fit(tree_of(answer, question), question), question.reference_tree)
    except (Unreadable, Misfit):
        return False
    given, asked = (tree.args[0] if tree.head == "call" else "theta" for tree in heads)
    return given in {"bigo", "omega"} and given != asked


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
