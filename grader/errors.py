"""What goes wrong that is somebody's to mend: one class a cause, one sentence a message.

A student's mistake is a verdict (`grader.records.Verdict`); an operator's or an author's mistake
is a `GraderError`; everything else is a bug and keeps its traceback.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches


class GraderError(Exception):
    """Wrong input or usage: says what, where and what next. The command line exits with 2."""


def did_you_mean(name: str, known: Sequence[str], otherwise: str = "") -> str:
    """The hint at the end of a message about an unknown name.

    >>> did_you_mean("convergance", ["convergence", "adam"])
    "Did you mean 'convergence'?"
    >>> did_you_mean("x", ["convergence"], "List them with `grader problems`.")
    'List them with `grader problems`.'
    """
    near = get_close_matches(name, known, n=1)
    return f"Did you mean {near[0]!r}?" if near else otherwise


class UnknownPart(GraderError):
    """Nobody wrote the problem or part that was asked for."""

    def __init__(self, part_id: str, known: Sequence[str]) -> None:
        self.part_id = part_id
        self.known = tuple(known)
        hint = did_you_mean(part_id, self.known, "List them with `grader problems`.")
        super().__init__(f"There is no part or problem {part_id!r} in this course. {hint}")

    def __reduce__(self) -> tuple[type[UnknownPart], tuple[str, tuple[str, ...]]]:
        return type(self), (self.part_id, self.known)


class UnknownAssignment(GraderError):
    """There is no such assignment in the course's `notebooks/` folder."""

    def __init__(self, name: str, known: Sequence[str]) -> None:
        self.name = name
        self.known = tuple(known)
        hint = did_you_mean(name, self.known, f"Known: {', '.join(self.known) or 'none'}.")
        super().__init__(f"There is no assignment {name!r} in notebooks/. {hint}")

    def __reduce__(self) -> tuple[type[UnknownAssignment], tuple[str, tuple[str, ...]]]:
        return type(self), (self.name, self.known)


class Unreadable(GraderError):
    """An answer that the whitelist does not read.

    Attributes:
        message: One sentence for the student: what was met and what would be read.
        column: 1-based column in the text where reading stopped, ``None`` for values.
    """

    def __init__(self, message: str, column: int | None = None) -> None:
        self.message = message
        self.column = column
        super().__init__(message if column is None else f"Column {column}: {message}")

    def __reduce__(self) -> tuple[type[Unreadable], tuple[str, int | None]]:
        return type(self), (self.message, self.column)
