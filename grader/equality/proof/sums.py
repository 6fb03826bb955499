"""Sums and products over a range with symbolic bounds.

Every range is written 0..N with a bound variable that starts at 0, and a closed form is used only
if N is a whole number that is provably at least -1: that is where the usual conventions for empty
ranges agree. Rules:

- j^a times powers whose exponent is linear in j has an antidifference (polynomial, geometric,
  arithmetic-geometric); a ratio equal to 1 is an exception;
- rational functions of j alone split into partial fractions, and those with a denominator
  (j+c)^m differ by finitely many terms from those with (j+1)^m: telescoping;
- factors without j leave the sum; anything else is a function of its body and of N, where N+1
  differs from N by one term.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from math import comb
from typing import Any

from flint import fmpq_poly

from grader.equality.proof import polynomials as po
from grader.equality.proof.factors import never_zero
from grader.equality.proof.generators import Generator, Space
from grader.equality.proof.polynomials import Exponents, Form, Poly, TooHard
from grader.equality.proof.signs import form_sign, strict_form_sign
from grader.tree import Tree, add, integer, substitute, symbol

MAX_LENGTH, MAX_OFFSET, MAX_POWER, MAX_FRACTION_DEGREE = 60, 12, 20, 8


@dataclass(frozen=True, slots=True)
class Range:
    """A sum's body as a tree, its bound variable, bounds, and the last index N of 0..N."""

    body: Tree
    variable: str
    lower: Tree
    upper: Tree
    last: Form

    def at(self, space: Space, index: Tree) -> Form:
        """The body with the original variable at this value."""
        return space.rules["form"](space, substitute(self.body, {self.variable: index}))


def sum_of(space: Space, tree: Tree) -> Form:
    """A sum tree."""
    return _over_range(space, tree, po.FORM_ZERO, space.add, _closed_sum)


def product_of(space: Space, tree: Tree) -> Form:
    """A product tree."""
    return _over_range(space, tree, po.FORM_ONE, space.mul, _closed_product)


Closed = Callable[[Space, Range, Form, int], Form]


def _over_range(
    space: Space, tree: Tree, empty: Form, combine: Callable[..., Form], closed: Closed
) -> Form:
    body, variable, lower, upper = tree.args
    form = space.rules["form"]
    last = space.canonical(space.sub(form(space, upper), form(space, lower)))
    span = Range(body, variable, lower, upper, last)
    length = space.rational(last)
    if length is not None:
        if length.denominator != 1 or not -1 <= length <= MAX_LENGTH:
            raise TooHard("a range is too long, or empty the wrong way round")
        terms = (span.at(space, add(lower, integer(k))) for k in range(int(length) + 1))
        return space.canonical(combine(empty, *terms))
    if not space.is_integer(last):
        raise TooHard("a range that is no whole number of steps")
    if form_sign(space, space.canonical(space.add(last, po.FORM_ONE))) != 1:
        raise TooHard("a range that may be empty the wrong way round")
    with _inside(space, span) as (u, j):
        return closed(space, span, u, j)


@contextmanager
def _inside(space: Space, span: Range) -> Iterator[tuple[Form, int]]:
    """The body at lower + j, with a bound variable j >= 0; what may vanish in it is checked."""
    depth = space.memory.get(("depth", ""), 0) + 1
    space.memory["depth", ""] = depth
    name = f"#{depth}"
    try:
        j = space.adopt(
            Generator(
                kind="symbol", name=f"symbol {name}", integer=True, lower=Fraction(0), data=name
            )
        )
        poles, exceptions = len(space.poles), len(space.exceptions)
        labels = len(space.undefined_where)
        u = space.canonical(span.at(space, add(symbol(name), span.lower)))
        inner = [*space.poles[poles:], *space.exceptions[exceptions:]]
        del space.poles[poles:], space.exceptions[exceptions:]
        for p in inner:
            if not never_zero(space, p):
                if j in space.closure(p):
                    raise TooHard("a term may be undefined")
                space.exceptions.append(p)
        if len(space.undefined_where) > labels:
            raise TooHard("a term may be undefined")
        yield u, j
    finally:
        space.memory["depth", ""] = depth - 1


# ---------------------------------------------------------------------------- sums


