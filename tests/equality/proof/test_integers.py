"""floor, ceiling, mod and residue classes."""

from __future__ import annotations

import pytest

from tests.equality.proof.claims import (
    assert_everywhere,
    assert_not_proved,
    lines,
)

EVERYWHERE = """
floor(n/2) + ceiling(n/2) == n | n: integer
floor((n+1)/2) == ceiling(n/2) | n: integer
floor((n+1)/2) - floor(n/2) == mod(n,2) | n: integer
mod(n,2) == (1-(-1)^n)/2 | n: integer
mod(n,3) == n - 3*floor(n/3) | n: integer
floor(n/2)*2 + mod(n,2) == n | n: integer >= 0
floor(n) == n | n: integer
floor(x+1) == floor(x) + 1
ceiling(x) == -floor(-x)
floor(x+n) == floor(x) + n | n: integer
floor(7/2) == 3
floor(sqrt(10)) == 3
floor(x) == 0 | x: 0 <= x < 1
mod(n+3,3) == mod(n,3) | n: integer
floor(n/2) + floor((n+1)/2) == n | n: integer
cos(pi*n/2) == Piecewise((0,mod(n,2)=1),((-1)^(n/2),true)) + 0 | n: integer >= 5; @ n < 6
floor((m+n)/2) + floor((m+n+1)/2) == m + n | m: integer; n: integer
"""

NEVER = """
floor(x) == x
floor(n/2) == n/2 | n: integer
floor(n/2) == (n-1)/2 | n: integer
ceiling(x) == floor(x) + 1
n + floor(n/1000) == n | n: integer >= 1
mod(n,2) == 1 | n: integer
floor(2*x) == 2*floor(x)
floor(x+y) == floor(x) + floor(y)
floor(x) == 0 | x: 0 <= x <= 1
mod(n,4) == mod(n,2) | n: integer
"""


@pytest.mark.parametrize("line", lines(EVERYWHERE))
def test_integer_functions_are_proved_in_every_residue_class(line):
    assert_everywhere(line)


@pytest.mark.parametrize("line", lines(NEVER))
def test_floors_are_not_what_they_floor(line):
    assert_not_proved(line)
