"""What is too large is left alone, and soon."""

from __future__ import annotations

from functools import reduce

import pytest

from grader.equality.budget import Budget
from grader.equality.domain import Domain
from grader.equality.proof import (
    prove,
    prove_constant_ratio,
    prove_same_signs,
    prove_same_zeros,
    sign_on,
)
from grader.tree import (
    ONE,
    PI,
    TWO,
    Tree,
    add,
    call,
    divide,
    integer,
    mul,
    power,
    rational,
    substitute,
    symbol,
)
from tests.equality.proof.claims import claim, lines
from tests.pace import within

X, N = symbol("x"), symbol("n")
REALS = Domain.of({"x": "real", "n": "integer >= 1"})
NINES = power(integer(9), power(integer(9), power(integer(9), integer(9))))
LETTERS = [symbol(c) for c in "abcdfghj"]

HOSTILE = {
    "a tower of powers": NINES,
    "a factorial": call("factorial", integer(10**9)),
    "a gamma value": call("gamma", rational(10**9 + 1, 2)),
    "a large power": power(add(X, ONE), integer(100_000)),
    "a power of a large power": power(power(add(X, TWO), integer(3_000)), integer(3_000)),
    "a large coefficient": power(mul(integer(3), X), integer(10**7)),
    "many terms": power(add(*LETTERS), integer(40)),
    "a long range": Tree("sum", (symbol("k"), "k", ONE, integer(10**9))),
    "nested sums": reduce(
        lambda body, v: Tree("sum", (body, v, ONE, integer(50))), ("k", "l", "m"), symbol("k")
    ),
    "a large turn": call("cos", power(integer(6), integer(16))),
    "a large root of unity": call("cos", mul(PI, rational(1, 10_007))),
    "a high root": power(X, rational(1, 10_007)),
    "a root that is a large power": power(X, rational(10_007, 2)),
    "deep nesting": reduce(lambda t, _: call("sin", t), range(3_000), X),
    "wide": add(*(power(X, integer(k)) for k in range(5_000))),
    "many symbols": add(*(call("exp", mul(integer(k), symbol(f"y{k}"))) for k in range(60))),
    "many roots": add(*(power(add(X, integer(k)), rational(1, 2)) for k in range(40))),
    "many moduli": reduce(lambda t, k: call("abs", add(t, integer(-k))), range(25), X),
    "a maximum of many": call(
        "max", *(mul(LETTERS[k % 8], power(X, integer(k))) for k in range(14))
    ),
    "a long number to factor": call("log", integer((2**127 - 1) * (2**89 - 1))),
    "a large binomial": call("binomial", N, integer(10**6)),
    "a large shift": divide(call("gamma", add(X, integer(5_000))), call("gamma", X)),
    "an angle with many parts": call("cos", add(*(divide(X, integer(k)) for k in range(80, 100)))),
    "mod by a large number": call("mod", N, integer(10**9)),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_tree_is_neither_proved_nor_waited_for(name):
    tree = HOSTILE[name]
    with within(4, name):
        assert prove(tree, X, REALS) is None
        assert prove(X, tree, REALS, Budget().cheap()) is None
        sign_on(tree, REALS, Budget().cheap())
        assert prove_constant_ratio(tree, symbol("y"), REALS, Budget().cheap()) is None
        assert not prove_same_zeros(tree, X, REALS, Budget().cheap())
        assert not prove_same_signs(tree, X, REALS, Budget().cheap())


PAIRS = """
(a+b+c+d)^20 == (d+c+b+a)^19*(a+b+c+d)
max(a,b,c,d,f,g,h,j) == max(j,h,g,f,d,c,b,a)
abs(x)+abs(x-1)+abs(x-2)+abs(x-3)+abs(x-4) == abs(-x)+abs(1-x)+abs(2-x)+abs(3-x)+abs(4-x)
sqrt(2+sqrt(2+sqrt(2+sqrt(2+sqrt(2+sqrt(2)))))) == 2*cos(pi/128)
x^100000 == x^99999*x
mod(n*m,6) == mod(m*n,6) | n: integer; m: integer
gamma(x+40) == (x+39)*gamma(x+39) | x: x > 0
"""


@pytest.mark.parametrize("line", lines(PAIRS))
def test_a_large_pair_that_is_equal_is_proved_in_time(line):
    pair = claim(line)
    with within(2, line):
        assert prove(pair.left, pair.right, pair.domain) is not None


def test_a_smaller_budget_proves_less_and_never_something_else():
    pair = claim("(a+b+c+d)^6 == (d+c+b+a)^5*(a+b+c+d)")
    assert prove(pair.left, pair.right, pair.domain, Budget()) is not None
    assert prove(pair.left, pair.right, pair.domain, Budget(steps=20)) is None
    assert prove(pair.left, pair.right, pair.domain, Budget(terms=3)) is None


def test_a_sum_over_trees_is_substituted_without_capture():
    inner = Tree("sum", (mul(symbol("k"), X), "k", ONE, N))
    moved = substitute(inner, {"x": symbol("y")})
    domain = Domain.of({"x": "real", "y": "real", "n": "integer >= 1"})
    half = divide(mul(symbol("y"), N, add(N, ONE)), TWO)
    assert prove(moved, half, domain) is not None
    assert prove(inner, half, domain) is None
