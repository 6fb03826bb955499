"""The declared policy for decimals: how far a number may lie from the exact value.

`grader.equality.compare` reads decimals exactly: 0.33 is 33/100. Here a decimal stands for the
numbers within one unit of its last place, and must come close to the exact one. A float written
in full (15 digits and more) stands for its first 12.

No decimal comes close to 0 but what rounding leaves of it, such as ``-1.11022302e-16`` as NumPy
prints it. ``1e-16`` may be that or a number that somebody chose: a person must look.

A symbolic answer with decimals is right only where each of them can be replaced by an exact number
that near, so that both sides are proved equal; agreement at points would be no proof.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import islice, product

from flint import acb, arb, fmpq

from grader.equality.balls import Indeterminate, TooExpensive, Undefined, evaluate
from grader.equality.budget import Budget
from grader.equality.compare import Reference, compare
from grader.equality.domain import Domain
from grader.equality.findings import Compiled
from grader.equality.outcome import Outcome
from grader.equality.points import SMALL, Sampler
from grader.equality.ranges import Range
from grader.equality.roots import roots
from grader.equality.scalar import Leaf, Verdict, decide
from grader.equality.values import Infinite, Value, precision
from grader.spec import Tolerance
from grader.tree import (
    ONE,
    ZERO,
    Tree,
    add,
    children,
    divide,
    free_symbols,
    integer,
    mul,
    negative,
    rational,
    substitute,
    subtract,
    symbol,
)

_POLICY = Tolerance()
_BUDGET = Budget()
_FLOAT_DIGITS = 15
_TRUSTED_DIGITS = 12
_NOISE = (Fraction(1, 10**18), Fraction(1, 10**13))
"""What doubles of ordinary size leave of a sum that is 0."""
_BITS = (128, 512)
_MOST_DECIMALS = 6
_MOST_SOLVED = 3
_MOST_CHOICES = 48
_LARGEST_DENOMINATOR = 1_000
_SIMPLEST_DENOMINATOR = 12


@dataclass(frozen=True, slots=True)
class Decimal:
    """A decimal as it was written.

    Attributes:
        tree: Its leaf in the answer.
        value: Exactly what it says.
        unit: One unit of its last place (of its 12th digit, if it is a float written in full).
    """

    tree: Tree
    value: Fraction
    unit: Fraction

    @staticmethod
    def of(tree: Tree) -> Decimal:
        """The decimal of a tree of that head.

        >>> Decimal.of(Tree("decimal", (333, 1000, 3))).unit
        Fraction(1, 1000)
        """
        p, q, places = tree.args
        value = Fraction(p, q)
        unit = Fraction(10) ** -places
        if value and _digits(value, places) >= _FLOAT_DIGITS:
            size = abs(value)
            exponent = len(str(int(size))) if size >= 1 else -_leading_zeros(size)
            unit = Fraction(10) ** (exponent - _TRUSTED_DIGITS)
        return Decimal(tree, value, unit)


def _leading_zeros(size: Fraction) -> int:
    """Zeros between the point and the first digit of a number below 1."""
    zeros = 0
    while size * 10 < 1 and zeros < 400:
        size *= 10
        zeros += 1
    return zeros


def words(policy: Tolerance) -> str:
    """The policy for a report.

    >>> words(Tolerance())
    'relative error at most 0.001, and right in the digits written'
    """
    digits = ", and right in the digits written" if policy.digits_written else ""
    return f"relative error at most {policy.relative:g}{digits}"


def within(
    student: Tree,
    reference: Tree | Reference,
    domain: Domain | None = None,
    policy: Tolerance = _POLICY,
    *,
    kind: str = "expression",
    budget: Budget = _BUDGET,
) -> Outcome:
    """Whether the answer is the reference, but for the rounding that the policy allows.

    Args:
        student: The answer.
        reference: What is right, a tree or compiled; its own decimals are exact.
        domain: Values of the symbols; may be left out where `reference` is compiled.
        policy: How far a decimal may lie from the exact value.
        kind: As in `grader.equality.compare`.
        budget: What the decision may cost.

    Raises:
        Unreadable: shapes within a tree do not fit.
    """
    if not isinstance(reference, Reference):
        reference = Reference.of(reference, domain or Domain())
    budget = budget.started()
    outcome = compare(student, reference, kind=kind, budget=budget)
    if outcome.relation == "equal" or not _decimals(student):
        return outcome

    def rule(answer: Tree, leaf: Leaf, limits: Budget) -> Verdict:
        return _decide(answer, leaf, policy, limits)

    compiled = reference.compiled
    tolerant = Reference(
        reference.tree,
        reference.domain,
        Compiled(compiled.tree, compiled.domain, compiled.leaves, rule),
    )
    asked = "within", student, policy, kind, budget.limits()
    again = reference.said(
        asked, lambda: compare(student, tolerant, kind=kind, budget=budget), budget.clock
    )
    return replace(again, seconds=again.seconds + outcome.seconds)


def with_simple_numbers(tree: Tree, policy: Tolerance = _POLICY) -> Tree:
    """Each decimal as a simple fraction that the policy allows for it, if there is one.

    For what is no number to be near to, such as the exponent of a growth class.

    >>> from grader.tree import power
    >>> third, half = Tree("decimal", (333, 1000, 3)), Tree("decimal", (51, 100, 2))
    >>> with_simple_numbers(power(third, half)).args
    (Tree(head='rational', args=(1, 3)), Tree(head='rational', args=(51, 100)))
    """
    numbers: dict[Tree, Tree] = {}
    for decimal in _decimals(tree):
        simple = _number(decimal.value.limit_denominator(_SIMPLEST_DENOMINATOR))
        near = _is_allowed(simple, decimal, policy)
        numbers[decimal.tree] = simple if near else _number(decimal.value)
    return _replaced(tree, numbers)


def _decimals(tree: Tree) -> tuple[Decimal, ...]:
    found: dict[Tree, None] = {}
    stack = [tree]
    while stack:
        node = stack.pop()
        if node.head == "decimal":
            found.setdefault(node)
        stack.extend(reversed(children(node)))
    return tuple(map(Decimal.of, found))


def _decide(student: Tree, leaf: Leaf, policy: Tolerance, budget: Budget) -> Verdict:
    exact = decide(student, leaf, budget)
    decimals = _decimals(student)
    if exact.relation == "equal" or not decimals:
        return exact
    if not free_symbols(student) and not leaf.names:
        if _is_near(student, leaf.tree, decimals, policy):
            return Verdict("equal", "within the tolerance", "everywhere", words(policy))
        if exact.relation == "different" and _may_be_rounding(student, leaf.tree, decimals):
            return Verdict("undecided", "what rounding may have left of 0", bits=_BITS[0])
        return exact
    return _with_exact_numbers(student, leaf, decimals, policy, budget) or exact


def _value(tree: Tree) -> Value | None:
    for bits in _BITS:
        try:
            with precision(bits):
                return evaluate(tree, {})
        except Indeterminate:
            continue
        except (Undefined, TooExpensive):
            return None
    return None


def _size(value: Value) -> arb:
    return abs(value) if type(value) is acb else abs(arb(value))


def _is_near(
    student: Tree, reference: Tree, decimals: tuple[Decimal, ...], policy: Tolerance
) -> bool:
    """Whether a constant answer certainly is as near to the reference as the policy asks."""
    ours, theirs = _value(student), _value(reference)
    if ours is None or theirs is None or isinstance(ours, Infinite) or isinstance(theirs, Infinite):
        return False
    with precision(_BITS[-1]):
        gap = _size(ours - theirs)
        if theirs == 0:
            tiny = bool(gap <= arb(10) ** -_TRUSTED_DIGITS)
            return tiny and len(decimals) == 1 and _is_rounding(decimals[0])
        if not gap <= _size(theirs) * arb(policy.relative):
            return False
    return not policy.digits_written or _digits_are_right(student, theirs, decimals)


def _is_rounding(decimal: Decimal) -> bool:
    """Whether this is what rounding leaves of 0: a float in full, or the digits that are printed.

    >>> _is_rounding(Decimal.of(Tree("decimal", (-12, 10**17, 17))))
    True
    """
    if abs(decimal.value) > Fraction(1, 10**_TRUSTED_DIGITS):
        return False
    if _digits(decimal.value, decimal.tree.args[2]) >= _FLOAT_DIGITS:
        return True
    least, most = _NOISE
    chosen = str(abs(decimal.value.numerator) * 10**400 // decimal.value.denominator).strip("0")
    return least <= abs(decimal.value) <= most and len(chosen) > 1


def _may_be_rounding(student: Tree, reference: Tree, decimals: tuple[Decimal, ...]) -> bool:
    """Whether the answer is one decimal next to 0, and 0 is right."""
    theirs = _value(reference)
    if theirs is None or isinstance(theirs, Infinite) or len(decimals) > 1:
        return False
    alone = student in (decimals[0].tree, negative(decimals[0].tree))
    with precision(_BITS[-1]):
        return alone and bool(theirs == 0) and 0 < abs(decimals[0].value) <= _NOISE[1]


def _digits(value: Fraction, places: int) -> int:
    """Significant digits of a number written with that many places."""
    return len(str(abs(int(value * Fraction(10) ** places))))


def _digits_are_right(student: Tree, theirs: Value, decimals: tuple[Decimal, ...]) -> bool:
    """Whether numbers within a unit of what was written give the reference exactly.

    The answer is evaluated with every decimal at either end; if the reference lies between two
    of the values, then (the answer being continuous) some numbers in between give it.
    """
    if len(decimals) > _MOST_DECIMALS:
        return False
    below = above = False
    for signs in product((-1, 1), repeat=len(decimals)):
        moved = {
            decimal.tree: _number(decimal.value + sign * decimal.unit)
            for decimal, sign in zip(decimals, signs, strict=True)
        }
        value = _value(_replaced(student, moved))
        if value is None or isinstance(value, Infinite) or acb in (type(value), type(theirs)):
            return False
        with precision(_BITS[-1]):
            below = below or bool(value <= theirs)
            above = above or bool(value >= theirs)
    return below and above


def _number(value: Fraction) -> Tree:
    return rational(value.numerator, value.denominator)


def _replaced(tree: Tree, numbers: dict[Tree, Tree]) -> Tree:
    if tree in numbers:
        return numbers[tree]
    if not children(tree):
        return tree
    return Tree(
        tree.head,
        tuple(_replaced(arg, numbers) if isinstance(arg, Tree) else arg for arg in tree.args),
    )


def _with_exact_numbers(
    student: Tree, leaf: Leaf, decimals: tuple[Decimal, ...], policy: Tolerance, budget: Budget
) -> Verdict | None:
    """A proof that the answer is right with an exact number in the place of every decimal."""
    if len(decimals) > _MOST_DECIMALS:
        return None
    choices = [list(_candidates(student, leaf, decimal, decimals, policy)) for decimal in decimals]
    for chosen in islice(product(*choices), _MOST_CHOICES):
        numbers = {d.tree: number for d, number in zip(decimals, chosen, strict=True)}
        verdict = decide(_replaced(student, numbers), leaf, budget)
        if verdict.relation == "equal":
            return replace(
                verdict,
                method=f"within the tolerance: {verdict.method}",
                proof=f"{words(policy)}: with exact numbers for the decimals. {verdict.proof}",
            )
    return None


def _candidates(
    student: Tree,
    leaf: Leaf,
    decimal: Decimal,
    decimals: tuple[Decimal, ...],
    policy: Tolerance,
) -> Iterator[Tree]:
    """Exact numbers near a decimal: the reference's own, simple fractions, what solves it."""
    if _is_rounding(decimal) and _digits(decimal.value, decimal.tree.args[2]) >= _FLOAT_DIGITS:
        yield ZERO
    seen: set[Tree] = set()
    proposals = [
        *_constants(leaf.tree),
        _number(decimal.value.limit_denominator(_LARGEST_DENOMINATOR)),
    ]
    if len(decimals) <= _MOST_SOLVED:
        proposals.extend(_solved(student, leaf, decimal))
    proposals.append(_number(decimal.value))
    for proposal in proposals:
        for number in (proposal, negative(proposal)):
            if number not in seen and _is_allowed(number, decimal, policy):
                seen.add(number)
                yield number


