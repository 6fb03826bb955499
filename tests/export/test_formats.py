from __future__ import annotations

import csv
import io
import json
import zipfile
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from classroom import AT, HW, hand_in, judge, three_answers

from grader.assignment import Assignment
from grader.errors import GraderError
from grader.export import FORMATS, check, collect, export
from grader.export.nbgrader import HEADER as NBGRADER
from grader.gradebook import open_gradebook
from grader.policy import LatePolicy, Policy, counting, lateness
from grader.roster import Student

PER_DAY = Assignment(
    id="hw1",
    title="Homework 1",
    parts=HW.parts,
    due=AT,
    policy=Policy(late=LatePolicy(rule="per-day", per_day=Decimal("0.1"))),
)


def canvas(student: str, number: int, name: str) -> Student:
    return Student(
        id=student,
        name=name,
        elsewhere={
            "Student": name,
            "ID": str(number),
            "SIS Login ID": student,
            "Section": "S1",
            "Homework 1 (4711)": "",
            "Homework 10 (4712)": "",
            "Final Score": "12",
        },
    )


def moodle(student: str, number: int, name: str, **more: str) -> Student:
    return Student(
        id=student,
        name=name,
        email=f"{student}@uni.example",
        elsewhere={
            "Identifier": f"Participant {number}",
            "Full name": name,
            "Email address": f"{student}@uni.example",
            "Status": "Submitted for grading",
            "Grade": "",
            "Maximum Grade": "3.00",
            "Grade can be changed": "Yes",
            "Last modified (submission)": "Monday, 2 November 2026, 1:00 PM",
            "Last modified (grade)": "-",
            "Feedback comments": "",
            **more,
        },
    )


PEOPLE = (("ada", "Lovelace, Ada"), ("bob", "Bernoulli, Jacob"), ("carl", "Gauss, Carl"))
CANVAS = [canvas(who, 100 + n, name) for n, (who, name) in enumerate(PEOPLE)]
MOODLE = [moodle(who, 10 + n, name) for n, (who, name) in enumerate(PEOPLE)]


@pytest.fixture
def book(tmp_path):
    with open_gradebook(tmp_path / "book.db") as opened:
        late = lateness(AT + timedelta(hours=1), AT, PER_DAY.policy.late)
        hand_in(opened, judge(), "ada", three_answers("1/2", "e", "n"))
        hand_in(
            opened,
            judge(),
            "bob",
            three_answers("1/2", "3", "2n"),
            assignment=PER_DAY,
            late=late,
            received_at=AT + timedelta(hours=1),
        )
        yield opened


def scores(book, roster, **more):
    return collect(PER_DAY, book.latest("hw1"), roster, **more)


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode())))


# ----------------------------------------------------------------------------- every format


@pytest.mark.parametrize("name", FORMATS)
def test_a_missing_submission_is_empty_and_no_zero(book, name):
    roster = MOODLE if name == "moodle" else CANVAS
    made = export(scores(book, roster), name)
    assert made.checked.written == 2
    assert "Nothing handed in, left empty: 'carl'." in made.checked.lines
    assert not made.checked.needs_person


@pytest.mark.parametrize("name", FORMATS)
def test_a_score_that_waits_is_left_out_and_said_unless_it_is_asked_for(book, name):
    hand_in(book, judge(), "carl", three_answers("1/2", "e", "?"))
    roster = MOODLE if name == "moodle" else CANVAS
    made = export(scores(book, roster), name)
    assert made.checked.written == 2
    assert made.checked.needs_person
    assert "Waiting for a person (`grader review`): 'carl'." in made.checked.lines
    assert export(scores(book, roster, provisional=True), name).checked.written == 3


@pytest.mark.parametrize("name", FORMATS)
def test_unknown_names_are_listed_and_left_out(book, name):
    hand_in(book, judge(), "=stranger", three_answers("1/2", "e", "n"))
    roster = MOODLE if name == "moodle" else CANVAS
    made = export(scores(book, roster), name)
    assert made.checked.needs_person
    assert any("Not in the roster, left out: '=stranger'" in line for line in made.checked.lines)
    assert b"stranger" not in made.content


