"""gamma, factorial, binomial and their relatives with symbolic arguments.

- gamma(w+1) = w gamma(w) where w is no pole: the factors stepped over become exceptions unless
  they are provably positive; an argument that depends on integers has to be, else gamma of it is
  only known to be equal for equal arguments;
- gamma(m z) = (2 pi)^((1-m)/2) m^(m z - 1/2) prod_{j<m} gamma(z + j/m), when arguments with
  different multiples of the same direction meet;
- gamma(u) gamma(1-u) = pi/sin(pi u), for arguments that run downwards, off the integers;
- loggamma(u) = log gamma(u) for u > 0;
- (2m)!! = 2^m m! and (2m-1)!! = 2^m gamma(m+1/2)/sqrt(pi) for whole numbers m >= 0.
"""

from __future__ import annotations

from fractions import Fraction
from math import factorial as number_factorial
from math import gcd

from grader.equality.proof import polynomials as po
from grader.equality.proof.floors import ask_for_residues
from grader.equality.proof.generators import AT_INTEGERS, Generator, Refined, Space
from grader.equality.proof.polynomials import Form, TooHard, Vanishes
from grader.equality.proof.signs import form_sign, strict_form_sign

HALF = Fraction(1, 2)
MAX_SHIFT, MAX_NUMBER, MAX_MULTIPLE, MAX_LOWEST = 80, 300, 6, 12


def gamma(space: Space, u: Form) -> Form:
    """The gamma function at u."""
    u = space.canonical(u)
    value = space.rational(u)
    if value is not None:
        return _of_number(space, value)
    positive = strict_form_sign(space, u) == 1
    integral = _depends_on_integers(space, u)
    if integral and not positive:
        space.undefined_where.append(f"{AT_INTEGERS}gamma {space.form_name(u)}")
        return _generator(space, u, positive=False)
    if not positive:
        space.undefined_where.append(f"gamma {space.form_name(u)}")
    if not u.den.is_constant():
        return _generator(space, u, positive=positive)
    moving, start = _split(u)
    if moving.num.leading_coefficient() < 0 and not integral:
        if not positive or _meets_its_mirror(space, moving, downwards=True):
            return _reflected(space, u)
    elif not integral:
        _meets_its_mirror(space, moving, downwards=False)
    multiple = _multiple(space, moving)
    if multiple > 1:
        return _multiplied(space, u, multiple)
    return _shifted(space, moving, start)


def _depends_on_integers(space: Space, u: Form) -> bool:
    return any(space.generators[i].integer for i in space.closure(u.num, u.den))


def _split(u: Form) -> tuple[Form, Fraction]:
    """The part that depends on symbols, and the rational constant."""
    scale = int(u.den.leading_coefficient())
    start = Fraction(int(u.num.to_dict().get(po.NO_EXPONENTS, 0)), scale)
    constant = po.CONTEXT.constant(int(start * scale))
    return Form(u.num - constant, u.den), start


def _of_number(space: Space, value: Fraction) -> Form:
    if value.denominator == 1:
        if value <= 0:
            raise Vanishes("gamma at a pole")
        if value > MAX_NUMBER:
            raise TooHard("a factorial is too large")
        return po.constant(number_factorial(int(value) - 1))
    if abs(value) > MAX_SHIFT:
        raise TooHard("an argument of gamma is too large")
    whole, rest = divmod(value, 1)
    if rest == HALF:
        base = space.rules["rational power"](space, space.rules["pi"](space), HALF)
    elif rest > HALF:
        sine = space.rules["sine"](space, space.scale(space.rules["pi"](space), rest))
        other = space.mul(sine, _generator(space, po.number(1 - rest), positive=True))
        base = space.mul(space.rules["pi"](space), space.inverse(other))
    else:
        base = _generator(space, po.number(rest), positive=True)
    step = Fraction(1)
    for k in range(int(whole)):
        step *= rest + k
    for k in range(-int(whole)):
        step /= rest - k - 1
    return space.scale(base, step)


