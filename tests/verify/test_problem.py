"""Every promise that an author breaks gets its complaint, with part and seed."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from small_course import PROBLEM, SOLUTION, only_this_course, write_course

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
            texts = []
            for source, changes in ((PROBLEM, problem), (SOLUTION, solution)):
                for old, new in changes:
                    assert old in source
                    source = source.replace(old, new)
                texts.append(source)
            root = write_course(tmp_path, problem=texts[0], solution=texts[1])
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


ORACLE_TWICE = (
    '    yield Observation(part="twice", at={"x": x}, value=x * params.factor, tolerance=1e-9)\n'
)

BROKEN = {
    "wrong sign of the reference": (
        (),
        [('"twice": params.factor * X,', '"twice": -params.factor * X,')],
        ("twice", 0, "reference against oracle"),
    ),
    "wrong domain": (
        [('"x": "x > 0"', '"x": "real"')],
        [('f"x*{params.factor}"', 'f"sqrt(x**2)*{params.factor}"')],
        ("twice", 0, "also_right"),
    ),
    "a mistake that equals the answer": (
        (),
        [("form=X**2", "form=X*params.factor")],
        ("twice", 0, "mistakes collide"),
    ),
    "two mistakes that are the same answer": (
        (),
        [
            (
                "credit=0.5),)",
                'credit=0.5), Mistake(id="again", form="x*x", feedback="Do not."))',
            )
        ],
        ("twice", 0, "mistakes collide"),
    ),
    "two mistakes of one name": (
        (),
        [
            (
                "credit=0.5),)",
                'credit=0.5), Mistake(id="squared", form="x**3", feedback="Do not."))',
            )
        ],
        ("twice", 0, "mistakes"),
    ),
    "a mistake that is no answer": (
        (),
        [("form=X**2", 'form="((("')],
        ("twice", 0, "mistakes recognised"),
    ),
    "also_right that is wrong": (
        (),
        [('f"x*{params.factor}"', 'f"x + {params.factor}"')],
        ("twice", 0, "also_right"),
    ),
    "a near miss that is right": (
        (),
        [('"twice": ("x", ', '"twice": (f"{params.factor}*x", ')],
        ("twice", 0, "near_misses"),
    ),
    "a near miss that cannot be read": (
        (),
        [('"twice": ("x", ', '"twice": ("y +", ')],
        ("twice", 0, "near_misses"),
    ),
    "no oracle for a part": (
        (),
        [(ORACLE_TWICE, "")],
        ("twice", 0, "oracle"),
    ),
    "an oracle of no part": (
        (),
        [('Observation(part="sign", value="up")', 'Observation(part="sing", value="up")')],
        ("sing", 0, "oracle"),
    ),
    "forms of no part": (
        (),
        [('also_right=lambda params: {"twice"', 'also_right=lambda params: {"thrice"')],
        ("thrice", 0, "also_right"),
    ),
    "an oracle of another option": (
        (),
        [('Observation(part="sign", value="up")', 'Observation(part="sign", value="down")')],
        ("sign", 0, "reference against oracle"),
    ),
    "parts that change with the seed": (
        [('Part(name="sign"', 'Part(name="sign" if params.factor == 2 else "way"')],
        (),
        ("", 1, "parts constant"),
    ),
    "kinds that change with the seed": (
        [('kind="expression"', 'kind="expression" if params.factor == 2 else "growth"')],
        (),
        ("", 1, "parts constant"),
    ),
    "two parts of one name": (
        [('Part(name="sign"', 'Part(name="twice"')],
        (),
        ("", 0, "parts constant"),
    ),
    "an odd number of dollars": (
        [("Multiply $x$ by", "Multiply $x by")],
        (),
        ("", 0, "statement renders"),
    ),
    "an empty statement": (
        [('f"Multiply $x$ by {params.factor}."', '" "')],
        (),
        ("", 0, "statement renders"),
    ),
    "an empty prompt": (
        [('prompt="Which way?"', 'prompt=""')],
        (),
        ("sign", 0, "statement renders"),
    ),
    "a statement that raises": (
        [("by {params.factor}.", "by {params.absent}.")],
        (),
        ("", 0, "runs"),
    ),
    "parts that raise": (
        [("def parts(params):\n", "def parts(params):\n    1 / 0\n")],
        (),
        ("", 0, "runs"),
    ),
    "no reference for a part": (
        (),
        [(', "sign": "up"}', "}")],
        ("", 0, "loads"),
    ),
    "a kind that nobody has": (
        [('kind="choice"', 'kind="chioce"')],
        (),
        ("", 0, "loads"),
    ),
    "a reference of another shape": (
        (),
        [('"twice": params.factor * X,', '"twice": [X, X],')],
        ("twice", 0, "reference accepted"),
    ),
}


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
