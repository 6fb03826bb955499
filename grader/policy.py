"""How decisions become points: the rules of an assignment as pure functions, and in sentences.

Points are decimals here, so that 0.1 + 0.2 is 0.3 and a half is rounded up.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import ROUND_CEILING, Decimal
from typing import Literal, Protocol, TypeVar

from grader.decimals import duration, exact, percent, rounded
from grader.lowest import lowest
from grader.records import PartReport, Verdict

LateRule = Literal["none", "per-day", "cut-off"]
DropUnit = Literal["problem", "part"]
Attempts = Literal["last", "best"]

DAY = timedelta(days=1)
LATE = "Handed in"
"""How a note begins that says what lateness cost."""

PENDING = None
"""What a verdict counts as while it waits for a person: nothing yet, and not zero."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LatePolicy:
    """What lateness costs.

    Attributes:
        rule: ``none``: nothing; ``per-day``: a fraction for every day begun; ``cut-off``: what is
            late does not count.
        per_day: Fraction of the score lost for every day begun, under ``per-day``.
        at_most: Largest fraction that is lost.
        grace: How long after the due time nothing is late yet.
        closes_after: Under ``per-day``: how long after the due time nothing counts any more.
    """

    rule: LateRule = "none"
    per_day: Decimal = Decimal(0)
    at_most: Decimal = Decimal(1)
    grace: timedelta = timedelta(0)
    closes_after: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """How the decisions on one submission become its score.

    Attributes:
        late: What lateness costs.
        attempts: Which of a student's submissions counts.
        counts_as: What each verdict that is not final counts as until a person decides: a fraction
            of the points, or `PENDING`.
        drop_lowest: How many problems or parts are left out: those without which the rest is the
            largest fraction of its points, which is brought to the same maximum for everybody.
        drop_unit: Whether these are problems or parts.
        extra_credit_cap: Largest score as a fraction of the maximum, ``None`` for no cap.
        places: Digits after the point of a score.
    """

    late: LatePolicy = LatePolicy()
    attempts: Attempts = "last"
    counts_as: Mapping[Verdict, Decimal | None] = field(
        default_factory=lambda: {
            Verdict.UNDECIDED: PENDING,
            Verdict.UNREADABLE: PENDING,
            Verdict.NOT_RUN: PENDING,
            Verdict.MISSING: Decimal(0),
        }
    )
    drop_lowest: int = 0
    drop_unit: DropUnit = "problem"
    extra_credit_cap: Decimal | None = None
    places: int = 2


# ------------------------------------------------------------------------------ lateness


@dataclass(frozen=True, slots=True, kw_only=True)
class Lateness:
    """How late a submission is and what that costs.

    Attributes:
        by: Time after the due time (its extension included, grace not); zero if in time.
        lost: Fraction of the score that is lost.
        counts: Whether the submission counts at all.
    """

    by: timedelta = timedelta(0)
    lost: Decimal = Decimal(0)
    counts: bool = True


def lateness(
    received_at: datetime, due: datetime | None, late: LatePolicy, extension: datetime | None = None
) -> Lateness:
    """What the late rule makes of the time of a submission.

    Args:
        received_at: With its zone, as every time here.
        due: Of the assignment.
        late: The rule.
        extension: The student's own due time, where it is the later one.
    """
    if due is None:
        return Lateness()
    # whole seconds, as due times are written and as other systems show them
    by = received_at.replace(microsecond=0) - max(due, extension or due)
    if by <= late.grace or late.rule == "none":
        return Lateness(by=max(by, timedelta(0)))
    closed = late.rule == "cut-off" or (late.closes_after is not None and by > late.closes_after)
    if closed:
        return Lateness(by=by, lost=Decimal(1), counts=False)
    days = (Decimal(by.total_seconds()) / 86_400).to_integral_value(ROUND_CEILING)
    return Lateness(by=by, lost=min(late.at_most, days * late.per_day))


