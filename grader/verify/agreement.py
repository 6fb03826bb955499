"""The reference against the oracle: two derivations of the same number, held against each other."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import sympy as sp

from grader.errors import GraderError
from grader.kinds.choice import ids_of
from grader.kinds.question import as_sympy
from grader.spec import Example, Figure, Function, Minimiser, Observation
from grader.verify.numbers import enclosed

_SMALL = 1e-3
"""A tolerance below this tells nothing from 0, where what was seen is 0."""
MOST_WORDS = 200
"""Characters of a value that is shown."""


def disagreement(reference: Any, seen: Observation) -> float:
    """How far the reference lies from what the simulation saw, in units of its tolerance.

    At most 1 is agreement. Values that are not numbers agree (0) or do not (infinity).

    Raises:
        GraderError: If it does not say for which values of the symbols it was seen.
    """
    if isinstance(reference, Minimiser):
        return _minimiser(reference, seen)
    if isinstance(reference, Example):
        return _exact(_claimed(reference, seen))
    if isinstance(reference, Figure):
        return _outlines(reference, seen)
    if isinstance(reference, Function):
        arguments = seen.at.get("arguments", ())
        return _distance(reference.call(*arguments), seen.value, seen.tolerance)
    if isinstance(seen.value, str | set | frozenset):
        return _exact(ids_of(seen.value) == ids_of(reference))
    if _is_table(seen.value):
        return _table(reference, seen)
    return _distance(_numbers(reference, seen.at), seen.value, seen.tolerance)


def value_there(reference: Any, seen: Observation) -> str:
    """What the reference is where the simulation looked, for an author; empty if it is no value.

    >>> value_there(sp.Symbol("x") / 3, Observation(part="a", at={"x": 1}, value=0.0))
    '0.3333333333'

    Raises:
        GraderError: If it does not say for which values of the symbols it was seen.
    """
    if isinstance(reference, Example | Figure):
        return ""
    if isinstance(reference, Minimiser):
        reference = reference.point
    if isinstance(reference, Function):
        found = reference.call(*seen.at.get("arguments", ()))
    elif isinstance(seen.value, str | set | frozenset):
        return ", ".join(sorted(ids_of(reference)))
    elif _is_table(seen.value):
        found = [
            [cell if isinstance(cell, str) else _numbers(cell, seen.at) for cell in row]
            for row in _rows(reference)
        ]
    else:
        found = _numbers(reference, seen.at)
        if isinstance(reference, sp.MatrixBase) and reference.shape[1] == 1:
            found = [entry for (entry,) in found]
    words = _in_words(found)
    return words if len(words) <= MOST_WORDS else words[: MOST_WORDS - 3] + "..."


def _in_words(value: Any) -> str:
    """Numbers to ten digits; vectors and matrices as lists."""
    if isinstance(value, list | tuple | np.ndarray):
        return f"[{', '.join(map(_in_words, value))}]"
    try:
        number = complex(value)
    except (TypeError, ValueError):  # a word, or what only an author's function gives
        return str(value)
    return f"{number.real if number.imag == 0 else number:.10g}"


def tells(seen: Observation) -> bool:
    """Whether the simulation would not agree with 0 just as well.

    >>> tells(Observation(part="a", value=[3.0, 0.0], tolerance=0.1))
    True
    >>> tells(Observation(part="a", value=0.01, tolerance=5.0))
    False
    """
    try:
        sizes = np.abs(np.asarray(seen.value, dtype=complex))
    except (TypeError, ValueError):  # words, sets and rows of both are right or wrong
        return True
    return bool(seen.tolerance < max(float(sizes.max(initial=0.0)), _SMALL))


def _minimiser(reference: Minimiser, seen: Observation) -> float:
    """The same point; where there are several minimisers, one that is as good to 1e-6."""
    apart = _distance(_numbers(reference.point, seen.at), seen.value, seen.tolerance)
    if apart <= 1:
        return apart
    found = dict(zip(map(str, reference.variables), np.ravel(seen.value), strict=True))
    point = sp.Matrix(reference.point)
    ours = reference.objective.subs(dict(zip(reference.variables, point, strict=True)))
    theirs = _numbers(reference.objective, {**seen.at, **found})
    return _distance(_numbers(ours, seen.at), theirs, 1e-6 * (1 + abs(theirs)))


def _claimed(reference: Example, seen: Observation) -> bool:
    """Whether the claims hold of the object at hand as the simulation says they do or do not.

    A simulation that gives an object instead of a yes or no has found the canonical one.
    """
    if not isinstance(seen.value, bool):
        return bool(dict(reference.canonical) == seen.value)
    numbers = {
        name: [_exactly(entry) for entry in value] if isinstance(value, list) else _exactly(value)
        for name, value in seen.at.items()
    }
    return all(bool(claim.relation) for claim in reference.claims(numbers)) is seen.value


def _exactly(value: Any) -> Any:
    """A whole number or fraction as SymPy's."""
    return sp.Rational(value.numerator, value.denominator)


