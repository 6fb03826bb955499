"""`number`: exact, or a decimal within the part's tolerance, which the decision records."""

from __future__ import annotations

import pytest
import sympy as sp

from grader.spec import Tolerance
from tests.kinds.asking import ask, says, value

ROOT = ask("number", sp.sqrt(2))
LOOSE = ask("number", sp.sqrt(2), tolerance=Tolerance(relative=0.05, digits_written=False))


@pytest.mark.parametrize("text", ["sqrt(2)", "2/sqrt(2)", "2**0.5", "√2", r"\sqrt{2}", "2**(1/2)"])
def test_exact_forms_need_no_tolerance(text):
    decision = says(ROOT, text)
    assert decision.verdict == "correct"


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("1.414", "correct"),
        ("1.4142", "correct"),
        ("1.41421356237", "correct"),
        ("1.4143", "correct"),  # one unit of the last place: rounded up or cut off
        ("1.41", "incorrect"),  # right in its digits, and further off than the part allows
        ("1.4149", "incorrect"),
        ("1.5", "incorrect"),
        ("-1.414", "incorrect"),
        ("1.414e0", "correct"),
        ("14.14e-1", "correct"),
    ],
)
def test_decimals_are_held_to_both_rules(text, verdict):
    assert says(ROOT, text).verdict == verdict


def test_the_tolerance_is_recorded_where_it_was_used():
    assert "0.001" in (says(ROOT, "1.414").tolerance or "")
    assert says(ROOT, "sqrt(2)").tolerance is None
    assert "0.05" in (says(LOOSE, "1.4").tolerance or "")


def test_a_part_may_be_more_forgiving():
    assert says(LOOSE, "1.4").verdict == "correct"
    assert says(LOOSE, "1.48").verdict == "correct"
    assert says(LOOSE, "1.5").verdict == "incorrect"


@pytest.mark.parametrize("text", ["nan", "oo", "1/0", "1e400", "-oo", "x", "", "1.4.1", "zoo", "i"])
def test_what_is_no_such_number_is_never_right(text):
    assert says(ROOT, text).verdict in {"incorrect", "unreadable", "undecided"}
    assert says(LOOSE, text).score == 0


@pytest.mark.parametrize("number", ["1.4142135623730951", "1.414213562373095"])
def test_floats_of_a_computation_are_decimals(number):
    assert says(ROOT, value({"t": "float", "v": number}), "typed").verdict == "correct"


@pytest.mark.parametrize("number", ["inf", "-inf", "nan", "1e308", "5e-324"])
def test_odd_floats_are_refused(number):
    decision = says(ROOT, value({"t": "float", "v": number}), "typed")
    assert decision.verdict in {"incorrect", "unreadable", "undecided"}
