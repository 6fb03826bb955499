"""log, principal: logarithms of primes and of irreducible polynomials are the generators.

- log(f w) = log f + log w if f >= 0 on the domain (f = 0 is a pole);
- f^k with f real of unknown sign is f |f|^(k-1) or |f|^k, and |f| >= 0;
- log(-w) = log w + i pi if w >= 0;
- log(exp m) = m for real m, log of a root is a fraction of the logarithm, and
  log W(u) = log u - W(u) for u > 0.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations_with_replacement

from flint import arb

from grader.equality.proof import polynomials as po
from grader.equality.proof.enclosures import precision
from grader.equality.proof.exponents import monomial_form
from grader.equality.proof.factors import factored, group, known_sign, never_zero
from grader.equality.proof.generators import Generator, Space
from grader.equality.proof.polar import polar
from grader.equality.proof.polynomials import Form, Poly, TooHard, Vanishes
from grader.equality.proof.powers import absolute_factor
from grader.equality.proof.sided import Sign
from grader.equality.proof.signs import signed

MAX_KNOWN = 4


def logarithm(space: Space, form: Form) -> Form:
    """log(form)."""
    parts = factored(space, form)
    if parts.sign == 0:
        raise Vanishes("the logarithm of zero")
    total = po.FORM_ZERO
    for prime, k in parts.primes.items():
        total = space.add(total, space.scale(_of_number(space, prime), Fraction(k)))
    rest = list(parts.complex)
    for factor, k in parts.positive:
        _mark_pole(space, factor)
        total = space.add(total, space.scale(log_positive(space, factor), Fraction(k)))
    for factor, k in parts.unknown:
        _mark_pole(space, factor)
        even = k if k % 2 == 0 else k - 1
        if even:
            modulus = log_positive(space, absolute_factor(space, factor))
            total = space.add(total, space.scale(modulus, Fraction(even)))
        if k % 2:
            rest.append((factor, 1))
    for factor, _ in parts.complex:
        _mark_pole(space, factor)
    if rest:
        return space.add(total, log_of(space, group(space, tuple(rest), parts.sign)))
    return space.add(total, _half_turn(space)) if parts.sign < 0 else total


def _mark_pole(space: Space, factor: Poly) -> None:
    if not never_zero(space, factor):
        space.poles.append(factor)


def _half_turn(space: Space) -> Form:
    return space.mul(space.rules["i"](space), space.rules["pi"](space))


def log_of(space: Space, base: Form) -> Form:
    """The logarithm of a base of unknown sign; its zeros are the caller's business."""
    value = known_sign(space, base)
    if value == -1:
        return space.add(_generator(space, po.minus(base), real=True), _half_turn(space))
    if value is None:
        turned = polar(space, base)
        if turned is not None:
            modulus, turn = turned
            angle = space.scale(_half_turn(space), turn)
            return space.add(space.rules["log"](space, modulus), angle)
    return _generator(space, base, real=value == 1)


def log_positive(space: Space, base: Poly) -> Form:
    """The logarithm of a polynomial that is never negative; its zeros are the caller's business."""
    if base.is_constant():
        return po.FORM_ZERO if base.is_one() else _of_number(space, int(base.leading_coefficient()))
    i = po.single_generator(base)
    if i is not None:
        generator = space.generators[i]
        if generator.kind == "exp" and generator.real:
            exponents, den, q = generator.data
            return space.scale(monomial_form((exponents, den)), Fraction(1, q))
        if generator.kind == "root" and generator.real and generator.relation is not None:
            whole = space.rules["log"](space, generator.relation)
            return space.scale(whole, Fraction(1, generator.degree))
        if generator.kind == "call" and generator.data[0] == "lambertw" and generator.lower_open:
            (u,) = generator.data[1]
            return space.sub(space.rules["log"](space, u), po.unit(i))
    return _generator(space, Form(base, po.ONE), real=True)


def _of_number(space: Space, n: int) -> Form:
    total = po.FORM_ZERO
    for prime, k in po.prime_factors(n).items():
        with precision(64):
            value = _log_bounds(prime)
        generator = Generator(
            kind="log",
            name=f"log({prime})",
            lower=value[0],
            upper=value[1],
            lower_open=True,
            upper_open=True,
            data=po.constant(prime),
        )
        total = space.add(total, space.scale(po.unit(space.adopt(generator)), Fraction(k)))
    return total


def _log_bounds(n: int) -> tuple[Fraction, Fraction]:
    """Rational bounds of log n, a millionth apart."""
    whole = (arb(n).log() * 1_000_000).floor().unique_fmpz()
    if whole is None:
        raise TooHard("a logarithm could not be enclosed")
    low = int(whole)
    return Fraction(low, 1_000_000), Fraction(low + 1, 1_000_000)


def _combination(space: Space, base: Form) -> Form | None:
    """A logarithm by logarithms that exist already, where base is a product of their arguments.

    Irreducible polynomials in symbols are independent; what has roots or circular functions in it
    need not be: (sqrt 3 - sqrt 2)(sqrt 3 + sqrt 2) = 1.
    """
    if all(space.generators[i].kind == "symbol" for i in {*po.used(base.num), *po.used(base.den)}):
        return None
    known = [i for i, g in enumerate(space.generators) if g.kind == "log" and g.real]
    known = [i for i in known if po.used(space.generators[i].data.num)][-MAX_KNOWN:]
    factors = [(po.FORM_ONE, po.FORM_ZERO)]
    for i in known:
        argument, logarithm = space.generators[i].data, po.unit(i)
        inverse = Form(argument.den, argument.num)
        doubled = space.mul(argument, argument)
        for value, times in ((argument, 1), (inverse, -1), (doubled, 2)):
            factors.append((value, space.scale(logarithm, Fraction(times))))
    for (f, log_f), (g, log_g) in combinations_with_replacement(factors, 2):
        product = space.mul(f, g)
        difference = Form(product.num * base.den - base.num * product.den, po.ONE)
        if space.reduce(difference).num.is_zero():
            return space.add(log_f, log_g)
    return None


def _generator(space: Space, base: Form, *, real: bool) -> Form:
    name = f"log {space.form_name(base)}"
    known = space.find(name)
    if known is not None:
        return po.unit(known)
    combination = _combination(space, base) if real else None
    if combination is not None:
        return combination
    above = signed(space, base.num - base.den) if real and base.den.is_one() else Sign(None)
    side = above.value or 0
    generator = Generator(
        kind="log",
        name=name,
        parts=(base.num, base.den),
        real=real,
        lower=Fraction(0) if side > 0 else None,
        upper=Fraction(0) if side < 0 else None,
        lower_open=above.strict,
        upper_open=above.strict,
        data=base,
    )
    return po.unit(space.adopt(generator))
