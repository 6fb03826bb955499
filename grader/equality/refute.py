"""Certified refutation: an exact point at which the two sides provably differ.

A point refutes only if it is no accident of a set of measure zero: either every symbol that moves
is a whole number, or the difference excludes zero on a box around the point.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import isfinite
from typing import Any, Literal

from flint import acb, arb, fmpq

from grader.equality.balls import (
    Indeterminate,
    Models,
    Removable,
    TooExpensive,
    Undefined,
    evaluate,
)
from grader.equality.budget import Budget
from grader.equality.domain import Domain
from grader.equality.points import Point, inside
from grader.equality.structure import is_continuous, unknown_functions
from grader.equality.values import Infinite, Value, is_nonzero, precision
from grader.tree import Tree, add, integer, mul, power, symbol

Found = Literal[
    "agree", "differ", "only reference", "only student", "nowhere", "unknown", "too expensive"
]

FIRST_BITS = 64
_STEPS = (FIRST_BITS, 192, 576, 1_728)
EXACTLY = 1_000_000
_BOXES = ((128, 60), (384, 200))
_NUDGES = (Fraction(1, 982_451_653), Fraction(-1, 1_000_000_007), Fraction(1, 1_299_709))


@dataclass(frozen=True, slots=True)
class Seen:
    """What one point showed.

    Attributes:
        found: Which sides are defined, and whether they differ or agree.
        bits: To how many bits they agree.
        why: The ball of the difference, or why a side is undefined.
        removable: Whether the side that is undefined may have a limit there.
    """

    found: Found
    bits: int = 0
    why: str = ""
    removable: bool = False

    @property
    def is_exception(self) -> bool:
        """Whether the sides are told apart at this point."""
        return self.found in {"differ", "only reference", "only student"}


@dataclass(frozen=True, slots=True)
class Pair:
    """Two scalar trees over a scalar domain."""

    student: Tree
    reference: Tree
    domain: Domain
    budget: Budget

    models: Models | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        unknown = {*unknown_functions(self.student), *unknown_functions(self.reference)}
        if unknown:
            object.__setattr__(self, "models", models_for(unknown))


Known = Callable[[int], Value | Exception]
"""The reference's value at a point by precision, or why it has none; for cached points."""


def stand_in(index: int, arity: int) -> Tree:
    """A polynomial in ``t1 ... tn`` that stands for the unknown function number `index`."""
    terms = [integer(3 + 2 * index)]
    for k in range(1, arity + 1):
        t = symbol(f"t{k}")
        terms += [mul(integer(2 * index + k), power(t, integer(3))), mul(integer(5 + k), t)]
        terms += [mul(integer(k), t, power(symbol(f"t{k - 1}"), integer(2)))] if k > 1 else []
    return add(*terms)


def models_for(names: Iterable[str]) -> dict[str, Callable[..., Value]]:
    """Polynomials that stand for unknown functions, by name."""

    def model(index: int) -> Callable[..., Value]:
        def apply(*arguments: Value) -> Value:
            point = {f"t{k}": value for k, value in enumerate(arguments, 1)}
            return evaluate(stand_in(index, len(arguments)), point)

        return apply

    return {name: model(index) for index, name in enumerate(sorted(names))}


def look(
    pair: Pair, point: Mapping[str, Value], known: Known | None = None, *, deep: bool = False
) -> Seen:
    """Evaluate both sides at a point, raising the precision while the difference may be 0.

    Args:
        pair: Both sides.
        point: Exact values of the symbols.
        known: The reference's value there, if it is kept.
        deep: Whether to go on to the largest precision; else half the first one's bits will do.
    """
    models = pair.models
    seen = Seen("unknown")
    for bits in _STEPS:
        if bits > pair.budget.precision:
            break
        with precision(bits):
            student = _attempt(pair.student, point, pair.budget, models)
            reference = (
                known(bits) if known else _attempt(pair.reference, point, pair.budget, models)
            )
            seen = _judge(student, reference, bits)
        if seen.found not in {"unknown", "agree"} or seen.bits == EXACTLY:
            return seen
        if seen.found == "agree" and seen.bits >= bits // 2 and not deep:
            return seen
        if isinstance(student, TooExpensive) or isinstance(reference, TooExpensive):
            return Seen("too expensive")
    return seen


def _attempt(
    tree: Tree,
    point: Mapping[str, Value],
    budget: Budget,
    models: Models | None,
) -> Value | Exception:
    try:
        return evaluate(tree, point, budget.evaluations, models)
    except (Undefined, Indeterminate, TooExpensive) as reason:
        return reason
    except RecursionError:
        return TooExpensive("depth")


def value_at(
    tree: Tree, point: Mapping[str, Value], budget: Budget, bits: int
) -> Value | Exception:
    """The value of a tree at a point to that precision, or why it has none; for caching."""
    names = unknown_functions(tree)
    with precision(bits):
        return _attempt(tree, point, budget, models_for(names) if names else None)


def _judge(
    student: Value | Exception, reference: Value | Exception, bits: int, *, shown: bool = True
) -> Seen:
    """What two values show; `shown` is whether to write out the ball of their difference."""
    if isinstance(student, Exception) or isinstance(reference, Exception):
        return _judge_missing(student, reference)
    if type(student) is Infinite or type(reference) is Infinite:
        if student == reference:
            return Seen("agree", EXACTLY)
        return Seen("differ", why=f"{student} and {reference}")
    difference: Any = student - reference
    if type(difference) is fmpq:
        if difference == 0:
            return Seen("agree", EXACTLY)
    elif not difference.is_finite():
        return Seen("unknown")
    elif not is_nonzero(difference):
        return Seen("agree", _agreement(difference, reference, bits))
    return Seen("differ", why=_shown(difference) if shown else "")


