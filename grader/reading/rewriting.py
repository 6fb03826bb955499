"""Puts pieces into the order and form that the pass over names expects."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from grader.reading.brackets import unit_end
from grader.reading.characters import SUBSCRIPTS, SUPERSCRIPTS
from grader.reading.layout import lay_flat
from grader.reading.scanning import Piece, is_latex, scan
from grader.reading.vocabulary import Vocabulary

_RUN: Final = re.compile(r"\d+|[A-Za-z]|.")
_UNBRACED: Final = {"frac": 2, "dfrac": 2, "tfrac": 2, "cfrac": 2, "binom": 2, "sqrt": 1}


def prepare(text: str, vocabulary: Vocabulary, *, latex: bool) -> list[Piece]:
    """The pieces of a text, laid flat, with spellings replaced by the names they stand for.

    Raises:
        Unreadable: as `scan` and `lay_flat`.
    """
    pieces = lay_flat(scan(text, latex=latex), latex=latex)
    kinds = {piece.kind for piece in pieces}
    if kinds & {"sup", "sub"}:
        pieces = _runs(pieces)
    if vocabulary.spellings:
        pieces = _spelled(pieces, vocabulary)
    pieces = _unbraced(pieces) if latex else _with_commas(pieces)
    return _subscripts_first(pieces)


def _runs(pieces: list[Piece]) -> list[Piece]:
    """``x²`` as ``x^{2}``, ``x₁`` as ``x_{1}``."""
    flat: list[Piece] = []
    for piece in pieces:
        if piece.kind not in ("sup", "sub"):
            flat.append(piece)
            continue
        table = SUPERSCRIPTS if piece.kind == "sup" else SUBSCRIPTS
        plain = "".join(table[character] for character in piece.text)
        start = piece.start
        flat.append(Piece("sign", "^" if piece.kind == "sup" else "_", start, start))
        flat.append(Piece("sign", "{", start, start))
        for match in _RUN.finditer(plain):
            kind = "number" if match[0].isdigit() else "word" if match[0].isalpha() else "sign"
            flat.append(Piece(kind, match[0], start + match.start(), start + match.end()))
        flat.append(Piece("sign", "}", piece.end, piece.end))
    return flat


@lru_cache(maxsize=4096)
def _sequences(spelling: str) -> frozenset[tuple[str, ...]]:
    """The pieces of a spelling; one without marks of LaTeX, ``y_t``, is met in both scripts."""
    return frozenset(
        tuple(piece.text for piece in lay_flat(scan(spelling, latex=latex), latex=latex))
        for latex in {True, is_latex(spelling)}
    )


def _spelled(pieces: list[Piece], vocabulary: Vocabulary) -> list[Piece]:
    sequences = sorted(
        (
            (sequence, name)
            for spelling, name in vocabulary.spellings.items()
            for sequence in sorted(_sequences(spelling))
        ),
        key=lambda pair: -len(pair[0]),
    )
    texts = [piece.text for piece in pieces]
    flat: list[Piece] = []
    at = 0
    while at < len(pieces):
        for sequence, name in sequences:
            end = at + len(sequence)
            if sequence and tuple(texts[at:end]) == sequence:
                flat.append(Piece("quoted", name, pieces[at].start, pieces[end - 1].end))
                at = end
                break
        else:
            flat.append(pieces[at])
            at += 1
    return flat


def _unbraced(pieces: list[Piece]) -> list[Piece]:
    r"""``\frac12`` takes one digit each, as TeX does; ``{g}_{1}`` is ``g_{1}``."""
    flat: list[Piece] = []
    wanted = 0
    depth_free = True
    for at, piece in enumerate(pieces):
        if piece.kind == "command" and piece.text in _UNBRACED:
            wanted = _UNBRACED[piece.text]
            flat.append(piece)
            continue
        if wanted and piece.kind in ("number", "word") and len(piece.text) > 1 and depth_free:
            if piece.kind == "word" and not piece.text.isalpha():
                wanted -= 1
                flat.append(piece)
                continue
            if piece.kind == "word" and piece.text not in _letters(pieces[at - 1]):
                wanted -= 1
                flat.append(piece)
                continue
            take = min(wanted, len(piece.text))
            for k in range(take):
                flat.append(Piece(piece.kind, piece.text[k], piece.start + k, piece.start + k + 1))
            if len(piece.text) > take:
                flat.append(Piece(piece.kind, piece.text[take:], piece.start + take, piece.end))
            wanted -= take
            continue
        wanted = 0 if piece.text in ("{", "[") else max(0, wanted - 1)
        flat.append(piece)
    return flat


def _letters(piece: Piece) -> str:
    r"""Words after a command keep together: ``\frac\alpha n``; nothing is cut out of them."""
    del piece
    return ""


def _with_commas(pieces: list[Piece]) -> list[Piece]:
    """NumPy prints ``[0.5 1.2]`` and rows below each other: commas between them."""
    flat: list[Piece] = []
    for at, piece in enumerate(pieces):
        if flat and piece.start > flat[-1].end:
            last = flat[-1]
            if (last.text == "]" and piece.text == "[" and _inside_list(flat)) or (
                last.kind == "number" and _number_starts(pieces, at) and _only_numbers(pieces, at)
            ):
                flat.append(Piece("sign", ",", piece.start, piece.start))
        flat.append(piece)
    return flat


def _inside_list(pieces: list[Piece]) -> bool:
    depth = sum((piece.text == "[") - (piece.text == "]") for piece in pieces)
    return depth > 0


def _number_starts(pieces: list[Piece], at: int) -> bool:
    if pieces[at].kind == "number":
        return True
    follows = pieces[at + 1] if at + 1 < len(pieces) else None
    return (
        pieces[at].text in ("-", "+")
        and follows is not None
        and follows.kind == "number"
        and follows.start == pieces[at].end
    )


def _only_numbers(pieces: list[Piece], at: int) -> bool:
    """Whether the square brackets round a piece hold nothing but numbers and signs."""
    before = at - 1
    while before >= 0 and (pieces[before].kind == "number" or pieces[before].text in ("-", "+")):
        before -= 1
    after = at
    while after < len(pieces) and (
        pieces[after].kind == "number" or pieces[after].text in ("-", "+")
    ):
        after += 1
    return (
        before >= 0
        and after < len(pieces)
        and pieces[before].text == "["
        and pieces[after].text == "]"
    )


def _subscripts_first(pieces: list[Piece]) -> list[Piece]:
    """``x^2_1`` as ``x_1^2``, for names, norms and sums alike."""
    texts = [piece.text for piece in pieces]
    if "_" not in texts or "^" not in texts:
        return pieces
    flat = list(pieces)
    at = 0
    while at < len(flat):
        if flat[at].kind == "sign" and flat[at].text == "^":
            middle = unit_end(flat, at + 1)
            if middle < len(flat) and flat[middle].text == "_" and flat[middle].kind == "sign":
                end = unit_end(flat, middle + 1)
                flat[at:end] = flat[middle:end] + flat[at:middle]
                at += end - middle
        at += 1
    return flat
