"""What an author's code may do to a verification: raise, leave, or never end. Each is said."""

from __future__ import annotations

import signal
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

PATIENCE_S = 60.0
"""Processor seconds that one variant may take, which commonly takes a tenth of one."""

_AGAIN_S = 1.0


class TookTooLong(BaseException):
    """A variant took more than its processor time.

    No `Exception`, so that nothing that is tried on the way takes it for a failure of its own.
    """


AUTHORS_FAULTS = (Exception, SystemExit, TookTooLong)
"""What an author's code may raise, `sys.exit` among it. Ctrl-C is nobody's fault."""


@contextmanager
def patience(seconds: float) -> Iterator[None]:
    """End what takes longer.

    Nothing is ended outside of the main thread, which alone hears signals.

    Args:
        seconds: Processor time of this process.

    Raises:
        TookTooLong: With a sentence, in the block.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise TookTooLong(
            f"More than {seconds:g} s of processor time: does it end? --patience gives it longer."
        )

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds, _AGAIN_S)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


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
