"""Reading back: what the file says of every student of the roster, against what it should."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from grader.errors import GraderError
from grader.export.scores import Scores

PLACES = 0.005 + 1e-9
"""Files with two decimals say no more than this; half a cent of a point is not exact in binary."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What was found when the file was read back.

    Attributes:
        written: How many students have a score in it.
        lines: What a person should know, one a line.
        needs_person: Whether something is left out that should be in it.
    """

    written: int
    lines: tuple[str, ...]
    needs_person: bool


def check(
    scores: Scores, names: Mapping[str, str], read_back: Mapping[str, float | None]
) -> Checked:
    """Hold what was read back against the scores.

    Args:
        scores: What was to be written.
        names: Student id to what identifies the student in the file.
        read_back: Score by what identifies the student; ``None`` for an empty cell.

    Raises:
        GraderError: If the file says anything else than the scores: then it must not be used.
    """
    twice = [name for name, count in Counter(names.values()).items() if count > 1]
    if twice:
        raise GraderError(
            f"The roster has {_listed(twice)} more than once: the file could not tell these "
            "students apart. Import the roster again."
        )
    for line in scores.lines:
        name = names[line.student.id]
        said = read_back.get(name)
        wrong = (said is None) != (line.score is None) or (
            said is not None and line.score is not None and abs(said - line.score) > PLACES
        )
        if wrong:
            raise GraderError(
                f"The file was not written: read back, it gives {name!r} {_points(said)} and not "
                f"{_points(line.score)}. Please report this."
            )
    strangers = sorted(set(read_back) - set(names.values()))
    if strangers:
        raise GraderError(
            f"The file was not written: read back, it names {_listed(strangers)}, who are not in "
            "the roster. Please report this."
        )
    return Checked(
        written=sum(score is not None for score in read_back.values()),
        lines=_lines(scores),
        needs_person=bool(scores.unknown or scores.ambiguous or scores.waiting),
    )


def _lines(scores: Scores) -> tuple[str, ...]:
    lines = []
    if scores.unknown:
        lines.append(
            f"Not in the roster, left out: {_listed(scores.unknown)}. "
            "Correct the name in the roster or the folder, and export again."
        )
    for student, same in scores.ambiguous.items():
        lines.append(
            f"Several submitters are {student!r}, left empty: {_listed(same)}. "
            "Put their notebooks into one folder, and grade again."
        )
    if scores.waiting:
        lines.append(f"Waiting for a person (`grader review`): {_listed(scores.waiting)}.")
    if scores.missing:
        lines.append(f"Nothing handed in, left empty: {_listed(scores.missing)}.")
    return tuple(lines)


def _listed(names: tuple[str, ...] | list[str], most: int = 20) -> str:
    """Names, cut where nobody reads on."""
    shown = ", ".join(repr(name) for name in names[:most])
    return f"{shown} and {len(names) - most} more" if len(names) > most else shown


def _points(score: float | None) -> str:
    return "no score" if score is None else f"{score:g}"
