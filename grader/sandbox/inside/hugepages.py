"""Large pages for the warm parent: a fork copies one entry for each instead of 512."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from pathlib import Path

from .linux import libc

SIZE = 1 << 21
COLLAPSE = 25
"""``MADV_COLLAPSE``, Linux 6.1 and later; older kernels refuse and nothing changes."""


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
