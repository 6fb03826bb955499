r"""A vector written entry by entry: ``c_1 = 0, c_2 = 2``, ``\\theta_1 = \\theta_2 = 1/3``.

The order is that of the numbers, from 1 or, as Python counts, from 0. A number that is missing or
met twice is refused: nobody can tell what the writer meant.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from grader.errors import Unreadable
from grader.reading.brackets import unit_end
from grader.reading.calls import BOOLEAN
from grader.reading.prefixes import split
from grader.reading.scanning import Piece
from grader.reading.settling import rank
from grader.reading.vocabulary import Vocabulary
from grader.tree import Tree

_JOINTS: Final = frozenset((",", ";", "∧", "and"))
_ALL: Final = frozenset(("all", "each", "every"))
_NUMBERED: Final = re.compile(r"([A-Za-z]+)_?(\d{1,2})")
_NAMES: Final = ("word", "command", "marked", "quoted", "words")


class Entry(NamedTuple):
    """An entry's name and the formulas that it equals, of which the last one counts."""

    base: str
    number: int
    sides: list[list[Piece]]
    column: int


def named_entries(
    pieces: list[Piece], vocabulary: Vocabulary, length: int
) -> list[list[list[Piece]]] | None:
    """The formulas of each entry, in order; ``None`` where the entries have no names.

    Args:
        pieces: Laid flat.
        vocabulary: Its names are no names of entries.
        length: How many entries are asked for, 0 if that is not known.

    Raises:
        Unreadable: an entry without a name among others, a name twice or not at all, or two names.
    """
    parts = _parts(_without_cases(pieces))
    found = [_entries_of(part, vocabulary) for part in parts]
    entries = [entry for some in found for entry in some]
    if not entries or len(entries) == len(parts) == 1:
        return None
    if not all(found):
        at = next(part for part, some in zip(parts, found, strict=True) if not some)
        raise Unreadable(
            "Some entries have a name and some have none; a list [..., ...] would be read.",
            at[0].column if at else pieces[-1].column,
        )
    _check(entries, length)
    return [entry.sides for entry in sorted(entries, key=lambda entry: entry.number)]


def without_vector_of_names(
    pieces: list[Piece], vocabulary: Vocabulary, length: int
) -> list[Piece]:
    """Without ``(c_1, c_2) =`` in front, whose numbers go up.

    Raises:
        Unreadable: the names are not those of all entries, in their order, or one number follows.
    """
    sides = split(pieces, "=")
    if len(sides) < 2:
        return pieces
    front = sides[0]
    while front and front[-1].text in ("T", "top", "intercal", "^", "ᵀ", "}", "{"):
        front = front[:-1]
    bare = [piece for piece in front if piece.kind not in ("begin", "end")]
    if bare and bare[0].text in ("(", "[") and unit_end(bare, 0) == len(bare):
        bare = bare[1:-1]
    names = [_name(part, vocabulary) for part in _parts(bare)]
    numbers = [name[1] for name in names if name is not None]
    if len(names) < 2 or len(numbers) < len(names):
        return pieces
    first = numbers[0]
    wanted = list(range(first, first + (length or len(numbers))))
    one_base = len({name[0] for name in names if name is not None}) == 1
    if numbers != wanted or first > 1 or not one_base:
        raise Unreadable(
            "The names in front are not those of all entries in their order; a list [..., ...] "
            "would be read.",
            pieces[0].column,
        )
    rest = pieces[len(sides[0]) + 1 :]
    if len(_parts(sides[1])) < 2 and len(bare) == len(sides[0]):
        raise Unreadable("As many entries as names would be read behind the =.", rest[0].column)
    return rest


def index_in_front(pieces: list[Piece], vocabulary: Vocabulary) -> str | None:
    """The letter of ``u_i = ...``, which counts the entries."""
    name = _single_name(pieces, vocabulary)
    letter = name[-1:] if name is not None else ""
    return letter if letter.isalpha() and vocabulary.find(letter) is None else None


def all_entries(
    tree: Tree,
    pieces: list[Piece],
    vocabulary: Vocabulary,
    length: int,
    *,
    everywhere: bool = False,
) -> Tree:
    """The vector that an answer without a name for each entry gives.

    ``⟨a, b⟩`` is one where a vector is asked for; ``u_i = a`` has the same number everywhere.

    Args:
        tree: What was read.
        pieces: Of the whole answer.
        vocabulary: The declared names.
        length: How many entries are asked for, 0 if that is not known.
        everywhere: Whether words say that all entries are the same.

    Raises:
        Unreadable: one number, by the name of one entry, or after several equations.
    """
    if tree.head == "set" and len(tree.args) == 1 and tree.args[0].head in ("list", "tuple"):
        tree = tree.args[0]
    if tree.head == "set":
        return tree  # a list in braces, or a set: the question's kind looks which
    if is_array(tree, vocabulary) or _links_arrays(tree, vocabulary):
        return tree
    match tree:
        case Tree("call", ("dot", a, b)):
            return Tree("list", (a, b))
    if any(piece.text in ("binom", "choose") for piece in pieces):
        raise Unreadable("A binomial coefficient is one number; a vector is read as [..., ...].")
    name = _single_name(pieces, vocabulary)
    if everywhere and tree.head not in BOOLEAN:
        return Tree("list", (tree,) * length)
    if length and _ALL.intersection(piece.text for piece in split(pieces, "=")[0]):
        return Tree("list", (tree,) * length)
    if name is not None and name[-1].isdigit():
        raise Unreadable(
            f"Only the entry {name} is given; all of them would be read, as [..., ...].",
            pieces[0].column,
        )
    if name is not None and length:
        return Tree("list", (tree,) * length)
    if sum(piece.text == "=" for piece in pieces) > 1:
        raise Unreadable("Several equations are no vector; a list [..., ...] would be read.")
    return tree


