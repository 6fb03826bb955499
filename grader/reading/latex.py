# ruff: noqa: SIM905 - lists of words read best as words
"""Writes trees as LaTeX, for pages and hints."""

from __future__ import annotations

import re
from typing import Any, Final

from grader.reading.characters import GREEK_NAMES
from grader.reading.literals import decimal_text
from grader.reading.quotients import as_quotient, inverted
from grader.tree import Tree, rational

_SUM, _PRODUCT, _POWER, _ATOM = 1, 2, 3, 4
_OPERATORS: Final = frozenset(
    """exp sin cos tan cot sec csc sinh cosh tanh coth log max min arg det""".split()
)
_NAMED: Final = {
    "asin": "\\arcsin", "acos": "\\arccos", "atan": "\\arctan", "gamma": "\\Gamma",
    "theta": "\\Theta", "omega": "\\Omega", "bigo": "O", "zeta": "\\zeta",
}  # fmt: skip
_RELATIONS: Final = {"=": "=", "!=": "\\neq", "<": "<", "<=": "\\leq", ">": ">", ">=": "\\geq"}
_CONSTANTS: Final = {"pi": "\\pi", "e": "e", "i": "i", "oo": "\\infty", "nan": "\\text{NaN}"}
_NORMS: Final = {"rms": "\\text{RMS}", "op": "\\text{op}", "nuc": "*", "fro": "F"}
_LONG: Final = {"lam": "lambda", "eps": "epsilon", "grad": "nabla"}


def to_latex(tree: Tree) -> str:
    r"""LaTeX without dollar signs.

    >>> from grader.tree import mul, symbol
    >>> to_latex(mul(rational(-1, 2), symbol("alpha"), symbol("g")))
    '-\\frac{\\alpha g}{2}'
    """
    return _latex(tree)[0]


def name_in_latex(name: str) -> str:
    r"""``theta0`` as ``\theta_{0}``, ``xbar`` as ``\bar{x}``.

    >>> name_in_latex("theta0"), name_in_latex("xbar"), name_in_latex("s_w")
    ('\\theta_{0}', '\\bar{x}', 's_{w}')
    """
    match = re.fullmatch(r"([A-Za-z]+?)(bar|hat|tilde)?(?:_?(\d[\d_]*)|_(\w+))?", name)
    if match is None:
        return f"\\text{{{name}}}"
    letters, mark, digits, word = match.groups()
    letters = _LONG.get(letters, letters)
    base = f"\\{letters}" if letters in GREEK_NAMES or letters == "nabla" else letters
    if len(letters) > 1 and not base.startswith("\\"):
        base = f"\\mathrm{{{letters}}}"
    if mark:
        base = f"\\{mark}{{{base}}}"
    sub = (digits or word or "").replace("_", ",")
    return f"{base}_{{{sub}}}" if sub else base


def _in(tree: Tree, level: int) -> str:
    text, own = _latex(tree)
    return text if own >= level else f"\\left({text}\\right)"


def _listed(trees: tuple[Any, ...]) -> str:
    return ", ".join(to_latex(tree) for tree in trees)


def _latex(tree: Tree) -> tuple[str, int]:
    args = tree.args
    match tree.head:
        case "int":
            return str(args[0]), _ATOM if args[0] >= 0 else _SUM
        case "rational":
            sign = "-" if args[0] < 0 else ""
            return f"{sign}\\frac{{{abs(args[0])}}}{{{args[1]}}}", _PRODUCT if args[0] > 0 else _SUM
        case "decimal":
            text = decimal_text(*args)
            mantissa, _, exponent = text.partition("e")
            if exponent:
                return f"{mantissa} \\cdot 10^{{{exponent}}}", _PRODUCT
            return text, _ATOM if args[0] >= 0 else _SUM
        case "symbol":
            return name_in_latex(args[0]), _ATOM
        case "constant":
            return _CONSTANTS[args[0]], _ATOM
        case "add":
            return _sum(args), _SUM
        case "mul":
            return _product(args)
        case "pow":
            return _power(*args)
    return _structure(tree)


def _sum(terms: tuple[Tree, ...]) -> str:
    text = ""
    for term in terms:
        part = _in(term, _SUM) if term.head != "add" else f"\\left({to_latex(term)}\\right)"
        text += part if not text else f" - {part[1:]}" if part.startswith("-") else f" + {part}"
    return text


def _product(factors: tuple[Tree, ...]) -> tuple[str, int]:
    parts = as_quotient(factors)
    text = _side_by_side(parts.top)
    if parts.bottom:
        text = f"\\frac{{{text}}}{{{_side_by_side(parts.bottom)}}}"
    return ("-" + text, _SUM) if parts.is_negative else (text, _PRODUCT)


