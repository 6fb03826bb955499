"""What happens to a class over time: files get new dates, people decide while others are graded."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

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


def test_how_many_came_late_is_said_since_a_download_may_have_dated_them(
    course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    graded_when_dated(course, DUE + timedelta(days=1))
    assert "1 was handed in late, by the date of the file." in capsys.readouterr().out


def test_a_date_that_is_put_right_holds_also_in_a_regrade(course: Path) -> None:
    late, in_time = DUE + timedelta(hours=1), DUE - timedelta(hours=1)
    assert graded_when_dated(course, late) == (1.5, late)
    assert graded_when_dated(course, in_time) == (3.0, in_time)
    forget_courses()
    assert run(["regrade", "hw"]) == 0
    with open_gradebook(course / "gradebook.db") as book:
        assert [grade.score for grade in book.latest("hw")] == [3.0]


def test_an_extension_given_while_a_folder_is_watched_holds_for_what_arrives(
    course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = (DUE + timedelta(hours=1)).timestamp()
    hand_in(course / "in", {"ben": answered()})
    for student in ("ada", "ben"):
        os.utime(course / f"in/{student}/hw.ipynb", (late, late))

    def arrivals(folders: list[Path]) -> Iterator[list[Path]]:
        yield [folders[0] / "ada/hw.ipynb"]
        with open_gradebook(course / "gradebook.db") as book:
            book.overrides.extend(
                "ben", "hw", DUE + timedelta(days=1), at=DUE, by="tina", reason="ill"
            )
        yield [folders[0] / "ben/hw.ipynb"]

    monkeypatch.setattr(grader.cli.grade, "arrivals", arrivals)
    assert run(["grade", "hw", "in", "--no-execute", "--watch"]) == 0
    with open_gradebook(course / "gradebook.db") as book:
        assert {one.student: one.score for one in book.latest("hw")} == {"ada": 1.5, "ben": 3.0}


def test_what_a_person_decides_during_a_batch_holds_for_who_is_graded_after(
    course: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    os.utime(course / "in/ada/hw.ipynb", (1, 1))
    for path in hand_in(course / "in", {"ben": answered("2*"), "carl": answered("2*")}).iterdir():
        os.utime(path / "hw.ipynb", (1, 1))

    class Reviewed(OwnProcess):
        """Where somebody reviews as soon as Ben is graded."""

        def map(self, tasks: Iterable[tuple[Any, bytes]]) -> Iterator[tuple[Any, bytes | None]]:
            for tag, answer in super().map(tasks):
                yield tag, answer
                if tag.submission.student == "ben":
                    capsys.readouterr()
                    assert run(["review", "hw", "--json"]) == 1
                    group = json.loads(capsys.readouterr().out)["group"]
                    assert run(["review", "hw", "--decide", group, "--credit", "0.5"]) == 0

    monkeypatch.setattr(grader.cli.grade, "LocalPool", Reviewed)
    assert run(["grade", "hw", "in", "--no-execute"]) == 1  # Ben waited when he was graded
    with open_gradebook(course / "gradebook.db") as book:
        scores = {one.student: one.score for one in book.latest("hw")}
    assert scores == {"ada": 3.0, "ben": 2.0, "carl": 2.0}
