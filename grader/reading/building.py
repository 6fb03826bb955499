# ruff: noqa: D102 - the grammar says what each rule is; words in a row read well
"""What each rule of the grammar builds. Called while the parser reduces, never recursively."""

from __future__ import annotations

from typing import Any, Final

from lark import Transformer, v_args

from grader.errors import Unreadable
from grader.reading import limits
from grader.reading.applying import Token, apply, bare_argument, inverse, with_subscript
from grader.reading.arrays import as_matrix
from grader.reading.calls import BOOLEAN, HALF
from grader.reading.functions import build
from grader.reading.indexing import ALL
from grader.reading.lexicon import NORMS
from grader.tree import (
    INFINITY,
    MINUS_ONE,
    ONE,
    TRUE,
    TWO,
    ZERO,
    Tree,
    call,
    divide,
    integer,
    negative,
    power,
    rational,
    relation,
)

_E: Final = Tree("constant", ("e",))
_IMAGINARY: Final = Tree("constant", ("i",))
_SETS: Final = frozenset(("set", "interval"))
_COUNTED: Final = frozenset(("relation", "and", "or", "not"))


def _product(left: Tree, *right: Tree) -> Tree:
    factors = left.args if left.head == "mul" else (left,)
    return Tree("mul", factors + right)


def _divided(a: Tree, b: Tree) -> Tree:
    """a/b, with a rational factor where b is an integer."""
    if a.head == "int":
        return divide(a, b)
    if b.head == "int" and b.args[0] != 0:
        return _product(a, rational(1, b.args[0]))
    return _product(a, power(b, MINUS_ONE))


def _counted(tree: Tree) -> Tree:
    """``(x > 0)`` and ``[x > 0]`` next to a sign of arithmetic are 1 or 0."""
    if tree.head == "list" and len(tree.args) == 1:
        tree = tree.args[0] if tree.args[0].head in _COUNTED else tree
    return Tree("piecewise", (ONE, tree, ZERO, TRUE)) if tree.head in _COUNTED else tree


def _check_arithmetic(*trees: Tree) -> None:
    for tree in trees:
        if tree.head in BOOLEAN:
            raise Unreadable("A condition stands where a number would be read.")
        if tree.head in _SETS:
            raise Unreadable(
                "A set or interval stands where a number would be read; round brackets group."
            )


def _check_conditions(*trees: Tree) -> None:
    for tree in trees:
        if tree.head not in BOOLEAN and tree.head not in ("symbol", "call"):
            raise Unreadable("A number stands where a condition would be read.")


def _member(name: Tree, sign: Token, rest: tuple[Any, ...]) -> Tree:
    """``x in (0, 1]`` as the comparisons that it stands for."""
    match rest:
        case (_, Tree("interval", (lower, upper, bool(left_open), bool(right_open)))):
            pass
        case (_, Tree("tuple" | "list" as head, (lower, upper))):
            left_open = right_open = head == "tuple"
        case _:
            raise Unreadable(
                "After ∈ an interval such as (0, 1] would be read.", sign.start_pos + 1
            )
    links = []
    if lower != negative(INFINITY):
        links.append(relation("<" if left_open else "<=", lower, name))
    if upper != INFINITY:
        links.append(relation("<" if right_open else "<=", name, upper))
    if not links:
        raise Unreadable("Between -∞ and ∞ everything lies; nothing is said.", sign.start_pos + 1)
    return links[0] if len(links) == 1 else Tree("and", tuple(links))


def _too_many(trees: tuple[Tree, ...] | list[Tree], limit: int = limits.ENTRIES) -> None:
    if len(trees) > limit:
        raise Unreadable(f"{len(trees)} entries are more than are read (at most {limit}).")


