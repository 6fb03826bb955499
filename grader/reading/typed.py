"""Typed JSON: what the sandbox writes of a student's value, read by whitelist and limits."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from grader.errors import Unreadable
from grader.reading import limits, literals
from grader.reading.arrays import as_matrix
from grader.reading.envelope import (
    MIME,
    malformed,
    parse_json,
    read_integer,
    read_string,
    value_of,
)
from grader.reading.figures import DrawnAxes, DrawnFigure, figure_of
from grader.reading.functions import BUILDERS, build
from grader.reading.lexicon import CONSTANTS, PLAIN_CONSTANTS, RELATIONS
from grader.reading.numbers import from_typed_numbers, typed
from grader.reading.settling import settle
from grader.reading.text import read
from grader.reading.vocabulary import Vocabulary
from grader.records import JSON
from grader.tree import (
    FALSE,
    TRUE,
    Tree,
    add,
    call,
    integer,
    mul,
    power,
    rational,
    relation,
    symbol,
)

__all__ = [
    "MIME",
    "DrawnAxes",
    "DrawnFigure",
    "figure_of",
    "from_typed_numbers",
    "parse_json",
    "read_typed",
    "typed",
]

_CONSTANTS: Final = {
    **PLAIN_CONSTANTS,
    "golden": CONSTANTS["GoldenRatio"],
    "euler": CONSTANTS["EulerGamma"],
}
_DOUBLE_DIGITS: Final = 16
_NUMBERED: Final = re.compile(r"([A-Za-z]+)_?(\d{1,2})")
_OPS: Final = frozenset(RELATIONS.values())


def read_typed(json_value: JSON, vocabulary: Vocabulary, *, keep_equation: bool = True) -> Tree:
    """The tree of a typed answer.

    Args:
        json_value: ``{"version": 1, "value": node}``, as the notebook's output holds it, or a
            ``str`` of it.
        vocabulary: The names that it may use; the student's symbols match by name.
        keep_equation: Whether ``Eq(u, x)`` is an equation. Otherwise it answers x, if u is a name
            that is not declared.

    Raises:
        Unreadable: with a sentence for the student.
    """
    node = value_of(json_value)
    node = node if keep_equation else _without_name(node, vocabulary)
    tree = limits.check_depth_and_size(_Reader(vocabulary).tree(node))
    return settle(tree, vocabulary)


def _without_name(node: JSON, vocabulary: Vocabulary) -> JSON:
    """The right side of an equation whose left side is the answer's own name."""
    match node:
        case {"t": "relation", "op": "=", "l": {"t": "symbol", "v": str(name)}, "r": right}:
            declared = vocabulary.find(name.removeprefix("\\")) is not None
            return node if declared or name in vocabulary.spellings else right
    return node


class _Reader:
    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary

    def tree(self, node: JSON) -> Tree:
        if not isinstance(node, dict) or not isinstance(node.get("t"), str):
            raise malformed()
        reader = _READERS.get(node["t"])
        if reader is None:
            raise _unsupported(node)
        return reader(self, node)

    def trees(self, nodes: JSON, limit: int = limits.ENTRIES) -> tuple[Tree, ...]:
        if not isinstance(nodes, list):
            raise malformed()
        if len(nodes) > limit:
            raise Unreadable(f"{len(nodes)} entries are more than are read (at most {limit}).")
        return tuple(self.tree(node) for node in nodes)

    def symbol(self, node: dict[str, JSON]) -> Tree:
        name = read_string(node, "v")
        found = self._vocabulary.find(name.removeprefix("\\"))
        if found is not None:
            return symbol(found)
        if name in self._vocabulary.spellings:
            return symbol(self._vocabulary.spellings[name])
        if self._vocabulary.any_name and name.isidentifier() and len(name) <= 60:
            return symbol(name)
        tree = read(name, self._vocabulary)
        if tree.head not in ("symbol", "constant"):
            raise Unreadable(f"Unknown name {name[:40]!r}.")
        return tree

    def call(self, node: dict[str, JSON]) -> Tree:
        name = read_string(node, "f")
        arguments = self.trees(node.get("a"), limits.ARGUMENTS)
        match name:
            case "add":
                return add(*arguments)
            case "mul":
                return mul(*arguments)
            case "pow" if len(arguments) == 2:
                if arguments[0] == _CONSTANTS["e"]:
                    return call("exp", arguments[1])
                return power(*arguments)
        found = self._vocabulary.find(name)
        if found is not None and self._vocabulary.kind_of(found) == "function":
            return call(found, *arguments)
        if name in BUILDERS:
            return build(name, arguments, None)
        raise Unreadable(f"Unknown function {name[:40]!r}.")

    def bound(self, node: dict[str, JSON]) -> Tree:
        name = read_string(node, "v")
        if not name.isidentifier() or len(name) > 60:
            raise malformed()
        inner = _Reader(_with_name(self._vocabulary, name))
        ends = (self.tree(node.get("lower")), self.tree(node.get("upper")))
        return Tree(node["t"], (inner.tree(node.get("body")), name, *ends))


