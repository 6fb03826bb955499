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
        variant: Hash of the parameters.
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
    students: list[str]
    forms: int = 1


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
                    one.grade.student, given[part.part], part, [one.grade.student]
                )
    by_part: dict[str, list[WrongAnswer]] = {}
    for (part_id, variant), alike in found.items():
        for group in _merged(list(alike.values()), same):
            by_part.setdefault(part_id, []).append(_wrong_answer(part_id, variant, group))
    return {
        part_id: sorted(wrong, key=lambda one: (-len(one.students), one.shown))[:most]
        for part_id, wrong in sorted(by_part.items())
    }


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
            home.forms += 1
    return merged


def _alike(a: _Group, b: _Group, same: Same | None) -> bool:
    if a.part.mistake is not None or b.part.mistake is not None:
        return a.part.mistake == b.part.mistake
    if same is None or not (isinstance(a.given, Answer) and isinstance(b.given, Answer)):
        return False
    return same(a.student, a.part.part, a.given, b.given)


def _wrong_answer(part_id: str, variant: str, group: _Group) -> WrongAnswer:
    return WrongAnswer(
        part=part_id,
        variant=variant,
        shown=shown(group.given),
        forms=group.forms,
        students=tuple(sorted(set(group.students))),
        mistake=group.part.mistake,
        hint=group.part.hint,
    )
