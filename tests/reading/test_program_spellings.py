# ruff: noqa: E501 - one spelling a line, as it was typed
"""What people write who think in programs: comprehensions, truth values as numbers, rows by ``;``."""

from __future__ import annotations

import pytest

from grader.equality import Domain, compare
from grader.equality.domain import expand
from grader.errors import Unreadable
from grader.reading.text import read
from grader.reading.vocabulary import Vocabulary
from grader.tree import as_vectors

SYMBOLS = {"alpha": "alpha > 0", "g": "real vector 3", "w": "positive real vector 3", "x": "real"}
WORDS = Vocabulary.of(SYMBOLS)
DOMAIN = Domain.of(SYMBOLS)

VECTORS = [
    ("[-alpha/2*sum(abs(x) for x in g)*sign(x) for x in g]", "-alpha/2*norm(g, 1)*sign(g)"),
    ("[sum(abs(x) for x in g) for x in g]", "norm(g, 1)*[1, 1, 1]"),
    ("[1/3 for i in range(3)]", "[1/3, 1/3, 1/3]"),
    ("[1/3 for _ in range(3)]", "[1/3, 1/3, 1/3]"),
    ("[2*i for i in range(3)]", "[0, 2, 4]"),
    ("[i for i in range(1, 4)]", "[1, 2, 3]"),
    ("[alpha/k for k in (1, 2, 3)]", "[alpha, alpha/2, alpha/3]"),
    ("[alpha/k for k in [1, 2, 4]]", "[alpha, alpha/2, alpha/4]"),
    ("[-alpha/2*y for y in g]", "-alpha/2*g"),
    ("[-alpha/2*g[i] for i in range(3)]", "-alpha/2*g"),
    ("[-alpha*a/(2*b) for a, b in zip(g, w)]", "-alpha*g/(2*w)"),
    ("np.array([-alpha/2*y for y in g])", "-alpha/2*g"),
    ("-alpha/2*sum(abs(y) for y in g)*sign(g)", "-alpha/2*norm(g, 1)*sign(g)"),
    ("-alpha/2*max([abs(y) for y in g])*sign(g)", "-alpha/2*norm(g, oo)*sign(g)"),
    (
        "[1 if y > 0 else -1 for y in g]",
        "[where(g1 > 0, 1, -1), where(g2 > 0, 1, -1), where(g3 > 0, 1, -1)]",
    ),
    ("(g > 0)*1 - (g < 0)*1", "sign(g)"),
    ("1*(g > 0) - 1*(g < 0)", "sign(g)"),
    ("(g > 0)*g", "[max(g1, 0), max(g2, 0), max(g3, 0)]"),
    ("<1, x, 3>", "[1, x, 3]"),
    ("u = <1, x, 3>", "[1, x, 3]"),
    ("-(alpha/2)*<g1, g2, g3>", "-alpha/2*g"),
    ("⟨1, x, 3⟩", "[1, x, 3]"),
    ("np.repeat(1/3, 3)", "[1/3, 1/3, 1/3]"),
    ("1/3 for all three", "[1/3, 1/3, 1/3]"),
    ("1/3 for each entry", "[1/3, 1/3, 1/3]"),
    ("1/3 in every coordinate", "[1/3, 1/3, 1/3]"),
    (r"u_i = \begin{cases} x & i = 2 \\ 0 & \text{otherwise} \end{cases}", "[0, x, 0]"),
    (r"u_i = \begin{cases} x & \text{if } i = 2 \\ 0 & i \ne 2 \end{cases}", "[0, x, 0]"),
    ("u_i = alpha/i", "[alpha, alpha/2, alpha/3]"),
    ("u_k = k*g_k", "[g1, 2*g2, 3*g3]"),
    (r"u_i = -\frac{\alpha g_i}{2} \quad (i=1,2,3)", "-alpha/2*g"),
    ("u_i = -alpha*g_i/2 (i = 1, 2, 3)", "-alpha/2*g"),
    ("-alpha/2*|g|_1*sign(g)", "-alpha/2*norm(g, 1)*sign(g)"),
    (r"-\frac{\alpha}{2}|g|_\infty \operatorname{sign}(g)", "-alpha/2*norm(g, oo)*sign(g)"),
    ("-alpha/2*|g|_2*sign(g)", "-alpha/2*norm(g, 2)*sign(g)"),
    ("-alpha/2*|g|₁*sign(g)", "-alpha/2*norm(g, 1)*sign(g)"),
    ("-alpha/2*g ⊘ w", "-alpha/2*g/w"),
    (r"-\frac{\alpha}{2} g \oslash w", "-alpha/2*g/w"),
]

