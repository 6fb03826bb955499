"""The driver of the grammar's tables against Lark's own."""

from __future__ import annotations

from random import Random

import pytest
from lark import UnexpectedInput

from grader.errors import Unreadable
from grader.reading.applying import Token
from grader.reading.text import _machine, read
from grader.reading.vocabulary import Vocabulary
from grader.tree import Tree, symbol

KINDS = (
    "NUMBER", "NAME", "CONSTANT", "_PLUS", "_MINUS", "_MUL", "DIV", "_POW", "_LPAR", "_RPAR",
    "_COMMA", "_LSQB", "_RSQB", "_BARO", "_BARC", "_FACTORIAL", "RELATION", "_AND", "_NOT",
)  # fmt: skip
VALUES = {"NUMBER": Tree("int", (2,)), "NAME": symbol("x"), "CONSTANT": Tree("constant", ("pi",))}


def outcome(parse, tokens):
    """The tree, or what was wrong and where."""
    try:
        return parse(tokens)
    except UnexpectedInput as error:
        return type(error), error.token.type, error.token.start_pos, frozenset(error.expected)
    except Unreadable as error:
        return str(error)


def drawn(rng):
    """Terminals of a formula with a few of them changed: about half of them are read."""
    kinds = rng.choice(
        (
            ["NUMBER", "_PLUS", "NAME", "_POW", "NUMBER"],
            ["_LPAR", "NAME", "_MINUS", "NUMBER", "_RPAR", "DIV", "CONSTANT"],
            ["_LSQB", "NAME", "_COMMA", "_MINUS", "NUMBER", "_COMMA", "NAME", "NAME", "_RSQB"],
            ["NAME", "RELATION", "NUMBER", "_AND", "_NOT", "NAME", "RELATION", "CONSTANT"],
            ["_BARO", "NAME", "_POW", "_MINUS", "NUMBER", "_BARC", "_FACTORIAL", "_MUL", "NAME"],
        )
    )
    for _ in range(rng.randrange(3)):
        kinds = list(kinds)
        kinds[rng.randrange(len(kinds))] = rng.choice(KINDS)
    return [
        Token(kind, "<" if kind == "RELATION" else VALUES.get(kind, ""), at)
        for at, kind in enumerate(kinds)
    ]


@pytest.mark.parametrize("seed", range(4))
def test_both_drivers_say_the_same_of_random_terminals(seed):
    rng, machine, read_ones = Random(seed), _machine(), 0
    for _ in range(250):
        tokens = drawn(rng)
        ours = outcome(machine.parse, tokens)
        assert ours == outcome(machine._lark.parse, tokens), [token.type for token in tokens]
        read_ones += isinstance(ours, Tree)
    assert 50 < read_ones < 240


def test_a_climb_is_found_once_and_is_the_same_whatever_came_before():
    machine, words = _machine(), Vocabulary.of({"x": "real"})
    first = read("((x)) + (1)", words)
    climbs = dict(machine._climbs)
    assert read("( (x) ) + (1)", words) == first
    assert machine._climbs == climbs


def test_no_terminal_at_all_is_an_error_of_the_end():
    with pytest.raises(UnexpectedInput) as caught:
        _machine().parse([])
    assert caught.value.token.type == "$END"
