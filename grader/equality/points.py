"""Exact points of a domain: the same ones for the same declaration, in every process.

The value of a symbol in point number k depends on its name, its range and k alone, so that a
reference's values can be kept while students bring names of their own.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from functools import lru_cache
from itertools import islice
from random import Random
from zlib import crc32

from flint import acb, arb, fmpq

from grader.equality.balls import Indeterminate, TooExpensive, Undefined, holds
from grader.equality.domain import Domain
from grader.equality.ranges import Range
from grader.equality.roots import affine_root
from grader.equality.values import Value, precision
from grader.tree import Tree, free_symbols, symbol

Point = dict[str, Value]
"""``fmpq`` by name of a real or integer symbol, an exact ``acb`` by name of a complex one."""

SMALL, OTHER, WHOLE, LARGE, TINY = range(5)
"""The manner of the first points; every later one is a mixture."""

_PRIMES = (7, 11, 13, 17, 19, 23)
_TRIES = 80
_CHECK_BITS = 128


def exact(value: Fraction | int) -> fmpq:
    """A rational as ``fmpq``."""
    return fmpq(value.numerator, value.denominator)


def fraction(value: fmpq) -> Fraction:
    """A ``fmpq`` as `Fraction`."""
    return Fraction(int(value.p), int(value.q))


@lru_cache(maxsize=20_000)
def value_of(name: str, values: Range, number: int, attempt: int = 0) -> Value:
    """The value of that symbol in point `number`; another one for every `attempt`."""
    random = Random(crc32(name.encode()) * 1_000_003 + number * 7_919 + attempt)
    manner = number if number <= TINY else random.randrange(5)
    if values.kind == "complex":
        parts = [Fraction(random.randint(-48, 48), 16) for _ in range(2)]
        return acb(*(arb(part.numerator) / part.denominator for part in parts))
    if values.kind == "integer":
        return exact(_whole(values, random, manner))
    found = _real(values, random, manner)
    return exact(found if values.holds(found) else _real(values, random, SMALL))


def _whole(values: Range, random: Random, manner: int) -> int:
    span = {SMALL: 6, OTHER: 11, WHOLE: 4, LARGE: 40, TINY: 2}[manner]
    low, high = _smallest(values), _largest(values)
    if low is None:
        low = -span if high is None else high - span
    if high is None:
        high = max(low + span, span) if values.lower is None else low + span
    found = random.randint(low, max(low, min(high, low + 10**6)))
    return 1 if found == 0 and values.nonzero and values.holds(Fraction(1)) else found


def _smallest(values: Range) -> int | None:
    """The smallest whole number of a range."""
    if values.lower is None:
        return None
    whole = math.ceil(values.lower)
    return whole + 1 if whole == values.lower and values.lower_open else whole


def _largest(values: Range) -> int | None:
    """The largest whole number of a range."""
    if values.upper is None:
        return None
    whole = math.floor(values.upper)
    return whole - 1 if whole == values.upper and values.upper_open else whole


def _real(values: Range, random: Random, manner: int) -> Fraction:
    prime = random.choice(_PRIMES)
    low, high = values.lower, values.upper
    if low is not None and high is not None:
        if low == high:
            return low
        parts = {TINY: 64, LARGE: 64}.get(manner, 4) * prime
        step = (
            1 if manner == TINY else parts - 1 if manner == LARGE else random.randint(1, parts - 1)
        )
        return low + (high - low) * Fraction(step, parts)
    size = Fraction(random.randint(1, 3 * prime), prime)
    if manner == WHOLE:
        size = Fraction(random.randint(1, 5))
    elif manner == LARGE:
        size = size * 100 + random.randint(1, 40)
    elif manner == TINY:
        size /= 1_024
    if low is not None:
        return low + size
    if high is not None:
        return high - size
    return size if random.random() < 0.5 else -size


def inside(point: Mapping[str, Value], domain: Domain) -> bool:
    """Whether the point is in the (scalar) domain; False where a constraint cannot be told."""
    for name, value in point.items():
        if type(value) is fmpq and not domain.range_of(name).holds(fraction(value)):
            return False
    if not domain.constraints:
        return True
    try:
        with precision(_CHECK_BITS):
            return all(holds(condition, point) for condition in domain.constraints)
    except (Undefined, Indeterminate, TooExpensive):
        return False


class Sampler:
    """Points of one scalar domain, for the symbols that occur.

    Args:
        domain: From `Domain.scalars`.
        names: Symbols that a point gives a value to; symbols of the constraints are added.
    """

    def __init__(self, domain: Domain, names: Iterable[str]) -> None:
        needed = set(names)
        for condition in domain.constraints:
            needed |= free_symbols(condition)
        self.domain = domain
        self.names = tuple(sorted(n for n in needed if domain.range_of(n).kind != "function"))
        self.equations = tuple(
            condition
            for condition in domain.constraints
            if condition.head == "relation" and condition.args[0] == "="
        )

    def point(self, number: int) -> Point | None:
        """Point `number`, or nothing if no try meets the constraints."""
        for attempt in range(_TRIES if self.domain.constraints else 1):
            found: Point | None = {
                name: value_of(name, self.domain.range_of(name), number, attempt)
                for name in self.names
            }
            if self.equations and found is not None:
                found = self._solve(found)
            if found is not None and (not self.domain.constraints or inside(found, self.domain)):
                return found
        return None

    def points(self, start: int, count: int) -> Iterator[Point]:
        """That many numbered points; fewer where the constraints forbid some."""
        for number in range(start, start + count) if self.names else ():
            found = self.point(number)
            if found is not None:
                yield found

    def first(self) -> list[Point]:
        """The points that every pair is looked at first: three, and corners of whole numbers."""
        if not self.names:
            return [{}]
        return [*self.points(SMALL, 3), *self.corners()]

    def corners(self, limit: int = 8) -> list[Point]:
        """Whole-number symbols at their smallest and largest values, together and one by one."""
        return list(islice(self._corners(), limit))

    def _corners(self) -> Iterator[Point]:
        base = self.point(SMALL)
        if base is None:
            return
        ends: dict[str, list[fmpq]] = {}
        for name in self.names:
            values = self.domain.range_of(name)
            if values.kind == "integer":
                ends[name] = [exact(end) for end in _ends(values)]
        if not ends:
            return
        every = {name: found[0] for name, found in ends.items() if found}
        candidates = [{**base, **every}]
        candidates += [{**base, name: end} for name, found in ends.items() for end in found]
        for candidate in candidates:
            if inside(candidate, self.domain):
                yield candidate

    def _solve(self, point: Point) -> Point | None:
        """Meet linear equations between symbols by moving one symbol of each."""
        moved: set[str] = set()
        for equation in self.equations:
            difference = Tree("add", (equation.args[1], _negated(equation.args[2])))
            for name in sorted(free_symbols(difference) - moved, reverse=True):
                root = affine_root(difference, name, point)
                if root is None:  # such as 1/p + 1/q = 1
                    root = affine_root(Tree("mul", (symbol(name), difference)), name, point)
                if root is not None and self.domain.range_of(name).holds(fraction(root)):
                    point = {**point, name: root}
                    moved |= free_symbols(difference)
                    break
            else:
                return None
        return point


def _negated(tree: Tree) -> Tree:
    return Tree("mul", (Tree("int", (-1,)), tree))


def _ends(values: Range) -> list[Fraction]:
    """The smallest few and the largest whole numbers of a range."""
    found: list[Fraction] = []
    if values.lower is not None:
        low = Fraction(math.ceil(values.lower))
        found += [n for n in (low, low + 1, low + 2, low + 3) if values.holds(n)][:3]
    if values.upper is not None:
        high = Fraction(math.floor(values.upper))
        found += [n for n in (high, high - 1) if values.holds(n)][:1]
    if not found:
        found = [n for n in map(Fraction, (0, 1, -1, 2)) if values.holds(n)]
    return found


def text(value: Value) -> str:
    """An exact value as a certificate writes it; a pair of ``fmpq`` is an interval.

    >>> text(fmpq(-1, 2)), text(acb(1, -2))
    ('-1/2', '1 + -2 i')
    """
    if type(value) is acb:
        return f"{value.real.fmpq()} + {value.imag.fmpq()} i"
    if isinstance(value, tuple):
        return f"[{value[0]}, {value[1]}]"
    return str(value)
