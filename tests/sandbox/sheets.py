"""Notebooks that tests write, and what runs of them show."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from grader.records import Run


def notebook_of(sources: Sequence[str]) -> dict[str, Any]:
    """A notebook with these code cells."""
    cells = [
        {
            "cell_type": "code",
            "id": f"c{number}",
            "metadata": {},
            "source": source,
            "outputs": [],
            "execution_count": None,
        }
        for number, source in enumerate(sources)
    ]
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}


def words_of(run: Run, cell: int | None = None) -> str:
    """Everything that a cell, or a notebook, shows as text."""
    cells = run.notebook["cells"] if cell is None else [run.notebook["cells"][cell]]
    words = []
    for output in (output for each in cells for output in each.get("outputs", ())):
        match output:
            case {"output_type": "stream", "text": text}:
                words.append(text)
            case {"output_type": "error", "ename": name, "evalue": value}:
                words.append(f"{name}: {value}")
            case {"data": {"text/plain": text}}:
                words.append(text)
    return "\n".join(words)
