"""Classes of thirty drawn at random: scores, report and exports against a calculation of our own.

What should come out is computed here in fractions and by sorting, with no code of the grader's.
"""

from __future__ import annotations

import csv
import io
import json
import math
import zipfile
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from classroom import Judge, blank, hand_in, wrote

from grader.assignment import Assignment
from grader.export import collect, export
from grader.gradebook import open_gradebook
from grader.policy import LatePolicy, Policy, counting, lateness
from grader.roster import Student
from grader.statistics import class_numbers, part_numbers

DUE = datetime(2026, 11, 2, 23, 59, tzinfo=UTC)
PARTS = ("a.x", "a.y", "b.x", "b.y", "c.x", "d.bonus")
BONUS = "d.bonus"


@dataclass(frozen=True)
class Rules:
    points: dict[str, Fraction]
    credit: dict[str, Fraction]
    per_day: Fraction
    at_most: Fraction
    grace_min: int
    closes_days: int | None
    drop: int
    cap: Fraction | None
    places: int
    best: bool

    @property
    def assignment(self) -> Assignment:
        late = LatePolicy(
            rule="per-day",
            per_day=decimal(self.per_day),
            at_most=decimal(self.at_most),
            grace=timedelta(minutes=self.grace_min),
            closes_after=None if self.closes_days is None else timedelta(days=self.closes_days),
        )
        policy = Policy(
            late=late,
            attempts="best" if self.best else "last",
            drop_lowest=self.drop,
            extra_credit_cap=None if self.cap is None else decimal(self.cap),
            places=self.places,
        )
        return Assignment(
            id="hw1",
            title="Homework 1",
            parts=("a", "b", "c", "d"),
            extra_credit=(BONUS,),
            due=DUE,
            policy=policy,
        )


def decimal(number: Fraction) -> Decimal:
    return Decimal(number.numerator) / Decimal(number.denominator)


def drawn_rules(rng: np.random.Generator, *, drop: int, best: bool) -> Rules:
    return Rules(
        points={part: Fraction(int(rng.integers(1, 9)), 2) for part in PARTS},
        credit={part: Fraction(int(rng.integers(1, 20)), 20) for part in PARTS},
        per_day=Fraction(int(rng.integers(1, 6)), 20),
        at_most=Fraction(int(rng.integers(6, 11)), 10),
        grace_min=int(rng.integers(0, 60)),
        closes_days=None if rng.random() < 0.3 else int(rng.integers(2, 6)),
        drop=drop,
        cap=None if rng.random() < 0.5 else Fraction(11, 10),
        places=int(rng.integers(0, 4)),
        best=best,
    )


def by_hand(rules: Rules, earned: dict[str, Fraction], late_s: int) -> tuple[Fraction, bool]:
    """Score and whether it came before the end."""
    units: dict[str, list[str]] = {}
    for part in PARTS:
        if part != BONUS:
            units.setdefault(part[0], []).append(part)
    worth = {name: sum(rules.points[part] for part in unit) for name, unit in units.items()}
    got = {name: sum(earned[part] for part in unit) for name, unit in units.items()}
    most = maximum(rules)
    total = most * max(
        sum(got[name] for name in kept) / sum(worth[name] for name in kept)
        for kept in combinations(worth, len(worth) - rules.drop)
    )
    total += earned[BONUS]
    if rules.cap is not None:
        total = min(total, rules.cap * most)
    lost, counts = Fraction(0), True
    if late_s > 60 * rules.grace_min:
        lost = min(rules.at_most, rules.per_day * math.ceil(Fraction(late_s, 86_400)))
        if rules.closes_days is not None and late_s > 86_400 * rules.closes_days:
            lost, counts = Fraction(1), False
    scale = 10**rules.places
    return Fraction(math.floor(total * (1 - lost) * scale + Fraction(1, 2)), scale), counts


def maximum(rules: Rules) -> Fraction:
    worth = [
        rules.points["a.x"] + rules.points["a.y"],
        rules.points["b.x"] + rules.points["b.y"],
        rules.points["c.x"],
    ]
    return sum(sorted(worth)[rules.drop :], Fraction(0))


@dataclass
class Class:
    rules: Rules
    scores: dict[str, Fraction]
    fractions: np.ndarray
    roster: list[Student]


