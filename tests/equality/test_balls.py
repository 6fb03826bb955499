"""Values at a point: principal, enclosed, and three ways of having none."""

from __future__ import annotations

from contextlib import suppress

import mpmath
import pytest
from flint import acb, arb, fmpq

from grader.equality import Budget, Domain, compare, recheck
from grader.equality.balls import Indeterminate, TooExpensive, Undefined, evaluate, holds
from grader.equality.functions import APPLY
from grader.equality.values import Infinite, precision, raised
from grader.reading.text import read
from grader.reading.vocabulary import Vocabulary
from grader.tree import FUNCTIONS, I, Tree, call, integer, mul, power, rational, symbol
from tests.equality.reading import tree
from tests.pace import within


def value(text: str, **point: object) -> object:
    return evaluate(tree(text), {name: fmpq(*v) for name, v in point.items()})


@pytest.mark.parametrize(
    "text, exact",
    [
        ("1/3 + 1/6", fmpq(1, 2)),
        ("0.1 + 0.2", fmpq(3, 10)),
        ("sqrt(49/4)", fmpq(7, 2)),
        ("8**(2/3)", fmpq(4)),
        ("0**0", fmpq(1)),
        ("factorial(5)", fmpq(120)),
        ("binomial(5, 2)", fmpq(10)),
        ("binomial(-3, 2)", fmpq(6)),
        ("binomial(1/2, 2)", fmpq(-1, 8)),
        ("floor(-7/2)", fmpq(-4)),
        ("ceiling(-7/2)", fmpq(-3)),
        ("sign(-3)", fmpq(-1)),
        ("max(1, 2, 3/2)", fmpq(2)),
        ("Sum(k**2, (k, 1, 10))", fmpq(385)),
        ("Product(k, (k, 1, 5))", fmpq(120)),
        ("Sum(k, (k, 1, 0))", fmpq(0)),
        ("Piecewise((1, 1 > 2), (5, True))", fmpq(5)),
        ("exp(0)", fmpq(1)),
        ("log(1)", fmpq(0)),
        ("1/oo", fmpq(0)),
        ("exp(-oo)", fmpq(0)),
        ("2**(-oo)", fmpq(0)),
        ("atan2(0, 1)", fmpq(0)),
    ],
)
def test_rational_values_are_exact(text, exact):
    assert value(text) == exact


@pytest.mark.parametrize(
    "text",
    ["1/0", "0**(-1)", "log(0)", "gamma(0)", "gamma(-3)", "factorial(-1)", "atanh(1)",
     "0**(-1/2)", "oo - oo", "0*oo", "atan2(0, 0)", "zeta(1)", "digamma(0)", "max(i, 1)",
     "Piecewise((1, 1 > 2))", "1/(1 - 1)", "cot(0)", "csc(0)", "loggamma(0)"],
)  # fmt: skip
def test_what_has_no_value_is_undefined(text):
    with pytest.raises(Undefined):
        value(text)


@pytest.mark.parametrize(
    "text",
    ["sqrt(2)*sqrt(2)/(sqrt(2)**2 - 2)", "floor(sqrt(2)**2)", "sign(exp(1)*exp(-1) - 1)",
     "Sum(k, (k, 1, 1/2))", "Sum(k, (k, 1, -5))", "nothing_known(1)"],
)  # fmt: skip
def test_what_balls_do_not_tell_is_indeterminate(text):
    source = call("nothing_known", integer(1)) if text.startswith("nothing") else tree(text)
    with pytest.raises(Indeterminate):
        evaluate(source, {})


def nested(n: int, base: int) -> Tree:
    found = integer(base)
    for _ in range(n - 1):
        found = power(integer(base), found)
    return found


@pytest.mark.parametrize(
    "huge",
    [
        nested(4, 9),
        nested(5, 7),
        call("factorial", integer(10**9)),
        nested(3, 10),
        power(Tree("add", (symbol("x"), integer(1))), integer(100_000)),
        Tree("sum", (symbol("k"), "k", integer(1), integer(10**12))),
        call("floor", nested(4, 10)),
        call("zeta", mul(integer(10**30), I)),
        call("gamma", nested(3, 9)),
        call("binomial", integer(10**15), integer(10**14)),
        call("cos", nested(3, 6)),
        call("mod", nested(4, 3), integer(7)),
        power(integer(2), power(integer(2), integer(100_000))),
        call("factorial2", integer(10**9)),
    ],
)
def test_huge_numbers_cost_nothing(huge):
    with within(0.1), suppress(Indeterminate, TooExpensive):
        evaluate(huge, {"x": fmpq(3, 7)})


def test_a_long_sum_is_too_expensive():
    with pytest.raises(TooExpensive):
        value("Sum(1/k, (k, 1, 100000))")


def test_the_node_budget_counts_every_term():
    with pytest.raises(TooExpensive):
        evaluate(tree("Sum(1/k, (k, 1, 1000))"), {}, visits=500)


