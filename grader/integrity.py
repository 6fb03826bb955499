"""Signals for people to judge: nothing here changes a grade, accuses anybody or is automatic.

Each signal says what was seen and how likely it is by chance. Students talk with each other, and
most of what looks alike is what a class learned together.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Literal

from grader.cells import KEY, id_of_content, released_content, role
from grader.codec import Given
from grader.gradebook import Stored
from grader.judge import Asked, Judge
from grader.records import JSON, Answer, Notebook, Verdict

Kind = Literal[
    "another's variant", "equal wrong answers", "another's notebook", "metadata", "edited cells"
]

LEAST_SHARED = 3
"""Equal wrong answers below this are never a signal, however rare each is."""

CHANCE = 0.01
"""A pair is listed if less than this many such pairs are to be expected in the class by chance."""

COMMON = 12
"""Wrong answers that more students gave are too common to say anything."""

CLAIMS = ("student", "assignment", "variant")
"""What is kept of a notebook's own metadata."""

LONGEST, MOST_NAMED = 200, 50
"""Characters of a claim, and cells that were edited, of which is told."""

LOCKED = frozenset({"title", "statement", "prompt", "setup"})
"""Roles of cells that are not for students to change."""

MOST_COMPARED = 1 << 31
"""Characters, counted once for each place where they may have stood: some seconds of hashing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """Something that a person may want to look at.

    Attributes:
        kind: What was seen.
        students: Whom it concerns, sorted.
        parts: Where.
        says: In one sentence, with what it is compared to.
        expected: How often chance alone would show as much in this class; ``None`` if that is not
            a matter of chance.
    """

    kind: Kind
    students: tuple[str, ...]
    parts: tuple[str, ...]
    says: str
    expected: float | None = None


def signals(
    stored: Sequence[Stored],
    judge: Judge,
    facts: Mapping[int, Mapping[str, JSON]],
    answers: Mapping[int, Mapping[str, Given]] | None = None,
    *,
    most_decisions: int = 2000,
) -> list[Signal]:
    """Everything that is worth a look, the least likely first.

    Args:
        stored: The submissions that count, one a student.
        judge: For the variants, and to decide answers under others' variants.
        facts: What each submission says of itself, by submission id.
        answers: By grade id; without them only identical answers are recognised under another's
            variant.
        most_decisions: Bound on the decisions that are made under others' variants.
    """
    asked = {one.grade.student: judge.asked(one.grade.student) for one in stored}
    found = [
        *_notebooks(stored, facts),
        *_others_variant(stored, asked, judge, answers or {}, most_decisions),
        *_equal_wrong(stored, asked),
    ]
    return sorted(found, key=lambda s: (s.expected if s.expected is not None else -1.0, s.students))


def signal_to_json(signal: Signal) -> dict[str, Any]:
    """A signal, for machines."""
    return {
        "kind": signal.kind,
        "students": list(signal.students),
        "parts": list(signal.parts),
        "says": signal.says,
        "expected": signal.expected,
    }


# -------------------------------------------------------------------- what a notebook says


def facts_of(notebook: Notebook) -> dict[str, JSON]:
    """What a notebook says of itself and is kept for `signals`: a few short texts.

    A student may have written there whatever JSON can hold, and more.
    """
    claimed = notebook["metadata"].get(KEY)
    claims = claimed if isinstance(claimed, dict) else {}
    texts = {key: claims[key] for key in CLAIMS if isinstance(claims.get(key), str)}
    return {
        "metadata": {key: _short(text) for key, text in texts.items()},
        "edited": list(dict.fromkeys(map(_short, edited_cells(notebook))))[:MOST_NAMED],
    }


def _short(text: str) -> str:
    """A text that any database keeps."""
    return text[:LONGEST].replace("\0", "").encode("utf-8", "backslashreplace").decode()


def edited_cells(notebook: Notebook) -> list[str]:
    """Which cells that are not the student's were changed: their roles, or the part they ask for.

    A released cell's id is a hash of its content and place. Editors that renew all ids leave
    nothing to compare, and then nothing is reported. Cells of which there is more than can be
    compared are none that we released.
    """
    cells = notebook.get("cells", ())
    places = range(len(cells) + 100)
    edited = []
    left = MOST_COMPARED
    for cell in cells:
        found = role(cell)
        if found not in LOCKED or not _is_ours(cell.get("id")):
            continue
        content = released_content(cell)
        left -= len(places) * len(content)
        if left < 0 or not any(id_of_content(place, content) == cell["id"] for place in places):
            part = cell["metadata"]["grader"].get("prompt")
            edited.append(part if isinstance(part, str) else found)
    return edited


def _is_ours(identity: object) -> bool:
    return isinstance(identity, str) and len(identity) == 12 and set(identity) <= set(_HEX)


_HEX = "0123456789abcdef"


def _notebooks(
    stored: Sequence[Stored], facts: Mapping[int, Mapping[str, JSON]]
) -> Iterator[Signal]:
    """Notebooks that were handed out to somebody else, or for something else, or were changed."""
    tags: dict[str, list[str]] = defaultdict(list)
    for one in stored:
        grade, fact = one.grade, facts.get(one.grade.submission_id, {})
        metadata = fact.get("metadata")
        metadata = metadata if isinstance(metadata, dict) else {}
        owner, assignment = metadata.get("student"), metadata.get("assignment")
        if isinstance(metadata.get("variant"), str):
            tags[metadata["variant"]].append(grade.student)
        if isinstance(owner, str) and owner != grade.student:
            yield Signal(
                kind="another's notebook",
                students=tuple(sorted((grade.student, owner[:100]))),
                parts=(),
                says=f"{grade.student!r} handed in a notebook that was made for {owner[:100]!r}.",
            )
        if isinstance(assignment, str) and assignment != grade.assignment:
            yield Signal(
                kind="metadata",
                students=(grade.student,),
                parts=(),
                says=f"The notebook says that it is {assignment[:100]!r}.",
            )
        edited = [str(name)[:100] for name in fact.get("edited", ()) or ()]
        if edited:
            yield Signal(
                kind="edited cells",
                students=(grade.student,),
                parts=tuple(name for name in edited if "." in name),
                says=f"Cells that are not for answers were changed: {', '.join(edited)}.",
            )
    for students in tags.values():
        if len(set(students)) > 1:
            yield Signal(
                kind="another's notebook",
                students=tuple(sorted(set(students))),
                parts=(),
                says="Their notebooks carry the mark of one and the same variant.",
            )


# ------------------------------------------------------------------- right for somebody else


def _others_variant(
    stored: Sequence[Stored],
    asked: Mapping[str, Mapping[str, Asked]],
    judge: Judge,
    answers: Mapping[int, Mapping[str, Given]],
    most_decisions: int,
) -> Iterator[Signal]:
    """Answers that are wrong for the student and right for another student's variant."""
    right: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    owners: dict[str, dict[str, str]] = defaultdict(dict)
    for one in stored:
        for part, question in asked[one.grade.student].items():
            owners[part].setdefault(question.variant, one.grade.student)
            if _verdict(one, part) is Verdict.CORRECT and part in one.hashes:
                right[part, one.hashes[part]].setdefault(question.variant, one.grade.student)
    left = most_decisions
    for one in stored:
        matches: dict[str, list[str]] = defaultdict(list)
        for part, question in asked[one.grade.student].items():
            if _verdict(one, part) is not Verdict.INCORRECT or part not in one.hashes:
                continue
            same = right.get((part, one.hashes[part]), {})
            others = {v: who for v, who in owners[part].items() if v != question.variant}
            found = next((who for variant, who in same.items() if variant in others), None)
            given = answers.get(one.grade.id, {}).get(part)
            if found is None and isinstance(given, Answer) and len(others) <= left:
                left -= len(others)
                found = _right_for(judge, part, given, answers[one.grade.id], others.values())
            if found is not None:
                matches[found].append(part)
        for other, parts in matches.items():
            yield Signal(
                kind="another's variant",
                students=tuple(sorted((one.grade.student, other))),
                parts=tuple(parts),
                says=(
                    f"What {one.grade.student!r} answered is wrong for their own variant and right "
                    f"for that of {other!r} ({len(parts)} "
                    f"{'answer' if len(parts) == 1 else 'answers'})."
                ),
            )