@pytest.mark.parametrize("name", FORMATS)
def test_two_submitters_who_are_one_student_are_left_empty_and_listed(book, name):
    hand_in(book, judge(), "Ada Lovelace", three_answers("1", "1", "1"))
    roster = MOODLE if name == "moodle" else CANVAS
    made = export(scores(book, roster), name)
    assert made.checked.written == 1
    assert made.checked.needs_person
    assert any("'ada', left empty: 'Ada Lovelace', 'ada'" in line for line in made.checked.lines)


@pytest.mark.parametrize("name", FORMATS)
def test_equal_scores_give_equal_files(book, name):
    roster = MOODLE if name == "moodle" else CANVAS
    assert export(scores(book, roster), name).content == export(scores(book, roster), name).content


def test_an_unknown_format_is_guessed_at(book):
    with pytest.raises(GraderError, match="Did you mean 'canvas'"):
        export(scores(book, CANVAS), "canvass")


def test_ten_thousand_students_are_exported(book):
    grade = book.latest("hw1")[0]
    roster = [canvas(f"s{n}", n, f"Name {n}") for n in range(10_000)]
    grades = [type(grade)(**{**grade.__dict__, "student": s.id}) for s in roster[:9_999]]
    made = export(collect(PER_DAY, grades, roster), "canvas")
    assert made.checked.written == 9_999


# ------------------------------------------------------------------------------ read back


@pytest.mark.parametrize(
    "read_back",
    [
        {"ada": 3.0, "bob": 1.12, "carl": 0.0},
        {"ada": 3.0, "bob": 1.12},
        {"ada": None, "bob": 1.12, "carl": None},
        {"ada": 3.1, "bob": 1.12, "carl": None},
        {"ada": 3.0, "bob": 1.12, "carl": None, "eve": 3.0},
    ],
)
def test_a_file_that_says_anything_else_than_the_scores_is_refused(book, read_back):
    found = scores(book, CANVAS)
    names = {student.id: student.id for student in CANVAS}
    check(found, names, {"ada": 3.0, "bob": 1.13, "carl": None})
    if read_back == {"ada": 3.0, "bob": 1.12}:
        read_back = {"bob": 1.13}
    with pytest.raises(GraderError, match="was not written: read back"):
        check(found, names, read_back)


def test_a_roster_in_which_two_students_have_one_number_is_refused(book):
    twins = [canvas("ada", 7, "A"), canvas("bob", 7, "B")]
    with pytest.raises(GraderError, match="has '7' more than once"):
        export(scores(book, twins), "canvas")


# ---------------------------------------------------------------------------------- plain


def test_plain_csv_has_a_column_a_question(book):
    ada, bob, carl = rows(export(scores(book, CANVAS), "csv").content)
    assert (ada["student"], ada["score"], ada["max_score"]) == ("ada", "3", "3")
    assert (bob["score"], bob["limits.a"], bob["limits.b"], bob["sums.c"]) == (
        "1.13",
        "1",
        "0",
        "0.25",
    )
    assert (carl["score"], carl["status"], carl["limits.a"]) == ("", "missing", "")


def test_plain_csv_leaves_a_question_that_waits_empty(book):
    hand_in(book, judge(), "carl", three_answers("1/2", "", "?"))
    carl = rows(export(scores(book, CANVAS), "csv").content)[2]
    assert (carl["limits.a"], carl["limits.b"], carl["sums.c"]) == ("1", "0", "")
    assert (carl["score"], carl["status"]) == ("", "needs_review")


def test_without_a_roster_everybody_who_handed_in_is_exported(book):
    made = export(scores(book, []), "csv")
    assert [row["student"] for row in rows(made.content)] == ["ada", "bob"]


def test_without_a_roster_two_names_that_differ_in_case_are_two_students(book):
    hand_in(book, judge(), "Ada", three_answers("1", "1", "1"))
    made = export(scores(book, []), "csv")
    found = {row["student"]: row["score"] for row in rows(made.content)}
    assert found == {"ada": "3", "Ada": "0", "bob": "1.13"}
    assert made.checked.lines == ()


