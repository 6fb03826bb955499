"""The declared policy for decimals: how far a number may lie from the exact value."""

from __future__ import annotations

from grader.equality.domain import Domain
from grader.equality.outcome import Outcome
from grader.spec import Tolerance
from grader.tree import Tree


def within(student: Tree, reference: Tree, domain: Domain, policy: Tolerance) -> Outcome:
    """Whether the answer is the reference, but for the rounding that the policy allows."""
    raise NotImplementedError
