"""The root that student code sees: an empty file system with the scientific stack bound into it."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from . import linux

HOME = "/home/student"
STUDENT = 1000
"""User and group as student code sees itself."""
SCAFFOLD = "/sys"
"""Where the new root is put together: a folder that every Linux has and nothing is bound from."""
DEVICES = ("null", "zero", "full", "random", "urandom")
LINKS = {
    "/dev/ptmx": "pts/ptmx",
    "/dev/fd": "/proc/self/fd",
    "/dev/stdin": "/proc/self/fd/0",
    "/dev/stdout": "/proc/self/fd/1",
    "/dev/stderr": "/proc/self/fd/2",
}
TERMINALS = 32
"""Of a notebook's own; all of the machine share a few thousand."""
WRITABLE = ("/tmp", "/dev/shm", HOME)  # noqa: S108 - in the cage's own root


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What the cage holds and what runs in it. JSON at heart, for it crosses to another process.

    Attributes:
        binds: Path outside and path inside; read-only.
        empty: Paths inside that are covered by an empty folder.
        links: Path inside to what it points at.
        files: Path inside to its text; what begins with ``#!`` is a program.
        command: What becomes the first process.
        environment: All of its environment.
        uid: The user to become, where the grader is root; ``None`` leaves it.
        writable: As `binds`, for folders in which the cage may make sockets.
    """

    binds: Sequence[tuple[str, str]]
    empty: Sequence[str]
    links: Mapping[str, str]
    files: Mapping[str, str]
    command: Sequence[str]
    environment: Mapping[str, str]
    uid: int | None
    writable: Sequence[tuple[str, str]] = ()

    def to_json(self) -> dict[str, Any]:
        """Plain data, for `Plan(**data)` on the other side."""
        return asdict(self)


def enter_namespaces(*, privileged: bool) -> None:
    """Leave the host's namespaces; an ordinary user gets one of users as well.

    Raises:
        OSError: If the kernel, or a container's policy, refuses.
    """
    flags = linux.NAMESPACES & ~linux.NEWUSER
    if privileged:
        linux.unshare(flags)
        return
    uid, gid = os.getuid(), os.getgid()
    linux.unshare(flags | linux.NEWUSER)
    linux.map_ids(STUDENT, uid, gid)


def build(plan: Plan) -> None:
    """Put the new root together and move into it. Runs as process 1 of a new pid namespace.

    Raises:
        OSError: If the kernel refuses a mount; nothing outside this mount namespace has changed.
    """
    linux.mount(None, "/", None, linux.MS_REC | linux.MS_PRIVATE)
    quiet = linux.MS_NOSUID | linux.MS_NODEV
    linux.mount("tmpfs", SCAFFOLD, "tmpfs", quiet, "size=4m,nr_inodes=4096,mode=755")
    for outside, inside in plan.binds:
        _place(outside, SCAFFOLD + inside)
        linux.bind(outside, SCAFFOLD + inside)
    for outside, inside in plan.writable:
        _place(outside, SCAFFOLD + inside)
        linux.bind(outside, SCAFFOLD + inside, writable=True)
    for inside in plan.empty:
        if Path(SCAFFOLD + inside).is_dir():
            data = "size=4k,nr_inodes=2,mode=755"
            linux.mount("tmpfs", SCAFFOLD + inside, "tmpfs", quiet | linux.MS_RDONLY, data)
    for inside, target in {**plan.links, **LINKS}.items():
        path = Path(SCAFFOLD + inside)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.symlink_to(target)
    for inside, text in plan.files.items():
        path = Path(SCAFFOLD + inside)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        if text.startswith("#!"):
            path.chmod(0o755)
    _devices()
    for inside in (*WRITABLE, "/dev/pts", "/proc"):
        Path(SCAFFOLD + inside).mkdir(parents=True, exist_ok=True)
    for inside in WRITABLE:
        linux.mount("tmpfs", SCAFFOLD + inside, "tmpfs", quiet, "size=16m,mode=1777")
    linux.mount("proc", SCAFFOLD + "/proc", "proc", quiet | linux.MS_NOEXEC)
    read_only = linux.MS_REMOUNT | linux.MS_BIND | linux.MS_RDONLY | quiet
    linux.mount(None, SCAFFOLD, None, read_only)
    linux.pivot_root_to(SCAFFOLD)


def _devices() -> None:
    folder = Path(SCAFFOLD, "dev")
    folder.mkdir(exist_ok=True)
    for name in DEVICES:
        (folder / name).touch()
        linux.bind(f"/dev/{name}", str(folder / name), device=True)


def _place(outside: str, target: str) -> None:
    """Make the mount point: a folder for a folder, a file for a file."""
    path = Path(target)
    if Path(outside).is_dir():
        path.mkdir(parents=True, exist_ok=True)
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


def private_mounts(disk_mib: int, owner: int = STUDENT) -> None:
    """A notebook's own writable folders, processes and terminals, over those of the cage.

    Args:
        disk_mib: What each folder may hold.
        owner: User and group of the home folder, as the mounting process sees them.

    Raises:
        OSError: If the kernel refuses a mount.
    """
    quiet = linux.MS_NOSUID | linux.MS_NODEV
    for path, share, mode in (("/tmp", 1, 1777), (HOME, 1, 755), ("/dev/shm", 4, 1777)):  # noqa: S108
        size = max(1, disk_mib // share)
        data = f"size={size}m,nr_inodes={64 * size},mode={mode}"
        whose = f",uid={owner},gid={owner}" if path == HOME else ""
        linux.mount("tmpfs", path, "tmpfs", quiet, data + whose)
    linux.mount("proc", "/proc", "proc", quiet | linux.MS_NOEXEC)
    few = f"newinstance,ptmxmode=0666,max={TERMINALS}"
    linux.mount("devpts", "/dev/pts", "devpts", linux.MS_NOSUID, few)


def become(uid: int) -> None:
    """Stop being root, for good.

    Raises:
        OSError: If the kernel refuses.
    """
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
