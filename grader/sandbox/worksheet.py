"""A notebook's code cells, before and after a run: the part that every engine does alike."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from grader.records import CellRun, Limits, Notebook
from grader.sandbox.transcript import Transcript

KEPT = 10
"""A cell that is ended for its outputs keeps a tenth of what was left for the notebook's."""

_FILE = re.compile(r"\(\d+\.py, (?=line \d+\)$)")


def source_of(cell: Mapping[str, Any]) -> str:
    """The source of a cell as one string; nbformat also allows a list of lines."""
    source = cell.get("source", "")
    if isinstance(source, list):
        return "".join(str(line) for line in source)
    return str(source)


def cleared(notebook: Notebook) -> dict[str, Any]:
    """A copy without outputs and counts, sources joined: what has not been run shows nothing.

    >>> cleared({"cells": [{"cell_type": "code", "source": ["a ", "= 1"], "outputs": [1]}]})
    {'cells': [{'cell_type': 'code', 'source': 'a = 1', 'outputs': [], 'execution_count': None, 'metadata': {}}]}
    """  # noqa: E501
    fresh = dict(notebook)
    cells = fresh.get("cells")
    fresh["cells"] = [
        dict(cell) for cell in (cells if isinstance(cells, list) else []) if isinstance(cell, dict)
    ]
    for cell in fresh["cells"]:
        cell["source"] = source_of(cell)
        if cell.get("cell_type") == "code":
            cell["outputs"] = []
            cell["execution_count"] = None
            metadata = cell.get("metadata")
            cell["metadata"] = dict(metadata) if isinstance(metadata, dict) else {}
    return fresh


def code_cells(notebook: Notebook) -> list[tuple[int, str]]:
    """Index and source of every code cell, in order, blank ones included."""
    return [
        (index, source_of(cell))
        for index, cell in enumerate(notebook["cells"])
        if cell.get("cell_type") == "code"
    ]


def completed(
    known: Mapping[int, CellRun], cells: Iterable[tuple[int, str]], why: str
) -> tuple[CellRun, ...]:
    """A `CellRun` for every code cell: the known ones, and `skipped` for those never started.

    A blank cell has nothing to run and is ``ok``, unless the notebook stopped before it.

    Args:
        known: What became of those that were started.
        cells: Index and source of all.
        why: Why others were not started; empty if the notebook has run to its end.
    """
    last = max(known, default=-1)
    runs = []
    for index, source in cells:
        run = known.get(index)
        if run is None:
            idle = not source.strip() and (index < last or not why)
            run = CellRun(
                cell=index, status="ok" if idle else "skipped", reason="" if idle else why
            )
        elif run.reason:
            run = replace(run, reason=without_file(run.reason))
        runs.append(run)
    return tuple(runs)


def without_file(reason: str) -> str:
    """A reason without the name that a kernel makes up for the file of a cell.

    >>> without_file("SyntaxError: invalid syntax (1278102326.py, line 1)")
    'SyntaxError: invalid syntax (line 1)'
    """
    return _FILE.sub("(", reason)


@dataclass(slots=True)
class Tally:
    """Counts what a notebook puts out, and says when it is more than it may be."""

    limits: Limits
    amount: int = 0
    number: int = 0
    _before: tuple[int, int] = (0, 0)

    def mark(self) -> None:
        """A cell begins."""
        self._before = self.amount, self.number

    def keep_beginning(self, transcript: Transcript, cell: int) -> None:
        """Leave room for what comes after this cell, which was ended for its outputs."""
        amount, number = self._before
        outputs = max(0, self.limits.outputs - number) // KEPT
        characters = max(0, (self.limits.output_mib << 20) - amount) // KEPT
        kept, length = transcript.shorten(cell, outputs, characters)
        self.amount, self.number = amount + length, number + kept

    def add(self, amount: int, number: int = 1) -> str | None:
        """Count so many outputs of that many bytes; a sentence if a limit is passed with them."""
        self.amount += amount
        self.number += number
        if self.amount > self.limits.output_mib << 20:
            return self.too_large()
        if self.number > self.limits.outputs:
            return f"There are more than {self.limits.outputs} outputs."
        return None

    def too_large(self) -> str:
        """The sentence for outputs of too many bytes."""
        return f"The outputs are larger than {self.limits.output_mib} MiB."


def cell_ended_for(passed: str) -> str:
    """Why a cell was ended that put out too much.

    >>> cell_ended_for("There are more than 5 outputs.")
    'There are more than 5 outputs. This cell was ended for it.'
    """
    return f"{passed} This cell was ended for it."


def unique(sentences: Iterable[str]) -> tuple[str, ...]:
    """Sentences in order, each once."""
    return tuple(dict.fromkeys(sentences))
