"""Processor time in seconds of the machine on which the limits of these tests were set.

A slower machine, or one whose cores are shared, takes longer for everything: where a limit seems
to be passed, it is given a known piece of work, and as much more time as it takes longer for that.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from time import process_time

_USUAL_S = 0.008
"""What the piece of work takes where the limits were set."""


def usual(seconds: float) -> float:
    """What took so long here, in seconds of the usual machine; never more than it took."""
    return seconds / max(1.0, *(_work_s() / _USUAL_S for _ in range(5)))


@contextmanager
def within(seconds: float, what: str = "") -> Iterator[None]:
    """The block takes less processor time than that, on the usual machine.

    A collection of garbage is paid by whoever filled the heap, which may be another test.

    Raises:
        AssertionError: It takes longer; says what it was at.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        start = process_time()
        yield
        spent = process_time() - start
    finally:
        if was_enabled:
            gc.enable()
    assert spent < seconds or usual(spent) < seconds, f"{spent:.2f} s {what}"


def _work_s() -> float:
    start, table, total = process_time(), dict[int, tuple[int, int]](), 0
    for k in range(100_000):
        table[k % 1000] = (k, total)
        total += k
    return process_time() - start
