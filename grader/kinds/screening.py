"""Which trees an answer certainly is not equal to, seen from values on one small box.

An answer that is none of twenty known mistakes would be compared with each of them. Instead every
tree is enclosed once, on one box of positive measure in the domain: trees whose balls are apart
there differ on the whole box. Nothing is said of the others; they are compared.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from flint import acb, arb, fmpq

from grader.equality import Domain, expand
from grader.equality.balls import Indeterminate, TooExpensive, Undefined, evaluate
from grader.equality.points import SMALL, Sampler
from grader.equality.values import Infinite, Value, is_nonzero, precision
from grader.errors import Unreadable
from grader.tree import Tree, free_symbols

ENTRY_BY_ENTRY = frozenset({"expression", "vector"})
"""Relations that hold entry by entry; the others (equations, sets, growth) do not."""

Glance = tuple[Value | None, ...]
"""Balls of a tree's entries, ``None`` for an entry that has none; empty where nothing is seen."""

_BITS, _SHIFT = 128, 60
"""Precision, and the box's relative width as a power of two."""

_VISITS = 3_000
_MOST_KEPT = 256
_SEQUENCES = frozenset({"vector", "list", "tuple"})


@dataclass(frozen=True)
class Screen:
    """A reference's tree and a box of its domain on which others are held against it.

    Attributes:
        tree: The reference.
        domain: As it was declared.
        box: A ball by name of a scalar symbol, whole numbers as points; ``None`` where the domain
            is too thin for a box.
    """

    tree: Tree
    domain: Domain
    box: Mapping[str, Value] | None
    _balls: dict[Tree, Value | None] = field(default_factory=dict, repr=False, compare=False)

    @staticmethod
    def of(tree: Tree, domain: Domain) -> Screen:
        """With a box for every symbol that is declared or occurs in the reference.

        >>> from grader.tree import call, symbol
        >>> x, size = symbol("x"), call("abs", symbol("x"))
        >>> screen = Screen.of(x, Domain.of({"x": "x < 0"}))
        >>> screen.excludes(screen.glance(size), screen.right)
        True
        """
        names = {*domain.symbols, *free_symbols(tree)}
        scalars = domain.scalars()
        sampler = Sampler(scalars, {entry for name in names for entry in domain.entries_of(name)})
        point = sampler.point(SMALL)
        if point is None or sampler.equations:
            return Screen(tree, domain, None)
        with precision(_BITS):
            box = {
                name: value if scalars.range_of(name).kind == "integer" else _widened(value)
                for name, value in point.items()
            }
        return Screen(tree, domain, box)

    @cached_property
    def right(self) -> Glance:
        """The reference's own balls."""
        return self.glance(self.tree)

    def glance(self, tree: Tree) -> Glance:
        """The balls of a tree's entries."""
        if self.box is None:
            return ()
        try:
            entries = _entries(expand(tree, self.domain))
        except Unreadable:
            return ()
        return tuple(map(self._ball_of, entries))

    def _ball_of(self, entry: Tree) -> Value | None:
        """Kept: mistakes and forms of one part share many entries."""
        if entry not in self._balls and self.box is not None:
            if len(self._balls) >= _MOST_KEPT:
                self._balls.clear()
            with precision(_BITS):
                self._balls[entry] = _ball(entry, self.box)
        return self._balls.get(entry)

    def glance_of(self, tree: Tree, names: Sequence[str], entries: Tree) -> Glance:
        """The ball of a scalar in which names stand for the entries of another tree."""
        seen = self.glance(entries)
        if self.box is None or len(seen) != len(names) or None in seen:
            return ()
        with precision(_BITS):
            return (_ball(tree, {**self.box, **dict(zip(names, seen, strict=True))}),)

    @staticmethod
    def excludes(one: Glance, other: Glance) -> bool:
        """Whether some entries' balls are apart; other lengths are for the engine to tell."""
        if len(one) != len(other):
            return False
        with precision(_BITS):
            return any(
                a is not None and b is not None and _are_apart(a, b)
                for a, b in zip(one, other, strict=True)
            )


def _ball(entry: Tree, box: Mapping[str, Value]) -> Value | None:
    try:
        value = evaluate(entry, box, _VISITS)
    except (Undefined, Indeterminate, TooExpensive, RecursionError):
        return None
    return None if type(value) is Infinite else value


def _are_apart(a: Value, b: Value) -> bool:
    difference = a - b
    return (type(difference) is fmpq or difference.is_finite()) and is_nonzero(difference)


def _widened(value: Value) -> Value:
    reach = arb(0, arb(2) ** -_SHIFT) * (abs(value) + 1)
    if type(value) is acb:
        return acb(value.real + reach, value.imag + reach)
    return arb(value) + reach


def _entries(tree: Tree) -> tuple[Tree, ...]:
    """The scalars of an expanded tree, row by row; a scalar is its own only entry."""
    if tree.head == "matrix":
        return tuple(entry for row in tree.args for entry in row.args)
    return tree.args if tree.head in _SEQUENCES else (tree,)
