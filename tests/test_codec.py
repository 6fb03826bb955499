from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.codec import (
    answer_hash,
    decision_from_json,
    decision_to_json,
    digest,
    dumps,
    given_from_json,
    given_to_json,
    part_to_json,
    report_from_json,
    report_to_json,
    run_from_json,
    run_to_json,
)
from grader.errors import GraderError
from grader.records import (
    Answer,
    CellRun,
    Decision,
    NoAnswer,
    PartReport,
    Report,
    Returned,
    Run,
    Verdict,
)

SCHEMA = Path(__file__).parents[1] / "docs/reference/report.schema.json"

plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
returned = st.builds(
    Returned,
    value=plain,
    arguments_after=st.lists(plain, max_size=2).map(tuple),
    error=st.none() | st.text(),
)
answers = st.builds(
    Answer,
    part=st.text(),
    form=st.sampled_from(["typed", "text", "latex", "json"]),
    content=plain,
    source=st.text(),
    cell=st.none() | st.integers(0, 99),
    returned=st.lists(returned, max_size=2).map(tuple),
)
no_answers = st.builds(
    NoAnswer,
    part=st.text(),
    verdict=st.sampled_from([Verdict.MISSING, Verdict.NOT_RUN, Verdict.UNREADABLE]),
    reason=st.text(),
    source=st.text(),
    cell=st.none() | st.integers(0, 99),
)
certificates = st.none() | st.dictionaries(st.text(min_size=1), st.text(), min_size=1, max_size=2)
words = st.none() | st.text(min_size=1)
decisions = st.builds(
    Decision,
    verdict=st.sampled_from(list(Verdict)),
    score=st.floats(0, 1),
    hint=st.text(),
    evidence=st.text(),
    proof=words,
    certificate=certificates,
    method=st.text(),
    mistake=words,
    scope=words,
    tolerance=words,
)
parts = st.builds(
    PartReport,
    part=st.text(),
    verdict=st.sampled_from(list(Verdict)),
    score=st.floats(0, 9),
    max_score=st.floats(0, 9),
    hint=st.text(),
    evidence=st.text(),
    proof=words,
    certificate=certificates,
    method=st.text(),
    mistake=words,
    cell=st.none() | st.integers(0, 99),
)
reports = st.builds(
    Report,
    student=st.text(),
    assignment=st.text(),
    submission=st.text(),
    score=st.floats(0, 99),
    max_score=st.floats(0, 99),
    status=st.sampled_from(["graded", "needs_review", "failed"]),
    parts=st.lists(parts, max_size=3, unique_by=lambda part: part.part).map(tuple),
    warnings=st.lists(st.text(), max_size=2).map(tuple),
    notes=st.lists(st.text(), max_size=2).map(tuple),
)
runs = st.builds(
    Run,
    notebook=st.dictionaries(st.text(), plain, max_size=2),
    cells=st.lists(
        st.builds(
            CellRun,
            cell=st.integers(0, 99),
            status=st.sampled_from(["ok", "error", "timeout", "killed", "skipped"]),
            reason=st.text(),
            wall_s=st.floats(0, 99),
        ),
        max_size=2,
    ).map(tuple),
    returned=st.dictionaries(st.text(), st.lists(returned, max_size=2).map(tuple), max_size=2),
    limits_hit=st.lists(st.text(), max_size=2).map(tuple),
    fault=st.sampled_from([None, "student", "grader"]),
    engine=st.sampled_from(["sealed", "jupyter", "none"]),
    layers=st.lists(st.text(), max_size=2).map(tuple),
    wall_s=st.floats(0, 99),
    cpu_s=st.floats(0, 99),
    peak_mib=st.floats(0, 99),
)


def through_text(value):
    return json.loads(dumps(value))


@given(answers | no_answers)
def test_answers_survive(given_):
    assert given_from_json(through_text(given_to_json(given_))) == given_


