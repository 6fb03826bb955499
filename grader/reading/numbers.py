"""Numbers to and from functions: what the grader sends, and what a student's function gave back."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Final

import numpy as np

from grader.errors import GraderError, Unreadable
from grader.reading.envelope import DEPTH, NODES, check_size, malformed, read_integer, read_string
from grader.records import JSON


def from_typed_numbers(node: JSON) -> Any:
    """Numbers that a student's function gave, as plain Python, `Fraction` and NumPy values.

    Args:
        node: A typed node (no envelope).

    Raises:
        Unreadable: anything but numbers, and lists, tuples and arrays of numbers.
    """
    check_size(node)
    return _numbers(node, 0)


def _numbers(node: JSON, depth: int) -> Any:
    if not isinstance(node, dict) or depth > DEPTH:
        raise malformed()
    match node.get("t"):
        case "int":
            return read_integer(node.get("v"))
        case "rational":
            q = read_integer(node.get("q"))
            if q == 0:
                raise malformed()
            return Fraction(read_integer(node.get("p")), q)
        case "float":
            return _float(node, "v")
        case "complex":
            return complex(_float(node, "re"), _float(node, "im"))
        case "bool" if isinstance(node.get("v"), bool):
            return node["v"]
        case "none":
            return None
        case "constant" if isinstance(node.get("v"), str) and node["v"] in _FLOATS:
            return _FLOATS[node["v"]]
        case "list" | "tuple" | "vector" if isinstance(node.get("a"), list):
            entries = [_numbers(entry, depth + 1) for entry in node["a"]]
            return tuple(entries) if node["t"] == "tuple" else entries
        case "matrix" if isinstance(node.get("a"), list) and all(
            isinstance(row, list) for row in node["a"]
        ):
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
        return float(read_string(node, key, 80))
    except ValueError:
        raise malformed() from None


def _number_array(node: dict[str, JSON], depth: int) -> Any:
    shape, entries = node.get("shape"), node.get("a")
    if (
        not isinstance(shape, list)
        or len(shape) > 8
        or not all(isinstance(side, int) and 0 <= side <= NODES for side in shape)
        or not isinstance(entries, list)
        or len(entries) != int(np.prod(shape, dtype=object))
    ):
        raise malformed()
    values = [_numbers(entry, depth + 1) for entry in entries]
    if any(isinstance(value, (list, tuple)) for value in values):
        raise malformed()
    try:
        return np.array(values).reshape(shape) if values else np.zeros(shape)
    except (OverflowError, ValueError):
        raise malformed() from None


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