NOT_VECTORS = [
    "[x for i in range(0)]",
    "[x for i in range(99)]",
    "[y for y in x]",
    "[y for y in g if y > 0]",
    "[g_i for i in range(3)]",
    "[g[i + 1] for i in range(3)]",
    "[x for i in range(3) for j in range(3)]",
    "[a for a, b in g]",
    "[x for y in]",
    "[[[[1 for a in range(60)] for b in range(60)] for c in range(60)] for d in range(60)]",
    "x*(g > 0",
    "<1, x> 3",
    r"\begin{cases} x & i = 2 \\ 0 & \text{otherwise} \end{cases}",
    "|g|_{x=0}",
    r"u_i = -\frac{\alpha}{2} \sum_i |g_i| \,\mathrm{sign}(g_i)",
    "u_i = i*alpha + j",
]

MATRICES = [
    ("[1, 0; 0, 1; 0, 0]", "[[1, 0], [0, 1], [0, 0]]"),
    ("-2*alpha*[1, 0; 0, 1; 0, 0]", "-2*alpha*[[1, 0], [0, 1], [0, 0]]"),
    ("[1, 0; 0, 1; 0, 0;]", "[[1, 0], [0, 1], [0, 0]]"),
    ("[max(x, 1), 0; 0, 1]", "[[max(x, 1), 0], [0, 1]]"),
    ("np.eye(3, 2)", "[[1, 0], [0, 1], [0, 0]]"),
    ("eye(2, 3)", "[[1, 0, 0], [0, 1, 0]]"),
    (
        "[[alpha for i in range(2)] for j in range(3)]",
        "[[alpha, alpha], [alpha, alpha], [alpha, alpha]]",
    ),
]

NUMBERS = [
    ("(x > 0)*x", "max(x, 0)"),
    ("x*(x > 0) - x*(x < 0)", "abs(x)"),
    ("(x > 0) - (x < 0)", "sign(x)"),
    ("x*[x > 0]", "max(x, 0)"),
    ("mean(1, 2, x)", "(3 + x)/3"),
    ("mean([1, 2, x])", "(3 + x)/3"),
    ("sigmoid(x)", "1/(1 + exp(-x))"),
    ("expit(-x)", "1/(1 + exp(x))"),
    ("relu(x)*ReLU(-x)", "max(0, x)*max(0, -x)"),
    ("softplus(x)", "log(1 + exp(x))"),
    ("harmonic(3)", "Sum(1/k, (k, 1, 3))"),
]


def relation(text, expected, entries):
    sides = (
        expand(as_vectors(read(one, WORDS, entries=entries)), DOMAIN) for one in (text, expected)
    )
    return compare(*sides, DOMAIN).relation


@pytest.mark.parametrize(("text", "expected"), VECTORS)
def test_a_vector_is_read_as_it_was_meant(text, expected):
    assert relation(text, expected, 3) == "equal"


@pytest.mark.parametrize("text", NOT_VECTORS)
def test_what_makes_no_vector_is_refused(text):
    with pytest.raises(Unreadable):
        read(text, WORDS, entries=3)


@pytest.mark.parametrize(("text", "expected"), MATRICES)
def test_rows_of_a_matrix_are_told_apart(text, expected):
    assert relation(text, expected, None) == "equal"


@pytest.mark.parametrize(("text", "expected"), NUMBERS)
def test_a_truth_value_counts_as_one_or_zero(text, expected):
    assert relation(text, expected, None) == "equal"


@pytest.mark.parametrize("text", ["2 (x > 0)", "[0,5; 1,5", "-(x > 0"])
def test_a_condition_behind_a_formula_is_no_factor(text):
    with pytest.raises(Unreadable):
        read(text, WORDS)


def test_a_semicolon_in_a_vector_may_follow_a_decimal_comma():
    assert read("(0,5; 1,5)", WORDS, entries=2).args == read("(0, 5, 1, 5)", WORDS).args


@pytest.mark.parametrize("text", ["1/3 for all x", "x > 0 for all three", "1/3"])
def test_one_number_is_no_vector_unless_it_is_said_of_every_entry(text):
    assert read(text, WORDS, entries=3).head not in ("list", "vector")