@pytest.mark.parametrize("name", ["csv", "nbgrader", "gradescope"])
@pytest.mark.parametrize("odd", ["'=1", " ada l ", "'-x", "\u2003", "a\nb", 'a"b', "a,b"])
def test_one_odd_name_keeps_nobody_elses_score_back(book, name, odd):
    hand_in(book, judge(), odd, three_answers("1/2", "e", "n"))
    made = export(scores(book, []), name)
    assert made.checked.written == 3


def test_two_names_that_the_file_could_not_tell_apart_are_refused(book):
    hand_in(book, judge(), "=1", three_answers("1/2", "e", "n"))
    hand_in(book, judge(), "'=1", three_answers("1/2", "e", "n"))
    with pytest.raises(GraderError, match="more than once"):
        export(scores(book, []), "csv")


def test_of_several_attempts_the_best_is_not_known_while_a_better_one_waits(book):
    best = replace(PER_DAY, policy=Policy(attempts="best"))
    hand_in(book, judge(), "ada", three_answers("1/2", "3", "n"))
    hand_in(book, judge(), "bob", three_answers("?", "?", "2n"))
    grades = book.latest("hw1", lambda many: counting(many, "best"))
    assert {grade.student: grade.status for grade in grades} == {"ada": "graded", "bob": "graded"}
    found = collect(best, grades, CANVAS, attempts=book.newest("hw1"))
    assert found.waiting == ("bob",)
    assert [line.score for line in found.lines] == [3.0, None, None]
    ready = collect(best, grades, CANVAS, attempts=book.newest("hw1"), provisional=True)
    assert [line.score for line in ready.lines] == [3.0, 1.13, None]
    last = collect(PER_DAY, grades, CANVAS, attempts=book.newest("hw1"))
    assert last.waiting == ()


def by_mail(number: int, name: str, mail: str) -> Student:
    """As a worksheet has them, which calls nobody by the name under which they hand in."""
    student = moodle(mail, number, name)
    return replace(student, email=mail, elsewhere={**student.elsewhere, "Email address": mail})


def test_who_has_another_id_in_another_system_is_found_by_what_the_gradebook_knows(book):
    worksheet = [by_mail(1, "A. King", "lovelace@uni.example"), by_mail(2, "B. X", "x@uni.example")]
    ours = [
        Student(id="ada", name="Ada Lovelace", email="Lovelace@uni.example"),
        Student(id="bob", name="B. X"),
    ]
    found = collect(PER_DAY, book.latest("hw1"), worksheet, known=ours)
    assert found.unknown == ()
    assert [line.score for line in found.lines] == [3.0, 1.13]
    assert collect(PER_DAY, book.latest("hw1"), worksheet).unknown == ("ada", "bob")


def test_a_name_that_two_have_or_that_points_to_two_finds_nobody(book):
    worksheet = [by_mail(1, "A. King", "a@uni.example"), by_mail(2, "B. X", "b@uni.example")]
    twins = [Student(id="ada", name="A. King"), Student(id="eve", name="A. King")]
    assert "ada" in collect(PER_DAY, book.latest("hw1"), worksheet, known=twins).unknown
    torn = [Student(id="ada", name="A. King", email="b@uni.example")]
    assert "ada" in collect(PER_DAY, book.latest("hw1"), worksheet, known=torn).unknown


def test_an_attempt_that_waits_may_rise_by_more_than_its_part_where_the_lowest_is_dropped(book):
    """Of 3 and 1 points the 3 are dropped while the 1 waits for the rest, and the other way."""
    policy = Policy(attempts="best", drop_lowest=1, drop_unit="part")
    grade = next(grade for grade in book.newest("hw1") if grade.student == "ada")
    marks = {"a.x": ("incorrect", 0.0, 3.0, ""), "a.y": ("undecided", 0.0, 1.0, "")}
    waits = replace(grade, score=0.0, max_score=3.0, status="needs_review", marks=marks)
    best = replace(grade, score=2.0, max_score=3.0, status="graded")
    assignment = replace(PER_DAY, policy=policy)
    assert collect(assignment, [best], CANVAS, attempts=[best, waits]).waiting == ("ada",)