def _with_name(vocabulary: Vocabulary, name: str) -> Vocabulary:
    return replace(vocabulary, symbols={**vocabulary.symbols, name: "scalar"})


def _unsupported(node: dict[str, JSON]) -> Unreadable:
    match node:
        case {"t": "none"}:
            return Unreadable("The cell's last expression gives nothing (None); a value is read.")
        case {"t": "function"}:
            return Unreadable("The answer is a function; its value would be read.")
        case {"t": "figure"}:
            return Unreadable("The answer is a figure; a formula or a number would be read.")
        case {"t": "dict"}:
            return Unreadable("A dictionary is not read as an answer here; a list is.")
        case {"t": "unsupported", "type": str(name)}:
            return Unreadable(
                f"A value of type {name[:60]!r} is not read; a number, a SymPy expression, a list, "
                "an array or a text is."
            )
    return malformed()


def _read_int(_reader: _Reader, node: dict[str, JSON]) -> Tree:
    return integer(read_integer(node.get("v")))


def _read_rational(_reader: _Reader, node: dict[str, JSON]) -> Tree:
    q = read_integer(node.get("q"))
    if q == 0:
        raise malformed()
    return rational(read_integer(node.get("p")), q)


def _read_float(_reader: _Reader, node: dict[str, JSON]) -> Tree:
    digits = node.get("digits")
    if digits is not None and not (type(digits) is int and 0 < digits < _DOUBLE_DIGITS):
        raise malformed()
    return literals.float_tree(read_string(node, "v", 80), digits)


def _read_complex(_reader: _Reader, node: dict[str, JSON]) -> Tree:
    real, imaginary = (literals.float_tree(read_string(node, key, 80)) for key in ("re", "im"))
    if imaginary.head == "decimal" and not imaginary.args[0]:
        return real
    return add(real, mul(imaginary, _CONSTANTS["i"]))


def _read_constant(_reader: _Reader, node: dict[str, JSON]) -> Tree:
    name = read_string(node, "v", 20)
    if name not in _CONSTANTS:
        if name == "zoo":
            raise Unreadable("zoo is what SymPy gives for a division by zero; no value equals it.")
        raise malformed()
    return _CONSTANTS[name]


def _read_bool(_reader: _Reader, node: dict[str, JSON]) -> Tree:
    value = node.get("v")
    if not isinstance(value, bool):
        raise malformed()
    return TRUE if value else FALSE


def _read_sequence(reader: _Reader, node: dict[str, JSON]) -> Tree:
    return Tree(node["t"], reader.trees(node.get("a")))


def _read_condition(reader: _Reader, node: dict[str, JSON]) -> Tree:
    parts = reader.trees(node.get("a"))
    if not parts or (node["t"] == "not" and len(parts) != 1):
        raise malformed()
    return Tree(node["t"], parts)


def _read_vector(reader: _Reader, node: dict[str, JSON]) -> Tree:
    entries = reader.trees(node.get("a"))
    if not entries:
        raise Unreadable("An empty vector is not read.")
    return Tree("vector", entries)


