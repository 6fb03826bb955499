from __future__ import annotations

import json

import pytest
from classroom import AT, Judge, blank, hand_in, report_by, wrote

from grader import integrity
from grader.cells import KEY, cell_id
from grader.gradebook import Submitted, open_gradebook
from grader.integrity import edited_cells, signal_to_json, signals

PARTS = [f"p.x{n}" for n in range(6)]


@pytest.fixture
def book(tmp_path):
    with open_gradebook(tmp_path / "book.db") as opened:
        yield opened


def by() -> Judge:
    return Judge(dict.fromkeys(PARTS, "right"))


def look(book, judge, **more):
    stored = book.stored_answers("hw1")
    answers = book.answers_of([one.grade for one in stored])
    return signals(stored, judge, book.facts("hw1"), answers, **more)


def class_of(book, judge, answers: dict[str, list[str]]) -> None:
    for student, texts in answers.items():
        given = [
            wrote(part, text) if text else blank(part)
            for part, text in zip(PARTS, texts, strict=True)
        ]
        hand_in(book, judge, student, given)


def honest(count: int) -> dict[str, list[str]]:
    """Students who make mistakes of their own, and one that everybody makes."""
    return {
        f"s{n:03d}": ["common" if n % 2 else "right"]
        + [f"w{n}-{m}" if (n + m) % 3 == 0 else "right" for m in range(5)]
        for n in range(count)
    }


# ------------------------------------------------------------------------- equal and wrong


def test_honest_students_who_make_the_same_common_mistake_are_no_signal(book):
    class_of(book, by(), honest(60))
    assert look(book, by()) == []


def test_two_who_share_rare_wrong_answers_are_shown_with_their_chance(book):
    copied = ["right", "odd 1", "odd 2", "odd 3", "right", "right"]
    class_of(book, by(), {**honest(60), "zoe": copied, "yan": copied})
    (signal,) = look(book, by())
    assert signal.kind == "equal wrong answers"
    assert signal.students == ("yan", "zoe")
    assert signal.parts == ("p.x1", "p.x2", "p.x3")
    assert signal.expected == pytest.approx(62 * 61 / 2 / 61**3)
    assert "by chance" in signal.says


def test_two_shared_mistakes_are_too_few(book):
    copied = ["right", "odd 1", "odd 2", "right", "right", "right"]
    class_of(book, by(), {**honest(60), "zoe": copied, "yan": copied})
    assert look(book, by()) == []


def test_in_a_small_class_nothing_is_beyond_chance(book):
    copied = ["right", "odd 1", "odd 2", "odd 3", "right", "right"]
    class_of(book, by(), {"zoe": copied, "yan": copied})
    assert look(book, by()) == []


def test_blank_and_right_answers_are_never_a_signal(book):
    class_of(book, by(), {f"s{n}": ["", "", "", "right", "right", "right"] for n in range(40)})
    assert look(book, by()) == []


def test_equal_wrong_answers_to_different_variants_are_not_equal(book):
    copied = ["right", "odd 1", "odd 2", "odd 3", "right", "right"]
    judge = by()
    judge.variants["zoe"] = "other"
    class_of(book, judge, {**honest(60), "zoe": copied, "yan": copied})
    assert look(book, judge) == []


# ------------------------------------------------------------------------ another's variant


class Variants(Judge):
    """What is right for a student is their own name's length and the part."""

    def asked(self, student):
        self.variants = {student: f"variant {len(student)}"}
        return super().asked(student)

    def decide(self, student, parts, answers):
        self.right = {part: f"{len(student)}" for part in PARTS}
        return super().decide(student, parts, answers)


def test_an_answer_that_is_right_for_anothers_variant_is_shown(book):
    judge = Variants(dict.fromkeys(PARTS, ""))
    class_of(
        book, judge, {"ada": ["3"] * 6, "emmy": ["4"] * 5 + ["3"], "carola": ["4", "4"] + ["6"] * 4}
    )
    found = look(book, judge)
    assert {(s.kind, s.students, s.parts) for s in found} == {
        ("another's variant", ("ada", "emmy"), ("p.x5",)),
        ("another's variant", ("carola", "emmy"), ("p.x0", "p.x1")),
    }
    assert "right for that of 'emmy' (2 answers)" in " ".join(s.says for s in found)


def test_an_answer_nobody_wrote_like_that_is_decided_under_others_variants(book):
    judge = Variants(dict.fromkeys(PARTS, ""))
    class_of(book, judge, {"ada": ["9"] * 6, "emmy": ["3"] + ["4"] * 5})
    (signal,) = look(book, judge)
    assert signal.parts == ("p.x0",)
    assert look(book, judge, most_decisions=0) == []


def test_where_everybody_has_the_same_variant_no_answer_is_anothers(book):
    class_of(book, by(), {"ada": ["right"] * 6, "emmy": ["wrong"] * 6})
    assert look(book, by()) == []


