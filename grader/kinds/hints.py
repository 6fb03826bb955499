"""Sentences for students. They say what is wrong and where it shows; never what is right."""

from __future__ import annotations

from collections.abc import Mapping

WRONG_HERE = "At {point} your answer does not give the right value."
WRONG_NOWHERE_SHOWN = "This is not the right value."
UNDECIDED = (
    "The grader could neither prove this right nor find where it is wrong; a person will look."
)
NULL_SET = (
    "This agrees with the right answer except on a set of measure zero (for example at {point}), "
    "and this question asks for an answer that holds everywhere."
)


def counterexample(point: Mapping[str, str] | None) -> str:
    """The hint for an answer that was refuted at a point of the domain.

    >>> counterexample({"alpha": "1/2", "g1": "-3"})
    'At alpha = 1/2, g1 = -3 your answer does not give the right value.'
    >>> counterexample({})
    'This is not the right value.'
    """
    if not point:
        return WRONG_NOWHERE_SHOWN
    return WRONG_HERE.format(point=at(point))


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
