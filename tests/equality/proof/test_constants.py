# ruff: noqa: E501 - a claim is one line
"""Algebraic numbers, and other constants."""

from __future__ import annotations

import pytest

from tests.equality.proof.claims import (
    assert_everywhere,
    assert_not_proved,
    lines,
)

EVERYWHERE = """
sqrt(5+2*sqrt(6)) == sqrt(2) + sqrt(3)
sqrt(3-2*sqrt(2)) == sqrt(2) - 1
1/(1+sqrt(2)) == sqrt(2) - 1
(2+sqrt(5))^(1/3) + (sqrt(5)-2)^(1/3) == sqrt(5)
(7+5*sqrt(2))^(1/3) == 1 + sqrt(2)
sqrt(10+6*sqrt(3)) == sqrt(1+sqrt(3)) + sqrt(3+3*sqrt(3))
cos(pi/5) == (1+sqrt(5))/4
sin(pi/12) == (sqrt(6)-sqrt(2))/4
cos(pi/7) - cos(2*pi/7) + cos(3*pi/7) == 1/2
tan(3*pi/11) + 4*sin(2*pi/11) == sqrt(11)
cos(2*pi/17) == (-1+sqrt(17)+sqrt(34-2*sqrt(17))+2*sqrt(17+3*sqrt(17)-sqrt(34-2*sqrt(17))-2*sqrt(34+2*sqrt(17))))/16
sin(pi/18)*sin(5*pi/18)*sin(7*pi/18) == 1/8
tan(pi/8) == sqrt(2) - 1
i^2 == -1
(1+i)^4 == -4
sqrt(i) == (1+i)/sqrt(2)
log(i) == i*pi/2
(-7)/(-4+5*i) == 7/(4-5*i)
x*sqrt(5+2*sqrt(6)) == x*sqrt(2) + x*sqrt(3)
cos(1/(1+sqrt(2))) == cos(sqrt(2)-1)
sin(1)^y/cos(1)^y == tan(1)^y
sqrt(sqrt(cos(1)+2)+4+2*sqrt(sqrt(cos(1)+2)+3)) == 1 + sqrt(sqrt(cos(1)+2)+3)
e^50000 == e^20000*e^30000
exp(i*pi) == -1
(e+pi)^2 == e^2 + 2*e*pi + pi^2
"""

NEVER = """
sqrt(5+2*sqrt(6)) == sqrt(2) + sqrt(3) + 1/10^60
sqrt(2) + sqrt(3) == sqrt(10)
cos(pi/5) == (1+sqrt(5))/4.0000000000000000000000001
1782^12 + 1841^12 == 1922^12
sqrt(1000001) == 1000 + 1/2000
exp(pi) - pi == 20
22/7 == pi
exp(pi*sqrt(163)) == 262537412640768744
(-1)^(1/3) == -1
sqrt(sqrt(2)-2) == sqrt(2-sqrt(2))
2*sqrt(3) == sqrt(3)
1/2^98 == 1/2^99
sqrt(2)*sqrt(3) == -sqrt(6)
5/(sqrt(5+2*sqrt(6))-sqrt(2)-sqrt(3)) == 7/(sqrt(5+2*sqrt(6))-sqrt(2)-sqrt(3))
(sqrt(2)-1)^100 == 0
x*(sqrt(2)-1)^100 == 0
"""


@pytest.mark.parametrize("line", lines(EVERYWHERE))
def test_constants_that_are_equal_are_proved_equal(line):
    assert_everywhere(line)


@pytest.mark.parametrize("line", lines(NEVER))
def test_constants_that_only_look_equal_are_not_proved(line):
    assert_not_proved(line)
