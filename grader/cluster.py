"""Stations on a dask.distributed cluster: the same tasks, on more than one machine.

Workers hold sandboxes of their own and no gradebook. A worker that dies loses nothing but time: the
scheduler gives its tasks to another one.
"""

from __future__ import annotations

import threading
from asyncio import CancelledError
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from grader.errors import GraderError
from grader.pool import AHEAD, cores
from grader.station import Station, Work, serve

if TYPE_CHECKING:
    from distributed import Future

LOCAL = "local"
"""Instead of an address: start a scheduler and workers on this machine."""

DEATHS = 3
"""Workers that a task may take with it before it is given up."""

_stations: dict[Work, Station] = {}
_one_at_a_time = threading.Lock()


def do_on_worker(work: Work, task: bytes) -> bytes:
    """The task of a cluster's worker; the station is made once a worker.

    FLINT's precision is a property of the process, so that threads of one worker take turns: start
    workers with one thread each.
    """
    with _one_at_a_time:
        if work not in _stations:
            _stations[work] = Station(work)
        return serve(_stations[work], task)


def _given_by(future: Future[bytes]) -> bytes | None:
    """What a task gave; ``None`` if it failed.

    A worker may die before its result is fetched. Such a future is done no more: it is waited for
    once again, while another worker does the task.
    """
    try:
        given: bytes = future.result()
    except (Exception, CancelledError):  # noqa: BLE001 - of a task that failed it raises what that did
        return None
    return given


class ClusterPool:
    """Runs tasks on the workers of a cluster, as many as there are at any time.

    Args:
        work: What all tasks have in common. Its paths must mean the same on every worker.
        address: ``tcp://host:port`` of a scheduler, or `LOCAL`.
        workers: For `LOCAL`: how many to start.
        patience_s: How long a scheduler may take to answer.

    Raises:
        GraderError: If dask.distributed is not installed or the scheduler does not answer.
    """

    def __init__(
        self, work: Work, address: str, workers: int | None = None, *, patience_s: float = 20.0
    ) -> None:
        self._work = work
        try:
            import dask
            from distributed import Client, LocalCluster
        except ImportError as error:
            raise GraderError(
                "A cluster needs dask.distributed: pip install 'gradus-grader[cluster]'."
            ) from error
        dask.config.set(
            {
                "distributed.worker.daemon": False,  # a station starts processes of its own
                "distributed.scheduler.allowed-failures": DEATHS,
                "distributed.comm.timeouts.connect": "15s",
            }
        )
        self._cluster = (
            LocalCluster(
                n_workers=workers or cores(),
                threads_per_worker=1,
                dashboard_address=None,
                silence_logs="CRITICAL",
            )
            if address == LOCAL
            else None
        )
        try:
            self._client = Client(self._cluster or address, timeout=patience_s)
        except (OSError, ValueError, TimeoutError) as error:
            raise GraderError(
                f"No scheduler answers at {address}: start one with `dask scheduler`, or give "
                f"--scheduler {LOCAL}."
            ) from error

    @property
    def workers(self) -> int:
        """Threads of all workers now; at least one, so that tasks wait for the first worker."""
        threads: int = sum(self._client.nthreads().values())
        return max(1, threads)

    def map(self, tasks: Iterable[tuple[Any, bytes]]) -> Iterator[tuple[Any, bytes | None]]:
        """See `grader.pool.LocalPool.map`."""
        from distributed import as_completed

        source = iter(tasks)
        tags: dict[str, Any] = {}
        done = as_completed()

        def refill() -> None:
            while len(tags) < self.workers * AHEAD and (new := next(source, None)) is not None:
                future = self._client.submit(do_on_worker, self._work, new[1], pure=False)
                tags[str(future.key)] = new[0]
                done.add(future)

        refill()
        while tags:
            future = next(done)
            tag = tags.pop(str(future.key))
            yield tag, _given_by(future)
            future.release()
            refill()

    def close(self, *, now: bool = False) -> None:
        """Leave the cluster; end it if it was started here."""
        self._client.close(timeout=1 if now else 10)
        if self._cluster is not None:
            self._cluster.close(timeout=1 if now else 10)
