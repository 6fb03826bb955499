"""With `--json`, standard output holds JSON objects only; exit codes keep the contract."""

from __future__ import annotations

import json

import pytest
from small_course import SOLUTION, answered, hand_in, only_this_course, write_course

from grader.cli import run
from notebooks import code, notebook


@pytest.fixture
def course(tmp_path, monkeypatch):
    with only_this_course():
        root = write_course(tmp_path / "course")
        monkeypatch.chdir(root)
        yield root


def said(capsys):
    captured = capsys.readouterr()
    lines = [json.loads(line) for line in captured.out.splitlines()]
    assert all(isinstance(line, dict) for line in lines)
    assert captured.err == ""
    return lines


@pytest.mark.parametrize(
    ("arguments", "code", "verdict"),
    [
        (["doubling.twice", "x + x"], 0, "correct"),
        (["doubling.twice", "x**2"], 0, "partial"),
        (["doubling.twice", "x + 1"], 0, "incorrect"),
        (["doubling.twice", r"\frac{4x}{2}", "--latex"], 0, "correct"),
        (["doubling.twice", '"2*x"'], 0, "correct"),
        (["doubling.twice", r"'\frac{4x}{2}'"], 0, "correct"),
        (["doubling.twice", r"r'\frac{4x}{2}'"], 0, "correct"),
        (["doubling.twice", "f'(x)'"], 1, "unreadable"),
        (["doubling.twice", "x'"], 1, "unreadable"),
        (["doubling.sign", "'up'"], 0, "correct"),
        (["doubling.twice", "x +"], 1, "unreadable"),
        (["doubling.twice", "[" * 3000], 1, "unreadable"),
        (["doubling.sign", "up"], 0, "correct"),
        (["doubling.sign", '["up"]'], 0, "correct"),
        (["doubling.sign", "[" * 3000], 1, "unreadable"),
        (["doubling.sign", "down", "--seed", "3"], 0, "incorrect"),
        (["doubling.twice", "x**2 + x", "--student", "ada"], 0, "incorrect"),
    ],
)
def test_check_prints_one_decision(course, capsys, arguments, code, verdict):
    assert run(["check", *arguments, "--json"]) == code
    (line,) = said(capsys)
    assert line["part"] == arguments[0]
    assert line["verdict"] == verdict
    assert set(line) >= {"score", "max_score", "hint"}
    assert "2*x" not in line["hint"]


def test_check_judges_the_variant_that_is_asked_for(course, capsys):
    verdicts = set()
    for seed in range(6):
        run(["check", "doubling.twice", "2*x", "--seed", str(seed), "--json"])
        verdicts.add(said(capsys)[0]["verdict"])
    assert verdicts == {"correct", "incorrect"}


def test_check_for_people_says_the_same(course, capsys):
    assert run(["check", "doubling.twice", "x + 1"]) == 0
    printed = capsys.readouterr().out
    assert "incorrect" in printed
    assert "certificate" in printed
    assert run(["check", "doubling.twice", "x +"]) == 1
    sentences = [line.partition(": ")[2] for line in capsys.readouterr().out.splitlines()[1:]]
    assert len(sentences) == len(set(sentences)) == 1


def test_problems_are_one_object_a_part(course, capsys):
    assert run(["problems", "--json"]) == 0
    assert said(capsys) == [
        {"part": "doubling.twice", "kind": "expression", "points": 2},
        {"part": "doubling.sign", "kind": "choice", "points": 1.0},
    ]


def test_verify_is_one_object_a_part(course, capsys):
    assert run(["verify", "--seeds", "2", "--workers", "1", "--no-notebooks", "--json"]) == 0
    lines = said(capsys)
    assert [line["part"] for line in lines] == ["doubling.twice", "doubling.sign"]
    assert lines[0]["also_right"] == 4
    assert all(line["complaints"] == [] for line in lines)


def test_verify_says_what_is_wrong_and_exits_with_1(course, capsys):
    wrong = SOLUTION.replace('"twice": params.factor * X,', '"twice": -params.factor * X,')
    (course / "solutions" / "doubling.py").write_text(wrong)
    assert run(["verify", "--seeds", "1", "--workers", "1", "--no-notebooks", "--json"]) == 1
    (twice, sign) = said(capsys)
    assert {one["check"] for one in twice["complaints"]} >= {"reference against oracle"}
    assert sign["complaints"] == []


def test_a_problem_that_raises_is_a_complaint_and_no_traceback(course, capsys):
    problem = course / "problems" / "doubling.py"
    problem.write_text(problem.read_text().replace("{params.factor}", "{params.absent}"))
    assert run(["verify", "--seeds", "1", "--workers", "1", "--json", "--unsafe-no-sandbox"]) == 1
    lines = said(capsys)
    assert any("absent" in c["message"] for line in lines for c in line["complaints"])


def test_doctor_says_what_a_student_should_look_at(course, capsys):
    path = course / "hw.ipynb"
    path.write_text(json.dumps(answered(student="ada")))
    assert run(["doctor", str(path), "--json"]) == 0
    (line,) = said(capsys)
    assert line == {
        "assignment": "hw",
        "student": "ada",
        "parts": {"doubling.twice": [1], "doubling.sign": [2]},
        "blank": [],
        "remarks": [],
    }


@pytest.mark.parametrize("metadata", [5, "x", [], None, {"assignment": 5, "student": "ada"}])
def test_doctor_reads_odd_metadata(course, capsys, metadata):
    odd = {**notebook(code("1")), "metadata": {"grader": metadata}}
    path = course / "ada.ipynb"
    path.write_text(json.dumps(odd))
    assert run(["doctor", str(path), "--json"]) == 1
    (line,) = said(capsys)
    assert "No cell is marked" in line["remarks"][-1]


def test_doctor_refuses_what_is_no_notebook(course, capsys):
    path = course / "ada.ipynb"
    path.write_text("{")
    assert run(["doctor", str(path), "--json"]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert str(path) in captured.err


def test_doctor_looks_at_one_notebook_and_guesses_at_none(course, capsys):
    folder = hand_in(course / "in", {"ada": answered(), "ben": answered()})
    assert run(["doctor", str(folder)]) == 2
    assert "There are 2 notebooks in" in capsys.readouterr().err
    assert run(["doctor", str(folder / "ada"), "--json"]) == 0
