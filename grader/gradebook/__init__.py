"""The gradebook: an SQLite file or a PostgreSQL database."""

from __future__ import annotations

from pathlib import Path

from grader.gradebook.book import Gradebook
from grader.gradebook.database import open_database
from grader.gradebook.failures import GradebookError, NoGradebook, Overtaken
from grader.gradebook.grades import (
    Choose,
    Grade,
    NewGrade,
    Recorded,
    Stored,
    Submitted,
    last,
    mark,
    said,
)
from grader.gradebook.reviews import Review, ReviewKey

__all__ = [
    "Choose",
    "Grade",
    "Gradebook",
    "GradebookError",
    "NewGrade",
    "NoGradebook",
    "Overtaken",
    "Recorded",
    "Review",
    "ReviewKey",
    "Stored",
    "Submitted",
    "last",
    "mark",
    "open_gradebook",
    "said",
]


def open_gradebook(
    where: str | Path, *, may_begin: bool = True, for_reading: bool = False
) -> Gradebook:
    """Open a gradebook; make it, or bring it up to date, if need be.

    Args:
        where: A file, or a URL: ``postgresql://user@host/name``.
        may_begin: Whether it is made where there is none. Who only reads finds nothing there: a
            slip in the name would leave an empty gradebook behind, or a backup of nothing.
        for_reading: Nothing is changed: none is made, and of an older one a copy that is up to
            date is read.

    Raises:
        GradebookError: If it cannot be opened; says which one and why.
    """
    return Gradebook(open_database(where, may_begin=may_begin, for_reading=for_reading))
