"""What a wrong answer has to do with the right one, where a relation between them is proved."""

from __future__ import annotations

from dataclasses import dataclass

from grader.equality.domain import Domain
from grader.tree import Tree


@dataclass(frozen=True, slots=True)
class Relation:
    """A proved relation.

    Attributes:
        name: ``sign``, ``factor``, ...
        says: A sentence for a student; does not give the answer.
        exactly: The relation, for staff.
    """

    name: str
    says: str
    exactly: str


def explain(student: Tree, reference: Tree, domain: Domain) -> Relation | None:
    """The first relation that is proved; ``None`` if none is."""
    del student, reference, domain
    return None
