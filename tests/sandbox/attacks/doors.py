"""Cells that use what a kernel offers to processes that want to share, watch or hurry."""

from __future__ import annotations

from sandbox.attacks.attack import Attack

ATTACKS: dict[str, Attack] = {
    "a pool of processes": Attack(
        """
import multiprocessing, time
held = []
try:
    for _ in range(200):
        held.append(multiprocessing.get_context("fork").Process(target=time.sleep, args=(30,)))
        held[-1].start()
    print("BREACH")
except (OSError, ImportError) as error: print("stopped:", error)
for process in held:
    if process.pid: process.kill()""",
        "rlimits (processes)",
        evidence="stopped",
    ),
    "memory that is shared": Attack(
        """
import mmap, os
try:
    room = mmap.mmap(-1, 4 << 30); print("BREACH")
except (OSError, MemoryError, OverflowError) as error: print("refused:", error)
from multiprocessing import shared_memory
try:
    block = shared_memory.SharedMemory(create=True, size=1 << 30)
    block.buf[::4096] = bytes(len(block.buf[::4096])); print("BREACH")
except (OSError, ImportError) as error: print("refused:", error)""",
        "rlimits (memory, file size)",
        evidence="refused.*refused",
    ),
    "queues and segments of System V and POSIX": Attack(
        """
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
table = {"x86_64": dict(shmget=29, semget=64, msgget=68, mq_open=240),
         "aarch64": dict(shmget=194, semget=190, msgget=186, mq_open=180)}
for name, number in table[os.uname().machine].items():
    first = b"/gradus" if name == "mq_open" else 4711
    result = libc.syscall(number, first, 0o1700 if name == "msgget" else 1, 0o1700, 0)
    print(name, "BREACH" if result >= 0 else os.strerror(ctypes.get_errno()))""",
        "seccomp, ipc namespace",
        evidence="mq_open (Operation not permitted|Function not implemented)",
    ),
    "descriptors of other processes": Attack(
        """
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
for pid in {1, os.getppid(), os.getpid()}:
    for number in (434, 438, 440, 448):
        if libc.syscall(number, pid, 0, 0, 0) >= 0: print("BREACH", pid, number)
try: print("BREACH", os.pidfd_open(os.getppid() or 1))
except OSError as error: print("refused:", error.strerror)""",
        "seccomp",
        evidence="refused: Operation not permitted",
    ),
    "the new calls for mounts": Attack(
        """
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
calls = dict(open_tree=428, move_mount=429, fsopen=430, fsconfig=431, fsmount=432, fspick=433,
             mount_setattr=442, memfd_secret=447, statmount=457, listmount=458)
for name, number in calls.items():
    result = libc.syscall(number, -100 if name != "fsopen" else b"tmpfs", b"/", 0, 0, 0)
    if result >= 0 or ctypes.get_errno() not in (1, 38):
        print("BREACH", name, result, ctypes.get_errno())
print("closed")""",
        "seccomp",
        evidence="closed",
    ),
    "another root": Attack(
        """
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
number = 155 if os.uname().machine == "x86_64" else 41
if libc.syscall(number, b".", b".") == 0: print("BREACH")
for name in ("net", "mnt", "pid", "user"):
    try:
        if libc.setns(os.open(f"/proc/self/ns/{name}", os.O_RDONLY), 0) == 0: print("BREACH", name)
    except OSError: pass
print("refused:", os.strerror(ctypes.get_errno()))""",
        "seccomp",
        evidence="refused: Operation not permitted",
    ),
    "the kernel's switches": Attack(
        """
import os
for path, text in (("/proc/sysrq-trigger", "b"), ("/proc/sys/kernel/core_pattern", "|/bin/sh"),
                   ("/proc/sys/vm/overcommit_memory", "1"), ("/proc/self/oom_score_adj", "-1000"),
                   ("/proc/self/uid_map", "0 0 1"), ("/proc/self/setgroups", "allow"),
                   ("/sys/kernel/mm/ksm/run", "1"), ("/proc/sys/fs/file-max", "1"),
                   ("/proc/self/attr/current", "unconfined")):
    try:
        with open(path, "w") as file: file.write(text)
        print("BREACH", path)
    except OSError: pass
print("no switch")""",
        "namespaces, no capabilities, landlock",
        evidence="no switch",
    ),
    "code of another architecture": Attack(
        """
import ctypes, mmap, os
if os.uname().machine == "x86_64":
    page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    page.write(b"\\xb8\\x14\\x00\\x00\\x00\\xcd\\x80\\xc3")
    start = ctypes.addressof(ctypes.c_char.from_buffer(page))
    print("BREACH", ctypes.CFUNCTYPE(ctypes.c_int)(start)())""",
        "seccomp",
        "any",
    ),
    "a core dump": Attack(
        """
import os, resource, signal
try: resource.setrlimit(resource.RLIMIT_CORE, (1 << 30, 1 << 30)); print("BREACH")
except (OSError, ValueError) as error: print("refused:", error)
child = os.fork()
if child == 0: os.abort()
if os.WCOREDUMP(os.waitpid(child, 0)[1]): print("BREACH")
if [name for name in os.listdir(".") if "core" in name]: print("BREACH")""",
        "rlimits",
        evidence="refused",
    ),
    "watches on files": Attack(
        """
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
watch = libc.inotify_init1(0)
for path in (b"@STAFF@", b"@STAFF@/solution.py", b"@COURSE@"):
    if libc.inotify_add_watch(watch, path, 0xFFF) >= 0: print("BREACH", path)
for number in (300, 262):
    if libc.syscall(number, 0, 0) >= 0: print("BREACH fanotify")
print("nothing to see")""",
        "mount namespace, or seccomp",
        evidence="nothing to see",
    ),
    "more than one's share of the processor": Attack(
        """
import os
for act in (lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(50)),
            lambda: os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(1)),
            lambda: os.setpriority(os.PRIO_PROCESS, 0, -10)):
    try: act(); print("BREACH")
    except OSError as error: print("refused:", error.strerror)""",
        "no capabilities",
        evidence="refused.*refused.*refused",
    ),
    "memory that may not be moved": Attack(
        """
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
print("locked BREACH" if libc.mlockall(3) == 0 else "refused: " + os.strerror(ctypes.get_errno()))
""",
        "rlimits",
        evidence="refused",
    ),
    "the clock": Attack(
        """
import time
for clock in (time.CLOCK_REALTIME, time.CLOCK_MONOTONIC):
    try: time.clock_settime(clock, 0); print("BREACH")
    except OSError as error: print("refused:", error.strerror)""",
        "seccomp, no capabilities",
        evidence="refused.*refused",
    ),
    "families of sockets that nobody thinks of": Attack(
        """
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
for family in (1, 2, 10, 16, 17, 31, 38, 40, 44):
    for kind in (1, 2, 3, 5):
        if libc.socket(family, kind, 0) >= 0: print("BREACH", family, kind)
print("none:", os.strerror(ctypes.get_errno()))""",
        "seccomp",
        evidence="none: Address family not supported",
    ),
    "all the terminals of the machine": Attack(
        """
import os
n = 0
for _ in range(8):
    read, write = os.pipe()
    if os.fork() == 0:
        mine = 0
        try:
            while True: os.openpty(); mine += 1
        except OSError: pass
        os.write(write, b"%4d" % mine)
        import time; time.sleep(2); os._exit(0)
    n += int(os.read(read, 4))
print("BREACH" if n > 100 else "few", n)""",
        "a number of terminals of its own, or none",
        "any",
        "few|took longer",
    ),
    "all that pipes may hold": Attack(
        """
import fcntl, os
held = []
try:
    while True:
        held.append(os.pipe())
        fcntl.fcntl(held[-1][1], 1031, 1 << 20)
        os.set_blocking(held[-1][1], False)
        os.write(held[-1][1], bytes(1 << 20))
except OSError as error: print("stopped:", error.strerror)
for pair in held:
    for end in pair: os.close(end)""",
        "rlimits (open files), the kernel's share for each user",
        evidence="stopped",
    ),
    "timers without number": Attack(
        """
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
timer, n = ctypes.c_void_p(), 0
while n < 5000 and libc.timer_create(1, None, ctypes.byref(timer)) == 0: n += 1
print("BREACH" if n >= 5000 else "stopped", n)""",
        "rlimits (pending signals)",
        evidence="stopped",
    ),
}
