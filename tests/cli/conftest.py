"""The course that the tests of the commands use, where they need no other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from small_course import OwnProcess, only_this_course, write_course

import grader.cli.grade


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The root of a small course, which is the working folder; it is graded in this process."""
    with only_this_course():
        root = write_course(tmp_path / "course")
        monkeypatch.chdir(root)
        monkeypatch.setattr(grader.cli.grade, "LocalPool", OwnProcess)
        OwnProcess.runs = 0
        yield root