def _side_by_side(factors: tuple[Tree, ...]) -> str:
    """Juxtaposed, with a dot before a factor that begins with a digit."""
    text = ""
    for factor in factors:
        part = _in(factor, _PRODUCT)
        joint = " \\cdot " if part[0].isdigit() or part.startswith("\\frac") else " "
        text += joint + part if text else part
    return text or "1"


def _power(base: Tree, exponent: Tree) -> tuple[str, int]:
    if exponent == rational(1, 2):
        return f"\\sqrt{{{to_latex(base)}}}", _ATOM
    match exponent:
        case Tree("int" | "rational", (int(p), *_)) if p < 0:
            return f"\\frac{{1}}{{{to_latex(inverted(base, exponent))}}}", _PRODUCT
    return f"{_in(base, _ATOM)}^{{{to_latex(exponent)}}}", _POWER


def _call(name: str, arguments: tuple[Tree, ...]) -> str:
    match name, arguments:
        case "elementwise", (x,):
            return to_latex(x)
        case "abs", (x,):
            return f"\\left|{to_latex(x)}\\right|"
        case "norm", (x, p):
            below = _NORMS.get(p.args[0], p.args[0]) if p.head == "text" else to_latex(p)
            return f"\\left\\|{to_latex(x)}\\right\\|_{{{below}}}"
        case "floor", (x,):
            return f"\\left\\lfloor {to_latex(x)}\\right\\rfloor"
        case "ceiling", (x,):
            return f"\\left\\lceil {to_latex(x)}\\right\\rceil"
        case "factorial", (x,):
            return f"{_in(x, _ATOM)}!"
        case "binomial", (n, k):
            return f"\\binom{{{to_latex(n)}}}{{{to_latex(k)}}}"
        case "exp", (x,):
            return f"e^{{{to_latex(x)}}}"
        case "log", (x, b):
            return f"\\log_{{{to_latex(b)}}}\\left({to_latex(x)}\\right)"
        case "dot", (_, _):
            return f"\\left\\langle {_listed(arguments)}\\right\\rangle"
        case "transpose", (x,):
            return f"{_in(x, _ATOM)}^{{T}}"
    named = _NAMED.get(name) or (f"\\{name}" if name in _OPERATORS else f"\\operatorname{{{name}}}")
    return f"{named if len(name) > 1 else name}\\left({_listed(arguments)}\\right)"


def _structure(tree: Tree) -> tuple[str, int]:
    args = tree.args
    match tree.head:
        case "call":
            name = args[0]
            return _call(name, args[1:]), _POWER if name == "exp" else _ATOM
        case "sum" | "product":
            sign = "\\sum" if tree.head == "sum" else "\\prod"
            body, variable, lower, upper = args
            bounds = f"_{{{name_in_latex(variable)}={to_latex(lower)}}}^{{{to_latex(upper)}}}"
            return f"{sign}{bounds} {_in(body, _PRODUCT)}", _SUM
        case "relation":
            return f"{_in(args[1], _SUM)} {_RELATIONS[args[0]]} {_in(args[2], _SUM)}", 0
        case "and" | "or":
            joint = " \\wedge " if tree.head == "and" else " \\vee "
            return joint.join(_in(part, _SUM) for part in args), 0
        case "not":
            return f"\\neg \\left({to_latex(args[0])}\\right)", 0
    return _collection(tree), _ATOM


def _collection(tree: Tree) -> str:
    args = tree.args
    match tree.head:
        case "vector":
            return "\\begin{bmatrix} " + " \\\\ ".join(map(to_latex, args)) + " \\end{bmatrix}"
        case "matrix":
            rows = (" & ".join(map(to_latex, row.args)) for row in args)
            return "\\begin{bmatrix} " + " \\\\ ".join(rows) + " \\end{bmatrix}"
        case "piecewise":
            pairs = zip(args[::2], args[1::2], strict=True)
            lines = (
                f"{to_latex(value)} & "
                + (
                    "\\text{otherwise}"
                    if condition.head == "true"
                    else f"\\text{{if }} {to_latex(condition)}"
                )
                for value, condition in pairs
            )
            return "\\begin{cases} " + " \\\\ ".join(lines) + " \\end{cases}"
        case "interval":
            lower, upper, left_open, right_open = args
            opening, closing = "(" if left_open else "[", ")" if right_open else "]"
            return f"\\left{opening}{_listed((lower, upper))}\\right{closing}"
        case "tuple":
            return f"\\left({_listed(args)}\\right)"
        case "list":
            return f"\\left[{_listed(args)}\\right]"
        case "set":
            return f"\\left\\{{{_listed(args)}\\right\\}}"
        case "true" | "false" | "text":
            return f"\\text{{{args[0] if args else tree.head.capitalize()}}}"
    return f"\\text{{{tree.head}}}"
