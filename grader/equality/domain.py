"""The declared symbols of a part and the conditions between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import product

from grader.equality.declarations import read_constraint, read_symbol
from grader.equality.ranges import REAL, Kind, Range
from grader.equality.structure import names
from grader.equality.vectors import carry_out
from grader.tree import TWO, ZERO, Tree, add, power, relation, symbol, vector

__all__ = ["REAL", "Domain", "Kind", "Range", "expand"]


@dataclass(frozen=True)
class Domain:
    """The assumptions under which an identity is judged.

    Attributes:
        symbols: By name; a name that is not declared is real.
        constraints: Conditions that link symbols: ``N > k``.
    """

    symbols: Mapping[str, Range] = field(default_factory=dict)
    constraints: tuple[Tree, ...] = ()

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        return hash((frozenset(self.symbols.items()), self.constraints))

    @staticmethod
    def of(symbols: Mapping[str, str], constraints: Sequence[str] = ()) -> Domain:
        """Read the words of a declaration; equal ones give the same object.

        >>> domain = Domain.of({"n": "integer >= 2", "g": "real vector 3", "k": "0 < k < n"})
        >>> domain.range_of("n").lower, domain.range_of("g").shape, len(domain.constraints)
        (Fraction(2, 1), (3,), 1)

        Raises:
            GraderError: a declaration or constraint that is not understood.
        """
        return _declared(tuple(symbols.items()), tuple(constraints))

    def range_of(self, name: str) -> Range:
        """The values of that symbol; real if nobody declared it."""
        return self.symbols.get(name, REAL)

    def entries_of(self, name: str) -> tuple[str, ...]:
        """Names of the scalars in a vector (``g1 g2``) or matrix (``A11 A12``, row by row)."""
        shape = self.range_of(name).shape
        if not shape:
            return (name,)
        indices = list(product(*(range(1, side + 1) for side in shape)))
        for joint in ("", "_"):
            names = tuple(name + joint + joint.join(map(str, index)) for index in indices)
            if len(set(names)) == len(names) and self.symbols.keys().isdisjoint(names):
                return names
        return tuple(f"{name}[{','.join(map(str, index))}]" for index in indices)

    def entries_tree(self, name: str) -> Tree:
        """The vector or matrix symbol as a tree of its entries."""
        shape = self.range_of(name).shape
        entries = [symbol(entry) for entry in self.entries_of(name)]
        if len(shape) == 1:
            return vector(*entries)
        columns = shape[1]
        rows = (vector(*entries[k : k + columns]) for k in range(0, len(entries), columns))
        return Tree("matrix", tuple(rows))

    def scalars(self) -> Domain:
        """The same domain with every vector and matrix replaced by its entries."""
        return self._scalars

    @cached_property
    def _scalars(self) -> Domain:
        if not any(values.shape for values in self.symbols.values()):
            return self
        scalars: dict[str, Range] = {}
        constraints: list[Tree] = []
        for name, values in self.symbols.items():
            names = self.entries_of(name)
            inner = (values.entries or REAL) if values.shape else values
            scalars.update(dict.fromkeys(names, inner))
            if values.shape and values.nonzero and not inner.nonzero:
                squares = add(*(power(symbol(entry), TWO) for entry in names))
                constraints.append(relation("!=", squares, ZERO))
        for condition in self.constraints:
            written_out = expand(condition, self)
            whole = written_out.head == "vector"
            constraints.extend(written_out.args if whole else (written_out,))
        return Domain(scalars, tuple(constraints))

    def words(self) -> dict[str, str]:
        """Every declaration in canonical words."""
        return {name: self.symbols[name].words(name) for name in sorted(self.symbols)}


@lru_cache(maxsize=1_024)
def _declared(symbols: tuple[tuple[str, str], ...], constraints: tuple[str, ...]) -> Domain:
    """Shared, since much is kept with a domain that takes long to find."""
    ranges: dict[str, Range] = {}
    linked: list[Tree] = []
    names = frozenset(name for name, _words in symbols)
    for name, words in symbols:
        ranges[name], conditions = read_symbol(name, words, names)
        linked.extend(conditions)
    for text in constraints:
        linked.extend(read_constraint(text, ranges))
    return Domain(ranges, tuple(linked))


@lru_cache(maxsize=2_048)
def expand(tree: Tree, domain: Domain) -> Tree:
    """The tree with vector symbols replaced by their entries and vector operations carried out.

    What is left is a scalar tree, or a ``vector``, ``matrix``, ``tuple``, ... of scalar trees in
    the symbols of `Domain.scalars`.

    >>> from grader.tree import call
    >>> norm = call("norm", symbol("g"), Tree("int", (1,)))
    >>> [term.args[0] for term in expand(norm, Domain.of({"g": "real vector 2"})).args]
    ['abs', 'abs']

    Raises:
        Unreadable: shapes do not fit.
    """
    entries = {
        name: domain.entries_tree(name) for name in names(tree) if domain.range_of(name).shape
    }
    return carry_out(tree, entries)
