from __future__ import annotations

import os
import random
import resource
import sqlite3
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from classroom import hand_in, judge, three_answers

from grader.errors import GraderError
from grader.gradebook import GradebookError, open_gradebook

ANSWERS = three_answers("1/2", "e", "n")


def sentence(error: pytest.ExceptionInfo[GradebookError]) -> str:
    text = str(error.value)
    assert "\n" not in text
    assert text.endswith(".")
    return text


def test_a_missing_folder_is_one_sentence(tmp_path):
    with pytest.raises(GradebookError) as error:
        open_gradebook(tmp_path / "nowhere" / "book.db")
    assert "there is no folder" in sentence(error)


def test_a_folder_is_no_gradebook(tmp_path):
    with pytest.raises(GradebookError) as error:
        open_gradebook(tmp_path)
    assert "is a folder" in sentence(error)


def test_a_file_that_is_no_database_is_one_sentence(tmp_path):
    path = tmp_path / "book.db"
    path.write_text("student,score\nada,3\n" * 100)
    with pytest.raises(GradebookError) as error:
        open_gradebook(path)
    assert "is not a gradebook" in sentence(error)
    assert path.read_text().startswith("student,score")


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("mysql://host/book", "not 'mysql'"),
        ("nonsense://", "not 'nonsense'"),
        ("://:secret@x", "neither a file nor the URL"),
        ("postgresql://grader@127.0.0.1:1/book", "could not be used"),
        ("postgresql://grader:secret@127.0.0.1:1/book", "could not be used"),
    ],
)
def test_a_database_that_cannot_be_reached_is_one_sentence_without_the_password(url, says):
    with pytest.raises(GraderError) as error:
        open_gradebook(url)
    assert says in sentence(error)
    assert "secret" not in str(error.value)


def hand_in_until_it_fails(book) -> None:
    for number in range(1000):
        hand_in(book, judge(), f"s{number}", three_answers("x" * 5000, "e", "n"))


def test_a_full_disk_is_one_sentence_and_keeps_what_was_committed(tmp_path):
    with open_gradebook(tmp_path / "book.db") as book:
        hand_in(book, judge(), "ada", ANSWERS)
        with book.database.engine.connect() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
            # SQLite says of this limit what it says of a full disk: SQLITE_FULL
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(GradebookError) as error:
            hand_in_until_it_fails(book)
        assert "the disk is full" in sentence(error)
    with open_gradebook(tmp_path / "book.db") as book:
        assert "ada" in [grade.student for grade in book.latest("hw1")]


def test_a_file_that_may_grow_no_more_is_one_sentence(tmp_path):
    code = textwrap.dedent(f"""
        import resource, signal, sys
        sys.path.insert(0, {str(Path(__file__).parents[1])!r})
        from classroom import hand_in, judge, three_answers
        from grader.errors import GraderError
        from grader.gradebook import open_gradebook
        book = open_gradebook({str(tmp_path / "book.db")!r})
        hand_in(book, judge(), "ada", three_answers("1/2", "e", "n"))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))
        try:
            for number in range(3000):
                hand_in(book, judge(), f"s{{number}}", three_answers("1/2", "e", "n"))
        except GraderError as error:
            print(error)
            sys.exit(2)
    """)
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=240, check=False
    )
    assert done.returncode == 2, done.stderr
    assert len(done.stdout.splitlines()) == 1
    with open_gradebook(tmp_path / "book.db") as book:
        students = [grade.student for grade in book.latest("hw1")]
    assert "ada" in students
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] != 400_000


