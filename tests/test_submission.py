"""What students hand in: found, named and read."""

from __future__ import annotations

import errno
import json
import os
import struct
import time
import unicodedata
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import nbformat
import pytest

from grader.errors import GraderError
from grader.handed_in import Found, find
from grader.submission import Broken, Submission, read
from grader.watching import is_whole
from tests.notebooks import code, notebook, prints
from tests.pace import within


@pytest.fixture
def write(tmp_path):
    def write(place: str, content) -> Path:
        path = tmp_path / place
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            path.write_text(content if isinstance(content, str) else json.dumps(content))
        return path

    return write


def only(path: Path) -> Submission | Broken:
    (found,) = find([path], "hw1")
    return read(found)


SMALL = notebook(code("1"))


@pytest.mark.parametrize("name", ["HW1.IPYNB", "hw1.Ipynb", "HW1.ZIP"])
def test_capital_letters_in_an_ending_lose_no_submission(write, name):
    path = write(f"class/ada/{name}", SMALL)
    if name.endswith("ZIP"):
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("ada/HW1.IPYNB", json.dumps(SMALL))
    (found,) = find([path.parents[1]], "hw1")
    assert read(found).student == "ada"
    (found,) = find([path], "hw1")
    assert isinstance(read(found), Submission | Broken)


def test_what_macos_puts_beside_is_no_submission_in_folders_either(write):
    path = write("class/ada/hw1.ipynb", SMALL)
    write("class/ada/._hw1.ipynb", b"\0\5\26\7")
    write("class/__MACOSX/ada/hw1.ipynb", b"\0\5\26\7")
    write("class/ada/.ipynb_checkpoints/hw1-checkpoint.ipynb", SMALL)
    assert [found.place for found in find([path.parents[1]], "hw1")] == [str(path)]


def test_a_place_outside_of_the_zip_is_said_and_not_passed_over(tmp_path):
    path = tmp_path / "class.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../../zoe/hw1.ipynb", json.dumps(SMALL))
    assert "whose it is" in only(path).reason


@pytest.mark.parametrize("name", ["hw1.ipynb", "hw1.zip"])
@pytest.mark.parametrize("makes", [os.mkfifo, lambda path: path.symlink_to("/dev/zero")])
def test_a_pipe_or_a_device_is_said_and_not_waited_for(tmp_path, name, makes):
    (tmp_path / "ada").mkdir()
    makes(tmp_path / "ada" / name)
    (found,) = find([tmp_path], "hw1")
    assert "pipe or a device" in read(found).reason
    assert not is_whole(tmp_path / "ada" / name)


@pytest.mark.parametrize("name", ["hw1.ipynb", "hw1.zip"])
@pytest.mark.parametrize("target", ["class/ada/{}", "elsewhere/{}", "class/{}"])
def test_a_link_out_of_a_students_folder_is_refused_and_not_read(write, tmp_path, name, target):
    theirs = tmp_path / target.format(name)
    write(str(theirs.relative_to(tmp_path)), SMALL)
    if name.endswith("zip"):
        with zipfile.ZipFile(theirs, "w") as archive:
            archive.writestr("hw1.ipynb", json.dumps(SMALL))
    link = tmp_path / "class" / "bob" / name
    link.parent.mkdir(parents=True)
    link.symlink_to(theirs)
    found = find([tmp_path / "class"], "hw1")
    read_of_bob = [read(one) for one in found if one.place.startswith(str(link))]
    (bob,) = read_of_bob
    assert bob.student == "bob"
    assert bob.reason.startswith("This is a link to a place outside of the student's folder")


def test_ids_of_cells_under_an_older_number_of_the_format_are_read(write):
    """Editors of two ages on one notebook leave it so, and Jupyter opens it."""
    older = notebook({**code("1"), "id": "a"}, {**code("2"), "id": "b"}, student="ada")
    older["nbformat_minor"] = 4
    found = only(write("hw1.ipynb", older))
    assert isinstance(found, Submission)
    assert [cell["id"] for cell in found.notebook["cells"]] == ["a", "b"]


