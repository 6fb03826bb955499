# ruff: noqa: E501 - a claim is one line
"""Sums and products with symbolic bounds."""

from __future__ import annotations

import pytest

from tests.equality.proof.claims import (
    assert_almost_everywhere,
    assert_everywhere,
    assert_not_proved,
    lines,
)

EVERYWHERE = """
Sum(k,(k,1,n)) == n*(n+1)/2 | n: integer >= 1
Sum(k^2,(k,1,n)) == n*(n+1)*(2*n+1)/6 | n: integer >= 0
Sum(k^3,(k,1,n)) == Sum(k,(k,1,n))^2 | n: integer >= 1
Sum(1,(k,1,n)) == n | n: integer >= 0
Sum(c,(k,m,n)) == c*(n-m+1) | m: integer; n: integer; @ n >= m
Sum(r^k,(k,0,n)) == (1-r^(n+1))/(1-r) | n: integer >= 0; r: 0 < r < 1
Sum(2^k,(k,0,n)) == 2^(n+1) - 1 | n: integer >= 0
Sum(k*r^k,(k,0,n)) == r*(1-(n+1)*r^n+n*r^(n+1))/(1-r)^2 | n: integer >= 0; r: 0 < r < 1
Sum((1-b)*b^(t-k)*g,(k,1,t)) == g*(1-b^t) | t: integer >= 1; b: 0 < b < 1
Sum(b^(t-k),(k,1,t)) == Sum(b^k,(k,0,t-1)) | t: integer >= 1; b: 0 < b < 1
Sum((-1)^k,(k,0,n)) == (1+(-1)^n)/2 | n: integer >= 0
Sum(1/(k*(k+1)),(k,1,n)) == n/(n+1) | n: integer >= 1
Sum(1/(k*(k+2)),(k,1,n)) == 3/4 - 1/(2*(n+1)) - 1/(2*(n+2)) | n: integer >= 1
Sum((k^2+1)/k,(k,1,n)) == Sum(k,(k,1,n)) + Sum(1/k,(k,1,n)) | n: integer >= 1
Sum(1/k,(k,1,n+1)) == Sum(1/k,(k,1,n)) + 1/(n+1) | n: integer >= 1
Sum(sqrt(k),(k,1,n+1)) == Sum(sqrt(k),(k,1,n)) + sqrt(n+1) | n: integer >= 1
1+Sum(1/(k^2+1),(k,1,n)) == 1+Sum(1/((n+1-k)^2+1),(k,1,n)) | n: integer >= 1
Sum(1/(k+1),(k,0,n-1)) == Sum(1/k,(k,1,n)) | n: integer >= 1
Sum(1/k,(k,1,n)) == Sum(1/(n+1-k),(k,1,n)) | n: integer >= 1
Sum(1/k,(k,1,n)) == Sum(1/k,(k,1,m)) + Sum(1/k,(k,m+1,n)) | n: integer; m: integer >= 1; @ m < n
Sum(k,(k,m,n)) == Sum(k,(k,m,p)) + Sum(k,(k,p+1,n)) | m: integer; n: integer; p: integer; @ m <= p; @ p <= n
Sum(a*f(k),(k,1,n)) == a*Sum(f(k),(k,1,n)) | n: integer >= 1; f: function
Sum(f(k)+g(k),(k,1,n)) == Sum(f(k),(k,1,n)) + Sum(g(k),(k,1,n)) | n: integer >= 1; f: function; g: function
Sum(f(j),(j,1,n)) == Sum(f(k),(k,1,n)) | n: integer >= 1; f: function
Sum(k*factorial(k),(k,1,n)) == factorial(n+1) - 1 | n: integer >= 1
Sum(log(1+1/k),(k,1,n)) == log(n+1) | n: integer >= 1
Sum(Sum(j,(j,1,k)),(k,1,n)) == n*(n+1)*(n+2)/6 | n: integer >= 1
Sum(x^k/3^k,(k,0,2)) == 1 + x/3 + x^2/9
Product(k,(k,1,n)) == factorial(n) | n: integer >= 1
Product((k+1)/k,(k,1,n)) == n + 1 | n: integer >= 1
Product(2,(k,1,n)) == 2^n | n: integer >= 0
Product(2*k,(k,1,n)) == 2^n*factorial(n) | n: integer >= 1
Product(b^k,(k,1,n)) == b^(n*(n+1)/2) | n: integer >= 1; b: b > 0
Product(1-1/k^2,(k,2,n)) == (n+1)/(2*n) | n: integer >= 2
Sum(binomial(n,k),(k,0,n)) == 2^n | n: integer >= 0
Sum(binomial(n,k)*2^k,(k,0,n)) == 3^n | n: integer >= 0
Sum(binomial(n,n-k)*2^k,(k,0,n)) == 3^n | n: integer >= 0
Sum(binomial(n,k)*x^k*y^(n-k),(k,0,n)) == (x+y)^n | n: integer >= 1; x: x > 0; y: y > 0
Sum(binomial(n,k)*p^k*(1-p)^(n-k),(k,0,n)) == 1 | n: integer >= 1; p: 0 < p < 1
Sum(k*binomial(n,k)*p^k*(1-p)^(n-k),(k,0,n)) == n*p | n: integer >= 1; p: 0 < p < 1
Sum(k^2*binomial(n,k)*p^k*(1-p)^(n-k),(k,0,n)) == n*p*(1-p)+n^2*p^2 | n: integer >= 1; p: 0 < p < 1
Sum((-1)^k*binomial(n,k),(k,0,n)) == 0 | n: integer >= 1
Sum(binomial(n,k),(k,1,n-1)) == 2^n-2 | n: integer >= 1
Sum(binomial(n+1,k),(k,0,n)) == 2^(n+1)-1 | n: integer >= 0
Sum(factorial(n)/(factorial(k)*factorial(n-k)),(k,0,n)) == 2^n | n: integer >= 1
Product(1+x^k,(k,1,n+1)) == (1+x^(n+1))*Product(1+x^k,(k,1,n)) | n: integer >= 1; x: x > 0
Sum(k*factorial(k),(k,1,n)) == factorial(n+1) - 1 | n: integer > 0
"""

