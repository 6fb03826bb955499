"""`from grader import grade`: one notebook, one report, no gradebook."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from small_course import answered, hand_in, only_this_course, write_course

import grader
from grader import grade
from grader.errors import GraderError
from grader.records import Report, Run, Verdict
from notebooks import code, notebook


@pytest.fixture
def course(tmp_path):
    with only_this_course():
        yield write_course(tmp_path)


def test_a_file_is_graded(course):
    path = hand_in(course / "in", {"ada": answered(student="ada")}) / "ada" / "hw.ipynb"
    report = grade(path, "hw", course=course, engine="none")
    assert isinstance(report, Report)
    assert (report.student, report.score, report.max_score) == ("ada", 3, 3)
    assert not list(course.glob("*.db"))


def test_a_notebook_in_memory_is_graded(course):
    report = grade(answered("x**2"), "hw", student="carl", course=course, engine="none")
    assert report.student == "carl"
    assert {part.part: part.verdict for part in report.parts} == {
        "doubling.twice": Verdict.PARTIAL,
        "doubling.sign": Verdict.CORRECT,
    }


def test_the_course_is_that_of_the_current_folder(course, monkeypatch):
    monkeypatch.chdir(course / "notebooks" / "hw")
    assert grade(answered(), "hw", student="ada", engine="none").score == 3


def test_an_open_sandbox_is_used_and_left_open(course):
    class Recorder:
        closed = False

        def run(self, notebook, limits, calls):
            return Run(notebook=notebook)

        def close(self):
            self.closed = True

    sandbox = Recorder()
    assert grade(answered(), "hw", student="ada", course=course, sandbox=sandbox).score == 3
    assert not sandbox.closed


def test_a_notebook_is_really_run(course):
    fresh = notebook(
        code("from sympy import *\nx = Symbol('x', positive=True)"),
        code("# answer: doubling.twice\nx + x", part="doubling.twice"),
        code("# answer: doubling.sign\n'up'", part="doubling.sign"),
        assignment="hw",
    )
    assert grade(fresh, "hw", student="ada", course=course, unsafe=True).score == 3


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("nowhere.ipynb", "There is no file"),
        ("notes.txt", "no notebook"),
        ({"cells": 5}, "format"),
        ({}, "no cells"),
    ],
)
def test_what_is_no_notebook_is_a_sentence(course, given, words):
    with pytest.raises(GraderError, match=words):
        grade(given, "hw", student="ada", course=course, engine="none")


def test_an_unknown_assignment_is_a_sentence(course):
    with pytest.raises(GraderError, match="There is no assignment"):
        grade(answered(), "hw9", student="ada", course=course, engine="none")


def test_importing_the_package_loads_nothing_heavy():
    code = "import grader, sys; print('sympy' in sys.modules, grader.__version__)"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.split() == ["False", grader.__version__]


def test_other_names_are_missing_as_ever():
    with pytest.raises(AttributeError, match="no attribute 'grades'"):
        grader.grades  # noqa: B018


def test_the_report_is_the_one_of_the_command_line(course, monkeypatch, capsys):
    from small_course import OwnProcess

    import grader.cli.grade
    from grader.cli import run
    from grader.codec import report_to_json

    folder = hand_in(course / "in", {"ada": answered("x")})
    monkeypatch.chdir(course)
    monkeypatch.setattr(grader.cli.grade, "LocalPool", OwnProcess)
    run(["grade", "hw", str(folder), "--no-execute", "--json"])
    printed = json.loads(capsys.readouterr().out)
    report = grade(folder / "ada" / "hw.ipynb", "hw", student="ada", engine="none")
    assert json.loads(json.dumps(report_to_json(report))) == printed
