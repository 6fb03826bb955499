"""Conditions: moduli and maxima in inequalities."""

from __future__ import annotations

import pytest

from tests.equality.reading import judged

POSITIVE = {"c": "c > 0", "d": "d > 0"}

SAME = [
    ("abs(1 - c*d) < 1", "c < 2/d", POSITIVE),
    ("abs(1 - c*d) <= 1", "c <= 2/d", POSITIVE),
    ("1 > abs(c*d - 1)", "c*d < 2", POSITIVE),
    ("abs(x - y) < c", "And(x < y + c, x > y - c)", POSITIVE),
    ("abs(x - y) >= c", "Or(x >= y + c, x <= y - c)", POSITIVE),
    ("max(x, y) < z", "And(x < z, y < z)", {}),
    ("min(x, y) < z", "Or(x < z, y < z)", {}),
    ("max(x, y) >= z", "Or(y >= z, x >= z)", {}),
    ("2*max(x, y) + 1 < z", "And(2*x + 1 < z, 2*y + 1 < z)", {}),
    ("-max(x, y) < z", "Or(-x < z, -y < z)", {}),
    ("log(c) < log(d)", "c < d", POSITIVE),
    ("2*log(c) >= log(d)", "c**2 >= d", POSITIVE),
    ("Not(abs(x) < y)", "Or(x >= y, -x >= y)", {}),
]

NOT_SAME = [
    ("abs(1 - c*d) < 1", "c < 1/d", POSITIVE),
    ("abs(1 - c*d) < 1", "c <= 2/d", POSITIVE),
    ("abs(1 - c*d) < 1", "c < 2/d", {"c": "c >= 0", "d": "d > 0"}),
    ("max(x, y) < z", "Or(x < z, y < z)", {}),
    ("min(x, y) < z", "And(x < z, y < z)", {}),
    ("-max(x, y) < z", "And(-x < z, -y < z)", {}),
    ("abs(x - y) < c", "x < y + c", POSITIVE),
    ("log(c) < log(d)", "2*c < d", POSITIVE),
    ("log(c) + log(d) < 0", "c + d < 1", POSITIVE),
]


@pytest.mark.parametrize("student, reference, symbols", SAME)
def test_an_inequality_with_a_modulus_is_several_inequalities(student, reference, symbols):
    assert judged(student, reference, symbols, kind="inequality").relation == "equal"
    assert judged(reference, student, symbols, kind="inequality").relation == "equal"


@pytest.mark.parametrize("student, reference, symbols", NOT_SAME)
def test_one_of_them_alone_is_not_the_same(student, reference, symbols):
    outcome = judged(student, reference, symbols, kind="inequality")
    assert outcome.relation == "different"
    assert outcome.certificate is not None
