"""A cheap canonical form: two trees that come out the same have the same value everywhere.

Nothing here changes where a tree is defined: terms and factors are sorted, numbers are folded,
like terms collected; nothing is cancelled, and nothing is multiplied by zero.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from fractions import Fraction
from functools import lru_cache
from typing import Any

from flint import fmpq, fmpz

from grader.equality.balls import Indeterminate, TooExpensive, Undefined, evaluate
from grader.tree import (
    ONE,
    ZERO,
    Tree,
    add,
    call,
    free_symbols,
    integer,
    mul,
    negative,
    power,
    rational,
)

_LARGEST_BITS = 2_000
_LARGEST_POWER = 64
_LARGEST_ROOTED = 10**12
_VISITS = 3_000
_MIRRORED = {">": "<", ">=": "<="}
_SYMMETRIC = frozenset({"max", "min", "beta", "dot"})
_UNORDERED = frozenset({"and", "or", "set"})


@lru_cache(maxsize=8_192)
def canonical(tree: Tree) -> Tree:
    """The canonical form of a scalar tree.

    >>> from grader.tree import symbol
    >>> x, y = symbol("x"), symbol("y")
    >>> canonical(add(x, mul(integer(2), y), x)) == canonical(mul(integer(2), add(y, x)))
    True
    """
    match tree.head:
        case "decimal":
            return rational(tree.args[0], tree.args[1])
        case "add":
            return _sum([canonical(term) for term in tree.args])
        case "mul":
            return _product([canonical(factor) for factor in tree.args])
        case "pow":
            return _power(canonical(tree.args[0]), canonical(tree.args[1]))
        case "call":
            if all(isinstance(arg, Tree) for arg in tree.args[1:]):
                return _call(tree.args[0], [canonical(arg) for arg in tree.args[1:]])
        case "relation":
            return _relation(tree.args[0], canonical(tree.args[1]), canonical(tree.args[2]))
        case "sum" | "product":
            return _numeric(tree) or _range(tree)
    args = tuple(canonical(arg) if isinstance(arg, Tree) else arg for arg in tree.args)
    if tree.head in _UNORDERED:
        args = tuple(_sorted(set(args)))
    return Tree(tree.head, args)


def _numeric(tree: Tree) -> Tree | None:
    """A sum or product without free symbols, as the rational number that it is."""
    if free_symbols(tree):
        return None
    try:
        value = evaluate(tree, {}, _VISITS)
    except (Undefined, Indeterminate, TooExpensive):
        return None
    if type(value) is not fmpq or value.height_bits() > _LARGEST_BITS:
        return None
    return rational(int(value.p), int(value.q))


def _range(tree: Tree) -> Tree:
    body, variable, lower, upper = tree.args
    return Tree(tree.head, (canonical(body), variable, canonical(lower), canonical(upper)))


def order(tree: Any) -> tuple[str, Any]:
    """A key that sorts trees the same way in every process."""
    if not isinstance(tree, Tree):
        return "", f"{tree:x}" if isinstance(tree, int) else str(tree)
    return tree.head, tuple([order(arg) for arg in tree.args])


def _sorted(trees: Collection[Tree]) -> list[Tree]:
    return sorted(trees, key=order) if len(trees) > 1 else list(trees)


def _number(tree: Tree) -> int | Fraction | None:
    if tree.head == "int":
        n: int = tree.args[0]
        return n
    if tree.head == "rational":
        return Fraction(*tree.args)
    return None


def _tree_of(value: int | Fraction) -> Tree:
    return integer(value) if type(value) is int else rational(value.numerator, value.denominator)


def _is_long(value: int | Fraction) -> bool:
    return max(value.numerator.bit_length(), value.denominator.bit_length()) > _LARGEST_BITS


def _sum(terms: list[Tree]) -> Tree:
    """Like terms collected; a term whose coefficients add up to 0 stays, as it may be undefined."""
    constant: int | Fraction = 0
    coefficients: dict[Tree, int | Fraction] = {}
    flat = [inner for term in terms for inner in (term.args if term.head == "add" else (term,))]
    for term in flat:
        value = _number(term)
        if value is not None and not _is_long(value + constant):
            constant += value
            continue
        factor, rest = _split(term)
        coefficients[rest] = coefficients.get(rest, 0) + factor
    kept = [
        _scaled(coefficients[rest], rest)
        for rest in _sorted(coefficients)
        if coefficients[rest] or not is_defined_everywhere(rest)
    ]
    if constant or not kept:
        kept.insert(0, _tree_of(constant))
    return add(*kept)


def is_defined_everywhere(tree: Tree) -> bool:
    """Whether a tree certainly has a value wherever its symbols have one."""
    match tree.head:
        case "symbol" | "int" | "rational" | "decimal":
            return True
        case "constant":
            return tree.args[0] in {"pi", "e", "i"}
        case "add" | "mul":
            return all(is_defined_everywhere(arg) for arg in tree.args)
        case "pow":
            base, exponent = tree.args
            return exponent.head == "int" and exponent.args[0] >= 0 and is_defined_everywhere(base)
        case "call":
            return tree.args[0] in {"exp", "sin", "cos", "abs"} and all(
                is_defined_everywhere(arg) for arg in tree.args[1:]
            )
    return False


def _split(term: Tree) -> tuple[int | Fraction, Tree]:
    """A term as a number times the rest."""
    if term.head == "mul":
        value = _number(term.args[0])
        if value is not None:
            return value, mul(*term.args[1:])
    return 1, term


def _scaled(factor: int | Fraction, rest: Tree) -> Tree:
    if factor == 1:
        return rest
    return mul(_tree_of(factor), *(rest.args if rest.head == "mul" else (rest,)))


def _product(factors: list[Tree]) -> Tree:
    """Numbers folded and spread over a single sum; positive whole powers of one base joined."""
    constant: int | Fraction = 1
    powers: dict[Tree, int] = {}
    others: list[Tree] = []
    flat = [inner for part in factors for inner in (part.args if part.head == "mul" else (part,))]
    roots: dict[int, Fraction] = {}
    for factor in flat:
        value = _number(factor)
        if value is not None and not _is_long(value * constant):
            constant *= value
        elif root := _root_of_prime(factor):
            roots[root[0]] = roots.get(root[0], Fraction(0)) + root[1]
        elif factor.head == "pow" and factor.args[1].head != "int":
            others.append(factor)
        else:
            base, exponent = factor.args if factor.head == "pow" else (factor, ONE)
            if exponent.args[0] < 0 or (factor.head != "pow" and base.head == "vector"):
                others.append(factor)
            else:
                powers[base] = powers.get(base, 0) + exponent.args[0]
    for prime, exponent in roots.items():
        whole = math.floor(exponent)
        constant *= Fraction(prime) ** whole
        if exponent != whole:
            others.append(power(integer(prime), rational(*(exponent - whole).as_integer_ratio())))
    joined = [base if n == 1 else power(base, integer(n)) for base, n in powers.items()]
    rest = _sorted([*joined, *others])
    if constant == 1:
        return mul(*rest)
    number = _tree_of(constant)
    if not rest:
        return number
    if len(rest) == 1 and rest[0].head == "add" and constant:
        return _sum([_product([number, term]) for term in rest[0].args])
    return mul(number, *rest)


def _root_of_prime(tree: Tree) -> tuple[int, Fraction] | None:
    """Base and exponent of a root that `_root` left."""
    match tree:
        case Tree("pow", (Tree("int", (base,)), Tree("rational", (p, q)))):
            is_small = 1 < base <= _LARGEST_ROOTED and 0 < p < q
            return (base, Fraction(p, q)) if is_small and _factored(base) == {base: 1} else None
    return None


@lru_cache(maxsize=1_024)
def _factored(n: int) -> dict[int, int]:
    """Exponents by prime of a positive whole number; not to be changed."""
    return {int(prime): int(exponent) for prime, exponent in fmpz(n).factor()}


def _root(value: int | Fraction, exponent: Fraction) -> Tree | None:
    """A fractional power of a positive number: a number times roots of primes below 1.

    >>> _root(Fraction(4, 9), Fraction(1, 2)) == rational(2, 3)
    True
    """
    if value <= 0 or abs(exponent) > _LARGEST_POWER:
        return None
    if max(value.numerator, value.denominator) > _LARGEST_ROOTED:
        return None
    exponents = {prime: n * exponent for prime, n in _factored(value.numerator).items()}
    exponents |= {prime: -n * exponent for prime, n in _factored(value.denominator).items()}
    number, roots = Fraction(1), []
    for prime, n in exponents.items():
        whole = math.floor(n)
        number *= Fraction(prime) ** whole
        if n != whole:
            roots.append(power(integer(prime), rational(*(n - whole).as_integer_ratio())))
    if _is_long(number):
        return None
    first = [] if number == 1 and roots else [_tree_of(number)]
    return mul(*first, *_sorted(roots))


def _power(base: Tree, exponent: Tree) -> Tree:
    if exponent == ONE:
        return base
    value = _number(base)
    if value is not None and exponent.head == "rational":
        root = _root(value, Fraction(*exponent.args))
        if root is not None:
            return root
    if exponent.head == "int":
        n = exponent.args[0]
        if value is not None and abs(n) <= _LARGEST_POWER and (value or n > 0):
            raised = value**n if n >= 0 else Fraction(value) ** n
            if not _is_long(raised):
                return _tree_of(raised)
        if base.head == "pow" and base.args[1].head == "int" and base.args[1].args[0] > 0 < n:
            return power(base.args[0], integer(base.args[1].args[0] * n))
        if base.head == "mul" and n:
            return _product([_power(factor, exponent) for factor in base.args])
    joined = _joined_exponents(base, exponent)
    return power(base, exponent) if joined is None else joined


def _joined_exponents(base: Tree, exponent: Tree) -> Tree | None:
    """``(y^a)^b`` as ``y^(a b)`` for a y that is never negative and a number a above 0.

    At y = 0 both are 0, or both undefined.
    """
    outer = _number(exponent)
    if base.head != "pow" or outer is None or outer == 0:
        return None
    inner = _number(base.args[1])
    if inner is None or inner <= 0 or not _is_never_negative(base.args[0]):
        return None
    both = inner * outer
    return _power(base.args[0], rational(both.numerator, both.denominator))


def _is_never_negative(tree: Tree) -> bool:
    """Whether a tree is certainly real and at least 0 wherever it has a value."""
    match tree.head:
        case "int" | "rational" | "decimal":
            return bool(tree.args[0] >= 0)
        case "call":
            return bool(tree.args[0] == "abs")
        case "add" | "mul":
            return all(_is_never_negative(arg) for arg in tree.args)
        case "pow":
            return _is_never_negative(tree.args[0]) and _number(tree.args[1]) is not None
    return False


def _call(name: str, arguments: list[Tree]) -> Tree:
    value = _number(arguments[0]) if name in {"abs", "sign"} and len(arguments) == 1 else None
    if value is not None:
        is_negative = value < 0
        if name == "abs":
            return _tree_of(-value if is_negative else value)
        return integer((value > 0) - is_negative)
    if name in {"abs", "cos", "cosh"} and len(arguments) == 1:
        mirrored = canonical(negative(arguments[0]))
        arguments = [min(arguments[0], mirrored, key=order)]
    if name in {"max", "min"}:
        flat = (
            inner
            for arg in arguments
            for inner in (arg.args[1:] if arg.head == "call" and arg.args[0] == name else (arg,))
        )
        arguments = _sorted(set(flat))
        if len(arguments) == 1:
            return arguments[0]
    elif name in _SYMMETRIC:
        arguments = _sorted(arguments)
    return call(name, *arguments)


def _relation(op: str, left: Tree, right: Tree) -> Tree:
    if op in _MIRRORED:
        op, left, right = _MIRRORED[op], right, left
    if op in {"=", "!="}:
        left, right = sorted((left, right), key=order)
    return Tree("relation", (op, left, right))


def is_zero(tree: Tree) -> bool:
    """Whether the canonical form is 0."""
    return canonical(tree) == ZERO
