"""Whose notebook it is, where folders and files are called by another system: the roster knows."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from small_course import (
    OwnProcess,
    answered,
    course_of_variants,
    forget_courses,
    hand_in,
)

import grader.cli.grade
from grader.assignment import load_assignment
from grader.catalog import open_course
from grader.cli import run
from grader.gradebook import open_gradebook
from grader.settings import find_settings
from grader.variants import seeds_of

MOODLE = (
    "Identifier,Full name,Email address,Status,Grade,Maximum Grade,Grade can be changed,"
    "Last modified (submission),Last modified (grade)\n"
    "Participant 7,Ada Lovelace,ada@uni.example,,,3,Yes,-,-\n"
    "Participant 8,Carl Gauss,carl@uni.example,,,3,Yes,-,-\n"
)
CANVAS = (
    "Student,ID,SIS User ID,SIS Login ID,Section,Homework (17)\n"
    '"Lovelace, Ada",101,u1,ada,S,\n"Gauss, Carl",102,u2,carl,S,\n'
)


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    with course_of_variants(tmp_path / "course") as root:
        monkeypatch.setattr(grader.cli.grade, "LocalPool", OwnProcess)
        yield root


def right_for(student: str) -> dict[str, Any]:
    """What this student hands in who answers their own variant."""
    course = open_course(find_settings(Path.cwd()))
    asked = load_assignment(course.root, "hw")
    seed = seeds_of(course, asked, student, {})["doubling"]
    factor = course.params("doubling", seed).factor
    forget_courses()
    return answered(f"{factor}*x", student=student)


def grade(*arguments: str) -> int:
    forget_courses()
    return run(["grade", "hw", "in", "--no-execute", *arguments])


def scores(course: Path) -> dict[str, float]:
    with open_gradebook(course / "gradebook.db") as book:
        return {one.student: one.score for one in book.latest("hw")}


@pytest.mark.parametrize(
    ("roster", "student", "place"),
    [
        (MOODLE, "ada@uni.example", "Ada Lovelace_9001_assignsubmission_file/hw.ipynb"),
        (MOODLE, "ada@uni.example", "ADA@uni.example/hw.ipynb"),
        (MOODLE, "ada@uni.example", "Participant 7_9001_assignsubmission_file/mine.ipynb"),
        (CANVAS, "ada", "lovelaceada_101_5501_hw.ipynb"),
        (CANVAS, "ada", "lovelaceada_LATE_101_5501_hw-2.ipynb"),
        (CANVAS, "ada", "lovelaceada_101_5501_my answers.ipynb"),
        (CANVAS, "ada", "Ada Lovelace/hw.ipynb"),
        ("id,name\nada,Ada Lovelace\n", "ada", "Ada_hw.ipynb"),
        ("id,name\nada,Ada Lovelace\n", "ada", "ada  lovelace/hw.ipynb"),
    ],
)
def test_a_student_is_judged_on_their_variant_whatever_the_system_calls_them(
    course: Path, roster: str, student: str, place: str
) -> None:
    (course / "roster.csv").write_text(roster)
    assert run(["gradebook", "roster", "roster.csv"]) == 0
    path = course / "in" / place
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(right_for(student)))
    assert grade() == 0
    assert scores(course) == {student: 3.0}


def test_one_student_under_two_names_handed_in_twice_and_that_is_said(
    course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (course / "roster.csv").write_text("id,name\nada,Ada Lovelace\n")
    assert run(["gradebook", "roster", "roster.csv"]) == 0
    hand_in(course / "in", {"ada": right_for("ada"), "Ada Lovelace": right_for("ada")})
    assert grade() == 2
    assert "ada handed in more than one notebook" in capsys.readouterr().err
    assert scores(course) == {"ada": 0.0}


def test_a_name_that_the_roster_does_not_have_is_graded_and_listed(
    course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (course / "roster.csv").write_text(CANVAS)
    assert run(["gradebook", "roster", "roster.csv"]) == 0
    hand_in(course / "in", {"ada": right_for("ada"), "zed": right_for("zed")})
    assert grade() == 1
    out = " ".join(capsys.readouterr().out.split())
    assert "Not in the roster: 'zed'." in out
    assert scores(course) == {"ada": 3.0, "zed": 3.0}


def test_a_class_whose_names_nobody_knows_is_not_silently_judged_on_other_variants(
    course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hand_in(course / "in", {f"folder{n}": right_for(f"s{n}") for n in range(3)})
    grade()
    out = " ".join(capsys.readouterr().out.split())
    assert "3 notebooks were handed out to somebody else than who handed them in" in out
    assert "import the roster that they were released with" in out


def test_a_class_under_another_secret_is_not_silently_judged_on_other_variants(
    course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As on the computer of somebody who has the course from git, where the secret is not."""
    (course / "roster.csv").write_text("id\nada\nben\ncarl\n")
    assert run(["release", "hw", "--roster", "roster.csv"]) == 0
    shutil.copytree("notebooks/hw/released", "in")
    assert grade() == 0
    assert "variant" not in capsys.readouterr().out
    (course / ".course-secret").write_text("the secret of another computer\n")
    forget_courses()
    assert run(["grade", "hw", "in", "--no-execute", "--gradebook", "other.db"]) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert "3 notebooks carry another variant than their students have here" in out
    assert "the course secret" in out


def test_another_students_number_in_a_plain_roster_is_no_number_of_canvas(course: Path) -> None:
    (course / "roster.csv").write_text("id\n101\nada\n")
    assert run(["gradebook", "roster", "roster.csv"]) == 0
    hand_in(course / "in", {"x_101_5": right_for("x_101_5")})
    grade()
    assert scores(course) == {"x_101_5": 3.0}


def test_a_class_graded_before_the_roster_came_is_graded_again_and_exported_once(
    course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hand_in(
        course / "in",
        {"Ada Lovelace_9_assignsubmission_file": right_for("ada@uni.example")},
    )
    grade()
    (course / "roster.csv").write_text(MOODLE)
    assert run(["gradebook", "roster", "roster.csv"]) == 0
    assert grade() == 0
    capsys.readouterr()
    assert run(["export", "hw", "--format", "moodle", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["written"] == 1
    assert found["ambiguous"] == {}
    assert ",3.00," in (course / "exports/hw.moodle.csv").read_text()
