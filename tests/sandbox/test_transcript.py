"""Messages become the outputs that a front end would show, or are refused."""

from __future__ import annotations

from typing import Any

import pytest

from grader.sandbox.transcript import Malformed, Transcript
from tests.pace import within


def shown(*messages: tuple[str, dict[str, Any]]) -> list[Any]:
    transcript = Transcript()
    for kind, content in messages:
        transcript.add(0, kind, content)
    return transcript.outputs(0)


def text(words: str, name: str = "stdout") -> tuple[str, dict[str, Any]]:
    return "stream", {"name": name, "text": words}


def display(words: str, name: str | None = None) -> tuple[str, dict[str, Any]]:
    transient = {"display_id": name} if name else {}
    return "display_data", {"data": {"text/plain": words}, "metadata": {}, "transient": transient}


def plain(outputs: list[Any]) -> list[str]:
    return [output.get("text") or output["data"]["text/plain"] for output in outputs]


def test_pieces_of_a_stream_are_joined_and_streams_kept_apart() -> None:
    assert plain(shown(text("a"), text("b"), text("c", "stderr"), text("d"))) == ["ab", "c", "d"]


def test_clearing_takes_what_is_there_and_waiting_waits_for_the_next() -> None:
    clear, wait = ("clear_output", {}), ("clear_output", {"wait": True})
    assert plain(shown(text("a"), clear, text("b"))) == ["b"]
    assert plain(shown(text("a"), wait)) == ["a"]
    assert plain(shown(text("a"), wait, text("b"))) == ["b"]


def test_a_display_is_updated_wherever_it_stands() -> None:
    transcript = Transcript()
    transcript.add(0, *display("old", "d"))
    transcript.add(1, "update_display_data", display("new", "d")[1])
    transcript.add(1, *display("newer", "d"))
    assert plain(transcript.outputs(0)) == ["newer"]
    assert plain(transcript.outputs(1)) == ["newer"]


def test_what_is_waiting_at_the_end_of_a_cell_is_forgotten() -> None:
    transcript = Transcript()
    transcript.add(0, "clear_output", {"wait": True})
    transcript.finish(0)
    transcript.add(0, *text("stays"))
    transcript.add(0, *text("on"))
    assert plain(transcript.outputs(0)) == ["stayson"]


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("stream", {"name": "stdin", "text": "x"}),
        ("stream", {"name": "stdout", "text": 3}),
        ("stream", {}),
        ("display_data", {}),
        ("display_data", {"data": []}),
        ("display_data", {"data": {"text/plain": "x"}, "metadata": 3}),
        ("update_display_data", {"data": None}),
        ("execute_result", {"data": {}, "metadata": {}}),
        ("error", {"ename": "E", "evalue": "v", "traceback": [1]}),
        ("error", {"ename": None, "evalue": "v", "traceback": []}),
        ("surprise", {}),
    ],
)
def test_a_message_that_no_shell_sends_is_refused(kind: str, content: dict[str, Any]) -> None:
    with pytest.raises(Malformed):
        Transcript().add(0, kind, content)


@pytest.mark.parametrize("value", [0.5, None, True, ["<b>"], {"a": 1}])
@pytest.mark.parametrize("mime", ["loss", "text/html", "image/png"])
def test_what_is_no_text_is_left_out_of_what_a_student_shows(mime: str, value: Any) -> None:
    transcript = Transcript()
    transcript.add(0, *display("kept", "d"))
    transcript.add(0, "display_data", {"data": {"text/plain": "x", mime: value}})
    transcript.add(0, "display_data", {"data": {mime: value}})
    bundle = {"data": {mime: value, "text/plain": "new"}, "transient": {"display_id": "d"}}
    transcript.add(0, "update_display_data", bundle)
    shown = [output["data"] for output in transcript.outputs(0)]
    assert shown == [{"text/plain": "new"}, {"text/plain": "x"}, {}]


def test_json_types_may_hold_anything_that_json_holds() -> None:
    (output,) = shown(("display_data", {"data": {"application/x+json": [1, None]}}))
    assert output["data"] == {"application/x+json": [1, None]}


def test_a_flood_is_cut_to_its_beginning() -> None:
    transcript = Transcript()
    transcript.add(0, *text("a" * 500))
    transcript.add(0, *display("b" * 900))
    for word in "cde":
        transcript.add(0, *display(word))
    number, length = transcript.shorten(0, 4, 900)
    assert plain(transcript.outputs(0)) == ["a" * 500, "c", "d"]
    assert number == 3
    assert length <= 900


@pytest.mark.parametrize(("number", "characters"), [(0, 900), (4, 0)])
def test_a_cell_that_may_keep_nothing_keeps_nothing(number: int, characters: int) -> None:
    transcript = Transcript()
    transcript.add(0, *text("a" * 500))
    transcript.add(0, *display("b"))
    transcript.shorten(0, number, characters)
    assert sum(map(len, plain(transcript.outputs(0)))) == 0


def test_the_same_name_updated_a_hundred_thousand_times_is_quick() -> None:
    transcript = Transcript()
    named = {"data": {"text/plain": "0"}, "metadata": {}, "transient": {"display_id": "a"}}
    for _ in range(5000):
        transcript.add(0, "display_data", named)
    with within(5):
        for number in range(100_000):
            latest = named | {"data": {"text/plain": str(number)}}
            transcript.add(0, "update_display_data", latest)
        shown = transcript.outputs(0)
    assert {output["data"]["text/plain"] for output in shown} == {"99999"}


@pytest.mark.parametrize("count", [-1, True, 1 << 31])
def test_a_count_that_no_notebook_has_room_for_is_refused(count: int) -> None:
    result = {"data": {"text/plain": "0"}, "metadata": {}, "execution_count": count}
    with pytest.raises(Malformed):
        Transcript().add(0, "execute_result", result)
