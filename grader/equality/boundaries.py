"""Points where a formula changes, and a point in every region between.

Boundaries are those of ``abs``, ``sign``, ``max``, ``floor``, branches and denominators.
Sampling in a fixed box cannot tell ``|x + 1000| - 1000`` from ``x``; its boundary can.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from flint import fmpq, fmpz

from grader.equality.balls import Indeterminate, TooExpensive, Undefined, evaluate
from grader.equality.points import SMALL, Point, Sampler, inside
from grader.equality.roots import Root, exact_roots, roots
from grader.equality.values import precision, sign_of
from grader.tree import ONE, ZERO, Tree, add, call, children, free_symbols, integer, mul, subtract

MOST_CRITICAL = 14
_MOST_SYMBOLS = 4
_PATTERN_POINTS = 24
_MOST_PATTERNS = 10
_NEAR = (fmpq(1, 7), fmpq(-1, 7), fmpq(1, 10**9 + 7), fmpq(-1, 10**9 + 7))
_FAR = (fmpq(5), fmpq(-5), fmpq(1, fmpz(10) ** 40), fmpq(10**7))
_INTEGER_STEPS = (0, 1, -1, 2, -2, 7, 1000, 10**6)


@dataclass(frozen=True, slots=True)
class Critical:
    """A tree whose zeros are boundaries.

    Attributes:
        tree: In the free symbols of the whole.
        changes: Whether the formula may change there (else it may only be undefined there).
    """

    tree: Tree
    changes: bool


def criticals(trees: Iterable[Tree]) -> tuple[Critical, ...]:
    """The boundaries of these trees, in a fixed order, without those in bound variables."""
    found: dict[Tree, bool] = {}
    for tree in trees:
        for inner, changes in _visit(tree, frozenset()):
            if free_symbols(inner):
                found[inner] = found.get(inner, False) or changes
    order = sorted(found, key=lambda inner: (not found[inner], len(repr(inner)), repr(inner)))
    return tuple(Critical(inner, found[inner]) for inner in order[:MOST_CRITICAL])


def _visit(tree: Tree, bound: frozenset[str]) -> Iterator[tuple[Tree, bool]]:
    if tree.head in {"sum", "product"}:
        bound = bound | {tree.args[1]}
    for inner, changes in _of_node(tree):
        if bound.isdisjoint(free_symbols(inner)):
            yield inner, changes
    for child in children(tree):
        yield from _visit(child, bound)


def _of_node(tree: Tree) -> Iterator[tuple[Tree, bool]]:
    match tree:
        case Tree("relation", (_, left, right)):
            yield subtract(left, right), True
        case Tree("pow", (base, exponent)):
            yield from _of_power(base, exponent)
        case Tree("add", terms):
            yield from ((inner, False) for inner in _of_sum(terms))
        case Tree("call", ("abs" | "sign" | "heaviside" | "arg", inner)):
            yield inner, True
        case Tree("call", ("max" | "min", *arguments)):
            for i, a in enumerate(arguments):
                for b in arguments[:i]:
                    yield subtract(a, b), True
        case Tree("call", ("floor" | "ceiling", inner)):
            for shift in (0, 1, -1):
                yield add(inner, integer(shift)), True
        case Tree("call", ("mod", inner, divisor)):
            yield inner, True
            yield subtract(inner, divisor), True
        case Tree("call", ("log", *arguments)):
            yield arguments[0], True
            yield from ((subtract(base, ONE), False) for base in arguments[1:])
        case Tree("call", ("asin" | "acos" | "atanh" | "acosh" | "lambertw", inner)):
            yield subtract(inner, ONE), True
            yield add(inner, ONE), True
        case Tree("call", ("tanh" | "erf" | "erfc", inner)):
            yield inner, False
        case Tree("call", ("gamma" | "loggamma" | "factorial" | "digamma" | "atan2", *arguments)):
            yield from ((inner, False) for inner in arguments)
        case Tree("call", ("binomial" | "beta" | "rising" | "falling", a, b)):
            yield from ((inner, True) for inner in (a, b, subtract(a, b)))
        case Tree("call", ("atan" | "acot" | "asec" | "acsc" | "acoth" | "asech" | "acsch", inner)):
            yield inner, True


def _of_sum(terms: tuple[Tree, ...]) -> Iterator[Tree]:
    """Where two exponentials (or one and a number) are of one size: the other one rules beyond."""
    sizes = [_logarithm(term) for term in terms]
    known = [size for size in sizes if size is not None][:_MOST_SYMBOLS]
    for i, a in enumerate(known):
        for b in known[:i]:
            yield subtract(a, b)


def _logarithm(term: Tree) -> Tree | None:
    """The logarithm of an exponential's size, up to a constant."""
    match term:
        case Tree("int" | "rational", _):
            return ZERO
        case Tree("call", ("exp", inner)) | Tree("pow", (Tree("constant", ("e",)), inner)):
            return Tree(*inner)
        case Tree("pow", (Tree("int" | "rational", (p, *q)), exponent)) if p > 0 and (p, *q) != (
            1,
        ):
            return mul(exponent, call("log", Tree(*term.args[0])))
        case Tree("mul", factors):
            sizes = [_logarithm(factor) for factor in factors]
            return None if None in sizes else add(*(s for s in sizes if s is not None))
    return None


