"""Sentences for students. They say what is wrong and where it shows; never what is right."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

WRONG_HERE = "At {point} your answer does not give the right value."
ONE_HOLDS = "At {point} only one of your equation and the right one holds."
ONE_SOLUTION = "Near {point} only one of your equation and the right one has a solution."
GROWTH = "As {name} grows, your class and the right one differ by more than a constant factor."
WRONG_NOWHERE_SHOWN = "This is not the right value."
UNDECIDED = (
    "The grader could neither prove this right nor find where it is wrong; a person will look."
)
NULL_SET = (
    "This agrees with the right answer except on a set of measure zero (for example at {point}), "
    "and this question asks for an answer that holds everywhere."
)


def counterexample(point: Mapping[str, str] | None, claim: str = "") -> str:
    """The hint for an answer that was refuted at a point of the domain.

    Args:
        point: Exact values by symbol; an interval holds the root of an equation.
        claim: What the certificate says of the point.

    >>> counterexample({"alpha": "1/2", "g1": "-3"})
    'At alpha = 1/2, g1 = -3 your answer does not give the right value.'
    >>> counterexample({})
    'This is not the right value.'
    >>> counterexample({"x": "[682/1000, 683/1000]", "a": "1/2"}, "only one vanishes")
    'Near x = 0.6825, a = 1/2 only one of your equation and the right one has a solution.'
    """
    if not point:
        return WRONG_NOWHERE_SHOWN
    if claim == "growth differs":
        return GROWTH.format(name=", ".join(point))
    if claim == "only one vanishes":
        nearby = {name: _rounded(value) for name, value in point.items()}
        return (ONE_HOLDS if nearby == point else ONE_SOLUTION).format(point=at(nearby))
    return WRONG_HERE.format(point=at(point))


def _rounded(value: str) -> str:
    """Of an interval its middle, to a few digits."""
    if not value.startswith("["):
        return value
    low, high = (Fraction(end) for end in value[1:-1].split(","))
    return f"{float((low + high) / 2):.4g}"


def at(point: Mapping[str, str]) -> str:
    """A point of the domain in words."""
    return ", ".join(f"{name} = {value}" for name, value in point.items())


def sized(count: int, noun: str) -> str:
    """A count with its noun.

    >>> sized(1, "entry"), sized(3, "entry"), sized(2, "row")
    ('1 entry', '3 entries', '2 rows')
    """
    if count == 1:
        return f"1 {noun}"
    return f"{count} {noun[:-1]}ies" if noun.endswith("y") else f"{count} {noun}s"
