"""Stations on this machine: a pool of processes that survives the death of any of them."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from typing import Any

from grader.lines import cores as cores  # the pool's users ask it here
from grader.station import Work, do, open_station

AHEAD = 2
"""Tasks a worker has waiting, so that it never idles and memory stays bounded."""


class LocalPool:
    """Runs tasks in processes of their own. A task whose process dies is tried once more, alone.

    Args:
        work: What all tasks have in common.
        workers: Processes; one a core if not given.
    """

    def __init__(self, work: Work, workers: int | None = None) -> None:
        self.workers = workers or cores()
        self._work = work
        self._executor = self._open(self.workers)

    def map(self, tasks: Iterable[tuple[Any, bytes]]) -> Iterator[tuple[Any, bytes | None]]:
        """Results as they come, each with the tag of its task; ``None`` where processes died.

        Tasks are taken from the iterable only as workers become free.
        """
        running: dict[Future[bytes], tuple[Any, bytes]] = {}
        source = iter(tasks)
        while True:
            broken: list[tuple[Any, bytes]] = []
            while len(running) < self.workers * AHEAD and (new := next(source, None)) is not None:
                try:
                    running[self._executor.submit(do, new[1])] = new
                except BrokenProcessPool:  # a process died while nobody was waiting
                    broken.append(new)
                    break
            if not running and not broken:
                return
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                tag, task = running.pop(future)
                try:
                    yield tag, future.result()
                except BrokenProcessPool:
                    broken.append((tag, task))
            if broken:
                broken += running.values()
                running.clear()
                yield from self._one_by_one(broken)

    def close(self, *, now: bool = False) -> None:
        """End the processes; `now` without waiting for what they are at."""
        if now:
            for process in list(getattr(self._executor, "_processes", {}).values()):
                process.terminate()
        self._executor.shutdown(wait=not now, cancel_futures=True)

    def _one_by_one(self, tasks: list[tuple[Any, bytes]]) -> Iterator[tuple[Any, bytes | None]]:
        """Which of these kills its process cannot be seen from outside: try each alone."""
        self._executor.shutdown(wait=False, cancel_futures=True)
        for tag, task in tasks:
            alone = self._open(1)
            try:
                yield tag, alone.submit(do, task).result()
            except BrokenProcessPool:
                yield tag, None
            finally:
                alone.shutdown(wait=False, cancel_futures=True)
        self._executor = self._open(self.workers)

    def _open(self, workers: int) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(
            workers,
            mp_context=multiprocessing.get_context("spawn"),
            initializer=open_station,
            initargs=(self._work,),
        )


Pool = Callable[[Iterable[tuple[Any, bytes]]], Iterator[tuple[Any, bytes | None]]]
"""What a batch asks of a pool, local or on a cluster: `LocalPool.map`."""
