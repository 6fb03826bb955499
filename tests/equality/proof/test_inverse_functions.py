"""Inverse circular and hyperbolic functions, on their principal branches."""

from __future__ import annotations

import pytest

from tests.equality.proof.claims import (
    assert_everywhere,
    assert_not_proved,
    lines,
)

EVERYWHERE = """
asin(x) + acos(x) == pi/2
sin(asin(x)) == x
cos(acos(x)) == x
cos(asin(x)) == sqrt(1-x^2)
tan(atan(x)) == x
sin(2*asin(x)) == 2*x*sqrt(1-x^2)
cos(atan(x)) == 1/sqrt(1+x^2)
atan(x) == asin(x/sqrt(1+x^2))
atan(-x) == -atan(x)
acos(-x) == pi - acos(x) | x: -1 <= x <= 1
atan(x) + atan(1/x) == pi/2 | x: x > 0
atan(x) + atan(1/x) == -pi/2 | x: x < 0
atan(x) + atan(1/x) == sign(x)*pi/2 | x: x != 0
2*atan(x) == asin(2*x/(1+x^2)) | x: -1 <= x <= 1
acos(2*x^2-1) == 2*acos(x) | x: 0 <= x <= 1
atan(x) + atan(y) == atan((x+y)/(1-x*y)) | x: 0 < x < 1; y: 0 < y < 1
pi/4 == atan(1/2) + atan(1/3)
pi/4 == 4*atan(1/5) - atan(1/239)
asin(3/5) + asin(4/5) == pi/2
atan(1) == pi/4
acos(0) == pi/2
asin(sqrt(2)/2) == pi/4
atan(2-sqrt(3)) == pi/12
acot(x) == atan(1/x)
asec(x) == acos(1/x)
acsc(x) == asin(1/x)
asinh(x) == log(x+sqrt(x^2+1))
asinh(-x) == -asinh(x)
sinh(asinh(x)) == x
acosh(x) == log(x+sqrt(x^2-1)) | x: x >= 1
acosh(x) == 2*acosh(sqrt((x+1)/2)) | x: x > 1
cosh(acosh(x)) == x | x: x >= 1
atanh(x) == log((1+x)/(1-x))/2 | x: -1 < x < 1
tanh(atanh(x)) == x | x: -1 < x < 1
atan2(y,x) == atan(y/x) | x: x > 0
sin(asin(x)/2)^2 == (1-sqrt(1-x^2))/2 | x: -1 <= x <= 1
im(asin(x)) == 0 | x: -1 <= x <= 1
im(asin(1)) == 0
im(acos(-1)) == 0
"""

NEVER = """
atan(x) + atan(1/x) == pi/2
2*atan(x) == asin(2*x/(1+x^2))
acos(2*x^2-1) == 2*acos(x) | x: -1 <= x <= 1
atan(x) + atan(y) == atan((x+y)/(1-x*y))
atan(tan(x)) == x
asin(sin(x)) == x
acos(cos(x)) == x
pi/4 == atan(1/2) + atan(1/3) + 2*pi
3*pi/4 == atan(-1)
5*atan(1/5) == pi/4
atanh(x) == log((1+x)/(1-x))/2
acosh(x) == log(x+sqrt(x^2-1))
acosh(x) == 2*acosh(sqrt((x-1)/2)) | x: x > 3
180*acos(7823207/7823209)/pi == 0
atan2(y,x) == atan(y/x)
sin(asin(x)/2) == sqrt((1-sqrt(1-x^2))/2) | x: -1 <= x <= 1
im(asin(x)) == 0 | x: x > 2
im(acos(x)) == 0 | x: x > 2
"""


@pytest.mark.parametrize("line", lines(EVERYWHERE))
def test_inverse_functions_are_proved_equal_on_their_branch(line):
    assert_everywhere(line)


@pytest.mark.parametrize("line", lines(NEVER))
def test_off_the_branch_nothing_is_proved(line):
    assert_not_proved(line)
