"""The canonical form: what it makes the same, and what it must keep apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.equality.balls import Indeterminate, Undefined, evaluate
from grader.equality.budget import Budget
from grader.equality.canonical import canonical
from grader.equality.cost import is_cheap, is_too_big
from grader.equality.values import is_nonzero, precision
from grader.tree import ONE, Tree, add, call, integer, mul, power, rational, symbol
from tests.equality.reading import tree


@pytest.mark.parametrize(
    "one, other",
    [
        ("x + y + x", "2*x + y"),
        ("2*(x + y)", "2*x + 2*y"),
        ("x*y*x", "x**2*y"),
        ("-(x - y)", "y - x"),
        ("0.5*x", "x/2"),
        ("max(x, y, x)", "max(y, x)"),
        ("max(max(x, y), z)", "max(x, y, z)"),
        ("abs(x - y)", "abs(y - x)"),
        ("cos(-x)", "cos(x)"),
        ("x > y", "y < x"),
        ("Eq(x, y)", "Eq(y, x)"),
        ("(x**2)**3", "x**6"),
        ("Sum(k, (k, 1, 100))", "5050"),
        ("Product(k, (k, 1, 5))", "120"),
        ("2**10", "1024"),
        ("x - x + 1", "1"),
        ("Sum(k, (k, 1, 100)) + 0*n", "5050"),
        ("abs(-3/2)*sign(-2)*x", "-3*x/2"),
        ("sign(0) + x", "x"),
        ("sqrt(12)*x", "2*sqrt(3)*x"),
        ("27**(2/3)*sqrt(2)*sqrt(6)*x", "18*x*sqrt(3)"),
        ("(5/2)**(4/3)", "5*5**(1/3)*4**(1/3)/4"),
        ("abs(-3)**(3/2) + abs(2)**(3/2)", "2*sqrt(2) + 3*sqrt(3)"),
        ("8**(-1/3)", "1/2"),
        ("x/sqrt(2)", "sqrt(2)*x/2"),
    ],
)
def test_the_same_value_everywhere_has_one_form(one, other):
    assert canonical(tree(one)) == canonical(tree(other))


@pytest.mark.parametrize(
    "one, other",
    [
        ("x/x", "1"),
        ("0/x", "0"),
        ("log(x) - log(x)", "0"),
        ("sqrt(x)*sqrt(x)/x", "1"),
        ("(x**2)**(1/2)", "x"),
        ("1/(1/x)", "x"),
        ("x**0/x**0", "1/x*x"),
        ("gamma(x) - gamma(x)", "0"),
        ("x > y", "x >= y"),
        ("f(x)", "f(y)"),
        ("sin(-x)", "sin(x)"),
        ("x - y", "y - x"),
        ("0**0", "0"),
        ("(-4)**(1/2)", "2"),
        ("(-8)**(1/3)", "-2"),
        ("(4*x)**(1/2)", "-2*x**(1/2)"),
        ("sqrt(2)*sqrt(3)", "sqrt(5)"),
        ("2**(1/3)*2**(1/2)", "2**(1/6)"),
        ("max(x, min(y, z))", "max(x, y, z)"),
        ("min(x, max(y, z))", "min(x, y, z)"),
        ("max(x, sin(y))", "max(x, y)"),
        ("abs(-2)*x", "-2*x"),
        ("sign(-2)*x", "x"),
        ("sign(0)*x", "x"),
    ],
)
def test_what_may_differ_at_a_point_has_two_forms(one, other):
    names = {"f": "function"}
    assert canonical(tree(one, names)) != canonical(tree(other, names))


_FRACTIONS = st.fractions(min_value=-60, max_value=60, max_denominator=60)


@given(st.lists(st.tuples(_FRACTIONS, _FRACTIONS, st.booleans()), min_size=1, max_size=4))
def test_roots_of_numbers_keep_their_value(powers):
    """A base below 0 has a complex root, which is left as it is."""
    factors = []
    for base, exponent, signed in powers:
        number = rational(*base.as_integer_ratio())
        inner = number if signed else call("abs", number)
        factors.append(power(inner, rational(*exponent.as_integer_ratio())))
    product = mul(*factors, call("sign", rational(*powers[0][0].as_integer_ratio())))
    for whole in (product, add(product, *factors)):
        form = canonical(whole)
        assert canonical(form) == form
        try:
            with precision(400):
                value = evaluate(whole, {})
        except (Undefined, Indeterminate):
            continue
        with precision(400):
            assert not is_nonzero(evaluate(form, {}) - value)


def test_a_root_of_a_long_number_is_not_factored():
    long = integer(10**300 + 1)
    assert canonical(power(long, rational(1, 2))) == power(long, rational(1, 2))
    assert canonical(mul(power(long, rational(1, 2)), symbol("x"))).head == "mul"


def test_the_form_of_a_form_is_itself():
    for text in ("2*(x + y)*x - x**2*2", "max(abs(-x), y)*3/4", "Sum(k*x, (k, 1, n))"):
        once = canonical(tree(text))
        assert canonical(once) == once


@pytest.mark.parametrize(
    "text, cheap",
    [
        ("x**2 + 1", True),
        ("(x + y + z)**5", True),
        ("exp(x)*sin(3*x)", True),
        ("(x + y + z + u + v)**30", False),
        ("sin(1000*x)", False),
        ("x**(1/97)", False),
        ("Sum(k*x, (k, 1, 500))", False),
        ("abs(x)*abs(y)*abs(z)*abs(u)*abs(v)*abs(w)*abs(a)*abs(b)*abs(c)", False),
        ("Product(x + k, (k, 1, 30))", True),
    ],
)
def test_the_cost_is_known_before_anything_is_multiplied_out(text, cheap):
    assert is_cheap(tree(text), ONE) is cheap


def test_too_large_and_too_deep_trees_are_not_looked_at():
    deep = symbol("x")
    for _ in range(400):
        deep = call("exp", deep)
    wide = add(*(power(symbol("x"), integer(k)) for k in range(25_000)))
    assert is_too_big(deep, Budget())
    assert is_too_big(wide, Budget())
    assert not is_too_big(Tree("vector", (symbol("x"),)), Budget())
