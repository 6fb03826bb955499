"""Numbers that enclose the truth: exact rationals, real balls, complex balls, and infinities.

A value is a ``fmpq`` as long as every step stays rational, then an ``arb``, then an ``acb``. Three
ways of having no value are kept apart: provably undefined, not told at this precision, and too
expensive to find out.
"""

from __future__ import annotations

from threading import RLock
from typing import Any

from flint import acb, arb, ctx, fmpq

Value = Any
"""A ``fmpq``, ``arb``, ``acb`` or `Infinite`; python-flint has no types."""

LARGEST_EXACT_BITS = 20_000
"""A rational with a longer numerator or denominator is rounded to a ball."""

_LARGEST_EXPONENT_BITS = 4_000
_LARGEST_ROOT = 64
_ROOT_BITS = 4_096

Q0, Q1, HALF = fmpq(0), fmpq(1), fmpq(1, 2)


class Undefined(Exception):
    """The tree provably has no value at this point."""


class ZeroTimesPole(Undefined):
    """Zero times a pole of gamma."""


class Indeterminate(Exception):
    """Whether it has a value, or on which side of a jump it lies, is not told by these balls."""


class TooExpensive(Exception):
    """Finding out would cost more than the budget."""


_lock = RLock()


class precision:
    """Work with that many bits. FLINT's precision is one for the process, hence the lock."""

    __slots__ = ("before", "bits")

    def __init__(self, bits: int) -> None:
        self.bits = bits

    def __enter__(self) -> None:
        _lock.acquire()
        self.before = ctx.prec
        ctx.prec = self.bits

    def __exit__(self, *_: object) -> None:
        ctx.prec = self.before
        _lock.release()


class Infinite:
    """An infinity of the extended reals."""

    __slots__ = ("sign",)

    def __init__(self, sign: int) -> None:
        self.sign = sign

    def __neg__(self) -> Infinite:
        return Infinite(-self.sign)

    def __add__(self, other: Value) -> Infinite:
        if isinstance(other, Infinite) and other.sign != self.sign:
            raise Undefined("oo - oo")
        if isinstance(other, acb | Pole):
            raise Undefined("an infinity plus a complex number")
        return self

    __radd__ = __add__

    def __sub__(self, other: Value) -> Infinite:
        return self.__add__(-other)

    def __rsub__(self, other: Value) -> Infinite:
        return Infinite(-self.sign).__add__(other)

    def __mul__(self, other: Value) -> Infinite:
        sign = sign_of(other)
        if sign == 0:
            raise Undefined("0 times oo")
        return Infinite(self.sign * sign)

    __rmul__ = __mul__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Infinite) and other.sign == self.sign

    def __hash__(self) -> int:
        return hash(self.sign)

    def __repr__(self) -> str:
        return "oo" if self.sign > 0 else "-oo"


class Pole:
    """What gamma is at a pole: no value, but its reciprocal is 0, for 1/gamma is entire.

    A sum with a number and a product with one that is not 0 are poles as well.
    """

    __slots__ = ()

    def __neg__(self) -> Pole:
        return self

    def __add__(self, other: Value) -> Pole:
        if isinstance(other, Pole | Infinite):
            raise Undefined("a pole of gamma plus another, or an infinity")
        return self

    __radd__ = __sub__ = __rsub__ = __add__

    def __mul__(self, other: Value) -> Pole:
        if isinstance(other, Infinite):
            raise Undefined("a pole of gamma times an infinity")
        if is_nonzero(other):
            return self
        if other == 0:
            raise ZeroTimesPole("0 times a pole of gamma")
        raise Indeterminate("a pole of gamma times what may be 0")

    __rmul__ = __mul__


POLE = Pole()


def finite(value: Value) -> Value:
    """The value, unless its ball is not finite.

    Raises:
        Indeterminate: the ball is unbounded.
    """
    if type(value) is fmpq or value.is_finite():
        return value
    raise Indeterminate("unbounded")


def ball(value: Value) -> arb:
    """A real value as ``arb``."""
    return arb(value) if type(value) is fmpq else value


def complex_ball(value: Value) -> acb:
    """Any finite value as ``acb``."""
    if type(value) is acb:
        return value
    return acb(arb(value) if type(value) is fmpq else value)


def real(value: Value) -> Value:
    """The value where it is real.

    Raises:
        Undefined: its imaginary part is not 0.
        Indeterminate: its imaginary part may be 0.
    """
    if type(value) is not acb:
        return value
    if value.imag == 0:
        return value.real
    if value.imag.contains(0):
        raise Indeterminate("perhaps complex")
    raise Undefined("a complex number where a real one is needed")


def sign_of(value: Value) -> int:
    """-1, 0 or 1 of a real value.

    Raises:
        Undefined: the value is complex.
        Indeterminate: the ball contains zero.
    """
    value = real(value)
    if type(value) is Infinite:
        return value.sign
    if type(value) is Pole:
        raise Undefined("a pole of gamma has no sign")
    if value > 0:
        return 1
    if value < 0:
        return -1
    if value == 0:
        return 0
    raise Indeterminate("sign")


def is_integer(value: Value) -> bool:
    """Whether the value is exactly a whole number."""
    return type(value) is fmpq and value.q == 1


def is_nonzero(value: Value) -> bool:
    """Whether the value certainly is not 0."""
    if type(value) is fmpq:
        return bool(value != 0)
    return type(value) is Infinite or type(value) is Pole or not value.contains(0)


