"""Normal forms are kept for a reference, and leave no trace of the answers compared with it."""

from __future__ import annotations

import threading

import pytest

from grader.equality.domain import Domain
from grader.equality.proof import normal_form, prove
from grader.tree import add, call, integer, mul, power, rational, symbol
from tests.equality.proof.claims import claim, proof_of

X, Y = symbol("x"), symbol("y")
DOMAIN = Domain.of({"x": "real", "y": "y > 0"})
REFERENCE = add(power(add(X, integer(1)), integer(2)), call("exp", Y))


def test_a_normal_form_is_read_once():
    assert normal_form(REFERENCE, DOMAIN) is normal_form(REFERENCE, DOMAIN)
    assert normal_form(REFERENCE, DOMAIN) is not normal_form(REFERENCE, Domain.of({"x": "real"}))


def test_an_answer_leaves_nothing_behind_in_the_reference():
    known = normal_form(REFERENCE, DOMAIN)
    before = (len(known.space.generators), list(known.space.exceptions), known.read)
    for answer in (call("sin", X), power(Y, X), call("abs", add(X, Y)), call("log", X)):
        assert prove(answer, REFERENCE, DOMAIN) is None
    assert (len(known.space.generators), list(known.space.exceptions), known.read) == before
    assert prove(REFERENCE, REFERENCE, DOMAIN) is not None


def test_an_answer_that_needs_finer_roots_is_read_with_the_reference_again():
    reference = power(Y, rational(1, 2))
    finer = mul(power(Y, rational(1, 3)), power(Y, rational(1, 6)))
    for _ in range(2):
        assert prove(finer, reference, DOMAIN) is not None
        assert prove(reference, reference, DOMAIN) is not None


def test_what_is_undefined_in_one_answer_does_not_count_for_the_next():
    one = integer(1)
    quotient = mul(X, power(X, integer(-1)))
    for _ in range(3):
        assert prove(quotient, one, DOMAIN).scope == "almost everywhere"
        assert prove(add(X, one, mul(integer(-1), X)), one, DOMAIN).scope == "everywhere"


def test_threads_do_not_disturb_each_other():
    pair = claim("sin(x)^2 + cos(x)^2 + exp(x+y) == 1 + exp(x)*exp(y)")
    wrong = []

    def work() -> None:
        for _ in range(20):
            if prove(pair.left, pair.right, pair.domain) is None:
                wrong.append(1)
            if prove(pair.left, symbol("x"), pair.domain) is not None:
                wrong.append(2)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


@pytest.mark.parametrize(
    ("line", "method"),
    [
        ("x + x == 2*x", "normal form"),
        ("max(x,max(y,z)) == max(x,y,z)", "normal form"),
        ("log(x^3) == 2*log(abs(x)) + log(x)", "normal form"),
        ("(x^2)^a == abs(x)^(2*a) | a: a > 0", "normal form"),
        ("Sum(1/(k*(k+1)),(k,1,n)) == n/(n+1) | n: integer >= 1", "normal form"),
        ("Sum((2*k+1)/(k^2*(k+1)^2),(k,1,n)) == 1-1/(n+1)^2 | n: integer >= 1", "normal form"),
        ("sqrt(5+2*sqrt(6)) == sqrt(2) + sqrt(3)", "algebraic numbers"),
        ("sqrt(x+2+2*sqrt(x+1)) == 1 + sqrt(x+1) | x: x >= 0", "dependent roots"),
        ("pi/4 == 4*atan(1/5) - atan(1/239)", "branches"),
        ("mod(n,2) == (1-(-1)^n)/2 | n: integer", "residue classes"),
        ("abs(x+y) + abs(x) == abs(x) + max(x+y,-x-y)", "normal form"),
        ("abs(x)+abs(x-1) == max(1,2*x-1,1-2*x)", "sign regions"),
        ("Sum(k*factorial(k),(k,1,n)) == factorial(n+1) - 1 | n: integer >= 1", "induction"),
        ("Sum(1/k,(k,1,n)) == Sum(1/(n+1-k),(k,1,n)) | n: integer >= 1", "reversed sum"),
    ],
)
def test_a_proof_says_how_it_was_made(line, method):
    assert proof_of(line).method == method


def test_a_proof_lets_go_of_the_reference():
    for answer in (REFERENCE, call("sin", X), power(Y, rational(1, 7))):
        prove(answer, REFERENCE, DOMAIN)
        assert not normal_form(REFERENCE, DOMAIN).lock.locked()


def test_an_answer_is_read_into_the_space_of_the_reference():
    known = normal_form(REFERENCE, DOMAIN)
    with known.lock:
        left = known.space.effort
        assert prove(add(REFERENCE, integer(0)), REFERENCE, DOMAIN) is not None
        assert known.space.effort is left
    prove(REFERENCE, REFERENCE, DOMAIN)
    assert known.space.effort is not left
