"""Writes a student's value as typed JSON, inside the sandbox, next to ``text/plain``.

This file runs beside student code: it imports the standard library only, and looks at SymPy,
NumPy and Matplotlib only if the student has loaded them. Only objects whose exact type is known
are looked into, so that no method of a student's class is called; whatever else there is becomes
``unsupported`` with the name of its type. What comes out is data that the grader reads by
whitelist: nothing here is trusted.
"""

from __future__ import annotations

import sys
import types
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache, partial
from typing import Any

from . import classes, figures

MIME = "application/vnd.gradus.answer+json"
DEPTH = 60
NODES = 20_000
CHARACTERS = 20_000
BITS = 3_300
DIGITS = {2: 3, 4: 6}
"""Significant digits that a float of so many bytes holds; what it is computed to is less sure."""

Node = dict[str, Any]


class _TooLarge(Exception):
    """The value needs more nodes than an answer may have."""


def answer(value: Any) -> Node:
    """The envelope that a notebook's output carries."""
    return {"version": 1, "value": dump(value)}


def dump(value: Any) -> Node:
    """A value as a typed node. Never raises, and never calls a method of a student's class."""
    try:
        return _Writer().node(value, 0)
    except _TooLarge:
        return {"t": "unsupported", "type": f"{_type_name(value)} with too many entries"}
    except Exception:  # noqa: BLE001 - whatever a value does, the notebook goes on
        return {"t": "unsupported", "type": _type_name(value)}


def _type_name(value: Any) -> str:
    name = type.__dict__["__name__"].__get__(type(value))
    return str(name)[:80]


