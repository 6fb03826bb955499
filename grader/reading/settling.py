# ruff: noqa: SIM905 - lists of words read best as words
"""Gives vectors their meaning: lists in arithmetic, transposes, sums and extremes over entries."""

from __future__ import annotations

from typing import Final

from grader.errors import Unreadable
from grader.reading.arrays import as_matrix
from grader.reading.limits import ENTRIES
from grader.reading.spread import check_spread
from grader.reading.vocabulary import Vocabulary
from grader.tree import (
    ONE,
    TWO,
    ZERO,
    Tree,
    add,
    call,
    mul,
    power,
    rational,
    size,
    symbol,
    vector,
)

_SEQUENCES: Final = frozenset(("list", "tuple"))
_CALLS: Final = frozenset(
    "transpose norm dot sum product max min mean trace det inverse diag".split()
)
_ARRAYS: Final = _SEQUENCES | {"vector", "matrix", "set"}
_ARITHMETIC: Final = frozenset(("add", "mul", "pow"))
_NUCLEAR: Final = Tree("text", ("nuc",))
_TO_SCALAR: Final = frozenset(("norm", "dot", "trace", "det"))


def settle(tree: Tree, vocabulary: Vocabulary) -> Tree:
    """The tree with every vector operation in the form that the engine knows.

    Args:
        tree: As the grammar built it, without index letters.
        vocabulary: Says which symbols are vectors, and how long.

    Raises:
        Unreadable: an operation that the shapes do not allow, or that makes the tree too large.
    """
    if not vocabulary.has_arrays and _is_scalar(tree):
        return tree
    settler = _Settler(vocabulary)
    return check_spread(settler.untransposed(settler.settled(tree)), vocabulary)


def rank(tree: Tree, vocabulary: Vocabulary) -> int:
    """0 of a number, 1 of a vector, 2 of a matrix."""
    return _Settler(vocabulary).rank(tree)


def _is_scalar(tree: Tree) -> bool:
    """Whether there is nothing in it that makes, or works on, a vector or a matrix."""
    stack = [tree]
    while stack:
        node = stack.pop()
        if node.head in _ARRAYS or (node.head == "call" and node.args[0] in _CALLS):
            return False
        stack.extend([arg for arg in node.args if isinstance(arg, Tree)])
    return True


