"""The functions that an answer may apply, under every name that people, SymPy and NumPy use."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from grader.errors import Unreadable
from grader.reading import arrays, calls, limits
from grader.reading.lexicon import ONE_ARGUMENT, RELATIONS, RMS, SWITCHES, TWO_ARGUMENTS
from grader.tree import (
    INFINITY,
    MINUS_ONE,
    ONE,
    TWO,
    ZERO,
    Tree,
    add,
    call,
    divide,
    mul,
    negative,
    power,
    rational,
)

BUILDERS: Final[dict[str, calls.Builder]] = {
    **{alias: calls.exactly(1, name) for alias, name in ONE_ARGUMENT.items()},
    **{alias: calls.exactly(2, name) for alias, name in TWO_ARGUMENTS.items()},
    **{alias: calls.compared(op) for alias, op in RELATIONS.items()},
    "log": calls.logarithm,
    "ln": calls.logarithm,
    "Log": lambda a: call("log", calls.single(a)),
    "lb": calls.log_of_base(2),
    "log2": calls.log_of_base(2),
    "log10": calls.log_of_base(10),
    "log1p": lambda a: call("log", add(ONE, calls.single(a))),
    "expm1": lambda a: add(call("exp", calls.single(a)), MINUS_ONE),
    "exp2": lambda a: power(TWO, calls.single(a)),
    "sqrt": lambda a: power(calls.single(a), calls.HALF),
    "Sqrt": lambda a: power(calls.single(a), calls.HALF),
    "cbrt": lambda a: power(calls.single(a), rational(1, 3)),
    "root": calls.root,
    "square": lambda a: power(calls.single(a), TWO),
    "reciprocal": lambda a: power(calls.single(a), MINUS_ONE),
    "negative": lambda a: negative(calls.single(a)),
    "hypot": lambda a: power(add(*(power(x, TWO) for x in calls.pair(a))), calls.HALF),
    "max": calls.extreme("max"),
    "Max": calls.extreme("max"),
    "maximum": calls.extreme("max"),
    "amax": calls.extreme("max"),
    "min": calls.extreme("min"),
    "Min": calls.extreme("min"),
    "minimum": calls.extreme("min"),
    "amin": calls.extreme("min"),
    "Rational": calls.quotient,
    "Fraction": calls.quotient,
    "Integer": lambda a: calls.exact(calls.single(a)),
    "S": lambda a: calls.exact(calls.single(a)),
    "sympify": calls.single,
    "UnevaluatedExpr": calls.single,
    "simplify": calls.single,
    "expand": calls.single,
    "Float": lambda a: a[0] if a else calls.single(a),
    "int": calls.single,
    "float": calls.single,
    **{
        f"{kind}{bits}": calls.single
        for kind, sizes in (
            ("float", (16, 32, 64, 128)),
            ("int", (8, 16, 32, 64)),
            ("uint", (8, 16, 32, 64)),
        )
        for bits in sizes
    },
    "longdouble": calls.single,
    "Add": calls.added,
    "Mul": lambda a: mul(*a),
    "MatMul": lambda a: mul(*a),
    "MatAdd": calls.added,
    "multiply": lambda a: mul(*calls.pair(a)),
    "add": lambda a: add(*calls.pair(a)),
    "subtract": lambda a: add(calls.pair(a)[0], negative(calls.pair(a)[1])),
    "divide": lambda a: divide(*calls.pair(a)),
    "true_divide": lambda a: divide(*calls.pair(a)),
    "matmul": lambda a: call("dot", *calls.pair(a)),
    "Pow": calls.powered,
    "pow": calls.powered,
    "Power": calls.powered,
    "power": calls.powered,
    "Sum": calls.over_range("sum"),
    "summation": calls.over_range("sum"),
    "sum": calls.over_range("sum"),
    "Product": calls.over_range("product"),
    "prod": calls.over_range("product"),
    "product": calls.over_range("product"),
    "mean": calls.mean,
    "average": calls.mean,
    "Piecewise": calls.piecewise,
    "ExprCondPair": calls.sequence("tuple"),
    "ITE": calls.if_then_else,
    "where": calls.if_then_else,
    "And": calls.joined("and"),
    "Or": calls.joined("or"),
    "Not": lambda a: Tree("not", (calls.single(a),)),
    "Tuple": calls.sequence("tuple"),
    "tuple": calls.listed("tuple"),
    "list": calls.listed("list"),
    "List": calls.sequence("list"),
    "set": calls.as_set,
    "Set": calls.as_set,
    "FiniteSet": calls.sequence("set"),
    "Interval": calls.interval(""),
    "Interval.open": calls.interval("()"),
    "Interval.Lopen": calls.interval("(]"),
    "Interval.Ropen": calls.interval("[)"),
    "Matrix": arrays.matrix,
    "MutableDenseMatrix": arrays.matrix,
    "ImmutableDenseMatrix": arrays.matrix,
    "ImmutableMatrix": arrays.matrix,
    "MutableDenseNDimArray": arrays.matrix,
    "ImmutableDenseNDimArray": arrays.matrix,
    "array": arrays.array,
    "Array": arrays.array,
    "asarray": arrays.array,
    "matrix": arrays.array,
    "tensor": arrays.array,
    "full": arrays.full,
    "ones": arrays.filled(ONE),
    "zeros": arrays.filled(ZERO),
    "eye": arrays.identity,
    "identity": arrays.identity,
    "repeat": arrays.many,
    "diag": lambda a: call("diag", *a),
    "Diag": lambda a: call("diag", *a),
    "norm": calls.norm,
    "Norm": calls.norm,
    "norm1": calls.norm_of(ONE),
    "norm2": calls.norm_of(TWO),
    "norminf": calls.norm_of(INFINITY),
    "norm_inf": calls.norm_of(INFINITY),
    "rms": calls.norm_of(RMS),
    "RMS": calls.norm_of(RMS),
    "relu": calls.rectified,
    "ReLU": calls.rectified,
    "sigmoid": calls.logistic,
    "expit": calls.logistic,
    "softplus": lambda a: call("log", add(ONE, call("exp", calls.single(a)))),
    "harmonic": calls.harmonic,
    "Heaviside": calls.heaviside,
    "heaviside": calls.heaviside,
    "polygamma": calls.polygamma,
    "O": calls.order,
    "BigO": calls.order,
    "bigO": calls.order,
    "bigo": calls.order,
    "Order": calls.order,
}
"""What a call of that name is."""


def build(name: str, arguments: Sequence[Tree], column: int | None) -> Tree:
    """The call of a known function.

    Raises:
        Unreadable: it cannot have these arguments.
    """
    if len(arguments) > limits.ARGUMENTS:
        raise Unreadable(
            f"{name} has {len(arguments)} arguments; at most {limits.ARGUMENTS} are read.", column
        )
    arguments = _without_switches(arguments)
    if name not in _WITH_KEYWORDS and any(argument.head == "keyword" for argument in arguments):
        raise Unreadable(f"{name} would be read without named arguments.", column)
    try:
        return BUILDERS[name](arguments)
    except calls.WrongArguments as error:
        raise Unreadable(f"{name} would be read {error}.", column) from None


def _without_switches(arguments: Sequence[Tree]) -> Sequence[Tree]:
    if any(argument.head == "keyword" for argument in arguments):
        return [a for a in arguments if a.head != "keyword" or a.args[0] not in SWITCHES]
    return arguments


_WITH_KEYWORDS: Final = frozenset(("norm", "Norm", "Interval", "Matrix", "array", "full", "tensor"))
