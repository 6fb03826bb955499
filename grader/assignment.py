"""An assignment: what is handed out and by which rules it counts, from `assignment.toml`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Literal, cast
from zoneinfo import ZoneInfo

from grader.decimals import exact
from grader.errors import GraderError, UnknownAssignment, UnknownPart
from grader.policy import PENDING, Attempts, DropUnit, LatePolicy, LateRule, Policy
from grader.records import Limits, Verdict
from grader.secret import SecretReference
from grader.toml_table import Table, read_toml

FILE = "assignment.toml"

Variants = Literal["canonical", "per-student"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """Frozen from ``notebooks/<id>/assignment.toml``.

    Attributes:
        id: Name of its folder.
        title: A heading.
        parts: Ids of whole problems (``convergence``) or of parts (``convergence.sgd``).
        points: By part id, where they are not the author's.
        extra_credit: Parts whose points add to the score and not to the maximum.
        variants: Whether everybody gets seed 0 or each student a variant of their own.
        due: With its zone; ``None`` if nothing is ever late.
        limits: What one notebook may use.
        policy: How decisions become points.
        secret: Where the course secret is.
        folder: Where the file was read, for the notebooks and the feedback beside it.
    """

    id: str
    title: str
    parts: tuple[str, ...]
    points: Mapping[str, float] = field(default_factory=dict)
    extra_credit: frozenset[str] = frozenset()
    variants: Variants = "canonical"
    due: datetime | None = None
    limits: Limits = field(default_factory=Limits)
    policy: Policy = field(default_factory=Policy)
    secret: SecretReference = field(default_factory=SecretReference)
    folder: Path = Path()

    @property
    def problems(self) -> tuple[str, ...]:
        """Ids of the problems, each once, in the order of the file."""
        return tuple(dict.fromkeys(name.partition(".")[0] for name in self.parts))

    def chosen(self, known: Sequence[str]) -> tuple[str, ...]:
        """Ids of the assigned parts, out of all parts of the course.

        Raises:
            UnknownPart: If the course has no such problem or part.
            GraderError: If `points` or `extra_credit` name a part that is not assigned.
        """
        chosen: dict[str, None] = {}
        for name in self.parts:
            found = [part for part in known if part == name or part.startswith(f"{name}.")]
            if not found:
                raise UnknownPart(name, sorted({*known, *(p.partition(".")[0] for p in known)}))
            chosen.update(dict.fromkeys(found))
        for table, names in (("points", self.points), ("extra_credit", self.extra_credit)):
            for name in sorted(names):
                if name not in chosen:
                    raise GraderError(
                        f"{self.folder / FILE}: {table} names {name!r}, which is not a part of "
                        "this assignment."
                    )
        self._check_drops(chosen)
        return tuple(chosen)

    def _check_drops(self, parts: Iterable[str]) -> None:
        """See that something is left to count.

        Raises:
            GraderError: If as much is dropped as there is.
        """
        by_problem = self.policy.drop_unit == "problem"
        counted = [part for part in parts if part not in self.extra_credit]
        units = {part.partition(".")[0] if by_problem else part for part in counted}
        if self.policy.drop_lowest and self.policy.drop_lowest >= len(units):
            raise GraderError(
                f"{self.folder / FILE}: policy.drop_lowest is {self.policy.drop_lowest}, but there "
                f"are only {len(units)} {self.policy.drop_unit}s that count: leave one at least."
            )

    def points_of(self, part: str, otherwise: float) -> float:
        """Points of a part: those of this assignment, or the author's."""
        return self.points.get(part, otherwise)


def assignments(course_root: Path) -> tuple[str, ...]:
    """Ids of the course's assignments, sorted."""
    return tuple(sorted(path.parent.name for path in course_root.glob(f"notebooks/*/{FILE}")))


def load_assignment(course_root: Path, name: str) -> Assignment:
    """Read and check one assignment.

    Raises:
        UnknownAssignment: If there is no such folder with an `assignment.toml`.
        GraderError: If the file holds something that it must not; names file and key.
    """
    known = assignments(course_root)
    if name not in known:
        raise UnknownAssignment(name, known)
    return read_assignment(course_root / "notebooks" / name / FILE)


def read_assignment(path: Path) -> Assignment:
    """An assignment from its file; its folder's name is its id."""
    table = read_toml(path)
    name = path.parent.name
    if (written := table.text("id", name)) != name:
        raise table.error("id", f"is {written!r}, but the folder is called {name!r}.")
    assignment = Assignment(
        id=name,
        title=table.text("title"),
        parts=_parts(table),
        points=table.table("points").numbers(),
        extra_credit=frozenset(table.words("extra_credit")),
        variants=cast(Variants, table.one_of("variants", ("canonical", "per-student"))),
        due=_due(table),
        limits=_limits(table.table("limits")),
        policy=_policy(table.table("policy"), table.table("late")),
        secret=_secret(table.table("secret")),
        folder=path.parent,
    )
    table.finish()
    if assignment.policy.drop_unit == "problem" or all("." in part for part in assignment.parts):
        assignment._check_drops(assignment.parts)  # else only the course knows how many there are
    if assignment.policy.late.rule != "none" and assignment.due is None:
        raise table.error(
            "due", f"is missing; the late rule {assignment.policy.late.rule!r} needs it."
        )
    return assignment


