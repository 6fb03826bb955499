from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.decimals import exact, rounded
from grader.policy import (
    Lateness,
    LatePolicy,
    Policy,
    counting,
    lateness,
    points,
    sentences,
    settle,
    waits,
)
from grader.records import PartReport, Verdict

DUE = datetime(2026, 11, 2, 23, 59, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def per_day(**more) -> LatePolicy:
    return LatePolicy(rule="per-day", per_day=Decimal("0.1"), **more)


PER_DAY = per_day()


def part(name: str, score: float, most: float = 1.0, verdict: str = "") -> PartReport:
    found = Verdict(verdict) if verdict else Verdict.CORRECT if score else Verdict.INCORRECT
    return PartReport(part=name, verdict=found, score=score, max_score=most)


# ------------------------------------------------------------------------------ lateness


@pytest.mark.parametrize(
    ("rule", "after_due", "lost", "counts"),
    [
        (LatePolicy(), 99 * DAY, "0", True),
        (PER_DAY, -HOUR, "0", True),
        (PER_DAY, timedelta(0), "0", True),
        (PER_DAY, timedelta(microseconds=999_999), "0", True),
        (LatePolicy(rule="cut-off"), timedelta(microseconds=999_999), "0", True),
        (PER_DAY, timedelta(seconds=1), "0.1", True),
        (PER_DAY, DAY + timedelta(microseconds=1), "0.1", True),
        (PER_DAY, DAY, "0.1", True),
        (PER_DAY, DAY + timedelta(seconds=1), "0.2", True),
        (PER_DAY, 9 * DAY, "0.9", True),
        (PER_DAY, 400 * DAY, "1", True),
        (per_day(at_most=Decimal("0.5")), 9 * DAY, "0.5", True),
        (per_day(grace=HOUR), HOUR, "0", True),
        (per_day(grace=HOUR), 2 * HOUR, "0.1", True),
        (per_day(closes_after=2 * DAY), 2 * DAY, "0.2", True),
        (per_day(closes_after=2 * DAY), 3 * DAY, "1", False),
        (LatePolicy(rule="cut-off"), timedelta(0), "0", True),
        (LatePolicy(rule="cut-off"), timedelta(seconds=1), "1", False),
        (LatePolicy(rule="cut-off", grace=HOUR), HOUR, "0", True),
    ],
)  # fmt: skip
def test_late_rules(rule, after_due, lost, counts):
    late = lateness(DUE + after_due, DUE, rule)
    assert (late.lost, late.counts) == (Decimal(lost), counts)
    assert late.by == max(after_due - after_due % timedelta(seconds=1), timedelta(0))


def test_an_extension_moves_the_due_time_of_one_student():
    assert lateness(DUE + DAY, DUE, PER_DAY, DUE + DAY).lost == 0
    assert lateness(DUE + 2 * DAY, DUE, PER_DAY, DUE + DAY).lost == Decimal("0.1")


def test_an_extension_never_makes_anybody_late():
    assert lateness(DUE, DUE, PER_DAY, DUE - DAY).lost == 0


def test_times_of_other_zones_are_compared_as_moments():
    from zoneinfo import ZoneInfo

    local = datetime(2026, 11, 3, 0, 30, tzinfo=ZoneInfo("Europe/Zurich"))
    assert local.astimezone(UTC) < DUE
    assert lateness(local, DUE, PER_DAY).lost == 0


def test_without_a_due_time_nothing_is_late():
    assert lateness(DUE, None, LatePolicy(rule="cut-off")) == Lateness()


# ------------------------------------------------------------------------------ points


@pytest.mark.parametrize("verdict", [v for v in Verdict if not v.is_final and v != "missing"])
def test_what_nobody_decided_is_neither_zero_nor_full(verdict):
    waiting = part("a.b", 0, 2, verdict)
    assert points(waiting, Policy()) is None
    assert waits(waiting, Policy())
    settled = settle([waiting, part("a.c", 1)], Policy())
    assert (settled.score, settled.max_score, settled.pending) == (1, 3, 2)
    assert any("wait for a person" in note for note in settled.notes)


def test_a_missing_answer_counts_nothing_because_the_policy_says_so():
    blank = part("a.b", 0, 2, "missing")
    assert points(blank, Policy()) == 0
    kind = Policy(counts_as={**Policy().counts_as, Verdict.MISSING: Decimal("0.25")})
    assert points(blank, kind) == Decimal("0.5")


def test_a_policy_can_count_the_undecided_until_reviewed():
    generous = Policy(counts_as={**Policy().counts_as, Verdict.UNDECIDED: Decimal(1)})
    settled = settle([part("a.b", 0, 2, "undecided")], generous)
    assert (settled.score, settled.pending) == (2, 0)


def test_an_empty_assignment_is_worth_nothing():
    settled = settle([], Policy(drop_lowest=2))
    assert (settled.score, settled.max_score, settled.notes) == (0, 0, ())


def test_extra_credit_adds_to_the_score_and_not_to_the_maximum():
    parts = [part("a.b", 2, 2), part("a.bonus", 1, 1)]
    settled = settle(parts, Policy(), extra_credit={"a.bonus"})
    assert (settled.score, settled.max_score) == (3, 2)
    capped = settle(parts, Policy(extra_credit_cap=Decimal("1.1")), extra_credit={"a.bonus"})
    assert capped.score == 2.2


def test_the_lowest_problem_is_dropped_from_score_and_maximum():
    parts = [part("a.x", 1, 2), part("a.y", 2, 2), part("b.x", 0, 3), part("c.x", 1, 1)]
    settled = settle(parts, Policy(drop_lowest=1))
    assert (settled.score, settled.max_score, settled.dropped) == (5.6, 7, ("b",))
    assert "Left out as the lowest: b. The rest is brought from 5 to 7 points." in settled.notes


def test_the_maximum_is_the_same_whatever_is_dropped():
    right, slip = [part("a.x", 3, 3), part("a.y", 1, 1)], [part("a.x", 3, 3), part("a.y", 0, 1)]
    policy = Policy(drop_lowest=1, drop_unit="part")
    for parts in (right, slip, [part("a.x", 1, 3), part("a.y", 1, 1)]):
        settled = settle(parts, policy)
        assert (settled.score, settled.max_score) == (3, 3)
    assert settle(slip, policy).notes == ("Left out as the lowest: a.y.",)


def test_a_bonus_is_worth_the_same_whatever_is_dropped():
    policy = Policy(drop_lowest=1, drop_unit="part")
    bonus = part("a.bonus", 1, 1)
    for second in (0, 1):
        parts = [part("a.x", 3, 3), part("a.y", second, 1), bonus]
        settled = settle(parts, policy, extra_credit={"a.bonus"})
        assert (settled.score, settled.max_score) == (4, 3)


def test_what_is_worth_nothing_is_not_dropped():
    parts = [part("a.x", 0, 0), part("b.x", 1, 2), part("c.x", 2, 2)]
    settled = settle(parts, Policy(drop_lowest=1))
    assert (settled.score, settled.max_score, settled.dropped) == (2, 2, ("b",))
    alone = settle(parts[:2], Policy(drop_lowest=1))
    assert (alone.score, alone.max_score, alone.dropped) == (1, 2, ())


def test_the_lowest_parts_are_dropped():
    parts = [part("a.x", 0, 2), part("a.y", 2, 2), part("b.x", 1, 4)]
    settled = settle(parts, Policy(drop_lowest=2, drop_unit="part"))
    assert (settled.score, settled.max_score, settled.dropped) == (4, 4, ("a.x", "b.x"))


def test_dropping_never_drops_everything_nor_extra_credit():
    parts = [part("a.x", 0, 2), part("b.bonus", 1, 1)]
    settled = settle(parts, Policy(drop_lowest=5), extra_credit={"b.bonus"})
    assert (settled.score, settled.max_score, settled.dropped) == (1, 2, ())


def test_work_that_waits_is_dropped_last():
    parts = [part("a.x", 0, 1, "undecided"), part("b.x", 0.5, 1), part("c.x", 1, 1)]
    settled = settle(parts, Policy(drop_lowest=1))
    assert settled.dropped == ("b",)
    assert settled.pending == 1


def test_lateness_is_taken_off_and_said():
    late = Lateness(by=26 * HOUR, lost=Decimal("0.2"))
    settled = settle([part("a.x", 7, 10)], Policy(), late=late)
    assert settled.score == 5.6
    assert "Handed in 1 d 2 h late: 20 % (1.4 points) are taken off." in settled.notes


def test_what_came_after_the_cut_off_says_so():
    settled = settle(
        [part("a.x", 1)], Policy(), late=Lateness(by=HOUR, lost=Decimal(1), counts=False)
    )
    assert settled.score == 0
    assert "does not count" in settled.notes[0]


@pytest.mark.parametrize(
    ("value", "places", "result"),
    [
        ("2.675", 2, 2.68),
        ("0.125", 2, 0.13),
        ("1.005", 2, 1.01),
        ("2.5", 0, 3.0),
        ("1.4999", 0, 1.0),
    ],
)
def test_a_half_is_rounded_up(value, places, result):
    assert rounded(Decimal(value), places) == result


def test_sums_are_decimal():
    settled = settle([part(f"a.x{n}", 0.1, 0.1) for n in range(3)], Policy(places=6))
    assert (settled.score, settled.max_score) == (0.3, 0.3)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["a", "b", "c"]), st.floats(0, 1), st.sampled_from(list(Verdict))
        ),
        max_size=8,
    ),
    st.integers(0, 4),
)
def test_a_score_lies_between_nothing_and_the_maximum(drawn, drop):
    parts = [
        PartReport(
            part=f"{problem}.p{n}",
            verdict=verdict,
            score=fraction * 3 if verdict.is_final else 0,
            max_score=3,
        )
        for n, (problem, fraction, verdict) in enumerate(drawn)
    ]
    settled = settle(parts, Policy(drop_lowest=drop))
    assert 0 <= settled.score <= settled.max_score
    assert settled.score + settled.pending <= settled.max_score + 0.01


