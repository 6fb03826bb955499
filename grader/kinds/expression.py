"""`expression`: one formula in the declared symbols."""

from __future__ import annotations

from collections.abc import Mapping

from grader.kinds.judging import judge
from grader.kinds.question import Kind, Question, in_python
from grader.kinds.shapes import fit_scalar
from grader.records import Answer, Decision


def decide(answer: Answer, question: Question, earlier: Mapping[str, Answer]) -> Decision:
    """Proved equal to the reference on the domain, or refuted, or undecided."""
    return judge(answer, question, earlier, fit=fit_scalar, kind="expression")


def solve(question: Question) -> str:
    """The reference as SymPy prints it."""
    return in_python(question.reference)


KIND = Kind("expression", decide, solve)
