"""How other tools decide a pair of the corpus: the functions that run in killable processes.

SymPy gets what helps it most: symbols with the domain's assumptions, vectors written out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from time import perf_counter
from typing import Any

import sympy
from sympy.parsing.sympy_parser import parse_expr, rationalize, standard_transformations

COMPARABLE = frozenset({"expression", "vector", "matrix", "tuple"})
"""Kinds of pairs that a subtraction can decide."""


def is_for_sympy(pair: Mapping[str, Any]) -> bool:
    """Whether subtracting one side from the other makes sense."""
    return pair.get("kind", "expression") in COMPARABLE and pair["class"] != "table"


def assumptions(words: str) -> dict[str, bool]:
    """SymPy's assumptions for a declaration: ``integer >= 1`` is a positive integer."""
    known: dict[str, bool] = {"integer" if "integer" in words else "real": True}
    if words == "complex":
        return {"complex": True}
    chain = re.sub(r"\s", "", words)
    if re.search(r">=0\b|^0<=", chain):
        known["nonnegative"] = True
    elif re.search(r">=?(\d)|^\d+<", chain):
        known["positive"] = True
    return known


def locals_of(symbols: Mapping[str, str]) -> dict[str, Any]:
    """What the names of a pair mean to SymPy."""
    names: dict[str, Any] = {"E": sympy.E, "I": sympy.I, "oo": sympy.oo, "norm": _norm}
    names |= {"dot": lambda a, b: a.dot(b), "sign": _entrywise(sympy.sign)}
    names |= {"abs": _entrywise(sympy.Abs), "max": sympy.Max, "min": sympy.Min}
    names |= {"det": sympy.Matrix.det, "trace": sympy.Matrix.trace, "Mod": sympy.Mod}
    names |= {"transpose": sympy.Matrix.transpose, "digamma": sympy.digamma}
    for name, words in symbols.items():
        vector = re.search(r"vector (\d+)", words)
        if vector:
            entries = [sympy.Symbol(f"{name}{i + 1}", real=True) for i in range(int(vector[1]))]
            names[name] = sympy.Matrix(entries)
        elif words == "function":
            names[name] = sympy.Function(name)
        else:
            names[name] = sympy.Symbol(name, **assumptions(words))
    return names


def _entrywise(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda x: x.applyfunc(function) if isinstance(x, sympy.MatrixBase) else function(x)


def _norm(vector: Any, p: Any = 2) -> Any:
    return vector.norm(p)


def sides(pair: Mapping[str, Any]) -> tuple[Any, Any]:
    """Both sides as SymPy objects. The corpus is ours: its text may be evaluated."""
    names = locals_of(pair["symbols"])
    student, reference = texts(pair)
    return parsed(student, names), parsed(reference, names)


def texts(pair: Mapping[str, Any]) -> tuple[str, str]:
    """Both sides in SymPy's own writing."""
    student, reference = pair.get("plain", (pair["student"], pair["reference"]))
    return student, reference


def parsed(text: str, names: Mapping[str, Any]) -> Any:
    """The SymPy object of a text."""
    transformations = (*standard_transformations, rationalize)
    value = parse_expr(text, local_dict=dict(names), transformations=transformations)
    return sympy.Matrix(value) if isinstance(value, list | tuple) else value


def simplify(_number: int, line: str) -> dict[str, Any]:
    """``simplify(a - b) == 0``."""
    return _timed(line, _simplifies)


def simplify_text(_number: int, line: str) -> dict[str, Any]:
    """The same; parsing the student's side counts."""
    return _timed(line, _simplifies, from_text=True)


def _simplifies(a: Any, b: Any) -> bool:
    return _all(sympy.simplify(a - b))


def _all(difference: Any) -> bool:
    entries = difference if isinstance(difference, sympy.MatrixBase) else [difference]
    return all(entry == 0 for entry in entries)


def equals(_number: int, line: str) -> dict[str, Any]:
    """``a.equals(b)``, entry by entry."""
    return _timed(line, _equals)


def _equals(a: Any, b: Any) -> bool | None:
    if not isinstance(a, sympy.MatrixBase):
        return a.equals(b)
    if a.shape != b.shape:
        return False
    answers = [x.equals(y) for x, y in zip(a, b, strict=True)]
    return False if False in answers else None if None in answers else True


def _timed(
    line: str, decide: Callable[[Any, Any], bool | None], *, from_text: bool = False
) -> dict[str, Any]:
    try:
        pair = json.loads(line)
        names = locals_of(pair["symbols"])
        student, reference = texts(pair)
        a, b = parsed(student, names), parsed(reference, names)
        start = perf_counter()
        if from_text:
            a = parsed(student, names)
        answer = decide(a, b)
    except Exception as error:  # noqa: BLE001 - whatever a peer raises is its error
        return {"verdict": f"error {type(error).__name__}", "seconds": 0.0}
    verdict = {True: "equal", False: "different", None: "undecided"}[answer]
    return {"verdict": verdict, "seconds": perf_counter() - start}


def gave_up(_line: str, _reason: str) -> dict[str, Any]:
    """What is noted of a pair that took longer than the limit."""
    return {"verdict": "undecided", "seconds": float("nan")}


def latex_sides(pair: Mapping[str, Any]) -> tuple[str, str]:
    """Both sides as LaTeX, as Math-Verify expects them."""
    if pair["syntax"] == "latex":
        return pair["student"], pair["reference"]
    a, b = sides(pair)
    return sympy.latex(a), sympy.latex(b)


def latex_line(_number: int, line: str) -> dict[str, Any]:
    """Both sides as LaTeX; the time is not counted."""
    try:
        return {"sides": latex_sides(json.loads(line))}
    except Exception as error:  # noqa: BLE001 - a pair that has no LaTeX is not asked
        return {"sides": None, "error": type(error).__name__}
