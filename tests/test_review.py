from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from classroom import AT, HW, Judge, crashed, hand_in, judge, report_by, three_answers, wrote

from grader import regrade
from grader.errors import GraderError
from grader.gradebook import Overtaken, Submitted, open_gradebook
from grader.policy import Policy
from grader.records import Answer, NoAnswer, Verdict
from grader.review import (
    decision_on,
    find_group,
    group_to_json,
    queue,
    settle_group,
    shown,
    verdict_of,
)
from grader.spec import Rubric, RubricItem

LATER = AT + timedelta(days=1)
RUBRIC = Rubric(
    items=(
        RubricItem(id="idea", says="Names the idea.", credit=0.5),
        RubricItem(id="proof", says="Proves it.", credit=0.25),
        RubricItem(id="limits", says="Says where it fails.", credit=0.25),
    ),
    model_answer="Because the sum telescopes.",
)


@pytest.fixture
def book(tmp_path):
    with open_gradebook(tmp_path / "book.db") as opened:
        hand_in(opened, judge(), "ada", three_answers("1/2", "e", "? n"))
        hand_in(opened, judge(), "bob", three_answers("1/2", "#", "?  n"))
        hand_in(opened, judge(), "carl", three_answers("1/2", "", "?m"))
        hand_in(opened, judge(), "dora", [wrote("limits.a", "1/2"), crashed("sums.c")])
        yield opened


def waiting(book, by=None, **more):
    return queue(book, HW, by or judge(), **more)


def members(groups) -> dict[str, list[tuple[str, ...]]]:
    found: dict[str, list[tuple[str, ...]]] = {}
    for group in groups:
        found.setdefault(group.part, []).append(group.students)
    return {part: sorted(students) for part, students in found.items()}


def decide(book, group, **decision):
    by = decision.pop("by", "tina")
    reviews = decision_on(group, "hw1", by=by, at=LATER, **decision)
    return settle_group(book, HW, group, reviews, at=LATER, by=by)


def scores(book) -> dict[str, float]:
    return {grade.student: grade.score for grade in book.latest("hw1")}


# --------------------------------------------------------------------------------- queue


def test_everything_undecided_unreadable_or_not_run_waits_and_nothing_else(book):
    assert members(waiting(book)) == {
        "limits.b": [("bob",), ("dora",)],
        "sums.c": [("ada", "bob"), ("carl",), ("dora",)],
    }


def test_the_largest_group_comes_first(book):
    assert waiting(book)[0].students == ("ada", "bob")


def test_one_part_can_be_asked_for(book):
    assert {group.part for group in waiting(book, parts=["sums.c"])} == {"sums.c"}


def test_answers_are_grouped_up_to_proven_equality(book):
    by = judge()
    by.equal = [frozenset({"? n", "?m"})]
    groups = waiting(book, by, same=by.same)
    assert groups[0].students == ("ada", "bob", "carl")
    assert len(groups[0].keys) == 3


def test_answers_to_different_variants_are_never_one_group(book):
    by = judge()
    by.variants["bob"] = "other"
    assert ("ada",) in members(waiting(book, by))["sums.c"]


def test_what_did_not_run_is_a_group_for_each_student(book):
    hand_in(book, judge(), "eve", [wrote("limits.a", "1/2"), crashed("sums.c")])
    assert ("dora",) in members(waiting(book))["sums.c"]
    assert ("eve",) in members(waiting(book))["sums.c"]


def test_notebooks_that_could_not_be_read_are_asked_for_again_and_not_reviewed_part_by_part(book):
    before = members(waiting(book))
    answers: list = []
    book.record(
        report_by(judge(), "eve", answers, status="failed"),
        submission=Submitted(
            student="eve", assignment="hw1", path="p", content_hash="c", received_at=AT
        ),
        key="eve",
        answers=answers,
        at=AT,
        grader_version="0",
    )
    assert members(waiting(book)) == before
    assert ("eve",) in members(waiting(book, failed=True))["limits.a"]


def test_an_empty_gradebook_has_an_empty_queue(tmp_path):
    with open_gradebook(tmp_path / "empty.db") as empty:
        assert waiting(empty) == []


