"""The process between the grader and a cage: builds it, starts its first process, waits."""

from __future__ import annotations

import json
import os
import signal
import sys
from dataclasses import replace
from pathlib import Path

from . import cage, confine, landlock, linux, seccomp, sweep
from .syscalls import machine

CONTROL = 3
"""Descriptor of the control socket, in this process and in the zygote."""
SOCKETS, CONNECTION = "/run/gradus", "/run/kernel.json"
"""Where a caged Jupyter kernel finds its folder for sockets and its connection file."""


def main() -> None:
    """Read the plan from standard input, start the zygote in a cage or without, wait for it.

    Exits with 0 if the zygote did, with 70 if the cage could not be built.
    """
    request = json.load(sys.stdin)
    plan = cage.Plan(**request["plan"])
    caged = bool(request["caged"])
    privileged = plan.uid is not None
    if request["control"] != CONTROL:
        os.dup2(request["control"], CONTROL)
        os.close(request["control"])
    os.set_inheritable(CONTROL, True)  # noqa: FBT003 - the standard library's own signature
    try:
        if caged:
            cage.enter_namespaces(privileged=privileged)
        else:  # what notebooks started comes to this process when the zygote is killed
            linux.prctl(linux.PR_SET_CHILD_SUBREAPER, 1)
        pid = os.fork()
        if pid == 0:
            _become_zygote(plan, caged=caged)
    except OSError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(70)
    os.close(CONTROL)
    _wait(pid)


def _wait(pid: int) -> None:
    _, status = os.waitpid(pid, 0)
    sweep.kill_strays(())
    sys.exit(os.waitstatus_to_exitcode(status) and 70)


def kernel() -> None:
    """Start a stock Jupyter kernel in a cage: ``PLAN CONNECTION`` are files outside.

    The kernel's sockets are files in a folder of the grader's that the cage has at `SOCKETS`.
    Unlike the zygote this process ends with the thread that started it, and interrupts, which
    Jupyter sends to the whole process group, are for the kernel alone.
    """
    linux.prctl(linux.PR_SET_PDEATHSIG, signal.SIGKILL)
    request = json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))
    connection = json.loads(Path(sys.argv[3]).read_text(encoding="utf-8"))
    connection["ip"] = f"{SOCKETS}/{Path(connection['ip']).name}"
    plan = cage.Plan(**request["plan"])
    plan = replace(plan, files={**plan.files, CONNECTION: json.dumps(connection)})
    try:
        cage.enter_namespaces(privileged=plan.uid is not None)
        pid = os.fork()
        if pid == 0:
            _become_kernel(plan, request["limits"])
    except OSError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(70)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _wait(pid)


def _become_kernel(plan: cage.Plan, limits: dict[str, float]) -> None:
    cage.build(plan)
    linux.raise_loopback()
    cage.private_mounts(int(limits["disk_mib"]), cage.STUDENT if plan.uid is None else plan.uid)
    if plan.uid is not None:
        linux.drop_bounding_set()
        cage.become(plan.uid)
        linux.prctl(linux.PR_SET_DUMPABLE, 1)  # one's own /proc is root's otherwise
        # A user namespace as well: the limit of processes counts in it, and only in it.
        linux.unshare(linux.NEWUSER)
        linux.map_ids(cage.STUDENT, plan.uid, plan.uid)
    confine.set_limits(
        int(limits["memory_mib"]),
        limits["cpu_s"],
        int(limits["processes"]),
        int(limits["disk_mib"]),
    )
    linux.no_new_privileges()
    linux.prctl(linux.PR_SET_PDEATHSIG, signal.SIGKILL)
    os.chdir(cage.HOME)
    landlock.restrict(["/"], [*confine.IN_CAGE, *confine.DEVICES], [SOCKETS])
    seccomp.install(seccomp.program(machine(), linux.NUMBERS, sockets=True))
    os.execve(plan.command[0], list(plan.command), dict(plan.environment))  # noqa: S606


def _become_zygote(plan: cage.Plan, *, caged: bool) -> None:
    os.setsid()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if caged:
        cage.build(plan)
        if plan.uid is not None:
            linux.drop_bounding_set()
            cage.become(plan.uid)
    linux.no_new_privileges()
    linux.prctl(linux.PR_SET_PDEATHSIG, signal.SIGKILL)
    null = os.open("/dev/null", os.O_RDONLY)
    os.dup2(null, 0)
    os.execve(plan.command[0], list(plan.command), dict(plan.environment))  # noqa: S606
