"""Of a text no formula is taken as the answer if words or signs beside it say another value."""

from __future__ import annotations

from contextlib import suppress

import pytest

from grader.errors import Unreadable
from grader.reading.prose import formula_to_read

ALTERED = [
    "It grows like the square root of $x$.",
    "the inverse of $x$",
    "not $x$",
    "minus $x$",
    "The answer is twice $x$.",
    "It is the negative of $x$.",
    "It cannot be $x$.",
    "I doubt that it is $x$",
    "Half of $x$",
    "$x$ squared.",
    "$x$ divided by two",
    "$x$ times the window",
    "inversely proportional to $x$",
    "the logarithm of $x$",
    "1 over k times $x$",
    "-$x$",
    "2 $x$",
    "2*$x$",
    "1/$x$",
    "N $x$",
    "$x$ / k",
    "$x$/2",
    "$x$^2",
    "$x$ = 3",
    "$x$ - 1",
    "$x$ k",
    "half of\n$$x$$",
    "- 2 $x$",
    "Since $a$ holds, it cannot be $x$",
    "We divide by $x$",
    "multiply by $x$",
    "It must be larger than $x$",
    "at least $x$",
    "$x$ for each of the two phases",
    "$x$ per worker",
    "$x$ (twice)",
]


@pytest.mark.parametrize("text", ALTERED)
def test_what_stands_beside_a_formula_may_make_another_value_of_it(text):
    with pytest.raises(Unreadable):
        formula_to_read(text, "x")


PLAIN = [
    "$x$",
    "The answer is $x$.",
    "**Answer:** $x$",
    "- $x$",
    "* $x$ rounds",
    "> $x$",
    "1. $x$",
    "(b) $x$",
    "u = $x$",
    "=> $x$",
    "**$x$**",
    "*$x$*",
    "$x$ - because the minus sign cancels",
    "$x$ (unchanged)",
    "$x$ for all steps",
    "Not surprisingly, the new step is $x$.",
    "The minus sign cancels. **Answer:** $x$",
    "Taking the square root gives $x$.",
    "It does not depend on the start, so it is $x$",
    "Half of the messages are saved: $x$",
    "The root of the variance is $x$",
    "A $x$ of a kind",
    "It is\n\n$$x$$\n\n- a note",
    "The inverse of the matrix is diagonal.\n\n$$x$$",
    "Simplify $a$ and get $x$.",
    "$x$ a step",
    "It must be smaller than $x$",
    "The larger one is $x$",
    "It is larger: $x$",
]


@pytest.mark.parametrize("text", PLAIN)
def test_any_other_words_say_nothing_of_it(text):
    assert formula_to_read(text, "x") == "x"


def test_blanks_without_end_cost_nothing():
    for blanks in (" " * 200_000, "\n" * 200_000, "- " * 100_000):
        for text in (f"{blanks}$x$", f"$x${blanks}", f"a{blanks}b $x$ c{blanks}d"):
            with suppress(Unreadable):
                assert formula_to_read(text, "x") == "x"
