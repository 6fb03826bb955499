"""Powers with symbolic exponents."""

from __future__ import annotations

import pytest

from tests.equality.proof.claims import (
    assert_almost_everywhere,
    assert_everywhere,
    assert_not_proved,
    lines,
)

EVERYWHERE = """
beta^(t+1) == beta*beta^t | beta: 0 < beta < 1; t: integer >= 0
beta^t*beta^s == beta^(t+s) | beta: beta > 0
(1-1/N)^t == ((N-1)/N)^t | N: integer >= 2; t: integer >= 0
(1-1/N)^t*N^t == (N-1)^t | N: integer >= 1; t: integer >= 0
(1-beta^t)/(1-beta) == (beta^t-1)/(beta-1) | beta: 0 < beta < 1; t: integer >= 1
4^x == 2^(2*x)
12^x == 3^x*4^x
2^(x+3) == 8*2^x
(a*b)^c == a^c*b^c | a: a > 0; b: b > 0
(a^b)^c == a^(b*c) | a: a > 0
(a^2)^b == a^(2*b) | a: a > 0
(x*y)^n == x^n*y^n | n: integer >= 0
x^(n+m) == x^n*x^m | n: integer >= 0; m: integer >= 0
(x^n)^2 == x^(2*n) | n: integer >= 0
x^(n+2) == x^2*x^n | n: integer >= 0
(-2)^n == (-1)^n*2^n | n: integer
(-x)^n == (-1)^n*x^n | n: integer >= 0
(-1)^(2*n) == 1 | n: integer
(-1)^(n+1) == -(-1)^n | n: integer
(-1)^(n^2) == (-1)^n | n: integer
(-1)^(n*(n+1)) == 1 | n: integer
(-1)^(m+n)*(-1)^(m-n) == 1 | m: integer; n: integer
a^x/a^y == a^(x-y) | a: a > 0
a^x == exp(x*log(a)) | a: a > 0
k^n*k^m == k^(n+m) | k: integer >= 1; n: integer; m: integer
k^n*k^m == k^(n+m) | k: integer; n: integer >= 0; m: integer >= 0
0^n == 0 | n: integer >= 1
e^(2*x) == (e^x)^2
p^(2*i*j)*q^(4*i*j) == (p^(2*i)*q^(4*i))^j | p: p > 0; q: q > 0; j: integer
i^(4*n) == 1 | n: integer
(-i)^n == (-1)^(3*n/2) | n: integer
(1-b^(t+1))/(1-b^t) == 1 + (1-b)*b^t/(1-b^t) | b: 0 < b < 1; t: integer >= 1
(x^3)^a == abs(x)^(2*a)*x^a | a: a > 0
(x+1+2*sqrt(x))^a == (1+sqrt(x))^(2*a) | x: x > 0
"""

AT_POWERS_OF_ZERO = """
(1-1/N)^(t-1)*(1-1/N) == (1-1/N)^t | N: integer >= 1; t: integer >= 1
(1-1/N)^(2*(t-1))*(1-1/N)^2 == (1-1/N)^(2*t) | N: integer >= 1; t: integer >= 1
N*(1-(1-1/N)^(t-1)) + (1-1/N)^(t-1) == N*(1-(1-1/N)^t) | N: integer >= 1; t: integer >= 1
N - (N-1)*(1-1/N)^(t-1) == N*(1-(1-1/N)^t) | N: integer >= 1; t: integer >= 1
k^n == k*k^(n-1) | k: integer; n: integer >= 1
(k+3)^n == (k+3)^2*(k+3)^(n-2) | k: integer; n: integer >= 2
(k-1)^n*(m-2)^n == (k-1)*(m-2)*((k-1)*(m-2))^(n-1) | k: integer; m: integer; n: integer >= 1
x^n == x*x^(n-1) | n: integer >= 1
(1-b)^n == (1-b)*(1-b)^(n-1) | b: 0 <= b <= 1; n: integer >= 1
0^n*5 == 0^n*(5+n) | n: integer >= 0
0^(n-3) == 0^(2*n-6) | n: integer >= 3
0^x == 0^(3*x) | x: x >= 0
(2*k-1)^n == (2*k-1)*(2*k-1)^(n-1) | k: integer; n: integer
"""

