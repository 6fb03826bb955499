"""Copies of a gradebook while it is in use."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from sqlalchemy import func, insert, select, text

from grader.gradebook.database import Database, open_database
from grader.gradebook.failures import GradebookError, one_sentence
from grader.gradebook.files import copy_file, new_file
from grader.gradebook.schema import Row

LOT = 500

Progress = Callable[[str, int], None]
"""Called with the name of a table and how many of its rows are copied."""


def backup(database: Database, to: Path) -> None:
    """Copy a gradebook into a new SQLite file, as it is at one moment, while others grade.

    A PostgreSQL gradebook becomes an SQLite one with the same rows, which `copy` can bring back.

    Raises:
        GradebookError: If the file exists or cannot be written, or the copy is not whole.
    """
    try:
        if to.exists():
            raise FileExistsError(to)
        if not to.parent.is_dir():
            raise GradebookError(f"The backup {to} cannot be made: there is no folder {to.parent}.")
        _make(database, to)
    except FileExistsError as error:
        raise GradebookError(f"{to} exists already; name a new file for the backup.") from error
    except OSError as error:
        raise GradebookError(
            f"The backup {to} cannot be written: {error.strerror or error}. Name another folder."
        ) from error


def _make(database: Database, to: Path) -> None:
    with new_file(to) as unfinished:
        if database.is_sqlite:
            copy_file(Path(database.name), unfinished, f"The backup {to}")
        else:
            with closing(open_database(unfinished)) as copied:
                copy(database, copied)
                _to_one_file(copied)


def copy(source: Database, target: Database, progress: Progress | None = None) -> int:
    """Copy every row of a gradebook into another one that is empty; how many there were.

    Raises:
        GradebookError: If the target holds something already.
    """
    copied = 0
    with source.reading() as reading, target.writing() as writing:
        if not source.is_sqlite:
            reading.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        for table in Row.metadata.sorted_tables:
            if writing.scalar(select(func.count()).select_from(table)):
                raise GradebookError(
                    f"The gradebook {target.name} is not empty; copy into a new one."
                )
            order = list(table.primary_key.columns)
            rows = reading.execute(
                select(table).order_by(*order).execution_options(yield_per=LOT)
            ).mappings()
            for lot in rows.partitions(LOT):
                writing.execute(insert(table), [dict(row) for row in lot])
                copied += len(lot)
                if progress is not None:
                    progress(table.name, copied)
            if not target.is_sqlite and "id" in table.columns and table.name != "student":
                # PostgreSQL counts by itself and does not see ids that were given
                writing.execute(
                    text(
                        f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), "  # noqa: S608
                        f'(SELECT COALESCE(MAX(id), 0) + 1 FROM "{table.name}"), false)'
                    )
                )
    return copied


def _to_one_file(database: Database) -> None:
    with one_sentence(database.name), database.engine.connect() as connection:
        raw = connection.connection.dbapi_connection
        assert raw is not None  # noqa: S101 - it was just opened
        raw.rollback()
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        raw.execute("PRAGMA journal_mode = DELETE")
