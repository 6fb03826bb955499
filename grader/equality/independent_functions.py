"""Functions of the second evaluator's numbers, for certificates only."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import comb, floor

from flint import acb, arb

from grader.equality.independent import (
    POLE,
    NotTold,
    NoValue,
    Number,
    as_ball,
    checked,
    order,
    over,
    plus,
    times,
)


def _elementary(name: str) -> Callable[[Number], Number]:
    return lambda x: checked(getattr(as_ball(x), name)())


def _log(x: Number, base: Number | None = None) -> Number:
    if x == 0:
        raise NoValue
    if base is not None:
        return over(_log(x), _log(base))
    if x == 1:
        return Fraction(0)
    if as_ball(x).contains(0):
        raise NotTold
    return checked(as_ball(x).log())


def _exp(x: Number) -> Number:
    return Fraction(1) if x == 0 else checked(as_ball(x).exp())


def _reciprocal_first(name: str) -> Callable[[Number], Number]:
    return lambda x: _INVERSES[name](over(Fraction(1), x))


def _acot(x: Number) -> Number:
    return acb(arb.pi() / 2) if x == 0 else checked(as_ball(over(Fraction(1), x)).atan())


def _atanh(x: Number) -> Number:
    if x in (1, -1):
        raise NoValue
    return checked(as_ball(x).atanh())


def _abs(x: Number) -> Number:
    return abs(x) if isinstance(x, Fraction) else acb(abs(x))


def _sign(x: Number) -> Number:
    if isinstance(x, acb) and not x.imag.contains(0):
        return checked(x / acb(abs(x)))
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


def _is_pole(x: Number) -> bool:
    return isinstance(x, Fraction) and x.denominator == 1 and x <= 0


def _gamma(x: Number) -> Number:
    if _is_pole(x):
        raise NoValue
    if isinstance(x, Fraction) and x.denominator == 1 and x <= 400:
        found = 1
        for k in range(2, int(x)):
            found *= k
        return Fraction(found)
    if not abs(as_ball(x)) < arb(10) ** 15:
        raise NotTold
    return checked(as_ball(x).gamma())


def _over_gamma(x: Number) -> Number:
    if _is_pole(x):
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
        if _is_pole(x):
            raise NoValue
        return checked(getattr(as_ball(x), name)())

    return function


def _zeta(s: Number, a: Number = Fraction(1)) -> Number:
    if s == 1:
        raise NoValue
    if not abs(as_ball(s)) < arb(20_000):
        raise NotTold
    return checked(as_ball(s).zeta() if a == 1 else as_ball(s).zeta(as_ball(a)))


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
    "gamma": lambda x: POLE if _is_pole(x) else _gamma(x),
    "loggamma": _at_pole("lgamma"),
    "digamma": _at_pole("digamma"),
    "factorial": lambda x: FUNCTIONS["gamma"](plus(x, Fraction(1))),
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
