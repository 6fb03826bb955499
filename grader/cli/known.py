"""What the gradebook says of students before anything of theirs is graded."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.assignment import Assignment
from grader.catalog import Course
from grader.cli.context import gradebook_if_any
from grader.roster import Student, by_name, folded, whose

MOST_NAMES = 10
"""Students who are not in the roster that are named."""


def say_if_new(secret: Path | None) -> None:
    """Tell where a new course secret lies, and that it must be kept."""
    if secret is not None:
        print(  # noqa: T201
            f"grader: made a course secret in {secret}. Keep it: every variant is drawn from it.",
            file=sys.stderr,
        )


@dataclass(frozen=True, slots=True)
class Known:
    """What the gradebook says of students before their notebooks are written.

    Attributes:
        names: The roster, by all names.
        reseeded: Seeds that replace a student's own, by student and problem.
    """

    names: Mapping[str, Student]
    reseeded: Mapping[tuple[str, str], int]

    @classmethod
    def of(cls, course: Course, assignment: Assignment, gradebook: str | None) -> Known:
        """Nothing, where there is no gradebook yet."""
        book = gradebook_if_any(course, gradebook)
        if book is None:
            return cls({}, {})
        with book:
            return cls(by_name(book.roster.students()), book.overrides.seeds(assignment.id))

    def called(self, student: str) -> str:
        """The id under which a student's submission will be graded."""
        return whose(unicodedata.normalize("NFC", student), self.names)

    def say_unknown(self, students: Sequence[str | None]) -> None:
        """Tell who is not in the roster, where there is one: it may be a slip."""
        unknown = [one for one in students if one is not None and folded(one) not in self.names]
        if not self.names or not unknown:
            return
        who = ", ".join(map(repr, unknown[:MOST_NAMES]))
        more = f" and {len(unknown) - MOST_NAMES} more" if len(unknown) > MOST_NAMES else ""
        print(  # noqa: T201
            f"grader: Not in the roster of the gradebook, but written for: {who}{more}.",
            file=sys.stderr,
        )

    def seeds(self, student: str | None) -> dict[str, int]:
        """The seeds that somebody gave a student, by problem."""
        return {problem: seed for (whom, problem), seed in self.reseeded.items() if whom == student}
