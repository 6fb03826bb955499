"""Frames from a notebook's process, read as what they are: bytes that an enemy may have written."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NoReturn

import msgspec

from grader.sandbox.transcript import Malformed

LENGTH_BYTES = 4
ABSURD = 1 << 30
"""Bytes that no process in a cage has the memory for: nobody waits for the end of such a frame."""
MAX_FRAMES = 500_000
"""More than any output needs that is within its own limits; what replaces itself has none."""

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
        """Length and content of every frame that these bytes complete.

        A frame that is too long comes without its content, as soon as its length is known.

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
            yield length, checked(body)
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


QUICK: msgspec.json.Decoder[Frame] = msgspec.json.Decoder(Frame)
PATIENT = json.JSONDecoder(parse_constant=_no_constant)
"""For what the quick one refuses: halves of characters, which students' text may hold."""


def checked(body: bytes) -> Frame:
    """A frame, without halves of characters.

    Raises:
        Malformed: If it is not JSON, or not ``[cell, type, content]``.
    """
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
