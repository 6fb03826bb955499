"""`grader release`: a notebook each, several at a time; what fails is a sentence."""

from __future__ import annotations

import json
import unicodedata
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


def statement_of(path: Path) -> str:
    sources = ["".join(cell["source"]) for cell in json.loads(path.read_text())["cells"]]
    return next(source for source in sources if "Multiply" in source)


def test_a_student_who_was_given_another_seed_gets_the_notebook_of_it(course, tmp_path):
    assert run(["release", "hw", "--student", "ada", "--out", "before"]) == 0
    assert run(["gradebook", "reseed", "hw", "ada", "doubling", "0"]) == 0
    assert run(["release", "hw", "--student", "ada", "--out", "alone"]) == 0
    names = roster(tmp_path, "ada", "ben")
    assert run(["release", "hw", "--roster", names, "--out", "class"]) == 0
    canonical = "Multiply $x$ by 2."
    assert canonical not in statement_of(Path("before/ada/hw.ipynb"))
    assert canonical in statement_of(Path("alone/ada/hw.ipynb"))
    assert canonical in statement_of(Path("class/ada/hw.ipynb"))
    assert canonical not in statement_of(Path("class/ben/hw.ipynb"))


def test_notebooks_are_written_for_the_ids_under_which_they_will_be_graded(
    course, tmp_path, capsys
):
    canvas = tmp_path / "canvas.csv"
    canvas.write_text('Student,ID,SIS Login ID,Section\n"Lovelace, Ada",101,ada,S\n')
    assert run(["gradebook", "roster", str(canvas), "--id-from", "ID"]) == 0
    assert run(["release", "hw", "--roster", str(canvas), "--out", "class"]) == 0
    assert run(["release", "hw", "--student", "Ada Lovelace", "--out", "alone"]) == 0
    assert capsys.readouterr().err == ""
    for folder in ("class", "alone"):
        assert [path.name for path in Path(folder).iterdir()] == ["101"]
    assert run(["release", "hw", "--student", "adda", "--out", "alone"]) == 0
    assert "written for: 'adda'.\n" in capsys.readouterr().err
    assert Path("alone/adda/hw.ipynb").is_file()


def test_who_is_not_in_the_roster_is_said_in_one_line(course, tmp_path, capsys):
    assert run(["gradebook", "roster", roster(tmp_path, "ada")]) == 0
    names = roster(tmp_path, "ada", *(f"s{number:02}" for number in range(12)))
    assert run(["release", "hw", "--roster", names, "--out", "out"]) == 0
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("grader: Not in the roster of the gradebook, but written for: 's00', ")
    assert line.endswith(" 's09' and 2 more.")


def test_the_ids_may_be_in_a_column_that_is_named(course, tmp_path, capsys):
    table = tmp_path / "table.csv"
    table.write_text("matriculation,name\n17,Ada\n")
    assert run(["release", "hw", "--roster", str(table)]) == 2
    assert "name it with --id-from" in capsys.readouterr().err
    command = ["release", "hw", "--id-from", "matriculation", "--out", "out"]
    assert run([*command, "--roster", str(table)]) == 0
    assert Path("out/17/hw.ipynb").is_file()
    assert run([*command, "--student", "17"]) == 2
    assert "--id-from goes with --roster" in capsys.readouterr().err


@pytest.mark.parametrize("name", [".ada", "__MACOSX", "a/b"])
def test_nobody_gets_a_notebook_where_one_could_not_be_graded(course, tmp_path, capsys, name):
    assert run(["release", "hw", "--roster", roster(tmp_path, "ben", name), "--out", "out"]) == 2
    assert f"{name!r} cannot be the name of a folder that" in capsys.readouterr().err
    assert not Path("out").exists()


def test_a_name_is_the_same_however_its_accents_are_spelt(course, tmp_path):
    names = [unicodedata.normalize(form, "José") for form in ("NFC", "NFD")]
    for number, name in enumerate(names):
        file = roster(tmp_path, name)
        assert run(["release", "hw", "--roster", file, "--out", f"out{number}"]) == 0
        assert run(["release", "hw", "--student", name, "--out", f"alone{number}"]) == 0
    written = [next(Path(out).rglob("*.ipynb")) for out in ("out0", "out1", "alone0", "alone1")]
    assert {path.parent.name for path in written} == {names[0]}
    assert len({path.read_text() for path in written}) == 1
