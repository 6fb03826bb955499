"""Every function of `grader.tree.FUNCTIONS` on balls: principal values, poles undefined."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flint import acb, arb, fmpq, fmpz

from grader.equality.values import (
    HALF,
    Q0,
    Q1,
    Indeterminate,
    Infinite,
    TooExpensive,
    Undefined,
    Value,
    ball,
    complex_ball,
    finite,
    is_integer,
    raised,
    real,
    sign_of,
    trimmed,
)

_LARGEST_FACTORIAL = 1_500
_LARGEST_PRODUCT = 400
_LONGEST_LOGARITHM = 4_000
_LARGEST_ARGUMENT = arb(2) ** 64
_LARGEST_ZETA = arb(10_000)
_LARGEST_FLOOR = arb(2) ** 10_000
_ZERO_AT_ZERO = frozenset({"sin", "tan", "asin", "atan", "sinh", "tanh", "asinh", "atanh", "erf"})
_ONE_AT_ZERO = frozenset({"cos", "cosh", "erfc"})
_BRANCHING = frozenset({"asin", "acos", "atanh", "acosh"})


def exponential(x: Value) -> Value:
    """Exp x."""
    if type(x) is Infinite:
        return x if x.sign > 0 else Q0
    if type(x) is fmpq:
        return Q1 if x == 0 else finite(arb(x).exp())
    return finite(x.exp())


def logarithm(x: Value, base: Value | None = None) -> Value:
    """Log x, natural or to a base."""
    if base is not None:
        exact = _exact_logarithm(x, base)
        if exact is not None:
            return exact
        divisor = logarithm(base)
        return logarithm(x) * raised(divisor, -Q1)
    if type(x) is Infinite:
        return Infinite(1)
    if type(x) is acb:
        if x == 0:
            raise Undefined("log 0")
        if x.contains(0):
            raise Indeterminate("log of what may be 0")
        return finite(x.log())
    if type(x) is fmpq and x == 1:
        return Q0
    sign = sign_of(x)
    if sign == 0:
        raise Undefined("log 0")
    x = ball(x)
    return finite(x.log()) if sign > 0 else finite(acb((-x).log(), arb.pi()))


def _exact_logarithm(x: Value, base: Value) -> fmpq | None:
    """The whole number n with base^n = x, for rational numbers: rounding follows exactly."""
    if type(x) is not fmpq or type(base) is not fmpq or x <= 0 or base <= 0 or base == 1:
        return None
    if max(x.height_bits(), base.height_bits()) > _LONGEST_LOGARITHM:
        return None
    n = (arb(x).log() / arb(base).log()).mid().floor().unique_fmpz()
    for candidate in () if n is None else (int(n), int(n) + 1):
        if base**candidate == x:
            return fmpq(candidate)
    return None


def _plain(name: str) -> Callable[[Value], Value]:
    """A function that python-flint has on ``arb`` and ``acb`` under its own name."""

    def function(x: Value) -> Value:
        if type(x) is Infinite:
            return _at_infinity(name, x)
        if type(x) is fmpq:
            if x == 0 and name in _ZERO_AT_ZERO:
                return Q0
            if x == 0 and name in _ONE_AT_ZERO:
                return Q1
            if x == 1 and name in {"acos", "acosh"}:
                return Q0
            x = arb(x)
        result = getattr(x, name)()
        if name in _BRANCHING and type(x) is arb and not result.is_finite():
            if name == "atanh" and x in (1, -1):
                raise Undefined("a pole of atanh")
            result = getattr(acb(x), name)()
        return finite(result)

    return function


def _at_infinity(name: str, x: Infinite) -> Value:
    match name:
        case "tanh" | "erf":
            return fmpq(x.sign)
        case "atan":
            return x.sign * arb.pi() / 2
        case "sinh" | "asinh":
            return x
        case "cosh":
            return Infinite(1)
    raise Undefined(f"{name} of an infinity")


_sin, _cos, _sinh, _cosh = _plain("sin"), _plain("cos"), _plain("sinh"), _plain("cosh")
_atan = _plain("atan")


def _inverse_of(function: Callable[[Value], Value]) -> Callable[[Value], Value]:
    return lambda x: raised(function(x), -Q1)


def _quotient(a: Callable[[Value], Value], b: Callable[[Value], Value]) -> Callable[[Value], Value]:
    def function(x: Value) -> Value:
        below = raised(b(x), -Q1)
        return finite(a(x) * below)

    return function


def _of_inverse(name: str) -> Callable[[Value], Value]:
    function = _plain(name)
    return lambda x: function(raised(x, -Q1))


def _acot(x: Value) -> Value:
    if type(x) is fmpq and x == 0:
        return arb.pi() / 2
    return _atan(raised(x, -Q1))


def _atan2(y: Value, x: Value) -> Value:
    y, x = real(y), real(x)
    horizontal = sign_of(x)
    if horizontal > 0:
        return _atan(finite(y * raised(x, -Q1)))
    vertical = sign_of(y)
    if vertical == 0:
        if horizontal == 0:
            raise Undefined("atan2(0, 0)")
        return arb.pi()
    return finite(vertical * arb.pi() / 2 - (ball(x) / ball(y)).atan())


def _absolute(x: Value) -> Value:
    return Infinite(1) if type(x) is Infinite else abs(x)


def _sign(x: Value) -> Value:
    if type(x) is acb and not x.imag.contains(0):
        return finite(x / abs(x))
    return fmpq(sign_of(x))


def _extreme(which: str) -> Callable[..., Value]:
    wanted = 1 if which == "max" else -1

    def function(*arguments: Value) -> Value:
        best = real(arguments[0])
        for argument in arguments[1:]:
            value = real(argument)
            if type(value) is Infinite or type(best) is Infinite:
                best = value if sign_of(value - best) * wanted > 0 else best
            elif type(value) is fmpq and type(best) is fmpq:
                best = max(value, best) if wanted > 0 else min(value, best)
            else:
                best = getattr(ball(best), which)(ball(value))
        return best

    return function


def _floor(x: Value) -> Value:
    x = real(x)
    if type(x) is fmpq:
        return fmpq(x.floor())
    if not abs(finite(x)) < _LARGEST_FLOOR:
        raise TooExpensive("the whole part of a huge number")
    found = x.floor().unique_fmpz()
    if found is None:
        raise Indeterminate("floor of a ball around a whole number")
    return fmpq(found)


def _modulo(a: Value, b: Value) -> Value:
    a, b = real(a), real(b)
    return a - b * _floor(a * raised(b, -Q1))


def _guarded(x: Value) -> Value:
    """An argument for a function whose cost grows with it."""
    if type(x) is Infinite:
        raise Indeterminate("infinite argument")
    size = abs(complex_ball(x)) if type(x) is acb else abs(ball(x))
    if not size < _LARGEST_ARGUMENT:
        raise TooExpensive("argument")
    return arb(x) if type(x) is fmpq else x


def _at_pole(x: Value) -> bool:
    return is_integer(x) and x <= 0


class AtPole(Undefined):
    """Gamma, or what is made of it, at a pole."""


def gamma(x: Value) -> Value:
    """Gamma x; raises `AtPole`."""
    if type(x) is Infinite and x.sign > 0:
        return x
    if _at_pole(x):
        raise AtPole("a pole of gamma")
    if is_integer(x) and x <= _LARGEST_FACTORIAL:
        return fmpq(fmpz.fac_ui(fmpz(int(x.p) - 1)))
    return finite(_guarded(x).gamma())


def _loggamma(x: Value) -> Value:
    if _at_pole(x):
        raise AtPole("a pole of loggamma")
    x = _guarded(x)
    if type(x) is arb and not x > 0:
        if not x < 0:
            raise Indeterminate("loggamma")
        x = acb(x)
    return finite(x.lgamma())


def _digamma(x: Value) -> Value:
    if _at_pole(x):
        raise Undefined("a pole of digamma")
    return finite(_guarded(x).digamma())


def _factorial(x: Value) -> Value:
    return gamma(x + 1)


def _factorial2(x: Value) -> Value:
    if not is_integer(x) or x < -1:
        raise Indeterminate("a double factorial of this argument")
    if x > 2 * _LARGEST_PRODUCT:
        raise TooExpensive("double factorial")
    product = 1
    for factor in range(int(x.p), 1, -2):
        product *= factor
    return fmpq(product)


def _falling(x: Value, k: Value) -> Value:
    if is_integer(k) and 0 <= k <= _LARGEST_PRODUCT:
        product: Value = Q1
        for i in range(int(k.p)):
            product = trimmed(product * (x - i))
        return finite(product)
    return finite(gamma(x + 1) * reciprocal_gamma(x - k + 1))


def _rising(x: Value, k: Value) -> Value:
    return _falling(x + k - 1, k)


def reciprocal_gamma(x: Value) -> Value:
    """1/gamma x, which is 0 at gamma's poles."""
    return Q0 if _at_pole(x) else finite(_guarded(x).rgamma())


