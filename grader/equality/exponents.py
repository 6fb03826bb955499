"""Inequalities between powers, as inequalities between their exponents: logarithms keep order."""

from __future__ import annotations

from grader.equality.budget import Budget
from grader.equality.canonical import canonical
from grader.equality.cost import is_cheap
from grader.equality.domain import Domain
from grader.equality.proof import sign_on
from grader.tree import ZERO, Tree, call, children, free_symbols, negative, relation, subtract


def by_logarithms(tree: Tree, domain: Domain, budget: Budget) -> Tree:
    """The condition with a^t < b between positive terms written as t log(a) < log(b).

    >>> from grader.reading.printing import to_text
    >>> from grader.tree import integer, symbol
    >>> below = relation("<", call("exp", symbol("x")), integer(3))
    >>> to_text(by_logarithms(below, Domain.of({"x": "real"}), Budget()))
    'log(exp(x)) - log(3) < 0'
    """
    match tree:
        case Tree("and" | "or" as head, _):
            return Tree(head, tuple(by_logarithms(c, domain, budget) for c in children(tree)))
        case Tree("relation", (op, left, right)):
            apart = canonical(subtract(left, right))
            if apart.head != "add" or len(apart.args) != 2 or not any(map(_grows, apart.args)):
                return tree
            signs = [_sign(term, domain, budget) for term in apart.args]
            if sorted(map(str, signs)) != ["+", "-"]:
                return tree
            above, below = apart.args if signs[0] == "+" else reversed(apart.args)
            return relation(op, subtract(_log(above), _log(negative(below))), ZERO)
    return tree


def _grows(term: Tree) -> bool:
    """Whether a symbol is in an exponent."""
    match term:
        case Tree("pow", (_, exponent)) if free_symbols(exponent):
            return True
        case Tree("call", ("exp", inner)) if free_symbols(inner):
            return True
        case Tree("mul", factors):
            return any(map(_grows, factors))
    return False


def _sign(term: Tree, domain: Domain, budget: Budget) -> str | None:
    return sign_on(term, domain, budget) if is_cheap(term, ZERO) else None


def _log(term: Tree) -> Tree:
    return canonical(call("log", canonical(term)))
