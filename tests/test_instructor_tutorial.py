"""The instructor's tutorial is true: its files, written as they stand there, verify."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from grader.catalog import open_course
from grader.settings import find_settings
from grader.verify.problem import verify_problem

ROOT = Path(__file__).parent.parent
TUTORIAL = (ROOT / "docs" / "tutorials" / "instructor.md").read_text(encoding="utf-8")
FILES = dict(re.findall(r"<!-- file: (\S+) -->\n```python\n(.*?)```", TUTORIAL, re.DOTALL))


@pytest.fixture
def course(tmp_path):
    for folder in ("problems", "solutions"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    (tmp_path / "grader.toml").write_text('course = "."\n')
    for name, source in FILES.items():
        (tmp_path / name).write_text(source)
    return open_course(find_settings(tmp_path))


def test_the_new_variant_takes_fewer_than_thirty_lines():
    lines = [line for source in FILES.values() for line in source.splitlines() if line.strip()]
    assert set(FILES) == {"problems/momentum.py", "solutions/momentum.py"}
    assert len(lines) < 30


def test_the_new_variant_is_verified(course):
    outcome = verify_problem(course, "momentum", range(8))
    assert outcome.complaints == ()
    assert outcome.parts["end"].accepted > 8