def _binomial(n: Value, k: Value) -> Value:
    if is_integer(k):
        if k < 0 or (is_integer(n) and 0 <= n < k):
            return Q0
        if k <= _LARGEST_PRODUCT:
            return finite(_falling(n, k) * fmpq(1, fmpz.fac_ui(fmpz(int(k.p)))))
    rest = n - k
    if is_integer(n) and is_integer(rest) and 0 <= rest <= _LARGEST_PRODUCT:
        return _binomial(n, rest)
    return finite(gamma(n + 1) * reciprocal_gamma(k + 1) * reciprocal_gamma(rest + 1))


def _beta(a: Value, b: Value) -> Value:
    return finite(gamma(a) * gamma(b) * reciprocal_gamma(a + b))


def _zeta(s: Value, a: Value = Q1) -> Value:
    if s == 1:
        raise Undefined("the pole of zeta")
    if not abs(complex_ball(s)) < _LARGEST_ZETA or not abs(complex_ball(a)) < _LARGEST_ZETA:
        raise TooExpensive("argument of zeta")
    if a != 1:
        return finite(complex_ball(_guarded(s)).zeta(complex_ball(_guarded(a))))
    return finite(_guarded(s).zeta())


def _lambertw(x: Value) -> Value:
    if type(x) is fmpq and x == 0:
        return Q0
    x = ball(x)
    if type(x) is arb:
        edge = -arb(-1).exp()
        if x > edge:
            return finite(x.lambertw())
        if not x < edge:
            raise Indeterminate("lambertw at its branch point")
        x = acb(x)
    return finite(x.lambertw())


