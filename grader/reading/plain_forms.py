"""One form for terms that are the same but for the order of factors and for whole numbers.

Nothing is expanded, and what is not the same may be equal all the same: two terms of one form are
equal, two terms of different forms need not differ.
"""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from typing import Final

from grader.tree import ONE, ZERO, Tree, add, mul, power, rational

_LARGEST_EXPONENT: Final = 64


def plain_form(tree: Tree) -> Tree:
    """The form of a tree.

    >>> from grader.tree import integer, symbol
    >>> t = symbol("t")
    >>> plain_form(power(symbol("b"), add(integer(1), t, integer(-1)))) == power(symbol("b"), t)
    True
    """
    match tree.head:
        case "int" | "rational":
            return rational(*tree.args)
        case "decimal":
            return rational(*tree.args[:2])
    args = tuple(plain_form(arg) if isinstance(arg, Tree) else arg for arg in tree.args)
    match tree.head:
        case "add":
            return _sum(args)
        case "mul":
            return _product(args)
        case "pow":
            return _product((Tree("pow", args),))
    return Tree(tree.head, args)


def _value(tree: Tree) -> Fraction | None:
    return Fraction(*tree.args) if tree.head in ("int", "rational") else None


def _number(value: Fraction) -> Tree:
    return rational(value.numerator, value.denominator)


def _sum(terms: tuple[Tree, ...]) -> Tree:
    constant, rest = Fraction(0), defaultdict[Tree, Fraction](Fraction)
    for term in (inner for each in terms for inner in _flat(each, "add")):
        value = _value(term)
        if value is not None:
            constant += value
            continue
        coefficient, bare = _split(term)
        rest[bare] += coefficient
    found = [_scaled(factor, bare) for bare, factor in rest.items() if factor]
    found.sort(key=repr)
    return add(*found, *([_number(constant)] if constant or not found else []))


def _split(term: Tree) -> tuple[Fraction, Tree]:
    """A term as a number times the rest."""
    if term.head == "mul":
        value = _value(term.args[0])
        if value is not None:
            return value, mul(*term.args[1:])
    return Fraction(1), term


def _scaled(factor: Fraction, bare: Tree) -> Tree:
    return bare if factor == 1 else mul(_number(factor), *_flat(bare, "mul"))


def _flat(tree: Tree, head: str) -> tuple[Tree, ...]:
    return tree.args if tree.head == head else (tree,)


def _product(factors: tuple[Tree, ...]) -> Tree:
    constant, powers = Fraction(1), defaultdict[Tree, list[Tree]](list)
    queue = [(factor, ONE) for factor in reversed(factors)]
    while queue:
        factor, exponent = queue.pop()
        whole = _value(exponent)
        value = _value(factor)
        if factor.head == "mul" and whole is not None and whole.denominator == 1:
            queue += [(inner, exponent) for inner in factor.args]
        elif factor.head == "pow" and whole is not None and whole.denominator == 1:
            queue.append((factor.args[0], _product((factor.args[1], exponent))))
        elif value is not None and whole is not None and _is_small(value, whole):
            constant *= value ** int(whole)
        else:
            powers[factor].append(exponent)
    found = [
        base if exponent == ONE else power(base, exponent)
        for base, exponents in powers.items()
        if (exponent := _sum(tuple(exponents))) != ZERO and base != ONE
    ]
    found.sort(key=repr)
    if not constant:
        return ZERO
    return mul(*([_number(constant)] if constant != 1 or not found else []), *found)


def _is_small(value: Fraction, exponent: Fraction) -> bool:
    whole = exponent.denominator == 1 and abs(exponent) <= _LARGEST_EXPONENT
    return whole and (value != 0 or exponent > 0)
