"""`grader verify`: each breakage ends with exit code 1 and a sentence that names it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import Executor, Future

import pytest
from broken_problems import BROKEN, broken_sources
from small_course import only_this_course, write_course

from grader.cli import run

QUICKLY = ("--seeds", "2", "--workers", "1", "--no-notebooks")
EVERY_THIRD = tuple(BROKEN)[::3]
"""Run by processes of their own."""


class AtOnce(Executor):
    """An executor that does in this process what it is given."""

    def submit(self, do, /, *args, **named):
        future: Future[object] = Future()
        future.set_result(do(*args, **named))
        return future


@pytest.fixture
def here(tmp_path, monkeypatch) -> Iterator[None]:
    with only_this_course():
        write_course(tmp_path)
        monkeypatch.chdir(tmp_path)
        yield tmp_path


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_problem_exits_with_1_and_is_named(here, monkeypatch, capsys, name):
    monkeypatch.setattr("grader.verify.shares._open", lambda _workers: AtOnce())
    problem, solution, (part, seed, check) = BROKEN[name]
    asked, right = broken_sources(problem, solution)
    write_course(here, problem=asked, solution=right)
    assert run(["verify", *QUICKLY]) == 1
    captured = capsys.readouterr()
    where = f"doubling.{part}".rstrip(".")
    assert f"{where} (seed {seed}), {check}: " in captured.out
    assert "complaint" in captured.out.splitlines()[-1]
    assert captured.err == ""


def test_what_is_wrong_on_every_variant_is_said_of_some_and_counted(here, monkeypatch, capsys):
    monkeypatch.setattr("grader.verify.shares._open", lambda _workers: AtOnce())
    problem, solution, _ = BROKEN["a mistake that equals the answer"]
    asked, right = broken_sources(problem, solution)
    write_course(here, problem=asked, solution=right)
    assert run(["verify", "--seeds", "9", "--workers", "1", "--no-notebooks"]) == 1
    said = capsys.readouterr().out
    assert said.count("coincides with the right answer") == 3
    assert "doubling.twice, mistakes collide: 6 complaints more; --json lists all." in said
    assert said.endswith("9 complaints.\n")


def test_a_problem_that_is_whole_exits_with_0(here, monkeypatch, capsys):
    monkeypatch.setattr("grader.verify.shares._open", lambda _workers: AtOnce())
    assert run(["verify", *QUICKLY]) == 0
    assert capsys.readouterr().out.endswith("Everything agrees.\n")


def test_of_many_problems_each_broken_one_is_named_and_the_whole_one_is_not(here, capsys):
    for number, name in enumerate(EVERY_THIRD):
        problem, solution, _ = BROKEN[name]
        asked, right = broken_sources(problem, solution)
        asked = asked.replace('id="doubling"', f'id="broken_{number}"')
        (here / "problems" / f"broken_{number}.py").write_text(asked)
        (here / "solutions" / f"broken_{number}.py").write_text(right)
    assert len(EVERY_THIRD) >= 10
    assert run(["verify", *QUICKLY, "--json"]) == 1
    captured = capsys.readouterr()
    lines = [json.loads(line) for line in captured.out.splitlines()]
    said = {
        (line["part"], one["seed"], one["check"]) for line in lines for one in line["complaints"]
    }
    for number, name in enumerate(EVERY_THIRD):
        part, seed, check = BROKEN[name][2]
        assert (f"broken_{number}.{part}".rstrip("."), seed, check) in said, name
    assert not any(part.startswith("doubling") for part, _, _ in said)
    assert {line["part"] for line in lines} >= {"doubling.twice", "doubling.sign"}
    assert captured.err == ""


def test_a_problem_that_is_named_twice_is_verified_once(here, monkeypatch, capsys):
    monkeypatch.setattr("grader.verify.shares._open", lambda _workers: AtOnce())
    assert run(["verify", "doubling", "doubling", *QUICKLY, "--json"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(line["part"], line["seeds"]) for line in lines] == [
        ("doubling.twice", 2),
        ("doubling.sign", 2),
    ]


def test_what_an_author_prints_is_not_among_the_objects(here, capfd):
    asked, right = broken_sources(
        problem=[("def parts(params):\n", "def parts(params):\n    print('parts')\n")],
        solution=[("    x = float(", "    print('an oracle')\n    x = float(")],
    )
    write_course(here, problem=asked, solution=right)
    assert run(["verify", *QUICKLY, "--json"]) == 0
    captured = capfd.readouterr()
    assert all(json.loads(line)["seeds"] == 2 for line in captured.out.splitlines())
    assert "an oracle" in captured.err


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("doublign", "Did you mean 'doubling'?"), ("../doubling", "There is no part or problem")],
)
def test_a_name_that_nobody_has_exits_with_2(here, capsys, name, sentence):
    assert run(["verify", name]) == 2
    assert sentence in capsys.readouterr().err
