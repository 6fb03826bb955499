"""abs, sign, max, min and piecewise: every feasible region."""

from __future__ import annotations

import pytest

from tests.equality.proof.claims import (
    assert_almost_everywhere,
    assert_everywhere,
    assert_not_proved,
    lines,
)

EVERYWHERE = """
Piecewise((x,x^2+y^2>=0),(y,true)) == x
sign(sign(x)) == sign(x)
-alpha/2*sign(g)*abs(g) == -alpha/2*g
Piecewise((x,x>0),(-x,true)) == abs(x)
abs(x)^2 == x^2
abs(x*y) == abs(x)*abs(y)
abs(-x) == abs(x)
abs(x) == max(x,-x)
abs(x) == x | x: x >= 0
max(a,b) == (a+b+abs(a-b))/2
max(a,b) + min(a,b) == a + b
max(a,b)*min(a,b) == a*b
max(x,y,z) == max(z,max(x,y))
min(a,b) == -max(-a,-b)
abs(abs(x)-1) == max(abs(x)-1,1-abs(x))
abs(x+y) == x + y | x: x >= 0; y: y >= 0
abs(x-y) == x - y | @ x > y
max(x,y) == x | @ x >= y
Piecewise((x,x>=0),(-x,true)) == abs(x)
Piecewise((1,x>0),(0,true)) + Piecewise((1,x<=0),(0,true)) == 1
Piecewise((x,x>0),(2*x,true)) == x + min(x,0)
Piecewise((1,n>=3),(0,true)) == Piecewise((1,n>2),(0,true)) | n: integer
sign(n) == 1 | n: integer >= 1
sign(n-1/2) == 1 | n: integer >= 1
abs(n-3) == max(n-3,3-n) | n: integer
sign(n)^2*n == n | n: integer
heaviside(x) == (1+sign(x))/2
v*min(1,c/max(v,c)) == min(v,c^1*min(v,c)/c) | c: c > 0; v: v > 0
max(x^2,x) == x^2 | x: x >= 1
abs(x)/(1+abs(x)) == 1 - 1/(1+abs(x))
max(0,1-abs(x)) == Piecewise((0,x<-1),(1+x,x<0),(1-x,x<1),(0,true))
(x+abs(x))/2 == max(x,0)
max(0,x)^2 + min(0,x)^2 == x^2
sign(x)^2*x + sign(y)^2*y + sign(z)^2*z == x + y + z
b*sign(a)/(abs(a)+abs(c)) == b*a/(abs(a)*(abs(a)+abs(c))) | a: real nonzero; c: real nonzero
b/(abs(a)+abs(c)) == b*(abs(a)+abs(c))/(abs(a)+abs(c))^2 | a: real nonzero
x/(1+abs(x)) == x*(1+abs(x))/(1+2*abs(x)+x^2)
1/(abs(x)+abs(y)+1) == (abs(x)+abs(y)+1)/(abs(x)+abs(y)+1)^2
abs(abs(x)+x) == abs(x)+x
max(abs(x)+abs(y),abs(x)) == abs(x)+abs(y)
(x^2-9)/(abs(x)+3) == abs(x)-3
min(1,c/sqrt(x^2+y^2+1)) == 1/max(1,sqrt(x^2+y^2+1)/c) | c: c > 0
x*sign(x) == abs(x)
n*sign(n) == abs(n) | n: integer
2*x*(y*sign(x)) == 2*abs(x)*y
max(max(x,y),max(z,w)) == max(max(x,z),max(y,w))
Piecewise((1,3>2*n),(0,true)) == Piecewise((1,n<=1),(0,true)) | n: integer
abs(x-3*sqrt(x)+2) == abs(sqrt(x)-1)*abs(sqrt(x)-2) | x: x > 0
"""

ALMOST = """
Piecewise((x,x^2+y^2>0),(y,true)) == x
abs(x)*sign(x) == x + 0/x
sign(x)^2 == 1
x*min(1,c/sqrt(x^2+y^2)) == x/max(1,sqrt(x^2+y^2)/c) | c: c > 0
b/(abs(a)+abs(c)) == b*(abs(a)+abs(c))/(abs(a)+abs(c))^2
sign(x) == x/abs(x)
x/abs(x) == abs(x)/x + 0*sign(x)
v/max(1,abs(v)/c) == v*min(1,c/abs(v)) | c: c > 0
Piecewise((1,x>0),(0,true)) == Piecewise((1,x>=0),(0,true))
Piecewise((x,x=1),(y,true)) == y
Piecewise((1/x,x>0),(0,true)) == max(1/x,0)
"""

