"""The pictures of statements: drawn by the problem's own code in a sandbox."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from functools import lru_cache

from grader.catalog import Course
from grader.errors import GraderError
from grader.records import Limits, Notebook
from grader.sandbox.protocol import Sandbox

KEPT = 200
"""Pictures: those of variants that many students have are drawn once."""


class Pictures:
    """Draws the pictures of variants. One object may be used by several threads."""

    def __init__(self, course: Course, sandbox: Sandbox) -> None:
        self.course = course
        self.sandbox = sandbox
        self._drawn = lru_cache(maxsize=KEPT)(self._draw)

    def of(self, seeds: Mapping[str, int]) -> dict[str, bytes]:
        """PNG by problem id, for the problems that have a picture.

        Args:
            seeds: The seed of each problem.
        """
        found = {}
        for problem_id, seed in seeds.items():
            source = self.course.problem(problem_id).picture
            if source is not None:
                params = self.course.params(problem_id, seed)
                found[problem_id] = self._drawn(problem_id, source(params))
        return found

    def _draw(self, problem_id: str, source: str) -> bytes:
        notebook = _notebook(source)
        run = self.sandbox.run(notebook, Limits())
        for output in run.notebook["cells"][0]["outputs"]:
            match output:
                case {"data": {"image/png": str(png)}}:
                    return base64.b64decode(png)
                case {"output_type": "error", "ename": name, "evalue": value}:
                    raise GraderError(f"The picture of {problem_id} fails: {name}: {value}.")
        raise GraderError(f"The picture code of {problem_id} draws nothing: {run.limits_hit or ''}")


def _notebook(source: str) -> Notebook:
    cell = {"cell_type": "code", "id": "picture", "metadata": {}, "source": source}
    return {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {},
        "cells": [{**cell, "outputs": [], "execution_count": None}],
    }