def test_dropping_never_lowers_the_fraction():
    parts = [part("a.x", 3, 4), part("b.x", 1, 4), part("c.x", 2, 4)]
    fractions = []
    for drop in range(3):
        settled = settle(parts, Policy(drop_lowest=drop))
        fractions.append(settled.score / settled.max_score)
    assert fractions == sorted(fractions)


UNITS = st.lists(
    st.tuples(st.integers(1, 9), st.integers(0, 8)), min_size=2, max_size=6
)  # points, and eighths of them


@given(UNITS, st.integers(0, 5), st.integers(0, 90), st.integers(0, 4))
def test_scores_with_drops_a_bonus_and_lateness_are_those_of_a_hand_calculation(
    units, drop, lost, bonus
):
    """In fractions, by trying all that may be kept: the best one of the maximum, and the bonus."""
    drop = min(drop, len(units) - 1)
    parts = [part(f"p{n}.x", most * eighths / 8, most) for n, (most, eighths) in enumerate(units)]
    policy = Policy(drop_lowest=drop)
    settled = settle(
        [*parts, part("bonus.x", bonus, 4)],
        policy,
        extra_credit={"bonus.x"},
        late=Lateness(lost=Decimal(lost) / 100),
    )
    common = sum(sorted(most for most, _ in units)[drop:])
    fraction = max(
        sum(Fraction(most * eighths, 8) for most, eighths in kept) / sum(most for most, _ in kept)
        for kept in combinations(units, len(units) - drop)
    )
    by_hand = (fraction * common + bonus) * (1 - Fraction(lost, 100))
    assert settled.max_score == common
    assert abs(Fraction(repr(settled.score)) - by_hand) <= Fraction(1, 200)


