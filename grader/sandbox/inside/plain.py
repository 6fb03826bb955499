"""Cells that are Python as they stand, as nearly all are: IPython's own syntax is not in them.

IPython looks for it in the tokens of every cell, and compiles the cell twice to see whether it
awaits something; together that is a third of a small cell's way. One look of Python's own is enough
for both: what it compiles has no ``%magic``, ``!command`` or ``help?``, which are errors in Python.
"""

from __future__ import annotations

import ast
import inspect
import warnings
from typing import Any

from IPython.core.inputtransformer2 import TransformerManager

SHOW = "_showwarnmsg"
"""What CPython calls with each warning of its compiler's."""


class Transformer(TransformerManager):
    """IPython's, which does not take apart a cell that is Python as it stands.

    Attributes:
        awaits: The cell that was looked at last, if it is, to whether it awaits something.
    """

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.awaits: dict[str, bool] = {}
        self._is_next = False
        self._known = list(self.token_transformers)

    def look(self) -> None:
        """Look at the next cell; other texts than a notebook's cells go IPython's whole way."""
        self.awaits.clear()
        self._is_next = True

    def do_token_transforms(self, lines: list[str]) -> list[str]:
        """The lines without IPython's syntax."""
        looks, self._is_next = self._is_next, False
        if looks and self.token_transformers == self._known:
            cell = "".join(lines)
            # Only lines that Python sees as lines: IPython also ends them at rarer characters.
            awaits = awaits_something(cell) if cell.count("\n") == len(lines) else None
            if awaits is not None:
                self.awaits[cell] = awaits
                return lines
        done: list[str] = super().do_token_transforms(lines)  # type: ignore[no-untyped-call]
        return done


def awaits_something(cell: str) -> bool | None:
    """Whether this is Python that awaits something outside functions.

    Returns:
        None where it is no Python, or Python warns of it: who asks next is to hear that.

    >>> awaits_something("x = 1"), awaits_something("await f()"), awaits_something("%matplotlib")
    (False, True, None)
    """
    heard: list[object] = []
    show: Any = getattr(warnings, SHOW, None)
    if show is None:  # a notebook may have done anything to it
        return None
    setattr(warnings, SHOW, heard.append)
    try:
        code = compile(cell, "<>", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return None
    finally:
        setattr(warnings, SHOW, show)
    return None if heard else bool(code.co_flags & inspect.CO_COROUTINE)
