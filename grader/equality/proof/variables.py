"""What one variable of a `Form` stands for, and how far a space of them had been filled."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from grader.equality.proof.polynomials import Form, Poly


class Refined(Exception):
    """A generator has to be a finer root than it was: start again with the recorded refinement."""


@dataclass(slots=True, kw_only=True)
class Generator:
    """A function of the symbols that a variable stands for.

    Attributes:
        kind: ``symbol bound constant imaginary unity exp root log sign parity power angle floor
            call sum``.
        name: Says what it is, whatever the numbering of the variables.
        parts: Polynomials it is computed from.
        real: Whether its values are real, wherever it is defined.
        integer: Whether its values are integers.
        lower: Lower bound of its values, if one is known.
        upper: Upper bound, if one is known.
        lower_open: Whether the bound itself is never reached.
        upper_open: Likewise.
        degree: The relation is g^degree = relation; 0 without one.
        relation: See `degree`.
        data: What the kind's own module needs to know.
    """

    kind: str
    name: str
    parts: tuple[Poly, ...] = ()
    real: bool = True
    integer: bool = False
    lower: Fraction | None = None
    upper: Fraction | None = None
    lower_open: bool = False
    upper_open: bool = False
    degree: int = 0
    relation: Form | None = None
    data: Any = None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """How far a space had been filled."""

    generators: int
    refinements: dict[str, int]
    exceptions: int
    memory: dict[tuple[str, Any], Any]