def is_array(tree: Tree, vocabulary: Vocabulary) -> bool:
    """Whether it has entries."""
    return rank(tree, vocabulary) > 0 or tree.head in ("list", "tuple")


def _links_arrays(tree: Tree, vocabulary: Vocabulary) -> bool:
    """Whether it is ``a = b = c`` with arrays on all sides."""
    links = tree.args if tree.head == "and" else (tree,)
    return all(
        link.head == "relation" and all(is_array(side, vocabulary) for side in link.args[1:])
        for link in links
    )


def _single_name(pieces: list[Piece], vocabulary: Vocabulary) -> str | None:
    """The name in front, if it has a number or an index letter: ``c_1``, or ``u_i``."""
    sides = split(pieces, "=")
    side = [piece for piece in sides[0] if piece.text not in ("{", "}")]
    text = "".join(piece.text for piece in side)
    indexed = re.fullmatch(r"[A-Za-z]+_?(?:\d{1,2}|(?<=_)[ijk])", text) is not None
    plain = all(piece.kind in (*_NAMES, "number") or piece.text == "_" for piece in side)
    known = vocabulary.find(text) is not None
    return text if len(sides) > 1 and indexed and plain and not known else None


def _check(entries: list[Entry], length: int) -> None:
    first = entries[0]
    seen: set[int] = set()
    for entry in entries:
        if entry.base != first.base:
            raise Unreadable(
                f"The entries have two names, {first.base} and {entry.base}; a list "
                "[..., ...] would be read.",
                entry.column,
            )
        if entry.number in seen:
            raise Unreadable(f"The entry {entry.base}_{entry.number} is given twice.", entry.column)
        seen.add(entry.number)
    start = 0 if 0 in seen else 1
    wanted = range(start, start + (length or len(seen)))
    missing = [number for number in wanted if number not in seen]
    if missing:
        raise Unreadable(f"The entry {first.base}_{missing[0]} is missing.", first.column)
    if len(seen) > len(wanted):
        raise Unreadable(f"{len(seen)} entries are given where {length} are asked for.")


def _without_cases(pieces: list[Piece]) -> list[Piece]:
    r"""Without ``\\begin{cases}`` round everything, or a brace."""
    if len(pieces) > 2 and (pieces[0].kind, pieces[-1].kind) == ("begin", "end"):
        inside = pieces[1:-1]
        if not any(piece.kind in ("begin", "end") for piece in inside):
            return [piece for piece in inside if piece.text != "&"]
    if pieces and pieces[0].text in ("{", "{{") and unit_end(pieces, 0) == len(pieces):
        return pieces[1:-1]
    return pieces


def _parts(pieces: list[Piece]) -> list[list[Piece]]:
    """What stands between commas, line breaks and the word "and"."""
    parts: list[list[Piece]] = [[]]
    at = 0
    while at < len(pieces):
        piece = pieces[at]
        if piece.text in _JOINTS or piece.kind == "newline":
            if parts[-1]:
                parts.append([])
            at += 1
            continue
        end = unit_end(pieces, at) if piece.text in ("(", "[", "{", "{{") else at + 1
        if piece.kind == "begin":
            end = next(
                (k + 1 for k in range(at, len(pieces)) if pieces[k].kind == "end"), len(pieces)
            )
        parts[-1] += pieces[at:end]
        at = end
    return [part for part in parts if part]


def _entries_of(part: list[Piece], vocabulary: Vocabulary) -> list[Entry]:
    """The entries that one equation names: two of ``u_1 = u_3 = 0``."""
    sides = split(part, "=")
    if len(sides) == 1:
        sides = split(part, ":")
    names: list[tuple[str, int]] = []
    while len(sides) > 1 and (name := _name(sides[0], vocabulary)) is not None:
        names.append(name)
        sides = sides[1:]
    if any(not side for side in sides) or any(piece.text == "≈" for piece in part):
        return []
    return [Entry(base, number, sides, part[0].column) for base, number in names]


def _name(side: list[Piece], vocabulary: Vocabulary) -> tuple[str, int] | None:
    r"""``c_1``, ``c_{1}``, ``c1``, ``c[1]`` and ``c^{(1)}``, in quotes or not."""
    side = [piece for piece in side if piece.text not in ("'", '"', "&")]
    if not side or side[0].kind not in _NAMES:
        return None
    name, rest = side[0].text, side[1:]
    if not rest:
        match = _NUMBERED.fullmatch(name)
        found = vocabulary.find(name)
        return (match[1], int(match[2])) if match is not None and found is None else None
    inside = [piece for piece in rest if piece.text not in "_^[](){}"]
    marks = "".join(piece.text for piece in rest if piece.text in "_^[](){}")
    if len(inside) != 1 or not inside[0].text.isdigit() or len(inside[0].text) > 2:
        return None
    if marks not in ("_", "_{}", "[]", "^{()}", "^()", "_{()}", "_()"):
        return None
    return None if vocabulary.find(f"{name}_{inside[0].text}") else (name, int(inside[0].text))
