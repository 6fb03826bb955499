"""Weights for a sum of products that is zero, and which assumptions it is made of."""

from __future__ import annotations

import pytest
from flint import fmpq
from hypothesis import given
from hypothesis import strategies as st

from grader.equality.domain import Domain
from grader.equality.proof.attempt import in_space, read_tree
from grader.equality.proof.contradictions import contradiction, known_facts
from grader.equality.proof.facts import Fact, rounded
from grader.equality.proof.nonnegative import nonnegative_weights
from grader.equality.proof.polynomials import Effort
from tests.equality.reading import tree

ROWS = ("a", "b", "c")


def effort() -> Effort:
    return Effort(5_000_000, 1_000)


columns_of_weights = st.lists(
    st.tuples(
        st.dictionaries(st.sampled_from(ROWS), st.integers(-3, 3).filter(bool), max_size=3),
        st.integers(0, 3),
    ),
    min_size=1,
    max_size=6,
)


def total(columns, weights):
    found = dict.fromkeys(ROWS, fmpq(0))
    for column, weight in zip(columns, weights, strict=True):
        for row, value in column.items():
            found[row] += value * weight
    return found


@given(columns_of_weights)
def test_weights_are_found_where_there_are_some_and_solve_the_equations(given_columns):
    columns = [column for column, _ in given_columns]
    wanted = {
        row: int(value)
        for row, value in total(columns, [weight for _, weight in given_columns]).items()
        if value
    }
    found = nonnegative_weights(columns, wanted, effort())
    assert found is not None
    assert all(weight > 0 for weight in found.values())
    reached = total(columns, [found.get(k, fmpq(0)) for k in range(len(columns))])
    assert {row: value for row, value in reached.items() if value} == wanted


def test_there_are_no_weights_where_all_columns_lean_to_one_side():
    assert nonnegative_weights([{"a": 1, "b": 1}, {"a": 2, "b": 1}], {"a": 3}, effort()) is None
    assert nonnegative_weights([], {"a": 1}, effort()) is None
    assert nonnegative_weights([], {}, effort()) == {}


ASSUMED = [
    (["x - y", "y - z", "z - x"], {}, {0, 1, 2}),
    (["x - 1", "x + 3", "-x"], {}, {0, 2}),
    (["-x", "2*x - 1", "y"], {}, {0, 1}),
    (["a - 1", "1 - a*b", "b - 1"], {"a": "a > 0", "b": "b > 0"}, {0, 1, 2}),
    (["x**2 - y", "sqrt(y) - x", "x"], {"y": "y >= 0"}, {0, 1, 2}),
    (["n - 9", "10 - n"], {"n": "integer"}, {0, 1}),
    (["3 - pi"], {}, {0}),
    (["-x**2 - 2*x*y - y**2", "z"], {}, {0}),
]


@pytest.mark.parametrize("texts, symbols, of", ASSUMED)
def test_what_cannot_be_positive_together_is_among_what_is_named(texts, symbols, of):
    found = contradicting(texts, symbols)
    assert found is not None
    assert found >= of


@pytest.mark.parametrize(
    "texts, symbols",
    [
        (["x - y", "y - z", "x - z"], {}),
        (["x - 1", "x + 3"], {}),
        (["a - 1", "1 - a*b", "1 - b"], {"a": "a > 0", "b": "b > 0"}),
        (["n - 9", "11 - n"], {"n": "integer"}),
        (["2*n - 19", "21 - 2*n"], {"n": "integer"}),
        (["n - 9", "10 - n"], {}),
        (["4 - pi", "pi - 3"], {}),
    ],
)
def test_what_can_be_positive_together_is_no_contradiction(texts, symbols):
    assert contradicting(texts, symbols) is None


def contradicting(texts, symbols):
    """The places of polynomials that contradict each other when all are said to be positive."""
    trees = tuple(tree(text, symbols) for text in texts)

    def work(space):
        polys = [space.canonical(read_tree(space, one)[0]).num for one in trees]
        assumed = [
            (Fact(rounded(p - 1), strict=False) if space.all_integer(p) else Fact(p, strict=True),)
            for p in polys
        ]
        return contradiction(space, assumed, known_facts(space, polys))

    return in_space(Domain.of(symbols), effort(), trees, work)
