"""Every promise that an author breaks gets its complaint, with part and seed."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from broken_problems import BROKEN, broken_sources
from small_course import only_this_course, write_course

from grader.catalog import open_course
from grader.kinds import kind_named
from grader.records import Decision, Verdict
from grader.settings import find_settings
from grader.verify import problem as verifying
from grader.verify.problem import Verified, verify_problem

RIGHT = "params.factor * X"


@pytest.fixture
def verified(tmp_path):
    """What is said of the course's problem after some words of its modules were replaced."""
    with only_this_course():

        def verify(problem=(), solution=(), seeds=range(3)) -> Verified:
            asked, right = broken_sources(problem, solution)
            root = write_course(tmp_path, problem=asked, solution=right)
            return verify_problem(open_course(find_settings(root)), "doubling", seeds)

        yield verify


def test_a_problem_that_keeps_its_promises_has_no_complaint(verified):
    found = verified(seeds=range(10))
    assert found.complaints == ()
    assert found.distinct > 3
    tally = found.parts["twice"]
    assert (tally.seeds, tally.observations) == (10, 10)
    assert tally.accepted == 20
    assert tally.refused == 20
    assert tally.recognised == 10
    assert tally.worst <= 1


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_promise_is_said_with_part_seed_and_check(verified, name):
    problem, solution, expected = BROKEN[name]
    found = verified(problem, solution)
    said = {(one.part, one.seed, one.check) for one in found.complaints}
    assert expected in said, found.complaints
    assert all(one.problem == "doubling" and one.message for one in found.complaints)


def test_only_the_degenerate_seeds_are_complained_about(verified):
    seeds = range(12)
    factors = {seed: int(np.random.default_rng(seed).integers(2, 50)) for seed in seeds if seed}
    degenerate = {seed for seed, factor in factors.items() if factor == factors[5]}
    found = verified((), [("form=X**2", f"form=X*{factors[5]}")], seeds=seeds)
    assert {one.seed for one in found.complaints} == degenerate
    assert {(one.part, one.check) for one in found.complaints} == {("twice", "mistakes collide")}


def test_a_draw_that_ignores_its_seed_is_said(verified):
    found = verified([("Params(int(rng.integers(2, 50)))", "Params(3)")], (), seeds=range(8))
    assert [one.check for one in found.complaints] == ["variants distinct"]


def test_a_draw_that_is_another_each_time_is_said_and_nothing_that_follows_from_it(verified):
    drawn = "Params(next(NUMBERS))"
    found = verified(
        [
            ("Params(int(rng.integers(2, 50)))", drawn),
            ("PROBLEM = Problem(", "NUMBERS = iter(range(2, 10**9))\nPROBLEM = Problem("),
        ],
        seeds=range(8),
    )
    (complaint,) = found.complaints
    assert (complaint.check, complaint.seed) == ("variants repeat", 1)
    assert "draw everything from the `rng`" in complaint.message


def test_a_name_that_is_not_declared_is_said_to_be_one_to_declare(verified):
    found = verified([('"x": "x > 0"', '"y": "y > 0"')], seeds=range(1))
    said = {one.check: one.message for one in found.complaints if one.part == "twice"}
    assert set(said) == {"reference accepted", "also_right", "mistakes recognised", "near_misses"}
    for message in said.values():
        assert message.count("Unknown name 'x'") == 1
        assert message.endswith("What may be named is declared in the part's `symbols`.")


@pytest.mark.parametrize(
    ("text", "verdict", "check"),
    [
        ("x*2", Verdict.INCORRECT, "also_right"),
        ("x + x*(1)", Verdict.UNDECIDED, "also_right"),
        ("x", Verdict.CORRECT, "near_misses"),
        ("x", Verdict.UNDECIDED, "near_misses"),
        ("2", Verdict.UNREADABLE, "near_misses"),
    ],
)
def test_one_decision_that_changes_makes_verification_fail(
    verified, monkeypatch, text, verdict, check
):
    """No acceptance and no refusal can be lost without being noticed."""
    kind = kind_named("expression")

    def decide(answer, question, earlier):
        decision: Decision = kind.decide(answer, question, earlier)
        if answer.content == text:
            return dataclasses.replace(decision, verdict=verdict)
        return decision

    changed = dataclasses.replace(kind, decide=decide)
    monkeypatch.setattr(
        "grader.kinds.kind_named",
        lambda name: changed if name == "expression" else kind_named(name),
    )
    found = verified(seeds=[0])
    assert [(one.part, one.seed, one.check) for one in found.complaints] == [("twice", 0, check)]
    assert text in found.complaints[0].message


def test_seeds_begin_with_the_canonical_variant():
    assert list(verifying.seeds_to_verify(3)) == [0, 1, 2]
