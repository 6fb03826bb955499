r"""Gives index letters their meaning: ``g_i`` entry by entry, ``\sum_j |g_j|`` over all entries.

The pass over names marks an entry as ``indexed`` with its vector and letter; a sum or maximum
without an upper end has ``all`` there. After `without_indices` neither is left.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from grader.errors import Unreadable
from grader.reading.limits import ENTRIES
from grader.reading.vocabulary import Vocabulary
from grader.tree import (
    INFINITY,
    ONE,
    TWO,
    Tree,
    add,
    call,
    children,
    integer,
    mul,
    power,
    size,
    substitute,
    symbol,
)

ALL: Final = Tree("all", ())
"""The upper end of a sum over every entry."""
_RANGES: Final = frozenset(("sum", "product", "max", "min"))
_JOINED: Final[dict[str, Callable[..., Tree]]] = {
    "sum": add,
    "product": mul,
    "max": lambda *terms: terms[0] if len(terms) == 1 else call("max", *terms),
    "min": lambda *terms: terms[0] if len(terms) == 1 else call("min", *terms),
}


def indexed(name: str, letter: str) -> Tree:
    """The entry of a vector or matrix that a letter stands for."""
    return Tree("indexed", (symbol(name), letter))


def without_indices(tree: Tree, vocabulary: Vocabulary) -> Tree:
    """The tree with sums over entries written out, and one free letter as the whole vector.

    Raises:
        Unreadable: two free letters, or a sum over entries that are not there.
    """
    written = _written_out(tree, vocabulary)
    letters = _letters(written)
    if len(letters) > 1:
        raise Unreadable(
            f"The entries have different index letters ({', '.join(sorted(letters))}); "
            "one letter, such as g_i, would be read."
        )
    return _replaced(written, partial(_whole, vocabulary)) if letters else written


def entry_by_entry(tree: Tree, letter: str, length: int, vocabulary: Vocabulary) -> Tree:
    """A vector of that length whose entry number k has k in the place of the letter.

    Raises:
        Unreadable: a vector that is indexed is shorter.
    """
    written = _written_out(tree, vocabulary)
    for name in sorted(_names_indexed(written, letter)):
        if len(_members(name, vocabulary)) < length:
            raise Unreadable(f"{name} has fewer entries than the answer.")
    entries = (_entry(written, letter, k, vocabulary) for k in range(1, length + 1))
    return Tree("list", tuple(without_indices(entry, vocabulary) for entry in entries))


def refuse_one_letter_for_two(tree: Tree, letter: str) -> None:
    r"""``u_i = ... \sum_i |g_i| sign(g_i)``: where the sum ends is not clear.

    Raises:
        Unreadable: a sum over the letter of a product in which it stands twice.
    """
    stack = [tree]
    while stack:
        node = stack.pop()
        stack.extend(children(node))
        if node.head not in _RANGES or node.args[1] != letter or node.args[0].head != "mul":
            continue
        if sum(letter in _letters(factor) for factor in node.args[0].args) > 1:
            raise Unreadable(
                f"The letter {letter} counts the entries and stands under the {node.head}; "
                "another letter there would be read."
            )


def _names_indexed(tree: Tree, letter: str) -> set[str]:
    if tree.head == "indexed":
        return {tree.args[0].args[0]} if tree.args[1] == letter else set()
    return set().union(*(_names_indexed(child, letter) for child in children(tree)))


def _whole(vocabulary: Vocabulary, name: str, letter: str) -> Tree:
    members = vocabulary.families.get(name)
    if members is not None:
        raise Unreadable(
            f"{name}_{letter} stands for no one of {', '.join(members)} here; a sum over {letter} "
            "or a number would be read."
        )
    return symbol(name)


def _letters(tree: Tree) -> set[str]:
    if tree.head == "indexed":
        return {tree.args[1]}
    return set().union(*(_letters(child) for child in children(tree)))


def _replaced(tree: Tree, entry: Callable[[str, str], Tree]) -> Tree:
    if tree.head == "indexed":
        return entry(tree.args[0].args[0], tree.args[1])
    return Tree(
        tree.head,
        tuple(_replaced(arg, entry) if isinstance(arg, Tree) else arg for arg in tree.args),
    )


def _written_out(tree: Tree, vocabulary: Vocabulary) -> Tree:
    if not any(isinstance(arg, Tree) for arg in tree.args) or tree.head == "indexed":
        return tree
    args = tuple(
        _written_out(arg, vocabulary) if isinstance(arg, Tree) else arg for arg in tree.args
    )
    if tree.head in _RANGES:
        body, letter, lower, upper = args
        return _range(tree.head, body, str(letter), lower, upper, vocabulary=vocabulary)
    return Tree(tree.head, args)


def _range(
    head: str, body: Tree, letter: str, lower: Tree, upper: Tree, *, vocabulary: Vocabulary
) -> Tree:
    if letter not in _letters(body):
        if upper == ALL:
            raise Unreadable(f"Nothing under the {head} over {letter} has the index {letter}.")
        return Tree(head, (body, letter, lower, upper))
    outside: list[Tree] = []
    if head in ("max", "min") and body.head == "mul":
        body, outside = _without_tail(body, letter)
    length = _length(body, letter, vocabulary)
    if upper == ALL or (upper.head == "symbol" and not _has_family(body, vocabulary)):
        upper = integer(length)
    if (
        lower.head != "int"
        or upper.head != "int"
        or not 1 <= lower.args[0] <= upper.args[0] <= length
    ):
        raise Unreadable(f"The {head} over {letter} leaves the entries 1 to {length}.")
    if size(body) * (upper.args[0] - lower.args[0] + 1) > ENTRIES:
        raise Unreadable(f"The {head} over {letter} has too many terms to be written out.")
    whole = lower == ONE and upper == integer(length)
    value = (_known(head, body, vocabulary) if whole else None) or _JOINED[head](
        *(_entry(body, letter, k, vocabulary) for k in range(lower.args[0], upper.args[0] + 1))
    )
    return mul(value, *outside)


def _without_tail(body: Tree, letter: str) -> tuple[Tree, list[Tree]]:
    """A maximum ends with the last factor that has its letter."""
    factors = list(body.args)
    tail: list[Tree] = []
    while letter not in _letters(factors[-1]):
        tail.insert(0, factors.pop())
    return mul(*factors), tail


def _length(body: Tree, letter: str, vocabulary: Vocabulary) -> int:
    lengths: set[int] = set()
    stack = [body]
    while stack:
        tree = stack.pop()
        if tree.head == "indexed" and tree.args[1] == letter:
            name = tree.args[0].args[0]
            shape = vocabulary.shape.get(name, ())
            if name not in vocabulary.families and len(shape) != 1:
                raise Unreadable("Only the entries of a vector of known length can be summed.")
            lengths.add(len(_members(name, vocabulary)))
        stack.extend(children(tree))
    if len(lengths) > 1:
        raise Unreadable("Vectors of different lengths have the same index letter.")
    return lengths.pop()


def _has_family(tree: Tree, vocabulary: Vocabulary) -> bool:
    """Whether numbered scalars are met, of which a statement with an n may have more."""
    if tree.head == "indexed":
        return tree.args[0].args[0] in vocabulary.families
    return any(_has_family(child, vocabulary) for child in children(tree))


def _members(name: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The entries of a vector, or the scalars that are numbered under one name."""
    return vocabulary.families.get(name) or vocabulary.entries(name)


def _entry(body: Tree, letter: str, k: int, vocabulary: Vocabulary) -> Tree:
    def entry(name: str, own: str) -> Tree:
        return symbol(_members(name, vocabulary)[k - 1]) if own == letter else indexed(name, own)

    return substitute(_replaced(body, entry), {letter: integer(k)})


def _known(head: str, body: Tree, vocabulary: Vocabulary) -> Tree | None:
    """The norms of a vector by their names."""
    if _has_family(body, vocabulary):
        return None
    match body:
        case Tree("call", ("abs", Tree("indexed", (vector, _letter)))):
            if head == "sum":
                return call("norm", vector, ONE)
            return call("norm", vector, INFINITY) if head == "max" else None
        case Tree("pow", (Tree("indexed", (vector, _letter)), exponent)) if exponent == TWO:
            return power(call("norm", vector, TWO), TWO) if head == "sum" else None
    return None
