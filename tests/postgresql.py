"""A PostgreSQL server of the tests' own."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg


def postgresql_bin() -> Path | None:
    """The folder of `initdb` and `postgres`, wherever the system keeps it."""
    folders = [
        Path(found).resolve().parent for name in ("initdb",) if (found := shutil.which(name))
    ]
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    folders += sorted(Path("/usr").glob("pgsql-*/bin"), reverse=True)
    folders += sorted(Path("/opt/homebrew/opt").glob("postgresql*/bin"), reverse=True)
    for folder in folders:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    return None


@contextmanager
def postgresql_server(programs: Path) -> Iterator[str]:
    """A server of our own in a temporary folder, on a socket only; its URL without a database."""
    root = Path(tempfile.mkdtemp(prefix="pg"))
    data, socket = root / "data", root / "socket"
    data.mkdir()
    socket.mkdir()
    as_root = os.getuid() == 0
    who = 65534 if as_root else None
    if as_root:  # the server refuses to run as root
        for folder in (root, data, socket):
            os.chown(folder, 65534, 65534)
    common = {"user": who, "group": who, "cwd": root, "env": {"PATH": str(programs), "LC_ALL": "C"}}
    subprocess.run(
        [programs / "initdb", "-D", data, "-U", "grader", "-A", "trust", "-E", "UTF8", "--no-sync"],
        check=True,
        capture_output=True,
        **common,  # type: ignore[call-overload]
    )
    settings = ["listen_addresses=", f"unix_socket_directories={socket}", "fsync=off"]
    with (root / "log").open("wb") as log:
        server = subprocess.Popen(
            [programs / "postgres", "-D", data, *(x for s in settings for x in ("-c", s))],
            stdout=log,
            stderr=log,
            **common,  # type: ignore[call-overload]
        )
    try:
        _wait_until_ready(server, socket, root / "log")
        yield f"postgresql://grader@/{{}}?host={socket}"
    finally:
        server.terminate()
        server.wait(timeout=240)
        shutil.rmtree(root, ignore_errors=True)


def _wait_until_ready(server: subprocess.Popen[bytes], socket: Path, log: Path) -> None:
    deadline = time.monotonic() + 120
    while True:
        try:
            psycopg.connect(host=str(socket), user="grader", dbname="postgres").close()
        except psycopg.OperationalError as error:
            if server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(log.read_text()) from error
            time.sleep(0.1)
        else:
            return