def drawn_class(book, rng: np.random.Generator, rules: Rules) -> Class:
    """Thirty students with one or two submissions each, in time or late."""
    judge = Judge(
        dict.fromkeys(PARTS, "r"),
        half={part: ("h", float(rules.credit[part])) for part in PARTS},
        points={part: float(rules.points[part]) for part in PARTS},
    )
    assignment, scores, fractions = rules.assignment, {}, []
    for number in range(30):
        attempts = []
        for attempt in range(int(rng.integers(1, 3))):
            words = {
                part: str(rng.choice(["r", "h", "w", ""], p=[0.5, 0.2, 0.2, 0.1])) for part in PARTS
            }
            late_s = int(rng.choice([-3600, 0, 60 * rules.grace_min, 60 * rules.grace_min + 1]))
            if rng.random() < 0.5:
                late_s = int(rng.integers(-86_400, 6 * 86_400))
            late_s += attempt  # never two at once
            at = DUE + timedelta(seconds=late_s)
            credit = {
                part: {"r": Fraction(1), "h": rules.credit[part]}.get(word, Fraction(0))
                for part, word in words.items()
            }
            earned = {part: credit[part] * rules.points[part] for part in PARTS}
            late = lateness(at, DUE, assignment.policy.late)
            hand_in(
                book,
                judge,
                f"s{number:02d}",
                [wrote(part, word) if word else blank(part) for part, word in words.items()],
                assignment=assignment,
                late=late,
                received_at=at,
                key=f"{number}.{attempt}",
            )
            score, counts = by_hand(rules, earned, late_s)
            attempts.append((counts, score if rules.best else 0, late_s, score, credit))
        attempts.sort(key=lambda one: one[:3])
        *_, score, credit = attempts[-1]
        scores[f"s{number:02d}"] = score
        fractions.append([float(credit[part]) for part in PARTS])
    roster = [
        Student(
            id=name,
            name=f"Student {name}",
            email=f"{name}@uni.example",
            elsewhere={
                "Student": name,
                "ID": name,
                "Section": "",
                "Homework 1 (1)": "",
                "Identifier": f"Participant {name}",
                "Grade": "",
                "Last modified (grade)": "-",
            },
        )
        for name in scores
    ]
    return Class(rules, scores, np.array(fractions), roster)


@pytest.fixture(params=range(6))
def drawn(request, tmp_path):
    rng = np.random.default_rng([7, request.param])
    rules = drawn_rules(rng, drop=request.param % 3, best=request.param % 2 == 1)
    with open_gradebook(tmp_path / "book.db") as book:
        yield book, drawn_class(book, rng, rules)


def latest(book, rules: Rules):
    attempts = rules.assignment.policy.attempts
    return book.latest("hw1", lambda many: counting(many, attempts))


def test_every_score_is_the_one_by_hand(drawn):
    book, them = drawn
    grades = latest(book, them.rules)
    assert {grade.student: Fraction(repr(grade.score)) for grade in grades} == them.scores
    rounded = Fraction(math.floor(maximum(them.rules) * 10**them.rules.places + Fraction(1, 2)))
    assert {grade.max_score for grade in grades} == {float(rounded / 10**them.rules.places)}


def test_the_report_says_what_numpy_says(drawn):
    book, them = drawn
    grades = latest(book, them.rules)
    numbers, scores = class_numbers(grades), sorted(float(score) for score in them.scores.values())
    assert numbers.scores == tuple(scores)
    assert numbers.mean == pytest.approx(sum(scores) / 30)
    assert numbers.deviation == pytest.approx(
        math.sqrt(sum((score - numbers.mean) ** 2 for score in scores) / 29)
    )
    places = [29 * q / 4 for q in (1, 2, 3)]
    assert numbers.quartiles == pytest.approx(np.interp(places, range(30), scores))
    table = them.fractions
    alpha = 6 / 5 * (1 - table.var(axis=0, ddof=1).sum() / table.sum(axis=1).var(ddof=1))
    assert numbers.reliability == pytest.approx(alpha)
    points = np.array([float(them.rules.points[part]) for part in PARTS])
    for index, part in enumerate(part_numbers(grades)):
        assert part.difficulty == pytest.approx(table[:, index].mean())
        rest = np.delete(table * points, index, axis=1).sum(axis=1)
        assert part.discrimination == pytest.approx(np.corrcoef(table[:, index], rest)[0, 1])


def test_every_export_says_the_same(drawn):
    book, them = drawn
    exact = {name: float(score) for name, score in them.scores.items()}
    scores = collect(
        them.rules.assignment, latest(book, them.rules), them.roster, attempts=book.newest("hw1")
    )
    found = {}
    for name, who, column in (
        ("csv", "student", "score"),
        ("nbgrader", "student_id", "score"),
        ("canvas", "ID", "Homework 1 (1)"),
        ("moodle", "Identifier", "Grade"),
    ):
        rows = list(csv.DictReader(io.StringIO(export(scores, name).content.decode())))
        found[name] = {
            row[who].removeprefix("Participant "): float(row[column]) for row in rows if row[who]
        }
    with zipfile.ZipFile(io.BytesIO(export(scores, "gradescope").content)) as archive:
        found["gradescope"] = {
            name.partition("/")[0]: json.loads(archive.read(name))["score"]
            for name in archive.namelist()
        }
    for name, read in found.items():
        for student, score in exact.items():
            if name in {"canvas", "moodle"}:  # of two decimals, a half up
                score = math.floor(Fraction(repr(score)) * 100 + Fraction(1, 2)) / 100
            assert read[student] == score, (name, student)


def test_points_in_the_export_add_up_to_the_score_where_no_rule_changes_it(tmp_path):
    rng = np.random.default_rng(3)
    rules = drawn_rules(rng, drop=0, best=False)
    rules = replace(rules, cap=None, per_day=Fraction(0), closes_days=None, places=3)
    with open_gradebook(tmp_path / "book.db") as book:
        them = drawn_class(book, rng, rules)
        scores = collect(rules.assignment, latest(book, rules), them.roster)
    for line in scores.lines:
        assert sum(points or 0 for points in line.parts.values()) == pytest.approx(line.score)
