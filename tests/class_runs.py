"""A small class, `grader grade` in a process of its own, and what must be the same in the end."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import psutil

from grader.gradebook import open_gradebook
from tests.notebooks import code, notebook
from tests.small_course import hand_in

ANSWERS = ("2*x", "x + x", "x**2", "2*x + 1", "x*2 + 0", "2*", "x", "3*x - x")
SIGNS = ("'up'", "'down'", "'sideways'")


def sheet(number: int, pause_s: float = 0.0) -> dict[str, Any]:
    """A notebook with right, wrong or unreadable answers; no other one is the same."""
    twice, sign = ANSWERS[number % len(ANSWERS)], SIGNS[number % len(SIGNS)]
    return notebook(
        code(f"import time, sympy\nx = sympy.Symbol('x', positive=True)\n{number}"),
        code(f"time.sleep({pause_s})"),
        code(f"# answer: doubling.twice\n{twice}", part="doubling.twice"),
        code(f"# answer: doubling.sign\n{sign}", part="doubling.sign"),
        assignment="hw",
    )


def write_class(folder: Path, students: int, pause_s: float = 0.0) -> Path:
    """A folder of so many submissions."""
    return hand_in(folder, {f"s{n:03d}": sheet(n, pause_s) for n in range(students)})


def start(course: Path, *arguments: str, **options: object) -> subprocess.Popen[bytes]:
    """`grader grade hw ...` in the course's folder."""
    command = [sys.executable, "-c", "from grader.cli import main; main()", "grade", "hw"]
    return subprocess.Popen(
        [*command, *arguments],
        cwd=course,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        **options,  # type: ignore[arg-type]
    )


def finish(process: subprocess.Popen[bytes]) -> int:
    """Wait for its end; gives the exit code."""
    _, errors = process.communicate(timeout=240)
    assert b"Traceback" not in errors, errors.decode()
    return process.returncode


def outcome(gradebook: Path) -> dict[str, tuple[object, ...]]:
    """Score, status and verdicts of every student, and how many grades there are of each."""
    with open_gradebook(str(gradebook)) as book:
        return {
            grade.student: (
                grade.report.score,
                grade.report.status,
                tuple((part.part, part.verdict, part.score) for part in grade.report.parts),
                len(book.history(grade.student, "hw")),
            )
            for grade in book.newest("hw")
        }


def processes_of(process: subprocess.Popen[bytes]) -> list[psutil.Process]:
    """Everything that it has started, and what that has started."""
    try:
        return psutil.Process(process.pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []
