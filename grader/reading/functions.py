# ruff: noqa: SIM905 - lists of words read best as words
"""The functions that an answer may apply, under every name that people, SymPy and NumPy use."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from grader.errors import Unreadable
from grader.reading import limits
from grader.tree import (
    FALSE,
    INFINITY,
    MINUS_ONE,
    ONE,
    TRUE,
    TWO,
    ZERO,
    Tree,
    add,
    call,
    divide,
    integer,
    mul,
    negative,
    power,
    rational,
    relation,
    vector,
)

Builder = Callable[[Sequence[Tree]], Tree]
HALF: Final = rational(1, 2)


class WrongArguments(Exception):
    """A function got arguments that it cannot have; carries what it would read."""


def _names(text: str) -> dict[str, str]:
    """``"a b: x; c: y"`` as a table."""
    table: dict[str, str] = {}
    for line in text.split(";"):
        aliases, _, name = line.partition(":")
        table.update(dict.fromkeys(aliases.split(), name.strip() or aliases.strip()))
    return table


_ONE_ARGUMENT: Final = _names(
    """exp; sin; cos; tan; cot cotan ctg: cot; sec; csc cosec: csc; tg: tan;
    asin arcsin: asin; acos arccos: acos; atan arctan arctg: atan; acot arccot: acot;
    asec arcsec: asec; acsc arccsc: acsc; sinh; cosh; tanh; coth; sech; csch;
    asinh arcsinh arsinh: asinh; acosh arccosh arcosh: acosh; atanh arctanh artanh: atanh;
    acoth arccoth arcoth: acoth; asech arcsech: asech; acsch arccsch: acsch;
    abs Abs fabs absolute: abs; sign sgn signum Sign sg: sign; floor: floor;
    ceiling ceil: ceiling; gamma Gamma: gamma; loggamma lgamma gammaln: loggamma;
    factorial: factorial; factorial2: factorial2; digamma psi: digamma; erf; erfc;
    zeta; re real Re: re; im imag Im: im; conjugate conj: conjugate;
    arg angle: arg; trace tr Tr Trace: trace;
    det Determinant Det: det; inv inverse Inverse: inverse; LambertW lambertw: lambertw;
    transpose Transpose: transpose; Theta bigtheta BigTheta: theta;
    Omega bigomega BigOmega: omega"""
)
_TWO_ARGUMENTS: Final = _names(
    """atan2 arctan2: atan2; Mod mod fmod: mod; binomial binom comb nCr: binomial;
    RisingFactorial rf rising: rising; FallingFactorial ff falling: falling;
    beta Beta: beta; dot inner vdot DotProduct: dot"""
)
_RELATIONS: Final = _names(
    """Eq Equality: =; Ne Unequality: !=; Lt StrictLessThan: <; Le LessThan: <=;
    Gt StrictGreaterThan: >; Ge GreaterThan: >="""
)


def _exactly(count: int, name: str) -> Callable[[Sequence[Tree]], Tree]:
    def build(arguments: Sequence[Tree]) -> Tree:
        if len(arguments) != count:
            raise WrongArguments(f"with {count} argument{'s' * (count > 1)}")
        return call(name, *arguments)

    return build


def _compared(op: str) -> Builder:
    def build(arguments: Sequence[Tree]) -> Tree:
        left, right = _pair(arguments)
        return relation(op, left, right)

    return build


def _pair(arguments: Sequence[Tree]) -> tuple[Tree, Tree]:
    if len(arguments) != 2:
        raise WrongArguments("with 2 arguments")
    return arguments[0], arguments[1]


def _single(arguments: Sequence[Tree]) -> Tree:
    if len(arguments) != 1:
        raise WrongArguments("with 1 argument")
    return arguments[0]


def _log(arguments: Sequence[Tree]) -> Tree:
    if len(arguments) not in (1, 2):
        raise WrongArguments("with 1 argument, or 2 with the base second")
    return call("log", *arguments)


def _log_of_base(base: int) -> Builder:
    return lambda arguments: call("log", _single(arguments), integer(base))


def _extreme(name: str) -> Builder:
    def build(arguments: Sequence[Tree]) -> Tree:
        if not arguments:
            raise WrongArguments("with at least 1 argument")
        if len(arguments) == 1 and arguments[0].head == "set":
            arguments = arguments[0].args
        return call(name, *arguments)

    return build


def _root(arguments: Sequence[Tree]) -> Tree:
    base, degree = _pair(arguments)
    return power(base, divide(ONE, degree))


def _quotient(arguments: Sequence[Tree]) -> Tree:
    if len(arguments) == 1:
        return exact(arguments[0])
    p, q = _pair(arguments)
    return divide(p, q)


def exact(tree: Tree) -> Tree:
    """A decimal as the rational that it is; anything else as it stands."""
    if tree.head == "decimal":
        return rational(tree.args[0], tree.args[1])
    return tree


def _norm(arguments: Sequence[Tree]) -> Tree:
    arguments = [_value_of(argument, "ord", "p") for argument in arguments]
    if len(arguments) == 1:
        return call("norm", arguments[0], TWO)
    x, p = _pair(arguments)
    return call("norm", x, p)


def _norm_of(p: Tree) -> Builder:
    return lambda arguments: call("norm", _single(arguments), p)


def _value_of(argument: Tree, *names: str) -> Tree:
    if argument.head == "keyword":
        if argument.args[0] not in names:
            raise WrongArguments(f"without {argument.args[0]}=")
        value: Tree = argument.args[1]
        return value
    return argument


def _range(head: str) -> Builder:
    def build(arguments: Sequence[Tree]) -> Tree:
        if len(arguments) == 1 and head in ("sum", "product"):
            return call(head, arguments[0])
        if len(arguments) < 2:
            raise WrongArguments(f"as {head.capitalize()}(term, (k, 1, n))")
        body = arguments[0]
        for bounds in arguments[1:]:
            match bounds:
                case Tree("tuple", (Tree("symbol", (str(name),)), lower, upper)):
                    body = Tree(head, (body, name, lower, upper))
                case _:
                    raise WrongArguments(f"as {head.capitalize()}(term, (k, 1, n))")
        return body

    return build


def _piecewise(arguments: Sequence[Tree]) -> Tree:
    parts: list[Tree] = []
    for argument in arguments:
        if argument.head != "tuple" or len(argument.args) != 2:
            raise WrongArguments("as Piecewise((value, condition), (value, True))")
        parts.extend(argument.args)
    if not parts:
        raise WrongArguments("as Piecewise((value, condition), (value, True))")
    return Tree("piecewise", tuple(parts))


def _if_then_else(arguments: Sequence[Tree]) -> Tree:
    if len(arguments) != 3:
        raise WrongArguments("with 3 arguments")
    condition, yes, no = arguments
    return Tree("piecewise", (yes, condition, no, TRUE))


def _joined(head: str) -> Builder:
    def build(arguments: Sequence[Tree]) -> Tree:
        if not arguments:
            raise WrongArguments("with conditions")
        return arguments[0] if len(arguments) == 1 else Tree(head, tuple(arguments))

    return build


def _sequence(head: str) -> Builder:
    return lambda arguments: Tree(head, tuple(arguments))


def _interval(ends_open: str) -> Builder:
    """An interval; `ends_open` is among ``() (] [)``, or empty where arguments may say it."""

    def build(arguments: Sequence[Tree]) -> Tree:
        opened = [ends_open.startswith("("), ends_open.endswith(")")]
        ends: list[Tree] = []
        for argument in arguments:
            if argument.head == "keyword" and argument.args[0] in ("left_open", "right_open"):
                opened[argument.args[0] == "right_open"] = argument.args[1] == TRUE
            elif len(ends) >= 2 and argument in (TRUE, FALSE) and not ends_open:
                opened[len(ends) - 2] = argument == TRUE
                ends.append(argument)
            else:
                ends.append(argument)
        if not 2 <= len(ends) <= 4:
            raise WrongArguments("as Interval(lower, upper)")
        return Tree("interval", (ends[0], ends[1], *opened))

    return build


def as_matrix(rows: Tree) -> Tree:
    """A list of rows as a ``matrix``; of one row or column, and of plain entries, a ``vector``.

    Raises:
        Unreadable: rows of different length, or nothing in them.
    """
    entries = rows.args
    if not entries:
        raise Unreadable("A matrix without entries is not read.")
    if any(entry.head in ("list", "tuple", "vector") for entry in entries):
        if not all(entry.head in ("list", "tuple", "vector") for entry in entries):
            raise Unreadable("A matrix needs rows of the same length.")
        lengths = {len(entry.args) for entry in entries}
        if len(lengths) != 1 or lengths == {0}:
            raise Unreadable("A matrix needs rows of the same length.")
        if lengths == {1}:
            return vector(*(entry.args[0] for entry in entries))
        if len(entries) == 1:
            return vector(*entries[0].args)
        return Tree("matrix", tuple(vector(*entry.args) for entry in entries))
    return vector(*entries)


def _matrix(arguments: Sequence[Tree]) -> Tree:
    arguments = [argument for argument in arguments if argument.head != "keyword"]
    if len(arguments) == 3 and arguments[2].head in ("list", "tuple"):
        rows, columns, entries = arguments
        if rows.head == columns.head == "int":
            height, width = rows.args[0], columns.args[0]
            if height * width == len(entries.args) > 0:
                cut = range(0, height * width, width)
                return as_matrix(
                    Tree("list", tuple(Tree("list", entries.args[k : k + width]) for k in cut))
                )
        raise WrongArguments("as Matrix(rows, columns, entries)")
    inner = _single(arguments)
    if inner.head in ("vector", "matrix"):
        return inner
    if inner.head not in ("list", "tuple"):
        raise WrongArguments("as Matrix([[row], [row]])")
    return as_matrix(inner)


def _array(arguments: Sequence[Tree]) -> Tree:
    inner = _single([argument for argument in arguments if argument.head != "keyword"])
    if inner.head not in ("list", "tuple"):
        return inner
    return as_matrix(inner)


def _filled(entry: Tree) -> Builder:
    def build(arguments: Sequence[Tree]) -> Tree:
        shape = (
            arguments[0].args if arguments and arguments[0].head in ("tuple", "list") else arguments
        )
        sizes = [size.args[0] for size in shape if size.head == "int"]
        if (
            len(sizes) != len(shape)
            or not 1 <= len(sizes) <= 2
            or not all(1 <= size <= 64 for size in sizes)
        ):
            raise WrongArguments("with a size of at most 64")
        row = vector(*[entry] * sizes[-1])
        if len(sizes) == 1 or sizes[0] == 1:
            return row
        return as_matrix(Tree("list", (row,) * sizes[0]))

    return build


def _eye(arguments: Sequence[Tree]) -> Tree:
    size = _single(arguments)
    if size.head != "int" or not 1 <= size.args[0] <= 64:
        raise WrongArguments("with a size of at most 64")
    n = size.args[0]
    rows = (vector(*(ONE if i == j else ZERO for j in range(n))) for i in range(n))
    return as_matrix(Tree("list", tuple(rows)))


def _added(arguments: Sequence[Tree]) -> Tree:
    return add(*arguments)


def _power(arguments: Sequence[Tree]) -> Tree:
    base, exponent = _pair(arguments)
    return power(base, exponent)


def _polygamma(arguments: Sequence[Tree]) -> Tree:
    order, x = _pair(arguments)
    if order != ZERO:
        raise WrongArguments("with order 0")
    return call("digamma", x)


def _heaviside(arguments: Sequence[Tree]) -> Tree:
    if len(arguments) == 2 and arguments[1] != HALF:
        raise WrongArguments("with the value 1/2 at 0")
    return call("heaviside", *arguments[:1])


def _order(arguments: Sequence[Tree]) -> Tree:
    if len(arguments) not in (1, 2):
        raise WrongArguments("with 1 argument")
    return call("bigo", arguments[0])


def _set(arguments: Sequence[Tree]) -> Tree:
    if len(arguments) == 1 and arguments[0].head in ("list", "tuple", "set"):
        arguments = arguments[0].args
    return Tree("set", tuple(arguments))


def _listed(head: str) -> Builder:
    def build(arguments: Sequence[Tree]) -> Tree:
        if len(arguments) == 1 and arguments[0].head in ("list", "tuple", "vector"):
            arguments = arguments[0].args
        return Tree(head, tuple(arguments))

    return build


_NUCLEAR, _OPERATOR, _FROBENIUS, _RMS = (
    Tree("text", (name,)) for name in ("nuc", "op", "fro", "rms")
)

BUILDERS: Final[dict[str, Builder]] = {
    **{alias: _exactly(1, name) for alias, name in _ONE_ARGUMENT.items()},
    **{alias: _exactly(2, name) for alias, name in _TWO_ARGUMENTS.items()},
    **{alias: _compared(op) for alias, op in _RELATIONS.items()},
    "log": _log,
    "ln": _log,
    "lb": _log_of_base(2),
    "log2": _log_of_base(2),
    "log10": _log_of_base(10),
    "log1p": lambda a: call("log", add(ONE, _single(a))),
    "expm1": lambda a: add(call("exp", _single(a)), MINUS_ONE),
    "exp2": lambda a: power(TWO, _single(a)),
    "sqrt": lambda a: power(_single(a), HALF),
    "cbrt": lambda a: power(_single(a), rational(1, 3)),
    "root": _root,
    "square": lambda a: power(_single(a), TWO),
    "reciprocal": lambda a: power(_single(a), MINUS_ONE),
    "negative": lambda a: negative(_single(a)),
    "hypot": lambda a: power(add(*(power(x, TWO) for x in _pair(a))), HALF),
    "max": _extreme("max"),
    "Max": _extreme("max"),
    "maximum": _extreme("max"),
    "amax": _extreme("max"),
    "min": _extreme("min"),
    "Min": _extreme("min"),
    "minimum": _extreme("min"),
    "amin": _extreme("min"),
    "Rational": _quotient,
    "Fraction": _quotient,
    "Integer": lambda a: exact(_single(a)),
    "S": lambda a: exact(_single(a)),
    "sympify": lambda a: _single(a),
    "UnevaluatedExpr": lambda a: _single(a),
    "simplify": lambda a: _single(a),
    "Float": lambda a: a[0] if a else _single(a),
    "int": lambda a: _single(a),
    "float": lambda a: _single(a),
    **{
        f"{kind}{bits}": lambda a: _single(a)
        for kind, sizes in (
            ("float", (16, 32, 64, 128)),
            ("int", (8, 16, 32, 64)),
            ("uint", (8, 16, 32, 64)),
        )
        for bits in sizes
    },
    "longdouble": lambda a: _single(a),
    "Add": _added,
    "Mul": lambda a: mul(*a),
    "MatMul": lambda a: mul(*a),
    "MatAdd": _added,
    "multiply": lambda a: mul(*_pair(a)),
    "add": lambda a: add(*_pair(a)),
    "subtract": lambda a: add(_pair(a)[0], negative(_pair(a)[1])),
    "divide": lambda a: divide(*_pair(a)),
    "true_divide": lambda a: divide(*_pair(a)),
    "matmul": lambda a: call("dot", *_pair(a)),
    "Pow": _power,
    "pow": _power,
    "power": _power,
    "Sum": _range("sum"),
    "summation": _range("sum"),
    "sum": _range("sum"),
    "Product": _range("product"),
    "prod": _range("product"),
    "product": _range("product"),
    "mean": lambda a: call("mean", _single(a)),
    "average": lambda a: call("mean", _single(a)),
    "Piecewise": _piecewise,
    "ExprCondPair": _sequence("tuple"),
    "ITE": _if_then_else,
    "where": _if_then_else,
    "And": _joined("and"),
    "Or": _joined("or"),
    "Not": lambda a: Tree("not", (_single(a),)),
    "Tuple": _sequence("tuple"),
    "tuple": _listed("tuple"),
    "list": _listed("list"),
    "List": _sequence("list"),
    "set": _set,
    "Set": _set,
    "FiniteSet": _sequence("set"),
    "Interval": _interval(""),
    "Interval.open": _interval("()"),
    "Interval.Lopen": _interval("(]"),
    "Interval.Ropen": _interval("[)"),
    "Matrix": _matrix,
    "MutableDenseMatrix": _matrix,
    "ImmutableDenseMatrix": _matrix,
    "ImmutableMatrix": _matrix,
    "MutableDenseNDimArray": _matrix,
    "ImmutableDenseNDimArray": _matrix,
    "array": _array,
    "Array": _array,
    "asarray": _array,
    "matrix": _array,
    "ones": _filled(ONE),
    "zeros": _filled(ZERO),
    "eye": _eye,
    "identity": _eye,
    "norm": _norm,
    "Norm": _norm,
    "norm1": _norm_of(ONE),
    "norm2": _norm_of(TWO),
    "norminf": _norm_of(INFINITY),
    "norm_inf": _norm_of(INFINITY),
    "rms": _norm_of(_RMS),
    "RMS": _norm_of(_RMS),
    "Heaviside": _heaviside,
    "heaviside": _heaviside,
    "polygamma": _polygamma,
    "O": _order,
    "BigO": _order,
    "bigO": _order,
    "bigo": _order,
    "Order": _order,
}
"""What a call of that name is."""

NORMS: Final = {
    "rms": _RMS, "RMS": _RMS, "op": _OPERATOR, "operator": _OPERATOR, "spec": _OPERATOR,
    "spectral": _OPERATOR, "sigma": _OPERATOR, "nuc": _NUCLEAR, "nuclear": _NUCLEAR,
    "tr": _NUCLEAR, "trace": _NUCLEAR, "*": _NUCLEAR, "F": _FROBENIUS, "fro": _FROBENIUS,
    "Fro": _FROBENIUS, "Frobenius": _FROBENIUS, "inf": INFINITY, "infty": INFINITY,
    "infinity": INFINITY, "oo": INFINITY, "max": INFINITY, "∞": INFINITY,
}  # fmt: skip
"""Words under a norm."""

AMBIGUOUS: Final = frozenset(
    """gamma beta zeta theta omega Gamma Theta Omega psi O S re im arg sg tr det inv rf ff
    N E Q""".split()
)
"""Names that are symbols wherever they are declared, even before a bracket."""

TRIGONOMETRIC: Final = frozenset("sin cos tan cot sec csc sinh cosh tanh coth tg ctg".split())

CONSTANTS: Final[dict[str, Tree]] = {
    "pi": Tree("constant", ("pi",)),
    "Pi": Tree("constant", ("pi",)),
    "e": Tree("constant", ("e",)),
    "E": Tree("constant", ("e",)),
    "I": Tree("constant", ("i",)),
    "i": Tree("constant", ("i",)),
    "oo": INFINITY,
    "inf": INFINITY,
    "Inf": INFINITY,
    "infty": INFINITY,
    "infinity": INFINITY,
    "Infinity": INFINITY,
    "nan": Tree("constant", ("nan",)),
    "NaN": Tree("constant", ("nan",)),
    "True": TRUE,
    "False": FALSE,
    "true": TRUE,
    "false": FALSE,
    "GoldenRatio": mul(HALF, add(ONE, power(integer(5), HALF))),
    "EulerGamma": negative(call("digamma", ONE)),
    "S.Half": HALF,
    "S.One": ONE,
    "S.Zero": ZERO,
    "S.NegativeOne": MINUS_ONE,
    "S.Pi": Tree("constant", ("pi",)),
    "S.Exp1": Tree("constant", ("e",)),
    "S.ImaginaryUnit": Tree("constant", ("i",)),
    "S.Infinity": INFINITY,
    "S.NegativeInfinity": mul(MINUS_ONE, INFINITY),
    "S.true": TRUE,
    "S.false": FALSE,
    "EmptySet": Tree("set", ()),
}


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
    except WrongArguments as error:
        raise Unreadable(f"{name} would be read {error}.", column) from None


def _without_switches(arguments: Sequence[Tree]) -> Sequence[Tree]:
    if any(argument.head == "keyword" for argument in arguments):
        return [a for a in arguments if a.head != "keyword" or a.args[0] not in SWITCHES]
    return arguments


_WITH_KEYWORDS: Final = frozenset(("norm", "Norm", "Interval", "Matrix", "array"))
SWITCHES: Final = frozenset({"evaluate", "dtype"})
KEYWORDS: Final = SWITCHES | {"ord", "left_open", "right_open"}
"""Names that may stand before ``=`` inside a call."""