NEVER = """
abs(x) == x
abs(x) == -x
sqrt(x^2) == -x
abs(x+y) == abs(x) + abs(y)
abs(x+1000) - 1000 == x
min(n,1000) == n | n: integer >= 1
max(x,y) == x
max(x,y) == x | @ x > y - 1
Piecewise((x,x>1),(-x,true)) == abs(x)
Piecewise((x,x>10^(-9)),(0,true)) == max(x,0)
Piecewise((1,n>=3),(0,true)) == Piecewise((1,n>3),(0,true)) | n: integer
Piecewise((n,n=1),(m,true)) == m | n: integer; m: integer
sign(n-3)^2 == 1 | n: integer
sign(n) == 1 | n: integer >= 0
sign(log(n)) == 1 | n: integer >= 1
sign(x*n)^2 == 1 | n: integer
1/(1+sign(x)) == 5
(1+sign(x))/(1+sign(x)) == 1
x + 0/(sqrt(x^2)-abs(x)) == x
x + 0/(abs(x)-x) == x
sign(x-x) == 1
sign(atan(x)+atan(1/x)-pi/2)^2 == 1
Piecewise((x,x>0)) == x
sign(sqrt(5+2*sqrt(6))-sqrt(2)-sqrt(3)) == 1
sign(floor(x))^2 == 1
abs(abs(x)-1) == abs(x)-1
x*sign(x) == x
z*sign(z) == abs(z) | z: complex
max(abs(x)+y,abs(x)) == abs(x)+y
b*sign(a)/(abs(a)-abs(c)) == b*a/(abs(a)*(abs(a)+abs(c))) | a: real nonzero; c: real nonzero
1/(abs(x)+x+1) == 1/(2*x+1)
x*min(1,c/sqrt(x^2+y^2)) == x/max(1,sqrt(x^2+y^2)/c)
min(1,c/sqrt(x^2+y^2+1)) == 1/max(1,sqrt(x^2+y^2)/c) | c: c > 0
Piecewise((x,sqrt(5+2*sqrt(6))-sqrt(2)-sqrt(3)>0),(y,true)) == x
abs(f(1)) == f(1) | f: function
"""


@pytest.mark.parametrize("line", lines(EVERYWHERE))
def test_piecewise_functions_are_proved_equal_in_every_region(line):
    assert_everywhere(line)


@pytest.mark.parametrize("line", lines(ALMOST))
def test_signs_of_real_numbers_may_fail_at_their_zeros(line):
    assert_almost_everywhere(line)


@pytest.mark.parametrize("line", lines(NEVER))
def test_one_region_that_differs_is_enough_to_prove_nothing(line):
    assert_not_proved(line)


IMAGES = """
max(abs(a),abs(b),abs(c))^2 == max(a^2,b^2,c^2)
max(abs(a),abs(b),abs(c),abs(d))^2 == max(a^2,b^2,c^2,d^2)
log(max(x,y)) == max(log(x),log(y)) | x: x > 0; y: y > 0
log(max(sqrt(x),y)) == max(log(x)/2,log(y)) | x: x > 0; y: y > 0
exp(max(log(x),y)) == max(x,exp(y)) | x: x > 0
log(c*max(x,y,z)) == log(c) + max(log(x),log(y),log(z)) | x: x > 0; y: y > 0; z: z > 0; c: c > 0
1/max(x,y) == min(1/x,1/y) | x: x > 0; y: y > 0
exp(-max(x,y,z)) == min(exp(-x),exp(-y),exp(-z))
2^min(x,y,z) == min(2^x,2^y,2^z)
(1/2)^min(x,y,z) == max(2^(-x),2^(-y),2^(-z))
max(a,b,c)^3 == max(a^3,b^3,c^3)
sqrt(max(x,y,z)) == max(sqrt(x),sqrt(y),sqrt(z)) | x: x >= 0; y: y >= 0; z: z >= 0
max(abs(1-s*m),abs(1-s*L)) == max(1-s*m,s*L-1) | s: s > 0; m: m > 0; L: L > 0; @ m <= L
floor(max(x,y)) == max(floor(x),floor(y))
max(log(x),0) == Piecewise((log(x),x>=1),(0,true)) | x: x > 0
abs(log(x)) == max(log(x),log(1/x)) | x: x > 0
max(log(x),log(y)) == log((x+y+abs(x-y))/2) | x: x > 0; y: y > 0
"""

NO_IMAGES = """
max(a,b)^2 == max(a^2,b^2)
max(a,b,c)^2 == max(a^2,b^2,c^2)
1/max(x,y) == min(1/x,1/y) | x: x > 0
1/max(x,y) == max(1/x,1/y) | x: x > 0; y: y > 0
exp(-max(x,y,z)) == max(exp(-x),exp(-y),exp(-z))
(1/2)^min(x,y,z) == min(2^(-x),2^(-y),2^(-z))
max(abs(1-s*m),abs(1-s*L)) == max(1-s*m,s*L-1) | s: s > 0; m: m > 0; L: L > 0
max(abs(1-s*m),abs(1-s*L)) == max(1-s*m,s*L-1) | s: real; m: m > 0; L: L > 0; @ m <= L
c*max(x,y,z) == max(c*x,c*y,c*z)
max(log(x),0) == Piecewise((log(x),x>=2),(0,true)) | x: x > 0
max(log(x),log(y)) == log((x+y-abs(x-y))/2) | x: x > 0; y: y > 0
cos(max(x,y)) == max(cos(x),cos(y))
exp(max(log(x),y)) == max(x,exp(y))
exp(max(y,log(x))) == max(exp(y),x)
Sum(max(k,0)^2,(k,-2,2)) == Sum(max(k^2,0),(k,-2,2)) | k: k > 0
"""


@pytest.mark.parametrize("line", lines(IMAGES))
def test_monotone_functions_move_into_maxima(line):
    assert_everywhere(line)


@pytest.mark.parametrize("line", lines(NO_IMAGES))
def test_functions_stay_outside_where_they_are_not_known_to_be_monotone(line):
    assert_not_proved(line)
