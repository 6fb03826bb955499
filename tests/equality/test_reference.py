"""Compiled references: checked once, used by many answers and by several threads."""

from __future__ import annotations

import threading

import pytest

from grader.equality import Budget, Domain, compare, compile_reference
from grader.equality.balls import evaluate
from grader.errors import GraderError, Unreadable
from grader.tree import ONE, ZERO, Tree, add, call, integer, mul, power, symbol, vector
from tests.equality.reading import tree


def test_a_compiled_reference_gives_the_same_outcomes():
    domain = Domain.of({"x": "x > 0"})
    reference = compile_reference(tree("x**2 + x"), domain)
    for text in ("x*(x + 1)", "x**2", "x**2 + x + 1/10**30", "(x**3 + x**2)/x"):
        one, other = compare(tree(text), reference), compare(tree(text), tree("x**2 + x"), domain)
        assert (one.relation, one.scope) == (other.relation, other.scope)


@pytest.mark.parametrize("text", ["1/0", "log(0)", "0/0", "x/(x - x)", "[1, 1/0]"])
def test_a_reference_that_is_defined_nowhere_is_the_authors_error(text):
    with pytest.raises(GraderError, match="undefined"):
        compile_reference(tree(text), Domain())


def test_two_sides_without_a_value_are_not_equal():
    nowhere = power(ZERO, integer(-1))
    assert compare(nowhere, nowhere).relation == "undecided"
    assert compare(Tree("constant", ("nan",)), Tree("constant", ("nan",))).relation == "undecided"


def test_an_answer_without_a_value_is_different():
    assert compare(power(ZERO, integer(-1)), ONE).relation == "different"


def test_shapes_within_an_answer_that_do_not_fit_are_unreadable():
    reference = compile_reference(symbol("x"), Domain())
    with pytest.raises(Unreadable):
        compare(add(vector(ONE, ONE), vector(ONE, ONE, ONE)), reference)


def test_names_that_the_reference_does_not_use_are_real():
    reference = compile_reference(symbol("x"), Domain.of({"x": "real"}))
    assert compare(add(symbol("x"), mul(ZERO, symbol("w"))), reference).relation == "equal"
    assert compare(add(symbol("x"), symbol("w")), reference).relation == "different"


def test_points_where_neither_side_has_a_value_do_not_count():
    outcome = compare(tree("1/(n - 3)"), tree("2/(2*n - 6)"), Domain.of({"n": "integer"}))
    assert outcome.relation == "equal"


def test_undecided_tells_how_far_both_sides_agree():
    hard = call("zeta", add(power(symbol("x"), integer(2)), integer(2)))
    harder = mul(hard, call("gamma", ONE), call("cos", call("log", call("gamma", ONE))))
    outcome = compare(harder, add(hard, mul(ZERO, call("zeta", symbol("x")))),
                      budget=Budget(worker=False))  # fmt: skip
    assert outcome.relation in {"equal", "undecided"}
    if outcome.relation == "undecided":
        assert outcome.bits > 100


def test_threads_do_not_disturb_each_other():
    pairs = [("exp(x)*exp(-x)", "1"), ("sin(x)**2", "1 - cos(x)**2"), ("sqrt(2)*x", "x*1.4142135"),
             ("log(x**2 + 1)", "log(1 + x*x)"), ("exp(x)", "exp(x) + 10**(-60)")]  # fmt: skip
    expected = [compare(tree(a), tree(b)).relation for a, b in pairs]
    wrong: list[str] = []

    def work() -> None:
        for _ in range(10):
            found = [compare(tree(a), tree(b)).relation for a, b in pairs]
            if found != expected:
                wrong.append(str(found))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong, wrong[0]
    assert expected == ["equal", "equal", "different", "equal", "different"]


def test_the_precision_is_given_back():
    before = evaluate(call("exp", ONE), {}).rad()
    compare(tree("exp(x)"), tree("exp(x) + 10**(-60)"))
    assert evaluate(call("exp", ONE), {}).rad() == before
