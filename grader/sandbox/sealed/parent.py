"""The warm parent as the grader sees it: a process that forks a notebook's when it is asked."""

from __future__ import annotations

import json
import os
import signal
import socket
import stat
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from grader.errors import GraderError
from grader.sandbox.inside.cage import Plan
from grader.sandbox.scratch import Scratch
from grader.sandbox.sealed import stack
from grader.sandbox.sealed.usage import memory_kib

NOBODY = 65_534
START_S = 90.0
STOP_S = 5.0
MESSAGE = 65_536


class CannotSeal(GraderError):
    """The cage could not be built on this machine; the message says what the kernel refused."""


class WarmParent:
    """A zygote in a cage (or, without namespaces, under landlock), ready to fork.

    Args:
        caged: In namespaces.

    Raises:
        CannotSeal: If it does not come up.
    """

    def __init__(self, *, caged: bool) -> None:
        self.caged = caged
        self.owner = os.getpid()
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._control = ours
        self._home = Scratch()
        with tempfile.TemporaryFile() as log, theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-S", "-c", stack.LAUNCH, str(stack.INSIDE)],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                pass_fds=(theirs.fileno(),),
                env={"LANG": "C.UTF-8"},
                cwd="/",
            )
            request = {
                "plan": self._plan().to_json(),
                "caged": caged,
                "control": theirs.fileno(),
            }
            self._ask(request)
            theirs.close()
            self._await_ready(log)
        try:
            self.base_kib = memory_kib(self.warm_pid)
        except CannotSeal:
            self.close()
            raise

    def _plan(self) -> Plan:
        uid = NOBODY if os.geteuid() == 0 else None
        if self.caged:
            return stack.plan(uid)
        if uid is not None:
            _everybody_can_reach([stack.interpreter(), *map(Path, stack.import_path())])
        home = self._home.name
        path = json.dumps([stack.readable(), stack.import_path()])
        command = [sys.executable, "-S", "-s", "-P", "-c", stack.UNCAGED, str(stack.INSIDE), path]
        return Plan(
            binds=(),
            empty=(),
            links={},
            files={},
            command=command,
            environment=stack.environment(home, "/usr/bin:/bin"),
            uid=None,
        )

    def _ask(self, request: Mapping[str, Any]) -> None:
        pipe = self._process.stdin
        if pipe is None:
            raise CannotSeal("The sandbox's launcher has no standard input.")
        try:
            pipe.write(json.dumps(request).encode())
            pipe.close()
        except BrokenPipeError:
            return  # what it says on standard error is read when it is not ready

    def _await_ready(self, log: Any) -> None:
        self._control.settimeout(START_S)
        try:
            if self._control.recv(MESSAGE):
                self._control.setblocking(True)  # noqa: FBT003 - socket's own signature
                return
            why = "it ended"
        except TimeoutError:
            why = f"it was not ready after {START_S:g} s"
        self.close()
        log.seek(0)
        lines = log.read().decode("utf-8", "replace").strip().splitlines() or [why]
        raise CannotSeal(f"The sandbox did not start: {lines[-1]}")

    def submit(self, job: Mapping[str, Any], descriptors: Sequence[int]) -> None:
        """Ask for a child; the first descriptor is the socket on which the answer comes.

        Raises:
            OSError: If the parent is gone.
        """
        socket.send_fds(self._control, [json.dumps(job).encode()], list(descriptors))

    @property
    def warm_pid(self) -> int:
        """The zygote's process, the only child of the launcher's.

        Raises:
            CannotSeal: If it is gone.
        """
        launcher = self._process.pid
        try:
            found = Path(f"/proc/{launcher}/task/{launcher}/children").read_text(encoding="ascii")
        except OSError:
            found = ""
        if not found.split():
            raise CannotSeal("The sandbox's own process has been ended.")
        return int(found.split()[0])

    def alive(self) -> bool:
        """Whether the process still runs, and belongs to this one."""
        return os.getpid() == self.owner and self._process.poll() is None

    def kill(self) -> None:
        """End it now, without asking; its launcher ends what notebooks have left, and follows."""
        with suppress(CannotSeal, OSError):
            os.kill(self.warm_pid, signal.SIGKILL)
        self._wait()

    def close(self) -> None:
        """End it and every child of it."""
        self._control.close()
        if os.getpid() != self.owner:
            return
        self._wait()
        self._home.remove()

    def _wait(self) -> None:
        try:
            self._process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def _everybody_can_reach(paths: Sequence[Path]) -> None:
    """Without a cage another user runs the notebook, and must reach the interpreter.

    Raises:
        CannotSeal: If a folder on the way is closed.
    """
    for path in paths:
        for folder in path.parents:
            if not folder.stat().st_mode & stat.S_IXOTH:
                raise CannotSeal(
                    f"Only root may enter {folder}, where the grader's Python is, and without "
                    "namespaces notebooks run as another user. Install the grader elsewhere."
                )
