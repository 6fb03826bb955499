"""Frames from a notebook's process, read as what they are: bytes that an enemy may have written."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NoReturn

from grader.sandbox.transcript import Malformed

LENGTH_BYTES = 4
MAX_FRAMES = 500_000

Frame = tuple[int, str, dict[str, Any]]


class Frames:
    """Splits a byte stream into checked frames; keeps no more than one frame in memory.

    Args:
        longest: Bytes that a frame may have.
    """

    def __init__(self, longest: int) -> None:
        self._longest = longest
        self._buffer = bytearray()
        self._count = 0

    def feed(self, data: bytes) -> Iterator[tuple[int, Frame]]:
        """Length and content of every frame that these bytes complete.

        Raises:
            Malformed: If a frame is too long, is not JSON, or is not ``[cell, type, content]``.
        """
        buffer = self._buffer
        buffer += data
        start = 0
        while len(buffer) - start >= LENGTH_BYTES:
            length = int.from_bytes(buffer[start : start + LENGTH_BYTES], "little")
            if length > self._longest:
                raise TooLong
            end = start + LENGTH_BYTES + length
            if len(buffer) < end:
                break
            body = bytes(buffer[start + LENGTH_BYTES : end])
            start = end
            self._count += 1
            if self._count > MAX_FRAMES:
                raise Malformed("More messages than any notebook sends.")
            yield length, _checked(body)
        del buffer[:start]


class TooLong(Exception):
    """One output alone is over the limit of outputs."""


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


DECODER = json.JSONDecoder(parse_constant=_no_constant)


def _checked(body: bytes) -> Frame:
    try:
        value = DECODER.decode(body.decode("utf-8"))
        if rb"\ud" in body or rb"\uD" in body:
            value = _without_surrogates(value)
    except (ValueError, RecursionError) as error:
        raise Malformed("A message that is not JSON.") from error
    match value:
        case [int(cell), str(kind), dict(content)] if not isinstance(cell, bool):
            return cell, kind, content
    raise Malformed("A message without a cell and a type.")


def _without_surrogates(value: Any) -> Any:
    """Half characters, which no encoding can write, become question marks."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, list):
        return [_without_surrogates(item) for item in value]
    if isinstance(value, dict):
        return {_without_surrogates(k): _without_surrogates(v) for k, v in value.items()}
    return value
