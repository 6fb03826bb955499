"""Where an identity may fail: a null set may be left out, nothing larger."""

from __future__ import annotations

import pytest

from grader.equality.domain import Domain
from grader.equality.proof import polynomials as po
from grader.equality.proof.exclusions import is_null
from grader.equality.proof.normal import open_space
from tests.equality.proof.claims import assert_almost_everywhere, assert_not_proved, lines

NULL = """
(1+sqrt(y))/(1+sqrt(y)) == 1
(2+sqrt(y+x))/(2+sqrt(x+y)) == 1
(1+log(x))/(1+log(x)) == 1               | x: x > 0
(exp(x)-sqrt(x))/(exp(x)-sqrt(x)) == 1   | x: x > 0
x + 0*log(abs(x-1)-x) == x
x + 0/(abs(x)-abs(y)) == x
"""

LARGER = """
x + 0*log(abs(x)-x) == x
x + 0*log(1-sign(x)) == x
x + 0*(abs(x)-x)^(-1/2) == x
x + 0*log(abs(x)+abs(y)-x-y) == x
x + 0*log(abs(a)+abs(b)+abs(c)+abs(d)+abs(f)-a-b-c-d-f) == x
x + 0*log(1-(-1)^n) == x                 | n: integer
"""

IN_PIECES = """
x + 0/(exp(x)-y) == x                    | @ x != y
"""


@pytest.mark.parametrize("line", lines(NULL))
def test_the_zeros_of_what_is_divided_by_are_a_null_set(line):
    assert_almost_everywhere(line)


@pytest.mark.parametrize("line", lines(LARGER))
def test_what_vanishes_on_a_half_line_or_at_every_other_integer_is_no_null_set(line):
    assert_not_proved(line)


@pytest.mark.parametrize("line", lines(IN_PIECES))
def test_one_point_says_nothing_of_the_other_pieces_of_a_domain(line):
    assert_not_proved(line)


def test_the_zero_polynomial_vanishes_everywhere_and_another_constant_nowhere():
    space = open_space(Domain.of({}), po.Effort(1_000, 100), {})
    assert not is_null(space, po.ZERO)
    assert is_null(space, po.ONE)
