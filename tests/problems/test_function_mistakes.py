"""What goes wrong in functions is recognised by what they give, and taught."""

from __future__ import annotations

import copy
import re
from pathlib import Path

import numpy as np
import pytest

from grader.catalog import open_course
from grader.kinds.function import CHANGES_INPUT, answer_by
from grader.records import Decision, Verdict
from grader.settings import find_settings
from solutions.forms.adam_step import SLIPS as CODE_SLIPS
from solutions.forms.adam_step import source
from solutions.forms.message_counts import around_the_ring

COURSE = open_course(find_settings(Path(__file__).parent))
FUNCTIONS = ("adam.step", "weight_decay.step", "message_counts.ring_steps")
SEEDS = range(4)


def judged(function, question) -> Decision:
    """What is decided about a function of ours, called as the sandbox calls a student's."""
    return COURSE.kind(question).decide(answer_by(function, question), question, {})


def compiled(text):
    """The function that a cell of ours ends with."""
    names: dict[str, object] = {}
    lines = text.strip().splitlines()
    exec("\n".join(lines[:-1]), names)  # noqa: S102 - a cell of ours
    return names[lines[-1].strip()]


@pytest.mark.parametrize("part", FUNCTIONS)
def test_every_known_mistake_of_a_function_is_named(part):
    for seed in SEEDS:
        question = COURSE.question(part, seed)
        assert len(question.mistakes) >= 5
        for mistake in question.mistakes:
            decision = judged(mistake.form, question)
            assert (decision.mistake, decision.score) == (mistake.id, mistake.credit)
            assert mistake.feedback in decision.hint
            assert decision.hint.startswith("Wrong ")


@pytest.mark.parametrize("part", FUNCTIONS)
def test_the_right_function_is_no_mistake(part):
    for seed in SEEDS:
        question = COURSE.question(part, seed)
        assert judged(question.reference.call, question).verdict is Verdict.CORRECT


SLIPS = {
    "first_not_corrected": "first_not_corrected",
    "second_not_corrected": "second_not_corrected",
    "decays_swapped": "decay_of_second",
    "square_forgotten": "square_forgotten",
    "uphill": "uphill",
}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_in_a_cell_is_named_as_one_in_the_function(slip, seed):
    """The cell is written another way than the mistake, so its rounding differs."""
    question = COURSE.question("adam.step", seed)
    right, wrong = CODE_SLIPS[slip]
    decision = judged(compiled(source(question.reference.call).replace(right, wrong)), question)
    assert decision.mistake == SLIPS[slip]


def test_a_second_moment_of_one_number_is_named():
    question = COURSE.question("adam.step", 0)
    text = source(question.reference.call).replace("grad**2", "np.sum(grad**2)")
    assert judged(compiled(text), question).mistake == "not_elementwise"


def test_an_unfinished_ring_is_named():
    question = COURSE.question("message_counts.ring_steps", 0)
    decision = judged(compiled(around_the_ring("sum", last_lap=False)), question)
    assert decision.mistake == "half_a_ring"


def test_right_outputs_and_a_changed_input_are_named_as_such():
    question = COURSE.question("adam.step", 0)
    right = question.reference.call

    def step(w, m, v, t, grad):
        found = right(*copy.deepcopy((w, m, v, t, grad)))
        w[:] = found[0]
        return found

    decision = judged(step, question)
    assert (decision.verdict, decision.mistake) == (Verdict.INCORRECT, CHANGES_INPUT)
    assert "copy" in decision.hint


def test_what_is_no_known_mistake_is_refused_without_a_name():
    question = COURSE.question("adam.step", 0)
    right = question.reference.call
    odd = judged(lambda *given: tuple(np.sqrt(2) * x for x in right(*given)), question)
    assert (odd.verdict, odd.mistake) == (Verdict.INCORRECT, None)


@pytest.mark.parametrize("part", FUNCTIONS)
def test_no_sentence_gives_the_formula(part):
    for seed in SEEDS:
        for mistake in COURSE.question(part, seed).mistakes:
            assert not re.search(r"\*\*|/ ?\(|\bsqrt\b|=(?! 1)", mistake.feedback)
