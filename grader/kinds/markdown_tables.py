"""Tables of Markdown: lines between bars, of which the second one is dashes."""

from __future__ import annotations

import re
from typing import Any

from grader.errors import Unreadable
from grader.kinds.named_cells import has_every_name, rows_among_others, rows_by_name
from grader.spec import Part

_RULE = re.compile(r"\s*+\|?(?:\s*+:?-++:?\s*+\|)+(?:\s*+:?-++:?\s*+)?\s*+")
_BAR = re.compile(r"(?<!\\)\|")


def rows_of_markdown(text: str, part: Part) -> Any:
    """The cells of the one table of a text in the statement's order; ``None`` without a table.

    Raises:
        Unreadable: two tables, rows of different length, or names that are not the statement's.
    """
    lines = text.splitlines()
    rules = [at for at, line in enumerate(lines) if _RULE.fullmatch(line) and "|" in line]
    if not rules or rules[0] == 0 or "|" not in lines[rules[0] - 1]:
        return None
    if len(rules) > 1:
        raise Unreadable("One table would be read here; this text has several.")
    header, *rows = (_cells(line) for line in _block(lines, rules[0]))
    if any(len(row) != len(header) for row in rows):
        raise Unreadable("The rows of the table have different lengths.")
    names = [column.name for column in part.columns]
    if len(set(header)) == len(header) and has_every_name(header, names):
        return rows_by_name([dict(zip(header, row, strict=True)) for row in rows], part)
    if len(rows) == 1 and len(names) == 1 and len(header) == len(part.rows) > 1:
        return rows_by_name(dict(zip(header, rows[0], strict=True)), part)
    labels = [row[0] for row in (header, *rows)]
    each_once = len(set(labels)) == len(labels) == len(part.rows)
    if each_once and len(header) == len(names) + 1 and has_every_name(labels, part.rows):
        # the first row stands where titles would
        return rows_by_name({row[0]: row[1:] for row in (header, *rows)}, part)
    chosen = rows_among_others(header, rows, part)
    if chosen is not None:
        return rows_by_name(chosen, part)
    if not _in_order(header[-len(names) :], names):
        raise Unreadable("The columns of the table would be read under the statement's names.")
    if len(header) == len(names) + 1:
        named = {row[0]: row[1:] for row in rows}
        return rows_by_name(named if len(named) == len(rows) else {}, part)
    return rows


def _in_order(header: list[str], names: list[str]) -> bool:
    """Whether no column is called what another one is in the statement."""
    words = [set(re.findall(r"\w+", name.lower())) for name in names]
    for place, title in enumerate(header):
        said = set(re.findall(r"\w+", title.lower()))
        others = set[str]().union(*words[:place], *words[place + 1 :])
        if said & (others - words[place]):
            return False
    return True


def _block(lines: list[str], rule: int) -> list[str]:
    """The line above the dashes, and those below as long as they have bars."""
    end = rule + 1
    while end < len(lines) and "|" in lines[end]:
        end += 1
    return [lines[rule - 1], *lines[rule + 1 : end]]


def _cells(line: str) -> list[str]:
    inner = line.strip()
    inner = inner.removeprefix("|")
    if inner.endswith("|") and not inner.endswith("\\|"):
        inner = inner[:-1]
    return [cell.replace("\\|", "|").strip(" *") for cell in _BAR.split(inner)]
