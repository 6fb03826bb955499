"""`prove_same_zeros`: two equations that are one condition."""

from __future__ import annotations

import pytest

from grader.equality.proof import prove_same_zeros
from tests.equality.proof.claims import claim, lines

SAME = """
x-1 == 2*x-2
-y == y
y*(x^2+1) == y
exp(x)*y == y
(n+1)*x == x                     | n: integer >= 0
gamma(x)*y == y                  | x: x > 0
sqrt(x)*y == y                   | x: real nonzero
y/x == y                         | x: real nonzero
sqrt(x)-2 == x-4                 | x: x >= 0
sqrt(x) == x                     | x: x > 0
log(x) == 5*log(x)               | x: x > 0
abs(x)-3 == x^2-9
abs(x-1)+abs(x-2)-1 == 2*abs(x-1)+2*abs(x-2)-2
sign(x)*y == y                   | x: real nonzero
(x-y)*(x^2+x*y+y^2+1) == x-y
sin(x)^2+cos(x)^2-1 == 0*x
x^2+1 == x^4+1
1 == 2
"""

OTHERS = """
x == 0
sin(x)^2+cos(x)^2-1 == x
(x-1)*(x-2) == x-1
abs(x)-3 == x-3
x*y == y
n*x == x                         | n: integer >= 0
sqrt(x)*y == y
sqrt(x)*y == y                   | x: x >= 0
sqrt(x)+1 == x-1                 | x: x >= 0
sign(x)*y == y
y/x == y
y*(x-1)/(x-1) == y
log(x) == 5*log(x)
gamma(x)*y == y
exp(x)-exp(y) == x+y
x^3-y^3 == x-2*y
"""


@pytest.mark.parametrize("line", lines(SAME))
def test_what_is_a_factor_that_never_vanishes_apart_has_the_same_zeros(line):
    it = claim(line)
    assert prove_same_zeros(it.left, it.right, it.domain)
    assert prove_same_zeros(it.right, it.left, it.domain)


@pytest.mark.parametrize("line", lines(OTHERS))
def test_a_factor_that_may_vanish_or_a_pole_is_another_condition(line):
    it = claim(line)
    assert not prove_same_zeros(it.left, it.right, it.domain)
    assert not prove_same_zeros(it.right, it.left, it.domain)
