"""Leaves a child no gaps to fill: what it makes is made of new memory, away from what it shares.

A child pays for each page that it shares with its parent and writes to. What is free after the
warm-up is a little in each of thousands of pages, and both allocators would have it used first. So
the warm parent fills the gaps itself, for good.
"""

from __future__ import annotations

import ctypes
from bisect import bisect
from collections.abc import Iterator
from pathlib import Path

from .linux import libc

SMALLEST, SMALL = 16, 512
"""Bytes of the objects that Python's own allocator serves, in steps of the smallest."""
TEXT = bytes.__basicsize__
FLOAT = 32
"""Bytes that an empty text takes, and a number."""
PATIENCE = 8 << 20
"""Bytes of one size after which it is given up that new memory comes."""
GAPS = tuple(1 << power for power in range(20, 5, -1))
"""Bytes that are asked of the C library, the large ones first."""

libc.malloc.argtypes, libc.malloc.restype = (ctypes.c_size_t,), ctypes.c_void_p
libc.sbrk.argtypes, libc.sbrk.restype = (ctypes.c_ssize_t,), ctypes.c_void_p

_fillings: list[object] = []


def fill() -> int:
    """Fill every gap; the number of objects that it took."""
    libc.malloc_trim(ctypes.c_size_t(0))
    end = libc.sbrk(0)
    before = len(_fillings)
    _fillings.extend(_objects())
    for size in GAPS:
        while (libc.malloc(size) or end) < end:
            continue
    return len(_fillings) - before


def _objects() -> Iterator[object]:
    """Objects of every size, of each until one lies where there was no memory before."""
    bounds = _bounds()
    for size in range(SMALL, 0, -SMALLEST):
        for number in range(PATIENCE // size):
            one = object_of(size, number)
            yield one
            if bisect(bounds, id(one)) % 2 == 0:
                break


def object_of(size: int, number: int) -> object:
    """An object for which the allocator takes so many bytes, another one for each number.

    >>> [object_of(size, 1).__sizeof__() for size in (16, 32, 48, 512)]
    [16, 24, 48, 512]
    """
    if size > FLOAT:
        return bytes(size - TEXT)
    return float(number) if size > SMALLEST else object()


def _bounds() -> list[int]:
    """Where memory begins and ends, begins and ends, in order."""
    lines = Path("/proc/self/maps").read_text(encoding="latin-1").splitlines()
    return [int(bound, 16) for line in lines for bound in line.split()[0].split("-")]
