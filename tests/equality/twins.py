"""Random trees and twins of them: rewritten by rules of which some are valid everywhere, some only
on a smaller domain, and some nowhere. Whether a pair is equal is decided by evaluation, not here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from random import Random

from grader.equality.domain import Domain
from grader.tree import (
    MINUS_ONE,
    ONE,
    PI,
    TRUE,
    TWO,
    ZERO,
    Tree,
    add,
    call,
    divide,
    integer,
    mul,
    negative,
    power,
    rational,
    relation,
    substitute,
    subtract,
    symbol,
)

HALF, THREE = rational(1, 2), integer(3)

DOMAINS: tuple[dict[str, str], ...] = (
    {"x": "real", "y": "real"},
    {"x": "x > 0", "y": "real", "n": "integer >= 1"},
    {"x": "real", "n": "integer >= 0"},
    {"x": "real", "n": "integer"},
    {"x": "0 < x < 1", "n": "integer >= 1", "m": "integer >= 0"},
    {"x": "x < 0", "y": "y > 0"},
    {"x": "x >= 0", "y": "real"},
    {"n": "integer >= 0", "m": "integer"},
    {"x": "x > 1", "y": "y < 1", "n": "integer >= 2"},
    {"x": "-1 <= x <= 1", "n": "integer >= 0"},
    {"x": "x != 0", "n": "integer"},
)


@dataclass(frozen=True, slots=True)
class Twins:
    """Two trees that are related, and the domain they are to be compared on."""

    first: Tree
    second: Tree
    words: dict[str, str]

    @property
    def domain(self) -> Domain:
        return Domain.of(self.words)


def draw(rng: Random) -> Twins:
    """A random pair of different trees."""
    while True:
        words = rng.choice(DOMAINS)
        growth = Growth(rng, tuple(words), tuple(n for n, w in words.items() if "integer" in w))
        first = growth.tree(rng.choice((2, 3, 3, 4)))
        second = rewritten(rng, first)
        if first != second:
            return Twins(first, second, words)


@dataclass(frozen=True, slots=True)
class Growth:
    """Grows random trees over some symbols."""

    rng: Random
    names: tuple[str, ...]
    integers: tuple[str, ...]

    def leaf(self) -> Tree:
        r = self.rng.random()
        if r < 0.7:
            return symbol(self.rng.choice(self.names))
        return self.rng.choice((ONE, TWO, THREE, MINUS_ONE, HALF, rational(2, 3), ZERO, PI))

    def tree(self, depth: int) -> Tree:
        rng = self.rng
        if depth <= 0 or rng.random() < 0.12:
            return self.leaf()

        def below() -> Tree:
            return self.tree(depth - 1)

        r = rng.random()
        if r < 0.2:
            return add(below(), below())
        if r < 0.4:
            return mul(below(), below())
        if r < 0.46:
            return divide(below(), below())
        if r < 0.53:
            exponents = (
                TWO,
                THREE,
                integer(-2),
                HALF,
                rational(1, 3),
                rational(3, 2),
                rational(-1, 2),
            )
            return power(below(), rng.choice(exponents))
        if r < 0.58:
            return power(below(), below())
        if r < 0.72:
            names = (
                "exp",
                "log",
                "log",
                "abs",
                "abs",
                "sign",
                "sin",
                "cos",
                "tanh",
                "atan",
                "asin",
            )
            return call(rng.choice(names), below())
        if r < 0.78:
            return call(rng.choice(("max", "min")), below(), below())
        if r < 0.84:
            op = rng.choice(("<", "<=", ">", ">=", "="))
            return Tree("piecewise", (below(), relation(op, below(), below()), below(), TRUE))
        if self.integers:
            return self._over_integers(depth)
        return call(rng.choice(("tan", "sinh", "cosh", "erf")), below())

    def _over_integers(self, depth: int) -> Tree:
        rng, n = self.rng, symbol(self.rng.choice(self.integers))
        k = symbol("k")
        part = divide(add(n, rng.choice((ZERO, ONE, TWO))), integer(rng.choice((2, 3))))
        bodies = (k, power(k, TWO), mul(k, power(TWO, k)), power(add(k, ONE), MINUS_ONE),
                  power(self.leaf(), k), mul(self.leaf(), k), power(MINUS_ONE, k))  # fmt: skip
        choices = (
            call(rng.choice(("floor", "ceiling")), part),
            call("mod", n, integer(rng.choice((2, 3)))),
            power(MINUS_ONE, add(n, self.leaf())),
            power(self.tree(depth - 2), n),
            call("factorial", add(n, rng.choice((ZERO, ONE, MINUS_ONE)))),
            call("gamma", add(self.leaf(), rng.choice((ZERO, ONE, TWO)))),
            call("binomial", add(n, ONE), rng.choice((ONE, TWO, symbol(self.integers[0])))),
            call("cos", mul(PI, n)),
            call("sin", mul(PI, divide(n, TWO))),
            Tree("sum", (rng.choice(bodies), "k", rng.choice((ZERO, ONE)), n)),
            Tree("product", (rng.choice((k, add(k, ONE), TWO)), "k", ONE, n)),
        )
        return rng.choice(choices)


# ---------------------------------------------------------------------------- rewriting


def rewritten(rng: Random, tree: Tree, chance: float = 0.35) -> Tree:
    """The tree with some nodes rewritten by random rules."""
    if tree.head not in ("piecewise", "sum", "product"):
        arguments = (rewritten(rng, a, chance) if isinstance(a, Tree) else a for a in tree.args)
        tree = Tree(tree.head, tuple(arguments))
    if rng.random() < chance:
        candidates = list(variants(tree))
        if candidates:
            return rng.choice(candidates)
    return tree


def variants(tree: Tree) -> Iterator[Tree]:
    """What a student might think the tree is equal to."""
    match tree:
        case Tree("call", (str(name), *arguments)):
            yield from _of_call(name, tuple(arguments))
        case Tree("pow", (base, exponent)):
            yield from _of_power(base, exponent)
        case Tree("add", terms):
            yield add(*reversed(terms))
            yield subtract(terms[0], negative(add(*terms[1:])))
        case Tree("mul", (first, Tree("add", terms))):
            yield add(*(mul(first, t) for t in terms))
        case Tree("mul", factors):
            yield mul(*reversed(factors))
            yield divide(ONE, divide(ONE, tree))
            yield divide(tree, divide(factors[0], factors[0]))
        case Tree("sum" | "product", (body, variable, lower, upper)):
            yield from _of_range(tree, body, variable, lower, upper)
        case Tree("piecewise", (value, condition, other, last)):
            yield Tree("piecewise", (other, Tree("not", (condition,)), value, last))
            yield value


def _of_call(name: str, arguments: tuple[Tree, ...]) -> Iterator[Tree]:
    a = arguments[0]
    rules = _CALLS.get(name)
    if rules is not None:
        yield from rules(*arguments)
    match name, a:
        case ("log", Tree("mul", factors)):
            yield add(*(call("log", f) for f in factors))
        case ("log", Tree("pow", (base, exponent))):
            yield mul(exponent, call("log", base))
            yield mul(exponent, call("log", call("abs", base)))
        case ("log", Tree("call", ("exp", inner))) | ("exp", Tree("call", ("log", inner))):
            yield inner
        case ("exp", Tree("add", terms)):
            yield mul(*(call("exp", t) for t in terms))
        case ("exp", Tree("mul", (first, *rest))):
            yield power(call("exp", first), mul(*rest))
        case (("abs" | "sign"), Tree("mul", factors)):
            yield mul(*(call(name, f) for f in factors))
        case ("abs", Tree("add", terms)):
            yield add(*(call("abs", t) for t in terms))


def _cases(first: Tree, op: str, left: Tree, right: Tree, second: Tree) -> Tree:
    return Tree("piecewise", (first, relation(op, left, right), second, TRUE))


def _abs(a: Tree) -> Iterator[Tree]:
    yield a
    yield mul(a, call("sign", a))
    yield call("max", a, negative(a))
    yield power(power(a, TWO), HALF)
    yield _cases(a, ">=", a, ZERO, negative(a))
    yield _cases(a, ">", a, ONE, negative(a))


def _sign(a: Tree) -> Iterator[Tree]:
    yield ONE
    yield divide(a, call("abs", a))
    yield _cases(ONE, ">", a, ZERO, MINUS_ONE)
    yield _cases(ONE, ">=", a, ZERO, MINUS_ONE)


def _max(a: Tree, b: Tree) -> Iterator[Tree]:
    yield call("max", b, a)
    yield mul(HALF, add(a, b, call("abs", subtract(a, b))))
    yield negative(call("min", negative(a), negative(b)))
    yield _cases(a, ">", a, b, b)
    yield _cases(a, "<", a, b, b)
    yield a


def _min(a: Tree, b: Tree) -> Iterator[Tree]:
    yield mul(HALF, add(a, b, negative(call("abs", subtract(a, b)))))
    yield _cases(a, "<=", a, b, b)
    yield add(a, b, negative(call("max", a, b)))


def _sin(a: Tree) -> Iterator[Tree]:
    half = mul(HALF, a)
    yield negative(call("sin", negative(a)))
    yield mul(TWO, call("sin", half), call("cos", half))
    yield call("cos", subtract(a, divide(PI, TWO)))
    yield mul(call("cos", a), call("tan", a))
    yield power(subtract(ONE, power(call("cos", a), TWO)), HALF)


def _cos(a: Tree) -> Iterator[Tree]:
    yield subtract(ONE, mul(TWO, power(call("sin", mul(HALF, a)), TWO)))
    yield power(subtract(ONE, power(call("sin", a), TWO)), HALF)
    yield call("cos", add(a, mul(TWO, PI)))
    yield call("cos", add(a, PI))


def _tanh(a: Tree) -> Iterator[Tree]:
    yield subtract(ONE, divide(TWO, add(ONE, call("exp", mul(TWO, a)))))
    yield divide(call("sinh", a), call("cosh", a))


def _atan(a: Tree) -> Iterator[Tree]:
    yield call("asin", divide(a, power(add(ONE, power(a, TWO)), HALF)))
    yield subtract(divide(PI, TWO), call("atan", divide(ONE, a)))
    yield negative(call("atan", negative(a)))


def _asin(a: Tree) -> Iterator[Tree]:
    yield subtract(divide(PI, TWO), call("acos", a))
    yield call("atan", divide(a, power(subtract(ONE, power(a, TWO)), HALF)))
    yield mul(HALF, call("asin", mul(TWO, a, power(subtract(ONE, power(a, TWO)), HALF))))


def _floor(a: Tree) -> Iterator[Tree]:
    yield negative(call("ceiling", negative(a)))
    yield subtract(call("floor", add(a, ONE)), ONE)
    yield call("ceiling", a)
    yield subtract(a, HALF)


def _ceiling(a: Tree) -> Iterator[Tree]:
    yield negative(call("floor", negative(a)))
    yield add(ONE, call("floor", a))


def _mod(a: Tree, q: Tree) -> Iterator[Tree]:
    yield subtract(a, mul(q, call("floor", divide(a, q))))
    yield call("mod", add(a, q), q)
    yield call("mod", negative(a), q)


def _factorial(a: Tree) -> Iterator[Tree]:
    yield call("gamma", add(a, ONE))
    yield mul(a, call("factorial", subtract(a, ONE)))
    yield divide(call("factorial", add(a, ONE)), add(a, ONE))


def _gamma(a: Tree) -> Iterator[Tree]:
    yield mul(subtract(a, ONE), call("gamma", subtract(a, ONE)))
    yield divide(call("gamma", add(a, ONE)), a)


def _binomial(n: Tree, k: Tree) -> Iterator[Tree]:
    yield call("binomial", n, subtract(n, k))
    before = subtract(n, ONE)
    yield add(call("binomial", before, k), call("binomial", before, subtract(k, ONE)))
    below = mul(call("factorial", k), call("factorial", subtract(n, k)))
    yield divide(call("factorial", n), below)


_CALLS = {
    "abs": _abs,
    "sign": _sign,
    "max": _max,
    "min": _min,
    "sin": _sin,
    "cos": _cos,
    "tanh": _tanh,
    "atan": _atan,
    "asin": _asin,
    "floor": _floor,
    "ceiling": _ceiling,
    "mod": _mod,
    "factorial": _factorial,
    "gamma": _gamma,
    "binomial": _binomial,
    "erf": lambda a: iter((negative(call("erf", negative(a))),)),
}


def _of_power(base: Tree, exponent: Tree) -> Iterator[Tree]:
    match base:
        case Tree("mul", factors):
            yield mul(*(power(f, exponent) for f in factors))
        case Tree("pow", (inner, first)):
            yield power(inner, mul(first, exponent))
            yield power(power(inner, exponent), first)
    match exponent:
        case Tree("add", terms):
            yield mul(*(power(base, t) for t in terms))
        case Tree("rational", (p, q)):
            yield power(power(base, integer(p)), rational(1, q))
            yield power(power(base, rational(1, q)), integer(p))
        case Tree("int", (2,)):
            yield power(call("abs", base), TWO)
            yield mul(base, base)
    yield call("exp", mul(exponent, call("log", base)))
    yield mul(base, power(base, subtract(exponent, ONE)))
    yield divide(ONE, power(base, negative(exponent)))


def _of_range(tree: Tree, body: Tree, variable: str, lower: Tree, upper: Tree) -> Iterator[Tree]:
    join = add if tree.head == "sum" else mul
    k = symbol(variable)

    def over(inner: Tree, low: Tree, high: Tree) -> Tree:
        return Tree(tree.head, (inner, variable, low, high))

    yield join(over(body, lower, subtract(upper, ONE)), substitute(body, {variable: upper}))
    yield join(over(body, add(lower, ONE), upper), substitute(body, {variable: lower}))
    mirrored = substitute(body, {variable: subtract(add(lower, upper), k)})
    yield over(mirrored, lower, upper)
    yield over(
        substitute(body, {variable: add(k, ONE)}), subtract(lower, ONE), subtract(upper, ONE)
    )
    yield over(body, lower, subtract(upper, ONE))
    if tree.head == "sum" and body == k:
        yield divide(mul(upper, add(upper, ONE)), TWO)
    if tree.head == "product" and body == k:
        yield call("factorial", upper)


# ---------------------------------------------------------------------------- points


def sample(rng: Random, words: dict[str, str], *, special: bool) -> dict[str, Fraction]:
    """A point of the domain: generic, or with values at which rules tend to fail."""
    domain = Domain.of(words)
    while True:
        point = {}
        for name in words:
            values = domain.range_of(name)
            if values.kind == "integer":
                point[name] = Fraction(rng.choice((rng.randint(-3, 4), rng.randint(-9, 12), 0, 1)))
            elif special and rng.random() < 0.6:
                point[name] = Fraction(rng.choice((0, 1, -1, 2, Fraction(1, 2), -2)))
            else:
                size = rng.choice((1, 1, 4, 60)) * Fraction(rng.randint(1, 10**9), 10**9 + 7)
                point[name] = size * rng.choice((1, -1))
        if all(domain.range_of(name).holds(v) for name, v in point.items()):
            return point
