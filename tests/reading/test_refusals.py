"""What is not read is refused in one sentence, with the column, and at no cost."""

from __future__ import annotations

import pytest

from grader.errors import Unreadable
from grader.reading.text import read
from grader.reading.vocabulary import Vocabulary
from tests.pace import within
from tests.reading.words import HOMEWORK

REFUSED = [
    ("", 1, "empty"),
    ("   ", 1, "empty"),
    ("aplha*g", 1, "'alpha'"),
    ("2*aplha", 3, "Did you mean 'alpha'?"),
    ("x + qq7", 5, "Unknown name 'qq7'"),
    ("x +", 4, "ends where"),
    ("x + * y", 5, "product sign"),
    ("(x", 1, "not closed"),
    ("x)", 2, "never opened"),
    ("xª", 2, "FEMININE ORDINAL"),
    ("(x]", 3, "Met ']'"),
    ("|x", 1, "not closed"),
    ("2 3", 3, "Two numbers"),
    ("x 2", 3, "number follows"),
    ("1 1/2 + 2½", 3, "Two numbers"),
    ("2½", 1, "mixed number"),
    (r"2\frac{1}{2}", 1, "mixed number"),
    ("x ± 1", 3, "two values"),
    (r"x \pm 1", 3, "two values"),
    ("+-x", 1, "two values"),
    ("x = +- 2", 5, "two values"),
    ("1 +/- x", 3, "two values"),
    ("{+-1, 3}", 2, "two values"),
    ("median(x)", 1, "median(...) is not read; its value"),
    ("median", 1, "median(...) is not read; its value"),
    ("set(range(4))", 5, "range(...) is not read; its numbers"),
    ("alpha/2g", 6, "not clear"),
    ("1/n(n-1)", 2, "not clear"),
    ("x/y c", 2, "not clear"),
    ("log 2 x", 1, "not clear"),
    (r"\sin x y", 1, "not clear"),
    ("__import__('os')", 1, "two underscores"),
    ("x.__class__", 3, "two underscores"),
    ("x.real", 2, "Attribute access"),
    ("().x", 3, "Attribute access"),
    ("'x'", 1, "quotes"),
    ('"os"', 1, "quotes"),
    ("lambda y: y", 9, "colon"),
    ("[x for x in f]", 4, "comprehension"),
    ("x for x in g", 3, "'for'"),
    ("x if x else y", None, "A number stands where a condition"),
    ("x if x > 0", 3, "The else is missing"),
    ("x if else y", 6, ""),
    ("x else y", 3, ""),
    ("if x > 0: y", 9, "colon"),
    ("import os", 1, "'import'"),
    ("хy", 1, "CYRILLIC"),
    ("x + а", 5, "CYRILLIC SMALL LETTER A"),
    ("x\u202ey", 2, "RIGHT-TO-LEFT OVERRIDE"),
    ("x\x00", 2, "control character"),
    ("x # y", 3, "'#'"),
    ("10,000", 4, "comma inside a number"),
    ("1" * 61, 1, "too many digits"),
    ("1e301", 1, "power of ten"),
    ("x...", 2, ""),
    ("0.12...", 1, "not clear"),
    ("sin(1, 2)", 1, "1 argument"),
    ("Max(" + ",".join("x" * 65) + ")", 1, "at most 64"),
    ("f", 1, "is a function"),
    ("Integral(x, x)", 1, "integral"),
    ("zoo", 1, "division by zero"),
    ("g_4", 1, "no such entry"),
    ("g[3]", 1, "no such entry"),
    ("alpha(1, 2)", 1, "no function"),
    ("Matrix([[1, 2], [3]])", None, "same length"),
    ("g_i w_j", None, "different index letters"),
    ("(x > 1)**2", None, "condition"),
    ("Sum(x, k)", 1, "Sum(term, (k, 1, n))"),
    ("sin(x, ord=2)", 1, "named arguments"),
    (r"\begin{tikzcd} x \end{tikzcd}", 1, "environment"),
    (r"\begin{bmatrix} 1 \\ 2", None, "no \\end"),
    (r"x \\ y", 6, "second formula"),
    (r"x \text{ for all people}", 3, "words"),
    (r"\int x", 1, "integral"),
    (r"\sum_{k \le n} k", 9, r"both its ends: \sum_{i=1}^{n}"),
    (r"\sum_{i<j} g_i g_j", 8, "meet a condition"),
    (r"\prod_{i \ne j} g_i", 10, r"\prod_{i=1}^{n}"),
    ("∑_{1 ≤ i < j ≤ 3} g_i", None, "meet a condition"),
    ("]0, 1[", 1, "(0, 1]"),
    (r"\left]0, 1\right]", 6, "turned outwards"),
    ("[0; 1[", 6, "turned outwards"),
    ("x ∈ ]0, 1[", 5, "turned outwards"),
    ("x]", 2, "never opened"),
    ("[x, y", 1, "not closed"),
    (r"\sum_{j=1}^n j + j", 18, "inside its sum"),
    (r"{x}^{\left(n\right)}", 4, "rising factorial"),
    ("u =", 4, "empty"),
    (r"\sum_{j=1}^m |g_j|", 12, "Unknown name 'm'"),
    (r"m \sum_{j=1}^3 |g_j|", 1, "Unknown name 'm'"),
    ("2 E[x]", 3, "expectation"),
    (r"\beta^T", None, "T after a number"),
    (r"2\beta^{T} x", None, "T after a number"),
    ("2*Max(x < 0)", None, "condition"),
    (r"\alpha g_1 / 2 w_1", None, "divided by is not clear"),
    ("Max{}", None, "at least 1 argument"),
    ("((0,)*1, 0)*2", None, "vector stands among numbers"),
]


