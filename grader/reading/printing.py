"""Writes trees for people: as text that `grader.reading.text.read` reads back (and as LaTeX)."""

from __future__ import annotations

from typing import Any, Final

from grader.reading.latex import to_latex
from grader.reading.literals import decimal_text
from grader.reading.quotients import as_quotient
from grader.tree import MINUS_ONE, Tree, rational

__all__ = ["decimal_text", "to_latex", "to_text"]

_SUM, _PRODUCT, _UNARY, _POWER, _ATOM = 1, 2, 3, 4, 5
"""How tightly a text holds together."""

_NAMES: Final = {
    "abs": "Abs", "max": "Max", "min": "Min", "mod": "Mod", "rising": "RisingFactorial",
    "falling": "FallingFactorial", "theta": "Theta", "bigo": "O", "omega": "Omega",
    "lambertw": "LambertW", "heaviside": "Heaviside",
}  # fmt: skip
_CONSTANTS: Final = {"pi": "pi", "e": "E", "i": "I", "oo": "oo", "nan": "nan"}
_SIGNS: Final = {"=": "=", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}


def to_text(tree: Tree) -> str:
    """One line of text, which `grader.reading.text.read` reads back to the same value.

    >>> from grader.tree import call, mul, symbol
    >>> to_text(mul(rational(-1, 2), symbol("alpha"), symbol("g")))
    '-alpha*g/2'
    """
    return _text(tree)[0]


def _in(tree: Tree, level: int) -> str:
    text, own = _text(tree)
    return text if own >= level else f"({text})"


def _listed(trees: tuple[Any, ...]) -> str:
    return ", ".join(to_text(tree) for tree in trees)


def _text(tree: Tree) -> tuple[str, int]:
    """The text, and how tightly it holds together."""
    args = tree.args
    match tree.head:
        case "int":
            return str(args[0]), _ATOM if args[0] >= 0 else _UNARY
        case "rational":
            return f"{args[0]}/{args[1]}", _PRODUCT if args[0] >= 0 else _UNARY - 1
        case "decimal":
            text = decimal_text(*args)
            return text, _PRODUCT if "/" in text else _ATOM if args[0] >= 0 else _UNARY
        case "symbol":
            return args[0], _ATOM
        case "constant":
            return _CONSTANTS[args[0]], _ATOM
        case "true" | "false":
            return tree.head.capitalize(), _ATOM
        case "text":
            return args[0], _ATOM
        case "add":
            return _sum_text(args), _SUM
        case "mul":
            return _product_text(args)
        case "pow":
            return _power_text(*args)
    return _structure_text(tree), 0 if tree.head in ("relation", "and", "or", "not") else _ATOM


def _sum_text(terms: tuple[Tree, ...]) -> str:
    text = _in(terms[0], _PRODUCT)
    for term in terms[1:]:
        part = _in(term, _PRODUCT)
        text += f" - {part[1:]}" if part.startswith("-") else f" + {part}"
    return text


def _product_text(factors: tuple[Tree, ...]) -> tuple[str, int]:
    parts = as_quotient(factors)
    if not (parts.is_negative or parts.bottom) and len(parts.top) == 1:
        return _text(parts.top[0])
    text = "*".join(_in(factor, _UNARY) for factor in parts.top) or "1"
    if parts.bottom:
        below = [_in(factor, _POWER) for factor in parts.bottom]
        text += "/" + (below[0] if len(below) == 1 else f"({'*'.join(below)})")
    return f"{'-' if parts.is_negative else ''}{text}", _PRODUCT


def _power_text(base: Tree, exponent: Tree) -> tuple[str, int]:
    if exponent == rational(1, 2):
        return f"sqrt({to_text(base)})", _ATOM
    if exponent == MINUS_ONE:
        return f"1/{_in(base, _POWER)}", _PRODUCT
    return f"{_in(base, _ATOM)}**{_in(exponent, _POWER)}", _POWER


def _structure_text(tree: Tree) -> str:
    args = tree.args
    match tree.head:
        case "call":
            name, *rest = args
            if name == "elementwise":
                return to_text(rest[0])
            return f"{_NAMES.get(name, name)}({_listed(tuple(rest))})"
        case "sum" | "product":
            body, variable, lower, upper = args
            bounds = f"({variable}, {to_text(lower)}, {to_text(upper)})"
            return f"{tree.head.capitalize()}({to_text(body)}, {bounds})"
        case "piecewise":
            pairs = zip(args[::2], args[1::2], strict=True)
            return f"Piecewise({', '.join(f'({_listed(pair)})' for pair in pairs)})"
        case "relation":
            op, left, right = args
            return f"{_in(left, _SUM)} {_SIGNS[op]} {_in(right, _SUM)}"
        case "and" | "or":
            return f" {'&' if tree.head == 'and' else '|'} ".join(
                f"({to_text(part)})" for part in args
            )
        case "not":
            return f"~({to_text(args[0])})"
        case "vector":
            return f"Matrix([{_listed(args)}])"
        case "matrix":
            return f"Matrix([{', '.join(f'[{_listed(row.args)}]' for row in args)}])"
        case "tuple":
            return f"({_listed(args)}{',' * (len(args) == 1)})"
        case "list":
            return f"[{_listed(args)}]"
        case "set":
            return f"FiniteSet({_listed(args)})"
        case "interval":
            lower, upper, left_open, right_open = args
            name = (
                "Interval"
                + {
                    (False, False): "",
                    (True, False): ".Lopen",
                    (False, True): ".Ropen",
                    (True, True): ".open",
                }[(left_open, right_open)]
            )
            return f"{name}({to_text(lower)}, {to_text(upper)})"
    return f"{tree.head}({', '.join(map(str, args))})"
