# ruff: noqa: SIM905 - words in a row read well
"""What a function with its powers, subscripts and arguments builds."""

from __future__ import annotations

from typing import Any, Final

from grader.errors import Unreadable
from grader.reading.calls import exact
from grader.reading.functions import build
from grader.reading.lexicon import NORMS, TRIGONOMETRIC
from grader.tree import MINUS_ONE, TWO, Tree, call, mul, negative

_INVERSE_OF: Final = {
    name: f"a{name}" for name in "sin cos tan cot sec csc sinh cosh tanh coth sech csch".split()
}


class Token:
    """A terminal of the grammar, with what it stands for and where it began."""

    __slots__ = ("start_pos", "type", "value")
    line = column = end_line = end_column = end_pos = 1

    def __init__(self, kind: str, value: Any, start: int) -> None:
        self.type = kind
        self.value = value
        self.start_pos = start


def apply(token: Token, arguments: tuple[Tree, ...]) -> Tree:
    """A call; the token's value is a known name, or ``(name,)`` of a declared function."""
    name = token.value
    if isinstance(name, tuple):
        return call(name[0], *arguments)
    return build(name, arguments, token.start_pos + 1)


def inverse(token: Token, arguments: tuple[Tree, ...]) -> Tree:
    r"""``\sin^{-1}(x)``; other functions to the power -1 are refused."""
    name = token.value
    if not isinstance(name, str) or name not in _INVERSE_OF:
        raise Unreadable(
            "The power -1 of a function can mean its inverse or 1 over it; 1/f(x) would be read.",
            token.start_pos + 1,
        )
    return build(_INVERSE_OF[name], arguments, token.start_pos + 1)


def with_subscript(token: Token, base: Tree, arguments: tuple[Tree, ...]) -> Tree:
    """A logarithm with its base, a norm with its p."""
    if token.value in ("log", "ln", "norm"):
        if base.head == "text":
            base = NORMS.get(base.args[0], base)
        return build(token.value, (*arguments, base), token.start_pos + 1)
    if token.value in ("atan", "arctan") and base == TWO and len(arguments) == 2:
        return call("atan2", *arguments)
    raise Unreadable("A subscript is not read after this function.", token.start_pos + 1)


def bare_argument(token: Token, run: tuple[Tree, ...]) -> Tree:
    """What a function without brackets applies to: one factor, or ``2 pi x`` of a sine."""
    if len(run) == 2 and run[0] == MINUS_ONE:
        return negative(run[1])
    if len(run) == 1:
        return run[0]
    *coefficients, _last = run
    clear = token.value in TRIGONOMETRIC and all(
        exact(tree).head in ("int", "rational") or tree == Tree("constant", ("pi",))
        for tree in coefficients
    )
    if not clear:
        raise Unreadable(
            f"Where the argument of {token.value} ends is not clear; brackets would be read: "
            f"{token.value}(...).",
            token.start_pos + 1,
        )
    return mul(*run)
