"""`sign_on`: the provable sign of a tree wherever it is defined."""

from __future__ import annotations

import pytest

from grader.equality.proof import sign_on
from tests.equality.proof.claims import claim, lines

SIGNS = """
x^2+1 == +
-exp(x) == -
x-x == 0
abs(x) == >=0
-abs(x) == <=0
x^2*y^2 == >=0
x == +                             | x: x > 0
x == >=0                           | x: x >= 0
x == +                             | x: x != 0; @ x >= 0
-x == +                            | x: x < 0
1-b == +                           | b: 0 < b < 1
1-b == >=0                         | b: 0 <= b <= 1
b*(1-b) == +                       | b: 0 < b < 1
b*(1-b) == >=0                     | b: 0 <= b < 1
1-b^t == +                         | b: 0 < b < 1; t: integer >= 1
1-b^t == >=0                       | b: 0 < b < 1; t: integer >= 0
n-1/2 == +                         | n: integer >= 1
n-1 == >=0                         | n: integer >= 1
n == +                             | n: integer > 0
N-k == +                           | N: integer; k: integer; @ N > k
N-k-1 == >=0                       | N: integer; k: integer; @ N > k
n-m == >=0                         | m: integer; n: integer; p: integer; @ m <= p; @ p <= n
n-m-1 == >=0                       | m: integer; n: integer; @ 2*n >= 2*m+1
x-y == +                           | @ x > y
x^2-x+1 == +
x^2+x*y+y^2 == >=0
x^2+x*y+y^2+1 == +
(x-y)^2 == >=0
x^3-2 == +                         | x: x > 2
x^4-3*x+4 == +
3*x-x^4-4 == -
(3-2*x)*(50*x^2-50*x+13) == +      | x: 0 < x < 1
x*(y-1)^2+1 == +                   | x: x > 0
sqrt(x^2+1)-x == +
x+sqrt(x^2+1) == +
sqrt(x) == >=0                     | x: x >= 0
1/sqrt(x) == +
2+cos(x) == +
1+sin(x) == >=0
sin(x)^2 == >=0
max(x,1) == +
max(x,-x) == >=0
exp(x)-1 == +                      | x: x > 0
log(x) == +                        | x: x > 1
log(x) == -                        | x: 0 < x < 1
sqrt(2)-3/2 == -
pi-3 == +
sqrt(5+2*sqrt(6))-sqrt(2)-sqrt(3) == 0
gamma(x) == +                      | x: x > 0
atan(x) == >=0                     | x: x >= 0
abs(x)-x == >=0
cosh(x) == +
k^n == +                           | k: integer >= 1; n: integer
k^n == >=0                         | k: integer >= 0; n: integer >= 0
cos(2*t)+2*cos(t)+2 == +
cos(2*t)+2*cos(t)+3/2 == >=0
2*x+x*cos(t) == +                  | x: x > 0
x^2+2*x*cos(t)+1 == >=0
1-x*cos(t) == +                    | x: 0 <= x < 1
(sqrt(2)-1)^100 == +
(sqrt(2)+sqrt(3)-3)^64 == +
exp(x)+exp(y) == +
exp(x)+y^2 == +
1.945911*x+y-x*log(7) == +         | x: x > 0; y: y > 0
x*log(2)-0.693147*x+y^2 == +       | x: x > 0
digamma(3) == +
3.1416*x-x*pi+y^2 == +             | x: x > 0
x*pi-3.14159*x+y^2 == +            | x: x > 0
""".replace("1/sqrt(x) == +\n", "1/sqrt(x) == +                     | x: x > 0\n")

UNKNOWN = """
x
x*y
x - 1                    | x: x > 0
x^2 - 1
n - 2                    | n: integer >= 1
N - k - 2                | N: integer; k: integer; @ N > k
n - m - 2                | n: integer; m: integer; @ 2*n >= 2*m+1
1 + 2*cos(x)
sin(x)
sign(x)
x^3
log(x)                   | x: x > 0
exp(x) - 2
i*x
z^2                      | z: complex
f(x)                     | f: function
floor(x)
x^2 - x
x^2 - 5*x + 5            | x: x > 0
sqrt(x^2+1) - 2*x
zeta(x)
sqrt(x)
gamma(x)-9/10            | x: x > 0
1.9459101*x+y-x*log(7)   | x: x > 0; y: y > 0
digamma(3)               | digamma: function
"""


@pytest.mark.parametrize("line", lines(SIGNS))
def test_signs_that_hold_are_found(line):
    sides, _, conditions = line.partition("|")
    tree, expected = sides.split("==")
    it = claim(f"{tree} == 0 | {conditions}")
    assert sign_on(it.left, it.domain) == expected.strip()


@pytest.mark.parametrize("line", lines(UNKNOWN))
def test_signs_that_vary_are_not_claimed(line):
    tree, _, conditions = line.partition("|")
    it = claim(f"{tree} == 0 | {conditions}")
    assert sign_on(it.left, it.domain) is None
