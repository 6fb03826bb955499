"""Tables of claims: ``left == right | x: x > 0; n: integer >= 1; @ n > k``.

Names that are not declared are real. What follows ``@`` is a constraint.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from grader.equality.budget import Budget
from grader.equality.domain import Domain
from grader.equality.proof import Proof, prove
from grader.reading.text import read
from grader.reading.vocabulary import Vocabulary
from grader.tree import Tree

WORDS = frozenset(("pi", "e", "i", "oo", "sqrt", "sum", "product", "piecewise", "true"))


@dataclass(frozen=True, slots=True)
class Claim:
    """Two trees, and the domain on which they are compared."""

    left: Tree
    right: Tree
    domain: Domain


def lines(table: str) -> list[str]:
    """The lines of a table that are not empty."""
    return [line.strip() for line in table.splitlines() if line.strip()]


def claim(line: str) -> Claim:
    """The claim of a line."""
    sides, _, conditions = line.partition("|")
    left, right = sides.split("==")
    words, constraints = {}, []
    for part in filter(None, (p.strip() for p in conditions.split(";"))):
        if part.startswith("@"):
            constraints.append(part[1:].strip())
        else:
            name, _, domain = part.partition(":")
            words[name.strip()] = domain.strip()
    for name in re.findall(r"(?<![\w.])[A-Za-z]\w*(?!\w*\()", sides):
        if name.lower() not in WORDS:
            words.setdefault(name, "real")
    vocabulary = Vocabulary.of(words)
    domain = Domain.of(words, constraints)
    return Claim(read(left, vocabulary), read(right, vocabulary), domain)


def proof_of(line: str, budget: Budget | None = None) -> Proof | None:
    """What the prover says of a line."""
    it = claim(line)
    return prove(it.left, it.right, it.domain, budget or Budget())


def assert_everywhere(line: str) -> None:
    """Proved on the whole domain, from both sides."""
    for proof in _both_ways(line):
        assert proof is not None, "not proved"
        assert proof.scope == "everywhere"


def assert_almost_everywhere(line: str) -> None:
    """Proved but for a null set, from both sides."""
    for proof in _both_ways(line):
        assert proof is not None, "not proved"
        assert proof.scope == "almost everywhere"


def assert_not_proved(line: str) -> None:
    """Not proved, from neither side."""
    for proof in _both_ways(line):
        assert proof is None, proof


def _both_ways(line: str) -> tuple[Proof | None, Proof | None]:
    it = claim(line)
    there = prove(it.left, it.right, it.domain)
    return there, prove(it.right, it.left, it.domain)
