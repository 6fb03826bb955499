"""Certificates: they travel as JSON, recheck, and a forged one does not."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from grader.equality import Certificate, recheck
from grader.equality.outcome import tree_from_json, tree_to_json
from tests.equality.reading import judged, tree

PAIRS = [
    ("sqrt(x**2)", "x", {}, ()),
    ("-alpha*g", "-alpha*g/2", {"alpha": "alpha > 0", "g": "real vector 3"}, ()),
    ("A*A", "A", {"A": "real matrix 2 2"}, ()),
    ("det(A)", "trace(A)", {"A": "real matrix 2 2"}, ()),
    ("f(x + 1)", "f(x)", {"f": "function"}, ()),
    ("log(n - k)", "k", {"n": "integer >= 0", "k": "integer >= 1"}, ("k < n",)),
    ("norm(v)", "norm(v, 1)", {"v": "nonzero real vector 2"}, ()),
    ("log(z)", "z", {"z": "complex"}, ()),
    ("1/(x - x)", "x", {}, ()),
    ("y = 2*x", "y = 3*x", {}, ()),
    ("x**2 = 2", "x**2 = 3", {}, ()),
    ("x > 1", "x >= 1", {}, ()),
    ("{1, x}", "{1, y}", {}, ()),
    ("[x, y]", "[x]", {}, ()),
    ("Sum(k, (k, 1, n))", "n**2", {"n": "integer >= 1"}, ()),
    ("1/(n - 3)", "1/n", {"n": "integer >= 1"}, ()),
]


@pytest.fixture(params=PAIRS, ids=lambda pair: f"{pair[0]} against {pair[1]}")
def certificate(request):
    student, reference, symbols, constraints = request.param
    outcome = judged(student, reference, symbols, constraints)
    assert outcome.relation == "different"
    return outcome.certificate


def test_certificates_survive_json(certificate):
    travelled = Certificate.from_json(json.loads(json.dumps(certificate.to_json())))
    assert travelled == certificate
    assert recheck(travelled)


def test_a_certificate_of_the_same_tree_twice_does_not_hold(certificate):
    forged = replace(certificate, student=certificate.reference)
    assert not recheck(forged)


def test_a_certificate_without_its_point_does_not_hold(certificate):
    forged = replace(certificate, point={})
    assert not recheck(forged)


@pytest.mark.parametrize(
    "changes",
    [
        {"point": {"x": "1/0"}},
        {"point": {"x": "about 3"}},
        {"point": {"x": "-1"}, "domain": {"x": "real; x > 0"}},
        {"point": {"x": "1/2"}, "domain": {"x": "integer"}},
        {"point": {"x": "0"}, "domain": {"x": "real; x != 0"}},
        {"student": ["call", "system", ["text", "true"]]},
        {"student": ["strange"]},
        {"student": []},
        {"where": (3,)},
        {"claim": "growth differs"},
        {"claim": "only one holds"},
        {"claim": "only the reference is defined"},
        {"constraints": (["relation", ">", ["symbol", "x"], ["int", "5"]],)},
    ],
)
def test_a_forged_certificate_does_not_hold(changes):
    genuine = judged("sqrt(x**2)", "x").certificate
    assert recheck(genuine)
    assert not recheck(replace(genuine, **changes))


def test_a_wrong_claim_of_undefinedness_does_not_hold():
    genuine = judged("1/(n - 3)*(n - 3)", "1", {"n": "integer"}).certificate
    assert genuine.claim == "only the reference is defined"
    assert recheck(genuine)
    assert not recheck(replace(genuine, point={"n": "4"}))
    assert not recheck(replace(genuine, claim="only the answer is defined"))


@pytest.mark.parametrize(
    "text",
    ["x + 1/2", "Sum(k, (k, 1, n))", "Piecewise((x, x > 0), (0, True))", "[1, x]", "0.25*x",
     "f(x)", "max(x, y, 1)"],
)  # fmt: skip
def test_trees_survive_json(text):
    original = tree(text, {"f": "function"})
    assert tree_from_json(json.loads(json.dumps(tree_to_json(original)))) == original
