"""What one walk over a tree tells: names, functions, and what jumps."""

from __future__ import annotations

import pytest

from grader.equality.structure import heads, is_continuous, is_stepped, names, unknown_functions
from grader.reading.text import read
from grader.reading.vocabulary import Vocabulary

ANY = Vocabulary.of({"x": "real", "y": "real", "n": "integer", "f": "function"})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x + 2*y", True),
        ("x**3/y", True),
        ("sin(x)*exp(y)", True),
        ("abs(x) + max(x, y)", True),
        ("x**n", False),
        ("sqrt(x)", False),
        ("i*x", False),
        ("pi*x", True),
        ("log(x)", False),
        ("floor(x)", False),
        ("gamma(x)", False),
        ("x if x > 0 else y", False),
        ("[x, y**2]", True),
        ("[x, floor(y)]", False),
        ("[[x, y], [1, sqrt(x)]]", False),
        ("2**x + 3", False),
        ("x**2 + sqrt(y)", False),
        ("sqrt(y) + x**2", False),
        ("i + pi + x", False),
    ],
)
def test_only_a_tree_without_jump_and_branch_is_continuous(text, expected):
    assert is_continuous(read(text, ANY)) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x + y*n", {"x", "y", "n"}),
        ("Sum(x**k, (k, 1, n))", {"x", "n"}),
        ("Sum(k, (k, 1, n)) + x", {"x", "n"}),
        ("[x, Sum(k, (k, 1, n))]", {"x", "n"}),
        ("[]", set()),
        ("2 + pi", set()),
    ],
)
def test_a_name_that_a_sum_binds_is_not_free(text, expected):
    assert names(read(text, ANY)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("abs(x)", True), ("[x, max(x, y)]", True), ("sin(x)/y", False), ("[x, [y]]", False)],
)
def test_a_corner_is_a_step_and_a_pole_is_none(text, expected):
    assert is_stepped(read(text, ANY)) is expected


def test_lists_have_the_heads_and_functions_of_their_entries():
    tree = read("[f(x), [sin(y), 1/2]]", ANY)
    assert {"list", "symbol", "rational", "call:f", "call:sin"} <= heads(tree)
    assert unknown_functions(tree) == ("f",)