# ------------------------------------------------------------------------------ the score


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """The score of a submission under a policy.

    Attributes:
        score: Points, rounded; parts that wait for a person are not in it.
        max_score: Points of all parts that are not extra credit, without as many of the units of
            the fewest points as are dropped: the same for everybody.
        pending: Points that a person may still give.
        dropped: Ids of the problems or parts that were left out.
        notes: What the policy did, in sentences for the student.
    """

    score: float
    max_score: float
    pending: float
    dropped: tuple[str, ...]
    notes: tuple[str, ...]


def settle(
    parts: Sequence[PartReport],
    policy: Policy,
    *,
    extra_credit: Collection[str] = (),
    late: Lateness | None = None,
) -> Settled:
    """Add up the parts of one submission: verdicts, drops, extra credit, lateness, rounding.

    Args:
        parts: With the points of final verdicts in `score`.
        policy: Of the assignment.
        extra_credit: Ids of parts that do not add to the maximum.
        late: What `lateness` said; in time if not given.
    """
    late = late or Lateness()
    left = _without_lowest(parts, policy, extra_credit)
    earned = pending = Decimal(0)
    for part in left.parts:
        most, got = exact(part.max_score), points(part, policy)
        if part.part not in extra_credit and left.own:
            most = most * left.maximum / left.own
            got = None if got is None else got * left.maximum / left.own
        if got is None:
            pending += most
        else:
            earned += got
    if policy.extra_credit_cap is not None:
        earned = min(earned, policy.extra_credit_cap * left.maximum)
    after = max(Decimal(0), earned * (1 - late.lost))
    return Settled(
        score=rounded(after, policy.places),
        max_score=rounded(left.maximum, policy.places),
        pending=rounded(pending, policy.places),
        dropped=left.dropped,
        notes=_notes(late, earned - after, pending, left, policy),
    )


_FINAL = frozenset(verdict for verdict in Verdict if verdict.is_final)


def points(part: PartReport, policy: Policy) -> Decimal | None:
    """What a part counts now; ``None`` while it waits for a person."""
    if part.verdict in _FINAL:
        return exact(part.score)
    fraction = policy.counts_as.get(part.verdict, PENDING)
    return None if fraction is None else fraction * exact(part.max_score)


def waits(part: PartReport, policy: Policy) -> bool:
    """Whether a person must look at this part before its points are known."""
    return points(part, policy) is None


class Attempt(Protocol):
    """What `counting` must know of a submission."""

    @property
    def received_at(self) -> datetime:
        """When it came in."""

    @property
    def score(self) -> float:
        """Its points."""

    @property
    def counts(self) -> bool:
        """Whether it came before the cut-off."""


A = TypeVar("A", bound=Attempt)


def counting(attempts: Sequence[A], rule: Attempts) -> A:
    """The submission that counts, of one or more by the same student.

    One that came after the cut-off counts only if there is no other.
    """
    valid = [attempt for attempt in attempts if attempt.counts] or attempts
    if rule == "best":
        return max(valid, key=lambda attempt: (attempt.score, attempt.received_at))
    return max(valid, key=lambda attempt: attempt.received_at)


def _unit(part: str, unit: DropUnit) -> str:
    return part.partition(".")[0] if unit == "problem" else part


@dataclass(frozen=True, slots=True)
class _Left:
    """What is left of a submission without the lowest.

    Attributes:
        parts: That are counted, extra credit among them.
        dropped: Names of the units that are not.
        own: Points of the parts that are left, without extra credit.
        maximum: The same for everybody: what is left where the units of the fewest points are
            dropped. Scores under several maxima could not be compared, nor handed to a system that
            knows one.
    """

    parts: Sequence[PartReport]
    dropped: tuple[str, ...]
    own: Decimal
    maximum: Decimal


