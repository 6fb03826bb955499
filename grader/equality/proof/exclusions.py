"""Where an identity may fail: what the sides divided by, and what the rules stepped over.

A zero numerator proves that two trees agree wherever all denominators and all exceptions are not
zero. This module decides how much that is. The zeros of a polynomial in generators are

- *nowhere* on the domain (a strict sign, an exponential, ...);
- a *null set* on the domain, and on each slice of it with fixed integers;
- or not known to be either: then nothing may be claimed.

That a polynomial is not zero in the variables does not say that it is not the zero function: the
generators may be related in ways that the relations do not know. So either independence is known
(symbols, and roots of irreducible polynomials in them), or the function is analytic on a connected
domain and its ball at one point excludes 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from grader.equality.proof import polynomials as po
from grader.equality.proof.enclosures import poly_value, precision
from grader.equality.proof.factors import never_zero
from grader.equality.proof.generators import AT_INTEGERS, IDEMPOTENT, Space
from grader.equality.proof.points import points
from grader.equality.proof.polynomials import Poly, TooHard
from grader.equality.proof.signs import form_sign, strict_form_sign

EVERYWHERE, ALMOST = "everywhere", "almost everywhere"

SAMPLES, BITS = 4, 160


@dataclass(frozen=True, slots=True)
class Undefined:
    """Where one tree is undefined.

    Attributes:
        poles: Polynomials that it divides by.
        labels: Names of other sets, all null sets, on which it may be undefined.
    """

    poles: tuple[Poly, ...]
    labels: frozenset[str]


def scope_of(
    space: Space, left: Undefined, right: Undefined, exceptions: Sequence[Poly]
) -> str | None:
    """Where the identity holds; ``None`` if the points left out may be more than a null set."""
    a, b = _factors(space, left.poles), _factors(space, right.poles)
    stepped = _vanishing(space, _factors(space, exceptions))
    one_sided = {name: p for name, p in (a | b).items() if (name in a) != (name in b)}
    one_sided = _vanishing(space, one_sided)
    if not all(is_null(space, p) for p in (one_sided | stepped).values()):
        return None
    if not all(_not_hidden_zero(space, p) for name, p in a.items() if name in b):
        return None
    if any(label.startswith(AT_INTEGERS) for label in left.labels ^ right.labels):
        return None
    whole = not one_sided and not stepped and left.labels == right.labels
    return EVERYWHERE if whole else ALMOST


def vanishing_factors(space: Space, polys: Sequence[Poly]) -> list[Poly]:
    """The irreducible factors of the polynomials that may be zero on the domain."""
    return list(_vanishing(space, _factors(space, polys)).values())


def _factors(space: Space, polys: Sequence[Poly]) -> dict[str, Poly]:
    """By name, the irreducible factors of the polynomials; of a root, those of its radicand."""
    found: dict[str, Poly] = {}
    pending = list(polys)
    while pending:
        p = space.reduce_poly(pending.pop())[0]
        if p.is_zero():
            found["0"] = p
        elif not p.is_constant():
            for factor, _ in po.irreducible_factors(space.effort, p)[1]:
                i = po.single_generator(factor)
                generator = space.generators[i] if i is not None else None
                if generator and generator.kind == "root" and generator.relation is not None:
                    pending.append(generator.relation.num)
                else:
                    found[space.poly_name(factor)] = factor
    return found


def _vanishing(space: Space, polys: dict[str, Poly]) -> dict[str, Poly]:
    """Those that may be zero somewhere on the domain."""
    return {name: p for name, p in polys.items() if not never_zero(space, p)}


def is_null(space: Space, p: Poly) -> bool:
    """Whether the zeros of p are a null set, on every slice with fixed integers."""
    if p.is_zero():
        return False
    try:
        return _is_null(space, p)
    except TooHard:
        return False


def _is_null(space: Space, p: Poly) -> bool:
    p = _norm_over_signs(space, p)
    if p.is_zero():
        return False
    if never_zero(space, p):
        return True
    i = po.single_generator(p)
    if i is not None and space.generators[i].kind == "power":
        return _is_null(space, space.generators[i].data[0])  # 0^m is all that can vanish
    factors = [f for f, _ in po.irreducible_factors(space.effort, p)[1]]
    if len(factors) > 1:
        return all(_is_null(space, factor) for factor in factors)
    integers = any(space.generators[i].integer for i in space.closure(p))
    if not integers:
        return _independent(space, p) or _nonzero_analytic(space, p)
    if not _independent(space, p):
        return False
    groups: dict[po.Exponents, dict[po.Exponents, object]] = {}
    for exponents, coefficient in po.terms_of(p):
        over = tuple(
            0 if not e or space.varies_over_integers(i) else e for i, e in enumerate(exponents)
        )
        rest = tuple(e - o for e, o in zip(exponents, over, strict=True))
        groups.setdefault(over, {})[rest] = coefficient
    return any(never_zero(space, po.from_terms(terms)) for terms in groups.values())


def _norm_over_signs(space: Space, p: Poly) -> Poly:
    """A multiple of p without signs: it vanishes wherever p does, for some choice of signs."""
    for i in po.used(p):
        if space.generators[i].kind in IDEMPOTENT and po.degrees(p)[i]:
            other = po.replace(p, {i: -po.GENERATORS[i]})
            space.effort.check_product(p, other)
            p = space.reduce_poly(p * other)[0]
    return p


def _not_hidden_zero(space: Space, p: Poly) -> bool:
    """Whether p is not the zero function (where both sides are undefined, nothing is compared)."""
    try:
        p = _norm_over_signs(space, p)
        if p.is_zero():
            return False
        return _independent(space, p) or never_zero(space, p) or _nonzero_somewhere(space, p)
    except TooHard:
        return False


def _independent(space: Space, p: Poly) -> bool:
    """Whether p is in symbols and roots of single irreducible polynomials in symbols.

    Those are independent, so p is not zero on any open set.
    """
    return all(
        space.generators[i].kind in ("symbol", "imaginary") or _plain_root(space, i)
        for i in po.used(p)
    )


def _plain_root(space: Space, i: int) -> bool:
    generator = space.generators[i]
    relation = generator.relation
    if generator.kind != "root" or relation is None or not relation.den.is_one():
        return False
    if any(space.generators[j].kind != "symbol" for j in po.used(relation.num)):
        return False
    if any(space.generators[j].integer for j in po.used(relation.num)):
        return False
    if relation.num.is_constant():
        return len(po.prime_factors(abs(int(relation.num.leading_coefficient())))) == 1
    content, factors = po.irreducible_factors(space.effort, relation.num)
    return abs(content) == 1 and len(factors) == 1 and factors[0][1] == 1


def _nonzero_analytic(space: Space, p: Poly) -> bool:
    """An analytic function on a connected domain that is not zero at one point."""
    return (
        _connected(space, p)
        and all(_analytic(space, i) for i in space.closure(p))
        and _nonzero_somewhere(space, p)
    )


def _connected(space: Space, p: Poly) -> bool:
    """Boxes cut by linear constraints are convex; a real symbol without 0 must be one-sided."""
    for constraint in space.domain.constraints:
        if constraint.head != "relation" or constraint.args[0] == "=":
            return False
        try:
            sides = [space.rules["polynomial"](space, t) for t in constraint.args[1:]]
        except TooHard:
            return False
        if constraint.args[0] == "!=":
            return False
        if any(side.num.total_degree() > 1 for side in sides):
            return False
    for i in space.closure(p):
        generator = space.generators[i]
        if generator.kind == "symbol":
            values = space.domain.range_of(generator.data)
            two_sided = generator.lower is None or generator.lower < 0
            if values.nonzero and two_sided and (generator.upper is None or generator.upper > 0):
                return False
    return True


def _analytic(space: Space, i: int) -> bool:
    """Whether generator i is analytic inside the domain, if what it is computed from is."""
    generator = space.generators[i]
    match generator.kind:
        case "symbol" | "constant" | "imaginary" | "unity":
            return True
        case "exp":
            den = generator.data[1]
            negative = [j for j, e in enumerate(generator.data[0]) if e < 0]
            return (den is None or never_zero(space, den)) and all(
                never_zero(space, po.GENERATORS[j]) for j in negative
            )
        case "root" | "log":
            base = generator.relation if generator.kind == "root" else generator.data
            if base is None or not space.is_real(base.num, base.den):
                return False
            if strict_form_sign(space, base) == 1:
                return True
            plain = all(space.generators[j].kind == "symbol" for j in po.used(base.num))
            return plain and base.den.is_one() and form_sign(space, base) == 1
        case "angle":
            name, argument = generator.data
            return name == "atan" and generator.real and never_zero(space, argument.den)
        case "call":
            name, arguments = generator.data
            entire = name == "erf" or name.startswith("declared ")
            gamma = name == "gamma" and strict_form_sign(space, arguments[0]) == 1
            return (entire or gamma) and all(never_zero(space, u.den) for u in arguments)
    return False


def _nonzero_somewhere(space: Space, p: Poly) -> bool:
    names = frozenset(
        str(space.generators[i].data)
        for i in space.closure(p)
        if space.generators[i].kind == "symbol"
    )
    with precision(BITS):
        for point in points(space.domain, names, SAMPLES):
            try:
                if not poly_value(space, p, point, {}).contains(0):
                    return True
            except TooHard:
                continue
    return False
