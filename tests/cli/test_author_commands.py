"""`grader init` and `grader new problem`: nothing that exists is overwritten, no half is left."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from grader.cli import run


def everything(folder: Path) -> dict[str, str | None]:
    return {
        str(path.relative_to(folder)): path.read_text() if path.is_file() else None
        for path in sorted(folder.rglob("*"))
    }


@pytest.mark.parametrize(
    "there",
    [
        {"notebooks/hw1/assignment.toml": "mine"},
        {"problems/__init__.py": "mine", "problems/gradient_descent.py": "mine"},
        {"tests": "a file where a folder is needed"},
    ],
)
def test_a_course_is_begun_whole_or_not_at_all(tmp_path, monkeypatch, capsys, there):
    monkeypatch.chdir(tmp_path)
    for name, content in there.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    before = everything(tmp_path)
    assert run(["init", "."]) == 2
    assert list(there)[-1] in capsys.readouterr().err
    assert everything(tmp_path) == before


def test_a_course_is_begun_beside_what_is_there(tmp_path, monkeypatch, capsys):
    mine = {
        "problems/__init__.py": "'''Mine.'''\n",
        ".gitignore": "*.o\n.course-secret",
        ".course-secret": "a secret that is in use already\n",
    }
    (tmp_path / "problems").mkdir()
    for name, content in mine.items():
        (tmp_path / name).write_text(content)
    monkeypatch.chdir(tmp_path)
    assert run(["init", "."]) == 0
    said = capsys.readouterr().out
    assert (tmp_path / "problems/__init__.py").read_text() == mine["problems/__init__.py"]
    assert "problems/__init__.py" not in said
    assert "solutions/__init__.py" in said
    assert (tmp_path / ".course-secret").read_text() == mine[".course-secret"]
    ignored = (tmp_path / ".gitignore").read_text().splitlines()
    assert ignored[:2] == ["*.o", ".course-secret"]
    assert len(ignored) == len(set(ignored))


def test_nothing_of_a_student_is_offered_to_git(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert run(["init", "."]) == 0
    subprocess.run(["git", "init", "--quiet"], check=True)
    for name in (
        "gradebook.db",
        "gradebook.db-wal",
        "gradebook-20261123-065825.db",
        "exports/hw1.csv",
        "reports/hw1/report.html",
        "notebooks/hw1/released/ada/hw1.ipynb",
        "notebooks/hw1/feedback/ada.html",
        "feedback/ada.html",
        "submissions/ada/hw1.ipynb",
        "roster.csv",
        "grading.log",
        "problems/__pycache__/gradient_descent.cpython-313.pyc",
        ".pytest_cache/README.md",
    ):
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("of a student")
    command = ["git", "status", "--porcelain", "--untracked-files=all"]
    seen = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    written = {line.removeprefix("?? ") for line in seen}
    assert written == {
        ".gitignore",
        "grader.toml",
        "notebooks/hw1/assignment.toml",
        *(f"{package}/__init__.py" for package in ("problems", "solutions")),
        *(f"{package}/gradient_descent.py" for package in ("problems", "solutions")),
        "tests/problems/test_gradient_descent.py",
    }
