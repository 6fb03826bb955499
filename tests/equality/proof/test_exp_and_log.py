"""Exponentials and logarithms."""

from __future__ import annotations

import pytest

from tests.equality.proof.claims import (
    assert_almost_everywhere,
    assert_everywhere,
    assert_not_proved,
    lines,
)

EVERYWHERE = """
exp(x)*exp(y) == exp(x+y)
exp(-x)*exp(x) == 1
exp(2*x) == exp(x)^2
exp(x/2)^2 == exp(x)
exp(x/3)*exp(x/6) == sqrt(exp(x))
exp(1 + 1/(x+1)) == e*exp(1/(x+1))
exp((x-z)/(1+y^2)) == exp(x/(1+y^2))/exp(z/(1+y^2))
log(a*b) == log(a) + log(b) | a: a > 0; b: b > 0
log(a/b) == log(a) - log(b) | a: a > 0; b: b > 0
log(a^x) == x*log(a) | a: a > 0
log(1/x) == -log(x) | x: x > 0
log(sqrt(x)) == log(x)/2 | x: x > 0
log(exp(x)) == x
exp(-log(x)) == 1/x
log(8)/log(2) == 3
log(12) == 2*log(2) + log(3)
log(42)/log(6) == 1 + log(7)/log(6)
log(2*x) - log(2) == log(x)
log(x^2) == 2*log(abs(x))
log(abs(x^2-9)) == log(abs(x-3)) + log(abs(x+3))
log(-x) == log(x) + i*pi | x: x > 0
log(exp(x)+exp(y)) == x + log(1+exp(y-x))
log(1+exp(x)) - x == log(1+exp(-x))
log(x+sqrt(x^2+1)) == -log(sqrt(x^2+1)-x)
(sqrt(3)-sqrt(2))^(-x) == (sqrt(2)+sqrt(3))^x
log(x^2+2*x+1) == 2*log(x+1) | x: x >= 0
log(x+1+2*sqrt(x)) == 2*log(1+sqrt(x)) | x: x > 0
exp(x^(-2/3)) == exp(x^(1/3)/x) | x: x > 0
log(x^3) == 2*log(abs(x)) + log(x)
log(exp(x/y^2)) == x/y^2
"""

ALMOST = """
exp(2*log(x)) == x^2
exp(log(x)) == x
exp(log(x)*y)*x == exp(log(x)*(y+1)) + 0/(x-1)
x^y == exp(y*log(x))
log(x^4)/2 == 2*log(abs(x)) + 0/(x-2)
"""

NEVER = """
log(a*b) == log(a) + log(b)
log(a*b) == log(a) + log(b) | a: a < 0; b: b < 0
log(x^2) == 2*log(x)
log(1/x) == -log(x)
log(-x) == log(x) + i*pi
log(-x) == log(x) + i*pi | x: x < 0
log(exp(z)) == z | z: complex
log(x) == log(abs(x))
exp(x*y) == exp(x)*exp(y)
exp(x)^y == exp(x)
log(log(x)*0) == 1
log(2) == 0.693147180559945309417232121458
log(640320^3+744)/sqrt(163) == pi
exp(log(n)) == n | n: integer >= 0
exp(x^(-2/3)) == exp(1/(2*x)) | x: x > 0
log(x^2) == log(abs(x))
log(x^4) == 2*log(abs(x))
log(exp(x/y^2)) == x/(2*y)
sqrt(exp(x/2)) == exp(x)
sqrt(y*exp(x/2)+exp(x/2)) == exp(x)*sqrt(y+1) | x: x > 0; y: y > 0
"""


@pytest.mark.parametrize("line", lines(EVERYWHERE))
def test_exponentials_and_logarithms_obey_their_laws_where_they_hold(line):
    assert_everywhere(line)


@pytest.mark.parametrize("line", lines(ALMOST))
def test_where_an_argument_may_be_zero_one_side_may_be_undefined(line):
    assert_almost_everywhere(line)


@pytest.mark.parametrize("line", lines(NEVER))
def test_a_law_of_logarithms_without_its_sign_is_not_proved(line):
    assert_not_proved(line)
