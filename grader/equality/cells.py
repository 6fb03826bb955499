"""Conditions between polynomials in one symbol, decided exactly on the cells that their roots cut.

Between two neighbouring roots no polynomial changes its sign, so one rational point stands for the
whole cell; at a root, which polynomials vanish is told by factors and the signs of the others by
balls that exclude zero.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cmp_to_key
from itertools import pairwise
from typing import Any

from flint import arb, fmpq, fmpz_poly

from grader.equality.domain import Domain
from grader.equality.points import Point, exact, fraction
from grader.equality.ranges import Range
from grader.equality.rational import Field, NotRational
from grader.equality.values import precision
from grader.tree import Tree, children, free_symbols, subtract

_PRECISIONS = (64, 256, 1_024, 4_096)
_MOST_ROOTS = 40
_LARGEST_DEGREE = 16
_COMPARED: dict[str, Callable[[int], bool]] = {
    "<": lambda sign: sign < 0,
    "<=": lambda sign: sign <= 0,
    ">": lambda sign: sign > 0,
    ">=": lambda sign: sign >= 0,
    "=": lambda sign: sign == 0,
    "!=": lambda sign: sign != 0,
}


@dataclass(frozen=True, slots=True)
class Comparison:
    """Whether two conditions agree on every cell, and else, if there is one, a rational point."""

    agree: bool
    point: Point | None = None


class _NotPolynomial(Exception):
    """The conditions are not between polynomials in one symbol."""


@dataclass(frozen=True, slots=True)
class _Root:
    """The `index`-th real root of an irreducible polynomial."""

    factor: str
    index: int


class _Line:
    """The real line, cut at the roots of every polynomial that occurs."""

    def __init__(self, name: str, trees: tuple[Tree, ...], domain: Domain) -> None:
        self.name = name
        self.atoms: dict[Tree, tuple[int, dict[str, tuple[fmpz_poly, int]]]] = {}
        self.factors: dict[str, fmpz_poly] = {}
        for tree in trees:
            self._collect(tree, domain)
        self.roots = self._sorted_roots()

    def _collect(self, tree: Tree, domain: Domain) -> None:
        if tree.head != "relation":
            if tree.head not in {"and", "or", "not", "true", "false"}:
                raise _NotPolynomial
            for child in children(tree):
                self._collect(child, domain)
            return
        difference = subtract(*tree.args[1:])
        field = Field((difference,), domain)
        if any(generator.args != (self.name,) for generator in field.generators):
            raise _NotPolynomial
        above, below = field.fraction(difference)
        if field.factors(below)[1]:
            raise _NotPolynomial
        if above == 0:
            self.atoms[tree] = 0, {}
            return
        sign, found = field.factors(above)
        if field.factors(below)[0] < 0:
            sign = -sign
        own = {text: (_univariate(factor), times) for text, (factor, times) in found.items()}
        self.atoms[tree] = sign, own
        self.factors.update({text: polynomial for text, (polynomial, _) in own.items()})

    def _sorted_roots(self) -> list[_Root]:
        found = [
            _Root(text, index)
            for text, polynomial in sorted(self.factors.items())
            for index in range(len(real_roots(polynomial, _PRECISIONS[0])))
        ]
        if len(found) > _MOST_ROOTS:
            raise _NotPolynomial
        return sorted(found, key=cmp_to_key(self._order))

    def ball(self, root: _Root, bits: int) -> arb:
        """The root, enclosed."""
        return real_roots(self.factors[root.factor], bits)[root.index]

    def _order(self, a: _Root, b: _Root) -> int:
        if a == b:
            return 0
        for bits in _PRECISIONS:
            with precision(bits):
                x, y = self.ball(a, bits), self.ball(b, bits)
                if x < y:
                    return -1
                if x > y:
                    return 1
        raise _NotPolynomial

    def sign_at_root(self, atom: Tree, root: _Root) -> int:
        """The sign of an atom's left side minus its right side at a root."""
        sign, own = self.atoms[atom]
        if root.factor in own:
            return 0
        for polynomial, times in own.values():
            sign *= self._sign_of(polynomial, root) ** times
        return sign

    def _sign_of(self, polynomial: fmpz_poly, root: _Root) -> int:
        for bits in _PRECISIONS:
            with precision(bits):
                value = polynomial(self.ball(root, bits))
                if value > 0:
                    return 1
                if value < 0:
                    return -1
        raise _NotPolynomial

    def sign_at(self, atom: Tree, x: fmpq) -> int:
        """The sign at a rational point."""
        sign, own = self.atoms[atom]
        for polynomial, times in own.values():
            value = polynomial(x)
            sign *= ((value > 0) - (value < 0)) ** times
        return sign

    def between(self) -> list[fmpq]:
        """A rational point in every cell between neighbouring roots, and beyond the last ones."""
        if not self.roots:
            return [fmpq(0)]
        found: list[fmpq] = []
        for bits in _PRECISIONS:
            with precision(bits):
                balls = [self.ball(root, bits) for root in self.roots]
                ends = [(_lower(b), _upper(b)) for b in balls]
            if all(a[1] < b[0] for a, b in pairwise(ends)):
                found = [ends[0][0] - 1]
                found += [(a[1] + b[0]) / 2 for a, b in pairwise(ends)]
                return [*found, ends[-1][1] + 1]
        raise _NotPolynomial


