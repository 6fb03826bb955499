"""exp, and through exp(i x) every circular function.

The exponent is split into rational multiples c m of monomials m; exp(c m) is the power c q of the
generator exp(m/q). Rules:

- exp(c log w) = w^c (principal power; w is not 0 where its logarithm is defined);
- exp(c W(u)) = (u/W(u))^c for integers c, where u is not 0;
- exp(i pi r) is a root of unity for rational r, and (-1)^m for an integer-valued monomial m;
- exp(i k asin u) = (sqrt(1-u^2) + i u)^k and exp(i k atan u) = ((1 + i u)/sqrt(1+u^2))^k for
  integers k (and real u, for atan).
"""

from __future__ import annotations

from fractions import Fraction

from grader.equality.proof import polynomials as po
from grader.equality.proof.exponents import Monomial, monomial_form, monomial_name, split_terms
from grader.equality.proof.factors import never_zero
from grader.equality.proof.generators import Generator, Space
from grader.equality.proof.polynomials import Form, TooHard
from grader.equality.proof.sided import Sign
from grader.equality.proof.signs import signed

MAX_EXPONENT = 60_000


def exponential(space: Space, form: Form) -> Form:
    """exp(form)."""
    result = po.FORM_ONE
    for coefficient, term in split_terms(space, form):
        result = space.mul(result, exponential_of_term(space, coefficient, term))
    return result


def exponential_of_term(space: Space, c: Fraction, term: Monomial) -> Form:
    """exp(c * monomial)."""
    exponents, den = term
    occurring = [i for i, e in enumerate(exponents) if e]
    if den is None:
        special = _special(space, c, exponents, occurring)
        if special is not None:
            return special
    return _generator(space, c, term)


def _special(
    space: Space, c: Fraction, exponents: po.Exponents, occurring: list[int]
) -> Form | None:
    kinds = {space.generators[i].kind: i for i in occurring}
    if len(occurring) == 1 and exponents[occurring[0]] == 1 and "log" in kinds:
        return space.rules["rational power"](space, space.generators[kinds["log"]].data, c)
    if len(occurring) == 1 and "call" in kinds and exponents[kinds["call"]] == 1:
        return _of_lambert(space, c, kinds["call"])
    i = kinds.get("imaginary")
    if i is None or exponents[i] != 1:
        return None
    if len(occurring) == 2 and "angle" in kinds and exponents[kinds["angle"]] == 1:
        angle = kinds["angle"]
        return _turn(space, angle, c) or _part_of_turn(space, c, exponents, angle)
    pi = space.find("pi")
    if pi is None or exponents[pi] != 1:
        return None
    others = tuple(0 if j in (i, pi) else e for j, e in enumerate(exponents))
    if not any(others):
        return space.rules["unity"](space, c)
    whole = all(space.generators[j].integer and e > 0 for j, e in enumerate(others) if e)
    if not whole:
        return None
    if c.denominator == 1:
        return parity(space, others) if c % 2 else po.FORM_ONE
    return _root_generator(space, c, exponents, parity(space, others))


def _of_lambert(space: Space, c: Fraction, i: int) -> Form | None:
    """exp(c W(u)) by what W is defined by."""
    name, arguments = space.generators[i].data
    if name != "lambertw" or c.denominator != 1:
        return None
    (u,) = arguments
    if not never_zero(space, u.num):
        space.exceptions.append(u.num)
    top, bottom = (u, po.unit(i)) if c > 0 else (po.unit(i), u)
    quotient = Form(top.num * bottom.den, top.den * bottom.num)
    return space.canonical(
        Form(*(po.integer_power(space.effort, p, abs(int(c))) for p in quotient))
    )


def parity(space: Space, exponents: po.Exponents) -> Form:
    """(-1)^m for an integer-valued monomial m; its square is 1."""
    odd = tuple(1 if e else 0 for e in exponents)  # n^e has the parity of n
    shape = po.monomial(odd).num
    generator = Generator(
        kind="parity",
        name=f"parity({space.poly_name(shape)})",
        parts=(shape,),
        integer=True,
        degree=2,
        relation=po.FORM_ONE,
        data=(-po.ONE, odd),
    )
    return po.unit(space.adopt(generator))


def _turn(space: Space, angle: int, c: Fraction) -> Form | None:
    """exp(i c angle) for an inverse circular function."""
    if c.denominator != 1:
        return None
    name, argument = space.generators[angle].data
    if name == "atan" and not space.is_real(argument.num, argument.den):
        return None
    side = 1 if c > 0 else -1
    imaginary = space.mul(space.rules["i"](space), space.scale(argument, Fraction(side)))
    square = space.mul(argument, argument)
    half = Fraction(1, 2)
    if name == "asin":
        cosine = space.rules["rational power"](space, space.sub(po.FORM_ONE, square), half)
        return space.power(space.add(cosine, imaginary), abs(int(c)))
    secant = space.rules["rational power"](space, space.add(po.FORM_ONE, square), half)
    value = space.mul(space.add(po.FORM_ONE, imaginary), space.inverse(secant))
    return space.power(value, abs(int(c)))


def _part_of_turn(space: Space, c: Fraction, exponents: po.Exponents, angle: int) -> Form | None:
    """exp(i angle/q) is a generator whose q-th power is exp(i angle)."""
    whole = _turn(space, angle, Fraction(1))
    if whole is None or c.denominator == 1:
        return None
    return _root_generator(space, c, exponents, whole)


def _root_generator(space: Space, c: Fraction, exponents: po.Exponents, whole: Form) -> Form:
    """exp(c m) for a fraction c, as a power of g = exp(m/q) with g^q = exp(m) = whole."""
    term = (exponents, None)
    name = f"exp {monomial_name(space, term)}"
    q = space.refine(name, c.denominator)
    generator = _new(space, name, term, q)
    generator.degree, generator.relation = q, space.canonical(whole)
    i = space.adopt(generator)
    value = space.power(po.unit(i), abs(int(c * q)))
    return value if c > 0 else space.inverse(value)


def _generator(space: Space, c: Fraction, term: Monomial) -> Form:
    name = f"exp {monomial_name(space, term)}"
    q = space.refine(name, c.denominator)
    i = space.find(name)
    if i is None:
        i = space.adopt(_new(space, name, term, q))
    k = int(c * q)
    if abs(k) > MAX_EXPONENT:
        raise TooHard("a multiple in an exponent is too large")
    value = po.GENERATORS[i] ** abs(k)
    return Form(value, po.ONE) if k >= 0 else Form(po.ONE, value)


def _new(space: Space, name: str, term: Monomial, q: int) -> Generator:
    form = monomial_form(term)
    real = space.is_real(form.num, form.den)
    top, bottom = (signed(space, form.num), signed(space, form.den)) if real else (Sign(None),) * 2
    direction = (top.value or 0) * (bottom.value or 0)
    strict = top.strict and bottom.strict
    low, high = (Fraction(0), None) if direction <= 0 else (Fraction(1), None)
    high = Fraction(1) if direction < 0 else high
    return Generator(
        kind="exp",
        name=name,
        parts=(form.num, form.den),
        real=real,
        lower=low if real else None,
        lower_open=strict if direction > 0 else True,
        upper=high,
        upper_open=strict,
        data=(*term, q),
    )
