"""Labelled pairs through the whole ladder: equal, equal almost everywhere, different."""

from __future__ import annotations

import pytest

from grader.equality import recheck
from tests.equality.reading import judged

N = {"n": "integer >= 1"}
POSITIVE = {"x": "x > 0", "y": "y > 0", "a": "a > 0", "b": "b > 0"}
BETA = {"beta": "0 < beta < 1", "t": "integer >= 1", "k": "integer >= 0", "alpha": "alpha > 0"}

EQUAL = [
    # arithmetic and rational functions
    ("x + x", "2*x", {}),
    ("(x + 1)**2", "x**2 + 2*x + 1", {}),
    ("0.5*x", "x/2", {}),
    ("1/(x**2 + 1) + 1/(x**2 + 2)", "(2*x**2 + 3)/((x**2 + 1)*(x**2 + 2))", {}),
    ("(a + b)*(a - b)", "a**2 - b**2", {}),
    ("(x**3 - y**3)/(x**2 + x*y + y**2)*(x**2 + x*y + y**2)", "x**3 - y**3", POSITIVE),
    ("x*(y + z) - x*z", "x*y", {}),
    ("-(a - b)", "b - a", {}),
    ("2/3*x + x/3", "x", {}),
    # powers and roots
    ("sqrt(x**2)", "x", POSITIVE),
    ("sqrt(x**2)", "abs(x)", {}),
    ("sqrt(x*y)", "sqrt(x)*sqrt(y)", POSITIVE),
    ("x**(1/2)*x**(1/2)", "x", {}),
    ("(x**a)**b", "x**(a*b)", POSITIVE),
    ("2**(n + 1)", "2*2**n", {}),
    ("4**n", "2**(2*n)", {}),
    ("sqrt(8)", "2*sqrt(2)", {}),
    ("sqrt(5 + 2*sqrt(6))", "sqrt(2) + sqrt(3)", {}),
    ("1/sqrt(2)", "sqrt(2)/2", {}),
    ("sqrt(x + 1 + 2*sqrt(x))", "1 + sqrt(x)", POSITIVE),
    ("1/(1 - beta)**2", "(1 - beta)**(-2)", BETA),
    # exponentials and logarithms
    ("exp(x + y)", "exp(x)*exp(y)", {}),
    ("log(x*y)", "log(x) + log(y)", POSITIVE),
    ("log(x**2)", "2*log(x)", POSITIVE),
    ("log(x**2)", "2*log(abs(x))", {}),
    ("exp(2*log(x))", "x**2", POSITIVE),
    ("log(exp(x))", "x", {}),
    ("log(6)", "log(2) + log(3)", {}),
    ("log(8)/log(2)", "3", {}),
    ("x**y", "exp(y*log(x))", POSITIVE),
    ("1/(1 + exp(-x))", "exp(x)/(1 + exp(x))", {}),
    ("log(1 + exp(x)) - x", "log(1 + exp(-x))", {}),
    # trigonometry
    ("sin(x)**2 + cos(x)**2", "1", {}),
    ("sin(2*x)", "2*sin(x)*cos(x)", {}),
    ("cos(x)**2 - sin(x)**2", "cos(2*x)", {}),
    ("cosh(x)**2 - sinh(x)**2", "1", {}),
    ("2*abs(sin(t/2))", "sqrt(2 - 2*cos(t))", {}),
    ("atan(x)", "asin(x/sqrt(1 + x**2))", {}),
    ("pi/4", "atan(1/2) + atan(1/3)", {}),
    ("atan(x) + atan(1/x)", "pi/2", POSITIVE),
    ("asin(x) + acos(x)", "pi/2", {"x": "-1 <= x <= 1"}),
    ("asinh(x)", "log(x + sqrt(x**2 + 1))", {}),
    # steps and corners
    ("abs(x)", "max(x, -x)", {}),
    ("max(x, y)", "(x + y + abs(x - y))/2", {}),
    ("min(x, y) + max(x, y)", "x + y", {}),
    ("abs(-x)", "abs(x)", {}),
    ("abs(x*y)", "abs(x)*abs(y)", {}),
    ("Piecewise((x, x > 0), (-x, True))", "abs(x)", {}),
    ("x*sign(x)", "abs(x)", {}),
    ("floor(n + 1/2)", "n", {"n": "integer"}),
    # sums and products
    ("Sum(k, (k, 1, n))", "n*(n + 1)/2", N),
    ("Sum(beta**k, (k, 0, n))", "(1 - beta**(n + 1))/(1 - beta)", {**BETA, **N}),
    ("Sum(1/(k*(k + 1)), (k, 1, n))", "n/(n + 1)", N),
    ("Product(k, (k, 1, n))", "factorial(n)", N),
    ("(1 - beta)*Sum(beta**k, (k, 0, t - 1))", "1 - beta**t", BETA),
    # gamma and binomials
    ("gamma(x + 1)", "x*gamma(x)", POSITIVE),
    ("factorial(n)", "gamma(n + 1)", N),
    ("binomial(n, 2)", "n*(n - 1)/2", N),
    ("factorial(n + 1)/factorial(n)", "n + 1", N),
    ("gamma(1/2)", "sqrt(pi)", {}),
    # integers
    ("(-1)**(2*n)", "1", {"n": "integer"}),
    ("cos(pi*n)", "(-1)**n", {"n": "integer"}),
    ("sin(pi*n)", "0", {"n": "integer"}),
    # complex values
    ("exp(i*pi)", "-1", {}),
    ("i**2", "-1", {}),
    ("sqrt(-4)", "2*i", {}),
    ("z*conjugate(z)", "abs(z)**2", {"z": "complex"}),
    ("exp(i*x)", "cos(x) + i*sin(x)", {}),
    # unknown functions
    ("f(x) + f(x)", "2*f(x)", {"f": "function"}),
    ("f(x + y)", "f(y + x)", {"f": "function"}),
    # homework: penalised updates, moving averages
    ("-alpha/2*norm(g, 1)*sign(g)", "-norm(g, 1)*sign(g)*alpha/2", {"g": "real vector 3"}),
    ("norm(g, 2)**2", "dot(g, g)", {"g": "real vector 3"}),
    ("g*2 + g", "3*g", {"g": "real vector 4"}),
    ("norm(2*g)", "2*norm(g)", {"g": "real vector 2"}),
    ("sqrt(beta)*sqrt(1 - beta)", "sqrt(beta*(1 - beta))", BETA),
    ("(1 - 1/n)**t*(1 - 1/n)", "(1 - 1/n)**(t + 1)", {"n": "integer >= 2", "t": "integer >= 0"}),
    ("alpha*(1 - beta**t)/(1 - beta)", "alpha*Sum(beta**k, (k, 0, t - 1))", BETA),
]

