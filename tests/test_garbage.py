"""Tests of grader.garbage: rare, and back to what it was whatever happens."""

from __future__ import annotations

import gc
import weakref

import pytest

from grader.garbage import ALLOCATIONS, collecting_anew, collecting_rarely, settle


class _Cycle:
    def __init__(self) -> None:
        self.me = self


def test_inside_it_looks_rarely_and_not_at_what_was_there():
    before = gc.get_threshold()
    with collecting_rarely():
        assert gc.get_threshold() == (ALLOCATIONS, *before[1:])
        assert gc.get_freeze_count()


def test_afterwards_everything_is_as_before_even_after_an_error():
    before = gc.get_threshold()
    with pytest.raises(ZeroDivisionError), collecting_rarely():
        _ = 1 / 0
    assert gc.get_threshold() == before
    assert not gc.get_freeze_count()


def test_cycles_are_still_found_so_that_memory_stays_bounded():
    with collecting_rarely():
        lost = weakref.ref(_Cycle())
        assert lost() is not None
        kept = [[] for _ in range(2 * ALLOCATIONS)]
        assert lost() is None
    assert kept


@pytest.fixture
def thawed():
    before = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*before)


@pytest.mark.usefixtures("thawed")
def test_what_a_serving_process_has_is_left_alone_after_turns_that_grow_rare():
    alone = []
    for turn in range(1, 20):
        gc.unfreeze()
        settle(turn)
        if gc.get_freeze_count():
            alone.append(turn)
    assert alone == [1, 2, 4, 8, 16]


@pytest.mark.usefixtures("thawed")
def test_garbage_is_freed_before_the_rest_is_left_alone():
    lost = weakref.ref(_Cycle())
    settle(1)
    assert lost() is None


@pytest.mark.usefixtures("thawed")
def test_a_serving_process_looks_for_garbage_less_often():
    often = gc.get_threshold()[0]
    settle(1)
    assert gc.get_threshold()[0] > often


def test_beginning_anew_looks_as_often_as_before_at_what_is_new():
    before = gc.get_threshold()
    with collecting_anew():
        assert gc.get_threshold() == before
        assert gc.get_freeze_count()
    assert not gc.get_freeze_count()
