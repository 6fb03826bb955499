"""Cases, edges, cells and signs of polynomials: the exact arguments outside the prover."""

from __future__ import annotations

import pytest
from flint import fmpz_poly

from grader.equality.cases import by_cases
from grader.equality.cells import real_roots, same_on_cells
from grader.equality.domain import Domain
from grader.equality.edges import edges
from grader.equality.rational import Field, NotRational
from grader.tree import integer
from tests.equality.reading import judged, tree

ELSE_0 = "(0, True)"
CLOSED = "Piecewise((x, x >= 1), (0, True))"
SHRUNK, POSITIVE = "sign(x)*max(abs(x) - c, 0)", {"c": "c > 0"}
AT_LEAST_2 = {"n": "integer >= 2"}


def test_cases_cover_the_domain_and_every_one_must_be_proved():
    seen: list[str] = []

    def proved(a, b, domain):
        seen.append(domain.range_of("x").words("x"))
        return "everywhere"

    words, scope = by_cases(tree("x"), tree("x"), Domain.of({"x": "x >= -2"}), proved)
    assert scope == "everywhere"
    assert words == "cases x > 0, x < 0 and x = 0"
    assert seen == ["real; x > 0", "real; x > 0; x <= 2", "real; x >= -2"]


def test_one_case_that_is_not_proved_spoils_all():
    def only_positive(a, b, domain):
        return None if domain.range_of("x").upper is not None else "everywhere"

    assert by_cases(tree("x"), tree("x"), Domain.of({"x": "x >= -2"}), only_positive) is None


def test_zero_alone_may_fail_but_then_equality_is_almost_everywhere():
    def not_at_zero(a, b, domain):
        return None if a == integer(0) else "everywhere"

    assert by_cases(tree("x"), tree("x"), Domain(), not_at_zero)[1] == "almost everywhere"


def test_smallest_integers_are_cases_that_matter():
    def not_at_two(a, b, domain):
        return None if a == integer(2) else "everywhere"

    domain = Domain.of({"n": "integer >= 2"})
    assert by_cases(tree("n"), tree("n"), domain, not_at_two) is None


@pytest.mark.parametrize(
    "student, reference, symbols, relation, scope",
    [
        ("atan(x) + atan(1/x)", "pi*sign(x)/2", {}, "equal", "almost everywhere"),
        ("x*sign(x)", "abs(x)", {}, "equal", "everywhere"),
        ("x*sign(x) + y", "abs(x) + y", {}, "equal", "everywhere"),
        ("sign(x)*sign(x)", "1", {}, "equal", "almost everywhere"),
        ("sign(x - y)*(x - y)", "abs(x - y)", {}, "equal", "everywhere"),
        ("Piecewise((x, x > 1), (1, True))", "max(x, 1)", {}, "equal", "everywhere"),
        (f"Piecewise((x, x > 1), {ELSE_0})", CLOSED, {}, "equal", "almost everywhere"),
        (
            f"Piecewise((x - c, x >= c), (x + c, x <= -c), {ELSE_0})",
            SHRUNK,
            POSITIVE,
            "equal",
            "everywhere",
        ),
        (
            f"Piecewise((x - c, x >= c), (x + c, x < -c), {ELSE_0})",
            SHRUNK,
            POSITIVE,
            "equal",
            "everywhere",
        ),
        (
            f"Piecewise((x, x >= c), {ELSE_0})",
            f"Piecewise((x, x > c), {ELSE_0})",
            POSITIVE,
            "equal",
            "almost everywhere",
        ),
        ("factorial(n)/factorial(n - 2)", "n*(n - 1)", AT_LEAST_2, "equal", "everywhere"),
    ],
)
def test_boundaries_are_looked_at(student, reference, symbols, relation, scope):
    outcome = judged(student, reference, symbols)
    assert (outcome.relation, outcome.scope) == (relation, scope), outcome


@pytest.mark.parametrize(
    "text, known",
    [
        ("x*sign(x)", True),
        ("1/(x - y)", True),
        ("floor(x)", False),
        ("tan(x)", False),
        ("sqrt(x)", False),
        ("1/sin(x)", False),
        ("1/(x**2 - 2)", False),
        ("1/(x**2 + 1)", True),
    ],
)
def test_edges_are_given_only_where_all_are_known(text, known):
    assert (edges(tree(text), tree("x"), Domain()) is not None) is known


