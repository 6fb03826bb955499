"""Who sits at the terminal, and when: written into every entry of the gradebook."""

from __future__ import annotations

import getpass
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

from grader.errors import GraderError, did_you_mean
from grader.gradebook import Gradebook
from grader.roster import by_name, whose


def me() -> str:
    """The name of whoever runs the command."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"


def now() -> datetime:
    """The clock."""
    return datetime.now(UTC)


def moment(text: str, zone: tzinfo) -> datetime:
    """A time that somebody typed: ``2026-12-01 23:59`` or with an offset.

    Args:
        text: What was typed.
        zone: Of a time without offset.

    Raises:
        GraderError: If it is none, or only a day.
    """
    try:
        typed = datetime.fromisoformat(text)
    except ValueError as error:
        raise GraderError(
            f"{text!r} is no time: write it as 2026-12-01T23:59, with an offset (+01:00) or --zone."
        ) from error
    if len(text) <= len("2026-12-01"):
        raise GraderError(f"{text!r} is a day: write the time too, as in {typed:%Y-%m-%d}T23:59.")
    return typed if typed.tzinfo is not None else typed.replace(tzinfo=zone)


def time_zone(name: str) -> ZoneInfo:
    """The time zone of this name.

    Raises:
        GraderError: If there is none.
    """
    try:
        return ZoneInfo(name)
    except (ValueError, KeyError, OSError) as error:
        raise GraderError(
            f"There is no time zone {name!r}: one as in Europe/Zurich is meant."
        ) from error


def student_of(book: Gradebook, assignment: str, called: str) -> str:
    """Id of the student whom somebody at the terminal means.

    Args:
        book: With the roster and the grades.
        assignment: Id: who handed in for it is known, too.
        called: Id or another name of the roster.

    Raises:
        GraderError: If others are known and this one is not.
    """
    students = book.roster.students()
    known = {student.id for student in students}
    known |= {grade.student for grade in book.newest(assignment)}
    if called in known or not known:
        return called
    found = whose(called, by_name(students))
    if found in known:
        return found
    hint = did_you_mean(called, sorted(known), "See `grader gradebook roster`.")
    raise GraderError(f"There is no student {called!r}. {hint}")