@pytest.mark.parametrize("entry", ["hw1.ipynb", "bob/hw1.ipynb", "bob_hw1.ipynb"])
def test_a_zip_in_a_students_folder_is_theirs_whatever_it_says_inside(tmp_path, entry):
    (tmp_path / "class" / "ada").mkdir(parents=True)
    with zipfile.ZipFile(tmp_path / "class" / "ada" / "hw1.zip", "w") as archive:
        archive.writestr(entry, json.dumps(notebook(code("1"), student="bob")))
    assert only(tmp_path / "class").student == "ada"


def test_a_damaged_zip_in_a_students_folder_is_theirs(write, tmp_path):
    write("class/ada/hw1.zip", "no zip")
    assert only(tmp_path / "class").student == "ada"


def test_a_link_beside_the_notebooks_of_others_is_refused(write, tmp_path):
    theirs = write("class/ada_hw1.ipynb", SMALL)
    (tmp_path / "class" / "bob_hw1.ipynb").symlink_to(theirs)
    ada, bob = [read(found) for found in find([tmp_path / "class"], "hw1")]
    assert isinstance(ada, Submission)
    assert isinstance(bob, Broken)
    assert "outside" in bob.reason


def test_a_link_inside_a_students_folder_is_read(write, tmp_path):
    own = write("class/ada/parts/notebook.ipynb", SMALL)
    (tmp_path / "class" / "ada" / "hw1.ipynb").symlink_to(own)
    found = [read(one) for one in find([tmp_path / "class"], "hw1")]
    assert [one.student for one in found if isinstance(one, Submission)] == ["ada", "ada"]


def test_a_submissions_folder_that_is_itself_a_link_is_read(write, tmp_path):
    write("disk/class/ada/hw1.ipynb", SMALL)
    (tmp_path / "class").symlink_to(tmp_path / "disk" / "class")
    assert isinstance(only(tmp_path / "class"), Submission)


def test_a_students_folder_that_is_a_link_is_said_and_not_passed_over(write, tmp_path):
    write("class/ada/hw1.ipynb", SMALL)
    (tmp_path / "class" / "bob").symlink_to(tmp_path / "class" / "ada")
    ada, bob = [read(found) for found in find([tmp_path / "class"], "hw1")]
    assert isinstance(ada, Submission)
    assert (bob.student, isinstance(bob, Broken)) == ("bob", True)
    assert "This folder is a link" in bob.reason


def test_a_link_to_nothing_and_one_to_itself_are_said(tmp_path):
    for student, target in (("ada", "gone.ipynb"), ("bob", "hw1.ipynb")):
        (tmp_path / student).mkdir()
        (tmp_path / student / "hw1.ipynb").symlink_to(target)
    reasons = [read(found).reason for found in find([tmp_path], "hw1")]
    assert len(reasons) == 2
    assert all("cannot be read" in reason for reason in reasons)


@pytest.mark.parametrize(
    ("place", "student"),
    [
        ("class/ada/hw1.ipynb", "ada"),
        ("class/ada/hw1/hw1.ipynb", "ada"),
        ("class/ada_hw1.ipynb", "ada"),
        ("class/hw1-ada.ipynb", "ada"),
        ("class/ada.ipynb", "ada"),
        ("class/Ada Lovelace_123_assignsubmission_file_/hw1.ipynb", "Ada Lovelace"),
    ],
)
def test_the_student_is_read_from_folder_or_file_name(write, tmp_path, place, student):
    write(place, SMALL)
    submission = only(tmp_path / "class")
    assert isinstance(submission, Submission)
    assert submission.student == student


def test_a_name_is_the_same_however_a_system_spells_its_accents(write, tmp_path):
    """What a Mac unpacks has accents as letters of their own."""
    for form in ("NFC", "NFD"):
        folder = tmp_path / form
        write(f"{form}/{unicodedata.normalize(form, 'Zoë Müller')}/hw1.ipynb", SMALL)
        assert only(folder).student == unicodedata.normalize("NFC", "Zoë Müller")


def test_a_file_that_is_named_twice_is_one(write, tmp_path):
    write("class/ada/hw1.ipynb", SMALL)
    zipped = tmp_path / "class.zip"
    with zipfile.ZipFile(zipped, "w") as archive:
        archive.writestr("bob/hw1.ipynb", json.dumps(SMALL))
    paths = [tmp_path / "class", tmp_path / "class/ada", zipped, tmp_path / "class", zipped]
    assert [found.student for found in find(paths, "hw1")] == ["ada", "bob"]


