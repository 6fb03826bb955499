# ruff: noqa: E501 - a claim is one line
"""gamma, factorial, binomial and beta with symbolic arguments."""

from __future__ import annotations

import pytest

from tests.equality.proof.claims import (
    assert_almost_everywhere,
    assert_everywhere,
    assert_not_proved,
    lines,
)

EVERYWHERE = """
factorial(n+1) == (n+1)*factorial(n) | n: integer >= 0
factorial(n) == n*factorial(n-1) | n: integer >= 1
factorial(n) == gamma(n+1) | n: integer >= 0
gamma(x+1) == x*gamma(x) | x: x > 0
gamma(x+3) == x*(x+1)*(x+2)*gamma(x) | x: x > 0
factorial(n)/factorial(n-2) == n*(n-1) | n: integer >= 2
binomial(n,2) == n*(n-1)/2 | n: integer
binomial(n,k) == binomial(n,n-k) | n: integer >= 0; k: integer >= 0; @ k <= n
binomial(n,k) + binomial(n,k-1) == binomial(n+1,k) | n: integer >= 1; k: integer >= 1; @ n >= k
binomial(n,k) == factorial(n)/(factorial(k)*factorial(n-k)) | n: integer >= 0; k: integer >= 0; @ k <= n
k*binomial(n,k) == n*binomial(n-1,k-1) | n: integer >= 1; k: integer >= 1; @ k <= n
binomial(2*n+2,n+1) == binomial(2*n,n)*2*(2*n+1)/(n+1) | n: integer >= 0
gamma(1/2) == sqrt(pi)
factorial2(2*n) == 2^n*factorial(n) | n: integer >= 0
factorial2(2*n-1) == factorial(2*n)/(2^n*factorial(n)) | n: integer >= 0
factorial2(n)*factorial2(n-1) == factorial(n) | n: integer >= 0
factorial2(n+2) == (n+2)*factorial2(n) | n: integer >= 1
factorial2(n^2+n) == 2^((n^2+n)/2)*factorial((n^2+n)/2) | n: integer >= 1
factorial2(7) == 105
loggamma(x+1) == log(x) + loggamma(x) | x: x > 0
loggamma(x+2) == log(x) + log(x+1) + loggamma(x) | x: x > 0
loggamma(n+1) == log(factorial(n)) | n: integer >= 0
loggamma(2*x) == loggamma(x) + loggamma(x+1/2) + (2*x-1)*log(2) - log(pi)/2 | x: x > 0
gamma(5) == 24
gamma(1/4)*gamma(3/4) == pi*sqrt(2)
gamma(2*x) == 2^(2*x-1)*gamma(x)*gamma(x+1/2)/sqrt(pi) | x: x > 0
gamma(3*x) == 3^(3*x-1/2)/(2*pi)*gamma(x)*gamma(x+1/3)*gamma(x+2/3) | x: x > 0
beta(x,y) == gamma(x)*gamma(y)/gamma(x+y) | x: x > 0; y: y > 0
beta(x,y) == beta(y,x) | x: x > 0; y: y > 0
gamma(m+2) == gamma(2+m) | m: integer
binomial(n,k)*2 == binomial(n,k) + binomial(n,k) | n: integer; k: integer
rising(x,3) == x*(x+1)*(x+2)
falling(x,3) == x*(x-1)*(x-2)
gamma(2-x)/gamma(1-x) == 1-x | x: x < 1
Product(1-s/k,(k,2,t)) == Product((k-s)/k,(k,2,t)) | s: 0 < s < 1; t: integer >= 2
Product(1-s/k,(k,1,t)) == Product((k-s)/k,(k,1,t)) | s: 0 < s < 1; t: integer >= 1
"""

ALMOST = """
gamma(x+1) == x*gamma(x)
gamma(x)*gamma(1-x) == pi/sin(pi*x)
gamma(x)*gamma(1-x) == pi/sin(pi*x) | x: 0 < x < 1
gamma(-x)*gamma(x) == -pi/(x*sin(pi*x))
1/gamma(1/x) == 1/gamma(1/x) + 0/gamma(x)
binomial(x,y) == gamma(x+1)/(gamma(y+1)*gamma(x-y+1))
binomial(x,y)^2/binomial(x,y) == binomial(x,y)
gamma(x)*x + gamma(x+1) == 2*gamma(x+1) + 0*gamma(x)
"""

NEVER = """
factorial2(2*n) == 2^n*factorial(n-1) | n: integer >= 1
factorial2(2*n) == 2^n*factorial(n) | n: integer >= -1
factorial2(n) == factorial(n) | n: integer >= 0
factorial2(n+1) == (n+1)*factorial2(n) | n: integer >= 1
factorial2(2*x) == 2^x*factorial(x) | x: x > 0
loggamma(x+1) == log(x) + loggamma(x)
loggamma(x+1) == log(x+1) + loggamma(x) | x: x > 0
loggamma(x) == log(gamma(x)) | x: x < 0
gamma(n+1) == n*gamma(n) | n: integer >= 0
gamma(n+1) == n*gamma(n) | n: integer
factorial(n) == n*factorial(n-1) | n: integer >= 0
binomial(n,k) + binomial(n,k-1) == binomial(n+1,k) | n: integer >= 0; k: integer >= 0
binomial(n,k) == factorial(n)/(factorial(k)*factorial(n-k)) | n: integer >= 0; k: integer >= 0
binomial(n,k)^2/binomial(n,k) == binomial(n,k) | n: integer >= 0; k: integer >= 0
gamma(n)/gamma(n) == 1 | n: integer
gamma(2-x)/gamma(1-x) == 2-x | x: x < 1
Product(1-s/k,(k,2,t)) == Product((k-s)/k,(k,1,t)) | s: 0 < s < 1; t: integer >= 2
Product(1-s/k,(k,2,t)) == Product((k+s)/k,(k,2,t)) | s: 0 < s < 1; t: integer >= 2
gamma(x) == gamma(x+1)
factorial(2*n) == 2*factorial(n) | n: integer >= 1
binomial(n,2) == n*(n+1)/2
gamma(x)*gamma(1-x) == pi/sin(pi*x) | x: integer
rising(x,1/2) == 1
rising(x,5/2) == x*(x+1)
falling(x,1/2) == 1
falling(x,5/2) == x*(x-1)
"""


@pytest.mark.parametrize("line", lines(EVERYWHERE))
def test_recurrences_are_used_where_the_arguments_are_positive(line):
    assert_everywhere(line)


@pytest.mark.parametrize("line", lines(ALMOST))
def test_poles_at_real_arguments_are_a_null_set(line):
    assert_almost_everywhere(line)


@pytest.mark.parametrize("line", lines(NEVER))
def test_a_recurrence_at_a_pole_is_not_proved(line):
    assert_not_proved(line)
