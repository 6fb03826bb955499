"""Vector arithmetic on trees."""

from __future__ import annotations

import pytest

from grader.equality import Domain, compare, expand
from grader.errors import Unreadable
from grader.tree import INFINITY, Tree, add, call, integer, mul, power, symbol, vector
from tests.equality.reading import judged, tree

DOMAIN = {"g": "real vector 3", "h": "real vector 3", "A": "real matrix 2 2", "v": "real vector 2",
          "B": "real matrix 3 2", "a": "real"}  # fmt: skip
G, H, A, V = map(symbol, "ghAv")


def same(left: Tree, right: Tree) -> bool:
    return compare(left, right, Domain.of(DOMAIN)).relation == "equal"


@pytest.mark.parametrize(
    "left, right",
    [
        ("norm(g)", "sqrt(g1**2 + g2**2 + g3**2)"),
        ("norm(g, 1)", "abs(g1) + abs(g2) + abs(g3)"),
        ("norm(g, oo)", "max(abs(g1), abs(g2), abs(g3))"),
        ("dot(g, h)", "g1*h1 + g2*h2 + g3*h3"),
        ("g + h", "[g1 + h1, g2 + h2, g3 + h3]"),
        ("2*g - g", "[g1, g2, g3]"),
        ("g*h", "[g1*h1, g2*h2, g3*h3]"),
        ("g/2", "[g1/2, g2/2, g3/2]"),
        ("sign(g)", "[sign(g1), sign(g2), sign(g3)]"),
        ("exp(g)", "[exp(g1), exp(g2), exp(g3)]"),
        ("g**2", "[g1**2, g2**2, g3**2]"),
        ("max(g)", "max(g1, g2, g3)"),
        ("g + 1", "[g1 + 1, g2 + 1, g3 + 1]"),
    ],
)
def test_operations_go_entry_by_entry(left, right):
    assert judged(left, right, DOMAIN).relation == "equal"


def test_a_transposed_vector_times_a_vector_is_their_inner_product():
    assert same(mul(call("transpose", G), H), call("dot", G, H))


def test_a_vector_times_a_transposed_one_is_a_matrix():
    outer = expand(mul(V, call("transpose", V)), Domain.of(DOMAIN))
    assert outer.head == "matrix"
    assert outer.args[0].args[1] == mul(symbol("v1"), symbol("v2"))


def test_matrices_multiply_as_matrices_unless_marked():
    squared = mul(A, A)
    assert same(squared, power(A, integer(2)))
    hadamard = mul(call("elementwise", A), A)
    assert not same(squared, hadamard)
    assert same(hadamard, power(call("elementwise", A), integer(2)))


def test_a_matrix_times_its_inverse_is_the_identity():
    identity = Tree("matrix", (vector(integer(1), integer(0)), vector(integer(0), integer(1))))
    outcome = compare(mul(A, call("inverse", A)), identity, Domain.of(DOMAIN))
    assert (outcome.relation, outcome.scope) == ("equal", "almost everywhere")


def test_det_and_trace():
    entries = {f"A{i}{j}": "real" for i in (1, 2) for j in (1, 2)}
    domain = Domain.of(DOMAIN)
    assert compare(call("det", A), tree("A11*A22 - A12*A21", entries), domain).relation == "equal"
    assert compare(call("trace", A), tree("A11 + A22", entries), domain).relation == "equal"


def test_matrix_norms():
    rows = Tree("matrix", (vector(integer(3), integer(0)), vector(integer(0), integer(-4))))
    for kind, value in (("op", integer(4)), ("nuc", integer(7)), ("fro", integer(5))):
        assert compare(Tree("call", ("norm", rows, kind)), value).relation == "equal", kind
    full = Tree("matrix", (vector(integer(1), integer(2)), vector(integer(2), integer(4))))
    assert compare(Tree("call", ("norm", full, "op")), integer(5)).relation == "equal"
    assert compare(Tree("call", ("norm", full, "nuc")), integer(5)).relation == "equal"


def test_the_rms_norm_divides_by_the_length():
    domain = Domain.of({"g": "real vector 4"})
    rms, half = Tree("call", ("norm", G, "rms")), mul(Tree("rational", (1, 2)), call("norm", G))
    assert compare(rms, half, domain).relation == "equal"


@pytest.mark.parametrize(
    "wrong",
    [
        add(G, V),
        mul(A, G),
        call("dot", G, V),
        call("det", symbol("B")),
        add(A, integer(1)),
        power(A, symbol("a")),
        Tree("matrix", (vector(integer(1)), vector(integer(1), integer(2)))),
        Tree("call", ("norm", G, "strange")),
        vector(G, integer(1)),
    ],
)
def test_shapes_that_do_not_fit_are_unreadable(wrong):
    with pytest.raises(Unreadable):
        expand(wrong, Domain.of(DOMAIN))


def test_vectors_of_different_length_differ():
    outcome = judged("[1, 2, 3]", "[1, 2]")
    assert outcome.relation == "different"
    assert outcome.certificate.claim == "shapes differ"


def test_rows_and_columns_are_the_same_thing():
    column = Tree("matrix", (vector(integer(1)), vector(integer(2))))
    row = Tree("matrix", (vector(integer(1), integer(2)),))
    plain = vector(integer(1), integer(2))
    for x in (column, row, plain):
        for y in (column, row, plain):
            assert compare(x, y).relation == "equal"


def test_infinity_norm_is_named_by_a_tree():
    names = {"g": "real vector 2"}
    assert judged("norm(g, oo)", "max(abs(g))", names).relation == "equal"
    assert expand(call("norm", G, INFINITY), Domain.of(names)).args[0] == "max"
