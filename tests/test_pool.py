"""The pool on this machine: the death of a process costs one task and nobody else's."""

from __future__ import annotations

from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from typing import Any

import pytest

from grader.pool import LocalPool
from grader.station import Work

WORK = Work(settings_from=".", assignment_file="assignment.toml")


class Executor:
    """An executor whose process dies at a task that says so, and which is broken from then on."""

    opened = 0

    def __init__(self, *, submits: bool) -> None:
        type(self).opened += 1
        self.broken, self.submits = False, submits

    def submit(self, _do: Any, task: bytes) -> Future[bytes]:
        if self.broken and self.submits:
            raise BrokenProcessPool("died before")
        future: Future[bytes] = Future()
        self.broken |= task == b"die"
        if self.broken:
            future.set_exception(BrokenProcessPool("died"))
        else:
            future.set_result(task.upper())
        return future

    def shutdown(self, **_how: bool) -> None:
        """Nothing was started."""


@pytest.fixture(params=[False, True], ids=["while waiting", "while nobody waits"])
def pool(request, monkeypatch) -> LocalPool:
    monkeypatch.setattr(LocalPool, "_open", lambda self, workers: Executor(submits=request.param))
    Executor.opened = 0
    return LocalPool(WORK, 2)


def test_every_task_has_its_result(pool):
    tasks = [(i, f"t{i}".encode()) for i in range(20)]
    assert dict(pool.map(tasks)) == {i: f"T{i}".encode() for i in range(20)}
    assert Executor.opened == 1


@pytest.mark.parametrize("deadly", [{0}, {5}, {19}, {0, 1, 2, 3}, {4, 11, 12}, set(range(20))])
def test_a_task_that_kills_its_process_costs_itself_only(pool, deadly):
    tasks = [(i, b"die" if i in deadly else f"t{i}".encode()) for i in range(20)]
    found = list(pool.map(tasks))
    assert sorted(tag for tag, _ in found) == list(range(20))
    assert dict(found) == {i: None if i in deadly else f"T{i}".encode() for i in range(20)}


def test_no_task_is_taken_before_a_worker_is_nearly_free(pool):
    taken = []

    def source():
        for i in range(50):
            taken.append(i)
            yield i, b"t"

    results = pool.map(source())
    next(results)
    assert len(taken) <= 6


def test_no_task_is_no_result(pool):
    assert list(pool.map([])) == []
