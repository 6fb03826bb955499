"""The prover's entry points: sound or nothing.

>>> from grader.tree import integer, power, rational, symbol
>>> x = symbol("x")
>>> root = power(power(x, integer(2)), rational(1, 2))
>>> prove(root, x, Domain.of({"x": "x > 0"}))
Proof(method='normal form', steps=(), scope='everywhere')
>>> prove(root, x, Domain.of({"x": "real"})) is None
True
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, cast

from grader.equality.budget import Budget
from grader.equality.domain import Domain
from grader.equality.proof.definite import Side, side_of
from grader.equality.proof.polynomials import Effort
from grader.equality.proof.ratios import constant_ratio
from grader.equality.proof.sameconditions import same_conditions
from grader.equality.proof.samezeros import same_signs, same_zeros
from grader.equality.proof.tactics import Found, Task, proved, proved_by_forms
from grader.tree import ZERO, Tree

STANDARD = Budget()

Scope = Literal["everywhere", "almost everywhere"]


@dataclass(frozen=True, slots=True)
class Proof:
    """Why two trees are equal.

    Attributes:
        method: The argument that settled it.
        steps: The case splits that were made on the way.
        scope: ``everywhere`` on the domain where either is defined, or but for a null set on
            which one of them may be undefined or differ; integer points are never a null set.
    """

    method: str
    steps: tuple[str, ...]
    scope: Scope


def prove(a: Tree, b: Tree, domain: Domain, budget: Budget = STANDARD) -> Proof | None:
    """A proof that two scalar trees are equal on the domain, or ``None``.

    Args:
        a: One side, vectors written out.
        b: The other side.
        domain: Of scalar symbols.
        budget: `Budget.steps` and `Budget.terms` bound the work.
    """
    return _proof(proved(Task(a, b, domain, Effort(budget.steps, budget.terms))))


def prove_by_forms(a: Tree, b: Tree, domain: Domain, budget: Budget = STANDARD) -> Proof | None:
    """The first step of `prove` alone: a's normal form is b's, which is kept with its domain.

    >>> from grader.tree import add, integer, mul, symbol
    >>> x = symbol("x")
    >>> prove_by_forms(add(x, x), mul(integer(2), x), Domain.of({"x": "real"})).scope
    'everywhere'
    """
    return _proof(proved_by_forms(Task(a, b, domain, Effort(budget.steps, budget.terms))))


def _proof(found: Found | None) -> Proof | None:
    return Proof(found.method, found.steps, cast(Scope, found.scope)) if found else None


def prove_zero(tree: Tree, domain: Domain, budget: Budget = STANDARD) -> Proof | None:
    """A proof that the tree is zero on the domain, or ``None``."""
    return prove(tree, ZERO, domain, budget)


def prove_constant_ratio(
    a: Tree, b: Tree, domain: Domain, budget: Budget = STANDARD
) -> Tree | None:
    """The constant c with a = c b but for a null set, or ``None`` if there is no proof of one.

    >>> from grader.tree import integer, mul, symbol
    >>> x = symbol("x")
    >>> prove_constant_ratio(mul(integer(3), x), mul(x, integer(2)), Domain.of({"x": "real"}))
    Tree(head='rational', args=(3, 2))
    """
    return constant_ratio(a, b, domain, Effort(budget.steps, budget.terms))


def prove_same_zeros(a: Tree, b: Tree, domain: Domain, budget: Budget = STANDARD) -> bool:
    """Whether it is proved that a = 0 and b = 0 are the same condition on the domain.

    >>> from grader.tree import add, call, integer, power, symbol
    >>> x, real = symbol("x"), Domain.of({"x": "real"})
    >>> modulus = add(call("abs", x), integer(-3))
    >>> prove_same_zeros(modulus, add(power(x, integer(2)), integer(-9)), real)
    True
    >>> prove_same_zeros(modulus, add(x, integer(-3)), real)
    False
    """
    return same_zeros(a, b, domain, Effort(budget.steps, budget.terms))


def prove_same_signs(a: Tree, b: Tree, domain: Domain, budget: Budget = STANDARD) -> bool:
    """Whether it is proved that a and b have one sign at every point of the domain.

    >>> from grader.tree import add, call, integer, symbol
    >>> x, real = symbol("x"), Domain.of({"x": "real"})
    >>> prove_same_signs(x, call("sign", x), Domain.of({"x": "x > 0"}))
    True
    >>> prove_same_signs(x, call("abs", x), real)
    False
    """
    return same_signs(a, b, domain, Effort(budget.steps, budget.terms))


def prove_same_conditions(a: Tree, b: Tree, domain: Domain, budget: Budget = STANDARD) -> bool:
    """Whether it is proved that two combinations of inequalities hold at the same points.

    >>> from grader.tree import ONE, call, integer, power, relation, symbol
    >>> x, real = symbol("x"), Domain.of({"x": "real"})
    >>> inside = Tree("and", (relation("<", x, ONE), relation(">", x, integer(-1))))
    >>> prove_same_conditions(relation("<", power(x, integer(2)), ONE), inside, real)
    True
    >>> prove_same_conditions(relation("<", x, ONE), inside, real)
    False
    """
    return same_conditions(a, b, domain, Effort(budget.steps, budget.terms))


def sign_on(tree: Tree, domain: Domain, budget: Budget = STANDARD) -> Side | None:
    """The provable sign of a tree wherever it is defined: ``+ - 0 >=0 <=0`` or ``None``.

    >>> from grader.tree import call, symbol
    >>> sign_on(call("abs", symbol("x")), Domain.of({"x": "real"}))
    '>=0'
    """
    return side_of(tree, domain, Effort(budget.steps, budget.terms))