def _outlines(reference: Figure, seen: Observation) -> float:
    """How far points that the simulation found lie from the outline of the same name."""
    outlines = {outline.name: np.asarray(outline.points, float) for outline in reference.outlines}
    if set(outlines) != set(seen.value):
        return math.inf
    gaps = [
        np.min(np.linalg.norm(np.asarray(points)[:, None] - outlines[name][None], axis=2), axis=1)
        for name, points in seen.value.items()
    ]
    return float(max(np.max(gap) for gap in gaps)) / seen.tolerance


def _table(reference: Any, seen: Observation) -> float:
    rows = _rows(reference)
    found = [row if isinstance(row, list | tuple) else [row] for row in seen.value]
    if [len(row) for row in rows] != [len(row) for row in found]:
        return math.inf
    return max(
        (
            _exact(mine == theirs)
            if isinstance(theirs, str) or isinstance(mine, str)
            else _distance(_numbers(mine, seen.at), theirs, seen.tolerance)
            for row, other in zip(rows, found, strict=True)
            for mine, theirs in zip(row, other, strict=True)
        ),
        default=math.inf,
    )


def _rows(reference: Any) -> list[Any]:
    """The rows of a table, a lone cell as a row of one."""
    if isinstance(reference, sp.MatrixBase):
        reference = reference.tolist()
    return [row if isinstance(row, list | tuple) else [row] for row in reference]


def _is_table(value: Any) -> bool:
    """Rows of cells; a matrix of numbers is compared as one all the same."""
    return (
        isinstance(value, list | tuple)
        and bool(value)
        and all(isinstance(row, list | tuple) for row in value)
    )


def _numbers(reference: Any, at: Mapping[str, Any]) -> Any:
    """The reference with numbers put in for its symbols, by name."""
    if isinstance(reference, sp.Eq):
        reference = reference.lhs - reference.rhs
    if isinstance(reference, list | tuple):
        return [_numbers(entry, at) for entry in reference]
    if isinstance(reference, sp.MatrixBase):
        return [[_numbers(entry, at) for entry in row] for row in reference.tolist()]
    expression = as_sympy(reference)
    values = _by_symbol(at)
    found = enclosed(expression, values)
    if found is not None:
        return found
    if unnamed := sorted({s.name for s in expression.free_symbols} - set(values)):
        raise GraderError(f"`at` gives no value for {', '.join(unnamed)}.")
    put_in = {s: values[s.name] for s in expression.free_symbols}
    number = expression.subs(put_in).doit().evalf(30)
    return complex(number) if number.is_real is False else float(number)


def _by_symbol(at: Mapping[str, Any]) -> dict[str, Any]:
    """Values by symbol name; the entries of a vector ``g`` are ``g1``, ``g2``, ..."""
    values: dict[str, Any] = {}
    for name, value in at.items():
        if isinstance(value, Sequence | np.ndarray) and not isinstance(value, str):
            values |= {f"{name}{i}": entry for i, entry in enumerate(value, start=1)}
        else:
            values[name] = value
    return values


def _distance(mine: Any, theirs: Any, tolerance: float) -> float:
    """The largest difference of any number, over the tolerance; shapes must fit."""
    if isinstance(theirs, tuple) and isinstance(mine, tuple | list):
        if len(mine) != len(theirs):
            return math.inf
        return max(_distance(a, b, tolerance) for a, b in zip(mine, theirs, strict=True))
    a = np.squeeze(np.asarray(mine, dtype=complex))
    b = np.squeeze(np.asarray(theirs, dtype=complex))
    if a.shape != b.shape:
        return math.inf
    apart = float(np.max(np.abs(a - b), initial=0.0))
    if math.isnan(apart):
        return math.inf
    if tolerance > 0:
        return apart / tolerance
    return _exact(apart == 0)


def _exact(same: bool) -> float:  # noqa: FBT001 - a predicate's value is its argument
    return 0.0 if same else math.inf
