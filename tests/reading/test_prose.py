"""Of several formulas in a text the answer is the one that words lead to, or nobody knows."""

from __future__ import annotations

import pytest

from grader.errors import Unreadable
from grader.reading.prose import explained, formula_to_read

CLEAR = [
    ("With $a = 1$ this is $2b$.", "2b", "2b"),
    ("$y_1 = c$, so $y_t = c$ for all $t$", "t", "y_t = c"),
    (r"so $y_t = c$ for all $t \ge 1$.", r"t \ge 1", "y_t = c"),
    (r"The limit is $\Phi = 1$ as $\varepsilon \to 0$", r"\varepsilon \to 0", r"\Phi = 1"),
    (r"As $\varepsilon \to 0$ the limit is $1$.", "1", "1"),
    ("Since $a = 1$ and $b = 2$ hold:\n\n$a + b$\n", "a + b", "a + b"),
    ("With $x = c$ **the answer:** $y = c$", "y = c", "y = c"),
    (r"\(a\) gives \(b\).", "b", "b"),
    ("We get $a$, and this gives $b$ in total.", "b", "b"),
    ("Only $b$ stands here, somewhere.", "b", "b"),
    ("$a$ and $b$, but $$c$$", "c", "c"),
    (r"$y_t = c$ because $0 \cdot y_0$ vanishes", r"0 \cdot y_0", "y_t = c"),
    ("It is $1$ since $a < b$ and $b < c$", "b < c", "1"),
    ("As $a$ holds we get $b$, because $c$ is $d$.", "d", "b"),
    ("We need $|x| < 1$, i.e. $x < 2$.", "x < 2", "x < 2"),
    ("$$a$$ and so $$b$$", "b", "b"),
    ("$$a$$ which with $c$ gives $$b$$", "b", "b"),
    ("$$a$$\n\n$$b$$", "b", "b"),
    ("print('$a$ is no $b$')", "x**2", "x**2"),
    ("**Answer:** $u_i = -a g_i$ for $i=1,2,3$.", "i=1,2,3", "u_i = -a g_i"),
    (r"so $u_i = -a g_i$ for $i \in \{1, \dots, n\}$", r"i \in \{1, \dots, n\}", "u_i = -a g_i"),
    ("The answer is $d_1$, independent of $d_2$.", "d_2", "d_1"),
    ("It is $d_1$, which does not depend on $d_2$", "d_2", "d_1"),
    ("Answer: $d_1$, independent of $d_2$, $n$ and $p$.", "p", "d_1"),
    (r"$\Theta(1)$, i.e. constant in $d$.", "d", r"\Theta(1)"),
    (r"$y_t = c$ for all $t \ge 1$, whatever $y_0$.", "y_0", "y_t = c"),
    ("", "x", "x"),
]


@pytest.mark.parametrize(("text", "last", "formula"), CLEAR, ids=[row[0] for row in CLEAR])
def test_the_formula_that_words_lead_to_is_read(text, last, formula):
    assert formula_to_read(text, last) == formula


UNCLEAR = [
    ("$y_t = c/t$ where every input is $c$", "c"),
    (r"not $y_t = c$, because $0 \cdot y_0$ vanishes", r"0 \cdot y_0"),
    ("Since $a = 1$ it is not $b$", "b"),
    ("not $c$ but $0$", "0"),
    ("$a$ and $b$", "b"),
    (r"First $w \leftarrow w/2$, and the result is $w - g$.", "w - g"),
    ("Divide $m$ by $1 - b$", "1 - b"),
    ("so $u = g$ for $i = 1$", "i = 1"),
    ("so $u = g$ for $a = 1, 2$", "a = 1, 2"),
    ("not $d_1$, independent of $d_2$", "d_2"),
    ("It is $d_1$, whatever $d_2$, unless it is small", "d_2"),
    ("It is $c$ if $t = 1$", "t = 1"),
    ("The answer is $a$, and $b$ is small.", "b"),
    ("This is $a$, and that is $b$ unless it rains", "b"),
    ("not $c$, which is $0$", "0"),
    ("$$b$$ because $$a$$", "a"),
    ("$$b < 1$$ from $$|a| < 2$$", "|a| < 2"),
    ("$$b$$ where $$a = 3$$ always holds", "a = 3"),
]


@pytest.mark.parametrize(("text", "last"), UNCLEAR, ids=[row[0] for row in UNCLEAR])
def test_a_formula_that_says_something_else_is_no_answer(text, last):
    with pytest.raises(Unreadable, match="which of them is the answer is not clear"):
        formula_to_read(text, last)


@pytest.mark.parametrize(
    "text",
    [
        "$a = 1$, $b = 2$",
        "<!-- answer: p.q --> $a = 1$, $b = 2$",
        "So $a = 1$ and $b = 2$.",
        "$a = 1$\n\n$b = 2$",
        "- $a = 1$\n- $b = 2$",
        "So\n 1. $a = 1$\n 2) $b = 2$.",
    ],
)
def test_entries_in_formulas_of_their_own_are_read_together(text):
    assert formula_to_read(text, "b = 2", several=True) == "a = 1, b = 2"


def test_entries_among_other_words_are_not():
    with pytest.raises(Unreadable):
        formula_to_read("$a = 1$ if $b = 2$", "b = 2", several=True)


EXPLAINED = [
    (r"so $u = q g$ where $q = 3$.", "q = 3", "u = q g", "u = q g, q = 3"),
    ("so $u = qn$, with $q = 3$ and $n = 2$", "n = 2", "u = qn", "u = qn, q = 3, n = 2"),
    ("$a = 1$ and so $u = qg$, where $q = a$", "q = a", "u = qg", "u = qg, q = a"),
    ("So\n$$u = q g,$$\nwhere $q = 3$.", "u = q g,", "u = q g,", "u = q g, q = 3"),
    ("So\n$$u = q$$ with\n$q = 3$, $n = 2$.", "u = q", "u = q", "u = q, q = 3, n = 2"),
    ("\\[u = q\\]\nwhere $q = 3$", "u = q", "u = q", "u = q, q = 3"),
]


@pytest.mark.parametrize(("text", "last", "alone", "whole"), EXPLAINED)
def test_what_is_said_of_the_names_of_a_formula_goes_with_it(text, last, alone, whole):
    assert explained(text, last) == (alone, whole)


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("So\n$$u = q g$$ where $q$ is large", "u = q g"),
        ("So\n$$u = q g$$ and $q = 3$.", "u = q g"),
        ("not $u = q g$ where $q = 3$", "q = 3"),
        ("Say $u = q g$ where $q = 3$ unless it rains", "q = 3"),
        (r"$q \leftarrow 2$, so $u = q$ where $q = 3$", "q = 3"),
        ("$$u = q$$", "u = q"),
        ("u = q", "u = q"),
    ],
)
def test_any_other_words_explain_nothing(text, last):
    assert explained(text, last) is None