@pytest.mark.parametrize("seconds", [2.0**40, -(2.0**40), 2.0**62])
def test_a_date_that_no_calendar_has_is_now(write, monkeypatch, seconds):
    """Some systems of files keep any number, and some archives bring any."""
    path = write("class/ada/hw1.ipynb", SMALL)
    before, stat = datetime.now(UTC), Path.stat

    def dated(self: Path, **how: bool) -> os.stat_result:
        found = stat(self, **how)
        return os.stat_result((*found[:8], seconds, *found[9:])) if self == path else found

    monkeypatch.setattr(Path, "stat", dated)
    (found,) = find([path.parents[1]], "hw1")
    assert before <= found.received_at <= datetime.now(UTC)


def test_the_notebook_says_whose_it_is_where_names_do_not(write):
    path = write("hw1.ipynb", notebook(code("1"), student="ada"))
    assert only(path).student == "ada"


def test_nobodys_notebook_is_broken(write):
    broken = only(write("hw1.ipynb", SMALL))
    assert isinstance(broken, Broken)
    assert "whose it is" in broken.reason


def test_who_names_the_folder_of_one_student_is_told_to_name_the_one_above_it(write):
    path = write("class/hana/hw1.ipynb", SMALL)
    for given in (path, path.parent):
        assert only(given).reason.endswith("If hana is that folder, grade the one above it.")
    assert only(path.parents[1]).student == "hana"


@pytest.mark.parametrize("place", ["class.zip!/hw1.ipynb", "hw1/hw1.ipynb", "hw1.ipynb"])
def test_no_folder_is_taken_for_a_students_that_cannot_be_one(place):
    found = Found(place, None, lambda: json.dumps(SMALL).encode(), datetime.now(UTC))
    assert read(found).reason.endswith("below the folder that is graded.")


@pytest.mark.parametrize(
    "student", ["x" * 151, "..", "a/b", "a\nb", "a\x9bb", "\u202ea", "a\u2028b"]
)
def test_a_name_that_cannot_be_taken_is_said_to_be_one(student):
    found = Found("hw1.ipynb", student, lambda: json.dumps(SMALL).encode(), datetime.now(UTC))
    assert "no name that can be taken: at most 150 letters" in read(found).reason


def test_zips_are_looked_into(write, tmp_path):
    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("ada/hw1.ipynb", json.dumps(SMALL))
        archive.writestr("__MACOSX/ada/hw1.ipynb", "junk")
        archive.writestr("bob/hw1.ipynb", json.dumps(SMALL))
        archive.writestr("bob/notes.txt", "junk")
    assert [read(found).student for found in find([path], "hw1")] == ["ada", "bob"]


def test_a_notebook_in_a_class_zip_came_when_its_entry_says(tmp_path, monkeypatch):
    path = tmp_path / "all.zip"
    monkeypatch.setenv("TZ", "Europe/Zurich")
    time.tzset()
    try:
        entries = {
            "ada": zipfile.ZipInfo("ada/hw1.ipynb", (2026, 12, 1, 23, 30, 0)),
            "ben": zipfile.ZipInfo("ben/hw1.ipynb", (2026, 12, 1, 11, 30, 0)),
            "cleo": zipfile.ZipInfo("cleo/hw1.ipynb"),  # without a date
            "dora": zipfile.ZipInfo("dora/hw1.ipynb", (2027, 1, 1, 0, 0, 0)),  # after the zip
        }
        entries["ben"].extra = struct.pack("<HHBi", 0x5455, 5, 1, 1_796_121_000)  # in UTC
        with zipfile.ZipFile(path, "w") as archive:
            for entry in entries.values():
                archive.writestr(entry, json.dumps(SMALL))
        packed = datetime(2026, 12, 3, 9, 0, tzinfo=UTC)
        os.utime(path, (packed.timestamp(), packed.timestamp()))
        found = {one.student: one.received_at for one in find([path], "hw1")}
    finally:
        monkeypatch.undo()
        time.tzset()
    assert found == {
        "ada": datetime(2026, 12, 1, 22, 30, tzinfo=UTC),
        "ben": datetime.fromtimestamp(1_796_121_000, UTC),
        "cleo": packed,
        "dora": packed,
    }


