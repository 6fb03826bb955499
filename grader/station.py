"""A place where submissions are graded: a process with the course, an assignment and a sandbox.

Tasks come in and results go out as JSON bytes, over a local pool or a cluster alike. A station
never sees the gradebook.
"""

from __future__ import annotations

import itertools
import json
import multiprocessing
import os
import signal
import threading
import traceback
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from time import monotonic
from typing import Any, Literal

from grader.assignment import Assignment, read_assignment
from grader.catalog import Course, open_course
from grader.codec import (
    answer_hash,
    decision_to_json,
    given_from_json,
    given_to_json,
    report_to_json,
    run_from_json,
    run_to_json,
)
from grader.errors import GraderError
from grader.garbage import settle
from grader.kinds import Question
from grader.pipeline import Answers, Graded, decide_part, grade, judge, with_calls_of
from grader.policy import Lateness
from grader.records import Answer, Decision
from grader.sandbox import Engine, open_sandbox
from grader.sandbox.protocol import Sandbox
from grader.sandbox.saved import SavedOutputs
from grader.settings import find_settings
from grader.submission import Submission
from grader.variants import questions_of

Mode = Engine | Literal["none"]
"""An engine, or none: saved outputs are graded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What every task of a batch has in common; plain, so that it can be sent anywhere.

    Attributes:
        settings_from: Folder from which the settings are looked up.
        assignment_file: Path of its ``assignment.toml``.
        engine: ``auto``, ``sealed``, ``jupyter`` or ``none`` (saved outputs).
        unsafe: Whether to run where no cage is to be had.
    """

    settings_from: str
    assignment_file: str
    engine: Mode = "auto"
    unsafe: bool = False


class Station:
    """A process that grades. Made once, used for many submissions."""

    def __init__(self, work: Work) -> None:
        self.course: Course = open_course(find_settings(Path(work.settings_from)))
        self.assignment: Assignment = read_assignment(Path(work.assignment_file))
        self.sandbox: Sandbox = (
            SavedOutputs()
            if work.engine == "none"
            else open_sandbox(work.engine, workers=1, unsafe=work.unsafe)
        )
        self.remembered = Remembered()

    def do(self, task: bytes) -> bytes:
        """Grade one submission; with a stored run, without running it again.

        A bug of ours is a result too: it says that it was our fault, and the batch goes on.
        """
        asked = json.loads(task)
        started = monotonic()
        try:
            graded = self._grade(asked)
        except GraderError as error:
            return json.dumps({"error": str(error)}).encode()
        except Exception:  # noqa: BLE001 - one submission never stops a batch
            return json.dumps({"error": None, "traceback": traceback.format_exc()}).encode()
        return json.dumps(
            {
                "report": report_to_json(graded.report),
                "answers": [given_to_json(given) for given in graded.answers.values()],
                "decisions": {
                    part: decision_to_json(decision) for part, decision in graded.decisions.items()
                },
                "run": None if asked["run"] is not None else run_to_json(graded.run),
                "seconds": monotonic() - started,
            }
        ).encode()

    def _grade(self, asked: Mapping[str, Any]) -> Graded:
        submission = Submission(
            student=asked["student"],
            place=asked["place"],
            notebook=asked["notebook"],
            digest=asked["digest"],
            outputs_digest=asked["outputs_digest"],
            warnings=tuple(asked["warnings"]),
        )
        late = late_from_json(asked["late"])
        if asked["run"] is None:
            return grade(
                submission,
                self.course,
                self.assignment,
                self.sandbox,
                seeds=asked["seeds"],
                late=late,
                by=self.remembered.decide,
            )
        answers = {given.part: given for given in map(given_from_json, asked["answers"])}
        run, drawn = with_calls_of(answers, run_from_json(asked["run"]))
        return judge(
            submission,
            run,
            drawn,
            self.course,
            self.assignment,
            questions=questions_of(
                self.course, self.assignment, submission.student, asked["seeds"]
            ),
            late=late,
            by=self.remembered.decide,
        )

    def close(self) -> None:
        """End the sandbox's processes."""
        self.sandbox.close()


_Key = tuple[int | str, ...]


class Remembered:
    """Decides, and decides equal answers to the same question once.

    Half of a class writes what the other half wrote. What was given counts, and for parts that
    build on others what was given there; where it stood does not. The oldest are forgotten.

    Args:
        most: Decisions that are kept.
    """

    def __init__(self, most: int = 4096) -> None:
        self._most = most
        self._known: OrderedDict[_Key, tuple[Question, Decision]] = OrderedDict()

    def decide(
        self, answers: Answers, questions: Mapping[str, Question], course: Course
    ) -> dict[str, Decision]:
        """See `grader.pipeline.decide`."""
        return {
            part_id: self._decide(part_id, question, answers, course)
            for part_id, question in questions.items()
        }

    def _decide(
        self, part_id: str, question: Question, answers: Answers, course: Course
    ) -> Decision:
        answer = answers[part_id]
        if not isinstance(answer, Answer):
            return decide_part(answer, question, answers, course)
        problem = part_id.partition(".")[0]
        earlier = [part_id]
        if question.part.builds_on:
            earlier.append(f"{problem}.{question.part.builds_on}")
        hashes = (answer_hash(answers[part], "") for part in earlier if part in answers)
        # the course hands out the same question object as long as the variant is the same, and it
        # is kept here, so that no other one can take its id
        key: _Key = (id(question), *hashes)
        if key not in self._known:
            self._known[key] = question, decide_part(answer, question, answers, course)
        self._known.move_to_end(key)
        _, decision = self._known[key]
        if len(self._known) > self._most:
            self._known.popitem(last=False)
        return decision


_station: Station | None = None
_turns = itertools.count(1)


def open_station(work: Work) -> None:
    """Make this process a station; Ctrl-C is for the coordinator, not for us."""
    global _station
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_die_with_the_coordinator, daemon=True).start()
    _station = Station(work)


def _die_with_the_coordinator() -> None:
    """A pool's process waits for tasks for ever if nobody is left to send one."""
    coordinator = multiprocessing.parent_process()
    if coordinator is not None:
        coordinator.join()
        os._exit(1)


def do(task: bytes) -> bytes:
    """The task of a pool: see `Station.do`."""
    assert _station is not None, "open_station() comes first"  # noqa: S101
    return serve(_station, task)


def serve(station: Station, task: bytes) -> bytes:
    """The task of a process that is there for nothing else, and for many of them."""
    result = station.do(task)
    settle(next(_turns))
    return result


def late_to_json(late: Lateness) -> dict[str, Any]:
    """Lateness for a task."""
    return {"by_s": late.by.total_seconds(), "lost": str(late.lost), "counts": late.counts}


def late_from_json(value: Mapping[str, Any]) -> Lateness:
    """The opposite of `late_to_json`."""
    return Lateness(
        by=timedelta(seconds=value["by_s"]), lost=Decimal(value["lost"]), counts=value["counts"]
    )
