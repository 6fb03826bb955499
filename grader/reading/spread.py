"""What a formula comes to once its vectors and matrices are written out entry by entry.

``norm(g, norm(g, norm(g, 1)))`` is short, and three times as long with every level; so is an inner
product inside an inner product, or the determinant of a large matrix. Counted here, never built.
"""

from __future__ import annotations

from math import factorial
from typing import Final, NamedTuple

from grader.errors import Unreadable
from grader.reading.limits import NODES
from grader.reading.vocabulary import Vocabulary
from grader.tree import Tree, children

_SIDE: Final = 3
"""Of a vector or matrix whose shape is not declared."""
_WITH_ENTRIES: Final = frozenset(("norm", "dot", "trace"))
_EXPANDED: Final = frozenset(("det", "inverse"))


class Spread(NamedTuple):
    """The size of a value written out.

    Attributes:
        sides: Rows and columns; ``()`` of a number, one of a vector.
        weight: Nodes of an entry.
    """

    sides: tuple[int, ...]
    weight: int

    @property
    def entries(self) -> int:
        """Number of entries."""
        count = 1
        for side in self.sides:
            count *= side
        return count


def check_spread(tree: Tree, vocabulary: Vocabulary) -> Tree:
    """The tree, if it stays within the limit of nodes when it is written out.

    Raises:
        Unreadable: it does not.
    """
    _spread(tree, vocabulary)
    return tree


def _spread(tree: Tree, vocabulary: Vocabulary) -> Spread:
    if tree.head == "symbol":
        kind = vocabulary.kind_of(tree.args[0])
        rank = {"vector": 1, "matrix": 2}.get(kind, 0)
        return Spread(vocabulary.shape.get(tree.args[0], (_SIDE,) * rank)[:rank], 1)
    below = [_spread(child, vocabulary) for child in children(tree)]
    if not below:
        return Spread((), 1)
    spread = _joined(tree, below)
    if spread.entries * spread.weight > NODES:
        raise Unreadable(f"With its vectors written out, the answer has more than {NODES:,} parts.")
    return spread


def _joined(tree: Tree, below: list[Spread]) -> Spread:
    weight = 1 + sum(spread.weight for spread in below)
    widest = max(below, key=lambda spread: (len(spread.sides), spread.entries))
    match tree.head:
        case "vector" | "list" | "tuple" | "set":
            return Spread((len(below), *widest.sides)[:2], max(spread.weight for spread in below))
        case "matrix":
            return Spread((len(below), *widest.sides[:1]), widest.weight)
        case "call" if tree.args[0] in _WITH_ENTRIES:
            return Spread((), widest.entries * weight)
        case "call" if tree.args[0] in _EXPANDED and len(widest.sides) == 2:
            return Spread(
                widest.sides if tree.args[0] == "inverse" else (),
                weight * factorial(min(max(widest.sides), 20)),
            )
        case "mul":
            square = [spread for spread in below if len(spread.sides) == 2]
            return Spread(widest.sides, weight * _contracted(widest, len(square) - 1))
        case "pow" if len(below[0].sides) == 2 and tree.args[1].head == "int":
            return Spread(widest.sides, weight * _contracted(widest, abs(tree.args[1].args[0]) - 1))
    return Spread(widest.sides, weight)


def _contracted(widest: Spread, times: int) -> int:
    """Terms of an entry of a product of so many more matrices than one."""
    return int(max(widest.sides, default=1) ** min(max(times, 0), 20))