def _is_allowed(number: Tree, decimal: Decimal, policy: Tolerance) -> bool:
    value = _value(number)
    if value is None or type(value) is acb or isinstance(value, Infinite):
        return False
    with precision(_BITS[-1]):
        written = arb(fmpq(decimal.value.numerator, decimal.value.denominator))
        unit = arb(fmpq(decimal.unit.numerator, decimal.unit.denominator))
        gap = abs(written - value)
        if policy.digits_written and not gap <= unit:
            return False
        return bool(gap <= abs(arb(value)) * arb(policy.relative)) or bool(gap == 0)


def _constants(tree: Tree) -> list[Tree]:
    """Every constant part of the reference, and the constant factor of every product."""
    found: dict[Tree, None] = {}
    stack = [tree]
    while stack:
        node = stack.pop()
        if not free_symbols(node):
            found.setdefault(node)
        elif node.head in {"mul", "add"}:
            constants = [arg for arg in node.args if not free_symbols(arg)]
            if len(constants) > 1:
                found.setdefault(Tree(node.head, tuple(constants)))
        stack.extend(children(node))
    return list(found)


def _solved(student: Tree, leaf: Leaf, decimal: Decimal) -> Iterator[Tree]:
    """The number that makes both sides equal at a point, the other decimals being exact.

    Where the answer is affine in it that is an expression of the reference's own numbers; where it
    is not, as in ``(1 - s/0.333)**t``, it is found if it is rational.
    """
    names = free_symbols(student) | leaf.names
    point = Sampler(leaf.domain, names).point(SMALL)
    if point is None or any(type(value) is not fmpq for value in point.values()):
        return
    moving = symbol("\N{DIGIT ONE}")
    moved = _replaced(student, {decimal.tree: moving})
    here = {name: rational(int(v.p), int(v.q)) for name, v in point.items()}
    answer, reference = substitute(moved, here), substitute(leaf.tree, here)
    at = [substitute(answer, {moving.args[0]: number}) for number in (ZERO, ONE, integer(2))]
    slope = subtract(at[1], at[0])
    bend = _value(add(at[2], mul(integer(-2), at[1]), at[0]))
    if bend is not None and not isinstance(bend, Infinite) and bend == 0 and _value(slope) != 0:
        yield divide(subtract(reference, at[0]), slope)
        return
    values = Range(lower=decimal.value - decimal.unit, upper=decimal.value + decimal.unit)
    for root in roots(subtract(moved, leaf.tree), moving.args[0], point, values):
        if root.reach == 0:
            yield rational(int(root.at.p), int(root.at.q))
