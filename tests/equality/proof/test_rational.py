"""Rational functions over the rationals."""

from __future__ import annotations

import pytest

from tests.equality.proof.claims import (
    assert_almost_everywhere,
    assert_everywhere,
    assert_not_proved,
    lines,
)

EVERYWHERE = """
(x+1)^2 == x^2 + 2*x + 1
(x+y)^3 == x^3 + 3*x^2*y + 3*x*y^2 + y^3
1/x + 1/y == (x+y)/(x*y)
n*(n-1)/2 == (n^2-n)/2
-alpha/2*g == -(1/2)*alpha*g
(x^2-1)/(x-1) == x + 1 | x: x > 1
1/(1/x) == x | x: x > 0
1/(1-b) == 1 + b/(1-b) | b: 0 < b < 1
x/(x^2+1) + 1/x == (2*x^2+1)/(x*(x^2+1))
0.1 + 0.2 == 3/10
n/n == 1 | n: integer >= 1
(n^2-4)/(n-2) == n + 2 | n: integer >= 3
1/(N-k) - 1/N == k/(N*(N-k)) | N: integer >= 1; k: integer >= 1; @ N > k
x^0 == 1
x/(a^2+b^2+1) == x/(b^2+a^2+1)
1/(x^2-x+1) == (x+1)/(x^3+1) | x: x > 0
"""

ALMOST = """
(x^2-1)/(x-1) == x + 1
x/x == 1
1/(1/x) == x
x*(y-x)/(y-x) == x
(x-n)/(x-n) == 1 | n: integer
1/(x^2-x+1) == (x+1)/(x^3+1)
(x^2-1)/(x-1) == x + 1 | x: x >= 1
"""

NEVER = """
x + 1 == x + 2
(x+1)^2 == x^2 + 1
x/y == y/x
x/x == 1 | x: integer
(n^2-1)/(n-1) == n + 1 | n: integer
(n-m)/(n-m) == 1 | n: integer; m: integer
x/(x-x) == 1
1/(x-x) == 1/(y-y)
1/(1/n) == n | n: integer >= 0
0.333 == 1/3
N/(N-k) == N/(N-k) + 0/(k-3) | N: integer >= 1; k: integer >= 1; @ N > k
"""


@pytest.mark.parametrize("line", lines(EVERYWHERE))
def test_rational_functions_that_are_equal_are_proved_equal(line):
    assert_everywhere(line)


@pytest.mark.parametrize("line", lines(ALMOST))
def test_a_cancelled_factor_that_vanishes_on_a_null_set_costs_that_set(line):
    assert_almost_everywhere(line)


@pytest.mark.parametrize("line", lines(NEVER))
def test_what_differs_or_is_undefined_at_an_integer_is_not_proved(line):
    assert_not_proved(line)
