"""False identities that a sloppy rule would prove, and true ones that a sloppy look would refute.

Each line of `FALSE` is wrong somewhere on its domain: off by a condition that is easily forgotten
(a decreasing function, a pole, another branch, a ratio beyond 1, whole numbers that are real), by a
shift, or at a single whole number.
"""

from __future__ import annotations

import pytest

from grader.equality import compare
from grader.equality.budget import Budget
from grader.equality.proof import prove
from tests.equality.proof.claims import claim, lines

EFFORT = Budget(steps=100_000)

FALSE = """
max(x,y)^2 == max(x^2,y^2)
max(x,y)^2 == max(x^2,y^2) | x: x > 0
max(x,y)^2 == max(x^2,y^2) | x: x >= -1; y: y >= -1
max(x,y)^4 == max(x^4,y^4)
min(x,y)^2 == min(x^2,y^2) | x: x > 0
1/max(x,y) == max(1/x,1/y) | x: x > 0; y: y > 0
1/max(x,y) == min(1/x,1/y)
1/max(x,y) == min(1/x,1/y) | x: x > 0; y: real nonzero
1/min(x,y) == max(1/x,1/y) | x: real nonzero; y: real nonzero
max(x,y)^(-3) == min(x^(-3),y^(-3)) | x: real nonzero; y: real nonzero
exp(-max(x,y)) == max(exp(-x),exp(-y))
exp(max(-x,y)) == max(exp(x),exp(y))
exp(max(x,y)^2) == max(exp(x^2),exp(y^2))
log(max(x,y)) == min(log(x),log(y)) | x: x > 0; y: y > 0
log(1/max(x,y)) == max(log(1/x),log(1/y)) | x: x > 0; y: y > 0
log(max(x,y)) == max(log(x),log(y)) | x: x > 0
(1/2)^max(x,y) == max((1/2)^x,(1/2)^y)
(1/3)^min(x,y) == min((1/3)^x,(1/3)^y)
1^max(x,y) == max(x,y)
b^max(x,y) == max(b^x,b^y) | b: b > 0
b^max(x,y) == max(b^x,b^y) | b: 0 < b < 1
b^max(x,y) == min(b^x,b^y) | b: b > 1
c*max(x,y) == max(c*x,c*y)
c*max(x,y) == max(c*x,c*y) | c: c < 0
c*max(x,y) == min(c*x,c*y) | c: c >= 0
-max(x,y) == max(-x,-y)
abs(max(x,y)) == max(abs(x),abs(y))
max(abs(x),abs(y)) == abs(x)+abs(y)
max(abs(x),abs(y)) == max(x,y)
max(abs(x),y) == max(x,y)
max(abs(x),y) == max(x,-x) | y: y > 0
max(abs(x),y) == max(x,y) | x: x >= -1; y: y >= 0
max(abs(x),abs(y)) == max(x,-y)
max(abs(1-s),abs(1-2*s)) == max(1-s,2*s-1)
max(abs(1-s*m),abs(1-s*L)) == max(1-s*m,s*L-1) | s: s > 0; m: m > 0; L: L > 0; @ m >= L
max(abs(1-s*m),abs(1-s*L)) == max(1-s*L,s*m-1) | s: s > 0; m: m > 0; L: L > 0; @ m <= L
min(abs(x),y) == min(x,-x) | y: y > 0
min(-abs(x),-abs(y)) == max(-x,-y)
min(-abs(x),y) == min(x,y)
cos(max(x,y)) == max(cos(x),cos(y))
sin(max(x,y)) == max(sin(x),sin(y)) | x: -2 < x < 2; y: -2 < y < 2
acos(max(x,y)) == max(acos(x),acos(y)) | x: -1 < x < 1; y: -1 < y < 1
tan(max(x,y)) == max(tan(x),tan(y))
cosh(max(x,y)) == max(cosh(x),cosh(y))
floor(max(x,y)) == max(floor(x),y)
floor(-max(x,y)) == max(floor(-x),floor(-y))
sqrt(max(x,y)^2) == max(x,y)
sqrt(max(x^2,y^2)) == max(x,y)
max(x,y,z) == max(x,y)
max(x,y,z) == max(max(x,y),min(y,z))
max(x+c,y) == max(x,y)+c | c: c > 0
x*max(x,y) == max(x^2,x*y)
max(x,x+d) == x+d | d: d >= -1
max(x,x^2) == x^2
max(x,x^2) == x^2 | x: x >= 0
max(x,2*x) == 2*x | x: x >= -1
max(log(x),0) == log(x) | x: x > 0
max(log(x),0) == log(max(x,2)) | x: x > 0
max(log(x),log(y)) == log(x*y) | x: x > 0; y: y > 0
max(2*log(x),log(y)) == log(max(x,y^2)) | x: x > 0; y: y > 0
max(log(x)/2,log(y)) == log(max(x^2,y)) | x: x > 0; y: y > 0
abs(log(x)-log(y)) == log(max(x,y)) | x: x > 0; y: y > 0
abs(log(x)-log(y)) == log(max(x,y)/max(1,y)) | x: x > 0; y: y > 0
sign(log(x)) == sign(x-2) | x: x > 0
sign(log(x)) == 1 | x: x > 0
sign(log(x)+log(y)) == sign(x+y-1) | x: x > 0; y: y > 0
sign(log(x)+log(y)) == sign(x-1)*sign(y-1) | x: x > 0; y: y > 0
sign(log(x)-2*log(y)) == sign(x-y) | x: x > 0; y: y > 0
sign(log(2)-log(x)) == sign(3-x) | x: x > 0
sign(log(abs(x))) == sign(x-1)
Piecewise((log(x),x>=1),(0,true)) == max(0,log(x)) + min(0,log(x)) | x: x > 0
ceiling(n/k) == floor(n/k)+1 | n: integer; k: integer >= 1
ceiling(n/k) == floor((n+k)/k) | n: integer; k: integer >= 1
ceiling(n/k) == floor((n+k-2)/k) | n: integer; k: integer >= 2
ceiling(n/k) == floor((n+k-1)/k) | n: integer; k: integer <= -1
ceiling(n/k) == floor((n+k+1)/k) | n: integer; k: integer >= 1
ceiling(x/k) == floor((x+k-1)/k) | k: integer >= 1
ceiling(n/y) == floor((n+y-1)/y) | n: integer; y: y > 0
ceiling(n/k) == floor((n-1)/k) | n: integer; k: integer >= 1
floor(n/k) == floor((n+1)/k) | n: integer; k: integer >= 1
floor(n/k) == floor((n+1)/k) | n: integer; k: integer >= 100
floor(-n/k) == -floor(n/k) | n: integer; k: integer >= 1
floor(-n/k) == -1-floor(n/k) | n: integer; k: integer >= 1
floor(n*k/(k+1)) == n-1 | n: integer >= 1; k: integer >= 1
floor((n^2+1)/n) == n | n: integer >= 1
floor((n+m)/k) == floor(n/k)+floor(m/k) | n: integer; m: integer; k: integer >= 1
k*floor(n/k) == n | n: integer; k: integer >= 1
ceiling(n/k)*k == n+k-1 | n: integer >= 1; k: integer >= 1
floor((2*n+1)/(2*k)) == floor((n+1)/k) | n: integer; k: integer >= 1
floor(n/(2*k)) == floor(n/k)/2 | n: integer; k: integer >= 1
floor(n/2)+floor((n+1)/2) == n-1 | n: integer
floor(n/2) == n/2 | n: integer
floor(x)+floor(x+1/3)+floor(x+1/2) == floor(3*x)
floor(x)+floor(x+1/3)+floor(x+2/3) == floor(3*x)+1
floor(x)+floor(x+2/5) == floor(2*x)
floor(x+1/2) == floor(x)+1
floor(2*x)-2*floor(x) == 1
floor(2*x)-2*floor(x) == 0
floor(x/2) == floor(x)/2
floor(pi*x)+floor(-pi*x) == 0
floor(x)+floor(x+1/pi) == floor(2*x)
floor(x+1/4)+floor(x+3/4) == floor(2*x)
floor(x+1/4)+floor(x+3/4) == floor(2*x+1/4)
mod(x,2) == mod(x,4)
mod(x,1)^2 == mod(x^2,1)
mod(-x,1) == 1-mod(x,2)
cos(pi*floor(x)) == 1
(-1)^floor(x) == 1
loggamma(x+1) == log(x)+loggamma(x)
loggamma(x+1) == log(x)+loggamma(x) | x: -1 < x < 1
loggamma(x) == log(gamma(x)) | x: x < 0
loggamma(x) == log(gamma(x)) | x: -2 < x < -1
loggamma(x+2) == log(x)+loggamma(x) | x: x > 0
loggamma(2*x) == loggamma(x)+loggamma(x+1/2) | x: x > 0
exp(loggamma(x)) == gamma(x+1) | x: x > 0
lambertw(x*exp(x)) == x
lambertw(x*exp(x)) == x | x: x < 0
lambertw(x*exp(x)) == x | x: x < -1
lambertw(x*exp(x)) == x | x: x > -2
lambertw(x)*exp(lambertw(x)) == -x | x: x > 0
lambertw(-x*exp(-x)) == -x | x: x > 0
lambertw(x)+log(lambertw(x)) == log(x) | x: x < 0
log(lambertw(x)) == log(x)-lambertw(x) | x: real
lambertw(x^2)*exp(lambertw(x)) == x^2 | x: x > 0
gamma(1-x)*gamma(x) == pi/cos(pi*x) | x: 0 < x < 1
gamma(2-x) == (2-x)*gamma(1-x) | x: x < 1
gamma(1-x)/gamma(-x) == x
gamma(x)*gamma(-x) == pi/(x*sin(pi*x))
gamma(2*x) == 2^(2*x)*gamma(x)*gamma(x+1/2)/sqrt(pi) | x: x > 0
gamma(n+1) == n*gamma(n) | n: integer
gamma(n+1)/gamma(n) == n | n: integer
factorial(n)/factorial(n-2) == n*(n-1) | n: integer >= 0
factorial2(2*n) == 2^n*factorial(n) | n: integer >= -2
factorial2(2*n+1) == factorial(2*n+1)/(2^n*factorial(n+1)) | n: integer >= 0
binomial(n,2) == n*(n+1)/2 | n: integer >= 2
binomial(n,k) == binomial(n,n-k) | n: integer; k: integer
binomial(n+1,k) == binomial(n,k)+binomial(n,k+1) | n: integer >= 1; k: integer >= 1
Product(1-s/k,(k,1,t)) == Product((k-s)/k,(k,2,t)) | s: 0 < s < 1; t: integer >= 2
Product(1-s/k,(k,2,t)) == Product((k-s)/k,(k,2,t))*(1+10^(-9)) | s: 0 < s < 1; t: integer >= 2
Product(1-s/k,(k,2,t)) == 1-s*t | s: 0 < s < 1; t: integer >= 2
Product(1+s/k,(k,1,t)) == gamma(t+1-s)/(gamma(t+1)*gamma(1-s)) | s: 0 < s < 1; t: integer >= 1
Product(k-s,(k,1,t)) == gamma(t-s)/gamma(1-s) | s: 0 < s < 1; t: integer >= 1
Sum(b^k,(k,0,oo)) == 1/(1-b)
Sum(b^k,(k,0,oo)) == 1/(1-b) | b: b > 1
Sum(b^k,(k,0,oo)) == 1/(1-b) | b: b < -1
Sum(b^k,(k,0,oo)) == 1/(1-b) | b: -2 < b < 1
Sum(b^k,(k,0,oo)) == b/(1-b) | b: 0 < b < 1
Sum(b^(2*k),(k,0,oo)) == 1/(1-b) | b: 0 < b < 1
Sum(b^(-k),(k,0,oo)) == 1/(1-1/b) | b: 0 < b < 1
Sum(b^(k*t),(k,0,oo)) == 1/(1-b^t) | b: 0 < b < 1; t: integer <= -1
Sum(b^(k*t),(k,0,oo)) == 1/(1-b^t) | b: 0 < b < 1; t: integer
Sum((-1)^k,(k,0,oo)) == 1/2
Sum(1,(k,0,oo)) == 0
Sum(k,(k,1,oo)) == -1/12
Sum(2^k,(k,0,oo)) == -1
Sum(k*b^k,(k,1,oo)) == b/(1-b)^3 | b: 0 < b < 1
Sum(k*b^(k-1),(k,1,oo)) == b/(1-b)^2 | b: 0 < b < 1
Sum(k^3*b^k,(k,0,oo)) == b*(1+3*b+b^2)/(1-b)^4 | b: 0 < b < 1
Sum(b^k,(k,n,oo)) == b^(n+1)/(1-b) | b: 0 < b < 1; n: integer >= 0
Sum(b^k,(k,0,oo))-Sum(b^k,(k,0,n)) == b^n/(1-b) | b: 0 < b < 1; n: integer >= 0
Sum((2*b)^k,(k,0,oo)) == 1/(1-2*b) | b: 0 < b < 1
Sum((b*c)^k,(k,0,oo)) == 1/(1-b*c) | b: 0 < b < 1; c: c > 0
Sum(exp(-k*x),(k,0,oo)) == 1/(1-exp(-x))
Sum(exp(k*x),(k,0,oo)) == 1/(1-exp(x)) | x: x > 0
Sum(b^k/k,(k,1,oo)) == log(1-b) | b: 0 < b < 1
Sum(b^k,(k,0,n)) == 1/(1-b) | b: 0 < b < 1; n: integer >= 0
Sum(b^k,(k,1,t)) == b*(1-b^t)/(1-b) | b: b > 0; t: integer >= -3
(1-b^t)*g/(1-b^t) == g | b: real; t: integer >= 0
(2^n-n)/(2^n-n) == 2 | n: integer
(3^n-2^n)*g/(3^n-2^n) == g | n: integer
(x^n-1)*g/(x^n-1) == g | n: integer; x: x > 0
(10^n-9^n)/(10^n-9^n) == 1 | n: integer >= 0
sign(3^n-2^n) == 1 | n: integer
sign(2^n-n^2) == 1 | n: integer >= 1
sign(2^n-n^2) == 1 | n: integer >= 3
sign(x^n-y^n) == sign(x-y) | n: integer >= 1
sign(x^n-y^n) == sign(x-y) | n: integer; x: x > 0; y: y > 0
sign(x^2-y^2) == sign(x-y)
sign(2^x-3^x) == 1
sign(2^x-3^x) == -1
sign(exp(x)-exp(y)) == sign(y-x)
sign(exp(x)-1) == 1 | x: x >= -1
sign(b^n-c^n) == sign(b-c) | b: b > 0; c: c > 0; n: integer
abs(2^n-3^n) == 3^n-2^n | n: integer
abs(2^n-5) == 2^n-5 | n: integer >= 2
abs(n^2-10) == n^2-10 | n: integer >= 3
abs(n-5/2) == n-5/2 | n: integer >= 2
abs(n*k-3) == n*k-3 | n: integer >= 1; k: integer >= 1
sign(n*k-3) == 1 | n: integer >= 1; k: integer >= 2
abs(x-y) == x-y | @ x >= y - 1
abs(x-y) == x-y | @ x > y^2
abs(x+y) == abs(x)+abs(y)
abs(x*y-1) == abs(x*y)-1
Piecewise((x,x>0),(-x,true)) == abs(x)+Piecewise((1,x>100000),(0,true))
Piecewise((x,x>c),(c,true)) == max(x,2*c)
Piecewise((x-c,x>=c),(x+c,x<=-c),(0,true)) == sign(x)*max(abs(x)-c,0) | c: real
Piecewise((x,x>=c),(c,true)) == max(x,c)+Piecewise((1,n=3),(0,true)) | n: integer
Piecewise((1,n=0),(0,true)) == 0 | n: integer
Piecewise((1,n>=3),(0,true)) == Piecewise((1,n>3),(0,true)) | n: integer
0^n == 0 | n: integer >= 0
n^0 == n | n: integer >= 0
sign(n) == 1 | n: integer >= 0
abs(sign(n)) == 1 | n: integer
sqrt(x^2) == x
sqrt((x-y)^2) == x-y
sqrt(x)*sqrt(y) == sqrt(x*y)
log(x*y) == log(x)+log(y)
log(x^2) == 2*log(x)
(x^2)^(1/2) == x | x: x >= -1
(x^3)^(1/3) == x
exp(log(x)/2)^2 == abs(x)
asin(sin(x)) == x
asin(sin(x)) == x | x: -2 < x < 2
acos(cos(x)) == x | x: -1 < x < 1
atan(tan(x)) == x
atan(x)+atan(1/x) == pi/2
atan(x)+atan(y) == atan((x+y)/(1-x*y))
atan2(y,x) == atan(y/x)
2*atan(x) == acos((1-x^2)/(1+x^2))
acosh(cosh(x)) == x
asin(x)+acos(x) == pi
sin(n*pi/2) == 0 | n: integer
cos(n*pi) == 1 | n: integer
cos(n*pi/3) == (-1)^n/2 | n: integer
sin(pi*n*m/2) == 0 | n: integer; m: integer
(-1)^(n*m) == (-1)^n | n: integer; m: integer
(-1)^(n^2) == (-1)^(n+1) | n: integer
(-1)^(n*(n+1)/2) == 1 | n: integer
i^n == (-1)^n | n: integer
(-8)^(1/3) == -2
erf(x)+erfc(x) == 2
erf(-x) == erf(x)
sinh(asinh(x)+1) == x+1
log(1+exp(x)) == x
log(1+exp(x)) == max(x,0)
log(exp(x)+exp(y)) == max(x,y)
x/(1+abs(x)) == x/(1+x)
1/(1/x+1/y) == x+y
n*(1/n) == 1 | n: integer
n/n == 1 | n: integer >= 0
x^n/x^n == 1 | n: integer >= 0; x: integer
binomial(n,k)/binomial(n,k) == 1 | n: integer >= 0; k: integer >= 0
sin(n)/sin(n) == 1 | n: integer
(n^2-4)/(n-2) == n+2 | n: integer
(4^n-2^n)/(2^n-1) == 2^n | n: integer >= 0
mod(n,2)/mod(n,2) == 1 | n: integer
floor(x)/floor(x) == 1
sign(floor(x))^2 == 1
max(x,0)/max(x,0) == 1
heaviside(x)/heaviside(x) == 1
(abs(x)-x)/(abs(x)-x) == 1
Sum(k,(k,1,n)) == n^2/2 | n: integer >= 1
Sum(1/k,(k,1,n)) == log(n) | n: integer >= 1
Sum(binomial(n,k)^2,(k,0,n)) == binomial(2*n,n+1) | n: integer >= 0
Sum(binomial(n,k),(k,0,n)) == 2^n-1 | n: integer >= 0
Sum((-1)^k*binomial(n,k),(k,0,n)) == 0 | n: integer >= 0
Sum(b^k,(k,0,n)) == (1-b^n)/(1-b) | n: integer >= 0; b: 0 < b < 1
Sum(abs(k-3),(k,0,n)) == n*(n+1)/2-3*(n+1) | n: integer >= 0
Sum(max(k,n),(k,0,n)) == n^2 | n: integer >= 0
Sum(floor(k/2),(k,0,n)) == n^2/4 | n: integer >= 0
Product(b^k,(k,1,n)) == b^(n^2/2) | n: integer >= 1; b: b > 0
"""

