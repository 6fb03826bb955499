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
from functools import cache
from types import FunctionType
from typing import Any

import sympy as sp

from grader.kinds import Kind, Question
from grader.records import Decision

Decide = Callable[[Question, Any], Decision]

_ATOMS = frozenset({type(None), bool, int, str, bytes})


class _NotPlain(Exception):
    """A value whose content cannot be told."""


@dataclass(slots=True)
class Asked:
    """A question with what was decided about it.

    Attributes:
        question: The first one of its content; it keeps what was compiled for it.
        is_plain: Whether its content can be told, so that a decision may be used again.
        decisions: By the content of the form.
    """

    question: Question
    is_plain: bool
    decisions: dict[Hashable, Decision] = field(default_factory=dict)
    _bluntly: Asked | None = None

    def bluntly(self) -> Asked:
        """The same where only right or wrong is asked, and not which mistake it is."""
        if self._bluntly is None:
            self._bluntly = Asked(self.question.just_right_or_wrong(), is_plain=self.is_plain)
        return self._bluntly

    def decide(self, form: Any, decide: Decide) -> Decision:
        """The decision on a form, made by `decide` unless an equal one was made before."""
        try:
            written = content(form) if self.is_plain else None
        except _NotPlain:
            written = None
        if written is None:
            return decide(self.question, form)
        if written not in self.decisions:
            self.decisions[written] = decide(self.question, form)
        return self.decisions[written]


@dataclass(slots=True)
class Decided:
    """Questions of one problem that were asked before, in this process.

    Attributes:
        asked: By content, the one that was asked last at the end.
        most: How many are kept; those of a variant with numbers of its own never come again.
    """

    asked: dict[Hashable, Asked] = field(default_factory=dict)
    most: int = 512

    def about(self, question: Question, kind: Kind) -> Asked:
        """The equal question that was asked before, or this one."""
        try:
            key = kind, _content_of(question)
        except _NotPlain:
            return Asked(question, is_plain=False)
        found = self.asked.pop(key, None) or Asked(question, is_plain=True)
        self.asked[key] = found
        if len(self.asked) > self.most:
            del self.asked[next(iter(self.asked))]
        return found


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
    kind: Any = type(value)
    # most values are of these types themselves, and matching goes through classes one by one
    if kind in _ATOMS:
        return kind, value
    if kind is list or kind is tuple:
        return kind, tuple([content(entry) for entry in value])
    names = _names_of_fields(kind)
    if names:
        return kind, tuple([content(getattr(value, name)) for name in names])
    match value:
        case None | bool() | int() | str() | bytes():
            return kind, value
        case float():
            return kind, value.hex()
        case sp.MatrixBase():
            return kind, value.shape, tuple(map(content, value.flat()))
        case sp.Basic():
            return kind, value  # SymPy tells floats of two precisions apart
        case list() | tuple():
            return kind, tuple(map(content, value))
        case set() | frozenset():
            return kind, frozenset(map(content, value))
        case FunctionType() if value.__closure__ is None and "<" not in value.__qualname__:
            return kind, value  # a module's own function is made once
        case Mapping():
            return kind, tuple((content(name), content(entry)) for name, entry in value.items())
    raise _NotPlain


@cache
def _names_of_fields(kind: type) -> tuple[str, ...]:
    """Of a dataclass."""
    return tuple(each.name for each in fields(kind)) if is_dataclass(kind) else ()


def _content_of(question: Question) -> Hashable:
    """The content of a question; what only a reader of the notebook sees is left out."""
    asked = replace(question.part, prompt="", points=0.0)
    return content(replace(question, part=asked, follow_through=None, trajectory=None))