# --------------------------------------------------------------------- what notebooks say


def hand_in_notebook(book, student, **facts) -> None:
    answers = [wrote(part, "right") for part in PARTS]
    book.record(
        report_by(by(), student, answers),
        submission=Submitted(
            student=student,
            assignment="hw1",
            path="p",
            content_hash=student,
            received_at=AT,
            facts=facts,
        ),
        key=student,
        answers=answers,
        at=AT,
        grader_version="0",
    )


def test_a_notebook_that_was_made_for_somebody_else_is_shown(book):
    hand_in_notebook(book, "ada", metadata={"student": "ada", "assignment": "hw1", "variant": "a"})
    hand_in_notebook(book, "bob", metadata={"student": "ada", "assignment": "hw1", "variant": "a"})
    found = look(book, by())
    assert [signal.kind for signal in found] == ["another's notebook"] * 2
    assert found[0].students == ("ada", "bob")


def test_a_notebook_of_another_assignment_is_shown(book):
    hand_in_notebook(book, "ada", metadata={"student": "ada", "assignment": "hw0"})
    (signal,) = look(book, by())
    assert (signal.kind, signal.students) == ("metadata", ("ada",))


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"metadata": None},
        {"metadata": "x"},
        {"metadata": {"student": 3, "variant": [], "assignment": {}}, "edited": None},
    ],
)
def test_metadata_that_is_missing_or_nonsense_is_no_signal(book, facts):
    hand_in_notebook(book, "ada", **facts)
    assert look(book, by()) == []


def released() -> dict:
    cells = [
        {"cell_type": "markdown", "metadata": {KEY: {"role": "statement"}}, "source": "Find x."},
        {"cell_type": "code", "metadata": {KEY: {"role": "setup"}}, "source": "import sympy"},
        {
            "cell_type": "markdown",
            "metadata": {KEY: {"role": "prompt", "prompt": "p.x0"}},
            "source": "**p.x0**",
        },
        {"cell_type": "code", "metadata": {KEY: {"part": "p.x0"}}, "source": "# answer: p.x0"},
        {"cell_type": "code", "metadata": {KEY: {"role": "lab"}}, "source": "plot()"},
    ]
    for place, cell in enumerate(cells):
        cell["id"] = cell_id(place, cell)
    return {"cells": cells}


def test_an_untouched_notebook_has_no_edited_cells_however_it_was_saved():
    assert edited_cells(released()) == []
    assert edited_cells(json.loads(json.dumps(released(), sort_keys=True))) == []


def test_answers_labs_and_new_cells_are_for_students():
    notebook = released()
    notebook["cells"][3]["source"] = "# answer: p.x0\n3"
    notebook["cells"][4]["source"] = ""
    notebook["cells"].insert(0, {"cell_type": "code", "metadata": {}, "source": "1", "id": "x"})
    notebook["cells"].reverse()
    assert edited_cells(notebook) == []


def test_edits_of_questions_and_set_up_are_shown():
    notebook = released()
    notebook["cells"][1]["source"] += "\nalpha = 3"
    notebook["cells"][2]["source"] = "**p.x0** is right."
    assert edited_cells(notebook) == ["setup", "p.x0"]


def test_what_is_too_much_to_compare_was_not_released(monkeypatch):
    notebook = released()
    length = sum(len(cell["source"]) for cell in notebook["cells"])
    monkeypatch.setattr(integrity, "MOST_COMPARED", 300 * length)
    assert edited_cells(notebook) == []
    notebook["cells"][1]["source"] *= 1000
    assert edited_cells(notebook)[0] == "setup"


def test_half_a_character_in_a_question_is_an_edit_and_no_crash():
    notebook = released()
    notebook["cells"][2]["source"] += "\ud800"
    assert edited_cells(notebook) == ["p.x0"]


def test_an_editor_that_renews_ids_leaves_nothing_to_compare():
    notebook = released()
    for number, cell in enumerate(notebook["cells"]):
        cell["id"] = f"new-{number}"
        cell["source"] += " "
    assert edited_cells(notebook) == []


def test_edited_cells_become_a_signal(book):
    hand_in_notebook(book, "ada", edited=["setup", "p.x0"])
    (signal,) = look(book, by())
    assert (signal.kind, signal.parts) == ("edited cells", ("p.x0",))
    assert json.loads(json.dumps(signal_to_json(signal)))["students"] == ["ada"]


def test_signals_change_no_grade(book):
    copied = ["right", "odd 1", "odd 2", "odd 3", "right", "right"]
    class_of(book, by(), {**honest(60), "zoe": copied, "yan": copied})
    before = [(grade.id, grade.score) for grade in book.newest("hw1")]
    assert look(book, by())
    assert [(grade.id, grade.score) for grade in book.newest("hw1")] == before
