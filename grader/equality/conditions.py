"""Inequalities and conditions: the same truth value at every point of the domain.

A single point where only one holds tells two conditions apart, on a boundary as well: ``x > 1`` is
not ``x >= 1``. In one symbol, conditions between polynomials are decided exactly, cell by cell.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from grader.equality.balls import Indeterminate, TooExpensive, Undefined, holds
from grader.equality.boundaries import criticals, guided_points, zero_points
from grader.equality.budget import Budget
from grader.equality.canonical import canonical, is_defined_everywhere
from grader.equality.cells import same_on_cells
from grader.equality.cost import is_cheap
from grader.equality.exponents import by_logarithms
from grader.equality.findings import Compiled, Finding, different_at, proved, undecided
from grader.equality.points import Point, Sampler
from grader.equality.proof import prove_same_conditions, prove_same_signs, sign_on
from grader.equality.rational import Field, NotRational
from grader.equality.steps import without_steps
from grader.equality.values import precision
from grader.tree import (
    ONE,
    TRUE,
    ZERO,
    Tree,
    add,
    children,
    free_symbols,
    mul,
    negative,
    relation,
    subtract,
)

_BITS = (64, 256)
_POINTS = 9
_MOST_GUIDED = 60
_MOST_SPREAD = 3
_ORDER = frozenset({"<", "<=", ">", ">="})
_NEGATED = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "=": "!=", "!=": "="}
_TRUE_FOR = {"<": {"-"}, "<=": {"-", "0", "<=0"}, ">": {"+"}, ">=": {"+", "0", ">=0"}}
"""By operator, what has to be known of the sign of the left side minus the right side."""
_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}


def compare_conditions(
    student: Tree, reference: Tree, compiled: Compiled, budget: Budget
) -> Finding:
    """Hold two conditions against each other."""
    a, b = normal(student), normal(reference)
    if canonical(a) == canonical(b):
        return proved("same expression", "Both conditions have one canonical form.")
    for point in _points(a, b, compiled):
        truths = _truth(a, point), _truth(b, point)
        if None not in truths and truths[0] != truths[1]:
            why = f"the answer is {truths[0]}, the reference {truths[1]}"
            return different_at(point, "only one holds", why, "a point where only one holds")
    exact = same_on_cells(a, b, compiled.domain)
    if exact is not None and exact.agree:
        return proved("cell by cell", "Both hold on the same intervals of the line.")
    if exact is not None and exact.point is not None:
        why = "only one of the two holds there"
        return different_at(exact.point, "only one holds", why, "a point where only one holds")
    limits = budget.cheap()
    a, b = (spread(without_steps(tree, compiled.domain)) for tree in (a, b))
    simple_a, simple_b = (_without_what_holds(tree, compiled, limits) for tree in (a, b))
    if _equivalent(simple_a, simple_b, compiled, limits):
        return proved("same conditions", "Each inequality is a positive multiple of its partner.")
    a, b = (by_logarithms(tree, compiled.domain, limits) for tree in (a, b))
    if prove_same_conditions(a, b, compiled.domain, budget.brief()):
        return proved("signs of factors", "Where only one would hold, the inequalities contradict.")
    return undecided("neither proved to be the same condition nor refuted")


def normal(tree: Tree) -> Tree:
    """Negations carried inwards, and nested ``and``, ``or`` flattened."""
    match tree:
        case Tree("not", (inner,)):
            return _negation(normal(inner))
        case Tree("and" | "or" as head, args):
            flat: list[Tree] = []
            for arg in map(normal, args):
                flat.extend(arg.args if arg.head == head else (arg,))
            return Tree(head, tuple(flat)) if len(flat) > 1 else flat[0]
    return tree


def _negation(tree: Tree) -> Tree:
    match tree:
        case Tree("relation", (op, left, right)):
            return Tree("relation", (_NEGATED[op], left, right))
        case Tree("and" | "or" as head, args):
            return Tree("or" if head == "and" else "and", tuple(map(_negation, args)))
        case Tree("true" | "false" as head, _):
            return Tree("false" if head == "true" else "true", ())
    return Tree("not", (tree,))


def spread(tree: Tree, left: int = _MOST_SPREAD) -> Tree:
    """The condition with moduli and maxima in its inequalities written as several inequalities.

    |u| < c is u < c and -u < c, and max(u, v) > c is u > c or v > c, whatever c is.

    >>> from grader.tree import ONE, call, relation, symbol
    >>> spread(relation("<", call("abs", symbol("x")), ONE)).head
    'and'
    """
    match tree:
        case Tree("and" | "or" as head, args):
            return normal(Tree(head, tuple(spread(arg, left) for arg in args)))
        case Tree("relation", (op, low, high)) if op in _ORDER and left:
            apart = canonical(subtract(low, high))
            terms = apart.args if apart.head == "add" else (apart,)
            for place, term in enumerate(terms):
                found = _spread_term(term)
                if found is not None:
                    name, values = found
                    rest = terms[:place] + terms[place + 1 :]
                    parts = (relation(op, add(value, *rest), ZERO) for value in values)
                    head = "and" if (name == "max") == (op[0] == "<") else "or"
                    return normal(Tree(head, tuple(spread(part, left - 1) for part in parts)))
    return tree


def _spread_term(term: Tree) -> tuple[str, list[Tree]] | None:
    """A number times a modulus, maximum or minimum, as a maximum or minimum of several values."""
    factor, inner = ONE, term
    if term.head == "mul" and len(term.args) == 2 and term.args[0].head in {"int", "rational"}:
        factor, inner = term.args
    if inner.head != "call" or inner.args[0] not in {"abs", "max", "min"}:
        return None
    name, *values = inner.args
    if name == "abs":
        name, values = "max", [values[0], negative(values[0])]
    if factor.args[0] < 0:
        name = "min" if name == "max" else "max"
    return name, [mul(factor, value) for value in values]


def _points(a: Tree, b: Tree, compiled: Compiled) -> Iterator[Point]:
    sampler = Sampler(compiled.domain, free_symbols(a) | free_symbols(b))
    if not sampler.names:
        yield {}
    yield from sampler.points(0, _POINTS)
    yield from sampler.corners()
    yield from zero_points(sampler, (a, b), 16)
    yield from islice(guided_points(sampler, criticals((a, b)), changing=True), _MOST_GUIDED)


def _truth(condition: Tree, point: Point) -> bool | None:
    for bits in _BITS:
        try:
            with precision(bits):
                return holds(condition, point)
        except Indeterminate:
            continue
        except (Undefined, TooExpensive):
            return None
    return None


def _without_what_holds(tree: Tree, compiled: Compiled, budget: Budget) -> Tree:
    """Of conditions that must hold together, those that the domain leaves open."""
    if tree.head not in {"and", "relation"}:
        return tree
    together = tree.args if tree.head == "and" else (tree,)
    kept = tuple(arg for arg in together if not _holds_everywhere(arg, compiled, budget))
    return TRUE if not kept else kept[0] if len(kept) == 1 else Tree("and", kept)


def _holds_everywhere(tree: Tree, compiled: Compiled, budget: Budget) -> bool:
    match tree:
        case Tree("relation", (op, left, right)) if op in _TRUE_FOR:
            apart = subtract(left, right)
            if not is_defined_everywhere(apart) or not is_cheap(apart, ZERO):
                return False
            return sign_on(apart, compiled.domain, budget) in _TRUE_FOR[op]
    return False


def _equivalent(a: Tree, b: Tree, compiled: Compiled, budget: Budget) -> bool:
    """Whether both are the same combination of inequalities that are pairwise equivalent."""
    if a.head != b.head:
        return False
    if a.head == "relation":
        return _same_inequality(a, b, compiled) or _same_signs(a, b, compiled, budget)
    if a.head not in {"and", "or"}:
        return a == b
    return _covers(a, b, compiled, budget) and _covers(b, a, compiled, budget)


def _covers(a: Tree, b: Tree, compiled: Compiled, budget: Budget) -> bool:
    return all(any(_equivalent(x, y, compiled, budget) for y in children(b)) for x in children(a))


def _same_signs(a: Tree, b: Tree, compiled: Compiled, budget: Budget) -> bool:
    """F < 0 and g < 0, or F < 0 and -g > 0, where both sides are proved to have one sign."""
    f, g = (subtract(*tree.args[1:]) for tree in (a, b))
    if not is_cheap(f, g) or budget.is_over:
        return False
    if a.args[0] == b.args[0] and prove_same_signs(f, g, compiled.domain, budget):
        return True
    turned = _MIRRORED[a.args[0]] == b.args[0]
    return turned and prove_same_signs(f, negative(g), compiled.domain, budget)


def _same_inequality(a: Tree, b: Tree, compiled: Compiled) -> bool:
    """F < 0 and g < 0 where f / g keeps one sign on the domain; turned round if it is -1."""
    f, g = (subtract(*tree.args[1:]) for tree in (a, b))
    try:
        field = Field((f, g), compiled.domain)
        (above, below), (other_above, other_below) = field.fraction(f), field.fraction(g)
        num, den = above * other_below, below * other_above
        if num == 0 or den == 0:
            return False
        common = num.gcd(den)
        signs = field.sign(num // common), field.sign(den // common)
        poles = [p for p in (below, other_below) if not field.sign(p)]
    except (NotRational, KeyError):
        return False
    if None in signs or poles:
        return False
    same = signs[0] == signs[1]
    op = a.args[0] if same else _MIRRORED[a.args[0]]
    return bool(op == b.args[0])
