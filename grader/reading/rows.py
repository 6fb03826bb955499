"""Brackets that hold a vector or a matrix as people type them: ``<a, b>``, ``[a, b; c, d]``."""

from __future__ import annotations

import re
from typing import Final

from grader.reading.brackets import unit_end
from grader.reading.scanning import Piece

_BEFORE: Final = frozenset(("=", "(", "[", ",", "*", "·", "+", "-", "/", "≈"))
_BEHIND: Final = frozenset((")", "]", ",", "*", "·", "+", "-", "/", "^", "≈", "="))
_ANGLES: Final = {"<": ">", "⟨": "⟩"}
_ENDS: Final = {"(": ")", "<": ">", "⟨": "⟩"}
_OPEN: Final = ("(", "[", "{", "{{")
_CLOSE: Final = (")", "]", "}", "}}")
_LEADING: Final = re.compile(r"[1-9]\d{0,2}")
_GROUP: Final = re.compile(r"\d{3}(?:\.\d+)?")


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


def with_commas_between(pieces: list[Piece], entries: int, *, latex: bool) -> list[Piece]:
    """``(0 2)`` as ``(0, 2)``, where a vector of two entries is asked for.

    Nothing but numbers stands in the bracket, which is the whole answer but for what is in front
    of an equals sign. A plain space is none in print, so LaTeX needs one of its own.

    Args:
        pieces: Of the answer.
        entries: How many are asked for, 0 if that is not known.
        latex: Whether the text is LaTeX.
    """
    at = next((k + 1 for k, piece in enumerate(pieces) if piece.text == "="), 0)
    closes = _ENDS.get(pieces[at].text) if at < len(pieces) else None
    if closes is None:
        return pieces
    end = next((k for k in range(at, len(pieces)) if pieces[k].text == closes), len(pieces))
    behind = "".join(piece.text for piece in pieces[end + 1 :])
    if behind not in ("", "^T", "^top", "^{T}", "^{top}", "ᵀ") or end >= len(pieces):
        return pieces
    numbers = _apart(pieces[at + 1 : end], latex=latex)
    first = [number[0] for number in numbers[1:]]
    if len(numbers) != (entries or max(len(numbers), 2)) or not all(map(_is_number, numbers)):
        return pieces
    if any(piece.text[:1] == "0" and piece.text[1:2].isdigit() for piece in first):
        return pieces  # 10 000
    commas = {number[0].start for number in numbers[1:]}
    flat: list[Piece] = []
    for piece in pieces:
        if piece.start in commas:
            flat.append(Piece("sign", ",", piece.start, piece.start))
        flat.append(piece)
    return flat


def with_thousands(pieces: list[Piece]) -> list[Piece]:
    r"""``10\,000`` as one number: groups of three digits, a space of TeX between each two."""
    flat: list[Piece] = []
    at = 0
    while at < len(pieces):
        piece, end = pieces[at], at + 1
        before = flat[-1].text if flat else ""
        if _LEADING.fullmatch(piece.text) and before not in ("_", "^"):
            while end < len(pieces) and _is_group(pieces[end]) and "." not in pieces[end - 1].text:
                end += 1
        parts = pieces[at:end]
        is_whole = end == len(pieces) or pieces[end].kind != "number"
        if end > at + 1 and is_whole:
            text = "".join(part.text for part in parts)
            piece = piece._replace(text=text, end=parts[-1].end)
            at = end - 1
        flat.append(piece)
        at += 1
    return flat


def _is_group(piece: Piece) -> bool:
    return piece.kind == "number" and piece.apart and _GROUP.fullmatch(piece.text) is not None


def _apart(pieces: list[Piece], *, latex: bool) -> list[list[Piece]]:
    """The pieces between spaces."""
    runs: list[list[Piece]] = []
    for piece in pieces:
        gap = piece.apart if latex else bool(runs) and piece.start > runs[-1][-1].end
        if gap or not runs:
            runs.append([])
        runs[-1].append(piece)
    return runs


def _is_number(pieces: list[Piece]) -> bool:
    """Whether these are one number, with a sign or as a fraction perhaps."""
    unsigned = pieces[1:] if pieces[0].text == "-" else pieces
    kinds = [piece.kind if piece.text != "/" else "/" for piece in unsigned]
    return kinds in (["number"], ["number", "/", "number"])


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
