"""Of a notebook that ran twice nothing of one run is judged by the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from grader import regrade
from grader.assignment import load_assignment
from grader.batch import Batch, Result
from grader.catalog import open_course
from grader.course_judge import CourseJudge
from grader.gradebook import open_gradebook
from grader.reading.numbers import from_typed_numbers, typed
from grader.records import CellRun, Decision, Returned, Run, Verdict
from grader.settings import find_settings
from grader.station import Station, Work
from tests.notebooks import code, notebook, shows
from tests.small_course import (
    PROBLEM,
    SOLUTION,
    hand_in,
    only_this_course,
    write_course,
)

ASKED = PROBLEM.replace(
    '        Part(name="sign"',
    '        Part(name="double", kind="function", prompt="Double it.", points=5),\n'
    '        Part(name="sign"',
)
RIGHT = (
    SOLUTION.replace(
        "import Mistake, Observation, Solution",
        "import Function, Mistake, Observation, Probe, Solution",
    )
    .replace(
        '"sign": "up"},\n    oracle',
        '"sign": "up", "double": Function(call=lambda x: 2 * x, probes=numbers)},\n    oracle',
    )
    .replace(
        "def oracle(",
        "def numbers(rng):\n"
        "    return [Probe(arguments=(int(rng.integers(10**9)),), about=f'for a number')]\n\n\n"
        "def oracle(",
    )
)


class Doubles:
    """Runs nothing: every function of a student's doubles what it is given.

    Attributes:
        ran: How many notebooks.
        is_late: Whether the time is over before a notebook has begun.
    """

    ran = 0
    is_late = False

    def run(self, notebook: Any, limits: Any, calls: Any) -> Run:
        self.ran += 1
        if self.is_late:
            skipped = CellRun(cell=0, status="skipped", reason="The notebook took too long.")
            return Run(notebook=notebook, cells=(skipped,), engine="sealed", fault="student")
        returned: dict[str, tuple[Returned, ...]] = {}
        for call in calls(notebook):
            (given,) = call.arguments
            gave = Returned(value=typed(2 * from_typed_numbers(given)), arguments_after=(given,))
            returned[call.part] = (*returned.get(call.part, ()), gave)
        return Run(notebook=notebook, returned=returned, engine="sealed", layers=("namespaces",))

    def close(self) -> None:
        """Nothing to close."""


class TwoAtATime:
    """A pool that has taken the next task before it gives the result of the last one."""

    def __init__(self, course: Path) -> None:
        file = course / "notebooks" / "hw" / "assignment.toml"
        self.station = Station(
            Work(settings_from=str(course), assignment_file=str(file), engine="none")
        )
        self.sandbox = self.station.sandbox = Doubles()

    def map(self, tasks: Iterable[tuple[Any, bytes]]) -> Iterator[tuple[Any, bytes | None]]:
        waiting: list[tuple[Any, bytes]] = []
        for task in tasks:
            waiting.append(task)
            if len(waiting) == 2:
                tag, asked = waiting.pop(0)
                yield tag, self.station.do(asked)
        for tag, asked in waiting:
            yield tag, self.station.do(asked)


@pytest.fixture
def course(tmp_path):
    with only_this_course():
        yield write_course(tmp_path / "course", problem=ASKED, solution=RIGHT)


def sheet() -> dict[str, Any]:
    mark = "# answer: doubling.double\n"
    defined = code(mark + "def f(x): return 2*x\nf", shows("<function>"), part="doubling.double")
    return notebook(defined, assignment="hw")


def graded(course: Path, pool: TwoAtATime, **how: Any) -> list[Result]:
    opened = open_course(find_settings(course))
    with open_gradebook(str(course / "book.db")) as book:
        batch = Batch(opened, load_assignment(opened.root, "hw"), book, pool.map, **how)
        return list(batch.grade([course / "in"]))


def verdict_on_the_function(result: Result) -> Verdict:
    (verdict,) = (p.verdict for p in result.report.parts if p.part == "doubling.double")
    return verdict


def with_other_points(course: Path, variants: str = "canonical") -> None:
    """What is decided once more, for the rules are others."""
    (course / "notebooks" / "hw" / "assignment.toml").write_text(
        f'title = "Homework"\nparts = ["doubling"]\nvariants = "{variants}"\n'
        '[points]\n"doubling.sign" = 4\n'
    )


def test_of_one_notebook_that_many_hand_in_every_copy_is_right(course):
    hand_in(course / "in", {name: sheet() for name in ("ada", "ben", "carl", "dora", "emil")})
    pool = TwoAtATime(course)
    results = graded(course, pool)
    assert {one.how for one in results} == {"graded", "decided"}
    assert pool.sandbox.ran > 1
    assert [verdict_on_the_function(one) for one in results] == [Verdict.CORRECT] * 5


def test_what_was_run_again_by_force_is_right_when_it_is_decided_anew(course):
    hand_in(course / "in", {"ada": sheet()})
    pool = TwoAtATime(course)
    for how in ({}, {"force": True}):
        assert [one.how for one in graded(course, pool, **how)] == ["graded"]
    with_other_points(course)
    (result,) = graded(course, TwoAtATime(course))
    assert result.how == "decided"
    assert verdict_on_the_function(result) is Verdict.CORRECT


def test_what_is_run_again_by_force_takes_the_place_of_the_run_before(course):
    """Whoever ran out of time on a busy day is not given that run again."""
    hand_in(course / "in", {"ada": sheet()})
    pool = TwoAtATime(course)
    pool.sandbox.is_late = True
    (late,) = graded(course, pool)
    assert verdict_on_the_function(late) is Verdict.NOT_RUN
    pool.sandbox.is_late = False
    graded(course, pool, force=True)
    with_other_points(course)
    (result,) = graded(course, TwoAtATime(course))
    assert result.how == "decided"
    assert verdict_on_the_function(result) is Verdict.CORRECT


def test_a_part_that_becomes_a_function_is_run_again(course):
    """The run that is kept called nothing."""
    hand_in(course / "in", {"ada": sheet()})
    as_number = RIGHT.replace("Function(call=lambda x: 2 * x, probes=numbers)", "2")
    write_course(course, problem=ASKED.replace('"function"', '"number"'), solution=as_number)
    assert [one.how for one in graded(course, TwoAtATime(course))] == ["graded"]
    course = course.rename(course.with_name("later"))  # no process has read it there
    write_course(course, problem=ASKED, solution=RIGHT)
    decision = decided_anew(course)
    assert decision.verdict is Verdict.NOT_RUN
    assert "`grader grade` runs it again" in decision.evidence
    (result,) = graded(course, TwoAtATime(course))
    assert result.how == "graded"
    assert verdict_on_the_function(result) is Verdict.CORRECT
    assert decided_anew(course).verdict is Verdict.CORRECT


def decided_anew(course: Path) -> Decision:
    """What a regrade decides about the function of the only submission, and applies."""
    opened = open_course(find_settings(course))
    assignment, now = load_assignment(opened.root, "hw"), datetime.now(UTC)
    with open_gradebook(str(course / "book.db")) as book:
        seen = regrade.preview(book, assignment, CourseJudge(opened, assignment), at=now)
        regrade.apply(book, seen, at=now, by="a test", reason="regrade")
        (grade,) = book.latest("hw")
    (part,) = (one for one in grade.report.parts if one.part == "doubling.double")
    return part.decision


def test_a_notebook_of_two_students_is_run_for_each_ones_variant(course):
    """What a function is called on may be of the size of the variant."""
    sized = RIGHT.replace("probes=numbers", "probes=lambda rng: numbers(rng, params.factor)")
    sized = sized.replace("numbers(rng):", "numbers(rng, size):").replace("10**9", "size, size + 1")
    sized = sized.replace("2 * x", "2 * x if x == params.factor else 1 / 0")
    write_course(course, problem=ASKED, solution=sized)
    (course / "notebooks" / "hw" / "assignment.toml").write_text(
        'title = "Homework"\nparts = ["doubling"]\nvariants = "per-student"\n'
    )
    hand_in(course / "in", {"ada": sheet(), "ben": sheet()})
    results = graded(course, TwoAtATime(course))
    assert [one.how for one in results] == ["graded"] * 2
    with_other_points(course, variants="per-student")
    results = graded(course, TwoAtATime(course))
    assert [one.how for one in results] == ["decided"] * 2
    assert [verdict_on_the_function(one) for one in results] == [Verdict.CORRECT] * 2
