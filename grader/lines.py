"""Lines through processes: in order, as they come, in bounded memory, and nothing stops the rest.

A process that dies, or is at one line for too long and is ended, costs that line and no other. All
processes are forked from one server that has imported what they need, so that they share its pages
and start in no time; each is retired after so many lines, whatever its libraries have kept.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from queue import Full, Queue
from threading import Event, Thread
from time import monotonic
from typing import Generic, TypeVar

R = TypeVar("R")

AT_HAND = 8
"""Lines that a process has waiting, so that it never idles."""

AHEAD = 256
"""Lines, at most, between the oldest that is not done and the newest that is being worked at."""

LINES_EACH = 600
"""Lines that a process is given before another one takes its place."""

_READ_AHEAD = 64
_GRACE_S = 2.0
_LOOK_S = 0.2
_START_S = 60.0
_SERVER = multiprocessing.get_context("forkserver")


def cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass
class _Worker(Generic[R]):
    """A process and what it was given and has not answered yet, oldest first.

    Attributes:
        left: Lines that it may still be given.
        since: When it began with its oldest line; in the future while it starts.
    """

    process: BaseProcess
    pipe: Connection
    left: int
    given: deque[tuple[int, str]] = field(default_factory=deque)
    since: float = field(default_factory=lambda: monotonic() + _START_S)

    @property
    def has_room(self) -> bool:
        """Whether it may be given a line now."""
        return self.left > 0 and len(self.given) < AT_HAND

    @property
    def is_retired(self) -> bool:
        """Whether it has done all it may."""
        return self.left <= 0 and not self.given

    def give(self, number: int, line: str) -> None:
        """Hand over a line; a process that died meanwhile is noticed when it is read from."""
        if not self.given:
            self.since = max(self.since, monotonic())
        self.left -= 1
        self.given.append((number, line))
        with suppress(BrokenPipeError, ConnectionResetError):
            self.pipe.send((number, line))

    def end(self) -> None:
        """End the process, whatever it is at."""
        self.pipe.close()
        self.process.join(0.05)
        if self.process.is_alive():
            self.process.terminate()
            self.process.join(_GRACE_S)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()


class _Feed:
    """Numbered lines from an iterable that may block.

    A thread reads them, so that results need not wait for the next line.

    Attributes:
        waiter: Readable while there is something to take.
    """

    def __init__(self, lines: Iterable[str]) -> None:
        self.waiter, self._bell = _SERVER.Pipe(duplex=False)
        self._queue: Queue[tuple[int, str] | BaseException | None] = Queue(_READ_AHEAD)
        self._stopped = Event()
        Thread(target=self._read, args=(lines,), daemon=True).start()

    def take(self) -> tuple[int, str] | None:
        """The next line, ``None`` at the end; only when `waiter` is readable."""
        self.waiter.recv()
        item = self._queue.get()
        if isinstance(item, BaseException):
            raise item
        return item

    def stop(self) -> None:
        """Read no further."""
        self._stopped.set()

    def _read(self, lines: Iterable[str]) -> None:
        try:
            for item in enumerate(lines, 1):
                if not self._put(item):
                    return
            self._put(None)
        except BaseException as error:  # noqa: BLE001 - raised again where the line is taken
            self._put(error)

    def _put(self, item: tuple[int, str] | BaseException | None) -> bool:
        while not self._stopped.is_set():
            try:
                self._queue.put(item, timeout=_LOOK_S)
            except Full:
                continue
            self._bell.send(None)
            return True
        return False


class Lines(Generic[R]):
    """Runs a function of a numbered line in several processes.

    Args:
        function: Of the number (from 1) and the line; a module's own, so that it can be sent.
        lost: What a line gives whose process died or was stopped: of the line and a reason.
        workers: Number of processes.
        limit_s: How long one line may take.
        lines_each: How many lines a process is given before another one takes its place.
        preload: Module that the server imports before the first process; otherwise that of the
            function.
    """

    def __init__(
        self,
        function: Callable[[int, str], R],
        lost: Callable[[str, str], R],
        *,
        workers: int,
        limit_s: float = 30.0,
        lines_each: int = LINES_EACH,
        preload: str | None = None,
    ) -> None:
        self._function = function
        self._lost = lost
        self._limit_s = limit_s
        self._lines_each = lines_each
        self._preload = preload or getattr(function, "func", function).__module__  # of a partial
        self._most = max(1, workers)
        self._workers: list[_Worker[R]] = []
        self._done: dict[int, R] = {}

    def map(self, lines: Iterable[str]) -> Iterator[R]:
        """Results in the order of the lines; lines are taken only as there is room."""
        feed = _Feed(lines)
        oldest, newest, more = 1, 0, True
        try:
            while more or oldest <= newest:
                has_room = more and newest - oldest + 1 < AHEAD and self._has_room()
                if self._wait(feed if has_room else None):
                    new = feed.take()
                    if new is None:
                        more = False
                    else:
                        newest = new[0]
                        self._free().give(*new)
                while oldest in self._done:
                    yield self._done.pop(oldest)
                    oldest += 1
        finally:
            feed.stop()
            self.close()

    def close(self) -> None:
        """End every process."""
        while self._workers:
            self._workers.pop().end()

    def _has_room(self) -> bool:
        return len(self._workers) < self._most or any(worker.has_room for worker in self._workers)

    def _free(self) -> _Worker[R]:
        """The process with the least to do; a new one while there may be more."""
        able = (worker for worker in self._workers if worker.left > 0)
        least = min(able, key=lambda worker: len(worker.given), default=None)
        if least is None or (least.given and len(self._workers) < self._most):
            return self._start()
        return least

    def _start(self) -> _Worker[R]:
        _SERVER.set_forkserver_preload([self._preload])
        ours, theirs = _SERVER.Pipe()
        process = _SERVER.Process(target=_work, args=(theirs, self._function))
        process.start()
        theirs.close()
        self._workers.append(_Worker(process, ours, self._lines_each))
        return self._workers[-1]

    def _wait(self, feed: _Feed | None) -> bool:
        """Wait for a line, an answer, a death or a time limit; note all but the first.

        Returns:
            Whether there is a line to take from the feed.
        """
        busy = {worker.pipe: worker for worker in self._workers if worker.given}
        first = min((worker.since for worker in busy.values()), default=None)
        timeout = None if first is None else max(0.0, first + self._limit_s - monotonic())
        waited = wait([*busy, *([feed.waiter] if feed else [])], timeout)
        for pipe, worker in busy.items():
            if pipe in waited:
                self._receive(worker)
            elif worker.since + self._limit_s <= monotonic():
                self._replace(worker, f"stopped after {self._limit_s:g} s")
        return feed is not None and feed.waiter in waited

    def _receive(self, worker: _Worker[R]) -> None:
        try:
            answer = worker.pipe.recv()
        except (EOFError, ConnectionResetError):
            self._replace(worker, "its process died")
            return
        worker.since = monotonic()
        if answer is not None:
            worker.given.popleft()
            self._done[answer[0]] = answer[1]
        if worker.is_retired:
            self._workers.remove(worker)
            worker.end()

    def _replace(self, worker: _Worker[R], reason: str) -> None:
        """Give up the line that a process was at; the lines behind it go to a new process."""
        self._workers.remove(worker)
        worker.end()
        number, line = worker.given.popleft()
        self._done[number] = self._lost(line, reason)
        if worker.given:
            heir = self._start()
            for waiting in worker.given:
                heir.give(*waiting)


def _work(pipe: Connection, function: Callable[[int, str], R]) -> None:
    """A process's life: lines in, results out, until the other side is gone."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.freeze()  # what is shared with the server stays so: the collector does not touch it
    with suppress(EOFError, BrokenPipeError, ConnectionResetError):
        pipe.send(None)  # everything is imported: from now on time counts
        while True:
            number, line = pipe.recv()
            pipe.send((number, function(number, line)))
