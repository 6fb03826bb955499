from __future__ import annotations

import base64
import json
import re
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest
from classroom import AT, HW, Judge, blank, crashed, hand_in, judge, three_answers, wrote
from matplotlib.text import Text

from grader.gradebook import Grade, open_gradebook
from grader.records import Run, Verdict
from grader.statistics import (
    PartNumbers,
    class_numbers,
    page,
    part_numbers,
    plots,
    summarise,
    summary_to_json,
)
from grader.statistics.page import _items


@pytest.fixture
def book(tmp_path):
    with open_gradebook(tmp_path / "book.db") as opened:
        yield opened


def fill(book, by=None) -> None:
    by = by or judge()
    for student, texts in {
        "ada": ("1/2", "e", "n"),
        "bob": ("1/2", "3", "2n"),
        "carl": ("1/2", "3", "2n"),
        "dora": ("1", "", "n"),
        "emmy": ("2", "3.0", "2n"),
        "fay": ("1/2", "e", "?"),
    }.items():
        hand_in(book, by, student, three_answers(*texts))


# -------------------------------------------------------------------------------- numbers


def test_an_empty_class_has_no_numbers_and_no_error(book):
    numbers = class_numbers([])
    assert (numbers.students, numbers.scores, numbers.mean, numbers.quartiles) == (
        0,
        (),
        None,
        None,
    )
    assert part_numbers([]) == ()
    summary = summarise(book, HW, judge())
    assert "Students who handed in: 0." in page(summary, plots(summary))


def test_scores_that_wait_are_counted_and_are_no_zeros(book):
    fill(book)
    numbers = class_numbers(book.latest("hw1"))
    assert (numbers.students, numbers.graded, numbers.waiting) == (6, 5, 1)
    assert numbers.scores == (0.25, 1.0, 1.25, 1.25, 3.0)
    assert numbers.mean == pytest.approx(1.35)
    assert numbers.deviation == pytest.approx(np.std([0.25, 1, 1.25, 1.25, 3], ddof=1))
    assert numbers.quartiles == (1.0, 1.25, 1.25)
    assert numbers.max_score == 3


def test_difficulty_counts_blanks_as_nothing_and_leaves_out_what_waits(book):
    fill(book)
    a, b, c = part_numbers(book.latest("hw1"))
    assert a.difficulty == pytest.approx(4 / 6)
    assert b.difficulty == pytest.approx(2 / 6)
    assert c.difficulty == pytest.approx((1 + 0.25 + 0.25 + 1 + 0.25) / 5)
    assert c.verdicts == {Verdict.CORRECT: 2, Verdict.PARTIAL: 3, Verdict.UNDECIDED: 1}
    assert c.undecided == pytest.approx(1 / 6)
    assert c.mistakes == {"factor": 3}


def test_discrimination_is_the_correlation_with_the_rest(book):
    by = Judge({"p.a": "r", "p.b": "r", "p.c": "r"})
    rng = np.random.default_rng(5)
    table = rng.integers(0, 2, size=(40, 3))
    for number, row in enumerate(table):
        given = [
            wrote(part, "r" if right else "w")
            for part, right in zip(("p.a", "p.b", "p.c"), row, strict=True)
        ]
        hand_in(book, by, f"s{number:02d}", given)
    for index, part in enumerate(part_numbers(book.latest("hw1"))):
        rest = table.sum(axis=1) - table[:, index]
        assert part.discrimination == pytest.approx(np.corrcoef(table[:, index], rest)[0, 1])
    alpha = 1.5 * (1 - table.var(axis=0, ddof=1).sum() / table.sum(axis=1).var(ddof=1))
    assert class_numbers(book.latest("hw1")).reliability == pytest.approx(alpha)


def test_what_waits_for_a_person_makes_nobody_a_weak_student(book):
    by = Judge({"p.a": "r", "p.b": "r", "p.c": "r"})
    for number in range(12):
        good = number % 2
        last = wrote("p.c", "?" if good else "w")
        hand_in(
            book,
            by,
            f"s{number:02d}",
            [wrote("p.a", "r" if good else "w"), wrote("p.b", "r"), last],
        )
    first, *_ = part_numbers(book.latest("hw1"))
    assert first.discrimination == pytest.approx(1)


def test_a_question_by_itself_has_no_discrimination(book):
    by = Judge({"p.a": "r"})
    for number in range(10):
        hand_in(book, by, f"s{number}", [wrote("p.a", "r" if number % 2 else "w")])
    assert part_numbers(book.latest("hw1"))[0].discrimination is None


