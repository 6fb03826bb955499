"""Frames from a notebook's process, read as what they are: bytes that an enemy may have written."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import Any, NoReturn

import msgspec

from grader.sandbox.transcript import Malformed

LENGTH_BYTES = 4
ABSURD = 1 << 30
"""Bytes that no process in a cage has the memory for: nobody waits for the end of such a frame."""
MAX_FRAMES = 500_000
"""More than any output needs that is within its own limits; what replaces itself has none."""

LEVELS = 200
"""Lists and objects inside each other that are read. How many Python can read or write depends on
who calls it from how deep: what one process has just read may be too deep for the next."""

HOLDER = 16
"""Bytes that a list or an object counts for at least. Two are enough to write it, and it takes up a
hundred in memory."""
_BUT_QUOTES = bytes(set(range(256)) - set(b'"[{'))

Frame = tuple[int, str, dict[str, Any]]


class Frames:
    """Splits a byte stream into checked frames; keeps no more than one frame in memory.

    Args:
        longest: Bytes that a frame may have; what is longer is announced and not kept.
    """

    def __init__(self, longest: int) -> None:
        self._longest = longest
        self._buffer = bytearray()
        self._count = 0
        self._skip = 0

    def feed(self, data: bytes) -> Iterator[tuple[int, Frame | None]]:
        """Weight and content of every frame that these bytes complete.

        A frame that is too long comes without its content, as soon as its length is known, and one
        that would fill the memory unread.

        Raises:
            Malformed: If a frame is not JSON, or is not ``[cell, type, content]``.
            TooLong: If a frame claims to be longer than anything that could be sent.
            TooMany: If there are more than `MAX_FRAMES`; the message is a sentence.
        """
        buffer = self._buffer
        buffer += data
        start = 0
        while True:
            if self._skip:
                start, self._skip = self._skipped(start)
            if len(buffer) - start < LENGTH_BYTES or self._skip:
                break
            length = int.from_bytes(buffer[start : start + LENGTH_BYTES], "little")
            end = start + LENGTH_BYTES + length
            if length > self._longest:
                if length > ABSURD:
                    raise TooLong
                start, self._skip = start + LENGTH_BYTES, length
                yield length, None
                continue
            if len(buffer) < end:
                break
            body = bytes(memoryview(buffer)[start + LENGTH_BYTES : end])
            start = end
            self._count += 1
            if self._count > MAX_FRAMES:
                raise TooMany(f"The notebook sent more than {MAX_FRAMES:,} messages.")
            weight = weight_of(body)
            yield weight, checked(body) if weight <= self._longest else None
        del buffer[:start]

    def _skipped(self, start: int) -> tuple[int, int]:
        """Where the buffer goes on after what is to be skipped, and how much still is."""
        here = min(self._skip, len(self._buffer) - start)
        return start + here, self._skip - here


class TooLong(Exception):
    """One output alone is larger than the memory that it would have been made in."""


class TooMany(Exception):
    """More messages than are listened to."""


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(text)
    return number


QUICK: msgspec.json.Decoder[Frame] = msgspec.json.Decoder(Frame)
PATIENT = json.JSONDecoder(parse_constant=_no_constant, parse_float=_finite)
"""For what the quick one refuses: halves of characters, which students' text may hold."""


def weight_of(body: bytes) -> int:
    """The length of a frame, or more if what it says takes far more memory than words.

    >>> weight_of(b'[0, "k", {"text": "[[[["}]'), weight_of(b'[0, "k", {"a": [[], [], []]}]')
    (32, 96)
    """
    if HOLDER * _holders(body) <= len(body):
        return len(body)
    plain = body.replace(b"\\\\", b"").replace(b'\\"', b"").translate(None, _BUT_QUOTES)
    return max(len(body), HOLDER * _holders(b"".join(plain.split(b'"')[::2])))


def _holders(body: bytes) -> int:
    return body.count(b"[") + body.count(b"{")


def checked(body: bytes) -> Frame:
    """A frame, without halves of characters, and without what nests too deep in it.

    Raises:
        Malformed: If it is not JSON, or not ``[cell, type, content]``.
    """
    frame = _frame(body)
    if _holders(body) > LEVELS:
        _cut(frame[2])
    return frame


def _cut(content: dict[str, Any]) -> None:
    """Put nothing in place of what lies too deep; without recursion."""
    level: list[Any] = [content]
    for depth in range(1, LEVELS + 1):
        below: list[Any] = []
        for holder in level:
            places = holder.items() if isinstance(holder, dict) else enumerate(holder)
            inside = [(at, value) for at, value in places if isinstance(value, (dict, list))]
            if depth < LEVELS:
                below += [value for _, value in inside]
            else:
                for at, _ in inside:
                    holder[at] = None
        level = below


def _frame(body: bytes) -> Frame:
    try:
        return QUICK.decode(body)
    except msgspec.ValidationError as error:
        raise Malformed("A message without a cell and a type.") from error
    except (msgspec.DecodeError, ValueError):
        value = _patiently(body)
    except RecursionError as error:
        raise Malformed("A message that is not JSON.") from error
    match value:
        case [int(cell), str(kind), dict(content)] if not isinstance(cell, bool):
            return cell, kind, content
    raise Malformed("A message without a cell and a type.")


def _patiently(body: bytes) -> Any:
    try:
        return _without_surrogates(PATIENT.decode(body.decode("utf-8")))
    except (ValueError, RecursionError) as error:
        raise Malformed("A message that is not JSON.") from error


def _without_surrogates(value: Any) -> Any:
    """Half characters, which no encoding can write, become question marks."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, list):
        return [_without_surrogates(item) for item in value]
    if isinstance(value, dict):
        return {_without_surrogates(k): _without_surrogates(v) for k, v in value.items()}
    return value
