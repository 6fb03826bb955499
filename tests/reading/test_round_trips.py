"""Whatever SymPy prints of an expression reads back to the same value."""

from __future__ import annotations

import cmath
from typing import Any

import pytest
import sympy as sp
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.errors import Unreadable
from grader.reading.latex import to_latex
from grader.reading.printing import to_text
from grader.reading.sympy_trees import from_sympy
from grader.reading.text import read
from grader.reading.typed import read_typed
from grader.reading.vocabulary import Vocabulary
from grader.sandbox.inside import answer
from grader.tree import Tree, call, symbol

X, Y, THETA, LAM = sp.symbols("x y theta_0 lambda")
WORDS = Vocabulary.of(dict.fromkeys(("x", "y", "theta0", "lam"), "real"))
OWN = Vocabulary.of(dict.fromkeys(("x", "y", "theta_0", "lambda"), "real"))
VALUES = {"x": 0.7, "y": -1.3, "theta0": 2.1, "lam": 0.4, "theta_0": 2.1, "lambda": 0.4}

_FUNCTIONS = {
    "exp": cmath.exp, "log": cmath.log, "sin": cmath.sin, "cos": cmath.cos, "tan": cmath.tan,
    "atan": cmath.atan, "sinh": cmath.sinh, "cosh": cmath.cosh, "tanh": cmath.tanh, "abs": abs,
}  # fmt: skip


def value_of(tree: Tree) -> complex:
    """An independent evaluation in floats."""
    args = tree.args
    match tree.head:
        case "int":
            return complex(args[0])
        case "rational" | "decimal":
            return complex(args[0] / args[1])
        case "symbol":
            return complex(VALUES[args[0]])
        case "constant":
            return {"pi": cmath.pi, "e": cmath.e, "i": 1j}[args[0]]
        case "add":
            return sum(map(value_of, args))
        case "mul":
            product = 1 + 0j
            for factor in args:
                product *= value_of(factor)
            return product
        case "pow":
            base, exponent = map(value_of, args)
            return base**exponent
        case "call":
            name, *rest = args
            if name in ("max", "min"):
                return {"max": max, "min": min}[name](map(value_of, rest), key=lambda z: z.real)
            if name == "sign":
                return complex((value_of(rest[0]).real > 0) - (value_of(rest[0]).real < 0))
            return complex(_FUNCTIONS[name](value_of(rest[0])))
    raise AssertionError(tree)


ONE_ARGUMENT = [sp.sin, sp.cos, sp.exp, sp.Abs, sp.atan, sp.tanh]


def _leaves() -> st.SearchStrategy[Any]:
    numbers = st.builds(sp.Rational, st.integers(-9, 9), st.integers(1, 9))
    return st.one_of(st.sampled_from([X, Y, THETA, LAM, sp.pi, sp.E]), numbers)


def _grown(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(
        st.builds(sp.Add, inner, inner),
        st.builds(sp.Mul, inner, inner),
        st.builds(lambda a, b: a / (b**2 + 1), inner, inner),
        st.builds(lambda a, n: a**n, inner, st.integers(-2, 3)),
        st.builds(lambda a: sp.sqrt(a**2 + 2), inner),
        st.builds(lambda a: sp.cbrt(a**2 + 2), inner),
        st.builds(lambda f, a: f(a), st.sampled_from(ONE_ARGUMENT), inner),
        st.builds(lambda a: sp.log(a**2 + 1), inner),
        st.builds(sp.Max, inner, st.just(X)),
    ).filter(lambda expression: not expression.has(sp.zoo, sp.nan, sp.oo))


EXPRESSIONS = st.recursive(_leaves(), _grown, max_leaves=6)


def _close(a: complex, b: complex) -> bool:
    return abs(a - b) <= 1e-9 * max(1.0, abs(a), abs(b))


def _agree(expression: Any, read_back: Tree) -> None:
    try:
        expected, got = value_of(from_sympy(expression)), value_of(read_back)
    except (ZeroDivisionError, OverflowError, ValueError, KeyError):
        return
    assert _close(expected, got), (expression, to_text(read_back))


@settings(max_examples=120, suppress_health_check=list(HealthCheck))
@given(EXPRESSIONS)
def test_str_of_sympy_reads_back(expression: Any) -> None:
    _agree(expression, read(str(expression), WORDS))


@settings(max_examples=120, suppress_health_check=list(HealthCheck))
@given(EXPRESSIONS)
def test_srepr_of_sympy_reads_back(expression: Any) -> None:
    text = sp.srepr(expression)
    if len(text) < 3_000:
        _agree(expression, read(text, WORDS))


@settings(max_examples=120, suppress_health_check=list(HealthCheck))
@given(EXPRESSIONS)
def test_latex_of_sympy_reads_back(expression: Any) -> None:
    _agree(expression, read(sp.latex(expression), WORDS, "latex"))


@settings(max_examples=120, suppress_health_check=list(HealthCheck))
@given(EXPRESSIONS)
def test_our_own_text_and_latex_read_back(expression: Any) -> None:
    tree = from_sympy(expression)
    _agree(expression, read(to_text(tree), OWN))
    _agree(expression, read(to_latex(tree), WORDS, "latex"))


@settings(max_examples=120, suppress_health_check=list(HealthCheck))
@given(EXPRESSIONS)
def test_typed_json_is_the_same_tree_as_the_direct_bridge(expression: Any) -> None:
    assert read_typed(answer.answer(expression), OWN) == from_sympy(expression)


@settings(max_examples=300)
@given(st.text(alphabet="xyg()[]{}|^_+-*/=,.0123 \\frac{}sin&<>!'\"αΣ²‖√", max_size=60))
def test_no_text_brings_the_reader_down(text: str) -> None:
    try:
        outcome: Tree | Unreadable = read(text, WORDS)
    except Unreadable as refusal:
        outcome = refusal
    assert isinstance(outcome, Tree) or outcome.message


@pytest.mark.parametrize("name", ["abs", "exp", "floor", "factorial", "transpose", "log"])
def test_what_is_deeply_nested_is_written_once(name):
    """Each level that was written twice would double the time: 2**60 of them."""
    tree = symbol("x")
    for _ in range(60):
        tree = call(name, tree)
    assert to_latex(tree).count("{") < 200
    assert to_text(tree)
