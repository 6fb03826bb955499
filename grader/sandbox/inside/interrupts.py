"""Which interrupt is meant for what runs now: a signal says nothing, so the pipe says it."""

from __future__ import annotations

import select
import signal
import threading
from types import FrameType
from typing import Any

from . import frames
from .streams import Wire


class Interrupts:
    """Turns SIGINT into ``KeyboardInterrupt`` while a cell or a call runs that it is meant for.

    The grader counts turns, that is cells and calls, as this process does, and writes the number
    of the turn that it wants to end on the pipe before it signals. By the time the signal arrives
    the next cell may run, which has done nothing wrong.
    """

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._incoming = -1
        self._turn = 0
        self._running = False
        self._late = False
        wire.when_sent = self._deliver

    def listen(self, incoming: int) -> None:
        """From now on turns are counted, and named on this pipe."""
        self._incoming, self._turn = incoming, 0

    def begin(self) -> None:
        """The next turn begins."""
        self._turn += 1
        self._late = False
        signal.signal(signal.SIGINT, self._arrived)
        self._running = True

    def end(self) -> None:
        """What comes now hits nothing."""
        self._running = False

    def _arrived(self, _signal: int, _frame: FrameType | None) -> None:
        if self._running:
            named = self._named()
            if not named or self._turn in named:  # without a number it is the student's own
                self._late = True
                if not self._wire.is_sending():
                    self._deliver()

    def _deliver(self) -> None:
        """Raise what has arrived: half a frame would have spoilt all that come after it."""
        if self._late and self._running and threading.current_thread() is threading.main_thread():
            self._late = False
            raise KeyboardInterrupt

    def _named(self) -> list[int]:
        """The turns that the grader has named since it was last looked."""
        named = []
        try:
            while self._incoming >= 0 and select.select([self._incoming], [], [], 0)[0]:
                named.append(int(frames.receive(self._incoming)["interrupt"]))
        except (OSError, EOFError, ValueError, LookupError, TypeError):
            self._incoming = -1  # the student has taken the pipe away, and loses by it alone
        return named


def calls(incoming: int) -> list[tuple[int, list[Any]]]:
    """The calls that the grader wants; interrupts that came too late are passed over.

    Raises:
        EOFError: If the grader is gone.
    """
    while "interrupt" in (message := frames.receive(incoming)):
        continue
    return [(int(cell), list(arguments)) for cell, arguments in message["calls"]]
