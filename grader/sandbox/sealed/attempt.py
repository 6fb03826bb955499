"""One try to run one notebook in one child: what it says is checked, what it takes is limited."""

from __future__ import annotations

import json
import math
import signal
import socket
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from grader.records import Call, CellRun, Limits, Returned
from grader.sandbox.returned import returned_from
from grader.sandbox.sealed.channel import Frame, Frames, TooLong, TooMany
from grader.sandbox.sealed.child import CHUNK, Child
from grader.sandbox.sealed.endings import (
    End,
    manner,
    passed_by,
    too_much_memory,
    too_much_time,
)
from grader.sandbox.sealed.parent import WarmParent
from grader.sandbox.sealed.usage import Usage
from grader.sandbox.transcript import (
    IGNORED,
    LONGEST_REASON,
    MESSAGES,
    Malformed,
    Transcript,
    is_count,
)
from grader.sandbox.worksheet import Tally, cell_ended_for

GRACE_S = 5.0
"""Time that an interrupted cell has to end by itself."""
ASKED = 3
"""How often it is asked to: an exception in a finaliser is one that Python passes over."""
START_S = 60.0
"""Time that a child may take to confine itself."""
WATCH_S = 0.25
"""How often memory and processor time are looked at."""
WATCH_FILES_S = 0.05
"""The same where files lie on the machine's own disk, which may take gigabytes a second."""
AFTER_KILL_S = 60.0

CallsOf = Callable[["Attempt"], Sequence[Call]]


