"""A question: one part of one variant, with everything that it takes to judge an answer to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from grader.equality import Domain, Reference, compile_reference
from grader.reading.sympy_trees import from_sympy
from grader.reading.vocabulary import Vocabulary
from grader.records import Answer, Decision
from grader.spec import FollowThrough, Mistake, Part
from grader.tree import Tree


@dataclass(frozen=True)
class Question:
    """A `Part` with its right answer. What is compiled from it is kept with it.

    Attributes:
        part_id: ``problem.part``.
        part: What the notebook shows.
        reference: What the solution gives for it.
        mistakes: Known mistakes, the first that matches is the one that is named.
        follow_through: How it is judged on an earlier answer, if it may be.
    """

    part_id: str
    part: Part
    reference: Any
    mistakes: Sequence[Mistake] = ()
    follow_through: FollowThrough | None = None

    @cached_property
    def domain(self) -> Domain:
        """The declared symbols with their ranges."""
        return Domain.of(self.part.symbols, self.part.constraints)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The names that an answer may use."""
        return Vocabulary.of(self.part.symbols, self.part.spellings)

    @cached_property
    def reference_tree(self) -> Tree:
        """The reference as a tree."""
        return from_sympy(self.reference)

    @cached_property
    def compiled(self) -> Reference:
        """The reference with its cached points, values and normal form."""
        return compile_reference(self.reference_tree, self.domain)

    def with_reference(self, reference: Any) -> Question:
        """The same question with another right answer and no known mistakes."""
        return Question(part_id=self.part_id, part=self.part, reference=reference)


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
