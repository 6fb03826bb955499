"""Rational functions of symbols and of opaque parts: factors, and factors that cannot vanish."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from flint import Ordering, fmpq, fmpz_mpoly_ctx

from grader.equality.canonical import canonical, order
from grader.equality.cost import is_cheap
from grader.equality.domain import Domain
from grader.tree import (
    ONE,
    Tree,
    add,
    children,
    free_symbols,
    integer,
    mul,
    power,
    rational,
    substitute,
)

Polynomial = Any
"""A flint ``fmpz_mpoly``."""

_MOST_TERMS = 80
_MOST_POWER = 24


class NotRational(Exception):
    """Too large to be multiplied out, or a division by zero."""


class Field:
    """Rational functions over Q in the symbols and the opaque parts of a few trees."""

    def __init__(self, trees: tuple[Tree, ...], domain: Domain) -> None:
        if not all(is_cheap(tree, ONE) for tree in trees):
            raise NotRational
        found: set[Tree] = set()
        for tree in trees:
            _collect(canonical(tree), found)
        self.generators = tuple(sorted(found, key=order))
        names = tuple(f"x{k}" for k in range(len(self.generators))) or ("x0",)
        self.context = fmpz_mpoly_ctx.get(names, Ordering.lex)
        self.domain = domain
        gens = self.context.gens()
        self._index = dict(zip(self.generators, gens, strict=False))

    def fraction(self, tree: Tree) -> tuple[Polynomial, Polynomial]:
        """Numerator and denominator in lowest terms."""
        above, below = self._build(canonical(tree))
        common = above.gcd(below)
        return (above, below) if common == 0 else (above // common, below // common)

    def _constant(self, n: int) -> Polynomial:
        return self.context.constant(n)

    def _build(self, tree: Tree) -> tuple[Polynomial, Polynomial]:
        one = self._constant(1)
        match tree:
            case Tree("int", (n,)):
                return self._constant(n), one
            case Tree("rational" | "decimal", (p, q, *_)):
                return self._constant(p), self._constant(q)
            case Tree("add", terms):
                above, below = self._build(terms[0])
                for term in terms[1:]:
                    a, b = self._build(term)
                    above, below = self._kept(above * b + a * below), self._kept(below * b)
                return above, below
            case Tree("mul", factors):
                above, below = one, one
                for factor in factors:
                    a, b = self._build(factor)
                    above, below = self._kept(above * a), self._kept(below * b)
                return above, below
            case Tree("pow", (base, Tree("int", (n,)))) if abs(n) <= _MOST_POWER:
                above, below = self._build(base)
                if n < 0:
                    above, below, n = below, above, -n
                if below == 0:
                    raise NotRational
                return self._kept(above**n), self._kept(below**n)
        return self._index[tree], one

    @staticmethod
    def _kept(polynomial: Polynomial) -> Polynomial:
        if len(polynomial) > _MOST_TERMS:
            raise NotRational
        return polynomial

    def factors(self, polynomial: Polynomial) -> tuple[int, dict[str, tuple[Polynomial, int]]]:
        """Sign of the constant, and irreducible factors with powers by their text."""
        if polynomial == 0:
            raise NotRational
        constant, found = polynomial.factor()
        sign, kept = (1 if constant > 0 else -1), {}
        for factor, exponent in found:
            times = int(exponent)
            if factor.leading_coefficient() < 0:
                factor, sign = -factor, sign * (-1) ** times
            kept[str(factor)] = (factor, times)
        return sign, kept

    def sign(self, polynomial: Polynomial) -> int | None:
        """1 or -1 where the polynomial keeps that sign on the whole domain, else nothing."""
        shifted, positive, nonnegative = self._shifted(polynomial)
        signs, strict = set(), False
        for exponents, coefficient in shifted.to_dict().items():
            for k, exponent in enumerate(exponents):
                if int(exponent) % 2 and k not in positive and k not in nonnegative:
                    return None
            signs.add(1 if coefficient > 0 else -1)
            strict = strict or all(int(e) == 0 or k in positive for k, e in enumerate(exponents))
        return signs.pop() if len(signs) == 1 and strict else None

    def _shifted(self, polynomial: Polynomial) -> tuple[Polynomial, set[int], set[int]]:
        """The polynomial with each bounded symbol counted from its bound, and which are > 0."""
        gens, images = self.context.gens(), []
        scale, positive, nonnegative = 1, set[int](), set[int]()
        for k, tree in enumerate(self.generators):
            bound, direction, is_open = _from_bound(tree, self.domain)
            image = gens[k]
            if direction:
                scale *= bound.denominator
                if bound.denominator != 1:
                    direction, bound = 0, Fraction(0)  # fractions of bounds are not followed
                else:
                    image = gens[k] * direction + bound.numerator
            images.append(image)
            if direction or _is_positive(tree, self.domain):
                (positive if is_open or not direction else nonnegative).add(k)
        for k in range(len(self.generators), len(gens)):
            images.append(gens[k])
        return polynomial.compose(*images), positive, nonnegative

    def tree(self, polynomial: Polynomial) -> Tree:
        """The polynomial as a tree."""
        terms = []
        for exponents, coefficient in polynomial.to_dict().items():
            factors = [
                power(self.generators[k], integer(int(e))) for k, e in enumerate(exponents) if e
            ]
            terms.append(mul(integer(int(coefficient)), *factors))
        return add(*terms)


def _collect(tree: Tree, found: set[Tree]) -> None:
    match tree:
        case Tree("int" | "rational" | "decimal", _):
            return
        case Tree("add" | "mul", args):
            for arg in args:
                _collect(arg, found)
        case Tree("pow", (base, Tree("int", (n,)))) if abs(n) <= _MOST_POWER:
            _collect(base, found)
        case _:
            found.add(tree)


def _from_bound(tree: Tree, domain: Domain) -> tuple[Fraction, int, bool]:
    """The bound that a symbol is counted from, and in which direction."""
    if tree.head != "symbol":
        return Fraction(0), 0, False
    values = domain.range_of(tree.args[0])
    if values.kind not in {"real", "integer"}:
        return Fraction(0), 0, False
    if values.lower is not None:
        is_open = values.lower_open or (values.lower == 0 and values.nonzero)
        return values.lower, 1, is_open
    if values.upper is not None:
        is_open = values.upper_open or (values.upper == 0 and values.nonzero)
        return values.upper, -1, is_open
    return Fraction(0), 0, False


def _is_positive(tree: Tree, domain: Domain) -> bool:
    """Whether an opaque part certainly is > 0: exp of something real, pi, a power of those."""
    match tree:
        case Tree("constant", ("pi" | "e",)):
            return True
        case Tree("call", ("exp", inner)):
            return is_real(inner, domain)
        case Tree("pow", (base, exponent)):
            return is_real(exponent, domain) and (
                _is_positive(base, domain)
                or (base.head in {"int", "rational"} and base.args[0] > 0)
                or (base.head == "symbol" and domain.range_of(base.args[0]).positive)
            )
    return False


def is_real(tree: Tree, domain: Domain) -> bool:
    """Whether a tree of symbols and arithmetic certainly is real wherever it is defined."""
    match tree.head:
        case "symbol":
            return domain.range_of(tree.args[0]).kind in {"real", "integer"}
        case "int" | "rational" | "decimal":
            return True
        case "constant":
            return tree.args[0] in {"pi", "e"}
        case "add" | "mul":
            return all(is_real(arg, domain) for arg in children(tree))
        case "pow":
            return tree.args[1].head == "int" and is_real(tree.args[0], domain)
        case "call":
            return tree.args[0] in {"exp", "sin", "cos", "abs", "atan"} and all(
                is_real(arg, domain) for arg in children(tree)
            )
    return False


def constant_ratio(a: Tree, b: Tree, point: dict[str, fmpq]) -> tuple[Tree, Tree]:
    """Both trees with the point's values put in: a(point) and b(point), as trees.

    If a = q b for a constant q, then a * b(point) = b * a(point).
    """
    values = {
        name: rational(int(value.p), int(value.q))
        for name, value in point.items()
        if name in free_symbols(a) | free_symbols(b)
    }
    return substitute(a, values), substitute(b, values)
