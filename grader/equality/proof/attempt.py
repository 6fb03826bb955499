"""One attempt: both trees into one space, and what came of it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from threading import Lock
from typing import TypeVar

from grader.equality.domain import Domain
from grader.equality.proof import polynomials as po
from grader.equality.proof.exclusions import Undefined, scope_of, vanishing_factors
from grader.equality.proof.floors import NeedsResidues
from grader.equality.proof.generators import Refined, Snapshot, Space
from grader.equality.proof.normal import check_size, form_of, needs_complex_parts, open_space
from grader.equality.proof.polynomials import Effort, Form, TooHard
from grader.equality.proof.powers import PowerOfZero
from grader.equality.proof.zeros import zero_by
from grader.tree import Tree, add, integer, mul, power, symbol

MAX_RESTARTS = 12
MAX_KNOWN, KNOWN_STEPS, KNOWN_TERMS = 256, 200_000, 2_000

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Split:
    """A real form whose sign is not known.

    Attributes:
        name: Its name, whatever the numbering of the generators.
        tree: The form, if it is a polynomial in symbols.
        linear: ``(symbol, slope, start)`` if it is slope * symbol + start.
    """

    name: str
    tree: Tree | None = None
    linear: tuple[str, Fraction, Fraction] | None = None


@dataclass(frozen=True, slots=True)
class Attempt:
    """What comparing two normal forms gave.

    Attributes:
        method: The argument by which the difference is zero, or ``None``.
        scope: Where it is, or ``None`` if that is not known.
        splits: What a case split would have to decide.
        residues: Symbols whose residue class would have to be known.
        gaps: Forms at whose zeros alone the proof may fail; empty if there are others.
        beyond: Where it holds apart from the gaps.
        zero_power: The exponent of a power of zero, if only its sign was missing.
        why: What was too hard, if something was.
    """

    method: str | None = None
    scope: str | None = None
    splits: tuple[Split, ...] = ()
    residues: NeedsResidues | None = None
    gaps: tuple[Split, ...] = ()
    beyond: str | None = None
    zero_power: Split | None = None
    why: str = ""

    @property
    def proved(self) -> bool:
        """Whether the trees are equal on what `scope` says."""
        return self.method is not None and self.scope is not None


def in_space(
    domain: Domain,
    effort: Effort,
    trees: tuple[Tree, ...],
    work: Callable[[Space], Result],
    assumed: dict[str, int] | None = None,
) -> Result:
    """work(space), started again as long as generators turn out to be too coarse.

    Raises:
        TooHard: as the work does.
    """
    refinements: dict[str, int] = {}
    complex_parts = any(needs_complex_parts(tree, domain) for tree in trees)
    for _ in range(MAX_RESTARTS):
        effort.spend(100)
        space = open_space(
            domain, effort, refinements, complex_parts=complex_parts, assumed=assumed
        )
        try:
            return work(space)
        except Refined:
            continue
    raise TooHard("the generators would not settle")


def read_tree(space: Space, tree: Tree) -> tuple[Form, Undefined]:
    """The form of a tree, and where the tree is undefined."""
    poles, labels = len(space.poles), len(space.undefined_where)
    form = form_of(space, tree)
    undefined = Undefined(tuple(space.poles[poles:]), frozenset(space.undefined_where[labels:]))
    del space.poles[poles:], space.undefined_where[labels:]
    return form, undefined


def compare_forms(
    a: Tree,
    b: Tree,
    domain: Domain,
    effort: Effort,
    assumed: dict[str, int] | None = None,
) -> Attempt:
    """Subtract the normal forms, and look at what is left."""
    try:
        for tree in (a, b):
            check_size(tree)
        if not assumed:
            with suppress(Refined):
                return _against_known(a, b, domain, effort)
        return in_space(domain, effort, (a, b), lambda space: _compare(space, a, b), assumed)
    except NeedsResidues as needs:
        return Attempt(residues=needs, why=str(needs))
    except TooHard as reason:
        return Attempt(why=str(reason))


def _compare(space: Space, a: Tree, b: Tree) -> Attempt:
    return _settled(space, a, lambda: read_tree(space, b))


def _settled(space: Space, a: Tree, second: Callable[[], tuple[Form, Undefined]]) -> Attempt:
    method, scope, beyond, why = None, None, None, ""
    zero_power: Split | None = None
    try:
        (left, left_undefined), (right, right_undefined) = read_tree(space, a), second()
        method = zero_by(space, space.sub(left, right))
        if method is not None:
            scope = scope_of(space, left_undefined, right_undefined, space.exceptions)
            beyond = scope_of(space, left_undefined, right_undefined, ())
    except NeedsResidues:
        raise
    except PowerOfZero as power_of_zero:
        why, zero_power = str(power_of_zero), describe(space, power_of_zero.exponent)
    except TooHard as reason:  # the signs that were met so far may still tell
        why = str(reason)
    gaps: tuple[Split, ...] = ()
    if beyond not in (None, scope):
        factors = vanishing_factors(space, space.exceptions)
        gaps = tuple(describe(space, Form(p, po.ONE)) for p in factors)
    splits = tuple(describe(space, g.data) for g in space.generators if g.kind == "sign")
    return Attempt(method, scope, splits, None, gaps, beyond, zero_power, why)


@dataclass(slots=True)
class NormalForm:
    """A tree's form, kept with the generators that it needs.

    Attributes:
        domain: What it holds on; kept so that its identity is not used again.
        space: Rolled back after every use.
        read: The form, and where the tree is undefined; or what was too hard.
        filled: How far the space was filled by the tree itself.
        lock: One proof at a time.
    """

    domain: Domain
    space: Space
    read: tuple[Form, Undefined] | TooHard
    filled: Snapshot
    lock: Lock


_KNOWN: OrderedDict[tuple[int, Tree], NormalForm] = OrderedDict()


def normal_form(tree: Tree, domain: Domain) -> NormalForm:
    """The normal form of a tree, kept for the next comparison with the same tree and domain."""
    key = (id(domain), tree)
    known = _KNOWN.get(key)
    if known is not None:
        return known
    effort = Effort(KNOWN_STEPS, KNOWN_TERMS)
    needs_parts = needs_complex_parts(tree, domain)
    space = open_space(domain, effort, {}, complex_parts=needs_parts)
    read: tuple[Form, Undefined] | TooHard = TooHard("the generators would not settle")
    try:
        for _ in range(MAX_RESTARTS):
            try:
                read = read_tree(space, tree)
                break
            except Refined:
                again = dict(space.refinements)
                space = open_space(domain, effort, again, complex_parts=needs_parts)
    except TooHard as reason:
        read = reason
    known = NormalForm(domain, space, read, space.snapshot(), Lock())
    _KNOWN[key] = known
    while len(_KNOWN) > MAX_KNOWN:
        _KNOWN.popitem(last=False)
    return known


def _against_known(a: Tree, b: Tree, domain: Domain, effort: Effort) -> Attempt:
    """Read only the first tree, into the space of the second one.

    Raises:
        Refined: that will not do; both have to be read into a new space.
        TooHard: one of the trees is.
    """
    known = normal_form(b, domain)
    if isinstance(known.read, NeedsResidues):
        raise known.read
    if isinstance(known.read, TooHard):
        raise Refined
    if known.space.complex_parts != needs_complex_parts(a, domain):
        raise Refined
    if not known.lock.acquire(blocking=False):
        raise Refined
    space = known.space
    space.effort = effort
    try:
        read = known.read
        return _settled(space, a, lambda: read)
    finally:
        space.rollback(known.filled)
        known.lock.release()


def describe(space: Space, form: Form) -> Split:
    """What is known of a form whose sign has to be split on."""
    name, tree = space.form_name(form), tree_of(space, form)
    indices = po.used(form.num)
    if tree is None or len(indices) != 1 or form.num.total_degree() != 1:
        return Split(name, tree)
    values = {any(e): Fraction(c) for e, c in po.terms_of(form.num)}
    linear = (space.generators[indices[0]].data, values[True], values.get(False, Fraction(0)))
    return Split(name, tree, linear)


def tree_of(space: Space, form: Form) -> Tree | None:
    """A polynomial in plain symbols as a tree; ``None`` for anything else."""
    if not form.den.is_one():
        return None
    terms = []
    for exponents, coefficient in po.terms_of(form.num):
        factors = [integer(coefficient)] if coefficient != 1 or not any(exponents) else []
        for i, e in enumerate(exponents):
            if not e:
                continue
            generator = space.generators[i]
            if generator.kind != "symbol" or generator.name != f"symbol {generator.data}":
                return None
            base = symbol(generator.data)
            factors.append(base if e == 1 else power(base, integer(e)))
        terms.append(mul(*factors))
    return add(*terms)
