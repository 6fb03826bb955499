"""Polynomials as keys: equal ones are one key, others never, and none is kept for ever."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest
from flint import fmpz_mpoly_ctx

from grader.equality.proof import layouts
from grader.equality.proof import polynomials as po

X, Y, Z = po.GENERATORS[:3]
FEW = [po.ZERO, po.ONE, -po.ONE, X, Y, X * Y, X + Y, X - Y, 2 * X, X**2, X**70, X**70 + 1, X**71]


def test_the_same_polynomial_made_twice_is_one_key():
    for p in FEW:
        assert {po.layout(p): "known"}[po.layout(p + X - X)] == "known"


@pytest.mark.parametrize(("p", "q"), list(combinations(FEW, 2)), ids=str)
def test_two_polynomials_are_two_keys(p, q):
    assert po.layout(p) != po.layout(q)


def test_polynomials_of_one_value_are_told_apart():
    p, q = X, po.CONTEXT.constant(int(layouts._PLACE[0]))
    assert po.layout(p).value == po.layout(q).value
    assert len({po.layout(p), po.layout(q), po.layout(p)}) == 2
    assert (po.used(p), po.used(q), po.used(X + Y - Y)) == ((0,), (), (0,))
    assert dict(po.terms_of(q)) == {po.NO_EXPONENTS: int(layouts._PLACE[0])}


@pytest.mark.parametrize("p", [(X + Y + Z) ** 12, X**100 * Y + 3, po.ZERO, 5 * Z], ids=str)
def test_large_ones_are_laid_out_like_small_ones(p):
    terms = dict(po.terms_of(p))
    assert po.from_terms(terms) == p
    top = tuple(max(column) for column in zip(*terms, strict=True)) or po.NO_EXPONENTS
    assert po.degrees(p) == top
    assert po.used(p) == tuple(i for i, degree in enumerate(top) if degree)


def test_keys_of_many_polynomials_take_no_more_and_more_memory():
    def resident_mib():
        return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) / 256

    for k in range(3_000):
        po.used(X * k + Y)
    before = resident_mib()
    for k in range(30_000):
        po.used(X * (k + 3_000) + Y)
    assert resident_mib() - before < 12


def test_factoring_in_other_variables_makes_no_other_context():
    effort = po.Effort(10**9, 1_000)
    po.irreducible_factors(effort, X**2 * Y - Z**2 * Y)
    before = len(fmpz_mpoly_ctx._ctx_cache)
    for a, b, c in combinations(po.GENERATORS[3:11], 3):
        content, factors = po.irreducible_factors(effort, 2 * a**2 * b - 2 * c**2 * b)
        assert content == 2
        assert {str(factor) for factor, _ in factors} == {str(b), str(a - c), str(a + c)}
    assert len(fmpz_mpoly_ctx._ctx_cache) == before
