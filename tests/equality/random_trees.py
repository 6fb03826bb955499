"""Random trees for Hypothesis, twins rewritten by identities that hold, and changed twins."""

from __future__ import annotations

from hypothesis import strategies as st

from grader.tree import (
    MINUS_ONE,
    ONE,
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
    subtract,
    symbol,
)

SYMBOLS = {"x": "real", "p": "p > 0", "n": "integer >= 0", "b": "0 < b < 1", "z": "complex"}
FUNCTIONS = ("exp", "sin", "cos", "abs", "atan", "sign", "log", "floor", "gamma", "tanh")

numbers = st.one_of(
    st.integers(-4, 4).map(integer),
    st.builds(rational, st.integers(-5, 5), st.sampled_from([2, 3, 7])),
)
leaves = st.one_of(numbers, st.sampled_from(sorted(SYMBOLS)[:4]).map(symbol))


def _grow(inner: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    return st.one_of(
        st.builds(add, inner, inner),
        st.builds(mul, inner, inner),
        st.builds(divide, inner, inner),
        st.builds(power, inner, st.sampled_from([TWO, integer(3), MINUS_ONE, rational(1, 2)])),
        st.builds(call, st.sampled_from(FUNCTIONS), inner),
        st.builds(lambda a, b: call("max", a, b), inner, inner),
        st.builds(
            lambda a, b, c: Tree(
                "piecewise", (a, Tree("relation", ("<", b, c)), b, Tree("true", ()))
            ),
            inner,
            inner,
            inner,
        ),
    )


trees = st.recursive(leaves, _grow, max_leaves=7)


def rewritten(tree: Tree, choices: list[int]) -> Tree:
    """The same value everywhere, written differently: only identities without conditions."""
    choice = choices.pop() if choices else 0
    args = tuple(rewritten(a, choices) if isinstance(a, Tree) else a for a in tree.args)
    node = Tree(tree.head, args)
    match choice % 8:
        case 1:
            return add(node, ZERO)
        case 2:
            return mul(ONE, node)
        case 3:
            return negative(negative(node))
        case 4 if tree.head in {"add", "mul"}:
            return Tree(tree.head, args[::-1])
        case 5:
            return add(mul(rational(1, 3), node), mul(rational(2, 3), node))
        case 6 if tree.head == "mul" and args[1].head == "add":
            return add(*(mul(args[0], term) for term in args[1].args))
        case 7 if tree.head == "call" and tree.args[0] == "max":
            a, b = args[1:]
            return divide(add(a, b, call("abs", subtract(a, b))), TWO)
    return node
