"""Polynomials that cannot all be positive together, by a sum of products that is zero.

If weights >= 0 make a sum of products of polynomials that are never negative the zero polynomial,
and a product that is positive has a weight, then nothing fulfils all of them: Farkas' lemma, and
its extension to products by Handelman and Krivine.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, combinations_with_replacement

from flint import arb, fmpz

from grader.equality.proof import polynomials as po
from grader.equality.proof.enclosures import is_constant, poly_value, precision
from grader.equality.proof.facts import Fact, facts
from grader.equality.proof.generators import Space
from grader.equality.proof.nonnegative import nonnegative_weights
from grader.equality.proof.polynomials import Poly, TooHard
from grader.equality.proof.signs import signed

MOST_COLUMNS, MOST_KNOWN = 240, 14
_BITS = 40
_POSITIVE = "a weight on what is positive"


@dataclass(frozen=True, slots=True)
class _Product:
    """A product that is never negative, and which of the assumptions it was made of."""

    fact: Fact
    of: frozenset[int] = frozenset()


def contradiction(
    space: Space, assumed: Sequence[tuple[Fact, ...]], beside: Sequence[Fact]
) -> frozenset[int] | None:
    """Which of the assumptions contradict each other on the domain; ``None`` if none is found to.

    Args:
        space: Where the polynomials are.
        assumed: Polynomials that an assumption says are never negative (both signs of one: 0).
        beside: What is known of others.

    Raises:
        TooHard: the effort is used up.
    """
    given = [_Product(fact, frozenset((k,))) for k, facts_ in enumerate(assumed) for fact in facts_]
    known = [_Product(fact) for fact in beside[:MOST_KNOWN]]
    one = _Product(Fact(po.ONE, strict=True))
    near = [*given, *known, one, *_pairs(space, given, known), *_within(space, known)]
    found = _cancelling(space, near)
    if found is not None:
        return found
    far = [*near, *_within(space, given), *_squares(space, [p.fact.poly for p in given])]
    return _cancelling(space, far)


def _cancelling(space: Space, products: Sequence[_Product]) -> frozenset[int] | None:
    """The assumptions in a sum of these products that is zero though a part of it is positive."""
    kept = products[:MOST_COLUMNS]
    columns = []
    for product in kept:
        column: dict[object, int] = {
            exponents: int(value) for exponents, value in po.terms_of(product.fact.poly)
        }
        if product.fact.strict:
            column[_POSITIVE] = 1
        columns.append(column)
    weights = nonnegative_weights(columns, {_POSITIVE: 1}, space.effort)
    if weights is None:
        return None
    return frozenset().union(*(kept[k].of for k in weights))


def _pairs(
    space: Space, some: Sequence[_Product], others: Sequence[_Product]
) -> Iterator[_Product]:
    for a in some:
        for b in others:
            yield from _product(space, a, b)


def _within(space: Space, products: Sequence[_Product]) -> Iterator[_Product]:
    for a, b in combinations_with_replacement(products, 2):
        yield from _product(space, a, b)


def _product(space: Space, a: _Product, b: _Product) -> Iterator[_Product]:
    space.effort.check_product(a.fact.poly, b.fact.poly)
    reduced = _reduced(space, a.fact.poly * b.fact.poly)
    if reduced is not None:
        yield _Product(Fact(reduced, a.fact.strict and b.fact.strict), a.of | b.of)


def _reduced_facts(space: Space, given: Sequence[Fact]) -> Iterator[Fact]:
    for fact in given:
        reduced = _reduced(space, fact.poly)
        if reduced is not None:
            yield Fact(reduced, fact.strict)


def _reduced(space: Space, p: Poly) -> Poly | None:
    """The polynomial, times something positive, with every relation used up."""
    reduced, scale = space.reduce_poly(p)
    return reduced if scale.is_constant() and scale.leading_coefficient() > 0 else None


def _squares(space: Space, polys: Sequence[Poly]) -> Iterator[_Product]:
    """Squares of generators, of their sums and of their differences."""
    units = [po.GENERATORS[i] for i in sorted({i for p in polys for i in po.used(p)})]
    roots = [*units, *(a + sign * b for a, b in combinations(units, 2) for sign in (1, -1))]
    for root in roots:
        reduced = _reduced(space, root * root)
        if reduced is not None:
            yield _Product(Fact(reduced, strict=False))


# ---------------------------------------------------------------------------- what is known


def known_facts(space: Space, polys: Sequence[Poly]) -> list[Fact]:
    """What the domain, bounds and values say of the generators that these are made of.

    Raises:
        TooHard: the effort is used up.
    """
    found = list(facts(space))
    for i in sorted(space.closure(*polys)):
        generator, unit = space.generators[i], po.GENERATORS[i]
        if not generator.real:
            continue
        if is_constant(space, unit):
            found += _bounds_of_constant(space, unit)
            continue
        if generator.lower is not None:
            found.append(_above(unit, generator.lower, strict=generator.lower_open))
        if generator.upper is not None:
            found.append(_above(-unit, -generator.upper, strict=generator.upper_open))
        if generator.lower is None or generator.lower < 0:
            sign = signed(space, unit)
            if sign.value:
                found.append(Fact(unit * sign.value, sign.strict))
    return found


def _above(p: Poly, bound: Fraction, *, strict: bool) -> Fact:
    return Fact(p * bound.denominator - bound.numerator, strict)


def _bounds_of_constant(space: Space, unit: Poly) -> list[Fact]:
    with precision(2 * _BITS):
        try:
            value = poly_value(space, unit, {}, {}).real
        except TooHard:
            return []
        scaled = value * arb(2) ** _BITS
        low, high = scaled.lower().floor().unique_fmpz(), scaled.upper().ceil().unique_fmpz()
    if low is None or high is None:
        return []
    scale = fmpz(2) ** _BITS
    return [Fact(unit * scale - low, strict=False), Fact(high - unit * scale, strict=False)]
