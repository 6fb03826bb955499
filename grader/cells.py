"""How a released notebook marks its cells, and how a mark is read back."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

KEY = "grader"
"""Of notebook and cell metadata."""

_CODE_MARK = re.compile(
    r"^\s*+#++\s*+answers?\s*+[:=]?+\s*+([A-Za-z_][\w.\- ]*+)\s*+$", re.IGNORECASE
)
_MARKDOWN_MARK = re.compile(
    r"^\s*+<!--\s*+answers?\s*+[:=]?+\s*+([A-Za-z_][\w. ]*+(?:-(?!->)[\w. ]*+)*)\s*+-->",
    re.IGNORECASE,
)
"""Neither tries twice what it has taken: a student may write a line of a million spaces. No group
is possessive, which Python matches wrongly before 3.11.5."""


def mark(part_id: str, *, markdown: bool = False) -> str:
    """The first line of an answer cell.

    >>> mark("convergence.sgd")
    '# answer: convergence.sgd'
    """
    return f"<!-- answer: {part_id} -->" if markdown else f"# answer: {part_id}"


def marked_part(cell: Mapping[str, Any]) -> str | None:
    r"""The part that a cell's first line names; spaces, case and a missing colon are forgiven.

    >>> marked_part({"cell_type": "code", "source": "#Answer convergence.sgd\n[1, 2]"})
    'convergence.sgd'
    >>> marked_part({"cell_type": "markdown", "source": "<!--answer: a.b--> $x$"})
    'a.b'
    """
    pattern = _MARKDOWN_MARK if cell["cell_type"] == "markdown" else _CODE_MARK
    first = next((line for line in cell["source"].splitlines() if line.strip()), "")
    found = pattern.match(first)
    return re.sub(r"\s+", "", found[1]) if found else None


def stored_part(cell: Mapping[str, Any]) -> str | None:
    """The part that a cell's metadata names."""
    stored = cell.get("metadata", {}).get(KEY)
    part = stored.get("part") if isinstance(stored, Mapping) else None
    return part if isinstance(part, str) else None


def prompted_part(cell: Mapping[str, Any]) -> str | None:
    """The part whose question a Markdown cell asks."""
    stored = cell.get("metadata", {}).get(KEY)
    part = stored.get("prompt") if isinstance(stored, Mapping) else None
    return part if isinstance(part, str) else None


def role(cell: Mapping[str, Any]) -> str | None:
    """``setup``, ``lab``, ``statement`` or ``prompt`` of a cell that we released."""
    stored = cell.get("metadata", {}).get(KEY)
    found = stored.get("role") if isinstance(stored, Mapping) else None
    return found if isinstance(found, str) else None


def without_mark(cell: Mapping[str, Any]) -> str:
    """The source of an answer cell after its mark."""
    source: str = cell["source"]
    if marked_part(cell) is None:
        return source
    if cell["cell_type"] == "markdown":
        return _MARKDOWN_MARK.sub("", source, count=1).strip()
    lines = source.splitlines()
    first = next(i for i, line in enumerate(lines) if line.strip())
    return "\n".join(lines[first + 1 :])


def cell_id(place: int, cell: Mapping[str, Any]) -> str:
    """The id of a released cell: the same in every release, and another once it is edited."""
    return id_of_content(place, released_content(cell))


def released_content(cell: Mapping[str, Any]) -> str:
    """What of a released cell is in its id, but for its place."""
    stored = json.dumps(cell["metadata"].get(KEY), sort_keys=True)
    return f"{stored} {cell['source']}"


def id_of_content(place: int, content: str) -> str:
    """The id of a cell with this content at this place."""
    return hashlib.sha256(f"{place} {content}".encode("utf-8", "surrogatepass")).hexdigest()[:12]
