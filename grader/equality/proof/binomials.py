"""Sums of binomial coefficients: the binomial theorem, and what differs from it by a few terms.

sum_k C(N,k) k^a r^k over 0..N is sum_i S(a,i) N(N-1)...(N-i+1) r^i (1+r)^(N-i), S(a,i) being the
number of partitions of a things into i sets: k^a is that combination of falling factorials, and
C(N,k) times one of those is N(N-1)...(N-i+1) C(N-i,k-i).
"""

from __future__ import annotations

from dataclasses import dataclass

from grader.equality.canonical import canonical
from grader.equality.proof import polynomials as po
from grader.equality.proof.generators import Space
from grader.equality.proof.polynomials import Exponents, Form, TooHard
from grader.equality.proof.ranges import Range, inside, moves
from grader.equality.proof.series import endless_sum
from grader.equality.proof.signs import form_sign
from grader.equality.proof.sums import geometric_factors, moving_parts, sum_of_terms
from grader.tree import (
    INFINITY,
    MINUS_ONE,
    ZERO,
    Tree,
    call,
    divide,
    free_symbols,
    integer,
    mul,
    subtract,
    symbol,
)

MAX_MISSING, MAX_POWER = 3, 6


@dataclass(frozen=True, slots=True)
class Weighted:
    """A summand as a binomial coefficient C(top, k) times the rest."""

    top: Tree
    rest: Tree


def sum_of(space: Space, tree: Tree) -> Form:
    """A sum tree; by the binomial theorem where it is one of binomial coefficients."""
    body, variable, lower, upper = tree.args
    if upper == INFINITY:
        return endless_sum(space, tree)
    found = _weighted(canonical(body), variable)
    missing = canonical(subtract(found.top, upper)) if found else ZERO
    if found is None or lower.head != "int" or missing.head != "int":
        return sum_of_terms(space, tree)
    first, last = lower.args[0], missing.args[0]
    if not (0 <= first <= MAX_MISSING and 0 <= last <= MAX_MISSING):
        return sum_of_terms(space, tree)
    return _by_theorem(space, found, variable, first, last)


def _weighted(body: Tree, variable: str) -> Weighted | None:
    factors = list(body.args) if body.head == "mul" else [body]
    for place, factor in enumerate(factors):
        match factor:
            case Tree("call", ("binomial", top, bottom)) if _chooses(top, bottom, variable):
                return Weighted(top, mul(*factors[:place], *factors[place + 1 :]))
    return _from_factorials(factors, variable)


def _chooses(top: Tree, bottom: Tree, variable: str) -> bool:
    """Whether C(top, bottom) is C(top, k): bottom is k or top - k."""
    k = symbol(variable)
    others = (canonical(bottom), canonical(subtract(top, bottom)))
    return variable not in free_symbols(top) and k in others


def _from_factorials(factors: list[Tree], variable: str) -> Weighted | None:
    """1/(k! (N-k)!) as C(N, k)/N!."""
    k, below = symbol(variable), [_inverse_factorial(factor) for factor in factors]
    if k not in below:
        return None
    for place, argument in enumerate(below):
        top = None if argument is None or argument == k else canonical(_sum(argument, k))
        if top is not None and variable not in free_symbols(top):
            others = {place, below.index(k)}
            rest = [factor for i, factor in enumerate(factors) if i not in others]
            return Weighted(top, divide(mul(*rest), call("factorial", top)))
    return None


def _sum(a: Tree, b: Tree) -> Tree:
    return subtract(a, mul(MINUS_ONE, b))


def _inverse_factorial(tree: Tree) -> Tree | None:
    match tree:
        case Tree("pow", (Tree("call", ("factorial", argument)), exponent)) if (
            exponent == MINUS_ONE
        ):
            return canonical(argument)
    return None


def _by_theorem(space: Space, found: Weighted, variable: str, first: int, missing: int) -> Form:
    """The whole sum over 0..N, less the terms before `first` and the last `missing` ones."""
    form = space.rules["form"]
    top = space.canonical(form(space, found.top))
    length = space.canonical(space.sub(top, po.constant(first + missing - 1)))
    if not space.is_integer(top) or form_sign(space, top) not in (0, 1):
        raise TooHard("a binomial coefficient whose top may be negative")
    if form_sign(space, length) not in (0, 1):
        raise TooHard("a range that may be empty the wrong way round")
    span = Range(found.rest, variable, ZERO, found.top, top)
    with inside(space, span) as (u, j):
        total = _weighted_sum(space, top, u, j)
    left_out = [(integer(k), integer(k)) for k in range(first)]
    left_out += [(subtract(found.top, integer(i)), integer(i)) for i in range(missing)]
    for k, chosen in left_out:
        count = form(space, call("binomial", found.top, chosen))
        total = space.sub(total, space.mul(count, span.at(space, k)))
    return space.canonical(total)


def _weighted_sum(space: Space, top: Form, u: Form, j: int) -> Form:
    below = po.NO_EXPONENTS
    scale = u.den
    if moves(space, u.den, j):
        if len(u.den) != 1 or po.degrees(u.den)[j]:
            raise TooHard("a summand that is no power")
        below, scale = po.exponents_of(u.den), po.CONTEXT.constant(int(u.den.leading_coefficient()))
    total = po.FORM_ZERO
    for exponents, coefficient in moving_parts(space, u.num, j).items():
        moving = tuple(a - b for a, b in zip(exponents, below, strict=True))
        part = space.mul(Form(coefficient, scale), _of_monomial(space, top, moving, j))
        total = space.add(total, part)
    return space.canonical(total)


def _of_monomial(space: Space, top: Form, moving: Exponents, j: int) -> Form:
    """The sum of C(N,j) j^a r^j."""
    factors, a = geometric_factors(space, moving, j), moving[j]
    if factors is None or not 0 <= a <= MAX_POWER:
        raise TooHard("a summand that is no power")
    ratio = space.mul(po.FORM_ONE, *(factor.at(po.FORM_ONE) for factor in factors))
    base = space.canonical(space.add(po.FORM_ONE, ratio))
    total, falling = po.FORM_ZERO, po.FORM_ONE
    for i, count in enumerate(_partitions(a)):
        rest = space.canonical(space.sub(top, po.constant(i)))
        if count:
            power_of_base = space.rules["power"](space, base, rest)
            term = space.mul(falling, space.power(ratio, i), power_of_base)
            total = space.add(total, space.mul(po.constant(count), term))
        falling = space.mul(falling, rest)
    return space.canonical(total)


def _partitions(a: int) -> list[int]:
    """Stirling numbers of the second kind S(a, 0), ..., S(a, a).

    >>> _partitions(0), _partitions(4)
    ([1], [0, 1, 7, 6, 1])
    """
    row = [1]
    for _ in range(a):
        row = [i * here + before for i, (here, before) in
               enumerate(zip([*row, 0], [0, *row], strict=True))]  # fmt: skip
    return row
