"""Proofs by cases: half-lines of a real symbol, and the smallest values of a whole-number one.

An identity may need a sign that the declaration leaves open, or fail to simplify at one corner
(``n!/(n - 2)!`` at n = 2). Its domain is then cut, and every piece must be proved.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction

from grader.equality.balls import Indeterminate, TooExpensive, Undefined, evaluate
from grader.equality.domain import Domain
from grader.equality.outcome import Scope
from grader.equality.ranges import Range
from grader.tree import Tree, free_symbols, integer, negative, substitute, symbol

Case = tuple[Tree, Tree, Domain, bool]
"""Both sides, the domain of the piece, and whether the piece has positive measure."""

Prove = Callable[[Tree, Tree, Domain], Scope | None]

_MOST_SYMBOLS = 3
_MOST_PEELED = 4


def by_cases(a: Tree, b: Tree, domain: Domain, proved: Prove) -> tuple[str, Scope] | None:
    """What was cut, and the scope, if every piece is proved.

    Args:
        a: One side, scalar.
        b: The other side.
        domain: Of scalars.
        proved: Says the scope of a piece that is equal, or nothing.
    """
    for words, cases in _cuts(a, b, domain):
        scopes = []
        for student, reference, piece, matters in cases:
            scope = proved(student, reference, piece)
            if scope is None and matters:
                break
            scopes.append(scope)
        else:
            everywhere = all(scope == "everywhere" for scope in scopes)
            return words, "everywhere" if everywhere else "almost everywhere"
    return None


def _cuts(a: Tree, b: Tree, domain: Domain) -> Iterator[tuple[str, list[Case]]]:
    if domain.constraints:
        return
    for name in sorted(free_symbols(a) | free_symbols(b))[:_MOST_SYMBOLS]:
        values = domain.range_of(name)
        if values.kind == "integer" and values.lower is not None:
            for count in range(1, _MOST_PEELED + 1):
                yield _peeled(a, b, domain, name, count)
        elif values.kind == "real" and _straddles_zero(values.lower, values.upper):
            yield _halved(a, b, domain, name)


def _straddles_zero(lower: Fraction | None, upper: Fraction | None) -> bool:
    return (lower is None or lower < 0) and (upper is None or upper > 0)


def _halved(a: Tree, b: Tree, domain: Domain, name: str) -> tuple[str, list[Case]]:
    """The symbol positive, negative (then written as minus a positive one), and zero."""
    values, zero = domain.range_of(name), Fraction(0)
    above = replace(values, lower=zero, lower_open=True, nonzero=False)
    end = None if values.lower is None else -values.lower
    below = replace(above, upper=end, upper_open=values.lower_open)
    mirrored = {name: negative(symbol(name))}
    cases: list[Case] = [
        (_signed(a, name), _signed(b, name), _with(domain, name, above), True),
        (
            _signed(substitute(a, mirrored), name),
            _signed(substitute(b, mirrored), name),
            _with(domain, name, below),
            True,
        ),
    ]
    if not values.nonzero:
        at_zero = {name: integer(0)}
        cases.append((substitute(a, at_zero), substitute(b, at_zero), domain, False))
    return f"cases {name} > 0, {name} < 0 and {name} = 0", cases


def _signed(tree: Tree, name: str) -> Tree:
    """The tree where the symbol is positive: ``sign`` and ``abs`` of it written out."""
    if tree.head == "call" and tree.args[0] in {"sign", "abs"}:
        positive = symbol(name)
        for argument, sign in ((positive, 1), (negative(positive), -1)):
            if tree.args[1:] == (argument,):
                return positive if tree.args[0] == "abs" else integer(sign)
    return Tree(
        tree.head,
        tuple(_signed(arg, name) if isinstance(arg, Tree) else arg for arg in tree.args),
    )


def _peeled(a: Tree, b: Tree, domain: Domain, name: str, count: int) -> tuple[str, list[Case]]:
    values = domain.range_of(name)
    first = int(values.lower or 0)
    while not values.holds(Fraction(first)):
        first += 1
    rest = replace(values, lower=Fraction(first + count), lower_open=False, nonzero=False)
    cases: list[Case] = [(a, b, _with(domain, name, rest), True)]
    for n in range(first, first + count):
        if values.holds(Fraction(n)):
            at_n = {name: integer(n)}
            ours, theirs = (_without_poles(substitute(tree, at_n)) for tree in (a, b))
            cases.append((ours, theirs, domain, True))
    return f"cases {name} = {first} to {first + count - 1}, and {name} > {first + count - 1}", cases


def _without_poles(tree: Tree) -> Tree:
    """The tree with ``1/(-2)!`` and its like, which are 0, written so."""
    if tree.head == "pow" and not free_symbols(tree):
        with suppress(Undefined, Indeterminate, TooExpensive):
            if evaluate(tree, {}) == 0:
                return integer(0)
    return Tree(
        tree.head,
        tuple(_without_poles(arg) if isinstance(arg, Tree) else arg for arg in tree.args),
    )


def _with(domain: Domain, name: str, values: Range) -> Domain:
    return replace(domain, symbols={**domain.symbols, name: values})