def test_a_zip_that_a_student_made_came_when_it_was_handed_in(tmp_path):
    path = tmp_path / "class/ada/work.zip"
    path.parent.mkdir(parents=True)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(zipfile.ZipInfo("hw1.ipynb", (2026, 1, 1, 0, 0, 0)), json.dumps(SMALL))
    handed_in = datetime(2026, 12, 3, 9, 0, tzinfo=UTC)
    os.utime(path, (handed_in.timestamp(), handed_in.timestamp()))
    (found,) = find([tmp_path / "class"], "hw1")
    assert found.received_at == handed_in


def test_a_folder_that_may_not_be_read_is_said_and_not_passed_over(write, tmp_path, monkeypatch):
    write("class/ada/hw1.ipynb", SMALL)
    write("class/Ben Barker_9_assignsubmission_file/hw1.ipynb", SMALL)
    write("class/cleo/hw1.ipynb", SMALL)
    write("class/cleo/data/table.csv", "1")
    lists = os.scandir

    def forbidden(path):
        if Path(path).name in {"Ben Barker_9_assignsubmission_file", "data"}:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return lists(path)

    monkeypatch.setattr(os, "scandir", forbidden)
    found = {one.student: read(one) for one in find([tmp_path / "class"], "hw1")}
    assert list(found) == ["ada", "cleo", "Ben Barker"]
    assert "This folder cannot be read: Permission denied." in found["Ben Barker"].reason
    assert isinstance(found["cleo"], Submission)


def test_a_class_folder_that_may_not_be_read_is_wrong_usage(tmp_path, monkeypatch):
    def forbidden(path):
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    monkeypatch.setattr(os, "scandir", forbidden)
    with pytest.raises(GraderError, match="cannot be read: Permission denied"):
        list(find([tmp_path], "hw1"))


@pytest.mark.parametrize("name", [" ", "\u2003"])
def test_what_is_broken_has_a_name_that_can_be_seen(write, tmp_path, name):
    write(f"class/{name}/hw1.ipynb", SMALL)
    (found,) = find([tmp_path / "class"], "hw1")
    broken = read(found)
    assert isinstance(broken, Broken)
    assert broken.student.strip(". ")


def test_a_zip_that_is_none_is_broken(write):
    assert "cannot be read" in only(write("ada.zip", "junk")).reason


def test_checkpoints_are_left_out(write, tmp_path):
    write("class/ada/hw1.ipynb", SMALL)
    write("class/ada/.ipynb_checkpoints/hw1-checkpoint.ipynb", SMALL)
    assert len(list(find([tmp_path / "class"], "hw1"))) == 1


@pytest.mark.parametrize(
    "content", ["", " \n", b"\x00\xff", "hello", "[1, 2]", '{"a": 1}', "{" * 50_000]
)
def test_what_is_no_notebook_is_a_sentence(write, content):
    broken = only(write("class/ada.ipynb", content))
    assert isinstance(broken, Broken)
    assert broken.reason.endswith(".")
    assert "Traceback" not in broken.reason


def test_truncated_json_says_where_it_breaks_off(write):
    broken = only(write("class/ada.ipynb", json.dumps(SMALL, indent=1)[:-20]))
    assert "line" in broken.reason


@pytest.mark.parametrize("version", [1, 5, "4", None, True])
def test_other_formats_are_refused(write, version):
    assert isinstance(only(write("class/ada.ipynb", {**SMALL, "nbformat": version})), Broken)


ODD = [None, "5", 5.5, True, -1, [], {}]


@pytest.mark.parametrize("minor", ODD)
@pytest.mark.parametrize("major", [2, 3, 4])
def test_no_number_of_a_format_ends_the_batch(write, major, minor):
    cells = [{"cell_type": "code", "source": "1", "metadata": {}}]
    odd = {**SMALL, "nbformat": major, "nbformat_minor": minor, "cells": cells}
    found = only(write("class/ada.ipynb", odd))
    assert isinstance(found, Broken) or major < 4
    assert found.student == "ada"


