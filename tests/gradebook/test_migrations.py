from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from classroom import AT, hand_in, judge, three_answers
from sqlalchemy import inspect, text

from grader.gradebook import GradebookError, open_gradebook
from grader.gradebook.database import HEAD, migration_config, open_database
from grader.gradebook.schema import Row


def test_the_newest_revision_is_the_one_that_this_version_works_with(book):
    with book.database.engine.connect() as connection:
        scripts = ScriptDirectory.from_config(migration_config(connection))
        assert scripts.get_heads() == [HEAD]
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == HEAD


def test_the_migrations_make_exactly_the_tables_of_the_models(book):
    with book.database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Row.metadata) == []


def test_alembic_itself_finds_nothing_to_migrate(book):
    with book.database.engine.connect() as connection:
        command.check(migration_config(connection))


def test_migrating_works_where_standard_output_was_another_one_when_alembic_was_loaded(tmp_path):
    # A program that catches our output (a test of a command, a server) may be the first to make
    # Alembic load, and closes what it caught; Alembic keeps the standard output of its loading.
    code = """
import contextlib, io, sys
from grader.gradebook import open_gradebook
from grader.gradebook.database import migration_config
caught = io.StringIO()
with contextlib.redirect_stdout(caught):
    from alembic import command, config
caught.close()
with open_gradebook(sys.argv[1]) as book, book.database.engine.connect() as connection:
    command.check(migration_config(connection))
"""
    program = subprocess.run(
        [sys.executable, "-c", code, f"sqlite:///{tmp_path}/book.db"],
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert program.returncode == 0, program.stderr
    assert "No new upgrade operations detected" in program.stdout


def test_migrating_goes_up_from_the_first_revision_with_its_rows(book):
    with book.database.engine.begin() as connection:
        config = migration_config(connection)
        command.downgrade(config, "base")
        assert inspect(connection).get_table_names() == ["alembic_version"]
    with book.database.engine.begin() as connection:
        command.upgrade(migration_config(connection), "0001")
        connection.execute(
            text(
                "INSERT INTO student (id, name, email, section, elsewhere) "
                "VALUES ('ada', 'Ada', '', '', '{}')"
            )
        )
    with book.database.engine.begin() as connection:
        command.upgrade(migration_config(connection), "head")
    assert [student.name for student in book.roster.students()] == ["Ada"]
    hand_in(book, judge(), "ada", three_answers("1/2", "e", "n"))
    assert len(book.latest("hw1")) == 1


def test_opening_again_migrates_nothing_and_keeps_everything(url):
    with open_gradebook(url) as book:
        hand_in(book, judge(), "ada", three_answers("1/2", "e", "n"))
    with open_gradebook(url) as book:
        assert [grade.received_at for grade in book.latest("hw1")] == [AT]


def test_several_programs_that_open_a_new_gradebook_at_once_all_get_it(url):
    code = f"from grader.gradebook import open_gradebook; open_gradebook({url!r}).close()"
    programs = [
        subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE) for _ in range(3)
    ]
    for program in programs:
        _, said = program.communicate(timeout=240)
        assert program.returncode == 0, said.decode()
    with open_gradebook(url) as book:
        assert book.latest("hw1") == []


def test_a_newer_gradebook_is_not_touched(url):
    database = open_database(url)
    with database.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    database.close()
    with pytest.raises(GradebookError, match=r"newer grader \(schema 9999.*pip install -U"):
        open_gradebook(url)


def test_somebody_elses_database_is_not_touched(tmp_path):
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE recipes (id INTEGER)")
    with pytest.raises(GradebookError, match=r"is not a gradebook: it holds recipes"):
        open_gradebook(path)


def test_who_only_reads_makes_no_gradebook(url):
    for _ in range(2):
        with pytest.raises(GradebookError, match="There is no gradebook"):
            open_gradebook(url, may_begin=False)
    with open_gradebook(url), open_gradebook(url, may_begin=False) as book:
        assert book.assignments() == []
