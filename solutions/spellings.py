"""Ways to write the same vector, and vectors that are nearly it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import sympy as sp

from grader.spec import Form

NEARLY_ZERO = sp.Rational(1, 10**12)


def written(point: Sequence[Any]) -> list[Form]:
    """A vector as a SymPy column, as text, as a list in LaTeX and as a column in LaTeX."""
    return list(_written(tuple(map(sp.sympify, point))))


@lru_cache(maxsize=512)
def _written(entries: tuple[Any, ...]) -> tuple[Form, ...]:
    """Of many variants the same vector is the answer."""
    in_latex = [as_latex(entry) for entry in entries]
    return (
        sp.Matrix(entries),
        f"[{', '.join(map(as_text, entries))}]",
        r"\left[" + ", ".join(in_latex) + r"\right]",
        r"\begin{bmatrix} " + r" \\ ".join(in_latex) + r" \end{bmatrix}",
    )


@lru_cache(maxsize=4_096)
def as_text(entry: Any) -> str:
    """An expression as SymPy prints it."""
    return str(entry)


@lru_cache(maxsize=4_096)
def as_latex(entry: Any) -> str:
    """An expression as SymPy prints it in LaTeX."""
    return str(sp.latex(entry))


def with_factor(point: Sequence[Any], factor: Any) -> Form:
    """The vector as text with a factor taken out: ``(1/2)*[...]``."""
    exact = [sp.sympify(entry, strict=True) for entry in point]
    entries = ", ".join(str(sp.expand(entry / factor)) for entry in exact)
    return f"({factor})*[{entries}]"


def rounded(value: Any, digits: int = 7) -> str:
    """A number in so many significant digits, without an exponent.

    >>> rounded(sp.Rational(100, 10101), 4)
    '0.009900'
    """
    number = float(value)
    if number == 0:
        return "0"
    magnitude = math.floor(math.log10(abs(number)))
    return f"{number:.{max(digits - 1 - magnitude, 0)}f}"


def rounded_vector(point: Sequence[Any], digits: int = 7) -> Form:
    """A vector of decimals, as text."""
    return f"[{', '.join(rounded(entry, digits) for entry in point)}]"


def nearly(point: Sequence[Any], apart: Any = NEARLY_ZERO) -> list[Form]:
    """A sign flipped, a part in a thousand too long, an entry that far off, an entry missing."""
    return list(_nearly(tuple(map(sp.sympify, point)), apart))


@lru_cache(maxsize=512)
def _nearly(entries: tuple[Any, ...], apart: Any) -> tuple[Form, ...]:
    first = next(i for i, entry in enumerate(entries) if entry != 0)
    flipped, off = list(entries), list(entries)
    flipped[first] = -flipped[first]
    off[first] = off[first] + apart
    longer = [sp.Rational(1001, 1000) * entry for entry in entries]
    return tuple(sp.Matrix(change) for change in (flipped, longer, off, entries[:-1]))