MP = {
    "exp": mpmath.exp, "log": mpmath.log, "sin": mpmath.sin, "cos": mpmath.cos, "tan": mpmath.tan,
    "cot": mpmath.cot, "sec": mpmath.sec, "csc": mpmath.csc, "asin": mpmath.asin,
    "acos": mpmath.acos, "atan": mpmath.atan, "acot": mpmath.acot, "asec": mpmath.asec,
    "acsc": mpmath.acsc, "sinh": mpmath.sinh, "cosh": mpmath.cosh, "tanh": mpmath.tanh,
    "coth": mpmath.coth, "sech": mpmath.sech, "csch": mpmath.csch, "asinh": mpmath.asinh,
    "acosh": mpmath.acosh, "atanh": mpmath.atanh, "acoth": mpmath.acoth, "asech": mpmath.asech,
    "acsch": mpmath.acsch, "abs": abs, "sign": mpmath.sign, "floor": mpmath.floor,
    "ceiling": mpmath.ceil, "gamma": mpmath.gamma, "loggamma": mpmath.loggamma,
    "factorial": mpmath.factorial, "digamma": mpmath.digamma, "erf": mpmath.erf,
    "erfc": mpmath.erfc, "lambertw": mpmath.lambertw, "zeta": mpmath.zeta, "re": mpmath.re,
    "im": mpmath.im, "conjugate": mpmath.conj, "arg": mpmath.arg,
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(MP))
@pytest.mark.parametrize("x", [(5, 7), (-3, 7), (12, 5), (-12, 5), (1, 9)])
def test_functions_take_the_principal_values_of_mpmath(name, x):
    with precision(128), mpmath.workdps(40):
        ours = evaluate(call(name, rational(*x)), {})
        theirs = mpmath.mpc(MP[name](mpmath.mpf(x[0]) / x[1]))
        box = acb(ours)
        for part, want in ((box.real, theirs.real), (box.imag, theirs.imag)):
            assert abs(part - arb(mpmath.nstr(want, 35))) < 1e-25, (ours, theirs)


@pytest.mark.parametrize("name", sorted(set(MP) - {"floor", "ceiling", "sign", "loggamma"}))
@pytest.mark.parametrize("z", [(1, 2), (-3, 5), (2, -1)])
def test_functions_of_complex_numbers_agree_with_mpmath(name, z):
    with precision(128), mpmath.workdps(40):
        ours = acb(evaluate(call(name, symbol("z")), {"z": acb(*z)}))
        theirs = mpmath.mpc(MP[name](mpmath.mpc(*z)))
        for part, want in ((ours.real, theirs.real), (ours.imag, theirs.imag)):
            assert abs(part - arb(mpmath.nstr(want, 35))) < 1e-25, (ours, theirs)


def test_every_function_of_the_tree_is_known_or_has_no_number_as_its_value():
    about_vectors = {"norm", "dot", "transpose", "trace", "det", "inverse", "elementwise"}
    assert FUNCTIONS - set(APPLY) == about_vectors | {"theta", "bigo", "omega"}


@pytest.mark.parametrize(
    "text, truth",
    [
        ("1 < 2", True),
        ("2 <= 2", True),
        ("pi > 3", True),
        ("sqrt(2) > 3/2", False),
        ("oo > 5", True),
        ("-oo < 5", True),
        ("Eq(1/2, 0.5)", True),
        ("Ne(pi, 3)", True),
    ],
)
def test_conditions_have_a_truth_value(text, truth):
    assert holds(tree(text), {}) is truth


def test_an_undecided_condition_does_not_matter_where_another_decides():
    unclear = tree("sqrt(2)**2 > 2*1/1 - 10**(-400)*0 + sqrt(3)**2 - 3")
    assert holds(Tree("and", (unclear, Tree("false", ()))), {}) is False
    assert holds(Tree("or", (unclear, Tree("true", ()))), {}) is True


def test_infinities_keep_their_sign():
    assert value("-2*oo") == Infinite(-1)
    assert value("oo + 5") == Infinite(1)
    assert value("(-oo)**3") == Infinite(-1)
    assert value("exp(oo)") == Infinite(1)


def test_balls_get_smaller_with_precision():
    widths = []
    for bits in (64, 256):
        with precision(bits):
            widths.append(evaluate(tree("exp(1/3)"), {}).rad())
    assert widths[1] < widths[0] * arb(2) ** -150


@pytest.mark.parametrize(
    "text, value",
    [
        ("log(8, 2)", 3),
        ("log(1/9, 3)", -2),
        ("ceiling(log(1024, 2))", 10),
        ("floor(log(10**30, 10))", 30),
        ("log(2, 1/2)", -1),
    ],
)
def test_a_logarithm_that_is_a_whole_number_is_exact(text, value):
    assert evaluate(tree(text), {}) == fmpq(value)


def test_other_logarithms_are_enclosed():
    assert type(evaluate(tree("log(7, 2)"), {})) is arb
    assert type(evaluate(tree("log(8, 4)"), {})) is arb


@pytest.mark.parametrize("exponent", [fmpq(0), arb(0), acb(0)], ids=["exact", "real", "complex"])
@pytest.mark.parametrize("base", [fmpq(0), arb(0), acb(0), fmpq(2), acb(1, 1)], ids=str)
def test_anything_to_the_power_0_is_1_however_the_0_came_about(base, exponent):
    assert raised(base, exponent) == 1


def test_a_zero_exponent_by_way_of_a_complex_logarithm_refutes_nothing():
    words = {"x": "x != 0", "n": "integer"}
    vocabulary, domain = Vocabulary.of(words), Domain.of(words)
    student = read("min(n, 1/2)**(x**n)", vocabulary)
    reference = read("min(n, 1/2)*min(n, 1/2)**(exp(n*log(x)) - 1)", vocabulary)
    outcome = compare(student, reference, domain, budget=Budget(worker=False))
    assert outcome.certificate is None or recheck(outcome.certificate)
