"""Parts of a domain: where something has one sign, or one residue."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from fractions import Fraction
from itertools import combinations, product

from grader.equality.domain import Domain, Range
from grader.equality.proof.attempt import Split, in_space
from grader.equality.proof.generators import Space
from grader.equality.proof.polynomials import Effort, TooHard
from grader.equality.proof.signs import strict_form_sign
from grader.tree import ZERO, Tree, add, integer, mul, negative, relation, substitute, symbol

MAX_CLASSES = 36

Edge = tuple[str, Fraction]
"""A symbol, and a value of it."""


def restricted(domain: Domain, split: Split, side: int, *, strict: bool = False) -> Domain | None:
    """The part of the domain where the split's form is >= 0 (side 1) or <= 0 (side -1).

    ``None`` if it is empty. A form that is linear in one symbol narrows that symbol's range (to
    where it is > 0 or < 0 if `strict`); any other polynomial becomes a constraint.
    """
    if split.tree is None:
        return domain
    if split.linear is not None:
        return _narrowed(domain, *split.linear, side, strict=strict)
    condition = relation(">=" if side > 0 else "<=", split.tree, ZERO)
    return replace(domain, constraints=(*domain.constraints, condition))


def in_every_region(
    domain: Domain,
    effort: Effort,
    trees: tuple[Tree, ...],
    work: Callable[[Space], tuple[bool, tuple[Split, ...]]],
    most: int,
) -> bool:
    """Whether the work says yes, if need be in every region that the signs it meets are split into.

    Args:
        domain: What is split.
        effort: Shared by all regions.
        trees: What the work reads.
        work: Says whether something is proved, and the signs that it met.
        most: Regions that are looked at.

    Raises:
        TooHard: as the work does.
    """
    left = [most]

    def proved(part: Domain, assumed: dict[str, int]) -> bool:
        left[0] -= 1
        if left[0] < 0:
            return False
        found, splits = in_space(part, effort, trees, work, assumed)
        if found:
            return True
        split = next((s for s in splits if s.name not in assumed), None)
        if split is None:
            return False
        sides = [(side, restricted(part, split, side)) for side in (1, -1)]
        return all(
            half is None or proved(half, {**assumed, split.name: side}) for side, half in sides
        )

    return proved(domain, {})


def edge_of(domain: Domain, split: Split) -> Edge | None:
    """The real symbol that the split's form is linear in, and where in its range it is zero."""
    if split.linear is None:
        return None
    name, slope, start = split.linear
    values, edge = domain.range_of(name), -start / slope
    return (name, edge) if values.kind == "real" and values.holds(edge) else None


def edges_of(domain: Domain, splits: Iterable[Split]) -> list[Edge] | None:
    """Every point of the domain's symbols at which one of these forms is zero.

    ``None`` where a form is no line in one real or integer symbol.
    """
    found: list[Edge] = []
    for split in splits:
        if split.linear is None:
            return None
        name, slope, start = split.linear
        values, edge = domain.range_of(name), -start / slope
        if values.kind not in ("real", "integer") or values.shape:
            return None
        if values.holds(edge):
            found.append((name, edge))
    return found


def _narrowed(
    domain: Domain, name: str, slope: Fraction, start: Fraction, side: int, *, strict: bool
) -> Domain | None:
    values, edge = domain.range_of(name), -start / slope
    if slope * side > 0:
        if values.lower is None or edge > values.lower or (strict and edge == values.lower):
            values = replace(values, lower=edge, lower_open=strict)
    elif values.upper is None or edge < values.upper or (strict and edge == values.upper):
        values = replace(values, upper=edge, upper_open=strict)
    if values.kind == "integer":
        values = _rounded(values)
    if values.lower is not None and values.upper is not None:
        single = values.lower == values.upper and not (values.lower_open or values.upper_open)
        if values.lower > values.upper or (values.lower == values.upper and not single):
            return None
    return replace(domain, symbols={**domain.symbols, name: values})


def _rounded(values: Range) -> Range:
    lower, upper = values.lower, values.upper
    if lower is not None:
        lower = Fraction(lower // 1 + 1 if values.lower_open else -(-lower // 1))
    if upper is not None:
        upper = Fraction(-(-upper // 1) - 1 if values.upper_open else upper // 1)
    return replace(values, lower=lower, upper=upper, lower_open=False, upper_open=False)


def single_values(domain: Domain) -> dict[str, Tree]:
    """Integer symbols that can only have one value."""
    return {
        name: integer(int(values.lower))
        for name, values in domain.symbols.items()
        if values.kind == "integer"
        and values.lower is not None
        and values.lower == values.upper
        and not (values.lower_open or values.upper_open)
    }


def is_empty(domain: Domain, effort: Effort) -> bool:
    """Whether two or three constraints contradict each other: f >= 0, g >= 0 and f + g < 0."""
    sides = [_low(c) for c in domain.constraints if c.head == "relation" and len(c.args[0]) <= 2]
    forms = [side for side in sides if side is not None]
    for count in (1, 2, 3):
        for chosen in combinations(forms[-8:], count):
            others = tuple(c for c in domain.constraints if _low(c) not in chosen)
            if _is_negative(add(*chosen), replace(domain, constraints=others), effort):
                return True
    return False


def _is_negative(tree: Tree, domain: Domain, effort: Effort) -> bool:
    def work(space: Space) -> bool:
        return strict_form_sign(space, space.rules["polynomial"](space, tree)) == -1

    try:
        return in_space(domain, effort, (tree,), work)
    except TooHard:
        return False


def _low(condition: Tree) -> Tree | None:
    """The tree that the condition says is not negative."""
    if condition.head != "relation":
        return None
    op, left, right = condition.args
    if op in (">", ">="):
        return left if right == ZERO else add(left, negative(right))
    if op in ("<", "<="):
        return add(right, negative(left))
    return None


def residue_classes(
    domain: Domain, names: frozenset[str], q: int
) -> list[tuple[Domain, dict[str, Tree]]]:
    """For each choice of residues: n is written q n + r with a new n over its own range.

    Raises:
        TooHard: there are too many classes.
    """
    ordered = sorted(names)
    if q ** len(ordered) > MAX_CLASSES:
        raise TooHard("there are too many residue classes")
    classes = []
    for residues in product(range(q), repeat=len(ordered)):
        ranges = dict(domain.symbols)
        images: dict[str, Tree] = {}
        for name, r in zip(ordered, residues, strict=True):
            values = _rounded(domain.range_of(name))
            low = None if values.lower is None else Fraction(-((r - values.lower) // q))
            high = None if values.upper is None else Fraction((values.upper - r) // q)
            ranges[name] = replace(values, lower=low, upper=high, nonzero=False)
            images[name] = add(mul(integer(q), symbol(name)), integer(r))
            if low is not None and high is not None and low > high:
                break
        else:
            constraints = tuple(substitute(c, images) for c in domain.constraints)
            classes.append((Domain(ranges, constraints), images))
    return classes
