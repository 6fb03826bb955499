"""What commands say in passing: words agree with numbers, and usage is refused in one sentence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from small_course import answered, hand_in

from grader.cli import run
from notebooks import code, notebook


def graded(course: Path, **answers: str) -> None:
    folder = hand_in(course / "in", {name: answered(text) for name, text in answers.items()})
    run(["grade", "hw", str(folder), "--no-execute"])


def roster(course: Path, *names: str) -> str:
    path = course / "roster.csv"
    path.write_text("id\n" + "".join(f"{name}\n" for name in names))
    return str(path)


def one_of_everything(course: Path) -> list[list[str]]:
    return [
        ["gradebook", "roster", roster(course, "ada")],
        ["gradebook", "roster"],
        ["review", "hw", "--list"],
        ["regrade", "hw", "--preview"],
        ["feedback", "hw"],
        ["export", "hw"],
        ["report", "hw", "--out", "seen"],
        ["doctor", "in/ada/hw.ipynb"],
    ]


def test_one_of_anything_is_said_in_the_singular(course, capsys):
    graded(course, ada="x +")
    said = capsys.readouterr().out
    for command in one_of_everything(course):
        run(command)
    said += capsys.readouterr().out
    for words in (
        "1 submission: 1 graded.",
        "1 student from",
        "1 answer waits in 1 group.",
        "1 submission, 0 decisions made: 0 scores move.",
        "1 feedback page in",
        "of 1 student have a score",
        "1 student, no final score; 1 waits for a person, 0 could not be read or run.",
    ):
        assert words in said
    for plural in ("submissions", "students", "groups", "pages", "parts wait"):
        assert f" 1 {plural}" not in f" {said}"


def test_the_mean_is_said_to_be_over_the_scores_that_are_final(course, capsys):
    graded(course, ada="2*x", bo="x**2", carl="x +")
    capsys.readouterr()
    assert run(["report", "hw"]) == 0
    words = "3 students, mean 2.50 of 3 over 2 final scores; 1 waits for a person, 0 could not be"
    assert words in capsys.readouterr().out


def test_a_broken_notebook_is_not_asked_for_again_once_a_better_one_came(course, capsys):
    (course / "in/ada").mkdir(parents=True)
    (course / "in/ada/hw.ipynb").write_text("{")
    hand_in(course / "in", {"ben": answered("2*x")})
    assert run(["grade", "hw", "in", "--no-execute"]) == 2
    capsys.readouterr()
    run(["review", "hw", "--list"])
    assert "could not be read or run: ada." in capsys.readouterr().out
    hand_in(course / "in", {"ada": answered("2*x")})
    assert run(["grade", "hw", "in", "--no-execute"]) == 0
    capsys.readouterr()
    assert run(["review", "hw", "--list"]) == 0
    assert "could not be read" not in capsys.readouterr().out


def test_a_regrade_says_which_scores_are_of_submissions_that_do_not_count(course, capsys):
    graded(course, ada="2*x", ben="2*x")
    graded(course, ada="2*x + 0")
    capsys.readouterr()
    (course / "notebooks/hw/assignment.toml").open("a").write('\n[points]\n"doubling.twice" = 4\n')
    assert run(["regrade", "hw", "--preview", "--json"]) == 0
    moves = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert sorted((move["student"], move["is_counted"]) for move in moves) == [
        ("ada", False),
        ("ada", True),
        ("ben", True),
    ]
    assert run(["regrade", "hw"]) == 0
    said = " ".join(capsys.readouterr().out.replace("│", " ").split())
    assert said.count("another submission counts") == 1


@pytest.mark.parametrize("claimed", ["[/]", "[red]hw[/red]", 5, ["a"]])
def test_what_a_notebook_says_of_itself_is_printed_as_it_is(course, capsys, claimed):
    path = course / "ada.ipynb"
    cell = code("# answer: doubling.twice\n2*x")
    path.write_text(json.dumps({**notebook(cell), "metadata": {"grader": {"assignment": claimed}}}))
    run(["doctor", str(path)])
    assert f"1 answer cell of {claimed}." in capsys.readouterr().out


def test_a_student_is_told_which_cells_are_still_blank(course, capsys):
    hand_in(course / "in", {"ada": answered("2*x", None), "ben": answered(None, None)})
    assert run(["doctor", "in/ada/hw.ipynb"]) == 0
    assert capsys.readouterr().out == "2 answer cells of hw. Blank: doubling.sign.\n"
    assert run(["doctor", "in/ben/hw.ipynb", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["blank"] == ["doubling.twice", "doubling.sign"]


@pytest.mark.parametrize("command", ["feedback", "release", "report"])
def test_a_file_in_the_place_of_a_folder_is_said(course, capsys, command):
    graded(course, ada="2*x")
    capsys.readouterr()
    assert run([command, "hw", "--out", "grader.toml"]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    (line,) = captured.err.splitlines()
    assert line.startswith("grader: Invalid value for '--out':")
    assert "'grader.toml' is a file. See" in line


def test_a_folder_in_the_place_of_a_file_is_said(course, capsys):
    assert run(["export", "hw", "--out", "notebooks"]) == 2
    assert "'notebooks' is a directory." in capsys.readouterr().err


@pytest.mark.parametrize(
    "usage",
    [
        ["grade", "hw", "in", "--engine", "magic"],
        ["grade", "hw", "in", "--workers", "none"],
        ["grade", "hw"],
        ["grade", "--frob"],
        ["frobnicate"],
    ],
)
def test_wrong_usage_is_one_plain_sentence(course, capsys, usage):
    assert run(usage) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("grader: ")
    assert line.endswith(".")
    assert "Value error" not in line
