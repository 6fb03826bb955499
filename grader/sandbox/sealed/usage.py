"""Memory and processor time of a child and all that it has started, seen from outside."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")
MOST = 4096
"""Processes that are looked at."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a notebook takes at one moment."""

    memory_mib: float
    cpu_s: float


class Usage:
    """Looks at a process tree now and then.

    Memory is what was allocated since the child began: pages that it shares with its parent are
    in every process's count and belong to nobody.

    Args:
        pidfd: The child.
        base_kib: What its parent had when it forked.
        every_s: Time between two looks, and before the first: most notebooks are shorter.
    """

    def __init__(self, pidfd: int, base_kib: int, every_s: float) -> None:
        self._pidfd, self._base_kib, self._every_s = pidfd, base_kib, every_s
        self._pid = 0
        self._next = time.monotonic() + every_s

    def look(self) -> Seen | None:
        """What it takes now, ``None`` if it is not time to look again."""
        now = time.monotonic()
        if now < self._next:
            return None
        self._next = now + self._every_s
        self._pid = self._pid or _pid_of(self._pidfd)
        if not self._pid:
            return None
        kib, ticks = 0, 0
        for pid in self._tree():
            kib += max(0, memory_kib(pid) - self._base_kib)
            ticks += _ticks(pid)
        return Seen(memory_mib=kib / 1024, cpu_s=ticks / TICK)

    def _tree(self) -> list[int]:
        """The child and its descendants; orphans come to it, for it is process 1 of its own."""
        found: list[int] = []
        todo = [self._pid]
        while todo and len(found) < MOST:
            pid = todo.pop()
            found.append(pid)
            children = _read(f"/proc/{pid}/task/{pid}/children")
            todo += [int(word) for word in children.split()]
        return found


def on_disk(folder: str) -> tuple[float, int]:
    """MiB and number of files below a folder; links are not followed."""
    used, number, todo = 0, 0, [folder]
    while todo and number < MOST * 4:
        try:
            entries = list(os.scandir(todo.pop()))
        except OSError:
            continue
        for entry in entries:
            number += 1
            try:
                used += entry.stat(follow_symlinks=False).st_blocks * 512
            except OSError:
                continue
            if entry.is_dir(follow_symlinks=False):
                todo.append(entry.path)
    return used / (1 << 20), number


def _read(path: str) -> str:
    try:
        return Path(path).read_text(encoding="latin-1")
    except OSError:
        return ""


def _pid_of(pidfd: int) -> int:
    """The process behind a pidfd; 0 if it has gone."""
    for line in _read(f"/proc/self/fdinfo/{pidfd}").splitlines():
        if line.startswith("Pid:"):
            return max(0, int(line.split()[1]))
    return 0


def memory_kib(pid: int) -> int:
    """Memory that is in no file: private pages and shared ones of the process's own making."""
    total = 0
    for line in _read(f"/proc/{pid}/status").splitlines():
        if line.startswith(("RssAnon:", "RssShmem:")):
            total += int(line.split()[1])
    return total


def _ticks(pid: int) -> int:
    """Processor time of a process and of its children that were waited for."""
    words = _read(f"/proc/{pid}/stat").rpartition(")")[2].split()
    return sum(map(int, words[11:15])) if len(words) > 15 else 0
