"""Equations: the same up to a factor that is zero nowhere on the domain.

An equation is its left side minus its right side, ``f = 0``. Two are the same where one is the
other times something that cannot vanish; they differ where one vanishes at a point and the other
does not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from typing import Any

from flint import acb, arb, fmpq

from grader.equality.balls import Indeterminate, TooExpensive, Undefined, evaluate
from grader.equality.budget import Budget
from grader.equality.canonical import canonical
from grader.equality.cost import is_cheap
from grader.equality.domain import Domain
from grader.equality.exponents import by_logarithms
from grader.equality.findings import Compiled, Finding, different_at, proved, undecided
from grader.equality.points import Point, Sampler, inside
from grader.equality.proof import prove_same_conditions, prove_same_zeros
from grader.equality.rational import Field, NotRational, constant_ratio, is_real
from grader.equality.roots import Root, roots
from grader.equality.scalar import decide
from grader.equality.values import is_nonzero, precision, sign_of
from grader.tree import (
    ONE,
    ZERO,
    Tree,
    add,
    call,
    divide,
    free_symbols,
    integer,
    mul,
    negative,
    relation,
    substitute,
    subtract,
)

_BITS = (64, 256)
_POINTS = 3
_SMALL_RATIO = 144


def compare_equations(
    student: Tree, reference: Tree, compiled: Compiled, budget: Budget
) -> Finding:
    """Hold two relations ``=`` against each other."""
    f, g = (subtract(*tree.args[1:]) for tree in (student, reference))
    if canonical(f) in (canonical(g), canonical(negative(g))):
        return proved("same expression", "Both equations have one canonical form.")
    easy = replace(budget.cheap(), worker=False)
    seem_same = _seem_proportional(f, g, compiled)
    return (
        (_same_factors(f, g, compiled) if seem_same else None)
        or _same_up_to_constant(f, g, compiled, easy)
        or _refute(f, g, compiled)  # looks for roots, which takes longer than an easy proof
        or (None if seem_same else _same_factors(f, g, compiled))
        or _same_zeros(f, g, compiled, budget)
        or _same_up_to_constant(f, g, compiled, budget)
        or _same_by_substitution(f, g, compiled, budget)
        or _same_logarithms(student, reference, compiled, budget)
        or _same_by_signs(f, g, compiled, budget)
        or undecided("neither proved to be the same equation nor refuted")
    )


def _sampler(f: Tree, g: Tree, compiled: Compiled) -> Sampler:
    return Sampler(compiled.domain, free_symbols(f) | free_symbols(g))


def _same_logarithms(
    student: Tree, reference: Tree, compiled: Compiled, budget: Budget
) -> Finding | None:
    """Equations between positive products hold where their logarithms do."""
    forms = [_logarithm_form(tree, compiled.domain) for tree in (student, reference)]
    if forms == [None, None]:
        return None
    f, g = (
        form or subtract(*tree.args[1:])
        for form, tree in zip(forms, (student, reference), strict=True)
    )
    found = _same_factors(f, g, compiled) or _same_by_substitution(f, g, compiled, budget)
    return found and proved("logarithms of both sides", found.verdict.proof or "")


def _logarithm_form(tree: Tree, domain: Domain) -> Tree | None:
    sides = [logarithm_of(side, domain) for side in tree.args[1:]]
    return None if None in sides else subtract(*(side for side in sides if side is not None))


def logarithm_of(tree: Tree, domain: Domain) -> Tree | None:
    """The logarithm of a product of exponentials and powers that certainly is positive."""
    match tree:
        case Tree("call", ("exp", inner)) if is_real(inner, domain):
            return Tree(*inner)
        case Tree("constant", ("e",)):
            return ONE
        case Tree("int" | "rational", (p, *_)) if p > 0:
            return ZERO if tree == ONE else call("log", tree)
        case Tree("symbol", (name,)) if domain.range_of(name).positive:
            return call("log", tree)
        case Tree("pow", (base, exponent)) if is_real(exponent, domain):
            inner = logarithm_of(base, domain)
            return None if inner is None else mul(exponent, inner)
        case Tree("mul", factors):
            logs = [logarithm_of(factor, domain) for factor in factors]
            return None if None in logs else add(*(log for log in logs if log is not None))
    return None


def _same_factors(f: Tree, g: Tree, compiled: Compiled) -> Finding | None:
    """The numerators' factors that can vanish agree, and no denominator gets in the way."""
    try:
        field = Field((f, g), compiled.domain)
        sides = []
        for tree in (f, g):
            above, below = field.fraction(tree)
            if above == 0:
                return None
            kept = field.factors(above)[1]
            poles = {n for n, (p, _) in field.factors(below)[1].items() if not field.sign(p)}
            sides.append(({n for n, (p, _) in kept.items() if not field.sign(p)}, poles))
    except (NotRational, KeyError):
        return None
    (ours, our_poles), (theirs, their_poles) = sides
    if ours == theirs and our_poles == their_poles:
        return proved("same factors", "The factors that can vanish are the same on both sides.")
    return None


