"""Connections, transactions and the schema's version. SQLite by file name, PostgreSQL by URL."""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError
from sqlalchemy.orm import Session

if TYPE_CHECKING:
    from alembic.config import Config

from grader.gradebook.failures import GradebookError, NoGradebook, one_sentence
from grader.gradebook.files import copy_file, uri_for_reading
from grader.gradebook.schema import read_json

BUSY_TIMEOUT_S = 60
"""How long a writer waits for another one."""

MIGRATIONS = Path(__file__).parent / "migrations"
HEAD = "0002"
"""Revision of the schema that this version works with."""

_UPGRADE = "Bring it up to date with `grader gradebook upgrade`."

_ADVISORY_LOCK = 0x67726164
"""PostgreSQL's lock of everybody who migrates a gradebook."""


class Database:
    """An engine with the two kinds of transaction that the gradebook needs.

    Attributes:
        name: For messages; without the password.
        older: Revision of the schema of the gradebook of which this is an upgraded copy, if it is.
    """

    def __init__(self, engine: Engine, name: str) -> None:
        self.engine = engine
        self.name = name
        self.older: str | None = None
        self._copied_to: TemporaryDirectory[str] | None = None
        self._writer = engine.execution_options(gradebook_begin="BEGIN IMMEDIATE")

    @property
    def is_sqlite(self) -> bool:
        """Whether it is a file."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A consistent view."""
        with one_sentence(self.name), Session(self.engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """One transaction: all of it or nothing."""
        with (
            one_sentence(self.name),
            Session(self._writer, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session

    def close(self) -> None:
        """Give every connection back."""
        self.engine.dispose()
        if self._copied_to is not None:
            self._copied_to.cleanup()

    @classmethod
    def upgraded_copy(cls, of: Database, older: str) -> Database:
        """A private copy of a file of an older version, brought to this one; the file stays."""
        folder: TemporaryDirectory[str] | None = None
        try:
            folder = TemporaryDirectory(prefix="gradus-")
            file = Path(folder.name, "gradebook.db")
            copy_file(Path(of.name), file, f"A copy of {of.name} in {folder.name} to read from")
            copied = cls(open_database(file).engine, of.name)
        except BaseException as error:
            if folder is not None:
                folder.cleanup()
            if not isinstance(error, OSError):
                raise
            raise GradebookError(
                f"The gradebook {of.name} is of an older grader, and no copy of it can be made to "
                f"read from: {error.strerror or error}. {_UPGRADE}"
            ) from error
        copied.older, copied._copied_to = older, folder
        return copied


def open_database(
    where: str | Path, *, may_begin: bool = True, for_reading: bool = False
) -> Database:
    """Connect, and bring the schema to the version of this program.

    Args:
        where: A file, or the URL of a PostgreSQL or SQLite database.
        may_begin: Whether a gradebook is made where there is none.
        for_reading: Change nothing: begin none, and read an upgraded copy of an older one.

    Raises:
        GradebookError: If it cannot be reached, is no gradebook, or is a newer one.
    """
    may_begin = may_begin and not for_reading
    url = _url(where)
    name = url.render_as_string(hide_password=True)
    if url.get_backend_name() == "sqlite":
        name = url.database or ":memory:"
        _check_folder(name)
        if not may_begin and not Path(name).exists():
            raise _no_gradebook(name)  # to connect would make the file
    database = Database(_engine(url, name, for_reading=for_reading), name)
    try:
        with one_sentence(name):
            older = _outdated(database, may_begin=may_begin)
            if older is not None and for_reading:
                return _readable(database, older)
            if older is not None:
                _migrate(database)
    except BaseException:
        database.close()
        raise
    return database


def _readable(database: Database, older: str) -> Database:
    """What an older gradebook is read from: a copy of a file that is upgraded."""
    if not database.is_sqlite:
        raise GradebookError(
            f"The gradebook {database.name} is of an older grader (schema {older}, this one reads "
            f"{HEAD}). {_UPGRADE}"
        )
    copied = Database.upgraded_copy(database, older)
    database.close()
    return copied


def _url(where: str | Path) -> URL:
    if isinstance(where, Path) or "://" not in where:
        return URL.create("sqlite", database=str(where))
    try:
        url = make_url(where)
        backend = url.get_backend_name()
    except (ArgumentError, NoSuchModuleError) as error:
        raise GradebookError(
            "The gradebook is neither a file nor the URL of a database."
        ) from error
    if backend == "postgres":
        url, backend = url.set(drivername="postgresql"), "postgresql"
    if backend not in {"sqlite", "postgresql"}:
        raise GradebookError(
            f"A gradebook is an SQLite file or a PostgreSQL database, not {backend!r}."
        )
    if url.drivername == "postgresql":
        return url.set(drivername="postgresql+psycopg")
    return url


def _check_folder(name: str) -> None:
    folder = Path(name).parent
    try:
        if name != ":memory:" and not folder.is_dir():
            raise GradebookError(
                f"The gradebook {name} cannot be made: there is no folder {folder}."
            )
        if Path(name).is_dir():
            raise GradebookError(f"The gradebook {name} is a folder; name a file.")
    except OSError as error:
        raise GradebookError(
            f"The gradebook {name} cannot be reached: {error.strerror or error}."
        ) from error


def _engine(url: URL, name: str, *, for_reading: bool) -> Engine:
    if url.get_backend_name() != "sqlite":
        try:
            return create_engine(url, pool_pre_ping=True, json_deserializer=read_json)
        except ModuleNotFoundError as error:
            raise GradebookError(
                f"The gradebook {name} needs a driver: pip install 'gradus-grader[postgresql]'."
            ) from error
    read_only = Path(name).exists() and not os.access(name, os.W_OK)
    if read_only:
        url = make_url(f"sqlite:///{uri_for_reading(Path(name))}&uri=true")
    engine = create_engine(
        url, connect_args={"timeout": BUSY_TIMEOUT_S}, json_deserializer=read_json
    )

    @event.listens_for(engine, "connect")
    def _connected(connection: sqlite3.Connection, _record: Any) -> None:
        # The driver must not begin or commit by itself: transactions are ours (see _begun).
        connection.isolation_level = None
        if for_reading:
            connection.execute("PRAGMA query_only = ON")
        elif not read_only:
            connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA foreign_keys = ON")

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        # A writer says so at once: a reader that becomes one could not wait for another writer.
        connection.exec_driver_sql(
            connection.get_execution_options().get("gradebook_begin", "BEGIN")
        )

    return engine


# ------------------------------------------------------------------------------ the schema


def migration_config(connection: Connection) -> Config:
    """Alembic's settings, without a file: the scripts are in this package."""
    from alembic.config import Config  # a third of a second that only a migration is worth

    # Without it Alembic writes to the standard output of the moment at which it was loaded.
    config = Config(stdout=sys.stdout, attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


def _no_gradebook(name: str) -> NoGradebook:
    return NoGradebook(
        f"There is no gradebook {name}; begin with `grader grade ASSIGNMENT FOLDER`, or name one "
        "that is there with --gradebook."
    )


def _outdated(database: Database, *, may_begin: bool) -> str | None:
    """Revision of a schema that is to be upgraded, empty for none at all; ``None`` if it is not.

    Raises:
        GradebookError: If it is newer, or there is none and none may be begun.
    """
    with database.engine.connect() as connection:
        found = _version(connection)
    if found == HEAD:
        return None
    if found is None and not may_begin:
        raise _no_gradebook(database.name)
    if found is not None and found > HEAD:
        raise GradebookError(
            f"The gradebook {database.name} was made by a newer grader (schema {found}, this one "
            f"knows {HEAD}); upgrade with `pip install -U gradus-grader`."
        )
    return found or ""


def _migrate(database: Database) -> None:
    """Bring the schema to `HEAD`; of several programs that try at once, one does it."""
    engine = database.engine.execution_options(gradebook_begin="BEGIN IMMEDIATE")
    with engine.begin() as connection:
        if not database.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": _ADVISORY_LOCK})
        if _version(connection) != HEAD:
            from alembic import command  # see migration_config

            command.upgrade(migration_config(connection), "head")


def _version(connection: Connection) -> str | None:
    """Revision of the schema; ``None`` for an empty database.

    Raises:
        GradebookError: If there are tables and none of them is the gradebook's.
    """
    tables = inspect(connection).get_table_names()
    if "alembic_version" in tables and "submission" in tables:
        found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
        return found
    if tables:
        raise GradebookError(
            f"The database {connection.engine.url.render_as_string(hide_password=True)} is not a "
            f"gradebook: it holds {', '.join(sorted(tables)[:3])}."
        )
    return None
