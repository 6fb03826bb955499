"""Run a command as somebody else: as an ordinary user, or as in a container without namespaces.

Usage: ``elsewhere.py [--user UID] [--container] COMMAND...``, as root for ``--user``.
"""

from __future__ import annotations

import argparse
import errno
import os
import stat
import struct
import sys
from pathlib import Path

from grader.sandbox.inside import cage, linux, seccomp
from grader.sandbox.inside.syscalls import ARCHITECTURES, machine


def make_reachable(path: Path) -> None:
    """In a mount namespace of one's own: let everybody reach a path through closed folders."""
    linux.unshare(linux.NEWNS)
    linux.mount(None, "/", None, linux.MS_REC | linux.MS_PRIVATE)
    closed = [up for up in reversed(path.parents) if not up.stat().st_mode & stat.S_IXOTH]
    if not closed:
        return
    kept = os.open(path, os.O_PATH)
    linux.mount("tmpfs", str(closed[0]), "tmpfs", 0, "mode=755")
    path.mkdir(parents=True)
    linux.mount(f"/proc/self/fd/{kept}", str(path), None, linux.MS_BIND)
    os.close(kept)


def forbid_namespaces() -> None:
    """As containers do by default: no new namespaces, no mounts."""
    audit, numbers = ARCHITECTURES[machine()][1], linux.NUMBERS
    code: list[seccomp.Instruction] = [
        (seccomp.LOAD, 0, 0, seccomp.ARCHITECTURE),
        (seccomp.EQUAL, 1, 0, audit),
        (seccomp.RETURN, 0, 0, seccomp.KILL),
        (seccomp.LOAD, 0, 0, seccomp.NUMBER),
    ]
    refuse = (seccomp.RETURN, 0, 0, seccomp.REFUSE | errno.EPERM)
    for name in ("unshare", "mount", "umount2", "pivot_root", "setns", "mount_setattr"):
        code += [(seccomp.EQUAL, 0, 1, numbers[name]), refuse]
    flags = linux.NAMESPACES | linux.NEWCGROUP
    code += [
        (seccomp.EQUAL, 0, 1, numbers["clone3"]),
        (seccomp.RETURN, 0, 0, seccomp.REFUSE | errno.ENOSYS),
        (seccomp.EQUAL, 0, 3, numbers["clone"]),
        (seccomp.LOAD, 0, 0, 16),
        (seccomp.ANY_BIT, 0, 1, flags),
        refuse,
        (seccomp.RETURN, 0, 0, seccomp.ALLOW),
    ]
    linux.no_new_privileges()
    seccomp.install(b"".join(struct.pack("<HBBI", *step) for step in code))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--user", type=int)
    parser.add_argument("--container", action="store_true")
    parser.add_argument("command", nargs=argparse.REMAINDER)
    options = parser.parse_args()
    if os.geteuid() == 0:
        make_reachable(Path(sys.base_prefix).resolve())
        if options.user:
            cage.become(options.user)
    if options.container:
        forbid_namespaces()
    os.execv(options.command[0], options.command)  # noqa: S606


if __name__ == "__main__":
    main()
