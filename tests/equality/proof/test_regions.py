"""Parts of a domain, to the last end point: what a case split would lose is never proved."""

from __future__ import annotations

from fractions import Fraction

import pytest

from grader.equality import compare
from grader.equality.domain import Domain
from grader.equality.proof.attempt import Split, describe, in_space, read_tree
from grader.equality.proof.polynomials import Effort, TooHard
from grader.equality.proof.regions import (
    edge_of,
    edges_of,
    is_empty,
    residue_classes,
    restricted,
    single_values,
)
from grader.reading.text import read
from grader.reading.vocabulary import Vocabulary
from grader.tree import ZERO, add, integer, mul, relation, symbol

X, N = symbol("x"), symbol("n")
FREE = (None, None, True, True)


def line(name, slope, start):
    """The split on the sign of slope * name + start."""
    tree = add(mul(integer(slope), symbol(name)), integer(start))
    return Split("a line", tree, (name, Fraction(slope), Fraction(start)))


def bounds(domain, name):
    values = domain.range_of(name)
    return values.lower, values.upper, values.lower_open, values.upper_open


@pytest.mark.parametrize(
    ("words", "slope", "start", "side", "strict", "expected"),
    [
        ("real", 1, -1, 1, False, (1, None, False, True)),
        ("real", 1, -1, -1, False, (None, 1, True, False)),
        ("real", 1, -1, 1, True, (1, None, True, True)),
        ("real", 1, -1, -1, True, (None, 1, True, True)),
        ("real", -1, 3, 1, False, (None, 3, True, False)),
        ("real", -1, 3, -1, False, (3, None, False, True)),
        ("real", 2, -1, 1, False, (Fraction(1, 2), None, False, True)),
        ("x > 2", 1, -1, 1, False, (2, None, True, True)),
        ("x > 1", 1, -1, 1, False, (1, None, True, True)),
        ("x >= 1", 1, -1, 1, True, (1, None, True, True)),
        ("x < 0", 1, -1, -1, False, (None, 0, True, True)),
        ("x < 1", 1, -1, -1, False, (None, 1, True, True)),
        ("x <= 1", 1, -1, -1, True, (None, 1, True, True)),
        ("x >= 1", 1, -1, -1, False, (1, 1, False, False)),
        ("0 < x < 3", 1, -1, 1, False, (1, 3, False, True)),
    ],
)
def test_a_line_narrows_the_range_of_its_symbol(words, slope, start, side, strict, expected):
    part = restricted(Domain.of({"x": words}), line("x", slope, start), side, strict=strict)
    assert bounds(part, "x") == expected
    assert part.constraints == ()


@pytest.mark.parametrize(
    ("words", "slope", "start", "side", "expected"),
    [
        ("integer", 2, -1, 1, (1, None)),
        ("integer", 2, -1, -1, (None, 0)),
        ("integer", 1, -1, 1, (1, None)),
        ("integer", 1, -1, -1, (None, 1)),
        ("integer > 0", 1, 5, 1, (1, None)),
        ("integer < 4", 1, 5, 1, (-5, 3)),
        ("integer >= 3", 2, -7, -1, (3, 3)),
    ],
)
def test_of_an_integer_the_bounds_are_whole_and_reached(words, slope, start, side, expected):
    part = restricted(Domain.of({"n": words}), line("n", slope, start), side)
    assert bounds(part, "n") == (*expected, False, False)


@pytest.mark.parametrize(
    ("words", "slope", "start", "side", "strict"),
    [
        ("x > 1", 1, -1, -1, False),
        ("x >= 1", 1, -1, -1, True),
        ("x >= 2", 1, -1, -1, False),
        ("x < 1", 1, -1, 1, False),
        ("x <= 0", 1, -1, 1, False),
        ("integer >= 1", 2, -1, -1, False),
    ],
)
def test_an_empty_part_is_left_out(words, slope, start, side, strict):
    domain = Domain.of({"x": words})
    assert restricted(domain, line("x", slope, start), side, strict=strict) is None


def test_any_other_polynomial_becomes_a_constraint():
    domain, circle = Domain.of({}), add(mul(X, X), integer(-1))
    above = restricted(domain, Split("circle", circle), 1)
    below = restricted(domain, Split("circle", circle), -1)
    assert above.constraints == (relation(">=", circle, ZERO),)
    assert below.constraints == (relation("<=", circle, ZERO),)
    assert restricted(domain, Split("nothing to write down"), 1) is domain


@pytest.mark.parametrize(
    ("words", "slope", "start", "expected"),
    [
        ("real", 2, -1, ("x", Fraction(1, 2))),
        ("real", -3, 6, ("x", Fraction(2))),
        ("x >= 1", 1, -1, ("x", Fraction(1))),
        ("x > 1", 1, -1, None),
        ("x >= 1", 1, 0, None),
        ("integer", 1, -1, None),
    ],
)
def test_an_edge_is_a_point_of_the_domain(words, slope, start, expected):
    assert edge_of(Domain.of({"x": words}), line("x", slope, start)) == expected


def test_only_a_line_has_an_edge():
    assert edge_of(Domain.of({}), Split("a circle", mul(X, X))) is None


@pytest.mark.parametrize("words", ["integer", "integer >= 3", "integer <= 3"])
def test_one_bound_is_not_one_value(words):
    assert single_values(Domain.of({"n": words})) == {}


