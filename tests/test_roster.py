from __future__ import annotations

import os
import unicodedata

import pytest

from grader.csv_table import harmless, parse_table, plain, write_whole, written
from grader.errors import GraderError
from grader.roster import Student, by_name, read_roster, whose

CANVAS = (
    "Student,ID,SIS User ID,SIS Login ID,Section,Homework 1 (4711),Final Score\n"
    "    Points Possible,,,,,10.00,(read only)\n"
    '"Lovelace, Ada",101,u1,ada,S1,,\n'
    '"Noether, Emmy",102,u2,emmy,S1,7.50,75\n'
    '"Student, Test",999,,test,S1,,\n'
)
MOODLE = (
    "Identifier,Full name,Email address,Status,Grade,Maximum Grade,Grade can be changed,"
    "Last modified (submission),Last modified (grade),Feedback comments\n"
    'Participant 11,Ada Lovelace,ada@uni.example,Submitted,,10.00,Yes,"Monday, 1:00 PM",-,\n'
    'Participant 12,Emmy Noether,emmy@uni.example,No submission,,10.00,Yes,-,-,"a, ""b"""\n'
)


@pytest.fixture
def roster(tmp_path):
    def read(content: str | bytes, **more):
        path = tmp_path / "roster.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_roster(path, **more)

    return read


def test_a_canvas_export_gives_students_without_its_extra_rows(roster):
    ada, emmy = roster(CANVAS)
    assert (ada.id, ada.name, ada.section) == ("ada", "Lovelace, Ada", "S1")
    assert ada.elsewhere["ID"] == "101"
    assert emmy.elsewhere["Homework 1 (4711)"] == "7.50"


def test_a_canvas_export_with_a_row_of_posting_policies(roster):
    head, points, *rest = CANVAS.splitlines(keepends=True)
    manual = "    Manual Posting,,,,,Manual Posting,\n"
    assert len(roster("".join((head, manual, points, *rest)))) == 2


def test_a_canvas_export_with_two_columns_of_names(roster):
    text = "LastName,FirstName,ID,SIS Login ID,Section\nLovelace,Ada,1,ada,S\n"
    assert roster(text)[0].name == "Lovelace, Ada"


def test_a_moodle_worksheet_gives_students(roster):
    ada, emmy = roster(MOODLE)
    assert (ada.id, ada.name, ada.email) == ("ada@uni.example", "Ada Lovelace", "ada@uni.example")
    assert emmy.elsewhere["Feedback comments"] == 'a, "b"'


def test_the_participants_of_moodle_are_known_by_their_usernames(roster):
    text = "First name,Last name,Username,ID number,Email address\nAda,Lovelace,al,7,a@b\n"
    assert [(s.id, s.name) for s in roster(text)] == [("al", "Ada Lovelace")]


@pytest.mark.parametrize(
    "text",
    [
        "id,name\nada,Ada Lovelace\nemmy,Emmy Noether\n",
        "\ufeffid,name\r\nada,Ada Lovelace\r\nemmy,Emmy Noether\r\n",
        "id;name\nada;Ada Lovelace\nemmy;Emmy Noether\n",
        "student\tname\nada\tAda Lovelace\n\nemmy\tEmmy Noether\n\n",
        'Username,First name,Last name\n"ada","Ada","Lovelace"\nemmy,Emmy,Noether',
        "student_id,full-name\nada,Ada Lovelace\nemmy,Emmy Noether\n",
        "E-Mail,Name\nada,Ada Lovelace\nemmy,Emmy Noether\n",
        " ID , NAME \n ada , Ada Lovelace \n emmy , Emmy Noether ",
        "sep=;\r\nid;name\r\nada;Ada Lovelace\r\nemmy;Emmy Noether\r\n",
        '"sep=,"\n\nid,name\nada,Ada Lovelace\nemmy,Emmy Noether\n',
        "id,name\nada,Ada Lovelace,\nemmy,Emmy Noether, ,\n",
        "Student ID,Name,Remark\nada,Ada Lovelace\nemmy,Emmy Noether,,\n".replace(",,\n", ",\n"),
    ],
)
def test_plain_tables_of_every_make(roster, text):
    assert [(s.id, s.name) for s in roster(text)] == [
        ("ada", "Ada Lovelace"),
        ("emmy", "Emmy Noether"),
    ]


def test_several_columns_without_a_known_header_are_not_guessed_at(roster):
    with pytest.raises(GraderError, match="line 1 names no column that is known") as said:
        roster("ada,Ada Lovelace\nemmy,Emmy Noether\n")
    assert "--id-from" in str(said.value)
    assert "ada, Ada Lovelace" in str(said.value)
    assert [s.id for s in roster("matr,who\n17,Ada\n", id_from="matr")] == ["17"]


def test_a_list_of_ids_without_header_is_a_roster(roster):
    assert [s.id for s in roster("ada\nemmy\n")] == ["ada", "emmy"]