def test_no_name_becomes_a_formula(book):
    roster = [*CANVAS, canvas("=HYPERLINK(1)", 7, "@evil")]
    hand_in(book, judge(), "=HYPERLINK(1)", three_answers("1/2", "e", "n"))
    text = export(scores(book, roster), "csv").content.decode()
    assert "\n'=HYPERLINK(1),'@evil," in text
    assert not [
        cell for line in text.splitlines() for cell in line.split(",") if cell[:1] in "=@" and cell
    ]


# --------------------------------------------------------------------------------- canvas


@pytest.mark.parametrize("name", ["canvas", "moodle"])
def test_half_a_cent_of_a_point_is_rounded_up(book, name):
    """In binary 8.625 has an even neighbour below, and 2.675 lies below its half."""
    roster = MOODLE if name == "moodle" else CANVAS
    for score, written in ((8.625, "8.63"), (2.675, "2.68"), (1.005, "1.01")):
        found = scores(book, roster)
        first = replace(found.lines[0], score=score)
        made = export(replace(found, lines=(first, *found.lines[1:])), name)
        assert f",{written}" in made.content.decode()


def test_canvas_gets_its_own_columns_points_and_two_decimals(book):
    made = export(scores(book, CANVAS), "canvas")
    assert made.content.decode() == (
        "Student,ID,SIS Login ID,Section,Homework 1 (4711)\n"
        "    Points Possible,,,,3.00\n"
        '"Lovelace, Ada",100,ada,S1,3.00\n'
        '"Bernoulli, Jacob",101,bob,S1,1.13\n'
        '"Gauss, Carl",102,carl,S1,\n'
    )


def test_canvas_would_create_an_assignment_without_its_number_so_that_is_refused(book):
    other = Assignment(id="hw3", title="Homework 3", parts=HW.parts)
    with pytest.raises(GraderError, match=r"no column for 'Homework 3'.*'Homework 1 \(4711\)'"):
        export(collect(other, book.latest("hw1"), CANVAS), "canvas")
    made = export(collect(other, book.latest("hw1"), CANVAS), "canvas", column="Homework 10 (4712)")
    assert made.content.splitlines()[0].endswith(b",Homework 10 (4712)")


def test_a_title_that_begins_like_a_formula_is_found_again(book):
    column = "@home 1 (4712)"
    roster = [replace(one, elsewhere={**one.elsewhere, column: ""}) for one in CANVAS]
    made = export(scores(book, roster), "canvas", column=column)
    assert made.checked.written == 2
    assert b",'@home 1 (4712)" in made.content.splitlines()[0]


def test_a_column_of_canvas_that_is_no_assignment_is_refused(book):
    with pytest.raises(GraderError, match="'Final Score' is no assignment"):
        export(scores(book, CANVAS), "canvas", column="Final Score")


@pytest.mark.parametrize("roster", [[], MOODLE[:1], MOODLE])
def test_canvas_needs_a_roster_of_its_own(book, roster):
    with pytest.raises(GraderError, match="export the gradebook from Canvas") as caught:
        export(collect(PER_DAY, [], roster), "canvas")
    more = f"'ada' and {len(roster) - 1} more have no ID" if len(roster) > 1 else "'ada' has no ID"
    assert (more in str(caught.value)) == bool(roster)


# --------------------------------------------------------------------------------- moodle


