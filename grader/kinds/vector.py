"""`vector` and `matrix`: entry by entry; of a minimum, every minimiser is right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial

import sympy as sp

from grader.equality import Reference, compare
from grader.errors import Unreadable
from grader.kinds.answer_trees import in_braces, is_printed
from grader.kinds.author_trees import tree_of_author
from grader.kinds.better_point import better_point
from grader.kinds.judging import (
    Fit,
    fitted,
    from_outcome,
    judge,
    judge_tree,
    point_of,
    unreadable,
)
from grader.kinds.question import Kind, Question, in_python
from grader.kinds.screening import Screen
from grader.kinds.shapes import BRACES, fit_matrix, fit_vector, in_order
from grader.reading.arrays import TWO_SIZES, has_one_size
from grader.records import Answer, Decision, Verdict
from grader.spec import Minimiser, Part
from grader.tree import Tree, substitute


def decide(
    answer: Answer, question: Question, earlier: Mapping[str, Answer], *, fit: Fit
) -> Decision:
    """Equal in every entry, or as good in the objective as the reference.

    ``{0, 2}`` is a vector to some and a set to others: typed in the right order it is right.
    """
    if in_braces(answer, question):
        brackets = partial(_fit_in_order, fit=fit)
        decision = _decided(answer, question, earlier, brackets)
        return decision if decision.verdict is Verdict.CORRECT else unreadable(Unreadable(BRACES))
    decision = _decided(answer, question, earlier, fit)
    if decision.verdict is not Verdict.CORRECT and _has_doubtful_size(answer, question):
        return unreadable(Unreadable(TWO_SIZES))
    if decision.method == "shape" and is_printed(answer):
        return unreadable(Unreadable(_LAST_LINE))
    return decision


_LAST_LINE = (
    "Of what the cell prints the last line was read, and it is no answer of the shape that is "
    "asked for; the whole answer on the last line of the cell would be read."
)


def _has_doubtful_size(answer: Answer, question: Question) -> bool:
    """Whether ``zeros(2)`` was typed where a matrix is asked for; one that a cell returns is it."""
    typed = answer.content if question.part.kind == "matrix" else None
    return isinstance(typed, str) and has_one_size(typed)


def _fit_in_order(tree: Tree, question: Question, *, fit: Fit) -> Tree:
    return fit(in_order(tree), question)


def _decided(
    answer: Answer, question: Question, earlier: Mapping[str, Answer], fit: Fit
) -> Decision:
    if not isinstance(question.reference, Minimiser):
        return judge(answer, question, earlier, fit=fit, kind="vector")
    minimiser = question.reference
    point = fitted(answer, question, fit)
    if isinstance(point, Decision):
        return point
    decision = judge_tree(point, _pointwise(question), earlier, fit=fit, kind="vector")
    if decision.verdict is Verdict.CORRECT:
        return decision
    return _by_objective(point, decision, question, minimiser, fit)


def solve(question: Question) -> str:
    """The reference as a list SymPy can print."""
    reference = question.reference
    point = sp.Matrix(reference.point if isinstance(reference, Minimiser) else reference)
    entries = [[in_python(entry) for entry in row] for row in point.tolist()]
    if question.part.kind == "matrix":
        return "Matrix([" + ", ".join("[" + ", ".join(row) + "]" for row in entries) + "])"
    return "[" + ", ".join(entry for row in entries for entry in row) + "]"


def _pointwise(question: Question) -> Question:
    """The question with the minimiser's point as the only right answer; kept with the question."""
    kept: Question | None = question.__dict__.get("_pointwise")
    if kept is None:
        kept = replace(question, reference=question.reference.point)
        question.__dict__["_pointwise"] = kept
    return kept


def _by_objective(
    point: Tree, decision: Decision, question: Question, minimiser: Minimiser, fit: Fit
) -> Decision:
    """Right if the objective is the minimum; else a better point for the feedback."""
    aim = _aim(question, minimiser, fit)
    if not question.explains and decision.verdict is not Verdict.UNDECIDED:
        seen = aim.screen.glance_of(aim.objective, aim.names, point)
        if aim.screen.excludes(seen, aim.screen.right):
            return decision
    outcome = compare(_value(aim.objective, aim.names, point), aim.minimum)
    if outcome.relation == "equal":
        return from_outcome(outcome, point, question)
    if outcome.relation == "undecided" or decision.verdict is Verdict.UNDECIDED:
        return replace(decision, verdict=Verdict.UNDECIDED, score=0.0, mistake=None)
    if not question.explains:
        return decision
    found = better_point(
        _entries(point),
        _entries(aim.best),
        aim.objective,
        aim.names,
        point_of(outcome, question),
    )
    if found is None:
        return decision
    hint = f"{decision.hint} A point with a smaller objective than yours: {found}."
    return replace(decision, hint=hint.strip())


@dataclass(frozen=True, slots=True)
class _Aim:
    """What is minimised, compiled once for a class."""

    objective: Tree
    names: list[str]
    best: Tree
    minimum: Reference
    screen: Screen


def _aim(question: Question, minimiser: Minimiser, fit: Fit) -> _Aim:
    """Kept with the question."""
    kept: _Aim | None = question.__dict__.get("_aim")
    if kept is None:
        best = fit(_pointwise(question).reference_tree, question)
        objective = tree_of_author(minimiser.objective)
        names = [str(variable) for variable in minimiser.variables]
        least = _value(objective, names, best)
        kept = question.__dict__["_aim"] = _Aim(
            objective,
            names,
            best,
            Reference.of(least, question.domain),
            Screen.of(least, question.domain),
        )
    return kept


def _value(objective: Tree, names: list[str], point: Tree) -> Tree:
    return substitute(objective, dict(zip(names, _entries(point), strict=True)))


def _entries(point: Tree) -> list[Tree]:
    if point.head == "matrix":
        return [entry for row in point.args for entry in row.args]
    return list(point.args)


def _vector_phrase(part: Part) -> str:
    return f"a list of {part.shape[0]} entries" if part.shape else "a list of entries"


def _matrix_phrase(part: Part) -> str:
    if part.shape is None:
        return "a matrix"
    return f"a matrix of {part.shape[0]} rows and {part.shape[1]} columns"


KIND = Kind("vector", partial(decide, fit=fit_vector), solve, _vector_phrase)
MATRIX = Kind("matrix", partial(decide, fit=fit_matrix), solve, _matrix_phrase)
