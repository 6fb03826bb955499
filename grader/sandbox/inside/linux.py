"""The few things that Linux does for the cage and Python has no name for, through ctypes."""

from __future__ import annotations

import ctypes
import fcntl
import os
import signal
import socket
import struct

from .syscalls import machine, numbers

NEWNS, NEWUTS, NEWIPC = 0x0002_0000, 0x0400_0000, 0x0800_0000
NEWUSER, NEWPID, NEWNET, NEWCGROUP = 0x1000_0000, 0x2000_0000, 0x4000_0000, 0x0200_0000
NAMESPACES = NEWNS | NEWUTS | NEWIPC | NEWUSER | NEWPID | NEWNET
CLONE_PIDFD = 0x1000

MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC = 1, 2, 4, 8
MS_REMOUNT, MS_BIND, MS_REC, MS_PRIVATE = 32, 4096, 16384, 1 << 18
MNT_DETACH = 2
MOUNT_ATTR_RDONLY, MOUNT_ATTR_NOSUID, MOUNT_ATTR_NODEV = 1, 2, 4
AT_FDCWD, AT_RECURSIVE = -100, 0x8000

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_SECCOMP = 1, 4, 22
PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS = 24, 38
PR_SET_CHILD_SUBREAPER, PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL = 36, 47, 4

libc = ctypes.CDLL(None, use_errno=True)
libc.prctl.argtypes = (ctypes.c_int, *4 * (ctypes.c_ulong,))
# Looked up here, once, and not by every child of a process that never calls them itself.
_mount, _umount, _unshare, _syscall = libc.mount, libc.umount2, libc.unshare, libc.syscall
_syscall_with_gil = ctypes.PyDLL(None, use_errno=True).syscall
_before_fork = ctypes.pythonapi.PyOS_BeforeFork
_after_fork_in_parent = ctypes.pythonapi.PyOS_AfterFork_Parent
_after_fork_in_child = ctypes.pythonapi.PyOS_AfterFork_Child
NUMBERS = numbers(machine())


def checked(result: int, what: str) -> int:
    """The result of a C function, or the error it left.

    Raises:
        OSError: If the result is negative; the message says what failed.
    """
    if result < 0:
        error = ctypes.get_errno()
        raise OSError(error, f"{what}: {os.strerror(error)}")
    return result


def syscall(name: str, *arguments: object) -> int:
    """A raw system call by name; negative on error, the reason in errno."""
    return int(_syscall(ctypes.c_long(NUMBERS[name]), *arguments))


def prctl(option: int, argument: int = 0, second: int = 0) -> int:
    """``prctl(option, argument, second, 0, 0)``; negative on error."""
    return int(libc.prctl(option, argument, second, 0, 0))


def mount(source: str | None, target: str, kind: str | None, flags: int, data: str = "") -> None:
    """``mount(2)``.

    Raises:
        OSError: If the kernel refuses.
    """
    result = _mount(
        source and os.fsencode(source),
        os.fsencode(target),
        kind and kind.encode(),
        ctypes.c_ulong(flags),
        data.encode() or None,
    )
    checked(result, f"mount {target}")


def bind(source: str, target: str, *, writable: bool = False, device: bool = False) -> None:
    """Bind a file or folder with what is mounted below it: no setuid, no devices, read-only.

    What is written to a device passes all the same: it is the times of its node that do not.

    Raises:
        OSError: If the kernel refuses.
    """
    mount(source, target, None, MS_BIND | MS_REC)
    wanted = MOUNT_ATTR_NOSUID | (0 if writable else MOUNT_ATTR_RDONLY)
    wanted |= 0 if writable or device else MOUNT_ATTR_NODEV
    attributes = struct.pack("<QQQQ", wanted, 0, 0, 0)
    path = os.fsencode(target)
    checked(
        syscall("mount_setattr", AT_FDCWD, path, AT_RECURSIVE, attributes, len(attributes)),
        f"make {target} read-only",
    )


def umount(target: str) -> None:
    """Detach what is mounted there.

    Raises:
        OSError: If the kernel refuses.
    """
    checked(_umount(os.fsencode(target), MNT_DETACH), f"umount {target}")


def pivot_root_to(folder: str) -> None:
    """Make a mounted folder the root, with the old root gone.

    Raises:
        OSError: If the kernel refuses.
    """
    os.chdir(folder)
    checked(syscall("pivot_root", b".", b"."), "pivot_root")
    umount(".")
    os.chdir("/")


def unshare(flags: int) -> None:
    """Leave the namespaces of those flags for new ones.

    Raises:
        OSError: If the kernel, or a container's policy, refuses.
    """
    checked(_unshare(flags), "unshare")


def clone(flags: int) -> tuple[int, int]:
    """A fork into new namespaces, with CPython's own bookkeeping around it.

    Only for a process of one thread: handlers that C libraries registered do not run.

    Returns:
        The child's pid and a pidfd of it; ``(0, -1)`` in the child.

    Raises:
        OSError: If the kernel refuses.
    """
    pidfd = ctypes.c_int(-1)
    reference = ctypes.byref(pidfd)
    number = ctypes.c_long(NUMBERS["clone"])
    with_flags = ctypes.c_ulong(flags | CLONE_PIDFD | signal.SIGCHLD)
    _before_fork()
    pid = int(_syscall_with_gil(number, with_flags, None, reference, None, None))
    if pid == 0:
        _after_fork_in_child()
        return 0, -1
    error = ctypes.get_errno()
    _after_fork_in_parent()
    if pid < 0:
        raise OSError(error, f"clone: {os.strerror(error)}")
    return pid, pidfd.value


def map_ids(inside: int, uid: int, gid: int) -> None:
    """Map one user and one group of the parent namespace into one's own new one.

    Raises:
        OSError: If the kernel refuses.
    """
    for name, text in (
        ("setgroups", "deny"),
        ("uid_map", f"{inside} {uid} 1"),
        ("gid_map", f"{inside} {gid} 1"),
    ):
        file = os.open(f"/proc/self/{name}", os.O_WRONLY)
        try:
            os.write(file, text.encode())
        finally:
            os.close(file)


def drop_bounding_set() -> None:
    """Let no program that is started from here ever gain a capability."""
    for capability in range(64):
        if prctl(PR_CAPBSET_DROP, capability) < 0:
            break


def drop_capabilities() -> None:
    """Empty every capability set, the bounding one included.

    Raises:
        OSError: If a capability is left.
    """
    drop_bounding_set()
    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL)
    header = struct.pack("<Ii", 0x2008_0522, 0)
    checked(syscall("capset", header, bytes(24)), "drop capabilities")


def no_new_privileges() -> None:
    """From now on no program gives more rights than its caller has: setuid is dead.

    Raises:
        OSError: If the kernel refuses.
    """
    checked(prctl(PR_SET_NO_NEW_PRIVS, 1), "no_new_privs")


def close_range(first: int, last: int) -> None:
    """Close every descriptor from the first to the last, both included."""
    syscall("close_range", ctypes.c_uint(first), ctypes.c_uint(last), 0)


def raise_loopback() -> None:
    """Switch on the loopback interface of one's own network namespace.

    Raises:
        OSError: If the kernel refuses.
    """
    up_and_running, set_flags = 0x41, 0x8914
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, set_flags, struct.pack("16sH14x", b"lo", up_and_running))
