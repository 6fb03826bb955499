"""`text`: a person decides; the machine says so, and what to look for."""

from __future__ import annotations

import pytest

from grader.spec import Rubric, RubricItem
from tests.kinds.asking import ask, says, value

ASKED = ask(
    "text",
    Rubric(
        items=(
            RubricItem(id="noise", says="Names the noise.", credit=0.5),
            RubricItem(id="step", says="Names the step.", credit=0.5),
        ),
        model_answer="The noise does not vanish with the step.",
    ),
)


def test_a_person_decides_and_is_told_what_to_look_for():
    decision = says(ASKED, "Because of the noise in every single gradient.")
    assert (decision.verdict, decision.score) == ("undecided", 0)
    assert "noise (0.5): Names the noise; step" in decision.evidence
    assert "does not vanish" in decision.evidence
    assert ".." not in decision.evidence
    assert "does not vanish" not in decision.hint
    assert "words only" not in decision.hint


def test_a_short_text_is_remarked_on():
    assert "2 words only" in says(ASKED, "because so").hint


def test_a_string_of_a_code_cell_is_a_text():
    node = value({"t": "text", "v": "Because of the noise in every gradient."})
    assert says(ASKED, node, "typed").verdict == "undecided"


@pytest.mark.parametrize("content", [None, 5, True, 1.5, {"a": 1}, [1, [2]], ["a", None]])
def test_what_is_no_text_is_still_for_a_person(content):
    assert says(ASKED, content, "json").verdict in {"undecided", "unreadable"}