def _meets_its_mirror(space: Space, moving: Form, *, downwards: bool) -> bool:
    """Whether gammas run both ways along this direction: only then is reflection of any use.

    Raises:
        Refined: it turned out only now, and one that runs downwards was not reflected.
    """
    lowest = space.canonical(moving)
    direction = space.poly_name(lowest.num / (int(lowest.num.content()) * (-1 if downwards else 1)))
    up, down = (f"gamma {way} {direction}" for way in ("up", "down"))
    own, other = (down, up) if downwards else (up, down)
    is_new = own not in space.refinements
    space.refinements[own] = 1
    if is_new and not downwards and other in space.refinements:
        raise Refined
    return other in space.refinements


def _reflected(space: Space, u: Form) -> Form:
    labels = len(space.undefined_where)
    other = gamma(space, space.sub(po.FORM_ONE, u))
    del space.undefined_where[labels:]
    pi = space.rules["pi"](space)
    with space.guarded():
        below = space.mul(space.rules["sine"](space, space.mul(pi, u)), other)
        return space.mul(pi, space.inverse(below))


def _multiple(space: Space, moving: Form) -> int:
    """How many times the common direction of all gammas so far goes into this argument."""
    lowest = space.canonical(moving)
    content = abs(int(lowest.num.content()))
    scale = Fraction(content, int(lowest.den.leading_coefficient()))
    direction = space.poly_name(lowest.num / content)
    fine, coarse = f"gamma denominator {direction}", f"gamma numerator {direction}"
    before = space.refinements.get(fine, 1)
    if before % scale.denominator:
        space.refinements[fine] = before * scale.denominator // gcd(before, scale.denominator)
        space.refinements[coarse] = 0
        raise Refined
    steps = int(scale * before)
    common = space.refinements.get(coarse, 0)
    if common == 0:
        space.refinements[coarse] = common = steps
    elif steps % common:
        space.refinements[coarse] = gcd(steps, common)
        raise Refined
    if steps // common > MAX_MULTIPLE:
        raise TooHard("the arguments of gamma are too different")
    return steps // common


def _multiplied(space: Space, u: Form, m: int) -> Form:
    labels = len(space.undefined_where)
    z = space.scale(u, Fraction(1, m))
    two_pi = space.scale(space.rules["pi"](space), Fraction(2))
    result = space.rules["rational power"](space, two_pi, Fraction(1 - m, 2))
    exponent = space.sub(u, po.number(HALF))
    result = space.mul(result, space.rules["power"](space, po.constant(m), exponent))
    for j in range(m):
        result = space.mul(result, gamma(space, space.add(z, po.number(Fraction(j, m)))))
    del space.undefined_where[labels:]
    return result


def _shifted(space: Space, moving: Form, start: Fraction) -> Form:
    """The value at moving + start by the one at moving + base.

    base = start mod 1, or the least such number that makes the argument provably positive.
    """
    rest = start % 1
    lowest = _lowest_positive(space, moving, rest)
    base = rest + (0 if lowest is None else lowest)
    k = int(start - base)
    if abs(k) > MAX_SHIFT:
        raise TooHard("the arguments of gamma are too far apart")
    argument = space.add(moving, po.number(base))
    result = _generator(space, space.canonical(argument), positive=lowest is not None)
    lowest = lowest if k >= 0 else None  # what is divided by may vanish
    for j in range(k):
        result = space.mul(result, _step(space, space.add(argument, po.constant(j)), lowest))
    with space.guarded():
        for j in range(-k):
            below = _step(space, space.add(argument, po.constant(-j - 1)), lowest)
            result = space.mul(result, space.inverse(below))
    return result


def _step(space: Space, factor: Form, lowest: int | None) -> Form:
    if lowest is None:
        space.exceptions.append(space.canonical(factor).num)
    return factor


def _lowest_positive(space: Space, moving: Form, rest: Fraction) -> int | None:
    for j in range(-MAX_LOWEST, MAX_LOWEST + 1):
        if strict_form_sign(space, space.canonical(space.add(moving, po.number(rest + j)))) == 1:
            return j
    return None


def _generator(space: Space, u: Form, *, positive: bool) -> Form:
    real = space.is_real(u.num, u.den)
    generator = Generator(
        kind="call",
        name=f"gamma[{space.form_name(u)}]",
        parts=(u.num, u.den),
        real=real,
        lower=Fraction(0) if positive and real else None,
        lower_open=True,
        data=("gamma", (u,)),
    )
    return po.unit(space.adopt(generator))


