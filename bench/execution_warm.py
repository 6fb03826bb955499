"""What the student's own code costs in a process that is warm already: CPU seconds, one a line.

    python bench/execution_warm.py NOTEBOOK.json

For each line on standard input the notebook is run once, in a fork of the warm process, counted
from the first cell to the last, so that neither starting, nor forking, nor confining is in it, and
nothing is left over from the time before.
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
    null, asked, answer = os.open(os.devnull, os.O_WRONLY), os.dup(0), os.dup(1)
    while os.read(asked, 1):
        pid = os.fork()
        if pid == 0:
            warmup.awake()
            runner.wire.descriptor = null
            runner.start()
            runner.run([(number, "pass") for number in range(2)])
            before = time.process_time()
            runner.run(cells)
            used = time.process_time() - before
            os.write(answer, f"{used}\n".encode())
            os._exit(0)
        os.waitpid(pid, 0)


if __name__ == "__main__":
    main()