ALMOST_WITH_POWERS_OF_ZERO = """
x*k^n/x == k*k^(n-1) | k: integer; n: integer >= 1
0^x == 0^(x+1) | x: x >= 0
x*k^n*x^(-n) == k*k^(n-1)*x^(1-n) | k: integer; n: integer >= 1
"""

NEVER_AT_POWERS_OF_ZERO = """
(1-1/N)^(t-1)*(1-1/N) == (1-1/N)^t | N: integer >= 1; t: integer >= 0
k^n == k*k^(n-1) | k: integer; n: integer
k^n == k^2*k^(n-2) | k: integer; n: integer >= 1
(1-1/N)^(t+1)/(1-1/N) == (1-1/N)^t | N: integer >= 1; t: integer >= 1
N - (N-1)*(1-1/N)^(t-2) == N*(1-(1-1/N)^(t-1)) | N: integer >= 1; t: integer >= 1
0^(n-3) == 0^(n-2) | n: integer >= 3
0^(n-3) == 0 | n: integer >= 3
0^n == 1 | n: integer <= 0
0^n == 0^(n+n) | n: integer
0^n*5 == 0^n*(4+n) | n: integer >= 0
0^n == 0^m | n: integer >= 0; m: integer >= 0
0^z == 0^(2*z) | z: complex
0^(3-n) == 1 | n: integer >= 3
0^(3-n) == 0^(6-2*n) | n: integer >= 3
"""

ALMOST = """
x^n*x^m == x^(n+m) | n: integer >= 1; m: integer
x^n == x*x^(n-1) | n: integer >= 0
x^a*x^b == x^(a+b) | x: x >= 0
x^a*x^b == x^(a+b)
x^a*x^2 == x^(a+2)
(x^2)^a == abs(x)^(2*a)
1/x^n == x^(-n) | n: integer
"""

NEVER = """
(x*y)^a == x^a*y^a
(a^b)^c == a^(b*c)
(a^2)^b == a^(2*b)
n^m == exp(m*log(n)) | n: integer >= 0; m: integer >= 0
k^n*k^m == k^(n+m) | k: integer; n: integer >= 1; m: integer
k^n == k*k^(n-1) | k: integer; n: integer >= 0
1/k^n == k^(-n) | k: integer; n: integer
(-1)^x == 1
(-1)^(2*x) == 1
cos(2*pi*b^t) == 1 | t: integer >= 1
(-1)^n == 1 | n: integer
(x^n)^m == x^(n+m) | n: integer >= 0; m: integer >= 0
0^n == 0 | n: integer >= 0
2^n == 2^(n-1) | n: integer >= 1
(-1)^(n^2) == 1 | n: integer
x^(n/2) == (x^n)^(1/2) | n: integer >= 1
(x^3)^a == abs(x)^(2*a) | a: a > 0
(x^3*y)^a == abs(x)^(2*a)*y^a | a: a > 0
"""


@pytest.mark.parametrize("line", lines(EVERYWHERE))
def test_powers_are_proved_equal_where_the_signs_of_the_bases_allow_it(line):
    assert_everywhere(line)


@pytest.mark.parametrize("line", lines(AT_POWERS_OF_ZERO))
def test_where_a_base_is_zero_its_powers_are_looked_at_one_by_one(line):
    assert_everywhere(line)


@pytest.mark.parametrize("line", lines(ALMOST_WITH_POWERS_OF_ZERO))
def test_beside_a_power_of_zero_a_null_set_of_real_numbers_may_be_left_out(line):
    assert_almost_everywhere(line)


@pytest.mark.parametrize("line", lines(NEVER_AT_POWERS_OF_ZERO))
def test_a_power_of_zero_that_differs_at_one_exponent_is_not_proved(line):
    assert_not_proved(line)


@pytest.mark.parametrize("line", lines(ALMOST))
def test_a_base_that_may_be_zero_is_an_exception(line):
    assert_almost_everywhere(line)


@pytest.mark.parametrize("line", lines(NEVER))
def test_a_power_rule_without_its_sign_is_not_proved(line):
    assert_not_proved(line)
