"""The one form in which mathematics crosses the grader: an immutable tree of plain data.

Readers (`grader.reading`) build trees from text, LaTeX, typed JSON and our own SymPy objects; the
equality engine (`grader.equality`) compares them. No SymPy object is ever built from what a
student wrote, outside the engine's killable worker.

====================  =================================================================
head                  args
====================  =================================================================
``int``               ``(n,)`` a Python int
``rational``          ``(p, q)`` in lowest terms, ``q > 1``
``decimal``           ``(p, q, places)``: the exact value p/q, written with that many
                      places after the point (negative for ``3e5``); any ``q >= 1``
``symbol``            ``(name,)`` the declared name: ``alpha``, ``d1``, ``g``
``constant``          ``(name,)`` one of ``pi e i oo nan`` (``-oo`` is ``mul(-1, oo)``)
``add``, ``mul``      two or more trees
``pow``               ``(base, exponent)``; a square root is the power 1/2
``call``              ``(name, tree, ...)``: a function of `FUNCTIONS`, or one declared
``sum``, ``product``  ``(body, variable name, lower, upper)``, both bounds included
``piecewise``         ``(value, condition, value, condition, ...)``, first true one holds
``relation``          ``(op, left, right)``, op one of ``= != < <= > >=``
``and or not``        conditions
``true``, ``false``   no args
``vector``            the entries; rows and columns are the same thing
``matrix``            the rows, each a ``vector``
``tuple list set``    the entries
``interval``          ``(lower, upper, left_open, right_open)``, the last two bools
``text``              ``(words,)`` of a choice or a table cell
====================  =================================================================
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache
from typing import Any, NamedTuple


class Tree(NamedTuple):
    """A node: hashable, compared by value, never changed.

    >>> negative(symbol("g"))
    Tree(head='mul', args=(Tree(head='int', args=(-1,)), Tree(head='symbol', args=('g',))))
    """

    head: str
    args: tuple[Any, ...]


FUNCTIONS = frozenset(
    """exp log sin cos tan cot sec csc asin acos atan acot asec acsc atan2
    sinh cosh tanh coth sech csch asinh acosh atanh acoth asech acsch
    abs sign max min floor ceiling mod gamma loggamma factorial factorial2 binomial rising falling
    digamma erf erfc lambertw zeta beta re im conjugate arg heaviside
    norm dot transpose trace det inverse elementwise
    theta bigo omega""".split()  # noqa: SIM905 - a table reads better as words
)
"""Functions known to every reader and to the engine, under these names.

