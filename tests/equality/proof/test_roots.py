"""Roots of forms, and roots inside roots."""

from __future__ import annotations

import pytest

from tests.equality.proof.claims import (
    assert_almost_everywhere,
    assert_everywhere,
    assert_not_proved,
    lines,
)

EVERYWHERE = """
sqrt(x^2) == x | x: x >= 0
sqrt(x^2) == -x | x: x <= 0
sqrt(x^2) == abs(x)
sqrt(x*y) == sqrt(x)*sqrt(y) | x: x >= 0
sqrt(4*x) == 2*sqrt(x)
sqrt(12) == 2*sqrt(3)
(x^3)^(1/3) == x | x: x >= 0
sqrt(x)^3 == sqrt(x^3) | x: x >= 0
sqrt(x)^2 == x
(x^2)^(1/4) == sqrt(abs(x))
sqrt(x^2+2*x*y+y^2) == abs(x+y)
1/sqrt(x) == sqrt(x)/x | x: x > 0
x/sqrt(x^2+y^2) == x*sqrt(x^2+y^2)/(x^2+y^2)
sqrt(x^2*(1+y^2)) == abs(x)*sqrt(1+y^2)
sqrt(x+1+2*sqrt(x)) == 1 + sqrt(x) | x: x >= 0
sqrt(x+2+2*sqrt(x+1)) == 1 + sqrt(x+1) | x: x >= 0
sqrt(x^2+1+2*x*sqrt(x^2+2)+1+x^2) - abs(x+sqrt(x^2+2)) == 0
sqrt(-x) == i*sqrt(x) | x: x >= 0
(-8)^(1/3) == 1 + i*sqrt(3)
sqrt(-4) == 2*i
1/(sqrt(x)+sqrt(y)) == (sqrt(x)-sqrt(y))/(x-y) | x: x > 2; y: 0 < y < 1
sqrt(exp(2*x)) == exp(x)
sqrt(x+sqrt(x^2-1)) == (sqrt(x+1)+sqrt(x-1))/sqrt(2) | x: x >= 1
(x+y)^(3/2) == x*sqrt(x+y) + y*sqrt(x+y)
x*sqrt(y)*sqrt(x*sqrt(y)) == (x*sqrt(y))^(3/2)
sqrt(1/x) == 1/sqrt(x) | x: x > 0
(y*sqrt(x+1)+sqrt(x+1))^(1/3) == (x+1)^(1/6)*(y+1)^(1/3) | x: x > 0; y: y > 0
sqrt(y*sqrt(x+1)+sqrt(x+1)) == ((x^2+2*x+1)*(y+1)^4)^(1/8) | x: x > 0; y: y > 0
max(sqrt(y*sqrt(x+1)+sqrt(x+1)), 1) == sqrt(y*sqrt(x+1)+sqrt(x+1)) | x: x > 0; y: y > 0
sign(sqrt(y*sqrt(x+1)+sqrt(x+1))-1) == 1 | x: x > 0; y: y > 0
"""

ALMOST = """
x/sqrt(x) == sqrt(x)
(-x+y)/sqrt(x-y) == -sqrt(x-y)
(x-y^2)/(sqrt(x)-y) == sqrt(x) + y | x: x >= 0
"""

NEVER = """
sqrt(x^2) == x
sqrt(x*y) == sqrt(x)*sqrt(y)
sqrt(x)*sqrt(y) == sqrt(x*y) | x: x < 0; y: y < 0
sqrt(1/x) == 1/sqrt(x)
(x^3)^(1/3) == x
(-x)^(1/3) == -x^(1/3)
sqrt(x^2+1) == x + 1
sqrt(x+y) == sqrt(x) + sqrt(y)
sqrt(x+1-2*sqrt(x)) == 1 - sqrt(x) | x: x >= 0
sqrt(x+1-2*sqrt(x)) == sqrt(x) - 1 | x: x >= 0
sqrt(-1-x^2) == sqrt(-2-x^4)
sqrt(x^2+1+2*x*sqrt(x^2+2)+1+x^2) == x + sqrt(x^2+2) + 1
sqrt(-x) == i*sqrt(x)
(x^2)^(1/2) == x | x: x >= -1
sqrt(y*sqrt(x+1)+sqrt(x+1)) == (x+1)*sqrt(y+1) | x: x > 0; y: y > 0
sqrt(y*sqrt(x+1)+sqrt(x+1)) == sqrt(x+1)*sqrt(y+1) | x: x > 0; y: y > 0
"""


@pytest.mark.parametrize("line", lines(EVERYWHERE))
def test_roots_are_proved_equal_on_the_principal_branch(line):
    assert_everywhere(line)


@pytest.mark.parametrize("line", lines(ALMOST))
def test_a_root_in_a_denominator_vanishes_on_a_null_set(line):
    assert_almost_everywhere(line)


@pytest.mark.parametrize("line", lines(NEVER))
def test_a_root_of_unknown_sign_is_not_simplified(line):
    assert_not_proved(line)
