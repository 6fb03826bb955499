"""Brackets that hold a vector or a matrix as people type them: ``<a, b>``, ``[a, b; c, d]``."""

from __future__ import annotations

from typing import Final

from grader.reading.brackets import unit_end
from grader.reading.scanning import Piece

_BEFORE: Final = frozenset(("=", "(", "[", ",", "*", "·", "+", "-", "/", "≈"))
_BEHIND: Final = frozenset((")", "]", ",", "*", "·", "+", "-", "/", "^", "≈", "="))
_ANGLES: Final = {"<": ">", "⟨": "⟩"}
_OPEN: Final = ("(", "[", "{", "{{")
_CLOSE: Final = (")", "]", "}", "}}")


def with_angles_as_brackets(pieces: list[Piece]) -> list[Piece]:
    """``<a, b>`` as ``[a, b]``, where a vector is asked for: a comma is between the angles."""
    flat = list(pieces)
    for at, piece in enumerate(flat):
        if piece.text not in _ANGLES or piece.kind != "sign":
            continue
        end = _closing(flat, at)
        starts = at == 0 or (flat[at - 1].kind == "sign" and flat[at - 1].text in _BEFORE)
        if end is None or not starts:
            continue
        ends = end + 1 == len(flat) or flat[end + 1].text in _BEHIND
        if ends:
            flat[at] = piece._replace(text="[")
            flat[end] = flat[end]._replace(text="]")
    return flat


def _closing(pieces: list[Piece], at: int) -> int | None:
    """The angle that closes the one at a piece, with a comma and no other angle in between."""
    depth, commas = 0, 0
    for index in range(at + 1, len(pieces)):
        text = pieces[index].text if pieces[index].kind == "sign" else ""
        depth += (text in _OPEN) - (text in _CLOSE)
        if depth < 0 or (depth == 0 and text in _ANGLES):
            return None
        if depth == 0 and text == _ANGLES[pieces[at].text]:
            return index if commas else None
        commas += depth == 0 and text == ","
    return None


def with_rows(pieces: list[Piece]) -> list[Piece]:
    """``[a, b; c, d]`` as ``[[a, b], [c, d]]``."""
    flat = list(pieces)
    for at in range(len(flat) - 1, -1, -1):
        if flat[at].text != "[" or flat[at].kind != "sign":
            continue
        end = unit_end(flat, at) - 1
        signs = _at_first_depth(flat, at, end)
        breaks = [k for k in signs if flat[k].text == ";"]
        if not breaks or len(breaks) == len(signs) or flat[end].text != "]":
            continue
        if breaks[-1] == end - 1:
            del flat[end - 1]
            breaks, end = breaks[:-1], end - 1
        for place in reversed(breaks):
            sign = flat[place]
            flat[place : place + 1] = [sign._replace(text=text) for text in ("]", ",", "[")]
        end += 2 * len(breaks)
        flat.insert(end, flat[end])
        flat.insert(at, flat[at])
    return flat


def _at_first_depth(pieces: list[Piece], at: int, end: int) -> list[int]:
    """Where commas and semicolons stand directly inside the bracket that opens at a piece."""
    found: list[int] = []
    inner = at + 1
    while inner < end:
        if pieces[inner].kind == "sign" and pieces[inner].text in _OPEN:
            inner = unit_end(pieces, inner)
            continue
        if pieces[inner].kind == "sign" and pieces[inner].text in (",", ";"):
            found.append(inner)
        inner += 1
    return found