ALMOST = """
Sum(r^k,(k,0,n)) == (1-r^(n+1))/(1-r) | n: integer >= 0
Sum(r^k,(k,0,n)) == (r^(n+1)-1)/(r-1) | n: integer >= 0; r: r > 0
"""

NEVER = """
Product(exp(k^2),(k,1,n)) == exp(n^2) | n: integer >= 1
Sum(k,(k,1,n)) == n*(n-1)/2 | n: integer >= 1
Sum(k^2,(k,1,n)) == n*(n+1)*(2*n+1)/6 | n: integer >= -5
Sum(k,(k,1,n)) == n*(n+1)/2
Sum(r^k,(k,0,n)) == (1-r^(n+1))/(1-r) | n: integer >= 0; r: integer >= 1
Sum(r^k,(k,1,n)) == (1-r^(n+1))/(1-r) | n: integer >= 1; r: 0 < r < 1
Sum(k,(k,m,n)) == Sum(k,(k,m,p)) + Sum(k,(k,p+1,n)) | m: integer; n: integer; p: integer
Sum(1/k,(k,1,n)) == Sum(1/k,(k,1,n-1)) | n: integer >= 1
Sum(1/k,(k,1,n-12)) == Sum(1/k,(k,1,n-11)) | n: integer >= 12
Sum(sqrt(k),(k,1,n+1)) == Sum(sqrt(k),(k,1,n)) + sqrt(n+2) | n: integer >= 1
1+Sum(1/(k^2+1),(k,1,n)) == Sum(1/((n+1-k)^2+1),(k,1,n)) | n: integer >= 1
Sum(1/(2^k+1),(k,0,n)) == 2-2^(-n) | n: integer >= 0
Sum(1/k,(k,0,n)) == Sum(1/(k+1),(k,-1,n-1)) + 1 | n: integer >= 1
Sum(1/(k-3),(k,1,n)) == Sum(1/(k-2),(k,0,n-1)) | n: integer >= 1
Sum(f(k)*g(k),(k,1,n)) == Sum(f(k),(k,1,n))*Sum(g(k),(k,1,n)) | n: integer >= 1; f: function; g: function
Sum(f(k),(k,1,n)) == Sum(f(k+1),(k,1,n)) | n: integer >= 1; f: function
Sum(abs(k-3),(k,1,n)) == Sum(k-3,(k,1,n)) | n: integer >= 1
Product(k,(k,0,n)) == factorial(n) | n: integer >= 1
Product(k-2,(k,1,n)) == factorial(n-2) | n: integer >= 3
Sum(binomial(n,k),(k,0,n)) == 2^n + 1 | n: integer >= 1
Sum(binomial(n,k),(k,1,n)) == 2^n | n: integer >= 1
Sum(binomial(n,k),(k,0,n-1)) == 2^n | n: integer >= 1
Sum(binomial(n,k),(k,0,n)) == 2^n | n: integer
Sum(binomial(n,k),(k,1,n-1)) == 2^n-2 | n: integer >= 0
Sum((-1)^k*binomial(n,k),(k,0,n)) == 0 | n: integer >= 0
Sum(binomial(n+1,k),(k,0,n)) == 2^(n+1) | n: integer >= 0
Sum(k*binomial(n,k),(k,0,n)) == n*2^n | n: integer >= 1
Sum(binomial(n,k)*p^k,(k,0,n)) == 1 | n: integer >= 1; p: 0 < p < 1
Sum(1/(factorial(k)*factorial(n-k)),(k,0,n)) == 2^n | n: integer >= 1
Sum(k,(k,1,n)) + Sum(x,(k,1,n)) == Sum(2*k,(k,1,n)) | n: integer >= 1
Sum(binomial(n,2*k),(k,0,n)) == 2^n | n: integer >= 1
Sum(binomial(n,3),(k,0,n)) == 2^n | n: integer >= 1
"""


@pytest.mark.parametrize("line", lines(EVERYWHERE))
def test_sums_and_products_are_proved_equal(line):
    assert_everywhere(line)


@pytest.mark.parametrize("line", lines(ALMOST))
def test_a_ratio_that_may_be_one_is_an_exception(line):
    assert_almost_everywhere(line)


@pytest.mark.parametrize("line", lines(NEVER))
def test_sums_that_differ_or_whose_range_may_be_empty_are_not_proved(line):
    assert_not_proved(line)
