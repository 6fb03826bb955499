"""Lines through processes: in order, bounded, and a death costs one line."""

from __future__ import annotations

import os
import signal
import time
from collections import Counter
from functools import partial
from itertools import islice
from threading import Event

import psutil
import pytest

from grader.lines import AHEAD, Lines, cores


def shout(number: int, line: str) -> str:
    if line == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    if line == "sleep":
        time.sleep(900)
    if line == "slow":
        time.sleep(0.2)
    return f"{number} {line.upper()}"


def lost(line: str, reason: str) -> str:
    return f"lost {line}: {reason}"


through = partial(Lines, shout, lost)


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_results_come_in_the_order_of_the_lines(workers):
    lines = ["slow" if k % 7 == 0 else f"line {k}" for k in range(40)]
    results = list(through(workers=workers).map(lines))
    assert results == [f"{k} {line.upper()}" for k, line in enumerate(lines, 1)]


def test_a_process_that_dies_costs_one_line():
    lines = ["a", "die", "b", "c", "die", "d"] * 3
    results = list(through(workers=2).map(lines))
    assert [r for r in results if not r.startswith("lost")] == [
        f"{k} {line.upper()}" for k, line in enumerate(lines, 1) if line != "die"
    ]
    assert results.count("lost die: its process died") == lines.count("die")
    assert [r.startswith("lost") for r in results] == [line == "die" for line in lines]


def whose(number: int, line: str) -> int:
    return os.getpid()


@pytest.mark.parametrize(("workers", "lines_each", "lines"), [(1, 5, 23), (2, 4, 40), (3, 1, 9)])
def test_a_process_is_retired_after_its_lines(workers, lines_each, lines):
    stream = Lines(whose, lost, workers=workers, lines_each=lines_each)
    pids = list(stream.map(["x"] * lines))
    assert len(pids) == lines
    assert max(Counter(pids).values()) <= lines_each
    assert len(set(pids)) <= lines // lines_each + workers


def test_a_line_that_takes_too_long_is_given_up_and_the_rest_is_not():
    start = time.monotonic()
    results = list(through(workers=1, limit_s=3).map(["a", "sleep", "b"]))
    assert results == ["1 A", "lost sleep: stopped after 3 s", "3 B"]
    assert time.monotonic() - start < 300


def test_results_appear_before_the_input_ends_and_no_more_is_read_than_needed():
    taken = []

    def endless():
        for k in range(10**9):
            taken.append(k)
            yield f"line {k}"

    stream = through(workers=2).map(endless())
    assert list(islice(stream, 3)) == ["1 LINE 0", "2 LINE 1", "3 LINE 2"]
    assert len(taken) <= 2 * AHEAD
    stream.close()


def test_a_result_does_not_wait_for_the_next_line():
    answered = Event()

    def slow_typist():
        yield "first"
        assert answered.wait(60)
        yield "second"

    stream = through(workers=2).map(slow_typist())
    assert next(stream) == "1 FIRST"
    answered.set()
    assert list(stream) == ["2 SECOND"]


def test_an_input_that_fails_fails_here():
    def broken():
        yield "one"
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="the disk is gone"):
        list(through(workers=1).map(broken()))


def test_no_process_is_left_behind():
    def forked() -> set[psutil.Process]:  # by Python's server of forks, which stays
        servers = [one for one in psutil.Process().children() if "forkserver" in command(one)]
        return {one for server in servers for one in server.children()}

    def command(process: psutil.Process) -> str:
        return " ".join(process.cmdline())

    before = forked()
    stream = through(workers=2).map(["slow"] * 20)
    next(stream)
    workers = forked() - before
    assert len(workers) == 2
    stream.close()
    _, alive = psutil.wait_procs(workers, timeout=120)
    assert not alive


def test_nothing_in_gives_nothing_out():
    assert list(through(workers=2).map([])) == []


def test_there_is_at_least_one_core():
    assert cores() >= 1
