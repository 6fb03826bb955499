"""Differences of powers, whose sign says what may be cancelled and which is larger."""

from __future__ import annotations

import pytest

from tests.equality.proof.claims import assert_everywhere, assert_not_proved, lines

EVERYWHERE = """
(1-(9/10)^t)*G/(1-(9/10)^t) == G | t: integer >= 1
(1-(999/1000)^(t+1))*G/(1-(999/1000)^(t+1)) == G | t: integer >= 0
(1-(1-1/N)^t)*G/(1-(1-1/N)^t) == G | t: integer >= 1; N: integer >= 2
(1-(1-1/N)^(2*t))*x/(1-(1-1/N)^(2*t)) == x | N: integer >= 1; t: integer >= 1
(3^t-2^t)*G/(3^t-2^t) == G | t: integer >= 1
(a^t-b^t)*G/(a^t-b^t) == G | t: integer >= 1; a: a > 1; b: 0<b<1
abs(1-(9/10)^t) == 1-(9/10)^t | t: integer >= 1
abs(1-(9/10)^t) == 1-(9/10)^t | t: t >= 0
sqrt((1-(9/10)^t)^2) == 1-(9/10)^t | t: integer >= 1
max(2^t,3^t) == 3^t | t: integer >= 0
max(2^t,3^t) == 2^t | t: integer <= 0
max(4^t,3^t) == 4^t | t: integer >= 0
max(2^log(x),3^log(x)) == 3^log(x) | x: x >= 1
abs(y^log(x)-z^log(x)) == y^log(x)-z^log(x) | x: x >= 1; y: y > 0; z: z > 0; @ y > z
max(exp(x),1) == exp(x) | x: x >= 0
abs(exp(x)-exp(-x)) == exp(x)-exp(-x) | x: x >= 0
abs(2^n*3-10) == 3*2^n-10 | n: integer >= 2
abs(b1^t-b2^t) == b2^t-b1^t | b1: 0<b1<1; b2: 0<b2<1; t: integer >= 1; @ b1 < b2
abs((N-1)^t-N^t) == N^t-(N-1)^t | N: integer >= 1; t: integer >= 1
"""

NEVER = """
(3^t-2^t)*G/(3^t-2^t) == G | t: integer >= 0
(1-(9/10)^t)*G/(1-(9/10)^t) == G | t: integer
abs(1-(9/10)^t) == (9/10)^t-1 | t: integer >= 1
abs(1-(9/10)^t) == 1-(9/10)^t
abs(2^n-10) == 10-2^n | n: integer >= 1
max(2^t,3^t) == 2^t | t: integer >= 0
max(2^t,3^t) == 3^t | t: integer
max(4^t,3^t) == 3^t | t: integer >= 0
max(4^t,3^t) == 3^t | t: t >= 0
max(2^log(x),3^log(x)) == 2^log(x) | x: x >= 1
max(2^log(x),3^log(x)) == 3^log(x) | x: x > 0
max(2^(log(x)*log(y)),3^(log(x)*log(y))) == 3^(log(x)*log(y)) | x: x > 1; y: y > 0
abs(y^log(x)-z^log(x)) == z^log(x)-y^log(x) | x: x >= 1; y: y > 0; z: z > 0; @ y > z
abs(y^log(x)-z^log(x)) == y^log(x)-z^log(x) | x: x > 0; y: y > 0; z: z > 0; @ y > z
abs(b1^t-b2^t) == b2^t-b1^t | b1: 0<b1<1; b2: 0<b2<1; t: integer >= 1
abs((N-1)^t-N^t) == (N-1)^t-N^t | N: integer >= 1; t: integer >= 1
abs(x^n-y^n) == x^n-y^n | n: integer >= 1; @ x > y
abs(x*2^t-y*3^t) == y*3^t-x*2^t | t: integer >= 1; @ x < y
((k+1)^n-k^n)*G/((k+1)^n-k^n) == G | k: integer >= 0; n: integer >= 0
abs((N-1)^t-N^s) == N^s-(N-1)^t | N: integer >= 1; t: integer >= 1; s: integer >= 1
"""


@pytest.mark.parametrize("line", lines(EVERYWHERE))
def test_the_larger_of_two_powers_is_known(line):
    assert_everywhere(line)


@pytest.mark.parametrize("line", lines(NEVER))
def test_powers_that_may_be_equal_or_the_other_way_round_are_not_told_apart(line):
    assert_not_proved(line)
