"""Hostile trees cost nothing: refused or undecided within 100 ms, in little memory."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

from grader.equality import Budget, Domain, compare
from grader.tree import ONE, Tree, add, call, integer, mul, power, symbol
from tests.pace import usual, within

X = symbol("x")


def nested(function: str, depth: int) -> Tree:
    tree = X
    for _ in range(depth):
        tree = call(function, tree)
    return tree


def tower(base: int, height: int) -> Tree:
    tree = integer(base)
    for _ in range(height - 1):
        tree = power(integer(base), tree)
    return tree


HOSTILE = {
    "9**9**9**9": tower(9, 4),
    "10**10**10": tower(10, 3),
    "factorial(10**9)": call("factorial", integer(10**9)),
    "(x + 1)**100000": power(add(X, ONE), integer(100_000)),
    "(x + 1)**(10**30)": power(add(X, ONE), integer(10**30)),
    "x**x**x**x": power(X, power(X, power(X, X))),
    "a huge sum": Tree("sum", (power(symbol("k"), X), "k", ONE, integer(10**12))),
    "sums in sums": Tree(
        "sum",
        (
            Tree(
                "sum",
                (
                    Tree("sum", (mul(symbol("i"), symbol("j")), "i", ONE, integer(3000))),
                    "j",
                    ONE,
                    integer(3000),
                ),
            ),
            "k",
            ONE,
            integer(3000),
        ),
    ),
    "5000 brackets": nested("exp", 5_000),
    "a wide sum": add(*(power(X, integer(k)) for k in range(30_000))),
    "cos(6**16)": call("cos", power(integer(6), integer(16))),
    "a factorial of a factorial": call("factorial", call("factorial", integer(100))),
    "a long number": integer(7**20_000),
    "binomial(10**15, 10**14)": call("binomial", integer(10**15), integer(10**14)),
    "zeta far out": call("zeta", mul(integer(10**40), Tree("constant", ("i",)))),
    "a product of brackets": mul(*(add(X, integer(k)) for k in range(2_000))),
    "gamma of a tower": call("gamma", tower(7, 4)),
    "floor of a tower": call("floor", tower(7, 4)),
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("other", ["x", "itself and one"])
def test_a_hostile_tree_is_dealt_with_in_100_ms(name, other):
    tree = HOSTILE[name]
    reference = X if other == "x" else add(tree, ONE)
    compare(X, X)  # warm
    elapsed = []
    for _ in range(3):
        start = time.process_time()
        outcome = compare(tree, reference, Domain(), budget=Budget(worker=False))
        elapsed.append(time.process_time() - start)
        assert outcome.relation != "equal"
    assert usual(min(elapsed)) < 0.1


def test_vectors_of_vectors_are_bounded():
    domain = Domain.of({"A": "real matrix 30 30"})
    with within(5):
        outcome = compare(power(symbol("A"), integer(6)), symbol("A"), domain)
    assert outcome.relation in {"undecided", "different"}


def test_hostile_trees_take_little_memory():
    script = """
from pathlib import Path
from tests.equality.test_hostile import HOSTILE, X
from grader.equality import Budget, Domain, compare
for tree in HOSTILE.values():
    compare(tree, X, Domain(), budget=Budget(worker=False))
# not ru_maxrss, which survives exec and so may be that of the process that started this one
status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
print(int(status["VmHWM"].split()[0]) // 1024)
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert int(done.stdout) < 256
    assert int(done.stdout) > 10
