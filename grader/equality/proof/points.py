"""A few exact points of a domain, the same ones every time."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from random import Random

from grader.equality.domain import Domain, Range
from grader.equality.proof.polynomials import TooHard
from grader.tree import Tree, free_symbols

TRIES = 200


def points(domain: Domain, names: frozenset[str], count: int) -> Iterator[dict[str, Fraction]]:
    """Up to `count` points at which the constraints hold; parts of complex symbols are real."""
    rng = Random(20_240)  # fixed: a verdict may not depend on chance
    wanted = sorted(names | _linked(domain))
    found = 0
    for attempt in range(TRIES):
        point = {name: _value(_range(domain, name), rng, attempt) for name in wanted}
        if all(holds(constraint, point) for constraint in domain.constraints):
            yield point
            found += 1
            if found == count:
                return


def _linked(domain: Domain) -> frozenset[str]:
    return frozenset().union(*(free_symbols(c) for c in domain.constraints))


def _range(domain: Domain, name: str) -> Range:
    return (
        domain.range_of(name.rsplit(".", 1)[0])
        if name.endswith((".re", ".im"))
        else (domain.range_of(name))
    )


def _value(values: Range, rng: Random, attempt: int) -> Fraction:
    """A value inside the range; integers start near the smallest one."""
    reach = 2 + attempt % 7
    if values.kind == "integer":
        low = -reach if values.lower is None else int(values.lower // 1) + 1
        low = low - 1 if values.lower is not None and not values.lower_open else low
        if values.lower is None and values.upper is not None:
            low = int(values.upper // 1) - reach - 1
        high = low + 2 * reach
        if values.upper is not None:
            high = min(high, int(values.upper // 1) - (values.upper_open and values.upper % 1 == 0))
        value = Fraction(rng.randint(low, max(low, high)))
        return value + 1 if values.nonzero and value == 0 else value
    step = Fraction(rng.randint(1, 997), 1_009)
    if values.lower is not None and values.upper is not None:
        return values.lower + (values.upper - values.lower) * step
    if values.lower is not None:
        return values.lower + reach * step
    if values.upper is not None:
        return values.upper - reach * step
    return reach * step * rng.choice((-1, 1))


def holds(condition: Tree, point: dict[str, Fraction]) -> bool:
    """Whether a condition between rational functions holds at the point; no is also "unknown"."""
    match condition.head:
        case "and":
            return all(holds(arg, point) for arg in condition.args)
        case "or":
            return any(holds(arg, point) for arg in condition.args)
        case "relation":
            op, left, right = condition.args
            try:
                a, b = _rational(left, point), _rational(right, point)
            except (TooHard, ZeroDivisionError):
                return False
            order = {"<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b}
            return bool(order.get(op, (a == b) == (op == "=")))
    return bool(condition.head == "true")


def _rational(tree: Tree, point: dict[str, Fraction]) -> Fraction:
    match tree.head, tree.args:
        case "int", (n,):
            return Fraction(n)
        case (("rational" | "decimal"), (p, q, *_)):
            return Fraction(p, q)
        case "symbol", (name,) if name in point:
            return point[name]
        case "add", terms:
            return sum((_rational(t, point) for t in terms), Fraction(0))
        case "mul", factors:
            product = Fraction(1)
            for factor in factors:
                product *= _rational(factor, point)
            return product
        case "pow", (base, Tree("int", (k,))) if abs(k) <= 64:
            return _rational(base, point) ** int(k)
    raise TooHard("a constraint that is not rational")
