"""When Python looks for cycles of garbage: rarely, where much is made and little goes round.

Trees, rows and results are freed when nobody refers to them any more; the collector only finds
cycles, and to find the few it visits everything that is alive, every time.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

ALLOCATIONS = 100_000
"""Objects made and not freed since the last collection, at which the next one is due."""
SERVING = 10_000
"""The same in a process that serves: what it makes for a submission is mostly data."""


@contextmanager
def collecting_anew() -> Iterator[None]:
    """What is alive now is left alone, and what is made in the block is looked at as ever."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


@contextmanager
def collecting_rarely() -> Iterator[None]:
    """What is alive now is left alone, and what is made in the block is looked at rarely.

    For work that ends soon: what is garbage stays for longer.

    >>> with collecting_rarely():
    ...     gc.get_threshold()[0] == ALLOCATIONS
    True
    """
    before = gc.get_threshold()
    gc.set_threshold(ALLOCATIONS, *before[1:])
    try:
        with collecting_anew():
            yield
    finally:
        gc.set_threshold(*before)


def settle(turn: int) -> None:
    """Leave alone what a process that serves still has after its 1st, 2nd, 4th, 8th ... turn.

    What it loaded and remembers by then it has for good; to look through all of that again and
    again takes longer than to grade an ordinary submission.

    Args:
        turn: How many it has served.
    """
    if turn & (turn - 1) == 0:
        gc.set_threshold(SERVING, *gc.get_threshold()[1:])
        gc.collect()
        gc.freeze()
