"""The sign of a polynomial on the domain.

`sign` is weak and holds at every point of the domain: +1 says "never negative". `strict` adds
"and never zero". Rules, in the order they are tried:

- a case split, or a constraint of the domain, says so;
- a constant: its ball, or for algebraic numbers the least size of a non-zero one;
- after writing each bounded generator as lower + u, upper - u or (lower + upper u)/(1 + u) with
  u >= 0, and solving one linear constraint for one symbol, all coefficients have one sign;
- one variable: no real root inside the interval;
- a quadratic in one generator whose discriminant is never positive;
- a + b sqrt(f), where a^2 <= b^2 f;
- |x| in the place of x times its sign;
- a sum of logarithms, as the product that it is the logarithm of;
- a difference of two products of powers (`grader.equality.proof.twopowers`);
- the product of the factors' signs.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import lcm
from typing import Any

from flint import arb, fmpq, fmpz_poly

from grader.equality.proof import polynomials as po
from grader.equality.proof.enclosures import is_constant, precision, sign_of_constant
from grader.equality.proof.facts import Fact, facts
from grader.equality.proof.generators import Generator, Space
from grader.equality.proof.logsums import without_logarithms
from grader.equality.proof.polynomials import Exponents, Form, Poly, TooHard
from grader.equality.proof.sided import UNKNOWN, Sign
from grader.equality.proof.twopowers import sign_of_difference

MAX_TERMS = 200
MAX_DEGREE = 40
MAX_STRATA = 300


def sign(space: Space, p: Poly) -> int | None:
    """+1 if p >= 0 on the domain, -1 if p <= 0, 0 if p is the zero polynomial, else ``None``."""
    return signed(space, p).value


def strict_sign(space: Space, p: Poly) -> int | None:
    """+1 if p > 0 everywhere on the domain, -1 if p < 0, else ``None``."""
    found = signed(space, p)
    return found.value if found.strict else None


def form_sign(space: Space, form: Form) -> int | None:
    """The weak sign of num/den."""
    top, bottom = sign(space, form.num), sign(space, form.den)
    return None if top is None or not bottom else top * bottom


def strict_form_sign(space: Space, form: Form) -> int | None:
    """The strict sign of num/den."""
    top, bottom = strict_sign(space, form.num), strict_sign(space, form.den)
    return top * bottom if top and bottom else None


def signed(space: Space, p: Poly) -> Sign:
    """The sign of p, remembered."""
    if p.is_zero():
        return Sign(0)
    if p.is_constant():
        return Sign(1 if p.leading_coefficient() > 0 else -1, strict=True)
    known: Sign = space.remember("sign", p, lambda: _signed(space, p, depth=0))
    return known


def _signed(space: Space, p: Poly, depth: int) -> Sign:
    if not space.is_real(p):
        return UNKNOWN
    space.effort.spend(30 + 5 * len(p))
    best = UNKNOWN
    for rule in (_assumed, _constant, _single_signed, _univariate, _with_facts):
        found = rule(space, p)
        if found.strict:
            return found
        best = found if best.value is None else best
    if best.value is None:
        best = _with_moduli(space, p)
    if best.value is None and depth < 2:
        best = _without_logarithms(space, p, depth)
    if best.value is None and depth < 2 and len(p) == 2:
        best = sign_of_difference(space, p, signed)
    if best.value is None and depth < 2:
        best = _quadratic(space, p, depth)
    if best.value is None and depth < 2:
        best = _against_root(space, p, depth)
    if best.value is None and depth < 2 and len(p) > 1:
        best = _product(space, p, depth)
    return best


# ---------------------------------------------------------------------------- what is given


def _assumed(space: Space, p: Poly) -> Sign:
    if space.assumed:
        for factor, side in ((p, 1), (-p, -1)):
            value = space.assumed.get(space.poly_name(factor))
            if value:
                return Sign(value * side)
    for fact in facts(space):
        if len(fact.poly) == len(p):
            for factor, side in ((p, 1), (-p, -1)):
                if factor == fact.poly:
                    return Sign(side, strict=fact.strict)
    return UNKNOWN


def _constant(space: Space, p: Poly) -> Sign:
    if not is_constant(space, p):
        return UNKNOWN
    value = sign_of_constant(space, p)
    return Sign(value, strict=bool(value)) if value else UNKNOWN


# ---------------------------------------------------------------------------- coefficients


def _single_signed(space: Space, p: Poly) -> Sign:
    return _shifted(space, p, {i: space.generators[i] for i in po.used(p)})


def _with_facts(space: Space, p: Poly) -> Sign:
    """Solve constraints f >= 0 that are linear in a symbol v for v, and use u = f >= 0 instead."""
    given = facts(space)
    return _solved(space, p, given, {}, 2) if given else UNKNOWN


def _solved(
    space: Space, p: Poly, given: tuple[Fact, ...], slacks: dict[int, Generator], depth: int
) -> Sign:
    best = UNKNOWN
    for k, fact in enumerate(given):
        for v in po.used(fact.poly):
            if v in slacks or not po.degrees(p)[v] or po.degrees(fact.poly)[v] != 1:
                continue
            slope = _coefficient(fact.poly, v)
            if not slope.is_constant() or abs(int(slope.leading_coefficient())) != 1:
                continue
            direction = int(slope.leading_coefficient())
            rest = fact.poly - direction * po.GENERATORS[v]
            image = direction * (po.GENERATORS[v] - rest)  # v stands for u from here on
            space.effort.spend(200 + 15 * len(p))
            moved = po.replace(p, {v: image})
            slack = Generator(kind="symbol", name="", lower=Fraction(0), lower_open=fact.strict)
            known = {**slacks, v: slack}
            ranges = {i: known.get(i, space.generators[i]) for i in po.used(moved)}
            found = _shifted(space, moved, ranges)
            if found.value is None and depth > 1:
                others = tuple(_without_symbol(f, v, image) for f in (*given[:k], *given[k + 1 :]))
                found = _solved(space, moved, others, known, depth - 1)
            if found.strict:
                return found
            best = found if best.value is None else best
    return best


def _without_symbol(fact: Fact, v: int, image: Poly) -> Fact:
    """The fact with the solved symbol replaced."""
    return Fact(po.replace(fact.poly, {v: image}), fact.strict)


def _coefficient(p: Poly, v: int) -> Poly:
    terms = {(*e[:v], 0, *e[v + 1 :]): c for e, c in po.terms_of(p) if e[v] == 1}
    return po.from_terms(terms)


def _shifted(space: Space, p: Poly, ranges: dict[int, Generator]) -> Sign:
    """All coefficients of one sign, in variables that are never negative (or squared)."""
    ends: dict[int, tuple[bool, bool, int]] = {}
    even_only: list[int] = []
    top = po.degrees(p)
    for i, g in ranges.items():
        if g.lower is None and g.upper is None:
            even_only.append(i)
            ends[i] = (not _never_zero(space, g), False, top[i])
            continue
        p = _substituted(space, p, i, g, top[i])
        closed_top = g.lower is not None and g.upper is not None and not g.upper_open
        closed_low = not (g.lower_open if g.lower is not None else g.upper_open)
        ends[i] = (closed_low and not (g.lower == 0 and _never_zero(space, g)), closed_top, top[i])
        if len(p) > MAX_TERMS:
            return UNKNOWN
    terms = po.terms_of(p)
    if not terms or any(e[i] % 2 for e, _ in terms for i in even_only):
        return UNKNOWN
    if any((c > 0) != (terms[0][1] > 0) for _, c in terms):
        return UNKNOWN
    value = 1 if terms[0][1] > 0 else -1
    return Sign(value, strict=_never_all_zero([e for e, _ in terms], ends))


def _never_zero(space: Space, g: Generator) -> bool:
    return g.kind == "symbol" and bool(g.data) and space.domain.range_of(g.data).nonzero


def _substituted(space: Space, p: Poly, i: int, g: Generator, top: int) -> Poly:
    """A positive multiple of p with generator i written by a variable u >= 0.

    x = a/d + u becomes (a + d u)/d, and x = (lower + upper u)/(1 + u) runs from one end to the
    other; the denominators' highest power is what p is multiplied by.
    """
    if (g.lower == 0 and g.upper is None) or not top:
        return p
    if top > MAX_DEGREE or len(p) * (top + 1) > 20 * MAX_TERMS:
        raise TooHard("a degree is too high for a sign")
    space.effort.spend(60 + 15 * len(p) + len(p) * top)
    u = po.GENERATORS[i]
    if g.lower is not None and g.upper is not None:
        d = lcm(g.lower.denominator, g.upper.denominator)
        image, below = int(g.lower * d) + int(g.upper * d) * u, d + d * u
    elif g.lower is not None:
        d = g.lower.denominator
        image, below = g.lower.numerator + d * u, po.CONTEXT.constant(d)
    else:
        end = g.upper or Fraction(0)
        d = end.denominator
        image, below = end.numerator - d * u, po.CONTEXT.constant(d)
    homogeneous = {(*e[: po.HELPER], top - e[i]): c for e, c in po.terms_of(p)}
    return po.replace(po.from_terms(homogeneous), {i: image, po.HELPER: below})


def _never_all_zero(terms: list[Exponents], ends: dict[int, tuple[bool, bool, int]]) -> bool:
    """Whether some term is not zero, whichever variables sit at an end of their range."""
    choices = []
    for i, (low, high, top) in ends.items():
        options: list[tuple[int, int | None]] = [(i, None)]
        options += [(i, 0)] if low else []
        options += [(i, top)] if high else []
        choices.append(options)
    size = 1
    for options in choices:
        size *= len(options)
    if size * len(terms) > MAX_STRATA * 40:
        return False
    return all(
        any(all(at is None or e[i] == at for i, at in corner) for e in terms)
        for corner in product(*choices)
    )


def _with_moduli(space: Space, p: Poly) -> Sign:
    """Where x occurs with its sign s, write x as s m with m = |x| >= 0: s x + 1 is m + 1."""
    images: dict[int, Poly] = {}
    ranges = {i: space.generators[i] for i in po.used(p)}
    for i in po.used(p):
        inner = space.generators[i].data
        x = po.single_generator(inner.num) if space.generators[i].kind == "sign" else None
        if x is None or not inner.den.is_one() or x not in ranges:
            continue
        images[x] = po.GENERATORS[i] * po.GENERATORS[x]
        nonzero = _never_zero(space, ranges[x])
        ranges[x] = Generator(kind="symbol", name="", lower=Fraction(0), lower_open=nonzero)
        del ranges[i]
    if not images:
        return UNKNOWN
    moved, scale = space.reduce_poly(po.replace(p, images))
    occurring = set(po.used(moved))
    if not scale.is_one() or not occurring <= ranges.keys():
        return UNKNOWN
    return _shifted(space, moved, {i: ranges[i] for i in occurring})


# ---------------------------------------------------------------------------- other rules


def _univariate(space: Space, p: Poly) -> Sign:
    """A polynomial in one generator has one sign where it has no real root."""
    indices = po.used(p)
    if len(indices) != 1 or not 2 <= p.total_degree() <= MAX_DEGREE or len(p) < 2:
        return UNKNOWN
    (i,) = indices
    space.effort.spend(100 + 20 * int(p.total_degree()) ** 2)
    g = space.generators[i]
    coefficients = [0] * (p.total_degree() + 1)
    for exponents, c in po.terms_of(p):
        coefficients[int(exponents[i])] = int(c)
    poly = fmpz_poly(coefficients)
    if poly.gcd(poly.derivative()).degree() > 0:
        return UNKNOWN
    inside = _inner_point(g)
    with precision(128):
        for root in _roots(poly):
            if root.imag.contains(0) and not _outside(root.real, g):
                return UNKNOWN
    value = poly(fmpq(inside.numerator, inside.denominator))
    return Sign(1 if value > 0 else -1, strict=True)


def _roots(poly: Any) -> list[Any]:
    """Isolating balls of the complex roots (the type stubs have no multiplicities)."""
    return [root for root, _ in poly.complex_roots()]


def _inner_point(g: Generator) -> Fraction:
    if g.lower is not None and g.upper is not None:
        return (g.lower + g.upper) / 2
    if g.lower is not None:
        return g.lower + 1
    return g.upper - 1 if g.upper is not None else Fraction(0)


def _outside(root: arb, g: Generator) -> bool:
    below = g.lower is not None and root < fmpq(g.lower.numerator, g.lower.denominator)
    above = g.upper is not None and root > fmpq(g.upper.numerator, g.upper.denominator)
    return bool(below or above)


def _quadratic(space: Space, p: Poly, depth: int) -> Sign:
    """A v^2 + b v + c has the sign of a where b^2 <= 4ac."""
    for v in po.used(p):
        if po.degrees(p)[v] != 2:
            continue
        space.effort.spend(50 + 10 * len(p))
        parts: list[dict[Exponents, int]] = [{}, {}, {}]
        for e, coefficient in po.terms_of(p):
            parts[e[v]][(*e[:v], 0, *e[v + 1 :])] = coefficient
        c, b, a = (po.from_terms(part) for part in parts)
        space.effort.check_product(b, b)
        space.effort.check_product(a, c)
        leading = _sign_within(space, a, depth)
        rest = _sign_within(space, 4 * a * c - b * b, depth)
        if leading.value and leading.strict and rest.value is not None and rest.value >= 0:
            return Sign(leading.value, strict=rest.strict and rest.value > 0)
    return UNKNOWN


def _against_root(space: Space, p: Poly, depth: int) -> Sign:
    """For g = sqrt(f), a + b g has the sign of b where a^2 <= b^2 f."""
    for i in po.used(p):
        g = space.generators[i]
        if g.kind != "root" or g.degree != 2 or po.degrees(p)[i] != 1 or g.relation is None:
            continue
        a = po.replace(p, {i: po.ZERO})
        b = po.replace(p - a, {i: po.ONE})
        if not g.relation.den.is_one() or len(a) * len(b) > MAX_TERMS:
            continue
        room = space.reduce_poly(b * b * g.relation.num - a * a)[0]
        slope, left = _sign_within(space, b, depth), _sign_within(space, room, depth)
        if slope.value and left.value is not None and left.value >= 0:
            return Sign(slope.value, strict=left.strict and left.value > 0)
    return UNKNOWN


def _without_logarithms(space: Space, p: Poly, depth: int) -> Sign:
    other = without_logarithms(space, p)
    return UNKNOWN if other is None else _sign_within(space, other, depth)


def _sign_within(space: Space, p: Poly, depth: int) -> Sign:
    if p.is_zero() or p.is_constant():
        return signed(space, p)
    return _signed(space, p, depth + 1)


def _product(space: Space, p: Poly, depth: int) -> Sign:
    content, factors = po.irreducible_factors(space.effort, p)
    if len(factors) == 1 and factors[0][1] == 1:
        return UNKNOWN
    value, strict = (1 if content > 0 else -1), True
    for factor, exponent in factors:
        found = _sign_within(space, factor, depth) if len(factor) > 1 else signed(space, factor)
        if exponent % 2 == 0:
            strict = strict and found.strict
            continue
        if not found.value:
            return UNKNOWN
        value, strict = value * found.value, strict and found.strict
    return Sign(value, strict=strict)
