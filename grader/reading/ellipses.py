r"""``1 + b + \dots + b^{t-1}`` as a sum, where one rule alone gives every term that is written.

A part of the last term is what counts: with 0, 1, ... in its place the last term is the first one,
the second one and so on. Two parts that would give two sums are refused, like any other dots.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from grader.errors import Unreadable
from grader.reading.plain_forms import plain_form
from grader.tree import Tree, add, children, free_symbols, integer, size, subtract, symbol

DOTS: Final = "…"
"""The symbol that stands for the terms left out, until the sum is read."""
SIGNS: Final = (DOTS, "...")
WRITTEN_OUT: Final = "Dots stand for something; it would be read written out."
_FIRST: Final = range(-1, 4)
_FEWEST: Final = 3
_LARGEST: Final = 200
_MOST_PARTS: Final = 40
_MOST_TERMS: Final = 8
_LETTERS: Final = ("k", "j", "i", "m", "l", "r")


def with_sums(tree: Tree, names: frozenset[str]) -> Tree:
    """The tree with sums in place of dots.

    Args:
        tree: As the grammar built it.
        names: What is declared; none of them counts the terms.

    Raises:
        Unreadable: dots that stand anywhere else, or for terms by no rule or by two.
    """
    if DOTS not in free_symbols(tree):
        return tree
    taken = names | free_symbols(tree)
    letter = next((one for one in _LETTERS if one not in taken), None)
    if letter is None or size(tree, _LARGEST) > _LARGEST:
        raise Unreadable(WRITTEN_OUT)
    changed = _changed(tree, letter)
    if DOTS in free_symbols(changed):
        raise Unreadable(WRITTEN_OUT)
    return changed


def _changed(tree: Tree, letter: str) -> Tree:
    if not children(tree):
        return tree
    if tree.head == "add" and symbol(DOTS) in tree.args:
        return _sum(list(tree.args), letter)
    args = tuple(_changed(arg, letter) if isinstance(arg, Tree) else arg for arg in tree.args)
    return Tree(tree.head, args)


def _sum(terms: list[Tree], letter: str) -> Tree:
    at = terms.index(symbol(DOTS))
    before, after = terms[:at], terms[at + 1 :]
    written = before + after
    if any(DOTS in free_symbols(term) for term in written) or len(written) > _MOST_TERMS:
        raise Unreadable(WRITTEN_OUT)
    if not before or not after:
        raise Unreadable(WRITTEN_OUT)
    for joined in range(1, len(before) + 1):  # the grammar takes (1 - b) + ... for two terms
        start = [add(*before[:joined]), *before[joined:]]
        both = (start, after), (after[::-1], start[::-1])  # b^2 + ... + b + 1
        found = {rule.key: rule for terms in both for rule in _rules(*terms)}
        if len(found) == 1:
            return found.popitem()[1].sum(letter)
        if found:
            break
    raise Unreadable(WRITTEN_OUT)


class _Rule:
    """A term, the part of it that counts, and what that is first."""

    def __init__(self, term: Tree, part: Tree, first: int) -> None:
        self._term = term
        self._part = part
        self._first = first
        counted = add(symbol(DOTS), integer(first))
        self.key = self.at(counted), plain_form(subtract(part, integer(first)))

    def at(self, count: Tree) -> Tree:
        """The term with that count."""
        return plain_form(_replaced(self._term, self._part, count))

    def fits(self, before: list[Tree], after: list[Tree]) -> bool:
        """Whether it gives every term that is written."""
        start = (self.at(integer(self._first + place)) for place in range(len(before)))
        end = (self.at(subtract(self._part, integer(place))) for place in range(len(after)))
        return all(
            plain_form(term) == one for term, one in zip(before, start, strict=True)
        ) and all(plain_form(term) == one for term, one in zip(reversed(after), end, strict=True))

    def sum(self, letter: str) -> Tree:
        """The whole sum."""
        body = _replaced(self._term, self._part, symbol(letter))
        return Tree("sum", (body, letter, integer(self._first), self._part))


def _rules(before: list[Tree], after: list[Tree]) -> Iterator[_Rule]:
    last = after[-1]
    if len(before) + len(after) < _FEWEST:
        return
    growing = any(node.head == "pow" and free_symbols(node.args[1]) for node in _nodes(last))
    if len(before) < _FEWEST and growing and not any(map(free_symbols, before + after[:-1])):
        return  # 2 + 4 + ... + 2^n
    parts = dict.fromkeys(node for node in _nodes(last) if free_symbols(node))
    if len(parts) > _MOST_PARTS:
        return
    for part in parts:
        for first in _FIRST:
            rule = _Rule(last, part, first)
            if rule.fits(before, after):
                yield rule


def _nodes(tree: Tree) -> Iterator[Tree]:
    yield tree
    for child in children(tree):
        yield from _nodes(child)


def _replaced(tree: Tree, part: Tree, by: Tree) -> Tree:
    if tree == part:
        return by
    if not children(tree):
        return tree
    args = (_replaced(arg, part, by) if isinstance(arg, Tree) else arg for arg in tree.args)
    return Tree(tree.head, tuple(args))