@given(decisions)
def test_decisions_survive(decision):
    assert decision_from_json(through_text(decision_to_json(decision))) == decision


@given(reports)
def test_reports_survive_in_the_order_of_their_parts(report):
    back = report_from_json(through_text(report_to_json(report)))
    assert back == report
    assert [part.part for part in back.parts] == [part.part for part in report.parts]


@given(runs)
def test_runs_survive(run):
    assert run_from_json(through_text(run_to_json(run))) == run


@given(reports)
def test_what_is_printed_for_staff_and_students_keeps_the_published_schema(report):
    schema = json.loads(SCHEMA.read_text())
    for staff in (True, False):
        jsonschema.validate(through_text(report_to_json(report, staff=staff)), schema)


def test_the_published_schema_is_one_and_knows_every_field():
    schema = json.loads(SCHEMA.read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    assert set(schema["properties"]) == {field.name for field in fields(Report)}
    part = schema["$defs"]["part"]
    assert set(part["properties"]) == {field.name for field in fields(PartReport)} - {"part"}
    assert part["properties"]["verdict"]["enum"] == [verdict.value for verdict in Verdict]


@pytest.mark.parametrize(
    "wrong",
    [
        {"score": "3"},
        {"status": "fine"},
        {"parts": []},
        {"parts": {"a.b": {"verdict": "wrong", "score": 0, "max_score": 1, "hint": ""}}},
        {"parts": {"a.b": {"verdict": "correct"}}},
        {"surprise": 1},
    ],
)
def test_the_schema_refuses_what_is_no_report(wrong):
    right = report_to_json(
        Report(
            student="ada",
            assignment="hw1",
            submission="p",
            score=0,
            max_score=1,
            status="graded",
            parts=(PartReport(part="a.b", verdict=Verdict.INCORRECT, score=0, max_score=1),),
        )
    )
    schema = json.loads(SCHEMA.read_text())
    jsonschema.validate(right, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**right, **wrong}, schema)


def test_students_see_no_evidence_proof_or_certificate():
    part = PartReport(
        part="a.b",
        verdict=Verdict.INCORRECT,
        score=0,
        max_score=1,
        hint="h",
        evidence="the reference is 3",
        proof="p",
        certificate={"x": "1"},
        method="point",
        mistake="half_dropped",
        cell=4,
    )
    assert part_to_json(part, staff=False) == {
        "verdict": "incorrect",
        "score": 0,
        "max_score": 1,
        "hint": "h",
        "cell": 4,
    }


@pytest.mark.parametrize(
    "value", [None, [], "x", {}, {"part": 3, "verdict": "correct", "reason": ""}]
)
def test_what_is_no_answer_is_one_sentence(value):
    with pytest.raises(GraderError, match="not an answer"):
        given_from_json(value)


def test_a_newer_versions_fields_are_ignored():
    value = decision_to_json(Decision(verdict=Verdict.CORRECT, score=1.0))
    assert decision_from_json({**value, "confidence": 9}).verdict is Verdict.CORRECT


def test_equal_answers_have_one_hash_whoever_gave_them_and_wherever():
    one = Answer(part="a.b", form="text", content="x", source="x", cell=1)
    other = Answer(part="a.b", form="text", content="x", source="  x ", cell=9)
    assert answer_hash(one, "ada's notebook") == answer_hash(other, "bob's notebook")
    assert answer_hash(one, "") != answer_hash(Answer(part="a.b", form="latex", content="x"), "")


def test_nobody_wrote_the_same_as_anybody_else_where_nothing_is_known():
    gone = NoAnswer(part="a.b", verdict=Verdict.NOT_RUN, reason="r")
    assert answer_hash(gone, "ada's") != answer_hash(gone, "bob's")


@given(plain)
def test_digests_do_not_depend_on_the_order_of_keys(value):
    turned = dict(reversed(value.items())) if isinstance(value, dict) else value
    assert digest(value) == digest(turned)
    assert len(digest(value)) == 32
