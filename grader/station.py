"""A place where submissions are graded: a process with the course, an assignment and a sandbox.

Tasks come in and results go out as JSON bytes, over a local pool or a cluster alike. A station
never sees the gradebook.
"""

from __future__ import annotations

import json
import signal
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from grader.assignment import Assignment, read_assignment
from grader.catalog import Course, open_course
from grader.codec import (
    decision_to_json,
    given_from_json,
    given_to_json,
    report_to_json,
    run_from_json,
    run_to_json,
)
from grader.errors import GraderError
from grader.pipeline import Graded, drawn_before, grade, judge
from grader.policy import Lateness
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

    def do(self, task: bytes) -> bytes:
        """Grade one submission; with a stored run, without running it again.

        A bug of ours is a result too: it says that it was our fault, and the batch goes on.
        """
        asked = json.loads(task)
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
            )
        answers = {given.part: given for given in map(given_from_json, asked["answers"])}
        return judge(
            submission,
            run_from_json(asked["run"]),
            drawn_before(answers),
            self.course,
            self.assignment,
            questions=questions_of(
                self.course, self.assignment, submission.student, asked["seeds"]
            ),
            late=late,
        )

    def close(self) -> None:
        """End the sandbox's processes."""
        self.sandbox.close()


_station: Station | None = None


def open_station(work: Work) -> None:
    """Make this process a station; Ctrl-C is for the coordinator, not for us."""
    global _station
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _station = Station(work)


def do(task: bytes) -> bytes:
    """The task of a pool: see `Station.do`."""
    assert _station is not None, "open_station() comes first"  # noqa: S101
    return _station.do(task)


def late_to_json(late: Lateness) -> dict[str, Any]:
    """Lateness for a task."""
    return {"by_s": late.by.total_seconds(), "lost": str(late.lost), "counts": late.counts}


def late_from_json(value: Mapping[str, Any]) -> Lateness:
    """The opposite of `late_to_json`."""
    return Lateness(
        by=timedelta(seconds=value["by_s"]), lost=Decimal(value["lost"]), counts=value["counts"]
    )
