"""What makes two questions the same: content, and never a function that may differ."""

from __future__ import annotations

import dataclasses

import pytest
import sympy as sp

from grader.kinds.expression import KIND
from grader.records import Decision, Verdict
from grader.verify.alike import Decided, _NotPlain, content
from solutions.derivations.adam_step import probes
from tests.kinds.asking import ask


def test_a_functions_own_module_makes_it_once():
    assert content(probes) == content(probes)
    assert content(probes) != content(test_a_functions_own_module_makes_it_once)


@pytest.mark.parametrize("made_anew", [lambda rng: [], (lambda n: lambda rng: [n])(3)])
def test_a_function_that_is_made_anew_has_no_content(made_anew):
    with pytest.raises(_NotPlain):
        content(made_anew)


@pytest.mark.parametrize("around", [lambda x: x, lambda x: x + sp.Symbol("x"), lambda x: [x]])
def test_floats_of_two_precisions_are_two_values(around):
    assert content(around(sp.Float("0.1", 10))) != content(around(sp.Float("0.1", 30)))
    assert content(around(sp.Float("0.5", 10))) != content(around(sp.Float("0.5", 30)))
    assert content(around(sp.Float("2", 10))) != content(around(sp.Integer(2)))


QUESTION = ask("expression", 2 * sp.Symbol("x"), symbols={"x": "real"})


def counted():
    """A way to decide, and the forms that it was asked to decide."""
    forms = []

    def decide(_question, form):
        forms.append(form)
        return Decision(verdict=Verdict.CORRECT)

    return decide, forms


def test_equal_questions_are_decided_once_for_each_form():
    decided, (decide, forms) = Decided(), counted()
    for question in (QUESTION, dataclasses.replace(QUESTION)):
        asked = decided.about(question, KIND)
        for form in ("2*x", "x + x", "2*x"):
            assert asked.decide(form, decide).verdict is Verdict.CORRECT
    assert forms == ["2*x", "x + x"]


def test_another_reference_is_another_question():
    decided, (decide, forms) = Decided(), counted()
    for question in (QUESTION, QUESTION.with_reference(sp.Integer(3))):
        decided.about(question, KIND).decide("2*x", decide)
    assert forms == ["2*x", "2*x"]


def test_what_cannot_be_told_apart_is_decided_each_time():
    (decide, forms), made_anew = counted(), lambda: None
    nobody_knows = dataclasses.replace(QUESTION, reference=made_anew)
    for question, form in ((nobody_knows, "2*x"), (QUESTION, made_anew)):
        asked = Decided().about(question, KIND)
        for _ in range(2):
            asked.decide(form, decide)
    assert forms == ["2*x", "2*x", made_anew, made_anew]


def test_only_so_many_questions_are_kept_and_those_that_come_again_stay():
    decided, (decide, forms) = Decided(most=3), counted()
    for number in range(20):
        decided.about(QUESTION, KIND).decide("often", decide)
        other = QUESTION.with_reference(sp.Integer(number))
        decided.about(other, KIND).decide("once", decide)
        assert len(decided.asked) <= 3
    assert forms.count("often") == 1
    assert forms.count("once") == 20


def test_a_question_that_does_not_name_mistakes_decides_for_itself():
    decided, (decide, forms) = Decided(), counted()
    asked = decided.about(QUESTION, KIND)
    assert asked.bluntly() is asked.bluntly()
    assert not asked.bluntly().question.recognises
    for each in (asked, asked.bluntly(), asked.bluntly()):
        each.decide("x", decide)
    assert forms == ["x", "x"]
