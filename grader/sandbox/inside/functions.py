"""The functions that cells evaluated to, and the grader's calls of them after the last cell."""

from __future__ import annotations

from typing import Any

from . import answer, calls


class Functions:
    """Keeps the callable that a cell's last expression gave, by a key of the engine's choosing."""

    def __init__(self) -> None:
        self._kept: dict[int, Any] = {}

    def keep(self, key: int, value: Any) -> None:
        """Remember the value of a cell if it can be called; forget what the cell gave before."""
        if callable(value):
            self._kept[key] = value
        else:
            self._kept.pop(key, None)

    def clear(self) -> None:
        """Forget every function."""
        self._kept.clear()

    def call(self, key: int, arguments: list[Any]) -> dict[str, Any]:
        """Call the function of a cell on typed JSON trees; the result, or its error, as JSON."""
        if key not in self._kept:
            return {"error": "The last line of the cell is not a function."}
        try:
            return dict(calls.call(self._kept[key], arguments))
        except KeyboardInterrupt:
            return {"error": "The call took too long and was interrupted."}
        except BaseException as error:  # noqa: BLE001 - a function may raise anything at all
            return {"error": answer.sentence(error)}
