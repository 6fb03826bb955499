"""Python's comprehensions, written out: ``[x/k for k in (1, 2)]`` as ``[x/1, x/2]``.

A sum over ``range(n)`` becomes one with bounds. Nothing is run: the pieces between the bracket and
the ``for`` are repeated with others in the place of the name.
"""

from __future__ import annotations

from typing import Final

from grader.errors import Unreadable
from grader.reading import limits
from grader.reading.brackets import arguments_at, unit_end
from grader.reading.scanning import Piece
from grader.reading.vocabulary import Vocabulary

_MOST: Final = 64
_OPEN: Final = ("[", "(")
_SUMS: Final = frozenset(("sum", "prod"))
_WOULD_BE: Final = "over range(n), a list of numbers or a vector one name would be read."


def written_out(pieces: list[Piece], vocabulary: Vocabulary) -> list[Piece]:
    """The pieces with every comprehension as the list that it makes, the innermost first.

    Raises:
        Unreadable: one that goes over something else, or has a condition.
    """
    flat = pieces
    while (at := _innermost_for(flat)) is not None:
        flat = _without(flat, at, vocabulary)
    return flat


def _innermost_for(pieces: list[Piece]) -> int | None:
    """The ``for`` whose bracket opens last: no other one is inside."""
    found = [at for at, piece in enumerate(pieces) if piece.text == "for" and piece.kind == "word"]
    places = [(_opening(pieces, at), -at) for at in found]
    opening, at = max(places, default=(-1, 0))
    return -at if opening >= 0 else None


def _opening(pieces: list[Piece], at: int) -> int:
    depth = 0
    for index in range(at - 1, -1, -1):
        if pieces[index].kind == "sign":
            depth += (pieces[index].text in (")", "]", "}")) - (
                pieces[index].text in ("(", "[", "{")
            )
            if depth < 0:
                return index if pieces[index].text in _OPEN else -1
    return -1


def _without(pieces: list[Piece], at: int, vocabulary: Vocabulary) -> list[Piece]:
    opening = _opening(pieces, at)
    end = unit_end(pieces, opening)
    body, loop = pieces[opening + 1 : at], pieces[at + 1 : end - 1]
    place = next((k for k, piece in enumerate(loop) if piece.text == "in"), None)
    words = {piece.text for piece in loop if piece.kind == "word"}
    if not body or place is None or words & {"if", "for"} or _has_comma(body):
        raise Unreadable(f"Of a comprehension {_WOULD_BE}", pieces[at].column)
    names = [piece.text for piece in loop[:place] if piece.text not in (",", "(", ")")]
    for piece in body:
        if piece.text.rpartition("_")[2] in names and "_" in piece.text:
            raise Unreadable(
                f"Whether {piece.text} counts from 0 is not clear; brackets such as g[0] would be "
                "read.",
                piece.column,
            )
    bounds = _bounds(loop[place + 1 :])
    inner, outer = _argument_of_sum(pieces, opening, end)
    if bounds is not None and len(names) == 1 and outer:
        index = next(piece for piece in loop if piece.text == names[0])
        return [*pieces[:inner], *body, *_range_of(index, *bounds), *pieces[outer:]]
    values = _values(loop[place + 1 :], len(names), vocabulary, pieces[at])
    last = pieces[end - 1]
    if len(pieces) + len(values) * (len(body) + 1) > limits.TOKENS:
        raise Unreadable("The comprehension makes more entries than are read.", pieces[at].column)
    comma = last._replace(kind="sign", text=",")
    entries: list[Piece] = []
    for chosen in values:
        images = dict(zip(names, chosen, strict=True))
        entries += [comma] if entries else []
        entries += [new for piece in body for new in _image(piece, images)]
    square = [pieces[opening]._replace(kind="sign", text="[")], [last._replace(text="]")]
    around = ([], []) if pieces[opening].text == "[" else ([pieces[opening]], [last])
    return [
        *(*pieces[:opening], *around[0], *square[0]),
        *entries,
        *(*square[1], *around[1], *pieces[end:]),
    ]


def _argument_of_sum(pieces: list[Piece], opening: int, end: int) -> tuple[int, int]:
    """Where the only argument of a sum begins and ends, its square brackets left out; else 0."""
    first, last = opening, end - 1
    if pieces[first].text == "[" and first and end < len(pieces):
        first, last = first - 1, end
    brackets = (pieces[first].text, pieces[last].text) == ("(", ")")
    is_sum = first > 0 and pieces[first - 1].text in _SUMS
    return (first + 1, last) if brackets and is_sum else (0, 0)


