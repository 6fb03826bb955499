"""What an answer may cost before anything is read of it."""

from __future__ import annotations

from grader.errors import Unreadable
from grader.tree import Tree, children, size

CHARACTERS = 4_000
TOKENS = 800
DEPTH = 48
"""Brackets inside brackets."""
TREE_DEPTH = 96
NODES = 20_000
"""Of a tree, vectors and matrices written out."""
DIGITS = 60
EXPONENT = 300
"""Largest power of ten in a decimal literal."""
ARGUMENTS = 64
ENTRIES = 4_096
"""Entries of a vector or matrix, and terms of an expanded sum over entries."""


def check_text(text: str) -> None:
    """Refuse a text that is too long to look at.

    Raises:
        Unreadable: it is longer than an answer can be.
    """
    if len(text) > CHARACTERS:
        raise Unreadable(
            f"The answer has {len(text):,} characters; at most {CHARACTERS:,} are read.",
            CHARACTERS + 1,
        )


def check_size(tree: Tree) -> Tree:
    """The tree, if it has no more nodes than the limit; counting stops there.

    Raises:
        Unreadable: it has more.
    """
    if size(tree, NODES) > NODES:
        raise Unreadable(f"Written out, the answer has more than {NODES:,} parts.")
    return tree


def check_depth(tree: Tree, limit: int = TREE_DEPTH) -> Tree:
    """The tree, if it is no deeper than the limit; without recursion.

    Raises:
        Unreadable: it is deeper.
    """
    level, depth = [tree], 0
    while level:
        depth += 1
        if depth > limit:
            raise Unreadable(f"The answer nests more than {limit} levels; none needs so many.")
        level = [child for node in level for child in children(node)]
    return tree