# ---------------------------------------------------------------------------- relatives


def factorial(space: Space, u: Form) -> Form:
    """U! = gamma(u + 1)."""
    return gamma(space, space.add(u, po.FORM_ONE))


def binomial(space: Space, n: Form, k: Form) -> Form:
    """N (n-1) ... (n-k+1)/k! for a number k, else by gamma."""
    value = space.rational(k)
    if value is not None and value.denominator == 1 and 0 <= value <= 40:
        result = po.FORM_ONE
        for j in range(int(value)):
            factor = space.sub(n, po.constant(j))
            result = space.mul(result, space.scale(factor, Fraction(1, j + 1)))
        return result
    below = (space.add(k, po.FORM_ONE), space.add(space.sub(n, k), po.FORM_ONE))
    return _quotient(space, "binomial", (space.add(n, po.FORM_ONE),), below)


def log_gamma(space: Space, u: Form) -> Form:
    """The logarithm of gamma, which is real where u > 0."""
    u = space.canonical(u)
    if strict_form_sign(space, u) != 1:
        return space.rules["opaque"](space, "loggamma", u)
    return space.rules["log"](space, gamma(space, u))


def double_factorial(space: Space, u: Form) -> Form:
    """U!! of a whole number that is provably at least -1.

    Raises:
        NeedsResidues: whether it is even depends on symbols.
    """
    u = space.canonical(u)
    after = space.add(u, po.FORM_ONE)
    if not space.is_integer(u) or form_sign(space, space.canonical(after)) not in (0, 1):
        raise TooHard("a double factorial of what may not be a whole number from -1 on")
    moving, start = _split(u)
    odd = {e: c for e, c in po.terms_of(moving.num) if c % 2}
    if odd:
        ask_for_residues(space, po.from_terms(odd), 2)
    even = start.numerator % 2 == 0
    m = space.scale(u if even else after, HALF)
    powers_of_two = space.rules["power"](space, po.constant(2), m)
    if even:
        return space.mul(powers_of_two, factorial(space, m))
    root = space.rules["rational power"](space, space.rules["pi"](space), HALF)
    value = gamma(space, space.add(m, po.number(HALF)))
    return space.mul(powers_of_two, value, space.inverse(root))


def beta(space: Space, x: Form, y: Form) -> Form:
    """gamma(x) gamma(y)/gamma(x + y)."""
    return _quotient(space, "beta", (x, y), (space.add(x, y),))


def rising(space: Space, x: Form, k: Form) -> Form:
    """X (x+1) ... (x+k-1)."""
    value = space.rational(k)
    if value is not None and value.denominator == 1 and 0 <= value <= 40:
        factors = (space.add(x, po.constant(j)) for j in range(int(value)))
        return space.mul(po.FORM_ONE, *factors)
    return _quotient(space, "rising", (space.add(x, k),), (x,))


def falling(space: Space, x: Form, k: Form) -> Form:
    """X (x-1) ... (x-k+1)."""
    value = space.rational(k)
    if value is not None and value.denominator == 1 and 0 <= value <= 40:
        factors = (space.sub(x, po.constant(j)) for j in range(int(value)))
        return space.mul(po.FORM_ONE, *factors)
    top = space.add(x, po.FORM_ONE)
    return _quotient(space, "falling", (top,), (space.sub(top, k),))


def _quotient(space: Space, name: str, above: tuple[Form, ...], below: tuple[Form, ...]) -> Form:
    labels = len(space.undefined_where)
    result = space.mul(po.FORM_ONE, *(gamma(space, u) for u in above))
    for u in below:
        result = space.mul(result, space.inverse(gamma(space, u)))
    if len(space.undefined_where) > labels:
        arguments = ",".join(space.form_name(space.canonical(u)) for u in (*above, *below))
        integral = any(x.startswith(AT_INTEGERS) for x in space.undefined_where[labels:])
        prefix = AT_INTEGERS if integral else ""
        space.undefined_where[labels:] = [f"{prefix}{name} {arguments}"]
    return result
