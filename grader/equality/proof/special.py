"""Functions without algebra of their own: equal arguments give equal values, and little more."""

from __future__ import annotations

from fractions import Fraction

from grader.equality.proof import polynomials as po
from grader.equality.proof.circular import arctangent
from grader.equality.proof.complexes import is_real
from grader.equality.proof.exponents import monomial_form
from grader.equality.proof.generators import Generator, Space
from grader.equality.proof.polynomials import Form, TooHard
from grader.equality.proof.signs import form_sign, strict_form_sign

KNOWN = frozenset(("digamma", "zeta", "loggamma", "erf", "lambertw", "arg", "gamma"))
REAL_ON_REALS = frozenset(("erf", "gamma", "digamma", "zeta"))


def opaque(space: Space, name: str, *arguments: Form) -> Form:
    """A function of which only is known that equal arguments have equal values."""
    forms = tuple(space.canonical(u) for u in arguments)
    i = _same(space, name, forms)
    if i is not None:
        return po.unit(i)
    real = all(space.is_real(u.num, u.den) for u in forms)
    generator = Generator(
        kind="call",
        name=f"{name}[{';'.join(space.form_name(u) for u in forms)}]",
        parts=tuple(p for u in forms for p in u),
        real=real and (name in REAL_ON_REALS or name.startswith("declared ")),
        data=(name, forms),
    )
    return po.unit(space.adopt(generator))


def _same(space: Space, name: str, forms: tuple[Form, ...]) -> int | None:
    """An application of the function to arguments that are equal, in whatever form."""
    for i, generator in enumerate(space.generators):
        if generator.kind != "call" or generator.data[0] != name:
            continue
        known = generator.data[1]
        if len(known) == len(forms) and all(
            u == v or space.canonical(space.sub(u, v)).num.is_zero()
            for u, v in zip(known, forms, strict=True)
        ):
            return i
    return None


def error_function(space: Space, u: Form) -> Form:
    """erf, which is odd."""
    u = space.canonical(u)
    if u.num.is_zero():
        return po.FORM_ZERO
    if u.num.leading_coefficient() < 0:
        return po.minus(opaque(space, "erf", po.minus(u)))
    return opaque(space, "erf", u)


def complementary_error_function(space: Space, u: Form) -> Form:
    """Erfc = 1 - erf."""
    return space.sub(po.FORM_ONE, error_function(space, u))


def lambert(space: Space, u: Form) -> Form:
    """LambertW: W(w exp w) = w for real w >= -1, the range of the principal branch.

    What it is defined by, W(u) exp W(u) = u, is a rule of the exponential.
    """
    u = space.canonical(u)
    if u.num.is_zero():
        return po.FORM_ZERO
    for w in _candidates(space, u):
        product = space.mul(w, space.rules["exp"](space, w))
        same = space.canonical(space.sub(product, u)).num.is_zero()
        if same and form_sign(space, space.canonical(space.add(w, po.FORM_ONE))) in (0, 1):
            return w
    value = opaque(space, "lambertw", u)
    i = po.single_generator(value.num)
    if i is not None and form_sign(space, u) == 1:
        generator = space.generators[i]
        generator.real, generator.lower = True, Fraction(0)
        generator.lower_open = strict_form_sign(space, u) == 1
    return value


def _candidates(space: Space, u: Form) -> list[Form]:
    """Exponents of the exponentials in u = w exp(w)."""
    if not space.is_real(u.num, u.den):
        return []
    found = []
    total = po.FORM_ZERO
    for p, side in ((u.num, 1), (u.den, -1)):
        for factor, k in po.irreducible_factors(space.effort, p)[1]:
            i = po.single_generator(factor)
            if i is not None and space.generators[i].kind == "exp":
                exponents, den, q = space.generators[i].data
                term = space.scale(monomial_form((exponents, den)), Fraction(side * k, q))
                total = space.add(total, term)
    if not total.num.is_zero():
        found.append(space.canonical(total))
    log = _logarithm_candidate(space, u)
    return found + ([log] if log is not None else [])


def _logarithm_candidate(space: Space, u: Form) -> Form | None:
    """The w = log x of x log x = w exp w."""
    for i in po.used(u.num):
        generator = space.generators[i]
        if generator.kind == "log" and generator.real:
            return po.unit(i)
    return None


def argument(space: Space, u: Form) -> Form:
    """arg: 0 for positive numbers, pi for negative ones."""
    if is_real(space, u):
        value = strict_form_sign(space, space.canonical(u))
        if value == 1:
            return po.FORM_ZERO
        if value == -1:
            return space.rules["pi"](space)
    return opaque(space, "arg", u)


def angle_of_point(space: Space, y: Form, x: Form) -> Form:
    """atan2(y, x) = atan(y/x) in the right half plane."""
    if strict_form_sign(space, space.canonical(x)) == 1 and is_real(space, y):
        return arctangent(space, space.mul(y, space.inverse(x)))
    raise TooHard("an angle in an unknown quadrant")
