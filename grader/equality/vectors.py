"""Vector arithmetic carried out on trees: what is left is scalar trees in containers.

Rows and columns are the same thing, but a transposed vector times a vector is their inner
product, and a vector times a transposed one the outer product. Two vectors side by side multiply
entry by entry; matrices multiply as matrices unless they are marked ``elementwise``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import permutations
from typing import Any

from grader.equality.structure import heads, survey
from grader.errors import Unreadable
from grader.tree import (
    INFINITY,
    MINUS_ONE,
    ONE,
    TWO,
    ZERO,
    Tree,
    add,
    call,
    children,
    mul,
    negative,
    power,
    rational,
    subtract,
)

ARRAYS = frozenset({"vector", "matrix", "row"})
_HALF = rational(1, 2)
_LARGEST_DETERMINANT = 5
_ABOUT_VECTORS = ARRAYS | {
    f"call:{name}"
    for name in "norm dot transpose trace det inverse elementwise max min".split()  # noqa: SIM905
}
"""Heads and functions, without which there is no vector in a tree of scalars."""


def carry_out(tree: Tree, entries: Mapping[str, Tree]) -> Tree:
    """Replace vector symbols by their entries and carry out every operation on vectors.

    Args:
        tree: Any tree.
        entries: ``vector`` or ``matrix`` of scalar symbols, by name of the symbol.

    Raises:
        Unreadable: shapes do not fit.
    """
    if not entries and _ABOUT_VECTORS.isdisjoint(heads(tree)):
        return tree
    value, _ = _Carrier(entries).visit(tree)
    return _as_vector(value)


def _as_vector(value: Tree) -> Tree:
    return Tree("vector", value.args) if value.head == "row" else value


class _Carrier:
    """Visits a tree from the leaves up; a value goes with whether it was marked elementwise."""

    def __init__(self, entries: Mapping[str, Tree]) -> None:
        self.entries = entries

    def visit(self, tree: Tree) -> tuple[Tree, bool]:
        match tree.head:
            case "symbol":
                return self.entries.get(tree.args[0], tree), False
            case "vector":
                return self._container(tree), False
            case "matrix":
                rows = tuple(map(self._entry, tree.args))
                if len({len(row.args) for row in rows if row.head == "vector"}) != 1:
                    raise Unreadable("The rows of a matrix must be equally long.")
                return Tree("matrix", rows), False
            case "tuple" | "list" | "set":
                return Tree(tree.head, tuple(map(self._entry, tree.args))), False
            case "call":
                return self._call(tree)
            case "sum" | "product":
                return self._range(tree), False
        if not children(tree):
            return tree, False
        visited = [self.visit(arg) if isinstance(arg, Tree) else (arg, False) for arg in tree.args]
        values, marked = [value for value, _ in visited], any(mark for _, mark in visited)
        if not any(isinstance(value, Tree) and value.head in ARRAYS for value in values):
            return Tree(tree.head, tuple(values)), marked
        match tree.head:
            case "mul":
                return _product(values, entrywise=marked), marked
            case "pow" if not marked and values[0].head == "matrix":
                return _matrix_power(*values), marked
            case "add":
                _refuse_scalar_plus_matrix(values)
        return _broadcast(lambda *parts: Tree(tree.head, parts), values), marked

    def _entry(self, tree: Tree) -> Tree:
        """An entry of a container; most are scalars in which nothing is about vectors."""
        found = survey(tree)
        if _ABOUT_VECTORS.isdisjoint(found.heads) and found.names.isdisjoint(self.entries):
            return tree
        return _as_vector(self.visit(tree)[0])

    def _container(self, tree: Tree) -> Tree:
        values = tuple(map(self._entry, tree.args))
        if values and all(value.head == "vector" for value in values):
            if len({len(value.args) for value in values}) != 1:
                raise Unreadable("The rows of a matrix must be equally long.")
            return Tree("matrix", values)
        if any(value.head in ARRAYS for value in values):
            raise Unreadable("The entries of a vector must be numbers, or all of them rows.")
        return Tree("vector", values)

    def _range(self, tree: Tree) -> Tree:
        body, variable, lower, upper = tree.args
        inner = _Carrier({name: value for name, value in self.entries.items() if name != variable})
        value = inner.visit(body)[0]
        low, high = self.visit(lower)[0], self.visit(upper)[0]
        if tree.head == "product" and value.head == "matrix":
            raise Unreadable("A product of matrices over an index is not read.")
        return _broadcast(lambda part: Tree(tree.head, (part, variable, low, high)), [value])

    def _call(self, tree: Tree) -> tuple[Tree, bool]:
        name = tree.args[0]
        visited = [
            self.visit(arg) if isinstance(arg, Tree) else (arg, False) for arg in tree.args[1:]
        ]
        values, marked = [value for value, _ in visited], any(mark for _, mark in visited)
        operation = _OPERATIONS.get(name)
        if name == "elementwise":
            return values[0], True
        if operation is not None:
            return operation(*values), marked
        if name in {"max", "min"} and len(values) == 1 and values[0].head in ARRAYS:
            return call(name, *_entries(values[0])), marked
        return _broadcast(lambda *parts: call(name, *parts), values), marked


def _refuse_scalar_plus_matrix(values: list[Tree]) -> None:
    heads = {value.head for value in values}
    if "matrix" in heads and heads - ARRAYS:
        raise Unreadable("A number cannot be added to a matrix.")


def _entries(value: Tree) -> tuple[Tree, ...]:
    """Every scalar entry, row by row."""
    if value.head == "matrix":
        return tuple(entry for row in value.args for entry in row.args)
    return value.args if value.head in ARRAYS else (value,)


def _broadcast(build: Callable[..., Tree], values: list[Any]) -> Tree:
    """Apply an operation entry by entry; numbers go with every entry."""
    arrays = [value for value in values if isinstance(value, Tree) and value.head in ARRAYS]
    if not arrays:
        return build(*values)
    lengths = {len(value.args) for value in arrays}
    heads = {"vector" if value.head == "row" else value.head for value in arrays}
    if len(lengths) != 1 or len(heads) != 1:
        shapes = " and ".join(sorted({_shape_words(value) for value in arrays}))
        raise Unreadable(f"Shapes do not fit: {shapes}.")
    parts = []
    for i in range(lengths.pop()):
        picked = [
            value.args[i] if isinstance(value, Tree) and value.head in ARRAYS else value
            for value in values
        ]
        parts.append(_broadcast(build, picked))
    if all(value.head == "row" for value in arrays):
        return Tree("row", tuple(parts))
    return Tree(heads.pop(), tuple(parts))


def _shape_words(value: Tree) -> str:
    if value.head == "matrix":
        return f"a matrix of {len(value.args)} by {len(value.args[0].args)}"
    return f"a vector of {len(value.args)}" if value.head in ARRAYS else "a number"


def _product(values: list[Tree], *, entrywise: bool) -> Tree:
    if entrywise:
        return _broadcast(lambda *parts: mul(*parts), values)
    scalars = [value for value in values if value.head not in ARRAYS]
    arrays = [value for value in values if value.head in ARRAYS]
    result = arrays[0]
    for value in arrays[1:]:
        result = _times(result, value)
    if not scalars:
        return result
    return _broadcast(lambda part: mul(*scalars, part), [result])


def _times(a: Tree, b: Tree) -> Tree:
    match a.head, b.head:
        case "row", "vector":
            return _dot(a, b)
        case "vector", "row":
            rows = (Tree("vector", tuple(mul(x, y) for y in b.args)) for x in a.args)
            return Tree("matrix", tuple(rows))
        case "matrix", "matrix":
            columns = _transpose(b)
            return Tree("matrix", tuple(_times(columns, row) for row in a.args))
        case "matrix", _:
            if len(a.args[0].args) != len(b.args):
                raise Unreadable(f"Shapes do not fit: {_shape_words(a)} times {_shape_words(b)}.")
            return Tree("vector", tuple(_dot(row, b) for row in a.args))
        case _, "matrix":
            return Tree("row", _times(_transpose(b), Tree("vector", a.args)).args)
    return _broadcast(mul, [a, b])


def _matrix_power(base: Tree, exponent: Tree) -> Tree:
    if exponent.head != "int" or abs(exponent.args[0]) > 8:
        raise Unreadable("A matrix is raised to whole powers between -8 and 8 only.")
    n = exponent.args[0]
    if n < 0:
        base, n = _inverse(base), -n
    rows = range(_side(base))
    result = Tree(
        "matrix", tuple(Tree("vector", tuple(ONE if i == j else ZERO for j in rows)) for i in rows)
    )
    for step in range(n):
        result = base if step == 0 else _times(result, base)
    return result


def _side(value: Tree) -> int:
    if value.head != "matrix" or len(value.args) != len(value.args[0].args):
        raise Unreadable(f"A square matrix is needed here, not {_shape_words(value)}.")
    return len(value.args)


def _dot(a: Tree, b: Tree) -> Tree:
    if a.head not in ARRAYS and b.head not in ARRAYS:
        return mul(a, b)
    if len(_entries(a)) != len(_entries(b)):
        raise Unreadable(f"Shapes do not fit: {_shape_words(a)} times {_shape_words(b)}.")
    return add(*(mul(x, y) for x, y in zip(_entries(a), _entries(b), strict=True)))


def _transpose(value: Tree) -> Tree:
    match value.head:
        case "vector":
            return Tree("row", value.args)
        case "row":
            return Tree("vector", value.args)
        case "matrix":
            columns = zip(*(row.args for row in value.args), strict=True)
            return Tree("matrix", tuple(Tree("vector", column) for column in columns))
    return value


def _trace(value: Tree) -> Tree:
    return add(*(value.args[i].args[i] for i in range(_side(value))))


def _det(value: Tree) -> Tree:
    n = _side(value)
    rows = [row.args for row in value.args]
    if _is_triangular(rows):
        return mul(*(rows[i][i] for i in range(n)))
    if n > _LARGEST_DETERMINANT:
        raise Unreadable(f"Determinants are read up to {_LARGEST_DETERMINANT} rows.")
    terms = []
    for order in permutations(range(n)):
        odd = sum(order[i] > order[j] for i in range(n) for j in range(i + 1, n)) % 2
        factors = [rows[i][order[i]] for i in range(n)]
        if ZERO not in factors:
            terms.append(negative(mul(*factors)) if odd else mul(*factors))
    return add(*terms)


def _is_triangular(rows: list[tuple[Tree, ...]]) -> bool:
    below = all(rows[i][j] == ZERO for i in range(len(rows)) for j in range(i))
    above = all(rows[j][i] == ZERO for i in range(len(rows)) for j in range(i))
    return below or above


def _inverse(value: Tree) -> Tree:
    if value.head not in ARRAYS:
        return power(value, MINUS_ONE)
    n = _side(value)
    rows = [row.args for row in value.args]
    if all(rows[i][j] == ZERO for i in range(n) for j in range(n) if i != j):
        inverted = (
            Tree(
                "vector", tuple(power(rows[i][i], MINUS_ONE) if i == j else ZERO for j in range(n))
            )
            for i in range(n)
        )
        return Tree("matrix", tuple(inverted))
    scale = power(_det(value), MINUS_ONE)
    return Tree(
        "matrix",
        tuple(
            Tree("vector", tuple(mul(scale, _cofactor(rows, j, i)) for j in range(n)))
            for i in range(n)
        ),
    )


def _cofactor(rows: list[tuple[Tree, ...]], i: int, j: int) -> Tree:
    minor = [row[:j] + row[j + 1 :] for k, row in enumerate(rows) if k != i]
    if not minor:
        return ONE
    determinant = _det(Tree("matrix", tuple(Tree("vector", row) for row in minor)))
    return negative(determinant) if (i + j) % 2 else determinant


def _norm(value: Tree, p: Tree | str = TWO) -> Tree:
    if p in {"op", "nuc"} and value.head == "matrix":
        return _spectral_norm(value, str(p))
    if value.head == "matrix" and p not in {"fro", "rms", TWO}:
        raise Unreadable("Of a matrix, the norms fro, op and nuc are read.")
    if value.head == "matrix" and p == TWO:
        return _spectral_norm(value, "op")
    entries = _entries(value)
    sizes = [call("abs", entry) for entry in entries]
    if p == INFINITY:
        return call("max", *sizes) if len(sizes) > 1 else sizes[0]
    if p == ONE:
        return add(*sizes)
    squares = add(*(power(size, TWO) for size in sizes))
    if p == "rms":
        return power(mul(rational(1, len(entries)), squares), _HALF)
    if p in {TWO, "op", "nuc", "fro"}:
        return power(squares, _HALF)
    if isinstance(p, str):
        raise Unreadable(f"The norm {p!r} is not known: 1, 2, oo, rms, fro, op and nuc are.")
    return power(add(*(power(size, p) for size in sizes)), power(p, MINUS_ONE))


def _spectral_norm(value: Tree, which: str) -> Tree:
    """Largest singular value (``op``) or their sum (``nuc``), of a narrow or diagonal matrix."""
    rows = [row.args for row in value.args]
    height, width = len(rows), len(rows[0])
    if all(rows[i][j] == ZERO for i in range(height) for j in range(width) if i != j):
        sizes = [call("abs", rows[i][i]) for i in range(min(height, width))]
        if which == "nuc" or len(sizes) == 1:
            return add(*sizes)
        return call("max", *sizes)
    if min(height, width) == 1:
        return _norm(Tree("vector", _entries(value)))
    if min(height, width) > 2:
        raise Unreadable("Norms op and nuc are read of diagonal matrices or two rows or columns.")
    narrow = value if width <= height else _transpose(value)
    gram = _times(_transpose(narrow), narrow)
    trace, det = _trace(gram), _det(gram)
    if which == "nuc":
        return power(add(trace, mul(TWO, power(det, _HALF))), _HALF)
    gap = power(subtract(power(trace, TWO), mul(Tree("int", (4,)), det)), _HALF)
    return power(mul(_HALF, add(trace, gap)), _HALF)


_OPERATIONS: dict[str, Callable[..., Tree]] = {
    "norm": _norm,
    "dot": _dot,
    "transpose": _transpose,
    "trace": _trace,
    "det": _det,
    "inverse": _inverse,
}