def _same_zeros(f: Tree, g: Tree, compiled: Compiled, budget: Budget) -> Finding | None:
    """One is the other times something that is zero nowhere, or both are identities."""
    if not is_cheap(f, g) or not prove_same_zeros(f, g, compiled.domain, budget.cheap()):
        return None
    return proved("same zeros", "One side is the other times a factor that is zero nowhere.")


def _same_by_signs(f: Tree, g: Tree, compiled: Compiled, budget: Budget) -> Finding | None:
    """Both hold for the same signs of factors, or of what has the same sign."""
    domain, limits = compiled.domain, budget.cheap()
    a, b = (by_logarithms(relation("=", tree, ZERO), domain, limits) for tree in (f, g))
    if not prove_same_conditions(a, b, domain, budget.brief()):
        return None
    return proved("signs of factors", "Where only one would hold, their signs contradict.")


def _seem_proportional(f: Tree, g: Tree, compiled: Compiled) -> bool:
    """Whether nothing speaks against it at a few points."""
    seen = _values_of_both(f, g, list(_sampler(f, g, compiled).points(0, _POINTS)))
    known = [(a, b) for a, b in seen if a is not None and b is not None]
    return bool(known) and not any(
        is_nonzero(a * known[0][1] - b * known[0][0]) for a, b in known[1:]
    )


def _values_of_both(f: Tree, g: Tree, points: Sequence[Point]) -> list[tuple[Any, Any]]:
    """Nothing where a point is not exact: its values would not be kept."""
    if any(type(value) is not fmpq for point in points for value in point.values()):
        return []
    return [(_kept_value(f, *point.items()), _kept_value(g, *point.items())) for point in points]


def _same_up_to_constant(f: Tree, g: Tree, compiled: Compiled, budget: Budget) -> Finding | None:
    """F g(p) = g f(p) for a point p at which neither vanishes."""
    points = list(_sampler(f, g, compiled).points(0, _POINTS))
    seen = _values_of_both(f, g, points)
    for point, (here, there) in zip(points, seen, strict=False):
        if here is None or there is None or not (is_nonzero(here) and is_nonzero(there)):
            continue
        if any(is_nonzero(a * there - b * here) for a, b in seen if None not in (a, b)):
            return None  # their ratio is not the same everywhere
        for f_at, g_at in (*_small_ratio(here, there), constant_ratio(f, g, point)):
            verdict = decide(_times(f, g_at), compiled.leaf(_times(g, f_at)), budget)
            if verdict.relation == "equal" and verdict.scope == "everywhere":
                return proved(
                    "constant factor", verdict.proof or "One side is a multiple of the other."
                )
        return None
    return None


def _small_ratio(a: Any, b: Any) -> Iterator[tuple[Tree, Tree]]:
    """Two small whole numbers in that ratio, if it may be one: they are easy to calculate with."""
    ratio = (a / b) if type(a / b) is not fmpq else arb(a / b)
    if type(ratio) is not arb or not ratio.is_finite():
        return
    p, q = Fraction(float(ratio)).limit_denominator(_SMALL_RATIO).as_integer_ratio()
    if p and not is_nonzero(a * q - b * p):
        yield integer(p), integer(q)


def _times(tree: Tree, factor: Tree) -> Tree:
    return tree if factor == ONE else mul(tree, factor)


