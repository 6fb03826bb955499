"""A line of `grader compare`: what it must hold, and what is answered. Decides nothing itself.

Separate from `grader.comparison`, so that the command need not load the engine, which works in
other processes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from grader.errors import GraderError

JSON = Any

LONGEST_LINE: Final = 1_000_000
"""Characters; a longer line is no pair."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of one line.

    Attributes:
        answer: The object to print.
        expect: What the line expected, if it said so.
    """

    answer: Mapping[str, JSON]
    expect: str | None = None

    @property
    def verdict(self) -> str:
        """``equal``, ``different``, ``undecided`` or ``unreadable``."""
        return str(self.answer["verdict"])

    @property
    def is_as_expected(self) -> bool:
        """Whether nothing was expected, or just that."""
        return self.expect is None or self.expect == self.verdict

    @property
    def needs_a_person(self) -> bool:
        """Whether it is undecided, unreadable or not what was expected."""
        return self.verdict in {"undecided", "unreadable"} or not self.is_as_expected


def lost(line: str, reason: str) -> Judged:
    """What is said of a line whose process died or was stopped."""
    try:
        pair = pair_of(0, line)
    except GraderError:
        pair = {}
    return Judged(with_id(pair, undecided(reason) | {"seconds": 0.0}), expected(pair))


def undecided(reason: str) -> dict[str, JSON]:
    """An answer that decides nothing, and says why."""
    return {"verdict": "undecided", "method": reason}


def pair_of(number: int, line: str) -> Mapping[str, JSON]:
    """The pair on a line.

    Raises:
        GraderError: it is too long, no object, lacks a side, or has a misspelt key.
    """
    if len(line) > LONGEST_LINE:
        raise GraderError(f"Line {number} is longer than {LONGEST_LINE} characters; split it.")
    try:
        pair = json.loads(line)
    except (ValueError, RecursionError):
        pair = None
    if not isinstance(pair, dict):
        raise GraderError(
            f"Line {number} is no JSON object; it should look like "
            '{"student": "2*x", "reference": "x + x"}.'
        )
    for key in ("student", "reference"):
        if key not in pair:
            raise GraderError(f"Line {number} has no {key!r}; a pair needs both sides.")
    return pair


def expected(pair: Mapping[str, JSON]) -> str | None:
    """What the line says that the verdict must be."""
    expect = pair.get("expect")
    return expect if isinstance(expect, str) else None


def with_id(pair: Mapping[str, JSON], answer: Mapping[str, JSON]) -> dict[str, JSON]:
    """The answer with the line's ``id`` in front, if it has one."""
    return ({"id": pair["id"]} if "id" in pair else {}) | dict(answer)
