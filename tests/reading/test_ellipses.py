"""Sums with dots are read where one rule gives every term; any other dots are refused."""

from __future__ import annotations

import pytest
import sympy as sp

from grader.equality import Domain, compare
from grader.errors import Unreadable
from grader.reading.ellipses import with_sums
from grader.reading.plain_forms import plain_form
from grader.reading.printing import to_text
from grader.reading.text import read
from grader.reading.vocabulary import Vocabulary
from grader.tree import symbol

SYMBOLS = {
    "b": "0 < b < 1", "t": "integer >= 3", "n": "integer >= 3", "x": "real", "k": "real",
}  # fmt: skip
WORDS = Vocabulary.of(SYMBOLS)
DOMAIN = Domain.of(SYMBOLS)

SUMS = [
    ("1 + b + ... + b^(t-1)", "(1 - b^t)/(1 - b)"),
    ("1 + b + b^2 + … + b^(t-1)", "(1 - b^t)/(1 - b)"),
    (r"x(1-b)(1+b+\dots+b^{t-1})", "x*(1 - b^t)"),
    (r"x + bx + \cdots + b^{t-1}x", "x*(1 - b^t)/(1 - b)"),
    (r"1+b+\cdots+b^{t-2}+b^{t-1}", "(1 - b^t)/(1 - b)"),
    (r"b^{t-1}+b^{t-2}+\dots+b+1", "(1 - b^t)/(1 - b)"),
    (r"b^{t-1}+b^{t-2}+\dots+1", "(1 - b^t)/(1 - b)"),
    ("1 + ... + b^(t-2) + b^(t-1)", "(1 - b^t)/(1 - b)"),
    ("b^0 + b^1 + ... + b^t", "(1 - b^(t+1))/(1 - b)"),
    ("(1-b) + (1-b)*b + ... + (1-b)*b^(t-1)", "1 - b^t"),
    ("1 + b^2 + b^4 + ... + b^(2t-2)", "(1 - b^(2*t))/(1 - b^2)"),
    ("1 + (1-b) + ... + (1-b)^(n-1)", "(1 - (1-b)^n)/b"),
    ("1 + 2 + ... + n", "n*(n + 1)/2"),
    ("1 + 2 + ... + (n-1)", "n*(n - 1)/2"),
    ("n + (n-1) + ... + 1", "n*(n + 1)/2"),
    ("0 + 1 + 2 + ... + n", "n*(n + 1)/2"),
    ("1 + 3 + 5 + ... + (2n-1)", "n^2"),
    ("2 + 4 + ... + 2n", "n*(n + 1)"),
    ("1 + 2 + 4 + ... + 2^n", "2^(n+1) - 1"),
    ("k + 2k + ... + n*k", "k*n*(n + 1)/2"),
]


@pytest.mark.parametrize(("text", "meant"), SUMS, ids=[text for text, _ in SUMS])
def test_dots_are_the_terms_in_between(text, meant):
    assert compare(read(text, WORDS), read(meant, WORDS), DOMAIN).relation == "equal"
    wrong = read(f"({meant}) + 1/1000", WORDS)
    assert compare(read(text, WORDS), wrong, DOMAIN).relation == "different"


REFUSED = [
    "1 + 2 + ... + 2^n",
    "2 + 4 + ... + 2^n",
    "1 + ... + n",
    "1 + b + ...",
    "1 + b + b^2 + ...",
    "1 + b + ... + t",
    "1 + b + ... + b^2",
    "1 + b + ... + b^(t-1) + x",
    "1 + b + ... + b^t - x",
    "1 - b + ... + b^t",
    "1 + b + ... + b^t + ... + b^n",
    "x + x + ... + x",
    "1 + x + x^2/2 + ... + x^n/n!",
    "1 + b*x + ... + b^n",
    "2*...*n",
    "1, 2, ..., n",
    "n*(n-1)*...*1",
    "1 + ... * n",
    "...",
    "1 + sin(...)",
    "1 + b + ... + " + "b*" * 120 + "b^t",
    "1 + " * 60 + "... + b^t",
    "1 + b + ... + " + "(1 + " * 30 + "b^t" + ")" * 30,
]


@pytest.mark.parametrize("text", REFUSED, ids=[text[:30] for text in REFUSED])
def test_dots_by_no_rule_or_by_two_are_refused(text):
    with pytest.raises(Unreadable, match="Dots stand for something"):
        read(text, WORDS)


def test_the_letter_that_counts_is_nobodys():
    assert to_text(read("k + k^2 + ... + k^n", WORDS)) == "Sum(k**j, (j, 1, n))"
    letters = Vocabulary.of(dict.fromkeys(("k", "j", "i", "m", "l", "r"), "real"))
    with pytest.raises(Unreadable):
        read("k + k^2 + ... + k^j", letters)


def test_nothing_is_done_without_dots():
    tree = read("1 + b", WORDS)
    assert with_sums(tree, frozenset()) is tree


FORMS = ["x", "x*2*x", "(2*x)^3/x", "x^0", "(x*b)^2*b^(-2)", "b^t*b^(1-t)", "3 - x - 1 + 2*x",
         "1^x", "(x/2)^2", "x - x", "0*x", "(x^2)^3", "2^(-2)*4"]  # fmt: skip


@pytest.mark.parametrize("text", FORMS)
def test_a_plain_form_is_equal_to_what_it_is_a_form_of(text):
    tree = read(text, WORDS)
    form = plain_form(tree)
    assert plain_form(form) == form
    difference = sp.sympify(to_text(tree)) - sp.sympify(to_text(form))
    assert sp.simplify(difference) == 0


def test_factors_and_terms_have_no_order():
    one, other = (plain_form(read(text, WORDS)) for text in ("x*b + 1 + t", "t + b*x + 1"))
    assert one == other
    assert plain_form(read("x + b", WORDS)) != plain_form(symbol("x"))
