"""No kind raises for anything that an answer holds, and nothing odd is ever right."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
import sympy as sp
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.kinds import kind_named
from grader.reading.typed import typed
from grader.records import Answer, Returned, Verdict
from grader.spec import (
    Claim,
    Column,
    Example,
    ExampleField,
    Figure,
    FollowThrough,
    Function,
    Mistake,
    Option,
    Outline,
    Probe,
    Rubric,
    RubricItem,
)
from tests.kinds.asking import ask, says, value

A, B, N = sp.Symbol("a", positive=True), sp.Symbol("b"), sp.Symbol("n", integer=True)
SYMBOLS = {"a": "a > 0", "b": "real", "n": "integer >= 2"}
ODD = sp.Integer(7_919)
"""In every reference, so that what is thrown together is not right by chance."""
OPTIONS = (Option("first", "the first of them"), Option("second", "the second of them"))

QUESTIONS = {
    "expression": ask(
        "expression",
        ODD * A + B,
        symbols=SYMBOLS,
        mistakes=(Mistake(id="m", form="a + b", feedback="No."),),
    ),
    "vector": ask("vector", [ODD * A, B], symbols=SYMBOLS, shape=(2,)),
    "matrix": ask("matrix", sp.Matrix([[ODD, A], [B, 1]]), symbols=SYMBOLS, shape=(2, 2)),
    "number": ask("number", sp.sqrt(ODD), bound=("b",), symbols={"a": "a > 0"}),
    "growth": ask("growth", N**ODD, symbols={"n": "integer >= 2"}),
    "equation": ask("equation", sp.Eq(B, ODD * A), symbols=SYMBOLS),
    "table": ask(
        "table",
        [["first", ODD * N], ["second", ODD]],
        rows=("one", "two"),
        columns=(Column(name="which", options=OPTIONS), Column(name="count")),
        symbols=SYMBOLS,
    ),
    "choice": ask("choice", {"first", "second"}, options=OPTIONS, several=True),
    "example": ask(
        "example",
        Example(
            fields=(ExampleField(name="a", many=True, at_least=2), ExampleField(name="b")),
            claims=lambda given: [Claim(relation=sp.Eq(given["b"], ODD), otherwise="No.")],
            canonical={"a": [1, 2], "b": ODD},
        ),
    ),
    "function": ask("function", Function(call=lambda x: x * float(ODD), probes=lambda _rng: [])),
    "figure": ask(
        "figure",
        Figure(outlines=(Outline(name="line", points=np.array([[7919.0, 1], [8000, 2]])),)),
    ),
    "text": ask(
        "text",
        Rubric(items=(RubricItem(id="all", says="All.", credit=1.0),), model_answer="So."),
    ),
}

TAGS = [
    "int", "rational", "float", "complex", "symbol", "constant", "bool", "call", "list",
    "tuple", "set", "and", "or", "not", "vector", "matrix", "array", "relation", "piecewise",
    "sum", "product", "interval", "text", "dict", "figure", "none", "function", "unsupported",
]  # fmt: skip
FIELDS = [
    "v", "a", "p", "q", "f", "k", "l", "r", "op", "lo", "ro", "lower", "upper", "body", "re",
    "im", "shape", "axes", "lines", "points", "equal", "xlim", "ylim",
]  # fmt: skip
FUNCTIONS = [
    "add", "mul", "pow", "log", "exp", "max", "min", "floor", "gamma", "norm", "dot", "sign",
    "abs", "theta", "bigo", "elementwise", "transpose", "det", "inverse", "trace", "atan2",
    "mod", "factorial", "binomial", "re", "im", "conjugate", "heaviside", "besselj",
]  # fmt: skip
NAMES = st.sampled_from(["a", "b", "n", "x", "k", "pi", "oo", "-oo", "nan", "zoo", "Ellipsis"])

PLAIN = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-20, 20),
    st.floats(),
    st.text(max_size=6),
    st.sampled_from(["a", "1/0", "[", "0.5", "first", "9" * 1200, "1e999", "\ud800", "\x00"]),
)
GOOD = st.one_of(
    st.builds(lambda n: {"t": "int", "v": str(n)}, st.integers(-9, 9)),
    st.builds(lambda v: {"t": "symbol", "v": v}, NAMES),
    st.builds(lambda v: {"t": "constant", "v": v}, NAMES),
    st.builds(lambda v: {"t": "text", "v": v}, st.sampled_from(["a/2", "first", "", "1/0", "(("])),
    st.builds(lambda v: {"t": "float", "v": v}, st.sampled_from(["0.5", "1e300", "nan", "-inf"])),
)


def nodes(inner):
    some = st.lists(inner, max_size=3)
    return st.one_of(
        some,
        st.dictionaries(st.sampled_from(["t", "version", "value", *FIELDS]), inner, max_size=3),
        st.builds(
            lambda tag, fields: {**fields, "t": tag},
            st.sampled_from(TAGS),
            st.dictionaries(st.sampled_from(FIELDS), inner | NAMES | some, max_size=5),
        ),
        st.builds(lambda f, a: {"t": "call", "f": f, "a": a}, st.sampled_from(FUNCTIONS), some),
        st.builds(lambda t, a: {"t": t, "a": a}, st.sampled_from(TAGS[8:16]), some),
        st.builds(lambda a: {"t": "matrix", "a": a}, st.lists(some, max_size=3)),
        st.builds(
            lambda op, left, right: {"t": "relation", "op": op, "l": left, "r": right},
            st.sampled_from(["=", "<", "!=", "~"]),
            inner,
            inner,
        ),
        st.builds(lambda k, v: {"t": "dict", "k": k, "v": v}, some, some),
    )


ANY = st.recursive(PLAIN | GOOD, nodes, max_leaves=8)
WELL_FORMED = st.recursive(GOOD, nodes, max_leaves=8).map(value)
TEXTS = st.one_of(
    st.text(max_size=12),
    st.text("ab n+-*/^()[]{},=<>_\\123.'\"$", max_size=14),
    st.sampled_from(["{'a': [1, 2], 'b': 3}", "{a: 1}", "[[1]]", "0 < b < 2", "\\frac{a}{", "[]"]),
)
GIVEN = st.one_of(
    st.tuples(st.just("typed"), WELL_FORMED | ANY),
    st.tuples(st.just("json"), ANY),
    st.tuples(st.sampled_from(["text", "latex"]), TEXTS),
)


def test_every_kind_is_tried():
    program = "from grader.kinds import kind_names; print(*kind_names())"  # other tests add kinds
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert set(QUESTIONS) == set(done.stdout.split())


@pytest.mark.parametrize("kind", sorted(QUESTIONS))
@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(answer=GIVEN)
def test_no_answer_makes_a_kind_raise_or_is_right_by_chance(kind, answer):
    form, content = answer
    decision = says(QUESTIONS[kind], content, form)
    assert decision.verdict is not Verdict.CORRECT
    assert 0 <= decision.score < 1
    assert decision.hint


@settings(max_examples=80, suppress_health_check=list(HealthCheck))
@given(forged=ANY, after=st.lists(ANY, max_size=2))
def test_nothing_that_a_function_returns_makes_its_kind_raise(forged, after):
    asked = ask(
        "function", Function(call=lambda x: (x * 7919.5, x), probes=lambda _rng: [Probe((1,), "")])
    )
    content = {"function": forged, "probes": [{"about": "here", "arguments": [typed(2.0)]}]}
    returned = Returned(value=forged, arguments_after=tuple(after))
    decision = says(asked, content, "typed", returned=(returned,))
    assert decision.verdict is Verdict.INCORRECT


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(answer=GIVEN, kind=st.sampled_from(["expression", "vector", "number"]))
def test_an_odd_earlier_answer_does_no_harm_to_a_later_part(answer, kind):
    rule = FollowThrough(on="first", formula=lambda first: first + 1)
    asked = replace(QUESTIONS[kind], follow_through=rule)
    form, content = answer
    earlier = {"first": Answer(part="test.first", form=form, content=content)}
    mine = Answer(part="test.part", form="text", content="[5, 5]" if kind == "vector" else "5*a")
    kind_named(kind).decide(mine, asked, earlier)


@pytest.mark.parametrize("depth", [70, 500, 900])
def test_deep_nests_are_refused_without_a_crash(depth):
    deep: object = {"t": "int", "v": "1"}
    plain: object = 1
    for _ in range(depth):
        deep, plain = {"t": "list", "a": [deep]}, [plain]
    for kind, question in QUESTIONS.items():
        assert says(question, value(deep), "typed").score == 0, kind
        assert says(question, plain, "json").score == 0, kind
        assert says(question, "[" * depth + "1" + "]" * depth, "text").score == 0, kind


def test_long_texts_are_refused_quickly():
    for question in QUESTIONS.values():
        for text in ("a+" * 30_000 + "a", "9" * 100_000, "(" * 5_000, "x" * 200_000):
            assert says(question, text).score == 0


@pytest.mark.parametrize("spaces", [" ", "\n", "\t ", "\n$ "])
@pytest.mark.parametrize("kind", QUESTIONS)
def test_a_megabyte_of_spaces_does_not_keep_the_grader(kind, spaces):
    """Not measured: what takes the square of the length would take hours."""
    much = spaces * (1_000_000 // len(spaces))
    for content in (much, f"a{much}b", f"{much}first"):
        for form in ("text", "latex"):
            decision = says(QUESTIONS[kind], content, form)
            assert decision.verdict in Verdict
            assert not decision.score