def test_moodle_gets_its_worksheet_back_with_nothing_changed_but_the_grades(book):
    made = rows(export(scores(book, MOODLE), "moodle").content)
    assert [row["Grade"] for row in made] == ["3.00", "1.13", ""]
    for row, student in zip(made, MOODLE, strict=True):
        assert list(row) == list(student.elsewhere)
        assert {**row, "Grade": ""} == student.elsewhere


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"Maximum Grade": "100.00"}, "The maximum is 100.00 in Moodle and 3 here"),
        ({"Grade can be changed": "No"}, "does not let the grade of 'ada' be changed"),
    ],
)
def test_moodle_would_take_wrong_grades_so_they_are_refused(book, change, says):
    roster = [moodle("ada", 10, "Ada", **change), *MOODLE[1:]]
    with pytest.raises(GraderError) as error:
        export(scores(book, roster), "moodle")
    assert says in str(error.value)


def test_a_roster_of_two_worksheets_with_other_columns_goes_back_to_moodle(book):
    roster = [moodle("ada", 10, "Ada", Group="A"), *MOODLE[1:]]
    made = rows(export(scores(book, roster), "moodle").content)
    assert [(row["Grade"], row["Group"]) for row in made] == [("3.00", "A"), ("1.13", ""), ("", "")]


def test_moodle_needs_a_worksheet_in_english_or_the_name_of_the_column(book):
    with pytest.raises(GraderError, match="no column 'Identifier'"):
        export(scores(book, CANVAS), "moodle")
    with pytest.raises(GraderError, match="no column 'Bewertung'"):
        export(scores(book, MOODLE), "moodle", column="Bewertung")
    german = [moodle(who, n, name, Bewertung="") for n, (who, name) in enumerate(PEOPLE)]
    made = rows(export(scores(book, german), "moodle", column="Bewertung").content)
    assert (made[0]["Grade"], made[0]["Bewertung"]) == ("", "3.00")


# ------------------------------------------------------------------------------- nbgrader


def test_nbgrader_gets_its_header_and_the_penalty(book):
    made = export(scores(book, CANVAS), "nbgrader").content.decode()
    assert made.splitlines()[0] == (
        "assignment,duedate,timestamp,student_id,last_name,first_name,email,raw_score,"
        "late_submission_penalty,score,max_score"
    )
    assert ",".join(NBGRADER) == made.splitlines()[0]
    _, bob, carl = rows(made.encode())
    assert (bob["raw_score"], bob["late_submission_penalty"], bob["score"]) == (
        "1.25",
        "0.12",
        "1.13",
    )
    assert (bob["last_name"], bob["first_name"]) == ("Bernoulli", "Jacob")
    assert (bob["duedate"], bob["timestamp"]) == ("2026-11-02 12:00:00", "2026-11-02 13:00:00")
    assert (carl["raw_score"], carl["score"], carl["max_score"]) == ("", "", "3")


# ----------------------------------------------------------------------------- gradescope


def test_gradescope_gets_results_a_student_may_see(book):
    hand_in(book, judge(), "carl", three_answers("1", "", "?"))
    content = export(scores(book, CANVAS, provisional=True), "gradescope").content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        found = {name: json.loads(archive.read(name)) for name in archive.namelist()}
    assert set(found) == {f"{who}/results.json" for who in ("ada", "bob", "carl")}
    carl = found["carl/results.json"]
    assert carl["score"] == 0
    first, second, third = carl["tests"]
    assert (second["score"], second["status"]) == (0.0, "failed")  # blank, which counts nothing
    assert second["output"] == "missing. The cell is empty."
    assert (first["name"], first["score"], first["max_score"], first["status"]) == (
        "limits.a",
        0.0,
        1.0,
        "failed",
    )
    assert "score" not in third
    assert third["output"] == "undecided. A person will look."
    assert "not 1/2" not in json.dumps(found)
    assert found["ada/results.json"]["tests"][0]["status"] == "passed"


@pytest.mark.parametrize("name", ["../../etc/cron.d/x", "/abs", "..", "a/b", "Łukasz Żółć"])
def test_no_name_leaves_the_zip(book, name):
    hand_in(book, judge(), name, three_answers("1/2", "e", "n"))
    content = export(scores(book, [Student(id=name)]), "gradescope").content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        (place,) = archive.namelist()
    assert place.count("/") == 1
    assert ".." not in place
    assert not place.startswith("/")