def trimmed(value: Value) -> Value:
    """The value, rounded to a ball where its exact form has grown too long."""
    if type(value) is fmpq and value.height_bits() > LARGEST_EXACT_BITS:
        return arb(value)
    return value


def raised(base: Value, exponent: Value) -> Value:
    """Base ** exponent, the principal value: exp(exponent log base); 0 ** 0 is 1."""
    if type(base) is Infinite or type(exponent) is Infinite:
        if type(base) is Pole or type(exponent) is Pole:
            raise Undefined("a power of a pole of gamma and an infinity")
        return _infinite_power(base, exponent)
    if type(base) is Pole or type(exponent) is Pole:
        return _power_of_pole(base, exponent)
    if is_integer(exponent):
        return _whole_power(base, int(exponent.p))
    if type(exponent) is not fmpq and exponent == 0:  # as a whole number: exp(0 log(x)) - 1
        return Q1
    if type(base) is fmpq:
        if base == 0:
            if sign_of(exponent.real if type(exponent) is acb else exponent) > 0:
                return Q0
            raise Undefined("0 to a power that is not positive")
        if base == 1:
            return Q1
        if base > 0 and type(exponent) is fmpq and exponent.q <= _LARGEST_ROOT:
            root = _exact_root(base, int(exponent.q))
            if root is not None:
                return _whole_power(root, int(exponent.p))
    if type(base) is acb or type(exponent) is acb:
        return _complex_power(complex_ball(base), exponent)
    return _real_power(base, exponent)


def _power_of_pole(base: Value, exponent: Value) -> Value:
    if type(exponent) is Pole:
        raise Undefined("a power with a pole of gamma as its exponent")
    sign = sign_of(exponent.real if type(exponent) is acb else exponent)
    if sign == 0:
        raise Undefined("a pole of gamma to the power 0")
    return Q0 if sign < 0 else base


def _whole_power(base: Value, n: int) -> Value:
    if n == 0:
        return Q1
    if type(base) is fmpq:
        if base == 0:
            if n > 0:
                return Q0
            raise Undefined("division by 0")
        if base in (1, -1):
            return Q1 if base == 1 or n % 2 == 0 else -Q1
        if base.height_bits() * abs(n) <= LARGEST_EXACT_BITS:
            return base**n
        base = arb(base)
    if abs(n).bit_length() > _LARGEST_EXPONENT_BITS:
        raise TooExpensive("exponent")
    if n < 0:
        if base == 0:
            raise Undefined("division by 0")
        if base.contains(0):
            raise Indeterminate("division by what may be 0")
    if type(base) is arb and base.contains(0):  # of such a ball arb knows no power
        return finite((acb(base) ** n).real)
    return finite(base**n)


def _exact_root(base: fmpq, n: int) -> fmpq | None:
    p, q = base.p, base.q
    if base.height_bits() > _ROOT_BITS:
        return None
    a, b = p.root(n), q.root(n)
    return fmpq(a, b) if a**n == p and b**n == q else None


def _real_power(base: Value, exponent: Value) -> Value:
    try:
        sign = sign_of(base)
    except Indeterminate:
        return _power_near_zero(base, exponent)
    if sign == 0:
        if sign_of(exponent) > 0:
            return Q0
        raise Undefined("0 to a power that is not positive")
    if sign > 0:
        if type(exponent) is fmpq and exponent.q == 2:
            return finite(ball(base).sqrt() ** int(exponent.p))
        return finite(ball(base) ** ball(exponent))
    if type(exponent) is fmpq and exponent.q == 2:
        size = (-ball(base)).sqrt() ** int(exponent.p)
        return finite(acb(0, size if exponent.p % 4 == 1 else -size))
    return finite(complex_ball(base) ** complex_ball(exponent))


def _power_near_zero(base: Value, exponent: Value) -> Value:
    """A ball around 0: the base may be 0 itself, and a positive power of it is small."""
    if type(exponent) is acb or sign_of(exponent) <= 0:
        raise Indeterminate("a power of what may be 0")
    size = arb(abs(base).upper()) ** ball(exponent)
    reach = arb(0, finite(size).upper())
    return finite(acb(reach, reach))


def _complex_power(base: acb, exponent: Value) -> Value:
    if base == 0:
        if sign_of(complex_ball(exponent).real) > 0:
            return Q0
        raise Undefined("0 to a power that is not positive")
    if base.contains(0):
        return _power_near_zero(base, exponent)
    if type(exponent) is fmpq and exponent == HALF:
        return finite(base.sqrt())
    return finite(base ** complex_ball(exponent))


def _infinite_power(base: Value, exponent: Value) -> Value:
    if type(exponent) is Infinite:
        size = base if type(base) is Infinite else real(base)
        if type(size) is Infinite and size.sign > 0:
            return Infinite(1) if exponent.sign > 0 else Q0
        if type(size) is not Infinite:
            grows = sign_of(abs(real(size)) - 1) * exponent.sign
            if grows < 0:
                return Q0
            if grows > 0 and sign_of(size) > 0:
                return Infinite(1)
        raise Undefined("this power has no limit")
    sign = sign_of(exponent)
    if sign < 0:
        return Q0
    if sign == 0:
        return Q1
    if base.sign > 0 or (is_integer(exponent) and exponent.p % 2 == 0):
        return Infinite(1)
    if is_integer(exponent):
        return Infinite(-1)
    raise Undefined("a power of -oo")
