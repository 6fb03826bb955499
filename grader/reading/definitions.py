"""What an answer says of its own names: ``w - m'/2, m' = m/(1 - b)``, ``n*x where n = 3``."""

from __future__ import annotations

from typing import Final, NamedTuple

from grader.reading.prefixes import split
from grader.reading.scanning import Piece

_MOST: Final = 6
_LONGEST_NAME: Final = 8
_SIGNS: Final = frozenset(("<", ">", "<=", ">=", "!=", "==", "≈", "∈"))
_JOINTS: Final = frozenset(("where", "with", "and"))


class Definition(NamedTuple):
    """A name and what the answer says that it is, both as they were typed."""

    name: list[Piece]
    value: list[Piece]


def definitions(pieces: list[Piece]) -> tuple[list[Piece], list[Definition]] | None:
    """A formula and what it says of its names behind it; ``None`` if it says nothing of them.

    Whether these are names that nobody else declared, and that stand in the formula, is for the
    caller to see.
    """
    parts = [part for part in _parts(pieces) if part]
    if not 2 <= len(parts) <= _MOST:
        return None
    formula, *rest = parts
    found = []
    for part in rest:
        sides = split(part, "=")
        if len(sides) != 2 or not all(sides) or len(sides[0]) > _LONGEST_NAME:
            return None
        if any(len(split(side, sign)) > 1 for side in sides for sign in _SIGNS):
            return None
        found.append(Definition(*sides))
    return formula, found


def _parts(pieces: list[Piece]) -> list[list[Piece]]:
    """What stands between commas, and words that lead to what a name is."""
    parts: list[list[Piece]] = []
    for part in split(pieces, ","):
        begin = 0
        for at, piece in enumerate(part):
            if piece.kind in ("word", "words") and piece.text in _JOINTS:
                parts.append(part[begin:at])
                begin = at + 1
        parts.append(part[begin:])
    return parts or [[]]
