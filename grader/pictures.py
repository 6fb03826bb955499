"""The pictures of statements: drawn by the problem's own code in a sandbox, kept by content."""

from __future__ import annotations

import base64
from collections.abc import Mapping

from grader.catalog import Course, params_key
from grader.errors import GraderError
from grader.records import Limits, Notebook
from grader.sandbox.protocol import Sandbox


class Pictures:
    """Draws the pictures of variants, each once."""

    def __init__(self, course: Course, sandbox: Sandbox) -> None:
        self.course = course
        self.sandbox = sandbox
        self._drawn: dict[tuple[str, str], bytes] = {}

    def of(self, seeds: Mapping[str, int]) -> dict[str, bytes]:
        """PNG by problem id, for the problems that have a picture.

        Args:
            seeds: The seed of each problem.
        """
        found = {}
        for problem_id, seed in seeds.items():
            params = self.course.params(problem_id, seed)
            key = (problem_id, params_key(params))
            if key not in self._drawn:
                source = self.course.problem(problem_id).picture
                if source is None:
                    continue
                self._drawn[key] = self._draw(problem_id, source(params))
            found[problem_id] = self._drawn[key]
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
