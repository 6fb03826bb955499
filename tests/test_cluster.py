"""Real schedulers and workers: one that dies and one that comes change nothing but speed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from asyncio import CancelledError
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from distributed import KilledWorker
from distributed.client import FutureCancelledError

from grader.assignment import load_assignment
from grader.batch import Batch
from grader.catalog import open_course
from grader.cluster import ClusterPool, _given_by
from grader.errors import GraderError
from grader.gradebook import open_gradebook
from grader.pool import LocalPool
from grader.settings import find_settings
from grader.station import Work
from tests.class_runs import outcome, write_class
from tests.small_course import only_this_course, write_course


class Machines:
    """A scheduler and workers, each a process of its own."""

    def __init__(self, folder: Path) -> None:
        self.file, self.folder = folder / "scheduler.json", folder
        self.running: list[subprocess.Popen[bytes]] = []
        self._start("scheduler", "--port", "0", "--no-dashboard", "--host", "127.0.0.1")

    @property
    def address(self) -> str:
        deadline = time.monotonic() + 240
        while time.monotonic() < deadline:
            if self.file.exists() and (text := self.file.read_text("utf-8")).strip():
                return json.loads(text)["address"]
            time.sleep(0.05)
        raise AssertionError("no scheduler")

    def add_worker(self) -> subprocess.Popen[bytes]:
        return self._start("worker", "--nthreads", "1", "--no-nanny", "--no-dashboard")

    def _start(self, what: str, *arguments: str) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [sys.executable, "-m", "dask", what, "--scheduler-file", str(self.file), *arguments],
            cwd=self.folder,
            env={**os.environ, "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "3"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.running.append(process)
        return process

    def close(self) -> None:
        for process in self.running:
            process.kill()
            process.wait()


@contextmanager
def machines(folder: Path) -> Iterator[Machines]:
    folder.mkdir()
    made = Machines(folder)
    try:
        yield made
    finally:
        made.close()


@pytest.fixture
def course(tmp_path):
    with only_this_course():
        yield write_course(tmp_path / "course")


def work_of(course: Path) -> Work:
    file = course / "notebooks" / "hw" / "assignment.toml"
    return Work(settings_from=str(course), assignment_file=str(file))


def grade(course: Path, gradebook: str, pool: LocalPool | ClusterPool, each=lambda number: None):
    """Grade the class with a pool; `each` is called after every result."""
    opened = open_course(find_settings(course))
    with open_gradebook(str(course / gradebook)) as book:
        batch = Batch(opened, load_assignment(opened.root, "hw"), book, pool.map)
        for number, result in enumerate(batch.grade([course / "in"]), 1):
            assert result.how == "graded", result.sentence
            each(number)
    return outcome(course / gradebook)


def lose_and_add(course: Path, students: int, losses: int) -> None:
    """Grade a class; now and then a worker is killed and another one comes."""
    write_class(course / "in", students, pause_s=0.1)
    local = LocalPool(work_of(course), 1)
    expected = grade(course, "local.db", local)
    local.close()
    assert len(expected) == students
    every = students // (losses + 1)
    with machines(course / "cluster") as cluster:
        workers = [cluster.add_worker(), cluster.add_worker()]
        pool = ClusterPool(work_of(course), cluster.address)
        lost = []

        def lose_one(number: int) -> None:
            if number % every == 0 and len(lost) < losses:
                lost.append(workers.pop(0))
                lost[-1].kill()
                workers.append(cluster.add_worker())

        found = grade(course, "cluster.db", pool, lose_one)
        pool.close()
    assert len(lost) == losses
    assert found == expected


def test_a_worker_that_dies_and_one_that_comes_change_no_grade(course):
    lose_and_add(course, students=12, losses=1)


class Lost:
    """A future that was done until the worker died that had its result."""

    status = "lost"

    def __init__(self, end: bytes | BaseException) -> None:
        self.end = end

    def result(self) -> bytes:
        self.status = "finished"
        if isinstance(self.end, bytes):
            return self.end
        raise self.end


@pytest.mark.parametrize(
    ("end", "given"),
    [
        (b"{}", b"{}"),
        (KilledWorker("task", None, 3), None),
        (CancelledError(), None),
        (FutureCancelledError("task", "lost"), None),
    ],
    ids=["done elsewhere", "given up", "cancelled", "cancelled by the scheduler"],
)
def test_a_result_whose_worker_died_before_it_was_fetched_is_waited_for(end, given):
    assert _given_by(Lost(end)) == given


@pytest.mark.slow
def test_workers_that_die_one_after_the_other_change_no_grade(course):
    lose_and_add(course, students=80, losses=6)


def test_a_scheduler_that_does_not_answer_is_one_sentence(course):
    with pytest.raises(GraderError, match=r"No scheduler answers at tcp://127\.0\.0\.1:9"):
        ClusterPool(work_of(course), "tcp://127.0.0.1:9", patience_s=1)
