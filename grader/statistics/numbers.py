"""Scores of a class and of each question as numbers. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from grader.gradebook import Grade
from grader.records import Verdict

FEWEST = 5
"""Decided answers below which a correlation says nothing."""

ALIKE = 1e-9
"""Fractions that differ by less are equal but for rounding; points have six decimals."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassNumbers:
    """Scores of a class; those that wait for a person are counted but not in the scores.

    Attributes:
        students: How many handed in.
        graded: How many scores are final.
        waiting: How many wait for a person.
        failed: How many notebooks could not be read or run.
        scores: The final ones, sorted.
        max_score: Of the assignment.
        mean: Of the final ones, as all below; ``None`` if there are none.
        deviation: Standard deviation, of the sample.
        quartiles: Lower quartile, median, upper quartile.
        reliability: Cronbach's alpha over the questions, ``None`` where it says nothing.
    """

    students: int
    graded: int
    waiting: int
    failed: int
    scores: tuple[float, ...]
    max_score: float
    mean: float | None
    deviation: float | None
    quartiles: tuple[float, float, float] | None
    reliability: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PartNumbers:
    """How a class did on one question.

    Attributes:
        part: Id.
        max_score: Its points.
        verdicts: How many answers got each verdict.
        difficulty: Mean fraction of the points of those that are decided or missing (which
            counts as nothing): 1 is easy; ``None`` if it is worth no points.
        discrimination: Correlation of these fractions with those of the points that the same
            students have in the other questions, as far as these are decided.
        undecided: Fraction of the answers that the machine could not decide.
        mistakes: How often each known mistake was recognised.
    """

    part: str
    max_score: float
    verdicts: Mapping[Verdict, int]
    difficulty: float | None
    discrimination: float | None
    undecided: float
    mistakes: Mapping[str, int]


def class_numbers(grades: Sequence[Grade]) -> ClassNumbers:
    """The numbers of a class, from the grade that counts of each student."""
    status = Counter(grade.status for grade in grades)
    final = np.sort([grade.score for grade in grades if grade.status == "graded"])
    worth = [part for part in _parts(grades) if _max_score(grades, part)]
    quartiles = np.quantile(final, [0.25, 0.5, 0.75]) if final.size else None
    return ClassNumbers(
        students=len(grades),
        graded=status["graded"],
        waiting=status["needs_review"],
        failed=status["failed"],
        scores=tuple(float(score) for score in final),
        max_score=max((grade.max_score for grade in grades), default=0.0),
        mean=float(final.mean()) if final.size else None,
        deviation=float(final.std(ddof=1)) if final.size > 1 else None,
        quartiles=None
        if quartiles is None
        else (
            float(quartiles[0]),
            float(quartiles[1]),
            float(quartiles[2]),
        ),
        reliability=_reliability(_fractions(grades, worth)),
    )


def part_numbers(grades: Sequence[Grade]) -> tuple[PartNumbers, ...]:
    """The numbers of every question, in the order of the assignment."""
    parts = _parts(grades)
    fractions = _fractions(grades, parts)
    points = np.array([_max_score(grades, part) for part in parts])
    return tuple(
        _part_numbers(grades, part, fractions[:, index], _rest(fractions, points, index))
        for index, part in enumerate(parts)
    )


def _rest(fractions: np.ndarray, points: np.ndarray, index: int) -> np.ndarray:
    """For each student: of the points of all other parts that are decided, what fraction it has."""
    others = np.delete(fractions, index, axis=1)
    possible = ~np.isnan(others) @ np.delete(points, index)
    earned = np.nan_to_num(others) @ np.delete(points, index)
    rest = np.full(len(others), np.nan)
    np.divide(earned, possible, out=rest, where=possible > 0)
    return rest


def _part_numbers(
    grades: Sequence[Grade],
    part: str,
    fractions: np.ndarray,
    rest: np.ndarray,
) -> PartNumbers:
    verdicts = Counter(Verdict(grade.marks[part][0]) for grade in grades if part in grade.marks)
    mistakes = Counter(
        one.mistake
        for grade in grades
        if part in grade.marks and grade.marks[part][0] in {"incorrect", "partial"}
        for one in grade.report.parts
        if one.part == part and one.mistake
    )
    decided = ~np.isnan(fractions)
    asked = sum(verdicts.values())
    return PartNumbers(
        part=part,
        max_score=_max_score(grades, part),
        verdicts=dict(verdicts),
        difficulty=float(fractions[decided].mean()) if decided.any() else None,
        discrimination=_correlation(fractions, rest),
        undecided=verdicts[Verdict.UNDECIDED] / asked if asked else 0.0,
        mistakes=dict(mistakes.most_common()),
    )


def _parts(grades: Sequence[Grade]) -> list[str]:
    longest = max(grades, key=lambda grade: len(grade.marks), default=None)
    first = list(longest.marks) if longest is not None else []
    return list(dict.fromkeys([*first, *(part for grade in grades for part in grade.marks)]))


def _fractions(grades: Sequence[Grade], parts: Sequence[str]) -> np.ndarray:
    """Fraction of the points, a row a student and a column a part.

    It is nan where nobody decided, and where there are no points.
    """
    table = np.full((len(grades), len(parts)), np.nan)
    for row, grade in enumerate(grades):
        for column, part in enumerate(parts):
            verdict, score, most, _ = grade.marks.get(part, ("absent", 0.0, 0.0, ""))
            if verdict in _DECIDED:
                table[row, column] = score / most if most else np.nan  # worth nothing: no fraction
    return table


_DECIDED = frozenset({"correct", "partial", "incorrect", "missing"})


def _max_score(grades: Sequence[Grade], part: str) -> float:
    return max((grade.marks[part][2] for grade in grades if part in grade.marks), default=0.0)


def _correlation(a: np.ndarray, b: np.ndarray) -> float | None:
    """Of those students for whom both are known, if they are enough and not all alike."""
    known = ~np.isnan(a) & ~np.isnan(b)
    a, b = a[known], b[known]
    if len(a) < FEWEST or np.ptp(a) < ALIKE or np.ptp(b) < ALIKE:
        return None
    return float(np.corrcoef(a, b)[0, 1])


def _reliability(fractions: np.ndarray) -> float | None:
    """Cronbach's alpha of the students for whom every question with points is decided."""
    whole = fractions[~np.isnan(fractions).any(axis=1)] if fractions.size else fractions
    count = whole.shape[1] if whole.ndim == 2 else 0
    if count < 2 or len(whole) < FEWEST:
        return None
    totals = whole.sum(axis=1)
    if np.ptp(totals) < ALIKE:
        return None
    parts = whole.var(axis=0, ddof=1).sum()
    return float(count / (count - 1) * (1 - parts / totals.var(ddof=1)))
