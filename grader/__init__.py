"""Gradus: an autograder for mathematical problem sets in Jupyter notebooks.

``from grader import grade`` grades one notebook from Python; see `grader.api`.
"""

from importlib import import_module
from typing import Any

__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """`grade`, loaded when it is first asked for: most of the grader needs none of it."""
    if name == "grade":
        return import_module("grader.api").grade
    raise AttributeError(f"module 'grader' has no attribute {name!r}")
