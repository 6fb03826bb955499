"""Cells that try the kernel's own doors."""

from __future__ import annotations

from sandbox.attacks.attack import Attack

ATTACKS: dict[str, Attack] = {
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
