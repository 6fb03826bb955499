"""Messages of a running notebook to nbformat outputs; every field is checked before it is kept."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from grader.records import JSON

Output = dict[str, Any]
OUTPUTS = frozenset({"stream", "display_data", "execute_result", "error"})
MESSAGES = OUTPUTS | {"update_display_data", "clear_output"}
IGNORED = frozenset({"comm_open", "comm_msg", "comm_close"})
"""Widgets need a front end; a notebook that is graded has none."""


MOST_COUNTED = 1 << 31
LONGEST_REASON = 500


def is_count(number: int) -> bool:
    """Whether a cell can have run as that many: notebooks have room for no others.

    >>> [is_count(number) for number in (7, -7, True, 10**10)]
    [True, False, False, False]
    """
    return not isinstance(number, bool) and 0 <= number < MOST_COUNTED


class Malformed(ValueError):
    """A message that no shell sends: the notebook's process has been tampered with."""


class Transcript:
    """The outputs of every cell, built as Jupyter's own front ends do.

    >>> transcript = Transcript()
    >>> transcript.add(0, "stream", {"name": "stdout", "text": "a"})
    True
    >>> transcript.add(0, "stream", {"name": "stdout", "text": "b"})
    False
    >>> transcript.outputs(0)
    [{'output_type': 'stream', 'name': 'stdout', 'text': 'ab'}]
    """

    def __init__(self) -> None:
        self._outputs: dict[int, list[Output]] = {}
        self._texts: dict[int, list[str]] = {}
        self._shown_as: dict[str, list[Output]] = {}
        self._latest: dict[str, Output] = {}
        self._clear_next: set[int] = set()

    def outputs(self, cell: int) -> list[Output]:
        """The outputs of a cell."""
        self._join(cell)
        self._renew()
        return self._outputs.get(cell, [])

    def error(self, cell: int) -> str:
        """The first error that a cell shows, as a reason; nothing if there is none."""
        for output in self.outputs(cell):
            if output["output_type"] == "error":
                return f"{output['ename']}: {output['evalue']}"[:LONGEST_REASON]
        return ""

    def add(self, cell: int, kind: str, content: Mapping[str, Any]) -> bool:
        """Take a message; whether it made a new output.

        Raises:
            Malformed: If it is not one that a shell sends.
        """
        if kind == "clear_output":
            if content.get("wait"):
                self._clear_next.add(cell)
            else:
                self._clear(cell)
            return False
        display = _display_id(content)
        if kind == "update_display_data":
            self._update(display, _bundle(content))
            return False
        output = _output(kind, content)
        if display and kind != "stream":
            self._update(display, output)
        if cell in self._clear_next:
            self._clear_next.discard(cell)
            self._clear(cell)
        return self._append(cell, output, display)

    def _append(self, cell: int, output: Output, display: str | None) -> bool:
        outputs = self._outputs.setdefault(cell, [])
        if output["output_type"] == "stream":
            last = outputs[-1] if outputs else None
            if last and last["output_type"] == "stream" and last["name"] == output["name"]:
                self._texts[cell].append(output["text"])
                return False
            self._join(cell)
            self._texts[cell] = [output["text"]]
        else:
            self._join(cell)
        if display:
            self._shown_as.setdefault(display, []).append(output)
        outputs.append(output)
        return True

    def _join(self, cell: int) -> None:
        """Put the gathered text into the stream that it belongs to: the cell's last output."""
        if texts := self._texts.pop(cell, None):
            self._outputs[cell][-1]["text"] = "".join(texts)

    def _clear(self, cell: int) -> None:
        self._outputs.pop(cell, None)
        self._texts.pop(cell, None)

    def _update(self, display: str | None, bundle: Output) -> None:
        if display in self._shown_as:
            self._latest[display] = bundle

    def _renew(self) -> None:
        """Give what is shown under one name its latest content; once, however often it came."""
        for display, bundle in self._latest.items():
            for output in self._shown_as[display]:
                output["data"], output["metadata"] = bundle["data"], bundle["metadata"]
        self._latest.clear()

    def shorten(self, cell: int, number: int, characters: int) -> tuple[int, int]:
        """Keep the beginning of a cell's outputs only.

        Args:
            cell: Which.
            number: How many outputs may stay.
            characters: How long they may be in all, as JSON; text is cut, the rest stays or goes.

        Returns:
            How many stayed, and their length.
        """
        kept: list[Output] = []
        room = characters
        for output in self.outputs(cell)[:number]:
            if output["output_type"] == "stream":
                output["text"] = output["text"][: max(0, room)]
            length = len(json.dumps(output))
            if output.get("text", "") or length <= room:
                kept.append(output)
                room -= length
        self._outputs[cell] = kept
        return len(kept), sum(len(json.dumps(output)) for output in kept)

    def finish(self, cell: int) -> None:
        """A cell has ended: what was to be cleared before its next output stays."""
        self._clear_next.discard(cell)


def _display_id(content: Mapping[str, Any]) -> str | None:
    match content.get("transient"):
        case {"display_id": str(name)}:
            return name
    return None


def _bundle(content: Mapping[str, Any]) -> Output:
    match content:
        case {"data": dict(data)}:
            metadata = content.get("metadata") or {}
            if isinstance(metadata, dict):
                fitting = {mime: value for mime, value in data.items() if _fits(mime, value)}
                return {"data": fitting, "metadata": metadata}
    raise Malformed("A display without data.")


def _fits(mime: str, value: JSON) -> bool:
    """JSON types hold anything, all others text: so nbformat's schema has it.

    What does not fit has been shown by mistake, as ``display({"loss": 0.5}, raw=True)`` does.
    """
    return isinstance(value, str) or mime.endswith("json")


def _output(kind: str, content: Mapping[str, Any]) -> Output:
    match kind, content:
        case "stream", {"name": ("stdout" | "stderr") as name, "text": str(text)}:
            return {"output_type": "stream", "name": name, "text": text}
        case "display_data", _:
            return {"output_type": kind, **_bundle(content)}
        case "execute_result", {"execution_count": int(count)} if is_count(count):
            return {"output_type": kind, **_bundle(content), "execution_count": count}
        case "error", {"ename": str(name), "evalue": str(value), "traceback": list(lines)}:
            if all(isinstance(line, str) for line in lines):
                return {"output_type": kind, "ename": name, "evalue": value, "traceback": lines}
    raise Malformed(f"A message {kind!r} that no shell sends.")
