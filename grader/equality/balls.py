"""The value of a tree at a point, enclosed: exact as long as possible, then in balls."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flint import acb, arb, fmpq

from grader.equality.functions import APPLY, AtPole, reciprocal_gamma
from grader.equality.series import closed, terms
from grader.equality.values import (
    POLE,
    Q0,
    Q1,
    Indeterminate,
    Infinite,
    Pole,
    TooExpensive,
    Undefined,
    Value,
    ZeroTimesPole,
    is_integer,
    is_nonzero,
    raised,
    sign_of,
    trimmed,
)
from grader.tree import FUNCTIONS, Tree, free_symbols

__all__ = ["Indeterminate", "Removable", "TooExpensive", "Undefined", "evaluate", "holds"]

_LONGEST_SUM = 3_000
_CONSTANTS: dict[str, Callable[[], Value]] = {
    "pi": arb.pi,
    "e": lambda: arb(1).exp(),
    "i": lambda: acb(0, 1),
    "oo": lambda: Infinite(1),
}
_GAMMAS = frozenset({"gamma", "factorial"})
Models = Mapping[str, Callable[..., Value]]


class Removable(Undefined):
    """No value, for a pole of gamma, but perhaps a limit: so it is no sign of a difference.

    So it is of a pole over another, and of 1/gamma written with a logarithm or a varying exponent.
    """


def evaluate(
    tree: Tree, point: Mapping[str, Value], visits: int = 30_000, models: Models | None = None
) -> Value:
    """The value of a scalar tree, at FLINT's present precision.

    Args:
        tree: A scalar tree.
        point: A value by free symbol.
        visits: How many nodes may be visited; a sum visits its body once a term.
        models: Stand-ins for unknown functions, by name.

    Raises:
        Undefined: it provably has no value there; `Removable` where it may have a limit.
        Indeterminate: this precision does not tell.
        TooExpensive: the budget is spent, or a step would spend it.
    """
    value = _Evaluation(point, visits, models or {}).value(tree)
    if type(value) is Pole:
        raise Undefined("a pole of gamma")
    return value


def holds(
    condition: Tree, point: Mapping[str, Value], visits: int = 30_000, models: Models | None = None
) -> bool:
    """Whether a condition is true at a point; raises as `evaluate`."""
    return _Evaluation(point, visits, models or {}).truth(condition)


class _Evaluation:
    """One walk over a tree."""

    __slots__ = ("left", "models", "point")

    def __init__(self, point: Mapping[str, Value], visits: int, models: Models) -> None:
        self.point = point
        self.left = visits
        self.models = models

    def value(self, tree: Tree) -> Value:
        self.left -= 1
        if self.left < 0:
            raise TooExpensive("node visits")
        head, args = tree
        if head == "symbol":
            try:
                return self.point[args[0]]
            except KeyError:
                raise Indeterminate(f"no value for {args[0]}") from None
        if head == "int":
            return fmpq(args[0])
        if head == "mul":
            return trimmed(self._product(args))
        if head == "add":
            total = self.value(args[0])
            for term in args[1:]:
                total = total + self.value(term)
            return trimmed(total)
        if head == "pow":
            return self._power(*args)
        if head == "call":
            return self._call(args)
        return self._rare(tree)

    def _product(self, factors: tuple[Tree, ...]) -> Value:
        try:
            product = self.value(factors[0])
            for factor in factors[1:]:
                product = product * self.value(factor)
        except ZeroTimesPole:
            if any(map(self._ends_a_pole, factors)):
                raise Removable("a pole of gamma over another") from None
            raise
        return product

    def _ends_a_pole(self, tree: Tree) -> bool:
        """Whether the tree is zero as the reciprocal of a pole is."""
        match tree:
            case Tree("mul", factors):
                return any(map(self._ends_a_pole, factors))
            case Tree("pow", (base, exponent)):
                if type(self.value(base)) is Pole:
                    return sign_of(self.value(exponent)) < 0
                return self._ends_a_pole(base)
        return False

    def _power(self, base: Tree, exponent: Tree) -> Value:
        try:
            below = self.value(base)
            if type(below) is Pole and free_symbols(exponent):
                raise Removable("a pole of gamma to a power that varies")
            return raised(below, self.value(exponent))
        except Indeterminate:  # gamma of a ball around a pole is unbounded, its reciprocal is not
            if base.head != "call" or base.args[0] not in _GAMMAS:
                raise
            n = self.value(exponent)
            if not is_integer(n) or n > 0:
                raise
        x = self.value(base.args[1])
        return raised(reciprocal_gamma(x + 1 if base.args[0] == "factorial" else x), -n)

    def _rare(self, tree: Tree) -> Value:
        match tree.head:
            case "rational" | "decimal":
                return fmpq(tree.args[0], tree.args[1])
            case "constant":
                if tree.args[0] not in _CONSTANTS:
                    raise Undefined("not a number")
                return _CONSTANTS[tree.args[0]]()
            case "piecewise":
                return self._piecewise(tree.args)
            case "sum" | "product":
                return self._range(tree)
        raise Indeterminate(f"a {tree.head} has no number as its value")

    def _call(self, args: tuple[Any, ...]) -> Value:
        name = args[0]
        values = [self.value(argument) for argument in args[1:]]
        if any(type(value) is Pole for value in values):
            raise (Removable if name == "log" else Undefined)(f"{name} of a pole of gamma")
        function = APPLY.get(name)
        if function is None:
            function = self.models.get(name)
            if function is None or name in FUNCTIONS:
                raise Indeterminate(f"{name} has no value here")
        try:
            return function(*values)
        except AtPole as pole:
            if name in _GAMMAS:
                return POLE
            raise Removable(str(pole)) if name == "loggamma" else pole from None
        except (TypeError, AttributeError) as error:  # a function that has no complex form
            raise Indeterminate(f"{name} of these arguments") from error

    def _piecewise(self, args: tuple[Tree, ...]) -> Value:
        for branch, condition in zip(args[::2], args[1::2], strict=True):
            if self.truth(condition):
                return self.value(branch)
        raise Undefined("no branch of the piecewise function applies")

    def _range(self, tree: Tree) -> Value:
        body, variable, lower, upper = tree.args
        low, high = self.value(lower), self.value(upper)
        if tree.head == "sum" and type(high) is Infinite and high.sign > 0 and is_integer(low):
            return self._endless(body, variable, lower)
        if not (is_integer(low) and is_integer(high)):
            raise Indeterminate("the bounds are no whole numbers here")
        first, last = int(low.p), int(high.p)
        if last < first - 1:
            raise Indeterminate("the upper bound lies below the lower one: conventions differ")
        if last - first > _LONGEST_SUM:
            raise TooExpensive("terms")
        outer, inner = self.point, dict(self.point)
        self.point = inner
        total: Value = Q0 if tree.head == "sum" else Q1
        try:
            for k in range(first, last + 1):
                inner[variable] = fmpq(k)
                term = self.value(body)
                total = trimmed(total + term if tree.head == "sum" else total * term)
        finally:
            self.point = outer
        return total

    def _endless(self, body: Tree, variable: str, lower: Tree) -> Value:
        """A series of geometric terms; one of a single kind may be seen to diverge."""
        found = terms(body, variable)
        if found is None:
            raise Indeterminate("a series of another kind")
        try:
            values = [[self.value(term.scale), self.value(term.ratio)] for term in found]
            diverges = [min(sign_of(Q1 - r), sign_of(Q1 + r)) <= 0 for _, r in values]
        except Undefined as reason:  # a rewritten term may be undefined where the series is not
            raise Indeterminate("a series") from reason
        if any(diverges):
            if len(found) == 1 and is_nonzero(values[0][0]):
                raise Undefined("the series diverges")
            raise Indeterminate("a series, parts of which diverge")
        total: Value = Q0
        for term in found:
            try:
                total = total + self.value(closed(term, lower))
            except Undefined as reason:
                raise Indeterminate("a series") from reason
        return trimmed(total)

    def truth(self, tree: Tree) -> bool:
        self.left -= 1
        match tree.head:
            case "true":
                return True
            case "false":
                return False
            case "and":
                return self._all(tree.args, wanted=True)
            case "or":
                return not self._all(tree.args, wanted=False)
            case "not":
                return not self.truth(tree.args[0])
            case "relation":
                return self._compare(*tree.args)
        raise Indeterminate(f"a {tree.head} is no condition")

    def _all(self, conditions: tuple[Tree, ...], *, wanted: bool) -> bool:
        """Whether every condition is `wanted`; one that is not decides, whatever the others."""
        doubt: Indeterminate | None = None
        for condition in conditions:
            try:
                if self.truth(condition) is not wanted:
                    return False
            except Indeterminate as indeterminate:
                doubt = indeterminate
        if doubt is not None:
            raise doubt
        return True

    def _compare(self, op: str, left: Tree, right: Tree) -> bool:
        a, b = self.value(left), self.value(right)
        if type(a) is Pole or type(b) is Pole:
            raise Undefined("a comparison with a pole of gamma")
        if type(a) is Infinite and a == b:
            return op in {"=", "<=", ">="}
        difference = a - b
        if op in {"=", "!="}:
            if is_nonzero(difference):
                return op == "!="
            if difference == 0:
                return op == "="
            raise Indeterminate("equality of balls that overlap")
        sign = sign_of(difference)
        return {"<": sign < 0, "<=": sign <= 0, ">": sign > 0, ">=": sign >= 0}[op]
