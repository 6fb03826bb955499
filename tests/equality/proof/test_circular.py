"""Circular and hyperbolic functions."""

from __future__ import annotations

import pytest

from tests.equality.proof.claims import (
    assert_almost_everywhere,
    assert_everywhere,
    assert_not_proved,
    lines,
)

EVERYWHERE = """
sin(x)^2 + cos(x)^2 == 1
sin(2*x) == 2*sin(x)*cos(x)
cos(2*x) == 2*cos(x)^2 - 1
cos(3*x) == 4*cos(x)^3 - 3*cos(x)
sin(x+y) == sin(x)*cos(y) + cos(x)*sin(y)
cos(x-y) - cos(x+y) == 2*sin(x)*sin(y)
sin(x+pi) == -sin(x)
cos(x+2*pi) == cos(x)
sin(pi/2-x) == cos(x)
tan(x) == sin(x)/cos(x)
sec(x) == 1/cos(x)
csc(x) == 1/sin(x)
cot(x) == cos(x)/sin(x)
sin(x+pi/17) == sin(x)*cos(pi/17) + cos(x)*sin(pi/17)
sin(x+pi/6) == sqrt(3)/2*sin(x) + cos(x)/2
cos(pi*n) == (-1)^n | n: integer
sin(pi*n) == 0 | n: integer
cos(x+pi*n) == (-1)^n*cos(x) | n: integer
cos(pi*n/2)^2 == (1+(-1)^n)/2 | n: integer
exp(i*x) == cos(x) + i*sin(x)
2*abs(sin(t/2)) == sqrt(2-2*cos(t))
sqrt(1-cos(x)^2) == abs(sin(x))
sqrt((1+cos(x))/2) == abs(cos(x/2))
(2-2*cos(t))^(3/2) == 8*abs(sin(t/2))^3
1/(2+cos(x)) == (2-cos(x))/(4-cos(x)^2)
abs(2+sin(x)) == 2 + sin(x)
sinh(x)^2 + 1 == cosh(x)^2
cosh(2*x) == 2*cosh(x)^2 - 1
tanh(x) == (exp(2*x)-1)/(exp(2*x)+1)
sinh(x+y) == sinh(x)*cosh(y) + cosh(x)*sinh(y)
sech(x) == 2/(exp(x)+exp(-x))
1 - tanh(x)^2 == 1/cosh(x)^2
coth(x) == 1/tanh(x) | x: x > 0
csch(x) == 1/sinh(x)
sin(x)*cos(y)*0 + sin(exp(x)*exp(y)) == sin(exp(x+y))
"""

ALMOST = """
(2-2*cos(t))^(-1/2) == 1/abs(2*sin(t/2))
tan(x)*cos(x) == sin(x)
cot(x) == 1/tan(x)
tan(2*x) == 2*tan(x)/(1-tan(x)^2)
(1-sin(x))/cos(x) + cos(x)/(1-sin(x)) == 2/cos(x)
sin(x)/cos(x/2) == 2*sin(x/2)
coth(x)*sinh(x) == cosh(x)
"""

NEVER = """
sin(x) == cos(x)
sin(2*x) == 2*sin(x)
sin(pi*x) == 0
cos(pi*x) == (-1)^x*(-1)^x
cos(x+pi*n) == cos(x) | n: integer
sqrt(1-cos(x)^2) == sin(x)
sqrt(2-2*cos(t)) == 2*sin(t/2)
(2-2*cos(t))^(1/3) == 1
(2-2*cos(t))^(1/4) == 1
(2-2*cos(t))^(2/3) == 2*abs(sin(t/2))
(2-2*cos(t))^(3/2) == 16*sin(t/2)^4
sqrt(2*cos(t)-2) == 2*abs(sin(t/2))
sqrt(x*(2-2*cos(t))) == 2*abs(sin(t/2))
sqrt(3*(2-2*cos(t))) == 2*abs(sin(t/2))
abs(1+2*sin(x)) == 1 + 2*sin(x)
1/(1+2*cos(x)) == (1-2*cos(x))/(1-4*cos(x)^2) | x: integer
tan(x) == cot(x)
sinh(x)^2 + cosh(x)^2 == 1
tanh(10^6*x) == sign(x)
cos(pi*n/2) == 0 | n: integer
sin(x)^2 == sin(x^2)
"""


@pytest.mark.parametrize("line", lines(EVERYWHERE))
def test_circular_identities_are_proved(line):
    assert_everywhere(line)


@pytest.mark.parametrize("line", lines(ALMOST))
def test_poles_of_one_side_only_are_a_null_set(line):
    assert_almost_everywhere(line)


@pytest.mark.parametrize("line", lines(NEVER))
def test_what_only_resembles_an_identity_is_not_proved(line):
    assert_not_proved(line)