READ_ONLY = textwrap.dedent("""
    import os, sys, tempfile
    from pathlib import Path
    sys.path.insert(0, {tests!r})
    from classroom import hand_in, judge, three_answers
    from grader.errors import GraderError
    from grader.gradebook import open_gradebook
    from grader.gradebook.backup import backup
    if os.getuid() == 0:
        os.setgid(65534); os.setuid(65534)
    with open_gradebook({path!r}) as book:
        print([grade.score for grade in book.latest("hw1")])
        with tempfile.TemporaryDirectory() as folder:
            backup(book.database, Path(folder, "copy.db"))
            with open_gradebook(Path(folder, "copy.db")) as copied:
                print([grade.score for grade in copied.latest("hw1")])
        try:
            backup(book.database, Path({path!r}).with_name("copy.db"))
        except GraderError as error:
            print(error)
        try:
            hand_in(book, judge(), "bob", three_answers("1/2", "e", "n"))
        except GraderError as error:
            print(error)
            sys.exit(2)
""")


def test_a_gradebook_that_may_only_be_read_is_read_and_not_written(tmp_path):
    path = tmp_path / "book.db"
    with open_gradebook(path) as book:
        hand_in(book, judge(), "ada", ANSWERS)
    for folder in (tmp_path, *tmp_path.parents):
        if folder.stat().st_uid == os.getuid() and folder.name.startswith(
            ("pytest", "popen", "test")
        ):
            folder.chmod(0o755)
    path.chmod(0o444)
    tmp_path.chmod(0o555)
    try:
        code = READ_ONLY.format(path=str(path), tests=str(Path(__file__).parents[1]))
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, timeout=240, check=False
        )
    finally:
        tmp_path.chmod(0o755)
    assert done.returncode == 2, done.stderr
    read, copied, not_here, read_only = done.stdout.splitlines()
    assert read == copied == "[3.0]"
    assert not_here == (
        f"The backup {tmp_path / 'copy.db'} cannot be written: Permission denied. "
        "Name another folder."
    )
    assert (
        read_only
        == f"The gradebook {path} is read-only; make it writable or name another with --gradebook."
    )


def test_a_damaged_gradebook_is_one_sentence(tmp_path):
    path = tmp_path / "book.db"
    with open_gradebook(path) as book:
        for number in range(50):
            hand_in(book, judge(), f"s{number}", ANSWERS)
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    path.write_bytes(content)
    with pytest.raises(GradebookError) as error, open_gradebook(path) as book:
        book.latest("hw1")
    assert "damaged" in sentence(error)


@pytest.mark.parametrize("for_reading", [False, True])
def test_bytes_that_are_damaged_anywhere_are_one_sentence(tmp_path, for_reading):
    path, chance = tmp_path / "book.db", random.Random(7)
    with open_gradebook(path) as book:
        for number in range(5):
            hand_in(book, judge(), f"s{number}", ANSWERS)
    whole = path.read_bytes()
    said = []
    for _ in range(60):
        content = bytearray(whole)
        for _ in range(chance.choice((3, 30, 300))):
            content[chance.randrange(100, len(content))] = chance.randrange(256)
        for beside in tmp_path.iterdir():
            beside.unlink()
        path.write_bytes(content)
        try:
            with open_gradebook(path, for_reading=for_reading) as book:
                grades = book.newest("hw1")
                _ = [(grade.report, book.run_of(grade)) for grade in grades]
                book.answers_of(grades)
        except GradebookError as error:
            said.append(str(error))
    assert len(said) > 20
    assert not any("\n" in sentence for sentence in said)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE grade SET report = x'0011'",
        "UPDATE grade SET report = CAST('{' AS BLOB)",
        "UPDATE grade SET marks = '{bad'",
        "UPDATE grade SET at = '2026?11-23 06:58:16.551112'",
    ],
)
def test_an_entry_that_is_damaged_is_one_sentence(tmp_path, change):
    path = tmp_path / "book.db"
    with open_gradebook(path) as book:
        hand_in(book, judge(), "ada", ANSWERS)
    with sqlite3.connect(path) as connection:
        connection.execute(change)
    connection.close()
    with open_gradebook(path) as book, pytest.raises(GradebookError) as error:
        _ = [grade.report for grade in book.latest("hw1")]
    assert "An entry of the gradebook is damaged" in sentence(error)
