"""An interrupt ends the cell that it is meant for, and no frame half way."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest

from grader.sandbox.inside import frames
from grader.sandbox.inside.interrupts import Interrupts, calls
from grader.sandbox.inside.streams import Wire


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    """A pipe to name turns on; the signal's old handler comes back."""
    before = signal.getsignal(signal.SIGINT)
    ends = os.pipe()
    yield ends
    signal.signal(signal.SIGINT, before)
    for end in ends:
        os.close(end)


@pytest.fixture
def second(pipe: tuple[int, int]) -> Interrupts:
    """In the middle of the second turn."""
    interrupts = Interrupts(Wire())
    interrupts.listen(pipe[0])
    interrupts.begin()
    interrupts.end()
    interrupts.begin()
    return interrupts


def interrupt(pipe: tuple[int, int], *turns: int) -> None:
    for turn in turns:
        os.write(pipe[1], frames.pack({"interrupt": turn}))
    os.kill(os.getpid(), signal.SIGINT)


@pytest.mark.parametrize("turns", [(2,), (1, 2), (2, 1), ()])
def test_it_hits_the_turn_that_it_names_and_so_does_one_of_the_students_own(
    turns: tuple[int, ...], second: Interrupts, pipe: tuple[int, int]
) -> None:
    with pytest.raises(KeyboardInterrupt):
        interrupt(pipe, *turns)


@pytest.mark.usefixtures("second")
@pytest.mark.parametrize("turns", [(1,), (3,), (1, 1)])
def test_it_does_not_hit_another_turn(turns: tuple[int, ...], pipe: tuple[int, int]) -> None:
    interrupt(pipe, *turns)  # raises where it hits


def test_it_hits_nothing_between_turns(second: Interrupts, pipe: tuple[int, int]) -> None:
    second.end()
    interrupt(pipe, 2)
    second.begin()
    interrupt(pipe, 2)


def test_it_waits_for_the_end_of_a_frame(
    pipe: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    wire, sent = Wire(), []

    def send(_descriptor: int, frame: bytes, _when_full: object) -> None:
        interrupt(pipe, 1)
        sent.append(frame)

    monkeypatch.setattr(frames, "send", send)
    interrupts = Interrupts(wire)
    interrupts.listen(pipe[0])
    interrupts.begin()
    with pytest.raises(KeyboardInterrupt):
        wire.raw("stream", {"text": "whole"})
    assert len(sent) == 1


def test_a_pipe_that_was_taken_away_names_nothing() -> None:
    before, ends = signal.getsignal(signal.SIGINT), os.pipe()
    interrupts = Interrupts(Wire())
    interrupts.listen(ends[0])
    interrupts.begin()
    for end in ends:
        os.close(end)
    with pytest.raises(KeyboardInterrupt):
        os.kill(os.getpid(), signal.SIGINT)
    signal.signal(signal.SIGINT, before)


def test_names_that_came_too_late_are_no_calls(pipe: tuple[int, int]) -> None:
    for message in ({"interrupt": 3}, {"interrupt": 3}, {"calls": [[0, [{"t": "none"}]]]}):
        os.write(pipe[1], frames.pack(message))
    assert calls(pipe[0]) == [(0, [{"t": "none"}])]
