from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from small_course import answered, hand_in, write_course

from grader.credit import FOLLOW_THROUGH, decision_of, recredited, without_credits, worth
from grader.records import Decision, Verdict
from grader.spec import FollowThrough, Mistake

MISTAKE = 'Mistake(id="a", form=x, feedback="No.", credit=0.5)'


def mistake(credit: float, name: str = "half") -> Mistake:
    return Mistake(id=name, form="x/2", feedback="Twice that.", credit=credit)


def rule(credit: float) -> FollowThrough:
    return FollowThrough(on="a", formula=lambda a: a, credit=credit)


# ------------------------------------------------------------------------- decisions


@pytest.mark.parametrize(
    "before, after, verdict",
    [(0.5, 0.25, "partial"), (0.5, 0.0, "incorrect"), (0.0, 0.3, "partial"), (0.5, 1.0, "partial")],
)
def test_a_recognised_mistake_under_another_credit_is_what_the_engine_would_say(
    before, after, verdict
):
    now = recredited(decision_of(mistake(before), "Equal."), [mistake(after)], None)
    assert now == decision_of(mistake(after), "Equal.")
    assert (now.verdict, now.score) == (verdict, after)


def followed(credit: float) -> Decision:
    verdict, score = worth(rule(credit))
    return Decision(verdict=verdict, score=score, method=FOLLOW_THROUGH, proof="p")


def test_an_answer_that_follows_is_worth_what_the_rule_says_now():
    assert recredited(followed(0.5), [], rule(0.25)) == followed(0.25)


@pytest.mark.parametrize("before, after", [(0.5, 1.0), (1.0, 0.5)])
def test_what_becomes_right_or_stops_being_right_is_decided_anew(before, after):
    assert recredited(followed(before), [], rule(after)) is None


@pytest.mark.parametrize(
    "mistakes", [[], [mistake(0.5, "other")], [mistake(0.5), mistake(0.2)]], ids=len
)
def test_a_mistake_that_is_not_there_once_is_decided_anew(mistakes):
    assert recredited(decision_of(mistake(0.5), ""), mistakes, None) is None


def test_a_rule_that_is_gone_decides_anew():
    assert recredited(followed(0.5), [], None) is None


@pytest.mark.parametrize(
    "decision",
    [
        Decision(verdict=Verdict.CORRECT, score=1.0, proof="p", method="normal form"),
        Decision(verdict=Verdict.UNDECIDED, method="known_mistake"),
        Decision(verdict=Verdict.PARTIAL, score=0.5, method="table"),
    ],
    ids=lambda decision: decision.method,
)
def test_what_owes_nothing_to_a_credit_stays(decision):
    assert recredited(decision, [mistake(0.1)], rule(0.1)) is decision


# --------------------------------------------------------------------------- sources


@pytest.mark.parametrize(
    "other",
    [
        MISTAKE.replace("0.5", "0.25"),
        MISTAKE.replace("0.5", "1/3"),
        MISTAKE.replace(", credit=0.5", ""),
        MISTAKE.replace("0.5)", "0.25)  # kinder"),
    ],
)
def test_sources_that_differ_in_plain_credits_are_the_same(other):
    assert without_credits(other.encode()) == without_credits(MISTAKE.encode())


@pytest.mark.parametrize(
    "other",
    [
        MISTAKE.replace("0.5", "half(params)"),
        MISTAKE.replace("0.5", "HALF"),
        MISTAKE.replace("form=x", "form=y"),
        MISTAKE.replace("Mistake", "RubricItem"),
        MISTAKE.replace('"No."', '"Look again."'),
        MISTAKE + "\nHALF = 0.5",
    ],
)
def test_sources_that_differ_in_anything_else_are_not(other):
    assert without_credits(other.encode()) != without_credits(MISTAKE.encode())


@pytest.mark.parametrize("source", [b"Mistake(", b"Mistake('\xff')", b"Mistake\0", b""])
def test_what_is_no_python_stands_for_itself(source):
    assert without_credits(source) == source


# ----------------------------------------------------------- the whole command, on a course


def grader(course: Path, *arguments: str) -> tuple[list[dict[str, object]], set[str]]:
    """What a command prints, and the modules that it loaded."""
    code = (
        "import sys; from grader.cli import run; code = run(sys.argv[1:]);"
        "print(*sorted(sys.modules), file=sys.stderr); sys.exit(code)"
    )
    command = [sys.executable, "-c", code, *arguments, "--json", "--gradebook", "book.db"]
    done = subprocess.run(command, cwd=course, capture_output=True, text=True, timeout=240)
    assert done.returncode <= 1, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()], set(done.stderr.split())


@pytest.fixture
def course(tmp_path):
    course = write_course(tmp_path / "course")
    answers = {"ada": "2*x", "bob": "x**2", "carl": "x*x", "dora": "x"}
    hand_in(course / "in", {student: answered(twice) for student, twice in answers.items()})
    grader(course, "grade", "hw", "in", "--no-execute")
    return course


def change(course: Path, old: str, new: str) -> None:
    path = course / "solutions" / "doubling.py"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


ENGINE = re.compile(r"grader\.(equality|reading|kinds|pipeline|sandbox)(\.|$)|^lark|^nbformat")


def test_a_changed_credit_moves_whom_it_concerns_without_the_engine(course):
    change(course, "credit=0.5", "credit=0.25")
    moves, loaded = grader(course, "regrade", "hw")
    assert {move["student"]: move["by"] for move in moves} == {"bob": -0.5, "carl": -0.5}
    assert not [name for name in loaded if ENGINE.search(name)]
    again, _ = grader(course, "regrade", "hw")
    assert again == []


def test_a_credit_regrade_ends_where_grading_anew_ends(course):
    change(course, "credit=0.5", "credit=0.25")
    grader(course, "regrade", "hw")
    graded, _ = grader(course, "grade", "hw", "in", "--no-execute", "--force")
    scores = {grade["student"]: grade["score"] for grade in graded}
    assert scores == {"ada": 3.0, "bob": 1.5, "carl": 1.5, "dora": 1.0}
    moves, _ = grader(course, "regrade", "hw")
    assert moves == []


def test_a_changed_reference_still_asks_the_engine(course):
    change(course, "params.factor * X", "X**2")
    moves, loaded = grader(course, "regrade", "hw")
    moved = {move["student"]: move["by"] for move in moves if move["by"]}
    assert moved == {"ada": -2.0, "bob": 1.0, "carl": 1.0}
    assert "grader.equality" in loaded


def test_a_regrade_after_nothing_and_after_other_points_loads_no_engine(course):
    moves, loaded = grader(course, "regrade", "hw")
    assert moves == []
    assert not [name for name in loaded if ENGINE.search(name)]
    path = course / "notebooks" / "hw" / "assignment.toml"
    path.write_text(path.read_text("utf-8") + '[points]\n"doubling.sign" = 0.5\n', "utf-8")
    moves, loaded = grader(course, "regrade", "hw")
    assert len(moves) == 4
    assert not [name for name in loaded if ENGINE.search(name)]
