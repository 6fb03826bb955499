"""Problem 12: the update is written down, expanded, and averaged."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import sympy as sp

from problems.multiplicative_updates import Params

PHI, G = sp.symbols("Phi g", real=True)
ETA, EPS = sp.symbols("eta eps", positive=True)
SIZE = sp.Symbol("size", positive=True)
LOSS = sp.Symbol("L", positive=True)

FACTORS: Mapping[str, Any] = {
    "largest": sp.Max(EPS, sp.Abs(PHI)),
    "sum": EPS + sp.Abs(PHI),
    "root": sp.sqrt(EPS**2 + PHI**2),
}


def update(params: Params) -> Any:
    """The new value."""
    return PHI - ETA * FACTORS[params.factor] * G


def growth_of_log(params: Params) -> Any:
    """The exact change of ``ln|Phi|`` where eps does not matter."""
    sign = -1 if params.negative else 1
    factor = FACTORS[params.factor].subs({PHI: sign * SIZE, EPS: 0})
    new = sign * SIZE - ETA * factor * G
    return sp.log(sp.expand(new / (sign * SIZE)))


def log_form(params: Params) -> Any:
    """Its expansion in the step size."""
    return sp.series(growth_of_log(params), ETA, 0, params.order + 1).removeO()


def purpose(params: Params) -> str:
    """What changes when eps becomes zero.

    Raises:
        ArithmeticError: If the sign can change without it, or 0 is not left with it.
    """
    ratio = sp.exp(growth_of_log(params))  # new over old, without eps
    keeps_sign = all(
        (ratio.subs({ETA: sp.Rational(1, 10), G: slope}) > 0) == sp.true for slope in (-9, -1, 1, 9)
    )
    leaves_zero = sp.simplify(update(params).subs(PHI, 0)) != 0
    if not (keeps_sign and leaves_zero):
        raise ArithmeticError("The small number is not what lets an entry change its sign.")
    return "crossing"


def word(params: Params) -> str:
    """A scale that is the same for all samples comes out of the mean."""
    scale = {
        "own": FACTORS[params.factor],
        "sample": sp.Max(EPS, sp.Abs(G)),
        "fixed": sp.Symbol("c", positive=True),
        "loss": LOSS,
    }[params.scale]
    return "no" if scale.free_symbols & {G, LOSS} else "yes"


@lru_cache(maxsize=64)
def reference(params: Params) -> dict[str, Any]:
    """By part."""
    return {
        "update": update(params),
        "sign_crossing": purpose(params),
        "log_form": log_form(params),
        "is_stationary": word(params),
    }
