"""A percentage is a number; a remainder is not one; what may be either is refused."""

from __future__ import annotations

import pytest

from grader.errors import Unreadable
from grader.reading.printing import to_text
from grader.reading.text import read
from grader.reading.vocabulary import Vocabulary
from grader.tree import Tree

WORDS = Vocabulary.of({"x": "real", "n": "integer >= 1"})

READ = [
    ("12.5%", "0.125"),
    ("12.5 %", "0.125"),
    (r"12.5\%", "0.125"),
    (r"$12.5\,\%$", "0.125"),
    ("12.5 percent", "0.125"),
    ("12.5 per cent", "0.125"),
    ("12.5pct", "0.125"),
    ("-5%", "-0.05"),
    ("(5%)", "0.05"),
    ("1 - 50% * x", "1 - 0.50*x"),
    ("1 - 50% of x", "1 - 0.50*x"),
    (r"50\% x", "0.50*x"),
    ("x*50%", "x*0.50"),
    ("5% + x", "0.05 + x"),
    ("5% - x", "0.05 - x"),
    ("25%/n", "0.25/n"),
    ("[5%, 95%]", "[0.05, 0.95]"),
    ("7 % 4", "Mod(7, 4)"),
    ("7%4", "Mod(7, 4)"),
    ("7 % n", "Mod(7, n)"),
    ("5 % -3", "Mod(5, -3)"),
    ("x % 2", "Mod(x, 2)"),
    (r"7 \bmod n", "Mod(7, n)"),
]


@pytest.mark.parametrize(("text", "expected"), READ, ids=[text for text, _ in READ])
def test_a_sign_of_percent_is_a_hundredth_where_it_is_no_remainder(text, expected):
    assert to_text(read(text, WORDS)) == expected


DOUBTFUL = ["50% x", "50%x", "50 %x", "50%n", "5%-3", "5% -3", "50%(x + 1)", "1 - 50% x"]


@pytest.mark.parametrize("text", DOUBTFUL)
def test_what_may_be_a_percentage_or_a_remainder_is_refused(text):
    with pytest.raises(Unreadable, match="a percentage or a remainder is not clear"):
        read(text, WORDS)


@pytest.mark.parametrize("text", ["3/4%", "3/4 percent", "x%", "2^5%", "(1 + 2)%", "5e3%"])
def test_a_percentage_of_more_than_a_number_is_refused(text):
    with pytest.raises(Unreadable, match="A percentage is not read"):
        read(text, WORDS)


def test_a_percentage_keeps_its_places_as_a_decimal_does():
    assert read("33.30%", WORDS) == Tree("decimal", (333, 1000, 4))


def test_a_declared_name_is_no_word_of_percentages():
    words = Vocabulary.of({"pct": "real", "of": "real"})
    assert to_text(read("5 pct", words)) == "5*pct"
    assert to_text(read("5 of", words)) == "5*of"
