"""Series without end: terms k^a r^k, whose sums are known where |r| < 1.

The sum over j >= 0 of j^a r^j is S_a, with S_0 = 1/(1 - r) and, as the terms from 1 on are those
from 0 on one further, (1 - r) S_a = r (C(a,0) S_0 + ... + C(a,a-1) S_{a-1}).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import comb

from grader.tree import ONE, ZERO, Tree, add, call, divide, free_symbols, integer, mul, power

MOST_TERMS, HIGHEST_POWER = 8, 6


@dataclass(frozen=True, slots=True)
class Term:
    """One kind of summand: scale * k^degree * ratio^k, with k in neither scale nor ratio."""

    scale: Tree
    degree: int
    ratio: Tree


def terms(body: Tree, variable: str) -> tuple[Term, ...] | None:
    """The summand as a sum of such terms, for every whole number k; ``None`` if it is none.

    >>> from grader.tree import symbol
    >>> k, b = symbol("k"), symbol("b")
    >>> [term.degree for term in terms(mul(k, power(b, k)), "k")]
    [1]
    """
    if variable not in free_symbols(body):
        return (Term(body, 0, ONE),)
    match body:
        case Tree("symbol", _):
            return (Term(ONE, 1, ONE),)
        case Tree("add", args):
            parts = [terms(arg, variable) for arg in args]
            found = tuple(term for part in parts if part is not None for term in part)
            return None if None in parts or len(found) > MOST_TERMS else found
        case Tree("mul", args):
            return _product([terms(arg, variable) for arg in args])
        case Tree("pow", (base, Tree("int", (n,)))):
            return _whole_power(terms(base, variable), n)
        case Tree("pow", (base, exponent)) if variable not in free_symbols(base):
            line = _line(exponent, variable)
            return None if line is None else (Term(power(base, line[0]), 0, power(base, line[1])),)
        case Tree("call", ("exp", exponent)):
            line = _line(exponent, variable)
            return None if line is None else (Term(call("exp", line[0]), 0, call("exp", line[1])),)
    return None


def _product(parts: list[tuple[Term, ...] | None]) -> tuple[Term, ...] | None:
    total: tuple[Term, ...] = (Term(ONE, 0, ONE),)
    for part in parts:
        if part is None or len(part) * len(total) > MOST_TERMS:
            return None
        total = tuple(
            Term(_times(a.scale, b.scale), a.degree + b.degree, _times(a.ratio, b.ratio))
            for a in total
            for b in part
        )
    return total


def _times(a: Tree, b: Tree) -> Tree:
    return b if a == ONE else a if b == ONE else mul(a, b)


def _whole_power(part: tuple[Term, ...] | None, n: int) -> tuple[Term, ...] | None:
    if part is None or n == 0:
        return None
    if len(part) == 1 and part[0].degree == 0:
        (term,) = part
        return (Term(power(term.scale, integer(n)), 0, power(term.ratio, integer(n))),)
    return _product([part] * n) if 0 < n <= HIGHEST_POWER else None


def _line(exponent: Tree, variable: str) -> tuple[Tree, Tree] | None:
    """(q, p) where the exponent is p k + q."""
    found = terms(exponent, variable)
    if found is None or any(term.ratio != ONE or term.degree > 1 for term in found):
        return None
    ends = [[term.scale for term in found if term.degree == degree] for degree in (0, 1)]
    start, slope = (add(*scales) if scales else ZERO for scales in ends)
    return start, slope


def closed(term: Term, lower: Tree) -> Tree:
    """The sum of the term over k = lower, lower + 1, ...; right where |ratio| < 1.

    With k = lower + j it is r^lower times the sum of C(a,i) lower^(a-i) S_i.
    """
    sums: list[Tree] = []
    left = add(ONE, mul(integer(-1), term.ratio))
    for a in range(term.degree + 1):
        before = [_times(integer(comb(a, m)), s) for m, s in enumerate(sums)]
        above = ONE if a == 0 else mul(term.ratio, add(*before))
        sums.append(divide(above, left))
    parts = []
    for i, s in enumerate(sums):
        rest = term.degree - i
        weight = _times(integer(comb(term.degree, i)), power(lower, integer(rest)) if rest else ONE)
        parts.append(_times(weight, s))
    total = _times(term.scale, add(*parts))
    return total if lower == ZERO else mul(power(term.ratio, lower), total)