def _parts(table: Table) -> tuple[str, ...]:
    parts = table.words("parts", required=True)
    for part in parts:
        if not re.fullmatch(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)?", part):
            raise table.error("parts", f"names {part!r}; `problem` or `problem.part` is meant.")
    return parts


def _due(table: Table) -> datetime | None:
    due = table.moment("due")
    zone = table.text("zone", "UTC")
    try:
        place = ZoneInfo(zone)
    except (KeyError, ValueError, OSError) as error:
        raise table.error("zone", f"names no time zone: {zone!r}.") from error
    if due is None or due.tzinfo is not None:
        return due
    if "zone" not in table.content:
        table.refuse_near("zone")
        raise table.error("due", 'has no zone: write an offset, or zone = "Europe/Zurich".')
    return due.replace(tzinfo=place)


def _limits(table: Table) -> Limits:
    default = Limits()
    limits = Limits(
        cell_s=table.number("cell_s", default.cell_s, low=0.1, high=86_400),
        notebook_s=table.number("notebook_s", default.notebook_s, low=0.1, high=86_400),
        cpu_s=table.number("cpu_s", default.cpu_s, low=0.1, high=86_400),
        memory_mib=table.whole("memory_mib", default.memory_mib, low=64, high=1_048_576),
        processes=table.whole("processes", default.processes, low=1, high=65_536),
        disk_mib=table.whole("disk_mib", default.disk_mib, low=1, high=1_048_576),
        output_mib=table.whole("output_mib", default.output_mib, low=1, high=1024),
        outputs=table.whole("outputs", default.outputs, low=1, high=10_000_000),
    )
    table.finish()
    return limits


def _secret(table: Table) -> SecretReference:
    if {"env", "file"} <= table.content.keys():
        raise table.error("env", "and secret.file exclude each other; give one of them.")
    secret = (
        SecretReference(env=table.text("env"))
        if "env" in table.content
        else SecretReference(file=table.text("file", SecretReference().file))
    )
    table.known.append("env")
    table.finish()
    return secret


def _policy(policy: Table, late: Table) -> Policy:
    """The ``[policy]`` and ``[late]`` tables of an assignment, checked."""
    counts_as = policy.table("counts_as")
    default = Policy()
    result = Policy(
        late=_read_late(late),
        attempts=cast(Attempts, policy.one_of("attempts", ("last", "best"), "last")),
        counts_as={
            verdict: _read_counts_as(counts_as, verdict, default.counts_as[verdict])
            for verdict in Verdict
            if not verdict.is_final
        },
        drop_lowest=policy.whole("drop_lowest", 0, high=1000),
        drop_unit=cast(DropUnit, policy.one_of("drop_unit", ("problem", "part"), "problem")),
        extra_credit_cap=(
            exact(policy.number("extra_credit_cap", low=1.0, high=10.0))
            if "extra_credit_cap" in policy.content
            else None
        ),
        places=policy.whole("places", default.places, high=6),
    )
    policy.known.append("extra_credit_cap")
    counts_as.finish()
    policy.finish()
    return result


def _read_counts_as(table: Table, verdict: Verdict, default: Decimal | None) -> Decimal | None:
    value = table.content.get(verdict.value)
    if isinstance(value, str):
        table.one_of(verdict.value, ("pending",))
        return PENDING
    if value is None:
        table.known.append(verdict.value)
        return default
    return exact(table.number(verdict.value, high=1.0))


def _read_late(table: Table) -> LatePolicy:
    rule = cast(LateRule, table.one_of("rule", ("none", "per-day", "cut-off"), "none"))
    closes = table.number("closes_after_days", 0.0, high=3650)
    late = LatePolicy(
        rule=rule,
        per_day=exact(table.number("per_day", None if rule == "per-day" else 0.0, high=1.0)),
        at_most=exact(table.number("at_most", 1.0, high=1.0)),
        grace=timedelta(minutes=table.number("grace_minutes", 0.0, high=525_600)),
        closes_after=timedelta(days=closes) if "closes_after_days" in table.content else None,
    )
    table.finish()
    if rule != "per-day":
        for key in ("per_day", "at_most", "closes_after_days"):
            if key in table.content:
                raise table.error(key, f'needs rule = "per-day", but the rule is {rule!r}.')
    return late
