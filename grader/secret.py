"""The course secret, by reference: the files of a course say where it is, never what it is."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from grader.errors import GraderError

DEFAULT_FILE = ".course-secret"
"""Beside the course's settings; `grader init` makes it and git ignores it."""

SHORTEST = 16
"""Characters below which a secret could be guessed."""


@dataclass(frozen=True, slots=True)
class SecretReference:
    """Where the secret is: the name of an environment variable, or a file below the course."""

    env: str | None = None
    file: str = DEFAULT_FILE

    def read(self, course_root: Path) -> bytes:
        """The secret.

        Raises:
            GraderError: If the variable or the file is not there, or holds too little.
        """
        if self.env is not None:
            where, found = f"the environment variable {self.env}", os.environ.get(self.env)
        else:
            path = course_root / self.file
            where, found = str(path), _content(path)
        if found is None:
            raise GraderError(
                f"The course secret is not in {where}. Variants are drawn from it: copy it from "
                "where the notebooks were released; of a new course `grader release` makes one."
            )
        if len(found.strip()) < SHORTEST:
            raise GraderError(
                f"The course secret in {where} is shorter than {SHORTEST} characters."
            )
        return found.strip().encode()


def ensure_secret(reference: SecretReference, course_root: Path) -> Path | None:
    """Make the secret's file if it is a file and not there yet; gives the path of a new one."""
    if reference.env is not None:
        return None
    path = course_root / reference.file
    return path if create_secret(path) else None


def create_secret(path: Path) -> bool:
    """Write a new random secret that only its owner can read; keep one that exists.

    Returns:
        Whether it was written.
    """
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    except OSError as error:
        raise GraderError(f"{path} cannot be written: {error.strerror or error}.") from error
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(32) + "\n")
    return True


def _content(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise GraderError(f"The course secret in {path} cannot be read: {error}.") from error
