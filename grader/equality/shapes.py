"""Which parts of two answers are held against each other.

- A vector, a list and a tuple are sequences, compared in order; rows and columns are the same
  thing, and a container of one entry is that entry.
- A set has no order and no repeats, nor has a sequence with ``kind="set"``. With ``kind="list"``
  repeats count, but order does not.
- An interval has two ends, each open or closed. A condition in one name of its own, ``0 < x < 1``,
  may be the same interval; that it is not is for a person to say.
- ``x = 1 or x = 2`` against what is no condition is read as the set of its values.
- An equation is compared up to a factor that is zero nowhere; another condition by where it holds.
- ``x = 3`` against the number 3 is read as the number, unless an equation was asked for.
- Growth classes (``theta``, or bare expressions with ``kind="growth"``) by their order of growth.
- Words are compared without regard to case, spaces and a final full stop.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from grader.equality.budget import Budget
from grader.equality.conditions import compare_conditions
from grader.equality.equations import compare_equations
from grader.equality.findings import Compiled, Finding, different_shapes, joined, proved, undecided
from grader.equality.growth import CLASSES, compare_growth
from grader.equality.ranges import within
from grader.equality.sets import compare_lists, compare_sets
from grader.tree import (
    INFINITY,
    TRUE,
    ZERO,
    Tree,
    call,
    children,
    free_symbols,
    negative,
    relation,
    substitute,
    symbol,
)

SEQUENCES = frozenset({"vector", "list", "tuple", "row"})
CONTAINERS = SEQUENCES | {"matrix", "set", "interval"}
CONDITIONS = frozenset({"relation", "and", "or", "not", "true", "false"})
_UNORDERED = frozenset({"set", "list"})
_UNDECLARED = symbol("any number")
"""A name that no author can declare, so that it stands for every real number."""
_MOST_NAMES = 3
"""Names in a condition that are tried as the one that it is about."""


def hold_against(
    student: Tree, reference: Tree, compiled: Compiled, kind: str, budget: Budget
) -> Finding:
    """Compare two expanded trees of any shape.

    Args:
        student: The answer.
        reference: What is right.
        compiled: The reference's leaves and domain.
        kind: What was asked for: ``set``, ``growth`` and ``equation`` change how answers are read.
        budget: What it may cost.
    """
    if kind == "growth":
        student, reference = (_as_class(tree, reference) for tree in (student, reference))
    if kind == "equation":
        student, reference = _as_equation(student), _as_equation(reference)
    else:
        student, reference = _without_name(student, reference), _without_name(reference, student)
    if _is_unordered(student, reference, kind):
        return _sets(student, reference, compiled, kind, budget)
    student, reference = _alone(student), _alone(reference)
    heads = {student.head, reference.head}
    if heads == {"matrix"}:
        return _matrices(student, reference, compiled, budget)
    if heads <= SEQUENCES | {"matrix"}:
        return _sequences(_flat(student), _flat(reference), compiled, kind, budget)
    if heads == {"interval"}:
        return _intervals(student, reference, compiled, budget)
    if "interval" in heads and heads & CONDITIONS:
        return _interval_by_condition(student, reference, compiled, budget)
    if heads & CONTAINERS:
        return different_shapes(f"a {student.head} against a {reference.head}")
    if "text" in heads:
        return _texts(student, reference)
    if _is_class(student) or _is_class(reference):
        return compare_growth(student, reference, compiled, budget)
    if heads & CONDITIONS:
        return _conditions(student, reference, compiled, budget)
    return Finding(compiled.judge(student, reference, budget))


def _as_class(tree: Tree, reference: Tree) -> Tree:
    """A bare expression stands for the class that the reference speaks of, or for theta."""
    if _is_class(tree) or tree.head in CONTAINERS:
        return tree
    return call(reference.args[0] if _is_class(reference) else "theta", tree)


def _is_class(tree: Tree) -> bool:
    return tree.head == "call" and tree.args[0] in CLASSES


def _as_equation(tree: Tree) -> Tree:
    """A bare expression stands for its being zero."""
    if tree.head in CONDITIONS | CONTAINERS:
        return tree
    return relation("=", tree, ZERO)


def _without_name(tree: Tree, other: Tree) -> Tree:
    """``x = 3`` as 3, where the other side is no condition and does not speak of x."""
    if other.head in CONDITIONS:
        return tree
    match tree:
        case Tree("or", cases):
            values = [_without_name(case, other) for case in cases]
            names = {case.args[1] for case in cases if case.head == "relation"}
            if len(names) == 1 and not any(value.head in CONDITIONS for value in values):
                return Tree("set", tuple(values))
        case Tree("relation", ("=", Tree("symbol", (name,)), value)) if name not in (
            free_symbols(value) | free_symbols(other)
        ):
            return Tree(*value)
        case Tree("vector", entries) if entries and all(e.head == "relation" for e in entries):
            return Tree("vector", tuple(_without_name(entry, other) for entry in entries))
    return tree


def _is_unordered(student: Tree, reference: Tree, kind: str) -> bool:
    heads = {student.head, reference.head}
    return "interval" not in heads and (kind in _UNORDERED or "set" in heads)


def _elements(tree: Tree) -> tuple[Tree, ...]:
    return tree.args if tree.head in SEQUENCES | {"set"} else (tree,)


def _sets(student: Tree, reference: Tree, compiled: Compiled, kind: str, budget: Budget) -> Finding:
    sides = _elements(student), _elements(reference)
    if any(entry.head in CONDITIONS | CONTAINERS for side in sides for entry in side):
        return _nested_sets(*sides, compiled, budget)
    if kind == "list" and "set" not in (student.head, reference.head):
        return compare_lists(*sides, compiled, budget)
    return compare_sets(*sides, compiled, budget)


def _nested_sets(
    ours: tuple[Tree, ...], theirs: tuple[Tree, ...], compiled: Compiled, budget: Budget
) -> Finding:
    """Sets of pairs, of equations, ...: every element must have a partner that is proved equal."""
    found = [[hold_against(x, y, compiled, "expression", budget) for y in theirs] for x in ours]
    lines = [*found, *map(list, zip(*found, strict=True))]
    for line in lines:
        if line and all(finding.verdict.relation == "different" for finding in line):
            return Finding(line[0].verdict, claim="no such element")
    partners: list[Finding] = []
    for line in lines:
        equal = [finding for finding in line if finding.verdict.relation == "equal"]
        if not equal:
            return undecided("an element has no proved partner")
        partners.append(equal[0])
    return Finding(joined(partners).verdict)


def _alone(tree: Tree) -> Tree:
    """The only entry of a container of one."""
    while tree.head in SEQUENCES | {"matrix", "set"} and len(tree.args) == 1:
        tree = tree.args[0]
    return tree


def _flat(tree: Tree) -> tuple[Tree, ...]:
    """The entries of a sequence, or of a matrix that is a row or a column."""
    if tree.head == "matrix":
        if len(tree.args) == 1:
            return tuple(tree.args[0].args)
        if all(len(row.args) == 1 for row in tree.args):
            return tuple(row.args[0] for row in tree.args)
    return tree.args


def _matrices(a: Tree, b: Tree, compiled: Compiled, budget: Budget) -> Finding:
    shapes = [(len(tree.args), len(tree.args[0].args)) for tree in (a, b)]
    if shapes[0] != shapes[1]:
        words = " against ".join(f"{rows} by {columns}" for rows, columns in shapes)
        return different_shapes(f"shapes differ: {words}")
    places = [(i, j) for i in range(shapes[0][0]) for j in range(shapes[0][1])]
    pairs = [(a.args[i].args[j], b.args[i].args[j], (i + 1, j + 1)) for i, j in places]
    return entry_by_entry(pairs, compiled, budget)


def _sequences(
    a: tuple[Tree, ...], b: tuple[Tree, ...], compiled: Compiled, kind: str, budget: Budget
) -> Finding:
    if len(a) != len(b):
        return different_shapes(f"lengths differ: {len(a)} against {len(b)}")
    if not any(entry.head in CONTAINERS | CONDITIONS | {"text"} for entry in (*a, *b)):
        pairs = [(x, y, (k,)) for k, (x, y) in enumerate(zip(a, b, strict=True), 1)]
        return entry_by_entry(pairs, compiled, budget)
    found = []
    for k, (x, y) in enumerate(zip(a, b, strict=True), 1):
        inner = hold_against(x, y, compiled, kind, budget)
        found.append(replace(inner, where=(k, *inner.where)))
    return joined(found)


def _intervals(a: Tree, b: Tree, compiled: Compiled, budget: Budget) -> Finding:
    for place in (2, 3):
        if _is_open(a, place) != _is_open(b, place):
            return replace(
                different_shapes("one end is open on one side only"),
                claim="values differ",
                where=(place + 1,),
            )
    found = [Finding(compiled.judge(a.args[k], b.args[k], budget), (k + 1,)) for k in (0, 1)]
    return joined(found)


def _interval_by_condition(a: Tree, b: Tree, compiled: Compiled, budget: Budget) -> Finding:
    """``0 < x < 1`` against an interval: equal where it holds there and nowhere else.

    Whether another condition was meant for another question, nobody knows: it is not refuted.
    """
    interval, condition = (a, b) if a.head == "interval" else (b, a)
    inside = _inside(interval, _UNDECLARED)
    names = sorted(free_symbols(condition) - free_symbols(interval))
    for name in names[:_MOST_NAMES]:
        free = _without_finite(substitute(condition, {name: _UNDECLARED}))
        # What is declared of the name counts as a part of the condition, if at all: of a positive
        # t, t < 1 is (0, 1) and not (-1, 1).
        declared = within(compiled.domain.range_of(name), _UNDECLARED)
        for said in (free, Tree("and", (free, *declared))) if declared else (free,):
            sides = (inside, said) if a is interval else (said, inside)
            found = compare_conditions(*sides, compiled, budget)
            if found.verdict.relation == "equal":
                return found
    return undecided("an interval against a condition")


def _without_finite(condition: Tree) -> Tree:
    """Without what holds of every real number, as ``x < oo`` in ``2 <= x < oo``."""
    match condition:
        case Tree("and" | "or" | "not", parts):
            return Tree(condition.head, tuple(map(_without_finite, parts)))
        case Tree("relation", ("<" | "<=", low, high)) | Tree("relation", (">" | ">=", high, low)):
            if (low, high) in ((_UNDECLARED, INFINITY), (negative(INFINITY), _UNDECLARED)):
                return TRUE
    return condition


def _inside(interval: Tree, name: Tree) -> Tree:
    """That a name lies in an interval."""
    lower, upper = interval.args[:2]
    bounds = [
        relation("<" if _is_open(interval, place) else "<=", left, right)
        for place, end, (left, right) in ((2, lower, (lower, name)), (3, upper, (name, upper)))
        if end not in (INFINITY, negative(INFINITY))
    ]
    return Tree("and", tuple(bounds)) if len(bounds) > 1 else (*bounds, TRUE)[0]


def _is_open(interval: Tree, place: int) -> bool:
    """Whether an end does not belong to it: an infinite one never does, however it is written."""
    end = interval.args[place - 2]
    return bool(interval.args[place]) or end in (INFINITY, negative(INFINITY))


def _texts(student: Tree, reference: Tree) -> Finding:
    words = [_normal_words(tree) for tree in (student, reference)]
    if words[0] == words[1] is not None:
        return proved("same words", "Both are the same words.")
    return replace(different_shapes("words differ"), claim="values differ")


def _normal_words(tree: Tree) -> str | None:
    if tree.head != "text":
        return None
    return " ".join(str(tree.args[0]).casefold().strip().rstrip(".").split())


def _conditions(student: Tree, reference: Tree, compiled: Compiled, budget: Budget) -> Finding:
    trees = student, reference
    if any(tree.head not in CONDITIONS for tree in trees):
        return different_shapes("a condition against a value")
    equations = [tree.head == "relation" and tree.args[0] == "=" for tree in trees]
    if all(equations):
        return compare_equations(student, reference, compiled, budget)
    return compare_conditions(student, reference, compiled, budget)


Entry = tuple[Tree, Tree, tuple[int, ...]]


def entry_by_entry(pairs: Iterable[Entry], compiled: Compiled, budget: Budget) -> Finding:
    """Every pair of entries must be equal; alike entries (but for names) are judged once.

    All entries share the time of the budget, and once one is undecided the others can only be
    refuted: then nobody waits for the worker any more.
    """
    equal: set[tuple[Tree, Tree, tuple[object, ...]]] = set()
    found: list[Finding] = []
    for student, reference, where in pairs:
        key = None if compiled.domain.constraints else _renamed(student, reference, compiled)
        if key is not None and key in equal:
            continue
        verdict = compiled.judge(student, reference, budget)
        found.append(Finding(verdict, where))
        if verdict.relation == "undecided":
            budget = replace(budget, worker=False)
        if verdict.relation == "different":
            return found[-1]
        if key is not None and verdict.relation == "equal":
            equal.add(key)
    return joined(found)


def _renamed(
    student: Tree, reference: Tree, compiled: Compiled
) -> tuple[Tree, Tree, tuple[object, ...]] | None:
    """The pair with its symbols numbered as they appear, and their ranges."""
    order: dict[str, None] = {}
    stack = [student, reference]
    while stack:
        node = stack.pop()
        if node.head in {"sum", "product"}:
            return None
        if node.head == "symbol":
            order.setdefault(node.args[0])
        stack.extend(children(node))
    names = {name: symbol(f"#{k}") for k, name in enumerate(order)}
    ranges = tuple(compiled.domain.range_of(name) for name in order)
    return substitute(student, names), substitute(reference, names), ranges
