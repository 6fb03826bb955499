"""Text that nobody would hand in, and text that somebody nearly did: for fuzzing the reader."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

from hypothesis import strategies as st

from grader.errors import Unreadable
from grader.reading.latex import to_latex
from grader.reading.limits import CHARACTERS
from grader.reading.printing import to_text
from grader.reading.text import read
from grader.reading.vocabulary import Vocabulary
from grader.tree import Tree, children, size
from tests.pace import within
from tests.reading import test_derivations, test_program_spellings, test_spellings

CORPUS = Path(__file__).parents[2] / "bench" / "corpus"
SYMBOLS = {
    "x": "real",
    "n": "integer >= 1",
    "alpha": "alpha > 0",
    "g": "real vector 3",
    "A": "real matrix 2 x 2",
    "f": "function",
    "s_w": "real",
    "d1": "real",
}
VOCABULARIES = (Vocabulary.of(SYMBOLS), Vocabulary.of({}, any_name=True))
SLOWEST_S = 0.5
"""Of this process; five times what a reading may take, so that a slow machine fails nothing."""

TOKENS = [
    *"0123456789+-*/^()[]{}<>=!|,.:;'\"_&~$#@%?`\\ \t\n",
    "**", "==", "<=", ">=", "!=", "->", "//", "1e5", "1e-9", "0x1F", "1_000", "3.", ".5", "1j",
    "x", "n", "g", "alpha", "f", "A", "d1", "s_w", "x1", "g_2", "lambda", "if", "else", "and",
    "sqrt", "sin", "log", "exp", "Sum", "Piecewise", "Matrix", "norm", "Abs", "Eq", "Integral",
    "__class__", ".__dict__", "import", "eval(", "lambda x: x", "np.", "sp.Rational(1,2)", "oo",
    r"\frac", r"\dfrac{1}{2}", r"\sqrt", r"\sqrt[3]", r"\sum_{k=1}^{n}", r"\prod", r"\int",
    r"\left(", r"\right)", r"\left|", r"\right|", r"\|", r"\|g\|_1", r"\lVert", r"\rVert",
    r"\begin{bmatrix}", r"\end{bmatrix}", r"\begin{cases}", r"\end{cases}", r"\\", "&",
    r"\text{sign}", r"\operatorname{", r"\cdot", r"\times", r"\alpha", r"\beta", r"\infty",
    r"\log_2", r"\binom",
    r"\bar", r"\hat{x}", r"\mathbf{g}", r"\boxed{", r"\quad", r"\,", r"\lfloor", r"\rceil", r"\le",
    r"\undefinedcommand", "^{", "_{", "}", "²", "³", "ᵗ", "₁", "√", "∑", "∞", "π", "α",
    "‖", "−", "·", "×", "½", "≤", "≠", "∈", "\u200b", "\u202e", "\ufeff", "х", "е", "ª", "٣", "🎓",
    "e\u0301", "\x00", "\r", "Σ", "∈", "⌈", "⌉", "⌊", "⌋", "ₖ₌₁", "ⁿ", "⁻¹", "⅓", "│", "ℕ", "ĝ",
    "x̂", r"\left\{", r"\right.", r"\begin{array}{ll}", r"\end{array}", r"\begin{aligned}", r"\over",
    r"\choose", r"\,", r"\mathbf{1}", r"\mathbb{N}", r"\in", r"\le", r"\log", "log_2",
    "2^10", "1/2x", "√2x", "e^2x", "sin x/2", "**", "`", "Answer: ", r"\not=", r"\%", "(3)",
    "0.(3)", "1_000", "[1  x]",
    " for x in g]", " for k in range(n))", "[x*k for k in range(3)]", "sum(", " -= ", " += ", "⇒",
    " => ", " so ", "⊘", "|g|_1", "<1, x>", "u_i = ", "[1, x; n, 2]", " for all three", "(x > 0)*",
]  # fmt: skip


@lru_cache
def answers() -> tuple[str, ...]:
    """What the corpus's pairs and the tables of spellings say, in every syntax."""
    lines = [
        line
        for file in sorted(CORPUS.glob("*.jsonl"))
        for line in file.read_text("utf-8").splitlines()
    ]
    sides = (json.loads(line)["student"] for line in lines)
    spellings = [row[0] for row in (*test_spellings.READINGS, *test_spellings.REFUSED)]
    spellings += [row[0] for row in (*test_derivations.READINGS, *test_program_spellings.VECTORS)]
    return (*(side for side in sides if isinstance(side, str)), *spellings)