def _of_power(base: Tree, exponent: Tree) -> Iterator[tuple[Tree, bool]]:
    if not free_symbols(base):
        return
    if exponent.head == "int":
        if exponent.args[0] < 0:
            yield base, False
        return
    yield base, True
    if free_symbols(exponent):
        yield exponent, True


def guided_points(
    sampler: Sampler, boundaries: tuple[Critical, ...], *, changing: bool
) -> Iterator[Point]:
    """Points of the domain on both sides of each boundary, far from it, between two, and on it.

    Args:
        sampler: The domain's points.
        boundaries: From `criticals`.
        changing: Whether only boundaries are followed at which the formula changes.
    """
    base = sampler.point(SMALL)
    if base is None:
        return
    along: dict[str, list[Root]] = {}
    for critical in boundaries:
        if changing and not critical.changes:
            continue
        for name in sorted(free_symbols(critical.tree) & set(sampler.names))[:_MOST_SYMBOLS]:
            values = sampler.domain.range_of(name)
            if values.kind == "complex":
                continue
            along.setdefault(name, []).extend(roots(critical.tree, name, base, values))
    for candidate in _around(sampler, base, along):
        if inside(candidate, sampler.domain):
            yield candidate
    yield from _patterns(sampler, [c.tree for c in boundaries if c.changes])


def _around(sampler: Sampler, base: Point, along: dict[str, list[Root]]) -> Iterator[Point]:
    for name in sorted(along):
        found = sorted(set(along[name]))
        whole = sampler.domain.range_of(name).kind == "integer"
        for value in _values_between(found, whole=whole):
            yield {**base, name: value}
    for name in sorted(along):
        whole = sampler.domain.range_of(name).kind == "integer"
        for root in sorted(set(along[name])):
            for value in _values_near(root, whole=whole):
                yield {**base, name: value}


def _values_between(found: list[Root], *, whole: bool) -> Iterator[fmpq]:
    for before, after in pairwise(found):
        middle = (before.at + after.at) / 2
        yield fmpq(middle.floor()) if whole else middle
    if found:
        yield from (_whole(found[0].at - 3), _whole(found[-1].at + 4))


def _whole(value: fmpq) -> fmpq:
    return fmpq(value.floor())


def _values_near(root: Root, *, whole: bool) -> Iterator[fmpq]:
    if whole:
        yield from (_whole(root.at) + step for step in _INTEGER_STEPS)
        return
    for step in _NEAR:
        yield root.at + step
    if root.reach == 0:
        yield root.at
    else:
        yield from (root.at - 2 * root.reach, root.at + 2 * root.reach)
    for step in _FAR:
        yield root.at + step
    yield root.at * 2


def _patterns(sampler: Sampler, trees: list[Tree]) -> Iterator[Point]:
    """A point for each new pattern of signs that many boundaries take together."""
    if len(trees) < 2:
        return
    met: set[tuple[int | None, ...]] = set()
    for point in sampler.points(10, _PATTERN_POINTS):
        pattern = tuple(_sign(tree, point) for tree in trees)
        if pattern not in met:
            met.add(pattern)
            yield point
            if len(met) >= _MOST_PATTERNS:
                return


def _sign(tree: Tree, point: Point) -> int | None:
    try:
        with precision(64):
            return sign_of(evaluate(tree, point, 2_000))
    except (Undefined, Indeterminate, TooExpensive):
        return None


def zero_points(sampler: Sampler, trees: Iterable[Tree], limit: int = 8) -> list[Point]:
    """Exact points on the boundaries themselves, where a side may be undefined."""
    found: list[Point] = []
    base = sampler.point(SMALL)
    if base is None:
        return found
    for critical in criticals(trees):
        for name in sorted(free_symbols(critical.tree) & set(sampler.names))[:_MOST_SYMBOLS]:
            values = sampler.domain.range_of(name)
            if values.kind == "complex":
                continue
            for root in exact_roots(critical.tree, name, base, values):
                point = {**base, name: root}
                if inside(point, sampler.domain):
                    found.append(point)
                if len(found) >= limit:
                    return found
    return found


def simultaneous_zeros(sampler: Sampler, limit: int = 6) -> list[Point]:
    """Points with one or all real symbols at 0 or at a closed end of their range."""
    base = sampler.point(SMALL)
    if base is None:
        return []
    ends: dict[str, fmpq] = {}
    for name in sampler.names:
        values = sampler.domain.range_of(name)
        for end in (Fraction(0), values.lower, values.upper):
            if end is not None and values.kind == "real" and values.holds(end):
                ends.setdefault(name, fmpq(end.numerator, end.denominator))
    candidates = [{**base, **ends}, *({**base, name: end} for name, end in ends.items())]
    return [point for point in candidates[:limit] if ends and inside(point, sampler.domain)]
