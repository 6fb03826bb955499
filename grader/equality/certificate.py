"""Checks a certificate again, sharing no code with the search that found it.

The trees come as JSON, the point as text. Everything here works on these alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from flint import acb, arb

from grader.equality.independent import (
    NotTold,
    NoValue,
    Number,
    as_ball,
    at_rising_precision,
    order,
    plus,
    surely_nonzero,
    times,
)
from grader.equality.independent_arrays import JSON, Computed, line
from grader.equality.independent_walk import Walk, all_true, compared
from grader.equality.outcome import Certificate

_FAR_OUT = ((3, 300, 30_000), (3, 6, 12), (1, 2, 3))
_BOUND = re.compile(r"(\S+) (<=|>=|<|>|!=) (-?\d+(?:/\d+)?)")


def recheck(certificate: Certificate) -> bool:
    """Whether the certificate's claim holds at its point, and the point is in its domain."""
    try:
        return at_rising_precision(lambda: _Check(certificate).holds())
    except (ValueError, TypeError, LookupError, ArithmeticError, AttributeError, RecursionError):
        return False


class _Check:
    """One certificate at the present precision."""

    def __init__(self, certificate: Certificate) -> None:
        self.certificate = certificate
        self.point = {name: _value(words) for name, words in certificate.point.items()}
        self.walk = Walk(_with_arrays(self.point, certificate), certificate.models)

    def holds(self) -> bool:
        certificate = self.certificate
        if not self._inside():
            return False
        if certificate.claim == "only one vanishes":
            return self._only_one_vanishes()
        if certificate.claim == "growth differs":
            return self._grows_apart()
        student = self._side(certificate.student)
        reference = self._side(certificate.reference)
        match certificate.claim:
            case "only the reference is defined":
                return isinstance(student, NoValue) and not isinstance(reference, NoValue)
            case "only the answer is defined":
                return isinstance(reference, NoValue) and not isinstance(student, NoValue)
        if isinstance(student, NoValue) or isinstance(reference, NoValue):
            return False
        return _JUDGES[certificate.claim](student, reference)

    def _grows_apart(self) -> bool:
        """The quotient keeps moving away from where it was, far out on the line.

        A limit is no matter of one point: this sees that the logarithm of the quotient moves one
        way, and does not come to rest, at the three farthest points that can be evaluated.
        """
        (name,) = self.certificate.point
        sides = [_inside_class(t) for t in (self.certificate.student, self.certificate.reference)]
        for exponents in _FAR_OUT:
            try:
                quotients = [self._log_quotient(sides, name, 10**k) for k in exponents]
            except NotTold:
                continue
            first, second = quotients[1] - quotients[0], quotients[2] - quotients[1]
            way = 1 if first > 0 else -1
            return bool(way * first > 0 and 2 * way * second > way * first)
        return False

    def _log_quotient(self, sides: list[JSON], name: str, n: int) -> arb:
        walk = Walk({**self.walk.point, name: Fraction(n)}, {})
        sizes = [abs(as_ball(walk.value(side))) for side in sides]
        if not all(size > 0 for size in sizes):
            raise NotTold
        return sizes[0].log() - sizes[1].log()

    def _only_one_vanishes(self) -> bool:
        """One equation holds at the point, or has a root in its interval; the other does not."""
        sides = [
            self._difference(tree)
            for tree in (self.certificate.student, self.certificate.reference)
        ]
        return any(
            surely_nonzero(there) and self._has_root(tree, here)
            for (tree, here), (_, there) in (sides, sides[::-1])
        )

    def _difference(self, tree: JSON) -> tuple[JSON, Number]:
        for index in self.certificate.where:
            tree = tree[index]
        difference = (
            ["add", tree[2], ["mul", ["int", "-1"], tree[3]]] if tree[0] == "relation" else tree
        )
        return difference, self.walk.value(difference)

    def _has_root(self, difference: JSON, here: Number) -> bool:
        if isinstance(here, Fraction):
            return here == 0
        if here.imag != 0:  # then a jump across a branch is not excluded
            return False
        for name, words in self.certificate.point.items():
            if words.startswith("["):
                signs = []
                for end in words[1:-1].split(","):
                    walk = Walk({**self.walk.point, name: Fraction(end.strip())}, {})
                    signs.append(order(walk.value(difference)))
                return signs[0] * signs[1] < 0
        return False

    def _side(self, tree: JSON) -> Computed:
        try:
            value = self.walk.value(tree)
            where = self.certificate.where
            entries = line(value) if len(where) == 1 else value
            for index in where:
                entries = entries[index - 1]
            value = entries
        except NoValue as reason:
            return reason
        return value

    def _inside(self) -> bool:
        for name, words in self.certificate.domain.items():
            kind, *bounds = words.split("; ")
            own = [value for entry, value in self.point.items() if _belongs(entry, name, kind)]
            if not all(_meets(value, bound) for value in own for bound in bounds):
                if not (kind.startswith(("vector", "matrix")) and bounds[-1:] == [f"{name} != 0"]):
                    return False
                if not any(surely_nonzero(value) for value in own):
                    return False
            whole = kind == "integer" or "integer" in bounds
            if whole and not all(
                isinstance(value, Fraction) and value.denominator == 1 for value in own
            ):
                return False
        return all(all_true(self.walk.value(tree)) for tree in self.certificate.constraints)


