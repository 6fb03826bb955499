"""The prover's entry points."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from grader.equality.budget import Budget
from grader.equality.domain import Domain
from grader.equality.proof.attempt import compare_forms
from grader.equality.proof.polynomials import Effort
from grader.tree import ZERO, Tree

Scope = Literal["everywhere", "almost everywhere"]


@dataclass(frozen=True, slots=True)
class Proof:
    """Why two trees are equal.

    Attributes:
        method: The argument that settled it.
        steps: The case splits that were made on the way.
        scope: ``everywhere`` on the domain (where both are undefined, nothing is said), or but for
            a null set; integer points are never a null set.
    """

    method: str
    steps: tuple[str, ...]
    scope: Scope


def prove(a: Tree, b: Tree, domain: Domain, budget: Budget = Budget()) -> Proof | None:
    effort = Effort(budget.steps, budget.terms)
    found = compare_forms(a, b, domain, effort)
    if found.proved:
        return Proof(found.method, (), found.scope)
    return None


def prove_zero(tree: Tree, domain: Domain, budget: Budget = Budget()) -> Proof | None:
    return prove(tree, ZERO, domain, budget)


def prove_constant_ratio(): ...
def sign_on(): ...