def _heaviside(x: Value) -> Value:
    return {1: Q1, 0: HALF, -1: Q0}[sign_of(x)]


def _conjugate(x: Value) -> Value:
    return acb(x.real, -x.imag) if type(x) is acb else x


def _argument(x: Value) -> Value:
    if type(x) is not acb:
        sign = sign_of(x)
        if sign == 0:
            raise Undefined("arg 0")
        return Q0 if sign > 0 else arb.pi()
    return finite(logarithm(x).imag)


APPLY: dict[str, Callable[..., Any]] = {
    "exp": exponential,
    "log": logarithm,
    "sin": _sin,
    "cos": _cos,
    "tan": _quotient(_sin, _cos),
    "cot": _quotient(_cos, _sin),
    "sec": _inverse_of(_cos),
    "csc": _inverse_of(_sin),
    "asin": _plain("asin"),
    "acos": _plain("acos"),
    "atan": _atan,
    "acot": _acot,
    "asec": _of_inverse("acos"),
    "acsc": _of_inverse("asin"),
    "atan2": _atan2,
    "sinh": _sinh,
    "cosh": _cosh,
    "tanh": _plain("tanh"),
    "coth": _quotient(_cosh, _sinh),
    "sech": _inverse_of(_cosh),
    "csch": _inverse_of(_sinh),
    "asinh": _plain("asinh"),
    "acosh": _plain("acosh"),
    "atanh": _plain("atanh"),
    "acoth": _of_inverse("atanh"),
    "asech": _of_inverse("acosh"),
    "acsch": _of_inverse("asinh"),
    "abs": _absolute,
    "sign": _sign,
    "max": _extreme("max"),
    "min": _extreme("min"),
    "floor": _floor,
    "ceiling": lambda x: -_floor(-x),
    "mod": _modulo,
    "gamma": gamma,
    "loggamma": _loggamma,
    "factorial": _factorial,
    "factorial2": _factorial2,
    "binomial": _binomial,
    "rising": _rising,
    "falling": _falling,
    "digamma": _digamma,
    "erf": _plain("erf"),
    "erfc": _plain("erfc"),
    "lambertw": _lambertw,
    "zeta": _zeta,
    "beta": _beta,
    "re": lambda x: x.real if type(x) is acb else x,
    "im": lambda x: x.imag if type(x) is acb else Q0,
    "conjugate": _conjugate,
    "arg": _argument,
    "heaviside": _heaviside,
}
"""By name, a function of values. Each raises `Undefined`, `Indeterminate` or `TooExpensive`."""
