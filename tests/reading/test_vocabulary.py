"""Names: what authors declare, and every spelling of it."""

from __future__ import annotations

import pytest

from grader.reading.text import read
from grader.reading.vocabulary import Vocabulary
from grader.tree import symbol
from tests.reading.words import HOMEWORK

SPELLINGS = {
    "alpha": ["alpha", "α", r"\alpha", "𝛼"],
    "lam": ["lam", "lambda", "λ", r"\lambda"],
    "eps": ["eps", "epsilon", "ε", "ϵ", r"\epsilon", r"\varepsilon"],
    "theta0": ["theta0", "theta_0", "θ0", "θ_0", "θ₀", r"\theta_0", r"\theta_{0}", r"{\theta}_{0}"],
    "xbar": ["xbar", "x_bar", "x̄", r"\bar x", r"\bar{x}", r"\overline{x}"],
    "s_w": ["s_w", r"s_{w}", r"s_{\text{w}}"],
    "d1": ["d1", "d_1", "d₁", r"d_{1}"],
    "L1": ["L1", "L_1", r"L_{1}"],
    "grad1": ["grad1", "grad_1", "∇₁", r"\nabla_1", r"\nabla_{1}"],
    "Phi": ["Phi", "Φ", r"\Phi"],
    "gdual": ["gdual", r"\|g\|_*", "||g||_*", "‖g‖_*", r"\lVert g\rVert_{*}"],
    "g": [
        "g",
        r"\mathbf{g}",
        r"\vec{g}",
        r"\nabla f(\theta)",
        "∇f(θ)",
        "Symbol('g')",
        "g_i",
        "g[i]",
    ],
    "g2": ["g2", "g_2", r"g_{2}", "g₂", "g[1]"],
    "G12": ["G12", r"G_{12}", r"G_{1,2}", "G[0, 1]"],
}


@pytest.mark.parametrize(
    ("name", "text"), [(name, text) for name, texts in SPELLINGS.items() for text in texts]
)
def test_every_spelling_is_the_declared_name(name: str, text: str) -> None:
    assert read(text, HOMEWORK) == symbol(name)


def test_domains_give_kinds_and_shapes() -> None:
    words = Vocabulary.of(
        {
            "g": "real vector 3",
            "A": "real matrix 2 3",
            "B": "real matrix 2x2",
            "f": "function",
            "n": "n >= 2",
        }
    )
    assert words.symbols == {
        "g": "vector",
        "A": "matrix",
        "B": "matrix",
        "f": "function",
        "n": "scalar",
    }
    assert words.shape == {"g": (3,), "A": (2, 3), "B": (2, 2)}
    assert words.entries("g") == ("g1", "g2", "g3")
    assert words.entries("A")[:4] == ("A11", "A12", "A13", "A21")


def test_entries_keep_clear_of_declared_names() -> None:
    words = Vocabulary.of({"g": "real vector 2", "g1": "real"})
    assert words.entries("g") == ("g_1", "g_2")


def test_case_and_letters_are_told_apart() -> None:
    words = Vocabulary.of({"n": "real", "N": "real", "sw": "real", "s_w": "real"})
    assert [words.find(word) for word in ("n", "N", "sw", "s_w", "nn")] == [
        "n",
        "N",
        "sw",
        "s_w",
        None,
    ]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("A(1 + r)^T", "A*(1 + r)**T"),
        ("2^T", "2**T"),
        (r"$2^T A$", "2**T*A"),
        ("[1, 2]^T", "Matrix([1, 2])"),
    ],
)
def test_where_any_name_may_be_one_t_is_an_exponent_but_of_brackets(text: str, meant: str) -> None:
    words = Vocabulary.of({}, any_name=True)
    assert read(text, words) == read(meant, words)


def test_where_arrays_are_declared_an_undeclared_t_transposes() -> None:
    words = Vocabulary.of({"g": "real vector 3", "w": "real vector 3"}, any_name=True)
    assert read("g^T w", words) == read("dot(g, w)", words)
