"""How statements print numbers, vectors and matrices, and how options are put in order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from grader.spec import Option

Number = int | Fraction


def rational(value: Number) -> Any:
    """The SymPy number of an exact one."""
    import sympy as sp  # takes longer to load than most statements to write

    value = Fraction(value)
    return sp.Rational(value.numerator, value.denominator)


def tex(value: Any) -> str:
    r"""A number or SymPy expression in LaTeX.

    >>> tex(Fraction(-1, 10)), tex(-3)
    ('- \\frac{1}{10}', '-3')
    """
    if isinstance(value, int | Fraction):
        return _tex_number(Fraction(value))
    import sympy as sp

    return str(sp.latex(value))


def _tex_number(value: Fraction) -> str:
    """An exact number as SymPy writes it."""
    if value.denominator == 1:
        return str(value.numerator)
    sign = "- " if value < 0 else ""
    return rf"{sign}\frac{{{abs(value.numerator)}}}{{{value.denominator}}}"


def plain(value: Number) -> str:
    """A number as one types it.

    >>> plain(Fraction(-1, 10)), plain(3)
    ('-1/10', '3')
    """
    return str(Fraction(value))


def tex_vector(values: Iterable[Any]) -> str:
    r"""A row of numbers.

    >>> tex_vector([1, Fraction(1, 2)])
    '\\left(1,\\ \\frac{1}{2}\\right)'
    """
    return r"\left(" + r",\ ".join(tex(value) for value in values) + r"\right)"


def tex_matrix(rows: Iterable[Iterable[Any]]) -> str:
    r"""A matrix, row by row.

    >>> tex_matrix([[1, 0], [0, 2]])
    '\\begin{bmatrix}1 & 0 \\\\ 0 & 2\\end{bmatrix}'
    """
    body = r" \\ ".join(" & ".join(tex(value) for value in row) for row in rows)
    return rf"\begin{{bmatrix}}{body}\end{{bmatrix}}"


def plain_list(values: Iterable[Number]) -> str:
    """A list as one types it.

    >>> plain_list([1, Fraction(1, 10)])
    '[1, 1/10]'
    """
    return f"[{', '.join(plain(value) for value in values)}]"


def options(texts: Mapping[str, str], order: Sequence[str]) -> tuple[Option, ...]:
    """The options of these ids, in this order."""
    return tuple(Option(name, texts[name]) for name in order)


def at_step(names: Mapping[str, str], *steps: str) -> dict[str, str]:
    """Other spellings of letters that a statement writes without the step: ``w_t``, ``w_{t-1}``.

    >>> at_step({"m": "m"}, "t", "t-1")
    {'m_t': 'm', 'm_{t}': 'm', 'm_{t-1}': 'm'}
    """
    return {
        spelling: name
        for letter, name in names.items()
        for step in steps
        for spelling in (
            (f"{letter}_{step}", f"{letter}_{{{step}}}")
            if len(step) == 1
            else (f"{letter}_{{{step}}}",)
        )
    }
