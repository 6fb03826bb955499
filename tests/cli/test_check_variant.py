"""`grader check --student`: the variant that the student has, by the rules of the assignment."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from small_course import ASSIGNMENT, course_of_variants

from grader.cli import run

MARK_OF_ALL = ["check", "doubling.twice", "2*x"]
"""Right in the canonical variant, and of the variants only in that."""


@pytest.fixture
def course(tmp_path: Path) -> Iterator[Path]:
    with course_of_variants(tmp_path / "course") as root:
        yield root


def add(assignment: str, text: str) -> None:
    path = Path("notebooks", assignment, "assignment.toml")
    path.parent.mkdir()
    path.write_text(text)


def verdict(capsys, *options: str) -> str:
    capsys.readouterr()
    assert run([*MARK_OF_ALL, *options]) == 0
    return capsys.readouterr().out.split()[0]


def test_a_student_is_judged_on_a_variant_of_their_own(course, capsys):
    assert verdict(capsys) == "correct"
    assert verdict(capsys, "--student", "ada") == "incorrect"


def test_a_student_who_was_given_another_seed_is_judged_on_it(course, tmp_path, capsys):
    (tmp_path / "names.csv").write_text("id,name\n101,Ada Lovelace\n")
    assert run(["gradebook", "roster", str(tmp_path / "names.csv")]) == 0
    assert run(["gradebook", "reseed", "hw", "101", "doubling", "0"]) == 0
    for name in ("101", "Ada Lovelace"):
        assert verdict(capsys, "--student", name) == "correct"
    assert verdict(capsys, "--student", "ben") == "incorrect"


def test_where_all_have_one_variant_so_has_every_student(course, capsys):
    Path("notebooks/hw/assignment.toml").write_text(ASSIGNMENT)
    assert verdict(capsys, "--student", "ada") == "correct"


def test_two_assignments_that_ask_for_it_are_told_apart_by_name(course, capsys):
    add("exam", ASSIGNMENT)
    assert run([*MARK_OF_ALL, "--student", "ada"]) == 2
    said = capsys.readouterr().err
    assert "exam and hw ask ada for doubling, each in a variant of its own" in said
    assert "name one with --assignment" in said
    assert verdict(capsys, "--student", "ada", "--assignment", "exam") == "correct"
    assert verdict(capsys, "--student", "ada", "--assignment", "hw") == "incorrect"


def test_two_assignments_that_agree_need_not_be_told_apart(course, capsys):
    add("again", ASSIGNMENT.replace("canonical", "per-student"))
    assert verdict(capsys, "--student", "ada") == "incorrect"


def test_an_assignment_that_does_not_ask_for_it_or_is_not_needed_is_said(course, capsys):
    assert run([*MARK_OF_ALL, "--assignment", "hw"]) == 2
    assert "--assignment goes with --student" in capsys.readouterr().err
    assert run([*MARK_OF_ALL, "--student", "ada", "--assignment", "hw9"]) == 2
    assert "hw9" in capsys.readouterr().err
    assert run([*MARK_OF_ALL, "--student", "ada", "--gradebook", "nowhere.db"]) == 2
    assert "nowhere.db" in capsys.readouterr().err


def test_a_problem_that_no_assignment_asks_is_judged_on_what_it_would_be(course, capsys):
    Path("notebooks/hw/assignment.toml").unlink()
    assert verdict(capsys, "--student", "ada") == "incorrect"
