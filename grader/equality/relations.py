"""Why an answer is wrong: the relation between it and the reference, where one provably holds.

Values at a few points of the domain suggest a relation; only what `compare` then proves is said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from itertools import pairwise
from typing import Literal

from flint import acb, arb, fmpq

from grader.equality.budget import Budget
from grader.equality.compare import compare
from grader.equality.domain import Domain, expand
from grader.equality.known_numbers import may_be, named
from grader.equality.points import Sampler
from grader.equality.refute import value_at
from grader.equality.shapes import CONDITIONS
from grader.equality.structure import unknown_functions
from grader.equality.values import Value, precision
from grader.errors import GraderError
from grader.reading.printing import to_text
from grader.tree import (
    MINUS_ONE,
    ONE,
    TWO,
    Tree,
    add,
    children,
    divide,
    free_symbols,
    integer,
    mul,
    negative,
    power,
    size,
    substitute,
    symbol,
)

Name = Literal[
    "sign", "factor", "constant", "complement", "inverse", "square", "root", "shift", "order",
    "transposed",
]  # fmt: skip

_BITS = 256
_POINTS = 5
_SECONDS = 1.0
_LARGEST = 2_000
_SEQUENCES = frozenset({"vector", "list", "tuple", "row"})
_TELLING = (2, Fraction(1, 2), 3, Fraction(1, 3), 4, Fraction(1, 4))
"""Factors between plain numbers that say something; any two numbers have *some* quotient."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """A proved relation between a wrong answer and the right one.

    Attributes:
        name: Which one.
        exact: For staff: the relation itself.
        says: For the student: what to look for; neither the answer nor the exact relation.
        by: The factor or the constant, where there is one.
        proof: How it was proved.
    """

    name: Name
    exact: str
    says: str
    by: Tree | None = None
    proof: str = ""


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A relation and the two trees whose equality it is."""

    relation: Relation
    student: Tree
    reference: Tree


def explain(
    student: Tree, reference: Tree, domain: Domain, *, budget: Budget | None = None
) -> Relation | None:
    """The relation between a wrong answer and the reference, if one holds and can be proved.

    Args:
        student: An answer that is not equal to the reference.
        reference: What is right.
        domain: Values of the symbols.
        budget: What all attempted proofs together may cost.

    >>> from grader.tree import rational
    >>> alpha, domain = symbol("alpha"), Domain.of({"alpha": "alpha > 0"})
    >>> found = explain(alpha, mul(rational(-1, 2), alpha), domain)
    >>> found.name, found.exact
    ('factor', 'The answer is -2 times the reference.')
    """
    try:
        given, wanted = expand(student, domain), expand(reference, domain)
        if _is_no_value(given) or _is_no_value(wanted):
            return None
        look = _Look(_unwrapped(given), _unwrapped(wanted), domain.scalars())
    except GraderError:
        return None
    limits = (budget or Budget(seconds=_SECONDS, worker=False)).started()
    for test in _TESTS:
        for candidate in test(look):
            if limits.is_over:
                return None
            try:
                outcome = compare(
                    candidate.student, candidate.reference, look.domain, budget=limits
                )
            except GraderError:
                continue
            if outcome.relation == "equal":
                return replace(candidate.relation, proof=outcome.proof or "")
    return None


def _is_no_value(tree: Tree) -> bool:
    if size(tree, _LARGEST) > _LARGEST or unknown_functions(tree):
        return True
    return tree.head in CONDITIONS | {"set", "interval", "text"}


def _unwrapped(tree: Tree) -> Tree:
    while tree.head in _SEQUENCES and len(tree.args) == 1:
        tree = tree.args[0]
    return tree


def _leaves(tree: Tree) -> tuple[Tree, ...]:
    """The scalar entries of a tree, in order."""
    if tree.head in _SEQUENCES | {"matrix"}:
        return tuple(leaf for child in children(tree) for leaf in _leaves(child))
    return (tree,)


def _entrywise(tree: Tree, change: Callable[[Tree], Tree]) -> Tree:
    """The same container with every scalar entry changed."""
    if tree.head in _SEQUENCES | {"matrix"}:
        return Tree(tree.head, tuple(_entrywise(child, change) for child in children(tree)))
    return change(tree)


# ---------------------------------------------------------------------------- values


