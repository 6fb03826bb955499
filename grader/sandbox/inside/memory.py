"""Memory: a cell that runs into its limit leaves the shell room to say so, and the next to run."""

from __future__ import annotations

import os
import resource

PAGE = resource.getpagesize()
LINE = 128
"""Bytes of a line of seven numbers, at most."""
SPARE = 32 << 20
"""Bytes between what a cell may reserve and what its process may."""
FRESH = 8 << 20
"""Bytes that a cell after an error may reserve, whatever the cells before it have kept."""


def limit(memory_mib: int) -> None:
    """From now on so much may be reserved beyond what is reserved already.

    Raises:
        OSError: If that cannot be known: nothing may run without a limit.
    """
    if not (before := reserved()):
        raise OSError("The size of this process cannot be read.")
    value = before + (memory_mib << 20)
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    if hard != resource.RLIM_INFINITY:
        resource.setrlimit(resource.RLIMIT_AS, (min(value, hard), hard))
        return
    resource.setrlimit(resource.RLIMIT_AS, (value, value + SPARE))


def reserved() -> int:
    """Bytes of address space that this process has; 0 where there is no ``/proc`` to read."""
    try:
        file = os.open("/proc/self/statm", os.O_RDONLY)
        try:
            return int(os.read(file, LINE).split()[0]) * PAGE
        finally:
            os.close(file)
    except OSError:
        return 0


class Room:
    """Moves the limit of a notebook's process: lower for student code, higher for the shell."""

    def __init__(self) -> None:
        self._limit = self._hard = resource.RLIM_INFINITY
        self._failed = False

    def measure(self) -> None:
        """Take the limit that holds now as the limit of student code."""
        self._limit, self._hard = resource.getrlimit(resource.RLIMIT_AS)

    def student(self) -> None:
        """A cell begins."""
        if self._limit != resource.RLIM_INFINITY:
            # Only where something failed: to ask costs as much as a small cell does.
            held = reserved() + FRESH if self._failed else 0
            self._move(max(self._limit, held))

    def failed(self) -> None:
        """An error is to be shown; it may be that memory has run out."""
        self._failed = True
        self.shell()

    def shell(self) -> None:
        """A cell has ended."""
        if self._limit != resource.RLIM_INFINITY:
            self._move(self._limit + SPARE)

    def _move(self, value: int) -> None:
        for _ in range(2):
            try:
                resource.setrlimit(resource.RLIMIT_AS, (min(value, self._hard), self._hard))
            except (OSError, ValueError):  # the student has lowered the hard limit
                self._hard = resource.getrlimit(resource.RLIMIT_AS)[1]
            else:
                return
