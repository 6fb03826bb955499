"""Plain words round an answer are no part of it; words that mean something are never dropped."""

from __future__ import annotations

import pytest

from grader.errors import Unreadable
from grader.reading.remarks import with_comma_before_condition, without_remarks
from grader.reading.text import read
from grader.reading.vocabulary import Vocabulary

WORDS = Vocabulary.of(
    {"s": "s > 0", "t": "integer >= 1", "beta": "0 < beta < 1", "n": "integer >= 2", "x": "real"}
)

SAME = [
    ("the answer is 3/4", "3/4"),
    ("The step limit is 3/4.", "3/4"),
    ("My final answer: 3/4", "3/4"),
    ("so we get 3/4", "3/4"),
    ("I get 3/4", "3/4"),
    ("Therefore x = 3/4", "3/4"),
    ("We obtain beta**t", "beta**t"),
    ("it is exactly 2*n", "2*n"),
    ("approx. 0.75", "0.75"),
    ("ca. 0.75", "0.75"),
    ("~0.75", "0.75"),
    ("0.75 (approx.)", "0.75"),
    ("3/4 (about 0.75)", "3/4"),
    ("3/4 (≈ 0.75)", "3/4"),
    ("3/4 (= 0.75)", "3/4"),
    ("y = 3/4 steps", "3/4"),
    ("2*(n - 1) messages", "2*(n - 1)"),
    ("2*n in total", "2*n"),
    ("1024 bits", "1024"),
    ("2 (two)", "2"),
    ("3/4, exactly", "3/4"),
    ("s < 3/4 (exclusive)", "s < 3/4"),
    ("the step limit s_max is 3/4", "3/4"),
    ("the limit of y is 3/4", "3/4"),
    ("y tends to 3/4", "3/4"),
    ("s must be less than 3/4", "s < 3/4"),
    ("s needs to be below 3/4", "s < 3/4"),
    ("the new weight: 3/4", "3/4"),
    ("y: 3/4", "3/4"),
    ("Out[12]: 3/4", "3/4"),
    (">>> 3/4", "3/4"),
    ("beta (unchanged)", "beta"),
    ("beta (the same)", "beta"),
    ("it stays beta", "beta"),
    ("the same: beta", "beta"),
    (r"\tilde\beta = \beta^2", "beta^2"),
    ("x*ln2", "x*ln(2)"),
    ("x ln2/3", "x*ln(2)/3"),
    ("x*log_e(2)", "x*log(2, e)"),
    ("beta**t for all t", "beta**t"),
    (r"\beta^t \quad \forall t", "beta**t"),
    (r"\beta^{t} \text{ for all } t", "beta**t"),
    (r"$\text{the limit is } 2$", "2"),
    (r"\text{so we get } 2", "2"),
    (r"y \text{ is } 2", "2"),
    (r"2\,\text{steps}", "2"),
    (r"The answer is $\frac{3}{4}$.", "3/4"),
    (r"So we get \(\frac{3}{4}\) exactly.", "3/4"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "plain"), SAME, ids=[text for text, _ in SAME])
def test_plain_words_round_an_answer_do_not_change_it(text: str, plain: str) -> None:
    assert read(text, WORDS) == read(plain, WORDS)


REFUSED = [
    "not 3", "the answer is not 3", "y is not 3", "maybe 3", "3 or 4", "I think 3", "probably 3",
    "either 3 or 4", "between 3 and 4", "3 unless n > 2", "the inverse of 3/4", "half of 3/4",
    "twice 3/4", "minus 3/4", "the square root of 2", "one over 2", "3/4 squared", "3/4 percent",
    "2 (three)", "3/4 (two)", "3 dozen", "2 kB", "the answer is twice 3", "more than 3",
    "no more than 3", "at least 3", "at most", "the mean of x", "the limit of x", "sum of x",
    "a x", "a x = 3", "b is", "steps", "the answer is", "the answer is the", "2 (a)", "2 n (b)",
    "beta**t for some t", "the answer is 3 and 4", "$3$ or $4$", "the answer is $3$ or 4",
    r"\text{not } 3", r"\text{half of } 3", r"\text{the inverse is } \text{half}", "3 x (y)",
    "the answer is 3 or the answer is 4", "the first is 3, the second is 4", "2 each for n",
    "half = 3/4", "inverse = 3/4", "minus: 3/4", "the wrong answer is 3/4",
    "twice the answer is 3/4", "sqrt(y) = 3/4", "the answer squared is 3/4", "abs(y) = 3/4",
    "the square of y is 3/4", r"\log y = 3/4", "exp(y) = 3/4", r"\text{half of } y = 3/4",
    "not y = 3/4", "no answer: 3/4", "unstable: 3/4",
]  # fmt: skip


@pytest.mark.parametrize("text", REFUSED)
def test_a_word_that_may_mean_something_is_never_dropped(text: str) -> None:
    with pytest.raises(Unreadable):
        read(text, WORDS)


@pytest.mark.parametrize("text", ["log(s) = 3/4", "s**2 = 3/4", "-s = 3/4", "abs(s) = 3/4"])
def test_a_function_of_a_name_is_no_name_of_the_answer(text: str) -> None:
    assert read(text, WORDS).head == "relation"


def test_a_declared_name_is_no_plain_word() -> None:
    words = Vocabulary.of({"step": "real", "a": "real", "total": "real"})
    assert read("2 step", words) == read("2*step", words)
    assert read("a total", words) == read("a*total", words)


def test_where_any_name_is_read_no_word_is_a_remark() -> None:
    assert without_remarks("the answer is 3", Vocabulary.of({}, any_name=True)) == "the answer is 3"


@pytest.mark.parametrize("text", [text for text, _ in SAME])
def test_every_column_keeps_its_place(text: str) -> None:
    shown = without_remarks(text, WORDS)
    assert len(shown) == len(text)
    kept = [at for at, sign in enumerate(shown) if sign not in " =<≈,\\" and sign != text[at]]
    assert not [at for at in kept if shown[at] not in "foral"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("beta for t >= 1", "beta, t>=1"),
        ("beta, for t >= 1", "beta, t>=1"),
        (r"\beta \quad \forall t \ge 1", r"\beta\quad, t\ge1"),
        ("x if x > 0 else 0", "x if x > 0 else 0"),
        ("x for x > 0, 0 for x < 0", "x for x > 0, 0, x < 0"),
        ("for t >= 1", "for t >= 1"),
        (r"\beta\quad(t\ge1)", r"\beta\quad,t\ge1"),
        ("beta (t >= 1)", "beta, t>=1"),
        ("beta*(t >= 1)", "beta*(t >= 1)"),
        ("1 if x > 0 else (2 if x < 0 else 0)", "1 if x > 0 else (2 if x < 0 else 0)"),
    ],
)
def test_a_condition_behind_an_answer_is_set_apart(text: str, shown: str) -> None:
    assert with_comma_before_condition(text).replace(" ", "") == shown.replace(" ", "")
