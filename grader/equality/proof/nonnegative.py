"""Weights that are never negative and solve linear equations exactly: the first phase of a simplex.

Bland's rule, so it ends; in rational numbers, so what it finds is a solution.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence

from flint import fmpq

from grader.equality.proof.polynomials import Effort

Column = Mapping[Hashable, int]
"""The coefficient in each equation where it is not 0, by the equation's name."""

_PIVOT_STEP = 2


def nonnegative_weights(
    columns: Sequence[Column], wanted: Column, effort: Effort
) -> dict[int, fmpq] | None:
    """Weights >= 0 with which the columns add up to what is wanted; ``None`` if there are none.

    >>> effort = Effort(10_000, 100)
    >>> nonnegative_weights([{"x": 1}, {"x": -2, "y": 1}], {"y": 3}, effort) == {0: 6, 1: 3}
    True
    >>> nonnegative_weights([{"x": 1}, {"x": 2, "y": 1}], {"y": 3}, effort) is None
    True

    Raises:
        TooHard: the effort is used up.
    """
    kept = _that_can_cancel(columns, wanted)
    names = sorted({name for k in kept for name in columns[k]} | set(wanted), key=repr)
    rows = [_row(name, kept, columns, wanted) for name in names]
    base: list[int | None] = [None] * len(rows)
    while (entering := _entering(rows, base)) is not None:
        effort.spend(_PIVOT_STEP * len(rows) * (len(kept) + 1))
        leaving = _leaving(rows, base, entering)
        _pivot(rows, leaving, entering)
        base[leaving] = entering
    if any(row[-1] != 0 for row, at in zip(rows, base, strict=True) if at is None):
        return None
    found = zip(rows, base, strict=True)
    return {kept[at]: row[-1] for row, at in found if at is not None and row[-1] != 0}


def _that_can_cancel(columns: Sequence[Column], wanted: Column) -> list[int]:
    """Without columns that are alone, with others of their sign, in an equation that wants 0."""
    kept = list(range(len(columns)))
    while True:
        signs: dict[Hashable, set[bool]] = {}
        for k in kept:
            for name, value in columns[k].items():
                signs.setdefault(name, set()).add(value > 0)
        alone = {name for name, found in signs.items() if len(found) == 1 and name not in wanted}
        left = [k for k in kept if alone.isdisjoint(columns[k])]
        if len(left) == len(kept):
            return kept
        kept = left


def _row(
    name: Hashable, kept: Sequence[int], columns: Sequence[Column], wanted: Column
) -> list[fmpq]:
    """An equation, its right side last and never negative."""
    row = [*(fmpq(columns[k].get(name, 0)) for k in kept), fmpq(wanted.get(name, 0))]
    return [-value for value in row] if row[-1] < 0 else row


def _entering(rows: Sequence[Sequence[fmpq]], base: Sequence[int | None]) -> int | None:
    """The first column that brings the equations without a column of their own nearer to 0."""
    short = [row for row, at in zip(rows, base, strict=True) if at is None]
    width = len(rows[0]) - 1 if rows else 0
    return next((k for k in range(width) if sum((row[k] for row in short), fmpq(0)) > 0), None)


def _leaving(rows: Sequence[Sequence[fmpq]], base: Sequence[int | None], entering: int) -> int:
    """The row that limits the entering column; of several, the one whose column comes first.

    An equation without a column of its own has a stand-in, which counts as behind all columns.
    """
    width = len(rows[0])
    order = [width + i if at is None else at for i, at in enumerate(base)]
    limits = (
        (row[-1] / row[entering], order[i], i) for i, row in enumerate(rows) if row[entering] > 0
    )
    return min(limits)[2]


def _pivot(rows: list[list[fmpq]], place: int, entering: int) -> None:
    unit = rows[place][entering]
    pivot = rows[place] = [value / unit for value in rows[place]]
    for i, row in enumerate(rows):
        if i != place and (factor := row[entering]) != 0:
            rows[i] = [a - factor * b for a, b in zip(row, pivot, strict=True)]
