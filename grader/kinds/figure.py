"""`figure`: judged by the points on its axes, however they were drawn."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from grader.errors import Unreadable
from grader.kinds.judging import unreadable
from grader.kinds.question import Kind, Question
from grader.reading.typed import DrawnFigure, figure_of
from grader.records import Answer, Decision, Verdict
from grader.spec import Figure, Outline

Points = NDArray[np.float64]

COVERED = 0.98
"""Fraction of an outline that must have drawn points near it; a side of a square is a quarter."""

FARTHEST = 2.0
"""Distances that a point of an outline may lie from what was drawn: a corner that is cut off is a
small fraction of a square and lies far from the cut."""

WRONG_ASPECT = (
    "The curves are there, but a unit is not as long on both axes, so that circles look like "
    "ellipses: set the aspect to 'equal', on linear axes."
)
WITHOUT_ASPECT = 0.75
"""Fraction of the points for right curves on distorted axes."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What was found of one outline.

    Attributes:
        outline: The asked curve.
        covered: The fraction of it that has a drawn point near it.
        farthest: Of its points, from what was drawn, in the reference's distances.
    """

    outline: Outline
    covered: float
    farthest: float

    @staticmethod
    def of(outline: Outline, drawn: Points, distance: float) -> Seen:
        """Measured against all drawn points."""
        gap = _gap(np.asarray(outline.points, dtype=float), drawn) / distance
        return Seen(outline, float(np.mean(gap <= 1)), float(np.max(gap)))

    @property
    def is_whole(self) -> bool:
        """Whether all of it was drawn."""
        return self.covered >= COVERED and self.farthest <= FARTHEST

    @property
    def percent(self) -> str:
        """The covered fraction; what is not whole is never all of it."""
        return f"{min(math.floor(100 * self.covered), 100 if self.is_whole else 99)}%"


def decide(answer: Answer, question: Question, _earlier: Mapping[str, Answer]) -> Decision:
    """Every outline must be covered by what was drawn, on axes of equal scale."""
    reference: Figure = question.reference
    try:
        if answer.form != "typed":
            raise Unreadable("A figure drawn by this cell with matplotlib would be read here.")
        figure = figure_of(answer.content)
    except Unreadable as error:
        return unreadable(error)
    curves = [curve for axes in figure.axes for curve in axes.curves]
    if not curves:
        return Decision(
            verdict=Verdict.INCORRECT,
            hint="The figure shows no curve.",
            certificate={"curves": "0"},
            method="figure",
        )
    drawn = np.concatenate(
        [_dense(np.asarray(curve, dtype=float), reference.distance) for curve in curves]
    )
    seen = [Seen.of(outline, drawn, reference.distance) for outline in reference.outlines]
    missing = [one for one in seen if not one.is_whole]
    if missing:
        return _incomplete(missing, seen, drawn, reference)
    if reference.equal_aspect and not _equal_aspect(figure):
        return Decision(
            verdict=Verdict.PARTIAL,
            score=WITHOUT_ASPECT,
            hint=WRONG_ASPECT,
            certificate={"aspect": "not equal"},
            method="figure",
        )
    strays = _strays(curves, reference)
    if strays:
        return Decision(
            verdict=Verdict.UNDECIDED,
            hint="Every curve that is asked for is there, and others too; a person will look.",
            evidence=f"{strays} drawn curves are none of the asked ones.",
            method="figure",
        )
    said = f"all {len(seen)} curves are drawn, within {reference.distance:g} units"
    return Decision(verdict=Verdict.CORRECT, score=1.0, evidence=said, proof=said, method="figure")


def _incomplete(
    missing: Sequence[Seen], seen: Sequence[Seen], drawn: Points, reference: Figure
) -> Decision:
    score = (len(seen) - len(missing)) / len(seen)
    hint = " ".join(
        f"{_capital(one.outline.name)} is not there."
        if one.covered < 0.05
        else f"Parts of {one.outline.name} are missing ({one.percent} of it is drawn)."
        for one in missing
    )
    absent = {one.outline.name for one in missing}
    drawn_whole = {one.outline.name for one in seen} - absent
    for outline, sentence in reference.mistaken:
        if outline.name in drawn_whole:
            continue  # a mistake about a curve that is there is none
        if Seen.of(outline, drawn, reference.distance).covered >= COVERED:
            hint = f"{sentence} {hint}"
    return Decision(
        verdict=Verdict.PARTIAL if score > 0 else Verdict.INCORRECT,
        score=score,
        hint=hint,
        evidence="; ".join(f"{one.outline.name}: {one.percent} covered" for one in seen),
        certificate={one.outline.name: f"{one.percent} drawn" for one in missing},
        method="figure",
    )


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _dense(curve: Points, distance: float) -> Points:
    """A polyline with points at most half the distance apart; lone points stay lone."""
    curve = curve[np.all(np.isfinite(curve), axis=1)]
    if len(curve) < 2:
        return curve.reshape(-1, 2)
    steps = np.linalg.norm(np.diff(curve, axis=0), axis=1)
    counts = np.clip(np.ceil(steps / (distance / 2)), 1, 2000).astype(int)
    pieces = [
        curve[i] + (curve[i + 1] - curve[i]) * np.linspace(0, 1, n, endpoint=False)[:, None]
        for i, n in enumerate(counts)
    ]
    return np.concatenate([*pieces, curve[-1:]])


def _gap(points: Points, others: Points) -> Points:
    """The distance of each point to the nearest of the others."""
    from scipy.spatial import cKDTree

    return np.asarray(cKDTree(others).query(points)[0])


SPECKS = 20
"""Lone points and dashes apart from every outline, from which on they are no decoration."""


def _strays(curves: Sequence[Sequence[tuple[float, float]]], reference: Figure) -> int:
    """Curves of some length that follow neither an outline nor a coordinate axis.

    Lone points and short dashes are looked at together: a plane full of them covers every outline.
    """
    from scipy.spatial import cKDTree

    asked = cKDTree(np.concatenate([np.asarray(one.points, float) for one in reference.outlines]))
    count = 0
    specks: list[Points] = []
    for curve in curves:
        points = _dense(np.asarray(curve, dtype=float), reference.distance)
        apart = points[np.min(np.abs(points), axis=1) > reference.distance]
        if len(apart) < 3:
            specks.append(apart)
        elif np.mean(asked.query(apart)[0] > 2 * reference.distance) > 0.5:
            count += 1
    lone = np.concatenate([np.empty((0, 2)), *specks])
    far = int(np.sum(asked.query(lone)[0] > 2 * reference.distance)) if len(lone) else 0
    return count + (far > max(SPECKS, len(lone) / 10))


def _equal_aspect(figure: DrawnFigure) -> bool:
    return all(axes.equal for axes in figure.axes if axes.curves)


def solve(_question: Question) -> None:
    """A drawing is the solution's to write."""


KIND = Kind("figure", decide, solve, lambda _part: "a figure, drawn by the cell")