def _closed_sum(space: Space, span: Range, u: Form, j: int) -> Form:
    if _moves(space, u.den, j):
        return _rational_sum(space, span, u, j)
    total = po.FORM_ZERO
    below = po.NO_EXPONENTS
    for exponents, coefficient in _by_moving_part(space, u.num, j).items():
        moving = tuple(a - b for a, b in zip(exponents, below, strict=True))
        part = space.mul(Form(coefficient, u.den), _sum_of_monomial(space, span, moving, j))
        total = space.add(total, part)
    return space.canonical(total)


def _moves(space: Space, p: Poly, j: int) -> bool:
    return any(space.depends(i, j) for i in po.used(p))


def _by_moving_part(space: Space, p: Poly, j: int) -> dict[Exponents, Poly]:
    """The coefficient of each product of generators that depend on j."""
    groups: dict[Exponents, dict[Exponents, Any]] = {}
    for exponents, coefficient in po.terms_of(p):
        moving = tuple(
            int(e) if e and space.depends(i, j) else 0 for i, e in enumerate(exponents)
        )
        fixed = tuple(int(e) - m for e, m in zip(exponents, moving, strict=True))
        groups.setdefault(moving, {})[fixed] = coefficient
    return {moving: po.from_terms(terms) for moving, terms in groups.items()}


@dataclass(frozen=True, slots=True)
class _Factor:
    """A power whose exponent is slope * j: how it looks at another index."""

    at: Callable[[Form], Form]


def _sum_of_monomial(space: Space, span: Range, moving: Exponents, j: int) -> Form:
    factors = _geometric_factors(space, moving, j)
    a = moving[j]
    if factors is None or a < 0 or a > MAX_POWER:
        return _opaque(space, span, po.monomial(moving), j, "sum")

    def exponential(index: Form) -> Form:
        return space.mul(po.FORM_ONE, *(factor.at(index) for factor in factors))

    ratio = space.canonical(exponential(po.FORM_ONE))
    after = space.add(span.last, po.FORM_ONE)
    if space.canonical(space.sub(ratio, po.FORM_ONE)).num.is_zero():
        coefficients = [po.number(c) for c in _faulhaber(a)]
        top, bottom = _evaluate(space, coefficients, after), coefficients[0]
        return space.canonical(space.sub(top, bottom))
    coefficients = _antidifference(space, ratio, a)
    top = space.mul(_evaluate(space, coefficients, after), exponential(after))
    return space.canonical(space.sub(top, coefficients[0]))


def _geometric_factors(space: Space, moving: Exponents, j: int) -> list[_Factor] | None:
    factors = []
    for i, e in enumerate(moving):
        if not e or i == j:
            continue
        factor = _geometric_factor(space, i, e, j)
        if factor is None:
            return None
        factors.append(factor)
    return factors


def _geometric_factor(space: Space, i: int, e: int, j: int) -> _Factor | None:
    """Generator i to the power e as a function of j, if it is r^(j) for an r without j."""
    generator = space.generators[i]
    if generator.kind == "exp" and generator.data[1] is None:
        exponents, _, q = generator.data
        slope = _slope(space, exponents, j)
        if slope is None:
            return None
        scaled = space.scale(slope, Fraction(e, q))
        return _Factor(lambda index: space.rules["exp"](space, space.mul(scaled, index)))
    if generator.kind in ("power", "parity"):
        base, exponents = generator.data
        slope = _slope(space, exponents, j)
        if slope is None or _moves(space, base, j):
            return None
        if not never_zero(space, base) and (e < 0 or form_sign(space, slope) != 1):
            return None
        scaled = space.scale(slope, Fraction(e))
        root = Form(base, po.ONE)
        return _Factor(lambda index: space.rules["power"](space, root, space.mul(scaled, index)))
    return None


def _slope(space: Space, exponents: Exponents, j: int) -> Form | None:
    """m/j for a monomial m that is linear in j and otherwise free of it."""
    if exponents[j] != 1:
        return None
    rest = (*exponents[:j], 0, *exponents[j + 1 :])
    if any(e and space.depends(i, j) for i, e in enumerate(rest)):
        return None
    return po.monomial(rest)