def test_groups_keep_their_ids_when_others_join(book):
    before = {group.students: group.id for group in waiting(book)}
    hand_in(book, judge(), "zoe", three_answers("1/2", "e", "? n"))
    after = {group.students: group.id for group in waiting(book)}
    assert after[("ada", "bob", "zoe")] == before[("ada", "bob")]


def test_a_group_is_data_with_the_answer_and_the_evidence(book):
    group = group_to_json(waiting(book)[0], RUBRIC)
    assert (group["part"], group["count"], group["students"]) == ("sums.c", 2, ["ada", "bob"])
    assert group["answer"] == "? n"
    assert group["verdict"] == "undecided"
    assert [item["id"] for item in group["rubric"]] == ["idea", "proof", "limits"]
    assert group["model_answer"] == "Because the sum telescopes."


# ------------------------------------------------------------------------------ deciding


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (Answer(part="a.b", form="json", content=1, source="# answer: a.b\nx + 1"), "x + 1"),
        (Answer(part="a.b", form="json", content=1, source="\n#Answer a.b\nx\nx + 1"), "x\nx + 1"),
        (
            Answer(part="a.b", form="json", content=1, source="x + 1  # answer: a.b"),
            "x + 1  # answer: a.b",
        ),
        (Answer(part="a.b", form="json", content=1, source="# answer: a.b"), "# answer: a.b"),
        (Answer(part="a.b", form="text", content="x", source="# answer: a.b\n'x'"), "x"),
        (Answer(part="a.b", form="json", content=[1]), "[1]"),
        (
            NoAnswer(part="a.b", verdict=Verdict.NOT_RUN, reason="ZeroDivisionError"),
            "ZeroDivisionError",
        ),
        (None, ""),
    ],
)
def test_an_answer_is_shown_without_the_mark_of_its_cell(given, said):
    assert shown(given) == said


def test_one_decision_is_for_all_who_wrote_the_same(book):
    moves = decide(book, waiting(book)[0], credit=1.0, comment="Right!")
    assert [(move.grade.student, move.by) for move in moves] == [("ada", 1.0), ("bob", 1.0)]
    assert scores(book) == {"ada": 3.0, "bob": 2.0, "carl": 1.0, "dora": 1.0}
    part = book.latest("hw1")[0].report.parts[-1]
    assert (part.verdict, part.hint, part.method) == (Verdict.CORRECT, "Right!", "review")
    assert book.latest("hw1")[0].by == "tina"
    assert ("ada", "bob") not in members(waiting(book))["sums.c"]


def test_what_else_changed_meanwhile_is_not_applied_by_a_review(book):
    by = judge()
    by.right["limits.a"] = "0.5"
    decide(book, waiting(book, by)[0], credit=1.0)
    assert scores(book)["ada"] == 3.0


def test_a_regrade_after_a_review_moves_nothing(book):
    decide(book, waiting(book)[0], credit=0.5, comment="Half.")
    assert regrade.preview(book, HW, judge(), at=LATER).moves == ()


def test_a_decision_carries_over_to_a_later_answer_that_is_the_same(book):
    decide(book, waiting(book)[0], credit=1.0)
    hand_in(book, judge(), "zoe", three_answers("1/2", "e", "? n"))
    (move,) = regrade.preview(book, HW, judge(), at=LATER).moves
    assert (move.grade.student, move.by) == ("zoe", 1.0)


def test_a_changed_answer_waits_again(book):
    decide(book, waiting(book)[0], credit=1.0)
    hand_in(
        book, judge(), "ada", three_answers("1/2", "e", "?new"), received_at=AT + timedelta(hours=1)
    )
    assert ("ada",) in members(waiting(book))["sums.c"]


def test_only_the_submission_that_counts_waits_unless_the_best_one_does(book):
    for name, text in (("ada", "?new"), ("carl", "n")):
        answers = three_answers("1/2", "e", text)
        hand_in(book, judge(), name, answers, received_at=AT + timedelta(hours=1))
    assert members(waiting(book))["sums.c"] == [("ada",), ("bob",), ("dora",)]
    best = replace(HW, policy=Policy(attempts="best"))
    assert members(queue(book, best, judge()))["sums.c"] == [
        ("ada",),
        ("ada", "bob"),
        ("carl",),
        ("dora",),
    ]


