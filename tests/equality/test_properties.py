"""Whatever the pair: symmetric, sound against rewriting and change, and every certificate holds."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.equality import Budget, Domain, compare, recheck
from grader.tree import Tree, add, integer, mul, rational
from tests.equality.random_trees import SYMBOLS, leaves, rewritten, trees

DOMAIN = Domain.of(SYMBOLS)
BUDGET = Budget(worker=False)
COMMON = settings(max_examples=250, suppress_health_check=list(HealthCheck))


@COMMON
@given(trees, trees)
def test_the_answer_is_the_same_both_ways_round(a, b):
    one, other = compare(a, b, DOMAIN, budget=BUDGET), compare(b, a, DOMAIN, budget=BUDGET)
    assert (one.relation, one.scope) == (other.relation, other.scope)


@COMMON
@given(trees, trees)
def test_every_certificate_rechecks(a, b):
    outcome = compare(a, b, DOMAIN, budget=BUDGET)
    if outcome.certificate is not None:
        assert recheck(outcome.certificate), outcome.certificate
    assert (outcome.certificate is None) <= (outcome.relation != "different")


@COMMON
@given(trees, st.lists(st.integers(0, 7), max_size=12))
def test_a_rewritten_twin_is_never_different(tree, choices):
    outcome = compare(rewritten(tree, list(choices)), tree, DOMAIN, budget=BUDGET)
    assert outcome.relation != "different", outcome


@COMMON
@given(trees, st.sampled_from([rational(1, 10**9), integer(1), rational(-1, 7)]))
def test_a_twin_with_something_added_is_never_equal(tree, step):
    outcome = compare(add(tree, step), tree, DOMAIN, budget=BUDGET)
    assert outcome.relation != "equal", outcome


@COMMON
@given(trees)
def test_a_tree_is_equal_to_itself_unless_it_has_no_value(tree):
    outcome = compare(tree, tree, DOMAIN, budget=BUDGET)
    assert outcome.relation in {"equal", "undecided"}
    if outcome.relation == "undecided":
        assert outcome.method in {
            "no point at which both sides have a value",
            "neither proved nor refuted",
            "a value would cost too much",
        }


@COMMON
@given(st.lists(leaves, min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_sets_have_no_order(elements, random):
    shuffled = list(elements)
    random.shuffle(shuffled)
    outcome = compare(
        Tree("set", tuple(shuffled)), Tree("set", tuple(elements)), DOMAIN, budget=BUDGET
    )
    assert outcome.relation == "equal"


@COMMON
@given(trees, st.integers(2, 9))
def test_equations_are_equal_up_to_a_constant_factor(tree, factor):
    zero = integer(0)
    one = Tree("relation", ("=", tree, zero))
    other = Tree("relation", ("=", mul(integer(factor), tree), zero))
    assert compare(other, one, DOMAIN, kind="equation", budget=BUDGET).relation != "different"
