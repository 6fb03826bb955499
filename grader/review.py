"""What waits for a person: grouped by equal answers, decided once for all who wrote the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from grader import regrade
from grader.assignment import Assignment
from grader.cells import without_mark
from grader.codec import Given, digest
from grader.errors import GraderError, did_you_mean
from grader.gradebook import Grade, Gradebook, Overtaken, Review, ReviewKey, Stored
from grader.judge import Asked, Judge, reviewed, revised_part, summed
from grader.moves import Move, PartMove
from grader.policy import counting, lateness
from grader.records import Answer, NoAnswer, PartReport, Verdict
from grader.spec import Rubric
from grader.undo import REVIEW

WAITING = frozenset({Verdict.UNDECIDED, Verdict.UNREADABLE, Verdict.NOT_RUN})
"""Verdicts that a person can do something about; nothing was written for a missing one."""

Same = Callable[[str, str, Answer, Answer], bool]
"""Student, part id and two answers: whether they are proved to mean the same."""

MOST_COMPARED = 40
"""Groups of one question that are compared with each other; beyond, only identical ones join."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One answer of one student that waits."""

    grade: Grade
    part: PartReport
    given: Given | None
    answer_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Answers to the same part of the same variant that mean the same.

    Attributes:
        id: Short and stable while the oldest of its answers stays.
        part: Id.
        variant: Hash of the parameters.
        members: Oldest first; the first stands for all.
    """

    id: str
    part: str
    variant: str
    members: tuple[Waiting, ...]

    @property
    def first(self) -> Waiting:
        """The one that is shown."""
        return self.members[0]

    @property
    def students(self) -> tuple[str, ...]:
        """Everybody in it, sorted."""
        return tuple(sorted({member.grade.student for member in self.members}))

    @property
    def keys(self) -> tuple[ReviewKey, ...]:
        """What a decision on it is about."""
        hashes = dict.fromkeys(member.answer_hash for member in self.members)
        return tuple((self.part, self.variant, answer_hash) for answer_hash in hashes)


def queue(
    gradebook: Gradebook,
    assignment: Assignment,
    judge: Judge,
    *,
    parts: Sequence[str] = (),
    same: Same | None = None,
    failed: bool = False,
) -> list[Group]:
    """What waits in an assignment, largest groups first.

    Of a student's submissions only the one that counts is looked at, unless the best one does: it
    is known when all are decided.

    Args:
        gradebook: With the grades.
        assignment: Which.
        judge: For the variants.
        parts: Only these part ids, if any are given.
        same: Proves two answers equal; without it, only identical ones are grouped.
        failed: Also every part of the notebooks that could not be read or run; what helps there
            is another notebook.
    """
    found: dict[tuple[str, str, str], list[Waiting]] = {}
    variants: dict[str, Mapping[str, Asked]] = {}
    stored = [
        one
        for one in _that_count(gradebook, assignment)
        if any(Verdict(mark[0]) in WAITING for mark in one.grade.marks.values())
        and (failed or one.grade.status != "failed")
    ]
    answers = gradebook.answers_of([one.grade for one in stored])
    for one in stored:
        grade = one.grade
        if grade.student not in variants:
            variants[grade.student] = judge.asked(grade.student)
        hashes = regrade.all_hashes(one)
        for part in grade.report.parts:
            asked = variants[grade.student].get(part.part)
            if part.verdict not in WAITING or asked is None or (parts and part.part not in parts):
                continue
            given = answers.get(grade.id, {}).get(part.part)
            waiting = Waiting(grade=grade, part=part, given=given, answer_hash=hashes[part.part])
            name = (part.part, asked.variant, _words(waiting))
            found.setdefault(name, []).append(waiting)
    groups = [
        _group(part, variant, members)
        for (part, variant), alike in _by_question(found).items()
        for members in _merged(alike, same)
    ]
    order = list(dict.fromkeys(part.part for one in stored for part in one.grade.report.parts))
    return sorted(groups, key=lambda g: (-len(g.members), order.index(g.part), g.id))


def _that_count(gradebook: Gradebook, assignment: Assignment) -> list[Stored]:
    stored = gradebook.stored_answers(assignment.id)
    rule = assignment.policy.attempts
    if rule == "best":
        return stored
    chosen = gradebook.latest(assignment.id, lambda attempts: counting(attempts, rule))
    ids = {grade.id for grade in chosen}
    return [one for one in stored if one.grade.id in ids]


def _words(waiting: Waiting) -> str:
    """Answers with the same name are in one group without any proof: identical but for blanks."""
    match waiting.given:
        case Answer(form="text" | "latex" as form, content=str(text)):
            return digest([form, " ".join(text.split())])
    return waiting.answer_hash


def _by_question(
    found: Mapping[tuple[str, str, str], list[Waiting]],
) -> dict[tuple[str, str], list[list[Waiting]]]:
    questions: dict[tuple[str, str], list[list[Waiting]]] = {}
    for (part, variant, _), members in found.items():
        questions.setdefault((part, variant), []).append(members)
    return questions


def _merged(alike: Sequence[list[Waiting]], same: Same | None) -> list[list[Waiting]]:
    """Join groups whose first answers are proved equal."""
    merged: list[list[Waiting]] = []
    for members in alike:
        first = members[0]
        home = None
        if same is not None and _comparable(first):
            home = next(
                (
                    group
                    for group in merged[:MOST_COMPARED]
                    if _comparable(group[0]) and _same(same, group[0], first)
                ),
                None,
            )
        if home is None:
            merged.append(list(members))
        else:
            home.extend(members)
    return merged


def _comparable(waiting: Waiting) -> bool:
    return waiting.part.verdict is Verdict.UNDECIDED and isinstance(waiting.given, Answer)


def _same(same: Same, a: Waiting, b: Waiting) -> bool:
    assert isinstance(a.given, Answer)  # noqa: S101 - for the type checker: _comparable said so
    assert isinstance(b.given, Answer)  # noqa: S101
    return same(a.grade.student, a.part.part, a.given, b.given)


def _group(part: str, variant: str, members: Sequence[Waiting]) -> Group:
    ordered = sorted(members, key=lambda waiting: waiting.grade.submission_id)
    name = digest([part, variant, ordered[0].answer_hash])[:8]
    return Group(id=name, part=part, variant=variant, members=tuple(ordered))


# ------------------------------------------------------------------------------- deciding


def find_group(groups: Sequence[Group], name: str) -> Group:
    """The group of that id, or of the only id that begins like that.

    Raises:
        GraderError: If there is none, or more than one.
    """
    found = [group for group in groups if group.id.startswith(name)] if name else []
    if len(found) == 1:
        return found[0]
    known = [group.id for group in groups]
    hint = did_you_mean(name, known, "List them with `grader review ASSIGNMENT --list`.")
    many = f"{len(found)} groups" if found else "no group"
    raise GraderError(f"There is {many} of the id {name!r} in the queue. {hint}")


def verdict_of(credit: float) -> Verdict:
    """What a fraction of the points is called."""
    if credit >= 1:
        return Verdict.CORRECT
    return Verdict.PARTIAL if credit > 0 else Verdict.INCORRECT


def decision_on(
    group: Group,
    assignment: str,
    *,
    by: str,
    at: datetime,
    credit: float | None = None,
    verdict: Verdict | None = None,
    comment: str = "",
    rubric: Sequence[str] = (),
    has: Rubric | None = None,
) -> list[Review]:
    """The reviews that decide a group.

    Args:
        group: What is decided.
        assignment: Id.
        by: Who.
        at: Now.
        credit: Fraction of the points; by default that of the verdict, or of the rubric's items.
        verdict: By default that of the credit.
        comment: For the student.
        rubric: Ids of the items that hold.
        has: The part's rubric.

    Raises:
        GraderError: If they do not fit each other.
    """
    if rubric:
        held = _rubric_credit(group.part, rubric, has)
        credit = held if credit is None else credit
    if credit is None and verdict in {Verdict.CORRECT, Verdict.INCORRECT}:
        credit = 1.0 if verdict is Verdict.CORRECT else 0.0
    if credit is None:
        raise GraderError("A decision needs a credit between 0 and 1, a verdict or rubric items.")
    if not 0 <= credit <= 1:
        raise GraderError(f"The credit must lie between 0 and 1, not {credit:g}.")
    if verdict is not None and verdict is not verdict_of(credit):
        raise GraderError(
            f"A credit of {credit:g} is {verdict_of(credit).value}, not {verdict.value}."
        )
    return [
        Review(
            assignment=assignment,
            part=part,
            variant=variant,
            answer_hash=answer_hash,
            verdict=verdict_of(credit),
            credit=credit,
            comment=comment,
            rubric=tuple(rubric),
            by=by,
            at=at,
        )
        for part, variant, answer_hash in group.keys
    ]


def _rubric_credit(part: str, rubric: Sequence[str], has: Rubric | None) -> float:
    items = {item.id: item.credit for item in has.items} if has is not None else {}
    for name in rubric:
        if name not in items:
            hint = did_you_mean(name, list(items), f"Known: {', '.join(items) or 'none'}.")
            raise GraderError(f"{part} has no rubric item {name!r}. {hint}")
    return min(1.0, round(sum(items[name] for name in dict.fromkeys(rubric)), 9))


def settle_group(
    gradebook: Gradebook,
    assignment: Assignment,
    group: Group,
    reviews: Sequence[Review],
    *,
    at: datetime,
    by: str,
) -> tuple[Move, ...]:
    """Keep the reviews of a group, and append the grades that follow for all who are in it.

    The reviews are kept first: should another grader have been quicker with one of the grades,
    the next grade or regrade of these answers finds them.

    Raises:
        Overtaken: If one of the submissions was graded in the meantime; the decision is kept.
    """
    gradebook.reviews.add(reviews)
    by_hash = {review.answer_hash: review for review in reviews}
    extensions = gradebook.overrides.extensions(assignment.id)
    moves = tuple(
        _move(member, by_hash[member.answer_hash], assignment, extensions.get(member.grade.student))
        for member in group.members
    )
    seen = regrade.Preview(assignment=assignment.id, submissions=len(moves), decided=0, moves=moves)
    try:
        regrade.apply(gradebook, seen, at=at, by=by, reason=f"{REVIEW}{group.part}")
    except Overtaken as error:
        raise Overtaken(
            error.what,
            f"The decision is kept, but no grade has it yet: {error.what} was graded by somebody "
            f"else in the meantime. `grader regrade {assignment.id}` puts it into the grades.",
        ) from error
    return moves


def _move(
    member: Waiting, review: Review, assignment: Assignment, extension: datetime | None
) -> Move:
    grade, before = member.grade, member.part
    decision = reviewed(before.decision, review)
    after = revised_part(
        before, decision, Asked(part=before.part, points=before.max_score, variant="", version="")
    )
    late = lateness(grade.received_at, assignment.due, assignment.policy.late, extension)
    parts = tuple(after if part.part == before.part else part for part in grade.report.parts)
    return Move(
        grade=grade,
        report=summed(replace(grade.report, parts=parts), assignment, late),
        counts=late.counts,
        parts=(
            PartMove(
                part=before.part,
                before=before.verdict.value,
                after=after.verdict.value,
                score_before=before.score,
                score_after=after.score,
                why=f"reviewed by {review.by}",
            ),
        ),
    )


# ---------------------------------------------------------------------------------- as data


def group_to_json(group: Group, rubric: Rubric | None = None) -> dict[str, Any]:
    """A group for pages and `--json`: the answer, the evidence, who wrote it."""
    first = group.first
    return {
        "group": group.id,
        "part": group.part,
        "variant": group.variant,
        "verdict": first.part.verdict.value,
        "count": len(group.members),
        "students": list(group.students),
        "answer": shown(first.given),
        "source": first.given.source if first.given is not None else "",
        "hint": first.part.hint,
        "evidence": first.part.evidence,
        "method": first.part.method,
        "max_score": first.part.max_score,
        "rubric": [
            {"id": item.id, "says": item.says, "credit": item.credit}
            for item in (rubric.items if rubric is not None else ())
        ],
        "model_answer": rubric.model_answer if rubric is not None else "",
    }


def shown(given: Given | None) -> str:
    """An answer as a person reads it: what the student wrote, cut at a page's length."""
    match given:
        case None:
            return ""
        case NoAnswer(reason=reason, source=source):
            said = without_mark({"cell_type": "code", "source": source}).strip()
            return (said or reason)[:4000]
        case Answer(form="text" | "latex", content=str(text)):
            return text[:4000]
        case Answer(source=source) if source.strip():
            said = without_mark({"cell_type": "code", "source": source}).strip()
            return (said or source)[:4000]
    return repr(given.content)[:4000]
