"""Notebooks for students: statement, set-up, questions, marked answer cells, a lab.

Nothing of ours is imported in them, and nothing in them knows an answer: to write them no solution
is loaded.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping, Sequence
from typing import Any

from grader.assignment import Assignment
from grader.catalog import Course
from grader.cells import KEY, cell_id, mark
from grader.declarations import set_up_source
from grader.kinds import Kind, Question
from grader.records import Notebook
from grader.spec import Option, Part
from grader.variants import parts_of, released_metadata, seeds_of

HOW_TO_ANSWER = """\
# {title}

Write each answer as the **last line of its cell**, the one that begins with `# answer: ...`, and
run the cell: what Jupyter shows is your answer. Any form will do: `alpha/2`,
`Rational(1, 2)*alpha`, LaTeX in quotes as in `r"\\frac{{\\alpha}}{{2}}"`, or turn the cell into a
Markdown cell that begins with `<!-- answer: ... -->` and write a formula `$$...$$`. Keep the first
line of the cell, and do not rename the symbols. You need numpy, sympy and matplotlib, nothing else.
"""


def release(
    course: Course,
    assignment: Assignment,
    student: str | None,
    pictures: Mapping[str, bytes],
    *,
    overrides: Mapping[str, int] | None = None,
) -> Notebook:
    """The notebook of a student, or of everybody where the variant is the same for all.

    Args:
        course: For the statements.
        assignment: Which parts, under which title.
        student: Whose variant; ``None`` for the canonical one.
        pictures: PNG by problem id, see `grader.pictures`.
        overrides: Seeds by problem that replace the student's own.
    """
    seeds = seeds_of(course, assignment, student or "", overrides or {})
    cells = [_markdown(HOW_TO_ANSWER.format(title=assignment.title), role="title")]
    for problem_id, asked in parts_of(course, assignment, seeds).items():
        cells += _problem_cells(course, problem_id, seeds[problem_id], asked, assignment, pictures)
    for place, cell in enumerate(cells):
        cell["id"] = cell_id(place, cell)
    return {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {
            KEY: released_metadata(course, assignment, student),
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "cells": cells,
    }


def filled(notebook: Notebook, sources: Mapping[str, str]) -> Notebook:
    """The notebook with the answer cells of some parts filled in; the mark stays."""
    cells = []
    for cell in notebook["cells"]:
        part_id = cell["metadata"].get(KEY, {}).get("part")
        if part_id not in sources:
            cells.append(cell)
        elif cell["cell_type"] == "markdown":
            cells.append({**cell, "source": f"{mark(part_id, markdown=True)}\n{sources[part_id]}"})
        else:
            cells.append({**cell, "source": f"{mark(part_id)}\n{sources[part_id]}"})
    return {**notebook, "cells": cells}


def solved_sources(
    course: Course, questions: Mapping[str, Question], seeds: Mapping[str, int]
) -> dict[str, str]:
    """Sources of right answers: the solution's own, else what the kind writes of the reference.

    For staff: this is the answer key.
    """
    sources = {}
    for part_id, question in questions.items():
        problem_id, _, name = part_id.partition(".")
        solution = course.solution(problem_id)
        worked = solution.worked(course.params(problem_id, seeds[problem_id]))
        source = worked.get(name) or course.kind(question).solve(question)
        if source is not None:
            sources[part_id] = source
    return sources


def _problem_cells(
    course: Course,
    problem_id: str,
    seed: int,
    asked: Mapping[str, Part],
    assignment: Assignment,
    pictures: Mapping[str, bytes],
) -> list[dict[str, Any]]:
    problem = course.problem(problem_id)
    params = course.params(problem_id, seed)
    statement = _markdown(
        f"## {problem.title}\n\n{problem.statement(params).strip()}", role="statement"
    )
    if problem_id in pictures:
        name = f"{problem_id}.png"
        statement["source"] += f"\n\n![{problem.title}](attachment:{name})"
        statement["attachments"] = {name: {"image/png": _base64(pictures[problem_id])}}
    cells = [statement]
    cells.append(_code(set_up_source(list(asked.values())), role="setup"))
    for part_id, part in asked.items():
        points = assignment.points_of(part_id, part.points)
        cells += [
            _prompt(part_id, part, course.kind_of(part), points),
            _answer_cell(part_id, part),
        ]
    if problem.lab is not None:
        cells.append(
            _markdown("**Lab.** Try things out here; nothing in it is graded.", role="lab")
        )
        cells.append(_code(problem.lab(params).strip(), role="lab"))
    return cells


def _prompt(part_id: str, part: Part, kind: Kind, points: float) -> dict[str, Any]:
    lines = [f"**{part_id}** ({points:g} {'point' if points == 1 else 'points'}). {part.prompt}"]
    if part.options:
        lines += ["", *_options(part.options)]
    if part.columns:
        lines += ["", *_table(part)]
    wanted = kind.shape_of_answer(part)
    symbols = ", ".join(f"`{name}`" for name in part.symbols if name not in part.bound)
    lines += ["", f"*Answer: {wanted}" + (f"; symbols: {symbols}.*" if symbols else ".*")]
    cell = _markdown("\n".join(lines), role="prompt")
    cell["metadata"][KEY]["prompt"] = part_id
    return cell


def _options(options: Sequence[Option]) -> list[str]:
    return [f'- `"{option.id}"`: {option.text}' for option in options]


def _table(part: Part) -> list[str]:
    head = ["", *(column.name for column in part.columns)]
    rows = [
        [label, *(part.given.get((i, j), "?") for j in range(len(part.columns)))]
        for i, label in enumerate(part.rows)
    ]
    lines = [_row(head), "|" + " --- |" * len(head), *map(_row, rows)]
    for column in part.columns:
        if column.options:
            lines += ["", f"Entries of *{column.name}*:", *_options(column.options)]
    return lines


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(map(_in_cell, cells)) + " |"


_FORMULA = re.compile(r"(?<!\\)(\$[^$]*\$)")


def _in_cell(text: str) -> str:
    r"""Text that stays in its cell of a Markdown table: a bar would end it, in a formula too.

    >>> _in_cell("$|x|$ or |"), _in_cell(r"$\|x\|$")
    ('$\\vert x\\vert $ or \\|', '$\\Vert x\\Vert $')
    """
    pieces = _FORMULA.split(" ".join(text.split()))
    for place, piece in enumerate(pieces):
        if place % 2:
            pieces[place] = piece.replace(r"\|", r"\Vert ").replace("|", r"\vert ")
        else:
            pieces[place] = piece.replace(r"\|", "|").replace("|", r"\|")
    return "".join(pieces)


def _answer_cell(part_id: str, part: Part) -> dict[str, Any]:
    if part.kind == "text":
        cell = _markdown(f"{mark(part_id, markdown=True)}\n{part.placeholder}")
    else:
        cell = _code(f"{mark(part_id)}\n{part.placeholder}")
    cell["metadata"][KEY] = {"part": part_id}
    return cell


def _markdown(source: str, role: str | None = None) -> dict[str, Any]:
    metadata: dict[str, Any] = {KEY: {"role": role}} if role else {}
    return {"cell_type": "markdown", "id": "", "metadata": metadata, "source": source}


def _code(source: str, role: str | None = None) -> dict[str, Any]:
    metadata: dict[str, Any] = {KEY: {"role": role}} if role else {}
    return {
        "cell_type": "code",
        "id": "",
        "metadata": metadata,
        "source": source,
        "execution_count": None,
        "outputs": [],
    }


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")
