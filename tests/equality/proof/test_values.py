"""A normal form has the value of its tree: the rules one by one, against mpmath."""

from __future__ import annotations

import mpmath as mp
import pytest

from grader.equality.proof.attempt import in_space
from grader.equality.proof.enclosures import form_value, precision
from grader.equality.proof.normal import form_of
from grader.equality.proof.points import points
from grader.equality.proof.polynomials import Effort
from grader.tree import free_symbols
from tests.equality.highprecision import NoOpinion, Undefined, agree, value_at
from tests.equality.proof.claims import claim, lines

EXPRESSIONS = """
(x-1)^3/(x^2+1) - 2/3*x
1/(sqrt(2)+sqrt(3)) + 1/(1+2^(1/3))
x^(-2/3) + x^(5/3)                        | x: x > 0
sqrt(12*x^3*y)/x^(1/4)                    | x: x > 0; y: y > 0
(x^2)^(3/4) + (x^3)^(1/3)
(-x)^(1/3)*(x*y)^(1/2)                    | x: x > 0; y: y < 0
sqrt(-3-x^2)
(1/x)^(1/2)
sqrt(x+1+2*sqrt(x))                       | x: x > 0
sqrt(2-2*cos(x)) + sqrt(2+2*cos(x))
12^x*(1/3)^y
(x*y)^(n-2)                               | n: integer
(-3)^n*(-1)^(n*m)                         | n: integer; m: integer
(x^2)^y + (x^3)^(1/2+y)                   | y: y > 0
(x-y)^(2*n+3)                             | n: integer >= 0
(2*i)^n                                   | n: integer
((1+i)/3)^n                               | n: integer
exp(x/y^2 - 3*x + log(2)*x)               | y: y > 0
exp((x^3-1)/(x^2+2))
exp(1/(1+sqrt(2))*x) + exp(x/(sqrt(5)-sqrt(3)))
exp(3*log(x) - log(y)/2)                  | x: x > 0; y: y > 0
log(18*x^3*y/(5*(x+y)^2))                 | x: x > 0; y: y > 0
log(x^2*y^3)
log(-5*x)                                 | x: x > 0
log(exp(2*x)*sqrt(x^2+1))
log(x-y) + log(3,x+4)                     | x: x > 0; y: y < 0
log(-1-i) + log(i*sqrt(3)-1)
sin(3*x-y)*cos(x/2)^3 + tan(x+pi/8)
cot(x) + sec(x) + csc(2*x)
sin(x+pi/3) + cos(x-pi/4) + sin(5*pi/6+x)
asin(x)*acos(x/2) + atan(-x*y)            | x: 0 < x < 1
sin(2*asin(x)) + cos(3*acos(x)) + tan(atan(x)/2)  | x: -1 < x < 1
cos(asin(x)/3)                            | x: 0 < x < 1
sinh(x)*tanh(y) + cosh(2*x-y)
coth(x) + sech(y) + csch(x)               | x: x > 0
asinh(x) + acosh(1+x) + atanh(x/2)        | x: 0 < x < 1
asech(x) + acsch(x) + acoth(1+x)          | x: 0 < x < 1
abs(x-2*y)*abs(x) - abs(-3*x)
sign(x-y)*x + sign(-x) + heaviside(x)
sign(n-2) + abs(2*n-3)                    | n: integer
max(x,2*y,1) - min(x^2,y,-1)
max(abs(sin(x)),1/2) + abs(cos(x)-2)
Piecewise((x,x<1),(x^2,x<=3),(y,true))
Piecewise((1,2*n<3),(2,3>=n),(3,n!=5),(4,true))  | n: integer
floor(x/2+3/4) - ceiling(2*x) + mod(x,3)
floor(n+7/3) + mod(2*n+5,1)               | n: integer
floor(sqrt(10)*100) + floor(-pi)
gamma(x+3)/gamma(x) + gamma(x-2)          | x: x > 2
gamma(5/2) + gamma(-7/2) + gamma(3/4)*gamma(1/4)
gamma(x-7/2)*gamma(1/2-x)                 | x: 1 < x < 4/3
gamma(3*x)/gamma(x+1/3)                   | x: x > 0
factorial(n+2)/factorial(n) + binomial(n+4,n+1)   | n: integer >= 0
binomial(x,3) + rising(x,4) - falling(x,3)
factorial2(2*n+1) + factorial2(2*n)       | n: integer >= 0
loggamma(x+2) - beta(x,y)                 | x: x > 0; y: y > 0
erf(-x) + erfc(x/2)
lambertw(x)*exp(lambertw(x)) + exp(-2*lambertw(x))  | x: x > 0
re((x+i*y)^3) + im(exp(i*x)*(1-2*i))
abs(x+i*y)^2 + abs(3-4*i)
re(1/(x+i*y)) + im(conjugate(x-i)/(2+i))
arg(-x) + arg(x) + atan2(y,x)             | x: x > 0
exp(i*pi*x)*exp(i*pi/7) + cos(2*pi/5) + sin(11*pi/12)
Sum(3*k^4-k,(k,2,n))                      | n: integer >= 2
Sum(k^2*x^k,(k,0,n))                      | n: integer >= 1; x: 1/4 < x < 1/2
Sum((-2)^k*k,(k,1,n))                     | n: integer >= 1
Sum(x^(n-k)*3^k/2^k,(k,1,n))              | n: integer >= 1; x: 0 < x < 1
Sum(1/(k*(k+3)),(k,1,n))                  | n: integer >= 1
Sum((2*k+1)/(k^2*(k+1)^2),(k,1,n))        | n: integer >= 1
Sum(k^3*binomial(n,k)*x^k,(k,0,n))        | n: integer >= 0; x: x > 0
Sum(binomial(n,k)*2^k,(k,2,n-1))          | n: integer >= 3
Sum(k*x,(k,m,n))                          | m: integer >= 0; n: integer; @ n >= m
Product(2*k+3,(k,1,n))                    | n: integer >= 1
Product(x*exp(k)/(k+1),(k,0,n))           | n: integer >= 1; x: x > 0
Product(4,(k,1,n))*Sum(5,(k,1,7))         | n: integer >= 0
"""