def test_on_an_edge_another_symbol_takes_over_the_bounds():
    domain = Domain.of({"x": "x >= -1", "y": "0 < y < 5"})
    found = edges(tree("abs(x - y)"), tree("x - y"), domain)
    ranges = [{name: r.words(name) for name, r in there.symbols.items()} for *_, there in found]
    assert {"y": "real; y > 0; y < 5"} in ranges or {"x": "real; x > 0; x < 5"} in ranges
    apart = Domain.of({"x": "x < -1", "y": "y > 0"})
    assert edges(tree("abs(x - y)"), tree("y - x"), apart) == []


def test_on_an_edge_bounds_of_what_was_put_in_become_constraints():
    domain = Domain.of({"x": "x > 1", "y": "real"})
    found = edges(tree("abs(x - y**2)"), tree("x - y**2"), domain)
    assert [len(there.constraints) for *_, there in found] == [1]


def test_integers_have_no_edges():
    assert edges(tree("sign(n)"), tree("n"), Domain.of({"n": "integer"})) is None


@pytest.mark.parametrize(
    "text, symbols, sign",
    [
        ("x**2 + 1", {}, 1),
        ("-x**2 - y**2 - 1", {}, -1),
        ("x**2", {}, None),
        ("x", {"x": "x > 0"}, 1),
        ("x", {"x": "x >= 0"}, None),
        ("x + 1", {"x": "x >= 0"}, 1),
        ("x - 3", {"x": "x > 3"}, 1),
        ("x - 3", {"x": "x > 2"}, None),
        ("1 - b", {"b": "b < 1"}, 1),
        ("n**2 - n", {"n": "integer >= 2"}, 1),
        ("x*y", {"x": "x > 0", "y": "y < 0"}, -1),
        ("exp(x) + 1", {}, 1),
        ("exp(z) + 1", {"z": "complex"}, None),
        ("pi*x", {"x": "x > 0"}, 1),
    ],
)
def test_signs_of_polynomials_hold_on_the_whole_domain(text, symbols, sign):
    field = Field((tree(text),), Domain.of(symbols))
    above, below = field.fraction(tree(text))
    assert below == 1
    assert field.sign(above) == sign


def test_division_by_zero_is_no_rational_function():
    with pytest.raises(NotRational):
        Field((tree("1/(x - x)"),), Domain()).fraction(tree("1/(x - x)"))


@pytest.mark.parametrize(
    "one, other, symbols, agree",
    [
        ("x**2 < 4", "And(x > -2, x < 2)", {}, True),
        ("x**2 <= 4", "And(x > -2, x < 2)", {}, False),
        ("x**2 < 4", "x < 2", {}, False),
        ("x**2 < 4", "x < 2", {"x": "x > 0"}, True),
        ("x**2 < 4", "x < 2", {"x": "x >= -2"}, False),
        ("x**2 < 4", "x < 2", {"x": "x > -2"}, True),
        ("(x - 1)*(x - 2)*(x - 3) > 0", "Or(And(1 < x, x < 2), x > 3)", {}, True),
        ("x**3 - 2 > 0", "x**3 > 2", {}, True),
        ("x**4 + 1 > 0", "True", {}, True),
        ("(x - 1)**2 > 0", "Ne(x, 1)", {}, True),
        ("(x - 1)**2 >= 0", "Ne(x, 1)", {}, False),
        ("x**5 - x - 1 > 0", "x**5 > x + 1", {}, True),
        ("x**5 - x - 1 > 0", "x > 1", {}, False),
        ("Eq(x**2, 1)", "Or(Eq(x, 1), Eq(x, -1))", {}, True),
    ],
)
def test_conditions_in_one_symbol_are_decided_exactly(one, other, symbols, agree):
    found = same_on_cells(tree(one), tree(other), Domain.of(symbols))
    assert found is not None
    assert found.agree is agree


@pytest.mark.parametrize("text", ["x*y > 0", "exp(x) > 1", "1/x > 0", "n > 1"])
def test_cells_are_for_polynomials_in_one_real_symbol(text):
    assert same_on_cells(tree(text), tree("x > 0"), Domain.of({"n": "integer"})) is None


def test_real_roots_come_in_order():
    found = real_roots(fmpz_poly([-2, 0, 0, 1]), 64)
    assert len(found) == 1
    assert found[0].contains(found[0].mid())
    both = [round(float(root.mid()), 6) for root in real_roots(fmpz_poly([-3, 0, 1]), 64)]
    assert both == [-1.732051, 1.732051]
