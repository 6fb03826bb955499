"""Which values the symbols may take: the assumptions under which an identity is judged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from grader.tree import Tree

Kind = Literal["real", "integer", "complex", "vector", "matrix", "function"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """The values of one symbol.

    Attributes:
        kind: ``integer`` and ``real`` have bounds; a vector or matrix has `entries`.
        lower: Smallest value, ``None`` if there is none.
        upper: Largest value, ``None`` if there is none.
        lower_open: Whether `lower` itself is left out.
        upper_open: Whether `upper` itself is left out.
        nonzero: Whether 0 is left out (the zero vector, for a vector).
        rational: Whether only rational values are meant. Every sampled point is rational anyway.
        shape: ``(length,)`` of a vector, ``(rows, columns)`` of a matrix.
        entries: Of a vector or matrix: the range of every entry.
    """

    kind: Kind = "real"
    lower: Fraction | None = None
    upper: Fraction | None = None
    lower_open: bool = True
    upper_open: bool = True
    nonzero: bool = False
    rational: bool = False
    shape: tuple[int, ...] = ()
    entries: Range | None = None


REAL = Range()


@dataclass(frozen=True, slots=True)
class Domain:
    """The declared symbols and the conditions between them.

    Attributes:
        symbols: By name; a name that is not declared is real.
        constraints: Conditions that link symbols: ``N > k``.
    """

    symbols: Mapping[str, Range] = field(default_factory=dict)
    constraints: tuple[Tree, ...] = ()

    @staticmethod
    def of(symbols: Mapping[str, str], constraints: Sequence[str] = ()) -> Domain:
        """Read the words of a declaration: ``{"alpha": "alpha > 0", "n": "integer >= 2"}``."""
        raise NotImplementedError

    def range_of(self, name: str) -> Range:
        """The values of that symbol; real if nobody declared it."""
        return self.symbols.get(name, REAL)

    def entries_of(self, name: str) -> tuple[str, ...]:
        """Names of the scalar symbols that a vector (``g1 g2 g3``) or matrix (``A11 A12 ...``,
        row by row) consists of; of a scalar, its own name."""
        raise NotImplementedError

    def scalars(self) -> Domain:
        """The same domain with every vector and matrix replaced by its entries."""
        raise NotImplementedError


def expand(tree: Tree, domain: Domain) -> Tree:
    """The tree with vector symbols replaced by their entries and vector operations carried out.

    What is left is a scalar tree, or a ``vector``, ``matrix``, ``tuple``, ... of scalar trees in
    the symbols of `Domain.scalars`.

    Raises:
        GraderError: shapes do not fit.
    """
    raise NotImplementedError