def test_where_everybody_is_alike_nothing_discriminates(book):
    for number in range(10):
        hand_in(book, judge(), f"s{number}", three_answers("1/2", "e", "n"))
    assert [part.discrimination for part in part_numbers(book.latest("hw1"))] == [None] * 3
    assert class_numbers(book.latest("hw1")).reliability is None


def test_few_answers_have_no_discrimination(book):
    hand_in(book, judge(), "ada", three_answers("1/2", "e", "n"))
    hand_in(book, judge(), "bob", three_answers("1", "1", "1"))
    assert [part.discrimination for part in part_numbers(book.latest("hw1"))] == [None] * 3


def graded(*rows: Sequence[float], most: Sequence[float] = ()) -> list[Grade]:
    """Grades with these fractions of the points, one row a student."""
    return [
        Grade(
            **dict.fromkeys(("id", "submission_id"), number),
            **dict.fromkeys(("harvest_id", "change_id", "previous_id")),
            **dict.fromkeys(("path", "content_hash", "by", "version", "reason"), ""),
            **dict.fromkeys(("received_at", "at"), AT),
            student=f"s{number}",
            assignment="hw1",
            score=sum(row),
            max_score=float(len(row)),
            status="graded",
            counts=True,
            marks={
                f"p.q{n}": ("correct", one * worth, worth, "")
                for n, (one, worth) in enumerate(zip(row, most or [1.0] * len(row), strict=True))
            },
            packed=b"",
        )
        for number, row in enumerate(rows)
    ]


def test_totals_that_differ_in_the_last_bit_are_the_same():
    """0.1 + 0.2 + 0.7 is below 1 in floats: no class is unreliable, or telling, by rounding."""
    rows = [(0.1, 0.2, 0.7), (0.3, 0.6, 0.1), (0.2, 0.1, 0.7), (0.7, 0.1, 0.2), (0.6, 0.3, 0.1)]
    assert len({a + b + c for a, b, c in rows}) > 1  # `sum` adds more exactly since Python 3.12
    grades = graded(*rows)
    assert class_numbers(grades).reliability is None
    alike = graded(*[(n / 10, *row) for n, row in enumerate(rows)])
    assert part_numbers(alike)[0].discrimination is None


