"""Checks a certificate again, sharing no code with the search that found it.

The trees come as JSON, the point as text. Everything here works on these alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from itertools import permutations
from typing import Any

from flint import acb, arb

from grader.equality.independent import (
    FUNCTIONS,
    NotTold,
    NoValue,
    Number,
    as_ball,
    at_rising_precision,
    order,
    over,
    plus,
    power,
    surely_nonzero,
    times,
)
from grader.equality.outcome import Certificate

JSON = Any
Computed = Any
"""A number, a `bool`, ``"oo"`` or ``"-oo"``, a text, or a list of these."""

_MOST_TERMS = 5_000
_FAR_OUT = ((3, 300, 30_000), (3, 6, 12), (1, 2, 3))
_BOUND = re.compile(r"(\S+) (<=|>=|<|>|!=) (-?\d+(?:/\d+)?)")
_HALF = Fraction(1, 2)


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
        self.walk = _Walk(_with_arrays(self.point, certificate), certificate.models)

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
        walk = _Walk({**self.walk.point, name: Fraction(n)}, {})
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
                    walk = _Walk({**self.walk.point, name: Fraction(end.strip())}, {})
                    signs.append(order(walk.value(difference)))
                return signs[0] * signs[1] < 0
        return False

    def _side(self, tree: JSON) -> Computed:
        try:
            value = self.walk.value(tree)
            where = self.certificate.where
            entries = _flat(value) if len(where) == 1 and _depth(value) > 1 else value
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
        return all(_all_true(self.walk.value(tree)) for tree in self.certificate.constraints)


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
    return _holds(match[2], sign)


def _holds(op: str, sign: int) -> bool:
    return {
        "<": sign < 0,
        "<=": sign <= 0,
        ">": sign > 0,
        ">=": sign >= 0,
        "=": sign == 0,
        "!=": sign != 0,
    }[op]


def _all_true(value: Computed) -> bool:
    return all(map(_all_true, value)) if isinstance(value, list) else value is True


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


class _Walk:
    """Evaluates JSON trees, vectors included."""

    def __init__(self, point: Mapping[str, Computed], models: Mapping[str, JSON]) -> None:
        self.point = dict(point)
        self.models = models

    def value(self, tree: JSON) -> Computed:
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
                return _each(
                    lambda a, b: _compare(args[0], a, b), self.value(args[1]), self.value(args[2])
                )
            case "interval":
                return [*map(self.value, args[:2]), bool(args[2]), bool(args[3])]
        return self._operation(head, [self.value(arg) for arg in args], args)

    def _operation(self, head: str, values: list[Computed], args: list[JSON]) -> Computed:
        match head:
            case "add":
                total = values[0]
                for value in values[1:]:
                    total = _each(plus, total, value)
                return total
            case "mul":
                return _multiply(values, args)
            case "pow":
                if values[0] == "oo" or values[1] in ("oo", "-oo"):
                    raise NotTold
                if _depth(values[0]) == 2:
                    return _matrix_power(values[0], int(values[1]))
                return _each(power, values[0], values[1])
            case "and":
                return all(_all_true(value) for value in values)
            case "or":
                return any(_all_true(value) for value in values)
            case "not":
                return not _all_true(values[0])
        raise NotTold

    def _piecewise(self, args: Sequence[JSON]) -> Computed:
        for branch, condition in zip(args[::2], args[1::2], strict=True):
            chosen = self.value(condition)
            if isinstance(chosen, list):
                return self._piecewise_by_entry(args)
            if chosen:
                return self.value(branch)
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
        if not all(isinstance(end, Fraction) and end.denominator == 1 for end in (low, high)):
            raise NotTold
        if not -1 <= high - low <= _MOST_TERMS:
            raise NotTold
        saved = self.point.get(variable)
        total: Computed = Fraction(0 if head == "sum" else 1)
        for k in range(int(low), int(high) + 1):
            self.point[variable] = Fraction(k)
            total = _each(plus if head == "sum" else times, total, self.value(body))
        if saved is None:
            self.point.pop(variable, None)
        else:
            self.point[variable] = saved
        return total

    def _call(self, name: str, args: Sequence[JSON]) -> Computed:
        if name == "norm":
            return _norm(self.value(args[0]), args[1] if len(args) > 1 else ["int", "2"], self)
        values = [self.value(arg) for arg in args]
        if name in _ON_ARRAYS:
            return _ON_ARRAYS[name](*values)
        if name in {"max", "min"} and len(values) == 1:
            return FUNCTIONS[name](*_flat(values[0]))
        if name in self.models:
            flat = [number for value in values for number in _flat(value)]
            inner = _Walk({f"t{k}": x for k, x in enumerate(flat, 1)}, {})
            return inner.value(self.models[name])
        if name not in FUNCTIONS or any(isinstance(value, str) for value in values):
            raise NotTold
        return _each(FUNCTIONS[name], *values)


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
    return _holds(op, order(difference))


def _flat(value: Computed) -> list[Number]:
    return [x for part in value for x in _flat(part)] if isinstance(value, list) else [value]


def _depth(value: Computed) -> int:
    return 1 + _depth(value[0]) if isinstance(value, list) and value else 0


def _each(function: Callable[..., Computed], *values: Computed) -> Computed:
    """Apply to numbers, entry by entry where there are vectors."""
    lengths = {len(value) for value in values if isinstance(value, list)}
    if not lengths:
        if any(isinstance(value, str) for value in values):
            raise NotTold
        return function(*values)
    if len(lengths) > 1:
        raise NoValue
    return [
        _each(function, *(value[k] if isinstance(value, list) else value for value in values))
        for k in range(lengths.pop())
    ]


def _multiply(values: list[Computed], args: list[JSON]) -> Computed:
    if "oo" in values:
        rest = [value for value in values if value != "oo"]
        if len(rest) == len(values) - 1 and all(isinstance(x, Fraction) and x for x in rest):
            return "-oo" if sum(x < 0 for x in rest) % 2 else "oo"
        raise NotTold
    by_entry = any(arg[:2] == ["call", "elementwise"] for arg in args)
    result, row = values[0], args[0][:2] == ["call", "transpose"]
    for value, arg in zip(values[1:], args[1:], strict=True):
        is_row = arg[:2] == ["call", "transpose"] and _depth(value) == 1
        depths = _depth(result), _depth(value)
        if by_entry or 0 in depths:
            row = row if depths[0] else is_row
            result = _each(times, result, value)
        elif depths == (1, 1):
            if row and not is_row:
                result, row = _dot(result, value), False
            elif is_row and not row:
                result, row = [[times(x, y) for y in value] for x in result], False
            else:
                result = _each(times, result, value)
        elif depths == (1, 2):
            result, row = [_dot(result, column) for column in _transposed(value)], True
        elif depths == (2, 1):
            result, row = [_dot(line, value) for line in result], False
        else:
            columns = _transposed(value)
            result = [[_dot(line, column) for column in columns] for line in result]
    return result


def _dot(a: Computed, b: Computed) -> Number:
    total: Number = Fraction(0)
    for x, y in zip(_flat(a), _flat(b), strict=True):
        total = plus(total, times(x, y))
    return total


def _transposed(value: Computed) -> Computed:
    if _depth(value) < 2:
        return value
    return [list(column) for column in zip(*value, strict=True)]


def _determinant(value: Computed) -> Number:
    total: Number = Fraction(0)
    for order_ in permutations(range(len(value))):
        swaps = sum(order_[i] > order_[j] for j in range(len(order_)) for i in range(j))
        term: Number = Fraction(-1 if swaps % 2 else 1)
        for i, j in enumerate(order_):
            term = times(term, value[i][j])
        total = plus(total, term)
    return total


def _inverted(value: Computed) -> Computed:
    """Solve for the inverse by Cramer's rule."""
    if _depth(value) == 0:
        return over(Fraction(1), value)
    n, scale = len(value), _determinant(value)
    found = []
    for i in range(n):
        line = []
        for j in range(n):
            unit = [
                [value[a][b] if b != i else Fraction(int(a == j)) for b in range(n)]
                for a in range(n)
            ]
            line.append(over(_determinant(unit), scale))
        found.append(line)
    return found


