"""A gradebook as a file: SQLite's own copy of it, and what lies beside it."""

from __future__ import annotations

import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from grader.gradebook.failures import GradebookError


def uri_for_reading(file: Path) -> str:
    """What SQLite is given to open a gradebook that it only reads.

    Where nobody may write, and nobody is at it, SQLite must need no write of its own either.
    """
    at_rest = not os.access(file, os.W_OK) and not Path(f"{file}-wal").exists()
    return f"{file.absolute().as_uri()}?mode=ro{'&immutable=1' if at_rest else ''}"


def copy_file(source: Path, target: Path, name: str) -> None:
    """SQLite's own online copy, in one step: readers and writers go on meanwhile.

    Args:
        source: The gradebook.
        target: An empty file, or none.
        name: What the copy is called in a message.

    Raises:
        GradebookError: If the copy cannot be made, or is not whole.
    """
    try:
        with (
            closing(sqlite3.connect(uri_for_reading(source), uri=True)) as reading,
            closing(sqlite3.connect(target)) as writing,
        ):
            reading.backup(writing)
            writing.execute("PRAGMA journal_mode = DELETE")
            (verdict,) = writing.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.Error as error:
        raise GradebookError(f"{name} could not be made: {error}.") from error
    if verdict != "ok":
        raise GradebookError(f"{name} is damaged ({verdict}), and so may be {source}.")


@contextmanager
def new_file(path: Path) -> Iterator[Path]:
    """An empty file beside a path, which becomes that path at the end, unless something is there.

    Whoever else makes the same file at the same time has a file of their own beside it.

    Raises:
        FileExistsError: If the path is taken in the end; what is there is left alone.
    """
    unfinished = path.with_name(f".gradebook-{secrets.token_hex(6)}.unfinished")
    unfinished.touch(exist_ok=False)  # SQLite would not say why it cannot
    try:
        yield unfinished
        _become(unfinished, path)
    finally:
        for suffix in ("", "-wal", "-shm", "-journal"):
            unfinished.with_name(unfinished.name + suffix).unlink(missing_ok=True)


def _become(unfinished: Path, path: Path) -> None:
    try:
        os.link(unfinished, path)
    except FileExistsError:
        raise
    except OSError:  # a file system without links: take the name first, then replace our own file
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        unfinished.replace(path)
