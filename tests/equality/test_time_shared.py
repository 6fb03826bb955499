"""A vector gets the time of one answer, not of one an entry."""

from __future__ import annotations

from dataclasses import replace

import pytest

from grader.equality import Budget, scalar
from grader.equality.compare import compare
from grader.equality.domain import Domain
from tests.equality.reading import tree

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
