"""From almost everywhere to everywhere: the pair, restricted to each of its boundaries.

Off its boundaries a tree of continuous functions is continuous where it is defined, so two that
are equal almost everywhere are equal there. What is left are the boundaries themselves; where each
is the graph of one symbol, putting that symbol's value in gives a pair in fewer symbols.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

from grader.equality.boundaries import MOST_CRITICAL, criticals
from grader.equality.canonical import canonical
from grader.equality.domain import Domain
from grader.equality.ranges import intersection
from grader.equality.rational import Field, NotRational
from grader.tree import (
    Tree,
    children,
    divide,
    free_symbols,
    negative,
    rational,
    relation,
    substitute,
)

_SMOOTH = frozenset({"exp", "sin", "cos", "atan", "sinh", "cosh", "tanh", "erf"})
_STEPPED = frozenset({"abs", "sign", "max", "min", "heaviside"})
_PLAIN_HEADS = frozenset(
    """int rational decimal symbol add mul pow call piecewise relation and or not true
    false""".split()  # noqa: SIM905
)

Restricted = tuple[Tree, Tree, Domain]


def edges(a: Tree, b: Tree, domain: Domain) -> list[Restricted] | None:
    """The pair on each of its boundaries, or nothing where they are not all known.

    Args:
        a: One side, scalar.
        b: The other side.
        domain: Of scalars.
    """
    if domain.constraints or not all(_is_known(tree, domain) for tree in (a, b)):
        return None
    boundaries = criticals((a, b))
    if len(boundaries) >= MOST_CRITICAL:
        return None
    found: list[Restricted] = []
    for critical in boundaries:
        solved = _solved(critical.tree, domain)
        if solved is None:
            return None
        for name, value in solved:
            there = _without_symbol(domain, name, value)
            if there is not None:
                found.append((substitute(a, {name: value}), substitute(b, {name: value}), there))
    return found


def _without_symbol(domain: Domain, name: str, value: Tree) -> Domain | None:
    """The domain of the others where the symbol has that value: what held of it, holds of that.

    Another symbol takes over its bounds; of any other value they become constraints. ``None`` where
    it is seen to be empty.
    """
    rest = {other: r for other, r in domain.symbols.items() if other != name}
    bounds = domain.range_of(name)
    if value.head == "symbol":
        heir = intersection(domain.range_of(value.args[0]), bounds)
        return None if heir is None else replace(domain, symbols={**rest, value.args[0]: heir})
    ends = ((bounds.lower, bounds.lower_open, ">"), (bounds.upper, bounds.upper_open, "<"))
    constraints = tuple(
        relation(op if is_open else f"{op}=", value, rational(end.numerator, end.denominator))
        for end, is_open, op in ends
        if end is not None and free_symbols(value)
    )
    return replace(domain, symbols=rest, constraints=constraints)


def _is_known(tree: Tree, domain: Domain) -> bool:
    """Whether every discontinuity of the tree is a zero of one of its `criticals`."""
    stack = [tree]
    while stack:
        node = stack.pop()
        if node.head not in _PLAIN_HEADS:
            return False
        if node.head == "symbol" and domain.range_of(node.args[0]).kind != "real":
            return False
        if node.head == "pow" and node.args[1].head != "int":
            return False
        if node.head == "call" and node.args[0] not in _SMOOTH | _STEPPED:
            return False
        stack.extend(children(node))
    return True


def _solved(critical: Tree, domain: Domain) -> list[tuple[str, Tree]] | None:
    """The boundary as values of one symbol; none where it does not meet the domain."""
    try:
        field = Field((critical,), domain)
        above, below = field.fraction(critical)
        if above == 0 or (field.factors(below)[1] and not field.sign(below)):
            return None
        factors = [p for p, _ in field.factors(above)[1].values() if not field.sign(p)]
    except (NotRational, KeyError):
        return None
    found = []
    for factor in factors:
        solution = _linear(factor, field)
        if solution is None:
            return None
        name, value = solution
        if not _is_outside(value, name, domain):
            found.append((name, value))
    return found


def _linear(factor: object, field: Field) -> tuple[str, Tree] | None:
    """The value of a symbol that the factor is linear in, with a coefficient never zero."""
    polynomial: Any = factor
    for k, generator in enumerate(field.generators):
        name = generator.args[0] if generator.head == "symbol" else None
        others = [other for other in field.generators if other != generator]
        if name is None or any(name in free_symbols(other) for other in others):
            continue
        if polynomial.degrees()[k] != 1:
            continue
        slope = polynomial.derivative(k)
        rest = polynomial - slope * field.context.gens()[k]
        if field.sign(slope):
            value = divide(negative(field.tree(rest)), field.tree(slope))
            return name, canonical(value)
    return None


def _is_outside(value: Tree, name: str, domain: Domain) -> bool:
    match value:
        case Tree("int" | "rational", numbers):
            return not domain.range_of(name).holds(Fraction(*numbers))
    return False
