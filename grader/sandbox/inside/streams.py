"""Everything a notebook puts out, in the order in which it did, as frames on one pipe."""

from __future__ import annotations

import fcntl
import io
import os
import sys
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

from jupyter_client.jsonutil import json_clean, json_default

from . import frames

FLUSH_AT = 65_536
"""Characters of text that are kept back at most."""
RAW_AT_ONCE = 1 << 20


class Wire:
    """Writes frames ``[cell, type, content]``; text is gathered until something else comes."""

    def __init__(self) -> None:
        self.descriptor = -1
        self.bell = -1
        self.cell = -1
        self._held = b""
        self._sender: int | None = None
        self.when_sent: Callable[[], None] | None = None
        self._lock = threading.RLock()
        self._stream = "stdout"
        self._text: list[str] = []
        self._length = 0
        self._raw = -1
        self._raw_read = 0

    def raw(self, kind: str, content: dict[str, Any]) -> None:
        """Send a frame now, ahead of text that is kept back."""
        self.hold(kind, content)
        self.release()

    def release(self) -> None:
        """Send the frames that were held."""
        with self._lock:
            self._sender = threading.get_ident()
            try:
                held, self._held = self._held, b""
                frames.send(self.descriptor, held, self.ring)
            finally:
                self._sender = None
        if self.when_sent is not None:
            self.when_sent()

    def ring(self) -> None:
        """Have the grader read at once: otherwise it looks now and then."""
        try:
            os.write(self.bell, b"!")
        except OSError:
            return  # full of rings, or the student has closed it: the grader looks a little later

    def is_sending(self) -> bool:
        """Whether this thread is in the middle of a frame, where nothing may be raised."""
        return self._sender == threading.get_ident()

    def hold(self, kind: str, content: dict[str, Any]) -> None:
        """A frame that may wait for the next one: each wakes the grader, which costs both."""
        frame = b""
        with suppress(ValueError):
            frame = frames.pack([self.cell, kind, content], json_default)
        # Out of the handler: the first error must not show as the context of another.
        frame = frame or frames.pack([self.cell, kind, json_clean(content)], json_default)
        with self._lock:
            self._held += frame

    def emit(self, kind: str, content: dict[str, Any]) -> None:
        """Send a frame after everything that was put out before it."""
        with self._lock:
            self.flush()
            self.raw(kind, content)

    def text(self, stream: str, text: str) -> None:
        """Text for ``stdout`` or ``stderr``."""
        with self._lock:
            if stream != self._stream:
                self._flush_text()
                self._stream = stream
            self._text.append(text)
            self._length += len(text)
            if self._length > FLUSH_AT:
                self._flush_text()

    def flush(self) -> None:
        """Send what is kept back, then what came by the bare descriptors 1 and 2."""
        with self._lock:
            self._flush_text()
            self._flush_raw()

    def _flush_text(self) -> None:
        if self._text:
            text = "".join(self._text)
            self._text.clear()
            self._length = 0
            self.raw("stream", {"name": self._stream, "text": text})

    def capture(self) -> None:
        """Point descriptors 1 and 2 at a file in memory, and 0 at nothing.

        Programs that the notebook starts and C code write there; a pipe would stop them when it
        is full, a file is bounded by the limit of file sizes.
        """
        self._raw = os.memfd_create("output", os.MFD_CLOEXEC)
        self._raw_read = 0
        fcntl.fcntl(self._raw, fcntl.F_SETFL, os.O_APPEND | os.O_RDWR)
        os.dup2(self._raw, 1)
        os.dup2(self._raw, 2)
        null = os.open(os.devnull, os.O_RDONLY)
        os.dup2(null, 0)
        os.close(null)

    def _flush_raw(self) -> None:
        if self._raw < 0:
            return
        for stream in (sys.__stdout__, sys.__stderr__):
            if stream is not None:
                stream.flush()
        size = os.fstat(self._raw).st_size
        while self._raw_read < size:
            chunk = os.pread(self._raw, RAW_AT_ONCE, self._raw_read)
            if not chunk:
                break
            self._raw_read += len(chunk)
            self.raw("stream", {"name": "stdout", "text": chunk.decode("utf-8", "replace")})
        if size > RAW_AT_ONCE:  # or what comes next would meet the limit of file sizes
            os.ftruncate(self._raw, 0)
            self._raw_read = 0


class Stream(io.TextIOBase):
    """``sys.stdout`` or ``sys.stderr`` of a notebook."""

    encoding = "UTF-8"
    errors = "strict"

    def __init__(self, wire: Wire, name: str, descriptor: int) -> None:
        self._wire, self._stream, self._descriptor = wire, name, descriptor
        self.name = f"<{name}>"

    def write(self, text: str) -> int:
        """Put out text; the number of characters.

        Raises:
            TypeError: If it is not text, as `sys.stdout` does.
        """
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text)}")
        self._wire.text(self._stream, text)
        return len(text)

    def writelines(self, lines: Iterable[str]) -> None:  # type: ignore[override]
        """Put out several texts."""
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        """Send what was written."""
        self._wire.flush()

    def fileno(self) -> int:
        """The descriptor under it, for programs that are started."""
        return self._descriptor

    def writable(self) -> bool:
        """True."""
        return True

    def isatty(self) -> bool:
        """False: nobody watches."""
        return False


# Students see the name where they ask for what it has not.
Stream.__module__, Stream.__name__ = "ipykernel.iostream", "OutStream"
Stream.__qualname__ = "OutStream"
