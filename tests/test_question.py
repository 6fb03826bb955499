"""A pair read once and decided apart from its reading."""

from __future__ import annotations

import json

import pytest

from grader.comparison import decided, judge_line, question_of
from grader.equality import compile_reference
from grader.errors import GraderError

PAIRS = [
    {"student": "x + x", "reference": "2*x"},
    {"student": "x + 1", "reference": "x"},
    {"student": "sqrt(x**2)", "reference": "x", "symbols": {"x": "x > 0"}},
    {"student": "3.14", "reference": "pi", "kind": "number"},
    {"student": "[1, 2]", "reference": "[2, 1]", "kind": "set"},
    {"student": "y = 2*x", "reference": "y - 2*x = 0", "kind": "equation"},
]


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair["student"])
@pytest.mark.parametrize("compiled", [True, False])
def test_a_question_is_decided_as_its_line_is(pair, compiled):
    question = question_of(pair)
    reference = question.reference
    if compiled:
        reference = compile_reference(reference, question.domain)
    outcome = decided(question.student, reference, question.domain, question.kind)
    answer = judge_line(1, json.dumps(pair)).answer
    assert (outcome.relation, outcome.method) == (answer["verdict"], answer["method"])


def test_the_side_that_is_not_read_is_named():
    with pytest.raises(GraderError, match=r"^reference: "):
        question_of({"student": "x", "reference": "x +"})
