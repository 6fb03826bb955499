"""Points that refute, and points that are an accident of measure zero."""

from __future__ import annotations

import pytest
from flint import acb, fmpq

from grader.equality import recheck
from grader.equality.balls import evaluate
from grader.equality.boundaries import criticals, guided_points
from grader.equality.budget import Budget
from grader.equality.domain import Domain
from grader.equality.points import Sampler, fraction, inside, text, value_of
from grader.equality.ranges import Range
from grader.equality.refute import Pair, Search, is_generic, look, models_for, stand_in
from grader.equality.roots import affine_root, exact_roots, roots
from grader.equality.structure import is_continuous, is_stepped
from grader.equality.values import Q0
from grader.tree import free_symbols, symbol
from tests.equality.reading import judged, tree


def pair(student: str, reference: str, symbols: dict[str, str] | None = None) -> Pair:
    return Pair(
        tree(student, symbols), tree(reference, symbols), Domain.of(symbols or {}), Budget()
    )


@pytest.mark.parametrize(
    "student, reference, point, found",
    [
        ("x**2", "x", {"x": 2}, "differ"),
        ("x**2", "x", {"x": 1}, "agree"),
        ("1/x", "x", {"x": 0}, "only reference"),
        ("x", "1/x", {"x": 0}, "only student"),
        ("1/x", "log(x)", {"x": 0}, "nowhere"),
        ("sqrt(x)**2 - x", "0", {"x": 2}, "agree"),
        ("Sum(k, (k, 1, x))", "x", {"x": 10**9}, "too expensive"),
        ("floor(sqrt(x)**2)", "5", {"x": 2}, "unknown"),
    ],
)
def test_a_look_tells_what_is_seen(student, reference, point, found):
    seen = look(pair(student, reference), {name: fmpq(v) for name, v in point.items()})
    assert seen.found == found


def test_a_difference_far_behind_the_point_is_found_by_looking_deep():
    shallow, deep = "exp(x)", "exp(x) + 10**(-40)"
    point = {"x": fmpq(1, 3)}
    assert look(pair(shallow, deep), point).found == "agree"
    assert look(pair(shallow, deep), point, deep=True).found == "differ"


@pytest.mark.parametrize(
    "student, reference, at, generic",
    [
        ("x**2", "x", 3, True),
        ("sign(x)", "1", 0, False),
        ("sign(x)", "1", -1, True),
        ("1/x", "x", 0, False),
        ("floor(x)", "ceiling(x) - 1", 2, False),
        ("Piecewise((1, x < 2), (0, True))", "0", 2, False),
        ("abs(x)", "x", -1, True),
        ("log(x)", "0", -1, True),
        ("max(i*x, 0)", "x", 1, True),
    ],
)
def test_only_a_difference_on_a_whole_box_is_generic(student, reference, at, generic):
    both, point = pair(student, reference), {"x": fmpq(at)}
    seen = look(both, point)
    if seen.is_exception:
        assert is_generic(both, point, seen) is generic


def test_every_integer_point_counts():
    both = pair("1/(n - 3)", "1/n", {"n": "integer >= 1"})
    point = {"n": fmpq(3)}
    assert is_generic(both, point, look(both, point))


def test_an_exception_is_remembered_but_does_not_refute():
    both, search = pair("x/x", "1"), Search()
    assert not search.visit(both, {"x": Q0})
    assert search.has_exception
    assert search.refutation is None
    assert search.agreed > 0


def test_what_is_undefined_all_around_refutes():
    both, search = pair("1/(x - x)", "1"), Search()
    assert search.visit(both, {"x": fmpq(1)})


@pytest.mark.parametrize(
    "symbols, constraints",
    [
        ({"x": "real"}, ()),
        ({"x": "x > 0", "y": "0 < y < 1"}, ()),
        ({"n": "integer >= 2", "k": "integer >= 0"}, ("k <= n",)),
        ({"a": "real", "b": "real"}, ("a + b = 1",)),
        ({"x": "-1 <= x <= 1"}, ()),
        ({"n": "3 <= n <= 5 integer"}, ()),
        ({"x": "-pi/2 < x < pi/2"}, ()),
        ({"v": "nonzero real vector 2"}, ()),
        ({"x": "x != 0", "n": "integer != 0"}, ()),
        ({"p": "1 < p < oo", "q": "q > 1"}, ("1/p + 1/q = 1",)),
    ],
)
def test_points_lie_in_the_domain_and_are_the_same_every_time(symbols, constraints):
    domain = Domain.of(symbols, constraints).scalars()
    names = list(domain.symbols)
    points = [*Sampler(domain, names).points(0, 10), *Sampler(domain, names).corners()]
    assert points
    assert all(inside(point, domain) for point in points)
    assert points == [*Sampler(domain, names).points(0, 10), *Sampler(domain, names).corners()]


def test_points_of_one_symbol_do_not_depend_on_the_others():
    domain = Domain.of({"x": "real", "y": "real"})
    alone, together = Sampler(domain, ["x"]).point(1), Sampler(domain, ["x", "y"]).point(1)
    assert alone["x"] == together["x"]


