"""Declarations in words, and what they say about every symbol."""

from __future__ import annotations

from fractions import Fraction

import pytest

from grader.equality.domain import Domain, expand
from grader.errors import GraderError
from grader.tree import MINUS_ONE, ONE, TWO, ZERO, call, integer, relation, symbol, vector


@pytest.mark.parametrize(
    "words, canonical",
    [
        ("real", "real"),
        ("integer", "integer"),
        ("complex", "complex"),
        ("function", "function"),
        ("integer >= 2", "integer; x >= 2"),
        ("integer > 0", "integer; x > 0"),
        ("n >= 2 integer", "integer; x >= 2"),
        ("integer, x >= 1", "integer; x >= 1"),
        ("natural", "integer; x >= 0"),
        ("0 < beta < 1", "real; x > 0; x < 1"),
        ("x > 0", "real; x > 0"),
        ("p < 0", "real; x < 0"),
        ("x >= -1/2", "real; x >= -1/2"),
        ("0.5 <= x <= 1e3", "real; x >= 1/2; x <= 1000"),
        ("1 < p < oo", "real; x > 1"),
        ("x != 0", "real; x != 0"),
        ("positive", "real; x > 0"),
        ("nonnegative integer", "integer; x >= 0"),
        ("non-zero real", "real; x != 0"),
        ("x > 0 and x < 3", "real; x > 0; x < 3"),
        ("real vector 3", "vector 3"),
        ("positive real vector 3", "vector 3; x > 0"),
        ("nonzero real vector 2", "vector 2; x != 0"),
        ("real matrix 3 2", "matrix 3 2"),
        ("matrix 2x2", "matrix 2 2"),
        ("> 0", "real; x > 0"),
        ("2 = x", "real; x >= 2; x <= 2"),
    ],
)
def test_words_are_read(words, canonical):
    assert Domain.of({"x": words}).words() == {"x": canonical}


@pytest.mark.parametrize(
    "words",
    ["foo", "x", "x >", "x > 0 or x < -1", "5 > x > 7", "0 < x < 0", "vector", "real vector 0",
     "real vector 1000", "x in y", "__import__('os')", "x > 2**2**9", "[1, 2]", "x" * 400,
     "x > 1 if 1 else 2", "vector 2 3", "intger >= 1", "x > 0 and reals > 0", "postive > 0"],
)  # fmt: skip
def test_words_that_are_not_understood_are_an_error_in_a_sentence(words):
    with pytest.raises(GraderError) as caught:
        Domain.of({"x": words})
    assert "'x'" in str(caught.value) or "number" in str(caught.value)


def test_a_keyword_of_python_is_a_name_here():
    assert Domain.of({"lambda": "lambda > 0"}).range_of("lambda").positive


def test_bounds_by_other_symbols_are_conditions():
    domain = Domain.of({"k": "integer >= 0", "N": "N > k"}, ["k <= 2*N"])
    assert domain.range_of("N").lower is None
    assert relation(">", symbol("N"), symbol("k")) in domain.constraints
    assert len(domain.constraints) == 2


def test_a_constraint_with_a_number_narrows_the_range():
    domain = Domain.of({"k": "integer", "n": "integer"}, ["0 <= k <= n"])
    assert domain.range_of("k").lower == 0
    assert domain.constraints == (relation("<=", symbol("k"), symbol("n")),)


def test_an_irrational_bound_is_kept_exactly():
    domain = Domain.of({"x": "-pi/2 < x < pi/2"})
    assert len(domain.constraints) == 2
    assert Fraction(157, 100) < domain.range_of("x").upper < Fraction(158, 100)


def test_a_constraint_that_is_no_comparison_is_an_error():
    with pytest.raises(GraderError, match="constraint"):
        Domain.of({"x": "real"}, ["x + 1"])


def test_undeclared_symbols_are_real():
    assert Domain().range_of("anything").kind == "real"


@pytest.mark.parametrize(
    "name, words, entries",
    [
        ("g", "real vector 3", ("g1", "g2", "g3")),
        ("A", "real matrix 2 2", ("A11", "A12", "A21", "A22")),
        ("x", "real", ("x",)),
    ],
)
def test_entries_have_names(name, words, entries):
    assert Domain.of({name: words}).entries_of(name) == entries


def test_entries_never_take_the_name_of_a_declared_symbol():
    domain = Domain.of({"g": "real vector 2", "g1": "x > 0"})
    assert domain.entries_of("g") == ("g_1", "g_2")
    assert domain.scalars().range_of("g1").positive


def test_entry_names_of_large_matrices_are_distinct():
    names = Domain.of({"A": "real matrix 12 12"}).entries_of("A")
    assert len(set(names)) == 144


def test_a_nonzero_vector_is_a_condition_on_its_entries():
    scalars = Domain.of({"v": "nonzero real vector 2"}).scalars()
    assert len(scalars.constraints) == 1
    assert not scalars.range_of("v1").nonzero


def test_constraints_on_vectors_are_written_out():
    scalars = Domain.of({"v": "real vector 2"}, ["v > 0"]).scalars()
    assert scalars.constraints == (
        relation(">", symbol("v1"), ZERO),
        relation(">", symbol("v2"), ZERO),
    )


def test_domains_are_values():
    words = {"n": "integer >= 2", "g": "real vector 2"}
    assert Domain.of(words) == Domain.of(words)
    assert hash(Domain.of(words)) == hash(Domain.of(dict(reversed(words.items()))))


def test_expand_leaves_scalars_alone():
    tree = call("exp", symbol("x"))
    assert expand(tree, Domain()) is tree


def test_expand_writes_vectors_out():
    domain = Domain.of({"g": "real vector 2"})
    assert expand(symbol("g"), domain) == vector(symbol("g1"), symbol("g2"))
    assert expand(call("max", symbol("g")), domain) == call("max", symbol("g1"), symbol("g2"))


def test_ranges_hold_what_they_say():
    values = Domain.of({"n": "integer >= 2"}).range_of("n")
    assert values.holds(Fraction(2))
    assert not values.holds(Fraction(1))
    assert not values.holds(Fraction(5, 2))
    half = Domain.of({"b": "0 < b < 1"}).range_of("b")
    assert [half.holds(Fraction(*pair)) for pair in ((0, 1), (1, 2), (1, 1))] == [
        False, True, False,
    ]  # fmt: skip
    assert integer(1) == ONE
    assert integer(2) == TWO
    assert integer(-1) == MINUS_ONE