def test_a_table_without_ids_says_which_columns_it_has(roster):
    with pytest.raises(GraderError, match=r"--id-from. Columns: name, section"):
        roster("name,section\nAda,1\n")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings_of_spreadsheets_are_understood(roster, encoding):
    assert roster("id,name\nm1,Müller\n".encode(encoding))[0].name == "Müller"


def test_the_column_of_ids_can_be_named(roster):
    assert [s.id for s in roster(CANVAS, id_from="SIS User ID")] == ["u1", "u2"]
    with pytest.raises(GraderError, match="Did you mean 'SIS User ID'"):
        roster(CANVAS, id_from="SIS User")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "is empty"),
        ("\n\n", "is empty"),
        ("\0\0\0", "no text"),
        ("id,name\n", "names no students"),
        ("id,name\nada,A\nADA,B\n", "line 3: the student 'ADA' stands in line 2 already"),
        ("id,name\n,Nobody\n", "line 2: the student has no id"),
        ("id,name\nada,A,B\n", "line 2: 3 columns, but the header has 2"),
        ('id,name\n"ada,A\n', "this is no CSV"),
        ("id,id\nada,7\n", "has 2 columns 'id'"),
    ],
)
def test_a_mistake_in_a_roster_is_one_sentence_with_its_line(roster, text, says):
    with pytest.raises(GraderError) as error:
        roster(text)
    assert says in str(error.value)
    assert "\n" not in str(error.value)


def test_a_missing_roster_is_one_sentence(tmp_path):
    with pytest.raises(GraderError, match="cannot be read"):
        read_roster(tmp_path / "nowhere.csv")


def test_students_are_found_by_every_name_that_is_theirs_alone(roster):
    names = by_name(roster(CANVAS))
    for name in ("ada", "101", "u1", "lovelace, ada", "ada lovelace"):
        assert names[name].id == "ada", name
    twins = by_name([Student(id="a1", name="Ada L"), Student(id="a2", name="ada  l")])
    assert set(twins) == {"a1", "a2"}


def test_accents_are_the_same_however_they_are_spelt():
    names = by_name([Student(id="zoe", name="Zoë Müller")])
    for form in ("NFC", "NFD"):
        assert whose(unicodedata.normalize(form, "Zoë Müller"), names) == "zoe"


def test_an_id_wins_over_somebody_elses_name():
    names = by_name([Student(id="ada"), Student(id="x", name="Ada")])
    assert names["ada"].id == "ada"


# ------------------------------------------------------------------------------- tables


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        " =1",
        "\uff1d1",
        "=cmd|' /C calc'!A0",
    ],
)
def test_no_cell_of_text_is_a_formula(text):
    cell = written(["a"], [[text]]).splitlines()[1].lstrip('"')
    assert cell.startswith("'")
    assert plain(harmless(text)) == text.strip()


def test_numbers_stay_numbers_and_nothing_stays_nothing():
    assert written(["a", "b", "c"], [[-1.5, None, 0.1 + 0.2]]) == "a,b,c\n-1.5,,0.3\n"


def test_what_is_written_is_read_back():
    rows = [["a,b", 'say "x"', "=1"], ["two\nlines", "", "ü"]]
    header = ("x", "@home (12)", "=z")
    table = parse_table(written(header, rows), "t")
    assert table.header == header
    assert [list(row) for row in table.rows] == rows
    assert table.lines == (2, 3)


@pytest.mark.parametrize("mask", [0o077, 0o022, 0o002])
def test_who_may_read_a_file_is_for_the_system_to_say(tmp_path, mask):
    before = os.umask(mask)
    try:
        write_whole(tmp_path / "scores.csv", b"a")
    finally:
        os.umask(before)
    assert (tmp_path / "scores.csv").stat().st_mode & 0o777 == 0o666 & ~mask


def test_a_file_is_written_whole_or_not_at_all(tmp_path):
    path = tmp_path / "new" / "scores.csv"
    write_whole(path, b"a")
    write_whole(path, b"b")
    assert path.read_bytes() == b"b"
    assert [p.name for p in path.parent.iterdir()] == ["scores.csv"]
    with pytest.raises(GraderError, match="cannot be written"):
        write_whole(path / "below", b"c")


@pytest.mark.parametrize(
    "called", ["Ada (2)", "ada(1)", "ada-Copy1", "ada - Copy", "ada - Copy (2)", "Copy of ada"]
)
def test_a_copy_of_a_file_is_of_who_is_called_so_without_that_mark(called):
    """As browsers, Jupyter, Windows and Colab call what is there already."""
    ada = Student(id="ada", name="Ada Lovelace")
    assert whose(called, by_name([ada])) == "ada"
    assert whose(called, by_name([ada, Student(id=called)])) == called
    assert whose(called.replace("ada", "zed").replace("Ada", "Zed"), by_name([ada])) != "ada"
