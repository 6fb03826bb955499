"""What can be wrong with a gradebook, as one sentence each."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, IntegrityError, NoResultFound

from grader.errors import GraderError

_SQLITE = {
    sqlite3.SQLITE_READONLY: "is read-only; make it writable or name another with --gradebook",
    sqlite3.SQLITE_FULL: "cannot grow, the disk is full; free some space and run again, "
    "everything committed is kept",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened; check that its folder exists and may be written",
    sqlite3.SQLITE_NOTADB: "is not a gradebook (not an SQLite file); name another with --gradebook",
    sqlite3.SQLITE_CORRUPT: "is damaged; restore a backup (`grader gradebook backup` makes them)",
    sqlite3.SQLITE_BUSY: "is locked by another program for too long; close that and run again",
    sqlite3.SQLITE_LOCKED: "is locked by another program for too long; close that and run again",
    sqlite3.SQLITE_IOERR: "cannot be read or written (disk error); check the disk and run again",
    sqlite3.SQLITE_PERM: "may not be opened by you; ask its owner",
    sqlite3.SQLITE_AUTH: "may not be opened by you; ask its owner",
}


class GradebookError(GraderError):
    """The gradebook cannot be used; says which one and why."""


class NoGradebook(GradebookError):
    """There is none of that name, and none was to be begun."""


class Overtaken(GradebookError):
    """Somebody else graded a submission in the meantime; nothing was changed.

    Attributes:
        what: The student or assignment.
    """

    def __init__(self, what: str, sentence: str = "") -> None:
        self.what = what
        super().__init__(
            sentence
            or f"Nothing was changed: {what} was graded by somebody else in the meantime. Preview "
            "again."
        )

    def __reduce__(self) -> tuple[type[Overtaken], tuple[str, str]]:
        return type(self), (self.what, str(self))


@contextmanager
def one_sentence(name: str) -> Iterator[None]:
    """Turn what a database driver raises into a `GradebookError`; bugs keep their traceback."""
    try:
        yield
    except IntegrityError:
        raise
    except DBAPIError as error:
        raise GradebookError(f"The gradebook {name} {_reason(error.orig)}.") from error
    except (UnicodeDecodeError, NoResultFound) as error:
        # SQLite's own words are of what it found on the disk, and what refers to a row is kept true
        damaged = _SQLITE[sqlite3.SQLITE_CORRUPT]
        raise GradebookError(f"The gradebook {name} {damaged}.") from error


def _reason(error: BaseException | None) -> str:
    if isinstance(error, sqlite3.Error):
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
        return _SQLITE.get(code, f"could not be used: {error}")
    first = str(error).strip().splitlines() or ["no reason was given"]
    return f"could not be used: {first[0]}"