class _Look:
    """Both sides, expanded, and their values at a few points."""

    def __init__(self, student: Tree, reference: Tree, domain: Domain) -> None:
        self.student, self.reference, self.domain = student, reference, domain
        names = free_symbols(student) | free_symbols(reference)
        self.is_number = not names
        self.points = [{}] if self.is_number else list(Sampler(domain, names).points(0, _POINTS))
        self.values = self._paired(_leaves(student), _leaves(reference))

    def _paired(
        self, students: Sequence[Tree], references: Sequence[Tree]
    ) -> list[tuple[Value, Value]]:
        """The values of every entry at every point where both sides have one."""
        if len(students) != len(references):
            return []
        found = []
        for point in self.points:
            for entries in zip(students, references, strict=True):
                values = [value_at(tree, point, Budget(), _BITS) for tree in entries]
                if all(isinstance(value, fmpq | arb | acb) for value in values):
                    found.append((values[0], values[1]))
        return found

    def fits(self, change: Callable[[Value, Value], Value]) -> bool:
        """Whether the expression of both values may be 0 at every point."""
        return self._all_zero(change(s, r) for s, r in self.values)

    def fits_with(self, reference: Tree) -> bool:
        """Whether the answer may be this tree."""
        pairs = self._paired(_leaves(self.student), _leaves(reference))
        return self._all_zero(s - r for s, r in pairs)

    def has_shares(self) -> bool:
        """Whether every value of the reference lies between 0 and 1, ends left out."""
        shares = [r for _, r in self.values if isinstance(r, fmpq | arb)]
        return len(shares) == len(self.values) and all(0 < r < 1 for r in shares)

    def _all_zero(self, differences: Iterator[Value]) -> bool:
        with precision(_BITS):
            seen = [may_be(difference, Fraction(0)) for difference in differences]
        return bool(seen) and all(seen)

    def constant(self, form: Callable[[Value, Value], Value | None]) -> Tree | None:
        """The one value that the form has everywhere, if it is a number that has a name."""
        with precision(_BITS):
            values = [value for s, r in self.values if (value := form(s, r)) is not None]
            if not values or not all(may_be(a - b, Fraction(0)) for a, b in pairwise(values)):
                return None
            return named(values[0])


# ---------------------------------------------------------------------------- relations

_Test = Callable[[_Look], Iterator[_Candidate]]


def _sign(look: _Look) -> Iterator[_Candidate]:
    if look.fits(lambda s, r: s + r):
        relation = Relation(
            name="sign",
            exact="The answer is minus the reference.",
            says="Check the sign: up to it, your answer is right.",
            by=MINUS_ONE,
        )
        yield _Candidate(relation, look.student, _entrywise(look.reference, negative))


def _factor(look: _Look) -> Iterator[_Candidate]:
    factor = look.constant(_quotient)
    if factor is None or factor.args[0] == 0 or factor == ONE:
        return
    if look.is_number and not _is_telling(factor):
        return
    relation = Relation(
        name="factor",
        exact=f"The answer is {to_text(factor)} times the reference.",
        says="Your answer is off by a constant factor; its form is right.",
        by=factor,
    )
    yield _Candidate(relation, look.student, _entrywise(look.reference, lambda r: mul(factor, r)))


def _quotient(s: Value, r: Value) -> Value | None:
    """S / r, nothing where both are 0, and 0 (which is no factor) where r alone may be 0."""
    if not may_be(r, Fraction(0)):
        return s / r
    return None if may_be(s, Fraction(0)) else fmpq(0)


def _is_telling(factor: Tree) -> bool:
    if factor.head not in {"int", "rational"}:
        return True
    p, q = (factor.args[0], 1) if factor.head == "int" else factor.args
    size_ = abs(Fraction(p, q))
    powers = {Fraction(10) ** k for k in range(-6, 7)} - {Fraction(1)}
    return size_ in _TELLING or size_ in powers


def _symbol_factor(look: _Look) -> Iterator[_Candidate]:
    """Off by a factor that is one of the symbols: a forgotten step size, a missing 1/N."""
    names = sorted(free_symbols(look.student) | free_symbols(look.reference))
    for name in names:
        for factor in (symbol(name), power(symbol(name), MINUS_ONE)):
            scaled = _entrywise(look.reference, partial(mul, factor))
            if look.fits_with(scaled):
                relation = Relation(
                    name="factor",
                    exact=f"The answer is {to_text(factor)} times the reference.",
                    says="A factor is missing in your answer, or there is one too many.",
                    by=factor,
                )
                yield _Candidate(relation, look.student, scaled)


