r"""From a line of thought to its end: ``g + 2u = 0 \Rightarrow u = -g/2``, ``w -= g``.

Only what solves for a name that stands before the arrow is an end; any other arrow is refused
where signs are read.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from grader.reading.scanning import Piece
from grader.reading.vocabulary import Vocabulary

_ARROWS: Final = frozenset(("⇒", "≡"))
_WORDS: Final = frozenset(("so", "thus", "hence", "therefore"))
_RELATIONS: Final = frozenset(("=", "<", ">", "<=", ">="))
_STEPS: Final = frozenset("+-*/")
_OPEN: Final = ("(", "[", "{", "{{")
_CLOSE: Final = (")", "]", "}", "}}")

Label = Callable[[list[Piece]], bool]


def conclusion(pieces: list[Piece], is_label: Label) -> list[Piece]:
    """The last of several formulas, if it solves the others for a name; else all of them.

    Args:
        pieces: Laid flat.
        is_label: Whether some pieces are nothing but a name that the answer may have.
    """
    formulas, by_lines = _formulas(pieces)
    if len(formulas) < 2 or not all(formulas):
        return pieces
    *before, last = formulas
    name = _named(last, is_label)
    if name is None or not all(_RELATIONS & _outside(one) for one in before):
        return pieces
    if not any(piece.text == name for one in before for piece in one):
        return pieces
    if by_lines and any(_named(one, is_label) is not None for one in before):
        return pieces
    if any("," in _outside(one) for one in formulas):
        return pieces
    return last


def _formulas(pieces: list[Piece]) -> tuple[list[list[Piece]], bool]:
    """What stands between arrows or line breaks, and whether there are such breaks."""
    formulas: list[list[Piece]] = [[]]
    depth, by_lines, at = 0, False, 0
    while at < len(pieces):
        piece = pieces[at]
        depth += (piece.kind == "begin") - (piece.kind == "end")
        depth += (piece.text in _OPEN) - (piece.text in _CLOSE) if piece.kind == "sign" else 0
        length = _length_of_arrow(pieces, at) if depth == 0 else 0
        breaks = depth == 0 and piece.kind == "newline"
        if length or breaks:
            by_lines = by_lines or breaks
            comma = bool(length and formulas[-1] and formulas[-1][-1].text == ",")
            formulas[-1] = formulas[-1][:-1] if comma else formulas[-1]
            if formulas[-1]:
                formulas.append([])
            at += length or 1
            continue
        formulas[-1].append(piece)
        at += 1
    return formulas, by_lines


def _length_of_arrow(pieces: list[Piece], at: int) -> int:
    """How many pieces make an arrow or a word that leads on."""
    piece = pieces[at]
    if piece.kind == "sign" and piece.text in _ARROWS:
        return 1
    if piece.kind == "word" and piece.text in _WORDS and 0 < at < len(pieces) - 1:
        return 1
    follows = pieces[at + 1] if at + 1 < len(pieces) else None
    arrow = piece.text == "=" and follows is not None and follows.text == ">"
    return 2 if arrow and follows is not None and follows.start == piece.end else 0


def _outside(pieces: list[Piece]) -> set[str]:
    """The signs outside all brackets."""
    found, depth = set[str](), 0
    for piece in pieces:
        if piece.kind == "sign":
            depth += (piece.text in _OPEN) - (piece.text in _CLOSE)
            if depth == 0:
                found.add(piece.text)
    return found


def _sides(pieces: list[Piece]) -> tuple[list[Piece], list[Piece]] | None:
    for at, piece in enumerate(pieces):
        if piece.kind == "sign" and piece.text in _RELATIONS:
            return pieces[:at], pieces[at + 1 :]
    return None


def _named(pieces: list[Piece], is_label: Label) -> str | None:
    """The name that a formula is solved for."""
    sides = _sides(pieces)
    if sides is not None and len(sides[0]) == 1 and sides[0][0].kind == "number":
        sides = _sides(sides[1])  # 0 < s < 1
    if sides is None or not sides[0] or not sides[1] or not is_label(sides[0]):
        return None
    name = sides[0][0].text
    return None if any(piece.text == name for piece in sides[1]) else name


def with_steps_written_out(pieces: list[Piece], vocabulary: Vocabulary) -> list[Piece]:
    """``w -= g`` as ``w = w - (g)``, for a name that is declared."""
    for at in range(1, len(pieces) - 2):
        sign, equals = pieces[at], pieces[at + 1]
        if sign.text not in _STEPS or equals.text != "=" or sign.end != equals.start:
            continue
        if at != 1 or vocabulary.find(pieces[0].text) is None:
            return pieces
        opening = equals._replace(text="(", start=equals.end)
        closing = opening._replace(text=")", start=pieces[-1].end, end=pieces[-1].end)
        rest = [opening, *pieces[2 + at :], closing]
        return [pieces[0], equals, pieces[0], sign, *rest]
    return pieces