def _faulhaber(a: int) -> list[Fraction]:
    """Coefficients of the polynomial P with P(k+1) - P(k) = k^a and P(0) = 0."""
    p = [Fraction(0)] * (a + 2)
    for m in range(a + 1, 0, -1):
        known = sum((comb(i, m - 1) * p[i] for i in range(m + 1, a + 2)), Fraction(0))
        p[m] = (Fraction(int(m - 1 == a)) - known) / m
    return p


def _antidifference(space: Space, ratio: Form, a: int) -> list[Form]:
    """Coefficients of p with r p(k+1) - p(k) = k^a; r = 1 is an exception."""
    with space.guarded():
        inverse = space.inverse(space.sub(ratio, po.FORM_ONE))
    p = [po.FORM_ZERO] * (a + 1)
    for m in range(a, -1, -1):
        value = po.constant(int(m == a))
        for i in range(m + 1, a + 1):
            carried = space.scale(space.mul(ratio, p[i]), Fraction(comb(i, m)))
            value = space.sub(value, carried)
        p[m] = space.canonical(space.mul(value, inverse))
    return p


def _evaluate(space: Space, coefficients: list[Form], at: Form) -> Form:
    total = po.FORM_ZERO
    for coefficient in reversed(coefficients):
        total = space.add(space.mul(total, at), coefficient)
    return total


# ---------------------------------------------------------------------------- rational summands


def _rational_sum(space: Space, span: Range, u: Form, j: int) -> Form:
    fixed, moving = _without(space, u, j)
    if not set(po.used(moving.num)) | set(po.used(moving.den)) <= {j}:
        moved = _monomial_denominator(space, span, moving, j)
        part = moved if moved is not None else _opaque(space, span, moving, j, "sum")
        return space.canonical(space.mul(fixed, part))
    total = po.FORM_ZERO
    for numerator, base, m in _partial_fractions(moving, j):
        total = space.add(total, _sum_of_fraction(space, span, numerator, base, m, j))
    return space.canonical(space.mul(fixed, total))


def _monomial_denominator(space: Space, span: Range, u: Form, j: int) -> Form | None:
    """r^j in the denominator is a geometric factor like any other."""
    if len(u.den) != 1 or po.degrees(u.den)[j]:
        return None
    below = po.exponents_of(u.den)
    scale = int(u.den.leading_coefficient())
    total = po.FORM_ZERO
    for exponents, coefficient in _by_moving_part(space, u.num, j).items():
        moving = tuple(a - b for a, b in zip(exponents, below, strict=True))
        part = space.mul(
            Form(coefficient, po.CONTEXT.constant(scale)),
            _sum_of_monomial(space, span, moving, j),
        )
        total = space.add(total, part)
    return total


def _without(space: Space, u: Form, j: int) -> tuple[Form, Form]:
    """(factors without j, the rest)."""
    fixed, moving = po.FORM_ONE, po.FORM_ONE
    for p, side in ((u.num, 1), (u.den, -1)):
        content, factors = po.irreducible_factors(space.effort, p)
        fixed = space.mul(fixed, po.number(Fraction(content) ** side))
        for factor, k in factors:
            value = po.integer_power(space.effort, factor, k)
            part = Form(value, po.ONE) if side > 0 else Form(po.ONE, value)
            if _moves(space, factor, j):
                moving = space.mul(moving, part)
            else:
                fixed = space.mul(fixed, part)
    return fixed, moving


def _dense(p: Poly, j: int) -> fmpq_poly:
    coefficients = [0] * (po.degrees(p)[j] + 1)
    for exponents, c in po.terms_of(p):
        coefficients[exponents[j]] = int(c)
    return fmpq_poly(coefficients)


def _sparse(p: fmpq_poly, j: int) -> Form:
    scale = int(p.denom())
    total = po.ZERO
    for k, c in enumerate((p * scale).coeffs()):
        total = total + int(c.p) * po.GENERATORS[j] ** k
    return Form(total, po.CONTEXT.constant(scale))


