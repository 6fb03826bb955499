"""What crosses the pipe between a notebook and the grader: a length, then JSON of that length."""

from __future__ import annotations

import json
import os
import select
import struct
from collections.abc import Callable
from typing import Any

_LENGTH = struct.Struct("<I")


def pack(value: Any, default: Any = None) -> bytes:
    """One frame.

    Raises:
        ValueError: If a number in it is infinite or none; JSON has no word for these.

    >>> pack([0, "end", {}])[4:].decode().strip()
    '[0, "end", {}]'
    """
    body = (
        json.dumps(value, default=default, allow_nan=False).encode("utf-8", "surrogatepass") + b"\n"
    )
    return _LENGTH.pack(len(body)) + body


def send(descriptor: int, frame: bytes, when_full: Callable[[], None]) -> None:
    """Write all of a frame, however small the pipe; whoever empties it is told when it is full."""
    rest = memoryview(frame)
    while rest:
        try:
            rest = rest[os.write(descriptor, rest) :]
        except BlockingIOError:
            when_full()
            select.select([], [descriptor], [])


def receive(descriptor: int) -> Any:
    """The next frame's value; the sender is trusted.

    Raises:
        EOFError: If the other side is gone.
    """
    (length,) = _LENGTH.unpack(_exactly(descriptor, _LENGTH.size))
    return json.loads(_exactly(descriptor, length))


def _exactly(descriptor: int, length: int) -> bytes:
    chunks = []
    while length:
        chunk = os.read(descriptor, length)
        if not chunk:
            raise EOFError("The grader closed the pipe.")
        chunks.append(chunk)
        length -= len(chunk)
    return b"".join(chunks)
