"""The number that an author's expression is at a point, by certified arithmetic: quick and sure."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import sympy as sp
from flint import acb, arb, fmpq

from grader.equality.balls import Indeterminate, TooExpensive, Undefined, evaluate
from grader.equality.values import Value, precision
from grader.errors import GraderError
from grader.kinds.author_trees import tree_of_author

_BITS = 192
_SURE = 60
"""Bits of a value that must be certain before it is taken for a float."""


def enclosed(expression: sp.Basic, at: Mapping[str, Any]) -> float | complex | None:
    """The value of an expression, with numbers in place of its symbols.

    Args:
        expression: A scalar.
        at: Numbers by symbol name; a float stands for the binary fraction that it is.

    Returns:
        A float, a complex number where the value is not real, or ``None`` where balls do not
        enclose it well: then other means are needed.

    >>> x = sp.Symbol("x")
    >>> enclosed(sp.sqrt(x) / 2, {"x": 2}), enclosed(sp.Integral(x), {"x": 2})
    (0.7071067811865476, None)
    """
    try:
        tree = tree_of_author(expression)
        point = {symbol.name: _exactly(at[symbol.name]) for symbol in expression.free_symbols}
        with precision(_BITS):
            return _rounded(evaluate(tree, point))
    except (GraderError, Undefined, Indeterminate, TooExpensive):
        return None
    except (KeyError, TypeError, ValueError, OverflowError):  # no number for a symbol
        return None


def _exactly(value: Any) -> fmpq:
    """A whole number, a fraction or a float, as what it is exactly."""
    if isinstance(value, str):  # it would be read as a number, too
        raise TypeError
    p, q = Fraction(float(value) if isinstance(value, float) else value).as_integer_ratio()
    return fmpq(int(p), int(q))


def _rounded(value: Value) -> float | complex | None:
    match value:
        case fmpq():
            return int(value.p) / int(value.q)
        case arb() if value.rel_accuracy_bits() >= _SURE:
            return float(value)
        case acb() if value.imag == 0:
            return _rounded(value.real)
        case acb() if value.rel_accuracy_bits() >= _SURE:
            return complex(value)
    return None
