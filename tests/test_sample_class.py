"""The sample class is graded as it must be: every student, every part."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from grader.assignment import FILE, load_assignment
from grader.batch import Batch
from grader.catalog import open_course
from grader.codec import report_to_json
from grader.gradebook import open_gradebook
from grader.pool import LocalPool
from grader.release import release
from grader.settings import find_settings
from grader.station import Work

ROOT = Path(__file__).parent.parent
HW1 = ROOT / "notebooks" / "hw1"
EXPECTED = {path.stem: path for path in sorted((HW1 / "expected").glob("*.json"))}
STUDENTS = sorted(path.name for path in (HW1 / "class").iterdir())


def summary(report: dict) -> dict:
    """What must not change of a report: the words of hints may."""
    return {
        "status": report["status"],
        "score": report["score"],
        "max_score": report["max_score"],
        "verdicts": {
            part: entry["verdict"] + (f": {entry['mistake']}" if "mistake" in entry else "")
            for part, entry in report["parts"].items()
        },
        "warnings": len(report["warnings"]),
    }


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    folder = tmp_path_factory.mktemp("book")
    course = open_course(find_settings(ROOT))
    assignment = load_assignment(course.root, "hw1")
    pool = LocalPool(Work(settings_from=str(ROOT), assignment_file=str(HW1 / FILE)))
    with open_gradebook(folder / "gradebook.db") as book:
        batch = Batch(course, assignment, book, pool.map)
        results = list(batch.grade([HW1 / "class"]))
        again = list(batch.grade([HW1 / "class"]))
    pool.close()
    return results, again


def test_the_class_is_large_enough_and_everybody_is_expected():
    assert len(STUDENTS) >= 24
    assert list(EXPECTED) == STUDENTS


def prompts(notebook: dict) -> list[str]:
    return [cell["source"] for cell in notebook["cells"] if cell["source"].startswith("**")]


def test_the_class_was_asked_what_the_course_asks_now():
    """Otherwise: `python -m tests.sample_class`."""
    course = open_course(find_settings(ROOT))
    asked = prompts(release(course, load_assignment(course.root, "hw1"), None, {}))
    assert len(asked) >= 8
    assert prompts(json.loads((HW1 / "class" / "ada" / "hw1.ipynb").read_text())) == asked


@pytest.mark.parametrize("student", STUDENTS)
def test_everybody_gets_the_expected_report(graded, student):
    (result,) = [one for one in graded[0] if one.report.student == student]
    assert summary(report_to_json(result.report)) == json.loads(EXPECTED[student].read_text())


def test_nothing_is_graded_twice(graded):
    results, again = graded
    assert {one.how for one in again} <= {"kept", "broken"}
    assert {one.report.student: one.report.score for one in again} == {
        one.report.student: one.report.score for one in results
    }


def test_nobody_found_the_solutions(graded):
    (thief,) = [one for one in graded[0] if one.report.student == "greta"]
    assert thief.report.status != "failed"
