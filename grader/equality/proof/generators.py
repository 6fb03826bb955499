"""What the variables of a `Form` stand for, and the algebraic relations that hold between them.

A `Space` maps each distinct symbol, exponential, root, logarithm, ... of a proof (a *generator*)
to one variable. A polynomial identity between generators is an identity between functions,
wherever every generator is defined: relations only have to be true, never complete. Because they
are not complete, a polynomial that is not zero can still stand for the zero function; what is
divided by is therefore written down in `Space.poles` and what a rule steps over in
`Space.exceptions`, and `grader.equality.proof.exclusions` examines both before anything is proved.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from hashlib import blake2b
from math import lcm
from typing import Any

from grader.equality.domain import Domain
from grader.equality.proof import polynomials as po
from grader.equality.proof.polynomials import Effort, Form, Poly, TooHard, Vanishes
from grader.equality.proof.variables import Generator, Refined, Snapshot

__all__ = ["AT_INTEGERS", "IDEMPOTENT", "Generator", "Refined", "Rule", "Snapshot", "Space"]

Rule = Callable[..., Form]

MAX_NAME = 300

AT_INTEGERS = "at integers: "
"""How the label of a set begins, on which a tree may be undefined, that is no null set."""

IDEMPOTENT = ("sign", "parity")
"""Kinds with g^2 = 1: they make zero divisors, so they may not stay in a denominator."""


@dataclass(slots=True)
class Space:
    """The generators of one proof.

    Attributes:
        domain: Of the symbols, all scalar.
        effort: Shared with every other attempt at the same proof.
        rules: Rule by name; lets rule modules use each other without import cycles.
        refinements: Denominator of the exponents of each root or exponential, by name.
        assumed: Signs of polynomials that a case split assumes, by name.
        complex_parts: Whether a complex symbol is written as real and imaginary part.
        generators: By index.
        poles: Polynomials that a tree divided by or took the logarithm of (it is undefined where
            they vanish), with a label.
        exceptions: Polynomials where a rule may fail though the tree is defined.
    """

    domain: Domain
    effort: Effort
    rules: dict[str, Rule]
    refinements: dict[str, int] = field(default_factory=dict)
    assumed: dict[str, int] = field(default_factory=dict)
    complex_parts: bool = False
    generators: list[Generator] = field(default_factory=list)
    poles: list[Poly] = field(default_factory=list)
    exceptions: list[Poly] = field(default_factory=list)
    undefined_where: list[str] = field(default_factory=list)
    memory: dict[tuple[str, Any], Any] = field(default_factory=dict)
    _index: dict[str, int] = field(default_factory=dict)
    _related: list[int] = field(default_factory=list)

    # ------------------------------------------------------------------ generators

    def find(self, name: str) -> int | None:
        """The index of the generator of that name, if there is one."""
        return self._index.get(name)

    def adopt(self, generator: Generator) -> int:
        """The index of the generator of this name, added if it is new."""
        index = self._index.get(generator.name)
        if index is not None:
            return index
        index = len(self.generators)
        if index >= po.HELPER:
            raise TooHard("there are too many different functions")
        self.generators.append(generator)
        self._index[generator.name] = index
        if generator.degree:
            self._related.append(index)
        return index

    def rename(self, name: str, index: int) -> None:
        """Let another name stand for an existing generator."""
        self._index[name] = index

    def refine(self, name: str, denominator: int) -> int:
        """The common denominator of the exponents of a root or exponential.

        Raises:
            Refined: the generator exists already and is too coarse.
        """
        known = self.refinements.get(name, 1)
        if known % denominator == 0:
            return known
        self.refinements[name] = finer = lcm(known, denominator)
        if finer > 5_040:
            raise TooHard("an exponent's denominator is too large")
        if name in self._index:
            raise Refined
        return finer

    def snapshot(self) -> Snapshot:
        """To return to with `rollback`."""
        known = dict(self.refinements), len(self.exceptions), dict(self.memory)
        return Snapshot(len(self.generators), *known)

    def rollback(self, to: Snapshot) -> None:
        """Forget everything that came after the snapshot."""
        if len(self.generators) > to.generators:
            del self.generators[to.generators :]
            self._index = {n: i for n, i in self._index.items() if i < to.generators}
            self._related = [i for i in self._related if i < to.generators]
        self.memory = dict(to.memory)
        self.refinements.clear()
        self.refinements.update(to.refinements)
        self.poles.clear()
        del self.exceptions[to.exceptions :]
        self.undefined_where.clear()

    @contextmanager
    def guarded(self) -> Iterator[None]:
        """What is divided by inside is an exception, not a pole: a branch may not be taken."""
        start, labels = len(self.poles), len(self.undefined_where)
        yield
        self.exceptions.extend(self.poles[start:])
        del self.poles[start:]
        if len(self.undefined_where) > labels:
            raise TooHard("a branch may be undefined")

    def remember(self, kind: str, p: Poly, compute: Callable[[], Any]) -> Any:
        """compute(), once for each polynomial."""
        key = (kind, po.layout(p))
        if key not in self.memory:
            self.memory[key] = compute()
        return self.memory[key]

    # ------------------------------------------------------------------ names

    def poly_name(self, p: Poly) -> str:
        """A name of the polynomial that does not depend on the numbering.

        A long one is replaced by its digest: names hold names, and would double with every level.
        """
        self.effort.spend(10 + 3 * len(p))
        terms = []
        for exponents, coefficient in po.terms_of(p):
            factors = [f"{coefficient}"]
            for i, e in enumerate(exponents):
                if e:
                    factors.append(f"{self.generators[i].name}^{e}")
            terms.append("*".join([factors[0], *sorted(factors[1:])]))
        name = "(" + "+".join(sorted(terms)) + ")"
        if len(name) <= MAX_NAME:
            return name
        return blake2b(name.encode(), digest_size=20).hexdigest()

    def form_name(self, form: Form) -> str:
        """Likewise for a fraction (in lowest terms)."""
        if form.den.is_one():
            return self.poly_name(form.num)
        return f"{self.poly_name(form.num)}/{self.poly_name(form.den)}"

    # ------------------------------------------------------------------ arithmetic

    def add(self, *forms: Form) -> Form:
        """The sum."""
        total = forms[0]
        for form in forms[1:]:
            total = po.plus(self.effort, total, form)
        return total

    def sub(self, u: Form, v: Form) -> Form:
        """The difference u - v."""
        return po.plus(self.effort, u, po.minus(v))

    def mul(self, *forms: Form) -> Form:
        """The product."""
        total = forms[0]
        for form in forms[1:]:
            total = po.times(self.effort, total, form)
        return total

    def scale(self, form: Form, value: Fraction) -> Form:
        """Value * form."""
        return Form(form.num * value.numerator, form.den * value.denominator)

    def canonical(self, form: Form) -> Form:
        """Reduced by all relations, in lowest terms."""
        return po.lowest_terms(self.effort, self.reduce(form))

    def rational(self, form: Form) -> Fraction | None:
        """The value of a form that is a rational number."""
        num, den = self.canonical(form)
        if not (num.is_constant() and den.is_constant()):
            return None
        value = 0 if num.is_zero() else int(num.leading_coefficient())
        return Fraction(value, int(den.leading_coefficient()))

    def inverse(self, form: Form) -> Form:
        """1 / form; where it vanishes becomes a pole.

        Raises:
            Vanishes: the form is zero everywhere.
        """
        form = self.canonical(form)
        if form.num.is_zero():
            raise Vanishes("a denominator is zero everywhere")
        if not form.num.is_constant():
            self.poles.append(form.num)
        if not form.den.is_constant():
            self._mark_reciprocals(form.den)
        return self._free_of_idempotents(Form(form.den, form.num))

    def _mark_reciprocals(self, den: Poly) -> None:
        """1/gamma is zero at gamma's poles: dividing by it leaves a hole there."""
        for i in po.used(den):
            generator = self.generators[i]
            if (
                generator.kind == "call"
                and generator.data[0] == "gamma"
                and generator.lower is None
            ):
                whole = any(self.generators[j].integer for j in self.ancestors(i))
                prefix = AT_INTEGERS if whole else ""
                self.undefined_where.append(f"{prefix}reciprocal {generator.name}")

    def power(self, form: Form, k: int) -> Form:
        """Form ** k for any integer k."""
        if k == 0:
            return po.FORM_ONE
        if k < 0:
            form, k = self.inverse(form), -k
        if k == 1:
            return form
        num, den = self.canonical(form)
        power = po.integer_power
        return Form(power(self.effort, num, k), power(self.effort, den, k))

    def _free_of_idempotents(self, form: Form) -> Form:
        """Multiply by conjugates until no sign and no parity is left in the denominator.

        One that is zero nowhere may keep them: then a zero numerator is all that a proof needs.
        """
        num, den = form
        if self._has_idempotents(den) and self.rules["strict sign"](self, den) != po.FORM_ZERO:
            return form
        for i in self._related:
            if self.generators[i].kind not in IDEMPOTENT or not po.degrees(den)[i]:
                continue
            other = po.replace(den, {i: -po.GENERATORS[i]})
            self.effort.check_product(num, other)
            self.effort.check_product(den, other)
            num, (den, scale) = num * other, self.reduce_poly(den * other)
            num = num * scale
            if den.is_zero():
                raise TooHard("a denominator is a zero divisor")
            self.exceptions.append(other)
        return Form(num, den)

    def _has_idempotents(self, p: Poly) -> bool:
        return any(self.generators[i].kind in IDEMPOTENT for i in po.used(p))

    # ------------------------------------------------------------------ relations

    def reduce(self, form: Form) -> Form:
        """Apply every relation to numerator and denominator."""
        if not self._related:
            return form
        num, num_den = self.reduce_poly(form.num)
        den, den_den = self.reduce_poly(form.den)
        if den.is_zero():
            raise Vanishes("a denominator reduces to zero")
        if not (num_den.is_one() and den_den.is_one()):
            num, den = num * den_den, den * num_den
        return self._rational_monomial(Form(num, den)) if len(den) == 1 else Form(num, den)

    def _rational_monomial(self, form: Form) -> Form:
        """Move roots out of a denominator of one term."""
        num, den = form
        exponents = po.exponents_of(den)
        changed = False
        for i in self._related:
            generator = self.generators[i]
            if exponents[i] and generator.relation is not None:
                missing = generator.degree - exponents[i]
                self.effort.check_product(num, generator.relation.den)
                num = num * po.GENERATORS[i] ** missing * generator.relation.den
                den = den / po.GENERATORS[i] ** exponents[i] * generator.relation.num
                changed = True
        if not changed:
            return form
        num, scale = self.reduce_poly(num)
        den, den_scale = self.reduce_poly(den)
        if den.is_zero():
            raise Vanishes("a denominator reduces to zero")
        return Form(num * den_scale, den * scale)

    def reduce_poly(self, p: Poly) -> tuple[Poly, Poly]:
        """(r, d) with p = r/d by the relations, and every relation used up in r."""
        scale = po.ONE
        if p is po.ONE or not self._related:
            return p, scale
        top = po.degrees(p)
        for i in reversed(self._related):
            generator = self.generators[i]
            if top[i] < generator.degree:
                continue
            if generator.kind == "unity":
                p = self._reduce_unity(p, i, generator.data)
            else:
                p, factor = self._reduce_one(p, i, generator)
                scale = scale * factor
            top = po.degrees(p)
        return p, scale

    def _reduce_one(self, p: Poly, i: int, generator: Generator) -> tuple[Poly, Poly]:
        relation = generator.relation or po.FORM_ONE
        self.effort.spend(20 + 4 * len(p))
        parts: dict[int, dict[po.Exponents, Any]] = {}
        for exponents, coefficient in po.terms_of(p):
            times, rest = divmod(exponents[i], generator.degree)
            lowered = (*exponents[:i], rest, *exponents[i + 1 :])
            parts.setdefault(times, {})[lowered] = coefficient
        highest = max(parts)
        total = po.ZERO
        for times, terms in parts.items():
            num = po.integer_power(self.effort, relation.num, times)
            den = po.integer_power(self.effort, relation.den, highest - times)
            part = po.from_terms(terms)
            self.effort.check_product(part, num)
            part = part * num
            self.effort.check_product(part, den)
            total = total + part * den
        if len(total) > self.effort.terms:
            raise TooHard("a polynomial has too many terms")
        return total, po.integer_power(self.effort, relation.den, highest)

    def _reduce_unity(self, p: Poly, i: int, order: int) -> Poly:
        """For a root of unity g: g^order = 1, then divide by its monic minimal polynomial."""
        terms: dict[po.Exponents, Any] = {}
        for exponents, coefficient in po.terms_of(p):
            lowered = (*exponents[:i], exponents[i] % order, *exponents[i + 1 :])
            terms[lowered] = terms.get(lowered, 0) + coefficient
        p = po.from_terms(terms)
        relation = self.generators[i].relation or po.FORM_ONE
        self.effort.spend(20 + len(p) * order)
        return divmod(p, po.GENERATORS[i] ** self.generators[i].degree - relation.num)[1]

    # ------------------------------------------------------------------ dependence

    def depends(self, i: int, on: int) -> bool:
        """Whether generator i is computed from generator `on`, or is it."""
        return i == on or on in self.ancestors(i)

    def ancestors(self, i: int) -> frozenset[int]:
        """Every generator that generator i is computed from."""
        key = ("ancestors", i)
        if key not in self.memory:
            found: set[int] = set()
            for part in self.generators[i].parts:
                for j in po.used(part):
                    if j != i:
                        found |= {j} | self.ancestors(j)
            self.memory[key] = frozenset(found)
        known: frozenset[int] = self.memory[key]
        return known

    def closure(self, *polys: Poly) -> frozenset[int]:
        """Every generator that occurs in the polynomials, or in what those are computed from."""
        found: set[int] = set()
        for p in polys:
            for i in po.used(p):
                found |= {i} | self.ancestors(i)
        return frozenset(found)

    def is_real(self, *polys: Poly) -> bool:
        """Whether every generator that occurs is real."""
        return all(self.generators[i].real for p in polys for i in po.used(p))

    def is_integer(self, form: Form) -> bool:
        """Whether the form is a polynomial with integer coefficients in integers."""
        num, den = self.canonical(form)
        return den.is_one() and self.all_integer(num)

    def all_integer(self, p: Poly) -> bool:
        """Whether every generator that occurs is an integer."""
        return all(self.generators[i].integer for i in po.used(p))

    def varies_over_integers(self, i: int) -> bool:
        """Whether generator i depends on an integer: then no slice of it is a null set."""
        return any(self.generators[j].integer for j in self.ancestors(i) | {i})
