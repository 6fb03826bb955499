"""From our own objects to trees: references and mistakes that authors write in SymPy or Python.

Never used on what a student gave: what came out of a sandbox is read by `grader.reading.typed`.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Final

import numpy as np
import sympy
from sympy.core.function import AppliedUndef

from grader.errors import GraderError
from grader.reading.arrays import as_matrix
from grader.reading.lexicon import ONE_ARGUMENT, PLAIN_CONSTANTS, RELATIONS, TWO_ARGUMENTS
from grader.reading.literals import float_tree
from grader.tree import (
    FALSE,
    TRUE,
    Tree,
    add,
    call,
    integer,
    mul,
    negative,
    power,
    rational,
    relation,
    symbol,
)

_FUNCTIONS: Final = {
    **ONE_ARGUMENT,
    **TWO_ARGUMENTS,
    "log": "log",
    "Max": "max",
    "Min": "min",
    "Heaviside": "heaviside",
}
"""Our name of a function by the name of SymPy's class."""
_CONSTANTS: Final[dict[Any, Tree]] = {
    sympy.pi: PLAIN_CONSTANTS["pi"],
    sympy.E: PLAIN_CONSTANTS["e"],
    sympy.I: PLAIN_CONSTANTS["i"],
    sympy.oo: PLAIN_CONSTANTS["oo"],
    -sympy.oo: PLAIN_CONSTANTS["-oo"],
    sympy.nan: PLAIN_CONSTANTS["nan"],
    sympy.true: TRUE,
    sympy.false: FALSE,
}


def from_sympy(value: Any) -> Tree:
    """The tree of one of our objects.

    Args:
        value: A SymPy expression, relation, condition, matrix, set or sum; a Python or NumPy
            number; a `Fraction`; a list, tuple, set or array of these; a ``str``, which becomes
            ``text``; a `Tree`, which stays.

    Raises:
        GraderError: an object that no tree stands for.

    >>> from grader.reading.printing import to_text
    >>> to_text(from_sympy(sympy.Symbol("x") / 2))
    'x/2'
    """
    if isinstance(value, Tree):
        return value
    if isinstance(value, sympy.MatrixBase):  # before Basic: some matrices are both
        return as_matrix(
            Tree("list", tuple(Tree("list", tuple(map(from_sympy, row))) for row in value.tolist()))
        )
    if isinstance(value, sympy.Basic):  # nearly always
        return _from_basic(value)
    plain = _from_python(value)
    if plain is not None:
        return plain
    raise GraderError(
        f"A {type(value).__name__} is no answer that a solution can give; "
        "a SymPy expression, a number, a list or a text is."
    )


def _from_python(value: Any) -> Tree | None:
    match value:
        case bool() | np.bool_():
            return TRUE if value else FALSE
        case str():
            return Tree("text", (value,))
        case int() | np.integer():
            return integer(int(value))
        case float() | np.floating():
            return float_tree(repr(float(value)))
        case complex() | np.complexfloating():
            number = complex(value)
            imaginary = mul(float_tree(repr(number.imag)), PLAIN_CONSTANTS["i"])
            return add(float_tree(repr(number.real)), imaginary)
        case Fraction():
            return rational(value.numerator, value.denominator)
        case np.ndarray():
            return _from_array(value)
        case list() | tuple():
            return Tree(type(value).__name__, tuple(map(from_sympy, value)))
        case set() | frozenset():
            return Tree("set", tuple(sorted(map(from_sympy, value), key=repr)))
    return None


def _from_array(array: np.ndarray[Any, Any]) -> Tree:
    if array.ndim == 0:
        return from_sympy(array.item())
    if array.ndim > 2:
        raise GraderError("An array of more than two dimensions is no answer.")
    return as_matrix(_nested(array.tolist()))


def _nested(value: Any) -> Tree:
    if isinstance(value, list):
        return Tree("list", tuple(map(_nested, value)))
    return from_sympy(value)


def _from_basic(value: Any) -> Tree:
    if value in _CONSTANTS:
        return _CONSTANTS[value]
    match value:
        case sympy.Symbol():
            return symbol(value.name)
        case sympy.Integer() | sympy.Rational():
            return rational(int(value.p), int(value.q))
        case sympy.Float():
            return float_tree(repr(float(value)) if value._prec <= 53 else str(value))
        case sympy.Add():
            return add(*map(from_sympy, value.args))
        case sympy.Mul():
            return mul(*map(from_sympy, value.args))
        case sympy.Pow():
            return power(from_sympy(value.base), from_sympy(value.exp))
        case sympy.core.relational.Relational():
            return relation(
                RELATIONS[type(value).__name__], from_sympy(value.lhs), from_sympy(value.rhs)
            )
    return _from_function(value) or _from_structure(value)


def _from_function(value: Any) -> Tree | None:
    name = type(value).__name__
    arguments = tuple(value.args)
    if isinstance(value, AppliedUndef):
        return call(name, *map(from_sympy, arguments))
    if name in _FUNCTIONS and isinstance(value, sympy.Basic):
        if name == "Heaviside" and len(arguments) == 2:
            arguments = arguments[:1]
        if name == "zeta" and len(arguments) == 2 and arguments[1] == 1:
            arguments = arguments[:1]
        return call(_FUNCTIONS[name], *map(from_sympy, arguments))
    match value:
        case sympy.polygamma() if value.args[0] == 0:
            return call("digamma", from_sympy(value.args[1]))
        case sympy.GoldenRatio:
            return from_sympy((1 + sympy.sqrt(5)) / 2)
        case sympy.EulerGamma:
            return negative(call("digamma", integer(1)))
    return None


def _from_structure(value: Any) -> Tree:
    match value:
        case sympy.Piecewise():
            parts = [part for pair in value.args for part in (pair.expr, pair.cond)]
            return Tree("piecewise", tuple(map(from_sympy, parts)))
        case sympy.Sum() | sympy.Product():
            head = "sum" if isinstance(value, sympy.Sum) else "product"
            body = from_sympy(value.function)
            for variable, lower, upper in value.limits:
                body = Tree(head, (body, variable.name, from_sympy(lower), from_sympy(upper)))
            return body
        case sympy.And() | sympy.Or():
            head = "and" if isinstance(value, sympy.And) else "or"
            parts = sorted(value.args, key=sympy.default_sort_key)
            return Tree(head, tuple(map(from_sympy, parts)))
        case sympy.Not():
            return Tree("not", (from_sympy(value.args[0]),))
        case sympy.FiniteSet():
            return Tree("set", tuple(map(from_sympy, value.args)))
        case sympy.EmptySet:
            return Tree("set", ())
        case sympy.Interval():
            ends = (from_sympy(value.start), from_sympy(value.end))
            return Tree("interval", (*ends, bool(value.left_open), bool(value.right_open)))
        case sympy.Tuple():
            return Tree("tuple", tuple(map(from_sympy, value.args)))
        case sympy.MatrixSymbol():
            return symbol(value.name)
        case sympy.Indexed() if len(value.indices) == 1 and value.indices[0].is_Integer:
            return symbol(f"{value.base.label}{int(value.indices[0]) + 1}")
        case sympy.Order():
            return call("bigo", from_sympy(value.expr))
    raise GraderError(
        f"{type(value).__name__} in {value} has no place in an answer; "
        "evaluate it (.doit()) or write it with known functions."
    )
