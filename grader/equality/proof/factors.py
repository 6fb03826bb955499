"""A form as a product: its sign, its primes, and irreducible polynomials with exponents."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from grader.equality.proof import polynomials as po
from grader.equality.proof.circular import circular_sign, turns_never_zero
from grader.equality.proof.complexes import is_real
from grader.equality.proof.enclosures import (
    is_constant,
    is_nonzero_constant,
    sign_of_constant_form,
)
from grader.equality.proof.generators import Space
from grader.equality.proof.polynomials import Form, Poly
from grader.equality.proof.signs import form_sign, sign, strict_sign

MAX_HIDDEN = 4


@dataclass(frozen=True, slots=True)
class Product:
    """sign * prod(prime^e) * prod(factor^e): what a root, a logarithm or a power is taken of.

    Attributes:
        sign: -1, 0 or 1; 0 if the form is zero. Factors below are taken to be positive already.
        primes: Exponent by prime.
        positive: Factors that are never negative, with exponents.
        unknown: Real factors whose sign is not known, with exponents.
        complex: Factors that are not real, with exponents.
    """

    sign: int
    primes: dict[int, int]
    positive: tuple[tuple[Poly, int], ...] = ()
    unknown: tuple[tuple[Poly, int], ...] = ()
    complex: tuple[tuple[Poly, int], ...] = ()


def factored(space: Space, form: Form) -> Product:
    """Factor a form and sort its factors by what is known of their signs."""
    form = roots_exposed(space, space.canonical(form))
    if form.num.is_zero():
        return Product(0, {})
    top, above = _irreducible(space, form.num)
    bottom, below = _irreducible(space, form.den)
    side = 1 if top * bottom > 0 else -1
    primes = dict(po.prime_factors(abs(top)))
    for p, e in po.prime_factors(abs(bottom)).items():
        primes[p] = primes.get(p, 0) - e
    positive, unknown, complex_ = [], [], []
    for factor, e in [*above, *((f, -e) for f, e in below)]:
        if not space.is_real(factor):
            complex_.append((factor, e))
            continue
        value = sign(space, factor)
        if value is None:
            unknown.append((factor, e))
        elif value > 0:
            positive.append((factor, e))
        else:
            positive.append((-factor, e))
            side = -side if e % 2 else side
    kept = {p: e for p, e in primes.items() if e}
    return Product(side, kept, tuple(positive), tuple(unknown), tuple(complex_))


def _irreducible(space: Space, p: Poly) -> po.Factors:
    """Irreducible factors, also of what the relation of a root r has hidden: f - c r = r (r - c).

    r divides p = p0 + p1 r + ... where its radicand f divides p0.
    """
    roots: list[tuple[Poly, int]] = []
    for i in po.used(p):
        generator = space.generators[i]
        relation = generator.relation
        if generator.kind != "root" or relation is None or not relation.den.is_one():
            continue
        for _ in range(MAX_HIDDEN):
            free = po.replace(p, {i: po.ZERO})
            if free.is_zero() or relation.num.is_constant() or len(free) < len(relation.num):
                break
            space.effort.spend(20 + 5 * len(free) * len(relation.num))
            quotient, rest = divmod(free, relation.num)
            if not rest.is_zero():
                break
            root = po.GENERATORS[i]
            p = quotient * root ** (generator.degree - 1) + (p - free) / root
            roots.append((root, 1))
    content, factors = po.irreducible_factors(space.effort, p)
    return content, [*roots, *factors]


def roots_exposed(space: Space, form: Form, among: Iterable[int] | None = None) -> Form:
    """Where x and a root r of x both occur, write x as r^q: x + 1 + 2 r becomes (r + 1)^2.

    Args:
        space: Where the form is.
        form: What is written anew.
        among: Generators that count as occurring; if not given, those of the form.
    """
    images: dict[int, Poly] = {}
    occurring = {*po.used(form.num), *po.used(form.den)} if among is None else set(among)
    for i in occurring:
        generator = space.generators[i]
        if generator.kind == "root" and generator.real and generator.relation is not None:
            base = po.single_generator(generator.relation.num)
            if base in occurring and generator.relation.den.is_one() and base is not None:
                images[base] = po.GENERATORS[i] ** generator.degree
    if not images:
        return form
    num, den = po.replace(form.num, images), po.replace(form.den, images)
    return po.lowest_terms(space.effort, Form(num, den))


def group(space: Space, factors: tuple[tuple[Poly, int], ...], side: int = 1) -> Form:
    """Side * prod(factor^e) as a form in lowest terms."""
    total = po.constant(side)
    for factor, e in factors:
        num = po.integer_power(space.effort, factor, abs(e))
        total = space.mul(total, Form(num, po.ONE) if e > 0 else Form(po.ONE, num))
    return po.lowest_terms(space.effort, total)


def never_zero(space: Space, p: Poly) -> bool:
    """Whether p vanishes nowhere on the domain (where its generators are defined)."""
    if p.is_constant():
        return not p.is_zero()
    if po.single_generator(p) is not None:
        return _factor_never_zero(space, p)
    return all(_factor_never_zero(space, f) for f, _ in po.irreducible_factors(space.effort, p)[1])


def _factor_never_zero(space: Space, factor: Poly) -> bool:
    i = po.single_generator(factor)
    if i is not None:
        generator = space.generators[i]
        if generator.kind in ("exp", "imaginary", "unity", "sign", "parity"):
            return True
        if generator.kind == "symbol" and space.domain.range_of(generator.data).nonzero:
            return True
        if generator.kind == "call" and generator.data[0] == "gamma":
            return True
        if generator.kind == "root" and generator.relation is not None:
            return never_zero(space, generator.relation.num)
    if strict_sign(space, factor) is not None or is_nonzero_constant(space, factor):
        return True
    for i in po.used(factor):  # a sign is a unit: x + s t |y| is s (|x| + t |y|)
        if space.generators[i].kind == "sign":
            turned, scale = space.reduce_poly(factor * po.GENERATORS[i])
            if scale.is_one() and strict_sign(space, turned) is not None:
                return True
    return not space.is_real(factor) and turns_never_zero(space, factor)


def known_sign(space: Space, form: Form) -> int | None:
    """The weak sign of a form that is real as a whole."""
    if space.is_real(form.num, form.den):
        return form_sign(space, form)
    if not is_real(space, form):
        return None
    if is_constant(space, form.num) and is_constant(space, form.den):
        return sign_of_constant_form(space, form)
    return circular_sign(space, form)
