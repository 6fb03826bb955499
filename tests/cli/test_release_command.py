"""`grader release`: a notebook each, several at a time; what fails is a sentence."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from small_course import ASSIGNMENT, PROBLEM, only_this_course, write_course

from grader.cli import run

PICTURE = (
    'picture=lambda params: "import matplotlib.pyplot as plt\\nplt.plot([0, %d])" % params.factor,'
)
BROKEN = 'picture=lambda params: "1/0",'


def the_course(folder: Path, picture: str) -> Path:
    return write_course(
        folder,
        problem=PROBLEM.replace("    parts=parts,\n", f"    parts=parts,\n    {picture}\n"),
        assignment=ASSIGNMENT.replace("canonical", "per-student"),
    )


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    with only_this_course():
        root = the_course(tmp_path / "course", PICTURE)
        monkeypatch.chdir(root)
        yield root


def roster(folder: Path, *names: str) -> str:
    path = folder / "roster.csv"
    path.write_text("id,name\n" + "".join(f"{name},{name}\n" for name in names))
    return str(path)


def pictures_of(path: Path) -> list[str]:
    cells = json.loads(path.read_text())["cells"]
    return [file["image/png"] for cell in cells for file in cell.get("attachments", {}).values()]


def test_each_of_a_class_gets_what_a_student_alone_would_get(course, tmp_path, capsys):
    names = [f"student{number}" for number in range(12)]
    assert run(["release", "hw", "--roster", roster(tmp_path, *names), "--out", "out"]) == 0
    assert "12 notebooks in out." in capsys.readouterr().out
    written = {name: Path("out", name, "hw.ipynb") for name in names}
    assert len({path.read_text() for path in written.values()}) == len(names)
    assert all(len(pictures_of(path)) == 1 for path in written.values())
    assert run(["release", "hw", "--student", "student7", "--out", "alone"]) == 0
    assert Path("alone", "student7", "hw.ipynb").read_text() == written["student7"].read_text()


def test_an_empty_roster_is_said_and_gives_no_notebook(course, tmp_path, capsys):
    assert run(["release", "hw", "--roster", roster(tmp_path), "--out", "out"]) == 2
    assert "roster.csv" in capsys.readouterr().err
    assert not list(Path("out").rglob("*.ipynb"))


def test_a_picture_that_fails_is_named_and_nothing_goes_on(tmp_path, monkeypatch, capsys):
    with only_this_course():
        monkeypatch.chdir(the_course(tmp_path / "course", BROKEN))
        names = [f"student{number}" for number in range(6)]
        assert run(["release", "hw", "--roster", roster(tmp_path, *names), "--out", "out"]) == 2
    assert "The picture of doubling fails: ZeroDivisionError" in capsys.readouterr().err
    assert not list(Path("out").rglob("*.ipynb"))
