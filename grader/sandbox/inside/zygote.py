"""The warm parent: imports everything once, then forks a caged child for each notebook.

It is one thread, holds nothing secret, and never reads a byte that a student could have written:
a job is three pipes, and a socket on which it says what became of the child.
"""

from __future__ import annotations

import array
import fcntl
import functools
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
from types import FrameType
from typing import NoReturn

from . import confine, forks, linux, sweep, warmup
from .launch import CONTROL
from .life import MOST_DESCRIPTORS, Life
from .shell import Runner

MESSAGE = 65_536
ROOM = socket.CMSG_SPACE(MOST_DESCRIPTORS * array.array("i").itemsize)
ENDED = b'{"ended": {"status": %d, "cpu_s": %.6f, "peak_mib": %.3f}}'


@dataclass(slots=True)
class _Child:
    """A notebook's process.

    Attributes:
        pid: The process.
        made_for: The job that it is to get, or one like it.
        orders: By which it gets its job.
        about: The grader's socket about it; ``None`` while it has no job.
    """

    pid: int
    made_for: bytes
    orders: socket.socket
    about: socket.socket | None = None


class Zygote:
    """Serves the control socket until the grader closes it.

    In a cage one child more than is needed is forked, which waits under the limits of the last job:
    most jobs of a class come with the same, and find a process that is confined and awake.

    Whatever it touches between two forks the kernel copies, a page at a time, for that child shares
    it. So it takes no message apart that it need not, and speaks in few words.
    """

    def __init__(self, profile: confine.Profile, runner: Runner) -> None:
        self._profile = profile
        self._control = socket.socket(fileno=CONTROL)
        self._flags = linux.NAMESPACES if profile.caged else 0
        self._children: dict[int, _Child] = {}
        self._spare = -1
        self._spare_for = b""
        self._life = Life(profile, runner, _library_descriptors())
        confine.prepare(profile)
        self._poll = select.poll()

    def announce(self) -> None:
        """Tell the grader that the first job may come."""
        _tell(self._control, b"ready")

    def serve(self) -> None:
        """Fork for every job that comes; reap; end when the control socket closes."""
        self._poll.register(self._control, select.POLLIN)
        while True:
            for descriptor, _ in self._poll.poll():
                if descriptor in self._children:
                    self._reap(descriptor)
                else:
                    self._accept()
            self._keep_a_spare()

    def _accept(self) -> None:
        """Give a child the job that has come."""
        message, ancillary, _, _ = self._control.recvmsg(MESSAGE, ROOM)
        if not message:
            os._exit(0)
        descriptors = array.array("i")
        for _, _, data in ancillary:
            descriptors.frombytes(data[: len(data) - len(data) % descriptors.itemsize])
        about, given = descriptors[0], descriptors[1:]  # no socket yet: a child would know of it
        try:
            pidfd = self._employ(message, given)
        except OSError as error:
            with socket.socket(fileno=about) as answer_to:
                _tell(answer_to, json.dumps({"refused": str(error)}).encode())
            return
        finally:
            for descriptor in given:
                os.close(descriptor)
        child = self._children[pidfd]
        child.about = socket.socket(fileno=about)
        _tell(child.about, b'{"started": %d}' % child.pid, array.array("i", [pidfd]))

    def _employ(self, message: bytes, given: array.array[int]) -> int:
        """The pidfd of a child that has the job: the spare one, if it suits.

        Raises:
            OSError: If there can be no child.
        """
        self._spare_for = message if self._profile.caged else b""
        spare, self._spare = self._spare, -1
        if spare >= 0:
            fits = self._children[spare].made_for == message
            if _order(self._children[spare], message if fits else b"", given) and fits:
                return spare
        pidfd = self._fork(message)
        _order(self._children[pidfd], message, given)  # if it is dead already, it will be reaped
        return pidfd

    def _keep_a_spare(self) -> None:
        """Fork the child of the next job, once for each job: there may be a reason that it dies."""
        job, self._spare_for = self._spare_for, b""
        if job:
            try:
                self._spare = self._fork(job)
            except OSError:
                return  # the next job will say why

    def _fork(self, job: bytes) -> int:
        """The pidfd of a new child for this job, which it has not got yet.

        Raises:
            OSError: If the kernel refuses.
        """
        limits = _limits(job)
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            with forks.of_ours():
                pid, pidfd = linux.clone(self._flags)
            if pid == 0:
                ours.close()
                self._forget()
                self._life.live(theirs, limits)
        except OSError:
            ours.close()
            raise
        finally:
            theirs.close()
        self._children[pidfd] = _Child(pid, job, ours)
        self._poll.register(pidfd, select.POLLIN)
        return pidfd

    def _forget(self) -> None:
        """In a child: know nothing of the others, and hold no number that a notebook may get."""
        self._control.close()
        for other in self._children.values():
            other.orders.close()
            if other.about is not None:
                other.about.close()
        self._children, self._spare_for, self._poll = {}, b"", select.poll()

    def _reap(self, pidfd: int) -> None:
        self._poll.unregister(pidfd)
        child = self._children.pop(pidfd)
        _, status, used = os.wait4(child.pid, 0)
        os.close(pidfd)
        child.orders.close()
        if pidfd == self._spare:
            self._spare = -1
        if not self._profile.caged:
            sweep.kill_strays({other.pid for other in self._children.values()})
        if child.about is not None:
            code = os.waitstatus_to_exitcode(status)
            figures = code, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024
            _tell(child.about, ENDED % figures)
            child.about.close()


@functools.lru_cache(maxsize=1)
def _limits(job: bytes) -> dict[str, float]:
    """The limits of a job, taken apart once for all children that are for jobs like it."""
    limits: dict[str, float] = json.loads(job)["limits"]
    return limits


def _order(child: _Child, message: bytes, given: array.array[int]) -> bool:
    """Give a child its job, or none with an empty message; whether it can have got it."""
    try:
        if message:
            child.orders.sendmsg([message], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, given)])
    except OSError:
        return False
    finally:
        child.orders.close()
    return True


def _tell(to: socket.socket, message: bytes, given: array.array[int] | None = None) -> None:
    """Say something to a grader that may be gone."""
    rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, given)] if given else []
    try:
        to.sendmsg([message], rights)
    except OSError:
        return


def _end_with_all(_number: int, _frame: FrameType | None) -> NoReturn:
    """Without a cage: end what notebooks have started, for the launcher that would is gone."""
    sweep.kill_strays(())
    os._exit(0)


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
    forks.stop_listening()
    if len(list(Path("/proc/self/task").iterdir())) != 1:
        raise RuntimeError("A library started a thread; the zygote must have one only.")
    if not profile.caged:
        linux.prctl(linux.PR_SET_CHILD_SUBREAPER, 1)
        signal.signal(signal.SIGTERM, _end_with_all)
        linux.prctl(linux.PR_SET_PDEATHSIG, signal.SIGTERM)
    zygote = Zygote(profile, runner)
    warmup.settle()
    sys.stdout.flush()
    sys.stderr.flush()
    zygote.announce()
    zygote.serve()
