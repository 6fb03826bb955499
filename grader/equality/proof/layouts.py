"""The variables of all polynomials, and what a polynomial is made of, asked of FLINT once.

FLINT makes an object of every exponent of every one of the variables, so that asking which of them
occur costs more than a product does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias
from zlib import crc32

from flint import Ordering, fmpz, fmpz_mpoly_ctx

Poly: TypeAlias = Any
"""An ``fmpz_mpoly``; python-flint carries no types."""

Exponents: TypeAlias = tuple[int, ...]

COUNT = 32
HELPER = COUNT - 1  # never stands for a function: a place to put a homogenising variable
CONTEXT = fmpz_mpoly_ctx.get([f"x{i}" for i in range(COUNT)], Ordering.lex)
GENERATORS: tuple[Poly, ...] = tuple(CONTEXT.gens())
ZERO: Poly = CONTEXT.constant(0)
ONE: Poly = CONTEXT.constant(1)
NO_EXPONENTS: Exponents = (0,) * COUNT

MAX_REMEMBERED, MAX_TERMS_REMEMBERED, MAX_BITS_REMEMBERED = 2_000, 40, 4_000
MAX_DEGREE_REMEMBERED = 60


@dataclass(slots=True, eq=False)
class Layout:
    """A polynomial as a key, and what is asked of it again and again, once it was asked.

    Equal polynomials are equal keys. (FLINT's text of a polynomial would do, too, but
    python-flint never frees it.)

    Attributes:
        poly: The polynomial.
        value: At `_PLACE`; of a polynomial of a high degree, that degree.
        terms: Exponents and coefficient of each term, in Python's own numbers.
        degrees: In each generator; all 0 for the zero polynomial (FLINT says -1).
        used: Indices of the generators that occur.
    """

    poly: Poly
    value: int
    terms: tuple[tuple[Exponents, int], ...] | None = None
    degrees: Exponents | None = None
    used: tuple[int, ...] | None = None

    def __hash__(self) -> int:
        return hash(self.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Layout) and bool(self.poly == other.poly)


_PLACE = tuple(fmpz(crc32(b"%d" % i) | 1) for i in range(COUNT))
"""Numbers without a pattern: few polynomials have one value there."""

_LAYOUTS: dict[int, Layout] = {}
"""Layouts that were needed before, by value: FLINT makes an object of every exponent."""

_BY_OBJECT: dict[int, tuple[Poly, Layout]] = {}
"""The same by identity; a polynomial is kept with its entry, so no other is mistaken for it."""


def layout(p: Poly) -> Layout:
    """The layout of a polynomial; nobody changes one in place."""
    seen = _BY_OBJECT.get(id(p))
    if seen is not None:
        return seen[1]
    degree = p.total_degree()
    value = int(p(*_PLACE)) if degree <= MAX_DEGREE_REMEMBERED else degree
    known = _LAYOUTS.get(value)
    if known is None or known.poly != p:
        known = Layout(p, value)
        if len(p) > MAX_TERMS_REMEMBERED or value.bit_length() > MAX_BITS_REMEMBERED:
            return known
        if len(_LAYOUTS) >= MAX_REMEMBERED:
            _LAYOUTS.clear()
        _LAYOUTS[value] = known
    if len(_BY_OBJECT) >= MAX_REMEMBERED:
        _BY_OBJECT.clear()
    _BY_OBJECT[id(p)] = p, known
    return known


def degrees(p: Poly) -> Exponents:
    """Degree in each generator; all 0 for the zero polynomial (FLINT says -1)."""
    if len(p) > MAX_TERMS_REMEMBERED:
        return tuple(map(int, p.degrees()))
    known = layout(p)
    if known.degrees is None:
        known.degrees = NO_EXPONENTS if p.is_zero() else tuple(map(int, p.degrees()))
    return known.degrees


def used(p: Poly) -> tuple[int, ...]:
    """Indices of the generators that occur."""
    if len(p) > MAX_TERMS_REMEMBERED:
        return _occurring(p.degrees())
    known = layout(p)
    if known.used is None:
        known.used = _occurring(degrees(p))
    return known.used


def _occurring(top: Exponents) -> tuple[int, ...]:
    return tuple([i for i, degree in enumerate(top) if degree])


def terms_of(p: Poly) -> tuple[tuple[Exponents, int], ...]:
    """Exponents and coefficient of each term, as Python integers (FLINT's mix badly)."""
    if len(p) > MAX_TERMS_REMEMBERED:
        return _terms(p)
    known = layout(p)
    if known.terms is None:
        known.terms = _terms(p)
    return known.terms


def _terms(p: Poly) -> tuple[tuple[Exponents, int], ...]:
    return tuple([(tuple(map(int, e)), int(c)) for e, c in p.to_dict().items()])


def exponents_of(p: Poly) -> Exponents:
    """The exponents of a polynomial of one term."""
    return terms_of(p)[0][0]


def single_generator(p: Poly) -> int | None:
    """The index i if p is the generator i itself."""
    if len(p) != 1 or p.leading_coefficient() != 1:
        return None
    exponents = exponents_of(p)
    return exponents.index(1) if sum(exponents) == 1 else None