def _bounds(source: list[Piece]) -> tuple[list[Piece], list[Piece]] | None:
    """The ends of a range that goes as far as a formula says: ``range(t)``, ``range(1, n + 1)``."""
    if [piece.text for piece in source[:2]] != ["range", "("] or unit_end(source, 1) < len(source):
        return None
    ends = arguments_at(source, 1)
    if not 1 <= len(ends) <= 2 or not all(ends) or all(_whole(end) is not None for end in ends):
        return None
    zero = source[0]._replace(kind="number", text="0")
    return ([zero], ends[0]) if len(ends) == 1 else (ends[0], ends[1])


def _range_of(index: Piece, lower: list[Piece], upper: list[Piece]) -> list[Piece]:
    """``, (k, 0, (t) - 1)``."""

    def sign(text: str) -> Piece:
        return index._replace(kind="sign", text=text)

    one = index._replace(kind="number", text="1")
    before = [sign(","), sign("("), index, sign(","), *lower, sign(",")]
    return [*before, sign("("), *upper, sign(")"), sign("-"), one, sign(")")]


def _has_comma(body: list[Piece]) -> bool:
    """Whether several entries stand before the ``for``."""
    bracket = body[0]._replace(kind="sign", text="(")
    return len(arguments_at([bracket, *body, bracket._replace(text=")")], 0)) > 1


def _image(piece: Piece, images: dict[str, list[Piece]]) -> list[Piece]:
    return images.get(piece.text, [piece]) if piece.kind == "word" else [piece]


def _values(
    source: list[Piece], count: int, vocabulary: Vocabulary, where: Piece
) -> list[tuple[list[Piece], ...]]:
    """What the names stand for, one after the other."""
    joined = source[:1] and source[0].text == "zip" and unit_end(source, 1) == len(source)
    sources = arguments_at(source, 1) if joined else [source]
    columns = [_each(one, vocabulary) for one in sources]
    found = [column for column in columns if column is not None]
    lengths = {len(column) for column in found}
    if len(found) < len(columns) or len(columns) != count or len(lengths) != 1:
        raise Unreadable(f"Of a comprehension {_WOULD_BE}", where.column)
    if not 1 <= lengths.pop() <= _MOST:
        raise Unreadable(f"A comprehension of 1 to {_MOST} entries would be read.", where.column)
    return list(zip(*found, strict=True))


def _each(source: list[Piece], vocabulary: Vocabulary) -> list[list[Piece]] | None:
    """The values of one name, as pieces that may stand in its place."""
    if not source:
        return None
    first = source[0]
    if len(source) == 1:
        length = vocabulary.shape.get(vocabulary.find(first.text) or "", ())
        return [_entry(first, k) for k in range(length[0])] if len(length) == 1 else None
    if first.text in _OPEN and unit_end(source, 0) == len(source):
        return [_in_brackets(one) for one in arguments_at(source, 0) if one]
    if first.text in ("range", "arange") and unit_end(source, 1) == len(source):
        bounds = [_whole(one) for one in arguments_at(source, 1)]
        ends = [bound for bound in bounds if bound is not None]
        if len(ends) == len(bounds) and 1 <= len(ends) <= 2:
            start, stop = (0, *ends)[-2:]
            steps = range(start, min(stop, start + _MOST + 1))
            return [[first._replace(kind="number", text=str(k))] for k in steps]
    return None


def _whole(pieces: list[Piece]) -> int | None:
    text = "".join(piece.text for piece in pieces)
    return int(text) if text.isdigit() and len(text) < 5 else None


def _entry(name: Piece, k: int) -> list[Piece]:
    """``g[0]``."""
    signs = (name._replace(kind="sign", text=text, start=name.end) for text in "[]")
    opening, closing = signs
    return [name, opening, name._replace(kind="number", text=str(k), start=name.end), closing]


def _in_brackets(pieces: list[Piece]) -> list[Piece]:
    if len(pieces) == 1:
        return pieces
    opening = pieces[0]._replace(kind="sign", text="(", end=pieces[0].start)
    return [opening, *pieces, opening._replace(text=")")]
