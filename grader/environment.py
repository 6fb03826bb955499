"""What a verdict depends on besides notebook and problem: versions, kept with every grade."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Sequence
from functools import lru_cache
from importlib import metadata
from pathlib import Path

from grader import __version__
from grader.codec import digest

PACKAGES = ("numpy", "sympy", "matplotlib", "ipython", "python-flint")


@lru_cache(maxsize=1)
def versions() -> dict[str, str]:
    """Versions of the grader, of Python and of the packages that answers are made with."""
    return {
        "gradus": __version__,
        "python": platform.python_version(),
        **{name: metadata.version(name) for name in PACKAGES},
    }


def environment_key() -> str:
    """A hash of `versions`."""
    return digest(versions())


DECIDING = ("equality", "reading", "kinds", "credit.py", "records.py", "spec.py", "tree.py")
"""What of this package a decision is made by; whatever it needs besides has a version."""


CODE = frozenset({".py", ".lark", ".j2", ".css", ".json"})
"""Endings of what a package is made of."""


@lru_cache(maxsize=1)
def engine_key() -> str:
    """This version, and a hash of the code that decides: what was decided by another is not kept.

    Between two releases the version stays and the code does not.
    """
    return f"{__version__}+{source_hash(Path(__file__).parent, DECIDING)}"


def source_hash(folder: Path, names: Sequence[str]) -> str:
    """A hash of files, and of the modules, grammars and templates in folders, by their content."""
    found = hashlib.sha256()
    for name in names:
        place = folder / name
        below = [path for path in place.rglob("*") if path.suffix in CODE]
        for path in sorted(below) if place.is_dir() else [place]:
            found.update(path.relative_to(folder).as_posix().encode() + b"\0")
            found.update(path.read_bytes() + b"\0")
    return found.hexdigest()[:10]
