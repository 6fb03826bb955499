"""Where there is no pid namespace: find and end what a notebook left running."""

from __future__ import annotations

import os
import signal
from collections.abc import Collection
from pathlib import Path

ROUNDS = 400


def _processes() -> dict[int, tuple[int, str]]:
    """Pid to parent and state, of every process that can be seen."""
    found = {}
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            words = (folder / "stat").read_text(encoding="latin-1").rsplit(")", 1)[1]
        except OSError:
            continue
        state, parent = words.split()[:2]
        found[int(folder.name)] = (int(parent), state)
    return found


def _strays(processes: dict[int, tuple[int, str]], live: Collection[int]) -> list[int]:
    """Descendants of this process that no running notebook owns."""
    children: dict[int, list[int]] = {}
    for pid, (parent, _) in processes.items():
        children.setdefault(parent, []).append(pid)
    todo = [pid for pid in children.get(os.getpid(), []) if pid not in live]
    strays = []
    while todo:
        pid = todo.pop()
        strays.append(pid)
        todo += children.get(pid, [])
    return strays


def kill_strays(live: Collection[int]) -> None:
    """Stop every stray until none runs, then kill them all: nobody forks while it is stopped.

    Strays come to this process when their parent dies, for it is a subreaper.
    """
    for _ in range(ROUNDS):
        processes = _processes()
        strays = _strays(processes, live)
        if not strays:
            return
        running = [pid for pid in strays if processes[pid][1] not in "TZX"]
        for pid in running or strays:
            try:
                os.kill(pid, signal.SIGSTOP if running else signal.SIGKILL)
            except OSError:
                continue
        if not running:
            for pid in strays:
                try:
                    os.waitpid(pid, 0)
                except OSError:
                    continue