@v_args(inline=True)
class Builder(Transformer):  # type: ignore[type-arg]
    """Callbacks by rule name; everything is a `Tree` but lists of arguments."""

    def start(self, tree: Tree) -> Tree:
        return tree

    def bare_tuple(self, *entries: Tree) -> Tree:
        return Tree("tuple", entries)

    def leaf(self, token: Token) -> Tree:
        return token.value  # type: ignore[no-any-return]

    def word(self, token: Token) -> Tree:
        return Tree("text", (token.value,))

    # ------------------------------------------------------------ conditions

    def or_(self, a: Tree, b: Tree) -> Tree:
        _check_conditions(a, b)
        return Tree("or", (*(a.args if a.head == "or" else (a,)), b))

    def and_(self, a: Tree, b: Tree) -> Tree:
        _check_conditions(a, b)
        return Tree("and", (*(a.args if a.head == "and" else (a,)), b))

    def not_(self, a: Tree) -> Tree:
        _check_conditions(a)
        return Tree("not", (a,))

    def conditional(self, yes: Tree, condition: Tree, no: Tree) -> Tree:
        _check_conditions(condition)
        if condition.head not in BOOLEAN:
            raise Unreadable("A number stands where a condition would be read.")
        return Tree("piecewise", (yes, condition, no, TRUE))

    def compared(self, first: Tree, *rest: Any) -> Tree:
        links, left = [], first
        if first == _IMAGINARY and rest[1].head == "int":
            raise Unreadable(
                "Which entries i counts here is not clear; a list [..., ...] would be read.",
                rest[0].start_pos + 1,
            )
        for op, right in zip(rest[::2], rest[1::2], strict=True):
            if op.value == "∈":
                return _member(first, op, rest)
            links.append(relation(op.value, left, right))
            left = right
        return links[0] if len(links) == 1 else Tree("and", tuple(links))

    # ------------------------------------------------------------ arithmetic

    def plus(self, a: Tree, b: Tree) -> Tree:
        a, b = _counted(a), _counted(b)
        _check_arithmetic(a, b)
        return Tree("add", (*(a.args if a.head == "add" else (a,)), b))

    def minus(self, a: Tree, b: Tree) -> Tree:
        return self.plus(a, negative(_counted(b)))

    def negated(self, a: Tree) -> Tree:
        _check_arithmetic(a)
        return negative(a)

    def positive(self, a: Tree) -> Tree:
        _check_arithmetic(a)
        return a

    def times(self, a: Tree, b: Tree) -> Tree:
        a, b = _counted(a), _counted(b)
        _check_arithmetic(a, b)
        return _product(a, *(b.args if b.head == "mul" else (b,)))

    def juxtaposed(self, a: Tree, b: Tree) -> Tree:
        _check_arithmetic(a, b)
        return _product(a, *(b.args if b.head == "mul" else (b,)))

    def over(self, a: Tree, sign: Token, b: Tree) -> Tree:
        _check_arithmetic(a, b)
        if sign.value == "//":
            return call("floor", divide(a, b))
        return _divided(a, b)

    def over_run(self, a: Tree, sign: Token, b: Tree, *rest: Tree) -> Tree:
        if sign.value != "/.":
            raise Unreadable(
                "What is divided by is not clear here; a bracket or a * after the / would be read: "
                "a/(b*c) or (a/b)*c.",
                sign.start_pos + 1,
            )
        tree = self.over(a, sign, b)
        for factor in rest:
            tree = self.juxtaposed(tree, factor)
        return tree

    def modulo(self, a: Tree, _sign: Token, b: Tree) -> Tree:
        _check_arithmetic(a, b)
        return call("mod", a, b)

    def inner(self, a: Tree, b: Tree) -> Tree:
        _check_arithmetic(a, b)
        return call("dot", a, b)

    def power(self, base: Tree, exponent: Tree) -> Tree:
        _check_arithmetic(base, exponent)
        if base == _E:
            return call("exp", exponent)
        return power(base, exponent)

    def factorial(self, a: Tree) -> Tree:
        return call("factorial", a)

    def factorial2(self, a: Tree) -> Tree:
        return call("factorial2", a)

    def transpose(self, a: Tree) -> Tree:
        return call("transpose", a)

    def attribute(self, a: Tree, token: Token) -> Tree:
        if token.value != "T":
            raise Unreadable(
                f".{token.value} would be read with brackets after it.", token.start_pos + 1
            )
        return call("transpose", a)

    def method(self, a: Tree, token: Token, arguments: tuple[Tree, ...] = ()) -> Tree:
        name = token.value
        if name == "T":
            raise Unreadable(".T has no brackets after it.", token.start_pos + 1)
        return build(name, (a, *arguments), token.start_pos + 1)

    # ------------------------------------------------------------ functions

    def called(self, token: Token, arguments: tuple[Tree, ...] = ()) -> Tree:
        return apply(token, arguments)

    def called_power(self, token: Token, exponent: Tree, arguments: tuple[Tree, ...] = ()) -> Tree:
        if exponent == MINUS_ONE:
            return inverse(token, arguments)
        return power(apply(token, arguments), exponent)

    def called_base(self, token: Token, base: Tree, arguments: tuple[Tree, ...] = ()) -> Tree:
        return with_subscript(token, base, arguments)

    def called_base_power(
        self, token: Token, base: Tree, exponent: Tree, arguments: tuple[Tree, ...] = ()
    ) -> Tree:
        return power(with_subscript(token, base, arguments), exponent)

    def applied(self, *run: Tree) -> tuple[Tree, ...]:
        return run

    def applied_negative(self, *run: Tree) -> tuple[Tree, ...]:
        return MINUS_ONE, *run

    def bare(self, token: Token, run: tuple[Tree, ...]) -> Tree:
        return apply(token, (bare_argument(token, run),))

    def bare_power(self, token: Token, exponent: Tree, run: tuple[Tree, ...]) -> Tree:
        argument = bare_argument(token, run)
        if exponent == MINUS_ONE:
            return inverse(token, (argument,))
        return power(apply(token, (argument,)), exponent)

    def bare_base(self, token: Token, base: Tree, run: tuple[Tree, ...]) -> Tree:
        return with_subscript(token, base, (bare_argument(token, run),))

    def bare_base_power(
        self, token: Token, base: Tree, exponent: Tree, run: tuple[Tree, ...]
    ) -> Tree:
        return power(with_subscript(token, base, (bare_argument(token, run),)), exponent)

    def arguments(self, *trees: Tree) -> tuple[Tree, ...]:
        return trees

    def keyword(self, token: Token, value: Tree) -> Tree:
        return Tree("keyword", (token.value, value))

    def bound_from(self, name: Tree, sign: Token, lower: Tree) -> tuple[str, Tree]:
        if sign.value != "=":
            raise Unreadable("Under a sum, k = 1 would be read.", sign.start_pos + 1)
        return str(name.value.args[0]), lower  # type: ignore[attr-defined]

    def bound_entries(self, name: Token) -> tuple[str, None]:
        return str(name.value.args[0]), None

    def big(self, token: Token, bound: tuple[str, Tree | None], upper: Tree, body: Tree) -> Tree:
        _check_arithmetic(body)
        name, lower = bound
        if lower is None or token.value not in ("sum", "product"):
            raise Unreadable("Under a sum, k = 1 would be read.", token.start_pos + 1)
        return Tree(token.value, (body, name, lower, upper))

    def big_over_entries(self, token: Token, bound: tuple[str, Tree | None], body: Tree) -> Tree:
        _check_arithmetic(body)
        if bound[1] is not None:
            raise Unreadable("The upper end of this sum is missing.", token.start_pos + 1)
        return Tree(token.value, (body, bound[0], integer(1), ALL))

    # ------------------------------------------------------------ brackets

    def items(self, *trees: Tree) -> tuple[Tree, ...]:
        return trees

    def tuple_(self, entries: tuple[Tree, ...]) -> Tree:
        return Tree("tuple", entries)

    def empty_tuple(self) -> Tree:
        return Tree("tuple", ())

    def list_(self, entries: tuple[Tree, ...] = ()) -> Tree:
        return Tree("list", entries)

    def set_(self, entries: tuple[Tree, ...] = ()) -> Tree:
        if any(entry.head in ("or", "and") for entry in entries):
            raise Unreadable("A set that a condition describes is not read; an interval is.")
        return Tree("set", entries)

    def left_open(self, lower: Tree, upper: Tree) -> Tree:
        return Tree("interval", (lower, upper, True, False))

    def right_open(self, lower: Tree, upper: Tree) -> Tree:
        return Tree("interval", (lower, upper, False, True))

    def absolute(self, a: Tree) -> Tree:
        _check_arithmetic(a)
        return call("abs", a)

    def norm(self, a: Tree, p: Tree = TWO) -> Tree:
        _check_arithmetic(a, p)
        if p.head == "text":
            return call("norm", a, NORMS.get(p.args[0], p))
        return call("norm", a, p)

    def floor(self, a: Tree) -> Tree:
        return call("floor", a)

    def ceiling(self, a: Tree) -> Tree:
        return call("ceiling", a)

    # ------------------------------------------------------------ LaTeX

    def fraction(self, a: Tree, b: Tree) -> Tree:
        _check_arithmetic(a, b)
        return _divided(a, b)

    def binomial(self, n: Tree, k: Tree) -> Tree:
        return call("binomial", n, k)

    def square_root(self, a: Tree) -> Tree:
        _check_arithmetic(a)
        return power(a, HALF)

    def cube_root(self, a: Tree) -> Tree:
        return power(a, rational(1, 3))

    def root(self, degree: Tree, a: Tree) -> Tree:
        return power(a, divide(integer(1), degree))

    def matrix(self, *rows: tuple[Tree, ...]) -> Tree:
        return as_matrix(Tree("list", tuple(Tree("list", row) for row in rows)))

    def case(self, value: Tree, condition: Tree) -> tuple[Tree, Tree]:
        return value, condition

    def otherwise(self, value: Tree) -> tuple[Tree, Tree]:
        return value, TRUE

    def cases(self, *cases: tuple[Tree, Tree]) -> Tree:
        return Tree("piecewise", tuple(tree for case in cases for tree in case))
