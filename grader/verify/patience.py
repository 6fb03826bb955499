"""What an author's code may do to a verification: raise, leave, or never end. Each is said."""

from __future__ import annotations

import signal
import threading
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
def patience(seconds: float, root: Path) -> Iterator[None]:
    """End what takes longer, and say where in the course it was.

    Nothing is ended outside of the main thread, which alone hears signals.

    Args:
        seconds: Processor time of this process.
        root: Of the course.

    Raises:
        TookTooLong: With a sentence, in the block.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(_signal: int, frame: FrameType | None) -> None:
        raise TookTooLong(
            f"It took more than {seconds:g} s of processor time{_place(frame, root)}. Does it end? "
            "--patience gives it longer."
        )

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds, _AGAIN_S)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _place(frame: FrameType | None, root: Path) -> str:
    """Of the innermost call in a file of the course."""
    while frame is not None:
        path = Path(frame.f_code.co_filename)
        if path.is_relative_to(root):
            return f", and was at {path.relative_to(root)}, line {frame.f_lineno}"
        frame = frame.f_back
    return ""
