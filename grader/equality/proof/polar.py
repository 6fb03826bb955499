"""Complex constants whose argument is a rational multiple of pi: w = v exp(i pi q) with v > 0."""

from __future__ import annotations

from fractions import Fraction

from grader.equality.proof.complexes import is_real
from grader.equality.proof.enclosures import (
    form_value,
    is_constant,
    precision,
    sign_of_constant_form,
)
from grader.equality.proof.generators import Space
from grader.equality.proof.polynomials import Form, TooHard

MAX_DENOMINATOR = 24


def polar(space: Space, w: Form) -> tuple[Form, Fraction] | None:
    """(v, q) with w = v exp(i pi q), v > 0 and -1 < q <= 1; ``None`` for any other form.

    The ball of arg(w)/pi proposes q. It is right if w exp(-i pi q) is real and positive.
    """
    if not (is_constant(space, w.num) and is_constant(space, w.den)):
        return None
    try:
        with precision(96):
            value = form_value(space, w, {}, {})
            turns = (value.arg() / value.arg().pi()).mid()
    except TooHard:
        return None
    if not turns.is_finite():
        return None
    q = Fraction(float(turns)).limit_denominator(MAX_DENOMINATOR)
    if abs(float(turns) - float(q)) > 1e-12 or not -1 < q <= 1:
        return None
    v = space.canonical(space.mul(w, space.rules["unity"](space, -q)))
    if not is_real(space, v) or sign_of_constant_form(space, v) != 1:
        return None
    return v, q
