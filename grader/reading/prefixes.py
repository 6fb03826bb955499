r"""What stands in front of an answer: ``u =``, ``\\theta_\\infty =``, ``f(x) =``."""

from __future__ import annotations

from functools import partial
from typing import Final, NamedTuple

from grader.errors import Unreadable
from grader.reading.brackets import unit_end
from grader.reading.deductions import with_steps_written_out
from grader.reading.lexicon import AMBIGUOUS, ONE_ARGUMENT
from grader.reading.plain_words import DOUBTS, TWISTS
from grader.reading.quantities import arrow_as_equals, is_quantity, refuse_arrows
from grader.reading.scanning import Piece
from grader.reading.vocabulary import Vocabulary

_RELATIONS: Final = frozenset(("<", ">", "<=", ">=", "!=", "=="))
_SPLITTING: Final = _RELATIONS | {"=", "≈"}
_JOINTS: Final = (",", ";", "∧", "∨", "and", "or")
_DECORATIONS: Final = frozenset(("tilde", "hat", "bar", "widetilde", "widehat", "dot", "overline"))
_FUNCTIONS: Final = (ONE_ARGUMENT.keys() | {"log", "ln", "lb", "sqrt", "log2", "log10"}) - AMBIGUOUS
_LONGEST_NAME: Final = 4


class Sides(NamedTuple):
    """The formulas to read.

    Attributes:
        exact: Formulas that are equal, of which the last one counts.
        rough: Numbers that are nearly that.
        bound: Of ``s < a = b`` what is left, ``s < b``, should a have names that are not known.
    """

    exact: list[list[Piece]]
    rough: list[list[Piece]]
    bound: list[Piece] | None = None


def sides_of(pieces: list[Piece], vocabulary: Vocabulary, *, keep_equation: bool) -> Sides:
    """The formulas to read, of which the last exact one counts.

    Without `keep_equation`, sides of ``=`` that are just names are left out if anything follows
    them; with a name in front, every further side is a formula by itself. What follows ``≈`` is
    a number that must be readable, but what is before it counts, unless that is just a name.
    """
    if not keep_equation:
        pieces = with_steps_written_out(pieces, vocabulary)
        pieces = arrow_as_equals(pieces, vocabulary, partial(is_label, vocabulary=vocabulary))
    refuse_arrows(pieces)
    if _SPLITTING.isdisjoint([piece.text for piece in pieces]):
        return Sides([pieces], [])
    exact, *rough = split(pieces, "≈")
    if rough and not exact:
        exact, rough = [], rough[:1]
    if any(not side for side in rough):
        raise Unreadable("A side of ≈ is empty.", pieces[-1].end + 1)
    if keep_equation:
        if rough:
            raise Unreadable(
                "An approximation is no equation; = would be read.", rough[0][0].column
            )
        return Sides([exact], [])
    if not exact:
        return Sides(rough, [])
    sides = split(exact, "=")
    if len(sides) > 1 and not sides[0]:
        sides.pop(0)
    for side in sides:
        if not side:
            where = pieces[-1].end + 1 if not sides[-1] else pieces[0].column
            raise Unreadable("A side of the equation is empty.", where)
    compared = (*sides[:-1], split(sides[-1], ",")[0] if len(sides) > 1 else sides[-1])
    if any(_compares(side) for side in compared) or _joins(sides) or _parts_with_bar(sides):
        return Sides([exact], [], _bound(sides, vocabulary))
    named = len(sides) > 1 or bool(rough)
    while named and sides and is_label(sides[0], vocabulary):
        sides.pop(0)
        if not rough and not sides:
            raise Unreadable("The answer ends with a name and '='.", pieces[-1].end + 1)
        if len(sides) == 1 and not rough:
            break
    if not sides:
        return Sides(rough, [])
    _refuse_two_formulas(sides, rough, vocabulary)
    dropped = len(split(exact, "=")) - len(sides)
    if dropped or len(sides) == 1:
        return Sides(sides, rough)
    return Sides([exact], rough)


def _refuse_two_formulas(
    exact: list[list[Piece]], rough: list[list[Piece]], vocabulary: Vocabulary
) -> None:
    r"""``\ln(1 + x) \approx x``: either may be meant as the answer.

    ``x \ln 2 \approx 0.69 x`` is an answer, and the same in decimals: no part of a series, as
    names stand in products only.

    Raises:
        Unreadable: what follows ≈ has a name in it, and no decimals in place of exact numbers.
    """
    is_exact = not any(map(_has_decimals, exact)) and _is_monomial(exact[-1], vocabulary)
    for side in rough:
        if is_exact and _has_decimals(side) and _is_monomial(side, vocabulary):
            continue
        if any(vocabulary.find(piece.text) is not None for piece in side):
            raise Unreadable(
                "Which side of ≈ is the answer is not clear; one formula would be read.",
                side[0].column,
            )


def _has_decimals(side: list[Piece]) -> bool:
    return any(piece.kind == "number" and "." in piece.text for piece in side)