def _inside_class(tree: JSON) -> JSON:
    return tree[2] if tree[:1] == ["call"] and tree[1] in {"theta", "bigo", "omega"} else tree


def _belongs(entry: str, name: str, kind: str) -> bool:
    if not kind.startswith(("vector", "matrix")):
        return entry == name
    return re.fullmatch(re.escape(name) + r"(\d+|_\d+(_\d+)?|\[\d+(,\d+)?\])", entry) is not None


def _meets(value: Number, bound: str) -> bool:
    match = _BOUND.fullmatch(bound)
    if match is None:
        return True
    sign = order(plus(value, -Fraction(match[3])))
    return compared(match[2], sign)


def _value(words: str) -> Number:
    """An exact point as a certificate writes it; an interval becomes a ball."""
    if words.startswith("["):
        low, high = (Fraction(part) for part in words[1:-1].split(","))
        ends = [as_ball(end).real for end in (low, high)]
        return acb(ends[0].union(ends[1]))
    if words.endswith(" i"):
        re_part, im_part = words[:-2].split(" + ")
        return acb(as_ball(Fraction(re_part)).real, as_ball(Fraction(im_part)).real)
    return Fraction(words)


def _with_arrays(point: Mapping[str, Number], certificate: Certificate) -> dict[str, Computed]:
    """The point with every declared vector and matrix put together from its entries."""
    found: dict[str, Computed] = dict(point)
    for name, words in certificate.domain.items():
        kind, *sizes = words.split(";")[0].split()
        if kind not in {"vector", "matrix"}:
            continue
        own = {entry: value for entry, value in point.items() if _belongs(entry, name, kind)}
        ordered = [
            own[entry]
            for entry in sorted(own, key=lambda e: [*map(int, re.findall(r"\d+", e[len(name) :]))])
        ]
        if kind == "matrix":
            columns = int(sizes[1])
            ordered = [ordered[k : k + columns] for k in range(0, len(ordered), columns)]
        if own:
            found[name] = ordered
    return found


def _differ(a: Computed, b: Computed) -> bool:
    if isinstance(a, list) or isinstance(b, list):
        if _shape(a) != _shape(b):
            return True
        return any(_differ(x, y) for x, y in zip(a, b, strict=True))
    if isinstance(a, str) or isinstance(b, str):
        return a is not b and a != b
    if isinstance(a, bool) or isinstance(b, bool):
        return a is not b
    return surely_nonzero(plus(a, times(Fraction(-1), b)))


def _shape(value: Computed) -> tuple[Any, ...]:
    if not isinstance(value, list):
        return ("condition",) if isinstance(value, bool) else ()
    return len(value), *(_shape(value[0]) if value else ())


def _elements(value: Computed) -> Sequence[Computed]:
    return value if isinstance(value, list) else [value]


def _no_such_element(a: Computed, b: Computed) -> bool:
    """Whether an element of one side differs from all of the other."""
    ours, theirs = _elements(a), _elements(b)
    return any(all(_differ(x, y) for y in theirs) for x in ours) or any(
        all(_differ(x, y) for x in ours) for y in theirs
    )


def _no_pairing(a: Computed, b: Computed) -> bool:
    """Whether no order of one side agrees with the other, counted by Hall's condition.

    Some elements of one side, taken together, may equal too few of the other.
    """
    ours, theirs = _elements(a), _elements(b)
    if len(ours) != len(theirs):
        return True
    classes = [frozenset(j for j, y in enumerate(theirs) if not _differ(x, y)) for x in ours]
    unions = {union for start in classes for union in _growing(start, classes)}
    return any(sum(c <= union for c in classes) > len(union) for union in unions)


def _growing(start: frozenset[int], classes: list[frozenset[int]]) -> list[frozenset[int]]:
    """The class, and what it becomes as every class that it meets is joined to it."""
    found, union = [start], start
    for _ in classes:
        wider = union.union(*(c for c in classes if c & union))
        if wider == union:
            break
        union = wider
        found.append(union)
    return found


_JUDGES: dict[str, Callable[[Computed, Computed], bool]] = {
    "values differ": _differ,
    "only one holds": lambda a, b: isinstance(a, bool) and isinstance(b, bool) and a is not b,
    "no such element": _no_such_element,
    "no pairing": _no_pairing,
    "shapes differ": lambda a, b: _shape(a) != _shape(b),
}
