"""exp(i pi r) for rational r: i, sqrt 2 and sqrt 3 where they suffice, else cyclotomic numbers."""

from __future__ import annotations

from fractions import Fraction

from flint import fmpz_poly

from grader.equality.proof import polynomials as po
from grader.equality.proof.generators import Generator, Space
from grader.equality.proof.polynomials import Form, TooHard

MAX_ORDER = 600
NAME = "unity"


def imaginary_unit(space: Space) -> Form:
    """i, with i^2 = -1."""
    generator = Generator(
        kind="imaginary", name="i", real=False, degree=2, relation=po.FORM_MINUS_ONE
    )
    return po.unit(space.adopt(generator))


def root_of_unity(space: Space, r: Fraction) -> Form:
    """exp(i pi r)."""
    r %= 2
    if r >= 1:
        return po.minus(root_of_unity(space, r - 1))
    if r == 0:
        return po.FORM_ONE
    simple, rest = _split(r)
    result = _by_square_roots(space, simple)
    return space.mul(result, _cyclotomic(space, rest)) if rest else result


def _split(r: Fraction) -> tuple[Fraction, Fraction]:
    """R = a + b with the denominator of a a divisor of 12, and of b coprime to 3 and not 2 or 4."""
    q = r.denominator
    twos, threes = 1, 1
    while q % 2 == 0:
        q, twos = q // 2, twos * 2
    while q % 3 == 0:
        q, threes = q // 3, threes * 3
    easy = (twos if twos <= 4 else 1) * (threes if threes <= 3 else 1)
    hard = r.denominator // easy
    if hard == 1:
        return r, Fraction(0)
    if easy == 1:
        return Fraction(0), r
    over_easy = r.numerator * pow(hard, -1, easy) % easy
    simple = Fraction(over_easy, easy)
    return simple, r - simple


def _by_square_roots(space: Space, r: Fraction) -> Form:
    """exp(i pi r) where 12 r is an integer, as a product of powers of exp(i pi/3), exp(i pi/4)."""
    if r == 0:
        return po.FORM_ONE
    quarter = next(Fraction(k, 4) for k in range(8) if (r - Fraction(k, 4)).denominator in (1, 3))
    third = r - quarter
    turns = int(third * 3) % 6
    i = imaginary_unit(space)
    result = po.FORM_ONE
    if quarter:
        result = _eighth_turn(space, i, int(quarter * 4))
    if turns:
        sixth = space.add(
            po.constant(1, 2), space.scale(space.mul(i, _sqrt(space, 3)), Fraction(1, 2))
        )
        result = space.mul(result, space.power(sixth, turns))
    return space.reduce(result)


def _eighth_turn(space: Space, i: Form, k: int) -> Form:
    if k % 2 == 0:
        return space.power(i, k // 2)
    diagonal = space.scale(space.mul(space.add(po.FORM_ONE, i), _sqrt(space, 2)), Fraction(1, 2))
    return space.mul(diagonal, space.power(i, (k - 1) // 2))


def _sqrt(space: Space, n: int) -> Form:
    return space.rules["rational power"](space, po.constant(n), Fraction(1, 2))


def _cyclotomic(space: Space, r: Fraction) -> Form:
    """A power of the generator exp(i pi/q), whose minimal polynomial is the 2q-th cyclotomic."""
    q = space.refine(NAME, r.denominator)
    order = 2 * q
    if order > MAX_ORDER:
        raise TooHard("a root of unity of too high an order")
    i = space.find(NAME)
    if i is None:
        index = len(space.generators)
        if index >= po.HELPER:
            raise TooHard("there are too many different functions")
        minimal = fmpz_poly.cyclotomic(order)
        degree = minimal.degree()
        lower = po.ZERO
        for k in range(degree):
            lower = lower - int(minimal[k]) * po.GENERATORS[index] ** k
        i = space.adopt(
            Generator(
                kind="unity",
                name=NAME,
                real=False,
                degree=degree,
                relation=Form(lower, po.ONE),
                data=order,
            )
        )
    return Form(po.GENERATORS[i] ** (int(r * q) % order), po.ONE)
