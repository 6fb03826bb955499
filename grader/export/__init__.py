"""Scores for other systems: written, read back and checked before anybody uploads them."""

from __future__ import annotations

from grader.export.check import Checked, check
from grader.export.formats import FORMATS, Export, export
from grader.export.scores import Line, Scores, collect

__all__ = ["FORMATS", "Checked", "Export", "Line", "Scores", "check", "collect", "export"]
