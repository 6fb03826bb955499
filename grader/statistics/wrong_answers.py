"""The wrong answers that a class gave most often, those that mean the same taken together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from grader.codec import Given
from grader.gradebook import Stored
from grader.judge import Asked
from grader.records import Answer, PartReport, Verdict
from grader.review import Same, shown

WRONG = frozenset({Verdict.INCORRECT, Verdict.PARTIAL})

MOST_COMPARED = 30
"""Different answers to one question that are compared with each other; rarer ones stay apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongAnswer:
    """A wrong answer and how many gave it.

    Attributes:
        part: Id.
        variant: Hash of the parameters; of a known mistake, which many variants may share, those
            of the answer that is shown.
        shown: As one of them wrote it.
        forms: In how many ways it was written.
        students: Who gave it, sorted.
        mistake: Id of the known mistake that it is, if it is one.
        hint: What they were told.
    """

    part: str
    variant: str
    shown: str
    forms: int
    students: tuple[str, ...]
    mistake: str | None
    hint: str


@dataclass(slots=True)
class _Group:
    student: str
    given: Given
    part: PartReport
    variant: str
    students: list[str]
    forms: set[str]


def wrong_answers(
    stored: Sequence[Stored],
    asked: Mapping[str, Mapping[str, Asked]],
    answers: Mapping[int, Mapping[str, Given]],
    *,
    same: Same | None = None,
    most: int = 5,
) -> dict[str, list[WrongAnswer]]:
    """The most common wrong answers of each question that has any, by part id.

    Args:
        stored: The submissions that count.
        asked: By student, for the variants.
        answers: By grade id.
        same: Proves two answers equal; without it, only identical ones are taken together.
        most: How many a question.
    """
    found: dict[tuple[str, str], dict[str, _Group]] = {}
    for one in stored:
        given = answers.get(one.grade.id, {})
        for part in one.grade.report.parts:
            question = asked[one.grade.student].get(part.part)
            if part.verdict not in WRONG or part.part not in given or question is None:
                continue
            groups = found.setdefault((part.part, question.variant), {})
            name = one.hashes[part.part]
            if name in groups:
                groups[name].students.append(one.grade.student)
            else:
                groups[name] = _Group(
                    one.grade.student,
                    given[part.part],
                    part,
                    question.variant,
                    [one.grade.student],
                    {name},
                )
    by_part: dict[str, list[_Group]] = {}
    for (part_id, _), alike in found.items():
        by_part.setdefault(part_id, []).extend(_merged(list(alike.values()), same))
    return {
        part_id: sorted(
            map(_wrong_answer, _by_mistake(groups)), key=lambda one: (-len(one.students), one.shown)
        )[:most]
        for part_id, groups in sorted(by_part.items())
    }


def _by_mistake(groups: Sequence[_Group]) -> list[_Group]:
    """A known mistake is the same one on every variant; the commonest answer stands for it."""
    merged: list[_Group] = []
    mistakes: dict[str, _Group] = {}
    for group in sorted(groups, key=lambda group: -len(group.students)):
        home = mistakes.get(group.part.mistake) if group.part.mistake is not None else None
        if home is not None:
            home.students += group.students
            home.forms |= group.forms
            continue
        merged.append(group)
        if group.part.mistake is not None:
            mistakes[group.part.mistake] = group
    return merged


def _merged(groups: list[_Group], same: Same | None) -> list[_Group]:
    """Join groups that are one known mistake, or are proved equal; the commonest come first."""
    groups.sort(key=lambda group: -len(group.students))
    merged: list[_Group] = []
    for group in groups:
        home = next((other for other in merged[:MOST_COMPARED] if _alike(other, group, same)), None)
        if home is None:
            merged.append(group)
        else:
            home.students += group.students
            home.forms |= group.forms
    return merged


def _alike(a: _Group, b: _Group, same: Same | None) -> bool:
    if a.part.mistake is not None or b.part.mistake is not None:
        return a.part.mistake == b.part.mistake
    if same is None or not (isinstance(a.given, Answer) and isinstance(b.given, Answer)):
        return False
    return same(a.student, a.part.part, a.given, b.given)


def _wrong_answer(group: _Group) -> WrongAnswer:
    return WrongAnswer(
        part=group.part.part,
        variant=group.variant,
        shown=shown(group.given),
        forms=len(group.forms),
        students=tuple(sorted(set(group.students))),
        mistake=group.part.mistake,
        hint=group.part.hint,
    )
