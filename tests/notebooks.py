"""Notebooks for tests, a line a cell."""

from __future__ import annotations

from typing import Any


def code(
    source: str, *outputs: dict[str, Any], part: str | None = None, **grader: Any
) -> dict[str, Any]:
    """A code cell with saved outputs."""
    marks = {"part": part, **grader} if part else grader
    return {
        "cell_type": "code",
        "metadata": {"grader": marks} if marks else {},
        "source": source,
        "execution_count": 1,
        "outputs": list(outputs),
    }


def markdown(source: str, **grader: Any) -> dict[str, Any]:
    """A Markdown cell."""
    return {
        "cell_type": "markdown",
        "metadata": {"grader": grader} if grader else {},
        "source": source,
    }


def notebook(*cells: dict[str, Any], **grader: Any) -> dict[str, Any]:
    """A notebook of format 4.4, so that cells need no ids."""
    return {
        "nbformat": 4,
        "nbformat_minor": 4,
        "metadata": {"grader": grader} if grader else {},
        "cells": list(cells),
    }


def shows(text: str, **data: Any) -> dict[str, Any]:
    """The output of a last expression."""
    return {
        "output_type": "execute_result",
        "execution_count": 1,
        "metadata": {},
        "data": {"text/plain": text, **data},
    }


def prints(text: str, name: str = "stdout") -> dict[str, Any]:
    """Printed output."""
    return {"output_type": "stream", "name": name, "text": text}


def typed(node: dict[str, Any]) -> dict[str, Any]:
    """The output of a last expression in the sandbox."""
    return shows("...", **{"application/vnd.gradus.answer+json": {"version": 1, "value": node}})
