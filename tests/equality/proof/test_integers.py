"""floor, ceiling, mod and residue classes."""

from __future__ import annotations

from fractions import Fraction

import pytest

from grader.equality.proof.periods import cells
from tests.equality.proof.claims import (
    assert_almost_everywhere,
    assert_everywhere,
    assert_not_proved,
    claim,
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
floor(-x/(1+x)) == -1 | x: x > 0
floor(1+x/(1+x)) == 1 | x: x > 0
floor(x^2/(1+x^2)) == 0
ceiling(n/k) == floor((n+k-1)/k) | n: integer; k: integer >= 1
ceiling(n/k) == floor((n+k+1)/k) | n: integer; k: integer <= -1
floor((n^2-n)/(n^2-n+1)) == 0 | n: integer
floor(k^n) == k^n | k: integer; n: integer >= 0
ceiling(n/k) == floor((n-1)/k) + 1 | n: integer; k: integer >= 1
ceiling(n*m/k) == floor((n*m+k-1)/k) | n: integer; m: integer; k: integer >= 1
floor((3*k+n)/k) == floor(n/k) + 3 | n: integer; k: integer >= 1
floor(n/k) == -ceiling(-n/k) | n: integer; k: integer >= 1
"""

CELLS = """
floor(x)+floor(x+1/2) == floor(2*x)
floor(x)+floor(x+1/3)+floor(x+2/3) == floor(3*x)
floor(x/2)+floor((x+1)/2) == floor(x)
floor(x+n)+floor(x+1/2) == floor(2*x)+n | n: integer
floor(x/3) == floor(floor(x)/3)
abs(x-floor(x)) == x-floor(x)
max(floor(x),ceiling(x)) == ceiling(x)
floor(x)+floor(y)+floor(x+1/2) == floor(y)+floor(2*x)
mod(x,2) == mod(x,1) + mod(floor(x),2) | x: x > 3
"""

ALMOST = """
ceiling(x) == floor(x)+1
floor(x)+ceiling(x) == 2*floor(x)+1
mod(x,1)+mod(-x,1) == 1
ceiling(x)-floor(x) == 1 | x: x > 0
floor(x+1/2) == ceiling(x-1/2)
floor(-x) == -floor(x)-1
"""

NEVER = """
floor(-x) == -floor(x)
floor(x)+floor(x+1/2) == floor(2*x)+1
floor(x)+floor(x+1/4) == floor(2*x)
floor(x)+floor(x+1/2) == floor(2*x)+floor(x/1000)-floor(x/1000+1/2)
floor(x) == x-1/2
ceiling(x) == floor(x)+2
ceiling(n/k) == floor(n/k) + 1 | n: integer; k: integer >= 1
ceiling(n/k) == floor((n+k)/k) | n: integer; k: integer >= 1
ceiling(n/k) == floor((n+k-1)/k) | n: integer; k: integer <= -1
ceiling(n/k) == floor((n+k-1)/k) | n: integer; k: integer nonzero
ceiling(n/k) == floor((n+k-1)/k) | n: integer; k: k >= 1
ceiling(x/k) == floor((x+k-1)/k) | k: integer >= 1
floor(n/k) == floor((n-1)/k) | n: integer; k: integer >= 2
ceiling(n) == floor(n)+1 | n: integer
mod(x,2) == mod(x,1)
floor(x) == x
floor(n/2) == n/2 | n: integer
floor(n/2) == (n-1)/2 | n: integer
n + floor(n/1000) == n | n: integer >= 1
mod(n,2) == 1 | n: integer
floor(2*x) == 2*floor(x)
floor(x+y) == floor(x) + floor(y)
floor(k^n) == k^n | k: integer; n: integer
floor(x) == 0 | x: 0 <= x <= 1
mod(n,4) == mod(n,2) | n: integer
floor(f(2)) == 2 | f: function
floor(f(3)) == 1 | f: function
"""


@pytest.mark.parametrize("line", lines(EVERYWHERE))
def test_integer_functions_are_proved_in_every_residue_class(line):
    assert_everywhere(line)


@pytest.mark.parametrize("line", lines(CELLS))
def test_between_two_jumps_and_at_each_of_them_no_floor_is_left(line):
    assert_everywhere(line)


@pytest.mark.parametrize("line", lines(ALMOST))
def test_what_fails_only_at_the_jumps_holds_almost_everywhere(line):
    assert_almost_everywhere(line)


def test_a_symbol_with_too_many_jumps_is_left_alone():
    it = claim("floor(x) + floor(1000*x) == floor(1000*x) + floor(2*x)")
    assert cells(it.left, it.right, it.domain) is None


def test_cells_cover_a_period_of_the_whole_domain():
    it = claim("floor(x/2) == floor(x) | x: 1 <= x <= 7")
    name, pieces = cells(it.left, it.right, it.domain)
    assert name == "x"
    assert [piece.is_point for piece in pieces] == [True, False, True, False]
    whole = pieces[0].domain.range_of("x div 2")
    assert (whole.kind, whole.lower, whole.upper) == ("integer", 0, 3)
    assert [(r.lower, r.upper) for r in (p.domain.range_of("x mod 2") for p in pieces[1::2])] == [
        (0, 1), (1, 2)]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "period", "edges"),
    [
        ("mod(x,4) == x", 4, [0]),
        ("floor(x) == x", 1, [0]),
        ("floor(2*x/3) == x", 3, [0, Fraction(3, 2)]),
        ("floor(x/2+1/3) == x", 2, [0, Fraction(4, 3)]),
        ("floor(1/3-x/2) == x", 2, [0, Fraction(2, 3)]),
        ("floor(x) + ceiling(x/2) == x", 2, [0, 1]),
        ("floor((x+n)/1) == x | n: integer", 1, [0]),
    ],
)
def test_cells_are_cut_where_an_argument_is_a_whole_number(line, period, edges):
    it = claim(line)
    name, pieces = cells(it.left, it.right, it.domain)
    assert name == "x"
    assert {f"x div {period}"} <= pieces[0].domain.symbols.keys()
    spans = [p.domain.range_of(f"x mod {period}") for p in pieces if not p.is_point]
    assert [span.lower for span in spans] == edges
    assert [span.upper for span in spans] == [*edges[1:], period]
    assert all(span.lower_open and span.upper_open for span in spans)


@pytest.mark.parametrize(
    "line",
    [
        "x == floor(y*x)",
        "floor(x^2) == x",
        "floor(x+y/2) == floor(exp(x))",
        "floor(n) == n | n: integer",
    ],
)
def test_what_is_no_line_in_one_real_symbol_is_not_cut(line):
    it = claim(line)
    assert cells(it.left, it.right, it.domain) is None


@pytest.mark.parametrize("line", lines(NEVER))
def test_floors_are_not_what_they_floor(line):
    assert_not_proved(line)
