"""The formats: each writes the scores as a file, and reads such a file back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from grader.errors import GraderError, did_you_mean
from grader.export import canvas, gradescope, moodle, nbgrader, plain
from grader.export.check import Checked, check
from grader.export.scores import Scores

ReadBack = Mapping[str, float | None]
"""Score by what identifies the student in the file; ``None`` for an empty cell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A format of a file with scores.

    Attributes:
        name: For ``--format``.
        suffix: Of the file.
        write: Scores, and the name of the column if it is not the usual one, to the file.
        read: The opposite, as far as scores go.
        names: What identifies each student of the scores in the file.
    """

    name: str
    suffix: str
    write: Callable[[Scores, str | None], bytes]
    read: Callable[[bytes, Scores, str | None], ReadBack]
    names: Callable[[Scores], Mapping[str, str]]


FORMATS: Mapping[str, Format] = {
    one.name: one
    for one in (
        Format(name="csv", suffix=".csv", write=plain.write, read=plain.read, names=plain.names),
        Format(
            name="canvas",
            suffix=".canvas.csv",
            write=canvas.write,
            read=canvas.read,
            names=canvas.names,
        ),
        Format(
            name="moodle",
            suffix=".moodle.csv",
            write=moodle.write,
            read=moodle.read,
            names=moodle.names,
        ),
        Format(
            name="gradescope",
            suffix=".gradescope.zip",
            write=gradescope.write,
            read=gradescope.read,
            names=gradescope.names,
        ),
        Format(
            name="nbgrader",
            suffix=".nbgrader.csv",
            write=nbgrader.write,
            read=nbgrader.read,
            names=nbgrader.names,
        ),
    )
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
    made = FORMATS[name]
    content = made.write(scores, column)
    checked = check(scores, made.names(scores), made.read(content, scores, column))
    return Export(content=content, suffix=made.suffix, checked=checked)