def _read_matrix(reader: _Reader, node: dict[str, JSON]) -> Tree:
    rows = node.get("a")
    if not isinstance(rows, list) or not rows or not all(isinstance(row, list) for row in rows):
        raise malformed()
    return as_matrix(Tree("list", tuple(Tree("list", reader.trees(row)) for row in rows)))


def _read_array(reader: _Reader, node: dict[str, JSON]) -> Tree:
    shape = node.get("shape")
    entries = reader.trees(node.get("a"))
    match shape:
        case []:
            if len(entries) == 1:
                return entries[0]
        case [int(length)] if length == len(entries) > 0:
            return Tree("vector", entries)
        case [int(height), int(width)] if height > 0 and height * width == len(entries) > 0:
            cut = range(0, len(entries), width)
            return as_matrix(Tree("list", tuple(Tree("list", entries[k : k + width]) for k in cut)))
        case [_, _, _, *_]:
            raise Unreadable("An array of more than two dimensions is not read.")
    raise malformed()


def _read_relation(reader: _Reader, node: dict[str, JSON]) -> Tree:
    op = read_string(node, "op", 2)
    if op not in _OPS:
        raise malformed()
    return relation(op, reader.tree(node.get("l")), reader.tree(node.get("r")))


def _read_piecewise(reader: _Reader, node: dict[str, JSON]) -> Tree:
    parts = reader.trees(node.get("a"), 2 * limits.ARGUMENTS)
    if not parts or len(parts) % 2:
        raise malformed()
    return Tree("piecewise", parts)


def _read_interval(reader: _Reader, node: dict[str, JSON]) -> Tree:
    left, right = node.get("lo"), node.get("ro")
    if not isinstance(left, bool) or not isinstance(right, bool):
        raise malformed()
    return Tree(
        "interval", (reader.tree(node.get("lower")), reader.tree(node.get("upper")), left, right)
    )


def _read_dict(reader: _Reader, node: dict[str, JSON]) -> Tree:
    """What SymPy's ``solve`` gives: ``{c1: 0, c2: 2}`` in the order of the numbers, ``{s: 2}``."""
    keys, values = node.get("k"), node.get("v")
    if not isinstance(keys, list) or not isinstance(values, list) or len(keys) != len(values):
        raise malformed()
    names = [
        key.get("v") if isinstance(key, dict) and key.get("t") in ("symbol", "text") else None
        for key in keys
    ]
    matches = [_NUMBERED.fullmatch(name) if isinstance(name, str) else None for name in names]
    if len(names) == 1 and isinstance(keys[0], dict) and keys[0].get("t") == "symbol":
        return reader.tree(values[0])
    numbers = [int(match[2]) for match in matches if match is not None]
    bases = {match[1] for match in matches if match is not None}
    start = min(numbers, default=1)
    whole = sorted(numbers) == list(range(start, start + len(names))) and start <= 1
    if len(names) < 2 or len(bases) != 1 or not whole:
        raise _unsupported(node)
    by_number = dict(zip(numbers, values, strict=True))
    return Tree("list", reader.trees([by_number[number] for number in sorted(by_number)]))


def _read_text(_reader: _Reader, node: dict[str, JSON]) -> Tree:
    return Tree("text", (read_string(node, "v", 20_000),))


_READERS: Final[dict[str, Callable[[_Reader, dict[str, JSON]], Tree]]] = {
    "int": _read_int,
    "rational": _read_rational,
    "float": _read_float,
    "complex": _read_complex,
    "symbol": _Reader.symbol,
    "constant": _read_constant,
    "bool": _read_bool,
    "call": _Reader.call,
    "list": _read_sequence,
    "tuple": _read_sequence,
    "set": _read_sequence,
    "and": _read_condition,
    "or": _read_condition,
    "not": _read_condition,
    "vector": _read_vector,
    "matrix": _read_matrix,
    "array": _read_array,
    "relation": _read_relation,
    "piecewise": _read_piecewise,
    "sum": _Reader.bound,
    "product": _Reader.bound,
    "interval": _read_interval,
    "text": _read_text,
    "dict": _read_dict,
}