def _without_lowest(
    parts: Sequence[PartReport], policy: Policy, extra_credit: Collection[str]
) -> _Left:
    """What is left where the lowest units are dropped; of those worth nothing none is."""
    units: dict[str, list[PartReport]] = {}
    for part in parts:
        if part.part not in extra_credit:
            units.setdefault(_unit(part.part, policy.drop_unit), []).append(part)
    worth = {
        name: most
        for name, unit in units.items()
        if (most := sum((exact(part.max_score) for part in unit), Decimal(0)))
    }
    count = min(policy.drop_lowest, max(0, len(worth) - 1))
    earned = {name: [points(part, policy) for part in units[name]] for name in worth}
    dropped = lowest(
        {name: sum((each or Decimal(0) for each in of), Decimal(0)) for name, of in earned.items()},
        worth,
        count,
        waiting=[name for name, of in earned.items() if None in of],
    )
    unit = policy.drop_unit
    return _Left(
        [p for p in parts if p.part in extra_credit or _unit(p.part, unit) not in dropped],
        dropped,
        sum((most for name, most in worth.items() if name not in dropped), Decimal(0)),
        sum(sorted(worth.values())[count:], Decimal(0)),
    )


# ------------------------------------------------------------------------------ sentences


def _notes(
    late: Lateness, lost: Decimal, pending: Decimal, left: _Left, policy: Policy
) -> tuple[str, ...]:
    notes = []
    if not late.counts:
        notes.append(f"{LATE} {duration(late.by)} late, after the cut-off: it does not count.")
    elif late.lost:
        notes.append(
            f"{LATE} {duration(late.by)} late: {percent(late.lost)} "
            f"({rounded(lost, policy.places):g} points) are taken off."
        )
    if left.dropped:
        brought = (
            f" The rest is brought from {float(left.own):g} to {float(left.maximum):g} points."
            if left.own != left.maximum
            else ""
        )
        notes.append(f"Left out as the lowest: {', '.join(left.dropped)}.{brought}")
    if pending:
        notes.append(
            f"{rounded(pending, policy.places):g} points wait for a person and are not counted yet."
        )
    return tuple(notes)


def sentences(
    policy: Policy, due: datetime | None, *, extra_credit: Collection[str] = ()
) -> tuple[str, ...]:
    """The rules in words, for the feedback page."""
    rules = [
        "Your last submission counts."
        if policy.attempts == "last"
        else "Your best submission counts."
    ]
    if due is not None:
        rules.append(f"Due {due:%Y-%m-%d %H:%M %Z}.".replace(" .", "."))
        rules.append(_late_sentence(policy.late))
    if policy.drop_lowest:
        noun = policy.drop_unit if policy.drop_lowest == 1 else f"{policy.drop_unit}s"
        verb = "is" if policy.drop_lowest == 1 else "are"
        rules.append(
            f"The lowest {policy.drop_lowest} {noun} of each student {verb} left out; the rest is "
            "brought to the same maximum for everybody."
        )
    if extra_credit:
        rules.append(f"Extra credit: {', '.join(sorted(extra_credit))}.")
    if policy.extra_credit_cap is not None:
        rules.append(f"A score is at most {percent(policy.extra_credit_cap)} of the maximum.")
    for verdict, fraction in policy.counts_as.items():
        what = "is not counted yet" if fraction is None else f"counts {percent(fraction)}"
        rules.append(f"An answer that is {_WORDS[verdict]} {what} until a person decides.")
    places = "1 place" if policy.places == 1 else f"{policy.places} places"
    rules.append(f"Scores are rounded to {places}, a half up.")
    return tuple(rules)


_WORDS = {
    Verdict.UNDECIDED: "undecided",
    Verdict.UNREADABLE: "unreadable",
    Verdict.NOT_RUN: "in a cell that did not run",
    Verdict.MISSING: "missing",
}


def _late_sentence(late: LatePolicy) -> str:
    grace = f" after a grace of {duration(late.grace)}" if late.grace else ""
    if late.rule == "none":
        return "Being late costs nothing."
    if late.rule == "cut-off":
        return f"What comes late{grace} does not count."
    most = f", at most {percent(late.at_most)}" if late.at_most < 1 else ""
    ends = (
        f" Nothing counts {duration(late.closes_after)} after it is due."
        if late.closes_after is not None
        else ""
    )
    return f"Each day late{grace} costs {percent(late.per_day)} of the score{most}.{ends}"
