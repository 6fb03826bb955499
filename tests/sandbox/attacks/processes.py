"""Cells that reach for other processes, and for what these know."""

from __future__ import annotations

from sandbox.attacks.attack import Attack

ATTACKS: dict[str, Attack] = {
    "kill -9 -1": Attack(
        """
import os, signal
try: os.kill(-1, signal.SIGKILL); print("sent")
except OSError as error: print(error.strerror)""",
        "pid namespace, or landlock's signal scope",
        "any",
    ),
    "kill by number": Attack(
        """
import os, signal
for pid in [os.getppid(), *range(2, 5000)]:
    if pid in (0, os.getpid()): continue
    try: os.kill(pid, signal.SIGKILL); print("BREACH", pid)
    except OSError: pass
print("nobody")""",
        "pid namespace, or landlock's signal scope",
        evidence="nobody",
    ),
    "proc": Attack(
        """
import os
try: pids = [name for name in os.listdir("/proc") if name.isdigit()]
except OSError: pids = []
for pid in {*pids, str(os.getppid()), "1"} - {str(os.getpid()), "0"}:
    for name in ("environ", "mem", "maps", "root", "cwd", "fd"):
        path = f"/proc/{pid}/{name}"
        try:
            seen = os.listdir(path) if name in ("root", "cwd", "fd") else open(path, "rb").read(9)
            print("BREACH", path, seen)
        except OSError: pass
print("seen:", pids)""",
        "pid namespace and its own /proc, or landlock",
        evidence=r"seen: \[('1')?\]",
    ),
    "environment": Attack(
        """
import os
if any("CANARY" in key + value for key, value in os.environ.items()): print("BREACH")
try:
    if "CANARY" in open("/proc/self/environ").read(): print("BREACH")
except OSError: pass
print(sorted(os.environ))""",
        "an environment made from nothing",
        evidence="HOME",
    ),
    "ptrace": Attack(
        """
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
others = [*range(1, 400), os.getppid()]
if [p for p in others if p not in (0, os.getpid()) and libc.ptrace(16, p, 0, 0) == 0]:
    print("BREACH")
class Part(ctypes.Structure):
    _fields_ = [("base", ctypes.c_void_p), ("size", ctypes.c_size_t)]
room = ctypes.create_string_buffer(16)
here, there = Part(ctypes.addressof(room), 16), Part(id(room), 16)
for p in others:
    if p != os.getpid() and libc.process_vm_readv(
        p, ctypes.byref(here), 1, ctypes.byref(there), 1, 0) > 0: print("BREACH")
print("attached to nobody:", os.strerror(ctypes.get_errno()))""",
        "seccomp, pid namespace",
        evidence="nobody: Operation not permitted",
    ),
    "another user's priority and limits": Attack(
        """
import os, resource
for which in (resource.RLIMIT_AS, resource.RLIMIT_NPROC, resource.RLIMIT_CPU):
    try: resource.setrlimit(which, (resource.RLIM_INFINITY,) * 2); print("BREACH")
    except (ValueError, OSError): pass
try: os.setuid(0); print("BREACH")
except OSError: pass
try: os.nice(-5); print("BREACH")
except OSError as error: print("refused:", error.strerror)""",
        "hard limits, no capabilities",
        evidence="refused",
    ),
    "threads and daemons that outlive": Attack(
        """
import atexit, os, threading, time
atexit.register(lambda: time.sleep(100))
threading.Thread(target=lambda: time.sleep(100)).start()
for _ in range(3):
    if os.fork() == 0:
        os.setsid()
        if os.fork(): os._exit(0)
        while True:
            time.sleep(0.1)
            for fd in range(1, 12):
                try: os.write(fd, b"late")
                except OSError: pass
print("left three")""",
        "pid namespace, or the sweep",
        "any",
        "left three",
    ),
}
