"""What a tree is made of, as far as it decides where to look and what an evaluation can prove."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from grader.tree import FUNCTIONS, Tree, free_symbols

STEPS = frozenset({"sign", "heaviside", "floor", "ceiling", "mod", "arg"})
"""Functions that jump."""

CORNERS = frozenset({"abs", "max", "min"})
"""Functions that are continuous and have a corner."""

_BRANCHING = frozenset(
    """log asin acos acosh atanh acoth asec acsc asech acsch acot atan2 loggamma lambertw zeta
    re im conjugate factorial2 gamma factorial binomial rising falling beta digamma""".split()  # noqa: SIM905
)
_CONDITIONS = frozenset({"piecewise", "relation", "and", "or", "not"})
_BINDING = frozenset({"sum", "product"})
_CONTAINERS = frozenset({"vector", "matrix", "list", "tuple", "set"})
_BROKEN = STEPS | _BRANCHING
_CHANGING = _CONDITIONS | {f"call:{name}" for name in STEPS | CORNERS}


class Survey(NamedTuple):
    """What one walk over a tree tells.

    Attributes:
        heads: Every head of the tree, and every function as ``call:name``.
        names: Free symbols.
        unknown: Names of functions that nobody defined, in alphabetical order.
        is_continuous: See `is_continuous`.
    """

    heads: frozenset[str]
    names: frozenset[str]
    unknown: tuple[str, ...]
    is_continuous: bool


@lru_cache(maxsize=8_192)
def survey(tree: Tree) -> Survey:
    """What the tree is made of; entries of vectors and lists are remembered each by itself."""
    if tree.head in _CONTAINERS:
        return _joined(tree.head, [survey(entry) for entry in tree.args])
    found, functions, symbols, smooth = set[str](), set[str](), set[str](), True
    stack = [tree]
    while stack:
        head, args = node = stack.pop()
        if head == "symbol":
            symbols.add(args[0])
        elif head == "call":
            functions.add(args[0])
        elif head == "pow":
            smooth = smooth and args[1].head == "int"
        elif head == "constant":
            smooth = smooth and args[0] != "i"
        if head != "call":
            found.add(head)
        stack.extend([arg for arg in node.args if type(arg) is Tree])
    smooth = smooth and _CONDITIONS.isdisjoint(found) and _BROKEN.isdisjoint(functions)
    return Survey(
        heads=frozenset(found.union(map("call:".__add__, functions))),
        names=free_symbols(tree) if found & _BINDING else frozenset(symbols),
        unknown=tuple(sorted(functions - FUNCTIONS)),
        is_continuous=smooth,
    )


def _joined(head: str, entries: list[Survey]) -> Survey:
    return Survey(
        heads=frozenset({head}).union(*(entry.heads for entry in entries)),
        names=frozenset[str]().union(*(entry.names for entry in entries)),
        unknown=tuple(sorted({name for entry in entries for name in entry.unknown})),
        is_continuous=all(entry.is_continuous for entry in entries),
    )


def heads(tree: Tree) -> frozenset[str]:
    """Every head of the tree, and every function as ``call:name``."""
    return survey(tree).heads


def is_stepped(tree: Tree) -> bool:
    """Whether the tree has jumps or corners at which its formula changes."""
    return not _CHANGING.isdisjoint(survey(tree).heads)


def is_continuous(tree: Tree) -> bool:
    """Whether the tree certainly is continuous in real symbols wherever its value is real.

    It has no jump, and no branch cut that complex intermediate values could cross.
    """
    return survey(tree).is_continuous


def names(tree: Tree) -> frozenset[str]:
    """Free symbols, remembered."""
    return survey(tree).names


def unknown_functions(tree: Tree) -> tuple[str, ...]:
    """Names of functions that nobody defined: ``f`` in ``f(x)``, in alphabetical order."""
    return survey(tree).unknown


def depth_and_size(tree: Tree, limit: int) -> tuple[int, int]:
    """Depth and number of nodes, counted without recursion; counting stops above the limit."""
    size = deepest = 0
    level = [tree]
    while level and size <= limit:
        deepest += 1
        size += len(level)
        level = [arg for node in level for arg in node.args if type(arg) is Tree]
    return deepest, size
