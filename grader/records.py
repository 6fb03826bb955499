"""What travels from hop to hop: answers, decisions, runs and reports. Frozen, and JSON at heart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal

JSON = Any
"""A value that `json.loads` can give."""

Notebook = Mapping[str, Any]
"""nbformat 4 JSON."""


class Verdict(StrEnum):
    """What was decided. The last four are never a zero by themselves."""

    CORRECT = "correct"
    PARTIAL = "partial"
    INCORRECT = "incorrect"
    UNDECIDED = "undecided"
    UNREADABLE = "unreadable"
    MISSING = "missing"
    NOT_RUN = "not_run"

    @property
    def is_final(self) -> bool:
        """Whether the machine's word stands without a person or a policy."""
        return self in {Verdict.CORRECT, Verdict.PARTIAL, Verdict.INCORRECT}


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A verdict, the proof a TA checks, and the hint a student gets.

    Attributes:
        verdict: What was decided.
        score: Fraction of the points, 0 to 1; 0 where the verdict is not final.
        hint: For the student; never quotes the reference.
        evidence: For staff; may quote the reference.
        proof: How equality was proved.
        certificate: Exact values, as text, at which the answer and the reference differ.
        method: The rung or check that decided.
        mistake: Id of the known mistake that was recognised.
        scope: ``everywhere`` or ``almost everywhere``, where equality was proved.
        tolerance: The policy for decimals that was used, in words.
    """

    verdict: Verdict
    score: float = 0.0
    hint: str = ""
    evidence: str = ""
    proof: str | None = None
    certificate: Mapping[str, str] | None = None
    method: str = ""
    mistake: str | None = None
    scope: str | None = None
    tolerance: str | None = None


Form = Literal["typed", "text", "latex", "json"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a student gave for a part, as data that nobody has interpreted yet.

    Attributes:
        part: Id: ``problem.part``.
        form: ``typed``: the JSON tree of `grader.reading.typed`; ``text`` or ``latex``: a ``str``;
            ``json``: plain JSON from the command line (a table's rows, a list of options).
        content: The answer itself.
        source: What the student wrote to get it (the cell's source), for people.
        cell: Index of its cell, ``None`` from the command line.
        returned: For `function` parts: what each call of it gave.
    """

    part: str
    form: Form
    content: JSON
    source: str = ""
    cell: int | None = None
    returned: tuple[Returned, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NoAnswer:
    """A part without an answer, and why.

    Attributes:
        verdict: `missing`: blank, or not there; `not_run`: its cell failed; `unreadable`: there is
            something, and no value is shown of it.
        reason: A sentence for the student.
        source: What the student wrote, for people.
        cell: Index of its cell.
    """

    part: str
    verdict: Literal[Verdict.MISSING, Verdict.NOT_RUN, Verdict.UNREADABLE]
    reason: str
    source: str = ""
    cell: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one notebook may use. Every field is enforced outside the student's process."""

    cell_s: float = 30.0
    notebook_s: float = 300.0
    cpu_s: float = 300.0
    memory_mib: int = 1024
    processes: int = 64
    disk_mib: int = 64
    output_mib: int = 8
    outputs: int = 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A call of the function that a cell evaluated to; arguments are typed JSON trees."""

    part: str
    cell: int
    arguments: tuple[JSON, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """What a call gave, as typed JSON trees, or the error it raised, in a sentence."""

    value: JSON = None
    arguments_after: tuple[JSON, ...] = ()
    error: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CellRun:
    """How one code cell ended.

    Attributes:
        status: ``ok``, ``error`` (the student's exception), ``timeout``, ``killed`` (its process
            died in it, or it was ended for its outputs), ``skipped`` (never started).
        reason: One sentence for the student where it is not ``ok``.
    """

    cell: int
    status: Literal["ok", "error", "timeout", "killed", "skipped"]
    reason: str = ""
    wall_s: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """An executed notebook as data. Nothing in it is ever unpickled or evaluated.

    Attributes:
        notebook: nbformat 4 JSON with outputs.
        cells: Every code cell, in order.
        returned: By part id, what each call of a `function` part gave.
        limits_hit: Which limits, in sentences for the student.
        fault: ``None``; ``student``: the notebook brought its own process down; ``grader``: it
            could not be run and the student is not to blame.
        engine: ``sealed``, ``jupyter`` or ``none`` (saved outputs).
        layers: The layers of the cage that held: ``("namespaces", "seccomp", ...)``.
    """

    notebook: Notebook
    cells: tuple[CellRun, ...] = ()
    returned: Mapping[str, tuple[Returned, ...]] = field(default_factory=dict)
    limits_hit: tuple[str, ...] = ()
    fault: Literal["student", "grader"] | None = None
    engine: str = "none"
    layers: tuple[str, ...] = ()
    wall_s: float = 0.0
    cpu_s: float = 0.0
    peak_mib: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PartReport:
    """What is shown of one part."""

    part: str
    verdict: Verdict
    score: float
    max_score: float
    hint: str = ""
    evidence: str = ""
    proof: str | None = None
    certificate: Mapping[str, str] | None = None
    method: str = ""
    mistake: str | None = None
    cell: int | None = None

    @classmethod
    def of(
        cls, part: str, decision: Decision, max_score: float, cell: int | None = None
    ) -> PartReport:
        """What is shown of a decision, with its fraction turned into points.

        >>> PartReport.of("p.q", Decision(verdict=Verdict.PARTIAL, score=0.5), 3.0).score
        1.5
        """
        return cls(
            part=part,
            verdict=decision.verdict,
            score=round(decision.score * max_score, 6),
            max_score=max_score,
            hint=decision.hint,
            evidence=decision.evidence,
            proof=decision.proof,
            certificate=decision.certificate,
            method=decision.method,
            mistake=decision.mistake,
            cell=cell,
        )

    @property
    def decision(self) -> Decision:
        """The decision that it was made from."""
        return Decision(
            verdict=self.verdict,
            score=self.score / self.max_score if self.max_score else 0.0,
            hint=self.hint,
            evidence=self.evidence,
            proof=self.proof,
            certificate=self.certificate,
            method=self.method,
            mistake=self.mistake,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Everything a student or a TA is shown of one submission.

    Attributes:
        status: ``graded``; ``needs_review``: a part waits for a person; ``failed``: it could not
            be read or run.
        warnings: What was repaired or went wrong with the submission.
        notes: What the assignment's policy did: lateness, drops, what waits for a person.
    """

    student: str
    assignment: str
    submission: str
    score: float
    max_score: float
    status: Literal["graded", "needs_review", "failed"]
    parts: tuple[PartReport, ...]
    warnings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