def _right_for(
    judge: Judge,
    part: str,
    given: Answer,
    answers: Mapping[str, Given],
    others: Sequence[str] | Any,
) -> str | None:
    for other in others:
        decision = judge.decide(other, [part], {**answers, part: given})[part]
        if decision.verdict is Verdict.CORRECT:
            return str(other)
    return None


# ------------------------------------------------------------------------ equal and wrong


def _equal_wrong(
    stored: Sequence[Stored], asked: Mapping[str, Mapping[str, Asked]]
) -> Iterator[Signal]:
    """Pairs that share more wrong answers than a class of independent students would show.

    An answer that c of the n students gave who were asked the same is given by one more with
    probability about (c - 1) / (n - 1). The product over the shared ones, times the number of
    pairs, is how many such pairs chance would give.
    """
    given: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    asked_same: Counter[tuple[str, str]] = Counter()
    for one in stored:
        for part, question in asked[one.grade.student].items():
            if part not in one.hashes:
                continue
            asked_same[part, question.variant] += 1
            if _verdict(one, part) in {Verdict.INCORRECT, Verdict.PARTIAL}:
                given[part, question.variant, one.hashes[part]].append(one.grade.student)
    chance: dict[tuple[str, str], float] = defaultdict(float)
    shared: dict[tuple[str, str], list[str]] = defaultdict(list)
    for (part, variant, _), students in given.items():
        if not 2 <= len(students) <= COMMON:
            continue
        asked_count = asked_same[part, variant]
        log_chance = math.log((len(students) - 1) / max(1, asked_count - 1))
        for pair in combinations(sorted(set(students)), 2):
            chance[pair] += log_chance
            shared[pair].append(part)
    pairs = len(stored) * (len(stored) - 1) / 2
    for pair, parts in shared.items():
        expected = pairs * math.exp(chance[pair])
        if len(parts) >= LEAST_SHARED and expected < CHANCE:
            yield Signal(
                kind="equal wrong answers",
                students=pair,
                parts=tuple(parts),
                says=(
                    f"{len(parts)} wrong answers are the same, word for word; by chance one would "
                    f"expect {expected:.1g} such pairs in this class."
                ),
                expected=expected,
            )


def _verdict(stored: Stored, part: str) -> Verdict | None:
    mark = stored.grade.marks.get(part)
    return Verdict(mark[0]) if mark is not None else None