texts = st.text(max_size=60)
bytes_as_text = st.binary(max_size=60).map(lambda raw: raw.decode("utf-8", errors="replace"))
soups = st.lists(st.sampled_from(TOKENS), max_size=25).map("".join)
spaced_soups = st.lists(st.sampled_from(TOKENS), max_size=25).map(" ".join)
repeated = st.builds(
    lambda token, count, end: token * count + end,
    st.sampled_from(TOKENS),
    st.sampled_from([2, 50, 500, 3_000]),
    st.sampled_from(TOKENS),
)


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """A good answer with some characters dropped, doubled, moved or replaced."""
    text = draw(st.sampled_from(answers()))
    for _ in range(draw(st.integers(1, 5))):
        at = draw(st.integers(0, len(text)))
        end = min(len(text), at + draw(st.integers(0, 6)))
        match draw(st.integers(0, 4)):
            case 0:
                text = text[:at] + text[end:]
            case 1:
                text = text[:end] + text[at:end] + text[end:]
            case 2:
                text = text[:at] + draw(st.sampled_from(TOKENS)) + text[end:]
            case 3:
                text = text[at:end] + text[:at] + text[end:]
            case 4:
                text = text[:at] + draw(st.sampled_from(answers()))[:20] + text[at:]
    return text


anything = st.one_of(texts, bytes_as_text, soups, spaced_soups, repeated, mutated())
syntaxes = st.sampled_from(["auto", "python", "latex"])
vocabularies = st.sampled_from(VOCABULARIES)


def outcome(text: str, vocabulary: Vocabulary, syntax: str, *, keep_equation: bool) -> str:
    """``tree`` or ``unreadable``; anything else that happens is an error of the reader.

    Raises:
        AssertionError: it took too long, gave no proper tree, or named a column that is not there.
    """
    warm_up()
    with within(SLOWEST_S, f"{text[:80]!r}..."):
        tree, error = attempted(text, vocabulary, syntax, keep_equation=keep_equation)
    if tree is not None:
        check_tree(tree)
        check_print(tree, vocabulary)
        return "tree"
    assert error is not None
    assert len(error.message) > 10
    assert error.message.endswith((".", "?", "!", "…")), error.message
    assert error.column is None or 1 <= error.column <= len(text) + 1, error.column
    return "unreadable"


@lru_cache
def warm_up() -> None:
    """Load the grammar, which takes longer than any reading."""
    read("1", VOCABULARIES[0])


def attempted(
    text: str, vocabulary: Vocabulary, syntax: str, *, keep_equation: bool
) -> tuple[Tree | None, Unreadable | None]:
    """What the reader gave, or its refusal."""
    try:
        return read(text, vocabulary, syntax, keep_equation=keep_equation), None
    except Unreadable as error:
        return None, error


def check_print(tree: Tree, vocabulary: Vocabulary) -> None:
    """What was read is printed so that it can be read again, if it is no longer than an answer."""
    printed = to_text(tree)
    if len(printed) <= CHARACTERS:
        again, error = attempted(printed, vocabulary, "python", keep_equation=True)
        too_much = error is not None and "more than" in error.message.lower()
        assert again is not None or too_much, (printed, error)
    to_latex(tree)


def check_tree(tree: Tree) -> None:
    """A tree is plain data: heads and arguments of the contract, and not too much of it."""
    assert size(tree, 20_000) <= 20_000
    stack = [tree]
    while stack:
        node = stack.pop()
        assert isinstance(node, Tree)
        assert all(isinstance(arg, Tree | int | str | bool | None) for arg in node.args), node
        stack.extend(children(node))
    hash(tree)
