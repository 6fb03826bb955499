"""The formats: each writes the scores as a file, and reads such a file back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from grader.errors import GraderError, did_you_mean
from grader.export import canvas, gradescope, moodle, nbgrader, plain
from grader.export.check import Checked, check
from grader.export.scores import Scores

ReadBack = Mapping[str, float | None]
"""Score by what identifies the student in the file; ``None`` for an empty cell."""


class Layout(Protocol):
    """What the module of a format knows."""

    def write(self, scores: Scores, column: str | None, /) -> bytes:
        """The file with these scores; ``column`` where the usual one is not meant."""

    def read(self, content: bytes, scores: Scores, column: str | None, /) -> ReadBack:
        """The opposite, as far as scores go."""

    def names(self, scores: Scores, /) -> Mapping[str, str]:
        """What identifies each student of the scores in the file."""


@dataclass(frozen=True, slots=True)
class Format:
    """How a file with scores is laid out, and how its name ends."""

    layout: Layout
    suffix: str


FORMATS: Mapping[str, Format] = {
    "csv": Format(plain, ".csv"),
    "canvas": Format(canvas, ".canvas.csv"),
    "moodle": Format(moodle, ".moodle.csv"),
    "gradescope": Format(gradescope, ".gradescope.zip"),
    "nbgrader": Format(nbgrader, ".nbgrader.csv"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """A file that is ready to be written, and what was found when it was read back."""

    content: bytes
    suffix: str
    checked: Checked


def export(scores: Scores, name: str, *, column: str | None = None) -> Export:
    """Make the file of a format, read it back and hold it against the scores.

    Args:
        scores: What to write.
        name: Of the format.
        column: Of the file, where the usual one is not meant.

    Raises:
        GraderError: If there is no such format, the roster lacks what it needs, or the file that
            was read back says anything else than the scores.
    """
    if name not in FORMATS:
        hint = did_you_mean(name, list(FORMATS), f"Known: {', '.join(FORMATS)}.")
        raise GraderError(f"There is no export format {name!r}. {hint}")
    layout = FORMATS[name].layout
    content = layout.write(scores, column)
    checked = check(scores, layout.names(scores), layout.read(content, scores, column))
    return Export(content=content, suffix=FORMATS[name].suffix, checked=checked)
