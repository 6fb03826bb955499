"""The reference against the oracle: two derivations of the same number, held against each other."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
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
    if _is_choice(reference, seen):
        return _exact(_ids(seen.value) == _ids(reference))
    if _is_table(seen.value):
        return _table(reference, seen)
    return _distance(_numbers(reference, seen.at), seen.value, seen.tolerance)


def value_there(reference: Any, seen: Observation) -> str:
    """What the reference is where the simulation looked, for an author; empty if it is no value.

    Of a figure: how far it is from which point.

    >>> value_there(sp.Symbol("x") / 3, Observation(part="a", at={"x": 1}, value=0.0))
    '0.3333333333'

    Raises:
        GraderError: If it does not say for which values of the symbols it was seen.
    """
    if isinstance(reference, Example):
        return ""
    if isinstance(reference, Figure):
        return _farthest(reference, seen)
    if isinstance(reference, Minimiser):
        reference = reference.point
    if isinstance(reference, Function):
        found = reference.call(*seen.at.get("arguments", ()))
    elif _is_choice(reference, seen):
        return ", ".join(sorted(_ids(reference)))
    elif _is_table(seen.value):
        found = [
            [cell if isinstance(cell, str) else _numbers(cell, seen.at) for cell in row]
            for row in _rows(reference)
        ]
    else:
        found = _numbers(reference, seen.at)
        if isinstance(reference, sp.MatrixBase) and reference.shape[1] == 1:
            found = [entry for (entry,) in found]
    return said(found)


def said(value: Any) -> str:
    """What a simulation saw, or where, for an author; a long value is cut.

    >>> said([0.5, 1.0]), said({"x": 0.5, "y": 2})
    ('[0.5, 1]', 'x = 0.5, y = 2')
    """
    words = _in_words(value)
    return words if len(words) <= MOST_WORDS else words[: MOST_WORDS - 3] + "..."


def _in_words(value: Any) -> str:
    """Numbers to ten digits; vectors and matrices as lists."""
    if isinstance(value, Mapping):
        return ", ".join(f"{name} = {_in_words(entry)}" for name, entry in value.items())
    if isinstance(value, np.ndarray):
        value = value.tolist()
    if isinstance(value, list | tuple):
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
    value = seen.value
    if isinstance(value, Mapping):  # the points of curves, by name
        value = [xy for points in value.values() for xy in np.ravel(points)]
    try:
        sizes = np.abs(np.asarray(value, dtype=complex))
    except (TypeError, ValueError):  # words, sets and rows of both are right or wrong
        return True
    return bool(seen.tolerance < max(float(sizes.max(initial=0.0)), _SMALL))


def _minimiser(reference: Minimiser, seen: Observation) -> float:
    """The same point; where there are several minimisers, one that is as good to 1e-6."""
    apart = _distance(_numbers(reference.point, seen.at), seen.value, seen.tolerance)
    entries = np.ravel(seen.value)
    if apart <= 1 or len(entries) != len(reference.variables):
        return apart
    found = dict(zip(map(str, reference.variables), entries, strict=True))
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
    """A whole number, a fraction, or the fraction that a float is, as SymPy's."""
    return sp.Rational(*Fraction(value).as_integer_ratio())


def _outlines(reference: Figure, seen: Observation) -> float:
    """How far points that the simulation found lie from the outline of the same name."""
    gaps = _gaps(reference, seen)
    if gaps is None:
        return math.inf
    return _in_tolerances(max(float(np.max(gap)) for gap, _ in gaps.values()), seen.tolerance)


def _farthest(reference: Figure, seen: Observation) -> str:
    """The point that lies farthest from its outline, or what the outlines are."""
    gaps = _gaps(reference, seen)
    if gaps is None:
        return f"of the outlines {', '.join(outline.name for outline in reference.outlines)}"
    name = max(gaps, key=lambda name: float(np.max(gaps[name][0])))
    gap, points = gaps[name]
    place = int(np.argmax(gap))
    return f"{gap[place]:.3g} away from {said(points[place])} of {name}"


def _gaps(reference: Figure, seen: Observation) -> dict[str, tuple[np.ndarray, np.ndarray]] | None:
    """Distances by outline, and the points; ``None`` if they are of other outlines or no points."""
    outlines = {outline.name: np.asarray(outline.points, float) for outline in reference.outlines}
    if not isinstance(seen.value, Mapping) or not outlines or set(outlines) != set(seen.value):
        return None
    found = {}
    for name, value in seen.value.items():
        points = _array(value, float)
        if points is None or points.ndim != 2 or points.shape[1] != 2 or not len(points):
            return None
        apart = np.linalg.norm(points[:, None] - outlines[name][None], axis=2)
        found[name] = np.min(apart, axis=1), points
    return found


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
    rows = reference if isinstance(reference, list | tuple) else [reference]
    return [row if isinstance(row, list | tuple) else [row] for row in rows]


def _is_choice(reference: Any, seen: Observation) -> bool:
    """Whether options were seen: one, a set, or a list where the reference is a set."""
    return isinstance(seen.value, str | set | frozenset) or (
        isinstance(reference, str | set | frozenset) and isinstance(seen.value, list | tuple)
    )


def _ids(value: Any) -> frozenset[str]:
    """Of options; nothing where there are none."""
    return ids_of(value) if isinstance(value, Iterable) else frozenset()


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
    ours, others = _array(mine, complex), _array(theirs, complex)
    if ours is None or others is None:
        return math.inf
    a, b = np.squeeze(ours), np.squeeze(others)
    if a.shape != b.shape:
        return math.inf
    with np.errstate(invalid="ignore"):  # infinity less itself is no number
        gaps = np.where(a == b, 0.0, np.abs(a - b))
    return _in_tolerances(float(np.max(gaps, initial=0.0)), tolerance)


def _array(value: Any, kind: type) -> np.ndarray | None:
    """As numbers; ``None`` where they are none, or rows of several lengths."""
    try:
        return np.asarray(value, dtype=kind)
    except (TypeError, ValueError, OverflowError):
        return None


def _in_tolerances(apart: float, tolerance: float) -> float:
    if math.isnan(apart):
        return math.inf
    return apart / tolerance if tolerance > 0 else _exact(apart == 0)


def _exact(same: bool) -> float:  # noqa: FBT001 - a predicate's value is its argument
    return 0.0 if same else math.inf