@lru_cache(maxsize=2_048)
def _kept_value(tree: Tree, *point: tuple[str, fmpq]) -> Any:
    """An equation is held against many others, each time at the same points."""
    return _value(tree, dict(point))


def _same_by_substitution(f: Tree, g: Tree, compiled: Compiled, budget: Budget) -> Finding | None:
    """Each side, solved for a symbol that it is linear in, makes the other one vanish."""
    for one, other in ((f, g), (g, f)):
        if not any(
            decide(substitute(other, {name: solution}), compiled.leaf(ZERO), budget).scope
            == "everywhere"
            for name, solution in _solutions(one, compiled)
        ):
            return None
    return proved("substitution", "Each equation's solution solves the other one.")


def _solutions(tree: Tree, compiled: Compiled) -> Iterator[tuple[str, Tree]]:
    """Symbols that occur linearly, with a coefficient that is zero nowhere, and their value."""
    try:
        field = Field((tree,), compiled.domain)
        above, below = field.fraction(tree)
    except (NotRational, KeyError):
        return
    if field.factors(below)[1] and not field.sign(below):
        return
    for k, generator in enumerate(field.generators):
        inside_others = any(
            generator.args[0] in free_symbols(other)
            for other in field.generators
            if generator.head == "symbol" and other != generator
        )
        if generator.head != "symbol" or inside_others or above.degrees()[k] != 1:
            continue
        slope = above.derivative(k)
        rest = above - slope * field.context.gens()[k]
        if field.sign(slope):
            yield generator.args[0], divide(negative(field.tree(rest)), field.tree(slope))


def _refute(f: Tree, g: Tree, compiled: Compiled) -> Finding | None:
    """A point in the domain at which exactly one of the two vanishes.

    The reference's roots first: they are found once for all answers.
    """
    sampler = _sampler(f, g, compiled)
    for vanishing, other in ((g, f), (f, g)):
        for base in sampler.points(0, _POINTS):
            there = _value(other, base) if _value(vanishing, base) == 0 else None
            if there is not None and is_nonzero(there):
                why = f"one side vanishes, the other is {there}"
                return different_at(base, "only one vanishes", why, "a point of one equation only")
            for name in sorted(free_symbols(vanishing) & set(sampler.names)):
                values = compiled.domain.range_of(name)
                if values.kind == "complex":
                    continue
                for root in roots(vanishing, name, base, values):
                    found = _at_root(vanishing, other, {**base}, name, root, compiled)
                    if found is not None:
                        return found
    return None


def _at_root(
    vanishing: Tree, other: Tree, point: Point, name: str, root: Root, compiled: Compiled
) -> Finding | None:
    if root.reach == 0:
        point[name] = root.at
        if not inside(point, compiled.domain) or _value(vanishing, point) != 0:
            return None
        there = _value(other, point)
        if there is None or not is_nonzero(there):
            return None
        why = f"one side vanishes, the other is {there}"
        return different_at(point, "only one vanishes", why, "a solution of one equation only")
    low, high = root.at - 2 * root.reach, root.at + 2 * root.reach
    ends = [{**point, name: end} for end in (low, high)]
    if compiled.domain.range_of(name).kind == "integer" or compiled.domain.constraints:
        return None
    if not all(inside(end, compiled.domain) for end in ends):
        return None
    signs = [_sign(vanishing, end) for end in ends]
    if None in signs or signs[0] == signs[1]:
        return None
    with precision(_BITS[1]):
        point[name] = arb(low).union(arb(high))
    between, there = _value(vanishing, point), _value(other, point)
    if between is None or type(between) is acb or there is None or not is_nonzero(there):
        return None
    point[name] = (low, high)
    why = f"one side has a root in [{low}, {high}], where the other is {there}"
    return different_at(point, "only one vanishes", why, "a solution of one equation only")


def _value(tree: Tree, point: Point) -> Any:
    for bits in _BITS:
        try:
            with precision(bits):
                return evaluate(tree, point)
        except Indeterminate:
            continue
        except (Undefined, TooExpensive):
            return None
    return None


def _sign(tree: Tree, point: Point) -> int | None:
    try:
        with precision(_BITS[1]):
            return sign_of(evaluate(tree, point)) or None
    except (Undefined, Indeterminate, TooExpensive):
        return None