``norm(x, p)``: the p-norm of a vector (``p`` a tree; ``constant oo`` for the largest entry) or one
of the texts ``rms``, ``op``, ``nuc``, ``fro``. ``elementwise(x)`` marks a vector whose operations
act entry by entry. ``theta``, ``bigo``, ``omega``: growth classes. ``log(x)`` is natural;
``log(x, b)`` has base b. ``dot(a, b)`` is the inner product.
"""

TRUE = Tree("true", ())
FALSE = Tree("false", ())
PI = Tree("constant", ("pi",))
E = Tree("constant", ("e",))
I = Tree("constant", ("i",))  # noqa: E741 - the imaginary unit's own name
INFINITY = Tree("constant", ("oo",))


def integer(n: int) -> Tree:
    """The integer n."""
    return Tree("int", (n,))


ZERO, ONE, MINUS_ONE, TWO = integer(0), integer(1), integer(-1), integer(2)


def rational(p: int, q: int = 1) -> Tree:
    """p/q in lowest terms, as ``int`` where it is one."""
    value = Fraction(p, q)
    if value.denominator == 1:
        return integer(value.numerator)
    return Tree("rational", (value.numerator, value.denominator))


def symbol(name: str) -> Tree:
    """The symbol of that name."""
    return Tree("symbol", (name,))


def add(*terms: Tree) -> Tree:
    """The sum of the terms; of one term, itself; of none, 0."""
    return terms[0] if len(terms) == 1 else Tree("add", terms) if terms else ZERO


def mul(*factors: Tree) -> Tree:
    """The product of the factors; of one factor, itself; of none, 1."""
    return factors[0] if len(factors) == 1 else Tree("mul", factors) if factors else ONE


def power(base: Tree, exponent: Tree) -> Tree:
    """Base ** exponent, not evaluated."""
    return Tree("pow", (base, exponent))


def negative(tree: Tree) -> Tree:
    """-tree; numbers are negated in place."""
    match tree:
        case Tree("int", (int(n),)):
            return integer(-n)
        case Tree("rational", (int(p), int(q))):
            return Tree("rational", (-p, q))
        case Tree("decimal", (int(p), int(q), places)):
            return Tree("decimal", (-p, q, places))
    return mul(MINUS_ONE, tree)


def subtract(a: Tree, b: Tree) -> Tree:
    """A - b."""
    return add(a, negative(b))


def divide(a: Tree, b: Tree) -> Tree:
    """A / b: a rational where both are integers and b is not 0, else a product with a power -1."""
    match a, b:
        case Tree("int", (int(p),)), Tree("int", (int(q),)) if q != 0:
            return rational(p, q)
    return mul(a, power(b, MINUS_ONE))


def call(name: str, *arguments: Tree) -> Tree:
    """The function of that name, applied."""
    return Tree("call", (name, *arguments))


def vector(*entries: Tree) -> Tree:
    """A vector of these entries."""
    return Tree("vector", entries)


def relation(op: str, left: Tree, right: Tree) -> Tree:
    """Left op right."""
    return Tree("relation", (op, left, right))


def as_vectors(tree: Tree) -> Tree:
    """Lists and tuples as vectors, wherever they stand; vectors of equal length as a matrix.

    >>> as_vectors(Tree("list", (ONE, TWO))).head
    'vector'
    """
    if tree.head in {"list", "tuple", "vector", "matrix"}:
        return _grouped(tree, _each(as_vectors, tree.args))
    return _with_vectors_inside(tree)


@lru_cache(maxsize=8_192)
def _with_vectors_inside(tree: Tree) -> Tree:
    """Remembered of a scalar: it is an entry of many vectors, and as a rule it holds none."""
    return _with_vectors(tree)


def _with_vectors(tree: Tree) -> Tree:
    return _grouped(tree, _each(_with_vectors, tree.args))


def _grouped(tree: Tree, args: tuple[Any, ...]) -> Tree:
    """The tree with these arguments, as a vector or matrix where it is a list."""
    if tree.head not in {"list", "tuple", "vector"}:
        return tree if args is tree.args else Tree(tree.head, args)
    if not any(isinstance(arg, Tree) for arg in args):
        return Tree("vector", args)
    lengths = {len(arg.args) if arg.head == "vector" else None for arg in args}
    is_matrix = len(lengths) == 1 and None not in lengths
    return Tree("matrix" if is_matrix else "vector", args)


def has_decimals(tree: Tree) -> bool:
    """Whether any number in it was written as a decimal."""
    stack = [tree]
    while stack:
        node = stack.pop()
        if node.head == "decimal":
            return True
        stack.extend(children(node))
    return False


def children(tree: Tree) -> tuple[Tree, ...]:
    """The trees directly below, in order."""
    return tuple([arg for arg in tree.args if isinstance(arg, Tree)])


def size(tree: Tree, limit: int = 1_000_000) -> int:
    """The number of nodes, counted without recursion; counting stops above the limit."""
    count, stack = 0, [tree]
    while stack and count <= limit:
        count += 1
        stack.extend(children(stack.pop()))
    return count


def free_symbols(tree: Tree) -> frozenset[str]:
    """Names of the symbols that no sum or product binds.

    >>> sorted(free_symbols(Tree("sum", (mul(symbol("k"), symbol("x")), "k", ONE, symbol("n")))))
    ['n', 'x']
    """
    found: set[str] = set()
    stack = [tree]
    while stack:
        node = stack.pop()
        if node.head == "symbol":
            found.update(node.args)
        elif node.head in {"sum", "product"}:
            body, variable, lower, upper = node.args
            found |= free_symbols(body) - {variable}
            stack += lower, upper
        else:
            stack += [arg for arg in node.args if isinstance(arg, Tree)]
    return frozenset(found)


def substitute(tree: Tree, values: dict[str, Tree]) -> Tree:
    """Replace free symbols by trees. Values are assumed to hold no bound variable of the tree."""
    if not values:
        return tree
    match tree.head:
        case "symbol":
            return values.get(tree.args[0], tree)
        case "sum" | "product":
            body, variable, lower, upper = tree.args
            inner = {name: value for name, value in values.items() if name != variable}
            return Tree(
                tree.head,
                (
                    substitute(body, inner),
                    variable,
                    substitute(lower, values),
                    substitute(upper, values),
                ),
            )
    args = _each(lambda arg: substitute(arg, values), tree.args)
    return tree if args is tree.args else Tree(tree.head, args)


def _each(change: Callable[[Tree], Tree], args: tuple[Any, ...]) -> tuple[Any, ...]:
    """The arguments with every tree changed; the same tuple where none did."""
    changed = [change(arg) if isinstance(arg, Tree) else arg for arg in args]
    if all(map(operator.is_, changed, args)):
        return args
    return tuple(changed)
