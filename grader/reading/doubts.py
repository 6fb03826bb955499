r"""What two people would read in two ways: refused, with both ways to write it.

``x^1/2`` typed for a root, ``e^2x``, ``2^10`` in LaTeX (of which TeX raises the 1 only), ``√2x``,
``sin x/2``. Precedence has an answer to each of them; it is not what the writer had in mind often
enough to mark by it.
"""

from __future__ import annotations

from typing import Final

from grader.errors import Unreadable
from grader.reading.brackets import unit_end
from grader.reading.lexicon import TRIGONOMETRIC
from grader.reading.scanning import Piece
from grader.reading.vocabulary import Vocabulary

_ROOTS: Final = frozenset("√∛")
_NAMES: Final = frozenset(("word", "command", "marked", "quoted"))
_DIFFERENTIALS: Final = frozenset(("frac", "dfrac", "tfrac"))


def refuse_doubtful(pieces: list[Piece], vocabulary: Vocabulary, *, latex: bool) -> None:
    """Look at every place where readers differ.

    Args:
        pieces: Laid flat, with subscripts first.
        vocabulary: The declared names.
        latex: Whether the text is LaTeX, whose printed form is what counts.

    Raises:
        Unreadable: with the column of the first such place.
    """
    for at, piece in enumerate(pieces):
        if piece.kind == "sign":
            if piece.text == "^":
                _look_at_exponent(pieces, at, latex=latex)
            elif piece.text in _ROOTS:
                _look_at_root(pieces, at)
            elif piece.text == "{":
                _look_at_comma(pieces, at)
        elif piece.kind == "command" and piece.text in _DIFFERENTIALS:
            _look_at_fraction(pieces, at, vocabulary)
        elif piece.text in TRIGONOMETRIC and piece.kind in ("word", "command", "words"):
            _look_at_angle(pieces, at)


def _text(pieces: list[Piece], at: int) -> str:
    return pieces[at].text if 0 <= at < len(pieces) else ""


def _kind(pieces: list[Piece], at: int) -> str:
    return pieces[at].kind if 0 <= at < len(pieces) else ""


def _touch(pieces: list[Piece], at: int) -> bool:
    """Whether a piece follows the one before it without a space."""
    return 0 < at < len(pieces) and pieces[at].start == pieces[at - 1].end


def _look_at_exponent(pieces: list[Piece], at: int, *, latex: bool) -> None:
    caret = pieces[at]
    if caret.end - caret.start != 1:
        return
    signed = _text(pieces, at + 1) in ("-", "+")
    first = at + 1 + signed
    end = unit_end(pieces, first)
    number = _kind(pieces, first) == "number"
    shown = _text(pieces, first)
    if latex and number and len(shown) > 1:
        raise Unreadable(
            f"LaTeX raises only the first digit of ^{shown}; ^{{{shown}}} would be read.",
            caret.column,
        )
    if latex and _text(pieces, end) == "^":
        raise Unreadable("Of two exponents one needs braces: x^{y^{2}}.", pieces[end].column)
    while _text(pieces, end) == "^":
        end = unit_end(pieces, end + 1)
    over = _text(pieces, end) == "/" and _touch(pieces, end)
    if over and _kind(pieces, end + 1) == "number" and (signed or (number and shown == "1")):
        raise Unreadable(
            "Whether the exponent ends before the / is not clear; x^(1/2) or (x^1)/2 would be "
            "read.",
            caret.column,
        )
    if not latex and number and _is_fixed(pieces, at - 1) and _names_follow(pieces, first + 1):
        raise Unreadable(
            "Whether the exponent ends after the number is not clear; 2^(3*x) or 2^3*x would be "
            "read.",
            caret.column,
        )


def _is_fixed(pieces: list[Piece], at: int) -> bool:
    """A number or e, of which a power times a name is hardly meant."""
    return _kind(pieces, at) == "number" or _text(pieces, at) == "e"


def _names_follow(pieces: list[Piece], at: int) -> bool:
    return _kind(pieces, at) in _NAMES and _touch(pieces, at)


def _look_at_root(pieces: list[Piece], at: int) -> None:
    under = at + 1
    if _kind(pieces, under) not in ("number", "word"):
        return
    raised = _text(pieces, under + 1) == "^"
    if raised or (_kind(pieces, under) == "number" and _names_follow(pieces, under + 1)):
        raise Unreadable(
            f"Where the root ends is not clear; {pieces[at].text}(...) would be read.",
            pieces[at].column,
        )


def _look_at_comma(pieces: list[Piece], at: int) -> None:
    r"""``1{,}000``: a thousand of English, one of German."""
    if _text(pieces, at + 1) == "," and _text(pieces, at + 2) == "}":
        raise Unreadable(
            "A comma inside a number is not read; 10000 and 0.5 would be.", pieces[at].column
        )


def _look_at_fraction(pieces: list[Piece], at: int, vocabulary: Vocabulary) -> None:
    r"""``\frac{d}{dx}`` even where d and x are declared."""
    below = unit_end(pieces, at + 1)
    above = [piece.text for piece in pieces[at + 1 : below] if piece.text not in ("{", "}")]
    under = [p for p in pieces[below : unit_end(pieces, below)] if p.text not in ("{", "}")]
    if above != ["d"] or not under or not under[0].text.startswith("d"):
        return
    word = under[0].text
    apart = word == "d" and len(under) > 1 and under[1].kind in _NAMES
    joined = word[1:].isalpha() and word.isascii() and vocabulary.find(word) is None
    if apart or (joined and under[0].kind == "word"):
        raise Unreadable("A derivative is not read; what it comes to is.", pieces[at].column)


def _look_at_angle(pieces: list[Piece], at: int) -> None:
    """``sin x/2``."""
    end = at + 1
    while _text(pieces, end) == "^":
        end = unit_end(pieces, end + 1)
    if _kind(pieces, end) not in ("number", "word"):
        return
    while _kind(pieces, end) in ("number", "word"):
        end += 1
    touches = _touch(pieces, end) and _touch(pieces, end + 1)
    if _text(pieces, end) == "/" and touches and _kind(pieces, end + 1) in ("number", "word"):
        name = pieces[at].text
        raise Unreadable(
            f"Whether the argument of {name} ends before the / is not clear; {name}(x/2) or "
            f"{name}(x)/2 would be read.",
            pieces[at].column,
        )
