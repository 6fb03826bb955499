"""Matrices, arrays and their shapes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from grader.errors import Unreadable
from grader.reading.calls import Builder, WrongArguments, pair, single
from grader.tree import ONE, ZERO, Tree, vector

_ONE_SIZE: Final = re.compile(r"\b(?:zeros|ones)\s*\(\s*[0-9]+\s*\)")
TWO_SIZES: Final = (
    "With one size, zeros and ones give a matrix in SymPy and a vector in NumPy; zeros(2, 2) would "
    "be read."
)


def as_matrix(rows: Tree) -> Tree:
    """A list of rows as a ``matrix``; of one row or column, and of plain entries, a ``vector``.

    Raises:
        Unreadable: rows of different length, or nothing in them.
    """
    entries = rows.args
    if not entries:
        raise Unreadable("A matrix without entries is not read.")
    if any(entry.head in ("list", "tuple", "vector") for entry in entries):
        if not all(entry.head in ("list", "tuple", "vector") for entry in entries):
            raise Unreadable("A matrix needs rows of the same length.")
        lengths = {len(entry.args) for entry in entries}
        if len(lengths) != 1 or lengths == {0}:
            raise Unreadable("A matrix needs rows of the same length.")
        if lengths == {1}:
            return vector(*(entry.args[0] for entry in entries))
        if len(entries) == 1:
            return vector(*entries[0].args)
        return Tree("matrix", tuple(vector(*entry.args) for entry in entries))
    return vector(*entries)


def matrix(arguments: Sequence[Tree]) -> Tree:
    """``Matrix([[row], [row]])`` or ``Matrix(rows, columns, entries)``."""
    arguments = [argument for argument in arguments if argument.head != "keyword"]
    if len(arguments) == 3 and arguments[2].head in ("list", "tuple"):
        rows, columns, entries = arguments
        if rows.head == columns.head == "int":
            height, width = rows.args[0], columns.args[0]
            if height * width == len(entries.args) > 0:
                cut = range(0, height * width, width)
                return as_matrix(
                    Tree("list", tuple(Tree("list", entries.args[k : k + width]) for k in cut))
                )
        raise WrongArguments("as Matrix(rows, columns, entries)")
    inner = single(arguments)
    inner = repeated(inner) or inner
    if inner.head in ("vector", "matrix"):
        return inner
    if inner.head not in ("list", "tuple"):
        raise WrongArguments("as Matrix([[row], [row]])")
    return as_matrix(inner)


def repeated(tree: Tree, length: int = 0) -> Tree | None:
    """``[x]*3``, as Python has it, as the list; ``None`` if it is no such product.

    Args:
        tree: As the grammar built it.
        length: How often the entry must be there for it to be a list, 0 for any number.
    """
    match tree:
        case Tree("mul", (Tree("list" | "tuple", (entry,)), Tree("int", (int(n),)))):
            pass
        case Tree("mul", (Tree("int", (int(n),)), Tree("list" | "tuple", (entry,)))):
            pass
        case _:
            return None
    return Tree("list", (entry,) * n) if 1 <= n <= 64 and length in (0, n) else None


def full(arguments: Sequence[Tree]) -> Tree:
    """``full(3, x)``, ``full((2, 2), x)``."""
    arguments = [argument for argument in arguments if argument.head != "keyword"]
    if len(arguments) != 2:
        raise WrongArguments("with a size and a value")
    return filled(arguments[1])(arguments[:1])


def array(arguments: Sequence[Tree]) -> Tree:
    """``array([...])``; of anything but a list, the value itself."""
    inner = single([argument for argument in arguments if argument.head != "keyword"])
    inner = repeated(inner) or inner
    if inner.head not in ("list", "tuple"):
        return inner
    return as_matrix(inner)


def filled(entry: Tree) -> Builder:
    """``ones(n)``, ``zeros((m, n))``."""

    def build(arguments: Sequence[Tree]) -> Tree:
        shape = (
            arguments[0].args if arguments and arguments[0].head in ("tuple", "list") else arguments
        )
        sizes = [size.args[0] for size in shape if size.head == "int"]
        if (
            len(sizes) != len(shape)
            or not 1 <= len(sizes) <= 2
            or not all(1 <= size <= 64 for size in sizes)
        ):
            raise WrongArguments("with a size of at most 64")
        row = vector(*[entry] * sizes[-1])
        if len(sizes) == 1 or sizes[0] == 1:
            return row
        return as_matrix(Tree("list", (row,) * sizes[0]))

    return build


def has_one_size(text: str) -> bool:
    """Whether ``zeros(2)`` stands there: a matrix in SymPy, and a vector in NumPy."""
    return _ONE_SIZE.search(text) is not None


def identity(arguments: Sequence[Tree]) -> Tree:
    """``eye(n)``, ``eye(rows, columns)``."""
    sizes = [argument.args[0] for argument in arguments if argument.head == "int"]
    if len(sizes) != len(arguments) or not 1 <= len(sizes) <= 2:
        raise WrongArguments("with a size of at most 64")
    if not all(1 <= size <= 64 for size in sizes):
        raise WrongArguments("with a size of at most 64")
    return _identity(sizes[0], sizes[-1])


def many(arguments: Sequence[Tree]) -> Tree:
    """``repeat(x, 3)``."""
    entry, count = pair(arguments)
    if count.head != "int" or not 1 <= count.args[0] <= 64 or entry.head in ("list", "tuple"):
        raise WrongArguments("with one number, and how often it is there")
    return vector(*(entry,) * count.args[0])


@lru_cache(maxsize=4)
def _identity(height: int, width: int) -> Tree:
    rows = (vector(*(ONE if i == j else ZERO for j in range(width))) for i in range(height))
    return as_matrix(Tree("list", tuple(rows)))