def test_format_3_is_upgraded_and_reported(write):
    cells = [
        {"cell_type": "code", "input": "1+1", "language": "python", "outputs": [], "metadata": {}}
    ]
    old = {
        "nbformat": 3,
        "nbformat_minor": 0,
        "metadata": {"name": ""},
        "worksheets": [{"cells": cells, "metadata": {}}],
    }
    submission = only(write("class/ada.ipynb", old))
    assert isinstance(submission, Submission)
    assert submission.notebook["cells"][0]["source"] == "1+1"
    assert "format 3" in submission.warnings[0]


@pytest.mark.parametrize(
    "cell",
    [
        {"cell_type": "code", "source": ["1\n", "2"]},
        {"cell_type": "code", "source": "1", "metadata": {}},
        {"cell_type": "markdown", "source": "x", "outputs": [], "metadata": {}},
    ],
)
def test_small_slips_of_other_tools_are_mended(write, cell):
    submission = only(write("class/ada.ipynb", {**SMALL, "cells": [cell]}))
    assert isinstance(submission, Submission)
    assert isinstance(submission.notebook["cells"][0]["source"], str)
    nbformat.validate(nbformat.from_dict(submission.notebook))


@pytest.mark.parametrize("cells", [{}, [1], [{"cell_type": "sound", "source": ""}], [{}], None])
def test_cells_that_are_none_are_refused(write, cells):
    assert isinstance(only(write("class/ada.ipynb", {**SMALL, "cells": cells})), Broken)


def test_saved_outputs_do_not_change_the_digest(write):
    plain = only(write("class/ada.ipynb", notebook(code("1"))))
    shown = only(
        write(
            "class2/ada.ipynb",
            notebook(code("1", {"output_type": "stream", "name": "stdout", "text": "x"})),
        )
    )
    assert plain.digest == shown.digest
    assert plain.outputs_digest != shown.outputs_digest


def test_a_changed_cell_changes_the_digest(write):
    assert (
        only(write("a/ada.ipynb", SMALL)).digest
        != only(write("b/ada.ipynb", notebook(code("2")))).digest
    )


def test_a_missing_path_is_wrong_usage(tmp_path):
    with pytest.raises(GraderError, match="no file or folder"):
        list(find([tmp_path / "nowhere"], "hw1"))


def test_a_text_file_is_wrong_usage(write):
    with pytest.raises(GraderError, match="no notebook"):
        list(find([write("notes.txt", "x")], "hw1"))


def test_an_empty_folder_has_no_submissions(tmp_path):
    assert list(find([tmp_path], "hw1")) == []


def test_a_huge_file_is_refused_unread(tmp_path):
    path = tmp_path / "class" / "ada.ipynb"
    path.parent.mkdir()
    with path.open("wb") as file:
        file.truncate(65 * 2**20)
    assert "MiB" in only(path).reason


BOMBS = {
    "objects": b'{"nbformat":4,"nbformat_minor":5,"metadata":{"a":[%s0]},"cells":[]}'
    % (b"{}," * 10**6),
    "numbers": b'{"nbformat":4,"nbformat_minor":5,"metadata":{"a":[%s0]},"cells":[]}'
    % (b"1.5," * 10**6),
    "utf-16": json.dumps({"metadata": {"a": [[]] * 10**6}, "nbformat": 4, "cells": []}).encode(
        "utf-16"
    ),
    "open strings": b"{}," * 10**6 + b'"\\' * (5 << 20),
    "cells": json.dumps({**SMALL, "cells": SMALL["cells"] * 50_000}).encode(),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_file_that_would_fill_the_memory_is_refused_unread(write, name):
    path = write("ada/hw1.ipynb", BOMBS[name])
    with within(1.5, name):
        broken = only(path)
    assert isinstance(broken, Broken)
    assert "values" in broken.reason or "cells; at most" in broken.reason


def test_brackets_and_commas_in_texts_are_no_values(write):
    text = '{[,]}\\\\ \\" ' * 200_000
    assert isinstance(only(write("ada_hw1.ipynb", notebook(code("1", prints(text))))), Submission)
