"""`table`: rows in the statement's order; a cell is an expression or an option, judged alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from grader.credit import decision_of
from grader.errors import Unreadable
from grader.kinds import hints
from grader.kinds.cells import Cells, cells_of, tree_of_cell, words_of_cell
from grader.kinds.choice import option_named
from grader.kinds.judging import against_reference, tree_of_form, unreadable
from grader.kinds.question import Kind, Question, in_python
from grader.kinds.shapes import Misfit, fit_scalar
from grader.records import Answer, Decision, Verdict
from grader.spec import Column, Part


def decide(answer: Answer, question: Question, _earlier: Mapping[str, Answer]) -> Decision:
    """The fraction of the blank cells that are right; credit is given cell by cell."""
    try:
        cells = cells_of(answer, question)
    except Unreadable as error:
        return unreadable(error)
    right = [list(row) for row in _rows(question.reference)]
    blanks = [
        (i, j)
        for i in range(len(question.part.rows))
        for j in range(len(question.part.columns))
        if (i, j) not in question.part.given
    ]
    decisions = {
        (i, j): _decide_cell(cells[i][j], right[i][j], question, question.part.columns[j])
        for i, j in blanks
    }
    return _summary(decisions, cells, question)


def solve(question: Question) -> str:
    """A list of rows; a given cell is repeated."""
    rows = [[_cell_source(cell) for cell in row] for row in _rows(question.reference)]
    return "[" + ",\n ".join("[" + ", ".join(row) + "]" for row in rows) + "]"


def _summary(
    decisions: Mapping[tuple[int, int], Decision], cells: Cells, question: Question
) -> Decision:
    good = [place for place, one in decisions.items() if one.verdict is Verdict.CORRECT]
    if len(good) == len(decisions):
        proofs = "; ".join(sorted({one.proof or one.method for one in decisions.values()}))
        return Decision(
            verdict=Verdict.CORRECT, score=1.0, evidence=proofs, proof=proofs, method="table"
        )
    for verdict in (Verdict.UNREADABLE, Verdict.UNDECIDED):
        for place, one in decisions.items():
            if one.verdict is verdict:
                return replace(one, score=0.0, hint=f"{_where(place, question.part)}: {one.hint}")
    for mistake in question.mistakes if question.recognises else ():
        if _is_mistake(cells, mistake.form, question):
            return decision_of(mistake, f"The known mistake {mistake.id!r}.")
    score = len(good) / len(decisions)
    bad = [place for place, one in decisions.items() if one.verdict is not Verdict.CORRECT]
    first = decisions[bad[0]]
    places = "; ".join(_where(place, question.part) for place in bad[:4])
    return Decision(
        verdict=Verdict.PARTIAL if good else Verdict.INCORRECT,
        score=score,
        hint=f"{len(good)} of {hints.sized(len(decisions), 'cell')} right. "
        f"Look again at {places}. {first.hint}",
        evidence=" ".join(
            f"{_where(place, question.part)}: {decisions[place].evidence}" for place in bad
        ),
        certificate=first.certificate or {"cell": _where(bad[0], question.part)},
        method="table",
    )


def _decide_cell(cell: Any, right: Any, question: Question, column: Column) -> Decision:
    try:
        if column.options:
            return _decide_option(words_of_cell(cell, question), right, column)
        tree = fit_scalar(tree_of_cell(cell, question), question)
        return against_reference(tree, _question_of_cell(question, right), "expression")
    except Unreadable as error:
        return unreadable(error)
    except Misfit as error:
        return Decision(verdict=Verdict.INCORRECT, hint=str(error), method="shape")


def _decide_option(words: str, right: Any, column: Column) -> Decision:
    chosen = option_named(words, column.options)
    if chosen == right:
        return Decision(verdict=Verdict.CORRECT, score=1.0, proof="the option", method="choice")
    return Decision(
        verdict=Verdict.INCORRECT,
        hint="This option does not hold.",
        evidence=f"Chosen {chosen}; right {right}.",
        certificate={"chosen": chosen},
        method="choice",
    )


def _question_of_cell(question: Question, right: Any) -> Question:
    """The question about one cell; kept with the table's, since every student is asked it."""
    kept: dict[str, Question] = question.__dict__.setdefault("_cells", {})
    key = str(right)
    if key not in kept:
        reference = tree_of_form(right, question) if isinstance(right, str) else right
        kept[key] = question.with_reference(reference)
    return kept[key]


def _is_mistake(cells: Cells, form: Any, question: Question) -> bool:
    """Whether every blank cell is what the mistake's table has there."""
    wrong = _rows(form)
    for i, row in enumerate(cells):
        for j, cell in enumerate(row):
            if (i, j) in question.part.given:
                continue
            found = _decide_cell(cell, wrong[i][j], question, question.part.columns[j])
            if found.verdict is not Verdict.CORRECT:
                return False
    return True


def _rows(reference: Any) -> list[list[Any]]:
    return [list(row) if isinstance(row, list | tuple) else [row] for row in reference]


def _cell_source(cell: Any) -> str:
    return repr(cell) if isinstance(cell, str) else in_python(cell)


def _where(place: tuple[int, int], part: Part) -> str:
    row, column = place
    if len(part.columns) == 1:
        return f"row {row + 1} ({part.rows[row]})"
    return f"row {row + 1} ({part.rows[row]}), {part.columns[column].name}"


def _phrase(part: Part) -> str:
    names = ", ".join(column.name for column in part.columns)
    return f"a list of {hints.sized(len(part.rows), 'row')}, each [{names}]"


KIND = Kind("table", decide, solve, _phrase)
