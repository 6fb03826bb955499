"""A notebook's process as the grader holds it: two pipes, a socket about it, and its pidfd."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Mapping, Sequence
from typing import Any

from grader.sandbox.inside.frames import pack
from grader.sandbox.sealed.parent import WarmParent


class Child:
    """Asks a warm parent for a child; `close` when it is over, whatever has happened.

    Attributes:
        about: On which the parent says what becomes of it.
        incoming: What it sends; reading does not wait.
        outgoing: What it is sent; writing does not wait.
        pidfd: Of the process, -1 until the parent has said it: it cannot name another process.
        unsent: Bytes that the pipe had no room for yet.
    """

    def __init__(self) -> None:
        self.about, self._theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._there_in, self.outgoing = os.pipe()
        self.incoming, self._there_out = os.pipe()
        self.pidfd = -1
        self.unsent = b""
        for descriptor in (self.outgoing, self.incoming):
            os.set_blocking(descriptor, False)

    def begin(self, parent: WarmParent, job: Mapping[str, Any], groups: Sequence[int]) -> None:
        """Have it forked, with the doors of its control groups.

        Raises:
            OSError: If the parent is gone.
        """
        try:
            ends = [self._theirs.fileno(), self._there_in, self._there_out]
            parent.submit(job, [*ends, *groups])
        finally:
            self._theirs.close()
            os.close(self._there_in)
            os.close(self._there_out)

    def say(self, message: Mapping[str, Any]) -> None:
        """Send this, as soon as there is room."""
        self.unsent += pack(message)

    def say_now(self, message: Mapping[str, Any]) -> None:
        """Send this ahead of all else.

        Raises:
            OSError: If there is no room, or nobody reads.
        """
        os.write(self.outgoing, pack(message))

    def write(self) -> None:
        """Send what there is room for; nothing more if nobody reads."""
        try:
            self.unsent = self.unsent[os.write(self.outgoing, self.unsent) :]
        except BlockingIOError:
            return
        except BrokenPipeError:
            self.unsent = b""

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
        for descriptor in (self.outgoing, self.incoming, self.pidfd):
            if descriptor >= 0:
                os.close(descriptor)
