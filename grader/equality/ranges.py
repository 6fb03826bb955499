"""The values that one declared symbol may take."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from grader.tree import ZERO, Tree, rational, relation

Kind = Literal["real", "integer", "complex", "vector", "matrix", "function"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """The values of one symbol.

    Attributes:
        kind: ``integer`` and ``real`` have bounds; a vector or matrix has `entries`.
        lower: Smallest value, ``None`` if there is none.
        upper: Largest value, ``None`` if there is none.
        lower_open: Whether `lower` itself is left out.
        upper_open: Whether `upper` itself is left out.
        nonzero: Whether 0 is left out (the zero vector, for a vector).
        rational: Whether only rational values are meant. Every sampled point is rational anyway.
        shape: ``(length,)`` of a vector, ``(rows, columns)`` of a matrix.
        entries: Of a vector or matrix: the range of every entry.
    """

    kind: Kind = "real"
    lower: Fraction | None = None
    upper: Fraction | None = None
    lower_open: bool = True
    upper_open: bool = True
    nonzero: bool = False
    rational: bool = False
    shape: tuple[int, ...] = ()
    entries: Range | None = None

    @property
    def positive(self) -> bool:
        """Whether every value is > 0."""
        if self.lower is None:
            return False
        return self.lower > 0 or (self.lower == 0 and (self.lower_open or self.nonzero))

    @property
    def nonnegative(self) -> bool:
        """Whether every value is >= 0."""
        return self.lower is not None and self.lower >= 0

    @property
    def negative(self) -> bool:
        """Whether every value is < 0."""
        if self.upper is None:
            return False
        return self.upper < 0 or (self.upper == 0 and (self.upper_open or self.nonzero))

    def holds(self, value: Fraction) -> bool:
        """Whether a rational number is one of the values of this scalar.

        >>> Range(kind="integer", lower=Fraction(2), lower_open=False).holds(Fraction(5, 2))
        False
        """
        if self.kind == "integer" and value.denominator != 1:
            return False
        if self.nonzero and value == 0:
            return False
        if self.lower is not None and (
            value < self.lower or (value == self.lower and self.lower_open)
        ):
            return False
        return self.upper is None or not (
            value > self.upper or (value == self.upper and self.upper_open)
        )

    def words(self, name: str) -> str:
        """Kind and bounds in one canonical line: ``"real; x > 0; x < 1"``."""
        inner = self.entries if self.shape and self.entries is not None else self
        sizes = " ".join(map(str, self.shape))
        words = [f"{self.kind} {sizes}" if self.shape else self.kind]
        if inner.kind == "integer" and self.shape:
            words.append("integer")
        if inner.lower is not None:
            words.append(f"{name} {'>' if inner.lower_open else '>='} {inner.lower}")
        if inner.upper is not None:
            words.append(f"{name} {'<' if inner.upper_open else '<='} {inner.upper}")
        if inner.nonzero or self.nonzero:
            words.append(f"{name} != 0")
        return "; ".join(words)


def within(values: Range, tree: Tree) -> tuple[Tree, ...]:
    """What the bounds of a real scalar say of this tree; nothing of others than real scalars.

    >>> from grader.tree import symbol
    >>> within(Range(lower=Fraction(0)), symbol("x")) == (relation(">", symbol("x"), ZERO),)
    True
    """
    if values.kind != "real" or values.shape:
        return ()
    found = []
    if values.lower is not None:
        found.append(relation(">" if values.lower_open else ">=", tree, _number(values.lower)))
    if values.upper is not None:
        found.append(relation("<" if values.upper_open else "<=", tree, _number(values.upper)))
    if values.nonzero:
        found.append(relation("!=", tree, ZERO))
    return tuple(found)


def _number(value: Fraction) -> Tree:
    return rational(value.numerator, value.denominator)


def intersection(a: Range, b: Range) -> Range | None:
    """The values that both real scalars may take, ``None`` if there are none.

    >>> zero, one = Fraction(0), Fraction(1)
    >>> intersection(Range(lower=zero), Range(lower=zero, lower_open=False, upper=one)).words("x")
    'real; x > 0; x < 1'
    """
    lowest = max(
        ((r.lower, r.lower_open) for r in (a, b) if r.lower is not None), default=(None, True)
    )
    highest = min(
        ((r.upper, not r.upper_open) for r in (a, b) if r.upper is not None), default=(None, False)
    )
    if lowest[0] is not None and highest[0] is not None:
        single = not (lowest[1] or not highest[1])
        if lowest[0] > highest[0] or (lowest[0] == highest[0] and not single):
            return None
    return Range(
        kind=a.kind,
        lower=lowest[0],
        lower_open=lowest[1],
        upper=highest[0],
        upper_open=not highest[1],
        nonzero=a.nonzero or b.nonzero,
    )


REAL = Range()
