"""The tutorial for TAs is true: its files and commands, in order, print what it says they print."""

from __future__ import annotations

import json
import os
import re
import shlex
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from grader.assignment import load_assignment
from grader.catalog import open_course
from grader.cli import run
from grader.release import filled, solved_sources
from grader.settings import find_settings
from grader.variants import questions_of, seeds_of

ROOT = Path(__file__).parent.parent
TUTORIAL = ROOT / "docs" / "tutorials" / "ta.md"
BLOCK = re.compile(r"(?:<!-- (file|append|elsewhere):? ?(\S*) -->\n)?```(\w+)\n(.*?)```", re.DOTALL)
PART = "gradient_descent.weight"
IN_TIME = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
LATE = datetime(2026, 12, 2, 12, 0, tzinfo=UTC)


def words(text: str) -> str:
    """A text without blanks and the rules of tables."""
    return " ".join(re.sub(r"[\u2500-\u257f]", " ", text).split())


def shown(block: str) -> list[tuple[str, list[str]]]:
    """Commands of a console block, each with the lines that it is said to print."""
    found: list[tuple[str, list[str]]] = []
    for line in block.splitlines():
        if line.startswith("$ "):
            found.append((line[2:].partition("  #")[0].strip(), []))
        elif words(line):
            found[-1][1].append(words(line))
    return found


def hand_in(folder: Path) -> None:
    """What six students do: five hand in, of whom three wrote something else than the key."""
    course = open_course(find_settings(folder))
    assignment = load_assignment(course.root, "hw1")
    for student in ("ada", "ben", "cleo", "dora", "emil"):
        released = folder / "notebooks" / "hw1" / "released" / student / "hw1.ipynb"
        seeds = seeds_of(course, assignment, student, {})
        questions = questions_of(course, assignment, student, {})
        right = solved_sources(course, questions, seeds)
        wrote = {"ben": '"(1 - eta"', "emil": "0", "cleo": "1 / 0"}.get(student, right[PART])
        notebook = filled(json.loads(released.read_text("utf-8")), {PART: wrote})
        text = json.dumps(notebook)
        place = folder / "submissions" / student / "hw1.ipynb"
        place.parent.mkdir(parents=True)
        place.write_text(text, "utf-8")
        when = (LATE if student == "dora" else IN_TIME).timestamp()
        os.utime(place, (when, when))


@pytest.fixture
def line(tmp_path, monkeypatch, capsys) -> Callable[[str], str]:
    """Runs a line of the tutorial in the course of `grader init`; gives what is printed."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "120")
    assert run(["init", "course"]) == 0
    monkeypatch.chdir(tmp_path / "course")
    capsys.readouterr()

    def once(command: str) -> str:
        program, *arguments = shlex.split(command)
        assert program == "grader"
        code = run(arguments)
        out = capsys.readouterr()
        assert code in (0, 1), (command, out.err)
        return out.out + out.err

    return once


def test_every_line_runs_and_prints_what_the_tutorial_says(line):
    course = Path()
    group = ""
    for what, name, language, content in BLOCK.findall(TUTORIAL.read_text("utf-8")):
        if what == "file":
            (course / name).write_text(content, "utf-8")
        elif what == "append":
            with (course / name).open("a", encoding="utf-8") as file:
                file.write(content)
        elif language == "console" and what != "elsewhere":
            for command, lines in shown(content):
                said = line(command.replace("GROUP", group))
                printed = words(said)
                for wanted in lines:
                    pattern = ".*?".join(re.escape(piece) for piece in wanted.split("..."))
                    assert re.search(pattern, printed), (command, wanted, said)
                if command.startswith("grader release"):
                    hand_in(course)
                if command == "grader review hw1 --list":
                    group = re.findall(rf"(\w+) {PART} unreadable", printed)[0]


def test_a_block_is_split_into_commands_and_what_they_print():
    assert shown("$ grader a  # why\nit  is\n\n$ grader b\n") == [
        ("grader a", ["it is"]),
        ("grader b", []),
    ]
