"""Large pages for the warm parent: a fork copies one entry for each instead of 512.

Only whole aligned blocks of one mapping can become large pages. So the warm parent first has its
memory come in one piece, which otherwise lies in patches between the libraries as they are loaded.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from pathlib import Path

from .linux import libc

SIZE = 1 << 21
COLLAPSE = 25
"""``MADV_COLLAPSE``, Linux 6.1 and later; older kernels refuse and nothing changes."""

ARENA = 1 << 20
"""What Python's allocator asks the system for at once."""
ARENAS = 64
"""How many of these there are after the warm-up."""
SMALL = 390
"""Bytes of an object that this allocator serves; larger than 512 it leaves to the C library."""
MMAP_THRESHOLD, TRIM_THRESHOLD = -3, -1
LARGEST = 32 << 20
"""The block from which on the C library maps each by itself: where it ends up by itself as well."""


def gather() -> list[bytes]:
    """Have the allocators take their memory in one piece, before anything else is imported.

    Returns:
        An object in each of Python's arenas, for which they stay; keep them.
    """
    libc.mallopt(MMAP_THRESHOLD, LARGEST)
    libc.mallopt(TRIM_THRESHOLD, 2 * LARGEST)
    small = [bytes(SMALL) for _ in range(ARENAS * ARENA // (SMALL + 64))]
    return list({id(one) // ARENA: one for one in small}.values())


def collapse() -> int:
    """Gather this process's private memory into large pages.

    Returns:
        How many there are now.
    """
    libc.malloc_trim(ctypes.c_size_t(0))
    length = ctypes.c_size_t(SIZE)
    return sum(
        libc.madvise(ctypes.c_void_p(start), length, COLLAPSE) == 0 for start in list(_blocks())
    )


def _blocks() -> Iterator[int]:
    """Start of every aligned block of anonymous memory that can be written."""
    for line in Path("/proc/self/maps").read_text(encoding="latin-1").splitlines():
        span, rights, _, _, inode, *name = line.split()
        if rights != "rw-p" or inode != "0" or (name and name != ["[heap]"]):
            continue
        start, end = (int(bound, 16) for bound in span.split("-"))
        yield from range(-(-start // SIZE) * SIZE, end - SIZE + 1, SIZE)