@dataclass(slots=True)
class Attempt:
    """A try and what came of it. `run` may be called once.

    Attributes:
        end: ``complete``; ``limit``: ended by us; ``died``: it ended by itself, or somebody
            killed it; ``refused``: it could not be started or confined; ``parent lost``.
        why: A sentence for whatever is not ``complete``.
        work: Where there is no cage: the folder of the notebook's files, whose size is watched.
    """

    sources: Sequence[tuple[int, str]]
    limits: Limits
    transcript: Transcript = field(default_factory=Transcript)
    cells: dict[int, CellRun] = field(default_factory=dict)
    counts: dict[int, int] = field(default_factory=dict)
    returned: dict[str, tuple[Returned, ...]] = field(default_factory=dict)
    limits_hit: list[str] = field(default_factory=list)
    layers: tuple[str, ...] = ()
    end: End = "died"
    why: str = ""
    cpu_s: float = 0.0
    peak_mib: float = 0.0
    work: str = ""

    _current: int | None = None
    _stage: Literal["start", "cells", "calls", "over"] = "start"
    _deadline: float = 0.0
    _total: float = 0.0
    _interrupted: Literal["", "timeout", "killed"] = ""
    _turn: int = 0
    _ask_again: float = 0.0
    _usage: Usage | None = None
    _stopping: bool = False
    _base_kib: int = 0
    _ended: Mapping[str, Any] | None = None
    _born: float = 0.0
    _began: float = 0.0
    _calls: list[Call] = field(default_factory=list)
    _calls_of: CallsOf | None = None
    _child: Child = field(init=False)
    _tally: Tally = field(init=False)
    _frames: Frames = field(init=False)

    def __post_init__(self) -> None:
        self._tally = Tally(self.limits)
        self._frames = Frames((self.limits.output_mib << 20) + CHUNK)

    def run(
        self, parent: WarmParent, job: Mapping[str, Any], groups: Sequence[int], calls: CallsOf
    ) -> None:
        """Start a child, run the notebook and the calls in it, and end it."""
        self._calls_of, self._base_kib = calls, parent.base_kib
        self._child = Child()
        try:
            self._child.begin(parent, job, groups)
            self._converse(self._child)
        except OSError:
            self._stop("parent lost", "The sandbox's own process is gone.")
        finally:
            if self._ended is None:  # ours is the fault: nothing may run on unwatched
                self._child.signal(signal.SIGKILL)
            self._child.close()

    # ------------------------------------------------------------------ the conversation

    def _converse(self, child: Child) -> None:
        """Listen to the parent about the child, and to the child, until the child is gone."""
        child.say({"cells": [list(cell) for cell in self.sources]})
        self._total = self._deadline = time.monotonic() + START_S
        while self._ended is None and self.end not in {"refused", "parent lost"}:
            if child.wait(min(self._deadline - time.monotonic(), self._every_s())):
                self._hear_parent(child)
            late = time.monotonic() >= self._deadline  # it may have ended, and we not have listened
            self._read(child.hear_all() if late else child.hear())
            self._keep_time()
        while data := child.hear_all():
            self._read(data)
        self._conclude()

    def _hear_parent(self, child: Child) -> None:
        message, descriptors, _, _ = socket.recv_fds(child.about, CHUNK, 4)
        match json.loads(message) if message else None:
            case {"started": int()}:
                child.pidfd = descriptors[0]
                self._usage = Usage(child.pidfd, self._base_kib, self._every_s())
                if self._stopping:
                    child.signal(signal.SIGKILL)
            case {"ended": dict(ended)}:
                self._ended = ended
            case {"refused": str(why)}:
                self._stop("refused", why)
            case _:
                self._stop("parent lost", "The sandbox's own process is gone.")

    def _read(self, data: bytes) -> None:
        """Take what the child has sent; what comes after its end has been decided is not minded."""
        if self._stopping:
            return
        try:
            for length, frame in self._frames.feed(data):
                if frame is None:
                    self._over(self._tally.too_large())
                else:
                    self._take(length, frame)
                if self._is_stopping():
                    break
        except TooLong:
            self._limit(self._tally.too_large())
        except TooMany as passed:
            self._limit(str(passed))
        except Malformed as error:
            self._distrust(f"The notebook's process sent what it may not: {error}")

    # ------------------------------------------------------------------ what the child says

    def _take(self, length: int, frame: Frame) -> None:
        cell, kind, content = frame
        match self._stage, kind:
            case "start", "confined":
                self._confined(content)
            case "start", "broken":
                self._stop("refused", str(content.get("error"))[:500])
            case "cells" | "calls", "broken":
                self._stop("died", f"The notebook's shell broke: {content.get('error')}"[:500])
            case "cells", "begin":
                self._end_last(content)
                self._begin(cell)
            case "cells", "done":
                self._end_last(content)
                self._done()
            case "calls", "calling" | "called":
                self._call(kind, content)
                self._count(length)
            case "calls", "bye":
                self._stage = "over"
            case ("cells", _) if kind in MESSAGES and cell == self._current:
                self._output(length, cell, kind, content)
            case _ if kind in MESSAGES or kind in IGNORED:
                self._count(length)
            case _:
                raise Malformed(f"{kind[:40]!r} at the wrong time.")

    def _confined(self, content: Mapping[str, Any]) -> None:
        self.layers = tuple(str(layer) for layer in content.get("layers", ()))
        self._stage = "cells"
        self._born = time.monotonic()
        self._total = self._deadline = self._born + self.limits.notebook_s

    def _begin(self, cell: int) -> None:
        expected = self.sources[len(self.cells)][0] if len(self.cells) < len(self.sources) else None
        if cell != expected:
            raise Malformed("A cell out of order.")
        self._current, self._interrupted = cell, ""
        self._turn += 1
        self._tally.mark()
        self._began = time.monotonic()
        self._deadline = min(self._total, self._began + self.limits.cell_s)

    def _output(self, length: int, cell: int, kind: str, content: Mapping[str, Any]) -> None:
        if self._interrupted != "killed":
            new = self.transcript.add(cell, kind, content)
            self._count(length, number=int(new))

    def _count(self, length: int, *, number: int = 0) -> None:
        if passed := self._tally.add(length, number):
            self._over(passed)

    def _over(self, passed: str) -> None:
        """Too much was put out: what does it is interrupted, the rest goes on."""
        if self._current is None:
            self._limit(passed)
        elif self._interrupted != "killed":
            self._interrupt("killed", cell_ended_for(passed))

    def _end_last(self, content: Mapping[str, Any]) -> None:
        """How the cell before has ended, if there is one: the next word says it."""
        match self._current, content.get("last"):
            case None, None:
                return
            case int(cell), dict(end):
                self._end_cell(cell, end)
            case _:
                raise Malformed("A cell without an end.")

    def _end_cell(self, cell: int, content: Mapping[str, Any]) -> None:
        match content:
            case {"ok": bool(ok), "count": int(count), "why": str(why), "s": float(took)} if (
                is_count(count) and math.isfinite(took)
            ):
                pass
            case _:
                raise Malformed("A cell's end that says nothing.")
        self.transcript.finish(cell)
        self.counts[cell] = count
        if self._interrupted == "killed":
            self._tally.keep_beginning(self.transcript, cell)
        if self._interrupted:
            self._note(cell, self._interrupted, self.limits_hit[-1], took)
        else:
            reason = "" if ok else why[:LONGEST_REASON] or self.transcript.error(cell)
            self._note(cell, "ok" if ok else "error", reason, took)
        self._current, self._interrupted = None, ""
        self._deadline = self._total

    def _note(
        self,
        cell: int,
        status: Literal["ok", "error", "timeout", "killed"],
        reason: str,
        took: float,
    ) -> None:
        """Keep what became of a cell; how long it took is its own word, within reason."""
        wall = min(max(0.0, took), time.monotonic() - self._born)
        self.cells[cell] = CellRun(cell=cell, status=status, reason=reason, wall_s=wall)

    def _done(self) -> None:
        if len(self.cells) != len(self.sources):
            raise Malformed("The end before the last cell.")
        self._stage = "calls"
        self._tally = Tally(self.limits)  # what functions give has room of its own
        self._calls = list(self._calls_of(self)) if self._calls_of else []
        calls = [[call.cell, list(call.arguments)] for call in self._calls]
        self._child.say({"calls": calls})
        self._total = self._deadline = time.monotonic() + self.limits.notebook_s

    def _call(self, kind: str, content: Mapping[str, Any]) -> None:
        number = sum(map(len, self.returned.values()))
        if content.get("number") != number or number >= len(self._calls):
            raise Malformed("A call that nobody asked for.")
        if kind == "calling":
            self._interrupted = ""
            self._turn += 1
            self._deadline = min(self._total, time.monotonic() + self.limits.cell_s)
            return
        self._interrupted = ""
        part = self._calls[number].part
        self.returned[part] = (*self.returned.get(part, ()), returned_from(content.get("result")))
        self._deadline = self._total

    def _distrust(self, why: str) -> None:
        """Somebody writes on the shell's pipe: nothing that came by it counts, however it looks."""
        self.transcript, self.returned = Transcript(), {}
        self.cells = {
            index: CellRun(cell=index, status="killed", reason=why)
            for index, _ in self.sources[: len(self.cells) + 1]
        }
        self._current = None
        self._stop("limit", why)

    # ------------------------------------------------------------------ limits

    def _keep_time(self) -> None:
        now = time.monotonic()
        if now >= self._deadline:
            self._out_of_time(now)
        elif self._interrupted and now >= self._ask_again and not self._stopping:
            self._ask_to_end()
        if self._usage is not None and not self._stopping and self._stage != "start":
            self._watch(self._usage)

    def _every_s(self) -> float:
        return WATCH_FILES_S if self.work else WATCH_S

    def _watch(self, usage: Usage) -> None:
        seen = usage.look()
        if seen is not None:
            self.peak_mib = max(self.peak_mib, seen.memory_mib)
            if passed := passed_by(seen, self.limits, self.work):
                self._limit(passed)

    def _out_of_time(self, now: float) -> None:
        if self._stopping:
            self._stop("parent lost", "The sandbox's own process does not answer.")
        elif self._stage == "start":
            self._stop("refused", f"The notebook's process was not ready after {START_S:g} s.")
        elif now >= self._total:
            self._limit(f"The notebook took longer than {self.limits.notebook_s:g} s.")
        elif self._interrupted:
            self._limit(self.limits_hit[-1])
        else:
            what = "This cell" if self._stage == "cells" else "A call of a function"
            self._interrupt("timeout", f"{what} took longer than {self.limits.cell_s:g} s.")

    def _interrupt(self, status: Literal["timeout", "killed"], sentence: str) -> None:
        """Ask what runs now to end; if it does not, its process is ended."""
        self.limits_hit.append(sentence)
        self._interrupted = status
        self._deadline = min(self._total, time.monotonic() + GRACE_S)
        self._ask_to_end()

    def _ask_to_end(self) -> None:
        """Name the turn that is to end, then signal."""
        self._ask_again = time.monotonic() + GRACE_S / ASKED
        try:
            self._child.say_now({"interrupt": self._turn})
        except OSError:
            self._limit(
                self.limits_hit[-1]
            )  # nobody reads: it has closed the pipe, or filled it with turns
        self._child.signal(signal.SIGINT)

    def _limit(self, sentence: str) -> None:
        """End the child for passing a limit."""
        self.limits_hit.append(sentence)
        self._stop("limit", sentence)

    def _stop(self, end: End, why: str) -> None:
        self.end, self.why = end, why
        self._stopping = True
        self._deadline = time.monotonic() + AFTER_KILL_S
        self._child.signal(signal.SIGKILL)

    def _is_stopping(self) -> bool:
        return self._stopping

    def ran_out_of_memory(self) -> None:
        """The kernel ended a process of the notebook because its group's memory was used up."""
        if self.end == "died":
            sentence = too_much_memory(self.limits)
            self.limits_hit.append(sentence)
            self.end, self.why = "limit", sentence
            if self._current is not None:  # the cell says the same as where the watch saw it first
                known = self.cells[self._current]
                self.cells[self._current] = replace(known, reason=sentence)

    # ------------------------------------------------------------------ the end

    def _conclude(self) -> None:
        """Say what the end was, once the child is gone and all that it sent has been read."""
        ended = self._ended or {}
        self.cpu_s = float(ended.get("cpu_s", 0.0))
        self.peak_mib = max(self.peak_mib, float(ended.get("peak_mib", 0.0)))
        if not self._stopping:
            status = ended.get("status")
            if self._stage == "over":
                self.end = "complete"
            elif status == -signal.SIGKILL and self.cpu_s >= 0.9 * max(1, self.limits.cpu_s):
                self.limits_hit.append(too_much_time(self.limits))
                self.end, self.why = "limit", too_much_time(self.limits)
            elif self._stage == "start":
                self.end, self.why = "refused", f"The process ended with {status} before it began."
            else:
                self.end, self.why = "died", manner(status)
        if self._current is not None:
            if self._interrupted == "killed":
                self._tally.keep_beginning(self.transcript, self._current)
            self._note(
                self._current,
                self._interrupted or "killed",
                self.why,
                time.monotonic() - self._began,
            )
