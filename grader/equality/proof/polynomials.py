"""Exact fractions of integer polynomials in a few generators, with limits before every product.

Everything the prover computes is a `Form`: numerator and denominator in one fixed FLINT context.
What a generator stands for is the business of `grader.equality.proof.generators`; here they are
variables. FLINT calls cannot be interrupted, so each function estimates what a product costs and
raises `TooHard` instead of starting it.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import comb, gcd
from typing import Any, NamedTuple, TypeAlias

from flint import Ordering, fmpz, fmpz_mpoly_ctx

from grader.equality.proof.layouts import (
    CONTEXT,
    COUNT,
    GENERATORS,
    HELPER,
    MAX_REMEMBERED,
    NO_EXPONENTS,
    ONE,
    ZERO,
    Exponents,
    Layout,
    Poly,
    degrees,
    exponents_of,
    layout,
    single_generator,
    terms_of,
    used,
)

MAX_DEGREE = 4_000
MAX_FACTOR_TERMS, MAX_FACTOR_DEGREE, MAX_GCD = 200, 250, 60_000
MAX_COEFFICIENT_BITS = 40_000
MAX_PRIME_BITS = 160


__all__ = [
    "CONTEXT", "COUNT", "GENERATORS", "HELPER", "NO_EXPONENTS", "ONE", "ZERO", "Exponents", "Poly",
    "degrees", "exponents_of", "layout", "single_generator", "terms_of", "used",
]  # fmt: skip


class TooHard(Exception):
    """The rules or the limits do not reach this far: nothing is claimed."""


class Vanishes(TooHard):
    """Something is divided by an expression that is zero everywhere: nothing is claimed."""


@dataclass(slots=True)
class Effort:
    """What is left of a budget; shared by all attempts at one proof.

    Attributes:
        steps: What is left of the work; a step is about a microsecond.
        terms: Largest number of terms of any polynomial.
    """

    steps: int
    terms: int

    def spend(self, steps: int) -> None:
        """Pay for an operation.

        Raises:
            TooHard: the budget is used up.
        """
        self.steps -= steps
        if self.steps < 0:
            raise TooHard("the budget is used up")

    def check_product(self, a: Poly, b: Poly) -> None:
        """Pay for a*b, before it is computed."""
        work = len(a) * len(b)
        if work > 25 * self.terms:
            raise TooHard("a product has too many terms")
        self.spend(work)


class Form(NamedTuple):
    """num / den. Not always in lowest terms; the denominator is never the zero polynomial."""

    num: Poly
    den: Poly


FORM_ZERO = Form(ZERO, ONE)
FORM_ONE = Form(ONE, ONE)
FORM_MINUS_ONE = Form(-ONE, ONE)


def constant(p: int, q: int = 1) -> Form:
    """The number p/q."""
    return Form(CONTEXT.constant(p), ONE if q == 1 else CONTEXT.constant(q))


def number(value: Fraction) -> Form:
    """A rational number."""
    return constant(value.numerator, value.denominator)


def monomial(exponents: Exponents) -> Form:
    """The product of generators to these powers, negative ones in the denominator."""
    num, den = ONE, ONE
    for i, exponent in enumerate(exponents):
        if exponent > 0:
            num = num * GENERATORS[i] ** exponent
        elif exponent < 0:
            den = den * GENERATORS[i] ** -exponent
    return Form(num, den)


def unit(i: int) -> Form:
    """The generator i."""
    return Form(GENERATORS[i], ONE)


def from_terms(terms: dict[Exponents, Any]) -> Poly:
    """A polynomial from exponents and coefficients."""
    return CONTEXT.from_dict(terms)


def replace(p: Poly, images: dict[int, Poly]) -> Poly:
    """P with generators replaced by polynomials."""
    return p.compose(*[images.get(i, GENERATORS[i]) for i in range(COUNT)])


def lowest_terms(effort: Effort, form: Form) -> Form:
    """Divide by the greatest common divisor; the denominator's leading coefficient is positive."""
    num, den = form
    if num.is_zero():
        return FORM_ZERO
    if den is ONE or den.is_one():
        return form
    if den.is_constant():
        return _numeric_denominator(num, int(den.leading_coefficient()))
    if len(num) > 1 and len(den) > 1 and max(num.total_degree(), den.total_degree()) > MAX_DEGREE:
        raise TooHard("a degree is too high")
    if len(num) * len(den) > MAX_GCD:
        raise TooHard("a common divisor of large polynomials")
    effort.spend(20 * (len(num) + len(den)))
    divisor = num.gcd(den)
    if not divisor.is_one():
        num, den = num / divisor, den / divisor
    return Form(-num, -den) if den.leading_coefficient() < 0 else Form(num, den)


