"""floor, ceiling and mod: integers leave the floor; fractions of integers go to residue classes.

Of a quotient of whole numbers with symbols in the denominator, the polynomial part leaves, and
floor(p/q) = -1 - floor((-p-1)/q).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from fractions import Fraction

from grader.equality.proof import polynomials as po
from grader.equality.proof.enclosures import form_value, is_constant, precision
from grader.equality.proof.generators import Generator, Space
from grader.equality.proof.polynomials import Form, Poly, TooHard
from grader.equality.proof.signs import form_sign, strict_form_sign, strict_sign

MAX_MODULUS, MAX_SYMBOLS = 12, 2


class NeedsResidues(TooHard):
    """The value depends on symbols modulo q: split the domain into residue classes."""

    def __init__(self, symbols: frozenset[str], q: int) -> None:
        self.symbols = symbols
        self.q = q
        super().__init__(f"depends on {', '.join(sorted(symbols))} modulo {q}")


def floor(space: Space, u: Form) -> Form:
    """The largest integer that is not larger; whole summands leave the brackets."""
    u = space.canonical(u)
    if not space.is_real(u.num, u.den):
        raise TooHard("the floor of something complex")
    if is_constant(space, u.num) and is_constant(space, u.den):
        return _of_constant(space, u)
    mirrored = _mirrored(space, u)
    if mirrored is not None:
        return space.sub(po.constant(-1), floor(space, mirrored))
    whole, rest = _whole_part(space, u)
    if rest.num.is_zero():
        return whole
    for k in _guesses(space, rest):
        low = form_sign(space, space.canonical(space.sub(rest, po.constant(k))))
        high = strict_form_sign(space, space.canonical(space.sub(po.constant(k + 1), rest)))
        if low in (0, 1) and high == 1:
            return space.add(whole, po.constant(k))
    generator = Generator(
        kind="floor",
        name=f"floor {space.form_name(rest)}",
        parts=(rest.num, rest.den),
        integer=True,
        data=rest,
    )
    return space.add(whole, po.unit(space.adopt(generator)))


def _guesses(space: Space, u: Form) -> Iterator[int]:
    """Whole numbers that the floor may be everywhere."""
    middle = {i: _middle(space.generators[i]) for i in po.used(u.num)}
    if u.den.is_constant() and len(middle) <= 1 and u.num.total_degree() == 1:
        (point,) = middle.values()
        if point is not None:
            value = sum(c * (point if any(e) else 1) for e, c in po.terms_of(u.num))
            yield int(value // int(u.den.leading_coefficient()))
    yield from (0, -1, 1)


def _middle(generator: Generator) -> Fraction | None:
    if generator.lower is None or generator.upper is None:
        return None
    return (generator.lower + generator.upper) / 2


def _of_constant(space: Space, u: Form) -> Form:
    value = space.rational(u)
    if value is not None:
        return po.constant(value.numerator // value.denominator)
    with precision(256):
        integer = form_value(space, u, {}, {}).real.floor().unique_fmpz()
    if integer is None:
        raise TooHard("a floor is not certain")
    return po.constant(int(integer))


def _whole_part(space: Space, u: Form) -> tuple[Form, Form]:
    """(m, v) with u = m + v and m an integer; the constant of v lies in [0, 1).

    Raises:
        NeedsResidues: v is made of integer symbols only.
    """
    if not u.den.is_constant():
        divided = _divided(space, u)
        if divided is None:
            return po.FORM_ZERO, u
        quotient, remainder = divided
        return Form(quotient, po.ONE), space.canonical(Form(remainder, u.den))
    q = int(u.den.leading_coefficient())
    whole, rest, remainders = po.ZERO, po.ZERO, po.ZERO
    splittable = True
    for exponents, coefficient in po.terms_of(u.num):
        term = po.from_terms({exponents: coefficient})
        occurring = [space.generators[i] for i in po.used(term)]
        if all(g.integer for g in occurring):
            quotient, remainder = divmod(int(coefficient), q)
            whole = whole + po.from_terms({exponents: quotient})
            rest = rest + po.from_terms({exponents: remainder})
            remainders = remainders + po.from_terms({exponents: remainder})
        else:
            rest, splittable = rest + term, False
    left = space.canonical(Form(rest, u.den))
    constant_only = left.num.is_constant()
    modulus = int(left.den.leading_coefficient())
    if constant_only:
        return Form(whole, po.ONE), po.FORM_ZERO
    if splittable:
        with suppress(TooMany):
            ask_for_residues(space, remainders, modulus)
    return Form(whole, po.ONE), left


def _divided(space: Space, u: Form) -> tuple[Poly, Poly] | None:
    """Quotient and remainder of two polynomials in whole numbers, the second never zero."""
    if not (space.all_integer(u.num) and space.all_integer(u.den)):
        return None
    if strict_sign(space, u.den) is None:
        return None
    space.effort.spend(20 + 5 * len(u.num) * len(u.den))
    quotient, remainder = divmod(u.num, u.den)
    return quotient, remainder


def _mirrored(space: Space, u: Form) -> Form | None:
    """For u = p/q of whole numbers, (-p-1)/q with floor(u) = -1 - floor of that, if q > 0.

    Of the two, the one whose remainder begins with a positive coefficient is kept: ceiling(p/q) is
    floor((p+q-1)/q).
    """
    divided = None if u.den.is_constant() else _divided(space, u)
    if divided is None or divided[1].is_zero():
        return None
    side = strict_sign(space, u.den) or 1
    if divided[1].leading_coefficient() * side > 0:
        return None
    return space.canonical(Form(-u.num - side, u.den))


class TooMany(TooHard):
    """There are too many residue classes, or they are none of symbols."""


def ask_for_residues(space: Space, p: Poly, q: int) -> None:
    """Have the domain split into the residue classes modulo q of the symbols in p.

    Raises:
        NeedsResidues: always, unless that is not possible.
        TooMany: it is not.
    """
    occurring = [space.generators[i] for i in po.used(p)]
    names = frozenset(str(g.data) for g in occurring)
    plain = all(g.kind == "symbol" and g.integer for g in occurring)
    bound = any(name.startswith("#") for name in names)
    if not plain or bound or q > MAX_MODULUS or len(names) > MAX_SYMBOLS:
        raise TooMany("residue classes of what is no symbol, or too many")
    raise NeedsResidues(names, q)


def ceiling(space: Space, u: Form) -> Form:
    """-floor(-u)."""
    return po.minus(floor(space, po.minus(u)))


def modulo(space: Space, x: Form, y: Form) -> Form:
    """The remainder x - y floor(x/y)."""
    quotient = space.mul(x, space.inverse(y))
    return space.sub(x, space.mul(y, floor(space, quotient)))
