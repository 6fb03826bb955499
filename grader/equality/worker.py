"""A process for what may hang, abort or swallow memory: it is killed at the end of its time.

FLINT can abort its process, and one multiplication can take a minute during which no signal is
delivered. So the expensive rungs run in a child that reads a job as a line of JSON, answers with
one, and is killed from outside if it is late. It is started when it is first needed, at once after
a kill (so that the next one need not wait), and anew in a forked process; threads take turns.
"""

from __future__ import annotations

import atexit
import json
import os
import selectors
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import Any

from grader.equality.domain import Domain
from grader.equality.outcome import tree_to_json
from grader.tree import Tree

JSON = Any

_START_SECONDS = 30.0
_CHUNK = 65_536
_LOOK_SECONDS = 0.1
PATIENCE = 12.0
_TOO_LATE: JSON = {"late": True}
_LONGEST_ANSWER = 1_000_000
_FAIR = 0.9
"""Of its time: who got less of it was not at fault."""


class Worker:
    """One child process, and the turn of whoever uses it.

    Attributes:
        memory_mib: Address space of the child.
        restarts: How often it had to be killed or was found dead.
    """

    def __init__(self, memory_mib: int = 2_048) -> None:
        self.memory_mib = memory_mib
        self.restarts = 0
        self._turn = Lock()
        self._owner = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._is_ready = False

    def ask(self, job: dict[str, JSON], seconds: float) -> JSON:
        """Have a job done.

        Args:
            job: Plain data.
            seconds: Processor time after which the child is killed; of the wall's time it has
                `PATIENCE` times as much, for a busy machine. Starting it does not count.

        Returns:
            The answer; ``None`` if there was none in time, or the child died of the job; ``late``
            alone if the machine was too busy to give it its processor time.
        """
        with self._turn:
            process = self._alive()
            if process is None:
                return _TOO_LATE
            line = json.dumps({**job, "seconds": seconds}).encode() + b"\n"
            began = _processor_seconds(process.pid)
            answer = self._exchange(process, line, seconds)
            if answer is None:
                got = _share(process, began, seconds)
                self._kill()
                self.restarts += 1
                self._launch()
                return None if got is None or got >= _FAIR else _TOO_LATE
            return json.loads(answer)

    def close(self) -> None:
        """End the child."""
        with self._turn:
            self._kill()

    def _alive(self) -> subprocess.Popen[bytes] | None:
        """The child, started or started again if need be."""
        if self._owner != os.getpid():  # a fork shares the parent's pipes: leave that child to it
            self._process, self._owner = None, os.getpid()
        if self._process is not None and self._process.poll() is not None:
            self._kill()
            self.restarts += 1
        if self._process is None:
            self._launch()
        if self._process is not None and not self._is_ready:
            self._is_ready = self._exchange(self._process, b"", _START_SECONDS) is not None
            if not self._is_ready:
                self._kill()
        return self._process

    def _launch(self) -> None:
        """Start the child without waiting for it."""
        environment = {**os.environ, "PYTHONHASHSEED": "0", "OMP_NUM_THREADS": "1"}
        self._is_ready = False
        self._process = subprocess.Popen(
            [sys.executable, "-m", "grader.equality.job", str(self.memory_mib)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            bufsize=0,
            start_new_session=True,
        )

    def _exchange(
        self, process: subprocess.Popen[bytes], line: bytes, seconds: float
    ) -> bytes | None:
        """Send a line and wait for one."""
        if process.stdin is None or process.stdout is None:
            return None
        received, began = b"", _processor_seconds(process.pid)
        deadline = monotonic() + seconds * (1.0 if began is None else PATIENCE)
        try:
            process.stdin.write(line)
            with selectors.DefaultSelector() as selector:
                selector.register(process.stdout, selectors.EVENT_READ)
                while not received.endswith(b"\n") and len(received) < _LONGEST_ANSWER:
                    spent = (_processor_seconds(process.pid) or 0.0) - (began or 0.0)
                    left = min(deadline - monotonic(), seconds - spent)
                    if left <= 0:
                        return None
                    if not selector.select(min(left, _LOOK_SECONDS)):
                        continue
                    chunk = os.read(process.stdout.fileno(), _CHUNK)
                    if not chunk:
                        return None
                    received += chunk
        except OSError:
            return None
        return received

    def _kill(self) -> None:
        process, self._process = self._process, None
        if process is None or self._owner != os.getpid():
            return
        process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
        process.wait()


def _share(process: subprocess.Popen[bytes], began: float | None, seconds: float) -> float | None:
    """Which part of its processor time a child got; ``None`` if it died, or nobody knows."""
    now = _processor_seconds(process.pid)
    if began is None or now is None or process.poll() is not None:
        return None
    return (now - began) / seconds if seconds > 0 else 1.0


def _processor_seconds(pid: int) -> float | None:
    """Processor time of a process so far; ``None`` where the system does not say."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
    except (OSError, IndexError):
        return None
    return sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")


_shared = Worker()
atexit.register(_shared.close)
os.register_at_fork(after_in_child=lambda: _forget())


def _forget() -> None:
    """In a forked child: a lock that another thread held at the fork is never released there."""
    global _shared
    _shared = Worker(_shared.memory_mib)


def ask(job: dict[str, JSON], seconds: float) -> JSON:
    """Have a job done by this process's worker; see `Worker.ask`."""
    return _shared.ask(job, seconds)


def pair_as_json(a: Tree, b: Tree, domain: Domain) -> dict[str, JSON]:
    """Two trees and their domain as plain data."""
    return {
        "a": tree_to_json(a),
        "b": tree_to_json(b),
        "symbols": {name: values.words(name) for name, values in domain.symbols.items()},
        "constraints": [tree_to_json(condition) for condition in domain.constraints],
    }
