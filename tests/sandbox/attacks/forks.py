"""Cells that fork, and cells that reach for what carries words from other processes."""

from __future__ import annotations

from sandbox.attacks.attack import Attack
from sandbox.attacks.tampering import WIRE

CHILD = "import os, signal, time\nif not (child := os.fork()):\n    "
WAIT = "\nos.waitpid(child, 0)\n"
FILE = WIRE + "import os\nfile = wire._sides['stdout'].file\n"

ATTACKS: dict[str, Attack] = {
    "both sides of a fork go on": Attack(
        "import os\nos.fork();", "the child ends where the cell does"
    ),
    "a fork that fails": Attack(
        CHILD + "1 / 0" + WAIT, "the child ends where the cell does", evidence="ZeroDivision"
    ),
    "a main process that says it is a fork": Attack(
        f"{WIRE}wire.is_fork = True", "frames: no end, no result", "killed", "ended by itself"
    ),
    "a child that speaks for another cell": Attack(
        f"{WIRE}wire.cell = 3\n{CHILD}print('BREACH', flush=True); os._exit(0){WAIT}wire.cell = 2",
        "frames: cells in order",
        "any",
    ),
    "a child that never stops speaking": Attack(
        CHILD + "while True: print('x' * 1000)",
        "bytes of outputs",
        "any",
    ),
    "children that all speak at once": Attack(
        "import os\nfor _ in range(5): os.fork()\nwhile True: print('x' * 9000, flush=True)",
        "bytes of outputs, one frame at a time",
        "any",
        "outputs are larger|took longer",
    ),
    "a child that is killed in the middle of a word": Attack(
        CHILD + "print('x' * 3_000_000, flush=True)\nos.kill(child, signal.SIGKILL)",
        "frames read as hostile",
        "any",
    ),
    "a child that holds the wire and stops": Attack(
        f"{WIRE}import fcntl\n{CHILD}fcntl.lockf(wire._sides['stdout'].file, fcntl.LOCK_EX)\n"
        "    os.kill(os.getpid(), signal.SIGSTOP)\ntime.sleep(0.3)\nprint('held')",
        "cell timeout",
        "any",
        "took longer|held",
    ),
    "words from a folder": Attack(
        f"{FILE}os.dup2(os.open('/', os.O_RDONLY), file)\nos.write(1, b'x')", "its own words only"
    ),
    "words from zeros without end": Attack(
        f"{FILE}os.dup2(os.open('/dev/zero', os.O_RDONLY), file)\nprint('x')",
        "its own words only, bytes of outputs",
        "any",
    ),
    "a read without an end": Attack(
        "import os\nos.lseek = lambda *_: 5\nos.pread = lambda *_: b'x' * 9000\nprint('x')",
        "bytes of outputs",
        "any",
        "outputs are larger|took longer",
    ),
    "the lock of C's own words": Attack(
        """
import ctypes, threading
libc = ctypes.CDLL(None)
out = ctypes.c_void_p.in_dll(libc, "stdout")
holder = threading.Thread(target=libc.flockfile, args=(out,))
holder.start(); holder.join()
print("locked")""",
        "SIGKILL after the grace",
        "any",
        "took longer|locked",
    ),
    "100 MB of C's own words": Attack(
        "import ctypes\nfor _ in range(100): ctypes.CDLL(None).puts(b'x' * (1 << 20))",
        "rlimits (file size), bytes of outputs",
        "any",
    ),
    "text that is none": Attack(
        """
import sys
class Liar:
    __class__ = str
class Odd(str):
    def __len__(self): return -10**9
    def __getitem__(self, _): raise SystemExit
for words in (Liar(), Odd("odd")):
    try: sys.stdout.write(words)
    except TypeError: print("refused")""",
        "words are copied as words",
        evidence="refused.odd",
    ),
    "settings that hang": Attack(
        """
import numpy as np
def hang(_):
    while True: pass
np.set_printoptions(formatter={"all": hang})
np.ones(2)""",
        "cell timeout",
        "interrupted",
        "took longer",
    ),
    "a log that hangs while a figure is drawn": Attack(
        """
import logging
import matplotlib.pyplot as plt
class Hanging(logging.Filter):
    def filter(self, _):
        while True: pass
logging.getLogger("matplotlib.font_manager").addFilter(Hanging())
plt.rcParams["font.family"] = "No Such Family"
plt.plot([1])""",
        "cell timeout",
        "any",
        "took longer",
    ),
    "logs that are no logs": Attack(
        """
import logging
import matplotlib.pyplot as plt
class Filters(list):
    def insert(self, *_): raise ValueError
logging.getLogger("matplotlib.text").filters = Filters()
logging.getLogger("matplotlib.image").filters = None
plt.plot([1])
plt.show()
print("drawn")""",
        "drawn again as Matplotlib does it",
        evidence="drawn",
    ),
    "tasks that cancel all others": Attack(
        """
import asyncio
async def cancel():
    while True:
        await asyncio.sleep(0)
        for task in asyncio.all_tasks() - {asyncio.current_task()}: task.cancel()
asyncio.create_task(cancel())
await asyncio.sleep(0.01)""",
        "its own cells only",
        "any",
        "CancelledError",
    ),
    "a factory of tasks that are none": Attack(
        "import asyncio\nasyncio.get_running_loop().set_task_factory(lambda *_, **__: None)",
        "its own cells only",
        "any",
    ),
    "bundles of what is no text": Attack(
        """
from IPython.display import display
for value in (0.5, None, ["x"], {"a": [1] * 1000}, True):
    display({"loss": value, "text/plain": value, "image/png": value}, raw=True)
print("shown")""",
        "data, by type",
        evidence="shown",
    ),
}