def _partial_fractions(u: Form, j: int) -> list[tuple[fmpq_poly, fmpq_poly | None, int]]:
    """numerator/base^m for each part; the polynomial part has base ``None``."""
    num, den = _dense(u.num, j), _dense(u.den, j)
    if den.degree() > MAX_FRACTION_DEGREE:
        raise TooHard("a summand's denominator has too high a degree")
    quotient, rest = divmod(num, den)
    parts: list[tuple[fmpq_poly, fmpq_poly | None, int]] = []
    if quotient.degree() >= 0:
        parts.append((quotient, None, 0))
    lead, factors = den.factor()
    for factor, m in factors:
        cofactor = fmpq_poly([lead])
        for other, k in factors:
            if other != factor:
                cofactor = cofactor * other**k
        _, _, inverse = (factor**m).xgcd(cofactor)
        piece = rest * inverse % (factor**m)
        for k in range(m, 0, -1):
            piece, digit = divmod(piece, factor)
            if digit.degree() >= 0:
                parts.append((digit, factor, k))
    return parts


def _sum_of_fraction(
    space: Space, span: Range, numerator: fmpq_poly, base: fmpq_poly | None, m: int, j: int
) -> Form:
    if base is None:
        total = po.FORM_ZERO
        for exponents, c in _sparse(numerator, po.terms_of(j).num):
            scale = Fraction(int(c), int(numerator.denom()))
            value = _sum_of_monomial(space, span, tuple(map(int, exponents)), j)
            total = space.add(total, space.scale(value, scale))
        return total
    if base.degree() == 1 and numerator.degree() == 0:
        slope, shift = base[1], base[0] / base[1]
        value = numerator[0] / slope**m
        scale = Fraction(int(value.p), int(value.q))
        if shift.q == 1 and 1 <= shift.p <= MAX_LENGTH:
            return space.scale(_harmonic(space, span, int(shift.p), m, j), scale)
    below = _sparse(base**m, j)
    whole = space.mul(_sparse(numerator, j), Form(below.den, below.num))
    return _opaque(space, span, space.canonical(whole), j, "sum")


def _harmonic(space: Space, span: Range, c: int, m: int, j: int) -> Form:
    """sum 1/(j+c)^m = sum 1/(j+1)^m + sum_{0<i<c} (1/(N+1+i)^m - 1/i^m)."""
    first = space.power(Form(po.ONE, po.GENERATORS[j] + 1), m)
    total = _opaque(space, span, first, j, "sum")
    for i in range(1, c):
        end = space.add(span.last, po.constant(1 + i))
        with space.guarded():
            total = space.add(total, space.power(space.inverse(end), m))
        total = space.sub(total, po.number(Fraction(1, i**m)))
    return total


# ---------------------------------------------------------------------------- opaque ranges


def _opaque(space: Space, span: Range, u: Form, j: int, kind: str) -> Form:
    """The sum or product of a body without closed form, up to a canonical last index."""
    last, steps = _base_index(space, span.last)
    name = f"{kind} {space.form_name(u)} to {space.form_name(last)}"
    generator = Generator(
        kind="sum",
        name=name,
        parts=(u.num, u.den, last.num, last.den),
        real=space.is_real(u.num, u.den),
        data=(kind, u, j, last),
    )
    result = po.unit(space.adopt(generator))
    for k in range(1, steps + 1):
        term = _body_at(space, u, j, space.canonical(space.add(last, po.constant(k))))
        result = space.add(result, term) if kind == "sum" else space.mul(result, term)
    return space.canonical(result)


def _base_index(space: Space, last: Form) -> tuple[Form, int]:
    """(base, k) with last = base + k, base the least such number that is provably >= -1."""
    start = int(last.num.to_dict().get(po.NO_EXPONENTS, 0))
    moving = Form(last.num - start, last.den)
    for k in range(-MAX_OFFSET, start + 1):
        base = space.canonical(space.add(moving, po.constant(k)))
        if form_sign(space, space.canonical(space.add(base, po.FORM_ONE))) in (0, 1):
            if start - k > MAX_OFFSET:
                break
            return base, start - k
    return last, 0


def _body_at(space: Space, u: Form, j: int, index: Form) -> Form:
    """u with the bound variable at another index; every generator that depends on it follows."""
    images = {i: _generator_at(space, i, j, index) for i in _moving(space, u, j)}
    return space.mul(_image(space, u.num, images), _inverse_image(space, u.den, images))


def _moving(space: Space, u: Form, j: int) -> list[int]:
    return [i for i in {*po.used(u.num), *po.used(u.den)} if space.depends(i, j)]