@given(UNITS, st.integers(0, 5), st.integers(0, 5), st.integers(1, 8))
def test_who_does_better_in_one_never_gets_less(units, drop, which, more):
    """With the lowest fractions dropped, 39 of 100 beside 0.4 and 1 of 1 gave more than 41 did."""

    def score(eighths: list[int]) -> float:
        parts = [
            part(f"p{n}.x", most * of / 8, most)
            for n, ((most, _), of) in enumerate(zip(units, eighths, strict=True))
        ]
        return settle(parts, Policy(drop_lowest=drop, places=6)).score

    before = [of for _, of in units]
    better = list(before)
    better[which % len(units)] = min(8, better[which % len(units)] + more)
    assert score(better) >= score(before)


def test_what_is_dropped_is_what_serves_the_student_best():
    def settled(points: float):
        parts = [part("a.x", points, 100), part("b.x", 0.4, 1), part("c.x", 1, 1)]
        return settle(parts, Policy(drop_lowest=1))

    assert [settled(points).dropped for points in (39, 41, 90)] == [("a",), ("a",), ("b",)]


def test_decimals_are_those_that_are_written():
    assert exact(0.1) * 3 == Decimal("0.3")


# ------------------------------------------------------------------------- which counts


@dataclass
class Attempt:
    received_at: datetime
    score: float
    counts: bool = True


def test_the_last_counts_unless_it_came_after_the_cut_off():
    early, late = Attempt(DUE, 1), Attempt(DUE + DAY, 5, counts=False)
    assert counting([early, late], "last") is early
    assert counting([early, late], "best") is early
    assert counting([late], "last") is late


def test_of_equally_good_ones_the_later_counts():
    first, second = Attempt(DUE, 2), Attempt(DUE + HOUR, 2)
    assert counting([second, first], "best") is second


# ----------------------------------------------------------------------------- in words


def test_every_rule_is_said():
    policy = Policy(
        late=LatePolicy(
            rule="per-day",
            per_day=Decimal("0.125"),
            at_most=Decimal("0.5"),
            grace=timedelta(minutes=10),
            closes_after=3 * DAY,
        ),
        attempts="best",
        drop_lowest=2,
        drop_unit="part",
        extra_credit_cap=Decimal("1.1"),
        places=1,
    )
    said = " ".join(sentences(policy, DUE, extra_credit={"a.bonus"}))
    for words in (
        "best submission counts",
        "Due 2026-11-02 23:59 UTC.",
        "Each day late after a grace of 10 min costs 12.5 % of the score, at most 50 %.",
        "Nothing counts 3 d after it is due.",
        "lowest 2 parts",
        "Extra credit: a.bonus.",
        "at most 110 %",
        "undecided is not counted yet",
        "missing counts 0 %",
        "rounded to 1 place,",
    ):
        assert words in said, words


@pytest.mark.parametrize(
    ("late", "words"),
    [(LatePolicy(), "costs nothing"), (LatePolicy(rule="cut-off"), "does not count")],
)
def test_each_late_rule_has_its_sentence(late, words):
    assert any(words in sentence for sentence in sentences(Policy(late=late), DUE))
