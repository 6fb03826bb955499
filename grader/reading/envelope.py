"""The outside of typed JSON: its limits, its version, and the plain fields of its nodes."""

from __future__ import annotations

import json
import math
import re
from typing import Any, Final

from grader.errors import Unreadable
from grader.records import JSON

MIME: Final = "application/vnd.gradus.answer+json"
BYTES: Final = 2_000_000
NODES: Final = 20_000
DEPTH: Final = 64
_LEVELS: Final = 2 * DEPTH + 2
"""A node and the list of its entries are two levels."""
_VALUES: Final = 8 * NODES
_DIGITS: Final = re.compile(r"-?[0-9]+")


def parse_json(text: str | bytes) -> JSON:
    """JSON text as a value, without duplicate keys, NaN or half characters.

    Raises:
        Unreadable: too long, not JSON, a key twice.
    """
    if len(text) > BYTES:
        raise Unreadable(f"The answer's data has more than {BYTES:,} bytes.")
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


def value_of(json_value: JSON) -> JSON:
    """The node inside ``{"version": 1, "value": node}``, a value or its JSON text, within limits.

    Raises:
        Unreadable: another form or version, or too large.
    """
    if isinstance(json_value, (str, bytes)):
        json_value = parse_json(json_value)
    if not isinstance(json_value, dict) or "value" not in json_value:
        raise malformed()
    if type(json_value.get("version")) is not int or json_value["version"] != 1:
        raise Unreadable("The answer's data has a version that is not read; version 1 is.")
    check_size(json_value["value"])
    return json_value["value"]


def check_size(node: JSON) -> None:
    """Bounds on depth, number of values and characters, without recursion.

    Raises:
        Unreadable: larger than any answer, or a value that is not JSON.
    """
    count = characters = depth = 0
    level: list[JSON] = [node]
    while level:
        depth += 1
        if depth > _LEVELS:
            raise Unreadable(f"The answer nests more than {DEPTH} levels; none needs so many.")
        below: list[JSON] = []
        for value in level:
            if isinstance(value, dict):
                if not all(isinstance(key, str) for key in value):
                    raise malformed()
                below.extend(value.values())
            elif isinstance(value, list):
                below.extend(value)
            elif isinstance(value, str):
                characters += len(value)
            elif isinstance(value, float) and not math.isfinite(value):
                raise Unreadable("The answer's data holds a number that JSON does not have.")
        count += len(level)
        if count + len(below) > _VALUES or characters > BYTES:
            raise Unreadable("The answer is too large; no part needs so much.")
        level = below


def malformed() -> Unreadable:
    """The sentence for data that the grader's own formatter would not have written."""
    return Unreadable("The answer's data is not in the form that the grader writes.")


def read_string(node: dict[str, JSON], key: str, longest: int = 20_000) -> str:
    """A text field.

    Raises:
        Unreadable: none, too long, or with half a character.
    """
    value = node.get(key)
    if not isinstance(value, str) or len(value) > longest:
        raise malformed()
    if not value.isascii() and any("\ud800" <= character <= "\udfff" for character in value):
        raise Unreadable("The answer's data holds half a character.")
    return value


def read_integer(text: JSON, digits: int = 1_000) -> int:
    """An integer that is written as text.

    Raises:
        Unreadable: no integer, or one with too many digits.
    """
    if not isinstance(text, str) or len(text) > digits + 1:
        raise (
            Unreadable(f"A number with more than {digits} digits is not read.")
            if isinstance(text, str)
            else malformed()
        )
    if _DIGITS.fullmatch(text) is None:
        raise malformed()
    return int(text)