def _numeric_denominator(num: Poly, den: int) -> Form:
    common = gcd(int(num.content()), den)
    if den < 0:
        common = -common
    if common == 1:
        return Form(num, CONTEXT.constant(den))
    return Form(num / common, CONTEXT.constant(den // common))


def plus(effort: Effort, u: Form, v: Form) -> Form:
    """The sum u + v."""
    effort.spend(4)
    if u.den is v.den or u.den == v.den:
        return _bounded(effort, Form(u.num + v.num, u.den))
    if v.den.is_one():
        effort.check_product(v.num, u.den)
        return _bounded(effort, Form(u.num + v.num * u.den, u.den))
    if u.den.is_one():
        effort.check_product(u.num, v.den)
        return _bounded(effort, Form(u.num * v.den + v.num, v.den))
    u, v = _lighter(effort, u, v)
    for a, b in ((u.num, v.den), (v.num, u.den), (u.den, v.den)):
        effort.check_product(a, b)
    return _bounded(effort, Form(u.num * v.den + v.num * u.den, u.den * v.den))


def times(effort: Effort, u: Form, v: Form) -> Form:
    """The product u * v."""
    effort.spend(5)
    u, v = _lighter(effort, u, v)
    return _bounded(effort, Form(_product(effort, u.num, v.num), _product(effort, u.den, v.den)))


def _product(effort: Effort, a: Poly, b: Poly) -> Poly:
    if a is ONE:
        return b
    if b is ONE:
        return a
    effort.check_product(a, b)
    return a * b


def _lighter(effort: Effort, u: Form, v: Form) -> tuple[Form, Form]:
    if max(len(u.num), len(u.den)) * max(len(v.num), len(v.den)) <= effort.terms:
        return u, v
    return lowest_terms(effort, u), lowest_terms(effort, v)


def _bounded(effort: Effort, form: Form) -> Form:
    if max(len(form.num), len(form.den)) > effort.terms:
        raise TooHard("a polynomial has too many terms")
    return form


def minus(form: Form) -> Form:
    """-form."""
    return Form(-form.num, form.den)


def integer_power(effort: Effort, p: Poly, k: int) -> Poly:
    """p**k for k >= 0, refused where the result would be large."""
    terms = len(p)
    if k == 0:
        return ONE
    if k == 1 or terms == 0:
        return p
    if terms > 1 and p.total_degree() * k > MAX_DEGREE:
        raise TooHard("a degree is too high")
    bits = max(int(c).bit_length() for c in p.coeffs()) if terms <= effort.terms else 1
    if (bits - 1 + (terms > 1)) * k > MAX_COEFFICIENT_BITS:
        raise TooHard("a coefficient is too large")
    if terms > 1:
        size = comb(k + terms - 1, min(terms - 1, k)) if k <= 400 and terms <= 400 else effort.terms
        if size >= effort.terms:
            raise TooHard("a power has too many terms")
        effort.spend(size * terms)
    return p**k


def prime_factors(n: int) -> dict[int, int]:
    """The primes of n > 0 with their exponents.

    Raises:
        TooHard: n is too long to be factored at once.
    """
    if n.bit_length() > MAX_PRIME_BITS:
        raise TooHard("a number is too long to factor")
    return {int(p): int(e) for p, e in fmpz(n).factor()}


@lru_cache(maxsize=COUNT)
def _narrow_context(count: int) -> Any:
    """A context of so many generators: FLINT's factoring takes longer with idle ones.

    What they are called tells nothing, so that there is one for each number of them:
    python-flint keeps every context for ever.
    """
    return fmpz_mpoly_ctx.get([f"x{i}" for i in range(count)], Ordering.lex)


Factors: TypeAlias = tuple[int, list[tuple[Poly, int]]]

_FACTORED: dict[Layout, Factors] = {}
"""Factorisations that were needed before; what variables stand for does not matter for them."""


def irreducible_factors(effort: Effort, p: Poly) -> Factors:
    """(content with sign, [(factor with positive leading coefficient, exponent)]) of p != 0."""
    if p.is_constant():
        return int(p.leading_coefficient()), []
    if len(p) == 1:
        powers = [(GENERATORS[i], e) for i, e in enumerate(exponents_of(p)) if e]
        return int(p.leading_coefficient()), powers
    if p.total_degree() == 1:
        content = int(p.content())
        content = -content if p.leading_coefficient() < 0 else content
        return content, [(p if content == 1 else p / content, 1)]
    if len(p) > MAX_FACTOR_TERMS or p.total_degree() > MAX_FACTOR_DEGREE:
        raise TooHard("a polynomial is too large to factor")
    effort.spend(50 * len(p))
    key = layout(p)
    if key not in _FACTORED:
        if len(_FACTORED) >= MAX_REMEMBERED:
            _FACTORED.clear()
        _FACTORED[key] = _factored(p)
    return _FACTORED[key]


def _factored(p: Poly) -> Factors:
    indices = used(p)
    narrow = _narrow_context(len(indices))
    terms = {tuple([e[i] for i in indices]): c for e, c in terms_of(p)}
    content, found = narrow.from_dict(terms).factor()
    content = int(content)
    factors = []
    for factor, exponent in found:
        factor = _widened(factor, indices)
        if factor.leading_coefficient() < 0:
            factor = -factor
            content = -content if exponent % 2 else content
        factors.append((factor, int(exponent)))
    return content, factors


def _widened(narrow: Poly, indices: tuple[int, ...]) -> Poly:
    """A polynomial of a narrow context in the generators of these indices."""
    terms = {}
    for exponents, coefficient in narrow.to_dict().items():
        wide = [0] * COUNT
        for i, e in zip(indices, exponents, strict=True):
            wide[i] = int(e)
        terms[tuple(wide)] = coefficient
    return CONTEXT.from_dict(terms)