def _image(space: Space, p: Poly, images: dict[int, Form]) -> Form:
    total = po.FORM_ZERO
    for exponents, coefficient in po.terms_of(p):
        kept = tuple(0 if i in images else e for i, e in enumerate(exponents))
        term = Form(po.from_terms({kept: coefficient}), po.ONE)
        for i, image in images.items():
            if exponents[i]:
                term = space.mul(term, space.power(image, int(exponents[i])))
        total = space.add(total, term)
    return total


def _inverse_image(space: Space, p: Poly, images: dict[int, Form]) -> Form:
    with space.guarded():
        return space.inverse(_image(space, p, images))


def _generator_at(space: Space, i: int, j: int, index: Form) -> Form:
    if i == j:
        return index
    generator = space.generators[i]

    def at(u: Form) -> Form:
        return _body_at(space, u, j, index)

    if generator.kind == "exp":
        exponents, den, q = generator.data
        top = po.monomial(exponents)
        below = top if den is None else Form(top.num, top.den * den)
        return space.rules["exp"](space, space.scale(at(below), Fraction(1, q)))
    if generator.kind == "log":
        with space.guarded():
            return space.rules["log"](space, at(generator.data))
    if generator.kind in ("power", "parity"):
        base, exponents = generator.data
        return space.rules["power"](space, at(Form(base, po.ONE)), at(po.monomial(exponents)))
    if generator.kind == "root" and generator.relation is not None:
        r = Fraction(1, generator.degree)
        return space.rules["rational power"](space, at(generator.relation), r)
    if generator.kind == "call" and generator.data[0] == "gamma":
        return space.rules["gamma"](space, at(generator.data[1][0]))
    raise TooHard("a summand whose next term is not known")


# ---------------------------------------------------------------------------- products


def _closed_product(space: Space, span: Range, u: Form, j: int) -> Form:
    """prod (a j + b) = a^(N+1) gamma(N+1+b/a)/gamma(b/a) for b/a > 0; powers by their exponents."""
    count = space.add(span.last, po.FORM_ONE)
    total, fixed, left = po.FORM_ONE, po.FORM_ONE, po.FORM_ONE
    for p, side in ((u.num, 1), (u.den, -1)):
        content, factors = po.irreducible_factors(space.effort, p)
        fixed = space.mul(fixed, po.number(Fraction(content) ** side))
        for factor, k in factors:
            power = side * k
            if not _moves(space, factor, j):
                fixed = space.mul(fixed, space.power(Form(factor, po.ONE), power))
                continue
            closed = _product_of_factor(space, span, factor, j, count)
            if closed is None:
                left = space.mul(left, space.power(Form(factor, po.ONE), power))
            else:
                total = space.mul(total, space.power(closed, power))
    if space.rational(fixed) != 1:
        total = space.mul(total, space.rules["power"](space, fixed, count))
    if space.rational(left) != 1:
        total = space.mul(total, _opaque(space, span, space.canonical(left), j, "product"))
    return space.canonical(total)


def _product_of_factor(
    space: Space, span: Range, factor: Poly, j: int, count: Form
) -> Form | None:
    i = po.single_generator(factor)
    if i is not None and space.generators[i].kind == "exp":
        exponents, den, q = space.generators[i].data
        slope = _slope(space, exponents, j) if den is None else None
        if slope is None:
            return None
        indices = _sum_of_monomial(space, span, po.exponents_of(po.GENERATORS[j]), j)
        return space.rules["exp"](space, space.scale(space.mul(slope, indices), Fraction(1, q)))
    if po.degrees(factor)[j] != 1 or any(
        space.depends(k, j) for k in po.used(factor) if k != j
    ):
        return None
    terms = factor.to_dict()
    a = po.from_terms({(*e[:j], 0, *e[j + 1 :]): c for e, c in terms.items() if e[j]})
    b = po.from_terms({e: c for e, c in terms.items() if not e[j]})
    if b.is_zero() or not never_zero(space, a):
        return None
    start = space.canonical(Form(b, a))
    if strict_form_sign(space, start) != 1:
        return None
    gamma = space.rules["gamma"]
    quotient = space.mul(
        gamma(space, space.add(count, start)), space.inverse(gamma(space, start))
    )
    return space.mul(space.rules["power"](space, Form(a, po.ONE), count), quotient)
