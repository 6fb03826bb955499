"""What a call makes of its arguments, or which arguments it would have."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from grader.errors import Unreadable
from grader.tree import (
    FALSE,
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
    negative,
    power,
    rational,
    relation,
    symbol,
)

Builder = Callable[[Sequence[Tree]], Tree]
HALF: Final = rational(1, 2)
BOOLEAN: Final = frozenset(["relation", "and", "or", "not", "true", "false"])
"""Heads of what is true or false."""


class WrongArguments(Exception):
    """A function got arguments that it cannot have; carries what it would read."""


def exactly(count: int, name: str) -> Callable[[Sequence[Tree]], Tree]:
    """A call of that name with just so many arguments."""

    def build(arguments: Sequence[Tree]) -> Tree:
        if len(arguments) != count:
            raise WrongArguments(f"with {count} argument{'s' * (count > 1)}")
        return call(name, *arguments)

    return build


def compared(op: str) -> Builder:
    """A comparison of two arguments."""

    def build(arguments: Sequence[Tree]) -> Tree:
        left, right = pair(arguments)
        return relation(op, left, right)

    return build


def pair(arguments: Sequence[Tree]) -> tuple[Tree, Tree]:
    """Two arguments, no more and no fewer."""
    if len(arguments) != 2:
        raise WrongArguments("with 2 arguments")
    return arguments[0], arguments[1]


def single(arguments: Sequence[Tree]) -> Tree:
    """One argument, no more and no fewer."""
    if len(arguments) != 1:
        raise WrongArguments("with 1 argument")
    return arguments[0]


def mean(arguments: Sequence[Tree]) -> Tree:
    """``mean(list)``, ``mean(x, y, z)``."""
    if len(arguments) > 1 and not any(one.head in ("list", "tuple") for one in arguments):
        return call("mean", Tree("list", tuple(arguments)))
    return call("mean", single(arguments))


def logarithm(arguments: Sequence[Tree]) -> Tree:
    """``log(x)``, natural, or ``log(x, base)``."""
    if len(arguments) not in (1, 2):
        raise WrongArguments("with 1 argument, or 2 with the base second")
    return call("log", *arguments)


def log_of_base(base: int) -> Builder:
    """A logarithm whose name says the base."""
    return lambda arguments: call("log", single(arguments), integer(base))


def extreme(name: str) -> Builder:
    """The largest or smallest of several arguments, or of the entries of a set."""

    def build(arguments: Sequence[Tree]) -> Tree:
        if len(arguments) == 1 and arguments[0].head == "set":
            arguments = arguments[0].args
        if not arguments:
            raise WrongArguments("with at least 1 argument")
        if any(argument.head in BOOLEAN for argument in arguments):
            raise Unreadable("A condition stands where a number would be read.")
        return call(name, *arguments)

    return build


def root(arguments: Sequence[Tree]) -> Tree:
    """``root(x, n)``."""
    base, degree = pair(arguments)
    return power(base, divide(ONE, degree))


def quotient(arguments: Sequence[Tree]) -> Tree:
    """``Rational(p, q)``, or the exact value of one number."""
    if len(arguments) == 1:
        return exact(arguments[0])
    p, q = pair(arguments)
    return divide(p, q)


def exact(tree: Tree) -> Tree:
    """A decimal as the rational that it is; anything else as it stands."""
    if tree.head == "decimal":
        return rational(tree.args[0], tree.args[1])
    return tree


def norm(arguments: Sequence[Tree]) -> Tree:
    """``norm(x)``, Euclidean, or ``norm(x, p)``."""
    arguments = [value_of(argument, "ord", "p") for argument in arguments]
    if len(arguments) == 1:
        return call("norm", arguments[0], TWO)
    x, p = pair(arguments)
    return call("norm", x, p)


def norm_of(p: Tree) -> Builder:
    """A norm whose name says which."""
    return lambda arguments: call("norm", single(arguments), p)


def value_of(argument: Tree, *names: str) -> Tree:
    """An argument without its name, which may be one of `names`."""
    if argument.head == "keyword":
        if argument.args[0] not in names:
            raise WrongArguments(f"without {argument.args[0]}=")
        value: Tree = argument.args[1]
        return value
    return argument


def over_range(head: str) -> Builder:
    """``Sum(term, (k, 1, n))`` with as many ranges as are given, also ``sum(term, k, 1, n)``.

    With one argument a sum over entries.
    """

    def build(arguments: Sequence[Tree]) -> Tree:
        if len(arguments) == 1 and head in ("sum", "product"):
            return call(head, arguments[0])
        if len(arguments) < 2:
            raise WrongArguments(f"as {head.capitalize()}(term, (k, 1, n))")
        body = arguments[0]
        match arguments[1:]:
            case [Tree("symbol", (str(),)) as index, lower, upper]:  # sum(k^2, k, 1, n)
                arguments = [body, Tree("tuple", (index, lower, upper))]
        for bounds in arguments[1:]:
            match bounds:
                case Tree("tuple", (Tree("symbol", (str(name),)), lower, upper)):
                    body = Tree(head, (body, name, lower, upper))
                case _:
                    raise WrongArguments(f"as {head.capitalize()}(term, (k, 1, n))")
        return body

    return build


def piecewise(arguments: Sequence[Tree]) -> Tree:
    """``Piecewise((value, condition), ...)``."""
    parts: list[Tree] = []
    for argument in arguments:
        if argument.head != "tuple" or len(argument.args) != 2:
            raise WrongArguments("as Piecewise((value, condition), (value, True))")
        parts.extend(argument.args)
    if not parts:
        raise WrongArguments("as Piecewise((value, condition), (value, True))")
    return Tree("piecewise", tuple(parts))


def if_then_else(arguments: Sequence[Tree]) -> Tree:
    """``where(condition, value, other)``."""
    if len(arguments) != 3:
        raise WrongArguments("with 3 arguments")
    condition, yes, no = arguments
    return Tree("piecewise", (yes, condition, no, TRUE))


def joined(head: str) -> Builder:
    """Conditions joined by ``and`` or ``or``."""

    def build(arguments: Sequence[Tree]) -> Tree:
        if not arguments:
            raise WrongArguments("with conditions")
        return arguments[0] if len(arguments) == 1 else Tree(head, tuple(arguments))

    return build


def sequence(head: str) -> Builder:
    """A container of all the arguments."""
    return lambda arguments: Tree(head, tuple(arguments))


def interval(ends_open: str) -> Builder:
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


def harmonic(arguments: Sequence[Tree]) -> Tree:
    """``harmonic(n)``: what SymPy makes of the sum of 1/k up to n."""
    return Tree("sum", (power(symbol("k"), MINUS_ONE), "k", ONE, single(arguments)))


def rectified(arguments: Sequence[Tree]) -> Tree:
    """``relu(x)``, of a number or of every entry."""
    return extreme("max")([ZERO, single(arguments)])


def logistic(arguments: Sequence[Tree]) -> Tree:
    """``sigmoid(x)``."""
    return power(add(ONE, call("exp", negative(single(arguments)))), MINUS_ONE)


def added(arguments: Sequence[Tree]) -> Tree:
    """The sum of all arguments."""
    return add(*arguments)


def powered(arguments: Sequence[Tree]) -> Tree:
    """``Pow(base, exponent)``."""
    base, exponent = pair(arguments)
    return power(base, exponent)


def polygamma(arguments: Sequence[Tree]) -> Tree:
    """``polygamma(0, x)``; no other order is known to the engine."""
    order, x = pair(arguments)
    if order != ZERO:
        raise WrongArguments("with order 0")
    return call("digamma", x)


def heaviside(arguments: Sequence[Tree]) -> Tree:
    """A step from 0 to 1, with 1/2 at 0."""
    if len(arguments) == 2 and arguments[1] != HALF:
        raise WrongArguments("with the value 1/2 at 0")
    return call("heaviside", *arguments[:1])


def order(arguments: Sequence[Tree]) -> Tree:
    """``O(f)``; what the variable tends to is not looked at."""
    if len(arguments) not in (1, 2):
        raise WrongArguments("with 1 argument")
    return call("bigo", arguments[0])


def as_set(arguments: Sequence[Tree]) -> Tree:
    """``set([1, 2])``, or a set of all the arguments."""
    if len(arguments) == 1 and arguments[0].head in ("list", "tuple", "set", "vector"):
        arguments = arguments[0].args
    return Tree("set", tuple(arguments))


def listed(head: str) -> Builder:
    """``list((1, 2))``, or a container of all the arguments."""

    def build(arguments: Sequence[Tree]) -> Tree:
        if len(arguments) == 1 and arguments[0].head in ("list", "tuple", "vector"):
            arguments = arguments[0].args
        return Tree(head, tuple(arguments))

    return build
