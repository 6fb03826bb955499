"""Where several updates are equally good, each of them is right, and what is nearly one is not."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction as F

import pytest

from grader.kinds import Question, kind_named
from grader.records import Answer, Decision, Verdict
from problems.penalized_updates import PROBLEM, Params
from solutions.penalized_updates import SOLUTION
from tests.problems.variants import SEEDS, params

TIED = replace(PROBLEM.canonical, one_norm_gradient=(F(3), F(-3), F(1)))
WITH_ZERO = replace(PROBLEM.canonical, max_norm_gradient=(F(3), F(0), F(-2)))
RANK_ONE = replace(PROBLEM.canonical, matrix=((F(4), F(0)), (F(0), F(0))))
REPEATED = replace(PROBLEM.canonical, matrix=((F(0), F(2)), (F(2), F(0))))


def _decided(variant: Params, name: str, answer: str) -> Decision:
    part = next(part for part in PROBLEM.parts(variant) if part.name == name)
    question = Question(
        part_id=f"penalized_updates.{name}",
        part=part,
        reference=SOLUTION.reference(variant)[name],
        mistakes=SOLUTION.mistakes(variant).get(name, ()),
    )
    given = Answer(part=question.part_id, form="text", content=answer)
    return kind_named(part.kind).decide(given, question, {})


@pytest.mark.parametrize(
    ("variant", "name", "answer"),
    [
        (TIED, "one_norm", "[-3*alpha/2, 0, 0]"),
        (TIED, "one_norm", "[0, 3*alpha/2, 0]"),
        (TIED, "one_norm", "-3*alpha/4*[1, -1, 0]"),
        (TIED, "one_norm", "[-alpha/2, alpha, 0]"),
        (WITH_ZERO, "max_norm", "[-5*alpha/2, 0, 5*alpha/2]"),
        (WITH_ZERO, "max_norm", "[-5*alpha/2, 5*alpha/2, 5*alpha/2]"),
        (WITH_ZERO, "max_norm", "[-5*alpha/2, -alpha/7, 5*alpha/2]"),
        (RANK_ONE, "spectral", "[[-2*alpha, 0], [0, 0]]"),
        (RANK_ONE, "spectral", "[[-2*alpha, 0], [0, 2*alpha]]"),
        (RANK_ONE, "spectral", "[[-2*alpha, 0], [0, -alpha/3]]"),
        (REPEATED, "spectral", "[[0, -2*alpha], [-2*alpha, 0]]"),
    ],
)
def test_every_minimiser_is_right(variant: Params, name: str, answer: str) -> None:
    assert _decided(variant, name, answer).verdict is Verdict.CORRECT


@pytest.mark.parametrize(
    ("variant", "name", "answer"),
    [
        (TIED, "one_norm", "[-3*alpha/2, 3*alpha/2, 0]"),
        (TIED, "one_norm", "[-3*alpha/4, -3*alpha/4, 0]"),
        (TIED, "one_norm", "[-alpha, alpha/3, -alpha/6]"),
        (WITH_ZERO, "max_norm", "[-5*alpha/2, 3*alpha, 5*alpha/2]"),
        (WITH_ZERO, "max_norm", "[-5*alpha/2, 0, -5*alpha/2]"),
        (RANK_ONE, "spectral", "[[-2*alpha, 0], [0, 3*alpha]]"),
        (RANK_ONE, "spectral", "[[-2*alpha, alpha/9], [0, 0]]"),
        (REPEATED, "spectral", "[[-2*alpha, 0], [0, -2*alpha]]"),
    ],
)
def test_what_is_no_minimiser_is_wrong(variant: Params, name: str, answer: str) -> None:
    assert _decided(variant, name, answer).verdict in {Verdict.INCORRECT, Verdict.PARTIAL}


def test_a_wrong_update_is_shown_a_better_point() -> None:
    decision = _decided(PROBLEM.canonical, "one_norm", "[-alpha/3, alpha, -2*alpha/3]")
    assert decision.mistake == "gradient_over_norm"
    assert "smaller objective" in decision.hint


def test_draws_hold_ties_zeros_and_singular_values_that_are_equal_or_missing() -> None:
    drawn = [params("penalized_updates", seed) for seed in SEEDS]
    sizes = [sorted(map(abs, variant.one_norm_gradient)) for variant in drawn]
    assert any(one[-1] == one[-2] for one in sizes)
    assert any(0 in (variant.max_norm_gradient or ()) for variant in drawn)
    assert any(_determinant(variant) == 0 for variant in drawn)


def _determinant(variant: Params) -> F:
    """Of the Gram matrix of the shorter side."""
    rows = variant.matrix
    short = rows if len(rows) == 2 else tuple(zip(*rows, strict=True))
    a, b, c = (
        sum((x * y for x, y in zip(short[i], short[j], strict=True)), F(0))
        for i, j in ((0, 0), (0, 1), (1, 1))
    )
    return a * c - b * b
