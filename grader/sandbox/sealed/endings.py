"""Why a notebook's process ends, in words for its owner."""

from __future__ import annotations

import signal
from typing import Any, Literal

from grader.records import Limits
from grader.sandbox.sealed.cgroups import OVERHEAD_MIB
from grader.sandbox.sealed.usage import Seen, on_disk

End = Literal["complete", "limit", "died", "refused", "parent lost"]
"""``limit``: we ended it; ``died``: it ended by itself, or somebody killed it."""
FILES_PER_MIB = 64
"""Files that a notebook may make; a tmpfs has as many inodes."""


def passed_by(seen: Seen, limits: Limits, work: str) -> str | None:
    """The limit that a notebook has passed, in a sentence.

    Args:
        seen: What it takes.
        limits: What it may take.
        work: Where there is no cage: the folder of its files.
    """
    if seen.memory_mib > limits.memory_mib + OVERHEAD_MIB:
        return too_much_memory(limits)
    if seen.cpu_s > limits.cpu_s:
        return too_much_time(limits)
    if work:
        mib, number = on_disk(work)
        if mib > limits.disk_mib or number > FILES_PER_MIB * limits.disk_mib:
            return f"The notebook wrote more than {limits.disk_mib} MiB of files."
    return None


def too_much_memory(limits: Limits) -> str:
    """The sentence for memory."""
    return f"The notebook used more than {limits.memory_mib} MiB of memory."


def too_much_time(limits: Limits) -> str:
    """The sentence for processor time."""
    return f"The notebook used more than {limits.cpu_s:g} s of processor time."


def manner(status: Any) -> str:
    """How a process ended, in words for its owner."""
    if isinstance(status, int) and status < 0:
        try:
            name = signal.Signals(-status).name
        except ValueError:
            name = f"signal {-status}"
        return f"The notebook's process was ended by {name}."
    return f"The notebook's process ended by itself with {status}."
