"""Tests of grader.verify.patience: what never ends is ended, and the clock is put away."""

from __future__ import annotations

import signal
import threading
from contextlib import suppress
from pathlib import Path

import pytest

from grader.verify.patience import AUTHORS_FAULTS, TookTooLong, patience

HERE = Path(__file__).parent


def never_ends() -> None:
    while True:
        with suppress(Exception):
            sum(range(1000))


def test_it_says_where_in_the_course_it_was():
    place = r"0\.05 s .* was at test_patience\.py, line \d+"
    with pytest.raises(TookTooLong, match=place), patience(0.05, HERE):
        never_ends()


def test_outside_of_the_course_it_names_no_place(tmp_path):
    with (
        pytest.raises(TookTooLong, match=r"processor time\. Does it end"),
        patience(0.05, tmp_path),
    ):
        never_ends()


def test_afterwards_nothing_is_timed_and_signals_are_heard_as_before():
    before = signal.getsignal(signal.SIGVTALRM)
    with patience(30, HERE):
        assert signal.getitimer(signal.ITIMER_VIRTUAL)[0] > 0
    assert signal.getitimer(signal.ITIMER_VIRTUAL) == (0.0, 0.0)
    with pytest.raises(ZeroDivisionError), patience(30, HERE):
        _ = 1 / 0
    assert signal.getitimer(signal.ITIMER_VIRTUAL) == (0.0, 0.0)
    assert signal.getsignal(signal.SIGVTALRM) == before


def test_in_another_thread_it_lets_be():
    done = []

    def work() -> None:
        with patience(0.001, HERE):
            done.append(sum(range(200_000)))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done


def test_ctrl_c_is_no_fault_of_the_author():
    assert not issubclass(KeyboardInterrupt, AUTHORS_FAULTS)
    assert issubclass(SystemExit, AUTHORS_FAULTS)
