"""What a new decision, other points or another rule change in a report, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from grader.assignment import Assignment
from grader.gradebook import Grade, mark
from grader.judge import Asked, revised_part, summed
from grader.policy import Lateness
from grader.records import Decision, PartReport, Report, Verdict

Found = Mapping[str, tuple[object, Decision]]
"""By part id: a name that is the same text for the same decision (or no text), and it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartMove:
    """A part whose verdict, points or words change, and why."""

    part: str
    before: str
    after: str
    score_before: float
    score_after: float
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A submission whose report changes.

    Attributes:
        grade: The newest grade that is recorded.
        report: The one that would follow it.
        counts: Whether it would count.
        parts: The parts that change; none if only the assignment's rules do.
        marks: Of the report, by part id, if they are known.
    """

    grade: Grade
    report: Report
    counts: bool
    parts: tuple[PartMove, ...]
    marks: Mapping[str, Sequence[Any]] | None = None

    @property
    def by(self) -> float:
        """Points that the score moves by."""
        return round(self.report.score - self.grade.score, 6)

    @property
    def why(self) -> str:
        """In one line."""
        if not self.parts:
            before, after = self.grade.report.notes, self.report.notes
            said = [note for note in after if note not in before]
            over = [f"no longer: {note}" for note in before if note not in after]
            return "; ".join(said or over) or "the assignment's rules changed"
        return "; ".join(f"{part.part}: {part.why}" for part in self.parts)


Sketch = tuple[PartReport, list[Any]]
"""A part without its cell, and its mark."""


class Sketches:
    """Parts as they would be now, made once for everybody with the same decision."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, float], Sketch] = {}

    def of(self, name: object, decision: Decision | None, asked: Asked) -> Sketch:
        """The part; `name` is the same text for the same decision, or no text."""
        key = (name, asked.points) if isinstance(name, str) else None
        if key is not None and key in self._known:
            return self._known[key]
        part = revised_part(None, decision, asked)
        sketch = part, list(mark(part))
        if key is not None:
            self._known[key] = sketch
        return sketch


def moved(
    grade: Grade,
    found: Found,
    asked: Mapping[str, Asked],
    assignment: Assignment,
    late: Lateness,
    sketches: Sketches,
) -> Move | None:
    """Compare without unpacking the recorded report; build the new one only if it differs."""
    marks: dict[str, list[Any]] = {}
    parts = []
    for part, question in asked.items():
        old = grade.marks.get(part)
        if part not in found and old is not None:
            new = _rescaled(part, old, question.points)
            marks[part] = [old[0], new.score, new.max_score, old[3]]
        else:
            name, decision = found.get(part, (None, None))
            new, marks[part] = sketches.of(name, decision, question)
        parts.append(new)
    sketch = Report(
        student=grade.student,
        assignment=grade.assignment,
        submission=grade.path,
        score=0.0,
        max_score=0.0,
        status=grade.status,
        parts=tuple(parts),
    )
    total = summed(sketch, assignment, late)
    changed = [part for part, new in marks.items() if new != grade.marks.get(part)]
    gone = [part for part in grade.marks if part not in asked]
    same = (total.score, total.max_score, total.status, late.counts) == (
        grade.score,
        grade.max_score,
        grade.status,
        grade.counts,
    )
    if same and not changed and not gone:
        return None
    return Move(
        grade=grade,
        report=_full(grade, found, asked, total),
        counts=late.counts,
        parts=(
            *(_part_move(part, grade, marks[part], found) for part in changed),
            *(_gone(part, grade) for part in gone),
        ),
        marks=marks,
    )


def _rescaled(part: str, old: Sequence[Any], points: float) -> PartReport:
    fraction = old[1] / old[2] if old[2] else 0.0
    return PartReport(
        part=part,
        verdict=Verdict(old[0]),
        score=round(fraction * points, 6),
        max_score=points,
    )


def _full(grade: Grade, found: Found, asked: Mapping[str, Asked], total: Report) -> Report:
    """The recorded report with its parts as they are now, and the sum that they come to."""
    before = {part.part: part for part in grade.report.parts}
    parts = tuple(
        revised_part(before.get(part), found[part][1] if part in found else None, question)
        for part, question in asked.items()
    )
    return replace(
        grade.report,
        parts=parts,
        score=total.score,
        max_score=total.max_score,
        status=total.status,
        notes=total.notes,
    )


def _part_move(
    part: str,
    grade: Grade,
    new: Sequence[Any],
    found: Found,
) -> PartMove:
    old = grade.marks.get(part, ("absent", 0.0, 0.0, ""))
    decision = found[part][1] if part in found else None
    return PartMove(
        part=part,
        before=old[0],
        after=new[0],
        score_before=old[1],
        score_after=new[1],
        why=_why(old, new, decision),
    )


def _gone(part: str, grade: Grade) -> PartMove:
    old = grade.marks[part]
    return PartMove(
        part=part,
        before=old[0],
        after="absent",
        score_before=old[1],
        score_after=0.0,
        why="is no longer in the assignment",
    )


def _why(old: Sequence[Any], new: Sequence[Any], decision: Decision | None) -> str:
    reasons = []
    if old[2] != new[2]:
        reasons.append(f"worth {new[2]:g} instead of {old[2]:g}")
    if decision is not None and decision.method == "review" and list(old) != list(new):
        reasons.append(decision.evidence.partition(". ")[0].rstrip(".").lower())
    elif old[0] != new[0]:
        by = f" ({decision.method})" if decision is not None and decision.method else ""
        reasons.append(f"{old[0]}, now {new[0]}{by}")
    elif old[2] == new[2] and old[1] != new[1]:
        mistake = f" for {decision.mistake}" if decision is not None and decision.mistake else ""
        reasons.append(f"credit{mistake} changed")
    return ", ".join(reasons) or "the same points, other words"
