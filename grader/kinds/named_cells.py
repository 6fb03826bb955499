"""Tables whose cells have names: dictionaries by row or by column, and lists of dictionaries."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from grader.errors import Unreadable
from grader.kinds.choice import option_named
from grader.spec import Option, Part
from grader.tree import Tree

_READ = (
    "A list of the rows, or a dictionary with a key for each row or for each column, named as in "
    "the statement, would be read here."
)


def rows_by_name(value: Any, part: Part) -> list[Any] | None:
    """The rows in the statement's order; ``None`` if nothing here has a name.

    Args:
        value: A dictionary, by row or by column, or a list of one dictionary a row: plain JSON,
            or typed nodes.
        part: Says how rows and columns are called.

    Raises:
        Unreadable: a name that is not in the statement, or one that is missing.
    """
    table = mapping_of(value)
    if table is not None:
        return _by_row(table, part) or _by_column(table, part)
    rows = [mapping_of(row) for row in _entries(value)]
    named = [row for row in rows if row is not None]
    if not named or len(named) < len(rows):
        return None
    return _in_order([_cells(row, part) for row in named], part)


def without_names(rows: list[list[Any]], part: Part) -> list[list[Any]]:
    """Lists of cells without the names that head rows and columns, in the statement's order.

    Args:
        rows: Of the whole table. What has no names, or others than the statement, stays as it is.
        part: Says how rows and columns are called.
    """
    order: list[int | None] | None = [None, *range(len(part.columns))]
    body = rows
    if len(rows) == len(part.rows) + 1:
        order = _places([_words(cell) for cell in rows[0]], [one.name for one in part.columns])
        body = rows[1:]
    if order is None or any(len(row) != len(order) for row in body):
        return rows
    named = list(range(len(body)))
    if None in order:
        label = order.index(None)
        places = _places([_words(row[label]) for row in body], part.rows, 0)
        if places is None:
            return rows
        named = [places.index(i) for i in range(len(body))]
    at = [order.index(j) for j in range(len(part.columns))]
    return [[body[i][j] for j in at] for i in named]


def rows_among_others(
    header: Sequence[str], rows: Sequence[Sequence[str]], part: Part
) -> dict[str, list[str]] | None:
    """The asked columns, by row, of a table that has others beside them.

    Args:
        header: The name of each column: those of the statement, and any others.
        rows: As long as the header each; one of the other columns names the rows.
        part: Says how rows and columns are called.
    """
    places = _places(header, [one.name for one in part.columns], len(header))
    if places is None:
        return None
    others = [at for at, place in enumerate(places) if place is None]
    labels = [at for at in others if _places([row[at] for row in rows], part.rows, 0) is not None]
    if len(labels) != 1:
        return None
    asked = [places.index(j) for j in range(len(part.columns))]
    return {row[labels[0]]: [row[at] for at in asked] for row in rows}


def mapping_of(value: Any) -> dict[str, Any] | None:
    """A dictionary whose keys are words, typed or plain."""
    match value:
        case {"t": "dict", "k": list(keys), "v": list(values)} if len(keys) == len(values):
            names = [key.get("v") if isinstance(key, dict) else None for key in keys]
            known = all(isinstance(name, str) for name in names)
            return dict(zip(map(str, names), values, strict=True)) if known else {}
        case {"t": str()}:
            return None
        case dict():
            return value
    return None


def _by_row(table: dict[str, Any], part: Part) -> list[Any] | None:
    places = _places(list(table), part.rows)
    if places is None or None in places:
        return None
    values = list(table.values())
    rows = [values[places.index(i)] for i in range(len(part.rows))]
    inner = [mapping_of(row) for row in rows]
    return [
        row if names is None else _cells(names, part)[1]
        for row, names in zip(rows, inner, strict=True)
    ]


def _by_column(table: dict[str, Any], part: Part) -> list[Any]:
    """A dictionary of columns, and of nothing else but the names of the rows."""
    columns = {name: _column(value, part) for name, value in table.items()}
    lines: list[dict[str, Any]] = [
        {name: column[i] for name, column in columns.items()} for i in range(len(part.rows))
    ]
    return _in_order([_cells(line, part) for line in lines], part)


def _column(value: Any, part: Part) -> Sequence[Any]:
    by_row = mapping_of(value)
    entries = _by_row(by_row, part) if by_row is not None else _entries(value)
    if entries is None or len(entries) != len(part.rows):
        raise Unreadable(_READ)
    return entries


def _cells(row: dict[str, Any], part: Part) -> tuple[str | None, list[Any]]:
    """The name of a row, if it is there, and its cells."""
    places = _places(list(row), [column.name for column in part.columns])
    if places is None:
        raise Unreadable(_READ)
    values = list(row.values())
    name = next((value for place, value in zip(places, values, strict=True) if place is None), None)
    if isinstance(name, dict):
        name = name.get("v")
    if name is not None and not isinstance(name, str):
        raise Unreadable(_READ)
    return name, [values[places.index(j)] for j in range(len(part.columns))]


def _in_order(rows: list[tuple[str | None, list[Any]]], part: Part) -> list[Any]:
    """The rows as the statement has them, by their names if they have any."""
    names = [name for name, _ in rows if name is not None]
    if not names and len(rows) == len(part.rows):
        return [cells for _, cells in rows]
    places = _places(names, part.rows)
    if places is None or None in places or len(names) != len(rows):
        raise Unreadable(_READ)
    return [rows[places.index(i)][1] for i in range(len(part.rows))]


def has_every_name(names: Sequence[str], known: Sequence[str]) -> bool:
    """Whether these are the known names in any order, and at most one more."""
    return _places(names, known) is not None


def _places(
    names: Sequence[str], known: Sequence[str], most_others: int = 1
) -> list[int | None] | None:
    """Which of the known names each is; few may be none. ``None`` if one is missing."""
    options = [Option(name, name) for name in known]
    places: list[int | None] = []
    for name in names:
        try:
            places.append(known.index(option_named(name, options)))
        except Unreadable:
            places.append(None)
    found = [place for place in places if place is not None]
    whole = sorted(found) == list(range(len(known)))
    return places if whole and len(places) - len(found) <= most_others else None


def _entries(value: Any) -> list[Any]:
    match value:
        case list():
            return value
        case {"t": "list" | "tuple" | "vector", "a": list(entries)}:
            return entries
        case {"t": "array", "shape": [_], "a": list(entries)}:
            return entries
    return []


def _words(cell: Any) -> str:
    """What a cell says, if that is text."""
    match cell:
        case str(words) | Tree("text", (str(words),)) | {"t": "text", "v": str(words)}:
            return words
    return ""
