"""One decision has one time: all rungs and all entries share it, and equal answers cost nothing."""

from __future__ import annotations

import sys
from dataclasses import replace

import pytest

from grader.equality import Budget, budget, scalar
from grader.equality.compare import compare, compile_reference
from grader.equality.domain import Domain
from tests.equality.reading import tree

compare_module = sys.modules[compare.__module__]
FACTORED = "({0} + 1)**5"
EXPANDED = "{0}**5 + 5*{0}**4 + 10*{0}**3 + 10*{0}**2 + 5*{0} + 1"
POOR = Budget(steps=1, terms=1)
"""Too little for any proof, so that the worker is asked."""
NAMES = ("x", "y", "z")
DOMAIN = Domain.of({"x": "x > 1", "y": "y > 2", "z": "z > 3"})


@pytest.fixture
def asked(monkeypatch):
    jobs = []

    def nobody(job, seconds):
        jobs.append((job["task"], seconds))
        return {}

    monkeypatch.setattr(scalar, "ask", nobody)
    return jobs


def vector(form):
    return tree("[" + ", ".join(form.format(name) for name in NAMES) + "]")


def test_after_one_undecided_entry_nobody_waits_for_the_worker(asked):
    outcome = compare(vector(EXPANDED), vector(FACTORED), DOMAIN, budget=POOR)
    assert outcome.relation == "undecided"
    assert [task for task, _ in asked] == ["prove", "propose"]


def test_entries_share_the_seconds_of_the_budget(asked):
    compare(vector(EXPANDED), vector(FACTORED), DOMAIN, budget=replace(POOR, seconds=1.5))
    assert asked
    assert sum(seconds for _, seconds in asked) <= 1.5


def test_a_later_entry_is_still_refuted(asked):
    right = vector(EXPANDED)
    student = right._replace(args=(*right.args[:2], tree("z")))
    outcome = compare(student, vector(FACTORED), DOMAIN, budget=POOR)
    assert outcome.relation == "different"


def test_nothing_is_begun_when_the_time_is_over(asked):
    over = replace(POOR, seconds=-1.0)
    outcome = compare(vector(EXPANDED), vector(FACTORED), DOMAIN, budget=over)
    assert outcome.relation == "undecided"
    assert not asked


def test_what_uses_up_the_time_before_the_worker_is_taken_off_its_time(asked, monkeypatch):
    now = iter(range(10_000))
    monkeypatch.setattr(budget, "thread_time", lambda: next(now) * 0.01)
    compare(vector(EXPANDED), vector(FACTORED), DOMAIN, budget=replace(POOR, seconds=1.5))
    assert sum(seconds for _, seconds in asked) < 1.4


def test_the_clock_of_a_decision_is_started_once():
    running = Budget(seconds=3).started()
    assert running.started() is running
    assert 0 < running.left <= 3
    running.charge(2)
    assert running.left <= 1
    assert not running.is_over
    assert Budget(seconds=-1).started().is_over


def test_an_equal_answer_is_decided_once(monkeypatch):
    decided = []

    def counted(*arguments):
        decided.append(arguments)
        return hold_against(*arguments)

    hold_against = compare_module.hold_against
    monkeypatch.setattr(compare_module, "hold_against", counted)
    reference = compile_reference(tree("x**2 + 2*x + 1"), DOMAIN)
    first, again = (compare(tree("(x + 1)**2"), reference) for _ in range(2))
    assert replace(first, seconds=0) == replace(again, seconds=0)
    assert len(decided) == 1
    assert compare(tree("(x + 2)**2"), reference).relation == "different"
    compare(tree("(x + 1)**2"), reference, kind="equation")
    compare(tree("(x + 1)**2"), reference, certify=False)
    assert len(decided) == 4


def test_no_more_answers_are_remembered_than_a_limit():
    reference = compile_reference(tree("x"), DOMAIN)
    for number in range(1_100):
        compare(tree(f"x + {number}"), reference, certify=False)
    assert len(reference._said) <= 1_024


def test_what_a_busy_machine_left_undecided_is_asked_again(monkeypatch):
    answers = iter([{"late": True}, {"method": "m", "steps": [], "scope": "everywhere"}])
    monkeypatch.setattr(scalar, "ask", lambda job, seconds: next(answers))
    reference = compile_reference(tree(FACTORED.format("x")), DOMAIN)
    student = tree(EXPANDED.format("x"))
    assert compare(student, reference, budget=POOR).relation == "undecided"
    assert compare(student, reference, budget=POOR).relation == "equal"
    assert compare(student, reference, budget=POOR).relation == "equal"


def test_what_the_worker_could_not_tell_in_its_time_stays_so(monkeypatch):
    answers = iter([None])
    monkeypatch.setattr(scalar, "ask", lambda job, seconds: next(answers))
    reference = compile_reference(tree(FACTORED.format("x")), DOMAIN)
    student = tree(EXPANDED.format("x"))
    outcomes = {compare(student, reference, budget=POOR).relation for _ in range(3)}
    assert outcomes == {"undecided"}
