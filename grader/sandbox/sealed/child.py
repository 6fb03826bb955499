"""A notebook's process as the grader holds it: three pipes, a socket about it, and its pidfd."""

from __future__ import annotations

import fcntl
import os
import select
import signal
import socket
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from grader.sandbox.inside.frames import pack
from grader.sandbox.sealed.parent import WarmParent

CHUNK = 1 << 16
"""Bytes read at once: little enough for the allocator to keep."""
ROOM = 1 << 20
"""Bytes that the pipe is to hold: a few figures, so that the notebook need not wait for us."""
REST_S = 0.25
"""How long nobody listens to a notebook that has just been heard, unless it rings."""
RINGS = 10_000
"""How often a bell is minded: more than the largest outputs need; who rings on has to wait."""


class Child:
    """Asks a warm parent for a child; `close` when it is over, whatever has happened.

    A notebook says many small things, and to wake the grader for each costs both of them more than
    what is said. So what has been heard once is not listened to for a moment: the pipe keeps what
    comes. The child rings a bell when it waits for an answer, or for room in the pipe.

    Attributes:
        about: On which the parent says what becomes of it.
        pidfd: Of the process, -1 until the parent has said it: it cannot name another process.
    """

    def __init__(self) -> None:
        self.about, self._theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._there_in, self._outgoing = os.pipe()
        self._incoming, self._there_out = os.pipe()
        self._bell, self._there_bell = os.pipe()
        with suppress(OSError):  # an ordinary user has so much room for a few dozen pipes only
            fcntl.fcntl(self._incoming, fcntl.F_SETPIPE_SZ, ROOM)
        self.pidfd = -1
        self._unsent = b""
        for descriptor in (self._outgoing, self._incoming, self._bell):
            os.set_blocking(descriptor, False)
        self._poll, self._watched = select.poll(), set[int]()
        for descriptor in (self.about.fileno(), self._bell):
            self._watch(descriptor, select.POLLIN, wanted=True)
        self._is_open, self._rests_until, self._rings = True, 0.0, 0

    def begin(self, parent: WarmParent, job: Mapping[str, Any], groups: Sequence[int]) -> None:
        """Have it forked, with the doors of its control groups.

        Raises:
            OSError: If the parent is gone.
        """
        try:
            pipes = [self._there_in, self._there_out, self._there_bell]
            parent.submit(job, [self._theirs.fileno(), *pipes, *groups])
        finally:
            self._theirs.close()
            for descriptor in pipes:
                os.close(descriptor)

    # ------------------------------------------------------------------ listening

    def wait(self, longest_s: float) -> bool:
        """Wait until something is to be heard, or for so long; send meanwhile what is to be sent.

        Returns:
            Whether it is the parent who has something to say about the child.
        """
        rest = self._rests_until - time.monotonic()
        self._watch(self._incoming, select.POLLIN, wanted=self._is_open and rest <= 0)
        if self._is_open and rest > 0:
            longest_s = min(longest_s, rest)
        spoke = False
        for descriptor, _ in self._poll.poll(1000 * max(0.0, longest_s) + 1):
            if descriptor == self._outgoing:
                self._write()
            elif descriptor == self._bell:
                self._rung()
            elif descriptor != self._incoming:
                spoke = True
        return spoke

    def _watch(self, descriptor: int, event: int, *, wanted: bool) -> None:
        if wanted and descriptor not in self._watched:
            self._poll.register(descriptor, event)
            self._watched.add(descriptor)
        elif descriptor in self._watched and not wanted:
            self._poll.unregister(descriptor)
            self._watched.discard(descriptor)

    def _rung(self) -> None:
        self._rests_until = 0.0
        self._rings += 1
        if not os.read(self._bell, CHUNK) or self._rings > RINGS:
            self._watch(self._bell, select.POLLIN, wanted=False)

    def hear(self) -> bytes:
        """What it has sent, as much as is read at once; nothing while it rests, or has ended."""
        if not self._is_open or self._rests_until > time.monotonic():
            return b""
        return self.hear_all()

    def hear_all(self) -> bytes:
        """What it has sent, as much as is read at once; nothing if there is no more for now."""
        try:
            data = os.read(self._incoming, CHUNK)
        except BlockingIOError:
            return b""
        self._is_open = bool(data)
        if len(data) < CHUNK:
            self._rests_until = time.monotonic() + REST_S
        return data

    # ------------------------------------------------------------------ speaking

    def say(self, message: Mapping[str, Any]) -> None:
        """Send this, as soon as there is room."""
        self._unsent += pack(message)
        self._write()

    def say_now(self, message: Mapping[str, Any]) -> None:
        """Send this ahead of all else.

        Raises:
            OSError: If there is no room, or nobody reads.
        """
        os.write(self._outgoing, pack(message))

    def _write(self) -> None:
        """Send what there is room for; nothing more if nobody reads."""
        try:
            self._unsent = self._unsent[os.write(self._outgoing, self._unsent) :]
        except BlockingIOError:
            pass
        except BrokenPipeError:
            self._unsent = b""
        self._watch(self._outgoing, select.POLLOUT, wanted=bool(self._unsent))

    def signal(self, number: signal.Signals) -> None:
        """To this process and nobody else; nothing if it has gone."""
        if self.pidfd >= 0:
            try:
                signal.pidfd_send_signal(self.pidfd, number)
            except ProcessLookupError:
                return

    def close(self) -> None:
        """Let go of all that is open."""
        self.about.close()
        for descriptor in (self._outgoing, self._incoming, self._bell, self.pidfd):
            if descriptor >= 0:
                os.close(descriptor)
