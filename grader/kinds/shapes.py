"""Bringing what a student typed into the shape a part asks for: `[[1], [2]]` is a vector too."""

from __future__ import annotations

from itertools import pairwise

from grader.equality import compare, within
from grader.equality.domain import expand
from grader.errors import GraderError, Unreadable
from grader.kinds import hints
from grader.kinds.question import Question
from grader.reading.calls import BOOLEAN
from grader.tree import ONE, TRUE, ZERO, Tree, as_vectors, has_decimals


class Misfit(GraderError):
    """An answer of another shape than the one asked for; wrong, whatever its entries."""


TRUTH = (
    "True or False says whether something holds, as a check on the last line does (in Python == "
    "is one); the answer alone on the last line would be read."
)


def refuse_truth(tree: Tree) -> None:
    """What is true or false is no answer to anything but a choice, and need not be meant as one.

    Raises:
        Unreadable: It is a truth value, or a list of nothing else.
    """
    if _is_truth(tree):
        raise Unreadable(TRUTH)


def _is_truth(tree: Tree) -> bool:
    if tree.head in {"list", "tuple", "vector", "matrix"}:
        return bool(tree.args) and all(map(_is_truth, tree.args))
    return tree.head in {"true", "false"}


def fit_scalar(tree: Tree, question: Question) -> Tree:
    """One expression; ``name < answer`` for a part that asks for a limit, ``[answer]`` too."""
    refuse_truth(tree)
    tree = last_side(_limit(_unconditional(tree, question), question), question, "expression")
    while tree.head in {"list", "tuple", "vector", "set"} and len(tree.args) == 1:
        tree = tree.args[0]
    if tree.head in {"list", "tuple", "vector", "matrix", "set"}:
        if _may_be_thousands(tree):
            raise Unreadable("A comma inside a number is not read; write 10000, not 10,000.")
        raise Misfit(
            f"One expression is asked for, not {hints.sized(len(tree.args), 'entry')} of a list."
        )
    if tree.head == "relation":
        if tree.args[0] != "=" and any(_may_be_right(side, question) for side in tree.args[1:]):
            raise Unreadable("An inequality is not read here; its bound alone would be.")
        raise Misfit("An expression is asked for, not an equation or an inequality.")
    return tree


def _may_be_right(side: Tree, question: Question) -> bool:
    outcome = compare(side, question.compiled, question.domain, certify=False)
    return outcome.relation != "different"


def _may_be_thousands(tree: Tree) -> bool:
    """Whether these are the groups of one number, as in ``8,480``; of ``8,048`` the 0 is lost."""
    whole = [entry.args[0] if entry.head == "int" else -1 for entry in tree.args]
    return (
        tree.head in {"tuple", "list"}
        and len(whole) > 1
        and 0 < whole[0] < 1_000
        and all(number == 0 or 100 <= number < 1_000 for number in whole[1:])
    )


def _unconditional(tree: Tree, question: Question) -> Tree:
    """The formula of ``c, t >= 1``, where what stands behind the comma always holds.

    Raises:
        Unreadable: The condition does not hold always, or nobody can tell.
    """
    if tree.head not in {"tuple", "list"} or len(tree.args) < 2:
        return tree
    first, *rest = tree.args
    if any(condition.head not in BOOLEAN for condition in rest):
        return tree
    if first.head in BOOLEAN:
        return Tree("and", tree.args)
    held = Tree("piecewise", (ONE, Tree("and", (*rest, TRUE)), ZERO, TRUE))
    if compare(held, ONE, question.domain, certify=False).relation != "equal":
        raise Unreadable(
            "The answer stands under a condition of which the question says nothing; one formula "
            "for every case would be read."
        )
    return first  # type: ignore[no-any-return]


def last_side(tree: Tree, question: Question, kind: str) -> Tree:
    """What a derivation ``a = b = c`` comes to, where every step of it is proved.

    Raises:
        Misfit: A step is refuted.
        Unreadable: A step is neither proved nor refuted.
    """
    steps = tree.args if tree.head == "and" else (tree,)
    if any(step.head != "relation" or step.args[0] != "=" for step in steps):
        return tree
    for _equals, left, right in (step.args for step in steps):
        relation = _relation(left, right, question, kind)
        if relation == "different":
            raise Misfit("The two sides of your equation are not equal; write the answer alone.")
        if relation != "equal":
            raise Unreadable("Write the answer alone, without an equation.")
    if any(one.args[2] != two.args[1] for one, two in pairwise(steps)):
        return tree
    sides: list[Tree] = [steps[0].args[1], *(step.args[2] for step in steps)]
    exact: list[Tree] = [side for side in sides if not has_decimals(side)]
    return (exact or sides)[-1]


