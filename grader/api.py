"""Grading from Python: one notebook, one report, and no gradebook.

>>> from grader import grade
>>> grade.__name__
'grade'
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from grader import pipeline
from grader.assignment import load_assignment
from grader.catalog import open_course
from grader.errors import GraderError
from grader.handed_in import Found, find
from grader.records import Report
from grader.sandbox import open_sandbox
from grader.sandbox.protocol import Sandbox
from grader.sandbox.saved import SavedOutputs
from grader.settings import find_settings
from grader.station import Mode
from grader.submission import Broken, read


def grade(
    notebook: str | Path | Mapping[str, Any],
    assignment: str,
    *,
    student: str | None = None,
    course: str | Path = ".",
    engine: Mode = "auto",
    sandbox: Sandbox | None = None,
    unsafe: bool = False,
) -> Report:
    """Run one notebook, read and decide its answers, and score them; nothing is recorded.

    Args:
        notebook: A path of an ``.ipynb`` file, or the notebook itself as `json.load` gives it.
        assignment: Folder name in ``notebooks/``: ``"hw1"``.
        student: Whose variant it is judged on; read from the file's place, its name or the
            notebook if not given.
        course: The course's folder, or one below it.
        engine: ``"auto"``, ``"sealed"``, ``"jupyter"``, or ``"none"`` to grade saved outputs.
        sandbox: One that is open already, for many notebooks; it stays open.
        unsafe: Run the notebook even where no cage can be built.

    Returns:
        The same report that ``grader grade --json`` prints.

    Raises:
        GraderError: If there is no such course, assignment or notebook, or it cannot be read.
    """
    opened = open_course(find_settings(Path(course)))
    asked = load_assignment(opened.root, assignment)
    submission = read(_found(notebook, assignment, student))
    if isinstance(submission, Broken):
        raise GraderError(f"{submission.place}: {submission.reason}")
    if sandbox is not None:
        return pipeline.grade(submission, opened, asked, sandbox).report
    own = SavedOutputs() if engine == "none" else open_sandbox(engine, unsafe=unsafe)
    try:
        return pipeline.grade(submission, opened, asked, own).report
    finally:
        own.close()


def _found(notebook: str | Path | Mapping[str, Any], assignment: str, student: str | None) -> Found:
    if isinstance(notebook, Mapping):
        content = json.dumps(notebook).encode()
        return Found(f"{assignment}.ipynb", student, lambda: content, datetime.now(UTC))
    path = Path(notebook)
    if path.suffix != ".ipynb":
        raise GraderError(f"{path} is no notebook: one file that ends in .ipynb is meant.")
    (found,) = find([path], assignment)
    return Found(found.place, student or found.student, found.load, found.received_at)
