"""The killable worker: it answers, is killed in time, and comes back."""

from __future__ import annotations

import os
import threading

import pytest

from grader.equality import Budget, Domain, compare
from grader.equality.job import domain_from_json
from grader.equality.worker import Worker, pair_as_json
from grader.tree import integer, power, symbol
from tests.equality.reading import tree

LIMITS = {"steps": 10**9, "terms": 10**6}


@pytest.fixture(scope="module")
def worker():
    started = Worker(memory_mib=1_024)
    yield started
    started.close()


def job(a: str, b: str, symbols: dict[str, str] | None = None, task: str = "prove") -> dict:
    return {**pair_as_json(tree(a), tree(b), Domain.of(symbols or {})), **LIMITS, "task": task}


def says_nothing(answer: dict) -> bool:
    """Whether the worker was done in time, and has no proof."""
    return answer.keys() == {"seconds"}


def test_the_worker_proves(worker):
    answer = worker.ask(job("(x + 1)**2", "x**2 + 2*x + 1"), 10)
    assert answer["scope"] == "everywhere"


def test_the_worker_says_nothing_about_what_is_not_equal(worker):
    assert says_nothing(worker.ask(job("x", "x + 1"), 10))


def test_the_worker_gets_the_domain(worker):
    assert worker.ask(job("sqrt(x**2)", "x", {"x": "x > 0"}), 10)["scope"] == "everywhere"
    assert says_nothing(worker.ask(job("sqrt(x**2)", "x"), 10))


def test_proposals_of_sympy_are_proved_step_by_step(worker):
    answer = worker.ask(job("sqrt(5 + 2*sqrt(6))", "sqrt(2) + sqrt(3)", task="propose"), 30)
    assert says_nothing(answer) or answer["scope"] == "everywhere"


def test_a_wrong_simplification_of_sympy_is_no_proof(worker):
    wrong = job("180*acos(7823207/7823209)/pi", "0", task="propose")
    assert says_nothing(worker.ask(wrong, 30))


def test_a_worker_that_takes_too_long_is_killed_in_time_and_comes_back(worker):
    slow = {**pair_as_json(power(tree("x + y + z + u + v + w + 1"), integer(60)),
                           power(tree("x + y + z + u + v + w + 2"), integer(60)), Domain()),
            **LIMITS, "steps": 10**15, "terms": 10**12, "task": "propose"}  # fmt: skip
    before = worker.restarts
    assert worker.ask(slow, 0.5) in (None, {"late": True})
    assert worker.restarts == before + 1
    assert worker.ask(job("x + x", "2*x"), 10)["scope"] == "everywhere"


def test_a_worker_that_died_is_started_again(worker):
    assert worker.ask(job("x + x", "2*x"), 10)
    worker._process.kill()
    worker._process.wait()
    assert worker.ask(job("x + x", "2*x"), 10)["scope"] == "everywhere"


def test_memory_is_limited():
    small = Worker(memory_mib=400)
    try:
        huge = job("x", "y")
        huge["a"] = ["mul", *[["pow", ["add", ["symbol", f"s{k}"], ["int", "1"]], ["int", "40"]]
                              for k in range(12)]]  # fmt: skip
        small.ask({**huge, "task": "propose"}, 8)
        assert small.ask(job("x + x", "2*x"), 20)["scope"] == "everywhere"
    finally:
        small.close()


def test_threads_take_turns(worker):
    answers: list[object] = []

    def ask() -> None:
        answers.append(worker.ask(job("x*y", "y*x"), 20))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [answer["scope"] for answer in answers] == ["everywhere"] * 4


def test_a_forked_process_has_a_worker_of_its_own(worker):
    assert worker.ask(job("x + x", "2*x"), 10)
    pid = os.fork()
    if pid == 0:
        answer = worker.ask(job("x + y", "y + x"), 20)
        worker.close()
        os._exit(0 if answer and answer["scope"] == "everywhere" else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    assert worker.ask(job("x + x", "2*x"), 10)["scope"] == "everywhere"


@pytest.mark.parametrize(
    "words",
    ["real", "integer >= 2", "0 < x < 1", "complex", "x != 0", "x <= -1/2", "integer > 0",
     "function"],
)  # fmt: skip
def test_domains_survive_the_way_to_the_worker(words):
    domain = Domain.of({"x": words})
    assert domain_from_json(pair_as_json(symbol("x"), symbol("x"), domain)) == domain


def test_constraints_survive_the_way_to_the_worker():
    domain = Domain.of({"n": "integer", "k": "integer >= 0"}, ["k < n"])
    assert domain_from_json(pair_as_json(symbol("n"), symbol("k"), domain)) == domain


def test_without_a_worker_the_ladder_still_ends():
    hard = "Sum(1/k**3, (k, 1, n))", "Sum(1/k**3, (k, 1, n)) + 0*n"
    budget = Budget(worker=False)
    outcome = compare(tree(hard[0]), tree(hard[1]), Domain.of({"n": "integer >= 1"}), budget=budget)
    assert outcome.relation in {"equal", "undecided"}


def test_the_time_of_a_job_is_processor_time_of_the_child(worker):
    answer = worker.ask(job("(x + y + 1)**6", "(1 + y + x)**6"), 10)
    assert 0 <= answer["seconds"] < 10


def test_a_killed_worker_is_started_at_once(worker):
    first = worker._process
    assert worker.ask(job("x", "y"), 0.0) is None
    assert worker._process is not first
    assert worker._process.poll() is None
    assert worker.ask(job("x + x", "2*x"), 10)["scope"] == "everywhere"


def test_a_worker_that_got_no_processor_time_is_late_and_not_at_fault(worker, monkeypatch):
    worker.ask(job("x + x", "2*x"), 10)
    monkeypatch.setattr("grader.equality.worker.PATIENCE", 0.0)
    assert worker.ask(job("x", "y"), 5) == {"late": True}
    monkeypatch.undo()
    assert worker.ask(job("x + x", "2*x"), 10)["scope"] == "everywhere"
