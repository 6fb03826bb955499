"""Tests of grader.verify.faults: what never ends is ended, and the clock is put away."""

from __future__ import annotations

import json
import signal
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest

from grader.verify import faults
from grader.verify.faults import AUTHORS_FAULTS, TookTooLong, patience, where

HERE = Path(__file__).parent


def never_ends() -> None:
    while True:
        with suppress(Exception):
            sum(range(1000))


def test_what_never_ends_is_ended_and_the_line_of_the_course_is_known(tmp_path):
    with pytest.raises(TookTooLong, match=r"More than 0\.05 s") as caught, patience(0.05):
        never_ends()
    assert where(caught.value, HERE).startswith("test_faults.py, line ")
    assert where(caught.value, tmp_path) == ""


def broken_here() -> None:
    json.loads("{")


def test_of_what_raises_in_a_library_the_line_that_called_it_is_named():
    with pytest.raises(ValueError, match="Expecting") as caught:
        broken_here()
    line = broken_here.__code__.co_firstlineno + 1
    assert where(caught.value, HERE) == f"test_faults.py, line {line}"


def waits() -> None:
    with suppress(Exception):
        time.sleep(900)


def test_what_waits_for_ever_is_ended_too(monkeypatch):
    monkeypatch.setattr(faults, "WAITING", 0.1)
    sentence = r"More than 3 s by the clock: what does it wait for\?"
    with pytest.raises(TookTooLong, match=sentence) as caught, patience(30):
        waits()
    line = waits.__code__.co_firstlineno + 2
    assert where(caught.value, HERE) == f"test_faults.py, line {line}"


CLOCKS = {signal.ITIMER_VIRTUAL: signal.SIGVTALRM, signal.ITIMER_REAL: signal.SIGALRM}


def test_afterwards_nothing_is_timed_and_signals_are_heard_as_before():
    before = {number: signal.getsignal(number) for number in CLOCKS.values()}
    with patience(30):
        assert all(signal.getitimer(timer)[0] > 0 for timer in CLOCKS)
    assert {signal.getitimer(timer) for timer in CLOCKS} == {(0.0, 0.0)}
    with pytest.raises(ZeroDivisionError), patience(30):
        _ = 1 / 0
    assert {signal.getitimer(timer) for timer in CLOCKS} == {(0.0, 0.0)}
    assert {number: signal.getsignal(number) for number in CLOCKS.values()} == before


def test_in_another_thread_it_lets_be():
    done = []

    def work() -> None:
        with patience(0.001):
            done.append(sum(range(200_000)))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done


def test_ctrl_c_is_no_fault_of_the_author():
    assert not issubclass(KeyboardInterrupt, AUTHORS_FAULTS)
    assert issubclass(SystemExit, AUTHORS_FAULTS)