class _Settler:
    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._ranks: dict[int, tuple[Tree, int]] = {}

    def settled(self, tree: Tree) -> Tree:
        args = tree.args
        if not any(isinstance(arg, Tree) for arg in args):
            return tree
        changed = tuple(self.settled(arg) if isinstance(arg, Tree) else arg for arg in args)
        head = tree.head
        if head in _ARITHMETIC:
            changed = tuple(self._as_vector(arg) for arg in changed)
        if head == "mul":
            if any(_is_transposed(arg) for arg in changed):
                return self._with_dots(changed)
        elif not (head == "call" and args[0] == "transpose"):
            changed = tuple(
                self.untransposed(arg) if isinstance(arg, Tree) else arg for arg in changed
            )
        if changed != args:
            tree = Tree(head, changed)
        if head == "call" and args[0] in _CALLS:
            operands = (self._as_vector(arg) for arg in changed[1:])
            return self._call(args[0], tuple(arg for arg in operands if isinstance(arg, Tree)))
        return tree

    def rank(self, tree: Tree) -> int:
        """0 of a number, 1 of a vector, 2 of a matrix; remembered with the tree."""
        known = self._ranks.get(id(tree))
        if known is None:
            known = self._ranks[id(tree)] = tree, self._rank(tree)
        return known[1]

    def _rank(self, tree: Tree) -> int:
        match tree.head:
            case "symbol":
                return {"vector": 1, "matrix": 2}.get(self._vocabulary.kind_of(tree.args[0]), 0)
            case "vector":
                return 1
            case "matrix":
                return 2
            case "call" if tree.args[0] in _TO_SCALAR:
                return 0
            case "add" | "mul" | "pow" | "call":
                return max(
                    (self.rank(arg) for arg in tree.args if isinstance(arg, Tree)), default=0
                )
        return 0

    def _as_vector(self, tree: object) -> object:
        """A list in arithmetic is a vector; square brackets round one term only group it."""
        if isinstance(tree, Tree) and tree.head in _SEQUENCES:
            if not tree.args:
                raise Unreadable("Empty brackets stand where a number would be read.")
            if any(entry.head in _SEQUENCES for entry in tree.args):
                return as_matrix(tree)
            if tree.head == "list" and len(tree.args) == 1:
                return tree.args[0]
            if len({self.rank(entry) == 0 for entry in tree.args}) > 1:
                raise Unreadable("A vector stands among numbers where a number would be read.")
            return vector(*tree.args)
        return tree

    def untransposed(self, tree: Tree) -> Tree:
        """A transposed vector is the vector."""
        if _is_transposed(tree) and self.rank(tree.args[1]) == 0:
            raise Unreadable("T after a number is no name that is declared here.")
        if _is_transposed(tree) and self.rank(tree.args[1]) == 1:
            return tree.args[1]  # type: ignore[no-any-return]
        return tree

    def _with_dots(self, factors: tuple[Tree, ...]) -> Tree:
        """``a^T b`` as an inner product; ``a b^T`` as a matrix."""
        done: list[Tree] = []
        rest = list(factors)
        while rest:
            factor = rest.pop(0)
            if not _is_transposed(factor) or self.rank(factor) != 1:
                done.append(self.untransposed(factor))
                continue
            left = factor.args[1]
            middle: list[Tree] = []
            while rest and self.rank(rest[0]) == 2:
                middle.append(rest.pop(0))
            if rest and self.rank(rest[0]) == 1 and not _is_transposed(rest[0]):
                done.append(call("dot", left, mul(*middle, rest.pop(0))))
            elif middle:
                raise Unreadable("A row times a matrix is not read; the matrix times a column is.")
            elif any(self.rank(other) == 1 for other in done):
                at = next(k for k, other in enumerate(done) if self.rank(other) == 1)
                done[at] = self._outer(done[at], left)
            else:
                done.append(left)
        return mul(*done)

    def _outer(self, column: Tree, row: Tree) -> Tree:
        left, right = self.entries(column), self.entries(row)
        if left is None or right is None:
            raise Unreadable("An outer product is read of vectors of known length only.")
        if len(left) * len(right) * (size(column) + size(row)) > ENTRIES:
            raise Unreadable("The outer product has too many entries to be written out.")
        return Tree("matrix", tuple(vector(*(mul(a, b) for b in right)) for a in left))

    def _call(self, name: str, arguments: tuple[Tree, ...]) -> Tree:
        x = arguments[0] if arguments else ONE
        if name == "transpose" and len(arguments) == 1:
            return self.untransposed(x.args[1]) if _is_transposed(x) else call("transpose", x)
        if name in ("sum", "product", "max", "min", "mean") and len(arguments) == 1:
            return self._over_entries(name, x)
        if name == "diag":
            return self._diagonal(arguments)
        if name == "norm" and arguments[1:] == (_NUCLEAR,) and x.head == "symbol":
            dual = self._vocabulary.find(f"{x.args[0]}dual")
            if dual is not None:
                return symbol(dual)
        if name == "norm" and self.rank(x) == 0:
            return call("abs", x)
        if name == "dot" and len(arguments) == 2 and 2 in map(self.rank, arguments):
            return mul(*arguments)
        return call(name, *arguments)

    def _diagonal(self, arguments: tuple[Tree, ...]) -> Tree:
        """``diag(w)`` of a vector, ``diag(a, b)`` of its entries."""
        alone = arguments[0] if len(arguments) == 1 else vector(*arguments)
        entries = self.entries(alone) if self.rank(alone) == 1 else None
        if entries is None or any(map(self.rank, entries)):
            raise Unreadable("diag is read of a vector of known length, or of its entries.")
        if len(entries) == 1:
            return entries[0]
        return as_matrix(
            Tree(
                "list",
                tuple(
                    vector(*(entry if i == j else ZERO for j in range(len(entries))))
                    for i, entry in enumerate(entries)
                ),
            )
        )

    def _over_entries(self, name: str, x: Tree) -> Tree:
        if self.rank(x) == 0:
            if name in ("max", "min"):
                return x if x.head != "set" else call(name, *x.args)
            raise Unreadable(f"The {name} of one number is not read; of a vector it is.")
        if self.rank(x) == 2:
            raise Unreadable(f"The {name} over a matrix is not read.")
        entries = self.entries(x)
        if entries is None:
            raise Unreadable(f"The {name} over a vector of unknown length is not read.")
        match name:
            case "sum":
                return self._as_norm(x) or add(*entries)
            case "product":
                return mul(*entries)
            case "mean":
                return mul(rational(1, len(entries)), add(*entries))
        return self._as_largest(name, x) or (
            call(name, *entries) if len(entries) > 1 else entries[0]
        )

    def _as_norm(self, x: Tree) -> Tree | None:
        if x.head == "call" and x.args[0] == "abs" and x.args[1].head == "symbol":
            return call("norm", x.args[1], ONE)
        if x.head == "pow" and x.args[1] == TWO and x.args[0].head == "symbol":
            return power(call("norm", x.args[0], TWO), TWO)
        return None

    def _as_largest(self, name: str, x: Tree) -> Tree | None:
        if name == "max" and x.head == "call" and x.args[0] == "abs" and x.args[1].head == "symbol":
            return call("norm", x.args[1], Tree("constant", ("oo",)))
        return None

    def entries(self, tree: Tree) -> tuple[Tree, ...] | None:
        """The entries of a vector expression, ``None`` if its length is not known."""
        length = self._length(tree)
        if length is None:
            return None
        if size(tree, ENTRIES) * length > ENTRIES:
            raise Unreadable("The vector has too many entries to be written out.")
        return tuple(self._entry(tree, k) for k in range(length))

    def _length(self, tree: Tree) -> int | None:
        if tree.head == "symbol":
            shape = self._vocabulary.shape.get(tree.args[0], ())
            return shape[0] if len(shape) == 1 else None
        if tree.head == "vector":
            return len(tree.args)
        if tree.head == "call" and tree.args[0] in _TO_SCALAR:
            return None
        lengths = {self._length(arg) for arg in tree.args if isinstance(arg, Tree)} - {None}
        if len(lengths) > 1:
            raise Unreadable("Vectors of different lengths are combined here.")
        return lengths.pop() if lengths else None

    def _entry(self, tree: Tree, k: int) -> Tree:
        if tree.head == "vector":
            return tree.args[k]  # type: ignore[no-any-return]
        if tree.head == "symbol":
            if self.rank(tree) == 1:
                return symbol(self._vocabulary.entries(tree.args[0])[k])
            return tree
        if self.rank(tree) == 0:
            return tree
        return Tree(
            tree.head,
            tuple(self._entry(arg, k) if isinstance(arg, Tree) else arg for arg in tree.args),
        )


def _is_transposed(tree: object) -> bool:
    return isinstance(tree, Tree) and tree.head == "call" and tree.args[0] == "transpose"
