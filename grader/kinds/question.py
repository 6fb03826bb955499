"""A question: one part of one variant, with everything that it takes to judge an answer to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from numbers import Number
from typing import Any

import sympy as sp
from sympy.printing.str import StrPrinter

from grader.equality import Domain, Reference, compile_reference
from grader.kinds.author_trees import tree_of_author
from grader.reading.vocabulary import Vocabulary
from grader.records import Answer, Decision
from grader.spec import FollowThrough, Mistake, Part, Trajectory
from grader.tree import Tree, as_vectors


@dataclass(frozen=True)
class Question:
    """A `Part` with its right answer. What is compiled from it is kept with it.

    Attributes:
        part_id: ``problem.part``.
        part: What the notebook shows.
        reference: What the solution gives for it.
        mistakes: Known mistakes, the first that matches is the one that is named.
        follow_through: How it is judged on an earlier answer, if it may be.
        explains: Whether a wrong answer is told how it relates to the right one, or shown a
            better point. That never changes a verdict or a score, and takes time.
        recognises: Whether a wrong answer is held against the known mistakes. That never makes
            it right, and takes time; the credit of a mistake is only given where it is.
        trajectory: Of a limit: runs a simulation that goes to it.
    """

    part_id: str
    part: Part
    reference: Any
    mistakes: Sequence[Mistake] = ()
    follow_through: FollowThrough | None = None
    explains: bool = True
    recognises: bool = True
    trajectory: Callable[[], Trajectory] | None = None

    @cached_property
    def domain(self) -> Domain:
        """The declared symbols with their ranges."""
        return Domain.of(self.part.symbols, self.part.constraints)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The names that an answer may use: symbols, limited names and known values."""
        symbols = {
            **dict.fromkeys(self.part.bound, "real"),
            **{
                name: _declaration(tree_of_author(value)) for name, value in self.part.known.items()
            },
            **self.part.symbols,
        }
        return Vocabulary.of(symbols, self.part.spellings)

    @cached_property
    def known(self) -> dict[str, Tree]:
        """The values that the statement fixes, by name; entries of vectors have names too."""
        values: dict[str, Tree] = {}
        for name, value in self.part.known.items():
            tree = values[name] = as_vectors(tree_of_author(value))
            values |= {f"{name}{place}": entry for place, entry in _entries(tree)}
        return values

    @cached_property
    def reference_tree(self) -> Tree:
        """The reference as a tree."""
        return tree_of_author(self.reference)

    @cached_property
    def compiled(self) -> Reference:
        """The reference with its cached points, values and normal form."""
        return compile_reference(self.reference_tree, self.domain)

    def just_right_or_wrong(self) -> Question:
        """The same question and what is kept with it, but a wrong answer is no known mistake."""
        question = replace(self, recognises=False)
        for name, kept in self.__dict__.items():
            if name not in question.__dict__:
                is_question = isinstance(kept, Question)
                question.__dict__[name] = kept.just_right_or_wrong() if is_question else kept
        return question

    def with_reference(self, reference: Any) -> Question:
        """The same question with another right answer and no known mistakes."""
        return replace(self, reference=reference, mistakes=(), follow_through=None, trajectory=None)


def _entries(tree: Tree) -> list[tuple[str, Tree]]:
    """The entries of a vector or matrix with their indices, from 1: ``2``, ``21``."""
    if tree.head == "vector":
        return [(str(i), entry) for i, entry in enumerate(tree.args, start=1)]
    if tree.head == "matrix":
        return [
            (f"{i}{j}", entry)
            for i, row in enumerate(tree.args, start=1)
            for j, entry in enumerate(row.args, start=1)
        ]
    return []


def _declaration(value: Tree) -> str:
    """The domain text of a known value."""
    tree = as_vectors(value)
    if tree.head == "vector":
        return f"real vector {len(tree.args)}"
    if tree.head == "matrix":
        return f"real matrix {len(tree.args)} {len(tree.args[0].args)}"
    return "real"


def in_python(expression: Any) -> str:
    """A reference as Python source that keeps it exact, which ``1/3`` would not.

    >>> in_python(sp.Rational(1, 3)), in_python(sp.Symbol("x") / 2)
    ('Rational(1, 3)', 'x/2')
    """
    if isinstance(expression, list | tuple):
        return f"[{', '.join(map(in_python, expression))}]"
    return str(_Exactly().doprint(as_sympy(expression)))


def as_sympy(reference: Any) -> sp.Basic:
    """A SymPy object as it is, a number as SymPy's.

    Raises:
        TypeError: For anything else: SymPy would evaluate text, even within a list.
    """
    if not isinstance(reference, sp.Basic | Number):
        raise TypeError(f"A reference is a SymPy object or a number, not {type(reference)}.")
    return sp.sympify(reference, strict=True)


class _Exactly(StrPrinter):  # type: ignore[misc]
    """SymPy's own printer, but that a lone fraction is no division of Python integers."""

    def _print_Rational(self, number: Any) -> str:
        return str(number.p) if number.q == 1 else f"Rational({number.p}, {number.q})"


@dataclass(frozen=True)
class Kind:
    """A kind of part: how its answers are decided, and how a right one is written.

    Attributes:
        name: As in `Part.kind`.
        decide: Answer, question and the student's answers to earlier parts, by part name, to a
            decision. Never raises for anything that an answer holds.
        solve: Source of an answer cell that is right, ``None`` if the solution must give it.
        shape_of_answer: A phrase for messages: "a vector of 3 entries".
        needs_calls: Whether the sandbox must call the student's function.
        needs_person: Whether no machine can decide it.
    """

    name: str
    decide: Callable[[Answer, Question, Mapping[str, Answer]], Decision]
    solve: Callable[[Question], str | None]
    shape_of_answer: Callable[[Part], str] = field(default=lambda _part: "an expression")
    needs_calls: bool = False
    needs_person: bool = False
