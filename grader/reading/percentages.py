r"""``12.5%`` as the number that it is, where the sign cannot be Python's remainder.

``7 % 4`` is a remainder. ``50% x`` would be one in Python and half of x to most people: it is
refused, unless the sign is LaTeX's ``\%``, which is a percentage only.
"""

from __future__ import annotations

from typing import Final

from grader.errors import Unreadable
from grader.reading.scanning import Piece
from grader.reading.vocabulary import Vocabulary

_WORDS: Final = frozenset(("percent", "pct"))
_SPELLINGS: Final = _WORDS | {"%", "cent"}
_OPENING: Final = frozenset(("(", "[", "{", "{{", "^", "_", "!", "%", "√"))
"""Signs that may begin what is divided by, or that do something to a percentage."""
_OF_PERCENT: Final = 1
_OF_LATEX: Final = 2
"""Characters of ``%`` and of ``\\%``; ``\\bmod``, which is the same sign, has more."""


def with_percentages(pieces: list[Piece], vocabulary: Vocabulary) -> list[Piece]:
    """The pieces with a number and its sign of percent as one piece.

    Raises:
        Unreadable: where the sign may also be a remainder.
    """
    if not any(piece.text in _SPELLINGS for piece in pieces):
        return pieces
    pieces = _without_words(pieces, vocabulary)
    if not any(piece.text == "%" for piece in pieces):
        return pieces
    found: list[Piece] = []
    for at, piece in enumerate(pieces):
        if piece.text == "%" and piece.kind == "sign" and _is_percent(pieces, at):
            number = found.pop()
            found.append(Piece("percent", number.text, number.start, piece.end, number.apart))
        elif piece.text == "of" and found and found[-1].kind == "percent" and _is_of(pieces, at):
            found.append(Piece("sign", "*", piece.start, piece.end))
        else:
            found.append(piece)
    return found


def _without_words(pieces: list[Piece], vocabulary: Vocabulary) -> list[Piece]:
    """``5 percent`` and ``5 per cent`` with the sign in place of the words."""
    found: list[Piece] = []
    for piece in pieces:
        if piece.kind == "word" and found and vocabulary.find(piece.text) is None:
            before = found[-1]
            if piece.text in _WORDS and before.kind == "number":
                found.append(Piece("sign", "%", piece.start, piece.start + _OF_LATEX))
                continue
            if piece.text == "cent" and before.text == "per" and len(found) > 1:
                found[-1] = Piece("sign", "%", before.start, before.start + _OF_LATEX)
                continue
        found.append(piece)
    return found


def _is_of(pieces: list[Piece], at: int) -> bool:
    return at + 1 < len(pieces) and pieces[at].kind == "word"


def _is_percent(pieces: list[Piece], at: int) -> bool:
    """Whether the sign stands for a hundredth of the number in front of it."""
    if at == 0 or pieces[at - 1].kind != "number" or "e" in pieces[at - 1].text.lower():
        return False
    if at > 1 and pieces[at - 2].text in ("/", "//", "^", "_"):
        return False  # 3/4 %
    sign, number = pieces[at], pieces[at - 1]
    follows = pieces[at + 1] if at + 1 < len(pieces) else None
    length = sign.end - sign.start
    if length > _OF_LATEX:
        return False
    if follows is None or follows.kind in ("newline", "end") or follows.text == "of":
        return True
    if follows.kind == "sign" and follows.text not in _OPENING | {"-"}:
        return True
    if length == _OF_LATEX and (follows.text == "-" or follows.kind in ("word", "command")):
        return True
    spaced = sign.start > number.end, follows.start > sign.end
    if follows.text == "-" and follows.kind == "sign":
        behind = at + 2 < len(pieces) and pieces[at + 2].start > follows.end
        if spaced == (False, True) and behind:
            return True  # 5% - x
        if spaced[1] and not behind and spaced[0]:
            return False  # 5 % -3
        raise _doubtful(number, sign)
    if spaced == (True, True) or follows.kind in ("number", "float"):
        return False  # 7 % x, as Python has it
    raise _doubtful(number, sign)


def _doubtful(number: Piece, sign: Piece) -> Unreadable:
    return Unreadable(
        f"Whether % is a percentage or a remainder is not clear; {number.text}/100 or "
        f"Mod({number.text}, ...) would be read.",
        sign.column,
    )
