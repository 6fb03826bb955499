"""What an answer may cost before anything is read of it."""

from __future__ import annotations

from grader.errors import Unreadable
from grader.tree import Tree, size

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


def check_depth_and_size(tree: Tree) -> Tree:
    """The tree, if it is no larger and no deeper than the limits; without recursion.

    Raises:
        Unreadable: it is.
    """
    level, depth, count = [tree], 0, 0
    while level:
        depth += 1
        count += len(level)
        if count > NODES:
            raise Unreadable(f"Written out, the answer has more than {NODES:,} parts.")
        if depth > TREE_DEPTH:
            raise Unreadable(f"The answer nests more than {TREE_DEPTH} levels; none needs so many.")
        level = [arg for node in level for arg in node.args if isinstance(arg, Tree)]
    return tree
