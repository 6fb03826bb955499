"""Kinds of part: one module a kind, one signature for all. A course may bring its own."""

from __future__ import annotations

from grader.errors import GraderError, did_you_mean
from grader.kinds import (
    choice,
    equation,
    example,
    expression,
    figure,
    function,
    growth,
    number,
    table,
    text,
    vector,
)
from grader.kinds.question import Kind, Question

__all__ = ["Kind", "Question", "kind_named", "kind_names", "register"]

_KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        expression.KIND,
        vector.KIND,
        vector.MATRIX,
        number.KIND,
        table.KIND,
        choice.KIND,
        growth.KIND,
        equation.KIND,
        function.KIND,
        example.KIND,
        figure.KIND,
        text.KIND,
    )
}


class UnknownKind(GraderError):
    """A part of a kind that neither the grader nor the course has."""

    def __init__(self, name: str) -> None:
        self.name = name
        hint = did_you_mean(name, sorted(_KINDS), f"Known: {', '.join(sorted(_KINDS))}.")
        super().__init__(f"There is no kind of part {name!r}. {hint}")


def kind_named(name: str) -> Kind:
    """The kind of that name.

    Raises:
        UnknownKind: If there is none.
    """
    try:
        return _KINDS[name]
    except KeyError:
        raise UnknownKind(name) from None


def kind_names() -> tuple[str, ...]:
    """Every kind, in alphabetical order."""
    return tuple(sorted(_KINDS))


def register(kind: Kind) -> None:
    """Add a course's own kind. A name that is taken is refused unless it is the same object."""
    if _KINDS.setdefault(kind.name, kind) is not kind:
        raise GraderError(f"The kind {kind.name!r} exists already; give the course's another name.")
