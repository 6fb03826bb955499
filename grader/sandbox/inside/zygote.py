"""The warm parent: imports everything once, then forks a caged child for each notebook.

It is one thread, holds nothing secret, and never reads a byte that a student could have written:
a job is three pipes, and a socket on which it says what became of the child.
"""

from __future__ import annotations

import array
import fcntl
import json
import os
import select
import signal
import socket
import stat
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import confine, frames, interrupts, linux, sweep, warmup
from .launch import CONTROL
from .shell import Runner

MESSAGE = 65_536
EXIT_UNCONFINED = 71
EXIT_BROKEN = 70


@dataclass(frozen=True, slots=True)
class _Job:
    """A running child and the grader's socket about it."""

    pid: int
    socket: socket.socket


class Zygote:
    """Serves the control socket until the grader closes it."""

    def __init__(self, profile: confine.Profile, runner: Runner) -> None:
        self._profile, self._runner = profile, runner
        self._control = socket.socket(fileno=CONTROL)
        self._flags = linux.NAMESPACES if profile.caged else 0
        self._jobs: dict[int, _Job] = {}
        self._library = _library_descriptors()

    def announce(self, message: dict[str, Any]) -> None:
        """Tell the grader something on the control socket."""
        _tell(self._control, message)

    def serve(self) -> None:
        """Fork for every job that comes; reap; end when the control socket closes."""
        poll = select.poll()
        poll.register(self._control, select.POLLIN)
        while True:
            for descriptor, _ in poll.poll():
                if descriptor != self._control.fileno():
                    poll.unregister(descriptor)
                    self._reap(descriptor)
                elif (pidfd := self._accept()) >= 0:
                    poll.register(pidfd, select.POLLIN)

    def _accept(self) -> int:
        """Start a job; the pidfd of its child, -1 if there is none."""
        message, ancillary, _, _ = self._control.recvmsg(MESSAGE, socket.CMSG_SPACE(16 * 4))
        if not message:
            os._exit(0)
        descriptors = array.array("i")
        for _, _, data in ancillary:
            descriptors.frombytes(data[: len(data) - len(data) % descriptors.itemsize])
        about, *pipes = descriptors
        job = json.loads(message)
        answer_to = socket.socket(fileno=about)
        pid = pidfd = -1
        try:
            pid, pidfd = linux.clone(self._flags)
            if pid == 0:
                self._child(job, pipes[:3], pipes[3:])
            packed = json.dumps({"started": pid}).encode()
            socket.send_fds(answer_to, [packed], [pidfd])
            self._jobs[pidfd] = _Job(pid, answer_to)
        except OSError as error:
            if pid < 0:
                _tell(answer_to, {"refused": str(error)})
        finally:
            for descriptor in pipes:
                os.close(descriptor)
        if pid > 0:
            self._jobs.setdefault(pidfd, _Job(pid, answer_to))
        else:
            answer_to.close()
        return pidfd

    def _reap(self, pidfd: int) -> None:
        job = self._jobs.pop(pidfd)
        _, status, used = os.wait4(job.pid, 0)
        os.close(pidfd)
        if not self._profile.caged:
            sweep.kill_strays({other.pid for other in self._jobs.values()})
        ended = {
            "status": os.waitstatus_to_exitcode(status),
            "cpu_s": used.ru_utime + used.ru_stime,
            "peak_mib": used.ru_maxrss / 1024,
        }
        _tell(job.socket, {"ended": ended})
        job.socket.close()

    def _child(self, job: dict[str, Any], pipes: list[int], groups: list[int]) -> None:
        """The life of a notebook; never returns."""
        code = EXIT_UNCONFINED
        try:
            self._control.detach()
            _close_all_but({0, 1, 2, *pipes, *groups, *self._library})
            for group in groups:
                os.write(group, b"0")
                os.close(group)
            for descriptor in pipes:
                os.set_inheritable(descriptor, False)  # noqa: FBT003 - os's own signature
            incoming, *ends = pipes
            for descriptor in ends:
                os.set_blocking(descriptor, False)
            os.setsid()
            linux.prctl(linux.PR_SET_PDEATHSIG, signal.SIGKILL)
            self._runner.wire.descriptor, self._runner.wire.bell = ends
            self._runner.wire.capture()
            work = job.get("work", "")
            layers = confine.confine(self._profile, job["limits"], work, job.get("uid", 0))
            code = EXIT_BROKEN
            self._runner.wire.raw("confined", {"layers": layers})
            self._live(incoming)
            code = 0
        except BaseException as error:  # noqa: BLE001 - the process ends here, whatever it was
            try:
                self._runner.wire.raw("broken", {"error": f"{type(error).__name__}: {error}"})
            except BaseException:  # noqa: BLE001
                code = EXIT_BROKEN
        os._exit(code)

    def _live(self, incoming: int) -> None:
        runner = self._runner
        _fresh_randomness()
        warmup.awake()
        sys.path.insert(0, "")
        sys.argv = ["ipykernel_launcher.py"]
        if not self._profile.caged:
            runner.without_terminals()
        runner.start()
        request = frames.receive(incoming)
        runner.interrupts.listen(incoming)
        runner.run([(int(index), str(source)) for index, source in request["cells"]])
        runner.wire.raw("done", {})
        runner.wire.ring()
        for number, (cell, arguments) in enumerate(interrupts.calls(incoming)):
            runner.call(number, cell, arguments)
        runner.wire.raw("bye", {})


