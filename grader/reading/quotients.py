"""A product as people write it: a sign, what stands above the line, and what stands below."""

from __future__ import annotations

from typing import NamedTuple

from grader.tree import MINUS_ONE, Tree, integer, negative, power


class Quotient(NamedTuple):
    """A product in two parts; factors of 1 are left out.

    Attributes:
        is_negative: Whether a minus sign stands in front.
        top: Factors of the numerator; none of them is a negative number or a fraction.
        bottom: Factors of the denominator.
    """

    is_negative: bool
    top: tuple[Tree, ...]
    bottom: tuple[Tree, ...]


def as_quotient(factors: tuple[Tree, ...]) -> Quotient:
    """The parts of a product of these factors.

    >>> from grader.tree import rational, symbol
    >>> parts = as_quotient((rational(-2, 3), symbol("x"), power(symbol("y"), MINUS_ONE)))
    >>> parts.is_negative, [tree.args for tree in parts.top], [tree.args for tree in parts.bottom]
    (True, [(2,), ('x',)], [(3,), ('y',)])
    """
    is_negative = False
    top: list[Tree] = []
    bottom: list[Tree] = []
    for factor in _flat(factors):
        match factor:
            case Tree("int" | "rational" | "decimal", (int(p), *_)) if p < 0:
                is_negative = not is_negative
                factor = negative(factor)
        match factor:
            case Tree("int", (1,)):
                continue
            case Tree("rational", (int(p), int(q))):
                top.extend([integer(p)] if p != 1 else [])
                bottom.append(integer(q))
            case Tree("pow", (base, Tree("int" | "rational", (int(p), *_)) as exponent)) if p < 0:
                bottom.append(inverted(base, exponent))
            case _:
                top.append(factor)
    return Quotient(is_negative, tuple(top), tuple(bottom))


def inverted(base: Tree, exponent: Tree) -> Tree:
    """One over a power."""
    return base if exponent == MINUS_ONE else power(base, negative(exponent))


def _flat(factors: tuple[Tree, ...]) -> list[Tree]:
    flat: list[Tree] = []
    for factor in factors:
        flat.extend(_flat(factor.args) if factor.head == "mul" else [factor])
    return flat
