"""`table`: rows in the statement's order; a cell is an expression or an option, judged alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from grader.credit import decision_of
from grader.errors import Unreadable
from grader.kinds import hints
from grader.kinds.answer_trees import tree_of
from grader.kinds.choice import option_named
from grader.kinds.judging import against_reference, tree_of_form, unreadable
from grader.kinds.listings import listed
from grader.kinds.question import Kind, Question, in_python
from grader.kinds.shapes import Misfit, fit_scalar
from grader.reading.printing import to_text
from grader.reading.text import read
from grader.records import Answer, Decision, Verdict
from grader.spec import Column, Part
from grader.tree import Tree

Cells = list[list[Any]]


def decide(answer: Answer, question: Question, _earlier: Mapping[str, Answer]) -> Decision:
    """The fraction of the blank cells that are right; credit is given cell by cell."""
    try:
        cells = _cells(answer, question)
    except (Unreadable, Misfit) as error:
        return unreadable(error if isinstance(error, Unreadable) else Unreadable(str(error)))
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
    for mistake in question.mistakes:
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


def _cells(answer: Answer, question: Question) -> Cells:
    """The student's cells in the shape of the table: trees, or texts in option columns."""
    part = question.part
    content = answer.content
    if answer.form == "text":
        content = listed(str(content))
    rows = content if isinstance(content, list) else tree_of(answer, question)
    table = [_entries(row) for row in _entries(rows)]
    width = len(part.columns)
    if all(len(row) == 1 for row in table) and width > 1 and len(table) == len(part.rows) * width:
        table = [[cell for (cell,) in table[i : i + width]] for i in range(0, len(table), width)]
    if width == 1 and len(table) == 1 and len(table[0]) == len(part.rows):
        table = [[cell] for cell in table[0]]  # a column written as one row
    if len(table) != len(part.rows) or any(len(row) != width for row in table):
        raise Unreadable(
            f"A list of {hints.sized(len(part.rows), 'row')} with {hints.sized(width, 'entry')} "
            "each would be read here, in the statement's order."
        )
    return table


def _entries(value: Any) -> list[Any]:
    """What a list, tuple, vector or matrix holds; a lone cell is a row of one."""
    if isinstance(value, list):
        return value
    if isinstance(value, Tree) and value.head in {"list", "tuple", "vector", "matrix"}:
        return list(value.args)
    return [value]


def _decide_cell(cell: Any, right: Any, question: Question, column: Column) -> Decision:
    try:
        if column.options:
            return _decide_option(cell, right, column)
        tree = fit_scalar(_cell_tree(cell, question), question)
        return against_reference(tree, _question_of_cell(question, right), "expression")
    except Unreadable as error:
        return unreadable(error)
    except Misfit as error:
        return Decision(verdict=Verdict.INCORRECT, hint=str(error), method="shape")


def _decide_option(cell: Any, right: Any, column: Column) -> Decision:
    chosen = option_named(_cell_words(cell), column.options)
    if chosen == right:
        return Decision(verdict=Verdict.CORRECT, score=1.0, proof="the option", method="choice")
    return Decision(
        verdict=Verdict.INCORRECT,
        hint="This option does not hold.",
        evidence=f"Chosen {chosen}; right {right}.",
        certificate={"chosen": chosen},
        method="choice",
    )


def _cell_tree(cell: Any, question: Question) -> Tree:
    if isinstance(cell, Tree) and cell.head != "text":
        return cell
    return read(_cell_words(cell), question.vocabulary)


def _cell_words(cell: Any) -> str:
    match cell:
        case Tree("text", (str(words),)):
            return words
        case Tree():
            return to_text(cell)
        case str() | int() | float():
            return str(cell)
    raise Unreadable("A cell of the table holds neither text nor a number.")


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