def _tell(to: socket.socket, message: dict[str, Any]) -> None:
    """Say something to a grader that may be gone."""
    try:
        to.send(json.dumps(message).encode())
    except OSError:
        return


def _fresh_randomness() -> None:
    """Numpy's global generator is the only one that does not notice a fork."""
    numpy = sys.modules.get("numpy")
    if numpy is not None:
        numpy.random.seed(int.from_bytes(os.urandom(4), "little"))


def _library_descriptors() -> frozenset[int]:
    """Files that libraries hold open, such as fonts; the child must keep just those.

    Raises:
        RuntimeError: If one is not a regular file that is only read: it could carry something.
    """
    kept = set()
    for link in list(Path("/proc/self/fd").iterdir()):
        descriptor = int(link.name)
        if descriptor <= CONTROL:
            continue
        try:
            mode = os.fstat(descriptor).st_mode
        except OSError:
            continue  # the listing's own descriptor
        access = fcntl.fcntl(descriptor, fcntl.F_GETFL) & os.O_ACCMODE
        if not stat.S_ISREG(mode) or access != os.O_RDONLY:
            raise RuntimeError(f"A library holds {link.readlink()} open.")
        kept.add(descriptor)
    return frozenset(kept)


def _close_all_but(kept: set[int]) -> None:
    ends = sorted(kept)
    for below, above in zip(ends, [*ends[1:], 1 << 31], strict=True):
        if above - below > 1:
            linux.close_range(below + 1, above - 1)


def main(caged: str, read: Sequence[str]) -> None:
    """Warm up, say so on the control socket, serve.

    Args:
        caged: ``"caged"`` in namespaces; anything else relies on landlock.
        read: Without a cage: the paths that may be read.
    """
    profile = confine.Profile(
        caged=caged == "caged", uid=os.getuid(), gid=os.getgid(), read=tuple(read)
    )
    runner = Runner()
    warmup.warm(runner)
    if len(list(Path("/proc/self/task").iterdir())) != 1:
        raise RuntimeError("A library started a thread; the zygote must have one only.")
    if not profile.caged:
        linux.prctl(linux.PR_SET_CHILD_SUBREAPER, 1)
    zygote = Zygote(profile, runner)
    warmup.settle()
    sys.stdout.flush()
    sys.stderr.flush()
    zygote.announce({"ready": True})
    zygote.serve()