def _judge_missing(student: Value | Exception, reference: Value | Exception) -> Seen:
    match student, reference:
        case Undefined(), Undefined():
            return Seen("nowhere", why=str(student))
        case (Indeterminate() | TooExpensive(), _) | (_, Indeterminate() | TooExpensive()):
            return Seen("unknown")
        case Undefined(), _:
            why, missing = f"the answer is undefined: {student}", student
            return Seen("only reference", why=why, removable=isinstance(missing, Removable))
    why = f"the reference is undefined: {reference}"
    return Seen("only student", why=why, removable=isinstance(reference, Removable))


def _shown(difference: Value) -> str:
    if type(difference) is fmpq and difference.height_bits() > 200:
        difference = arb(difference)
    return str(difference)


def _agreement(difference: Value, reference: Value, bits: int) -> int:
    """Bits to which the sides agree, relative to the larger of 1 and the reference."""
    width = abs(difference).upper()
    if width == 0:
        return bits
    size = arb(abs(reference)).upper()
    scale = size if size > 1 else arb(1)
    bits_agreed = float((scale / width).log().mid()) / 0.6931
    return max(0, int(bits_agreed)) if isfinite(bits_agreed) else 0


def is_generic(pair: Pair, point: Mapping[str, Value], seen: Seen) -> bool:
    """Whether the sides provably are told apart on a set of positive measure around the point."""
    moving = [name for name in point if pair.domain.range_of(name).kind != "integer"]
    if not moving or any(c.args[0] == "=" for c in pair.domain.constraints if c.head == "relation"):
        return True
    if (
        seen.found == "differ"
        and all(type(point[name]) is not acb for name in moving)
        and is_continuous(pair.student)
        and is_continuous(pair.reference)
    ):
        return True
    models = pair.models
    for bits, shift in _BOXES:
        with precision(bits):
            box = {
                name: _widened(value, shift) if name in moving else value
                for name, value in point.items()
            }
            student = _attempt(pair.student, box, pair.budget, models)
            reference = _attempt(pair.reference, box, pair.budget, models)
            if _judge(student, reference, bits, shown=False).found == seen.found:
                return True
    return False


def _widened(value: Value, shift: int) -> Value:
    reach = arb(0, arb(2) ** -shift) * (abs(value) + 1)
    return acb(value.real + reach, value.imag + reach) if type(value) is acb else arb(value) + reach


def nudged(pair: Pair, point: Point) -> list[Point]:
    """Points close by, with every real symbol moved by a little, inside the domain."""
    with precision(256):
        return [near for near in _moved(pair, point) if inside(near, pair.domain)]


def _moved(pair: Pair, point: Point) -> Iterator[Point]:
    for turn, nudge in enumerate((*_NUDGES, *(-nudge for nudge in _NUDGES))):
        near = dict(point)
        for place, name in enumerate(sorted(point)):
            if pair.domain.range_of(name).kind == "integer":
                continue
            step = nudge * Fraction(2 * place + 3 + turn, place + 2)
            if type(point[name]) is acb:  # binary fractions stay exact
                near[name] = point[name] + acb(round(step * 2**40), turn + 1) * arb(2) ** -40
            else:
                near[name] = point[name] + fmpq(step.numerator, step.denominator)
        yield near


@dataclass(slots=True)
class Search:
    """What the points looked at so far have shown.

    Attributes:
        refutation: A point at which the sides differ, on a set of positive measure around it.
        exception: A point at which they differ, but perhaps on a set of measure zero only.
        bits: The least agreement at a point where both sides have a value.
        agreed: Points at which both sides have a value and agree.
        undefined: Points at which neither side has one.
        given_up: Points at which a value would have cost more than the budget.
    """

    refutation: tuple[Point, Seen] | None = None
    exception: tuple[Point, Seen] | None = None
    bits: int | None = None
    agreed: int = 0
    undefined: int = 0
    given_up: int = 0

    @property
    def has_exception(self) -> bool:
        """Whether the sides were told apart at some point."""
        return self.exception is not None

    def visit(
        self, pair: Pair, point: Point, known: Known | None = None, *, deep: bool = False
    ) -> bool:
        """Look at a point; whether the sides are now refuted."""
        seen = look(pair, point, known, deep=deep)
        if seen.found == "agree":
            self.agreed += 1
            self.bits = seen.bits if self.bits is None else min(self.bits, seen.bits)
        elif seen.found == "nowhere":
            self.undefined += 1
        elif seen.found == "too expensive":
            self.given_up += 1
        elif seen.is_exception:
            self._weigh(pair, point, seen)
        return self.refutation is not None

    def _weigh(self, pair: Pair, point: Point, seen: Seen) -> None:
        if seen.removable:
            self.exception = self.exception or (point, seen)
            return
        if is_generic(pair, point, seen):
            self.refutation = (point, seen)
            return
        if self.exception is None:
            self.exception = (point, seen)
        apart = 0
        for near in nudged(pair, point):
            again = look(pair, near)
            if again.found == "differ" and is_generic(pair, near, again):
                self.refutation = (near, again)
                return
            if again.found == seen.found != "differ":
                apart += 1
                if is_generic(pair, near, again) or apart == len(_NUDGES):
                    self.refutation = (near, again)
                    return
            elif again.found == "agree":
                self.agreed += 1
