"""Control groups, where the grader may make them: the sum of a notebook's memory, exactly."""

from __future__ import annotations

import os
import secrets
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path("/sys/fs/cgroup")
PREFIX = "gradus-"
ROUNDS, PAUSE_S = 100, 0.01
"""How often, and how long apart, a group is looked at that is to be emptied."""
OVERHEAD_MIB = 128
"""Pages that a notebook costs and does not ask for: copies of its parent's, page tables, mounts.

A single process is to meet its own limit first, which it can survive.
"""


@dataclass(frozen=True, slots=True)
class _Files:
    """Names of the same things in both versions of control groups."""

    memory: str
    swap: str
    ooms: str
    door: str
    """Into which a process of one thread writes itself. To move all threads of a process, as the
    other file of version 1 does, the kernel waits ten milliseconds until nobody forks."""


V1 = _Files("memory.limit_in_bytes", "memory.memsw.limit_in_bytes", "memory.oom_control", "tasks")
V2 = _Files("memory.max", "memory.swap.max", "memory.events", "cgroup.procs")


@dataclass(slots=True)
class Group:
    """One notebook's control groups: one folder, or one a controller."""

    folders: tuple[Path, ...]
    files: _Files
    _limited_to: tuple[int, int] | None = None

    def limit(self, memory_mib: int, processes: int) -> None:
        """Set what may be used; a swap limit only where the kernel counts swap.

        Raises:
            OSError: If the kernel refuses.
        """
        if self._limited_to == (memory_mib, processes):
            return
        for folder in self.folders:
            for name, value in (
                (self.files.memory, (memory_mib + OVERHEAD_MIB) << 20),
                (self.files.swap, 0 if self.files is V2 else (memory_mib + OVERHEAD_MIB) << 20),
                ("pids.max", processes + 1),
            ):
                if (folder / name).exists():
                    (folder / name).write_text(str(value), encoding="ascii")
        self._limited_to = (memory_mib, processes)

    def ooms(self) -> int:
        """How often the kernel has ended a process here for its memory."""
        for folder in self.folders:
            file = folder / self.files.ooms
            if file.exists():
                for line in file.read_text(encoding="ascii").splitlines():
                    if line.startswith("oom_kill "):
                        return int(line.split()[1])
        return 0

    def doors(self) -> list[int]:
        """Descriptors through which a process enters; checked when they are opened.

        Raises:
            OSError: If a folder has been removed.
        """
        return [os.open(folder / self.files.door, os.O_WRONLY) for folder in self.folders]

    def remove(self) -> None:
        """Remove the folders, if nothing runs in them any more."""
        for folder in self.folders:
            try:
                folder.rmdir()
            except OSError:
                continue


class Groups:
    """A pool of control groups; making one costs more than using it again."""

    def __init__(self) -> None:
        membership = Path("/proc/self/cgroup").read_text(encoding="utf-8")
        self._bases, self._files = bases(ROOT, membership)
        self._free: list[Group] = []
        self._all: list[Group] = []
        self._lock = threading.Lock()
        self._owner = os.getpid()
        for base in self._bases:
            _remove_stale(base)

    @contextmanager
    def group(self, memory_mib: int, processes: int) -> Iterator[tuple[Group | None, list[int]]]:
        """A group with these limits for the length of a notebook, and its doors, if there is one.

        A group that somebody has removed meanwhile is done without: it is one layer of several.
        """
        group, doors = self._take(), []
        if group is not None:
            try:
                group.limit(memory_mib, processes)
                doors = group.doors()
            except OSError:
                group = None
        try:
            yield group, doors
        finally:
            for door in doors:
                os.close(door)
            if group is not None:
                with self._lock:
                    self._free.append(group)

    def _own(self) -> None:
        """A fork of the grader leaves its parent's groups alone, and makes its own."""
        if self._owner != os.getpid():
            self._owner, self._free, self._all = os.getpid(), [], []

    def _take(self) -> Group | None:
        with self._lock:
            self._own()
            if self._free:
                return self._free.pop()
            if not self._bases:
                return None
            name = f"{PREFIX}{os.getpid()}-{secrets.token_hex(8)}"
            group = Group(tuple(base / name for base in self._bases), self._files)
            try:
                for folder in group.folders:
                    folder.mkdir()
            except OSError:
                group.remove()
                self._bases = ()
                return None
            self._all.append(group)
            return group

    def close(self) -> None:
        """Remove every group."""
        with self._lock:
            self._own()
            for group in self._all:
                group.remove()
            self._all, self._free, self._bases = [], [], ()


def bases(root: Path, membership: str) -> tuple[tuple[Path, ...], _Files]:
    """The folders in which groups may be made; none if this user may not.

    Args:
        root: Where control groups are mounted.
        membership: What ``/proc/self/cgroup`` says.
    """
    own = {}
    for line in membership.splitlines():
        _, controllers, path = line.split(":", 2)
        own[controllers] = path.lstrip("/")
    if (root / "cgroup.controllers").exists():
        # A sibling of our own group: a group with processes may not have groups with limits.
        base = (root / own.get("", "")).parent if own.get("") else root
        control = base / "cgroup.subtree_control"
        enabled = control.read_text(encoding="ascii").split() if control.exists() else []
        found: tuple[Path, ...] = (base,) if {"memory", "pids"} <= set(enabled) else ()
        files = V2
    else:
        found = tuple(root / name / own[name] for name in ("memory", "pids") if name in own)
        files = V1
    usable = all(os.access(base, os.W_OK | os.X_OK) for base in found)
    return (found if usable else ()), files


def _remove_stale(base: Path) -> None:
    """Groups that a grader left when it was killed, with what runs in them."""
    for folder in base.glob(f"{PREFIX}*"):
        pid = folder.name.removeprefix(PREFIX).split("-")[0]
        if not Path("/proc", pid).exists():
            _end_all(folder)
            Group((folder,), V2).remove()


def _end_all(folder: Path) -> None:
    """End every process of a group, and those that they start meanwhile."""
    for _ in range(ROUNDS):
        try:
            words = (folder / "cgroup.procs").read_text(encoding="ascii").split()
        except OSError:
            return
        for pid in map(int, words):
            if pid > 0:  # 0 is somebody whom this namespace cannot see, and kill's word for us all
                with suppress(OSError):
                    os.kill(pid, signal.SIGKILL)
        if not words:
            return
        time.sleep(PAUSE_S)
