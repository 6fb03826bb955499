"""A student's value crosses as data: what the formatter writes, the whitelist reads."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any, ClassVar

import numpy as np
import pytest
import sympy as sp
from IPython.core.interactiveshell import InteractiveShell

from grader.errors import GraderError, Unreadable
from grader.reading.printing import to_text
from grader.reading.typed import MIME, from_typed_numbers, read_typed, typed
from grader.reading.vocabulary import Vocabulary
from grader.sandbox.inside import answer, calls
from grader.tree import Tree
from tests.pace import within
from tests.reading.words import HOMEWORK

X, ALPHA, N, K = sp.symbols("x alpha n k")
G, W = sp.IndexedBase("g"), sp.MatrixSymbol("G", 3, 2)
F = sp.Function("f")

VALUES: list[tuple[Any, str]] = [
    (3, "3"),
    (-3, "-3"),
    ({sp.Symbol("c1"): 0, sp.Symbol("c2"): X}, "[0, x]"),
    ({"c_1": X, "c_0": 2}, "[2, x]"),
    ({sp.Symbol("s"): 2 * X}, "2*x"),
    (0.1, "0.1"),
    (1e-9, "0.000000001"),
    (1 + 2j, "1.0 + 2.0*I"),
    (True, "True"),
    (Fraction(1, 3), "1/3"),
    (np.float64(0.3), "0.3"),
    (np.float32(0.1), "0.1"),
    (np.float32(1 / 3), "0.333333"),
    (np.float32(-1234567), "-123457e1"),
    (np.float16(1 / 3), "0.333"),
    (np.array([1, 1 / 3], dtype=np.float32), "Matrix([1.0, 0.333333])"),
    (np.array([[1], [2]]).view(np.matrix), "Matrix([1, 2])"),
    (np.array([[1, 2], [3, 4]]).view(np.matrix), "Matrix([[1, 2], [3, 4]])"),
    (complex(0.5), "0.5"),
    (-0.25 + 0j, "-0.25"),
    (np.int64(7), "7"),
    (np.bool_(True), "True"),
    (float("inf"), "oo"),
    (-ALPHA * X / 2, "-alpha*x/2"),
    (sp.sqrt(X) * sp.exp(-X), "sqrt(x)*exp(-x)"),
    (sp.Abs(X) + sp.sign(X), "Abs(x) + sign(x)"),
    (sp.Float("0.25"), "0.25"),
    (sp.pi * sp.I, "pi*I"),
    (-sp.oo, "-oo"),
    (sp.GoldenRatio, "(1 + sqrt(5))/2"),
    (sp.Symbol("alpha", positive=True), "alpha"),
    (sp.Symbol("lambda"), "lam"),
    (sp.Symbol("theta_0"), "theta0"),
    (sp.Symbol(r"\bar{x}"), "xbar"),
    (G[0] + G[2], "g1 + g3"),
    (2 * G[sp.Symbol("i")], "2*g"),
    (sp.MatrixSymbol("g", 3, 1)[0, 0], "g1"),
    (sp.MatrixSymbol("g", 3, 1) * ALPHA, "alpha*g"),
    (F(X), "f(x)"),
    (sp.gamma(N) / sp.binomial(N, K), "gamma(n)/binomial(n, k)"),
    (sp.Max(X, 1), "Max(1, x)"),
    (sp.Eq(X, 2), "x = 2"),
    (X < 2, "x < 2"),
    (sp.And(X > 0, X < 1), "(x > 0) & (x < 1)"),
    (sp.Piecewise((X, X > 0), (0, True)), "Piecewise((x, x > 0), (0, True))"),
    (sp.Sum(K * X**K, (K, 1, N)), "Sum(k*x**k, (k, 1, n))"),
    (sp.Product(X + K, (K, 1, N)), "Product(k + x, (k, 1, n))"),
    (sp.Interval.Lopen(0, 1), "Interval.Lopen(0, 1)"),
    (sp.FiniteSet(1, 2), "FiniteSet(1, 2)"),
    (sp.Matrix([1, X]), "Matrix([1, x])"),
    (sp.Matrix([[1, X]]), "Matrix([1, x])"),
    (sp.Matrix([[1, 2], [3, X]]), "Matrix([[1, 2], [3, x]])"),
    (sp.ImmutableMatrix([1, X]), "Matrix([1, x])"),
    (sp.Array([1, X]), "Matrix([1, x])"),
    ([1, X], "[1, x]"),
    ((1, 0.5), "(1, 0.5)"),
    ({1}, "FiniteSet(1)"),
    (range(3), "[0, 1, 2]"),
    (np.array([1.0, 0.5]), "Matrix([1.0, 0.5])"),
    (np.array([[1, 2], [3, 4]]), "Matrix([[1, 2], [3, 4]])"),
    (np.array([X, ALPHA], dtype=object), "Matrix([x, alpha])"),
    (np.array(2.5), "2.5"),
    ("-alpha/2*g", "-alpha/2*g"),
]


@pytest.mark.parametrize(("value", "expected"), VALUES, ids=[expected for _, expected in VALUES])
def test_a_value_reads_as_it_was(value: Any, expected: str) -> None:
    sent = json.loads(json.dumps(answer.answer(value)))
    assert to_text(read_typed(sent, HOMEWORK)) == expected


def test_json_text_is_read_as_well_as_values() -> None:
    text = json.dumps(answer.answer(X / 2))
    assert read_typed(text, HOMEWORK) == read_typed(json.loads(text), HOMEWORK)


def test_a_float_keeps_its_shortest_text() -> None:
    assert read_typed(answer.answer(0.1), HOMEWORK) == Tree("decimal", (1, 10, 1))


def test_an_equation_for_its_own_name_is_its_right_side_where_none_is_asked_for() -> None:
    sent = answer.answer(sp.Eq(sp.Symbol("z"), X / 2))
    assert to_text(read_typed(sent, HOMEWORK, keep_equation=False)) == "x/2"
    with pytest.raises(Unreadable, match="'z'"):
        read_typed(sent, HOMEWORK)
    declared = answer.answer(sp.Eq(X, ALPHA))
    assert to_text(read_typed(declared, HOMEWORK, keep_equation=False)) == "x = alpha"


@pytest.mark.parametrize("digits", [0, -1, 16, 10**9, "6", True, 2.5, [6], {}])
def test_a_float_has_a_small_number_of_digits(digits: Any) -> None:
    node = {"t": "float", "v": "0.1234567", "digits": digits}
    with pytest.raises(Unreadable):
        read_typed({"version": 1, "value": node}, HOMEWORK)


def test_a_text_stays_a_text() -> None:
    assert read_typed(answer.answer("sgd"), HOMEWORK) == Tree("text", ("sgd",))


class Sly(sp.Symbol):
    """Overloads whatever a careless serialiser would call."""

    calls: ClassVar[list[str]] = []

    def __getattribute__(self, name: str) -> Any:
        if name != "__class__":
            Sly.calls.append(name)
        return super().__getattribute__(name)

    def __eq__(self, other: object) -> bool:
        Sly.calls.append("==")
        return True

    __hash__ = sp.Symbol.__hash__


class Loud:
    """Raises on everything."""

    def __getattr__(self, name: str) -> Any:
        raise RuntimeError(name)

    def __repr__(self) -> str:
        raise RuntimeError("repr")


def test_no_method_of_a_students_class_is_called() -> None:
    value = Sly("x")
    Sly.calls.clear()
    assert answer.dump(value) == {"t": "unsupported", "type": "Sly"}
    assert Sly.calls == []
    assert answer.dump(Loud()) == {"t": "unsupported", "type": "Loud"}


UNREAD = [
    (None, "None"),
    (lambda y: y, "function"),
    ({"a": 1}, "dictionary"),
    ({"c1": 1, "c3": 2}, "dictionary"),
    ({"c1": 1, "d2": 2}, "dictionary"),
    ({"c1": 1, "c_1": 2}, "dictionary"),
    ({X: 1, ALPHA: 2}, "dictionary"),
    ({X * 2: 1}, "dictionary"),
    ({3: 1}, "dictionary"),
    ({}, "dictionary"),
    (object(), "'object'"),
    (sp.zoo, "division by zero"),
    (10**5000, "too many digits"),
    (sp.Integer(10) ** 5000, "too many digits"),
    (sp.Integral(X, X), "'Integral'"),
    (sp.Symbol("qq"), "Unknown name 'qq'"),
    (sp.Function("h")(X), "Unknown function 'h'"),
    (np.zeros((2, 2, 2)), "two dimensions"),
    (np.zeros(10_000), "at most"),
    (list(range(30_000)), "too many entries"),
]


@pytest.mark.parametrize(("value", "says"), UNREAD, ids=[says for _, says in UNREAD])
def test_other_values_are_refused_with_a_sentence(value: Any, says: str) -> None:
    with pytest.raises(Unreadable, match=says):
        read_typed(answer.answer(value), HOMEWORK)


def test_a_list_in_itself_is_refused() -> None:
    loop: list[Any] = []
    loop.append(loop)
    with pytest.raises(Unreadable):
        read_typed(answer.answer(loop), HOMEWORK)


def _nested(depth: int) -> Any:
    node: Any = {"t": "int", "v": "1"}
    for _ in range(depth):
        node = {"t": "list", "a": [node]}
    return node


HOSTILE: list[Any] = [
    "",
    "{",
    "[]",
    "null",
    '{"version": 1}',
    '{"version": 2, "value": {"t": "int", "v": "1"}}',
    '{"version": true, "value": {"t": "int", "v": "1"}}',
    '{"version": 1, "version": 1, "value": {"t": "int", "v": "1"}}',
    '{"version": 1, "value": {"t": "int", "t": "float", "v": "1"}}',
    '{"version": 1, "value": NaN}',
    '{"version": 1, "value": {"t": "float", "v": Infinity}}',
    "[" * 100_000,
    " " * 3_000_000,
    {"version": 1, "value": {"t": "int", "v": 1}},
    {"version": 1, "value": {"t": "int", "v": "1" * 2_000}},
    {"version": 1, "value": {"t": "int", "v": "٣"}},
    {"version": 1, "value": {"t": "int", "v": "1_0"}},
    {"version": 1, "value": {"t": "rational", "p": "1", "q": "0"}},
    {"version": 1, "value": {"t": "float", "v": "9" * 79}},
    {"version": 1, "value": {"t": "float", "v": "1e999999"}},
    {"version": 1, "value": {"t": "float", "v": "x"}},
    {"version": 1, "value": {"t": "symbol", "v": "__import__"}},
    {"version": 1, "value": {"t": "symbol", "v": "x" * 5_000}},
    {"version": 1, "value": {"t": "symbol", "v": "x + y"}},
    {"version": 1, "value": {"t": "symbol", "v": "\ud800"}},
    {"version": 1, "value": {"t": "text", "v": "\ud800"}},
    {"version": 1, "value": {"t": "call", "f": "eval", "a": [{"t": "text", "v": "1"}]}},
    {"version": 1, "value": {"t": "call", "f": "sin", "a": []}},
    {"version": 1, "value": {"t": "call", "f": "sin"}},
    {"version": 1, "value": {"t": "relation", "op": "is", "l": 1, "r": 2}},
    {"version": 1, "value": {"t": "piecewise", "a": []}},
    {"version": 1, "value": {"t": "array", "shape": [3], "a": []}},
    {"version": 1, "value": {"t": "array", "shape": [10**9, 10**9], "a": []}},
    {"version": 1, "value": {"t": "array", "shape": "x", "a": []}},
    {"version": 1, "value": {"t": "sum", "v": "a b", "body": 1, "lower": 1, "upper": 1}},
    {"version": 1, "value": {"t": "interval", "lo": 1, "ro": 0}},
    {"version": 1, "value": {"t": "matrix", "a": [[], []]}},
    {"version": 1, "value": {"t": "vector", "a": []}},
    {"version": 1, "value": {"t": "nonsense"}},
    {"version": 1, "value": {"t": ["int"], "v": "1"}},
    {"version": 1, "value": {"t": "list", "a": [None]}},
    {"version": 1, "value": {"t": "list", "a": [{"t": "int", "v": "1"}] * 50_000}},
    {"version": 1, "value": _nested(100)},
    {"version": 1, "value": _nested(100_000)},
    {"version": 1, "value": float("nan")},
    7,
    None,
]


@pytest.mark.parametrize("sent", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_data_is_refused_at_once(sent: Any) -> None:
    with within(1), pytest.raises(Unreadable):
        read_typed(sent, HOMEWORK)


# ---------------------------------------------------------------------------- functions


ARGUMENTS: list[Any] = [
    3, -2.5, 1e-300, True, None, "word", Fraction(2, 3), [1, 2.0], (1, [2]), 1 + 2j,
    np.array([1.0, 2.0]), np.array([[1, 2], [3, 4]]), np.zeros((0,)), np.array([True, False]),
]  # fmt: skip


@pytest.mark.parametrize("value", ARGUMENTS, ids=[repr(v)[:30] for v in ARGUMENTS])
def test_arguments_arrive_as_they_were_sent(value: Any) -> None:
    arrived = calls.load(json.loads(json.dumps(typed(value))))
    assert type(arrived) is type(value)
    assert np.array_equal(arrived, value) if isinstance(value, np.ndarray) else arrived == value


@pytest.mark.parametrize("value", [v for v in ARGUMENTS if not isinstance(v, str)])
def test_outputs_come_back_as_numbers(value: Any) -> None:
    back = from_typed_numbers(json.loads(json.dumps(answer.dump(value))))
    assert np.array_equal(back, value) if isinstance(value, np.ndarray) else back == value


def test_a_call_gives_its_value_and_what_became_of_its_arguments() -> None:
    def doubled(numbers: list[float]) -> float:
        numbers.append(9)
        return 2 * numbers[0]

    given = calls.call(doubled, [typed([1.5])])
    assert given["error"] is None
    assert from_typed_numbers(given["value"]) == 3.0
    assert from_typed_numbers(given["arguments_after"][0]) == [1.5, 9]


def test_a_call_that_raises_gives_a_sentence() -> None:
    def broken(_x: float) -> float:
        raise ValueError("no such thing")

    assert calls.call(broken, [typed(1)])["error"] == "ValueError: no such thing"
    assert calls.call(lambda: exit(3), [])["error"].startswith("SystemExit")
    assert "TypeError" in calls.call(broken, [])["error"]


def test_only_numbers_come_out_of_functions() -> None:
    with pytest.raises(Unreadable, match="numbers"):
        from_typed_numbers(answer.dump("word"))
    with pytest.raises(GraderError, match="cannot be sent"):
        typed(object())


# ---------------------------------------------------------------------------- the shell


def test_every_shown_value_carries_typed_json() -> None:
    shell = InteractiveShell.instance()
    try:
        answer.install(shell)
        data, _metadata = shell.display_formatter.format(X / 2)
        assert data[MIME] == answer.answer(X / 2)
        assert data["text/plain"] == "x/2"
        plain, _metadata = shell.display_formatter.format([1, 2.5])
        assert to_text(read_typed(plain[MIME], HOMEWORK)) == "[1, 2.5]"
    finally:
        InteractiveShell.clear_instance()


def test_names_match_by_spelling() -> None:
    words = Vocabulary.of({"g": "real vector 2"}, {r"\nabla f": "g"})
    assert to_text(read_typed(answer.answer(sp.Symbol(r"\nabla f")), words)) == "g"
