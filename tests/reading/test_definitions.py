# ruff: noqa: E501 - one reading a line
"""An answer may say behind a formula what its own names are; nobody else's names are touched."""

from __future__ import annotations

import pytest

from grader.errors import Unreadable
from grader.reading.printing import to_text
from grader.reading.text import read
from grader.reading.vocabulary import Vocabulary

NAMES = Vocabulary.of(
    {
        "w": "real",
        "m": "real",
        "v": "v > 0",
        "t": "integer >= 1",
        "eta": "eta > 0",
        "beta": "0 < beta < 1",
        "g": "real vector 3",
    }
)

READ = [
    (
        r"w \leftarrow w - \frac{\eta\,\hat m}{\sqrt{\hat v}},\ \hat m = \frac{m}{1-\beta^t},\ \hat v = \frac{v}{2}",
        None,
        "w - eta*m/((1 - beta**t)*sqrt(v/2))",
    ),
    (r"u = -\frac{n\eta}{2}\,g\quad\text{with } n=3", 3, "-3*eta*g/2"),
    ("-n*eta*g/2 where n = 3", 3, "-3*eta*g/2"),
    (r"\|g\|_{q}^{2-q}, q = \tfrac{3}{2}", None, "norm(g, 3/2)**(2 - 3/2)"),
    (r"w^q \text{ where } q = 2", None, "w**2"),
    ("w*x, x = y + 1, y = eta", None, "w*(eta + 1)"),
    ("w*x where x = y + 1 and y = eta", None, "w*(eta + 1)"),
    (r"\sin q w, q = 2", None, None),
    ("k*(k + 1), k = 2*t", None, "2*t*(2*t + 1)"),
    (r"S w,\quad S = \sum_{k=0}^{2} \beta^k", None, "Sum(beta**k, (k, 0, 2))*w"),
]


@pytest.mark.parametrize(("text", "entries", "meant"), READ, ids=[row[0] for row in READ])
def test_names_that_the_answer_explains_stand_for_what_it_says(text, entries, meant):
    if meant is None:
        with pytest.raises(Unreadable, match="Unknown name"):
            read(text, NAMES, entries=entries)
    else:
        assert to_text(read(text, NAMES, entries=entries)) == meant


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        ("a = 3, b = 4", None),  # two answers
        ("w*x, x = 2, y = 3", None),  # y stands nowhere
        ("w*x, x = y, y = x", None),
        ("w*x, w = 3", None),  # the statement's w
        ("w*x, t = 3", None),
        ("w*x, x > 3", None),
        ("w*x, x = 3 = 4", None),
        ("w*x, x", None),
        ("w*x, x = q", None),
        ("w*x, x = 1, x = 2", None),
        ("w*x, x = [1, 2]", None),
        ("w*x, pi = 3", None),
        ("w*x, 2*x = 3", None),
        ("c_1 = c_2 - 2, c_2 = 2", 2),  # an entry each
        ("x_1 = 2*x_2, x_2 = 1", 0),
        ("x = 3, w*x", None),
        (",", None),
        ("where", None),
    ],
)
def test_anything_else_that_is_not_declared_is_refused(text, entries):
    with pytest.raises(Unreadable):
        read(text, NAMES, entries=entries)


@pytest.mark.parametrize("text", ["w - g, g = 2", "beta**t, t >= 1", "w, m", "{w, m}"])
def test_what_was_read_before_is_read_as_before(text):
    assert read(text, NAMES).head in {"tuple", "and", "set"}


def test_values_in_values_are_no_way_round_the_limits():
    chain = ", ".join(f"x{k} = x{k + 1}*x{k + 1} + x{k + 1}**2" for k in range(1, 5))
    with pytest.raises(Unreadable):
        read(f"x1 + x1, {chain}, x5 = {'+'.join(['w'] * 200)}", NAMES)
