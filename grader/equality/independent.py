"""Numbers and functions of the second evaluator, for certificates only.

It shares no code with the search. A number is a `Fraction` as long as it is rational, else a
complex ball.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import comb, floor
from typing import Any

from flint import acb, arb, ctx

Number = Any
"""A `Fraction` or an ``acb``."""

_LONGEST = 40_000
_WORKING = (128, 512, 2_048)


class NoValue(Exception):
    """There is provably no value."""


class NotTold(Exception):
    """These balls do not tell, or the tree is not understood."""


def at_rising_precision(check: Callable[[], bool]) -> bool:
    """Whether a check succeeds at one of several precisions."""
    before = ctx.prec
    try:
        for bits in _WORKING:
            ctx.prec = bits
            try:
                if check():
                    return True
            except NotTold:
                continue
        return False
    finally:
        ctx.prec = before


def as_ball(x: Number) -> acb:
    """A number as a complex ball."""
    return acb(arb(x.numerator) / arb(x.denominator)) if isinstance(x, Fraction) else acb(x)


def _checked(x: acb) -> Number:
    """The ball where it is finite; the exact number where it is exactly 0."""
    if not x.is_finite():
        raise NotTold
    return Fraction(0) if x == 0 else x


def surely_nonzero(x: Number) -> bool:
    """Whether a number is certainly not 0."""
    return x != 0 if isinstance(x, Fraction) else not as_ball(x).contains(0)


def plus(a: Number, b: Number) -> Number:
    """The sum."""
    if isinstance(a, Fraction) and isinstance(b, Fraction):
        return a + b
    return as_ball(a) + as_ball(b)


def times(a: Number, b: Number) -> Number:
    """The product."""
    if isinstance(a, Fraction) and isinstance(b, Fraction):
        return a * b
    if 0 in (a, b):
        return Fraction(0)
    return as_ball(a) * as_ball(b)


def over(a: Number, b: Number) -> Number:
    """The quotient."""
    if isinstance(b, Fraction):
        if b == 0:
            raise NoValue
        return times(a, 1 / b)
    if b == 0:
        raise NoValue
    if b.contains(0):
        raise NotTold
    return _checked(as_ball(a) / b)


def order(x: Number) -> int:
    """The sign of a real number."""
    if isinstance(x, Fraction):
        return (x > 0) - (x < 0)
    if not x.imag.contains(0):
        raise NoValue
    if x.imag != 0:
        raise NotTold
    if x.real > 0:
        return 1
    if x.real < 0:
        return -1
    if x.real == 0:
        return 0
    raise NotTold


def power(base: Number, exponent: Number) -> Number:
    """The principal value of base ** exponent."""
    if isinstance(exponent, Fraction) and exponent.denominator == 1:
        n = exponent.numerator
        if n == 0:
            return Fraction(1)
        if isinstance(base, Fraction):
            if base == 0 and n < 0:
                raise NoValue
            digits = max(abs(base.numerator), base.denominator).bit_length()
            if digits * abs(n) < _LONGEST or base in (0, 1, -1):
                return base**n if base not in (0, 1, -1) else (base if n % 2 else base * base)
        inner = as_ball(base)
        if n < 0 and inner.contains(0):
            raise NoValue if inner == 0 else NotTold
        return _checked(inner**n)
    if base == 0:
        if order(exponent if isinstance(exponent, Fraction) else acb(exponent.real)) > 0:
            return Fraction(0)
        raise NoValue
    if base == 1:
        return Fraction(1)
    if isinstance(base, Fraction) and isinstance(exponent, Fraction):
        root = _perfect_root(base, exponent.denominator)
        if root is not None:
            return power(root, Fraction(exponent.numerator))
    inner = as_ball(base)
    if inner.contains(0):
        return _small_power(inner, exponent)
    if isinstance(exponent, Fraction) and exponent.denominator == 2 and inner.imag == 0:
        return _root_power(inner.real, exponent.numerator)
    return _checked((as_ball(exponent) * inner.log()).exp())


def _root_power(base: arb, n: int) -> Number:
    """A power n/2 of a real number, purely real or imaginary: so branch cuts are met exactly."""
    if base > 0:
        return _checked(acb(base.sqrt() ** n))
    if not base < 0:
        raise NotTold
    size = (-base).sqrt() ** n
    return _checked([acb(size), acb(0, size), acb(-size), acb(0, -size)][n % 4])


def _small_power(base: acb, exponent: Number) -> Number:
    if isinstance(exponent, acb) or exponent <= 0:
        raise NotTold
    size = arb((abs(base)).upper()) ** as_ball(exponent).real
    reach = arb(0, size.upper())
    return _checked(acb(reach, reach))


def _perfect_root(base: Fraction, n: int) -> Fraction | None:
    if base <= 0 or n > 50 or max(base.numerator, base.denominator).bit_length() > 2_000:
        return None
    parts = [_whole_root(k, n) for k in (base.numerator, base.denominator)]
    return None if None in parts else Fraction(parts[0] or 0, parts[1] or 1)


def _whole_root(k: int, n: int) -> int | None:
    low, high = 0, 1 << (k.bit_length() // n + 1)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if middle**n <= k else (low, middle - 1)
    return low if low**n == k else None


def _elementary(name: str) -> Callable[[Number], Number]:
    return lambda x: _checked(getattr(as_ball(x), name)())


def _log(x: Number, base: Number | None = None) -> Number:
    if x == 0:
        raise NoValue
    if base is not None:
        return over(_log(x), _log(base))
    if x == 1:
        return Fraction(0)
    if as_ball(x).contains(0):
        raise NotTold
    return _checked(as_ball(x).log())


def _exp(x: Number) -> Number:
    return Fraction(1) if x == 0 else _checked(as_ball(x).exp())


def _reciprocal_first(name: str) -> Callable[[Number], Number]:
    return lambda x: _INVERSES[name](over(Fraction(1), x))


def _acot(x: Number) -> Number:
    return acb(arb.pi() / 2) if x == 0 else _checked(as_ball(over(Fraction(1), x)).atan())


def _atanh(x: Number) -> Number:
    if x in (1, -1):
        raise NoValue
    return _checked(as_ball(x).atanh())


def _abs(x: Number) -> Number:
    return abs(x) if isinstance(x, Fraction) else acb(abs(x))


def _sign(x: Number) -> Number:
    if isinstance(x, acb) and not x.imag.contains(0):
        return _checked(x / acb(abs(x)))
    return Fraction(order(x))


def _largest(*numbers: Number) -> Number:
    for number in numbers:
        if isinstance(number, acb) and number.imag != 0:
            raise NotTold if number.imag.contains(0) else NoValue
    best = numbers[0]
    for number in numbers[1:]:
        try:
            if order(plus(number, times(Fraction(-1), best))) > 0:
                best = number
        except NotTold:
            best = acb(as_ball(best).real.max(as_ball(number).real))
    return best


def _smallest(*numbers: Number) -> Number:
    return times(Fraction(-1), _largest(*(times(Fraction(-1), n) for n in numbers)))


def _floor(x: Number) -> Number:
    if isinstance(x, Fraction):
        return Fraction(floor(x))
    if x.imag != 0 or not abs(x.real) < arb(2) ** 2_000:
        raise NotTold
    whole = x.real.floor().unique_fmpz()
    if whole is None:
        raise NotTold
    return Fraction(int(whole))


def _gamma(x: Number) -> Number:
    if isinstance(x, Fraction) and x.denominator == 1:
        if x <= 0:
            raise NoValue
        if x <= 400:
            found = 1
            for k in range(2, int(x)):
                found *= k
            return Fraction(found)
    if not abs(as_ball(x)) < arb(10) ** 15:
        raise NotTold
    return _checked(as_ball(x).gamma())


def _over_gamma(x: Number) -> Number:
    if isinstance(x, Fraction) and x.denominator == 1 and x <= 0:
        return Fraction(0)
    return over(Fraction(1), _gamma(x))


def _binomial(n: Number, k: Number) -> Number:
    if isinstance(k, Fraction) and k.denominator == 1 and k < 400:
        if k < 0:
            return Fraction(0)
        if isinstance(n, Fraction) and n.denominator == 1 and 0 <= n < 10**6:
            return Fraction(comb(int(n), int(k)))
        found: Number = Fraction(1)
        for i in range(int(k)):
            found = times(found, times(plus(n, Fraction(-i)), Fraction(1, i + 1)))
        return found
    rest = plus(n, times(Fraction(-1), k))
    if all(isinstance(x, Fraction) and x.denominator == 1 for x in (n, rest)) and 0 <= rest < 400:
        return _binomial(n, rest)
    above = _gamma(plus(n, Fraction(1)))
    return times(
        above,
        times(_over_gamma(plus(k, Fraction(1))), _over_gamma(plus(rest, Fraction(1)))),
    )


def _falling(x: Number, k: Number) -> Number:
    if isinstance(k, Fraction) and k.denominator == 1 and 0 <= k < 400:
        found: Number = Fraction(1)
        for i in range(int(k)):
            found = times(found, plus(x, Fraction(-i)))
        return found
    top = plus(x, Fraction(1))
    return times(_gamma(top), _over_gamma(plus(top, times(Fraction(-1), k))))


def _double_factorial(x: Number) -> Number:
    if not isinstance(x, Fraction) or x.denominator != 1 or not -1 <= x < 800:
        raise NotTold
    found = 1
    for k in range(int(x), 0, -2):
        found *= k
    return Fraction(found)


def _at_pole(name: str) -> Callable[[Number], Number]:
    def function(x: Number) -> Number:
        if isinstance(x, Fraction) and x.denominator == 1 and x <= 0:
            raise NoValue
        return _checked(getattr(as_ball(x), name)())

    return function


def _zeta(s: Number, a: Number = Fraction(1)) -> Number:
    if s == 1:
        raise NoValue
    if not abs(as_ball(s)) < arb(20_000):
        raise NotTold
    return _checked(as_ball(s).zeta() if a == 1 else as_ball(s).zeta(as_ball(a)))


def _atan2(y: Number, x: Number) -> Number:
    if x == 0 and y == 0:
        raise NoValue
    point = acb(as_ball(x).real, as_ball(y).real)
    if point.contains(0):
        raise NotTold
    return acb(point.log().imag)


def _heaviside(x: Number) -> Number:
    return Fraction(1 + order(x), 2)


def _argument(x: Number) -> Number:
    if x == 0:
        raise NoValue
    if isinstance(x, Fraction) and x > 0:
        return Fraction(0)
    return acb(as_ball(x).log().imag)


_INVERSES: dict[str, Callable[[Number], Number]] = {
    "asin": _elementary("asin"),
    "acos": _elementary("acos"),
    "atanh": _atanh,
    "acosh": _elementary("acosh"),
    "asinh": _elementary("asinh"),
}

FUNCTIONS: dict[str, Callable[..., Number]] = {
    **_INVERSES,
    **{name: _elementary(name) for name in ("sin", "cos", "sinh", "cosh", "tanh", "atan")},
    **{name: _elementary(name) for name in ("erf", "erfc", "lambertw")},
    "exp": _exp,
    "log": _log,
    "tan": lambda x: over(_elementary("sin")(x), _elementary("cos")(x) if x != 0 else Fraction(1)),
    "cot": lambda x: over(_elementary("cos")(x), _elementary("sin")(x) if x != 0 else Fraction(0)),
    "sec": lambda x: over(Fraction(1), _elementary("cos")(x)),
    "csc": lambda x: over(Fraction(1), _elementary("sin")(x) if x != 0 else Fraction(0)),
    "coth": lambda x: over(
        _elementary("cosh")(x), _elementary("sinh")(x) if x != 0 else Fraction(0)
    ),
    "sech": lambda x: over(Fraction(1), _elementary("cosh")(x)),
    "csch": lambda x: over(Fraction(1), _elementary("sinh")(x) if x != 0 else Fraction(0)),
    "acot": _acot,
    "asec": _reciprocal_first("acos"),
    "acsc": _reciprocal_first("asin"),
    "acoth": _reciprocal_first("atanh"),
    "asech": _reciprocal_first("acosh"),
    "acsch": _reciprocal_first("asinh"),
    "atan2": _atan2,
    "abs": _abs,
    "sign": _sign,
    "max": _largest,
    "min": _smallest,
    "floor": _floor,
    "ceiling": lambda x: times(Fraction(-1), _floor(times(Fraction(-1), x))),
    "mod": lambda a, b: plus(a, times(times(Fraction(-1), b), _floor(over(a, b)))),
    "gamma": _gamma,
    "loggamma": _at_pole("lgamma"),
    "digamma": _at_pole("digamma"),
    "factorial": lambda x: _gamma(plus(x, Fraction(1))),
    "factorial2": _double_factorial,
    "binomial": _binomial,
    "falling": _falling,
    "rising": lambda x, k: _falling(plus(plus(x, k), Fraction(-1)), k),
    "beta": lambda a, b: times(times(_gamma(a), _gamma(b)), _over_gamma(plus(a, b))),
    "zeta": _zeta,
    "heaviside": _heaviside,
    "re": lambda x: x if isinstance(x, Fraction) else acb(x.real),
    "im": lambda x: Fraction(0) if isinstance(x, Fraction) else acb(x.imag),
    "conjugate": lambda x: x if isinstance(x, Fraction) else acb(x.real, -x.imag),
    "arg": _argument,
}
"""The functions of numbers, by name."""
