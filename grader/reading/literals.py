"""Number literals, from text and back: integers, decimals with their places, recurring ones."""

from __future__ import annotations

import re
from fractions import Fraction

from grader.errors import Unreadable
from grader.reading import limits
from grader.tree import INFINITY, Tree, integer, negative, rational

_DECIMAL = re.compile(r"(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?")


def number(text: str, column: int | None = None) -> Tree:
    """A literal as an ``int`` or a ``decimal`` tree, read exactly.

    >>> number("0.50").args, number("3e5").args, number("1.5e-3").args
    ((1, 2, 2), (300000, 1, -5), (3, 2000, 4))

    Raises:
        Unreadable: too many digits, or too large an exponent.
    """
    if len(text) > limits.DIGITS + 8:
        raise _too_long(text, column)
    match = _DECIMAL.fullmatch(text)
    if match is None or not (match[1] or match[2]):
        raise Unreadable(f"{text!r} is no number.", column)
    whole, places, exponent = match[1], match[2] or "", match[3]
    if len(whole) + len(places) > limits.DIGITS:
        raise _too_long(text, column)
    if exponent is None and match[2] is None:
        return integer(int(whole))
    shift = int(exponent or 0)
    if abs(shift) > limits.EXPONENT:
        raise Unreadable(
            f"The power of ten in {text!r} is too large; at most 10^{limits.EXPONENT} is read.",
            column,
        )
    value = Fraction(int(whole + places), 10 ** len(places)) * Fraction(10) ** shift
    return Tree("decimal", (value.numerator, value.denominator, len(places) - shift))


def recurring(whole: str, fixed: str, block: str, column: int | None = None) -> Tree:
    """The rational that a decimal with a recurring block is.

    >>> recurring("0", "1", "6")
    Tree(head='rational', args=(1, 6))
    """
    if len(whole) + len(fixed) + len(block) > limits.DIGITS:
        raise _too_long(whole + fixed + block, column)
    scale = 10 ** len(fixed)
    value = Fraction(int((whole or "0") + fixed), scale)
    value += Fraction(int(block), scale * (10 ** len(block) - 1))
    return rational(value.numerator, value.denominator)


def recurring_with_dots(digits: str, column: int | None = None) -> Tree:
    """``0.333`` that stood before dots: the shortest block that recurs at the end goes on.

    Raises:
        Unreadable: the digits show no block, or more than one.

    >>> recurring_with_dots("33.333").args
    (100, 3)
    """
    whole, _, places = digits.partition(".")
    for length in range(1, len(places) // 2 + 1):
        block = places[-length:]
        times = 0
        while places.endswith(block * (times + 1)):
            times += 1
        fixed = places[: len(places) - times * length]
        clear = times >= 3 or (
            times == 2 and (length > 1 or block not in fixed + "9" * bool(fixed))
        )
        if clear:
            return recurring(whole, fixed, block, column)
        if times >= 2:
            break
    raise Unreadable(
        f"Which digits recur in {digits + '...'!r} is not clear; a fraction, or more digits, "
        "would be read.",
        column,
    )


def decimal_text(p: int, q: int, places: int) -> str:
    """p/q, whose denominator divides a power of ten, with that many places."""
    digits = max(places, 0)
    scaled = Fraction(p, q) * 10**digits
    if scaled.denominator != 1:
        return f"{p}/{q}"
    if places < 0 and scaled.numerator % 10 ** (-places) == 0:
        return f"{scaled.numerator // 10 ** (-places)}e{-places}"
    whole = str(abs(scaled.numerator)).rjust(digits + 1, "0")
    sign = "-" if p < 0 else ""
    if digits == 0:
        return f"{sign}{whole}."
    if digits > 20:
        return f"{sign}{int(whole)}e-{digits}"
    return f"{sign}{whole[:-digits]}.{whole[-digits:]}"


def float_tree(text: str, significant: int | None = None) -> Tree:
    """The shortest text of a float as a decimal, so that 0.1 is 1/10; ``inf`` and ``nan`` as such.

    Args:
        text: As Python writes it.
        significant: How many of its digits count, where that is less than a double has.

    >>> float_tree("-0.1").args, float_tree("-inf").head, float_tree("0.99000096", 6).args
    ((-1, 10, 1), 'mul', (990001, 1000000, 6))
    """
    if text == "nan":
        return Tree("constant", ("nan",))
    digits = text.removeprefix("-")
    tree = INFINITY if digits == "inf" else number(digits)
    if significant is not None and tree.head == "decimal":
        tree = _rounded(tree, significant)
    return negative(tree) if text.startswith("-") else tree


def _rounded(tree: Tree, significant: int) -> Tree:
    """A decimal of at least 0 with at most that many significant digits."""
    p, q, places = tree.args
    written = len(str(int(Fraction(p, q) * Fraction(10) ** places)))
    if written <= significant:
        return tree
    places -= written - significant
    value = round(Fraction(p, q) * Fraction(10) ** places) / Fraction(10) ** places
    return Tree("decimal", (value.numerator, value.denominator, places))


def _too_long(text: str, column: int | None) -> Unreadable:
    return Unreadable(
        f"The number {text[:12]}... has too many digits; at most {limits.DIGITS} are read.", column
    )