TRUE = """
max(x,y)^2 == max(x^2,y^2) | x: x >= 0; y: y >= 0
1/max(x,y) == min(1/x,1/y) | x: x > 0; y: y > 0
exp(max(x,y)) == max(exp(x),exp(y))
exp(-max(x,y)) == min(exp(-x),exp(-y))
log(max(x,y)) == max(log(x),log(y)) | x: x > 0; y: y > 0
log(max(x,y,z,w)) == max(log(x),log(y),log(z),log(w)) | x: x > 0; y: y > 0; z: z > 0; w: w > 0
b^max(x,y) == max(b^x,b^y) | b: b > 1
b^max(x,y) == min(b^x,b^y) | b: 0 < b < 1
c*max(x,y) == max(c*x,c*y) | c: c >= 0
c*max(x,y) == min(c*x,c*y) | c: c <= 0
max(abs(x),abs(y),abs(z))*c == max(abs(c*x),abs(c*y),abs(c*z)) | c: c > 0
max(abs(x),y) == max(x,-x,y)
max(abs(1-s*m),abs(1-s*L)) == max(1-s*m,s*L-1) | s: s >= 0; m: m > 0; L: L > 0; @ m <= L
min(-abs(x),-abs(y)) == -max(abs(x),abs(y))
max(x+c,y+c) == max(x,y)+c
sqrt(max(x,y)) == max(sqrt(x),sqrt(y)) | x: x > 0; y: y > 0
max(x,y)^3 == max(x^3,y^3)
atan(max(x,y)) == max(atan(x),atan(y))
floor(max(x,y)) == max(floor(x),floor(y))
sign(log(x)) == sign(x-1) | x: x > 0
sign(log(x)+log(y)) == sign(x*y-1) | x: x > 0; y: y > 0
sign(2*log(x)-log(y)) == sign(x^2-y) | x: x > 0; y: y > 0
ceiling(n/k) == floor((n+k-1)/k) | n: integer; k: integer >= 1
ceiling(n/k) == floor((n-1)/k)+1 | n: integer; k: integer >= 1
ceiling((n+1)/k) == floor(n/k)+1 | n: integer >= 0; k: integer >= 1
floor((n+2*k)/k) == floor(n/k)+2 | n: integer; k: integer >= 1
ceiling(n/(2*k)) == floor((n+2*k-1)/(2*k)) | n: integer; k: integer >= 1
ceiling((n*m)/(k*m+1)) == floor((n*m+k*m)/(k*m+1)) | n: integer; m: integer >= 0; k: integer >= 1
mod(n,k) == n-k*floor(n/k) | n: integer; k: integer >= 1
Product(1-s/k,(k,2,t)) == Product((k-s)/k,(k,2,t)) | s: 0 < s < 1; t: integer >= 2
Product(1+s/k,(k,1,t)) == gamma(t+1+s)/(gamma(t+1)*gamma(1+s)) | s: 0 < s < 1; t: integer >= 1
Product(k-s,(k,1,t)) == gamma(t+1-s)/gamma(1-s) | s: 0 < s < 1; t: integer >= 1
Product(1-1/k,(k,2,t)) == 1/t | t: integer >= 2
Product(1-1/k^2,(k,2,t)) == (t+1)/(2*t) | t: integer >= 2
Sum(b^k,(k,0,oo)) == 1/(1-b) | b: -1 < b < 1
Sum(b^(2*k),(k,0,oo)) == 1/(1-b^2) | b: 0 < b < 1
Sum(b^(-k),(k,0,oo)) == 1/(1-1/b) | b: b > 1
Sum(k^3*b^k,(k,0,oo)) == b*(1+4*b+b^2)/(1-b)^4 | b: 0 < b < 1
Sum(k*b^(k-1),(k,1,oo)) == 1/(1-b)^2 | b: 0 < b < 1
Sum(b^k,(k,0,oo))-Sum(b^k,(k,0,n)) == b^(n+1)/(1-b) | b: 0 < b < 1; n: integer >= 0
Sum((1-p)^(k-1)*p,(k,1,oo)) == 1 | p: 0 < p < 1
Sum(k*(1-p)^(k-1)*p,(k,1,oo)) == 1/p | p: 0 < p < 1
Sum((b*c)^k,(k,0,oo)) == 1/(1-b*c) | b: 0 < b < 1; c: 0 < c < 1
Sum(b^(k*t),(k,0,oo)) == 1/(1-b^t) | b: 0 < b < 1; t: integer >= 1
Sum(2^(-k)*x,(k,1,oo)) == x
Sum(1/4^k,(k,1,oo)) == 1/3
Sum(exp(-k),(k,0,oo)) == e/(e-1)
Sum(exp(-k*x),(k,1,oo)) == 1/(exp(x)-1) | x: x > 0
Sum(k/2^k,(k,0,oo)) == 2
Sum((-1/2)^k,(k,0,oo)) == 2/3
Piecewise((x-c,x>=c),(x+c,x<=-c),(0,true)) == sign(x)*max(abs(x)-c,0) | c: c > 0
(3^n-2^n)*g/(3^n-2^n) == g | n: integer >= 1
lambertw(x)*exp(lambertw(x)) == x | x: x > 0
lambertw(x*exp(x)) == x | x: x > 0
loggamma(x+1) == log(x)+loggamma(x) | x: x > 0
gamma(2-x) == (1-x)*gamma(1-x) | x: x < 1
floor(x)+floor(x+1/3)+floor(x+2/3) == floor(3*x)
"""


@pytest.mark.parametrize("line", lines(FALSE))
def test_what_is_false_somewhere_is_never_proved(line):
    it = claim(line)
    assert prove(it.left, it.right, it.domain, EFFORT) is None


@pytest.mark.parametrize("line", lines(TRUE))
def test_what_is_true_is_equal_and_never_different(line):
    it = claim(line)
    assert compare(it.left, it.right, it.domain, certify=False).relation == "equal"
