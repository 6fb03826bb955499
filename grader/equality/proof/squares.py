"""Square roots of squares that are real or imaginary as a whole, though their factors are not.

2 - 2 cos t = -((T - 1)^2)/T with T = exp(i t) is the square of a real number up to its sign; its
root is the modulus of that number: sqrt(2 - 2 cos t) = 2 |sin(t/2)|.
"""

from __future__ import annotations

from fractions import Fraction

from grader.equality.proof import polynomials as po
from grader.equality.proof.complexes import is_imaginary, is_real
from grader.equality.proof.factors import factored, group
from grader.equality.proof.generators import Generator, Space
from grader.equality.proof.polynomials import Form, TooHard


def real_square(space: Space, base: Form, r: Fraction) -> Form | None:
    """Base ** r if base is the square of something real and 2 r is an integer."""
    if r.denominator != 2 or space.is_real(base.num, base.den):
        return None
    parts = factored(space, base)
    if parts.positive or parts.unknown or parts.primes or not parts.complex:
        return None
    if any(k % 2 and po.single_generator(factor) is None for factor, k in parts.complex):
        return None
    rooted, side = [], Fraction(parts.sign)
    for factor, k in parts.complex:
        i = po.single_generator(factor)
        if k % 2 and i is not None:
            if space.generators[i].kind != "exp":
                return None
            _halve(space, space.generators[i])
        rooted.append((factor, k // 2))
    root = group(space, tuple(rooted))
    if is_imaginary(space, root):
        root = space.canonical(space.mul(root, space.rules["i"](space)))
        side = -side
    if side < 0 or not is_real(space, root):
        return None
    try:
        modulus = space.rules["abs"](space, root)
    except TooHard:
        return None
    return space.power(modulus, int(2 * r))


def _halve(space: Space, generator: Generator) -> None:
    """Start the proof again with an exponential whose square is this one.

    Raises:
        Refined: always, for the generator is there already.
        TooHard: it would be too fine.
    """
    _, _, q = generator.data
    space.refine(generator.name, 2 * q)
