"""`grader export`, `regrade`, `review`, `report`, `integrity` and `gradebook` on a small course."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from classroom import AT, hand_in, wrote

from grader.assignment import load_assignment
from grader.authoring.scaffold import new_course
from grader.catalog import open_course
from grader.cli import run
from grader.course_judge import CourseJudge
from grader.gradebook import open_gradebook
from grader.settings import find_settings

PROBLEM = """
from dataclasses import dataclass
from grader.spec import Option, Part, Problem

@dataclass(frozen=True)
class Params:
    n: int = 3

PROBLEM = Problem(
    id="sums", title="Sums", source="tests", canonical=Params(),
    draw=lambda rng: Params(int(rng.integers(3, 9))),
    statement=lambda params: f"n = {params.n}",
    parts=lambda params: (
        Part(name="sign", kind="choice", prompt="?", points=2,
             options=(Option(id="up", text="up"), Option(id="down", text="down"))),
        Part(name="why", kind="text", prompt="Why?", points=4),
    ),
)
"""
SOLUTION = """
from grader.spec import Rubric, RubricItem, Solution

SOLUTION = Solution(
    reference=lambda params: {
        "sign": "up",
        "why": Rubric(
            items=(RubricItem(id="idea", says="Names the idea.", credit=0.5),
                   RubricItem(id="proof", says="Proves it.", credit=0.5)),
            model_answer="It telescopes.",
        ),
    },
    oracle=lambda params, rng: (),
)
"""
CANVAS = (
    "Student,ID,SIS Login ID,Section,Homework 1 (17)\n"
    '"L, Ada",1,ada,S\n"N, Emmy",2,emmy,S\n"G, Carl",3,carl,S\n"Z, Zoe",4,zoe,S\n'
)
WHY = "because the terms cancel in pairs but for the first and the last"


@pytest.fixture
def course(tmp_path, monkeypatch) -> Iterator[Path]:
    before = list(sys.path)
    new_course(tmp_path)
    (tmp_path / "problems/sums.py").write_text(PROBLEM)
    (tmp_path / "solutions/sums.py").write_text(SOLUTION)
    (tmp_path / "notebooks/hw1/assignment.toml").write_text(
        'title = "Homework 1"\nparts = ["sums"]\nvariants = "canonical"\n'
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LOGNAME", "tina")
    yield tmp_path
    sys.path[:] = before
    for name in [name for name in sys.modules if name.split(".")[0] in {"problems", "solutions"}]:
        del sys.modules[name]


@pytest.fixture
def graded(course) -> Path:
    """Three students: right, wrong, right; and a text that waits from each."""
    opened = open_course(find_settings(course))
    asked = load_assignment(course, "hw1")
    by = CourseJudge(opened, asked)
    with open_gradebook(course / "gradebook.db") as book:
        for student, sign, why in (
            ("ada", "up", WHY),
            ("emmy", "down", WHY.replace(" ", "  ")),
            ("carl", "up", "no idea what is meant here"),
        ):
            answers = [wrote("sums.sign", sign), wrote("sums.why", why)]
            hand_in(book, by, student, answers, assignment=asked)
    return course


def lines(capsys) -> list[dict]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def scores(course: Path) -> dict[str, float]:
    with open_gradebook(course / "gradebook.db") as book:
        return {grade.student: grade.score for grade in book.latest("hw1")}


def group_of(capsys, count: int) -> str:
    capsys.readouterr()
    assert run(["review", "hw1", "--list", "--json"]) == 1
    return next(group["group"] for group in lines(capsys) if group["count"] == count)


# --------------------------------------------------------------------------------- review


def test_the_queue_is_listed_with_rubric_and_model_answer(graded, capsys):
    assert run(["review", "hw1", "--list", "--json"]) == 1
    groups = lines(capsys)
    assert [(group["part"], group["students"]) for group in groups] == [
        ("sums.why", ["ada", "emmy"]),
        ("sums.why", ["carl"]),
    ]
    assert groups[0]["answer"] == WHY
    assert [item["id"] for item in groups[0]["rubric"]] == ["idea", "proof"]
    assert groups[0]["model_answer"] == "It telescopes."
    assert run(["review", "hw1", "--list"]) == 1
    assert "3 answers wait in 2 groups." in capsys.readouterr().out


def test_a_group_is_decided_by_rubric_and_by_a_kept_comment(graded, capsys):
    assert run(["gradebook", "comment", "half", "Why is that so?", "--part", "sums.why"]) == 0
    group = group_of(capsys, 2)
    command = ["review", "hw1", "--decide", group, "--rubric", "idea", "--use", "half", "--json"]
    assert run(command) == 0
    moves = lines(capsys)
    assert [(move["student"], move["by"]) for move in moves] == [("ada", 2.0), ("emmy", 2.0)]
    assert scores(graded) == {"ada": 4.0, "carl": 2.0, "emmy": 2.0}
    with open_gradebook(graded / "gradebook.db") as book:
        part = book.latest("hw1")[0].report.parts[1]
    assert (part.hint, part.verdict) == ("Why is that so?", "partial")
    assert "Rubric: idea." in part.evidence


def test_a_decision_can_be_listed_and_withdrawn(graded, capsys):
    group = group_of(capsys, 2)
    assert run(["review", "hw1", "--decide", group, "--verdict", "correct"]) == 0
    capsys.readouterr()
    assert run(["review", "hw1", "--decided", "--json"]) == 0
    numbers = [one["id"] for one in lines(capsys)]
    assert run(["review", "hw1", "--decided"]) == 0
    for number in numbers:
        assert run(["review", "hw1", "--withdraw", str(number)]) == 0
    assert run(["regrade", "hw1"]) == 0
    assert scores(graded) == {"ada": 2.0, "carl": 2.0, "emmy": 0.0}


def test_a_person_at_the_terminal_decides_skips_and_stops(graded, capsys, monkeypatch):
    typed = iter(["2.5", "idee", "idea,proof", "Well done.", "s"])
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("grader.cli.review.Prompt.ask", lambda *_, **__: next(typed))
    assert run(["review", "hw1"]) == 1
    said = capsys.readouterr().out
    assert "between 0 and 1" in said
    assert "Did you mean 'idea'?" in said
    assert scores(graded) == {"ada": 6.0, "carl": 2.0, "emmy": 4.0}


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--decide", "zzzz", "--verdict", "correct"], "no group of the id 'zzzz'"),
        (["--decide", "GROUP", "--verdict", "corr"], "Did you mean 'correct'?"),
        (["--decide", "GROUP"], "needs a credit"),
        (["--decide", "GROUP", "--use", "nice"], "No comment 'nice' is kept"),
        (["--withdraw", "99"], "no decision 99"),
    ],
)
def test_a_mistaken_review_is_one_sentence_and_exit_2(graded, capsys, options, says):
    group = group_of(capsys, 2)
    assert run(["review", "hw1", *(o.replace("GROUP", group) for o in options)]) == 2
    error = capsys.readouterr().err
    assert says in error
    assert error.count("\n") == 1


# -------------------------------------------------------------------------------- regrade


def change_the_answer(course: Path) -> None:
    path = course / "solutions/sums.py"
    path.write_text(path.read_text().replace('"sign": "up"', '"sign": "down"'))
    for name in [name for name in sys.modules if name.split(".")[0] in {"problems", "solutions"}]:
        del sys.modules[name]
    from grader import catalog

    for cached in vars(catalog).values():
        if hasattr(cached, "cache_clear"):
            cached.cache_clear()


def test_a_changed_reference_is_previewed_applied_and_undone(graded, capsys):
    change_the_answer(graded)
    before = scores(graded)
    assert run(["regrade", "hw1", "--preview", "--json"]) == 0
    moves = {move["student"]: move["by"] for move in lines(capsys)}
    assert moves == {"ada": -2.0, "carl": -2.0, "emmy": 2.0}
    assert scores(graded) == before
    assert run(["regrade", "hw1", "--preview"]) == 0
    assert "Nothing was changed. Apply: grader regrade hw1" in capsys.readouterr().out
    assert run(["regrade", "hw1", "--reason", "wrong key"]) == 0
    assert scores(graded) == {"ada": 0.0, "carl": 0.0, "emmy": 2.0}
    assert run(["regrade", "hw1", "--undo"]) == 0
    assert scores(graded) == before
    assert run(["regrade", "hw1", "--undo"]) == 2
    assert "nothing to undo" in capsys.readouterr().err


def test_the_highest_score_is_kept_if_asked_for(graded, capsys):
    change_the_answer(graded)
    assert run(["regrade", "hw1", "--keep-highest", "--json"]) == 0
    assert [move["student"] for move in lines(capsys)] == ["emmy"]
    assert scores(graded) == {"ada": 2.0, "carl": 2.0, "emmy": 2.0}


# --------------------------------------------------------------------------------- export


def test_scores_that_wait_are_not_exported_and_exit_is_1(graded, capsys):
    assert run(["export", "hw1", "--json"]) == 1
    (found,) = lines(capsys)
    assert (found["students"], found["written"]) == (3, 0)
    assert found["waiting"] == ["ada", "carl", "emmy"]
    assert (graded / "exports/hw1.csv").exists()


def test_a_roster_of_canvas_is_imported_and_its_file_written(graded, capsys):
    (graded / "canvas.csv").write_text(CANVAS)
    assert run(["gradebook", "roster", "canvas.csv", "--json"]) == 0
    assert [student["student"] for student in lines(capsys)] == ["ada", "carl", "emmy", "zoe"]
    for count in (2, 1):
        group = group_of(capsys, count)
        assert run(["review", "hw1", "--decide", group, "--credit", "0.5"]) == 0
    assert run(["export", "hw1", "--format", "canvas"]) == 0
    assert "Nothing handed in, left empty: 'zoe'." in capsys.readouterr().out.replace("\n", " ")
    assert (graded / "exports/hw1.canvas.csv").read_text() == (
        "Student,ID,SIS Login ID,Section,Homework 1 (17)\n"
        "    Points Possible,,,,6.00\n"
        '"L, Ada",1,ada,S,4.00\n"G, Carl",3,carl,S,4.00\n"N, Emmy",2,emmy,S,2.00\n'
        '"Z, Zoe",4,zoe,S,\n'
    )


def test_an_export_can_go_to_standard_output(graded, capsysbinary):
    assert run(["export", "hw1", "--provisional", "--out", "-"]) == 1
    assert capsysbinary.readouterr().out.startswith(b"student,name,email,section,score,")


def test_nothing_graded_is_one_sentence(course, capsys):
    assert run(["gradebook", "comment", "well", "Well done."]) == 0
    for name in ("export", "feedback", "report", "integrity", "review"):
        assert run([name, "hw1"]) == 2
        assert "begin with `grader grade hw1" in capsys.readouterr().err
    assert run(["regrade", "hw1"]) == 2


READING = (
    *((name, "hw1") for name in ("export", "feedback", "report", "integrity", "review", "regrade")),
    ("gradebook", "roster"),
    ("gradebook", "history", "hw1", "ada"),
    ("gradebook", "backup"),
    ("gradebook", "backup", "copy.db"),
    ("gradebook", "copy", "gradebook.db", "copy.db"),
    ("gradebook", "copy", "sqlite:///gradebook.db", "copy.db"),
)


@pytest.mark.parametrize("command", READING, ids=" ".join)
@pytest.mark.parametrize("is_empty", [False, True], ids=["no file", "an empty file"])
def test_what_reads_makes_nothing_where_there_is_no_gradebook(course, capsys, command, is_empty):
    if is_empty:
        (course / "gradebook.db").touch()
    assert run(command) == 2
    said = capsys.readouterr().err
    assert said.startswith("grader: There is no gradebook ")
    assert "begin with `grader grade ASSIGNMENT FOLDER`" in said
    assert [path.name for path in course.glob("*.db")] == ["gradebook.db"] * is_empty


# ----------------------------------------------------------------------- report, integrity


def test_the_report_is_a_page_plots_and_a_table(graded, capsys):
    assert run(["report", "hw1"]) == 0
    assert "3 students" in capsys.readouterr().out
    files = sorted(path.name for path in (graded / "reports/hw1").iterdir())
    assert files == ["items.png", "report.html", "scores.png", "time.png", "verdicts.png"]
    assert run(["report", "hw1", "--json"]) == 0
    (found,) = lines(capsys)
    assert found["parts"][0]["verdicts"] == {"correct": 2, "incorrect": 1}


def test_integrity_says_that_it_is_for_people(graded, capsys):
    assert run(["integrity", "hw1"]) == 0
    assert "for people to judge" in capsys.readouterr().out
    assert run(["integrity", "hw1", "--json"]) == 0
    assert lines(capsys) == []


# ------------------------------------------------------------------------------ gradebook


def test_history_says_who_when_by_what_version_and_why(graded, capsys):
    group = group_of(capsys, 2)
    assert run(["review", "hw1", "--decide", group, "--verdict", "correct"]) == 0
    capsys.readouterr()
    assert run(["gradebook", "history", "hw1", "ada", "--json"]) == 0
    first, second = lines(capsys)
    assert (first["by"], second["by"]) == ("grader", "tina")
    assert second["reason"] == "sums.why: reviewed by tina"
    assert second["report"]["score"] == 6
    assert run(["gradebook", "history", "hw1", "ada"]) == 0
    assert "reviewed by tina" in capsys.readouterr().out
    assert run(["gradebook", "history", "hw1", "nobody"]) == 2


def test_an_extension_is_given_checked_and_taken_back(graded, capsys):
    path = graded / "notebooks/hw1/assignment.toml"
    assert run(["gradebook", "extend", "hw1", "ada", "2026-12-01T12:00"]) == 2
    due = (AT - timedelta(hours=1)).isoformat()
    path.write_text(path.read_text() + f'due = {due}\n[late]\nrule = "cut-off"\n')
    assert run(["regrade", "hw1"]) == 0
    assert scores(graded)["ada"] == 0.0
    assert run(["gradebook", "extend", "hw1", "ada", "soon"]) == 2
    assert run(["gradebook", "extend", "hw1", "ada", "2026-11-20 12:00", "--zone", "CET"]) == 0
    assert run(["regrade", "hw1"]) == 0
    assert scores(graded)["ada"] == 2.0
    assert run(["gradebook", "extend", "hw1", "ada", "none"]) == 0
    assert run(["regrade", "hw1"]) == 0
    assert scores(graded)["ada"] == 0.0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["extend", "hw1", "adda", "2026-11-20T12:00"], "no student 'adda'. Did you mean 'ada'?"),
        (["reseed", "hw1", "zoe", "sums", "5"], "no student 'zoe'."),
        (["history", "hw1", "emy"], "Did you mean 'emmy'?"),
        (["extend", "hw1", "ada", "2026-11-20"], "write the time too"),
        (["extend", "hw1", "ada", "2026-11-20T12:00", "--zone", "Europe/Zürich"], "no time zone"),
        (["extend", "hw1", "ada", "2026-11-20T12:00", "--zone", "/etc/passwd"], "no time zone"),
        (["extend", "hw1", "ada", "2025-11-20T12:00"], "is not after the due time"),
    ],
)
def test_a_slip_in_an_exception_is_said_and_nothing_is_kept(graded, capsys, arguments, says):
    path = graded / "notebooks/hw1/assignment.toml"
    path.write_text(path.read_text() + 'due = 2026-11-02T11:00:00\nzone = "Europe/Zurich"\n')
    assert run(["gradebook", *arguments]) == 2
    assert says in capsys.readouterr().err
    with open_gradebook(graded / "gradebook.db") as book:
        assert book.overrides.extensions("hw1") == {}
        assert book.overrides.seeds("hw1") == {}


def test_who_has_no_score_yet_needs_no_regrade_after_an_exception(graded, capsys):
    (graded / "roster.csv").write_text("id\nada\nnia\n")
    assert run(["gradebook", "roster", "roster.csv"]) == 0
    capsys.readouterr()
    assert run(["gradebook", "reseed", "hw1", "nia", "sums", "7"]) == 0
    assert capsys.readouterr().out == "nia: sums has seed 7.\n"
    assert run(["gradebook", "reseed", "hw1", "ada", "sums", "7"]) == 0
    assert "`grader regrade hw1`" in capsys.readouterr().out


def test_a_time_is_in_the_zone_of_the_assignment_and_a_student_has_every_name(graded, capsys):
    (graded / "roster.csv").write_text("id,name\nada,Ada Lovelace\n")
    assert run(["gradebook", "roster", "roster.csv"]) == 0
    path = graded / "notebooks/hw1/assignment.toml"
    path.write_text(path.read_text() + 'due = 2026-11-02T11:00:00\nzone = "America/Lima"\n')
    for name, clock in (("Ada Lovelace", "21:00"), ("emmy", "22:00")):
        assert run(["gradebook", "extend", "hw1", name, f"2026-11-02 {clock}"]) == 0
    said = capsys.readouterr().out
    assert "emmy has until 2026-11-02 22:00 -05" in said
    assert said.count("What was graded before follows with `grader regrade hw1`.") == 2
    with open_gradebook(graded / "gradebook.db") as book:
        assert {who: f"{at:%H:%M %z}" for who, at in book.overrides.extensions("hw1").items()} == {
            "ada": "21:00 -0500",
            "emmy": "22:00 -0500",
        }


def test_a_roster_is_added_to_or_replaced(graded, capsys):
    (graded / "one.csv").write_text("id,name\nada,Ada\nben,Ben\n")
    (graded / "two.csv").write_text("id,name\nada,Ada L\ncleo,Cleo\n")
    assert run(["gradebook", "roster", "one.csv"]) == 0
    assert capsys.readouterr().out == "2 students from one.csv; the roster has 2.\n"
    assert run(["gradebook", "roster", "two.csv"]) == 0
    assert "the roster has 3: 1 is not in two.csv (--replace" in capsys.readouterr().out
    assert run(["gradebook", "roster", "two.csv", "--replace", "--json"]) == 0
    assert [(one["student"], one["name"]) for one in lines(capsys)] == [
        ("ada", "Ada L"),
        ("cleo", "Cleo"),
    ]
    assert run(["gradebook", "roster", "--replace"]) == 2
    assert "--replace goes with a file" in capsys.readouterr().err
    assert run(["gradebook", "roster"]) == 0
    assert "2 students" in capsys.readouterr().out


def test_a_seed_is_set_and_taken_back(graded, capsys):
    assert run(["gradebook", "reseed", "hw1", "ada", "sums", "5", "--reason", "typo"]) == 0
    with open_gradebook(graded / "gradebook.db") as book:
        assert book.overrides.seeds("hw1") == {("ada", "sums"): 5}
    assert run(["gradebook", "reseed", "hw1", "ada", "sums", "none"]) == 0
    assert run(["gradebook", "reseed", "hw1", "ada", "products", "5"]) == 2
    assert run(["gradebook", "reseed", "hw1", "ada", "sums", "-1.5"]) == 2


def test_a_backup_is_made_and_copied_back(graded, capsys):
    assert run(["gradebook", "backup", "copy.db"]) == 0
    assert run(["gradebook", "backup", "copy.db"]) == 2
    assert run(["gradebook", "copy", "copy.db", "again.db"]) == 0
    assert run(["gradebook", "copy", "copy.db", "again.db"]) == 2
    assert run(["gradebook", "copy", "nowhere.db", "third.db"]) == 2
    with open_gradebook(graded / "again.db") as book:
        assert len(book.latest("hw1")) == 3
