"""Every test of the gradebook runs twice: on an SQLite file and on a real PostgreSQL server."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import psycopg
import pytest
from postgresql import postgresql_bin, postgresql_server

from grader.gradebook import Gradebook, open_gradebook

_numbers = itertools.count()


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    programs = postgresql_bin()
    if programs is None:
        pytest.skip("PostgreSQL is not installed: the gradebook's tests ran on SQLite only")
    with postgresql_server(programs) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path) -> Iterator[str]:
    """Where a new gradebook can be made."""
    if request.param == "sqlite":
        yield str(tmp_path / "gradebook.db")
        return
    server = request.getfixturevalue("server")
    name = f"book{next(_numbers)}"
    with psycopg.connect(server.format("postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    yield server.format(name)
    with psycopg.connect(server.format("postgres"), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def book(url) -> Iterator[Gradebook]:
    with open_gradebook(url) as opened:
        yield opened
