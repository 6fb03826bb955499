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
    ("abs(x) < 2", "x**2 < 4", {}),
    ("And(abs(x) < 1, x > 0)", "And(0 < x, x < 1)", {}),
    ("1/x > 2", "And(0 < x, x < 1/2)", {}),
    ("(x - 1)/(x + 1) < 0", "And(-1 < x, x < 1)", {}),
    ("abs(x) > 0", "Ne(x, 0)", {}),
    ("sin(x) + x**2 > -2", "x**2 > -1", {}),
    ("abs(x) < abs(y)", "x**2 < y**2", {}),
    ("abs(x*y) < 1", "abs(x)*abs(y) < 1", {}),
    ("x*y > 0", "Or(And(x > 0, y > 0), And(x < 0, y < 0))", {}),
    ("Eq(x*y, 0)", "Or(Eq(x, 0), Eq(y, 0))", {}),
    ("And(x >= y, x <= y)", "Eq(x, y)", {}),
    ("And(x < y, y < z, x < z)", "And(x < y, y < z)", {}),
    ("x**3 < y**3", "x < y", {}),
    ("exp(x) < exp(y)", "x < y", {}),
    ("exp(x) < 1", "x < 0", {}),
    ("sqrt(x**2 + y**2) < 1", "x**2 + y**2 < 1", {}),
    ("abs(x) <= sqrt(y)", "x**2 <= y", {"y": "y >= 0"}),
    ("And(c < 2/d, c < 4/d)", "c < 2/d", POSITIVE),
    ("c > log(1/b)/d", "exp(-c*d) < b", POSITIVE | {"b": "0 < b < 1"}),
    ("c > log(b)/log(r)", "r**c < b", POSITIVE | {"b": "0 < b < 1", "r": "0 < r < 1"}),
    ("n > 9", "n >= 10", {"n": "integer"}),
    ("2*n > 19", "n >= 10", {"n": "integer"}),
    ("2**n > 1000", "n >= 10", {"n": "integer >= 1"}),
    ("(c*d - 1)**2 < 4*d", "abs(c*d - 1) < 2*sqrt(d)", POSITIVE),
    ("c**r < d**r", "c < d", POSITIVE | {"r": "r > 0"}),
    ("2**24*c*d < 1", "log(c, 2) < -24 - log(d, 2)", POSITIVE),
    ("exp(-x**2) < 1/2", "abs(x) > sqrt(log(2))", {}),
    (
        "n >= ceiling(log(b)/log(r))",
        "r**n <= b",
        {"n": "integer >= 1", "b": "0 < b < 1", "r": "0 < r < 1"},
    ),
    ("floor(x) > y - y + 1", "x >= 2", {}),
    ("floor(x) <= 3/2", "x < 2", {}),
    ("Eq(floor(x), 2)", "And(2 <= x, x < 3)", {}),
    ("Ne(ceiling(x), n)", "Or(x <= n - 1, x > n)", {"n": "integer"}),
    ("-ceiling(x) > 2", "x <= -3", {}),
    ("ceiling(x) >= n", "x > n - 1", {"n": "integer"}),
    ("Eq(sign(x), 1)", "x > 0", {}),
    ("sign(x) >= 0", "Not(x < 0)", {}),
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
    ("1/x > 2", "x < 1/2", {}),
    ("x**2 < y**2", "x < y", {}),
    ("And(x < y, y < z)", "x < z", {}),
    ("n > 9", "n >= 9", {"n": "integer"}),
    ("n > 9", "n >= 10", {}),
    ("c > log(b)/log(r)", "r**c < b", POSITIVE | {"b": "0 < b < 1", "r": "r > 1"}),
    ("exp(x) < 2", "x < 1", {}),
    ("floor(x) > 1", "x > 2", {}),
    ("ceiling(x) < 3", "x < 3", {}),
    ("ceiling(x) >= y", "x > y - 1", {}),
    ("Eq(floor(x), 2)", "And(2 <= x, x <= 3)", {}),
    ("Eq(sign(x), 1)", "x >= 0", {}),
    ("1 < 2", "2 < 1", {}),
    ("3 < 0", "x**2 >= 0", {}),
]

TWO_STEPS = {"L": "L > 0", "mu": "mu > 0", "eta": "real"}
"""A step size for a quadratic between two curvatures."""


@pytest.mark.parametrize(
    "student, reference",
    [
        ("max(abs(1 - eta*mu), abs(1 - eta*L)) < 1", "And(0 < eta, eta < 2/L)"),
        ("And(abs(1 - eta*mu) < 1, abs(1 - eta*L) < 1)", "And(eta > 0, eta*L < 2)"),
        ("abs(1 - eta*L) < 1", "And(0 < eta, eta < min(2/L, 2/mu))"),
    ],
)
def test_a_constraint_that_links_symbols_rules_signs_out(student, reference):
    linked = judged(student, reference, TWO_STEPS, kind="inequality", constraints=["mu <= L"])
    assert linked.relation == "equal"
    free = judged(student, reference, TWO_STEPS, kind="inequality")
    assert free.relation == "different"


@pytest.mark.parametrize("student, reference, symbols", SAME)
def test_an_inequality_with_a_modulus_is_several_inequalities(student, reference, symbols):
    assert judged(student, reference, symbols, kind="inequality").relation == "equal"
    assert judged(reference, student, symbols, kind="inequality").relation == "equal"


@pytest.mark.parametrize("student, reference, symbols", NOT_SAME)
def test_one_of_them_alone_is_not_the_same(student, reference, symbols):
    outcome = judged(student, reference, symbols, kind="inequality")
    assert outcome.relation == "different"
    assert outcome.certificate is not None
