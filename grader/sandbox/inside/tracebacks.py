"""Tracebacks as Jupyter shows them: without the frames of what runs the notebook."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType

OURS = f"{Path(__file__).parent}/"
MOST = 1000
"""Errors that are followed from one to its cause and context; a student may tie them in a knot."""
_TRACEBACK, _CAUSE, _CONTEXT = (
    BaseException.__dict__[name] for name in ("__traceback__", "__cause__", "__context__")
)
"""Not by name: a student's class may have properties of these names."""


def prune(error: BaseException) -> None:
    """Take our frames out of the traceback of an error, and of those that it came from."""
    todo, seen = [error], set[int]()
    while todo and len(seen) < MOST:
        one = todo.pop()
        if id(one) not in seen:
            seen.add(id(one))
            _TRACEBACK.__set__(one, _without_ours(_TRACEBACK.__get__(one)))
            sources = _CAUSE.__get__(one), _CONTEXT.__get__(one)
            todo += [source for source in sources if source is not None]


def _without_ours(traceback: TracebackType | None) -> TracebackType | None:
    """The first step that is not ours, and behind it no others that are."""
    first = step = _next(traceback)
    while step is not None:
        following = _next(step.tb_next)
        step.tb_next, step = following, following
    return first


def _next(step: TracebackType | None) -> TracebackType | None:
    while step is not None and step.tb_frame.f_code.co_filename.startswith(OURS):
        step = step.tb_next
    return step
