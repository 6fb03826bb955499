"""The engine that forks: one warm parent, many caged notebooks, used by many threads."""

from __future__ import annotations

import itertools
import os
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Literal

from grader.errors import GraderError
from grader.records import Call, Limits, Notebook, Run
from grader.sandbox import scratch
from grader.sandbox.protocol import Calls, no_calls
from grader.sandbox.scratch import Scratch
from grader.sandbox.sealed.attempt import Attempt
from grader.sandbox.sealed.cgroups import Groups
from grader.sandbox.sealed.endings import End
from grader.sandbox.sealed.parent import CannotSeal, WarmParent
from grader.sandbox.worksheet import cleared, code_cells, completed, unique

TRIES = 3
"""A child that died is tried once more; so is a notebook whose warm parent was lost, twice."""
FIRST_UID, UIDS = 61_000, 1000
"""Users of notebooks where the grader is root and there is no user namespace."""
FAULTS: dict[End, Literal["student", "grader"] | None] = {
    "complete": None,
    "limit": "student",
    "died": "student",
    "refused": "grader",
    "parent lost": "grader",
}


class SealedSandbox:
    """Runs notebooks in children of a warm parent, each in a cage of its own.

    Args:
        caged: In namespaces; otherwise landlock and seccomp stand alone, which is weaker and is
            said in every run's `layers`.

    Raises:
        CannotSeal: If no such cage can be built here.
    """

    def __init__(self, *, caged: bool = True) -> None:
        self._caged = caged
        self._lock = threading.Lock()
        self._numbers = itertools.count()
        self._groups = Groups()
        scratch.sweep(range(FIRST_UID, FIRST_UID + UIDS) if os.geteuid() == 0 else ())
        self._parent: WarmParent | None = WarmParent(caged=caged)

    def run(self, notebook: Notebook, limits: Limits, calls: Calls = no_calls) -> Run:
        """See `Sandbox.run`. A child that died of no limit is tried once more in a fresh cage."""
        started = time.monotonic()
        sheet = cleared(notebook)
        cells = code_cells(sheet)
        sources = [(index, source) for index, source in cells if source.strip()]
        attempt = Attempt((), limits)
        died = False
        for _ in range(TRIES):
            attempt = Attempt(sources, limits)
            parent = self._parent
            try:
                parent = self._warm_parent()
                self._try(parent, attempt, sheet, calls)
            except CannotSeal as error:
                attempt.end, attempt.why = "refused", str(error)
            if attempt.end == "parent lost":
                self._give_up(parent)
            if attempt.end in {"complete", "limit"} or (attempt.end == "died" and died):
                break
            died = attempt.end == "died"
        return _run(attempt, sheet, cells, time.monotonic() - started)

    @property
    def warm_pid(self) -> int:
        """The process whose forks run notebooks, for those who measure it."""
        return self._warm_parent().warm_pid

    def _try(
        self, parent: WarmParent, attempt: Attempt, sheet: dict[str, Any], calls: Calls
    ) -> None:
        def calls_of(finished: Attempt) -> Sequence[Call]:
            return calls(_executed(finished, sheet))

        limits = attempt.limits
        job: dict[str, Any] = {
            "limits": {
                "memory_mib": limits.memory_mib,
                "cpu_s": limits.cpu_s,
                "processes": limits.processes,
                "disk_mib": limits.disk_mib,
            }
        }
        with (
            self._work_folder(job, attempt),
            self._groups.group(limits.memory_mib, limits.processes) as (group, doors),
        ):
            before = group.ooms() if group else 0
            attempt.run(parent, job, doors, calls_of)
            if group:
                attempt.layers += ("cgroup",)
                if group.ooms() > before:
                    attempt.ran_out_of_memory()

    @contextmanager
    def _work_folder(self, job: dict[str, Any], attempt: Attempt) -> Iterator[None]:
        """Where there is no cage: a folder for the notebook's files, and a user if we are root."""
        if self._caged:
            yield
            return
        with Scratch() as folder:
            job["work"] = attempt.work = str(folder)
            if os.geteuid() == 0:
                job["uid"] = FIRST_UID + next(self._numbers) % UIDS
                os.chown(folder, job["uid"], job["uid"])
            yield

    def _warm_parent(self) -> WarmParent:
        """The warm parent; a new one if it died, or if this process is a fork of its owner.

        Raises:
            CannotSeal: If it cannot be started again.
            GraderError: If the sandbox has been closed.
        """
        with self._lock:
            if self._parent is None:
                raise GraderError("The sandbox has been closed. Open another one.")
            if not self._parent.alive():
                self._parent.close()
                self._parent = WarmParent(caged=self._caged)
            return self._parent

    def _give_up(self, parent: WarmParent | None) -> None:
        """End a warm parent that does not answer; the next notebook starts another one."""
        with self._lock:
            if parent is not None and parent is self._parent:
                parent.kill()

    def close(self) -> None:
        """End the warm parent, and with it every notebook that still runs."""
        with self._lock:
            if self._parent is not None:
                self._parent.close()
                self._parent = None
                self._groups.close()


def _executed(attempt: Attempt, sheet: dict[str, Any]) -> dict[str, Any]:
    """The notebook with the outputs so far; what has not been run shows nothing as it is."""
    for index, _ in attempt.sources:
        cell = sheet["cells"][index]
        cell["outputs"] = attempt.transcript.outputs(index)
        cell["execution_count"] = attempt.counts.get(index)
    return sheet


def _run(
    attempt: Attempt, sheet: dict[str, Any], cells: Sequence[tuple[int, str]], wall_s: float
) -> Run:
    return Run(
        notebook=_executed(attempt, sheet),
        cells=completed(attempt.cells, cells, attempt.why),
        returned=attempt.returned,
        limits_hit=unique(attempt.limits_hit),
        fault=FAULTS[attempt.end],
        engine="sealed",
        layers=attempt.layers,
        wall_s=wall_s,
        cpu_s=attempt.cpu_s,
        peak_mib=attempt.peak_mib,
    )


def seal() -> SealedSandbox:
    """The strongest cage that holds on this machine.

    Raises:
        CannotSeal: If neither namespaces nor landlock can be had; says why, and what next.
    """
    try:
        return SealedSandbox(caged=True)
    except CannotSeal as error:
        namespaces = error
    try:
        return SealedSandbox(caged=False)
    except CannotSeal as error:
        raise CannotSeal(
            f"Student code cannot be confined here. Namespaces: {namespaces} Landlock: {error} "
            "See `grader doctor --system`, or run without a cage by `--unsafe-no-sandbox`."
        ) from error
