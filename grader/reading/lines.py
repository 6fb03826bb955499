"""Line breaks: those that go on with a formula, and those that begin another one."""

from __future__ import annotations

import re
from typing import Final

from grader.errors import Unreadable
from grader.reading.scanning import Piece

_RULE: Final = re.compile(r"^[ \t]*-+[ \t]*$", re.MULTILINE)
_OPEN: Final = ("(", "[", "{", "{{")
_CLOSE: Final = (")", "]", "}", "}}")
_GO_ON: Final = {
    *("+", "-", "*", "/", "//", "^", "@", "·", "%", "=", "==", "!=", "<", ">", "<=", ">=", "≈"),
    *(",", ";", ":", "&", "|", "∧", "∨"),
}
_SIGNED: Final = ("+", "-")
SOFT: Final = "soft"
"""Text of a line break before a plus or a minus, which may be an entry's own."""
_DRAWN: Final = (
    "A formula drawn over several lines is not read; on one line, such as a/b**2, it would be."
)


def refuse_drawings(text: str) -> None:
    """A fraction with a line of dashes, and exponents on a line above, as SymPy prints them.

    Raises:
        Unreadable: with the column of the line.
    """
    if "\n" not in text:
        return
    rule = _RULE.search(text)
    if rule is not None:
        raise Unreadable(_DRAWN, rule.start() + 1)
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) < 2 or any(sign in lines[0] for sign in "([{\\`$"):
        return
    indents = [len(line) - len(line.lstrip()) for line in lines]
    if indents[0] > min(indents[1:]):
        raise Unreadable(_DRAWN, indents[0] + 1)


def without_continuations(pieces: list[Piece]) -> list[Piece]:
    """Without the line breaks inside brackets, and next to a sign that needs two sides.

    Those before a plus or a minus are kept, and marked.
    """
    flat: list[Piece] = []
    depth = 0
    for at, piece in enumerate(pieces):
        if piece.kind == "sign":
            depth += (piece.text in _OPEN) - (piece.text in _CLOSE)
        if piece.kind == "newline":
            follows = pieces[at + 1] if at + 1 < len(pieces) else None
            if depth > 0 or not flat or follows is None:
                continue
            if _goes_on(flat[-1]) or (_goes_on(follows) and follows.text not in _SIGNED):
                continue
            if follows.text in _SIGNED:
                piece = piece._replace(text=SOFT)
        flat.append(piece)
    return flat


def without_soft_breaks(pieces: list[Piece]) -> list[Piece]:
    """Without the line breaks before a plus or a minus: it goes on there."""
    return [piece for piece in pieces if piece.kind != "newline" or piece.text != SOFT]


def _goes_on(piece: Piece) -> bool:
    return piece.kind == "newline" or (piece.kind == "sign" and piece.text in _GO_ON)


def lines_of(pieces: list[Piece]) -> list[list[Piece]]:
    """What stands on each line outside brackets; nothing where a comma or a sign of equality is."""
    lines: list[list[Piece]] = [[]]
    depth = 0
    for piece in pieces:
        depth += (piece.kind == "begin") - (piece.kind == "end")
        depth += (piece.text in _OPEN) - (piece.text in _CLOSE) if piece.kind == "sign" else 0
        if depth == 0 and piece.text in (",", ";", "=", "≈"):
            return []
        if piece.kind == "newline" and depth == 0:
            lines.append([])
        else:
            lines[-1].append(piece)
    return [line for line in lines if line]


def refuse_second_formula(pieces: list[Piece]) -> None:
    """A line break outside brackets that nothing goes on behind.

    Raises:
        Unreadable: with the column of the second formula.
    """
    depth = 0
    for at, piece in enumerate(pieces):
        depth += (piece.kind == "begin") - (piece.kind == "end")
        if piece.kind == "newline" and depth == 0:
            follows = pieces[min(at + 1, len(pieces) - 1)]
            raise Unreadable("A second formula starts here; one formula is read.", follows.column)
