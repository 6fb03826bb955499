"""What a tree is made of, as far as it decides where to look and what an evaluation can prove."""

from __future__ import annotations

from functools import lru_cache

from grader.tree import FUNCTIONS, Tree, children, free_symbols

STEPS = frozenset({"sign", "heaviside", "floor", "ceiling", "mod", "arg"})
"""Functions that jump."""

CORNERS = frozenset({"abs", "max", "min"})
"""Functions that are continuous and have a corner."""

_BRANCHING = frozenset(
    """log asin acos acosh atanh acoth asec acsc asech acsch acot atan2 loggamma lambertw zeta
    re im conjugate factorial2 gamma factorial binomial rising falling beta digamma""".split()  # noqa: SIM905
)
_CONDITIONS = frozenset({"piecewise", "relation", "and", "or", "not"})


@lru_cache(maxsize=4_096)
def heads(tree: Tree) -> frozenset[str]:
    """Every head of the tree, and every function as ``call:name``."""
    found = set()
    stack = [tree]
    while stack:
        node = stack.pop()
        found.add(f"call:{node.args[0]}" if node.head == "call" else node.head)
        stack.extend(children(node))
    return frozenset(found)


def is_stepped(tree: Tree) -> bool:
    """Whether the tree has jumps or corners at which its formula changes."""
    found = heads(tree)
    return not _CONDITIONS.isdisjoint(found) or any(
        f"call:{name}" in found for name in (*STEPS, *CORNERS)
    )


@lru_cache(maxsize=4_096)
def is_continuous(tree: Tree) -> bool:
    """Whether the tree certainly is continuous in real symbols wherever its value is real.

    It has no jump, and no branch cut that complex intermediate values could cross.
    """
    stack = [tree]
    while stack:
        node = stack.pop()
        if node.head in _CONDITIONS or node == Tree("constant", ("i",)):
            return False
        if node.head == "call" and (node.args[0] in STEPS or node.args[0] in _BRANCHING):
            return False
        if node.head == "pow" and node.args[1].head != "int":
            return False
        stack.extend(children(node))
    return True


@lru_cache(maxsize=4_096)
def names(tree: Tree) -> frozenset[str]:
    """Free symbols, remembered."""
    return free_symbols(tree)


@lru_cache(maxsize=4_096)
def unknown_functions(tree: Tree) -> tuple[str, ...]:
    """Names of functions that nobody defined: ``f`` in ``f(x)``, in alphabetical order."""
    return tuple(
        sorted(
            name[5:] for name in heads(tree) if name[:5] == "call:" and name[5:] not in FUNCTIONS
        )
    )


def depth_and_size(tree: Tree, limit: int) -> tuple[int, int]:
    """Depth and number of nodes, counted without recursion; counting stops above the limit."""
    size = deepest = 0
    level = [tree]
    while level and size <= limit:
        deepest += 1
        size += len(level)
        level = [arg for node in level for arg in node.args if type(arg) is Tree]
    return deepest, size