def test_a_later_decision_on_the_same_answer_holds(book):
    group = waiting(book)[0]
    decide(book, group, credit=1.0)
    later = replace(
        group,
        members=tuple(
            replace(member, grade=grade)
            for member in group.members
            for grade in book.latest("hw1")
            if grade.student == member.grade.student
        ),
    )
    decide(book, later, credit=0.5, by="tom")
    assert scores(book)["ada"] == 2.5
    assert [review.by for review in book.reviews.of("hw1").values()] == ["tom", "tom"]


def test_a_decision_on_what_was_graded_meanwhile_is_kept_for_the_next_grade(book):
    group = waiting(book)[0]
    hand_in(book, judge(), "ada", three_answers("1/2", "e", "? n"), key="again")
    with pytest.raises(Overtaken, match=r"kept.*'ada' .*in the meantime.*grader regrade hw1"):
        decide(book, group, credit=1.0)
    moves = regrade.preview(book, HW, judge(), at=LATER).moves
    assert [move.grade.student for move in moves] == ["ada", "bob"]


# ------------------------------------------------------------------- credits and rubrics


@pytest.mark.parametrize(
    ("credit", "verdict"),
    [(0.0, "incorrect"), (0.01, "partial"), (0.5, "partial"), (0.99, "partial"), (1.0, "correct")],
)
def test_a_credit_has_a_verdict(credit, verdict):
    assert verdict_of(credit) == verdict


def test_a_verdict_has_a_credit(book):
    (review, _) = decision_on(waiting(book)[0], "hw1", by="t", at=LATER, verdict=Verdict.INCORRECT)
    assert review.credit == 0.0


def test_rubric_items_add_up(book):
    reviews = decision_on(
        waiting(book)[0],
        "hw1",
        by="t",
        at=LATER,
        rubric=["idea", "limits", "idea"],
        has=RUBRIC,
    )
    assert {(review.credit, review.verdict) for review in reviews} == {(0.75, Verdict.PARTIAL)}
    assert reviews[0].rubric == ("idea", "limits", "idea")


@pytest.mark.parametrize(
    ("decision", "says"),
    [
        ({}, "needs a credit"),
        ({"verdict": Verdict.PARTIAL}, "needs a credit"),
        ({"credit": 1.5}, "between 0 and 1"),
        ({"credit": -0.1}, "between 0 and 1"),
        ({"credit": float("nan")}, "between 0 and 1"),
        ({"credit": 1.0, "verdict": Verdict.INCORRECT}, "is correct, not incorrect"),
        ({"rubric": ["idee"], "has": RUBRIC}, "Did you mean 'idea'?"),
        ({"rubric": ["idea"]}, "no rubric item 'idea'. Known: none."),
    ],
)
def test_a_decision_that_does_not_fit_is_one_sentence(book, decision, says):
    with pytest.raises(GraderError) as error:
        decision_on(waiting(book)[0], "hw1", by="t", at=LATER, **decision)
    assert says in str(error.value)
    assert scores(book)["ada"] == 2.0


def test_a_group_is_found_by_the_beginning_of_its_id(book):
    groups = waiting(book)
    assert find_group(groups, groups[0].id[:6]) is groups[0]
    with pytest.raises(GraderError, match="no group of the id 'xyz'"):
        find_group(groups, "xyz")
    with pytest.raises(GraderError, match="no group of the id ''"):
        find_group(groups, "")


def test_thousands_that_wait_are_grouped_in_seconds(tmp_path):
    by = Judge({"limits.a": "x"})
    with open_gradebook(tmp_path / "book.db") as book:
        for number in range(400):
            hand_in(book, by, f"s{number}", [wrote("limits.a", f"?{number % 20}")])
        compared = []

        def same(student, part, a, b):
            compared.append((a, b))
            return False

        groups = queue(book, HW, by, same=same)
    assert [len(group.members) for group in groups] == [20] * 20
    assert len(compared) == 190


def test_of_a_cell_that_failed_the_reviewer_sees_what_was_written():
    failed = NoAnswer(
        part="a.b", verdict=Verdict.NOT_RUN, reason="NameError: g", source="# answer: a.b\n2 * g"
    )
    assert shown(failed) == "2 * g"
    assert shown(replace(failed, source="")) == "NameError: g"
