"""Whether two combinations of inequalities hold at the same points of a domain.

Each inequality says something of the signs of irreducible factors. For every choice of their signs
either both conditions hold, or neither does, or the choice contradicts itself on the domain.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import product
from math import prod

from grader.equality.domain import Domain
from grader.equality.proof import polynomials as po
from grader.equality.proof.attempt import Split, describe, read_tree
from grader.equality.proof.contradictions import contradiction, known_facts
from grader.equality.proof.factors import never_zero, roots_exposed
from grader.equality.proof.facts import Fact, rounded
from grader.equality.proof.generators import Space
from grader.equality.proof.logsums import without_logarithms
from grader.equality.proof.normal import check_size
from grader.equality.proof.polynomials import Effort, Form, Poly, TooHard
from grader.equality.proof.regions import in_every_region
from grader.equality.proof.signs import signed
from grader.tree import Tree, children, subtract

MAX_REGIONS = 16
MAX_CHOICES = 2_187

Signs = Sequence[int]
"""The sign of each factor: -1, 0 or 1."""

Truth = Callable[[Signs], bool]

_COMPARED: dict[str, Callable[[int], bool]] = {
    "<": lambda sign: sign < 0,
    "<=": lambda sign: sign <= 0,
    ">": lambda sign: sign > 0,
    ">=": lambda sign: sign >= 0,
    "=": lambda sign: sign == 0,
    "!=": lambda sign: sign != 0,
}


def same_conditions(a: Tree, b: Tree, domain: Domain, effort: Effort) -> bool:
    """Whether it is proved that both hold at the same points; where one is undefined it does not.

    Args:
        a: Relations, joined by ``and`` and ``or``.
        b: Likewise.
        domain: Values of the symbols.
        effort: What the proof may cost.
    """
    try:
        differences = tuple({*_differences(a), *_differences(b)})
        for tree in differences:
            check_size(tree)
        work = partial(_directly, a=a, b=b)
        return in_every_region(domain, effort, differences, work, MAX_REGIONS)
    except TooHard:
        return False


def _differences(tree: Tree) -> Iterator[Tree]:
    match tree:
        case Tree("relation", (op, left, right)) if op in _COMPARED:
            yield subtract(left, right)
        case Tree("and" | "or", _):
            for child in children(tree):
                yield from _differences(child)
        case Tree("true" | "false", _):
            return
        case _:
            raise TooHard("a condition is no inequality")


def _directly(space: Space, a: Tree, b: Tree) -> tuple[bool, tuple[Split, ...]]:
    factors = _Factors(space)
    for difference in (*_differences(a), *_differences(b)):
        factors.read(difference)
    truths = [factors.truth(tree) for tree in (a, b)]
    splits = tuple(describe(space, g.data) for g in space.generators if g.kind == "sign")
    if splits or not all(never_zero(space, p) for p in space.exceptions):
        return False, splits
    return _agree(factors, *truths), splits


def _agree(factors: _Factors, a: Truth, b: Truth) -> bool:
    if prod(map(len, factors.possible)) > MAX_CHOICES:
        return False
    known: list[Fact] | None = None
    impossible: list[frozenset[tuple[int, int]]] = []
    for signs in product(*factors.possible):
        if a(signs) == b(signs):
            continue
        choice = frozenset(enumerate(signs))
        if any(core <= choice for core in impossible):
            continue
        if known is None:
            known = [*known_facts(factors.space, factors.polys), *factors.one_sided()]
        assumed = [factors.says(k, sign) for k, sign in enumerate(signs)]
        core = contradiction(factors.space, assumed, known)
        if core is None:
            return False
        impossible.append(frozenset((k, signs[k]) for k in core))
    return True


@dataclass
class _Factors:
    """The irreducible factors of what is compared with zero.

    Attributes:
        space: Where they are polynomials.
        forms: What was read, and the polynomials that it divides by.
        polys: Those that may have more than one sign.
        possible: The signs of each.
    """

    space: Space
    forms: dict[Tree, tuple[Form, tuple[Poly, ...]]] = field(default_factory=dict)
    polys: list[Poly] = field(default_factory=list)
    possible: list[tuple[int, ...]] = field(default_factory=list)

    def read(self, difference: Tree) -> None:
        """Read a left side less its right side; all are read before any is factored.

        Raises:
            TooHard: it is not real, or undefined elsewhere than at a polynomial's zeros.
        """
        if difference in self.forms:
            return
        form, undefined = read_tree(self.space, difference)
        if undefined.labels:
            raise TooHard("a condition may be undefined on a set that is no polynomial's zeros")
        form = self.space.canonical(form)
        if not self.space.is_real(form.num, form.den, *undefined.poles):
            raise TooHard("a condition is not between real values")
        self.forms[difference] = form, undefined.poles

    def truth(self, tree: Tree) -> Truth:
        """The condition as a function of the factors' signs."""
        match tree:
            case Tree("true" | "false" as head, _):
                return lambda _signs: head == "true"
            case Tree("and" | "or" as head, _):
                parts = [self.truth(child) for child in children(tree)]
                joined = all if head == "and" else any
                return lambda signs: joined(part(signs) for part in parts)
        return self._relation(*tree.args)

    def _relation(self, op: str, left: Tree, right: Tree) -> Truth:
        form, poles = self.forms[subtract(left, right)]
        form = roots_exposed(self.space, form, range(len(self.space.generators)))
        sign, places = self._signs((form.num, form.den))
        _, holes = self._signs((form.den, *poles))
        holds = _COMPARED[op]

        def truth(signs: Signs) -> bool:
            defined = all(signs[k] for k in holes)
            return defined and holds(sign * prod(signs[k] for k in places))

        return truth

    def _signs(self, polys: Sequence[Poly]) -> tuple[int, list[int]]:
        """The sign of what has one, and the places of other factors, as often as they count."""
        total, places = 1, []
        for p in polys:
            if p.is_zero():
                return 0, []
            content, factors = po.irreducible_factors(self.space.effort, p)
            total *= 1 if content > 0 else -1
            for factor, times in factors:
                sign, inside = self._sign(factor)
                total *= sign**times
                places += inside * (2 - times % 2)
        return total, places

    def _sign(self, factor: Poly) -> tuple[int, list[int]]:
        """The sign and the places of one irreducible factor; logarithms become their arguments."""
        known = signed(self.space, factor)
        if known.value is not None and (known.strict or known.value == 0):
            return known.value, []
        arguments = without_logarithms(self.space, factor)
        if arguments is not None:
            return self._signs((arguments,))
        return 1, [self._place(factor, known.value)]

    def _place(self, factor: Poly, side: int | None) -> int:
        if factor not in self.polys:
            self.polys.append(factor)
            self.possible.append((-1, 0, 1) if side is None else (0, side))
        return self.polys.index(factor)

    def says(self, place: int, sign: int) -> tuple[Fact, ...]:
        """What this sign of a factor says, as polynomials that are never negative."""
        factor = self.polys[place]
        if sign == 0:
            return Fact(factor, strict=False), Fact(-factor, strict=False)
        if self.space.all_integer(factor):
            return (Fact(rounded(sign * factor - 1), strict=False),)
        return (Fact(sign * factor, strict=True),)

    def one_sided(self) -> list[Fact]:
        """The factors that are known to be of one sign, or zero."""
        return [
            Fact(factor * sum(signs), strict=False)
            for factor, signs in zip(self.polys, self.possible, strict=True)
            if len(signs) == 2
        ]
