"""What the constraints of a domain say of polynomials: that they are never negative."""

from __future__ import annotations

from dataclasses import dataclass

from grader.equality.proof import polynomials as po
from grader.equality.proof.generators import Space
from grader.equality.proof.polynomials import Poly, TooHard


@dataclass(frozen=True, slots=True)
class Fact:
    """A polynomial that the domain says is never negative (or never zero either)."""

    poly: Poly
    strict: bool


def facts(space: Space) -> tuple[Fact, ...]:
    """The polynomial constraints of the domain, as polynomials that are not negative."""
    key = ("facts", len(space.domain.constraints))
    if key not in space.memory:
        space.memory[key] = ()  # while it is computed, there are none
        found = []
        for constraint in space.domain.constraints:
            if constraint.head == "relation" and constraint.args[0] in ("<", "<=", ">", ">="):
                fact = _fact(space, *constraint.args)
                found += [fact] if fact else []
        space.memory[key] = tuple(found)
        for kind, text in [k for k in space.memory if k[0] == "sign"]:
            del space.memory[kind, text]
    known: tuple[Fact, ...] = space.memory[key]
    return known


def _fact(space: Space, op: str, left: object, right: object) -> Fact | None:
    try:
        low, high = (left, right) if op[0] == "<" else (right, left)
        form = space.canonical(
            space.sub(space.rules["polynomial"](space, high), space.rules["polynomial"](space, low))
        )
    except TooHard:
        return None
    poly = form.num if form.den.leading_coefficient() > 0 else -form.num
    if not form.den.is_constant() or poly.is_constant():
        return None
    if space.all_integer(poly):
        return Fact(rounded(poly - (len(op) == 1)), strict=False)
    return Fact(poly, strict=len(op) == 1)


def rounded(p: Poly) -> Poly:
    """2 n - 3 >= 0 for whole numbers says n - 2 >= 0."""
    constant = int(p.to_dict().get(po.NO_EXPONENTS, 0))
    step = int((p - constant).content())
    return (p - constant) / step + constant // step
