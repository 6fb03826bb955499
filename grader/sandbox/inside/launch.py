"""The process between the grader and the cage: builds it, becomes its first process, waits."""

from __future__ import annotations

import json
import os
import signal
import sys

from . import cage, linux

CONTROL = 3
"""Descriptor of the control socket, in this process and in the zygote."""


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
        pid = os.fork()
        if pid == 0:
            _become_zygote(plan, caged=caged)
    except OSError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(70)
    os.close(CONTROL)
    _, status = os.waitpid(pid, 0)
    sys.exit(os.waitstatus_to_exitcode(status) and 70)


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
