"""One attempt: both trees into one space, and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from grader.equality.domain import Domain
from grader.equality.proof import polynomials as po
from grader.equality.proof.exclusions import Undefined, scope_of
from grader.equality.proof.floors import NeedsResidues
from grader.equality.proof.generators import Refined, Space
from grader.equality.proof.normal import check_size, form_of, needs_complex_parts, open_space
from grader.equality.proof.polynomials import Effort, Form, TooHard
from grader.equality.proof.zeros import zero_by
from grader.tree import Tree, add, integer, mul, power, symbol

MAX_RESTARTS = 12

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Attempt:
    """What comparing two normal forms gave.

    Attributes:
        method: The argument by which the difference is zero, or ``None``.
        scope: Where it is, or ``None`` if that is not known.
        signs: Forms whose sign would have to be known, for a case split.
        residues: Symbols whose residue class would have to be known.
        why: What was too hard, if something was.
    """

    method: str | None = None
    scope: str | None = None
    signs: tuple[tuple[str, Any], ...] = ()
    residues: NeedsResidues | None = None
    why: str = ""

    @property
    def proved(self) -> bool:
        """Whether the trees are equal on what `scope` says."""
        return self.method is not None and self.scope is not None


def in_space(
    domain: Domain,
    effort: Effort,
    trees: tuple[Tree, ...],
    work: Callable[[Space], Result],
    assumed: dict[str, int] | None = None,
) -> Result:
    """work(space), started again as long as generators turn out to be too coarse.

    Raises:
        TooHard: as the work does.
    """
    refinements: dict[str, int] = {}
    complex_parts = any(needs_complex_parts(tree, domain) for tree in trees)
    for _ in range(MAX_RESTARTS):
        space = open_space(
            domain, effort, refinements, complex_parts=complex_parts, assumed=assumed
        )
        try:
            return work(space)
        except Refined:
            continue
    raise TooHard("the generators would not settle")


def read_tree(space: Space, tree: Tree) -> tuple[Form, Undefined]:
    """The form of a tree, and where the tree is undefined."""
    poles, labels = len(space.poles), len(space.undefined_where)
    form = form_of(space, tree)
    undefined = Undefined(tuple(space.poles[poles:]), frozenset(space.undefined_where[labels:]))
    del space.poles[poles:], space.undefined_where[labels:]
    return form, undefined


def compare_forms(
    a: Tree,
    b: Tree,
    domain: Domain,
    effort: Effort,
    assumed: dict[str, int] | None = None,
) -> Attempt:
    """Subtract the normal forms, and look at what is left."""
    try:
        for tree in (a, b):
            check_size(tree)
        return in_space(domain, effort, (a, b), lambda space: _compare(space, a, b), assumed)
    except NeedsResidues as needs:
        return Attempt(residues=needs, why=str(needs))
    except TooHard as reason:
        return Attempt(why=str(reason))


def _compare(space: Space, a: Tree, b: Tree) -> Attempt:
    left, left_undefined = read_tree(space, a)
    right, right_undefined = read_tree(space, b)
    method = zero_by(space, space.sub(left, right))
    signs = tuple(
        (g.name.removeprefix("sign "), g.data) for g in space.generators if g.kind == "sign"
    )
    if method is None:
        return Attempt(signs=_described(space, signs))
    scope = scope_of(space, left_undefined, right_undefined, space.exceptions)
    return Attempt(method=method, scope=scope, signs=_described(space, signs))


def _described(space: Space, signs: tuple[tuple[str, Form], ...]) -> tuple[tuple[str, Any], ...]:
    """Each sign's form with its tree, if it is a polynomial in symbols."""
    return tuple((name, tree_of(space, form)) for name, form in signs)


def tree_of(space: Space, form: Form) -> Tree | None:
    """A polynomial in plain symbols as a tree; ``None`` for anything else."""
    if not form.den.is_one():
        return None
    terms = []
    for exponents, coefficient in po.terms_of(form.num):
        factors = [integer(int(coefficient))]
        for i, e in enumerate(exponents):
            if not e:
                continue
            generator = space.generators[i]
            if generator.kind != "symbol" or generator.name != f"symbol {generator.data}":
                return None
            base = symbol(generator.data)
            factors.append(base if e == 1 else power(base, integer(int(e))))
        terms.append(mul(*factors))
    return add(*terms)