def value_of_the_form(tree, domain, point):
    """The ball around a tree's normal form."""

    def work(space):
        with precision(300):
            return form_value(space, space.canonical(form_of(space, tree)), point, {})

    return in_space(domain, Effort(2_000_000, 2_000), (tree,), work)


@pytest.mark.parametrize("line", lines(EXPRESSIONS))
def test_a_normal_form_has_the_value_of_its_tree(line):
    expression, _, conditions = line.partition("|")
    it = claim(f"{expression} == 0 | {conditions}")
    seen = 0
    for point in points(it.domain, free_symbols(it.left), 5):
        try:
            expected = value_at(it.left, point)
        except (NoOpinion, Undefined):
            continue
        ball = value_of_the_form(it.left, it.domain, point)
        with mp.workdps(70):
            found = mp.mpc(str(ball.real.mid().str(60, radius=False)),
                           str(ball.imag.mid().str(60, radius=False)))  # fmt: skip
            assert ball.rad() < 1e-40
            assert agree(found, expected), point
        seen += 1
    assert seen


@pytest.mark.parametrize("q", range(1, 31))
def test_every_root_of_unity_is_the_right_one(q):
    for p in range(2 * q):
        tree = claim(f"exp(i*pi*{p}/{q}) == 0").left
        ball = value_of_the_form(tree, claim("x == x").domain, {})
        with mp.workdps(50):
            expected = mp.expjpi(mp.mpf(p) / q)
            assert abs(mp.mpf(ball.real.mid().str(45, radius=False)) - expected.real) < 1e-40
            assert abs(mp.mpf(ball.imag.mid().str(45, radius=False)) - expected.imag) < 1e-40