class _Writer:
    def __init__(self) -> None:
        self._nodes = 0

    def node(self, value: Any, depth: int) -> Node:
        self._nodes += 1
        if self._nodes > NODES or depth > DEPTH:
            raise _TooLarge
        kind = type(value)
        writer = _PYTHON.get(id(kind))
        if writer is not None:
            return writer(self, value, depth)
        return (
            self._sympy(value, kind, depth)
            or self._numpy(value, kind, depth)
            or figures.drawing(value, kind)
            or _rich_text(value, kind)
            or {"t": "unsupported", "type": _type_name(value)}
        )

    def nodes(self, values: Any, depth: int) -> list[Node]:
        return [self.node(value, depth + 1) for value in values]

    # ------------------------------------------------------------ Python

    def integer(self, value: int, _depth: int) -> Node:
        if value.bit_length() > BITS:
            return {"t": "unsupported", "type": "number with too many digits"}
        return {"t": "int", "v": str(value)}

    def sequence(self, value: Any, depth: int) -> Node:
        drawn = figures.drawing_of_all(value)
        if drawn is not None:
            return drawn
        name = "set" if type(value) in (set, frozenset) else type(value).__name__
        return {"t": name, "a": self.nodes(value, depth)}

    def counted(self, value: range, depth: int) -> Node:
        if len(value) > NODES:
            raise _TooLarge
        return {"t": "list", "a": self.nodes(value, depth)}

    def mapping(self, value: dict[Any, Any], depth: int) -> Node:
        return {
            "t": "dict",
            "k": self.nodes(value.keys(), depth),
            "v": self.nodes(value.values(), depth),
        }

    def fraction(self, value: Fraction, _depth: int) -> Node:
        return self.rational(value.numerator, value.denominator)

    def rational(self, p: int, q: int) -> Node:
        if max(p.bit_length(), q.bit_length()) > BITS:
            return {"t": "unsupported", "type": "number with too many digits"}
        if q == 1:
            return {"t": "int", "v": str(p)}
        return {"t": "rational", "p": str(p), "q": str(q)}

    # ------------------------------------------------------------ SymPy

    def _sympy(self, value: Any, kind: type, depth: int) -> Node | None:
        sympy = sys.modules.get("sympy")
        if sympy is None:
            return None
        table = _sympy_types(sympy)
        writer = table.get(id(kind))
        if writer is not None:
            return writer(self, value, depth)
        if type(kind) is sympy.core.function.UndefinedFunction:
            return {"t": "call", "f": str(kind.__name__)[:80], "a": self.nodes(value.args, depth)}
        return None

    def symbol(self, value: Any, _depth: int) -> Node:
        return {"t": "symbol", "v": str(value.name)[:80]}

    def indexed(self, value: Any, _depth: int) -> Node:
        return {"t": "symbol", "v": str(value)[:80]}

    def labelled(self, value: Any, _depth: int) -> Node:
        return {"t": "symbol", "v": str(value.label)[:80]}

    def sympy_rational(self, value: Any, _depth: int) -> Node:
        return self.rational(int(value.p), int(value.q))

    def sympy_float(self, value: Any, _depth: int) -> Node:
        return {"t": "float", "v": repr(float(value)) if value._prec == 53 else str(value)}

    def relation(self, value: Any, depth: int) -> Node:
        op = "=" if value.rel_op == "==" else str(value.rel_op)
        return {
            "t": "relation",
            "op": op,
            "l": self.node(value.lhs, depth + 1),
            "r": self.node(value.rhs, depth + 1),
        }

    def piecewise(self, value: Any, depth: int) -> Node:
        parts = [part for pair in value.args for part in (pair.args[0], pair.args[1])]
        return {"t": "piecewise", "a": self.nodes(parts, depth)}

    def bound(self, value: Any, depth: int) -> Node:
        node = self.node(value.args[0], depth + 1)
        for limits in value.args[1:]:
            name, lower, upper = limits.args
            node = {
                "t": type(value).__name__.lower(),
                "body": node,
                "v": str(name.name),
                "lower": self.node(lower, depth + 1),
                "upper": self.node(upper, depth + 1),
            }
        return node

    def interval(self, value: Any, depth: int) -> Node:
        return {
            "t": "interval",
            "lower": self.node(value.args[0], depth + 1),
            "upper": self.node(value.args[1], depth + 1),
            "lo": bool(value.args[2]),
            "ro": bool(value.args[3]),
        }

    def sympy_array(self, value: Any, depth: int) -> Node:
        return {
            "t": "array",
            "shape": [int(side) for side in value.shape],
            "dtype": "object",
            "a": self.nodes(value._array, depth),
        }

    def matrix(self, value: Any, depth: int) -> Node:
        height, width = int(value.rows), int(value.cols)
        if height * width > NODES:
            raise _TooLarge
        entries = self.nodes(value.flat(), depth)
        if 1 in (height, width):
            return {"t": "vector", "a": entries}
        return {"t": "matrix", "a": [entries[k * width : (k + 1) * width] for k in range(height)]}

    # ------------------------------------------------------------ NumPy

    def _numpy(self, value: Any, kind: type, depth: int) -> Node | None:
        numpy = sys.modules.get("numpy")
        if numpy is None:
            return None
        if kind is numpy.ndarray:
            return self._array(value, depth)
        if kind is getattr(numpy, "matrix", None):
            return self._array(numpy.asarray(value), depth)
        if id(kind) in _numpy_scalars(numpy):
            return self._scalar(value, value.dtype.kind)
        return None

    def _array(self, value: Any, depth: int) -> Node:
        if value.size > NODES:
            raise _TooLarge
        kind = value.dtype.kind
        flat = value.ravel()
        if kind == "O":
            drawn = figures.drawing_of_all(flat.tolist())
            if drawn is not None:
                return drawn
            entries = self.nodes(flat.tolist(), depth)
        else:
            entries = [self._scalar(entry, kind) for entry in flat]
        return {
            "t": "array",
            "shape": [int(side) for side in value.shape],
            "dtype": str(value.dtype),
            "a": entries,
        }

    def _scalar(self, value: Any, kind: str) -> Node:
        if kind == "b":
            return {"t": "bool", "v": bool(value)}
        if kind in "iu":
            return {"t": "int", "v": str(int(value))}
        if kind == "f":
            size = value.dtype.itemsize
            node = {"t": "float", "v": repr(float(value)) if size == 8 else str(value)}
            return {**node, "digits": DIGITS[size]} if size in DIGITS else node
        if kind == "c":
            return _complex(complex(value))
        if kind == "U":
            return {"t": "text", "v": str(value)[:CHARACTERS]}
        return {"t": "unsupported", "type": _type_name(value)}


def _complex(value: complex) -> Node:
    return {"t": "complex", "re": repr(value.real), "im": repr(value.imag)}


def _function(value: Any) -> Node:
    code = value.__code__
    count = code.co_argcount + code.co_kwonlyargcount
    names = [str(name)[:80] for name in code.co_varnames[:count][:32]]
    return {"t": "function", "name": str(value.__name__)[:80], "parameters": names}


_Write = Callable[[_Writer, Any, int], Node]
_Writers = dict[int, _Write]
"""By the identity of a type: its hash and its ``==`` may be a student's."""


def _by_identity(table: dict[type, _Write]) -> _Writers:
    return {id(kind): writer for kind, writer in table.items()}