def test_a_question_that_is_worth_nothing_is_neither_hard_nor_easy():
    rows = [(1.0, n % 2, n // 2 % 2, 1 - n % 2) for n in range(8)]
    free = graded(*rows, most=[0.0, 1.0, 2.0, 1.0])
    rest = graded(*[row[1:] for row in rows], most=[1.0, 2.0, 1.0])
    assert part_numbers(free)[0].difficulty is None
    assert class_numbers(free).reliability == pytest.approx(class_numbers(rest).reliability)
    for mine, other in zip(part_numbers(free)[1:], part_numbers(rest), strict=True):
        assert (mine.difficulty, mine.discrimination) == (other.difficulty, other.discrimination)


def test_one_known_mistake_on_many_variants_is_one_wrong_answer(book):
    by = Judge(
        {"p.a": "r"},
        half={"p.a": ("h", 0.5)},
        variants={f"s{n}": f"variant {n}" for n in range(7)},
    )
    for number in range(7):
        hand_in(book, by, f"s{number}", [wrote("p.a", "h")])
    (wrong,) = summarise(book, HW, by).wrong["p.a"]
    assert (len(wrong.students), wrong.mistake) == (7, "factor")
    assert wrong.forms == 1


def test_what_was_not_run_is_in_no_difficulty(book):
    hand_in(book, judge(), "ada", [crashed("limits.a"), blank("limits.b"), wrote("sums.c", "n")])
    a, b, c = part_numbers(book.latest("hw1"))
    assert (a.difficulty, b.difficulty, c.difficulty) == (None, 0.0, 1.0)


# --------------------------------------------------------------------------- wrong answers


def test_wrong_answers_are_counted_and_known_mistakes_taken_together(book):
    fill(book)
    wrong = summarise(book, HW, judge()).wrong
    assert set(wrong) == {"limits.a", "limits.b", "sums.c"}
    (factor,) = wrong["sums.c"]
    assert (factor.mistake, factor.students) == ("factor", ("bob", "carl", "emmy"))
    assert [(one.shown, len(one.students)) for one in wrong["limits.b"]] == [("3", 2), ("3.0", 1)]


def test_wrong_answers_that_are_proved_equal_are_one(book):
    by = judge()
    by.equal = [frozenset({"3", "3.0"})]
    fill(book, by)
    (one,) = summarise(book, HW, by).wrong["limits.b"]
    assert (one.forms, one.students) == (2, ("bob", "carl", "emmy"))
    assert len(summarise(book, HW, by, group=False).wrong["limits.b"]) == 2


def test_only_the_most_common_wrong_answers_are_shown(book):
    for number in range(12):
        hand_in(book, judge(), f"s{number:02d}", three_answers(f"w{number % 8}", "e", "n"))
    wrong = summarise(book, HW, judge()).wrong["limits.a"]
    assert len(wrong) == 5
    assert [len(one.students) for one in wrong] == [2, 2, 2, 2, 1]


# ------------------------------------------------------------------------------------ page


def test_the_plots_are_pictures(book):
    fill(book)
    pictures = plots(summarise(book, HW, judge()))
    assert set(pictures) == {"scores", "verdicts", "items", "time"}
    for png in pictures.values():
        assert png.startswith(b"\x89PNG\r\n")
        assert len(png) > 2000


@pytest.mark.parametrize("number", [0, 1, 2, 40, 90])
def test_no_label_of_a_question_lies_on_another_one(number):
    parts = [
        PartNumbers(
            part=f"problem_{n}.part",
            max_score=1.0,
            verdicts={},
            difficulty=0.9 + 0.001 * (n % 7),
            discrimination=0.3 + 0.01 * (n // 2 % 9),
            undecided=0.0,
            mistakes={},
        )
        for n in range(number)
    ]
    figure = _items(parts)
    figure.canvas.draw()
    (axes,) = figure.axes
    extents = map(Text.get_window_extent, axes.texts)  # without their lines
    boxes = sorted(extents, key=lambda box: box.y0)
    assert len(boxes) == number
    assert all(one.y1 <= other.y0 for one, other in pairwise(boxes))
    assert all(box.x0 > axes.bbox.x1 and box.x1 <= figure.bbox.x1 for box in boxes)
    assert all(figure.bbox.y0 <= box.y0 and box.y1 <= figure.bbox.y1 for box in boxes)


def test_the_page_holds_everything_and_runs_nothing(book):
    fill(book)
    hand_in(book, judge(), "<script>alert(1)</script>", three_answers("<b>x</b>", "e", "n"))
    summary = summarise(book, HW, judge())
    text = page(summary, plots(summary))
    assert "<script" not in text
    assert "<b>x" not in text
    assert "&lt;b&gt;x&lt;/b&gt;" in text
    for words in (
        "Homework 1",
        "limits.a",
        "factor (3)",
        "data:image/png;base64,",
        "handed in: 7.",
    ):
        assert words in text, words


def test_every_picture_of_the_page_is_the_plot_that_it_is_said_to_be(book):
    fill(book)
    summary = summarise(book, HW, judge())
    pictures = plots(summary)
    shown = re.findall(r'src="data:image/png;base64,([^"]*)"', page(summary, pictures))
    assert {base64.b64decode(one, validate=True) for one in shown} == set(pictures.values())
    assert len(shown) == len(pictures) == 4


def test_the_numbers_are_json(book):
    fill(book)
    value = json.loads(json.dumps(summary_to_json(summarise(book, HW, judge()))))
    assert value["scores"]["students"] == 6
    assert value["parts"][2]["verdicts"] == {"correct": 2, "partial": 3, "undecided": 1}
    assert value["wrong"]["sums.c"][0]["mistake"] == "factor"


def test_machine_time_is_that_of_all_runs(book):
    from classroom import AT, report_by

    from grader.gradebook import Submitted

    for number, wall_s in enumerate((3.0, 1.0, 2.0)):
        book.record(
            report_by(judge(), f"s{number}", []),
            submission=Submitted(
                student=f"s{number}",
                assignment="hw1",
                path="p",
                content_hash=str(number),
                received_at=AT,
            ),
            key=str(number),
            answers=[],
            at=AT,
            grader_version="0",
            run_key=str(number),
            run=Run(notebook={}, wall_s=wall_s, cpu_s=30.0, peak_mib=100.0 + number),
        )
    time = summarise(book, HW, judge()).time
    assert (time.runs, time.wall_s, time.cpu_s, time.peak_mib) == (3, (1.0, 2.0, 3.0), 90.0, 102.0)
