"""Calls of a student's function with arguments that the grader sends, and what comes of them."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from . import answer
from .answer import Node


def load(node: Node) -> Any:
    """The value of a node that the grader sends as an argument.

    Raises:
        ValueError: a node that is no argument.
    """
    kind = node["t"]
    if kind == "none":
        return None
    if kind in ("bool", "text"):
        return node["v"]
    if kind == "int":
        return int(node["v"])
    if kind == "float":
        return float(node["v"])
    if kind == "complex":
        return complex(float(node["re"]), float(node["im"]))
    if kind == "rational":
        return Fraction(int(node["p"]), int(node["q"]))
    if kind in ("list", "tuple"):
        entries = [load(entry) for entry in node["a"]]
        return entries if kind == "list" else tuple(entries)
    if kind == "array":
        import numpy

        values = numpy.array([load(entry) for entry in node["a"]], dtype=numpy.dtype(node["dtype"]))
        return values.reshape(node["shape"])
    raise ValueError(f"{kind!r} is no argument")


def call(function: Callable[..., Any], arguments: list[Node]) -> Node:
    """Call a student's function with arguments that the grader sent.

    Returns:
        ``{"value": node or None, "arguments_after": [node], "error": sentence or None}``.
    """
    try:
        values = [load(argument) for argument in arguments]
    except Exception as error:  # noqa: BLE001 - said to the grader, who sent them
        return {
            "value": None,
            "arguments_after": [],
            "error": f"Arguments: {answer.sentence(error)}",
        }
    try:
        value = function(*values)
    except (Exception, SystemExit) as error:  # noqa: BLE001 - the student's function may raise anything
        return {
            "value": None,
            "arguments_after": [answer.dump(v) for v in values],
            "error": answer.sentence(error),
        }
    return {
        "value": answer.dump(value),
        "arguments_after": [answer.dump(v) for v in values],
        "error": None,
    }
