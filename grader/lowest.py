"""Which of the problems or parts are dropped, as those that serve the student least.

To drop those with the lowest fractions would let a student get less for doing better in one: of
39/100, 0.4/1 and 1/1 the rest is 70 %, and of 41/100, 0.4/1 and 1/1 it would be 42 %.

Source:
    Daniel M. Kane and Jonathan M. Kane, Dropping lowest grades, Mathematics Magazine 79 (2006).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal
from fractions import Fraction


def lowest(
    got: Mapping[str, Decimal],
    worth: Mapping[str, Decimal],
    count: int,
    *,
    waiting: Collection[str] = (),
) -> tuple[str, ...]:
    """Names without which the rest is the largest fraction of its points, in their order.

    Of what is worth the same these have the fewest points, and of equal ones they are the first.

    Args:
        got: Points by name, in order.
        worth: The most that each may give, more than 0.
        count: How many to drop, fewer than there are; none if it is not positive.
        waiting: Names of which a person has still to decide something. They are dropped only after
            all others, so that dropping never hides work that nobody has looked at.

    >>> lowest({"a": Decimal(39), "b": Decimal("0.4")}, {"a": Decimal(100), "b": Decimal(1)}, 1)
    ('a',)
    """
    if count < 1:
        return ()
    decided = [name for name in got if name not in waiting]
    undecided = [name for name in got if name in waiting]
    if count < len(decided):
        dropped = _least(decided, undecided, got, worth, count)
    else:
        dropped = {*decided, *_least(undecided, [], got, worth, count - len(decided))}
    return tuple(name for name in got if name in dropped)


def _least(
    names: Collection[str],
    kept: Collection[str],
    got: Mapping[str, Decimal],
    worth: Mapping[str, Decimal],
    count: int,
) -> set[str]:
    """So many of the names, the rest of which has with what is kept the largest fraction.

    If any choice beats a fraction, the one does that earns most above it; so each step finds a
    higher fraction until there is none.
    """
    fraction = Fraction(0)
    while True:
        ranked = sorted(
            names, key=lambda name: Fraction(got[name]) - fraction * Fraction(worth[name])
        )
        rest = [*ranked[count:], *kept]
        earned = Fraction(sum((got[name] for name in rest), Decimal(0)))
        better = earned / Fraction(sum((worth[name] for name in rest), Decimal(0)))
        if better <= fraction:
            return set(ranked[:count])
        fraction = better
