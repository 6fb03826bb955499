"""What an author writes: the records of `problems/` (what is asked) and `solutions/` (is right).

This is the only module of the grader that a course imports. Everything here is a frozen record;
nothing here decides. A problem states, it does not know: no answer, and no hint of one, may be
reachable from a `Problem`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    import numpy as np

P = TypeVar("P")


# ---------------------------------------------------------------------------- what is asked


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a `choice`, or of a choice column of a `table`."""

    id: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a `table` part: expressions, or one of the options if there are any."""

    name: str
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tolerance:
    """How far a decimal may lie from the exact value; recorded with every decision that used it.

    Attributes:
        relative: Largest relative error, whatever the number of digits written.
        digits_written: Also ask that the number is right in the digits that the student wrote
            (within one unit of the last place, so that cutting off is as good as rounding).
    """

    relative: float = 1e-3
    digits_written: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    r"""One question, with everything that a notebook shows of it. Plain data.

    Attributes:
        name: Without the problem: ``sgd``; its id is ``convergence.sgd``.
        kind: Name of a kind in `grader.kinds`, or of one that the course brings.
        prompt: Markdown with LaTeX.
        points: Points of a right answer, unless the assignment says otherwise.
        symbols: Names that the answer may use, each with its domain in the words of
            `grader compare`: ``"alpha > 0"``, ``"integer >= 1"``, ``"0 < beta < 1"``,
            ``"real vector 3"``, ``"complex"``, ``"function"``.
        constraints: Relations between symbols: ``"N > k"``.
        spellings: Other ways to write a symbol, text or LaTeX, to its name:
            ``{r"\nabla f(\theta)": "g"}``.
        known: Symbols whose values the statement fixes, each a number or a (nested) sequence of
            numbers, exact: ``{"g": (1, -3, 2)}``. An answer may use such a name; it is judged
            with the value in its place.
        bound: For a limit: the names whose inequality ``name < answer`` is read as the answer.
        vanishing: Of a `growth` part: the names that go to 0; the others go to infinity.
        options: Of a `choice`.
        several: Whether a `choice` wants every option that holds.
        rows: Of a `table`: the label of each row.
        columns: Of a `table`.
        given: Cells of a `table` that the statement fills in: ``(row, column) -> text``.
        shape: Of a `vector` or `matrix`, ``None`` if it is for the student to find.
        tolerance: For decimals.
        almost_everywhere: Whether an answer that differs from the reference on a set of
            measure zero only is right.
        placeholder: What the answer cell holds at first; an answer equal to it is missing.
        builds_on: Name of the earlier part whose answer this one may be judged on.
    """

    name: str
    kind: str
    prompt: str
    points: float = 1.0
    symbols: Mapping[str, str] = field(default_factory=dict)
    constraints: tuple[str, ...] = ()
    spellings: Mapping[str, str] = field(default_factory=dict)
    known: Mapping[str, Any] = field(default_factory=dict)
    bound: tuple[str, ...] = ()
    vanishing: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    several: bool = False
    rows: tuple[str, ...] = ()
    columns: tuple[Column, ...] = ()
    given: Mapping[tuple[int, int], str] = field(default_factory=dict)
    shape: tuple[int, ...] | None = None
    tolerance: Tolerance = Tolerance()
    almost_everywhere: bool = True
    placeholder: str = "..."
    builds_on: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem(Generic[P]):
    """A problem: a statement and parts that are functions of typed parameters.

    Attributes:
        id: Module name in ``problems/`` and in ``solutions/``.
        title: A heading.
        source: Where it comes from, for the instructor.
        canonical: The parameters of seed 0, the same for everybody.
        draw: Parameters of a variant from a seeded generator.
        statement: Markdown with LaTeX, shown above the parts.
        parts: The parts of a variant. Names and kinds are the same in every variant.
        lab: Python source of a cell in which the student can simulate; needs numpy, sympy and
            matplotlib only.
        picture: Python source that draws the picture of the statement, if it has one; it runs
            when a notebook is released, and the picture is kept as an attachment.
        version: Raised when a change makes old variants invalid; enters the seed.
    """

    id: str
    title: str
    source: str
    canonical: P
    draw: Callable[[np.random.Generator], P]
    statement: Callable[[P], str]
    parts: Callable[[P], tuple[Part, ...]]
    lab: Callable[[P], str] | None = None
    picture: Callable[[P], str] | None = None
    version: int = 1


# ---------------------------------------------------------------------------- what is right

Form = Any
"""An answer as a student might give it: text or LaTeX (a ``str``), a list of rows or option ids,
a SymPy object, or `Code` for kinds that only running can judge. Of a mistake in a `function` part:
the wrong function, which is called as the right one is."""


@dataclass(frozen=True, slots=True)
class Code:
    """Source of an answer cell, for kinds that only running can judge."""

    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """A misconception that the grader recognises in any algebraic form.

    Attributes:
        id: Stable name, for statistics: ``half_dropped``.
        form: The wrong answer it leads to.
        feedback: A sentence that teaches and does not give the answer.
        credit: Fraction of the points.
    """

    id: str
    form: Form
    feedback: str
    credit: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Minimiser:
    """A reference for `vector` and `matrix` parts where every minimiser is right.

    Attributes:
        point: One minimiser (SymPy matrix or list).
        objective: SymPy expression in `variables` and the part's symbols.
        variables: SymPy symbols of the entries, row by row.
    """

    point: Any
    objective: Any
    variables: tuple[Any, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What must hold of an example: a SymPy relation and what to say where it fails."""

    relation: Any
    otherwise: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExampleField:
    """A named number of an example, or a list of between `at_least` and `at_most` numbers."""

    name: str
    many: bool = False
    at_least: int = 1
    at_most: int = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A reference for `example` parts: any object for which every claim holds.

    `claims` gets SymPy symbols that stand for the student's numbers (a list of symbols for a field
    with many), so that no student's value ever becomes a SymPy object; the engine decides each
    claim exactly after putting the student's numbers in.

    Attributes:
        fields: What the example consists of, in the order of the statement.
        claims: Stand-ins by field name to the claims.
        canonical: One right example: numbers and lists of numbers by field name.
    """

    fields: tuple[ExampleField, ...]
    claims: Callable[[Mapping[str, Any]], Sequence[Claim]]
    canonical: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Probe:
    """One call of a student's function.

    Attributes:
        arguments: Numbers, lists of numbers or NumPy arrays.
        about: What is special about it (``"at t = 1"``), said where it fails.
    """

    arguments: tuple[Any, ...]
    about: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """A reference for `function` parts.

    Attributes:
        call: The right function; gets copies of the probe's arguments, returns a number, an array
            or a tuple of these.
        probes: Inputs, drawn after the notebook has run.
        relative: Largest relative error of an output.
        keeps_arguments: Whether changing an argument in place is wrong.
    """

    call: Callable[..., Any]
    probes: Callable[[np.random.Generator], Sequence[Probe]]
    relative: float = 1e-9
    keeps_arguments: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """A curve that a figure must show: points, shape ``(k, 2)``, dense, in data units."""

    name: str
    points: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A reference for `figure` parts: every outline drawn, nothing that is none of them.

    Attributes:
        outlines: The curves.
        distance: How far (in data units) a drawn point may lie from its curve.
        equal_aspect: Whether a unit must be as long on both axes.
        mistaken: Outlines that belong to a known mistake, with the sentence to say. One with the
            name of an asked outline is looked for only where that one is missing.
    """

    outlines: tuple[Outline, ...]
    distance: float = 0.05
    equal_aspect: bool = True
    mistaken: tuple[tuple[Outline, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RubricItem:
    """One thing that a person looks for in a `text` answer."""

    id: str
    says: str
    credit: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Rubric:
    """A reference for `text` parts: a person decides.

    Attributes:
        items: Their credits add up to 1.
        model_answer: For the person who reviews.
        at_least_words: A shorter answer is sent to review with a note.
    """

    items: tuple[RubricItem, ...]
    model_answer: str
    at_least_words: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """What a simulation saw: an oracle's word on one part, to hold against the reference.

    Attributes:
        part: Name of the part.
        at: Values of the symbols: numbers, or sequences of numbers for vectors.
        value: A number, a (nested) sequence of numbers, an option id, a set of ids, or rows.
        tolerance: Largest absolute difference; 5 standard errors where samples were drawn.
        about: What was simulated, in a few words.
    """

    part: str
    at: Mapping[str, Any] = field(default_factory=dict)
    value: Any
    tolerance: float = 0.0
    about: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trajectory:
    """How a simulation goes to a limit: feedback shows the first part of the way.

    Attributes:
        values: From the start to the limit, which the last one is near: numbers, or sequences of
            numbers of one length.
        labels: Of each value: ``"step 3"``. No commas or brackets.
        at: Exact numbers for the symbols of the answer.
        about: What was simulated, in a few words. No brackets.
    """

    values: Sequence[Any]
    labels: Sequence[str]
    at: Mapping[str, Any] = field(default_factory=dict)
    about: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowThrough:
    """Credit for a part that is right given the student's own earlier answer.

    Attributes:
        on: Name of the earlier part.
        formula: The right answer as a function of (a SymPy stand-in for) the earlier answer.
        credit: Fraction of the points.
    """

    on: str
    formula: Callable[[Any], Any]
    credit: float = 1.0


def _nothing(_params: Any) -> Mapping[str, Any]:
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Solution(Generic[P]):
    """What is right, by part name, as functions of the parameters.

    Attributes:
        reference: SymPy objects (expression, list or matrix, relation), option ids (a set of ids
            where several hold), rows of a table, or one of the records above.
        oracle: Observations of an independent numeric simulation that shares no code with
            `reference`.
        mistakes: Known mistakes.
        also_right: Forms that must be accepted.
        near_misses: Forms that must be refused; every mistake is one too.
        worked: Source of the answer cell of a solved notebook, for the parts where printing the
            reference does not give it.
        follow_through: For parts that build on an earlier one.
        trajectories: For parts whose answer is a limit: a simulation's way to it, run only where
            an answer is wrong.
    """

    reference: Callable[[P], Mapping[str, Any]]
    oracle: Callable[[P, np.random.Generator], Iterable[Observation]]
    mistakes: Callable[[P], Mapping[str, Sequence[Mistake]]] = _nothing
    also_right: Callable[[P], Mapping[str, Sequence[Form]]] = _nothing
    near_misses: Callable[[P], Mapping[str, Sequence[Form]]] = _nothing
    worked: Callable[[P], Mapping[str, str]] = _nothing
    follow_through: Callable[[P], Mapping[str, FollowThrough]] = _nothing
    trajectories: Callable[[P], Mapping[str, Callable[[], Trajectory]]] = _nothing