def _matrix_power(value: Computed, n: int) -> Computed:
    base = _inverted(value) if n < 0 else value
    result = [[Fraction(int(i == j)) for j in range(len(base))] for i in range(len(base))]
    for _ in range(abs(n)):
        columns = _transposed(base)
        result = [[_dot(line, column) for column in columns] for line in result]
    return result


def _norm(value: Computed, kind: JSON, walk: _Walk) -> Number:
    entries = [FUNCTIONS["abs"](x) for x in _flat(value)]
    if kind == ["constant", "oo"]:
        return FUNCTIONS["max"](*entries)
    if _depth(value) == 2 and kind in ("op", "nuc", ["int", "2"]):
        return _singular(value, "op" if kind != "nuc" else "nuc")
    p = Fraction(2) if isinstance(kind, str) else walk.value(kind)
    total: Number = Fraction(0)
    for entry in entries:
        total = plus(total, power(entry, p))
    if kind == "rms":
        total = times(total, Fraction(1, len(entries)))
    return power(total, over(Fraction(1), p))


def _singular(value: Computed, kind: str) -> Number:
    """The largest singular value, or their sum, of a matrix with two rows or columns."""
    if all(x == 0 for i, line in enumerate(value) for j, x in enumerate(line) if i != j):
        sizes = [FUNCTIONS["abs"](value[k][k]) for k in range(min(len(value), len(value[0])))]
        return FUNCTIONS["max"](*sizes) if kind == "op" else _dot(sizes, [Fraction(1)] * len(sizes))
    narrow = value if len(value[0]) <= len(value) else _transposed(value)
    columns = _transposed(narrow)
    if len(columns) == 1:
        return power(_dot(columns[0], columns[0]), _HALF)
    if len(columns) > 2:
        raise NotTold
    a, b = (_dot(column, column) for column in columns)
    c = _dot(*columns)
    total, area = plus(a, b), plus(times(a, b), times(Fraction(-1), times(c, c)))
    if kind == "nuc":
        return power(plus(total, times(Fraction(2), power(area, _HALF))), _HALF)
    gap = power(plus(times(total, total), times(Fraction(-4), area)), _HALF)
    return power(times(_HALF, plus(total, gap)), _HALF)


_ON_ARRAYS: dict[str, Callable[..., Computed]] = {
    "dot": _dot,
    "transpose": _transposed,
    "trace": lambda m: _dot([m[k][k] for k in range(len(m))], [Fraction(1)] * len(m)),
    "det": _determinant,
    "inverse": _inverted,
    "elementwise": lambda x: x,
}
