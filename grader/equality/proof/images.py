"""Maxima and minima moved outwards, so that two ways of saying one of them meet.

An increasing function of the largest of some numbers is the largest of its values at them, and a
decreasing one the smallest: log max(x, y) = max(log x, log y) for positive x and y, and
max(|x|, |y|)^2 = max(x^2, y^2). An argument that is never larger than another one is left out, and
|u| is one of u and -u. Every step holds wherever either side is defined.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from grader.equality.canonical import canonical
from grader.equality.domain import Domain
from grader.equality.proof.definite import Side, side_of
from grader.equality.proof.polynomials import Effort
from grader.tree import Tree, add, call, children, mul, negative, power, subtract

_OTHER = {"max": "min", "min": "max"}
_INCREASING = frozenset({"exp", "atan", "sinh", "tanh", "asinh", "erf", "floor", "ceiling"})
_BINDING = frozenset({"sum", "product"})
"""Inside, a name may stand for other values than the domain says."""
_MOST_ARGUMENTS, _MOST_COMPARED = 12, 6
_REAL_HEADS = frozenset({"int", "rational", "decimal", "add", "mul"})
_REAL_CALLS = _INCREASING | {"abs", "sign", "max", "min", "sin", "cos"}


@dataclass(frozen=True, slots=True)
class Images:
    """Rewrites trees on one domain.

    Attributes:
        domain: Of scalars; every symbol of a tree that is rewritten has to be real.
        effort: What asking for signs may cost.
    """

    domain: Domain
    effort: Effort

    def moved(self, tree: Tree) -> Tree:
        """The tree with maxima and minima moved as far outwards as is certain."""
        if not _has_extremes(tree) or tree.head in _BINDING:
            return tree
        inner = Tree(
            tree.head, tuple(self.moved(x) if isinstance(x, Tree) else x for x in tree.args)
        )
        return self._outwards(inner)

    def sharpened(self, tree: Tree) -> Tree:
        """Of each maximum of a few, only those arguments that are not below another one."""
        if not _has_extremes(tree) or tree.head in _BINDING:
            return tree
        arguments = (self.sharpened(x) if isinstance(x, Tree) else x for x in tree.args)
        inner = Tree(tree.head, tuple(arguments))
        name = _extreme(inner)
        return inner if name is None else self._without_dominated(name, inner.args[1:])

    # ------------------------------------------------------------------ outwards

    def _outwards(self, tree: Tree) -> Tree:
        match tree:
            case Tree("call", ("max" | "min" as name, *arguments)):
                return _joined(name, arguments)
            case Tree("call", (name, Tree() as argument)):
                return self._of_function(tree, name, argument)
            case Tree("pow", (base, exponent)):
                return self._of_power(tree, base, exponent)
            case Tree("add" | "mul", parts):
                return self._of_parts(tree, parts)
        return tree

    def _of_function(self, tree: Tree, function: str, argument: Tree) -> Tree:
        name = _extreme(argument)
        if name is None:
            return tree
        increases = function in _INCREASING and self._are_real(argument)
        if increases or (function == "log" and self._are(argument, {"+"})):
            return _joined(name, [call(function, x) for x in argument.args[1:]])
        return tree

    def _of_power(self, tree: Tree, base: Tree, exponent: Tree) -> Tree:
        name = _extreme(base)
        if name is not None and exponent.head in ("int", "rational") and exponent.args[0]:
            rises = exponent.args[0] > 0
            odd = rises and exponent.head == "int" and exponent.args[0] % 2
            certain = odd and self._are_real(base)
            if certain or self._are(base, {"+", ">=0", "0"} if rises else {"+"}):
                values = [power(x, exponent) for x in base.args[1:]]
                return _joined(name if rises else _OTHER[name], values)
        name = _extreme(exponent)
        if name is not None and base.head in ("int", "rational") and self._are_real(exponent):
            step = base.args[0] - (base.args[1] if base.head == "rational" else 1)
            if base.args[0] > 0 and step:
                values = [power(base, x) for x in exponent.args[1:]]
                return _joined(name if step > 0 else _OTHER[name], values)
        return tree

    def _of_parts(self, tree: Tree, parts: tuple[Tree, ...]) -> Tree:
        """One extreme among terms, or among factors of a known sign."""
        places = [k for k, part in enumerate(parts) if _extreme(part)]
        if len(places) != 1:
            return tree
        (k,) = places
        extreme, others = parts[k], parts[:k] + parts[k + 1 :]
        name = extreme.args[0]
        if not self._are_real(extreme):
            return tree
        if tree.head == "add":
            rest = add(*others)
            same = self._is_real(rest)
            return _joined(name, [add(x, rest) for x in extreme.args[1:]]) if same else tree
        rest = mul(*others)
        side = self._side(rest)
        if side is None or side == "0":
            return tree
        other = name if side in ("+", ">=0") else _OTHER[name]
        return _joined(other, [mul(rest, x) for x in extreme.args[1:]])

    # ------------------------------------------------------------------ dominated

    def _without_dominated(self, name: str, arguments: tuple[Tree, ...]) -> Tree:
        spread = [x for argument in arguments for x in _without_modulus(name, argument)]
        whole = call(name, *arguments)
        if len(spread) > _MOST_COMPARED or not all(map(self._is_real, spread)):
            return whole
        kept = list(dict.fromkeys(spread))
        for argument in tuple(kept):
            others = (x for x in kept if x is not argument)
            if len(kept) > 1 and any(self._is_beyond(name, x, argument) for x in others):
                kept.remove(argument)
        return kept[0] if len(kept) == 1 else call(name, *kept)

    def _is_beyond(self, name: str, one: Tree, other: Tree) -> bool:
        ahead = subtract(one, other) if name == "max" else subtract(other, one)
        return self._side(ahead) in ("+", ">=0", "0")

    # ------------------------------------------------------------------ what is known

    def _side(self, tree: Tree) -> Side | None:
        return side_of(tree, self.domain, self.effort) if self._is_real(tree) else None

    def _are(self, extreme: Tree, sides: set[str]) -> bool:
        return all(self._side(x) in sides for x in extreme.args[1:])

    def _are_real(self, extreme: Tree) -> bool:
        return all(map(self._is_real, extreme.args[1:]))

    def _is_real(self, tree: Tree) -> bool:
        """Whether a tree is certainly defined and real on the whole domain."""
        match tree:
            case Tree("symbol", (name,)):
                return self.domain.range_of(name).kind in ("real", "integer")
            case Tree("constant", (name,)):
                return name in ("pi", "e")
            case Tree("pow", (base, Tree("int", (exponent,)))):
                whole = exponent > 0 or side_of(base, self.domain, self.effort) in ("+", "-")
                return whole and self._is_real(base)
            case Tree("pow", (base, exponent)):
                positive = self._is_real(base) and self._side(base) == "+"
                return positive and self._is_real(exponent)
            case Tree("call", ("log", argument)):
                return self._is_real(argument) and self._side(argument) == "+"
            case Tree("call", (name, *_)) if name not in _REAL_CALLS:
                return False
            case Tree(head, _) if head != "call" and head not in _REAL_HEADS:
                return False
        return all(map(self._is_real, children(tree)))


def _has_extremes(tree: Tree) -> bool:
    return _extreme(tree) is not None or any(map(_has_extremes, children(tree)))


def _extreme(tree: Tree) -> str | None:
    """Its name, if the tree is a maximum or minimum of scalars."""
    return tree.args[0] if tree.head == "call" and tree.args[0] in _OTHER else None


def _joined(name: str, arguments: list[Tree]) -> Tree:
    flat = dict.fromkeys(
        inner
        for argument in arguments
        for inner in (argument.args[1:] if _extreme(argument) == name else (argument,))
    )
    if len(flat) > _MOST_ARGUMENTS:
        return call(name, *arguments)
    return next(iter(flat)) if len(flat) == 1 else call(name, *flat)


def _without_modulus(name: str, tree: Tree) -> Iterator[Tree]:
    """U and -u for |u| in a maximum (and for -|u| in a minimum)."""
    inner = canonical(negative(tree)) if name == "min" else tree
    if inner.head == "call" and inner.args[0] == "abs":
        yield from (inner.args[1], canonical(negative(inner.args[1])))
    else:
        yield tree
