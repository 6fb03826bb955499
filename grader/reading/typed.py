"""Typed JSON: what the sandbox writes of a student's value, read by whitelist and limits."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

import numpy as np

from grader.errors import GraderError, Unreadable
from grader.reading import limits, literals
from grader.reading.functions import BUILDERS, NORMS, as_matrix, build
from grader.reading.settling import settle
from grader.reading.vocabulary import Vocabulary
from grader.records import JSON
from grader.tree import (
    FALSE,
    INFINITY,
    MINUS_ONE,
    TRUE,
    Tree,
    add,
    call,
    integer,
    mul,
    negative,
    power,
    rational,
    relation,
    symbol,
)

BYTES: Final = 2_000_000
NODES: Final = 20_000
DEPTH: Final = 64
MIME: Final = "application/vnd.gradus.answer+json"
_CONSTANTS: Final = {
    "pi": Tree("constant", ("pi",)),
    "e": Tree("constant", ("e",)),
    "i": Tree("constant", ("i",)),
    "oo": INFINITY,
    "-oo": mul(MINUS_ONE, INFINITY),
    "nan": Tree("constant", ("nan",)),
}
_OPS: Final = frozenset(("=", "!=", "<", "<=", ">", ">="))


def parse_json(text: str) -> JSON:
    """JSON text to a value, without duplicate keys and without NaN.

    Raises:
        Unreadable: too long, not JSON, or a key twice.
    """
    if len(text) > BYTES:
        raise Unreadable(f"The answer's data has more than {BYTES:,} characters.")
    try:
        return json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise Unreadable("The answer's data is not JSON.") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table = dict(pairs)
    if len(table) != len(pairs):
        raise Unreadable("The answer's data has a key twice.")
    return table


def _no_constant(name: str) -> Any:
    raise Unreadable(f"The answer's data holds {name}, which is no number of JSON.")


def read_typed(json_value: JSON, vocabulary: Vocabulary) -> Tree:
    """The tree of a typed answer.

    Args:
        json_value: ``{"version": 1, "value": node}``, as the notebook's output holds it, or a
            ``str`` of it.
        vocabulary: The names that it may use; the student's symbols match by name.

    Raises:
        Unreadable: with a sentence for the student.
    """
    node = _value_of(json_value)
    _check_size(node)
    tree = limits.check_depth(_Reader(vocabulary).tree(node))
    return settle(tree, vocabulary)


def _value_of(json_value: JSON) -> JSON:
    if isinstance(json_value, (str, bytes)):
        text = json_value if isinstance(json_value, str) else json_value.decode("utf-8", "replace")
        json_value = parse_json(text)
    if not isinstance(json_value, dict) or json_value.get("version") != 1 or "value" not in json_value:
        raise Unreadable("The answer's data is not in the form that the grader writes.")
    return json_value["value"]


def _check_size(node: JSON) -> None:
    """Bounds on nodes, depth and characters, without recursion."""
    count = characters = 0
    level: list[JSON] = [node]
    depth = 0
    while level:
        depth += 1
        if depth > 2 * DEPTH:
            raise Unreadable(f"The answer nests more than {DEPTH} levels; none needs so many.")
        below: list[JSON] = []
        for value in level:
            count += 1
            if isinstance(value, dict):
                below.extend(value.values())
            elif isinstance(value, list):
                below.extend(value)
            elif isinstance(value, str):
                characters += len(value)
        if count > 20 * NODES or characters > BYTES or len(below) > 20 * NODES:
            raise Unreadable("The answer is too large; no part needs so much.")
        level = below


class _Reader:
    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary

    def tree(self, node: JSON) -> Tree:
        if not isinstance(node, dict) or not isinstance(node.get("t"), str):
            raise _malformed()
        reader = _READERS.get(node["t"])
        if reader is None:
            raise _unsupported(node)
        return reader(self, node)

    def trees(self, nodes: JSON, limit: int = limits.ENTRIES) -> tuple[Tree, ...]:
        if not isinstance(nodes, list):
            raise _malformed()
        if len(nodes) > limit:
            raise Unreadable(f"{len(nodes)} entries are more than are read (at most {limit}).")
        return tuple(self.tree(node) for node in nodes)

    def symbol(self, node: dict[str, JSON]) -> Tree:
        name = _string(node, "v")
        found = self._vocabulary.find(name.removeprefix("\\"))
        if found is not None:
            return symbol(found)
        if name in self._vocabulary.spellings:
            return symbol(self._vocabulary.spellings[name])
        if self._vocabulary.any_name and name.isidentifier() and len(name) <= 60:
            return symbol(name)
        from grader.reading.text import read

        tree = read(name, self._vocabulary)
        if tree.head not in ("symbol", "constant"):
            raise Unreadable(f"Unknown name {name[:40]!r}.")
        return tree

    def call(self, node: dict[str, JSON]) -> Tree:
        name = _string(node, "f")
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
        name = _string(node, "v")
        if not name.isidentifier() or len(name) > 60:
            raise _malformed()
        inner = _Reader(_with_name(self._vocabulary, name))
        ends = (self.tree(node.get("lower")), self.tree(node.get("upper")))
        return Tree(node["t"], (inner.tree(node.get("body")), name, *ends))


def _with_name(vocabulary: Vocabulary, name: str) -> Vocabulary:
    return Vocabulary(
        {**vocabulary.symbols, name: "scalar"},
        vocabulary.shape,
        vocabulary.spellings,
        vocabulary.any_name,
    )


def _malformed() -> Unreadable:
    return Unreadable("The answer's data is not in the form that the grader writes.")


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
    return _malformed()


def _string(node: dict[str, JSON], key: str, longest: int = 4_000) -> str:
    value = node.get(key)
    if not isinstance(value, str) or len(value) > longest:
        raise _malformed()
    if not value.isascii() and any("\ud800" <= character <= "\udfff" for character in value):
        raise Unreadable("The answer's data holds half a character.")
    return value


def _integer(text: JSON, digits: int = 1_000) -> int:
    if not isinstance(text, str) or not text.lstrip("-").isdigit() or not text.isascii():
        raise _malformed()
    if len(text) > digits:
        raise Unreadable(f"A number has more than {digits} digits; none needs so many.")
    return int(text)


def _read_int(_reader: _Reader, node: dict[str, JSON]) -> Tree:
    return integer(_integer(node.get("v")))


def _read_rational(_reader: _Reader, node: dict[str, JSON]) -> Tree:
    q = _integer(node.get("q"))
    if q == 0:
        raise _malformed()
    return rational(_integer(node.get("p")), q)


def _read_float(_reader: _Reader, node: dict[str, JSON]) -> Tree:
    return float_tree(_string(node, "v", 80))


def float_tree(text: str) -> Tree:
    """The shortest text of a float as a decimal; ``inf`` and ``nan`` as constants."""
    named = {"inf": INFINITY, "-inf": _CONSTANTS["-oo"], "nan": _CONSTANTS["nan"]}.get(text)
    if named is not None:
        return named
    tree = literals.number(text.removeprefix("-"))
    return negative(tree) if text.startswith("-") else tree


def _read_complex(_reader: _Reader, node: dict[str, JSON]) -> Tree:
    real, imaginary = (float_tree(_string(node, key, 80)) for key in ("re", "im"))
    return add(real, mul(imaginary, _CONSTANTS["i"]))


def _read_constant(_reader: _Reader, node: dict[str, JSON]) -> Tree:
    name = _string(node, "v", 20)
    if name not in _CONSTANTS:
        if name == "zoo":
            raise Unreadable("zoo is what SymPy gives for a division by zero; no value equals it.")
        raise _malformed()
    return _CONSTANTS[name]


def _read_bool(_reader: _Reader, node: dict[str, JSON]) -> Tree:
    value = node.get("v")
    if not isinstance(value, bool):
        raise _malformed()
    return TRUE if value else FALSE


def _read_sequence(reader: _Reader, node: dict[str, JSON]) -> Tree:
    return Tree(node["t"], reader.trees(node.get("a")))


def _read_vector(reader: _Reader, node: dict[str, JSON]) -> Tree:
    entries = reader.trees(node.get("a"))
    if not entries:
        raise Unreadable("An empty vector is not read.")
    return Tree("vector", entries)


def _read_matrix(reader: _Reader, node: dict[str, JSON]) -> Tree:
    rows = node.get("a")
    if not isinstance(rows, list) or not rows or not all(isinstance(row, list) for row in rows):
        raise _malformed()
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
        case [int(height), int(width)] if height * width == len(entries) > 0:
            cut = range(0, len(entries), width)
            return as_matrix(
                Tree("list", tuple(Tree("list", entries[k : k + width]) for k in cut))
            )
        case [_, _, _, *_]:
            raise Unreadable("An array of more than two dimensions is not read.")
    raise _malformed()


def _read_relation(reader: _Reader, node: dict[str, JSON]) -> Tree:
    op = node.get("op")
    if op not in _OPS:
        raise _malformed()
    return relation(str(op), reader.tree(node.get("l")), reader.tree(node.get("r")))


def _read_piecewise(reader: _Reader, node: dict[str, JSON]) -> Tree:
    parts = reader.trees(node.get("a"), 2 * limits.ARGUMENTS)
    if not parts or len(parts) % 2:
        raise _malformed()
    return Tree("piecewise", parts)


def _read_interval(reader: _Reader, node: dict[str, JSON]) -> Tree:
    left, right = node.get("lo"), node.get("ro")
    if not isinstance(left, bool) or not isinstance(right, bool):
        raise _malformed()
    return Tree("interval", (reader.tree(node.get("lower")), reader.tree(node.get("upper")), left, right))


def _read_text(_reader: _Reader, node: dict[str, JSON]) -> Tree:
    return Tree("text", (_string(node, "v", 20_000),))


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
    "and": _read_sequence,
    "or": _read_sequence,
    "not": _read_sequence,
    "vector": _read_vector,
    "matrix": _read_matrix,
    "array": _read_array,
    "relation": _read_relation,
    "piecewise": _read_piecewise,
    "sum": _Reader.bound,
    "product": _Reader.bound,
    "interval": _read_interval,
    "text": _read_text,
}


# ---------------------------------------------------------------------------- numbers and figures


def from_typed_numbers(node: JSON) -> Any:
    """Numbers that a student's function gave, as plain Python, `Fraction` and NumPy values.

    Args:
        node: A typed node (no envelope).

    Raises:
        Unreadable: anything but numbers, and lists, tuples and arrays of numbers.
    """
    _check_size(node)
    return _numbers(node, 0)


def _numbers(node: JSON, depth: int) -> Any:
    if not isinstance(node, dict) or depth > DEPTH:
        raise _malformed()
    match node.get("t"):
        case "int":
            return _integer(node.get("v"))
        case "rational":
            q = _integer(node.get("q"))
            if q == 0:
                raise _malformed()
            return Fraction(_integer(node.get("p")), q)
        case "float":
            return _float(node, "v")
        case "complex":
            return complex(_float(node, "re"), _float(node, "im"))
        case "bool" if isinstance(node.get("v"), bool):
            return node["v"]
        case "none":
            return None
        case "constant" if node.get("v") in _FLOATS:
            return _FLOATS[node["v"]]
        case "list" | "tuple" | "vector" if isinstance(node.get("a"), list):
            entries = [_numbers(entry, depth + 1) for entry in node["a"]]
            return tuple(entries) if node["t"] == "tuple" else entries
        case "matrix" if isinstance(node.get("a"), list):
            return [[_numbers(entry, depth + 1) for entry in row] for row in node["a"]]
        case "array":
            return _number_array(node, depth)
    raise Unreadable("The function gave something else than numbers, lists and arrays of numbers.")


_FLOATS: Final = {
    "pi": float(np.pi), "e": float(np.e), "oo": float("inf"), "-oo": float("-inf"),
    "nan": float("nan"),
}  # fmt: skip


def _float(node: dict[str, JSON], key: str) -> float:
    try:
        return float(_string(node, key, 80))
    except ValueError:
        raise _malformed() from None


def _number_array(node: dict[str, JSON], depth: int) -> Any:
    shape, entries = node.get("shape"), node.get("a")
    if (
        not isinstance(shape, list)
        or len(shape) > 8
        or not all(isinstance(side, int) and 0 <= side <= NODES for side in shape)
        or not isinstance(entries, list)
        or len(entries) != int(np.prod(shape, dtype=object))
    ):
        raise _malformed()
    values = [_numbers(entry, depth + 1) for entry in entries]
    if any(isinstance(value, (list, tuple)) for value in values):
        raise _malformed()
    try:
        return np.array(values).reshape(shape) if values else np.zeros(shape)
    except (OverflowError, ValueError):
        raise _malformed() from None


def typed(value: Any) -> JSON:
    """An argument that the grader sends to a student's function, as a typed node.

    Raises:
        GraderError: neither a number, text, ``None``, nor a list, tuple or array of these.
    """
    match value:
        case None:
            return {"t": "none"}
        case bool() | np.bool_():
            return {"t": "bool", "v": bool(value)}
        case int() | np.integer():
            return {"t": "int", "v": str(int(value))}
        case float() | np.floating():
            return {"t": "float", "v": repr(float(value))}
        case complex() | np.complexfloating():
            return {"t": "complex", "re": repr(float(value.real)), "im": repr(float(value.imag))}
        case Fraction():
            return {"t": "rational", "p": str(value.numerator), "q": str(value.denominator)}
        case str():
            return {"t": "text", "v": value}
        case list() | tuple():
            return {"t": type(value).__name__, "a": [typed(entry) for entry in value]}
        case np.ndarray():
            return {
                "t": "array",
                "shape": list(value.shape),
                "dtype": str(value.dtype),
                "a": [typed(entry) for entry in value.ravel().tolist()],
            }
    raise GraderError(f"A {type(value).__name__} cannot be sent to a student's function.")


@dataclass(frozen=True, slots=True)
class DrawnAxes:
    """What one pair of axes shows, in data units."""

    curves: tuple[Any, ...]
    equal: bool
    xlim: tuple[float, float]
    ylim: tuple[float, float]


@dataclass(frozen=True, slots=True)
class DrawnFigure:
    """What a figure shows."""

    axes: tuple[DrawnAxes, ...]


def figure_of(json_value: JSON) -> DrawnFigure:
    """The figure of a typed answer."""
    raise Unreadable("A figure would be read here.")


__all__ = ["MIME", "NORMS", "DrawnAxes", "DrawnFigure", "figure_of", "from_typed_numbers", "parse_json", "read_typed", "typed"]
