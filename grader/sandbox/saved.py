"""Grading saved outputs: nothing runs, the notebook is taken as it was saved."""

from __future__ import annotations

from grader.records import Limits, Notebook, Run
from grader.sandbox.protocol import Calls, no_calls


class SavedOutputs:
    """A `Sandbox` that runs nothing (`--no-execute`). Functions cannot be called in it."""

    def run(self, notebook: Notebook, limits: Limits, calls: Calls = no_calls) -> Run:
        """The notebook as it is."""
        del limits, calls
        return Run(notebook=notebook)

    def close(self) -> None:
        """Nothing was started."""
