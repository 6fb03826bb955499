"""Everything a notebook puts out, in the order in which it did, as frames on one pipe."""

from __future__ import annotations

import ctypes
import fcntl
import io
import os
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from math import inf
from operator import attrgetter
from time import monotonic
from typing import Any

from ipykernel.iostream import OutStream
from jupyter_client.jsonutil import json_clean, json_default

from . import frames

FLUSH_AT = 65_536
"""Characters of text that are kept back at most."""
LATE_S = 0.2
"""How long text is kept back while more is written, as Jupyter does it."""
RAW_AT_ONCE = 1 << 20


_age = attrgetter("since")
_flush_c = ctypes.CDLL(None).fflush
_flush_c.argtypes = (ctypes.c_void_p,)


class _Side:
    """One of the two streams: what was written to it by name, and by its bare descriptor.

    Programs that the notebook starts and C code write to the descriptor. It is a file in memory: a
    pipe would stop them when it is full, a file is bounded by the limit of file sizes.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.text: list[str] = []
        self.length = 0
        self.since = 0.0
        self.file = -1
        self._read = 0

    def capture(self, descriptor: int) -> None:
        """Point the descriptor at a new file in memory."""
        self.file, self._read = os.memfd_create(self.name, os.MFD_CLOEXEC), 0
        fcntl.fcntl(self.file, fcntl.F_SETFL, os.O_APPEND | os.O_RDWR)
        os.dup2(self.file, descriptor)

    def has_come(self) -> bool:
        """Whether something has come by the descriptor."""
        try:
            return self.file >= 0 and os.lseek(self.file, 0, os.SEEK_END) != self._read
        except OSError:
            self.file = -1  # the student has closed it, and loses by it alone
            return False

    def gather(self) -> Iterator[str]:
        """What has come by the descriptor."""
        while chunk := os.pread(self.file, RAW_AT_ONCE, self._read):
            self._read += len(chunk)
            yield chunk.decode("utf-8", "replace")
        if self._read > RAW_AT_ONCE:  # or what comes next would meet the limit of file sizes
            os.ftruncate(self.file, 0)
            self._read = 0

    def take(self) -> str:
        """All that is kept back, which is then not kept any more."""
        text = "".join(self.text)
        self.text.clear()
        self.length = 0
        return text


class Wire:
    """Writes frames ``[cell, type, content]``; text is gathered until something else comes.

    Attributes:
        is_fork: Whether this is a process that the notebook has forked, with all its memory.
    """

    def __init__(self) -> None:
        self.descriptor = -1
        self.bell = -1
        self.cell = -1
        self.is_fork = False
        self._has_forked = False
        self._sender: int | None = None
        self.when_sent: Callable[[], None] | None = None
        self._lock = threading.RLock()
        self._due = inf
        self._sides = {name: _Side(name) for name in ("stdout", "stderr")}

    def raw(self, kind: str, content: dict[str, Any]) -> None:
        """Send a frame now, ahead of text that is kept back."""
        frame = b""
        with suppress(ValueError):
            frame = frames.pack([self.cell, kind, content], json_default)
        # Out of the handler: the first error must not show as the context of another.
        frame = frame or frames.pack([self.cell, kind, json_clean(content)], json_default)
        with self._lock:
            self._sender = threading.get_ident()
            try:
                with self._undivided():
                    frames.send(self.descriptor, frame, self.ring)
            finally:
                self._sender = None
        if self.when_sent is not None:
            self.when_sent()

    @contextmanager
    def _undivided(self) -> Iterator[None]:
        """Where there are several processes: no other puts its frame into the middle of this."""
        file = self._sides["stdout"].file if self._has_forked else -1
        if file < 0:
            yield
            return
        fcntl.lockf(file, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.lockf(file, fcntl.LOCK_UN)

    def ring(self) -> None:
        """Have the grader read at once: otherwise it looks now and then."""
        try:
            os.write(self.bell, b"!")
        except OSError:
            return  # full of rings, or the student has closed it: the grader looks a little later

    def is_sending(self) -> bool:
        """Whether this thread is in the middle of a frame, where nothing may be raised."""
        return self._sender == threading.get_ident()

    def emit(self, kind: str, content: dict[str, Any]) -> None:
        """Send a frame after everything that was put out before it."""
        with self._lock:
            self.flush()
            self.raw(kind, content)

    def text(self, stream: str, text: str) -> None:
        """Text for ``stdout`` or ``stderr``, after what has come by its descriptor.

        It is sent as Jupyter does it: each stream by itself, `LATE_S` after what is kept back of it
        began, so that the words of a quick cell to one stream come all before those to the other.
        """
        side = self._sides[stream]
        with self._lock:
            if monotonic() > self._due:
                self._send_what_is_late()
            if text != "\n":  # the end of what `print` has just begun: nothing came between
                self._gather(side)
            if text:
                self._keep(side, text)
                if self.is_fork and text[-1] == "\n":  # it may end without another word
                    self._send(side)

    def flush(self, stream: str = "") -> None:
        """Send what is kept back, and what came by the descriptors: of one stream, or of both."""
        with self._lock:
            for python in (sys.__stdout__, sys.__stderr__):
                if python is not None:
                    python.flush()
            _flush_c(None)
            self._send_what_is_late()
            sides = [side for side in self._sides.values() if stream in {"", side.name}]
            for side in sides:
                self._gather(side)
                self._send(side)

    def _gather(self, side: _Side) -> None:
        if side.has_come() and not self.is_fork:
            for text in side.gather():
                self._keep(side, text)

    def _keep(self, side: _Side, text: str) -> None:
        if not side.text:
            side.since = monotonic()
            self._due = min(self._due, side.since + LATE_S)
        side.text.append(text)
        side.length += len(text)
        if side.length > FLUSH_AT:
            self._send(side)

    def _send_what_is_late(self) -> None:
        late = monotonic() - LATE_S
        waiting = sorted((side for side in self._sides.values() if side.text), key=_age)
        for side in waiting:
            if side.since < late:
                self._send(side)
        self._due = min((side.since + LATE_S for side in waiting if side.text), default=inf)

    def _send(self, side: _Side) -> None:
        if side.text:
            self.raw("stream", {"name": side.name, "text": side.take()})

    def capture(self) -> None:
        """Take what is written to the descriptors 1 and 2, and point 0 at nothing."""
        for descriptor, side in enumerate(self._sides.values(), 1):
            side.capture(descriptor)
        null = os.open(os.devnull, os.O_RDONLY)
        os.dup2(null, 0)
        os.close(null)
        os.register_at_fork(after_in_child=self._become_a_fork, after_in_parent=self._share)

    def _become_a_fork(self) -> None:
        """What is kept back is the other's to send, and locks may be held by threads left there."""
        self.is_fork = self._has_forked = True
        self._lock = threading.RLock()
        for side in self._sides.values():
            side.take()

    def _share(self) -> None:
        self._has_forked = True


class Stream(io.TextIOBase):
    """``sys.stdout`` or ``sys.stderr`` of a notebook."""

    encoding = "UTF-8"
    parent_header = None

    def __init__(self, wire: Wire, name: str, descriptor: int) -> None:
        self._wire, self._stream, self._descriptor = wire, name, descriptor
        self.name = name

    def write(self, text: str) -> int:
        """Put out text; the number of characters.

        Raises:
            TypeError: If it is not text, as `sys.stdout` does.
        """
        if type(text) is not str:
            text = self._plain(text)
        self._wire.text(self._stream, text)
        return len(text)

    def _plain(self, text: Any) -> str:
        """Text of a class of its own as text, without a method of that class."""
        if not isinstance(text, str):
            OutStream.write(self, text)  # type: ignore[arg-type] # refuses it in Jupyter's words
        if not issubclass(type(text), str):  # it only says that it is
            raise TypeError(f"write() argument must be str, not {type(text)}")
        return str.__str__(text)

    def writelines(self, lines: Iterable[str]) -> None:  # type: ignore[override]
        """Put out several texts."""
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        """Send what was written."""
        self._wire.flush(self._stream)

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
