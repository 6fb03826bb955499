"""What a verdict depends on besides notebook and problem: versions, kept with every grade."""

from __future__ import annotations

import platform
from functools import lru_cache
from importlib import metadata

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
