"""Who sits at the terminal, and when: written into every entry of the gradebook."""

from __future__ import annotations

import getpass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from grader.errors import GraderError


def me() -> str:
    """The name of whoever runs the command."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"


def now() -> datetime:
    """The clock."""
    return datetime.now(UTC)


def moment(text: str, zone: str = "UTC") -> datetime:
    """A time that somebody typed: ``2026-12-01 23:59`` or with an offset.

    Raises:
        GraderError: If it is none.
    """
    try:
        typed = datetime.fromisoformat(text)
        return typed if typed.tzinfo is not None else typed.replace(tzinfo=ZoneInfo(zone))
    except (ValueError, KeyError, OSError) as error:
        raise GraderError(
            f"{text!r} is no time: write it as 2026-12-01T23:59, with an offset (+01:00) or --zone."
        ) from error
