"""Two gradebooks held side by side, row by row, whatever the order of work was.

What may differ between two runs of the same batch is left out: ids, moments, and what a run took.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import Table, select

from grader.codec import digest
from grader.gradebook.database import Database, open_database
from grader.gradebook.schema import Row

MAY_DIFFER = frozenset(
    {"id", "at", "wall_s", "cpu_s", "peak_mib", "withdrawn_at", "change_id", "previous_id"}
)
"""Columns, and keys of JSON columns, that two runs of the same batch need not share."""

NAMED = {"submission_id": "submission", "harvest_id": "harvest", "grade_id": "grade"}
"""Columns that point to another table; what they point to is named by the hash of its row."""

Rows = Mapping[str, Counter[str]]
"""By table: each row as text, and how often it is there."""


def rows_of(gradebook: Path) -> Rows:
    """Every row of a gradebook, as text that two equal gradebooks share."""
    database = open_database(gradebook)
    try:
        found: dict[str, Counter[str]] = {}
        names: dict[str, dict[Hashable, str]] = defaultdict(dict)
        for table in Row.metadata.sorted_tables:
            counted: Counter[str] = Counter()
            for row in _read(database, table):
                text = json.dumps(_plain(row, names), sort_keys=True, default=str)
                counted[text] += 1
                if "id" in row:
                    names[table.name][row["id"]] = digest(text)
            found[table.name] = counted
        return found
    finally:
        database.close()


def differences(one: Rows, other: Rows) -> dict[str, list[str]]:
    """What only one of them has, by table: ``-`` before a row of the first, ``+`` of the other."""
    found = {}
    for table in one.keys() | other.keys():
        gone, new = one[table] - other[table], other[table] - one[table]
        lines = [f"- {row}" for row in gone.elements()] + [f"+ {row}" for row in new.elements()]
        if lines:
            found[table] = sorted(lines, key=lambda line: line[1:])
    return found


def _read(database: Database, table: Table) -> Iterator[dict[str, Any]]:
    with database.reading() as session:
        statement = select(table).execution_options(yield_per=500)
        for row in session.execute(statement).mappings():
            yield dict(row)


def _plain(row: Mapping[str, Any], names: Mapping[str, Mapping[Hashable, str]]) -> dict[str, Any]:
    plain = {}
    for column, value in row.items():
        if column in NAMED:
            plain[column] = names[NAMED[column]].get(value)
        elif column not in MAY_DIFFER:
            plain[column] = _timeless(value)
    return plain


def _timeless(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _timeless(one) for key, one in value.items() if key not in MAY_DIFFER}
    if isinstance(value, list):
        return [_timeless(one) for one in value]
    return value