def _constant(look: _Look) -> Iterator[_Candidate]:
    if look.is_number:
        return  # any two numbers differ by a number
    constant = look.constant(lambda s, r: s - r)
    if constant is not None and constant.args[0] != 0:
        relation = Relation(
            name="constant",
            exact=f"The answer is the reference plus {to_text(constant)}.",
            says="Your answer is off by a constant that is added or left out.",
            by=constant,
        )
        moved = _entrywise(look.reference, lambda r: add(r, constant))
        yield _Candidate(relation, look.student, moved)


def _complement(look: _Look) -> Iterator[_Candidate]:
    if look.is_number and not look.has_shares():
        return  # 0 and 1, or -2 and 3, are no two shares of a whole
    if look.fits(lambda s, r: s + r - 1):
        relation = Relation(
            name="complement",
            exact="The answer is 1 minus the reference.",
            says="You may have answered for the rest: what is lost and not what is kept, the "
            "opposite event, or the other weight.",
        )
        moved = _entrywise(look.reference, lambda r: add(ONE, negative(r)))
        yield _Candidate(relation, look.student, moved)


def _inverse(look: _Look) -> Iterator[_Candidate]:
    if look.fits(lambda s, r: s * r - 1):
        relation = Relation(
            name="inverse",
            exact="The answer is 1 divided by the reference.",
            says="Numerator and denominator are exchanged.",
        )
        turned = _entrywise(look.reference, lambda r: divide(ONE, r))
        yield _Candidate(relation, look.student, turned)


def _square(look: _Look) -> Iterator[_Candidate]:
    if look.fits(lambda s, r: s * s - r):
        relation = Relation(
            name="square",
            exact="The square of the answer is the reference.",
            says="A square is missing somewhere, or there is a square root too many.",
        )
        yield _Candidate(relation, _entrywise(look.student, _squared), look.reference)


def _root(look: _Look) -> Iterator[_Candidate]:
    if look.fits(lambda s, r: r * r - s):
        relation = Relation(
            name="root",
            exact="The answer is the square of the reference.",
            says="A square root is missing somewhere, or there is a square too many.",
        )
        yield _Candidate(relation, look.student, _entrywise(look.reference, _squared))


def _squared(tree: Tree) -> Tree:
    return power(tree, TWO)


def _shift(look: _Look) -> Iterator[_Candidate]:
    for name in sorted(free_symbols(look.reference)):
        if look.domain.range_of(name).kind != "integer":
            continue
        for step in (1, -1):
            shifted = substitute(look.reference, {name: add(symbol(name), integer(step))})
            if look.fits_with(shifted):
                sign = "+" if step > 0 else "-"
                relation = Relation(
                    name="shift",
                    exact=f"The answer is the reference at {name} {sign} 1.",
                    says=f"Count again: your answer is right for a neighbouring {name}.",
                    by=integer(step),
                )
                yield _Candidate(relation, look.student, shifted)


def _order(look: _Look) -> Iterator[_Candidate]:
    if look.reference.head in _SEQUENCES and look.student.head in _SEQUENCES:
        reverse = Tree(look.reference.head, tuple(reversed(look.reference.args)))
        if look.fits_with(reverse):
            relation = Relation(
                name="order",
                exact="The answer is the reference with its entries in the opposite order.",
                says="The entries are right; look at their order.",
            )
            yield _Candidate(relation, look.student, reverse)


def _transposed(look: _Look) -> Iterator[_Candidate]:
    if _is_matrix(look.reference) and _is_matrix(look.student):
        columns = zip(*(children(row) for row in children(look.reference)), strict=True)
        turned = Tree("matrix", tuple(Tree("vector", tuple(column)) for column in columns))
        if look.fits_with(turned):
            relation = Relation(
                name="transposed",
                exact="The answer is the transpose of the reference.",
                says="Rows and columns are exchanged.",
            )
            yield _Candidate(relation, look.student, turned)


def _is_matrix(tree: Tree) -> bool:
    """Whether it is a matrix, or a list of rows of one length."""
    rows = children(tree)
    return tree.head in _SEQUENCES | {"matrix"} and (
        all(row.head in _SEQUENCES for row in rows) and len({len(row.args) for row in rows}) == 1
    )


_TESTS: tuple[_Test, ...] = (
    _sign,
    _factor,
    _inverse,
    _complement,
    _constant,
    _square,
    _root,
    _shift,
    _symbol_factor,
    _order,
    _transposed,
)
"""From the most telling to the least; the first that can be proved is said."""
