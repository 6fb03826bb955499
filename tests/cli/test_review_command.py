"""`grader review` at a terminal, where a student has more than one answer that waits."""

from __future__ import annotations

import pytest
from small_course import answered, hand_in

from grader.cli import run
from grader.gradebook import open_gradebook

SIDEWAYS = "'sideways'"


@pytest.fixture
def waiting(course, capsys, monkeypatch):
    """Three students with two answers each that only a person can read."""
    answers = {name: answered(f"{name} + q", SIDEWAYS) for name in ("ada", "ben", "carl")}
    hand_in(course / "in", answers)
    assert run(["grade", "hw", "in", "--no-execute"]) == 1
    capsys.readouterr()
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    return course


def types(monkeypatch, *typed):
    left = iter(typed)

    def answer(*_, **__):
        found = next(left)
        return found() if callable(found) else found

    monkeypatch.setattr("grader.cli.review.Prompt.ask", answer)
    return left


def scores(course):
    with open_gradebook(course / "gradebook.db") as book:
        return {grade.student: (grade.score, grade.status) for grade in book.latest("hw")}


def test_every_answer_of_a_student_is_decided_in_one_sitting(waiting, capsys, monkeypatch):
    types(monkeypatch, *["c", ""] * 4)
    assert run(["review", "hw"]) == 0
    assert "by somebody else" not in capsys.readouterr().out
    assert scores(waiting) == dict.fromkeys(("ada", "ben", "carl"), (3.0, "graded"))


def test_what_somebody_else_decides_meanwhile_is_not_asked_for(waiting, capsys, monkeypatch):
    def the_other():
        """Ben's formula is decided while the first group is looked at."""
        with monkeypatch.context() as elsewhere:
            elsewhere.setattr("sys.stdin.isatty", lambda: False, raising=False)
            assert run(["review", "hw", "--json"]) == 1
            listed = capsys.readouterr().out.splitlines()
            (group,) = (line.split('"')[3] for line in listed if "ben + q" in line)
            assert run(["review", "hw", "--decide", group, "--verdict", "correct"]) == 0
        return "s"

    left = types(monkeypatch, the_other, *["i", ""] * 2)
    assert run(["review", "hw"]) == 1
    assert not list(left)
    assert scores(waiting) == {
        "ada": (0.0, "needs_review"),
        "ben": (2.0, "needs_review"),
        "carl": (0.0, "needs_review"),
    }
