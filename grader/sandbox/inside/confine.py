"""What a notebook's process does to itself before it runs the first line of student code."""

from __future__ import annotations

import functools
import os
import resource
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from . import cage, landlock, linux, memory, seccomp
from .syscalls import machine

OPEN_FILES = 256
IN_CAGE = ("/tmp", "/dev/shm", cage.HOME, "/dev/pts", "/dev/ptmx")  # noqa: S108
DEVICES = tuple(f"/dev/{name}" for name in cage.DEVICES)
SIGNALS_SINCE = landlock.SCOPES_SINCE


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """Which layers there are to be, and the ids and paths that they need.

    Attributes:
        caged: In namespaces, under the root of `grader.sandbox.inside.cage`; otherwise landlock
            and seccomp stand alone.
        uid: User of the zygote, in the zygote's own user namespace.
        gid: Group of the zygote.
        read: Where the cage is not: paths that may be read.
    """

    caged: bool
    uid: int
    gid: int
    read: Sequence[str] = ()


def set_limits(memory_mib: int, cpu_s: float, processes: int, disk_mib: int) -> None:
    """Hard limits; memory counts from what the process has reserved already."""
    memory.limit(memory_mib)
    cpu = max(1, round(cpu_s))
    for which, value in (
        (resource.RLIMIT_CPU, cpu),
        (resource.RLIMIT_NPROC, processes),
        (resource.RLIMIT_FSIZE, disk_mib << 20),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_MEMLOCK, 0),
        (resource.RLIMIT_MSGQUEUE, 0),
        (resource.RLIMIT_SIGPENDING, OPEN_FILES),
    ):
        _, hard = resource.getrlimit(which)
        if hard != resource.RLIM_INFINITY:
            value = min(value, hard)
        resource.setrlimit(which, (value, value))


@dataclass(frozen=True, slots=True)
class Held:
    """What holds before the last layer, the filter of system calls.

    Attributes:
        layers: Their names.
        profile: Which layers there are to be.
        landlock: The version that restricts this process, 0 if none does.
    """

    layers: tuple[str, ...]
    profile: Profile
    landlock: int


def confine(
    profile: Profile, limits: Mapping[str, float], work: str = "", work_uid: int = 0
) -> Held:
    """Put every layer on this process but the filter of system calls.

    Args:
        profile: What this machine allows.
        limits: ``memory_mib``, ``cpu_s``, ``processes``, ``disk_mib``.
        work: The folder for the notebook's files, where there is no cage.
        work_uid: The user to become there, where the zygote is root; 0 leaves it.

    Raises:
        OSError: If a layer that the profile has does not hold: nothing may run then.
    """
    disk = int(limits["disk_mib"])
    layers = _places(profile, disk, work, work_uid)
    set_limits(int(limits["memory_mib"]), limits["cpu_s"], int(limits["processes"]), disk)
    linux.no_new_privileges()
    layers += ["rlimits", "no_new_privs"]
    if profile.caged:
        abi = landlock.restrict(["/"], [*IN_CAGE, *DEVICES]) if landlock.version() else 0
        os.chdir(cage.HOME)
        linux.drop_capabilities()
        layers.append("no capabilities")
    else:
        abi = landlock.restrict([*profile.read, *DEVICES], [work, *DEVICES])
    if abi:
        layers.append(f"landlock {abi}")
    return Held(tuple(layers), profile, abi)


def seal(held: Held) -> list[str]:
    """Put the last layer on; the names of all that hold now.

    Raises:
        OSError: If it does not hold: nothing may run then.
    """
    caged = held.profile.caged
    only_to = None if caged or held.landlock >= SIGNALS_SINCE else os.getpid()
    seccomp.install(filter_for(caged, only_to))
    # Dumpable again, which a change of user undid: otherwise one's own /proc is root's.
    linux.prctl(linux.PR_SET_DUMPABLE, 1)
    return [*held.layers, "seccomp"]


def prepare(profile: Profile) -> None:
    """Assemble before the forks what `seal` puts on after them, where it is the same for all."""
    if profile.caged:
        filter_for(profile.caged, None)


@functools.cache
def filter_for(caged: bool, signals_only_to: int | None, /) -> bytes:  # noqa: FBT001 - a key
    """The filter of system calls, assembled once for each profile.

    Args:
        caged: See `Profile`.
        signals_only_to: See `seccomp.program`.
    """
    return seccomp.program(
        machine(), linux.NUMBERS, metadata=caged, signals_only_to=signals_only_to
    )


def _places(profile: Profile, disk_mib: int, work: str, work_uid: int) -> list[str]:
    """Go where the notebook lives: into mounts of its own, or into its folder."""
    if profile.caged:
        linux.map_ids(cage.STUDENT, profile.uid, profile.gid)
        cage.private_mounts(disk_mib)
        return ["user, pid, mount, net, ipc and uts namespaces", "read-only root", "tmpfs"]
    _move_to(work, work_uid)
    return ["fallback without namespaces", *(["another user"] if work_uid else [])]


def _move_to(work: str, uid: int) -> None:
    """Live in a folder of one's own, for want of a mount namespace."""
    for name in ("HOME", "TMPDIR"):
        os.environ[name] = work
    tempfile.tempdir = None
    if uid:
        cage.become(uid)
    os.chdir(work)
