from __future__ import annotations

import sqlite3
import threading
from contextlib import closing

import pytest
from classroom import AT, hand_in, judge, three_answers

from grader.gradebook import GradebookError, Review, files, open_gradebook
from grader.gradebook.backup import backup, copy
from grader.records import Decision, Verdict
from grader.roster import Student

ANSWERS = three_answers("1/2", "e", "n")


def fill(book) -> None:
    hand_in(book, judge(), "ada", ANSWERS)
    hand_in(book, judge(), "ada", ANSWERS, force=True)
    hand_in(book, judge(), "bob", three_answers("1", "", "2n"))
    book.decisions.keep(
        {"k": ("limits.a", Decision(verdict=Verdict.CORRECT, score=1.0))}, at=AT, version="0"
    )
    book.roster.save([Student(id="ada", name="Ada", elsewhere={"ID": "7"})])
    book.comments.save("nice", "Nice.")
    book.overrides.extend("ada", "hw1", AT, at=AT, by="tina", reason="ill")
    review = Review(
        assignment="hw1",
        part="limits.a",
        variant="",
        answer_hash="h",
        verdict=Verdict.CORRECT,
        credit=1.0,
        by="tina",
        at=AT,
    )
    book.reviews.add([review])


def content(book) -> object:
    return (
        book.newest("hw1"),
        book.history("ada", "hw1"),
        [book.answers(grade) for grade in book.newest("hw1")],
        book.decisions.of(["k"]),
        book.roster.students(),
        book.comments.of("x"),
        book.overrides.extensions("hw1"),
        book.reviews.history("hw1"),
    )


def test_a_backup_holds_everything(book, tmp_path):
    fill(book)
    backup(book.database, tmp_path / "copy.db")
    assert sorted(path.name for path in tmp_path.glob("*copy*")) == ["copy.db"]
    with open_gradebook(tmp_path / "copy.db") as copied:
        assert content(copied) == content(book)


def test_a_backup_while_others_grade_is_whole_and_disturbs_nobody(book, tmp_path):
    hand_in(book, judge(), "s000", ANSWERS)
    stop = threading.Event()
    graded = []

    def grade() -> None:
        while not stop.is_set():
            graded.append(hand_in(book, judge(), f"s{len(graded) + 1:03d}", ANSWERS))

    grader = threading.Thread(target=grade)
    grader.start()
    for number in range(3):
        backup(book.database, tmp_path / f"copy{number}.db")
    stop.set()
    grader.join()
    counts = []
    for number in range(3):
        with open_gradebook(tmp_path / f"copy{number}.db") as copied:
            grades = copied.newest("hw1")
            counts.append(len(grades))
            assert [g.student for g in grades] == [f"s{n:03d}" for n in range(len(grades))]
            assert all(len(copied.answers(grade)) == 3 for grade in grades)
    assert counts == sorted(counts)
    assert 1 <= counts[0] <= len(book.newest("hw1")) == len(graded) + 1


def test_a_backup_never_overwrites(book, tmp_path):
    (tmp_path / "copy.db").write_text("precious")
    with pytest.raises(GradebookError, match="exists already"):
        backup(book.database, tmp_path / "copy.db")
    assert (tmp_path / "copy.db").read_text() == "precious"


def test_of_two_backups_to_one_file_at_once_one_is_it_and_the_other_is_told(
    book, tmp_path, monkeypatch
):
    fill(book)
    target = tmp_path / "copy.db"
    finish, said = files._become, []

    def another_is_quicker(unfinished, path) -> None:
        monkeypatch.setattr(files, "_become", finish)
        backup(book.database, target)  # begins and ends while the first one is under way
        said.append(target.read_bytes())
        finish(unfinished, path)

    monkeypatch.setattr(files, "_become", another_is_quicker)
    with pytest.raises(GradebookError, match=r"copy\.db exists already"):
        backup(book.database, target)
    assert [target.read_bytes()] == said
    assert [path.name for path in tmp_path.iterdir() if "unfinished" in path.name] == []
    with open_gradebook(target) as copied:
        assert content(copied) == content(book)


def test_a_backup_to_where_no_links_can_be_made_overwrites_nothing_either(
    book, tmp_path, monkeypatch
):
    def no_links(*_: object) -> None:
        raise PermissionError("not on this file system")

    monkeypatch.setattr(files.os, "link", no_links)
    fill(book)
    backup(book.database, tmp_path / "copy.db")
    with open_gradebook(tmp_path / "copy.db") as copied:
        assert content(copied) == content(book)
    with pytest.raises(FileExistsError), files.new_file(tmp_path / "late.db"):
        (tmp_path / "late.db").write_text("precious")
    assert (tmp_path / "late.db").read_text() == "precious"
    assert [path.name for path in tmp_path.iterdir() if "unfinished" in path.name] == []


def test_a_backup_into_a_missing_folder_is_one_sentence(book, tmp_path):
    with pytest.raises(GradebookError, match="there is no folder"):
        backup(book.database, tmp_path / "nowhere" / "copy.db")


def test_a_gradebook_moves_from_one_database_to_another_and_goes_on(book, url, tmp_path):
    with open_gradebook(tmp_path / "small.db") as small:
        fill(small)
        assert copy(small.database, book.database) > 10
        assert content(book) == content(small)
    hand_in(book, judge(), "carl", ANSWERS)
    assert [grade.student for grade in book.latest("hw1")] == ["ada", "bob", "carl"]
    with open_gradebook(tmp_path / "other.db") as other:
        copy(book.database, other.database)
        assert content(other) == content(book)


def test_copying_into_a_gradebook_with_grades_changes_nothing(book, tmp_path):
    hand_in(book, judge(), "bob", ANSWERS)
    with open_gradebook(tmp_path / "small.db") as small:
        fill(small)
        with pytest.raises(GradebookError, match="is not empty"):
            copy(small.database, book.database)
    assert [grade.student for grade in book.latest("hw1")] == ["bob"]


def test_a_backup_is_one_file_that_any_sqlite_opens(book, tmp_path):
    fill(book)
    backup(book.database, tmp_path / "copy.db")
    with closing(sqlite3.connect(tmp_path / "copy.db")) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        assert connection.execute("SELECT COUNT(*) FROM grade").fetchone() == (3,)
