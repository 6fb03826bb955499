"""Which questions of many variants are the same question, so that each is decided once.

Most parts depend on a few of a problem's parameters only. Two questions are the same here if
everything that a decision reads is equal: the declarations, the reference, the mistakes, the kind.
Prompts, points and trajectories are for people, and follow-through needs earlier answers, of which
an author's forms have none. That is exact: what cannot be compared by its content (a function, a
generator) makes a question its own, and nothing is remembered of it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from types import FunctionType
from typing import Any

import sympy as sp

from grader.kinds import Kind, Question
from grader.records import Decision

Decide = Callable[[Question, Any], Decision]


class _NotPlain(Exception):
    """A value whose content cannot be told."""


@dataclass(slots=True)
class Decided:
    """Decisions of one problem that were made before, in this process.

    Attributes:
        questions: The first question of each content; it keeps what was compiled for it.
        decisions: By question and form.
    """

    questions: dict[Hashable, Question] = field(default_factory=dict)
    decisions: dict[tuple[Hashable, Hashable], Decision] = field(default_factory=dict)

    def decide(self, question: Question, kind: Kind, form: Any, decide: Decide) -> Decision:
        """The decision on a form, made by `decide` unless an equal one was made before."""
        try:
            key, written = (kind, _question_key(question)), content(form)
        except _NotPlain:
            return decide(question, form)
        if (key, written) not in self.decisions:
            first = self.questions.setdefault(key, question)
            self.decisions[key, written] = decide(first, form)
        return self.decisions[key, written]


def content(value: Any) -> Hashable:
    """What a value holds, with its types: equal for two values only if nobody can tell them apart.

    >>> content([1, {"n": sp.Integer(1)}]) == content([1, {"n": sp.Integer(1)}])
    True
    >>> content(1) == content(True), content(1) == content(1.0), content([1]) == content((1,))
    (False, False, False)

    Raises:
        _NotPlain: For a function that is made anew for every variant, and for any other object
            that is not known to be plain.
    """
    kind = type(value)
    match value:
        case None | bool() | int() | str() | bytes():
            return kind, value
        case float():
            return kind, value.hex()
        case sp.MatrixBase():
            return kind, value.shape, tuple(map(content, value.flat()))
        case sp.Basic():
            floats = value.atoms(sp.Float)  # two of other precision may be equal to SymPy
            return kind, value, frozenset(map(sp.srepr, floats))
        case list() | tuple():
            return kind, tuple(map(content, value))
        case set() | frozenset():
            return kind, frozenset(map(content, value))
        case FunctionType() if value.__closure__ is None and "<" not in value.__qualname__:
            return kind, value  # a module's own function is made once
        case Mapping():
            return kind, tuple((content(name), content(entry)) for name, entry in value.items())
    if is_dataclass(value) and not isinstance(value, type):
        return kind, tuple(content(getattr(value, each.name)) for each in fields(value))
    raise _NotPlain


def _question_key(question: Question) -> Hashable:
    """The content of a question, kept with it; what only a reader of the notebook sees is not."""
    kept: Hashable = question.__dict__.get("_content")
    if kept is None:
        asked = replace(question.part, prompt="", points=0.0)
        kept = content(replace(question, part=asked, follow_through=None, trajectory=None))
        question.__dict__["_content"] = kept
    return kept
