"""Trees from text, for tables of pairs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from grader.equality import Domain, Outcome, compare
from grader.reading.text import read
from grader.reading.vocabulary import Vocabulary
from grader.tree import Tree

LETTERS = dict.fromkeys([*"abcdgkmnpqtuvwxyz", "alpha", "beta"], "real")


def tree(text: str, symbols: Mapping[str, str] | None = None) -> Tree:
    """The tree of a text whose names are declared, or single letters."""
    names = {**LETTERS, **(symbols or {})}
    return read(text, Vocabulary.of(names), keep_equation=True)


def judged(
    student: str,
    reference: str,
    symbols: Mapping[str, str] | None = None,
    constraints: Sequence[str] = (),
    kind: str = "expression",
) -> Outcome:
    """The engine's word on two texts."""
    domain = Domain.of(symbols or {}, constraints)
    return compare(tree(student, symbols), tree(reference, symbols), domain, kind=kind)
