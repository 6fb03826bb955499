"""What a hostile cell is, and what must come of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

GoesOn, CellEnded, Killed, Interrupted = "goes on", "cell ended", "killed", "interrupted"
Ends = Literal["goes on", "cell ended", "killed", "interrupted", "any"]


@dataclass(frozen=True, slots=True)
class Attack:
    """One hostile cell.

    Attributes:
        source: The cell. It prints BREACH when it gets what it must not have. ``@NAME@`` is
            replaced by what the test puts in its way: a staff folder, a port that listens, an
            abstract socket.
        layer: What holds it.
        ends: ``goes on``: the next cell runs; ``interrupted``: the cell ran out of time and the
            next one runs; ``cell ended``: the cell was ended for its outputs and the next one
            runs; ``killed``: the notebook is lost, and nothing else; ``any``.
        evidence: A regular expression that the notebook's words, or the reasons of its cells,
            must match.
        after: A last cell, which must run like any other where the notebook goes on.
    """

    source: str
    layer: str
    ends: Ends = "goes on"
    evidence: str = ""
    after: str = "print('after')"
