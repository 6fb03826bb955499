"""Answers that write a power by its logarithm: where its base is zero they are what they tend to.

``exp(t*log(1 - 1/N))`` is how many write ``(1 - 1/N)^t``, which at N = 1 is 0. The two differ
nowhere but where the base is zero, and there the power is the limit of the other.
"""

from __future__ import annotations

from grader.equality.structure import heads
from grader.tree import Tree, add, call, mul, power

_MOST_TERMS = 16


def without_logarithms(tree: Tree) -> Tree | None:
    """The tree with powers in place of exponentials of logarithms; ``None`` if it has none.

    ``exp(log(x))`` stays as it is: nobody writes x that way by habit.

    >>> from grader.tree import symbol
    >>> x, t = symbol("x"), symbol("t")
    >>> without_logarithms(call("exp", mul(t, call("log", x)))) == power(x, t)
    True
    >>> without_logarithms(call("exp", call("log", x))) is None
    True
    """
    if not heads(tree) >= {"call:exp", "call:log"}:
        return None
    changed = _continued(tree)
    return None if changed == tree else changed


def _continued(tree: Tree) -> Tree:
    if not any(isinstance(arg, Tree) for arg in tree.args):
        return tree
    args = tuple(_continued(arg) if isinstance(arg, Tree) else arg for arg in tree.args)
    if tree.head == "call" and args[0] == "exp":
        return _power(args[1])
    return tree if args == tree.args else Tree(tree.head, args)


def _power(exponent: Tree) -> Tree:
    """``b^c * exp(rest)`` for the exponent ``c*log(b) + rest``."""
    powers: list[Tree] = []
    rest: list[Tree] = []
    terms = _terms(exponent)
    for factors in terms:
        logarithms = [one for one in factors if one.head == "call" and one.args[0] == "log"]
        alone = len(terms) == len(factors) == 1
        if len(logarithms) == 1 and len(logarithms[0].args) == 2 and not alone:
            times = list(factors)
            times.remove(logarithms[0])
            powers.append(power(logarithms[0].args[1], mul(*times)))
        else:
            rest.append(mul(*factors))
    if not powers:
        return call("exp", exponent)
    return mul(*powers, call("exp", add(*rest))) if rest else mul(*powers)


def _terms(tree: Tree) -> list[tuple[Tree, ...]]:
    """The factors of each term, with a factor that is a sum multiplied out."""
    if tree.head == "add":
        return [term for arg in tree.args for term in _terms(arg)]
    if tree.head != "mul":
        return [(tree,)]
    terms: list[tuple[Tree, ...]] = [()]
    for factor in tree.args:
        inner = _terms(factor) if "call:log" in heads(factor) else [(factor,)]
        if len(terms) * len(inner) > _MOST_TERMS:
            return [(tree,)]
        terms = [(*term, *more) for term in terms for more in inner]
    return terms
