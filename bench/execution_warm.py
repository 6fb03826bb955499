"""What the student's own code costs in a process that is warm already: CPU seconds, one a line.

    python bench/execution_warm.py NOTEBOOK.json

For each line on standard input the notebook is run once, in a fork of the warm process, so that
nothing is left over from the time before. It is counted from its first cell to the last, and what
the process takes longer to end than one that has run nothing: giving back the memory that the code
has taken. So neither starting, nor forking, nor confining is in it.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

from grader.sandbox.inside import warmup
from grader.sandbox.inside.shell import Runner


def main() -> None:
    """Print the CPU seconds of each time."""
    notebook = json.loads(Path(sys.argv[1]).read_text())
    cells = [(number, cell["source"]) for number, cell in enumerate(notebook["cells"])]
    runner = Runner()
    warmup.warm(runner)
    warmup.settle()
    runner.wire.descriptor = os.open(os.devnull, os.O_WRONLY)
    asked, answer = os.dup(0), os.dup(1)
    while os.read(asked, 1):
        ran, ended = spent(runner, cells)
        _, ended_idle = spent(runner, [])
        os.write(answer, f"{ran + ended - ended_idle}\n".encode())


def spent(runner: Runner, cells: list[tuple[int, str]]) -> tuple[float, float]:
    """CPU seconds of the cells in a fork of this process, and of its end."""
    told, tell = os.pipe()
    pid = os.fork()
    if pid == 0:
        warmup.awake()
        runner.start()
        runner.run([(number, "pass") for number in range(2)])
        before = time.process_time()
        runner.run(cells)
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
