"""Cells that take for ever, and ends of processes."""

from __future__ import annotations

from sandbox.attacks.attack import Attack

ATTACKS: dict[str, Attack] = {
    "endless loop": Attack("while True: pass", "cell timeout", "interrupted", "took longer"),
    "endless sleep": Attack("import time; time.sleep(1e9)", "cell timeout", "interrupted"),
    "endless shell command": Attack("!sleep 1000", "cell timeout", "interrupted"),
    "endless wait": Attack(
        "import asyncio\nawait asyncio.sleep(1000)", "cell timeout", "interrupted"
    ),
    "interrupts that are swallowed": Attack(
        """
def again():
    while True:
        try:
            for _ in iter(int, 1): pass
        except BaseException: continue
again()""",
        "SIGKILL after the grace",
        "killed",
        "took longer",
    ),
    "signals that are ignored": Attack(
        """
import signal
for number in range(1, 65):
    try: signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError): pass
signal.setitimer(signal.ITIMER_REAL, 0.1, 0.1)
while True: pass""",
        "SIGKILL after the grace",
        "killed",
        "took longer",
    ),
    "processor time of many processes": Attack(
        """
import os
for _ in range(8):
    if os.fork() == 0:
        while True: pass
import time; time.sleep(1000)""",
        "watch on processor time, notebook timeout",
        "any",
        "processor time|took longer",
    ),
    "os._exit": Attack(
        "import os\nos._exit(0)", "frames: no end, no result", "killed", "ended by itself with 0"
    ),
    "segmentation fault": Attack(
        "import ctypes\nctypes.string_at(0)", "a process of its own", "killed", "SIGSEGV"
    ),
    "abort": Attack("import os\nos.abort()", "a process of its own", "killed", "ended by"),
    "closed descriptors": Attack(
        "import os\nos.closerange(0, 4096)", "frames: no end, no result", "killed"
    ),
    "exit in a thread": Attack(
        "import sys, threading\nthreading.Thread(target=sys.exit).start()\nraise SystemExit('bye')",
        "IPython",
    ),
}