def _is_monomial(side: list[Piece], vocabulary: Vocabulary) -> bool:
    """Whether there is no sum, and no name in brackets, in an exponent or under a function."""
    at = bracket = 0
    while at < len(side):
        piece = side[at]
        named = vocabulary.find(piece.text) is not None
        if piece.text in ("(", "["):
            bracket = unit_end(side, at)
        if at >= bracket and at and piece.text in ("+", "-"):
            return False
        before = at - 1
        while before >= 0 and side[before].text == "{":
            before -= 1
        raised = before >= 0 and (side[before].text == "^" or side[before].text in _FUNCTIONS)
        if named and (raised or at < bracket):
            return False
        at += 1
    return True


def _bound(sides: list[list[Piece]], vocabulary: Vocabulary) -> list[Piece] | None:
    r"""``s < b`` of ``s < 2/\|a\|^2 = b``."""
    first, *others = sides
    signs = [at for at, piece in enumerate(first) if piece.text in _RELATIONS]
    if not others or len(signs) != 1 or any(_compares(side) for side in others):
        return None
    name = first[: signs[0]]
    declared = len(name) == 1 and vocabulary.find(name[0].text) is not None
    return [*first[: signs[0] + 1], *others[-1]] if declared else None


def _joins(sides: list[list[Piece]]) -> bool:
    """Whether equations are joined: ``x = 1 or x = 2``, ``x = 1, y = 2``."""
    return any(
        len(split(side, joint)) > 1
        for joint in _JOINTS
        for number, side in enumerate(sides[:-1] if joint == "," else sides)
        if number
    )


def _parts_with_bar(sides: list[list[Piece]]) -> bool:
    """Whether a single bar stands between two equations, as ``x = 1 | x = 2`` has it in Python."""
    return any(len(split(side, "|")) % 2 == 0 for side in sides[1:-1])


def split(pieces: list[Piece], sign: str) -> list[list[Piece]]:
    """What stands between the signs of that text, those inside brackets not counted."""
    sides: list[list[Piece]] = [[]]
    depth = 0
    for piece in pieces:
        if piece.kind == "sign":
            if piece.text in ("(", "[", "{", "{{", "⟨", "⌊", "⌈"):
                depth += 1
            elif piece.text in (")", "]", "}", "}}", "⟩", "⌋", "⌉"):
                depth -= 1
        if piece.text == sign and depth == 0 and piece.kind in ("sign", "word", "words"):
            sides.append([])
            continue
        if piece.kind in ("begin", "end"):
            depth += 1 if piece.kind == "begin" else -1
        sides[-1].append(piece)
    return sides


def _compares(side: list[Piece]) -> bool:
    return any(len(split(side, op)) > 1 for op in _RELATIONS)


def is_label(side: list[Piece], vocabulary: Vocabulary) -> bool:
    """Whether a side only says what the answer is: by a name, or as a quantity."""
    return _is_name(side, vocabulary) or is_quantity(side, vocabulary)


def _is_name(side: list[Piece], vocabulary: Vocabulary) -> bool:
    r"""Whether a side is a name: ``u``, ``u^*``, ``\theta_\infty``, ``E[y_t]``, ``f(x)``."""
    at = words = 0
    declared = False
    while at < len(side) and side[at].kind in (
        "word",
        "command",
        "words",
        "quoted",
        "marked",
        "mark",
    ):
        piece = side[at]
        if piece.kind == "command" and piece.text in ("frac", "dfrac", "tfrac", "sqrt", "binom"):
            return False
        if _alters(piece, alone=len(side) == 1) and vocabulary.find(piece.text) is None:
            return False
        words += 1
        declared = declared or vocabulary.find(piece.text) is not None
        at += 1
        marked = piece.kind == "command" and at < len(side)
        if marked and (side[at].text == "{" or piece.text in _DECORATIONS):
            at = unit_end(side, at)
        while at < len(side) and side[at].text in ("_", "^", "'"):
            if side[at].text == "^" and not _is_mark(side, at + 1):
                return False
            at = at + 1 if side[at].text == "'" else unit_end(side, at + 1)
    if at == len(side) - 1 and side[at].text == "*" and not declared:
        at += 1  # u* = ...
    if not 1 <= words <= _LONGEST_NAME or (declared and words > 1):
        return False
    if at < len(side) and side[at].text in ("(", "["):
        if declared and vocabulary.kind_of(vocabulary.find(side[0].text) or "") != "function":
            return False
        at = unit_end(side, at)
    return at == len(side)


def _alters(piece: Piece, *, alone: bool) -> bool:
    """Whether a word makes another value of what it stands before: ``half``, ``log(...)``."""
    if not (TWISTS | DOUBTS).isdisjoint(piece.text.lower().split()):
        return True
    return piece.text in _FUNCTIONS and not alone


def _is_mark(side: list[Piece], at: int) -> bool:
    r"""Whether an exponent is a mark of a name: ``*``, ``\\star``, a word in roman, ``(t)``."""
    inside = [piece for piece in side[at : unit_end(side, at)] if piece.text not in "{}()"]
    return len(inside) == 1 and (
        inside[0].text in ("*", "star", "'", "+", "∞") or inside[0].kind in ("words", "word")
    )
