"""Values of trees by mpmath: an evaluator that shares nothing with the engine.

It holds proofs to account, so it would rather say nothing than something doubtful: `NoOpinion`
where digits cancel, where a number is close to a jump of floor or sign, or where mpmath is slow.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import mpmath as mp

from grader.tree import Tree, free_symbols

DIGITS = 90
"""Forty before the point at most, and enough behind it whatever cancels."""
TINY, HUGE = mp.mpf(10) ** -50, mp.mpf(10) ** 40


class Undefined(Exception):
    """The tree has no value at the point."""


class AtPole(Undefined):
    """Gamma at a pole, or a multiple of it: its reciprocal is 0."""


class NoOpinion(Exception):
    """It may have one, but not one that could be held against a proof."""


def value_at(tree: Tree, point: Mapping[str, Fraction]) -> Any:
    """The value of a scalar tree, correct to far more than 40 digits."""
    with mp.workdps(DIGITS):
        env = {n: mp.mpf(v.numerator) / v.denominator for n, v in point.items()}
        try:
            return _value(tree, env, [4_000])
        except (OverflowError, ValueError, mp.libmp.NoConvergence, mp.libmp.ComplexResult) as e:
            raise NoOpinion(str(e)) from e


def agree(a: Any, b: Any) -> bool:
    """Whether two values are the same to 35 digits."""
    return bool(abs(a - b) <= mp.mpf(10) ** -35 * (1 + abs(a)))


def _value(tree: Tree, env: dict[str, Any], fuel: list[int]) -> Any:
    fuel[0] -= 1
    if fuel[0] < 0:
        raise NoOpinion("too long")
    try:
        value = _HEADS[tree.head](tree, env, fuel)
    except AtPole as pole:
        if tree.head in ("mul", "pow", "call"):
            raise
        raise Undefined(str(pole)) from None
    if not mp.isfinite(value) or abs(value) > HUGE:
        raise NoOpinion("too large")
    return _tidy(value)


def _tidy(z: Any) -> Any:
    """Drop imaginary parts that are rounding errors, so that branch cuts are met from above."""
    if isinstance(z, mp.mpc) and abs(z.imag) <= TINY * abs(z.real):
        return z.real
    return z


def _number(tree: Tree, _env: Any, _fuel: Any) -> Any:
    p, *q = tree.args
    return mp.mpf(p) / (q[0] if q else 1)


def _constant(tree: Tree, _env: Any, _fuel: Any) -> Any:
    return {"pi": mp.pi + 0, "e": mp.e + 0, "i": mp.mpc(0, 1)}[tree.args[0]]


def _add(tree: Tree, env: dict[str, Any], fuel: list[int]) -> Any:
    terms = [_value(t, env, fuel) for t in tree.args]
    total, size = mp.fsum(terms), TINY * max(abs(t) for t in terms)
    real, imaginary = (mp.mpf(0) if abs(v) < size else v for v in (mp.re(total), mp.im(total)))
    return mp.mpc(real, imaginary) if imaginary else real


def _mul(tree: Tree, env: dict[str, Any], fuel: list[int]) -> Any:
    values, zeros, pole = [], [], None
    for factor in tree.args:
        try:
            values.append(_value(factor, env, fuel))
        except AtPole as found:
            pole = found
        else:
            zeros += [factor] if abs(values[-1]) <= TINY else []
    if pole is None:
        return mp.fprod(values)
    if not zeros:
        raise pole
    if any(_ends_a_pole(zero, env, fuel) for zero in zeros):
        raise NoOpinion("a pole of gamma over another")
    raise Undefined("zero times a pole")


def _ends_a_pole(tree: Tree, env: dict[str, Any], fuel: list[int]) -> bool:
    """Whether the tree is zero because it has a pole of gamma below."""
    if tree.head == "mul":
        return any(_ends_a_pole(factor, env, fuel) for factor in tree.args)
    if tree.head != "pow":
        return False
    try:
        _value(tree.args[0], env, fuel)
    except AtPole:
        return True
    return _ends_a_pole(tree.args[0], env, fuel)


def _pow(tree: Tree, env: dict[str, Any], fuel: list[int]) -> Any:
    try:
        exponent = _value(tree.args[1], env, fuel)
    except AtPole as pole:
        raise Undefined("a power with a pole as its exponent") from pole
    try:
        base = _value(tree.args[0], env, fuel)
    except AtPole:
        if free_symbols(tree.args[1]):
            raise NoOpinion("a pole of gamma to a power that varies") from None
        if mp.re(exponent) == 0:
            raise Undefined("a pole to the power 0") from None
        if mp.re(exponent) > 0:
            raise
        return mp.mpf(0)
    if base == 0:
        if exponent == 0:
            return mp.mpf(1)
        if mp.re(exponent) < 0:
            raise Undefined("a negative power of zero")
        if mp.im(exponent) != 0:
            raise NoOpinion("a complex power of zero")
        return mp.mpf(0)
    if abs(base) < TINY:
        raise NoOpinion("a base that may be zero")
    if abs(exponent) > 400:
        raise NoOpinion("a large exponent")
    if mp.im(exponent) == 0 and exponent == mp.nint(exponent):
        return base ** int(exponent)
    return mp.power(base, exponent)


_SATURATED = {"tanh": 50, "erf": 10, "erfc": 10}
"""Where a function differs from its limit by less than 1e-43."""


def _call(tree: Tree, env: dict[str, Any], fuel: list[int]) -> Any:
    name, *arguments = tree.args
    try:
        values = [_value(t, env, fuel) for t in arguments]
    except AtPole as pole:
        raise (NoOpinion if name == "log" else Undefined)(str(pole)) from None
    if name in _ON_REALS and any(mp.im(v) != 0 for v in values):
        raise NoOpinion("order of complex numbers")
    if name in ("exp", "sin", "cos", "tan", "sinh", "cosh", "tanh") and abs(values[0]) > 200:
        raise NoOpinion("a large argument")
    if name in _SATURATED and abs(mp.re(values[0])) > _SATURATED[name]:
        raise NoOpinion("a value that differs from 1 by less than what is kept")
    return _FUNCTIONS[name](*values)


def _sum(tree: Tree, env: dict[str, Any], fuel: list[int]) -> Any:
    body, variable, lower, upper = tree.args
    low, high = _value(lower, env, fuel), _value(upper, env, fuel)
    if any(mp.im(v) != 0 or v != mp.nint(v) for v in (low, high)):
        raise NoOpinion("a bound that is no integer")
    if high < low - 1 or high - low > 40:
        raise NoOpinion("a range on which conventions differ, or a long one")
    terms = [
        _value(body, {**env, variable: mp.mpf(k)}, fuel) for k in range(int(low), int(high) + 1)
    ]
    return mp.fsum(terms) if tree.head == "sum" else mp.fprod(terms)


def _piecewise(tree: Tree, env: dict[str, Any], fuel: list[int]) -> Any:
    for value, condition in zip(tree.args[::2], tree.args[1::2], strict=True):
        if _holds(condition, env, fuel):
            return _value(value, env, fuel)
    raise Undefined("no case")


def _holds(tree: Tree, env: dict[str, Any], fuel: list[int]) -> bool:
    if tree.head in ("true", "false"):
        return tree.head == "true"
    if tree.head == "not":
        return not _holds(tree.args[0], env, fuel)
    if tree.head in ("and", "or"):
        return (all if tree.head == "and" else any)([_holds(t, env, fuel) for t in tree.args])
    op, left, right = tree.args
    a, b = _value(left, env, fuel), _value(right, env, fuel)
    if mp.im(a) != 0 or mp.im(b) != 0:
        raise NoOpinion("order of complex numbers")
    if 0 < abs(a - b) < TINY * (1 + abs(a)):
        raise NoOpinion("a condition on its edge")
    order = {"<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b, "=": a == b, "!=": a != b}
    return bool(order[op])


_HEADS = {
    "int": _number,
    "rational": _number,
    "decimal": lambda t, e, f: mp.mpf(t.args[0]) / t.args[1],
    "symbol": lambda t, e, f: e[t.args[0]],
    "constant": _constant,
    "add": _add,
    "mul": _mul,
    "pow": _pow,
    "call": _call,
    "sum": _sum,
    "product": _sum,
    "piecewise": _piecewise,
}


# ---------------------------------------------------------------------------- functions


def _log(x: Any, base: Any = None) -> Any:
    if x == 0:
        raise Undefined("the logarithm of zero")
    return mp.log(x) if base is None else mp.log(x) / _log(base)


def _sign(x: Any) -> Any:
    if 0 < abs(x) < TINY:
        raise NoOpinion("a sign near zero")
    return mp.sign(x)


def _floor(x: Any) -> Any:
    nearest = mp.nint(x)
    return nearest if abs(x - nearest) < TINY * (1 + abs(x)) else mp.floor(x)


def _mod(x: Any, y: Any) -> Any:
    if y == 0:
        raise Undefined("mod 0")
    return x - y * _floor(x / y)


def _at_pole(x: Any) -> bool:
    return bool(mp.im(x) == 0 and x <= 0 and x == mp.nint(x))


def _gamma(x: Any) -> Any:
    if _at_pole(x):
        raise AtPole("gamma at a pole")
    if abs(x) > 60:
        raise NoOpinion("a large factorial")
    return mp.gamma(x)


def _binomial(n: Any, k: Any) -> Any:
    if any(_at_pole(v + 1) for v in (n, k, n - k)) or max(abs(n), abs(k)) > 60:
        raise NoOpinion("a binomial coefficient at an edge")
    return mp.gamma(n + 1) / (mp.gamma(k + 1) * mp.gamma(n - k + 1))


def _over(top: str, bottom: str) -> Any:
    def quotient(x: Any) -> Any:
        above = mp.mpf(1) if not top else getattr(mp, top)(x)
        below = getattr(mp, bottom)(x)
        if abs(below) < TINY:
            raise Undefined("a pole")
        return above / below

    return quotient


def _near_zero(function: str) -> Any:
    def rounded(x: Any) -> Any:
        value = getattr(mp, function)(x)
        return mp.mpf(0) if abs(value) < TINY else value

    return rounded


_ON_REALS = {"sign", "max", "min", "floor", "ceiling", "mod", "heaviside"}

_FUNCTIONS = {
    "exp": mp.exp,
    "log": _log,
    "abs": abs,
    "sign": _sign,
    "heaviside": lambda x: (1 + _sign(x)) / 2,
    "max": lambda *x: max(x),
    "min": lambda *x: min(x),
    "floor": _floor,
    "ceiling": lambda x: -_floor(-x),
    "mod": _mod,
    "gamma": _gamma,
    "factorial": lambda x: _gamma(x + 1),
    "binomial": _binomial,
    "factorial2": mp.fac2,
    "loggamma": mp.loggamma,
    "beta": lambda x, y: _gamma(x) * _gamma(y) / _gamma(x + y),
    "rising": lambda x, k: _gamma(x + k) / _gamma(x),
    "falling": lambda x, k: _gamma(x + 1) / _gamma(x + 1 - k),
    "sin": _near_zero("sin"),
    "cos": _near_zero("cos"),
    "tan": _over("sin", "cos"),
    "cot": _over("cos", "sin"),
    "sec": _over("", "cos"),
    "sinh": mp.sinh,
    "cosh": mp.cosh,
    "tanh": mp.tanh,
    "csc": _over("", "sin"),
    "coth": _over("cosh", "sinh"),
    "sech": mp.sech,
    "csch": _over("", "sinh"),
    "asinh": mp.asinh,
    "acosh": mp.acosh,
    "atanh": mp.atanh,
    "acoth": lambda x: mp.atanh(1 / x),
    "asech": lambda x: mp.acosh(1 / x),
    "acsch": lambda x: mp.asinh(1 / x),
    "asin": mp.asin,
    "acos": mp.acos,
    "atan": mp.atan,
    "erf": mp.erf,
    "erfc": lambda x: 1 - mp.erf(x),
    "lambertw": mp.lambertw,
    "arg": mp.arg,
    "atan2": mp.atan2,
    "re": mp.re,
    "im": mp.im,
    "conjugate": mp.conj,
}
