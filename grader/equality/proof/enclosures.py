"""Balls around the values of generators: certified numbers for signs, zeros and branches.

Two uses, both proofs: a ball without 0 shows that something is not zero; and an algebraic number
whose ball lies inside the smallest size that a non-zero number of its degree and height can have
is exactly 0.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from fractions import Fraction
from math import log2
from typing import Any
from zlib import crc32

from flint import acb, arb, ctx, fmpq

from grader.equality.proof import polynomials as po
from grader.equality.proof.generators import Generator, Space
from grader.equality.proof.polynomials import Form, Poly, TooHard

Point = Mapping[str, Fraction]

START_BITS, MORE_BITS, MOST_BITS = 64, 256, 20_000
MAX_ALGEBRAIC_DEGREE = 4_096


@contextmanager
def precision(bits: int) -> Iterator[None]:
    """Work with this many bits inside (FLINT's precision is global)."""
    before = ctx.prec
    ctx.prec = bits
    try:
        yield
    finally:
        ctx.prec = before


def ball(value: Fraction) -> Any:
    """A complex ball around a rational number."""
    return acb(arb(fmpq(value.numerator, value.denominator)))


def poly_value(space: Space, p: Poly, point: Point, known: dict[int, Any]) -> Any:
    """A ball around the polynomial's value at the point; `known` keeps the generators' values."""
    total = acb(0)
    space.effort.spend((20 + 5 * len(p)) * (1 + ctx.prec // 1_000))
    for exponents, coefficient in po.terms_of(p):
        term = acb(arb(coefficient))
        for i, exponent in enumerate(exponents):
            if exponent:
                term = term * generator_value(space, i, point, known) ** int(exponent)
        total = total + term
    return total


def form_value(space: Space, form: Form, point: Point, known: dict[int, Any]) -> Any:
    """A ball around num/den; not finite where den may be 0."""
    num = poly_value(space, form.num, point, known)
    return num if form.den.is_one() else num / poly_value(space, form.den, point, known)


def generator_value(space: Space, i: int, point: Point, known: dict[int, Any]) -> Any:
    """A ball around the value of generator i.

    Raises:
        TooHard: it cannot be computed.
    """
    if i not in known:
        value = _value(space, space.generators[i], point, known)
        if not value.is_finite():
            raise TooHard("a value could not be enclosed")
        known[i] = value
    return known[i]


def _value(space: Space, g: Generator, point: Point, known: dict[int, Any]) -> Any:
    def form(u: Form) -> Any:
        return form_value(space, u, point, known)

    match g.kind:
        case "symbol":
            return _symbol_value(g, point)
        case "constant":
            return acb(arb.pi() if g.data == "pi" else arb.const_euler())
        case "imaginary":
            return acb(0, 1)
        case "unity":
            return (acb(arb(2) / g.data)).exp_pi_i()
        case "exp":
            exponents, den, q = g.data
            top = form(po.monomial(exponents))
            bottom = poly_value(space, den, point, known) if den is not None else acb(1)
            return (top / bottom / q).exp()
        case "root" if g.relation is not None:
            return _root(form(g.relation), g)
        case "log":
            return form(g.data).log()
        case "sign":
            return _sign(form(g.data))
        case "parity" | "floor" | "power":
            return _integer_kinds(space, g, point, known)
        case "circular":
            name, turning = g.data
            turn = generator_value(space, turning, point, known)
            return acb(turn.real if name == "cos" else turn.imag)
        case "angle":
            name, argument = g.data
            value = form(argument)
            return value.asin() if name == "asin" else value.atan()
        case "call":
            name, arguments = g.data
            return _call(name, [form(u) for u in arguments])
    raise TooHard(f"no value of a {g.kind}")


def _symbol_value(g: Generator, point: Point) -> Any:
    if g.data in point:
        return ball(point[g.data])
    raise TooHard("a symbol without a value")


def _root(value: Any, g: Generator) -> Any:
    if g.real:
        return acb(abs(value.real).root(g.degree))
    if value.imag.is_zero() or not (value.imag.contains(0) and not value.real > 0):
        return value ** (acb(1) / g.degree)
    raise TooHard("a root's branch is not certain")


def _sign(value: Any) -> Any:
    if value.real > 0:
        return acb(1)
    if value.real < 0:
        return acb(-1)
    raise TooHard("a sign is not certain")


def _integer_kinds(space: Space, g: Generator, point: Point, known: dict[int, Any]) -> Any:
    if g.kind == "floor":
        floor = form_value(space, g.data, point, known).real.floor().unique_fmpz()
        if floor is None:
            raise TooHard("a floor is not certain")
        return acb(arb(floor))
    base, exponents = g.data
    exponent = form_value(space, po.monomial(exponents), point, known).real.unique_fmpz()
    if exponent is None or abs(exponent) > 10_000:
        raise TooHard("an exponent is not certain")
    return poly_value(space, base, point, known) ** int(exponent)


def _call(name: str, values: list[Any]) -> Any:
    if name.startswith("declared "):
        seed = name + "".join(str(v.mid()) for v in values)
        return ball(Fraction(crc32(seed.encode()) % 10_007 + 3, 4_001))
    first = values[0]
    match name, len(values):
        case "erf", 1:
            return first.erf()
        case "gamma", 1:
            return first.gamma()
        case "digamma", 1:
            return first.digamma()
        case "zeta", 1:
            return first.zeta()
        case "lambertw", 1:
            return first.lambertw()
        case "loggamma", 1:
            return first.lgamma()
        case "arg", 1:
            return acb(first.arg())
    raise TooHard(f"no value of {name}")


# ---------------------------------------------------------------------------- constants


def is_constant(space: Space, p: Poly) -> bool:
    """Whether the polynomial depends on no symbol and on no function without a known value."""
    return all(
        space.generators[i].kind
        not in ("symbol", "bound", "sum", "sign", "parity", "power", "floor")
        and not (
            space.generators[i].kind == "call" and space.generators[i].data[0].startswith("de")
        )
        for i in space.closure(p)
    )


def is_algebraic(space: Space, i: int) -> bool:
    """Whether the generator is an algebraic integer by construction: a root of one, or of unity."""
    generator = space.generators[i]
    if generator.kind in ("imaginary", "unity"):
        return True
    if generator.kind != "root" or generator.relation is None:
        return False
    return generator.relation.den.is_one() and all(
        is_algebraic(space, j) for j in po.used(generator.relation.num)
    )


def sign_of_constant(space: Space, p: Poly) -> int | None:
    """The exact sign of a real constant; ``None`` if it could not be told (or is not real)."""
    if not is_constant(space, p) or not space.is_real(p):
        return None
    bits = START_BITS
    limit = _bits_that_settle(space, p)
    while bits <= MOST_BITS:
        with precision(bits + 32):
            try:
                value = poly_value(space, p, {}, {}).real
            except TooHard:
                return None
            if value > 0:
                return 1
            if value < 0:
                return -1
            if limit is not None and abs(value).upper() < arb(2) ** -limit:
                return 0
        if limit is None and bits > MORE_BITS:
            return None
        bits = max(2 * bits, min(limit or 0, MOST_BITS))
    return None


def sign_of_constant_form(space: Space, form: Form) -> int | None:
    """The sign of a constant that is known to be real, if its ball tells."""
    for bits in (START_BITS, MORE_BITS):
        with precision(bits):
            try:
                value = form_value(space, form, {}, {}).real
            except TooHard:
                return None
            if value > 0 or value < 0:
                return 1 if value > 0 else -1
    return None


def is_nonzero_constant(space: Space, p: Poly) -> bool:
    """Whether the ball around a constant shows that it is not zero."""
    if not is_constant(space, p):
        return False
    for bits in (START_BITS, MORE_BITS):
        with precision(bits):
            try:
                if not poly_value(space, p, {}, {}).contains(0):
                    return True
            except TooHard:
                return False
    return False


def is_zero_constant(space: Space, p: Poly) -> bool:
    """Whether an algebraic constant is exactly zero.

    With integer coefficients in algebraic integers it is an algebraic integer of degree at most
    d, the product of the degrees of what it is made of, and every conjugate is at most u in size.
    If it is not 0, its norm is a non-zero integer, so its size is at least u^(1-d).
    """
    limit = _bits_that_settle(space, p)
    if limit is None or limit > MOST_BITS:
        return False
    bits = START_BITS
    while True:
        with precision(bits + 32):
            try:
                value = abs(poly_value(space, p, {}, {}))
            except TooHard:
                return False
            if value > 0:
                return False
            if value.upper() < arb(2) ** -limit:
                return True
        if bits > 2 * MOST_BITS:
            return False
        bits = max(2 * bits, limit)


def _bits_that_settle(space: Space, p: Poly) -> int | None:
    """-log2 of the least size of p if it is not zero; ``None`` if p is not algebraic."""
    if not all(is_algebraic(space, i) for i in po.used(p)):
        return None
    degree = 1
    for i in space.closure(p):
        degree *= space.generators[i].degree
        if degree > MAX_ALGEBRAIC_DEGREE:
            return None
    return int((degree - 1) * max(_conjugate_bits(space, p), 1.0)) + 2


def _conjugate_bits(space: Space, p: Poly) -> float:
    """log2 of a bound for every conjugate of p."""
    biggest = 0.0
    for exponents, coefficient in po.terms_of(p):
        bits = log2(abs(int(coefficient)) + 1)
        for i, exponent in enumerate(exponents):
            generator = space.generators[i] if exponent else None
            if generator and generator.kind == "root" and generator.relation is not None:
                bits += exponent * _conjugate_bits(space, generator.relation.num) / generator.degree
        biggest = max(biggest, bits)
    return max(biggest, 0.0) + log2(len(p) + 1)
