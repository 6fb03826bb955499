"""A batch that is killed again and again ends where an undisturbed one does, and leaves nothing."""

from __future__ import annotations

import random
import time
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from tests.class_runs import finish, outcome, processes_of, start, write_class
from tests.small_course import write_course

KILLS = 10
STUDENTS = 40


@pytest.fixture
def course(tmp_path):
    return write_course(tmp_path / "course")


def graded(log: Path) -> int:
    """How many submissions were graded so far, over all runs."""
    if not log.exists():
        return 0
    return sum(line.endswith("\tgraded") for line in log.read_text("utf-8").splitlines())


def wait_until_gone(processes: list[psutil.Process]) -> None:
    """Every one of them ends by itself."""
    deadline = time.monotonic() + 120
    while left := [one for one in processes if _lives(one)]:
        assert time.monotonic() < deadline, left
        time.sleep(0.1)


def _lives(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_a_coordinator_that_is_killed_ten_times_ends_as_if_it_had_not_been(course):
    folder = write_class(course / "in", STUDENTS)
    assert finish(start(course, str(folder), "--gradebook", "undisturbed.db")) == 1
    log, rng = course / "log.txt", random.Random(6)
    arguments = (str(folder), "--gradebook", "killed.db", "--workers", "2", "--log", str(log))
    started: list[psutil.Process] = []
    for kill in range(KILLS):
        process = start(course, *arguments)
        while graded(log) < 3 * (kill + 1) and process.poll() is None:
            time.sleep(0.01)
        time.sleep(rng.uniform(0, 0.05))
        assert process.poll() is None, "the class was done before it was killed"
        started += processes_of(process)
        process.kill()
        process.communicate()
    assert finish(start(course, *arguments)) == 1
    wait_until_gone(started)
    undisturbed = outcome(course / "undisturbed.db")
    assert len(undisturbed) == STUDENTS
    assert outcome(course / "killed.db") == undisturbed
    assert {grades for *_, grades in undisturbed.values()} == {1}
    # what was done before a kill was not done again, but for what was under way
    assert graded(log) <= STUDENTS + KILLS


@pytest.mark.slow
def test_the_death_of_any_process_of_a_batch_changes_no_grade(course):
    folder = write_class(course / "in", 120, pause_s=0.3)
    assert finish(start(course, str(folder), "--gradebook", "undisturbed.db")) == 1
    rng, kills = random.Random(20), 0
    started: list[psutil.Process] = []
    arguments = (str(folder), "--gradebook", "killed.db", "--workers", "2")
    process = start(course, *arguments)
    while kills < 20:
        # far enough apart for a notebook whose child died to be tried again in peace
        time.sleep(rng.uniform(1.5, 2.5))
        if process.poll() is not None:
            process.communicate()
            process = start(course, *arguments, "--force")
            continue
        descendants = processes_of(process)
        started += descendants
        victims = [*descendants, psutil.Process(process.pid)]
        with suppress(psutil.NoSuchProcess):
            rng.choice(victims).kill()
            kills += 1
    process.communicate(timeout=240)
    assert finish(start(course, *arguments)) == 1
    wait_until_gone(started)
    killed, undisturbed = outcome(course / "killed.db"), outcome(course / "undisturbed.db")
    assert {who: found[:3] for who, found in killed.items()} == {
        who: found[:3] for who, found in undisturbed.items()
    }
