"""Exact fractions of integer polynomials: what every proof is computed with."""

from __future__ import annotations

from fractions import Fraction

import pytest

from grader.equality.proof import polynomials as po
from grader.equality.proof.polynomials import Effort, Form, TooHard

X, Y, Z = po.GENERATORS[:3]
ONE = po.ONE
EFFORT = (1_000_000, 2_000)


def effort():
    return Effort(*EFFORT)


def exponents(*first):
    return (*first, *po.NO_EXPONENTS[len(first) :])


@pytest.mark.parametrize(
    ("num", "den", "expected"),
    [
        (X**2 - 1, X - 1, (X + 1, ONE)),
        (X**2 - 1, 1 - X, (-X - 1, ONE)),
        (2 * X, 4 * Y, (X, 2 * Y)),
        (2 * X, -4 * Y, (-X, 2 * Y)),
        (6 * X, 4 * ONE, (3 * X, 2 * ONE)),
        (6 * X, -4 * ONE, (-3 * X, 2 * ONE)),
        (X, -ONE, (-X, ONE)),
        (3 * X, 2 * ONE, (3 * X, 2 * ONE)),
        (po.ZERO, X - Y, (po.ZERO, ONE)),
        (X, ONE, (X, ONE)),
        (X + Y, X - Y, (X + Y, X - Y)),
    ],
)
def test_lowest_terms_have_a_positive_denominator(num, den, expected):
    assert po.lowest_terms(effort(), Form(num, den)) == expected


@pytest.mark.parametrize(
    ("powers", "num", "den"),
    [
        ((), ONE, ONE),
        ((1,), X, ONE),
        ((2, 3), X**2 * Y**3, ONE),
        ((2, -3), X**2, Y**3),
        ((-1, 0, -2), ONE, X * Z**2),
    ],
)
def test_negative_powers_of_a_monomial_are_below(powers, num, den):
    assert po.monomial(exponents(*powers)) == (num, den)


@pytest.mark.parametrize(
    ("p", "content", "factors"),
    [
        (7 * ONE, 7, []),
        (-7 * ONE, -7, []),
        (-6 * X**2 * Y, -6, [(X, 2), (Y, 1)]),
        (2 * X + 4, 2, [(X + 2, 1)]),
        (-2 * X + 4, -2, [(X - 2, 1)]),
        (X - Y, 1, [(X - Y, 1)]),
        (Y**2 - X**2, -1, [(X - Y, 1), (X + Y, 1)]),
        (3 * (X + 1) ** 3 * (Y - 2) ** 2, 3, [(X + 1, 3), (Y - 2, 2)]),
        (-5 * (X**2 + 1) * Z, -5, [(X**2 + 1, 1), (Z, 1)]),
        ((1 - X) ** 3 * (Y**2 + 1), -1, [(X - 1, 3), (Y**2 + 1, 1)]),
    ],
)
def test_irreducible_factors_have_positive_leading_coefficients(p, content, factors):
    for _ in range(2):
        found_content, found = po.irreducible_factors(effort(), p)
        assert found_content == content
        assert sorted(found, key=str) == sorted(factors, key=str)


@pytest.mark.parametrize(
    ("p", "index"), [(X, 0), (Z, 2), (2 * X, None), (X**2, None), (X * Y, None), (X + Y, None),
                     (ONE, None), (-X, None), (po.ZERO, None)]
)  # fmt: skip
def test_a_single_generator_is_recognised(p, index):
    assert po.single_generator(p) == index


def test_exponents_and_degrees_are_by_generator():
    p = 3 * X**2 * Z + Y
    assert po.degrees(p) == exponents(2, 1, 1)
    assert po.degrees(po.ZERO) == po.NO_EXPONENTS
    assert po.used(p) == (0, 1, 2)
    assert po.used(po.ZERO) == ()
    assert dict(po.terms_of(p)) == {exponents(2, 0, 1): 3, exponents(0, 1): 1}
    assert po.exponents_of(5 * X**2 * Z) == exponents(2, 0, 1)


def test_many_terms_are_read_like_few():
    p = (X + Y + 1) ** 12
    assert po.from_terms(dict(po.terms_of(p))) == p
    assert po.from_terms(dict(po.terms_of(X - Y))) == X - Y


@pytest.mark.parametrize(
    ("u", "v", "total", "product"),
    [
        (Form(X, ONE), Form(Y, ONE), (X + Y, ONE), (X * Y, ONE)),
        (Form(X, Z), Form(Y, Z), (X + Y, Z), (X * Y, Z**2)),
        (Form(X, Z), Form(Y, ONE), (X + Y * Z, Z), (X * Y, Z)),
        (Form(X, ONE), Form(Y, Z), (X * Z + Y, Z), (X * Y, Z)),
        (Form(ONE, X), Form(ONE, Y), (X + Y, X * Y), (ONE, X * Y)),
    ],
)
def test_fractions_are_added_and_multiplied(u, v, total, product):
    assert po.plus(effort(), u, v) == total
    assert po.times(effort(), u, v) == product
    assert po.plus(effort(), u, po.minus(u)).num.is_zero()


def test_heavy_fractions_are_reduced_first():
    common = (X + Y + 1) ** 8
    heavy = Form(common, common)
    little = Effort(10_000_000, 60)
    assert po.times(little, heavy, heavy) == (ONE, ONE)
    assert po.plus(little, heavy, Form(common * 2, common * 3)) == (5 * ONE, 3 * ONE)


@pytest.mark.parametrize(
    ("p", "k", "expected"),
    [(X, 0, ONE), (X + 1, 1, X + 1), (X + 1, 3, (X + 1) ** 3), (po.ZERO, 3, po.ZERO),
     (po.ZERO, 0, ONE), (2 * X, 5, 32 * X**5)],
)  # fmt: skip
def test_powers_are_computed(p, k, expected):
    assert po.integer_power(effort(), p, k) == expected


@pytest.mark.parametrize(
    ("p", "k"),
    [
        (X + 1, po.MAX_DEGREE + 1),
        (3 * X, po.MAX_COEFFICIENT_BITS + 1),
        ((X + Y + Z + 1) ** 2, 12),
        (X + Y, 2_500),
    ],
)
def test_a_power_that_would_be_large_is_not_begun(p, k):
    with pytest.raises(TooHard):
        po.integer_power(effort(), p, k)


def test_a_budget_is_spent_to_the_last_step():
    little = Effort(10, 100)
    little.spend(10)
    with pytest.raises(TooHard):
        little.spend(1)
    with pytest.raises(TooHard):
        Effort(1_000_000, 1).check_product(X + Y + Z, (X + Y + 1) ** 4)


def test_numbers_become_fractions_and_primes():
    assert po.number(Fraction(-3, 4)) == po.constant(-3, 4) == (-3 * ONE, 4 * ONE)
    assert po.prime_factors(360) == {2: 3, 3: 2, 5: 1}
    assert po.prime_factors(1) == {}
    with pytest.raises(TooHard):
        po.prime_factors(2 ** (po.MAX_PRIME_BITS + 1))


def test_generators_are_replaced_all_at_once():
    assert po.replace(X * Y + Z, {0: Y, 1: X + 1}) == Y * (X + 1) + Z