def _relation(left: Tree, right: Tree, question: Question, kind: str) -> str:
    """How two sides relate; a decimal may be the other side, rounded."""
    outcome = compare(left, right, question.domain, kind=kind, certify=False)
    for one, other in ((right, left), (left, right)):
        if outcome.relation == "different" and has_decimals(one):
            outcome = within(one, other, question.domain, question.part.tolerance, kind=kind)
    return outcome.relation


BRACES = "Braces make a set, which has no order; a list [..., ...] would be read."


def in_order(tree: Tree) -> Tree:
    """Sets, and the sets in them, as lists of what was typed in the order in which it was."""
    if tree.head != "set":
        return tree
    return Tree("list", tuple(map(in_order, tree.args)))


def fit_vector(tree: Tree, question: Question) -> Tree:
    """A vector: lists, tuples and matrices of one row or column are vectors."""
    tree = last_side(tree, question, "vector")
    if tree.head == "set" and len(tree.args) == 1 and tree.args[0].head in {"list", "tuple"}:
        tree = tree.args[0]  # what SymPy's linsolve gives
    refuse_truth(tree)
    vector = _flat(expand(as_vectors(tree), question.domain))
    wanted = question.part.shape[0] if question.part.shape else None
    if vector.head == "set":
        raise Unreadable(BRACES)
    if vector.head != "vector":
        raise Misfit(
            "A vector is asked for, with an entry for each coordinate; this is one expression."
        )
    if wanted is not None and len(vector.args) != wanted:
        raise Misfit(
            f"A vector of {hints.sized(wanted, 'entry')} is asked for; this one has "
            f"{hints.sized(len(vector.args), 'entry')}."
        )
    return vector


def fit_matrix(tree: Tree, question: Question) -> Tree:
    """A matrix: a list of lists is one."""
    tree = last_side(tree, question, "vector")
    if tree.head == "set":
        raise Unreadable(BRACES)
    refuse_truth(tree)
    matrix = expand(as_vectors(tree), question.domain)
    if matrix.head == "vector" and all(row.head == "vector" for row in matrix.args):
        matrix = Tree("matrix", matrix.args)
    if matrix.head != "matrix":
        raise Misfit("A matrix is asked for, as a list of its rows.")
    shape = (len(matrix.args), len(matrix.args[0].args) if matrix.args else 0)
    if any(len(row.args) != shape[1] for row in matrix.args):
        raise Misfit("The rows of this matrix have different lengths.")
    if question.part.shape is not None and shape != question.part.shape:
        rows, columns = question.part.shape
        raise Misfit(
            f"A matrix of {rows} rows and {columns} columns is asked for; this one has {shape[0]} "
            f"and {shape[1]}."
        )
    return matrix


def _limit(tree: Tree, question: Question) -> Tree:
    """The other side of an inequality whose one side is the bounded name."""
    if not question.part.bound:
        return tree
    match tree:
        case Tree("and", parts):
            # 0 < alpha < limit: the positive lower end says nothing new
            uppers = [_limit(part, question) for part in parts if _bounds_above(part, question)]
            return uppers[0] if len(uppers) == 1 else tree
        case Tree("relation", ("<" | "<=" | "=", Tree("symbol", (name,)), limit)) if (
            name in question.part.bound
        ):
            return limit  # type: ignore[no-any-return]
        case Tree("relation", (">" | ">=" | "=", limit, Tree("symbol", (name,)))) if (
            name in question.part.bound
        ):
            return limit  # type: ignore[no-any-return]
        case Tree("interval", (lower, limit, _, _)) | Tree("tuple", (lower, limit)) if (
            lower == ZERO
        ):
            return limit  # type: ignore[no-any-return]
    return tree


def _bounds_above(tree: Tree, question: Question) -> bool:
    match tree:
        case Tree("relation", ("<" | "<=", Tree("symbol", (name,)), _)):
            return name in question.part.bound
        case Tree("relation", (">" | ">=", _, Tree("symbol", (name,)))):
            return name in question.part.bound
    return False


def _flat(tree: Tree) -> Tree:
    """A matrix of one row or one column, or nested vectors of one entry, as a vector."""
    if tree.head not in {"matrix", "vector"}:
        return tree
    rows = tree.args
    if rows and all(row.head == "vector" and len(row.args) == 1 for row in rows):
        return Tree("vector", tuple(row.args[0] for row in rows))
    if len(rows) == 1 and rows[0].head == "vector":
        return rows[0]  # type: ignore[no-any-return]
    return tree
