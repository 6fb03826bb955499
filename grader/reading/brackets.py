"""Where bracketed groups end, and which names a sum binds."""

from __future__ import annotations

from grader.reading.scanning import Piece

_OPEN, _CLOSE = ("(", "[", "{", "{{"), (")", "]", "}", "}}")
_CALLED = frozenset({"sum", "Sum", "summation", "product", "Product", "prod"})


def unit_end(pieces: list[Piece], at: int) -> int:
    """Index after the unit that begins at `at`: a bracketed group, a signed piece or one piece."""
    if at >= len(pieces):
        return at
    text = pieces[at].text if pieces[at].kind == "sign" else ""
    if text in ("-", "+"):
        return min(at + 2, len(pieces))
    if text not in _OPEN:
        return at + 1
    depth = 0
    for index in range(at, len(pieces)):
        piece = pieces[index]
        if piece.kind == "sign":
            if piece.text in _OPEN:
                depth += 1
            elif piece.text in _CLOSE:
                depth -= 1
                if depth == 0:
                    return index + 1
    return len(pieces)


def arguments_at(pieces: list[Piece], at: int) -> list[list[Piece]]:
    """What stands between the commas of the bracketed group that begins at `at`."""
    arguments: list[list[Piece]] = [[]]
    depth = 0
    for piece in pieces[at + 1 : unit_end(pieces, at) - 1]:
        if piece.kind == "sign":
            depth += (piece.text in _OPEN) - (piece.text in _CLOSE)
        if depth == 0 and piece.text == ",":
            arguments.append([])
        else:
            arguments[-1].append(piece)
    return arguments


def has_comma(pieces: list[Piece], at: int) -> bool:
    """Whether the bracket that opens at `at` holds a comma of its own."""
    return len(arguments_at(pieces, at)) > 1


def bound_names(pieces: list[Piece]) -> frozenset[str]:
    """Names that a sum or product binds somewhere in the formula."""
    bound = set()
    for at, piece in enumerate(pieces[:-3]):
        if piece.text in ("∑", "∏") and pieces[at + 1].text == "_":
            start = at + 2 + (pieces[at + 2].text in ("{", "("))
            if (
                start + 1 < len(pieces)
                and pieces[start].kind == "word"
                and (pieces[start + 1].text in ("=", "}", ")") or start == at + 2)
            ):
                bound.add(pieces[start].text)
        elif (
            piece.text == "("
            and pieces[at + 1].kind in ("word", "quoted")
            and pieces[at + 2].text == ","
            and at
            and pieces[at - 1].text in (",", "Tuple")
        ):
            bound.add(pieces[at + 1].text)
        elif piece.text in _CALLED and pieces[at + 1].text == "(":
            match arguments_at(pieces, at + 1):
                case [_, [index], _, _] if index.kind == "word":  # sum(k^2, k, 1, n)
                    bound.add(index.text)
    return frozenset(bound)
