"""The whole engine on trial: random twins, judged by an evaluator that shares nothing with it."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from random import Random

from grader.equality import Budget, Certificate, Outcome, compare, recheck
from tests.equality.highprecision import NoOpinion, Undefined, agree, value_at
from tests.equality.twins import Twins, draw, sample

BUDGET = Budget(worker=False)
POINTS = 12
_EXACT = re.compile(r"-?\d+(/\d+)?")


@dataclass
class Trial:
    """What a trial saw, and what was wrong."""

    seen: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    slowest_s: float = 0.0

    def add(self, twins: Twins, outcome: Outcome, objections: list[str]) -> None:
        self.seen[f"{outcome.relation} {outcome.scope or ''}".strip()] += 1
        self.slowest_s = max(self.slowest_s, outcome.seconds)
        self.wrong += [f"{twins}: {outcome}: {objection}" for objection in objections]


def hold(
    seed: int, seconds: float, most: int, judge: Callable[..., list[str]] | None = None
) -> Trial:
    """Compare random twins until the time is over; hold every verdict against other values."""
    rng, trial, end = Random(seed), Trial(), time.monotonic() + seconds
    while time.monotonic() < end and sum(trial.seen.values()) < most:
        twins = draw(rng)
        try:
            outcome = compare(twins.first, twins.second, twins.domain, budget=BUDGET)
            found = (judge or objections)(twins, outcome, rng)
        except Exception as error:  # noqa: BLE001 - an engine that raises is wrong, too
            trial.seen["raised"] += 1
            trial.wrong.append(f"{twins}: {type(error).__name__}: {error}")
            continue
        trial.add(twins, outcome, found)
    return trial


def objections(twins: Twins, outcome: Outcome, rng: Random) -> list[str]:
    """What speaks against the engine's word on the twins."""
    turned = compare(twins.second, twins.first, twins.domain, budget=BUDGET)
    found = []
    if (turned.relation, turned.scope) != (outcome.relation, outcome.scope):
        found.append(f"the other way round it is {turned.relation} {turned.scope}")
    if outcome.relation == "equal":
        found += _against_equal(twins, outcome, rng)
    if outcome.certificate is not None:
        found += _against_certificate(twins, outcome.certificate)
    if outcome.relation == "different" and outcome.certificate is None:
        found.append("different without a certificate")
    return found


def _against_equal(twins: Twins, outcome: Outcome, rng: Random) -> list[str]:
    for k in range(POINTS):
        special = outcome.scope == "everywhere" and k % 2 == 0
        point = sample(rng, twins.words, special=special)
        if _apart(twins, point) is True:
            return [f"they differ at {point}"]
    return []


def _against_certificate(twins: Twins, certificate: Certificate) -> list[str]:
    if not recheck(certificate):
        return [f"the certificate does not recheck: {certificate.claim} {certificate.point}"]
    if not all(_EXACT.fullmatch(value) for value in certificate.point.values()):
        return []
    point = {name: Fraction(value) for name, value in certificate.point.items()}
    if not all(twins.domain.range_of(name).holds(value) for name, value in point.items()):
        return [f"the certificate's point is outside the domain: {certificate.point}"]
    if _apart(twins, point) is False:
        return [f"they agree at the certificate's point {certificate.point}"]
    return []


def _apart(twins: Twins, point: dict[str, Fraction]) -> bool | None:
    """Whether the twins differ at a point; nothing where the judge has no opinion."""
    values = []
    for tree in (twins.first, twins.second):
        try:
            values.append(value_at(tree, point))
        except Undefined:
            values.append(None)
        except NoOpinion:
            return None
    if None in values:
        return values != [None, None] or None
    if agree(*values):
        # a difference below the judge's digits is none that it can deny, nor is one of tiny values
        least = 1e-60 * min(1, max(map(abs, values)))
        return False if values[0] == values[1] or abs(values[0] - values[1]) < least else None
    return True
