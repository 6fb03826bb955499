"""Wrong limits are held against a simulation, of which the end is never shown."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import sympy as sp

from grader.catalog import open_course
from grader.kinds.trajectories import REMAINING, Shown, read_sentence, shown
from grader.records import Answer, Decision
from grader.settings import find_settings
from grader.spec import Trajectory
from grader.tree import integer
from grader.verify.numbers import enclosed
from tests.kinds.asking import ask, says

COURSE = open_course(find_settings(Path(__file__).parent))
LIMITS = {
    "convergence.sgd": "[{0}, {0}, {0}, {0}]",
    "convergence.sign_sgd": "[{0}, {0}, {0}, {0}]",
    "convergence.simplified_adam": "[{0}, {0}, {0}, {0}]",
    "convergence.rescaled_features": "[{0}, {0}, {0}, {0}]",
    "moving_averages.mean_limit": "xbar/7",
    "moving_averages.scaled_limit": "xbar/7",
    "moving_averages.momentum_limit": "c/7",
    "moving_averages.variance_limit": "sigma^2/70",
    "adaptive_stationarity.limit_point": "97",
}
SEEDS = range(8)


def wrong(part: str, seed: int, text: str | None = None) -> Decision:
    question = COURSE.question(part, seed)
    said = text or LIMITS[part].format(11)
    if question.part.shape:
        said = "[" + ", ".join(["11"] * question.part.shape[0]) + "]"
    answer = Answer(part=part, form="text", content=said)
    return COURSE.kind(question).decide(answer, question, {})


def limit_of(part: str, seed: int, at: dict[str, object]) -> np.ndarray:
    reference = COURSE.question(part, seed).reference
    entries = list(reference) if isinstance(reference, sp.MatrixBase | list) else [reference]
    return np.array([enclosed(sp.sympify(entry), at) for entry in entries])


@pytest.mark.parametrize("part", LIMITS)
def test_a_simulation_ends_at_the_limit_and_the_shown_part_well_before(part):
    for seed in SEEDS:
        question = COURSE.question(part, seed)
        trajectory = question.trajectory()
        limit = limit_of(part, seed, dict(trajectory.at))
        last = np.atleast_1d(trajectory.values[-1])
        scale = np.max(np.abs(limit))
        assert np.max(np.abs(last - limit)) < 0.06 * scale  # drawn samples are averaged in some
        shown = read_sentence(wrong(part, seed).hint)
        assert shown is not None
        assert 2 <= len(shown.values) <= 6
        start, end = (
            np.atleast_1d(trajectory.values[list(trajectory.labels).index(label)])
            for label in (shown.labels[0], shown.labels[-1])
        )
        moves = np.abs(start - limit) > 1e-9
        left = np.abs(end - limit)[moves] / np.abs(start - limit)[moves]
        assert np.all(left > REMAINING / 2)


@pytest.mark.parametrize("part", LIMITS)
def test_nobody_is_right_with_a_number_that_was_shown(part):
    for seed in SEEDS[:4]:
        question = COURSE.question(part, seed)
        shown = read_sentence(wrong(part, seed).hint)
        for point in shown.values:
            if not shown.about.partition(";")[2]:  # else the answer is a formula
                text = f"[{', '.join(map(str, point))}]" if question.part.shape else str(point[0])
                answer = Answer(part=part, form="text", content=text)
                assert COURSE.kind(question).decide(answer, question, {}).verdict == "incorrect"


@pytest.mark.parametrize("part", LIMITS)
def test_a_right_answer_is_shown_nothing(part):
    question = COURSE.question(part, 1)
    source = COURSE.kind(question).solve(question)
    answer = Answer(part=part, form="text", content=source)
    assert COURSE.kind(question).decide(answer, question, {}).hint == ""


GOLDEN = (
    "Simulated (the recursion from 0; N = 10, c = 2): 0 at the start, 2 at input 1, "
    "3.8 at input 2, 8.2 at input 5, 12 at input 9, 17 at input 17, and so on. Yours: 4."
)


def test_the_sentence_of_momentum():
    assert wrong("moving_averages.momentum_limit", 0, "2*c").hint.endswith(GOLDEN)
    assert read_sentence(GOLDEN).yours == (4.0,)


def asked(values, **changes):
    labels = [f"step {k}" for k in range(len(values))]
    question = ask("expression", sp.Integer(8), symbols={"x": "x > 0"})
    trajectory = Trajectory(values=values, labels=labels, about="halving", **changes)
    return replace(question, trajectory=lambda: trajectory)


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ([8.0, 8.0, 8.0], "3"),  # it begins where it ends
        ([0.0, 8.0], "3"),  # one step, and nothing of it may be shown
        ([0.0, 4.0, 6.0, 8.0], "x"),  # no value for x
        ([0.0, 4.0, 6.0, 8.0], "1/0"),
        ([[0.0, 0.0], [4.0, 1.0], [8.0, 2.0]], "3"),  # of another length
    ],
)
def test_where_nothing_can_be_shown_nothing_is(values, text):
    decision = says(asked(values), text)
    assert decision.verdict != "correct"
    assert read_sentence(decision.hint) is None


def test_a_verification_runs_no_trajectory():
    question = replace(asked([0.0, 4.0, 6.0, 8.0]), explains=False)
    assert "Simulated" not in says(question, "3").hint
    assert (
        "Simulated (halving): 0 at step 0, 4 at step 1"
        in says(replace(question, explains=True), "3").hint
    )


@pytest.mark.parametrize(
    "hint",
    [
        "",
        "Simulated (x): nothing, and so on. Yours: 3.",
        "Simulated (x): 1 at step 0, and so on. Yours: (1, 2).",
        "Simulated (x): 1 at step 0, and so on. Yours: three.",
        "Simulated (x): <script> at step 0, and so on. Yours: 1.",
    ],
)
def test_another_sentence_shows_nothing(hint):
    assert read_sentence(hint) is None


def test_a_sentence_is_read_as_it_was_written():
    shown = Shown("a; b = 1/2", ("the start", "step 3"), ((0.5, -2e-07), (1.0, 3e20)), (1.0, 0.0))
    assert read_sentence(f"No. {shown.sentence()} More.") == shown


def test_points_that_are_called_alike_are_shown_once():
    values = tuple((value,) for value in (0.0, 0.1, 0.11, 0.4, 0.9, 1.0))
    labels = ("eps = 50", "eps = 20", "eps = 20", "eps = 5", "eps = 1", "eps = 0")
    way = Trajectory(about="where it is", labels=labels, values=values)
    found = shown(way, integer(2), ask("number", sp.Integer(1)))
    assert found is not None
    assert found.labels == ("eps = 50", "eps = 20", "eps = 5")
