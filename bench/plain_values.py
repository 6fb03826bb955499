"""What the corpus's expressions are worth, by mpmath alone: no code is shared with the engine.

The text is parsed by Python's own `ast` and walked here. What is zero but for rounding (a sum
that cancels in more than half of its digits, the sine of a multiple of pi) is taken for zero,
so that poles, corners and branch cuts are met exactly.
"""

from __future__ import annotations

import ast
import itertools
from collections.abc import Callable, Mapping
from typing import Any

from mpmath import mp, mpc, mpf

DIGITS = 250
LARGEST_EXPONENT = 10**7
MOST_TERMS = 20_000
Value = Any


class Undefined(Exception):
    """The expression has no value at this point."""


class TooLarge(Exception):
    """The point is of no use: a value is beyond what is computed here."""


def nothing() -> mpf:
    """The part of a sum's terms below which the sum is taken for rounding."""
    return mpf(10) ** (-mp.dps * 6 // 10)


def tidy(value: Value, scale: Value = 0) -> Value:
    """The number without what rounding left of it, or of its real or imaginary part.

    Args:
        value: A number, or a list of them.
        scale: The size of the terms that it was made from.
    """
    if isinstance(value, list):
        return [tidy(entry, scale) for entry in value]
    if not isinstance(value, mpf | mpc):
        return value
    if not mp.isfinite(value):
        raise Undefined
    near = nothing() * max(abs(scale), abs(value))
    if isinstance(value, mpc):
        real = mpf(0) if abs(value.real) < near else value.real
        return real if abs(value.imag) < near else mpc(real, value.imag)
    return mpf(0) if abs(value) < near else value


def total(a: Value, b: Value) -> Value:
    """A + b, exactly 0 where they cancel."""
    return tidy(a + b, max(abs(a), abs(b)))


def real(value: Value) -> mpf:
    """The value, which must be real here."""
    if isinstance(value, mpc):
        raise Undefined
    return mpf(value)


def divide(a: Value, b: Value) -> Value:
    """A / b, undefined at 0."""
    if b == 0:
        raise Undefined
    return a / b


def power(base: Value, exponent: Value) -> Value:
    """The principal power; 0 ** 0 is 1."""
    if isinstance(base, list):
        return [power(entry, exponent) for entry in base]
    if base == 0:
        if exponent == 0:
            return mpf(1)
        if isinstance(exponent, mpc) or exponent < 0:
            raise Undefined
        return mpf(0)
    if base not in (1, -1) and abs(exponent) * (1 + abs(mp.log(base))) > LARGEST_EXPONENT:
        raise TooLarge
    return mp.power(base, exponent)


def exp(exponent: Value) -> Value:
    """The exponential."""
    if abs(exponent) > LARGEST_EXPONENT:
        raise TooLarge
    return mp.exp(exponent)


def log(value: Value, base: Value | None = None) -> Value:
    """The principal logarithm."""
    if value == 0:
        raise Undefined
    if abs(value - 1) < nothing():
        return mpf(0)
    return mp.log(value) if base is None else divide(mp.log(value), mp.log(base))


def sign(value: Value) -> Value:
    """-1, 0 or 1; of a complex number, its direction."""
    return mpf(0) if value == 0 else value / abs(value)


def floor(value: Value) -> Value:
    """The floor; a number that is an integer but for rounding is one."""
    near = mp.nint(real(value))
    return near if abs(near - value) < nothing() * max(1, abs(value)) else mp.floor(value)


def _pole_free(function: Callable[..., Value]) -> Callable[..., Value]:
    def guarded(*arguments: Value) -> Value:
        try:
            return function(*arguments)
        except (ValueError, ZeroDivisionError):
            raise Undefined from None

    return guarded


def _wave(function: Callable[[Value], Value]) -> Callable[[Value], Value]:
    return lambda x: mpf(0) if x == 0 and function is mp.sin else tidy(function(x), min(1, abs(x)))


def _over(numerator: Callable[[Value], Value], denominator: Callable[[Value], Value]) -> Any:
    return lambda x: divide(numerator(x), denominator(x))


def _one(_x: Value) -> Value:
    return mpf(1)


def norm(vector: Value, p: Value = 2) -> Value:
    """The p-norm of a list."""
    entries = vector if isinstance(vector, list) else [vector]
    if p == mp.inf:
        return max(abs(entry) for entry in entries)
    return mp.root(mp.fsum(abs(entry) ** p for entry in entries), p)


def dot(a: Value, b: Value) -> Value:
    """The inner product of two lists."""
    return mp.fsum(x * y for x, y in zip(a, b, strict=True))


def _matrix(function: Callable[[Any], Any]) -> Callable[[Value], Value]:
    return lambda rows: function(mp.matrix(rows))


def _inverse(rows: Value) -> Value:
    if tidy(mp.det(mp.matrix(rows))) == 0:
        raise Undefined
    return (mp.matrix(rows) ** -1).tolist()


def _range(kind: Callable[..., Value]) -> Callable[..., Value]:
    return lambda *values: kind(real(value) for value in values)


SCALAR: dict[str, Callable[..., Value]] = {
    "exp": exp,
    "log": log,
    "ln": log,
    "sqrt": lambda x: power(x, mpf(1) / 2),
    "cbrt": lambda x: power(x, mpf(1) / 3),
    "sin": _wave(mp.sin),
    "cos": _wave(mp.cos),
    "tan": _over(_wave(mp.sin), _wave(mp.cos)),
    "cot": _over(_wave(mp.cos), _wave(mp.sin)),
    "sec": _over(_one, _wave(mp.cos)),
    "csc": _over(_one, _wave(mp.sin)),
    "asin": mp.asin,
    "acos": mp.acos,
    "atan": mp.atan,
    "atan2": lambda y, x: mp.atan2(real(y), real(x)) if (x, y) != (0, 0) else _undefined(),
    "sinh": mp.sinh,
    "cosh": mp.cosh,
    "tanh": mp.tanh,
    "coth": _over(mp.cosh, mp.sinh),
    "sech": _over(_one, mp.cosh),
    "csch": _over(_one, mp.sinh),
    "asinh": mp.asinh,
    "acosh": mp.acosh,
    "atanh": mp.atanh,
    "abs": abs,
    "Abs": abs,
    "sign": sign,
    "floor": floor,
    "ceiling": lambda x: -floor(-x),
    "ceil": lambda x: -floor(-x),
    "Mod": lambda a, b: a - b * floor(divide(a, b)),
    "gamma": mp.gamma,
    "loggamma": mp.loggamma,
    "factorial": mp.factorial,
    "factorial2": mp.fac2,
    "binomial": mp.binomial,
    "rf": mp.rf,
    "ff": mp.ff,
    "digamma": mp.digamma,
    "erf": mp.erf,
    "erfc": mp.erfc,
    "LambertW": mp.lambertw,
    "zeta": mp.zeta,
    "re": mp.re,
    "im": mp.im,
    "conjugate": mp.conj,
    "arg": mp.arg,
    "Heaviside": lambda x: (1 + sign(real(x))) / 2,
}
"""Functions of numbers; of a list they are taken entry by entry."""

WHOLE: dict[str, Callable[..., Value]] = {
    "Max": _range(max),
    "max": _range(max),
    "Min": _range(min),
    "min": _range(min),
    "norm": norm,
    "dot": dot,
    "det": _matrix(mp.det),
    "trace": lambda rows: mp.fsum(row[i] for i, row in enumerate(rows)),
    "transpose": lambda rows: [list(column) for column in zip(*rows, strict=True)],
    "inverse": _inverse,
    "Matrix": lambda rows: rows,
}
"""Functions of several numbers or of whole lists."""

CONSTANTS = {"pi": mp.pi, "E": mp.e, "I": mpc(0, 1), "oo": mp.inf}


def _undefined() -> Value:
    raise Undefined


def _entrywise(operation: Callable[[Value, Value], Value], a: Value, b: Value) -> Value:
    match a, b:
        case list(), list():
            return [_entrywise(operation, x, y) for x, y in zip(a, b, strict=True)]
        case list(), _:
            return [_entrywise(operation, x, b) for x in a]
        case _, list():
            return [_entrywise(operation, a, y) for y in b]
    return tidy(operation(a, b))


BINARY: dict[type, Callable[[Value, Value], Value]] = {
    ast.Add: total,
    ast.Sub: lambda a, b: total(a, -b),
    ast.Mult: lambda a, b: a * b,
    ast.Div: divide,
    ast.Pow: power,
}

COMPARE: dict[type, Callable[[mpf, mpf], bool]] = {
    ast.Lt: lambda a, b: a < b,
    ast.LtE: lambda a, b: a <= b,
    ast.Gt: lambda a, b: a > b,
    ast.GtE: lambda a, b: a >= b,
    ast.Eq: lambda a, b: a == b,
    ast.NotEq: lambda a, b: a != b,
}


class Evaluator:
    """Values of parsed expressions at one point."""

    def __init__(self, point: Mapping[str, Value], functions: Mapping[str, Any]) -> None:
        self.point = dict(point)
        self.functions = functions

    def value(self, node: ast.expr) -> Value:
        """The value of a node: a number, a truth value, or a (nested) list."""
        match node:
            case ast.Constant(value=bool(truth)):
                return truth
            case ast.Constant(value=int(n)):
                return mpf(n)
            case ast.Name(id=name):
                return self.point[name] if name in self.point else CONSTANTS[name]
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return _entrywise(BINARY[ast.Mult], mpf(-1), self.value(operand))
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return not self.value(operand)
            case ast.BinOp(left=left, op=ast.MatMult(), right=right):
                return self._product(self.value(left), self.value(right))
            case ast.BinOp(left=left, op=op, right=right):
                return _entrywise(BINARY[type(op)], self.value(left), self.value(right))
            case ast.Compare(left=left, ops=ops, comparators=others):
                return self._compare(left, ops, others)
            case ast.BoolOp(op=op, values=values):
                return (all if isinstance(op, ast.And) else any)(self.value(v) for v in values)
            case ast.List(elts=elts) | ast.Tuple(elts=elts) | ast.Set(elts=elts):
                return [self.value(entry) for entry in elts]
            case ast.Call(func=ast.Name(id=name), args=arguments):
                return self._call(name, arguments)
        raise ValueError(f"not part of the corpus's language: {ast.dump(node)}")

    def _product(self, a: Value, b: Value) -> Value:
        if not isinstance(b[0], list):
            return [dot(row, b) for row in a]
        columns = list(zip(*b, strict=True))
        return [[dot(row, column) for column in columns] for row in a]

    def _compare(self, left: ast.expr, ops: list[ast.cmpop], others: list[ast.expr]) -> bool:
        values = [self.value(node) for node in (left, *others)]
        pairs = zip(ops, itertools.pairwise(values), strict=True)
        return all(COMPARE[type(op)](total(a, -b), mpf(0)) for op, (a, b) in pairs)

    def _call(self, name: str, arguments: list[ast.expr]) -> Value:
        match name, arguments:
            case (("Sum" | "Product"), [body, ast.Tuple(elts=[ast.Name(id=index), lower, upper])]):
                return self._ranged(name, body, index, lower, upper)
            case "Piecewise", branches:
                return self._piecewise(branches)
        values = [self.value(argument) for argument in arguments]
        if name in self.functions:
            return tidy(self.functions[name](*values))
        if name in WHOLE:
            return tidy(WHOLE[name](*values))
        if values and isinstance(values[0], list):
            return [tidy(_pole_free(SCALAR[name])(entry, *values[1:])) for entry in values[0]]
        return tidy(_pole_free(SCALAR[name])(*values))

    def _ranged(
        self, name: str, body: ast.expr, index: str, lower: ast.expr, upper: ast.expr
    ) -> Value:
        result, kept = mpf(name == "Product"), self.point.get(index)
        first, last = int(self.value(lower)), int(self.value(upper))
        if last - first > MOST_TERMS:
            raise TooLarge
        for n in range(first, last + 1):
            self.point[index] = mpf(n)
            term = self.value(body)
            result = total(result, term) if name == "Sum" else result * term
        self.point.pop(index, None)
        if kept is not None:
            self.point[index] = kept
        return tidy(result)

    def _piecewise(self, branches: list[ast.expr]) -> Value:
        for branch in branches:
            if not isinstance(branch, ast.Tuple):
                raise TypeError("a branch is a pair")
            value, condition = branch.elts
            if self.value(condition):
                return self.value(value)
        raise Undefined


def exact_decimals(text: str) -> str:
    """The text with every decimal written as a quotient of integers.

    >>> exact_decimals("0.25*x + 3")
    '(25/100)*x + 3'
    """
    import re

    def quotient(match: re.Match[str]) -> str:
        whole, places = match.group(1), match.group(2)
        return f"({int(whole + places)}/{10 ** len(places)})"

    return re.sub(r"(?<![\w.])(\d+)\.(\d+)", quotient, text)


def parse(text: str) -> ast.expr:
    """The expression of a text in Python's syntax."""
    return ast.parse(exact_decimals(text).strip(), mode="eval").body
