"""Feedback pages are written once, and again where anything that they show has changed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from small_course import OwnProcess, answered, hand_in, only_this_course, write_course

import grader.cli.grade
from grader import catalog
from grader.cli import run
from grader.cli.feedback import LONGEST, file_name


@pytest.fixture
def course(tmp_path, monkeypatch):
    course = write_course(tmp_path / "course")
    monkeypatch.chdir(course)
    monkeypatch.setattr(grader.cli.grade, "LocalPool", OwnProcess)
    with only_this_course():
        hand_in(course / "in", {"ada": answered(), "bob": answered("x**2")})
        assert run(["grade", "hw", "in", "--no-execute"]) == 0
        yield course


def write(course: Path, capsys) -> str:
    for kept in (catalog._fingerprint, catalog._questions, catalog._credits):
        kept.cache_clear()
    capsys.readouterr()
    assert run(["feedback", "hw", "--out", "pages"]) == 0
    return capsys.readouterr().out.strip()


def test_pages_that_are_up_to_date_are_not_written_again(course, capsys):
    assert write(course, capsys) == "2 feedback pages in pages."
    pages = sorted((course / "pages").iterdir())
    before = [(page.stat().st_mtime_ns, page.read_bytes()) for page in pages]
    assert write(course, capsys) == "2 feedback pages in pages, 2 of them as they were."
    assert [(page.stat().st_mtime_ns, page.read_bytes()) for page in pages] == before


def test_a_page_that_was_cut_or_removed_is_written_again(course, capsys):
    write(course, capsys)
    ada, bob = sorted((course / "pages").iterdir())
    whole = ada.read_bytes()
    os.truncate(ada, len(whole) - 1)
    bob.unlink()
    assert write(course, capsys) == "2 feedback pages in pages."
    assert ada.read_bytes() == whole
    ada.write_bytes(b"")
    assert write(course, capsys) == "2 feedback pages in pages, 1 of them as they were."
    assert ada.read_bytes() == whole


def test_a_new_grade_writes_that_students_page_only(course, capsys):
    write(course, capsys)
    ada, bob = [page.read_bytes() for page in sorted((course / "pages").iterdir())]
    hand_in(course / "in", {"bob": answered("x + x")})
    assert run(["grade", "hw", "in", "--no-execute"]) == 0
    assert write(course, capsys) == "2 feedback pages in pages, 1 of them as they were."
    assert (course / "pages" / "ada.html").read_bytes() == ada
    assert (course / "pages" / "bob.html").read_bytes() != bob


@pytest.mark.parametrize(
    "file, more",
    [
        ("notebooks/hw/assignment.toml", "due = 2026-11-02T12:00:00Z\n"),
        ("solutions/doubling.py", "# another word\n"),
        ("problems/doubling.py", "# another word\n"),
    ],
)
def test_changed_rules_and_changed_problems_write_every_page(course, capsys, file, more):
    write(course, capsys)
    path = course / file
    text = path.read_text("utf-8")
    path.write_text(text + more if file.endswith(".py") else more + text, "utf-8")
    assert write(course, capsys) == "2 feedback pages in pages."


@pytest.mark.parametrize(
    "student, name",
    [
        ("ada", "ada.html"),
        ("Ünal, O'Neil", "Ünal, O'Neil.html"),
        ("a/b", "a_b-"),
        ("..", "-"),
        (".ada", "ada-"),
        ("a\0b", "a_b-"),
    ],
)
def test_the_file_is_named_for_the_student(student, name):
    assert file_name(student).startswith(name)
    assert file_name(student).endswith(".html")
    assert not set("/\0") & set(file_name(student))


def test_no_two_students_share_a_file():
    students = ["a/b", "a_b", "a\0b", ".ada", "ada", "..ada", "é" * 150, "é" * 151, "é" * 152]
    names = [file_name(student) for student in students]
    assert len(set(names)) == len(students)
    assert all(len(name.encode()) <= LONGEST + len("-12345678.html") for name in names)
