"""What people decided, and the words they use again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from grader.gradebook.database import Database
from grader.gradebook.schema import CommentRow, ReviewRow
from grader.records import Verdict

ReviewKey = tuple[str, str, str]
"""Part id, variant, answer hash: what a review is about, whoever gave that answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """A person's word on an answer to a part of a variant.

    It holds for everybody who gives that answer, now or later, whatever becomes of the reference,
    until it is withdrawn.

    Attributes:
        assignment: Id.
        part: Id.
        variant: Hash of the parameters; ``""`` where everybody has the same.
        answer_hash: As `grader.codec.answer_hash` gives it.
        verdict: What the person decided.
        credit: Fraction of the points.
        comment: For the student.
        rubric: Ids of the rubric items that hold.
        by: Who.
        at: When.
        id: In the gradebook; 0 before it is there.
    """

    assignment: str
    part: str
    variant: str
    answer_hash: str
    verdict: Verdict
    credit: float
    by: str
    at: datetime
    comment: str = ""
    rubric: tuple[str, ...] = ()
    id: int = 0

    @property
    def key(self) -> ReviewKey:
        """What it is about."""
        return self.part, self.variant, self.answer_hash


class Reviews:
    """The reviews of a gradebook; of several on the same answer the newest holds."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, reviews: Iterable[Review]) -> None:
        """Add reviews, in one transaction."""
        rows = [
            ReviewRow(
                assignment=review.assignment,
                part=review.part,
                variant=review.variant,
                answer_hash=review.answer_hash,
                verdict=review.verdict.value,
                credit=review.credit,
                comment=review.comment,
                rubric=list(review.rubric),
                at=review.at,
                made_by=review.by,
            )
            for review in reviews
        ]
        with self._database.writing() as session:
            session.add_all(rows)

    def of(
        self, assignment: str, answer_hashes: Iterable[str] | None = None
    ) -> dict[ReviewKey, Review]:
        """The reviews of an assignment that hold; of some answers only, if they are given."""
        found = self.history(assignment, withdrawn=False, answer_hashes=answer_hashes)
        return {review.key: review for review in found}

    def history(
        self,
        assignment: str,
        *,
        withdrawn: bool = True,
        answer_hashes: Iterable[str] | None = None,
    ) -> list[Review]:
        """Every review of an assignment, oldest first; of some answers only, if they are given."""
        statement = (
            select(ReviewRow).where(ReviewRow.assignment == assignment).order_by(ReviewRow.id)
        )
        if not withdrawn:
            statement = statement.where(ReviewRow.withdrawn_at.is_(None))
        if answer_hashes is not None:
            statement = statement.where(ReviewRow.answer_hash.in_(list(answer_hashes)))
        with self._database.reading() as session:
            return [_review(row) for row in session.scalars(statement)]

    def withdraw(self, assignment: str, keys: Sequence[ReviewKey], *, at: datetime) -> int:
        """Take every review of these answers back; how many there were."""
        count = 0
        with self._database.writing() as session:
            for part, variant, answer_hash in keys:
                found = session.scalars(
                    update(ReviewRow)
                    .where(
                        ReviewRow.assignment == assignment,
                        ReviewRow.part == part,
                        ReviewRow.variant == variant,
                        ReviewRow.answer_hash == answer_hash,
                        ReviewRow.withdrawn_at.is_(None),
                    )
                    .values(withdrawn_at=at)
                    .returning(ReviewRow.id)
                )
                count += len(found.all())
        return count


def _review(row: ReviewRow) -> Review:
    return Review(
        assignment=row.assignment,
        part=row.part,
        variant=row.variant,
        answer_hash=row.answer_hash,
        verdict=Verdict(row.verdict),
        credit=row.credit,
        comment=row.comment,
        rubric=tuple(row.rubric),
        by=row.made_by,
        at=row.at,
        id=row.id,
    )


class Comments:
    """Comments to use again: a short name and a text, for one part or (part ``""``) for all."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, name: str, text: str, *, part: str = "") -> None:
        """Keep a comment; one of the same name is replaced."""
        with self._database.writing() as session:
            row = session.scalars(
                select(CommentRow).where(CommentRow.part == part, CommentRow.name == name)
            ).one_or_none()
            if row is None:
                session.add(CommentRow(part=part, name=name, text=text))
            else:
                row.text = text

    def of(self, part: str) -> dict[str, str]:
        """The comments for a part, by name; its own win over those for all."""
        with self._database.reading() as session:
            rows = session.scalars(
                select(CommentRow)
                .where(CommentRow.part.in_(("", part)))
                .order_by(CommentRow.part, CommentRow.name)
            )
            return {row.name: row.text for row in rows}