ALMOST = [
    ("v/max(1, abs(v)/c)", "v*min(1, c/abs(v))", {"c": "c > 0"}),
    ("(x**2 - 1)/(x - 1)", "x + 1", {}),
    ("x/x", "1", {}),
    ("g/abs(g)", "sign(g)", {"g": "real"}),
    ("g/abs(g)", "sign(g)", {"g": "real vector 3"}),
    ("abs(x)/x", "sign(x)", {}),
    ("x**2/x", "x", {"x": "real"}),
    ("Piecewise((1, x > 0), (0, True))", "Piecewise((1, x >= 0), (0, True))", {}),
    ("log(x) - log(x) + x", "x", {}),
    ("sign(x)**2", "1", {}),
]

DIFFERENT = [
    ("1/2**98", "1/2**99", {}),
    ("a + b - c", "a + b + c", {}),
    ("sqrt(x**2)", "x", {}),
    ("sqrt(x**2)", "-x", {}),
    ("x", "x + 1e-30", {}),
    ("x", "x*(1 + 1e-40)", {}),
    ("abs(x + 1000) - 1000", "x", {}),
    ("max(x, -1000)", "x", {}),
    ("min(n, 1000)", "n", N),
    ("n + floor(n/1000)", "n", N),
    ("Piecewise((x, x > 1/10**9), (0, True))", "x", {}),
    ("Piecewise((x, x < 12345), (x + 1, True))", "x", {}),
    ("Piecewise((1, Eq(n, 7)), (0, True))", "0", N),
    ("0**(n - 7) + n - 0**(n - 7)*0", "n", {"n": "integer >= 7"}),
    ("n*(n - 1)*(n - 2)*(n - 3)*(n - 4)", "0", N),
    ("tanh(10**6*x)", "sign(x)", {}),
    ("log(640320**3 + 744)/sqrt(163)", "pi", {}),
    ("exp(pi*sqrt(163))", "262537412640768744", {}),
    ("180*acos(7823207/7823209)/pi", "0", {}),
    ("sqrt(-1 - x**2)", "sqrt(-2 - x**4)", {}),
    ("log(x*y)", "log(x) + log(y)", {}),
    ("(a*b)**y", "exp(y*(log(a) + log(b)))", {}),
    ("sqrt(x*y)", "sqrt(x)*sqrt(y)", {}),
    ("(x**2)**(1/2)", "x", {}),
    ("(x**a)**b", "x**(a*b)", {}),
    ("atan(x) + atan(1/x)", "pi/2", {}),
    ("asin(sin(x))", "x", {}),
    ("exp(log(x))", "abs(x)", {}),
    ("abs(x - y)", "x - y", {}),
    ("max(x, y)", "max(x, z)", {}),
    ("sign(n - 3)", "1", {"n": "integer >= 3"}),
    ("Piecewise((1, n > 3), (0, True))", "Piecewise((1, n >= 3), (0, True))", {"n": "integer"}),
    ("sign(n)", "1", {"n": "integer >= 0"}),
    ("sign(log(n))", "1", N),
    ("0**n", "0", {"n": "integer >= 0"}),
    ("n**0 - 0**n", "1", {"n": "integer >= 0"}),
    ("1/(n - 3)*(n - 3)", "1", {"n": "integer"}),
    ("binomial(n, 2)", "n**2/2", N),
    ("Sum(k, (k, 1, n))", "n**2/2", N),
    ("Sum(beta**k, (k, 0, n))", "1/(1 - beta)", {**BETA, **N}),
    ("gamma(x + 1)", "(x + 1)*gamma(x)", POSITIVE),
    ("f(x + 1)", "f(x) + 1", {"f": "function"}),
    ("f(g(x))", "g(f(x))", {"f": "function", "g": "function"}),
    ("f(x)*f(y)", "f(x*y)", {"f": "function"}),
    ("x", "conjugate(x)", {"x": "complex"}),
    ("abs(z)**2", "z**2", {"z": "complex"}),
    ("-alpha/2*g", "-alpha*g", {"g": "real vector 3"}),
    ("norm(g, 1)", "norm(g, 2)", {"g": "real vector 3"}),
    ("norm(g, oo)*sign(g)", "norm(g, 1)*sign(g)", {"g": "real vector 3"}),
    ("sign(g)", "g", {"g": "positive real vector 2"}),
    ("1/x", "1/y", {}),
    ("log(x)", "log(abs(x))", {}),
    ("oo", "1", {}),
    ("oo", "-oo", {}),
    ("1/(x - x)", "x", {}),
    ("log(-x)", "log(x)", POSITIVE),
    ("x**2 + 1/10**12*max(x - 2000, 0)", "x**2", {}),
    ("cos(x)", "1 - x**2/2 + x**4/24", {}),
    ("2*x", "x", {}),
    ("x", "y", {}),
]


@pytest.mark.parametrize("student, reference, symbols", EQUAL)
def test_equal_answers_are_proved_both_ways_round(student, reference, symbols):
    for pair in ((student, reference), (reference, student)):
        outcome = judged(*pair, symbols)
        assert (outcome.relation, outcome.scope) == ("equal", "everywhere"), outcome
        assert outcome.proof
        assert outcome.certificate is None


@pytest.mark.parametrize("student, reference, symbols", ALMOST)
def test_equal_but_for_a_null_set_is_its_own_outcome(student, reference, symbols):
    for pair in ((student, reference), (reference, student)):
        outcome = judged(*pair, symbols)
        assert (outcome.relation, outcome.scope) == ("equal", "almost everywhere"), outcome
        if outcome.certificate is not None:
            assert recheck(outcome.certificate), outcome.certificate


@pytest.mark.parametrize("student, reference, symbols", DIFFERENT)
def test_different_answers_come_with_a_certificate_that_rechecks(student, reference, symbols):
    for pair in ((student, reference), (reference, student)):
        outcome = judged(*pair, symbols)
        assert outcome.relation == "different", outcome
        assert recheck(outcome.certificate), outcome.certificate
