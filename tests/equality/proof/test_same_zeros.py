"""`prove_same_zeros` and `prove_same_signs`: two conditions that are one."""

from __future__ import annotations

import pytest

from grader.equality.proof import prove_same_signs, prove_same_zeros
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


SAME_SIGNS = """
x-1 == 2*x-2
y*(x^2+1) == y
x^2+1 == 3
y/x == y                         | x: x > 0
y/x == -y                        | x: x < 0
log(x) == x-1                    | x: x > 0
"""

OTHER_SIGNS = """
-y == y
x^2+1 == y
x^2*y+y == x
y == x^2
1 == -1
y/x == y                         | x: real nonzero
x^2*y == y
"""


@pytest.mark.parametrize("line", lines(SAME_SIGNS))
def test_what_is_a_positive_factor_apart_has_the_same_sign(line):
    it = claim(line)
    assert prove_same_signs(it.left, it.right, it.domain)
    assert prove_same_signs(it.right, it.left, it.domain)


@pytest.mark.parametrize("line", lines(OTHER_SIGNS))
def test_a_factor_whose_sign_varies_or_is_not_known_gives_another_sign(line):
    it = claim(line)
    assert not prove_same_signs(it.left, it.right, it.domain)
    assert not prove_same_signs(it.right, it.left, it.domain)
