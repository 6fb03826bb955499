"""Vectors that are asked for: entry by entry, repeated, by unit vectors, over several lines."""

from __future__ import annotations

import pytest

from grader.equality import Domain, compare
from grader.equality.domain import expand
from grader.errors import Unreadable
from grader.reading.text import read
from grader.reading.vocabulary import Vocabulary
from grader.tree import as_vectors

SYMBOLS = {"alpha": "alpha > 0", "g": "real vector 2", "h": "real"}
WORDS = Vocabulary.of(SYMBOLS)
DOMAIN = Domain.of(SYMBOLS)

PAIRS = [
    ("c_1 = 0, c_2 = 2", "[0, 2]"),
    ("c1=0; c2=2", "[0, 2]"),
    ("c_1 = 0\nc_2 = 2", "[0, 2]"),
    ("c_1 = 0 and c_2 = 2", "[0, 2]"),
    ("c_1 = 0, and c_2 = 2", "[0, 2]"),
    ("c_2 = 2, c_1 = 0", "[0, 2]"),
    ("c_0 = 0, c_1 = 2", "[0, 2]"),
    ("c[0] = 0, c[1] = 2", "[0, 2]"),
    ("c₁ = 0, c₂ = 2", "[0, 2]"),
    ("c_1: 0, c_2: 2", "[0, 2]"),
    ("c_1, c_2 = 0, 2", "[0, 2]"),
    ("(c_1, c_2) = (0, 2)", "[0, 2]"),
    ("[c1, c2] = [0, 2]", "[0, 2]"),
    ("(c_0, c_1)^T = (0, 2)^T", "[0, 2]"),
    (
        r"\begin{bmatrix} c_1 \\ c_2 \end{bmatrix} = \begin{bmatrix} 0 \\ 2 \end{bmatrix}",
        "[0, 2]",
    ),
    ("{c1: 0, c2: 2}", "[0, 2]"),
    ("{'c1': 0, 'c2': 2}", "[0, 2]"),
    ("$c_1 = 0$, $c_2 = 2$", "[0, 2]"),
    ("$c_1=0$ and $c_2=2$", "[0, 2]"),
    (r"$c_1 = 0,\ c_2 = 2$", "[0, 2]"),
    (r"\begin{cases} c_1 = 0 \\ c_2 = 2 \end{cases}", "[0, 2]"),
    (r"\begin{aligned} c_1 &= 0 \\ c_2 &= 2 \end{aligned}", "[0, 2]"),
    (r"\theta^{(1)} = 0, \theta^{(2)} = 2", "[0, 2]"),
    (r"\theta_1 = \theta_2 = \frac{1}{2}", "[1/2, 1/2]"),
    ("u_2 = u_1 = alpha/2", "[alpha/2, alpha/2]"),
    ("u_i = alpha/2", "[alpha/2, alpha/2]"),
    ("c_1 = 4/2 = 2, c_2 = 3", "[2, 3]"),
    (r"3\mathbf{1}", "[3, 3]"),
    (r"(100\,200)", "[100, 200]"),
    (r"(10\,000,\ 2)", "[10000, 2]"),
    (r"(\mathbf{1}[alpha > 1], 2)", "[Piecewise((1, alpha > 1), (0, True)), 2]"),
    (r"\frac{1}{2}\mathbb{1}", "[1/2, 1/2]"),
    (r"\mathbf 1_2", "[1, 1]"),
    (r"{\bf 1}\cdot 3", "[3, 3]"),
    (r"\vec{0}", "[0, 0]"),
    (r"\alpha \mathbf{e}_2", "[0, alpha]"),
    ("3*e_1 - e_2", "[3, -1]"),
    ("(0 2)", "[0, 2]"),
    ("(0 -2)", "[0, -2]"),
    ("(1/2 -3/2)^T", "[1/2, -3/2]"),
    ("c = (0 2)", "[0, 2]"),
    ("<0 2>", "[0, 2]"),
    (r"(0\;2)^T", "[0, 2]"),
    (r"c = (0\ 2)", "[0, 2]"),
    ("diag(g)^-1*[h, h]", "[h/g1, h/g2]"),
    (r"\operatorname{diag}(g)\begin{pmatrix} 1 \\ h \end{pmatrix}", "[g1, g2*h]"),
    (r"\mathrm{diag}(1, h) g", "[g1, g2*h]"),
    ("np.diag([1, h]) @ g", "[g1, g2*h]"),
    ("[1/2]*2", "[1/2, 1/2]"),
    ("2*[1/2]", "[1/2, 1/2]"),
    ("(1/2,)*2", "[1/2, 1/2]"),
    ("np.array([1/2]*2)", "[1/2, 1/2]"),
    ("Matrix([1/2]*2)", "[1/2, 1/2]"),
    ("np.full(2, 1/2)", "[1/2, 1/2]"),
    ("torch.tensor([0, 2])", "[0, 2]"),
    ("⟨0, 2⟩", "[0, 2]"),
    ("1/2\n3/2", "[1/2, 3/2]"),
    ("1/2\n-3/2", "[1/2, -3/2]"),
    ("-alpha\n-h", "[-alpha, -h]"),
    ("alpha*g\n- g", "alpha*g - g"),
    (r"\frac{1}{2} \\ -\frac{3}{2}", "[1/2, -3/2]"),
    ("c_1 = alpha\n+ 1, c_2 = 2", "[alpha + 1, 2]"),
    ("[1/2,\n 3/2]", "[1/2, 3/2]"),
    ("-alpha*g/2", "-alpha*g/2"),
    ("u_i = -alpha*g_i/2", "-alpha*g/2"),
    ("u_i = -alpha*g_i/2, i = 1, 2", "-alpha*g/2"),
    ("u_i = -alpha*g_i/2 for i = 1, ..., n", "-alpha*g/2"),
    (r"u_i = -\frac{\alpha}{2} g_i, \quad i=1,\dots,n", "-alpha*g/2"),
    (r"u_i = -\frac{\alpha}{2} g_i \quad i \in \{1, 2\}", "-alpha*g/2"),
    ("u_1 = -alpha*g/2", "-alpha*g/2"),  # the vector after one step
]  # fmt: skip


