"""erf, LambertW, functions that nobody knows, and parts of complex numbers."""

from __future__ import annotations

import pytest

from tests.equality.proof.claims import (
    assert_almost_everywhere,
    assert_everywhere,
    assert_not_proved,
    lines,
)

EVERYWHERE = """
erf(-x) == -erf(x)
erf(0) == 0
erfc(x) == 1 - erf(x)
erf(x+y) == erf(y+x)
erf(sin(x)^2+cos(x)^2) == erf(1)
lambertw(x*exp(x)) == x | x: x >= -1
lambertw(x*log(x)) == log(x) | x: x >= 1
lambertw(0) == 0
lambertw(x)*exp(lambertw(x)) == x
exp(2*lambertw(x)) == x^2/lambertw(x)^2 | x: x > 0
exp(-lambertw(x)) == lambertw(x)/x | x: x > 0
log(lambertw(x)) == log(x) - lambertw(x) | x: x > 0
lambertw(lambertw(x)*exp(lambertw(x))) == lambertw(x) | x: x > 0
abs(lambertw(x)) == lambertw(x) | x: x >= 0
f(x+y) == f(y+x) | f: function
f(2*x)/f(x+x) + 1 == 2*f(x*2)/f(2*x) | f: function
f(x,y) + f(x,y) == 2*f(x,y) | f: function
sin(f(3*x-x))/cos(f(x+x)) == tan(f(2*x)) | f: function
f(sqrt(x^2)) == f(abs(x)) | f: function
re(z) + i*im(z) == z | z: complex
re(z)^2 + im(z)^2 == abs(z)^2 | z: complex
z*conjugate(z) == abs(z)^2 | z: complex
conjugate(z*w) == conjugate(z)*conjugate(w) | z: complex; w: complex
abs(z*w) == abs(z)*abs(w) | z: complex; w: complex
re(exp(i*x)) == cos(x)
conjugate(exp(z)) == exp(conjugate(z)) | z: complex
abs(exp(i*x)) == 1
abs(exp(z)) == exp(re(z)) | z: complex
im(x) == 0
(z+1)^2 == z^2 + 2*z + 1 | z: complex
exp(z+w) == exp(z)*exp(w) | z: complex; w: complex
arg(x) == 0 | x: x > 0
arg(x) == pi | x: x < 0
"""

ALMOST = """
(4*x+6*f(y))/(2*x+3*f(y)) == 2 | f: function
z/z == 1 | z: complex
abs(z)/abs(z) == 1 | z: complex
"""

NEVER = """
im(lambertw(x)) == 0
lambertw(x)*exp(lambertw(x)) == x + 1
lambertw(x)*exp(lambertw(2*x)) == x | x: x > 0
lambertw(x)*exp(lambertw(x)/2) == x | x: x > 0
exp(lambertw(x)) == x/lambertw(x) | x: integer >= 0
log(lambertw(x)) == log(x) - lambertw(x)
abs(lambertw(x)) == lambertw(x)
conjugate(erf(z)) == erf(z) | z: complex
erf(x) == erf(-x)
erf(2*x) == 2*erf(x)
lambertw(x*exp(x)) == x
f(2*x) == 2*f(x) | f: function
f(x,y) == f(y,x) | f: function
f(x) == g(x) | f: function; g: function
f(x)/f(x) == 1 | f: function; x: integer
z == conjugate(z) | z: complex
abs(z)^2 == z^2 | z: complex
sqrt(z^2) == z | z: complex
log(z*w) == log(z) + log(w) | z: complex; w: complex
re(z*w) == re(z)*re(w) | z: complex; w: complex
conjugate(sqrt(z)) == sqrt(conjugate(z)) | z: complex
conjugate(log(x)) == log(x)
arg(x) == 0
"""


@pytest.mark.parametrize("line", lines(EVERYWHERE))
def test_equal_arguments_give_equal_values(line):
    assert_everywhere(line)


@pytest.mark.parametrize("line", lines(ALMOST))
def test_what_is_divided_by_may_vanish(line):
    assert_almost_everywhere(line)


@pytest.mark.parametrize("line", lines(NEVER))
def test_nothing_more_is_known_of_them(line):
    assert_not_proved(line)