def _univariate(polynomial: Any) -> fmpz_poly:
    coefficients: dict[int, int] = {}
    for exponents, coefficient in polynomial.to_dict().items():
        coefficients[max(map(int, exponents))] = int(coefficient)
    degree = max(coefficients)
    if degree > _LARGEST_DEGREE:
        raise _NotPolynomial
    return fmpz_poly([coefficients.get(k, 0) for k in range(degree + 1)])


def real_roots(polynomial: fmpz_poly, bits: int) -> list[arb]:
    """The real roots of an irreducible polynomial, in order, as disjoint balls."""
    with precision(bits):
        roots: list[Any] = polynomial.complex_roots()
        found = [root.real for root, _ in roots if root.imag == 0]
        return sorted(found, key=lambda ball: ball.mid())


def _lower(ball: arb) -> fmpq:
    return arb(ball.lower()).mid().fmpq()


def _upper(ball: arb) -> fmpq:
    return arb(ball.upper()).mid().fmpq()


def same_on_cells(a: Tree, b: Tree, domain: Domain) -> Comparison | None:
    """Compare two conditions in one real symbol exactly, if they are of that kind."""
    names = free_symbols(a) | free_symbols(b)
    if len(names) != 1 or domain.constraints:
        return None
    (name,) = names
    values = domain.range_of(name)
    if values.kind != "real":
        return None
    try:
        line = _Line(name, (a, b), domain)
        return _compare(a, b, line, values)
    except (_NotPolynomial, NotRational, KeyError):
        return None


def _compare(a: Tree, b: Tree, line: _Line, values: Range) -> Comparison:
    differing: Point | None = None
    agree = True
    for x in _cell_points(line, values):
        if _truth(a, lambda atom, x=x: line.sign_at(atom, x)) != _truth(
            b, lambda atom, x=x: line.sign_at(atom, x)
        ):
            agree, differing = False, differing or {line.name: x}
    for root in line.roots:
        rational_root = _as_rational(line, root)
        if not _root_inside(line, root, rational_root, values):
            continue
        if _truth(a, lambda atom, r=root: line.sign_at_root(atom, r)) != _truth(
            b, lambda atom, r=root: line.sign_at_root(atom, r)
        ):
            agree = False
            if rational_root is not None:
                differing = differing or {line.name: rational_root}
    return Comparison(agree, differing)


def _cell_points(line: _Line, values: Range) -> list[fmpq]:
    """Points of the range: one in each cell, and more next to and on the range's ends."""
    found = line.between()
    for end in (values.lower, values.upper):
        if end is not None:
            here = exact(end)
            found.append(here)
            found += _next_to(line, here)
    if values.lower is not None and values.upper is not None:
        found.append(exact((values.lower + values.upper) / 2))
    return [x for x in found if values.holds(fraction(x))]


def _next_to(line: _Line, end: fmpq) -> list[fmpq]:
    """Points on both sides of a range's end, nearer to it than any root."""
    step = Fraction(1)
    gaps = []
    with precision(_PRECISIONS[1]):
        for root in line.roots:
            gap = abs(line.ball(root, _PRECISIONS[1]) - arb(end)).lower()
            if gap > 0:
                gaps.append(fraction(arb(gap).mid().fmpq()))
    if gaps:
        step = min(step, min(gaps) / 2)
    return [end - exact(step), end + exact(step)]


def _as_rational(line: _Line, root: _Root) -> fmpq | None:
    polynomial = line.factors[root.factor]
    if polynomial.degree() != 1:
        return None
    return fmpq(-polynomial[0], polynomial[1])


def _root_inside(line: _Line, root: _Root, known: fmpq | None, values: Range) -> bool:
    if known is not None:
        return values.holds(fraction(known))
    for bits in _PRECISIONS:
        with precision(bits):
            ball = line.ball(root, bits)
            above = values.lower is None or _side(ball, values.lower)
            below = values.upper is None or _side(-ball, -values.upper)
            if above is not None and below is not None:
                return above and below
    raise _NotPolynomial


def _side(ball: arb, end: Fraction) -> bool | None:
    bound = arb(end.numerator) / end.denominator
    return True if ball > bound else False if ball < bound else None


def _truth(tree: Tree, sign_of: Any) -> bool:
    match tree.head:
        case "true" | "false":
            return bool(tree.head == "true")
        case "and":
            return all(_truth(arg, sign_of) for arg in children(tree))
        case "or":
            return any(_truth(arg, sign_of) for arg in children(tree))
        case "not":
            return not _truth(tree.args[0], sign_of)
    sign, op = sign_of(tree), tree.args[0]
    return _COMPARED[op](sign)