def test_points_are_of_several_sizes_and_kinds():
    values = [fraction(value_of("x", Range(), k)) for k in range(12)]
    assert any(abs(v) > 100 for v in values)
    assert any(0 < abs(v) < 0.05 for v in values)
    assert any(v.denominator == 1 for v in values)
    assert {v > 0 for v in values} == {True, False}


def test_complex_points_are_exact():
    value = value_of("z", Range(kind="complex"), 0)
    assert value.is_exact()
    assert text(acb(1, -2)) == "1 + -2 i"


@pytest.mark.parametrize(
    "source, around",
    [
        ("abs(x + 1000)", [-1000]),
        ("max(x, 12345)", [12345]),
        ("floor(x/1000)", [0, 1000]),
        ("Piecewise((x, x > 1/10**9), (0, True))", [0]),
        ("abs(abs(x) - 7)", [7, -7]),
        ("sign(x**2 - 2)", [1.41421356, -1.41421356]),
        ("sign(exp(x) - 5)", [1.6094379]),
        ("min(n, 1000)", [1000]),
    ],
)
def test_guided_points_lie_on_both_sides_of_every_boundary(source, around):
    symbols = {"n": "integer >= 0"}
    expression = tree(source, symbols)
    (name,) = free_symbols(expression)
    sampler = Sampler(Domain.of(symbols), [name])
    found = guided_points(sampler, criticals([expression]), changing=True)
    values = [float(fraction(point[name])) for point in found]
    for boundary in around:
        assert any(boundary < v < boundary + 8 for v in values), (boundary, values)
        assert any(boundary - 8 < v < boundary for v in values) or boundary == 0 == min(values)


def test_every_region_between_two_boundaries_has_a_point():
    expression = tree("abs(x - 1000) + abs(x - 1001) + abs(x - 5000)")
    sampler = Sampler(Domain(), ["x"])
    found = guided_points(sampler, criticals([expression]), changing=True)
    values = [float(fraction(point["x"])) for point in found]
    for low, high in ((-1e9, 1000), (1000, 1001), (1001, 5000), (5000, 1e9)):
        assert any(low < v < high for v in values)


def test_bound_variables_give_no_boundaries():
    assert criticals([tree("Sum(abs(k - 3), (k, 1, n))", {"n": "integer >= 1"})]) == ()


@pytest.mark.parametrize(
    "source, at",
    [("3*x - 7", fmpq(7, 3)), ("x + y - 1", fmpq(1, 2)), ("x**2", None), ("5", None)],
)
def test_affine_roots_are_exact(source, at):
    assert affine_root(tree(source), "x", {"y": fmpq(1, 2)}) == at


def test_roots_of_small_degree_are_enclosed():
    found = roots(tree("x**2 - 2"), "x", {}, Range())
    places = [round(float(fraction(root.at)), 12) for root in found]
    assert places == [-1.414213562373, 1.414213562373]
    assert all(0 < root.reach < fmpq(1, 10**20) for root in found)
    assert exact_roots(tree("x**2 - 4"), "x", {}, Range()) == [fmpq(-2), fmpq(2)]
    assert exact_roots(tree("sin(x)"), "x", {}, Range()) == [fmpq(0)]


@pytest.mark.parametrize(
    "source, stepped, continuous",
    [
        ("x**2 + exp(x)", False, True),
        ("abs(x)", True, True),
        ("sign(x)", True, False),
        ("sqrt(x)", False, False),
        ("log(x)", False, False),
        ("Piecewise((1, x > 0), (2, True))", True, False),
        ("floor(x)", True, False),
        ("i*x", False, False),
    ],
)
def test_the_structure_says_where_to_look(source, stepped, continuous):
    assert is_stepped(tree(source)) is stepped
    assert is_continuous(tree(source)) is continuous


def test_unknown_functions_get_models_that_differ():
    point = {"x": fmpq(2)}
    models = models_for(["f", "g"])
    f, g = tree("f(x)", {"f": "function"}), tree("g(x)", {"g": "function"})
    assert evaluate(f, point, models=models) != evaluate(g, point, models=models)
    assert free_symbols(stand_in(0, 2)) == {"t1", "t2"}
    assert symbol("t1") != symbol("t2")


@pytest.mark.parametrize(
    "student, reference",
    [
        ("log(exp(x) + exp(-1000))", "x"),
        ("log(2**x + 2**(-800))/log(2)", "x"),
        ("x + log(1 + 5*exp(-x - 3000))", "x"),
        ("tanh(x + 400)", "x/x"),
        ("erf(x + 90)", "1"),
    ],
)
def test_what_differs_only_beyond_where_two_exponentials_balance_is_refuted(student, reference):
    for sides in ((student, reference), (reference, student)):
        outcome = judged(*sides)
        assert outcome.relation == "different"
        assert recheck(outcome.certificate)
