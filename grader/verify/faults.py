"""What an author's code may do to a verification: raise, leave, or never end. Each is said."""

from __future__ import annotations

import signal
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from signal import ITIMER_REAL, ITIMER_VIRTUAL, SIGALRM, SIGVTALRM
from types import FrameType

PATIENCE_S = 60.0
"""Processor seconds that one variant may take, which commonly takes a tenth of one."""

WAITING = 10
"""How many times as long it may take by the clock, on a machine that is busy with others."""

_AGAIN_S = 1.0


class TookTooLong(BaseException):
    """A variant took more than its time.

    No `Exception`, so that nothing that is tried on the way takes it for a failure of its own.
    """


AUTHORS_FAULTS = (Exception, SystemExit, TookTooLong)
"""What an author's code may raise, `sys.exit` among it. Ctrl-C is nobody's fault."""


@contextmanager
def patience(seconds: float) -> Iterator[None]:
    """End what takes longer, or waits `WAITING` times as long.

    Nothing is ended outside of the main thread, which alone hears signals.

    Args:
        seconds: Processor time of this process.

    Raises:
        TookTooLong: With a sentence, in the block.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    works = _limit(seconds, "of processor time: does it end?", ITIMER_VIRTUAL, SIGVTALRM)
    waits = _limit(WAITING * seconds, "by the clock: what does it wait for?", ITIMER_REAL, SIGALRM)
    with works, waits:
        yield


@contextmanager
def _limit(seconds: float, what: str, timer: int, number: int) -> Iterator[None]:
    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise TookTooLong(f"More than {seconds:g} s {what} --patience gives it longer.")

    before = signal.signal(number, stop)
    signal.setitimer(timer, seconds, _AGAIN_S)
    try:
        yield
    finally:
        signal.setitimer(timer, 0)
        signal.signal(number, before)


def where(error: BaseException, root: Path) -> str:
    """The innermost line of the course that raised; empty if none did.

    Args:
        error: As caught.
        root: Of the course.
    """
    lines = [(frame, line) for frame, line in traceback.walk_tb(error.__traceback__)]
    return next((said for frame, line in reversed(lines) if (said := _line(frame, line, root))), "")


def _line(frame: FrameType, line: int, root: Path) -> str:
    path = Path(frame.f_code.co_filename)
    return f"{path.relative_to(root)}, line {line}" if path.is_relative_to(root) else ""
