"""The cells of a table, in whatever a student put them: lists, arrays, dictionaries, text.

A cell stays as it was given, text, tree or typed node, until its column says how to read it.
"""

from __future__ import annotations

import re
from typing import Any

from grader.errors import Unreadable
from grader.kinds import hints
from grader.kinds.answer_trees import tree_of, tree_of_json, words_of
from grader.kinds.listings import between_commas, listed
from grader.kinds.markdown_tables import rows_of_markdown
from grader.kinds.named_cells import has_every_name, rows_by_name, without_names
from grader.kinds.question import Question
from grader.reading.envelope import value_of
from grader.reading.printing import to_text
from grader.reading.text import read
from grader.records import Answer
from grader.spec import Part
from grader.tree import Tree, substitute

Cells = list[list[Any]]

_ROW = re.compile(r"[^:]+:(?!=)")
"""A line that begins with the name of its row."""
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_NUMBER = r"-?(?:(?:0|[1-9]\d*)(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?"
_NUMBERS = re.compile(rf"\s*{_NUMBER}(?:\s+{_NUMBER})+\s*")
"""Nothing but numbers, as NumPy prints an array."""
_ARRAY = re.compile(r"\s*(?:(?:np|numpy)\.)?array\(\s*([\[(][^()=]*[\])])\s*\)\s*")
"""An array as Python writes it."""
_LINE_OF_BARS = re.compile(r"\|(?:[^|]*\|){2,}")
_SEQUENCES = frozenset({"list", "tuple", "vector"})


def cells_of(answer: Answer, question: Question) -> Cells:
    """The student's cells in the shape of the table.

    Raises:
        Unreadable: If they have another shape.
    """
    return _shaped(_rows_of(answer, question), question.part)


def tree_of_cell(cell: Any, question: Question) -> Tree:
    """The formula in a cell, with the values that the statement fixes.

    Raises:
        Unreadable: If it is none.
    """
    if isinstance(cell, dict):
        cell = tree_of(_typed(cell, question), question)
    if not isinstance(cell, Tree) or cell.head == "text":
        cell = read(words_of_cell(cell, question), question.vocabulary)
    return substitute(cell, question.known)


def words_of_cell(cell: Any, question: Question) -> str:
    """The words in a cell: text, or a name or number as text.

    Raises:
        Unreadable: If it holds neither.
    """
    if isinstance(cell, dict):
        cell = words_of(_typed(cell, question))
    match cell:
        case Tree("text", (str(words),)):
            return words
        case Tree():
            return to_text(cell)
        case str() | int() | float():
            return str(cell)
    raise Unreadable("A cell of the table holds neither text nor a number.")


def _typed(node: Any, question: Question) -> Answer:
    content = {"version": 1, "value": node}
    return Answer(part=question.part_id, form="typed", content=content)


def _rows_of(answer: Answer, question: Question) -> Any:
    """Rows, as a list if there are any: what is in them is looked at later."""
    if answer.form in {"text", "latex"}:
        text = str(answer.content) if answer.form == "text" else answer.source
        drawn = rows_of_markdown(text, question.part)
        if drawn is None and answer.form == "latex":
            drawn = _rows_of_list(text, question.part)
        if drawn is not None:
            return drawn
    match answer.form, answer.content:
        case "typed", content:
            node = value_of(content)
            if isinstance(node, dict) and node.get("t") == "text":
                return _rows_of_text(str(node.get("v")), question.part)
            return _rows_of_node(node, question.part)
        case "text", content:
            return _rows_of_text(str(content), question.part)
        case "json", list() | dict() as content:
            named = rows_by_name(content, question.part)
            return content if named is None else named
        case "json", content:
            return tree_of_json(content, question.vocabulary)
    return tree_of(answer, question)


def _rows_of_node(node: Any, part: Part) -> Any:
    named = rows_by_name(node, part)
    if named is not None:
        return named
    match node:
        case {"t": "array", "shape": [int(height), int(width)], "a": list(entries)} if (
            width > 0 and height * width == len(entries)
        ):
            return [entries[k : k + width] for k in range(0, len(entries), width)]
        case {"t": "array", "shape": [_], "a": list(entries)}:
            return entries
    return node


def _rows_of_list(text: str, part: Part) -> Any:
    """A line a row with its name, ``- ring: $2n$``; ``None`` if these are not all of its lines."""
    lines = [line for line in _COMMENT.sub("", text).splitlines() if line.strip()]
    if len(part.columns) > 1 or not all(map(_ROW.match, lines)):
        return None
    named = [line.split(":", 1) for line in lines]
    by_name = {name.strip(" *"): cell.strip(" *") for name, cell in named}
    if len(by_name) != len(part.rows) or not has_every_name(list(by_name), part.rows):
        return None
    return rows_by_name(by_name, part)


def _rows_of_text(text: str, part: Part) -> Any:
    """Nested lists; for a table of one column also lines, or entries with commas between."""
    written = _ARRAY.fullmatch(text)
    text = written[1] if written else text
    bare = text.strip()
    if bare[:1] == "[" and bare[-1:] == "]" and ";" in bare and "[" not in bare[1:]:
        text = bare[1:-1]  # [a, b; c, d]
    found = listed(text)
    named = rows_by_name(found, part)
    if named is not None:
        return named
    if not isinstance(found, str):
        return _spaced(found)
    if len(part.columns) > 1:
        barred = [line.strip() for line in text.splitlines() if line.strip()]
        if barred and all(map(_LINE_OF_BARS.fullmatch, barred)):  # Markdown without its header
            return [[cell.strip() for cell in line[1:-1].split("|")] for line in barred]
        lines = [line for line in re.split(r"[;\n]", text) if line.strip()]
        return [between_commas(line) for line in lines] if "," in text else found
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) != len(part.rows) and _NUMBERS.fullmatch(text):
        return text.split()
    if len(lines) != len(part.rows):
        lines = between_commas(text.replace(";", ",") if "," not in text else text)
    if lines and all(_ROW.match(line) for line in lines):
        named = [line.split(":", 1) for line in lines]
        by_name = {name.strip(): cell for name, cell in named}
        return rows_by_name(by_name if len(by_name) == len(named) else {}, part)
    return lines


def _spaced(found: Any) -> Any:
    """``[1 2 3]`` as three entries."""
    match found:
        case [str(numbers)] if _NUMBERS.fullmatch(numbers):
            return numbers.split()
    return found


def _shaped(rows: Any, part: Part) -> Cells:
    table = without_names([_entries(row) for row in _entries(rows)], part)
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
    match value:
        case list():
            return value
        case Tree(head, entries) if head in _SEQUENCES or head == "matrix":
            return list(entries)
        case {"t": str(head), "a": list(entries)} if head in _SEQUENCES or head == "matrix":
            return entries
        case {"t": "array", "shape": [_], "a": list(entries)}:
            return entries
    return [value]
