"""The set-up cell of a notebook: the symbols of its questions, with their assumptions."""

from __future__ import annotations

from collections.abc import Sequence

from grader.equality import Domain, Range
from grader.spec import Part

HEAD = """\
# Set-up: run this cell first. It defines the symbols that the answers below use.
from sympy import *
import numpy as np
"""


def set_up_source(parts: Sequence[Part]) -> str:
    """Python source that defines every symbol of some parts, each once."""
    declared: dict[str, str] = {}
    for part in parts:
        domain = Domain.of(part.symbols, part.constraints)
        for name in (*part.symbols, *part.bound):
            declared.setdefault(name, declaration(name, domain.range_of(name)))
    return (HEAD + "\n" + "\n".join(declared.values())).rstrip()


def declaration(name: str, values: Range) -> str:
    """One line that defines a symbol with its assumptions.

    >>> from fractions import Fraction
    >>> declaration("alpha", Range(lower=Fraction(0)))
    "alpha = Symbol('alpha', positive=True)"
    >>> declaration("g", Range(kind="vector", shape=(2,)))
    "g1, g2 = symbols('g1 g2', real=True); g = Matrix([g1, g2])"
    """
    if values.kind == "vector":
        entries = [f"{name}{i}" for i in range(1, values.shape[0] + 1)]
        left = ", ".join(entries) + ("," if len(entries) == 1 else "")
        assumed = _assumptions(values.entries or Range())
        listed = f"symbols('{' '.join(entries)}{',' if len(entries) == 1 else ''}'{assumed})"
        return f"{left} = {listed}; {name} = Matrix([{', '.join(entries)}])"
    if values.kind == "matrix":
        rows, columns = values.shape
        assumed = _assumptions(values.entries or Range())
        return (
            f"{name} = Matrix({rows}, {columns}, lambda i, j: "
            f"Symbol(f'{name}{{i + 1}}{{j + 1}}'{assumed}))"
        )
    if values.kind == "function":
        return f"{name} = Function('{name}')"
    return f"{name} = Symbol('{name}'{_assumptions(values)})"


def _assumptions(values: Range) -> str:
    """Keyword arguments of SymPy's `Symbol`, the strongest that the range implies."""
    if values.kind == "complex":
        return ""
    assumed = ["integer=True"] if values.kind == "integer" else []
    lower = values.lower
    if lower is not None and (lower > 0 or (lower == 0 and (values.lower_open or values.nonzero))):
        assumed.append("positive=True")
    elif lower is not None and lower >= 0:
        assumed.append("nonnegative=True")
    elif values.nonzero:
        assumed += ["real=True", "nonzero=True"]
    elif values.kind != "integer":
        assumed.append("real=True")
    return "".join(f", {one}" for one in assumed)
