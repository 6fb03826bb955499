"""What the student's own code costs in a process that is warm already: CPU seconds, one a line.

    python bench/execution_warm.py SHELL NOTEBOOK.json

The shell is ``stock``, ipykernel's as it comes, or ``ours``, which gives garbage and figures less
time and writes answers as data. Both are warmed by the same cells, and their memory is laid out
alike. For each line on standard input the notebook is run once, in a fork of the warm process, so
that nothing is left over from the time before. It is counted from its first cell to the last, and
what the process takes longer to end than one that has run nothing: giving back the memory that the
code has taken. So neither starting, nor forking, nor confining is in it.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

from ipykernel.inprocess.ipkernel import InProcessKernel

from grader.sandbox.inside import warmup
from grader.sandbox.inside.lessons import lessons
from grader.sandbox.inside.shell import Runner

Cells = list[tuple[int, str]]


class Shell(Protocol):
    """A warm shell."""

    def awake(self) -> None:
        """In a fork: be ready for the first cell."""

    def run(self, cells: Cells) -> None:
        """Run every cell."""


class Stock:
    """ipykernel's own shell, in this process."""

    def __init__(self) -> None:
        for name in warmup.MODULES:
            import_module(name)
        asyncio.set_event_loop(asyncio.new_event_loop())
        self._shell: Any = InProcessKernel().shell  # type: ignore[no-untyped-call]
        self._shell.run_line_magic("matplotlib", "inline")
        self.run(list(enumerate((*warmup.CELLS, *lessons(), *warmup.FIRST))))
        import_module("matplotlib.pyplot").close("all")

    def awake(self) -> None:
        """Python looks for garbage as it does by itself."""
        gc.enable()

    def run(self, cells: Cells) -> None:
        """Run every cell."""
        for _, source in cells:
            self._shell.run_cell(source, store_history=True)


class Ours:
    """The shell of the warm parent."""

    def __init__(self) -> None:
        self._runner = Runner()
        warmup.warm(self._runner)
        self._runner.wire.descriptor = os.open(os.devnull, os.O_WRONLY)

    def awake(self) -> None:
        """As in a notebook's process."""
        warmup.awake()
        self._runner.start()

    def run(self, cells: Cells) -> None:
        """Run every cell."""
        self._runner.run(cells)


SHELLS: dict[str, Callable[[], Shell]] = {"stock": Stock, "ours": Ours}


def main() -> None:
    """Print the CPU seconds of each time."""
    asked, answer = os.dup(0), os.dup(1)
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in range(3):  # what the notebook prints is not for anybody
        os.dup2(null, descriptor)
    notebook = json.loads(Path(sys.argv[2]).read_text())
    cells = [(number, cell["source"]) for number, cell in enumerate(notebook["cells"])]
    shell = SHELLS[sys.argv[1]]()
    warmup.settle()
    while os.read(asked, 1):
        ran, ended = spent(shell, cells)
        _, ended_idle = spent(shell, [])
        os.write(answer, f"{ran + ended - ended_idle}\n".encode())


def spent(shell: Shell, cells: Cells) -> tuple[float, float]:
    """CPU seconds of the cells in a fork of this process, and of its end."""
    told, tell = os.pipe()
    pid = os.fork()
    if pid == 0:
        shell.awake()
        shell.run([(number, "pass") for number in range(2)])
        before = time.process_time()
        shell.run(cells)
        now = time.process_time()
        os.write(tell, json.dumps([now - before, now]).encode())
        os._exit(0)
    _, _, used = os.wait4(pid, 0)
    ran, until = json.loads(os.read(told, 1000))
    os.close(told)
    os.close(tell)
    return ran, used.ru_utime + used.ru_stime - until


if __name__ == "__main__":
    main()
