"""Ranges with symbolic bounds: 0..N with a bound variable that starts at 0.

A range is used only if N is a whole number that is provably at least -1: that is where the usual
conventions for empty ranges agree. What has no closed form is a generator, a function of its body
and of N, where N+1 differs from N by one term.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction

from grader.equality.proof import polynomials as po
from grader.equality.proof.factors import never_zero
from grader.equality.proof.generators import Generator, Space
from grader.equality.proof.polynomials import Exponents, Form, Poly, TooHard
from grader.equality.proof.signs import form_sign
from grader.tree import Tree, add, integer, substitute, symbol

MAX_LENGTH, MAX_OFFSET = 60, 12


@dataclass(frozen=True, slots=True)
class Range:
    """A sum's body as a tree, its bound variable, bounds, and the last index N of 0..N."""

    body: Tree
    variable: str
    lower: Tree
    upper: Tree
    last: Form

    def at(self, space: Space, index: Tree) -> Form:
        """The body with the original variable at this value."""
        return space.rules["form"](space, substitute(self.body, {self.variable: index}))


Closed = Callable[[Space, Range, Form, int], Form]


def over_range(
    space: Space, tree: Tree, empty: Form, combine: Callable[..., Form], closed: Closed
) -> Form:
    """Write out a short range, or hand the body at lower + j to `closed` for its closed form."""
    body, variable, lower, upper = tree.args
    form = space.rules["form"]
    last = space.canonical(space.sub(form(space, upper), form(space, lower)))
    span = Range(body, variable, lower, upper, last)
    length = space.rational(last)
    if length is not None:
        if length.denominator != 1 or not -1 <= length <= MAX_LENGTH:
            raise TooHard("a range is too long, or empty the wrong way round")
        terms = (span.at(space, add(lower, integer(k))) for k in range(int(length) + 1))
        return space.canonical(combine(empty, *terms))
    if not space.is_integer(last):
        raise TooHard("a range that is no whole number of steps")
    if form_sign(space, space.canonical(space.add(last, po.FORM_ONE))) != 1:
        raise TooHard("a range that may be empty the wrong way round")
    with inside(space, span) as (u, j):
        return closed(space, span, u, j)


@contextmanager
def inside(space: Space, span: Range) -> Iterator[tuple[Form, int]]:
    """The body at lower + j, with a bound variable j >= 0; what may vanish in it is checked."""
    depth = space.memory.get(("depth", ""), 0) + 1
    space.memory["depth", ""] = depth
    name = f"#{depth}"
    try:
        j = space.adopt(
            Generator(
                kind="symbol", name=f"symbol {name}", integer=True, lower=Fraction(0), data=name
            )
        )
        poles, exceptions = len(space.poles), len(space.exceptions)
        labels = len(space.undefined_where)
        u = space.canonical(span.at(space, add(symbol(name), span.lower)))
        inner = [*space.poles[poles:], *space.exceptions[exceptions:]]
        del space.poles[poles:], space.exceptions[exceptions:]
        for p in inner:
            if not never_zero(space, p):
                if j in space.closure(p):
                    raise TooHard("a term may be undefined")
                space.exceptions.append(p)
        if len(space.undefined_where) > labels:
            raise TooHard("a term may be undefined")
        yield u, j
    finally:
        space.memory["depth", ""] = depth - 1


# ---------------------------------------------------------------------------- opaque ranges


def opaque(space: Space, span: Range, u: Form, j: int, kind: str) -> Form:
    """The sum or product of a body without closed form, up to a canonical last index."""
    last, steps = _base_index(space, span.last)
    name = f"{kind} {space.form_name(u)} to {space.form_name(last)}"
    generator = Generator(
        kind="sum",
        name=name,
        parts=(u.num, u.den, last.num, last.den),
        real=space.is_real(u.num, u.den),
        data=(kind, u, j, last),
    )
    result = po.unit(space.adopt(generator))
    for k in range(1, steps + 1):
        term = _body_at(space, u, j, space.canonical(space.add(last, po.constant(k))))
        result = space.add(result, term) if kind == "sum" else space.mul(result, term)
    return space.canonical(result)


def _base_index(space: Space, last: Form) -> tuple[Form, int]:
    """(base, k) with last = base + k, base the least such number that is provably >= -1."""
    start = int(last.num.to_dict().get(po.NO_EXPONENTS, 0))
    moving = Form(last.num - start, last.den)
    for k in range(-MAX_OFFSET, start + 1):
        base = space.canonical(space.add(moving, po.constant(k)))
        if form_sign(space, space.canonical(space.add(base, po.FORM_ONE))) in (0, 1):
            if start - k > MAX_OFFSET:
                break
            return base, start - k
    return last, 0


def _body_at(space: Space, u: Form, j: int, index: Form) -> Form:
    """The body at another index: every generator that depends on the bound variable follows."""
    images = {i: _generator_at(space, i, j, index) for i in _moving(space, u, j)}
    return space.mul(_image(space, u.num, images), _inverse_image(space, u.den, images))


def _moving(space: Space, u: Form, j: int) -> list[int]:
    return [i for i in {*po.used(u.num), *po.used(u.den)} if space.depends(i, j)]


def _image(space: Space, p: Poly, images: dict[int, Form]) -> Form:
    total = po.FORM_ZERO
    for exponents, coefficient in po.terms_of(p):
        kept = tuple(0 if i in images else e for i, e in enumerate(exponents))
        term = Form(po.from_terms({kept: coefficient}), po.ONE)
        for i, image in images.items():
            if exponents[i]:
                term = space.mul(term, space.power(image, int(exponents[i])))
        total = space.add(total, term)
    return total


def _inverse_image(space: Space, p: Poly, images: dict[int, Form]) -> Form:
    with space.guarded():
        return space.inverse(_image(space, p, images))


def _generator_at(space: Space, i: int, j: int, index: Form) -> Form:
    if i == j:
        return index
    generator = space.generators[i]

    def at(u: Form) -> Form:
        return _body_at(space, u, j, index)

    if generator.kind == "exp":
        exponents, den, q = generator.data
        top = po.monomial(exponents)
        below = top if den is None else Form(top.num, top.den * den)
        return space.rules["exp"](space, space.scale(at(below), Fraction(1, q)))
    if generator.kind == "log":
        with space.guarded():
            return space.rules["log"](space, at(generator.data))
    if generator.kind in ("power", "parity"):
        base, exponents = generator.data
        return space.rules["power"](space, at(Form(base, po.ONE)), at(po.monomial(exponents)))
    if generator.kind == "root" and generator.relation is not None:
        r = Fraction(1, generator.degree)
        return space.rules["rational power"](space, at(generator.relation), r)
    if generator.kind == "call":
        name, arguments = generator.data
        if name == "gamma":
            return space.rules["gamma"](space, at(arguments[0]))
        return space.rules["opaque"](space, name, *(at(u) for u in arguments))
    raise TooHard("a summand whose next term is not known")


def moves(space: Space, p: Poly, j: int) -> bool:
    """Whether the polynomial depends on the bound variable j."""
    return any(space.depends(i, j) for i in po.used(p))


def slope_of(space: Space, exponents: Exponents, j: int) -> Form | None:
    """m/j for a monomial m that is linear in j and otherwise free of it."""
    if exponents[j] != 1:
        return None
    rest = (*exponents[:j], 0, *exponents[j + 1 :])
    if any(e and space.depends(i, j) for i, e in enumerate(rest)):
        return None
    return po.monomial(rest)
