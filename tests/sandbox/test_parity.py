"""A notebook shows the same outputs here as under stock nbclient and ipykernel."""

from __future__ import annotations

import contextlib
import json
import re
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import DeadKernelError
from sandbox.sheets import notebook_of

from grader.records import Limits
from grader.sandbox.sealed import stack
from grader.sandbox.sealed.engine import SealedSandbox

FEATURES = sorted(Path(__file__).with_name("features").glob("*.ipy"))
ANSWER = "application/vnd.gradus.answer+json"
SAME = (
    (r"0x[0-9a-f]{6,}", "0xADDRESS"),
    (r"/tmp/ipykernel_\d+/\d+\.py", "CELL"),
    (r"File \S*/steps\.py", "File steps.py"),
    (r"CPU times:.*\n", "CPU times\n"),
    (r"[\d.]+ (?:ns|μs|µs|us|ms|s)\b", "TIME"),
    (r"<object object at .*?>", "OBJECT"),
)


def cells_of(path: Path) -> list[str]:
    return [cell.strip("\n") for cell in path.read_text().split("# %%\n")[1:]]


def plain(value: Any) -> Any:
    """Without what differs from run to run: ids, times, addresses and where Python lives."""
    if isinstance(value, str):
        for pattern, word in SAME:
            value = re.sub(pattern, word, value)
        if "/lib/python" in value:
            value = re.sub(r"\x1b\[[\d;]*m", "", value)
            value = re.sub(r"[~\w./-]*/lib/python3\.\d+/(?:site-packages/)?", "LIB/", value)
        return value
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items() if key != ANSWER}
    return value


def shows_something(output: Any) -> bool:
    """An answer for the grader where `repr` failed is no output to anyone else."""
    return output.get("data") != {}


def outputs_of(cell: Any) -> list[Any]:
    """The outputs, neighbouring pieces of one stream joined, as front ends show them."""
    joined: list[Any] = []
    for output in json.loads(json.dumps(cell["outputs"])):
        last = joined[-1] if joined else {}
        if output["output_type"] == "stream" and last.get("name") == output["name"]:
            last["text"] += output["text"]
        else:
            joined.append(output)
    return [output for output in plain(joined) if shows_something(output)]


def stock(cells: list[str], folder: Path) -> Any:
    """A notebook with these cells after a stock kernel has run them."""
    notebook = nbformat.from_dict(notebook_of(cells))
    client = NotebookClient(
        notebook,
        timeout=600,
        kernel_name="python3",
        allow_errors=True,
        resources={"metadata": {"path": str(folder)}},
    )
    with contextlib.suppress(DeadKernelError):  # after `exit`
        client.execute()
    return notebook


LONG = {"mathematics", "magics"}
"""Features whose stock run takes longer than all others together."""


@pytest.mark.parametrize(
    "path",
    [
        pytest.param(path, id=path.stem, marks=[pytest.mark.slow] if path.stem in LONG else [])
        for path in FEATURES
    ],
)
def test_outputs_are_those_of_stock_jupyter(
    path: Path, sealed: SealedSandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHELL", stack.SHELL)
    cells = cells_of(path)
    theirs = stock(cells, tmp_path)
    run = sealed.run(notebook_of(cells), Limits(cell_s=60))
    assert run.fault is None
    for source, ours, stocks in zip(cells, run.notebook["cells"], theirs["cells"], strict=True):
        assert outputs_of(ours) == outputs_of(stocks), source
        assert ours["execution_count"] == stocks["execution_count"], source
