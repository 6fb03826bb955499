"""When something was handed in, however often its file is copied, packed and given a new date."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from small_course import (
    ASSIGNMENT,
    OwnProcess,
    answered,
    forget_courses,
    hand_in,
    only_this_course,
    write_course,
)

import grader.cli.grade
from grader.cli import run
from grader.gradebook import open_gradebook

DUE = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
RULES = f'{ASSIGNMENT}due = {DUE.isoformat()}\n[late]\nrule = "per-day"\nper_day = 0.5\n'


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    with only_this_course():
        root = write_course(tmp_path / "course", assignment=RULES)
        monkeypatch.chdir(root)
        monkeypatch.setattr(grader.cli.grade, "LocalPool", OwnProcess)
        hand_in(root / "in", {"ada": answered()})
        yield root


def graded_when_dated(course: Path, at: datetime) -> tuple[float, datetime]:
    """Score and time of Ada after the file got this date and the class was graded."""
    os.utime(course / "in/ada/hw.ipynb", (at.timestamp(), at.timestamp()))
    forget_courses()
    assert run(["grade", "hw", "in", "--no-execute"]) == 0
    with open_gradebook(course / "gradebook.db") as book:
        (grade,) = book.latest("hw")
        return grade.score, grade.received_at


def test_who_was_in_time_is_not_late_because_the_file_was_downloaded_again(course: Path) -> None:
    in_time = DUE - timedelta(hours=1)
    assert graded_when_dated(course, in_time) == (3.0, in_time)
    assert graded_when_dated(course, DUE + timedelta(days=1)) == (3.0, in_time)


def test_a_date_that_is_put_right_holds_also_in_a_regrade(course: Path) -> None:
    late, in_time = DUE + timedelta(hours=1), DUE - timedelta(hours=1)
    assert graded_when_dated(course, late) == (1.5, late)
    assert graded_when_dated(course, in_time) == (3.0, in_time)
    forget_courses()
    assert run(["regrade", "hw"]) == 0
    with open_gradebook(course / "gradebook.db") as book:
        assert [grade.score for grade in book.latest("hw")] == [3.0]
