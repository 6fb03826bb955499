"""Whatever is typed: a tree, or a sentence that says where reading stopped. Nothing else, ever."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, example, given, seed, settings
from hypothesis import strategies as st

from grader.errors import Unreadable
from grader.reading.typed import read_typed
from tests.reading.soup import (
    VOCABULARIES,
    anything,
    check_tree,
    mutated,
    outcome,
    syntaxes,
    vocabularies,
)

QUICKLY = settings(max_examples=600, suppress_health_check=list(HealthCheck))
LONG = settings(max_examples=20_000, derandomize=False, suppress_health_check=list(HealthCheck))


@QUICKLY
@given(anything, vocabularies, syntaxes, st.booleans())
@example("", VOCABULARIES[0], "auto", False)
@example("\x00", VOCABULARIES[1], "latex", False)
@example("(" * 3_000, VOCABULARIES[1], "python", False)
@example(r"\frac" * 600, VOCABULARIES[1], "latex", False)
@example("x" + "^2" * 500, VOCABULARIES[0], "auto", False)
@example("|" * 399, VOCABULARIES[0], "auto", False)
@example("a=" * 300 + "b", VOCABULARIES[1], "auto", True)
def test_any_text_is_a_tree_or_unreadable(text, vocabulary, syntax, keep_equation):
    outcome(text, vocabulary, syntax, keep_equation=keep_equation)


@QUICKLY
@given(mutated(), syntaxes)
def test_a_mutilated_answer_is_a_tree_or_unreadable(text, syntax):
    outcome(text, VOCABULARIES[1], syntax, keep_equation=False)


def test_mutilated_answers_are_sometimes_readable_and_sometimes_not():
    seen: Counter[str] = Counter()

    @settings(QUICKLY, max_examples=300)
    @given(mutated())
    def look(text):
        seen[outcome(text, VOCABULARIES[1], "auto", keep_equation=False)] += 1

    look()
    assert min(seen["tree"], seen["unreadable"]) > 30, seen


KEYS = ["t", "v", "a", "value", "version", "x"]
KINDS = ["int", "float", "symbol", "add", "mul", "pow", "call", "list", "matrix", "sum"]

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4)
        | st.builds(
            lambda kind, value, args: {"t": kind, "v": value, "a": args},
            st.sampled_from(KINDS),
            inner,
            st.lists(inner, max_size=3),
        )
    ),
    max_leaves=12,
)  # fmt: skip


@QUICKLY
@given(json_values, st.booleans())
def test_any_json_is_a_typed_tree_or_unreadable(value, wrapped):
    given_value = {"version": 1, "value": value} if wrapped else value
    with suppress(Unreadable):
        check_tree(read_typed(given_value, VOCABULARIES[0]))


@pytest.mark.fuzz
@pytest.mark.parametrize("number", range(4))
def test_any_text_is_a_tree_or_unreadable_in_a_long_trial(number):
    @seed(number)
    @LONG
    @given(anything, vocabularies, syntaxes, st.booleans())
    def look(text, words, syntax, keep):
        outcome(text, words, syntax, keep_equation=keep)

    look()
