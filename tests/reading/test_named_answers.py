"""What students write round an answer: arrows, derivatives, means, derivations, index sums."""

from __future__ import annotations

import pytest

from grader.errors import Unreadable
from grader.reading.text import read
from grader.reading.vocabulary import Vocabulary

WORDS = Vocabulary.of(
    {
        "w": "real", "m": "real", "g": "real vector 3", "x1": "real", "x2": "real", "x3": "real",
        "K1": "real", "K2": "real", "eta": "eta > 0", "n": "integer >= 1", "N": "integer >= 1",
    }
)  # fmt: skip

SAME = [
    # an arrow in place of =
    (r"w \leftarrow w - \eta m", "w - eta*m"),
    (r"w \gets w - \eta m", "w - eta*m"),
    (r"w \mapsto w - \eta m", "w - eta*m"),
    ("w ← w − η m", "w - eta*m"),
    ("w <- w - eta*m", "w - eta*m"),
    ("y → 2*w", "2*w"),
    ("y -> 2*w", "2*w"),
    (r"\mathrm{Var}(y_t) \to \frac{w}{2}", "w/2"),
    # a quantity of the statement in place of a name
    (r"\frac{d}{dt} f(x) = w + m", "w + m"),
    (r"\frac{df(x)}{dt} = w + m", "w + m"),
    (r"\frac{\partial f}{\partial t} = w", "w"),
    (r"\partial_t f(x) = w + m", "w + m"),
    ("df/dt = w + m", "w + m"),
    ("df(x)/dt = w + m", "w + m"),
    (r"\Delta y = -\eta m", "-eta*m"),
    (r"\Delta \ln|y| \approx -\eta m", "-eta*m"),
    (r"\mathbb{E}\|y\|_2 = \sqrt{n}", "sqrt(n)"),
    (r"\mathbb{E}\|y\|_{\mathrm{RMS}}^2 = n", "n"),
    (r"w_{t+1} - w_t = -\eta m", "-eta*m"),
    (r"w_1 - w_0 = -\eta m", "-eta*m"),
    ("u* = -eta*g", "-eta*g"),
    # bars are no "or" where they come in pairs
    ("rho = |1 - eta*w|", "abs(1 - eta*w)"),
    (r"u_i = -\eta |g_i|", "-eta*abs(g)"),
    # a derivation by way of names that the statement has and the part has not
    (r"u = \frac{a}{\|a\|_2^2} = \frac{w}{3}", "w/3"),
    (r"s_{\max} = \frac{1}{\|a\|_2^2} = \frac{10}{11}", "10/11"),
    # sums over numbered names
    (r"\frac13\sum_{i=1}^3 x_i", "1/3*(x1 + x2 + x3)"),
    (r"\sum_{i=1}^{2} x_i", "x1 + x2"),
    (r"\sum_i K_i x_1", "K1*x1 + K2*x1"),
    ("Sum(x_i, (i, 1, 3))", "x1 + x2 + x3"),
    (r"\sum_{i=1}^{3} |x_i|", "abs(x1) + abs(x2) + abs(x3)"),
    # TeX takes one character
    (r"\frac n2", "n/2"),
    (r"\frac w{n}", "w/n"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "plain"), SAME, ids=[text for text, _ in SAME])
def test_what_stands_round_an_answer_does_not_change_it(text: str, plain: str) -> None:
    assert read(text, WORDS) == read(plain, WORDS)


DIMENSION = [
    (r"\sum_{j=1}^d |h_j|", "norm(h, 1)"),
    (r"\frac12\sum_{j=1}^{d} |h_j| + h_i", "1/2*norm(h, 1) + h"),
]


@pytest.mark.parametrize(("text", "plain"), DIMENSION)
def test_the_dimension_needs_no_declaration_above_a_sum_over_entries(text: str, plain: str) -> None:
    words = Vocabulary.of({"h": "real vector 2", "x1": "real", "x2": "real"})
    assert read(text, words) == read(plain, words)
    for other in (r"\sum_{j=1}^d x_j", r"\sum_{j=1}^d j", r"d\sum_{j=1}^2 |h_j|"):
        with pytest.raises(Unreadable):
            read(other, words)


@pytest.mark.parametrize("text", ["inversely proportional to w", "half way to w", "close to w"])
def test_the_word_to_is_no_arrow(text: str) -> None:
    with pytest.raises(Unreadable):
        read(text, WORDS)


REFUSED = [
    r"2u = \frac{a}{2} = w",  # twice the answer
    "-u = eta*g",
    "2*u -> w",
    r"2\mathbb{E}\|y\|_2 = n",
    r"\Delta y + m = w",
    r"\frac{y}{t} = w",
    r"u = w = \frac{a}{2}",  # the name is in what counts
    r"u = ) = w",
    r"\frac13\sum_{i=1}^N x_i",  # the statement's N is any number, these are three
    r"\frac13\sum_{i=1}^n x_i",
    r"\sum_{i=1}^4 x_i",
    r"\frac{x_i}{2}",  # which one?
    r"\sum_i K_i x_i",  # two of the one, three of the other
]


@pytest.mark.parametrize("text", REFUSED)
def test_what_could_be_another_answer_is_not_taken_for_this_one(text: str) -> None:
    with pytest.raises(Unreadable):
        read(text, WORDS)


def test_a_declared_name_is_not_cut_after_its_first_letter() -> None:
    words = Vocabulary.of({"d1": "real", "d": "real"})
    assert read(r"\frac d1 2", words) == read("d1/2", words)


def test_a_typed_arrow_without_a_space_behind_it_is_an_inequality() -> None:
    assert read("eta <-1", WORDS).head == "relation"


@pytest.mark.parametrize("bars", [r"\|g\|_*", r"\left\lVert g\right\rVert_{*}^{2}", "||g||_*^2"])
def test_a_spelling_is_met_with_other_bars_and_in_braces(bars: str) -> None:
    words = Vocabulary.of(
        {"gdual": "gdual > 0"}, dict.fromkeys((r"\|g\|_*", r"\lVert g\rVert_*"), "gdual")
    )
    assert read(bars, words) == read("gdual^2" if "2" in bars else "gdual", words)
