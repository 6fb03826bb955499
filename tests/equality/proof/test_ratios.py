"""`prove_constant_ratio`: off by which constant factor."""

from __future__ import annotations

import pytest

from grader.equality.proof import prove, prove_constant_ratio
from tests.equality.proof.claims import claim, lines

RATIOS = """
3*x == 2*x == 3/2
-x/2 == x/3 == -3/2
sin(2*x) == sin(x)*cos(x) == 2
sqrt(2)*(x+1)^2 == x^2+2*x+1 == sqrt(2)
2^(t+1) == 2^t == 2
exp(x+1) == exp(x) == e
pi*x*y == 3*y*x == pi/3
log(x^2) == log(x) == 2 | x: x > 0
log(x)*log(2) == log(x) == log(2) | x: x > 0
x/(1-b^t) == 2*x/(b^t-1) == -1/2 | b: 0 < b < 1; t: integer >= 1
i*x == x == i
factorial(n) == 2*gamma(n+1) == 1/2 | n: integer >= 0
Sum(2*f(k),(k,1,n)) == Sum(f(k),(k,1,n)) == 2 | n: integer >= 1; f: function
"""

NO_RATIO = """
x == y
x == x + 1
beta^(t+1) == beta^t | beta: 0 < beta < 1
x^2 == x
0 == x
x == 0
abs(x) == x
n/n == 1/2 | n: integer
sin(x) == cos(x)
"""


@pytest.mark.parametrize("line", lines(RATIOS))
def test_a_constant_factor_is_named(line):
    sides, _, conditions = line.partition("|")
    left, right, ratio = sides.split("==")
    pair = claim(f"{left} == {right} | {conditions}")
    expected = claim(f"{ratio} == 0 | {conditions}").left
    found = prove_constant_ratio(pair.left, pair.right, pair.domain)
    assert found is not None
    assert prove(found, expected, pair.domain) is not None


@pytest.mark.parametrize("line", lines(NO_RATIO))
def test_no_factor_is_named_where_there_is_none(line):
    pair = claim(line)
    assert prove_constant_ratio(pair.left, pair.right, pair.domain) is None
