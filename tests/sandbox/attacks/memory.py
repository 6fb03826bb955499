"""Cells that want all memory, all processes, all threads."""

from __future__ import annotations

from sandbox.attacks.attack import Attack

ATTACKS: dict[str, Attack] = {
    "fork bomb": Attack(
        """
import os, signal
signal.signal(signal.SIGINT, signal.SIG_IGN)
while True:
    try: os.fork()
    except OSError: pass""",
        "rlimits (processes), namespaces",
        "killed",
        "took longer|processor time",
    ),
    "many processes": Attack(
        """
import os, time
n = 0
try:
    while n < 500:
        if os.fork() == 0:
            time.sleep(30); os._exit(0)
        n += 1
except OSError as error: print("stopped:", error.strerror)
if n > 100: print("BREACH", n)""",
        "rlimits (processes)",
        evidence="stopped:",
    ),
    "many threads": Attack(
        """
import threading, time
n = 0
try:
    while n < 2000:
        threading.Thread(target=time.sleep, args=(30,), daemon=True).start(); n += 1
except RuntimeError as error: print("stopped:", error)
if n > 100: print("BREACH", n)""",
        "rlimits (processes)",
        evidence="stopped:",
    ),
    "40 GB at once": Attack(
        """
try: bytearray(40 << 30); print("BREACH")
except MemoryError: print("refused")
import numpy as np
try: np.ones((80000, 80000)); print("BREACH")
except MemoryError: print("refused twice")""",
        "rlimits (memory)",
        evidence="refused twice",
    ),
    "memory that grows": Attack(
        """
kept = []
try:
    for _ in range(400): kept.append(b"x" * (10 << 20))
    print("BREACH")
except MemoryError:
    print("refused")""",
        "rlimits (memory)",
        evidence="refused",
    ),
    "memory of many processes": Attack(
        """
import os, time
for _ in range(10):
    if os.fork() == 0:
        kept = bytearray(150 << 20)
        for i in range(0, len(kept), 4096): kept[i] = 1
        time.sleep(30); os._exit(0)
held = 0
for _ in range(10):
    try: held += os.wait()[1] == 0
    except OSError: break
if held == 10: print("BREACH")""",
        "cgroup, or the watch on memory",
        "any",
        "MiB of memory|took longer|^$|after",
    ),
    "memory outside the accounts": Attack(
        """
import os
try: os.memfd_create("hoard"); print("BREACH")
except OSError as error: print("refused:", error.strerror)""",
        "seccomp",
        evidence="refused: Operation not permitted",
    ),
    "deep recursion": Attack(
        """
import sys
sys.setrecursionlimit(10**9)
def down(n): return down(n + 1)
down(0)""",
        "rlimits (memory)",
        "any",
    ),
    "nested lists": Attack(
        """
nest = []
for _ in range(100000): nest = [nest]
import sys
sys.setrecursionlimit(10**8)
repr(nest)""",
        "a process of its own",
        "any",
    ),
}
