"""A point that is better than the student's, for the feedback of minimisation: shown in numbers.

It lies between the student's point and a minimiser, at distances that nobody can guess, so that
it convinces without giving the minimiser away.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from flint import fmpq

from grader.equality.balls import evaluate
from grader.equality.points import fraction
from grader.equality.values import Indeterminate, TooExpensive, Undefined
from grader.tree import Tree, free_symbols, rational, substitute

ROUNDS = 6
"""Tries, each closer to the student's point along the segment than the one before."""


def better_point(
    mine: Sequence[Tree],
    best: Sequence[Tree],
    objective: Tree,
    names: Sequence[str],
    point: Mapping[str, str],
) -> str | None:
    """Entries of a better point, as decimals, with the values of the symbols it is shown at.

    Args:
        mine: The student's entries.
        best: Those of a minimiser.
        objective: In `names` and the symbols.
        names: Of the entries, in the objective.
        point: Exact values of the symbols, as text, as a certificate has them.
    """
    try:
        at = {name: fmpq(*Fraction(value).as_integer_ratio()) for name, value in point.items()}
        known = set(at)
        if any(free_symbols(entry) - known for entry in (*mine, *best)):
            return None
        ours = [_rational(evaluate(entry, at)) for entry in mine]
        theirs = [_rational(evaluate(entry, at)) for entry in best]
        now = evaluate(_put(objective, names, ours), at)
        for attempt in range(ROUNDS):
            tried = [
                a + (b - a) * _share(objective, place, attempt)
                for place, (a, b) in enumerate(zip(ours, theirs, strict=True))
            ]
            shown = [Fraction(f"{float(entry):.4g}") for entry in tried]
            if _is_less(evaluate(_put(objective, names, shown), at), now):
                return _words(shown, point)
    except (Undefined, Indeterminate, TooExpensive, ValueError, ZeroDivisionError, OverflowError):
        return None
    return None


def _put(objective: Tree, names: Sequence[str], entries: Sequence[Fraction]) -> Tree:
    values = (rational(entry.numerator, entry.denominator) for entry in entries)
    return substitute(objective, dict(zip(names, values, strict=True)))


def _share(objective: Tree, place: int, attempt: int) -> Fraction:
    """How far an entry goes towards the minimiser: between a quarter and three fifths."""
    digest = hashlib.sha256(f"{objective} {place}".encode()).digest()
    spread = Fraction(int.from_bytes(digest[:4]), 2**32)
    return (Fraction(1, 4) + spread * Fraction(7, 20)) / (1 << attempt)


def _rational(value: Any) -> Fraction:
    """An exact value, or the middle of its ball."""
    if isinstance(value, fmpq):
        return fraction(value)
    middle = float(getattr(value, "real", value))
    return Fraction.from_float(middle)


def _is_less(a: Any, b: Any) -> bool:
    return bool(a < b)


def _words(entries: Sequence[Fraction], point: Mapping[str, str]) -> str:
    numbers = ", ".join(f"{float(entry):.4g}" for entry in entries)
    where = ", ".join(f"{name} = {value}" for name, value in point.items())
    return f"({numbers})" + (f" for {where}" if where else "")