@pytest.mark.parametrize(
    ("text", "column", "says"), REFUSED, ids=[repr(r[0][:30]) for r in REFUSED]
)
def test_a_refusal_says_where_and_what(text: str, column: int | None, says: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read(text, HOMEWORK)
    assert says in caught.value.message
    if column is not None:
        assert caught.value.column == column


HOSTILE = {
    "100 kB": "x" * 100_000,
    "brackets": "(" * 5_000,
    "closed brackets": "(" * 1_900 + "x" + ")" * 1_900,
    "minus signs": "-" * 10_000 + "x",
    "some minus signs": "-" * 700 + "x",
    "powers": "x**" * 300 + "x",
    "roots": "√" * 700 + "x",
    "braces": "{" * 3_999,
    "fractions": r"\frac" * 700,
    "open fractions": r"\frac{" * 600,
    "environments": r"\begin{bmatrix}" * 250,
    "quotes": '"' * 3_000,
    "symbols": "Symbol('x'" * 390,
    "many symbols": "Symbol(" * 550,
    "bars": "|" * 3_999,
    "norms and bars": "||x|" * 199,
    "lists": "[[" * 400,
    "calls": "f(" * 300,
    "underscores": "_" * 3_900,
    "marks": "x" + "\u0304" * 3_000,
    "a long word": "ab" * 1_990,
    "floats": "Float('1" * 400,
    "numbers": "1 " * 1_990,
    "number list": "[" + "1 " * 1_900,
    "primes": "x" + "'" * 3_000,
    "subscripts": "x_" * 1_300,
    "commas": "(" + "," * 3_000,
    "text": r"\text{" * 600,
    "sums": r"\sum_{k=1}^" * 300,
    "nested sums over entries": r"\sum_i \sum_j \sum_k \sum_l \sum_m \sum_r g_i g_j g_k g_l g_m g_r"
    * 3,
    "factors": "sin " * 790 + "x",
    "surrogate": "x + \ud800",
    "many equations": "u=" * 1_900,
    "attributes": "g" + ".T" * 1_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_is_refused_at_once(text: str) -> None:
    read("x", HOMEWORK)
    with within(1), pytest.raises(Unreadable):
        read(text, HOMEWORK)


@pytest.mark.parametrize(
    "text", ["9**9**9**9", "factorial(10**9)", "(x+1)**100000", "10**10**10", "-" * 60 + "x"]
)
def test_what_costs_nothing_to_read_is_read(text: str) -> None:
    with within(1):
        read(text, HOMEWORK)


@pytest.mark.parametrize("text", ["y+-x", "2*x + -y", "(x)+-1", "-x", "[1]+-[2]"])
def test_a_minus_behind_a_plus_is_no_pair_of_signs_where_something_is_added(text: str) -> None:
    read(text, HOMEWORK)


@pytest.mark.parametrize("text", ["set(range(1, 4))", "list(range(4))", "median(x)"])
def test_a_function_is_no_factor_where_every_name_is_a_symbol(text: str) -> None:
    with pytest.raises(Unreadable, match="is not read"):
        read(text, Vocabulary.of({}, any_name=True))


def test_of_a_letter_that_is_a_function_too_it_is_said_which_names_there_are():
    with pytest.raises(Unreadable, match=r"beta is a function: .* Known names: G, t\."):
        read("1 - beta**t", Vocabulary.of({"G": "real", "t": "integer"}))
