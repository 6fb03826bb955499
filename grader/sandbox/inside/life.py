"""The life of a notebook's process: it confines itself, is told what to run, runs it, and ends."""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from . import confine, frames, interrupts, linux, warmup
from .shell import Runner

ORDERS = 65_536
"""Bytes of a job at most."""
MOST_DESCRIPTORS = 16
PIPES = 3
ARGUMENTS = ("ipykernel_launcher.py", "-f", "kernel.json", "--HistoryManager.hist_file=:memory:")
"""A kernel's, which a student's own ``parse_args()`` stumbles over in Jupyter as well."""
EXIT_UNCONFINED = 71
EXIT_BROKEN = 70


@dataclass(frozen=True, slots=True)
class Life:
    """What a child has from the warm parent.

    Attributes:
        profile: Which layers there are to be.
        runner: The warm shell.
        libraries: Descriptors that libraries hold open, of files that are only read.
    """

    profile: confine.Profile
    runner: Runner
    libraries: Iterable[int]

    def live(self, orders: socket.socket, limits: Mapping[str, float]) -> NoReturn:
        """Be a notebook's process, from just after the fork to its end.

        In a cage everything that can be done before there is a notebook is done before it is
        asked for, so that nobody waits for it.

        Args:
            orders: Where the job comes from: a message and its descriptors, once.
            limits: That this process is for, and every job that it gets.
        """
        failure: BaseException | None = None
        held: confine.Held | None = None
        try:
            self._detach(orders.fileno())
            if self.profile.caged:
                held = confine.confine(self.profile, limits)
                self._wake()
        except BaseException as error:  # noqa: BLE001 - said when there is somebody to say it to
            failure = error
        code = EXIT_UNCONFINED
        try:
            message, incoming = self._receive(orders)
            if failure is not None:
                raise failure
            if held is None:
                job = json.loads(message)
                held = confine.confine(self.profile, limits, job.get("work", ""), job.get("uid", 0))
            layers = confine.seal(held)
            code = EXIT_BROKEN
            self.runner.wire.raw("confined", {"layers": layers})
            if not self.profile.caged:
                self._wake()
            self._run(incoming)
            code = 0
        except BaseException as error:  # noqa: BLE001 - the process ends here, whatever it was
            try:
                self.runner.wire.raw("broken", {"error": f"{type(error).__name__}: {error}"})
            except BaseException:  # noqa: BLE001
                code = EXIT_BROKEN
        os._exit(code)

    def _detach(self, orders: int) -> None:
        """Let go of all that is the warm parent's."""
        _close_all_but({0, 1, 2, orders, *self.libraries})
        for descriptor in self.libraries:
            _open_for_itself(descriptor)
        os.setsid()
        signal.signal(signal.SIGTERM, signal.SIG_DFL)  # the warm parent's own is not for children
        linux.prctl(linux.PR_SET_PDEATHSIG, signal.SIGKILL)
        self.runner.wire.capture()

    def _wake(self) -> None:
        """Become a shell that waits for its first cell."""
        _fresh_randomness()
        warmup.awake()
        _import_from_home()
        sys.argv = [*ARGUMENTS]
        if not self.profile.caged:
            self.runner.without_terminals()
        self.runner.start()
        self.runner.limber()

    def _receive(self, orders: socket.socket) -> tuple[bytes, int]:
        """The job, and the pipe on which the notebook comes; ends where nobody wants it."""
        message, given, _, _ = socket.recv_fds(orders, ORDERS, MOST_DESCRIPTORS)
        orders.close()
        if not message:
            os._exit(0)
        for descriptor in given:
            os.set_inheritable(descriptor, False)  # noqa: FBT003 - os's own signature
        (incoming, *ends), groups = given[:PIPES], given[PIPES:]
        for group in groups:
            os.write(group, b"0")
            os.close(group)
        for descriptor in ends:
            os.set_blocking(descriptor, False)
        self.runner.wire.descriptor, self.runner.wire.bell = ends
        return message, incoming

    def _run(self, incoming: int) -> None:
        runner = self.runner
        request = frames.receive(incoming)
        runner.interrupts.listen(incoming)
        last = runner.run([(int(index), str(source)) for index, source in request["cells"]])
        runner.wire.raw("done", {"last": last})
        runner.wire.ring()
        for number, (cell, arguments) in enumerate(interrupts.calls(incoming)):
            runner.call(number, cell, arguments)
        runner.wire.raw("bye", {})


def _import_from_home() -> None:
    """Modules of the notebook's own come behind the standard library, as IPython places them."""
    folders = (Path(path).name for path in sys.path)
    packages = (at for at, name in enumerate(folders) if name in {"site-packages", "dist-packages"})
    sys.path.insert(next(packages, 0), "")


def _fresh_randomness() -> None:
    """Global generators do not notice a fork, or not one of the warm parent."""
    random, numpy = sys.modules.get("random"), sys.modules.get("numpy")
    if random is not None:
        random.seed()
    if numpy is not None:
        numpy.random.seed(int.from_bytes(os.urandom(4), "little"))


def _open_for_itself(descriptor: int) -> None:
    """A place in a file that is shared with the warm parent is a slate for the next notebook."""
    own = os.open(f"/proc/self/fd/{descriptor}", os.O_RDONLY)
    os.lseek(own, os.lseek(descriptor, 0, os.SEEK_CUR), os.SEEK_SET)
    os.dup2(own, descriptor, inheritable=False)
    os.close(own)


def _close_all_but(kept: set[int]) -> None:
    ends = sorted(kept)
    for below, above in zip(ends, [*ends[1:], 1 << 31], strict=True):
        if above - below > 1:
            linux.close_range(below + 1, above - 1)
