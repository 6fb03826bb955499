"""Orders of growth: the class of a function as its symbol grows without bound.

A function is known by the terms of its logarithm that grow:

    log f(n) = sum of c * n**a * log(n)**b * log(log(n))**d * ... + O(1),

with exact exponents and constants c. Two classes are the same where all terms are. Powers,
logarithms, exponentials, factorials, gamma quotients and power sums have such terms; where a sum
cancels its leading terms, nothing is said.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from grader.equality.balls import Indeterminate, TooExpensive, Undefined, evaluate
from grader.equality.budget import Budget
from grader.equality.canonical import canonical
from grader.equality.domain import Domain
from grader.equality.findings import Compiled, Finding, different_at, proved, undecided
from grader.equality.points import SMALL, Sampler
from grader.equality.rational import Field, NotRational
from grader.equality.scalar import Leaf, decide
from grader.equality.values import precision, sign_of
from grader.reading.printing import to_text
from grader.tree import (
    MINUS_ONE,
    ONE,
    ZERO,
    Tree,
    add,
    call,
    free_symbols,
    integer,
    mul,
    power,
    rational,
    subtract,
)

CLASSES = frozenset({"theta", "bigo", "omega"})

Key = tuple[Fraction, ...]
"""Powers of n, log n, log log n, and so on."""

_DEPTH = 5


def _key(*powers: int) -> Key:
    return tuple(map(Fraction, powers)) + (Fraction(0),) * (_DEPTH - len(powers))


_BOUNDED, _N, _LOG, _LOGLOG = _key(), _key(1), _key(0, 1), _key(0, 0, 1)
_BITS = 256
_HALF = rational(1, 2)


class _NotKnown(Exception):
    """The growth is none that this calculus knows."""


@dataclass(frozen=True, slots=True)
class Growth:
    """The growing terms of log|f|, and the sign that f ends up with."""

    terms: tuple[tuple[Key, Tree], ...]
    sign: int

    def leading(self) -> tuple[Key, Tree] | None:
        """The term that grows fastest."""
        return self.terms[0] if self.terms else None


def compare_growth(student: Tree, reference: Tree, compiled: Compiled, budget: Budget) -> Finding:
    """Hold two growth classes against each other."""
    if student.head != "call" or reference.head != "call" or student.args[0] != reference.args[0]:
        return undecided("a growth class against something else")
    f, g = student.args[1], reference.args[1]
    names = sorted(free_symbols(f) | free_symbols(g))
    if not names:
        names = ["n"]
    if len(names) > 1:
        return _in_several(f, g, compiled, budget)
    calculus = _Calculus(names[0], compiled.domain, budget)
    try:
        ours, theirs = calculus.growth(f), calculus.growth(g)
        difference = calculus.joined([(ours, 1), (theirs, -1)])
    except _NotKnown as reason:
        return undecided(f"growth is not known: {reason}")
    if not difference:
        return proved("order of growth", _words(ours, names[0]))
    why = f"{_words(ours, names[0])}, not {_words(theirs, names[0])}"
    point = Sampler(compiled.domain, names).point(SMALL) or {}
    return different_at(point, "growth differs", why, "orders of growth differ")


def _in_several(f: Tree, g: Tree, compiled: Compiled, budget: Budget) -> Finding:
    """Classes in several symbols: a class is only left by a constant factor."""
    verdict = decide(f, compiled.leaf(g), budget)
    if verdict.relation == "equal":
        return proved("order of growth", verdict.proof or "")
    try:
        field = Field((f, g), compiled.domain)
        (a, b), (c, d) = field.fraction(f), field.fraction(g)
        if (a * d).factor()[1] == (c * b).factor()[1]:
            return proved("order of growth", "One is a constant multiple of the other.")
    except (NotRational, KeyError):
        pass
    return undecided("growth in several symbols")


def _words(growth: Growth, name: str) -> str:
    if not growth.terms:
        return "bounded"
    parts = []
    for key, coefficient in growth.terms:
        iterated = [name]
        for _ in key[1:]:
            iterated.append(f"log({iterated[-1]})")
        factors = [
            f"{word}^{a}" if a != 1 else word for word, a in zip(iterated, key, strict=True) if a
        ]
        scale = "" if coefficient == ONE else f"({to_text(coefficient)}) "
        parts.append(scale + " ".join(factors))
    return "the logarithm grows like " + " + ".join(parts)


class _Calculus:
    """Growth in one symbol."""

    def __init__(self, name: str, domain: Domain, budget: Budget) -> None:
        self.name = name
        self.domain = domain
        self.budget = budget

    def constant_sign(self, tree: Tree) -> int:
        """The sign of a constant; raises where it is not told."""
        if free_symbols(tree):
            raise _NotKnown("a constant with symbols")
        for bits in (64, _BITS):
            try:
                with precision(bits):
                    return sign_of(evaluate(tree, {}))
            except Indeterminate:
                continue
            except (Undefined, TooExpensive) as reason:
                raise _NotKnown(str(reason)) from reason
        if decide(tree, Leaf(ZERO, self.domain), self.budget).relation == "equal":
            return 0
        raise _NotKnown("the sign of a constant")

    def joined(self, parts: list[tuple[Growth, int]]) -> dict[Key, Tree]:
        """Terms of a product of powers, without those that cancel."""
        found: dict[Key, list[Tree]] = {}
        for growth, times in parts:
            for key, coefficient in growth.terms:
                scaled = coefficient if times == 1 else mul(integer(times), coefficient)
                found.setdefault(key, []).append(scaled)
        sums = {key: canonical(add(*trees)) for key, trees in found.items()}
        return {key: tree for key, tree in sums.items() if self.constant_sign(tree)}

    def made(self, terms: dict[Key, Tree], sign: int) -> Growth:
        """A growth from its terms, sorted from the fastest; bounded ones dropped."""
        kept = {key: c for key, c in terms.items() if key > _BOUNDED and self.constant_sign(c)}
        return Growth(tuple(sorted(kept.items(), reverse=True)), sign)

    def growth(self, tree: Tree) -> Growth:
        """The growth of a tree."""
        if self.name not in free_symbols(tree):
            sign = self.constant_sign(tree)
            if sign == 0:
                raise _NotKnown("zero")
            return Growth((), sign)
        match tree:
            case Tree("symbol", _):
                return Growth(((_LOG, ONE),), 1)
            case Tree("mul", factors):
                found = [self.growth(factor) for factor in factors]
                sign = 1
                for growth in found:
                    sign *= growth.sign
                return self.made(self.joined([(growth, 1) for growth in found]), sign)
            case Tree("pow", (base, exponent)):
                return self._power(base, exponent)
            case Tree("add", terms):
                return self._sum(terms, tree)
            case Tree("sum", (body, variable, lower, upper)):
                return self._range(body, variable, lower, upper)
            case Tree("call", (name, *arguments)):
                return self._call(name, arguments)
        raise _NotKnown(tree.head)

    def _power(self, base: Tree, exponent: Tree) -> Growth:
        if self.name not in free_symbols(exponent):
            inner = self.growth(base)
            if inner.sign < 0:
                raise _NotKnown("a power of something negative")
            terms = {key: canonical(mul(exponent, c)) for key, c in inner.terms}
            return self.made(terms, 1)
        if base == Tree("constant", ("e",)):
            return self._exponential(exponent)
        return self._exponential(mul(exponent, call("log", base)))

    def _exponential(self, exponent: Tree) -> Growth:
        return self.made(self.expansion(exponent), 1)

    def expansion(self, tree: Tree) -> dict[Key, Tree]:
        """A tree as an exact sum of constants times powers of n and log n, up to bounded terms."""
        if self.name not in free_symbols(tree):
            return {_BOUNDED: tree}
        match tree:
            case Tree("symbol", _):
                return {_N: ONE}
            case Tree("add", terms):
                found: dict[Key, list[Tree]] = {}
                for term in terms:
                    for key, c in self.expansion(term).items():
                        found.setdefault(key, []).append(c)
                return {key: canonical(add(*cs)) for key, cs in found.items()}
            case Tree("mul", factors):
                product: dict[Key, Tree] = {_BOUNDED: ONE}
                for factor in factors:
                    product = _multiplied(product, self.expansion(factor))
                return product
            case Tree("pow", (base, Tree("int" | "rational", numbers))):
                exponent = Fraction(*numbers)
                inner = self.expansion(base)
                if len(inner) == 1:
                    ((key, c),) = inner.items()
                    if self.constant_sign(c) > 0 or exponent.denominator == 1:
                        scaled = tuple(a * exponent for a in key)
                        return {scaled: canonical(power(c, _tree(exponent)))}
                if exponent.denominator == 1 and 0 < exponent <= 8:
                    return self.expansion(mul(*[base] * int(exponent)))
            case Tree("call", ("log", inner)):
                return self._logarithm(inner)
        raise _NotKnown(tree.head)

    def _logarithm(self, inner: Tree) -> dict[Key, Tree]:
        """Log of c n^a up to bounded terms; exact where the argument is a single term."""
        terms = self.expansion(inner)
        if len(terms) != 1:
            raise _NotKnown("the logarithm of a sum")
        ((key, c),) = terms.items()
        if self.constant_sign(c) <= 0:
            raise _NotKnown("the logarithm of something negative")
        return {_BOUNDED: canonical(call("log", c)), **_log_terms(key)}

    def _sum(self, terms: tuple[Tree, ...], tree: Tree) -> Growth:
        found = [self.growth(term) for term in terms if term != ZERO]
        best = [found[0]]
        for growth in found[1:]:
            side = self._faster(growth, best[0])
            if side > 0:
                best = [growth]
            elif side == 0:
                best.append(growth)
        if len({growth.sign for growth in best}) == 1:
            return best[0]
        return self._after_cancelling(tree)

    def _after_cancelling(self, tree: Tree) -> Growth:
        """Leading terms cancel: expand, and look at what is left."""
        left = {key: c for key, c in self.expansion(tree).items() if self.constant_sign(c)}
        if not left:
            raise _NotKnown("a sum that cancels")
        key, c = max(left.items())
        return self.made(_log_terms(key), self.constant_sign(c))

    def _faster(self, a: Growth, b: Growth) -> int:
        """1 where a / b grows without bound, -1 where it tends to 0, else 0."""
        difference = self.joined([(a, 1), (b, -1)])
        if not difference:
            return 0
        return self.constant_sign(difference[max(difference)])

    def _call(self, name: str, arguments: list[Tree]) -> Growth:
        match name, arguments:
            case "exp", [inner]:
                return self._exponential(inner)
            case "log", [inner]:
                return self._log_growth(inner)
            case "log", [inner, base]:
                scale = self.constant_sign(call("log", base))
                growth = self._log_growth(inner)
                return Growth(growth.terms, growth.sign * scale)
            case "abs", [inner]:
                return Growth(self.growth(inner).terms, 1)
            case "floor" | "ceiling", [inner]:
                return self._rounded(inner)
            case "max" | "min", [*several]:
                found = [self.growth(one) for one in several]
                chosen = found[0]
                for growth in found[1:]:
                    side = self._faster(growth, chosen)
                    chosen = growth if (side > 0) == (name == "max") and side else chosen
                if any(growth.sign < 0 for growth in found):
                    raise _NotKnown("a negative argument")
                return chosen
            case "factorial", [inner]:
                return self._stirling(add(inner, ONE))
            case "gamma", [inner]:
                return self._stirling(inner)
            case "binomial", [n, k]:
                top = self._stirling(add(n, ONE))
                below = [self._factor(k), self._factor(subtract(n, k))]
                return self.made(self.joined([(top, 1), *((b, -1) for b in below)]), 1)
        raise _NotKnown(name)

    def _rounded(self, inner: Tree) -> Growth:
        """What grows without bound grows like its whole part."""
        growth = self.growth(inner)
        leading = growth.leading()
        if leading is None or self.constant_sign(leading[1]) < 0:
            raise _NotKnown("the whole part of something bounded")
        return growth

    def _factor(self, tree: Tree) -> Growth:
        return self.growth(call("factorial", canonical(tree)))

    def _log_growth(self, inner: Tree) -> Growth:
        """Log f grows like the leading term of the logarithm of f."""
        growth = self.growth(inner)
        leading = growth.leading()
        if leading is None or growth.sign < 0:
            raise _NotKnown("the logarithm of something bounded")
        key, coefficient = leading
        return self.made(_log_terms(key), self.constant_sign(coefficient))

    def _stirling(self, argument: Tree) -> Growth:
        """Log Gamma(c n + d) = c n log n + (c log c - c) n + (d - 1/2) log n + O(1)."""
        found = self.expansion(argument)
        if set(found) - {_N, _BOUNDED} or _N not in found:
            raise _NotKnown("gamma of something that is not linear")
        c, d = found[_N], found.get(_BOUNDED, ZERO)
        if self.constant_sign(c) <= 0:
            raise _NotKnown("gamma of something negative")
        terms = {
            _key(1, 1): c,
            _N: canonical(mul(c, add(call("log", c), MINUS_ONE))),
            _LOG: canonical(subtract(d, _HALF)),
        }
        return self.made(terms, 1)

    def _range(self, body: Tree, variable: str, lower: Tree, upper: Tree) -> Growth:
        """A sum of k^p log(k)^q up to n."""
        if self.name in free_symbols(body) | free_symbols(lower):
            raise _NotKnown("a sum whose terms grow")
        end = self.growth(upper)
        if end != Growth(((_LOG, ONE),), 1):
            raise _NotKnown("the upper bound of a sum")
        term = _Calculus(variable, self.domain, self.budget).growth(body)
        powers = {key: _number(c) for key, c in term.terms}
        if set(powers) - {_LOG, _LOGLOG} or None in powers.values():
            raise _NotKnown("the terms of a sum")
        p, q = powers.get(_LOG) or Fraction(0), powers.get(_LOGLOG) or Fraction(0)
        if p > -1:
            return self.made({_LOG: _tree(p + 1), _LOGLOG: _tree(q)}, term.sign)
        if p == -1 and q > -1:
            return self.made({_LOGLOG: _tree(q + 1)}, term.sign)
        raise _NotKnown("a sum that converges")


def _tree(value: Fraction) -> Tree:
    return rational(value.numerator, value.denominator)


def _number(tree: Tree) -> Fraction | None:
    found = canonical(tree)
    return Fraction(*found.args) if found.head in {"int", "rational"} else None


def _log_terms(key: Key) -> dict[Key, Tree]:
    """log(n^a log(n)^b ...) = a log n + b log log n + ..."""
    if key[-1]:
        raise _NotKnown("an iterated logarithm")
    units = [_key(*(0,) * k, 1) for k in range(1, _DEPTH)]
    return {unit: _tree(a) for unit, a in zip(units, key, strict=False) if a}


def _multiplied(a: dict[Key, Tree], b: dict[Key, Tree]) -> dict[Key, Tree]:
    found: dict[Key, list[Tree]] = {}
    for x, c in a.items():
        for y, d in b.items():
            key = tuple(p + q for p, q in zip(x, y, strict=True))
            found.setdefault(key, []).append(mul(c, d))
    return {key: canonical(add(*trees)) for key, trees in found.items()}
