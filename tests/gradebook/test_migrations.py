from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from classroom import AT, hand_in, judge, three_answers
from sqlalchemy import create_engine, inspect, text

from grader.gradebook import GradebookError, open_gradebook
from grader.gradebook.backup import backup
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
from grader.gradebook.backup import backup
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


def of_an_older_grader(url: str) -> None:
    with open_gradebook(url) as book:
        hand_in(book, judge(), "ada", three_answers("1/2", "e", "n"))
        with book.database.engine.begin() as connection:
            command.downgrade(migration_config(connection), "0001")


def revision(url: str) -> str:
    engine = create_engine(url if "://" in url else f"sqlite:///{url}")
    with engine.connect() as connection:
        found = connection.scalar(text("SELECT version_num FROM alembic_version"))
    engine.dispose()
    return str(found)


def test_who_only_reads_an_older_gradebook_reads_a_copy_or_is_told_how_to_upgrade(url):
    of_an_older_grader(url)
    if "://" in url:
        with pytest.raises(GradebookError, match=r"schema 0001.*`grader gradebook upgrade`"):
            open_gradebook(url, for_reading=True)
    else:
        before = Path(url).read_bytes()
        with open_gradebook(url, for_reading=True) as book:
            assert [grade.student for grade in book.latest("hw1")] == ["ada"]
            assert book.database.older == "0001"
            assert book.database.name == url
            copied = Path(str(book.database.engine.url.database))
            assert copied.is_file()
        assert not copied.parent.exists()
        assert Path(url).read_bytes() == before
    assert revision(url) == "0001"
    with open_gradebook(url) as book:
        assert book.database.older is None
        assert [grade.student for grade in book.latest("hw1")] == ["ada"]
    assert revision(url) == HEAD


def test_an_older_gradebook_that_nobody_may_write_is_read(tmp_path):
    url = str(tmp_path / "book.db")
    of_an_older_grader(url)
    Path(url).chmod(0o444)
    with open_gradebook(url, for_reading=True) as book:
        assert [grade.student for grade in book.latest("hw1")] == ["ada"]


def test_the_copy_of_an_older_gradebook_that_is_damaged_is_cleared_away(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    url = str(tmp_path / "book.db")
    of_an_older_grader(url)
    content = bytearray(Path(url).read_bytes())
    content[-4096:] = bytes([255]) * 4096
    Path(url).write_bytes(bytes(content))
    with pytest.raises(GradebookError, match=r"damaged|could not be made"):
        open_gradebook(url, for_reading=True)
    assert not list(tmp_path.glob("gradus-*"))


def test_reading_leaves_a_file_as_it_is(tmp_path):
    url = str(tmp_path / "book.db")
    with open_gradebook(url) as book:
        hand_in(book, judge(), "ada", three_answers("1/2", "e", "n"))
        backup(book.database, tmp_path / "copy.db")
    before = (tmp_path / "copy.db").read_bytes()
    with open_gradebook(tmp_path / "copy.db", for_reading=True) as book:
        assert [grade.student for grade in book.latest("hw1")] == ["ada"]
        with pytest.raises(GradebookError, match="read-only"):
            book.comments.save("well", "Well.")
    assert (tmp_path / "copy.db").read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["book.db", "copy.db"]