_TYPES: dict[type, _Write] = {
    type(None): lambda _w, _v, _d: {"t": "none"},
    bool: lambda _w, v, _d: {"t": "bool", "v": v},
    int: _Writer.integer,
    float: lambda _w, v, _d: {"t": "float", "v": repr(v)},
    complex: lambda _w, v, _d: _complex(v),
    str: lambda _w, v, _d: {"t": "text", "v": v[:CHARACTERS].encode("utf-8", "replace").decode()},
    Fraction: _Writer.fraction,
    Decimal: lambda _w, v, _d: {"t": "float", "v": str(v)[:80].lower().replace("infinity", "inf")},
    list: _Writer.sequence,
    tuple: _Writer.sequence,
    set: _Writer.sequence,
    frozenset: _Writer.sequence,
    dict: _Writer.mapping,
    range: _Writer.counted,
    types.FunctionType: lambda _w, v, _d: _function(v),
    types.BuiltinFunctionType: lambda _w, v, _d: {
        "t": "function",
        "name": str(v.__name__)[:80],
        "parameters": [],
    },
    partial: lambda _w, _v, _d: {"t": "function", "name": "partial", "parameters": []},
}
_PYTHON = _by_identity(_TYPES)


@lru_cache(maxsize=1)
def _sympy_types(sympy: Any) -> _Writers:
    """Writers by exact SymPy class."""

    def called(name: str) -> _Write:
        return lambda w, v, d: {"t": "call", "f": name, "a": w.nodes(v.args, d)}

    def constant(name: str) -> _Write:
        return lambda _w, _v, _d: {"t": "constant", "v": name}

    def truth(value: bool) -> _Write:  # noqa: FBT001 - it is the value that is written
        return lambda _w, _v, _d: {"t": "bool", "v": value}

    def listed(name: str) -> _Write:
        return lambda w, v, d: {"t": name, "a": w.nodes(v.args, d)}

    functions = {name: getattr(sympy, name, None) for name in classes.FUNCTIONS}
    table = {kind: called(name) for name, kind in functions.items() if kind is not None}
    table |= {_class(name): called(short) for name, short in classes.OPERATIONS.items()}
    table |= {_class(name): constant(short) for name, short in classes.CONSTANTS.items()}
    table |= {_class(name): truth(value) for name, value in classes.TRUTH.items()}
    table |= {_class(name): listed(short) for name, short in classes.COLLECTIONS.items()}
    for method, names in classes.METHODS.items():
        table |= {_class(name): getattr(_Writer, method) for name in names.split()}
    return _by_identity(table)


def _class(name: str) -> type:
    """SymPy's class of that name."""
    homes = (sys.modules[module] for module in classes.MODULES)
    found: type = next(getattr(home, name) for home in homes if hasattr(home, name))
    return found


@lru_cache(maxsize=1)
def _numpy_scalars(numpy: Any) -> frozenset[int]:
    return frozenset(id(getattr(numpy, name)) for name in classes.SCALARS if hasattr(numpy, name))


def _rich_text(value: Any, kind: type) -> Node | None:
    """``Math`` and ``Latex`` of IPython: a formula that the student wrote in LaTeX."""
    display = sys.modules.get("IPython.core.display")
    if display is None:
        return None
    if any(kind is getattr(display, name, None) for name in ("Math", "Latex", "Markdown")):
        data = vars(value).get("data")
        if type(data) is str:
            return {"t": "text", "v": data[:CHARACTERS]}
    return None


# ---------------------------------------------------------------------------- the shell


def install(shell: Any) -> None:
    """Let every value that an IPython shell shows carry its typed JSON.

    Args:
        shell: An ``InteractiveShell``.
    """
    from IPython.core.formatters import BaseFormatter
    from traitlets import ObjectName, Unicode

    class AnswerFormatter(BaseFormatter):
        """Gives typed JSON for whatever is shown."""

        format_type = Unicode(MIME)
        print_method = ObjectName("_no_method_of_a_student_is_called_")
        _return_type = dict

        def __call__(self, obj: Any) -> Node | None:
            return None if obj is None else answer(obj)

    formatter = shell.display_formatter
    formatter.formatters[MIME] = AnswerFormatter(parent=formatter)
    if MIME not in formatter.active_types:
        formatter.active_types = [*formatter.active_types, MIME]


# ---------------------------------------------------------------------------- errors


def words_of(error: BaseException) -> str:
    """What an exception says; nothing if its ``__str__``, which may be a student's, fails."""
    try:
        words = str(error)
    except Exception:  # noqa: BLE001 - a student's exception may have any __str__
        return ""
    return words if type(words) is str else ""


def sentence(error: BaseException) -> str:
    """An exception as one short line."""
    words = words_of(error)
    return f"{_type_name(error)}: {words}"[:300] if words else _type_name(error)
