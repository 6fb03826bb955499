"""Puts pieces into the order and form that the pass over names expects."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from grader.errors import Unreadable
from grader.reading.brackets import unit_end
from grader.reading.characters import SUBSCRIPTS, SUPERSCRIPTS
from grader.reading.layout import lay_flat
from grader.reading.scanning import Piece, is_latex, scan
from grader.reading.terminals import COMMANDS
from grader.reading.vocabulary import Vocabulary

_RUN: Final = re.compile(r"\d+|[A-Za-z]|.")
_ARGUMENTS: Final = {command: 1 if command == "sqrt" else 2 for command in COMMANDS}
_INFIX: Final = {"over": "frac", "choose": "binom"}
_ORDERS: Final = frozenset(("<", "<="))
_LARGE: Final = {"Sigma": "∑", "Pi": "∏", "sum": "∑", "prod": "∏"}


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
    if latex:
        pieces = _unbraced(_infix_fractions(_index_apart(pieces, vocabulary)), vocabulary)
    else:
        pieces = _with_commas(pieces)
    return _ranges_as_bounds(_subscripts_first(_large_signs(pieces, vocabulary)))


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
    pieces = _bare_marks(pieces)
    sequences = sorted(
        (
            (_same_bars(sequence), name)
            for spelling, name in vocabulary.spellings.items()
            for sequence in sorted(_sequences(spelling))
        ),
        key=lambda pair: -len(pair[0]),
    )
    texts = _same_bars([piece.text for piece in pieces])
    flat: list[Piece] = []
    at = 0
    while at < len(pieces):
        for sequence, name in sequences:
            end = at + len(sequence)
            if sequence and texts[at:end] == sequence:
                flat.append(Piece("quoted", name, pieces[at].start, pieces[end - 1].end))
                at = end
                break
        else:
            flat.append(pieces[at])
            at += 1
    return flat


def _same_bars(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple("‖" if text == "||" else text for text in texts)


def _bare_marks(pieces: list[Piece]) -> list[Piece]:
    """``_{*}`` as ``_*``, so that a spelling is met with braces and without."""
    flat: list[Piece] = []
    at = 0
    while at < len(pieces):
        marks = [piece.text for piece in pieces[at : at + 4]]
        if len(marks) == 4 and marks[0] == "_" and marks[1:] == ["{", "*", "}"]:
            flat += (pieces[at], pieces[at + 2])
            at += 4
        else:
            flat.append(pieces[at])
            at += 1
    return flat


def _unbraced(pieces: list[Piece], vocabulary: Vocabulary) -> list[Piece]:
    r"""``\frac12`` takes one digit each, as TeX does; words keep together."""
    flat = list(pieces)
    for at in range(len(flat) - 1, -1, -1):
        if flat[at].kind != "command" or flat[at].text not in _ARGUMENTS:
            continue
        end = at + 1
        if flat[at].text == "sqrt" and end < len(flat) and flat[end].text == "[":
            end = unit_end(flat, end)
        for _ in range(_ARGUMENTS[flat[at].text]):
            if end < len(flat) and _joins_two(flat[end], vocabulary):
                flat[end : end + 1] = _first_apart(flat[end])
            end = unit_end(flat, end)
    return flat


def _index_apart(pieces: list[Piece], vocabulary: Vocabulary) -> list[Piece]:
    """``w_ix`` as ``w_i x``, as TeX has it, where w_1, w_2 and x are declared and no w_ix."""
    flat: list[Piece] = []
    for at, piece in enumerate(pieces):
        below = piece.kind == "word" and at > 1 and pieces[at - 1].text == "_"
        if below and piece.text[0] in "ijk" and pieces[at - 2].text in vocabulary.families:
            whole = f"{pieces[at - 2].text}_{piece.text}"
            rest = piece.text[1:]
            if vocabulary.find(rest) is not None and vocabulary.find(whole) is None:
                middle = piece.start + 1
                flat.append(piece._replace(text=piece.text[0], end=middle))
                flat.append(piece._replace(text=rest, start=middle, apart=False))
                continue
        flat.append(piece)
    return flat


def _joins_two(piece: Piece, vocabulary: Vocabulary) -> bool:
    r"""Whether TeX takes only the first character: of ``\frac12`` and of ``\frac d2``."""
    if piece.kind == "number":
        return len(piece.text) > 1
    numbered = piece.kind == "word" and piece.text[1:].isdigit()
    return numbered and vocabulary.find(piece.text) is None


def _first_apart(piece: Piece) -> list[Piece]:
    middle = piece.start + 1
    rest = piece._replace(text=piece.text[1:], start=middle, apart=False, kind="number")
    return [piece._replace(text=piece.text[0], end=middle), rest]


def _infix_fractions(pieces: list[Piece]) -> list[Piece]:
    r"""``{a \over b}`` as ``{\frac{a}{b}}``, ``{n \choose k}`` as ``{\binom{n}{k}}``."""
    flat = list(pieces)
    at = 0
    while at < len(flat):
        if flat[at].kind == "command" and flat[at].text in _INFIX:
            start = _opening_before(flat, at)
            end = unit_end(flat, start) - 1 if start is not None else 0
            if start is None or end <= at or flat[end].text != "}":
                raise Unreadable(f"\\{flat[at].text} would be read inside braces.", flat[at].column)
            name, closing = flat[at], flat[at]._replace(kind="sign", text="}")
            opening = closing._replace(text="{")
            flat.insert(end, closing)
            flat[at : at + 1] = [closing, opening]
            flat[start + 1 : start + 1] = [name._replace(text=_INFIX[name.text]), opening]
            at += 3
        at += 1
    return flat


def _opening_before(pieces: list[Piece], at: int) -> int | None:
    """The brace that is open at a piece."""
    depth = 0
    for index in range(at - 1, -1, -1):
        if pieces[index].kind == "sign" and pieces[index].text in ("}", "{"):
            depth += 1 if pieces[index].text == "}" else -1
            if depth < 0:
                return index
    return None


def _ranges_as_bounds(pieces: list[Piece]) -> list[Piece]:
    r"""``\sum_{1 \le k \le n}`` and ``\sum_{0 \le k < n}`` with a lower and an upper end."""
    flat = list(pieces)
    for at in range(len(flat) - 1, -1, -1):
        if flat[at].text not in ("∑", "∏") or _text(flat, at + 1) + _text(flat, at + 2) != "_{":
            continue
        end = unit_end(flat, at + 2)
        inside = flat[at + 3 : end - 1]
        signs = [k for k, piece in enumerate(inside) if piece.text in _ORDERS]
        if len(signs) != 2 or signs[1] != signs[0] + 2 or _text(flat, end) == "^":
            continue
        first, second = signs
        lower, name, upper = inside[:first], inside[first + 1], inside[second + 1 :]
        if inside[first].text == "<":
            lower = [*lower, *_one(inside[first], "+")]
        if inside[second].text == "<":
            upper = [*upper, *_one(inside[second], "-")]
        opening, closing = flat[at + 2], flat[end - 1]
        equal, raised = (name._replace(kind="sign", text=text) for text in "=^")
        flat[at + 2 : end] = [
            *(opening, name, equal, *lower, closing),
            *(raised, opening, *upper, closing),
        ]
    return flat


def _one(order: Piece, sign: str) -> list[Piece]:
    return [order._replace(text=sign), order._replace(kind="number", text="1")]


def _text(pieces: list[Piece], at: int) -> str:
    return pieces[at].text if at < len(pieces) else ""


def _large_signs(pieces: list[Piece], vocabulary: Vocabulary) -> list[Piece]:
    """The letters Σ and Π over bounds as the signs that they stand for; ``‖g‖∞`` as ``‖g‖_∞``."""
    flat: list[Piece] = []
    for at, piece in enumerate(pieces):
        letter = piece.text in _LARGE and piece.kind == "word"
        if letter and _has_bound(pieces, at + 1) and vocabulary.find(piece.text) is None:
            flat.append(piece._replace(kind="sign", text=_LARGE[piece.text]))
            continue
        if piece.text == "∞" and flat and flat[-1].end == piece.start and _closes(flat):
            flat.append(piece._replace(text="_", end=piece.start))
        flat.append(piece)
    return flat


def _has_bound(pieces: list[Piece], at: int) -> bool:
    if at >= len(pieces) or pieces[at].text != "_":
        return False
    return any(piece.text == "=" for piece in pieces[at + 1 : unit_end(pieces, at + 1)])


def _closes(pieces: list[Piece]) -> bool:
    """Whether the last piece is a double bar, and the second one of a pair."""
    bars = [piece.text[:1] == "‖" or piece.text == "||" for piece in pieces]
    return bars[-1] and sum(bars) % 2 == 0


def _with_commas(pieces: list[Piece]) -> list[Piece]:
    """NumPy prints ``[0.5 1.2]``, SymPy ``[1  x]``, and rows below each other: with commas."""
    flat: list[Piece] = []
    for at, piece in enumerate(pieces):
        if flat and piece.start > flat[-1].end:
            last = flat[-1]
            if (
                (last.text == "]" and piece.text == "[" and _inside_list(flat))
                or (
                    last.kind == "number"
                    and _number_starts(pieces, at)
                    and _only_numbers(pieces, at)
                )
                or (piece.start - last.end > 1 and _is_entry(flat, pieces, at))
            ):
                flat.append(Piece("sign", ",", piece.start, piece.start))
        flat.append(piece)
    return flat


def _is_entry(before: list[Piece], pieces: list[Piece], at: int) -> bool:
    """Whether an entry begins after a wide gap, directly inside square brackets."""
    last, piece = before[-1], pieces[at]
    follows = pieces[at + 1] if at + 1 < len(pieces) else piece
    signed = piece.text == "-" and follows.start == piece.end
    starts = piece.kind in ("number", "word") or piece.text in ("(", "√") or signed
    if not starts or not (last.kind in ("number", "word") or last.text in (")", "]", "}")):
        return False
    depth = 0
    for other in reversed(before):
        if other.text in (")", "]", "}"):
            depth += 1
        elif other.text in ("(", "[", "{"):
            if depth == 0:
                return other.text == "["
            depth -= 1
    return False


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
