"""The boundary: a notebook goes in, data comes out, and the engine behind can be exchanged."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from grader.records import Call, Limits, Notebook, Run

Calls = Callable[[Notebook], Sequence[Call]]
"""Asked once, with the executed notebook, after its last cell: which functions to call on what."""


def no_calls(_executed: Notebook) -> Sequence[Call]:
    """For notebooks without `function` parts."""
    return ()


class Sandbox(Protocol):
    """Runs notebooks out of this process. One object may be used by several threads."""

    def run(self, notebook: Notebook, limits: Limits, calls: Calls = no_calls) -> Run:
        """Execute every cell in order, then the calls, and return what came back.

        Never raises for anything that student code does.
        """

    def close(self) -> None:
        """End every process that was started."""
