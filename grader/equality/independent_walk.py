"""The walk of the second evaluator over a tree that came as JSON, vectors included."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import partial

from flint import acb, arb

from grader.equality.independent import (
    POLE,
    NotTold,
    NoValue,
    Number,
    order,
    plus,
    power,
    surely_nonzero,
    times,
)
from grader.equality.independent_arrays import (
    JSON,
    ON_ARRAYS,
    Computed,
    depth,
    each,
    flat,
    matrix_power,
    multiplied,
    norm,
)
from grader.equality.independent_functions import FUNCTIONS
from grader.equality.independent_series import endless

_MOST_TERMS = 5_000


def compared(op: str, sign: int) -> bool:
    """Whether a difference of that sign meets the comparison."""
    return {
        "<": sign < 0,
        "<=": sign <= 0,
        ">": sign > 0,
        ">=": sign >= 0,
        "=": sign == 0,
        "!=": sign != 0,
    }[op]


def all_true(value: Computed) -> bool:
    """Whether a condition holds, of a vector in every entry."""
    return all(map(all_true, value)) if isinstance(value, list) else value is True


class Walk:
    """Evaluates JSON trees, vectors included."""

    def __init__(self, point: Mapping[str, Computed], models: Mapping[str, JSON]) -> None:
        self.point = dict(point)
        self.models = models

    def value(self, tree: JSON) -> Computed:
        """The value of a tree; raises `NoValue` or `NotTold`."""
        value = self._with_poles(tree)
        if value is POLE or (isinstance(value, list) and POLE in flat(value)):
            raise NoValue
        return value

    def _with_poles(self, tree: JSON) -> Computed:
        """The value of a tree, or `POLE`."""
        head, *args = tree
        match head:
            case "int":
                return Fraction(int(args[0], 0))
            case "rational" | "decimal":
                return Fraction(int(args[0], 0), int(args[1], 0))
            case "symbol":
                if args[0] not in self.point:
                    raise NotTold
                return self.point[args[0]]
            case "constant":
                return _constant(args[0])
            case "true" | "false":
                return head == "true"
            case "text":
                return args[0]
            case "vector" | "matrix" | "tuple" | "list" | "set":
                return [self.value(arg) for arg in args]
            case "sum" | "product":
                return self._range(head, *args)
            case "piecewise":
                return self._piecewise(args)
            case "call":
                return self._call(args[0], args[1:])
            case "relation":
                return each(
                    lambda a, b: _compare(args[0], a, b), self.value(args[1]), self.value(args[2])
                )
            case "interval":
                return [*map(self.value, args[:2]), bool(args[2]), bool(args[3])]
        return self._operation(head, [self._with_poles(arg) for arg in args], args)

    def _operation(self, head: str, values: list[Computed], args: list[JSON]) -> Computed:
        match head:
            case "add":
                total = values[0]
                for value in values[1:]:
                    total = each(plus, total, value)
                return total
            case "mul":
                return multiplied(values, args)
            case "pow":
                if values[0] == "oo" or values[1] in ("oo", "-oo"):
                    raise NotTold
                if depth(values[0]) == 2:
                    return matrix_power(values[0], int(values[1]))
                return each(power, values[0], values[1])
            case "and":
                return all(all_true(value) for value in values)
            case "or":
                return any(all_true(value) for value in values)
            case "not":
                return not all_true(values[0])
        raise NotTold

    def _piecewise(self, args: Sequence[JSON]) -> Computed:
        for branch, condition in zip(args[::2], args[1::2], strict=True):
            chosen = self.value(condition)
            if isinstance(chosen, list):
                return self._piecewise_by_entry(args)
            if chosen:
                return self._with_poles(branch)
        raise NoValue

    def _piecewise_by_entry(self, args: Sequence[JSON]) -> Computed:
        pairs = [
            (self.value(branch), self.value(condition))
            for branch, condition in zip(args[::2], args[1::2], strict=True)
        ]
        length = max(len(part) for pair in pairs for part in pair if isinstance(part, list))
        found = []
        for k in range(length):
            at_k = [[p[k] if isinstance(p, list) else p for p in pair] for pair in pairs]
            chosen = [branch for branch, condition in at_k if condition]
            if not chosen:
                raise NoValue
            found.append(chosen[0])
        return found

    def _range(self, head: str, body: JSON, variable: str, lower: JSON, upper: JSON) -> Computed:
        low, high = self.value(lower), self.value(upper)
        if (head, high) == ("sum", "oo") and isinstance(low, Fraction) and low.denominator == 1:
            return endless(body, variable, int(low), partial(self._at, body, variable), self.value)
        if not all(isinstance(end, Fraction) and end.denominator == 1 for end in (low, high)):
            raise NotTold
        if not -1 <= high - low <= _MOST_TERMS:
            raise NotTold
        saved = self.point.get(variable)
        total: Computed = Fraction(0 if head == "sum" else 1)
        for k in range(int(low), int(high) + 1):
            self.point[variable] = Fraction(k)
            total = each(plus if head == "sum" else times, total, self._with_poles(body))
        if saved is None:
            self.point.pop(variable, None)
        else:
            self.point[variable] = saved
        return total

    def _at(self, body: JSON, variable: str, k: int) -> Computed:
        return Walk({**self.point, variable: Fraction(k)}, self.models).value(body)

    def _call(self, name: str, args: Sequence[JSON]) -> Computed:
        if name == "norm":
            kind = args[1] if len(args) > 1 else ["int", "2"]
            return norm(self.value(args[0]), kind if isinstance(kind, str) else self.value(kind))
        values = [self.value(arg) for arg in args]
        if name in ON_ARRAYS:
            return ON_ARRAYS[name](*values)
        if name in {"max", "min"} and len(values) == 1:
            return FUNCTIONS[name](*flat(values[0]))
        if name in self.models:
            numbers = [number for value in values for number in flat(value)]
            inner = Walk({f"t{k}": x for k, x in enumerate(numbers, 1)}, {})
            return inner.value(self.models[name])
        if name not in FUNCTIONS or any(isinstance(value, str) for value in values):
            raise NotTold
        return each(FUNCTIONS[name], *values)


def _constant(name: str) -> Computed:
    match name:
        case "pi":
            return acb(arb.pi())
        case "e":
            return acb(1).exp()
        case "i":
            return acb(0, 1)
        case "oo":
            return "oo"
    raise NoValue


def _compare(op: str, a: Number, b: Number) -> bool:
    difference = plus(a, times(Fraction(-1), b))
    if op in {"=", "!="} and surely_nonzero(difference):
        return op == "!="
    return compared(op, order(difference))
