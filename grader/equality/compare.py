"""The ladder: same tree, refuted at a point, proved, or undecided."""

from __future__ import annotations

from dataclasses import dataclass

from grader.equality.budget import Budget
from grader.equality.domain import Domain
from grader.equality.outcome import Outcome
from grader.tree import Tree


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference answer, compiled once for a class: its points, values and normal form.

    Attributes:
        tree: As it was given.
        domain: As it was given.
        expanded: With vectors written out.
    """

    tree: Tree
    domain: Domain
    expanded: Tree


def compile_reference(tree: Tree, domain: Domain) -> Reference:
    """A reference that many answers will be compared with.

    Raises:
        GraderError: the reference's shapes do not fit, or it is defined nowhere.
    """
    raise NotImplementedError


def compare(
    student: Tree,
    reference: Tree | Reference,
    domain: Domain | None = None,
    *,
    kind: str = "expression",
    budget: Budget = Budget(),
) -> Outcome:
    """Decide whether two trees have the same value everywhere on the domain.

    Args:
        student: The answer.
        reference: What is right, a tree (then with its `domain`) or compiled.
        domain: Values of the symbols; may be left out where `reference` is compiled.
        kind: How containers are compared: ``expression``, ``equation``, ``set``, ``growth``,
            ``interval``, ...: see `grader.equality.shapes`.
        budget: What the decision may cost.
    """
    raise NotImplementedError