@pytest.mark.parametrize(("text", "plain"), PAIRS, ids=[text for text, _ in PAIRS])
def test_a_vector_is_read_in_the_order_of_its_entries(text: str, plain: str) -> None:
    expected = expand(as_vectors(read(plain, WORDS, entries=2)), DOMAIN)
    found = expand(as_vectors(read(text, WORDS, entries=2)), DOMAIN)
    assert (found.head, len(found.args)) == ("vector", 2)
    assert compare(found, expected, DOMAIN, kind="vector").relation == "equal"


REFUSED = [
    ("c_1 = 0", "Only the entry c_1"),
    ("c_2 = 2", "Only the entry c_2"),
    ("c_1 = 0, c_1 = 2", "given twice"),
    ("c_1 = c_1 = 2", "given twice"),
    ("c_1 = 0, c_3 = 2", "c_2 is missing"),
    ("c_1 = 0, d_2 = 2", "two names, c and d"),
    ("c_1 = 0, 2", "some have none"),
    ("c_2, c_1 = 0, 2", "in their order"),
    ("(c_2, c_1) = (0, 2)", "in their order"),
    ("(c_1, d_2) = (0, 2)", "in their order"),
    ("(c_1, c_2, c_3) = (0, 2)", "in their order"),
    ("c_1, c_2 = 2", "As many entries as names"),
    ("(2c_1, c_2) = (0, 2)", ""),
    ("(0 2 3)", "Two numbers stand next to each other"),
    ("(10 000)", "Two numbers stand next to each other"),
    ("(0 2)/3", "Two numbers stand next to each other"),
    ("$(0 2)$", "Two numbers stand next to each other"),
    ("diag(h)", "of a vector of known length"),
    ("diag(diag(g))", "of a vector of known length"),
    ("c_1 = 0 or c_2 = 2", ""),
    ("c_1 = 0, c_2 = 2, c_3 = 4", "3 entries are given where 2"),
    ("c_0 = 0, c_1 = 1, c_2 = 2", "3 entries are given where 2"),
    ("c_1 = 0, c_2 != 2", ""),
    ("c_1 = 0, c_2 ≈ 2", ""),
    ("c_1 = , c_2 = 2", ""),
    ("x = 3 y = 4", ""),
    (r"\mathbb{1}_{h}", "A vector of 1s"),
    (r"\mathbf{1}_3", "A vector of 1s"),
    (r"\binom{0}{2}", "binomial"),
    ("1/2\n3/2\n5/2", "second formula"),
    ("e_3", "Unknown name"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "says"), REFUSED, ids=[text for text, _ in REFUSED])
def test_entries_that_are_not_all_there_once_are_refused(text: str, says: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read(text, WORDS, entries=2)
    assert says in str(caught.value)


@pytest.mark.parametrize("text", ["c_1 = 0, c_2 = 2", "⟨0, 2⟩", r"\mathbf{1}", r"\vec 0", "e_2"])
def test_where_no_vector_is_asked_for_nothing_becomes_one(text: str) -> None:
    try:
        tree = read(text, WORDS)
    except Unreadable:
        return
    assert tree.head not in ("list", "vector")


def test_a_list_times_a_number_is_a_vector_where_it_is_no_list_of_that_length() -> None:
    assert read("[1/2, 1]*2", WORDS, entries=2).head == "mul"
    assert read("[1/2]*3", WORDS) == read("(1/2)*3", WORDS)


DRAWN = [
    "alpha\n-----\n  2",
    " 2\nh",
    "  2\n h  + 1",
    "1\n-\nh",
]


@pytest.mark.parametrize("text", DRAWN)
@pytest.mark.parametrize("entries", [None, 2])
def test_a_formula_drawn_over_several_lines_is_refused(text: str, entries: int | None) -> None:
    with pytest.raises(Unreadable) as caught:
        read(text, WORDS, entries=entries)
    assert "line" in str(caught.value) or "second formula" in str(caught.value)


@pytest.mark.parametrize("text", ["h\nalpha", "2\nh", "h = 3\nalpha", "2*h\n(alpha + 1)"])
def test_a_line_break_multiplies_nothing(text: str) -> None:
    with pytest.raises(Unreadable):
        read(text, WORDS)


@pytest.mark.parametrize(
    "text", ["h +\n alpha", "h\n+ alpha", "h + (2\n)*alpha/2", "h\n\n + alpha"]
)
def test_a_line_break_next_to_a_sign_goes_on(text: str) -> None:
    assert read(text, WORDS) == read(text.replace("\n", " "), WORDS)
