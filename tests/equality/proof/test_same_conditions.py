"""Two combinations of inequalities that hold at the same points, and others that nearly do."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest
from flint import fmpq
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.equality import compare
from grader.equality.balls import Indeterminate, Undefined, holds
from grader.equality.domain import Domain
from grader.equality.proof import prove_same_conditions
from grader.equality.values import precision
from grader.tree import (
    ONE,
    TWO,
    ZERO,
    Tree,
    add,
    call,
    divide,
    integer,
    mul,
    power,
    rational,
    relation,
    subtract,
    symbol,
)
from tests.equality.reading import tree

DOMAIN = Domain.of({"x": "real", "p": "p > 0", "n": "integer"})
GRID = {
    "x": [Fraction(k, 2) for k in range(-7, 8)],
    "p": [Fraction(k, 2) for k in range(1, 8)],
    "n": [Fraction(k) for k in range(-4, 5)],
}

numbers = st.one_of(
    st.integers(-3, 3).map(integer),
    st.builds(rational, st.sampled_from([-3, -1, 1, 3]), st.just(2)),
)
scalars = st.recursive(
    st.one_of(numbers, st.sampled_from(sorted(GRID)).map(symbol)),
    lambda inner: st.one_of(
        st.builds(add, inner, inner),
        st.builds(subtract, inner, inner),
        st.builds(mul, inner, inner),
        st.builds(divide, inner, inner),
        st.builds(power, inner, st.just(TWO)),
        st.builds(call, st.just("abs"), inner),
        st.builds(lambda a, b: call("max", a, b), inner, inner),
    ),
    max_leaves=3,
)
inequalities = st.builds(
    relation, st.sampled_from(["<", "<=", ">", ">=", "=", "!="]), scalars, scalars
)
conditions = st.recursive(
    inequalities,
    lambda inner: st.builds(
        lambda head, a, b: Tree(head, (a, b)), st.sampled_from(["and", "or"]), inner, inner
    ),
    max_leaves=3,
)


rich = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.builds(power, inner, st.sampled_from([integer(3), rational(1, 2)])),
        st.builds(call, st.sampled_from(["floor", "ceiling", "sign", "exp", "log", "tanh"]), inner),
        st.builds(lambda a: power(symbol("p"), a), inner),
    ),
    max_leaves=2,
)
rich_inequalities = st.builds(
    relation, st.sampled_from(["<", "<=", ">", ">=", "=", "!="]), rich, rich
)
SAME_OR_NEARLY = {
    "mirrored": lambda op, left, right: relation(MIRRORED[op], right, left),
    "apart": lambda op, left, right: relation(op, subtract(left, right), ZERO),
    "times p": lambda op, left, right: relation(
        op, mul(symbol("p"), left), mul(symbol("p"), right)
    ),
    "exp": lambda op, left, right: relation(op, call("exp", left), call("exp", right)),
    "squares": lambda op, left, right: relation(op, mul(left, left), mul(right, right)),
    "inverse": lambda op, left, right: relation(
        MIRRORED[op], divide(ONE, left), divide(ONE, right)
    ),
}
MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}


def truth(condition: Tree, point: dict[str, fmpq]) -> bool:
    """An undefined inequality does not hold, wherever it stands."""
    if condition.head in {"and", "or"}:
        parts = [truth(arg, point) for arg in condition.args]
        return all(parts) if condition.head == "and" else any(parts)
    try:
        with precision(128):
            return holds(condition, point)
    except Undefined:
        return False


def points() -> list[dict[str, fmpq]]:
    values = [[fmpq(v.numerator, v.denominator) for v in GRID[name]] for name in sorted(GRID)]
    return [dict(zip(sorted(GRID), point, strict=True)) for point in product(*values)]


POINTS = points()


def agree(a: Tree, b: Tree) -> bool:
    return all(truth(a, point) == truth(b, point) for point in POINTS)


NAMES = {"b": "0 < b < 1", "q": "q >= 0", "u": "u <= -1", "n": "integer"}


def proved(a: str, b: str) -> bool:
    return all(
        prove_same_conditions(tree(one, NAMES), tree(other, NAMES), Domain.of(NAMES))
        for one, other in ((a, b), (b, a))
    )


@pytest.mark.parametrize(
    "a, b",
    [
        ("x**2 > 0", "Ne(x, 0)"),
        ("x**3 > 0", "x > 0"),
        ("(b - 2)**2*x > 0", "x > 0"),
        ("(b - 2)**3*x > 0", "x < 0"),
        ("x*q > 0", "And(x > 0, q > 0)"),
        ("x*q >= 0", "Or(x >= 0, Eq(q, 0))"),
        ("u*x < 0", "x > 0"),
        ("b < 2", "True"),
        ("b*x < x", "x > 0"),
        ("(x**2 + x*y + y**2)*x > 0", "x > 0"),
        ("x > sqrt(q)", "And(x > 0, x**2 > q)"),
        ("1/x >= 0", "x > 0"),
        ("x/x > 0", "Ne(x, 0)"),
        ("3 < x*pi/pi", "x > 3"),
        ("n > 3/2", "n > 1"),
        ("Or(x > pi, x < 3)", "Or(x < 3, x > pi, x < 2)"),
        ("And(x > pi, x > 3)", "x > pi"),
    ],
)
def test_conditions_that_hold_for_the_same_signs_are_proved_the_same(a, b):
    assert proved(a, b)


@pytest.mark.parametrize(
    "a, b",
    [
        ("x**2 > 0", "x > 0"),
        ("x**3 > 0", "Ne(x, 0)"),
        ("(b - 2)**3*x > 0", "x > 0"),
        ("x*q > 0", "x > 0"),
        ("x*q >= 0", "x >= 0"),
        ("q > 0", "True"),
        ("u < -1", "True"),
        ("u*x < 0", "x < 0"),
        ("2*b < 1", "True"),
        ("b*x < x", "True"),
        ("(x**2 + x*y + y**2)*z > 0", "z > 0"),
        ("x > sqrt(q)", "x**2 > q"),
        ("1/x >= 0", "x >= 0"),
        ("x/x > 0", "True"),
        ("x > 3", "x > pi"),
        ("And(x > pi, x > 22/7)", "x > pi"),
        ("And(x > pi, x > 31415926535898/10**13)", "x > pi"),
        ("And(x > 31415926535897/10**13, x > pi)", "x > 31415926535897/10**13"),
        ("n > 3/2", "n > 5/2"),
        ("x > 3/2", "x >= 2"),
    ],
)
def test_conditions_that_hold_elsewhere_are_not_proved_the_same(a, b):
    assert not proved(a, b)


@given(conditions, conditions)
@settings(max_examples=150, deadline=None)
def test_what_is_proved_to_be_the_same_is_so_on_a_grid(a, b):
    if prove_same_conditions(a, b, DOMAIN):
        assert agree(a, b)


@given(conditions, inequalities)
@settings(max_examples=60, deadline=None)
def test_a_condition_with_one_more_is_the_same_only_where_the_grid_says_so(condition, more):
    for head in ("and", "or"):
        longer = Tree(head, (condition, more))
        if prove_same_conditions(longer, condition, DOMAIN):
            assert agree(longer, condition)


@given(inequalities)
@settings(max_examples=60, deadline=None)
def test_an_inequality_is_that_of_its_difference(inequality):
    op, left, right = inequality.args
    if prove_same_conditions(inequality, inequality, DOMAIN):
        apart = relation(op, subtract(left, right), ZERO)
        assert prove_same_conditions(apart, inequality, DOMAIN)


@given(rich_inequalities, st.sampled_from(sorted(SAME_OR_NEARLY)), rich_inequalities)
@settings(max_examples=80, deadline=None)
def test_what_is_called_equal_holds_together_wherever_both_are_defined(inequality, how, other):
    changed = SAME_OR_NEARLY[how](*inequality.args)
    for twin in (changed, Tree("and", (inequality, other)), Tree("or", (inequality, other))):
        if compare(twin, inequality, DOMAIN, kind="inequality").relation == "equal":
            for point in POINTS:
                truths = {told(twin, point), told(inequality, point)}
                assert None in truths or len(truths) == 1


def told(condition: Tree, point: dict[str, fmpq]) -> bool | None:
    """Whether it holds; ``None`` where a part is undefined, or too near to a boundary."""
    if condition.head in {"and", "or"}:
        parts = [told(arg, point) for arg in condition.args]
        if None in parts:
            return None
        return all(parts) if condition.head == "and" else any(parts)
    try:
        with precision(256):
            return holds(condition, point)
    except (Undefined, Indeterminate):
        return None
