"""What a notebook says is heard in lots, at once where somebody waits, and whole at its end."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import pytest

from grader.sandbox.inside import frames
from grader.sandbox.sealed import child as module
from grader.sandbox.sealed.child import Child
from grader.sandbox.sealed.parent import WarmParent

LONG_S = 60.0
FOREVER_S = 1e9


@dataclass
class OtherSide:
    """The ends that a warm parent would hand to a notebook's process."""

    ends: list[int] = field(default_factory=list)

    def submit(self, _job: Mapping[str, Any], descriptors: Sequence[int]) -> None:
        self.ends = [os.dup(descriptor) for descriptor in descriptors]

    def says(self, words: bytes) -> None:
        os.write(self.ends[2], words)

    def rings(self) -> None:
        os.write(self.ends[3], b"!")

    def closes(self, number: int) -> None:
        os.close(self.ends[number])
        self.ends[number] = -1


@pytest.fixture
def pair(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Child, OtherSide]]:
    monkeypatch.setattr(module, "REST_S", FOREVER_S)
    child, other = Child(), OtherSide()
    child.begin(cast(WarmParent, other), {}, [])
    yield child, other
    child.close()
    for descriptor in other.ends:
        if descriptor >= 0:
            os.close(descriptor)


def test_the_first_words_are_heard_at_once(pair: tuple[Child, OtherSide]) -> None:
    child, other = pair
    other.says(b"one")
    assert child.wait(LONG_S) is False
    assert child.hear() == b"one"


def test_who_has_been_heard_is_left_alone_until_it_rings(pair: tuple[Child, OtherSide]) -> None:
    child, other = pair
    other.says(b"one")
    child.hear()
    other.says(b"two")
    child.wait(0.01)
    assert child.hear() == b""
    other.rings()
    child.wait(LONG_S)
    assert child.hear() == b"two"


def test_it_is_listened_to_again_without_a_bell(
    pair: tuple[Child, OtherSide], monkeypatch: pytest.MonkeyPatch
) -> None:
    child, other = pair
    monkeypatch.setattr(module, "REST_S", 0.01)
    other.says(b"one")
    child.hear()
    other.says(b"two")
    heard = b""
    while not heard:
        child.wait(LONG_S)
        heard = child.hear()
    assert heard == b"two"


def test_before_a_deadline_everything_is_heard(pair: tuple[Child, OtherSide]) -> None:
    child, other = pair
    other.says(b"one")
    child.hear()
    other.says(b"two")
    assert (child.hear_all(), child.hear_all()) == (b"two", b"")


def test_who_rings_without_end_is_not_minded(
    pair: tuple[Child, OtherSide], monkeypatch: pytest.MonkeyPatch
) -> None:
    child, other = pair
    monkeypatch.setattr(module, "RINGS", 3)
    for _ in range(4):
        other.rings()
        child.wait(LONG_S)
    other.says(b"one")
    assert child.hear() == b"one"
    other.says(b"two")
    other.rings()
    child.wait(0.01)
    assert child.hear() == b""


def test_ends_that_were_closed_wake_nobody(pair: tuple[Child, OtherSide]) -> None:
    child, other = pair
    for number in (2, 3):
        other.closes(number)
    child.wait(LONG_S)
    assert child.hear() == b""
    assert child.wait(0.01) is False
    assert child.hear() == b""


def test_the_parent_is_heard_while_the_notebook_is_left_alone(
    pair: tuple[Child, OtherSide],
) -> None:
    child, other = pair
    other.says(b"one")
    child.hear()
    os.write(other.ends[0], b"{}")
    assert child.wait(LONG_S) is True


def test_what_there_is_no_room_for_is_sent_later(pair: tuple[Child, OtherSide]) -> None:
    child, other = pair
    message = {"text": "x" * 300_000}
    child.say(message)
    data = b""
    while len(data) < len(frames.pack(message)):
        data += os.read(other.ends[1], 1 << 20)
        child.wait(0.01)
    assert data == frames.pack(message)
    child.say({"after": 1})
    assert os.read(other.ends[1], 100) == frames.pack({"after": 1})
    other.closes(1)
    child.say({"text": "nobody reads this"})
