r"""What may stand where an answer is named: ``\frac{d}{dt} f(x)``, ``E||x||``, ``\Delta w``.

None of it is read: it says what the answer is, in the statement's words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Final

from grader.errors import Unreadable
from grader.reading.brackets import unit_end
from grader.reading.scanning import Piece
from grader.reading.vocabulary import Vocabulary

_BACK: Final = frozenset(("←", "leftarrow", "gets", "longleftarrow"))
_FORTH: Final = frozenset(("→", "↦", "to", "rightarrow", "longrightarrow", "mapsto", "longmapsto"))
_OPEN: Final = frozenset(("(", "[", "{", "{{"))
_CLOSE: Final = frozenset((")", "]", "}", "}}"))
_SIGNS: Final = frozenset("←→↦")
_MAPS: Final = frozenset(("↦", "mapsto", "longmapsto"))
_MOMENTS: Final = frozenset(("E", "Var", "var", "Cov", "cov"))
_CHANGES: Final = frozenset(("Delta", "partial", "∂"))
_FRACTIONS: Final = frozenset(("frac", "dfrac", "tfrac"))
_DOUBLE_BARS: Final = frozenset(("‖", "||", "‖<", "‖>"))
_NUMBER: Final = re.compile(r"\d+(?:\.\d+)?")
_UNDER_NORM: Final = re.compile(r"(?:_(?:\d|∞|infty|inf|rms|RMS))?(?:\^\d)?")
_OPERATORS: Final = frozenset("+-*/·=<>")


def arrow_as_equals(
    pieces: list[Piece], vocabulary: Vocabulary, is_label: Callable[[list[Piece]], bool]
) -> list[Piece]:
    """``w <- w - g`` and ``y → c`` as equations, where nothing but a label is before the arrow.

    ``x → 0`` with a declared x is a limit that is taken, and ``x<-1`` an inequality.
    """
    for at, piece in enumerate(pieces):
        length, forth = _arrow(pieces, at)
        if not length or not at:
            continue
        before = pieces[:at]
        limit = forth and piece.text not in _MAPS and vocabulary.find(before[0].text) is not None
        balanced = sum((one.text in _OPEN) - (one.text in _CLOSE) for one in before) == 0
        if limit or not balanced or not is_label(before):
            return pieces
        return [*pieces[:at], piece._replace(kind="sign", text="="), *pieces[at + length :]]
    return pieces


def refuse_arrows(pieces: list[Piece]) -> None:
    """An arrow of Unicode that stands for no ``=``.

    Raises:
        Unreadable: with its name.
    """
    for piece in pieces:
        if piece.text in _SIGNS and piece.end - piece.start == 1:
            name = unicodedata.name(piece.text)
            raise Unreadable(f"The character {name} is not read in a formula.", piece.column)


def _arrow(pieces: list[Piece], at: int) -> tuple[int, bool]:
    """How many pieces make the arrow that begins at a piece (0: none), and if it points forth."""
    text = pieces[at].text
    if pieces[at].kind in ("word", "words"):
        return 0, False  # "inversely proportional to x" is no arrow
    if text in _BACK or text in _FORTH:
        return 1, text in _FORTH
    if text not in ("<", "-") or at + 2 >= len(pieces):
        return 0, False
    pair = text + pieces[at + 1].text
    joined = pieces[at].end == pieces[at + 1].start and pieces[at + 2].start > pieces[at + 1].end
    return (2, pair == "->") if joined and pair in ("<-", "->") else (0, False)


def is_quantity(side: list[Piece], vocabulary: Vocabulary) -> bool:
    """Whether a side is a mean, a variance, a length, a derivative or a change of something."""
    if _is_length(side, vocabulary):
        return True
    if not side or vocabulary.find(side[0].text) is not None:
        return bool(side) and _is_difference(side, vocabulary)
    return (
        (_of_operator(side) and not _has_operator(side))
        or _is_derivative(side, vocabulary)
        or _is_difference(side, vocabulary)
    )


def _is_length(side: list[Piece], vocabulary: Vocabulary) -> bool:
    r"""``||a||^2``, ``1/||a||`` and ``\frac{1}{\|a\|_2^2}``, of a name that is not declared."""
    fraction = bool(side) and side[0].text in _FRACTIONS
    texts = [piece.text for piece in side[int(fraction) :] if piece.text not in ("{", "}")]
    if texts[:1] and _NUMBER.fullmatch(texts[0]):
        if not fraction and texts[1:2] != ["/"]:
            return False
        texts = texts[1 if fraction else 2 :]
    elif fraction:
        return False
    if len(texts) < 3 or texts[0] not in _DOUBLE_BARS or texts[2] not in _DOUBLE_BARS:
        return False
    named = texts[1].isalpha() and vocabulary.find(texts[1]) is None
    return named and _UNDER_NORM.fullmatch("".join(texts[3:])) is not None


def _of_operator(side: list[Piece]) -> bool:
    first = [piece.text for piece in side[:4]]
    if len(side) < 2:
        return False
    return (
        first[0] in _MOMENTS
        or first[0] in _CHANGES
        or (first[0] == "mathbb" and first[1:4] == ["{", "E", "}"] and len(side) > 4)
    )


def _has_operator(side: list[Piece]) -> bool:
    """Whether something is added, multiplied or compared outside all brackets."""
    at = 0
    while at < len(side):
        if side[at].kind == "sign" and side[at].text in _OPERATORS:
            return True
        at = max(at + 1, unit_end(side, at)) if side[at].text in "([{" else at + 1
    return False


def _is_derivative(side: list[Piece], vocabulary: Vocabulary) -> bool:
    r"""``\frac{df(x)}{dt}``, ``\frac{\partial}{\partial t} f``, ``df/dt``."""
    if side[0].text in _FRACTIONS:
        below = unit_end(side, 1)
        end = unit_end(side, below)
        parts = (side[1:below], side[below:end])
        return all(_begins_with_d(part, vocabulary) for part in parts) and not _has_operator(
            side[end:]
        )
    slashes = [at for at, piece in enumerate(side) if piece.text == "/"]
    if len(slashes) != 1:
        return False
    parts = (side[: slashes[0]], side[slashes[0] + 1 :])
    return all(_begins_with_d(part, vocabulary) and not _has_operator(part) for part in parts)


def _begins_with_d(part: list[Piece], vocabulary: Vocabulary) -> bool:
    inside = [piece for piece in part if piece.text not in "{}"]
    if not inside or vocabulary.find(inside[0].text) is not None:
        return False
    return inside[0].text in ("partial", "∂") or (
        inside[0].kind == "word" and inside[0].text.startswith("d")
    )


def _is_difference(side: list[Piece], vocabulary: Vocabulary) -> bool:
    """``w_1 - w_0``: one name twice, with indices that nobody declared."""
    signs = [at for at, piece in enumerate(side) if piece.text == "-"]
    if len(signs) != 1 or not 0 < signs[0] < len(side) - 1:
        return False
    halves = (side[: signs[0]], side[signs[0] + 1 :])
    if any(half[0].kind not in ("word", "command", "quoted") for half in halves):
        return False
    same = halves[0][0].text == halves[1][0].text
    return same and all(_is_indexed(half, vocabulary) for half in halves)


def _is_indexed(half: list[Piece], vocabulary: Vocabulary) -> bool:
    if len(half) < 3 or half[1].text != "_" or unit_end(half, 2) != len(half):
        return False
    index = "".join(piece.text for piece in half[2:] if piece.text not in "{}")
    return vocabulary.find(f"{half[0].text}_{index}") is None
