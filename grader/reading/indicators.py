r"""Indicators: ``\mathbb{1}[x > 0]`` and ``\mathbf{1}_{x > 0}`` are 1 where the condition holds."""

from __future__ import annotations

from typing import Final

from grader.reading.brackets import unit_end
from grader.reading.scanning import Piece

_COMPARING: Final = frozenset(("<", ">", "<=", ">=", "!="))
_OPENING: Final = frozenset(("(", "[", "{", "{{"))
_CLOSING: Final = frozenset((")", "]", "}", "}}"))
_OPERANDS: Final = frozenset(("number", "word", "quoted", "marked", "filled"))


def with_indicators(pieces: list[Piece]) -> list[Piece]:
    """The pieces with every indicator as 1 times its condition, in round brackets.

    Args:
        pieces: Laid flat; a digit in a font of vectors or of sets is of kind ``filled``.
    """
    if not any(piece.kind == "filled" for piece in pieces):
        return pieces
    flat: list[Piece] = []
    at = 0
    while at < len(pieces):
        piece = pieces[at]
        inside = slice(0, 0)
        if piece.kind == "filled" and piece.text == "1":
            inside = _condition(pieces, at + 1)
        if inside.stop == 0:
            flat.append(piece)
            at += 1
            continue
        end = unit_end(pieces, at + 1 + (pieces[at + 1].text == "_"))
        times, opening, closing = (piece._replace(kind="sign", text=sign) for sign in "*()")
        if flat and (flat[-1].kind in _OPERANDS or flat[-1].text in _CLOSING):
            flat.append(times)
        flat += (piece._replace(kind="number"), times, opening, *pieces[inside])
        flat.append(closing._replace(start=end, end=pieces[end - 1].end))
        at = end
        if at < len(pieces) and _starts_operand(pieces[at]):
            flat.append(times._replace(start=end, end=end))
    return flat


def _starts_operand(piece: Piece) -> bool:
    return piece.kind in _OPERANDS or piece.kind == "command" or piece.text in _OPENING


def _condition(pieces: list[Piece], at: int) -> slice:
    """What is inside the brackets that begin at `at`, if it compares; else nothing."""
    start = at + (at < len(pieces) and pieces[at].text == "_")
    end = unit_end(pieces, start)
    while start < len(pieces) and pieces[start].text in _OPENING and unit_end(pieces, start) == end:
        start, end = start + 1, end - 1
    compares = any(piece.text in _COMPARING for piece in pieces[start:end])
    bracketed = start < len(pieces) and pieces[start - 1].text in _OPENING
    return slice(start, end) if compares and bracketed else slice(0, 0)
