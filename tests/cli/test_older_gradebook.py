"""A gradebook of an older grader: who reads leaves it alone, who writes upgrades it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from small_course import answered, hand_in

from grader.cli import run
from grader.gradebook import open_gradebook
from grader.gradebook.database import migration_config

READING = (
    "report hw",
    "report hw --json",
    "integrity hw",
    "feedback hw",
    "export hw",
    "export hw --out -",
    "review hw --list",
    "review hw --json",
    "review hw --decided",
    "review hw",
    "gradebook roster",
    "gradebook history hw ada",
    "gradebook backup copy.db",
    "gradebook copy gradebook.db new.db",
    "regrade hw --preview",
)
WRITING = (
    "gradebook upgrade",
    "gradebook roster roster.csv",
    "gradebook comment well Well.",
    "regrade hw",
    "grade hw in --no-execute",
)


@pytest.fixture
def older(course: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    folder = hand_in(course / "in", {"ada": answered(), "ben": answered("x +")})
    assert run(["grade", "hw", str(folder), "--no-execute"]) == 1
    (course / "roster.csv").write_text("id\nada\n")
    path = course / "gradebook.db"
    with open_gradebook(path) as book, book.database.engine.begin() as connection:
        command.downgrade(migration_config(connection), "0001")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
    capsys.readouterr()
    return path


@pytest.mark.parametrize("command", READING)
def test_a_command_that_reads_leaves_it_as_it_is_and_says_so(older, capsys, command):
    before = older.read_bytes()
    assert run(command.split()) in (0, 1)
    captured = capsys.readouterr()
    assert captured.out
    if not command.startswith("gradebook copy"):
        assert "`grader gradebook upgrade` brings it up to date" in captured.err
    assert older.read_bytes() == before
    assert not list(older.parent.glob("gradebook.db-*"))


@pytest.mark.parametrize("command", WRITING)
def test_a_command_that_writes_upgrades_it(older, capsys, command):
    assert run(command.split()) in (0, 1)
    capsys.readouterr()
    assert run(["report", "hw"]) == 0
    assert capsys.readouterr().err == ""


def test_a_backup_of_it_comes_back_as_a_gradebook_of_today(older, capsys):
    assert run(["gradebook", "backup", "copy.db"]) == 0
    assert run(["gradebook", "copy", "copy.db", "new.db"]) == 0
    capsys.readouterr()
    assert run(["gradebook", "history", "hw", "ada", "--gradebook", "new.db"]) == 0
    assert capsys.readouterr().err == ""