def test_an_integer_between_equal_bounds_has_one_value():
    part = restricted(Domain.of({"n": "integer >= 3"}), line("n", 1, -3), -1)
    assert single_values(part) == {"n": integer(3)}
    reals = restricted(Domain.of({"x": "x >= 3"}), line("x", 1, -3), -1)
    assert single_values(reals) == {}


EMPTY = [
    ("x > y", "y > x"),
    ("x > y", "y >= x"),
    ("x >= y + 1", "y >= x"),
    ("x > y", "y > z", "z > x"),
    ("x >= y", "y >= z", "z >= x + 1"),
    ("x*y >= 1", "-x*y >= 0"),
    ("x < y", "x > y"),
    ("x <= y - 1", "y < x"),
]
INHABITED = [
    (),
    ("x >= y", "y >= x"),
    ("x > y", "y > z"),
    ("x >= y", "y >= z", "z >= x"),
    ("n > m", "n < m + 2"),
    ("x > y", "x < y + 1"),
    ("x*y >= 1", "-x*y <= 0"),
    ("x*y > 0", "x + y < 0"),
]


def linked(conditions):
    return Domain.of({"n": "integer", "m": "integer", "x": "real", "y": "real", "z": "real"},
                     conditions)  # fmt: skip


@pytest.mark.parametrize(("side", "expected"), [(1, (2, None)), (-1, (None, 1))])
def test_strictly_beside_a_half_the_next_whole_number_is_the_first(side, expected):
    part = restricted(Domain.of({"n": "integer"}), line("n", 2, -3), side, strict=True)
    assert bounds(part, "n")[:2] == expected


def test_a_form_is_described_with_its_powers():
    tree = read("x^2*y - 3*x^3 - 1", Vocabulary.of({"x": "real", "y": "real"}))
    domain = Domain.of({"x": "real", "y": "real"})

    def described(space):
        return describe(space, read_tree(space, tree)[0])

    split = in_space(domain, Effort(100_000, 1_000), (tree,), described)
    assert split.linear is None
    assert compare(split.tree, tree, domain).relation == "equal"


@pytest.mark.parametrize("conditions", EMPTY)
def test_conditions_that_contradict_each_other_leave_nothing(conditions):
    assert is_empty(linked(conditions), Effort(100_000, 1_000))


@pytest.mark.parametrize("conditions", INHABITED)
def test_a_domain_with_a_point_is_never_called_empty(conditions):
    assert not is_empty(linked(conditions), Effort(100_000, 1_000))


def classes(words, q, constraints=()):
    domain = Domain.of({"n": words}, constraints)
    return {
        read_off(images["n"]): (bounds(part, "n")[:2], part.constraints)
        for part, images in residue_classes(domain, frozenset(("n",)), q)
    }


def read_off(image):
    """The residue of q n + r."""
    return next((arg.args[0] for arg in image.args if arg.head == "int"), 0)


@pytest.mark.parametrize(
    ("words", "q", "expected"),
    [
        ("integer", 2, {0: (None, None), 1: (None, None)}),
        ("integer >= 5", 3, {0: (2, None), 1: (2, None), 2: (1, None)}),
        ("integer > 5", 3, {0: (2, None), 1: (2, None), 2: (2, None)}),
        ("integer <= 7", 3, {0: (None, 2), 1: (None, 2), 2: (None, 1)}),
        ("integer < 7", 3, {0: (None, 2), 1: (None, 1), 2: (None, 1)}),
    ],
)
def test_residue_classes_cover_the_integers_of_a_range(words, q, expected):
    assert {r: ends for r, (ends, _) in classes(words, q).items()} == expected


def test_a_residue_without_a_number_in_the_range_is_left_out():
    narrow = restricted(Domain.of({"n": "integer >= 5"}), line("n", 1, -6), -1)
    found = {read_off(i["n"]) for _, i in residue_classes(narrow, frozenset(("n",)), 4)}
    assert found == {1, 2}


def test_conditions_speak_of_the_new_symbol():
    (_, (condition,)) = classes("integer", 2, ("n > k",))[1]
    vocabulary = Vocabulary.of({"n": "integer", "k": "real"})
    assert condition == relation(">", read("2*n + 1", vocabulary), symbol("k"))


def test_two_symbols_have_every_pair_of_residues_and_many_have_too_many():
    domain = Domain.of(dict.fromkeys("jklmn", "integer"))
    assert len(residue_classes(domain, frozenset("mn"), 3)) == 9
    assert len(residue_classes(domain, frozenset("mn"), 6)) == 36
    with pytest.raises(TooHard):
        residue_classes(domain, frozenset("mn"), 7)


@pytest.mark.parametrize(
    ("words", "slope", "start", "expected"),
    [
        ("real", 2, -1, [("x", Fraction(1, 2))]),
        ("x > 1", 1, -1, []),
        ("integer", 1, -1, [("x", Fraction(1))]),
        ("integer", 2, -1, []),
        ("integer >= 2", 1, -1, []),
        ("complex", 1, -1, None),
    ],
)
def test_an_integer_has_edges_too_and_a_complex_number_none_that_cut_its_plane(
    words, slope, start, expected
):
    assert edges_of(Domain.of({"x": words}), [line("x", slope, start)]) == expected


def test_one_form_that_is_no_line_leaves_the_edges_unknown():
    domain = Domain.of({"x": "real"})
    assert edges_of(domain, [line("x", 1, 0), Split("no line", X)]) is None
    assert edges_of(domain, [line("x", 1, 0), line("x", 1, 2)]) == [("x", 0), ("x", -2)]
