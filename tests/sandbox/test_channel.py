"""Bytes from a notebook's process are frames, or the end of it."""

from __future__ import annotations

import json
import struct
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.sandbox.inside.frames import pack
from grader.sandbox.sealed.channel import ABSURD, LEVELS, Frames, TooLong, checked
from grader.sandbox.transcript import Malformed

LIMIT = 10_000


def frame(body: bytes) -> bytes:
    return struct.pack("<I", len(body)) + body


@given(st.lists(st.integers(1, 40), max_size=30))
def test_frames_come_out_whole_however_the_bytes_were_cut(cuts: list[int]) -> None:
    sent = [[number, "stream", {"text": "é" * number}] for number in range(5)]
    data = b"".join(map(pack, sent))
    frames, got, start = Frames(LIMIT), [], 0
    for cut in [*cuts, len(data)]:
        got += [content for _, content in frames.feed(data[start : start + cut])]
        start += cut
    assert [list(content or ()) for content in got] == sent


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"junk",
        b"[1, 2, 3]",
        b'[true, "end", {}]',
        b'["0", "end", {}]',
        b'[0, "end", []]',
        b'[0, "end", {}, 4]',
        b'[0, "end", {"n": NaN}]',
        b'[0, "end", {"n": -Infinity}]',
        b'[0, "end", {"n": 1e999}]',
        b'[0, "end", {"n": -1e999, "half": "\\ud800"}]',
        b'[0, "end", {"n": ' + b"9" * 5000 + b"}]",
        b"[" * 9000,
        b"\xff\xfe\x00",
    ],
)
def test_anything_else_is_refused(body: bytes) -> None:
    with pytest.raises(Malformed):
        list(Frames(100 * LIMIT).feed(frame(body)))


def test_an_absurd_length_is_refused_before_its_bytes_come() -> None:
    with pytest.raises(TooLong):
        list(Frames(LIMIT).feed(struct.pack("<I", ABSURD + 1)))


@given(st.lists(st.integers(1, 9000), max_size=9), st.integers(1, 3 * LIMIT))
def test_a_frame_that_is_too_long_is_announced_and_passed_over(cuts: list[int], more: int) -> None:
    after = [1, "end", {}]
    data = pack([0, "end", {}]) + frame(b"x" * (LIMIT + more)) + pack(after)
    frames, got, start = Frames(LIMIT), [], 0
    for cut in [*cuts, len(data)]:
        got += [content for _, content in frames.feed(data[start : start + cut])]
        start += cut
    assert [content and list(content) for content in got] == [[0, "end", {}], None, after]


@pytest.mark.parametrize("unit", [b"[],", b"{},", b'{"":[]},', b'"\\"",[],'])
def test_what_takes_far_more_memory_than_words_is_too_long(unit: bytes) -> None:
    body = b'[0, "k", {"a": [' + unit * (LIMIT // 12) + b"0]}]"
    ((length, content), (_, after)) = Frames(LIMIT).feed(frame(body) + pack([1, "end", {}]))
    assert length > LIMIT
    assert content is None
    assert after == (1, "end", {})


def test_brackets_in_texts_take_no_memory() -> None:
    body = json.dumps([0, "stream", {"text": '[{"' * (LIMIT // 8)}]).encode()
    ((length, content),) = Frames(LIMIT).feed(frame(body))
    assert length == len(body)
    assert content is not None


def test_a_frame_that_is_too_long_is_announced_before_it_comes() -> None:
    assert list(Frames(LIMIT).feed(struct.pack("<I", LIMIT + 1))) == [(LIMIT + 1, None)]


def test_half_characters_become_question_marks() -> None:
    body = json.dumps([0, "stream", {"text": "a\ud800b", "\udfff": ["\udc00"]}]).encode()
    ((_, content),) = Frames(LIMIT).feed(frame(body))
    assert content is not None
    assert content[2] == {"text": "a?b", "?": ["?"]}


HALVES = st.sampled_from(
    [r"\ud83d", r"\uDE00", r"\ud800", r"\udfff", r"\u0041", "a", "é", "\U0001f600", r"\\", r"\""]
)


@given(st.lists(HALVES, max_size=6))
def test_whatever_letters_are_escaped_it_is_read_as_text(letters: list[str]) -> None:
    text = "".join(letters)
    _, _, content = checked(f'[0, "k", {{"t": "{text}"}}]'.encode())
    whole = json.loads(f'"{text}"')
    assert content["t"] == whole.encode("utf-8", "replace").decode()


def levels_of(value: Any) -> int:
    below, levels = [value], 0
    while below := [v for v in below if isinstance(v, (list, dict))]:
        below = [v for one in below for v in (one.values() if isinstance(one, dict) else one)]
        levels += 1
    return levels


@pytest.mark.parametrize("half", ["", r"\ud800"])
@pytest.mark.parametrize("levels", [LEVELS - 3, LEVELS, 300, 470])
@pytest.mark.parametrize("ends", [("[", "]"), ('{"a": ', "}")])
def test_what_nests_deeper_than_every_hop_can_bear_is_cut(
    ends: tuple[str, str], levels: int, half: str
) -> None:
    deep = "".join([ends[0] * levels, "1", ends[1] * levels])
    _, _, content = checked(f'[0, "k", {{"text": "whole{half}", "deep": {deep}}}]'.encode())
    assert content["text"].startswith("whole")
    assert levels_of(content) == min(levels + 1, LEVELS)


def test_infinite_numbers_are_not_packed() -> None:
    with pytest.raises(ValueError, match="JSON"):
        pack([0, "display_data", {"n": float("inf")}])
