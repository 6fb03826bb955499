"""Why an answer is wrong: every relation that is claimed is proved, and none where none holds."""

from __future__ import annotations

import pytest

from grader.equality import Domain
from grader.equality.relations import explain
from grader.reading.printing import to_text
from grader.reading.text import read
from grader.reading.vocabulary import Vocabulary

SYMBOLS = {
    "alpha": "alpha > 0",
    "beta": "0 < beta < 1",
    "g": "real vector 3",
    "x": "x > 0",
    "y": "real",
    "n": "integer >= 2",
    "t": "integer >= 1",
}


def relation(student: str, reference: str):
    words = Vocabulary.of(SYMBOLS)
    return explain(read(student, words), read(reference, words), Domain.of(SYMBOLS))


CASES = [
    ("alpha*g/2", "-alpha*g/2", "sign", None),
    ("(y - 1)*(y + 2)", "(1 - y)*(y + 2)", "sign", None),
    ("-alpha*g", "-alpha*g/2", "factor", "2"),
    ("alpha*sqrt(2)*y", "alpha*y", "factor", "sqrt(2)"),
    ("pi*y/3", "y", "factor", "pi/3"),
    ("[3*x, 3*y]", "[x, y]", "factor", "3"),
    ("0.5*log(x)", "log(sqrt(x))*3", "factor", "1/3"),
    ("log(x, 10)", "log(x)", "factor", "1/log(10)"),
    ("100", "1", "factor", "100"),
    ("beta**t + 3", "beta**t", "constant", "3"),
    ("(y + 1)**2", "y**2 + 2*y", "constant", "1"),
    ("1 - beta**t", "beta**t", "complement", None),
    ("n/(n - 1)", "1 - 1/n", "inverse", None),
    ("1/(x + y**2)", "x + y**2", "inverse", None),
    ("sqrt(x**2 + y**2)", "x**2 + y**2", "square", None),
    ("norm(g, 2)", "dot(g, g)", "square", None),
    ("x**2 + y**2", "sqrt(x**2 + y**2)", "root", None),
    ("beta**(t + 1)*(1 - beta)*t", "(t - 1)*(1 - beta)*beta**t", "shift", "1"),
    ("(1 - beta**(t - 1))/(2 - beta)", "(1 - beta**t)/(2 - beta)", "shift", "-1"),
    ("n*(n + 1)/2", "n*(n - 1)/2", "shift", "1"),
    ("g/2", "alpha*g/2", "factor", "1/alpha"),
    ("alpha*y + alpha", "y + 1", "factor", "alpha"),
    ("[1/3, 10/3, 100/3]", "[100/3, 10/3, 1/3]", "order", None),
    ("[[1, x], [y, 2]]", "[[1, y], [x, 2]]", "transposed", None),
]


@pytest.mark.parametrize(("student", "reference", "name", "by"), CASES)
def test_a_relation_that_holds_is_named(student, reference, name, by):
    found = relation(student, reference)
    assert found is not None
    assert found.name == name
    assert found.proof
    if by is not None:
        assert to_text(found.by) == by


@pytest.mark.parametrize(
    ("student", "reference"),
    [
        ("y**2", "y**2 + y"),
        ("[2*x, 3*y]", "[x, y]"),
        ("abs(y)", "y"),
        ("2*x + 10**(-30)*y", "x"),
        ("7", "5"),
        ("0", "1"),
        ("1", "0"),
        ("-2", "3"),
        ("x + y", "x*y"),
        ("[x, y]", "[x, y, 1]"),
        ("x < 2", "x < 1"),
        ("{1, 2}", "{1, 3}"),
        ("0", "x"),
        ("x", "0"),
        ("y*sign(y)", "-y"),
        ("1/(y - y)", "x"),
        ("10**(10**6)", "2*x"),
        ("(9**999999)**999999", "2*x"),
        ("-10**(10**6)*x", "x"),
    ],
)
def test_nothing_is_said_where_nothing_holds(student, reference):
    assert relation(student, reference) is None


def test_what_the_student_is_told_gives_nothing_away():
    for student, reference, _, _ in CASES:
        found = relation(student, reference)
        assert len(reference) < 4 or reference not in found.says
        assert not any(c.isdigit() for c in found.says)
        assert found.by is None or to_text(found.by) not in found.says.split()


def test_a_factor_must_be_the_same_in_every_entry():
    assert relation("[2*x, 2*y]", "[x, y]").exact == "The answer is 2 times the reference."
    assert relation("[2*x, -2*y]", "[x, y]") is None


def test_a_factor_of_two_numbers_is_named_only_where_it_says_something():
    assert relation("1/2", "1/4").name == "factor"
    assert relation("-3/7", "3/7").name == "sign"
    assert relation("3/7", "7/3").name == "inverse"
    assert relation("5/7", "2/3") is None
    assert relation("2/7", "5/7").name == "complement"
